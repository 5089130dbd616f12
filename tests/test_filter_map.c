/* SPDX-License-Identifier: MIT */
#include "sources.h"

ITER_FILTER_MAP_FN(int64_t, square_of_odd, int64_t, x, out)
{
        *out = x * x;
        return x % 2 != 0;
}

static int called;

ITER_TRY_FILTER_MAP_FN(int64_t, try_square_of_odd, int64_t, x, out, keep, call)
{
        called++;
        if (x == 6)
                return iter_fail(call, -6, "six");
        *keep = x % 2 != 0;
        if (*keep)
                *out = x * x;
        return 0;
}

TEST(filter_map_yields_the_results_that_the_function_keeps)
{
        //! [iter_filter_map]
        /* (x * x for x in range(6) if x % 2 != 0) */
        iter_t *it = iter_filter_map(iter_range(0, 6, 1), square_of_odd);
        CHECK_INT64S(it, 1, 9, 25);
        CHECK_OK(iter_close(it, NULL));
        //! [iter_filter_map]
}

TEST(filter_map_calls_an_exact_function_once_an_item_and_never_ahead)
{
        iter_t *it = iter_filter_map(iter_range(0, 6, 1), try_square_of_odd);
        int64_t x = 0;

        called = 0;
        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ITEM);
        CHECK_INT(x, 1);
        CHECK_INT(called, 2);
        CHECK_INT64S(it, 9, 25);
        CHECK_INT(called, 6);
        CHECK_OK(iter_close(it, NULL));
}

TEST(filter_map_goes_on_over_windows_of_which_nothing_is_kept)
{
        iter_t *it = iter_filter_map(iter_range(0, 2000, 2), square_of_odd);

        CHECK_NO_ITEMS(int64_t, it);
        CHECK_OK(iter_close(it, NULL));
        it = iter_filter_map(iter_range(-3000, 2, 1), square_of_odd);
        CHECK_STATUS(iter_skip(it, 1500, NULL), ITER_ITEM);
        CHECK_INT64S(it, 1);
        CHECK_OK(iter_close(it, NULL));
}

TEST(filter_map_of_nothing_is_empty)
{
        iter_t *it = iter_filter_map(iter_empty(ITER_TYPE(int64_t)), square_of_odd);

        CHECK_NO_ITEMS(int64_t, it);
        CHECK_OK(iter_close(it, NULL));
        it = iter_filter_map(iter_empty(ITER_TYPE(int64_t)), try_square_of_odd);
        CHECK_NO_ITEMS(int64_t, it);
        CHECK_OK(iter_close(it, NULL));
}

TEST(filter_map_uses_its_source_up_to_the_item_that_was_kept)
{
        const iter_filter_map_fn_t functions[] = { square_of_odd, try_square_of_odd };
        size_t i;

        for (i = 0; i < 2; i++) {
                iter_t *items = iter_range(2, 10, 1);
                iter_t *it = iter_filter_map(iter_borrow(items), functions[i]);
                int64_t x = 0;

                CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ITEM);
                CHECK_INT(x, 9);
                CHECK_OK(iter_close(it, NULL));
                CHECK_INT64S(items, 4, 5, 6, 7, 8, 9);
                CHECK_OK(iter_close(items, NULL));
        }
}

TEST(filter_map_has_bounds_from_none_to_all)
{
        iter_t *it = iter_filter_map(iter_range(0, 1000, 1), try_square_of_odd);

        CHECK_UINT(iter_bounds(it).low, 0);
        CHECK_UINT(iter_bounds(it).high, 1000);
        CHECK_OK(iter_close(it, NULL));
        it = iter_filter_map(iter_count(0, 1), square_of_odd);
        CHECK(iter_bounds(it).infinite);
        CHECK_OK(iter_close(it, NULL));
}

/* Results of another type. */

typedef struct {
        int64_t key;
        char text[40];
} wide;
ITER_STRUCT_TYPE(wide);

ITER_FILTER_MAP_FN_WITH(wide, wide_from, iter_str_t, line, out, char, mark)
{
        memset(out, 0, sizeof *out);
        if (line.len == 0 || line.ptr[0] != mark || line.len > sizeof out->text)
                return false;
        out->key = (int64_t)line.len;
        memcpy(out->text, line.ptr, line.len);
        return true;
}

ITER_TRY_FILTER_MAP_FN_WITH(wide, try_wide_from, iter_str_t, line, out, keep, call, char, mark)
{
        (void)call;
        memset(out, 0, sizeof *out);
        *keep = line.len > 0 && line.ptr[0] == mark;
        if (*keep)
                memcpy(out->text, line.ptr, 1);
        out->key = (int64_t)line.len;
        return 0;
}

TEST(filter_map_makes_large_structs_of_views)
{
        const iter_str_t lines[] = { iter_str("axe"), iter_str(""), iter_str("bee"),
                iter_str("ants") };
        const iter_filter_map_fn_t functions[] = { wide_from('a'), try_wide_from('a') };
        size_t i;

        for (i = 0; i < 2; i++) {
                iter_t *it =
                    iter_filter_map(iter_array(ITER_ARRAY(iter_str_t, lines)), functions[i]);
                int64_t keys = 0;

                ITER_FOREACH_REF(wide, item, it) {
                        CHECK_INT(item->text[0], 'a');
                        keys = 10 * keys + item->key;
                }
                CHECK_INT(keys, 34);
                CHECK_OK(iter_close(it, NULL));
        }
}

