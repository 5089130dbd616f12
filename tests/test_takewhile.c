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
        if (x == 8)
                return iter_fail(call, -8, "eight");
        *pass = x < 5;
        return 0;
}

ITER_FILTER_FN(not_negative, int64_t, x)
{
        asked++;
        return x >= 0;
}

TEST(takewhile_leaves_the_item_that_did_not_pass)
{
        //! [iter_takewhile]
        const int64_t list[] = { 1, 4, 6, 3, 8 };
        iter_t *items = iter_array(ITER_ARRAY(int64_t, list));
        iter_t *small = iter_takewhile(iter_borrow(items), below_5);
        CHECK_INT64S(small, 1, 4);
        CHECK_OK(iter_close(small, NULL));
        CHECK_INT64S(items, 6, 3, 8); /* CPython would have lost the 6 */
        CHECK_OK(iter_close(items, NULL));
        //! [iter_takewhile]
}

TEST(takewhile_leaves_it_also_with_an_exact_predicate_asked_once_an_item)
{
        iter_t *items = iter_range(2, 9, 1);
        iter_t *small = iter_takewhile(iter_borrow(items), try_below_5);

        asked = 0;
        CHECK_INT64S(small, 2, 3, 4);
        CHECK_INT(asked, 4);
        CHECK_OK(iter_close(small, NULL));
        CHECK_INT64S(items, 5, 6, 7, 8);
        CHECK_OK(iter_close(items, NULL));
}

static void check_that_the_end_sticks(iter_filter_fn_t predicate)
{
        iter_t *items = iter_array(ITER_ARRAY(int64_t, numbers));
        iter_t *small = iter_takewhile(iter_borrow(items), predicate);
        int64_t x = 0;

        CHECK_INT64S(small, 1, 4);
        CHECK_STATUS(iter_next(items, ITER_INTO(int64_t, &x)), ITER_ITEM);
        CHECK_INT(x, 6);
        asked = 0;
        CHECK_NO_ITEMS(int64_t, small); /* though 3 would pass */
        CHECK_INT(asked, 0);
        CHECK_OK(iter_close(small, NULL));
        CHECK_OK(iter_close(items, NULL));
}

TEST(takewhile_has_ended_once_an_item_did_not_pass)
{
        check_that_the_end_sticks(below_5);
        check_that_the_end_sticks(try_below_5);
}

TEST(takewhile_ends_where_its_source_does)
{
        iter_t *it = iter_takewhile(iter_range(0, 3, 1), below_5);

        CHECK_INT64S(it, 0, 1, 2);
        CHECK_OK(iter_close(it, NULL));
        it = iter_takewhile(iter_range(0, 3, 1), try_below_5);
        CHECK_INT64S(it, 0, 1, 2);
        CHECK_OK(iter_close(it, NULL));
        it = iter_takewhile(iter_empty(ITER_TYPE(int64_t)), below_5);
        CHECK_NO_ITEMS(int64_t, it);
        CHECK_OK(iter_close(it, NULL));
}

TEST(takewhile_of_a_first_item_that_does_not_pass_is_empty)
{
        iter_t *items = iter_range(7, 9, 1);
        iter_t *none = iter_takewhile(iter_borrow(items), below_5);

        CHECK_NO_ITEMS(int64_t, none);
        CHECK_OK(iter_close(none, NULL));
        CHECK_INT64S(items, 7, 8);
        CHECK_OK(iter_close(items, NULL));
}

TEST(takewhile_makes_an_end_for_an_endless_source)
{
        iter_t *it = iter_takewhile(iter_count(0, 1), below_5);
        const iter_bounds_t bounds = iter_bounds(it);
        int64_t sum = 0;

        CHECK_UINT(bounds.low, 0);
        CHECK_UINT(bounds.high, UINT64_MAX);
        CHECK(!bounds.infinite);
        CHECK_OK(iter_sum_i64(it, &sum, NULL));
        CHECK_INT(sum, 10);
}

