/* SPDX-License-Identifier: MIT */
#include "sources.h"

static int called;

ITER_MAP_FN(int64_t, square, int64_t, x)
{
        called++;
        return x * x;
}

ITER_TRY_MAP_FN(int64_t, try_square, int64_t, x, out, call)
{
        called++;
        if (x == 13)
                return iter_fail(call, -13, "thirteen");
        *out = x * x;
        return 0;
}

TEST(map_yields_the_result_for_each_item)
{
        //! [iter_map]
        iter_t *it = iter_map(iter_range(0, 5, 1), square);
        CHECK_INT64S(it, 0, 1, 4, 9, 16);
        CHECK_OK(iter_close(it, NULL));
        //! [iter_map]
}

TEST(map_calls_an_exact_function_once_an_item_and_never_ahead)
{
        iter_t *it = iter_map(iter_range(0, 5, 1), try_square);
        int64_t x = 0;

        called = 0;
        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ITEM);
        CHECK_INT(called, 1);
        CHECK_INT64S(it, 1, 4, 9, 16);
        CHECK_INT(called, 5);
        CHECK_OK(iter_close(it, NULL));
}

TEST(map_pulls_nothing_and_calls_nothing_when_it_is_built)
{
        const int64_t list[] = { 1, 2 };
        uint64_t pulled = 0;
        iter_t *it = iter_map(test_trace(iter_array(ITER_ARRAY(int64_t, list)), &pulled), square);

        called = 0;
        CHECK_OK(iter_close(it, NULL));
        CHECK_UINT(pulled, 0);
        CHECK_INT(called, 0);
}

TEST(map_goes_over_many_blocks)
{
        iter_t *it = iter_map(iter_map(iter_range(0, 1000, 1), square), try_square);
        int64_t n = 0;

        ITER_FOREACH(int64_t, x, it) {
                CHECK_INT(x, n * n * n * n);
                n++;
        }
        CHECK_INT(n, 1000);
        CHECK_OK(iter_close(it, NULL));
}

/* The order of effects: stepped and drained alike. */

typedef struct {
        char text[200];
        size_t len;
} diary;
typedef diary *diary_ptr;

ITER_TRY_MAP_FN_WITH(int64_t, first, int64_t, x, out, call, diary_ptr, d)
{
        (void)call;
        d->len += (size_t)snprintf(d->text + d->len, sizeof d->text - d->len, "a%d ", (int)x);
        *out = x;
        return 0;
}

ITER_TRY_MAP_FN_WITH(int64_t, second, int64_t, x, out, call, diary_ptr, d)
{
        d->len += (size_t)snprintf(d->text + d->len, sizeof d->text - d->len, "b%d ", (int)x);
        *out = x;
        return x == 2 ? iter_fail(call, -2, "two") : 0;
}

TEST(map_runs_effects_in_the_same_order_stepped_and_drained)
{
        diary stepped = { "", 0 };
        diary drained = { "", 0 };
        iter_t *it = iter_map(iter_map(iter_range(0, 5, 1), first(&stepped)), second(&stepped));
        int64_t x = 0;

        while (iter_next(it, ITER_INTO(int64_t, &x)) == ITER_ITEM)
                ;
        CHECK_CODE(iter_close(it, NULL), -2);
        CHECK_STRING(stepped.text, "a0 b0 a1 b1 a2 b2 ");
        it = iter_map(iter_map(iter_range(0, 5, 1), first(&drained)), second(&drained));
        CHECK_CODE(iter_sum_i64(it, &x, NULL), -2);
        CHECK_STRING(drained.text, stepped.text);
}

/* Lent sources. */

TEST(map_uses_an_item_for_each_result)
{
        const iter_map_fn_t functions[] = { square, try_square };
        size_t i;

        for (i = 0; i < 2; i++) {
                iter_t *items = iter_range(0, 10, 1);
                iter_t *it = iter_map(iter_borrow(items), functions[i]);
                int64_t x = 0;

                CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ITEM);
                CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ITEM);
                CHECK_UINT(iter_bounds(items).low, 8);
                CHECK_OK(iter_close(it, NULL));
                CHECK_INT64S(items, 2, 3, 4, 5, 6, 7, 8, 9);
                CHECK_OK(iter_close(items, NULL));
        }
}

TEST(map_takes_from_a_lent_source_no_more_than_was_promised)
{
        iter_t *items = iter_range(0, 10, 1);
        iter_t *it = iter_map(iter_borrow(items), square);

        CHECK_STATUS(iter_fill(it, 4), ITER_ITEM);
        CHECK_UINT(iter_bounds(items).low, 6);
        CHECK_OK(iter_close(it, NULL));
        CHECK_OK(iter_close(items, NULL));
}

/* Bounds and skips. */

TEST(map_keeps_the_bounds_of_its_source)
{
        iter_t *it = iter_map(iter_range(0, 1000, 1), square);
        int64_t x = 0;

        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ITEM);
        CHECK_UINT(iter_bounds(it).low, 999);
        CHECK_UINT(iter_bounds(it).high, 999);
        CHECK_OK(iter_close(it, NULL));
        it = iter_map(iter_count(0, 1), try_square);
        CHECK_CODE(iter_sum_i64(it, &x, NULL), ITER_E_INFINITE);
}

