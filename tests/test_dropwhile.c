/* SPDX-License-Identifier: MIT */
#include "sources.h"

static const int64_t numbers[] = { 1, 4, 6, 3, 8 };

static int asked;

ITER_FILTER_FN(below_5, int64_t, x)
{
        asked++;
        return x < 5;
}

ITER_TRY_FILTER_FN(try_below_5, int64_t, x, pass, call)
{
        asked++;
        if (x == 3)
                return iter_fail(call, -3, "three");
        *pass = x < 5;
        return 0;
}

TEST(dropwhile_yields_everything_from_the_first_item_that_does_not_pass)
{
        //! [iter_dropwhile]
        const int64_t list[] = { 1, 4, 6, 3, 8 };
        iter_t *it = iter_dropwhile(iter_array(ITER_ARRAY(int64_t, list)), below_5);
        CHECK_INT64S(it, 6, 3, 8);
        CHECK_OK(iter_close(it, NULL));
        //! [iter_dropwhile]
}

TEST(dropwhile_asks_an_exact_predicate_once_an_item_and_not_again)
{
        iter_t *it = iter_dropwhile(iter_array(ITER_ARRAY(int64_t, numbers)), try_below_5);

        asked = 0;
        CHECK_INT64S(it, 6, 3, 8);
        CHECK_INT(asked, 3);
        CHECK_OK(iter_close(it, NULL));
}

TEST(dropwhile_asks_a_pure_predicate_not_again)
{
        iter_t *it = iter_dropwhile(test_one_by_one(ITER_ARRAY(int64_t, numbers)), below_5);

        asked = 0;
        CHECK_INT64S(it, 6, 3, 8);
        CHECK_INT(asked, 3);
        CHECK_OK(iter_close(it, NULL));
}

TEST(dropwhile_of_items_that_all_pass_is_empty)
{
        iter_t *items = iter_range(0, 300, 1);
        iter_t *it = iter_dropwhile(iter_islice(iter_borrow(items), 0, 3, 1), below_5);

        CHECK_NO_ITEMS(int64_t, it);
        CHECK_NO_ITEMS(int64_t, it);
        CHECK_OK(iter_close(it, NULL));
        CHECK_UINT(iter_bounds(items).low, 297);
        CHECK_OK(iter_close(items, NULL));

        it = iter_dropwhile(iter_empty(ITER_TYPE(int64_t)), try_below_5);
        CHECK_NO_ITEMS(int64_t, it);
        CHECK_OK(iter_close(it, NULL));
}

TEST(dropwhile_drops_over_many_windows)
{
        iter_t *it = iter_dropwhile(iter_range(-1000, 7, 1), below_5);

        CHECK_INT64S(it, 5, 6);
        CHECK_OK(iter_close(it, NULL));
        it = iter_dropwhile(iter_range(-1000, 3, 1), below_5);
        CHECK_NO_ITEMS(int64_t, it);
        CHECK_OK(iter_close(it, NULL));
}

TEST(dropwhile_pulls_nothing_when_it_is_built_and_asks_nothing)
{
        uint64_t pulled = 0;
        iter_t *it =
            iter_dropwhile(test_trace(iter_array(ITER_ARRAY(int64_t, numbers)), &pulled), below_5);

        asked = 0;
        CHECK_OK(iter_close(it, NULL));
        CHECK_UINT(pulled, 0);
        CHECK_INT(asked, 0);
}

TEST(dropwhile_uses_what_it_dropped_and_what_was_pulled)
{
        const iter_filter_fn_t predicates[] = { below_5, try_below_5 };
        size_t i;

        for (i = 0; i < 2; i++) {
                iter_t *items = iter_array(ITER_ARRAY(int64_t, numbers));
                iter_t *it = iter_dropwhile(iter_borrow(items), predicates[i]);
                const int64_t *at = NULL;
                int64_t x = 0;

                CHECK_STATUS(iter_peek(it, ITER_VIEW(int64_t, &at)), ITER_ITEM);
                CHECK(at == numbers + 2);
                CHECK_OK(iter_close(it, NULL));
                CHECK_UINT(iter_bounds(items).low, 3);

                it = iter_dropwhile(iter_borrow(items), predicates[i]);
                CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ITEM);
                CHECK_INT(x, 6);
                CHECK_OK(iter_close(it, NULL));
                CHECK_INT64S(items, 3, 8);
                CHECK_OK(iter_close(items, NULL));
        }
}