TEST(takewhile_pulls_nothing_when_it_is_built_and_asks_nothing)
{
        uint64_t pulled = 0;
        iter_t *it =
            iter_takewhile(test_trace(iter_array(ITER_ARRAY(int64_t, numbers)), &pulled), below_5);

        asked = 0;
        CHECK_OK(iter_close(it, NULL));
        it = iter_takewhile(iter_array(ITER_ARRAY(int64_t, numbers)), try_below_5);
        CHECK_OK(iter_close(it, NULL));
        CHECK_UINT(pulled, 0);
        CHECK_INT(asked, 0);
}

TEST(takewhile_does_not_pull_behind_the_item_that_did_not_pass)
{
        iter_t *it = iter_takewhile(test_poison(numbers, 3), below_5);

        CHECK_INT64S(it, 1, 4);
        CHECK_OK(iter_close(it, NULL));
        it = iter_takewhile(test_poison(numbers, 3), try_below_5);
        CHECK_INT64S(it, 1, 4);
        CHECK_OK(iter_close(it, NULL));
}

/* Windows. */

TEST(takewhile_passes_its_source_on_where_it_lies)
{
        iter_t *it = iter_takewhile(iter_array(ITER_ARRAY(int64_t, numbers)), below_5);
        const int64_t *at = NULL;

        CHECK_STATUS(iter_peek(it, ITER_VIEW(int64_t, &at)), ITER_ITEM);
        CHECK(at == numbers);
        CHECK_OK(iter_close(it, NULL));
        it = iter_takewhile(iter_array(ITER_ARRAY(int64_t, numbers)), try_below_5);
        CHECK_STATUS(iter_peek(it, ITER_VIEW(int64_t, &at)), ITER_ITEM);
        CHECK(at == numbers);
        CHECK_OK(iter_close(it, NULL));
}

TEST(takewhile_looks_ahead_by_no_more_than_a_block)
{
        static const int64_t zeros[5000];
        iter_t *it = iter_takewhile(iter_array(ITER_ARRAY(int64_t, zeros)), not_negative);
        int64_t x = 1;
        int64_t n = 1;

        asked = 0;
        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ITEM);
        CHECK(asked <= 128);
        ITER_FOREACH(int64_t, zero, it)
                n += zero == 0;
        CHECK_INT(n, 5000);
        CHECK_INT(asked, 5000);
        CHECK_OK(iter_close(it, NULL));
}

typedef struct {
        int64_t key;
        char text[10000];
} huge;
ITER_STRUCT_TYPE(huge);

static bool body_is_small(const huge *item)
{
        asked++;
        return item->key < 2;
}

static size_t huge_span(const iter_context_t *ctx, const void *in, size_t n, bool pass)
{
        const huge *items = in;
        size_t k = 0;

        (void)ctx;
        while (k < n && body_is_small(&items[k]) == pass)
                k++;
        return k;
}

TEST(takewhile_takes_items_larger_than_a_block)
{
        static huge items[4];
        iter_filter_fn_t predicate = { "small", ITER_TYPE(huge), NULL, huge_span, NULL, { { 0 } } };
        iter_t *lender;
        iter_t *it;
        size_t k;

        for (k = 0; k < 4; k++)
                items[k].key = (int64_t)k;
        lender = iter_array(ITER_ARRAY(huge, items));
        it = iter_takewhile(iter_borrow(lender), predicate);
        k = 0;
        ITER_FOREACH_REF(huge, item, it)
                CHECK(item == &items[k++]);
        CHECK_UINT(k, 2);
        CHECK_UINT(iter_bounds(lender).low, 2);
        CHECK_OK(iter_close(it, NULL));
        CHECK_OK(iter_close(lender, NULL));
}

ITER_FILTER_FN(not_blank, iter_str_t, line)
{
        return line.len != 0;
}