TEST(map_skips_without_calling_a_pure_function)
{
        iter_t *it = iter_map(iter_range(0, INT64_MAX, 1), square);
        uint64_t skipped = 0;
        int64_t x = 0;

        called = 0;
        CHECK_STATUS(iter_skip(it, 3000000, &skipped), ITER_ITEM);
        CHECK_UINT(skipped, 3000000);
        CHECK_INT(called, 0);
        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ITEM);
        CHECK_INT(x, INT64_C(3000000) * 3000000);
        CHECK_OK(iter_close(it, NULL));
}

TEST(map_calls_an_exact_function_for_what_is_skipped)
{
        iter_t *it = iter_map(iter_range(0, 10, 1), try_square);
        uint64_t skipped = 0;

        called = 0;
        CHECK_STATUS(iter_skip(it, 4, &skipped), ITER_ITEM);
        CHECK_INT(called, 4);
        CHECK_STATUS(iter_skip(it, 40, &skipped), ITER_END);
        CHECK_UINT(skipped, 6);
        CHECK_OK(iter_close(it, NULL));
}

/* Results of another type. */

typedef struct {
        int64_t key;
        char text[40];
} wide;
ITER_STRUCT_TYPE(wide);

ITER_MAP_FN(wide, widen, iter_str_t, line)
{
        wide item = { 0, "" };
        item.key = (int64_t)line.len;
        if (line.len > 0)
                item.text[0] = line.ptr[0];
        return item;
}

ITER_TRY_MAP_FN(iter_str_t, first_letter, wide, item, out, call)
{
        static char letter;
        (void)call;
        letter = item.text[0];
        out->ptr = &letter;
        out->len = 1;
        return 0;
}

TEST(map_changes_views_into_large_structs_and_back)
{
        const iter_str_t lines[] = { iter_str("axe"), iter_str("bee"), iter_str("cow") };
        iter_t *it =
            iter_map(iter_map(iter_array(ITER_ARRAY(iter_str_t, lines)), widen), first_letter);
        iter_str_t letter = { NULL, 0 };

        CHECK_STATUS(iter_next(it, ITER_INTO(iter_str_t, &letter)), ITER_ITEM);
        CHECK_TEXT(letter, "a");
        CHECK_STATUS(iter_next(it, ITER_INTO(iter_str_t, &letter)), ITER_ITEM);
        CHECK_TEXT(letter, "b");
        CHECK_OK(iter_close(it, NULL));
}

static int halve(void *ctx, const void *in, void *out)
{
        const int64_t x = *(const int64_t *)in;

        if (x % 2 != 0)
                return *(const int *)ctx;
        *(double *)out = (double)x / 2;
        return 0;
}

TEST(map_takes_a_plain_callback)
{
        int odd = -77;
        iter_t *it = iter_map(
            iter_range(2, 9, 3), iter_map_call(ITER_TYPE(int64_t), ITER_TYPE(double), halve, &odd));
        iter_error_t error;
        double half = 0;

        CHECK_STATUS(iter_next(it, ITER_INTO(double, &half)), ITER_ITEM);
        CHECK_REAL(half, 1.0);
        CHECK_STATUS(iter_next(it, ITER_INTO(double, &half)), ITER_ERROR);
        CHECK_CODE(iter_close(it, &error), -77);
        CHECK_STRING(error.message, "callback: item 1: failed with code -77");
        CHECK_STRING(error.stage, "map");
}

/* Results that own something: it is released when their window is over. */

typedef struct {
        int64_t value;
        bool alive;
} token;

static int alive;

static void token_drop(const iter_type_t *type, void *item)
{
        token *dropped = item;

        (void)type;
        CHECK(dropped->alive);
        dropped->alive = false;
        alive--;
}

static const iter_type_t iter_type_token = { "token", sizeof(token), ITER_ALIGNOF(token), NULL, 0,
        false, NULL, token_drop, NULL, NULL, NULL };

ITER_MAP_FN(token, tokenize, int64_t, x)
{
        token made = { x, true };
        alive++;
        return made;
}

ITER_TRY_MAP_FN(token, try_tokenize, int64_t, x, out, call)
{
        if (x == 1001)
                return iter_fail(call, -1, "enough");
        tokenize.run(&tokenize.ctx, &x, out, 1);
        return 0;
}

TEST(map_drops_the_results_that_own_something)
{
        const iter_map_fn_t functions[] = { tokenize, try_tokenize };
        size_t i;

        for (i = 0; i < 2; i++) {
                iter_t *it = iter_map(iter_range(0, 1000, 1), functions[i]);
                int64_t n = 0;

                alive = 0;
                ITER_FOREACH_REF(token, item, it) {
                        CHECK(item->alive);
                        CHECK_INT(item->value, n);
                        n++;
                }
                CHECK_INT(n, 1000);
                CHECK_OK(iter_close(it, NULL));
                CHECK_INT(alive, 0);
        }
}