TEST(dropwhile_gives_back_what_was_not_pulled_of_its_window)
{
        iter_t *items = iter_range(0, 12, 1);
        iter_t *it = iter_dropwhile(iter_borrow(items), below_5);
        int64_t x = 0;

        CHECK_STATUS(iter_fill(it, 6), ITER_ITEM);
        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ITEM);
        CHECK_INT(x, 5);
        CHECK_OK(iter_close(it, NULL));
        CHECK_INT64S(items, 6, 7, 8, 9, 10, 11);
        CHECK_OK(iter_close(items, NULL));
}

/* Bounds and skips. */

TEST(dropwhile_knows_its_bounds_once_the_dropping_is_over)
{
        iter_t *it = iter_dropwhile(iter_range(0, 1000, 1), below_5);
        int64_t x = 0;

        CHECK_UINT(iter_bounds(it).low, 0);
        CHECK_UINT(iter_bounds(it).high, 1000);
        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ITEM);
        CHECK_UINT(iter_bounds(it).low, 994);
        CHECK_UINT(iter_bounds(it).high, 994);
        CHECK_OK(iter_close(it, NULL));

        it = iter_dropwhile(iter_count(0, 1), below_5);
        CHECK(iter_bounds(it).infinite);
        CHECK_CODE(iter_sum_i64(it, &x, NULL), ITER_E_INFINITE);
}

TEST(dropwhile_skips_in_constant_time_once_the_dropping_is_over)
{
        iter_t *it = iter_dropwhile(iter_range(0, INT64_MAX, 1), below_5);
        int64_t x = 0;
        uint64_t skipped = 0;

        CHECK_STATUS(iter_skip(it, UINT64_C(1) << 62, &skipped), ITER_ITEM);
        CHECK_UINT(skipped, UINT64_C(1) << 62);
        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ITEM);
        CHECK_INT(x, (INT64_C(1) << 62) + 5);
        CHECK_STATUS(iter_skip(it, UINT64_MAX, &skipped), ITER_END);
        CHECK_UINT(skipped, (uint64_t)(INT64_MAX - (INT64_C(1) << 62) - 6));
        CHECK_OK(iter_close(it, NULL));
}

/* Other items. */

typedef struct {
        int64_t key;
        char text[40];
} wide;
ITER_STRUCT_TYPE(wide);

ITER_FILTER_FN(wide_below_2, wide, item)
{
        return item.key < 2;
}

ITER_TRY_FILTER_FN(try_wide_below_2, wide, item, pass, call)
{
        (void)call;
        *pass = item.key < 2;
        return 0;
}

TEST(dropwhile_passes_large_items_on_where_they_lie)
{
        static const wide items[] = { { 0, "a" }, { 1, "b" }, { 2, "c" }, { 0, "d" } };
        const iter_filter_fn_t predicates[] = { wide_below_2, try_wide_below_2 };
        size_t i;

        for (i = 0; i < 2; i++) {
                iter_t *it = iter_dropwhile(iter_array(ITER_ARRAY(wide, items)), predicates[i]);
                size_t k = 2;

                ITER_FOREACH_REF(wide, item, it)
                        CHECK(item == items + k++);
                CHECK_UINT(k, 4);
                CHECK_OK(iter_close(it, NULL));
        }
}

ITER_FILTER_FN(comment, iter_str_t, line)
{
        return line.len > 0 && line.ptr[0] == '#';
}

TEST(dropwhile_takes_views)
{
        const iter_str_t lines[] = { iter_str("# a"), iter_str("# b"), iter_str("x"),
                iter_str("# c") };
        iter_t *it = iter_dropwhile(iter_array(ITER_ARRAY(iter_str_t, lines)), comment);
        iter_str_t line = { NULL, 0 };

        CHECK_STATUS(iter_next(it, ITER_INTO(iter_str_t, &line)), ITER_ITEM);
        CHECK_TEXT(line, "x");
        CHECK_STATUS(iter_next(it, ITER_INTO(iter_str_t, &line)), ITER_ITEM);
        CHECK_TEXT(line, "# c");
        CHECK_NO_ITEMS(iter_str_t, it);
        CHECK_OK(iter_close(it, NULL));
}