TEST(takewhile_takes_views)
{
        const iter_str_t lines[] = { iter_str("GET / HTTP/1.1"), iter_str("Host: x"), iter_str(""),
                iter_str("body") };
        iter_t *all = iter_array(ITER_ARRAY(iter_str_t, lines));
        iter_t *head = iter_takewhile(iter_borrow(all), not_blank);
        iter_str_t line = { NULL, 0 };

        CHECK_STATUS(iter_next(head, ITER_INTO(iter_str_t, &line)), ITER_ITEM);
        CHECK_STATUS(iter_next(head, ITER_INTO(iter_str_t, &line)), ITER_ITEM);
        CHECK_TEXT(line, "Host: x");
        CHECK_NO_ITEMS(iter_str_t, head);
        CHECK_OK(iter_close(head, NULL));
        CHECK_STATUS(iter_next(all, ITER_INTO(iter_str_t, &line)), ITER_ITEM);
        CHECK_TEXT(line, "");
        CHECK_OK(iter_close(all, NULL));
}

/* Lent sources. */

static void check_what_a_drain_leaves(iter_filter_fn_t predicate)
{
        iter_t *items = iter_range(0, 100, 1);
        int64_t sum = 0;

        CHECK_OK(iter_sum_i64(iter_takewhile(iter_borrow(items), predicate), &sum, NULL));
        CHECK_INT(sum, 10);
        CHECK_UINT(iter_bounds(items).low, 95);
        CHECK_OK(iter_close(items, NULL));
}

TEST(takewhile_leaves_the_same_when_it_is_drained)
{
        check_what_a_drain_leaves(below_5);
        check_what_a_drain_leaves(try_below_5);
}

static void check_what_a_peek_leaves(iter_filter_fn_t predicate)
{
        iter_t *items = iter_range(0, 4, 1);
        iter_t *small = iter_takewhile(iter_borrow(items), predicate);
        const int64_t *at = NULL;
        int64_t x = 9;

        CHECK_STATUS(iter_next(small, ITER_INTO(int64_t, &x)), ITER_ITEM);
        CHECK_STATUS(iter_peek(small, ITER_VIEW(int64_t, &at)), ITER_ITEM);
        CHECK_OK(iter_close(small, NULL));
        CHECK_INT64S(items, 1, 2, 3);
        CHECK_OK(iter_close(items, NULL));
}

TEST(takewhile_gives_back_what_was_only_looked_at)
{
        check_what_a_peek_leaves(below_5);
        check_what_a_peek_leaves(try_below_5);
}

TEST(takewhile_of_a_deeper_borrow_leaves_the_item_that_did_not_pass_in_its_own_source)
{
        iter_t *items = iter_range(0, 10, 1);
        iter_t *small = iter_takewhile(iter_islice(iter_borrow(items), 1, 9, 1), try_below_5);

        CHECK_INT64S(small, 1, 2, 3, 4);
        CHECK_OK(iter_close(small, NULL));
        CHECK_INT64S(items, 5, 6, 7, 8, 9);
        CHECK_OK(iter_close(items, NULL));
}

TEST(takewhile_can_be_built_again_over_what_it_left)
{
        iter_t *items = iter_array(ITER_ARRAY(int64_t, numbers));
        iter_t *it = iter_takewhile(iter_borrow(items), below_5);
        int64_t x = 0;

        CHECK_INT64S(it, 1, 4);
        CHECK_OK(iter_close(it, NULL));
        it = iter_takewhile(iter_borrow(items), below_5);
        CHECK_NO_ITEMS(int64_t, it);
        CHECK_OK(iter_close(it, NULL));
        CHECK_STATUS(iter_next(items, ITER_INTO(int64_t, &x)), ITER_ITEM);
        CHECK_INT(x, 6);
        it = iter_takewhile(iter_borrow(items), below_5);
        CHECK_INT64S(it, 3);
        CHECK_OK(iter_close(it, NULL));
        CHECK_OK(iter_close(items, NULL));
}

/* Predicates that fail, and that do what they should not. */