TEST(map_drops_them_also_when_it_is_closed_early_skipped_and_after_an_error)
{
        iter_t *it = iter_map(iter_range(0, 1000, 1), tokenize);
        token item = { 0, false };

        alive = 0;
        CHECK_STATUS(iter_next(it, ITER_INTO(token, &item)), ITER_ITEM);
        CHECK_STATUS(iter_skip(it, 500, NULL), ITER_ITEM);
        CHECK_STATUS(iter_next(it, ITER_INTO(token, &item)), ITER_ITEM);
        CHECK_INT(item.value, 501);
        CHECK_OK(iter_close(it, NULL));
        CHECK_INT(alive, 0);

        it = iter_map(iter_range(1000, 1010, 1), try_tokenize);
        CHECK_STATUS(iter_next(it, ITER_INTO(token, &item)), ITER_ITEM);
        CHECK_INT(alive, 1);
        CHECK_STATUS(iter_next(it, ITER_INTO(token, &item)), ITER_ERROR);
        CHECK_CODE(iter_close(it, NULL), -1);
        CHECK_INT(alive, 0);
}

/* Functions that fail, and that do what they should not. */

TEST(map_stops_where_its_function_fails_and_has_used_that_item)
{
        iter_t *items = iter_range(12, 16, 1);
        iter_t *it = iter_map(iter_borrow(items), try_square);
        iter_error_t error;
        int64_t x = 0;

        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ITEM);
        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ERROR);
        called = 0;
        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ERROR);
        CHECK_INT(called, 0);
        CHECK_CODE(iter_close(it, &error), -13);
        CHECK_STRING(error.message, "try_square: item 1: thirteen");
        CHECK_STRING(error.stage, "map");
        CHECK_UINT(error.index, 1);
        CHECK_INT64S(items, 14, 15);
        CHECK_OK(iter_close(items, NULL));
}

TEST(map_yields_what_came_before_an_error_of_its_source)
{
        const int64_t list[] = { 1, 2, 3 };
        iter_t *it = iter_map(test_fails_behind(list, 3, -4), square);
        int64_t x = 0;
        int n = 0;

        while (iter_next(it, ITER_INTO(int64_t, &x)) == ITER_ITEM)
                n++;
        CHECK_INT(n, 3);
        CHECK_CODE(iter_close(it, NULL), -4);
}

typedef struct {
        iter_t *it;
        iter_status_t status;
        int put_back;
        int closed;
} own;
static own itself;

ITER_TRY_MAP_FN(int64_t, meddles, int64_t, x, out, call)
{
        int64_t next = 0;

        (void)call;
        itself.status = iter_next(itself.it, ITER_INTO(int64_t, &next));
        itself.put_back = iter_put_back(itself.it, ITER_FROM(int64_t, &x));
        itself.closed = iter_close(itself.it, NULL);
        *out = x;
        return 0;
}

TEST(map_survives_a_function_that_pulls_and_closes_it)
{
        itself.it = iter_map(iter_range(0, 3, 1), meddles);
        itself.status = ITER_ERROR;
        itself.put_back = itself.closed = ITER_E_BUSY;
        CHECK_INT64S(itself.it, 0, 1, 2);
        CHECK_STATUS(itself.status, ITER_ERROR);
        CHECK_INT(itself.put_back, ITER_E_BUSY);
        CHECK_INT(itself.closed, ITER_E_BUSY);
        CHECK_OK(iter_close(itself.it, NULL));
}

/* Arguments. */

TEST(map_refuses_a_function_of_another_type)
{
        iter_error_t error;

        CHECK_CODE(iter_close(iter_map(ITER_RANGE(int, 0, 5, 1), square), &error), ITER_E_TYPE);
        CHECK_STRING(error.message, "map: takes items of type int64_t, the source gives int32_t");
}

TEST(map_refuses_a_function_that_is_not_there)
{
        const iter_map_fn_t none = { NULL, NULL, NULL, NULL, NULL, { { 0 } } };
        iter_map_fn_t no_code = square;
        iter_map_fn_t no_result = square;

        no_code.run = NULL;
        no_result.out = NULL;
        CHECK_CODE(iter_close(iter_map(iter_range(0, 5, 1), none), NULL), ITER_E_NULL);
        CHECK_CODE(iter_close(iter_map(iter_range(0, 5, 1), no_code), NULL), ITER_E_NULL);
        CHECK_CODE(iter_close(iter_map(iter_range(0, 5, 1), no_result), NULL), ITER_E_NULL);
}

TEST(map_of_NULL_is_an_error)
{
        CHECK_CODE(iter_close(iter_map(NULL, square), NULL), ITER_E_NULL);
        CHECK_CODE(iter_close(iter_map(NULL, try_square), NULL), ITER_E_NULL);
}

TEST(map_passes_an_error_of_its_source_through)
{
        CHECK_CODE(iter_close(iter_map(iter_failed(-5, "lost"), square), NULL), -5);
}