/* Predicates that fail, and that do what they should not. */

TEST(dropwhile_leaves_the_item_on_which_its_predicate_failed)
{
        iter_t *items = iter_range(1, 6, 1);
        iter_t *it = iter_dropwhile(iter_borrow(items), try_below_5);
        iter_error_t error;
        int64_t x = 0;

        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ERROR);
        asked = 0;
        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ERROR);
        CHECK_INT(asked, 0);
        CHECK_CODE(iter_close(it, &error), -3);
        CHECK_STRING(error.message, "try_below_5: item 2: three");
        CHECK_STRING(error.stage, "dropwhile");
        CHECK_INT64S(items, 3, 4, 5);
        CHECK_OK(iter_close(items, NULL));
}

ITER_TRY_FILTER_FN_WITH(pulls_another, int64_t, x, pass, call, iter_ptr_t, other)
{
        iter_t *it = (iter_t *)other;
        int64_t next = -1;

        (void)call;
        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &next)), ITER_ITEM);
        *pass = x < 3;
        return 0;
}

TEST(dropwhile_lets_its_predicate_pull_the_items_behind_a_borrowed_one)
{
        const int64_t list[] = { 0, 1, 2, 3, 4, 5, 6 };
        iter_t *items = iter_array(ITER_ARRAY(int64_t, list));
        iter_t *it = iter_dropwhile(iter_borrow(items), pulls_another(items));

        CHECK_INT64S(it, 4, 6); /* 0 and 2 were dropped; 1, 3 and 5 were pulled meanwhile */
        CHECK_OK(iter_close(it, NULL));
        CHECK_OK(iter_close(items, NULL));
}

typedef struct {
        iter_t *it;
        iter_status_t status;
} own;
static own itself;

ITER_TRY_FILTER_FN(pulls_itself, int64_t, x, pass, call)
{
        int64_t next = 0;

        (void)call;
        itself.status = iter_next(itself.it, ITER_INTO(int64_t, &next));
        *pass = x < 2;
        return 0;
}

TEST(dropwhile_survives_a_predicate_that_pulls_it)
{
        itself.it = iter_dropwhile(iter_range(0, 5, 1), pulls_itself);
        itself.status = ITER_END;
        CHECK_INT64S(itself.it, 2, 3, 4);
        if (iter_failure(itself.it, NULL) == 0)
                CHECK_STATUS(itself.status, ITER_ERROR);
        CHECK_OK(iter_close(itself.it, NULL));
}

/* Arguments. */

TEST(dropwhile_refuses_a_predicate_of_another_type)
{
        iter_error_t error;

        CHECK_CODE(
            iter_close(iter_dropwhile(ITER_RANGE(int, 0, 5, 1), below_5), &error), ITER_E_TYPE);
        CHECK_STRING(
            error.message, "dropwhile: takes items of type int64_t, the source gives int32_t");
}

TEST(dropwhile_refuses_a_predicate_that_is_not_there)
{
        const iter_filter_fn_t none = { NULL, NULL, NULL, NULL, NULL, { { 0 } } };
        const iter_filter_fn_t half = { "half", ITER_TYPE(int64_t), NULL, NULL, NULL, { { 0 } } };

        CHECK_CODE(iter_close(iter_dropwhile(iter_range(0, 5, 1), none), NULL), ITER_E_NULL);
        CHECK_CODE(iter_close(iter_dropwhile(iter_range(0, 5, 1), half), NULL), ITER_E_NULL);
}

TEST(dropwhile_of_NULL_is_an_error)
{
        CHECK_CODE(iter_close(iter_dropwhile(NULL, below_5), NULL), ITER_E_NULL);
        CHECK_CODE(iter_close(iter_dropwhile(NULL, try_below_5), NULL), ITER_E_NULL);
}

TEST(dropwhile_passes_an_error_of_its_source_through)
{
        CHECK_CODE(iter_close(iter_dropwhile(iter_failed(-5, "lost"), below_5), NULL), -5);
}