/* Results that own something: it is released when their window is over. */

typedef struct {
        int64_t value;
        bool alive;
} token;

static int alive;

static void token_drop(const iter_type_t *type, void *item)
{
        token *t = item;

        (void)type;
        CHECK(t->alive);
        t->alive = false;
        alive--;
}

static const iter_type_t iter_type_token = { "token", sizeof(token), ITER_ALIGNOF(token), NULL, 0,
        false, NULL, token_drop, NULL, NULL, NULL };

ITER_FILTER_MAP_FN(token, token_of_odd, int64_t, x, out)
{
        if (x % 2 == 0)
                return false;
        out->value = x;
        out->alive = true;
        alive++;
        return true;
}

ITER_TRY_FILTER_MAP_FN(token, try_token_of_odd, int64_t, x, out, keep, call)
{
        if (x == 1001)
                return iter_fail(call, -1, "enough");
        *keep = token_of_odd.run(&token_of_odd.ctx, &x, out, 1) == 1;
        return 0;
}

TEST(filter_map_drops_the_results_that_own_something)
{
        const iter_filter_map_fn_t functions[] = { token_of_odd, try_token_of_odd };
        size_t i;

        for (i = 0; i < 2; i++) {
                iter_t *it = iter_filter_map(iter_range(0, 1000, 1), functions[i]);
                int64_t n = 0;

                alive = 0;
                ITER_FOREACH_REF(token, item, it) {
                        CHECK(item->alive);
                        n++;
                }
                CHECK_INT(n, 500);
                CHECK_OK(iter_close(it, NULL));
                CHECK_INT(alive, 0);
        }
}

TEST(filter_map_drops_them_also_when_it_is_closed_early_and_after_an_error)
{
        iter_t *it = iter_filter_map(iter_range(0, 1000, 1), token_of_odd);
        token t = { 0, false };

        alive = 0;
        CHECK_STATUS(iter_next(it, ITER_INTO(token, &t)), ITER_ITEM);
        CHECK_OK(iter_close(it, NULL));
        CHECK_INT(alive, 0);

        it = iter_filter_map(iter_range(999, 1010, 1), try_token_of_odd);
        CHECK_STATUS(iter_next(it, ITER_INTO(token, &t)), ITER_ITEM);
        CHECK_INT(alive, 1);
        CHECK_STATUS(iter_next(it, ITER_INTO(token, &t)), ITER_ERROR);
        CHECK_CODE(iter_close(it, NULL), -1);
        CHECK_INT(alive, 0);
}

/* Functions that fail. */

TEST(filter_map_stops_where_its_function_fails_and_has_used_that_item)
{
        iter_t *items = iter_range(4, 9, 1);
        iter_t *it = iter_filter_map(iter_borrow(items), try_square_of_odd);
        iter_error_t error;
        int64_t x = 0;

        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ITEM);
        CHECK_INT(x, 25);
        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ERROR);
        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ERROR);
        CHECK_CODE(iter_close(it, &error), -6);
        CHECK_STRING(error.message, "try_square_of_odd: item 2: six");
        CHECK_STRING(error.stage, "filter_map");
        CHECK_UINT(error.index, 2);
        CHECK_INT64S(items, 7, 8);
        CHECK_OK(iter_close(items, NULL));
}

/* Arguments. */

TEST(filter_map_refuses_a_function_of_another_type)
{
        iter_error_t error;

        CHECK_CODE(iter_close(iter_filter_map(ITER_RANGE(int, 0, 5, 1), square_of_odd), &error),
            ITER_E_TYPE);
        CHECK_STRING(
            error.message, "filter_map: takes items of type int64_t, the source gives int32_t");
}

TEST(filter_map_refuses_a_function_that_is_not_there)
{
        const iter_filter_map_fn_t none = { NULL, NULL, NULL, NULL, NULL, { { 0 } } };
        const iter_filter_map_fn_t no_code = { "none", ITER_TYPE(int64_t), ITER_TYPE(int64_t), NULL,
                NULL, { { 0 } } };
        iter_filter_map_fn_t no_result = square_of_odd;

        no_result.out = NULL;
        CHECK_CODE(iter_close(iter_filter_map(iter_range(0, 5, 1), none), NULL), ITER_E_NULL);
        CHECK_CODE(iter_close(iter_filter_map(iter_range(0, 5, 1), no_code), NULL), ITER_E_NULL);
        CHECK_CODE(iter_close(iter_filter_map(iter_range(0, 5, 1), no_result), NULL), ITER_E_NULL);
}

TEST(filter_map_of_NULL_is_an_error)
{
        CHECK_CODE(iter_close(iter_filter_map(NULL, square_of_odd), NULL), ITER_E_NULL);
        CHECK_CODE(iter_close(iter_filter_map(NULL, try_square_of_odd), NULL), ITER_E_NULL);
}

TEST(filter_map_passes_an_error_of_its_source_through)
{
        CHECK_CODE(iter_close(iter_filter_map(iter_failed(-5, "lost"), square_of_odd), NULL), -5);
}