TEST(takewhile_leaves_the_item_on_which_its_predicate_failed)
{
        const int64_t list[] = { 1, 2, 8, 3 };
        iter_t *items = iter_array(ITER_ARRAY(int64_t, list));
        iter_t *small = iter_takewhile(iter_borrow(items), try_below_5);
        iter_error_t error;
        int64_t x = 0;

        CHECK_STATUS(iter_next(small, ITER_INTO(int64_t, &x)), ITER_ITEM);
        CHECK_STATUS(iter_next(small, ITER_INTO(int64_t, &x)), ITER_ITEM);
        CHECK_STATUS(iter_next(small, ITER_INTO(int64_t, &x)), ITER_ERROR);
        asked = 0;
        CHECK_STATUS(iter_next(small, ITER_INTO(int64_t, &x)), ITER_ERROR);
        CHECK_INT(asked, 0);
        CHECK_CODE(iter_close(small, &error), -8);
        CHECK_STRING(error.message, "try_below_5: item 2: eight");
        CHECK_STRING(error.stage, "takewhile");
        CHECK_UINT(error.index, 2);
        CHECK_INT64S(items, 8, 3);
        CHECK_OK(iter_close(items, NULL));
}

ITER_TRY_FILTER_FN_WITH(pulls_another, int64_t, x, pass, call, iter_ptr_t, other)
{
        iter_t *it = (iter_t *)other;
        int64_t next = -1;

        (void)call;
        (void)x;
        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &next)), ITER_ITEM);
        *pass = next < 5;
        return 0;
}

TEST(takewhile_lets_its_predicate_pull_the_items_behind_a_borrowed_one)
{
        const int64_t list[] = { 0, 1, 2, 3, 4, 5, 6 };
        iter_t *items = iter_array(ITER_ARRAY(int64_t, list));
        iter_t *it = iter_takewhile(iter_borrow(items), pulls_another(items));
        int64_t x = -1;

        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ITEM);
        CHECK_INT(x, 0); /* its predicate pulled 1 */
        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ITEM);
        CHECK_INT(x, 2);
        CHECK_NO_ITEMS(int64_t, it);
        CHECK_OK(iter_close(it, NULL));
        CHECK_INT64S(items, 6); /* 4 did not pass, and 5 was pulled behind it: it cannot go back */
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

TEST(takewhile_survives_a_predicate_that_pulls_it)
{
        itself.it = iter_takewhile(iter_range(0, 5, 1), pulls_itself);
        itself.status = ITER_END;
        CHECK_INT64S(itself.it, 0, 1);
        if (iter_failure(itself.it, NULL) == 0)
                CHECK_STATUS(itself.status, ITER_ERROR);
        CHECK_OK(iter_close(itself.it, NULL));
}

/* Arguments. */

TEST(takewhile_refuses_a_predicate_of_another_type)
{
        iter_error_t error;

        CHECK_CODE(
            iter_close(iter_takewhile(ITER_RANGE(int, 0, 5, 1), below_5), &error), ITER_E_TYPE);
        CHECK_STRING(
            error.message, "takewhile: takes items of type int64_t, the source gives int32_t");
}

TEST(takewhile_refuses_a_predicate_that_is_not_there)
{
        const iter_filter_fn_t none = { NULL, NULL, NULL, NULL, NULL, { { 0 } } };
        const iter_filter_fn_t half = { "half", ITER_TYPE(int64_t), NULL, NULL, NULL, { { 0 } } };

        CHECK_CODE(iter_close(iter_takewhile(iter_range(0, 5, 1), none), NULL), ITER_E_NULL);
        CHECK_CODE(iter_close(iter_takewhile(iter_range(0, 5, 1), half), NULL), ITER_E_NULL);
}

TEST(takewhile_of_NULL_is_an_error)
{
        CHECK_CODE(iter_close(iter_takewhile(NULL, below_5), NULL), ITER_E_NULL);
        CHECK_CODE(iter_close(iter_takewhile(NULL, try_below_5), NULL), ITER_E_NULL);
}

TEST(takewhile_passes_an_error_of_its_source_through)
{
        CHECK_CODE(iter_close(iter_takewhile(iter_failed(-5, "lost"), below_5), NULL), -5);
}
