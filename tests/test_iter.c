/* SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include "sources.h"

typedef struct {
        char name[40];
        int price;
} order;
ITER_STRUCT_TYPE(order);

typedef struct {
        size_t number;
        iter_str_t text;
} numbered;
ITER_PAIR_TYPE(numbered, size_t, number, iter_str_t, text);

typedef struct {
        size_t index;
        iter_str_t value;
} indexed;
ITER_PAIR_TYPE(indexed, size_t, index, iter_str_t, value);

ITER_MAP_FN(int64_t, square, int64_t, x)
{
        return x * x;
}

ITER_FILTER_FN(is_even, int64_t, x)
{
        return x % 2 == 0;
}

ITER_TRY_MAP_FN(int64_t, fails_at_three, int64_t, x, out, call)
{
        if (x == 3)
                return iter_fail(call, -22, "%d is not welcome", (int)x);
        *out = x;
        return 0;
}

static const int64_t one_to_five[] = { 1, 2, 3, 4, 5 };

static iter_t *five(void)
{
        return iter_array(ITER_ARRAY(int64_t, one_to_five));
}

/* iter_next. */

TEST(next_pulls_one_item)
{
        //! [iter_next]
        iter_t *it = iter_range(0, 3, 1);
        int64_t sum = 0;
        int64_t x = 0;
        bool more = true;

        while (more) {
                switch (iter_next(it, ITER_INTO(int64_t, &x))) {
                case ITER_ITEM:
                        sum += x;
                        break;
                case ITER_PENDING: /* only sources that do not block say so */
                case ITER_END:
                case ITER_ERROR: /* iter_close says which error */
                        more = false;
                        break;
                }
        }
        CHECK_OK(iter_close(it, NULL));
        CHECK_INT(sum, 3);
        //! [iter_next]
}

TEST(next_leaves_the_place_alone_unless_there_is_an_item)
{
        iter_t *it = iter_range(0, 1, 1);
        int64_t x = 17;

        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ITEM);
        CHECK_INT(x, 0);
        x = 17;
        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_END);
        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_END);
        CHECK_INT(x, 17);
        CHECK_OK(iter_close(it, NULL));
}

TEST(next_says_error_again_and_again)
{
        iter_t *it = iter_map(iter_range(3, 10, 1), fails_at_three);
        int64_t x = 17;

        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ERROR);
        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ERROR);
        CHECK_INT(x, 17);
        CHECK_CODE(iter_close(it, NULL), -22);
}

TEST(next_of_null_is_an_error)
{
        int64_t x = 17;

        CHECK_STATUS(iter_next(NULL, ITER_INTO(int64_t, &x)), ITER_ERROR);
        CHECK_INT(x, 17);
}

TEST(next_of_another_type_is_an_error)
{
        iter_t *it = five();
        iter_error_t error;
        int x = 17;
        int64_t y = 17;

        CHECK_STATUS(iter_next(it, ITER_INTO(int, &x)), ITER_ERROR);
        CHECK_INT(x, 17);
        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &y)), ITER_ERROR);
        CHECK_CODE(iter_close(it, &error), ITER_E_TYPE);
        CHECK_CONTAINS(error.message, "iter_next wants items of type int32_t");
        CHECK_CONTAINS(error.message, "int64_t");
}

TEST(next_of_an_iterator_that_was_handed_over_is_an_error)
{
        iter_t *source = iter_range(0, 3, 1);
        iter_t *it = iter_map(source, square);
        int64_t x = 17;

        if (iter_failure(it, NULL) == 0)
                CHECK_STATUS(iter_next(source, ITER_INTO(int64_t, &x)), ITER_ERROR);
        CHECK_INT(x, 17);
        CHECK_INT64S(it, 0, 1, 4);
        CHECK_OK(iter_close(it, NULL));
}

#ifndef NDEBUG
TEST(in_debug_builds_that_holds_also_for_items_that_are_ready)
{
        iter_t *source = five();
        iter_t *it = iter_map(source, square);
        const int64_t *p = NULL;
        int64_t x = 17;

        if (iter_failure(it, NULL) == 0) {
                CHECK_STATUS(iter_next(source, ITER_INTO(int64_t, &x)), ITER_ERROR);
                CHECK_STATUS(iter_peek(source, ITER_VIEW(int64_t, &p)), ITER_ERROR);
        }
        CHECK(x == 17 && p == NULL);
        CHECK_INT64S(it, 1, 4, 9, 16, 25);
        CHECK_OK(iter_close(it, NULL));
}
#endif

TEST(a_composite_is_read_with_any_struct_of_its_fields)
{
        const numbered lines[] = { { 1, { "one", 3 } }, { 2, { "two", 3 } } };
        iter_t *it = iter_array(ITER_ARRAY(numbered, lines));
        indexed first = { 0, { NULL, 0 } };
        numbered second = { 0, { NULL, 0 } };

        CHECK_STATUS(iter_next(it, ITER_INTO(indexed, &first)), ITER_ITEM);
        CHECK_UINT(first.index, 1);
        CHECK_TEXT(first.value, "one");
        CHECK_STATUS(iter_next(it, ITER_INTO(numbered, &second)), ITER_ITEM);
        CHECK_UINT(second.number, 2);
        CHECK_OK(iter_close(it, NULL));
}

TEST(a_large_item_is_copied_whole)
{
        order orders[3] = { { "", 0 }, { "", 0 }, { "", 0 } };
        order o;
        iter_t *it = iter_array(ITER_ARRAY(order, orders));
        int i;

        for (i = 0; i < 3; i++) {
                snprintf(orders[i].name, sizeof orders[i].name, "order %d", i);
                orders[i].price = 10 * i;
        }
        for (i = 0; i < 3; i++) {
                memset(&o, 0xff, sizeof o);
                CHECK_STATUS(iter_next(it, ITER_INTO(order, &o)), ITER_ITEM);
                CHECK(memcmp(&o, &orders[i], sizeof o) == 0);
        }
        CHECK_OK(iter_close(it, NULL));
}

/* iter_peek. */

TEST(peek_looks_without_consuming)
{
        //! [iter_peek]
        iter_t *it = iter_range(5, 8, 1);
        const int64_t *next = NULL;

        if (iter_peek(it, ITER_VIEW(int64_t, &next)) == ITER_ITEM)
                CHECK_INT(*next, 5);
        CHECK_INT64S(it, 5, 6, 7); /* it is still there */
        CHECK_OK(iter_close(it, NULL));
        //! [iter_peek]
}

TEST(two_peeks_give_the_same_item)
{
        uint64_t pulled = 0;
        iter_t *it = test_trace(five(), &pulled);
        const int64_t *a = NULL;
        const int64_t *b = NULL;

        CHECK_STATUS(iter_peek(it, ITER_VIEW(int64_t, &a)), ITER_ITEM);
        CHECK_STATUS(iter_peek(it, ITER_VIEW(int64_t, &b)), ITER_ITEM);
        CHECK(a == b);
        CHECK_UINT(pulled, 1);
        CHECK_OK(iter_close(it, NULL));
}

TEST(peek_at_the_end_and_at_an_error)
{
        iter_t *it = iter_range(0, 0, 1);
        const int64_t *p = one_to_five;

        CHECK_STATUS(iter_peek(it, ITER_VIEW(int64_t, &p)), ITER_END);
        CHECK_STATUS(iter_peek(it, ITER_VIEW(int64_t, &p)), ITER_END);
        CHECK(p == one_to_five);
        CHECK_OK(iter_close(it, NULL));

        it = test_fails_after(one_to_five, 0, -7);
        CHECK_STATUS(iter_peek(it, ITER_VIEW(int64_t, &p)), ITER_ERROR);
        CHECK(p == one_to_five);
        CHECK_CODE(iter_close(it, NULL), -7);
}

TEST(peek_refuses_what_next_refuses)
{
        iter_t *source = iter_range(1, 6, 1);
        iter_t *it = iter_map(source, square);
        iter_error_t error;
        const int64_t *p = NULL;
        const int *q = NULL;

        CHECK_STATUS(iter_peek(NULL, ITER_VIEW(int64_t, &p)), ITER_ERROR);
        if (iter_failure(it, NULL) == 0)
                CHECK_STATUS(iter_peek(source, ITER_VIEW(int64_t, &p)), ITER_ERROR);
        CHECK_STATUS(iter_peek(it, ITER_VIEW(int, &q)), ITER_ERROR);
        CHECK(p == NULL && q == NULL);
        CHECK_CODE(iter_close(it, &error), ITER_E_TYPE);
        CHECK_CONTAINS(error.message, "iter_peek");
}

TEST(pending_is_an_outcome_of_next_and_peek)
{
        iter_t *it = test_stutter(five(), 1);
        int64_t sum = 0;
        int pendings = 0;
        iter_status_t status = ITER_PENDING;

        while (status == ITER_ITEM || status == ITER_PENDING) {
                const int64_t *p = NULL;
                int64_t x = 0;
                status = iter_peek(it, ITER_VIEW(int64_t, &p));
                if (status == ITER_PENDING)
                        pendings++;
                if (status == ITER_ITEM) {
                        status = iter_next(it, ITER_INTO(int64_t, &x));
                        CHECK_STATUS(status, ITER_ITEM);
                        sum += x;
                }
        }
        CHECK_STATUS(status, ITER_END);
        CHECK_INT(sum, 15);
        CHECK(pendings > 0);
        CHECK_OK(iter_close(it, NULL));
}

/* iter_put_back. */

TEST(an_item_can_be_put_back)
{
        //! [iter_put_back]
        iter_t *it = iter_range(0, 3, 1);
        int64_t x = 0;

        if (iter_next(it, ITER_INTO(int64_t, &x)) == ITER_ITEM)
                CHECK_OK(iter_put_back(it, ITER_FROM(int64_t, &x)));
        CHECK_INT64S(it, 0, 1, 2);
        CHECK_OK(iter_close(it, NULL));
        //! [iter_put_back]
}

TEST(items_put_back_come_out_in_reverse_order)
{
        iter_t *it = five();
        const int64_t more[] = { 10, 20, 30 };
        int64_t x = 0;
        int i;

        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ITEM);
        for (i = 0; i < 3; i++)
                CHECK_OK(iter_put_back(it, ITER_FROM(int64_t, &more[i])));
        CHECK_UINT(iter_bounds(it).low, 7);
        CHECK_UINT(iter_bounds(it).high, 7);
        CHECK_INT64S(it, 30, 20, 10, 2, 3, 4, 5);
        CHECK_OK(iter_close(it, NULL));
}

TEST(putting_back_and_taking_take_turns)
{
        iter_t *it = iter_range(0, 300, 1);
        int64_t expected = 0;
        int64_t x = 0;
        int i;

        while (iter_next(it, ITER_INTO(int64_t, &x)) == ITER_ITEM) {
                CHECK_INT(x, expected);
                for (i = 0; i < (int)(expected % 5); i++) {
                        CHECK_OK(iter_put_back(it, ITER_FROM(int64_t, &x)));
                        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ITEM);
                        CHECK_INT(x, expected);
                }
                expected++;
        }
        CHECK_INT(expected, 300);
        CHECK_OK(iter_close(it, NULL));
}

TEST(many_items_can_be_put_back)
{
        iter_t *it = iter_range(0, 0, 1);
        int64_t x;

        for (x = 0; x < 1000; x++)
                CHECK_OK(iter_put_back(it, ITER_FROM(int64_t, &x)));
        CHECK_UINT(iter_bounds(it).low, 1000);
        while (iter_next(it, ITER_INTO(int64_t, &x)) == ITER_ITEM && x % 2 == 0)
                CHECK_OK(iter_put_back(it, ITER_FROM(int64_t, &x)));
        CHECK_INT(x, 999);
        CHECK_OK(iter_close(it, NULL));
}

TEST(items_put_back_after_the_end_come_before_the_end_again)
{
        iter_t *it = test_resumes(one_to_five, 2);
        const int64_t x = 9;

        CHECK_INT64S(it, 1, 2);
        CHECK_OK(iter_put_back(it, ITER_FROM(int64_t, &x)));
        CHECK_UINT(iter_bounds(it).low, 1);
        CHECK_UINT(iter_bounds(it).high, 1);
        CHECK_INT64S(it, 9);
        CHECK_OK(iter_close(it, NULL));
}

TEST(items_put_back_before_the_first_pull_come_first)
{
        iter_t *it = iter_map(five(), square);
        const int64_t x = 0;

        CHECK_OK(iter_put_back(it, ITER_FROM(int64_t, &x)));
        CHECK_INT64S(it, 0, 1, 4, 9, 16, 25);
        CHECK_OK(iter_close(it, NULL));
}

TEST(items_put_back_are_peeked_and_skipped_like_others)
{
        iter_t *it = five();
        const int64_t more[] = { 10, 20 };
        const int64_t *p = NULL;
        uint64_t skipped = 0;

        CHECK_OK(iter_put_back(it, ITER_FROM(int64_t, &more[0])));
        CHECK_OK(iter_put_back(it, ITER_FROM(int64_t, &more[1])));
        CHECK_STATUS(iter_peek(it, ITER_VIEW(int64_t, &p)), ITER_ITEM);
        CHECK(p != NULL && *p == 20);
        CHECK_STATUS(iter_skip(it, 4, &skipped), ITER_ITEM);
        CHECK_UINT(skipped, 4);
        CHECK_INT64S(it, 3, 4, 5);
        CHECK_OK(iter_close(it, NULL));
}

TEST(items_put_back_while_pending_come_first)
{
        iter_t *it = test_stutter(five(), 0);
        const int64_t more = 10;
        int64_t x = 0;
        int64_t sum = 0;
        iter_status_t status = ITER_ITEM;

        while (status == ITER_ITEM)
                status = iter_next(it, ITER_INTO(int64_t, &x));
        CHECK_STATUS(status, ITER_PENDING);
        CHECK_OK(iter_put_back(it, ITER_FROM(int64_t, &more)));
        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ITEM);
        CHECK_INT(x, 10);
        do {
                status = iter_next(it, ITER_INTO(int64_t, &x));
                if (status == ITER_ITEM)
                        sum += x;
        } while (status == ITER_ITEM || status == ITER_PENDING);
        CHECK(sum <= 15);
        CHECK_OK(iter_close(it, NULL));
}

/* The item taken last is the one that is put back, again and again: its text lies in the copy that
 * this very call replaces. */
TEST(a_text_can_be_put_back_again_and_again)
{
        const iter_str_t texts[] = { { "first", 5 }, { "second", 6 } };
        iter_t *it = iter_array(ITER_ARRAY(iter_str_t, texts));
        iter_str_t text = { NULL, 0 };
        int i;

        for (i = 0; i < 4; i++) {
                CHECK_STATUS(iter_next(it, ITER_INTO(iter_str_t, &text)), ITER_ITEM);
                CHECK_TEXT(text, "first");
                if (!CHECK_OK(iter_put_back(it, ITER_FROM(iter_str_t, &text))))
                        break;
        }
        CHECK_STATUS(iter_next(it, ITER_INTO(iter_str_t, &text)), ITER_ITEM);
        CHECK_TEXT(text, "first");
        CHECK_STATUS(iter_next(it, ITER_INTO(iter_str_t, &text)), ITER_ITEM);
        CHECK_TEXT(text, "second");
        CHECK_OK(iter_close(it, NULL));
}

/* As above by pointer, with the stack of items growing at each turn. */
TEST(an_item_in_its_window_can_be_put_back_twice)
{
        iter_t *it = five();
        const int64_t *p = NULL;
        int64_t x = 0;
        int64_t n = 0;
        int i;

        for (i = 0; i < 20; i++) {
                CHECK_STATUS(iter_peek(it, ITER_VIEW(int64_t, &p)), ITER_ITEM);
                if (p != NULL && !CHECK_OK(iter_put_back(it, ITER_FROM(int64_t, p))))
                        break;
        }
        while (iter_next(it, ITER_INTO(int64_t, &x)) == ITER_ITEM && x == 1)
                n++;
        CHECK_INT(n, 21);
        CHECK_INT(x, 2);
        CHECK_OK(iter_close(it, NULL));
}

TEST(an_item_larger_than_memory_cannot_be_put_back)
{
        static const iter_type_t huge = { "huge", SIZE_MAX / 3, 1, NULL, 0, false, NULL, NULL, NULL,
                NULL, NULL };
        const iter_span_t none = { NULL, 0, &huge };
        const iter_from_t item = { "not read", &huge };
        iter_t *it = iter_array(none);

        CHECK_CODE(iter_put_back(it, item), ITER_E_NOMEM);
        CHECK_OK(iter_close(it, NULL));
}

TEST(texts_put_back_are_copies_and_are_freed)
{
        char buffer[] = "abc";
        const iter_str_t text = { buffer, 3 };
        iter_str_t got = { NULL, 0 };
        iter_t *it = iter_array(ITER_SPAN(iter_str_t, &text, 1));
        int i;

        for (i = 0; i < 5; i++)
                CHECK_OK(iter_put_back(it, ITER_FROM(iter_str_t, &text)));
        buffer[0] = 'X';
        CHECK_STATUS(iter_next(it, ITER_INTO(iter_str_t, &got)), ITER_ITEM);
        if (iter_failure(it, NULL) == 0)
                CHECK_TEXT(got, "abc");
        CHECK_STATUS(iter_next(it, ITER_INTO(iter_str_t, &got)), ITER_ITEM);
        /* Closed with items taken and items not taken: none of the copies is left. */
        CHECK_OK(iter_close(it, NULL));
}

TEST(texts_put_back_are_freed_also_after_a_loop_of_another_type)
{
        const iter_str_t text = { "abc", 3 };
        iter_t *it = iter_array(ITER_SPAN(iter_str_t, &text, 1));
        iter_str_t got = { NULL, 0 };
        int turns = 0;
        int i;

        for (i = 0; i < 3; i++)
                CHECK_OK(iter_put_back(it, ITER_FROM(iter_str_t, &text)));
        CHECK_STATUS(iter_next(it, ITER_INTO(iter_str_t, &got)), ITER_ITEM);
        ITER_FOREACH(int64_t, x, it)
                turns += x > 0;
        CHECK_INT(turns, 0);
        CHECK_CODE(iter_close(it, NULL), ITER_E_TYPE);
}

TEST(putting_back_refuses_what_does_not_fit)
{
        iter_t *source = five();
        iter_t *it = iter_map(source, square);
        const int64_t x = 1;
        const int y = 1;
        iter_from_t nothing = ITER_FROM(int64_t, &x);

        nothing.from = NULL;
        CHECK_CODE(iter_put_back(NULL, ITER_FROM(int64_t, &x)), ITER_E_NULL);
        CHECK_CODE(iter_put_back(it, nothing), ITER_E_NULL);
        CHECK_CODE(iter_put_back(it, ITER_FROM(int, &y)), ITER_E_TYPE);
        if (iter_failure(it, NULL) == 0)
                CHECK_CODE(iter_put_back(source, ITER_FROM(int64_t, &x)), ITER_E_HANDED_OVER);
        CHECK_INT64S(it, 1, 4, 9, 16, 25);
        CHECK_OK(iter_close(it, NULL));
}

TEST(putting_back_into_an_error_gives_that_error)
{
        iter_t *it = test_fails_after(one_to_five, 1, -7);
        int64_t x = 0;

        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ITEM);
        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ERROR);
        CHECK_CODE(iter_put_back(it, ITER_FROM(int64_t, &x)), -7);
        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ERROR);
        CHECK_CODE(iter_close(it, NULL), -7);
}

TEST(putting_back_says_when_memory_runs_out)
{
        iter_counter_t counter;
        iter_t *it;
        int64_t x = 0;
        int code = 0;

        iter_counter_init(&counter, NULL, 2000);
        it = iter_range_in(&counter.allocator, 0, 10, 1);
        while (code == 0 && x < 1000) {
                code = iter_put_back(it, ITER_FROM(int64_t, &x));
                x++;
        }
        CHECK_CODE(code, ITER_E_BUDGET);
        /* Nothing was lost: neither what was put back before, nor what was there. */
        CHECK_UINT(iter_bounds(it).low, (uint64_t)x - 1 + 10);
        CHECK_OK(iter_close(it, NULL));
        CHECK_UINT(counter.live, 0);
}

TEST(a_borrower_finds_what_was_put_back_to_its_lender)
{
        iter_t *lender = five();
        iter_t *it = iter_map(iter_borrow(lender), square);
        const int64_t more = 10;
        int64_t x = 0;

        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ITEM);
        CHECK_OK(iter_put_back(lender, ITER_FROM(int64_t, &more)));
        CHECK_INT64S(it, 100, 4, 9, 16, 25);
        CHECK_OK(iter_close(it, NULL));
        CHECK_OK(iter_close(lender, NULL));
}

/* iter_skip. */

TEST(skip_consumes_items)
{
        //! [iter_skip]
        iter_t *it = iter_range(0, 1000000, 1);
        uint64_t skipped = 0;

        CHECK_STATUS(iter_skip(it, 999998, NULL), ITER_ITEM);
        CHECK_STATUS(iter_skip(it, 10, &skipped), ITER_END); /* there are only two */
        CHECK_UINT(skipped, 2);
        CHECK_OK(iter_close(it, NULL));
        //! [iter_skip]
}

TEST(skip_nothing_pulls_nothing)
{
        iter_t *it = test_poison(one_to_five, 0);
        uint64_t skipped = 9;

        CHECK_STATUS(iter_skip(it, 0, &skipped), ITER_ITEM);
        CHECK_UINT(skipped, 0);
        CHECK_OK(iter_close(it, NULL));
}

TEST(skip_takes_exactly_n)
{
        size_t n;

        for (n = 0; n <= 5; n++) {
                iter_t *it = test_poison(one_to_five, n);
                uint64_t skipped = 0;
                CHECK_STATUS(iter_skip(it, n, &skipped), ITER_ITEM);
                CHECK_UINT(skipped, n);
                CHECK_OK(iter_close(it, NULL));
        }
}

TEST(skip_begins_with_the_items_that_are_ready)
{
        iter_t *it = iter_range(0, 1000, 1);
        int64_t x = 0;

        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ITEM);
        CHECK_STATUS(iter_skip(it, 500, NULL), ITER_ITEM);
        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ITEM);
        CHECK_INT(x, 501);
        CHECK_STATUS(iter_skip(it, 3, NULL), ITER_ITEM);
        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ITEM);
        CHECK_INT(x, 505);
        CHECK_OK(iter_close(it, NULL));
}

TEST(skip_stops_at_an_error_and_at_pending)
{
        iter_t *it = test_fails_after(one_to_five, 3, -7);
        uint64_t skipped = 0;
        uint64_t total = 0;
        iter_status_t status;

        CHECK_STATUS(iter_skip(it, 5, &skipped), ITER_ERROR);
        CHECK_UINT(skipped, 3);
        CHECK_CODE(iter_close(it, NULL), -7);

        it = test_stutter(five(), 3);
        do {
                status = iter_skip(it, 4 - total, &skipped);
                total += skipped;
        } while (status == ITER_PENDING);
        CHECK_STATUS(status, ITER_ITEM);
        CHECK_UINT(total, 4);
        CHECK_OK(iter_close(it, NULL));
}

TEST(skip_refuses_null_and_what_was_handed_over)
{
        iter_t *source = five();
        iter_t *it = iter_map(source, square);
        uint64_t skipped = 9;

        CHECK_STATUS(iter_skip(NULL, 1, &skipped), ITER_ERROR);
        CHECK_UINT(skipped, 0);
        if (iter_failure(it, NULL) == 0)
                CHECK_STATUS(iter_skip(source, 1, &skipped), ITER_ERROR);
        CHECK_INT64S(it, 1, 4, 9, 16, 25);
        CHECK_OK(iter_close(it, NULL));
}

TEST(skip_more_than_fits_a_size)
{
        iter_t *it = five();
        uint64_t skipped = 0;

        CHECK_STATUS(iter_skip(it, UINT64_MAX, &skipped), ITER_END);
        CHECK_UINT(skipped, 5);
        CHECK_OK(iter_close(it, NULL));
}

/* iter_bounds. */

TEST(bounds_say_how_many_items_are_to_come)
{
        //! [iter_bounds]
        iter_t *it = iter_range(0, 10, 3);
        iter_bounds_t bounds = iter_bounds(it);

        CHECK_UINT(bounds.low, 4); /* known exactly */
        CHECK_UINT(bounds.high, 4);
        it = iter_filter(it, is_even);
        bounds = iter_bounds(it);
        CHECK_UINT(bounds.low, 0); /* nobody knows which will pass */
        CHECK_UINT(bounds.high, 4);
        CHECK_OK(iter_close(it, NULL));
        //! [iter_bounds]
}

TEST(bounds_count_what_is_ready)
{
        iter_t *it = iter_range(0, 1000, 1);
        int64_t x = 0;
        uint64_t n;

        for (n = 1000; n > 0; n--) {
                CHECK_UINT(iter_bounds(it).low, n);
                CHECK_UINT(iter_bounds(it).high, n);
                CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ITEM);
        }
        CHECK_UINT(iter_bounds(it).high, 0);
        CHECK_OK(iter_close(it, NULL));
}

TEST(bounds_of_null_of_the_ended_and_of_the_failed_are_zero)
{
        iter_t *it = test_resumes(one_to_five, 1);
        int64_t x = 0;

        CHECK_UINT(iter_bounds(NULL).high, 0);
        CHECK_UINT(iter_bounds(it).low, 0);
        CHECK(iter_failure(it, NULL) != 0 || iter_bounds(it).high == UINT64_MAX); /* not told */
        CHECK_INT64S(it, 1);
        CHECK_UINT(iter_bounds(it).high, 0);
        CHECK_OK(iter_close(it, NULL));

        it = test_fails_behind(one_to_five, 2, -7);
        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ITEM);
        CHECK_UINT(iter_bounds(it).low, 1); /* one is ready, behind it is the error */
        CHECK_UINT(iter_bounds(it).high, 1);
        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ITEM);
        CHECK_UINT(iter_bounds(it).high, 0);
        CHECK_CODE(iter_close(it, NULL), -7);
}

TEST(bounds_saturate)
{
        iter_t *it = ITER_RANGE_THROUGH(uint64_t, 0, UINT64_MAX, 1);
        const uint64_t x = 1;

        CHECK_UINT(iter_bounds(it).low, UINT64_MAX);
        CHECK_UINT(iter_bounds(it).high, UINT64_MAX);
        CHECK_OK(iter_put_back(it, ITER_FROM(uint64_t, &x)));
        CHECK_UINT(iter_bounds(it).low, UINT64_MAX);
        CHECK_UINT(iter_bounds(it).high, UINT64_MAX);
        CHECK_OK(iter_close(it, NULL));
}

/* iter_memory, iter_type_of, iter_failure. */

TEST(memory_says_what_a_pipeline_holds)
{
        //! [iter_memory]
        iter_t *it = iter_range(0, 1000000, 1);
        iter_memory_t source = iter_memory(it);
        iter_memory_t both;

        it = iter_filter(it, is_even);
        both = iter_memory(it);
        CHECK(source.now < both.now && both.now < 10000);
        CHECK(both.now <= both.peak);
        CHECK_OK(iter_close(it, NULL));
        //! [iter_memory]
        CHECK_UINT(iter_memory(NULL).now, 0);
}

TEST(memory_is_what_the_allocator_gave)
{
        iter_counter_t counter;
        iter_t *it;
        int64_t x = 0;

        iter_counter_init(&counter, NULL, 0);
        it = iter_filter(iter_map(iter_range_in(&counter.allocator, 0, 1000, 1), square), is_even);
        CHECK_UINT(iter_memory(it).now, counter.current);
        while (iter_next(it, ITER_INTO(int64_t, &x)) == ITER_ITEM) {
                if (!CHECK_OK(iter_put_back(it, ITER_FROM(int64_t, &x))) ||
                    iter_next(it, ITER_INTO(int64_t, &x)) != ITER_ITEM)
                        break;
        }
        CHECK_UINT(iter_memory(it).now, counter.current);
        CHECK_UINT(iter_memory(it).peak, counter.peak);
        CHECK_OK(iter_close(it, NULL));
        CHECK_UINT(counter.current, 0);
}

TEST(what_is_borrowed_counts_as_the_lenders)
{
        iter_t *lender = iter_range(0, 1000, 1);
        iter_t *it = iter_map(iter_borrow(lender), square);
        iter_t *alone = iter_map(test_one_by_one(ITER_SPAN(int64_t, one_to_five, 0)), square);

        if (iter_failure(it, NULL) == 0) {
                CHECK(iter_memory(it).now < iter_memory(lender).now + 1100);
                CHECK(iter_memory(lender).now >= 1024);
        }
        CHECK_OK(iter_close(it, NULL));
        CHECK_OK(iter_close(lender, NULL));
        CHECK_OK(iter_close(alone, NULL));
}

TEST(an_iterator_knows_its_type)
{
        //! [iter_type_of]
        iter_t *it = iter_range(0, 3, 1);

        CHECK(iter_type_of(it) == ITER_TYPE(int64_t));
        CHECK(iter_type_of(NULL) == NULL);
        CHECK_OK(iter_close(it, NULL));
        //! [iter_type_of]
}

TEST(a_failure_can_be_seen_before_closing)
{
        //! [iter_failure]
        iter_error_t error;
        iter_t *it = iter_map(iter_range(0, 10, 1), fails_at_three);
        int64_t sum = 0;

        CHECK_CODE(iter_failure(it, NULL), 0); /* nothing has failed so far */
        ITER_FOREACH(int64_t, x, it)
                sum += x;
        CHECK_CODE(iter_failure(it, &error), -22);
        CHECK_CONTAINS(error.message, "3 is not welcome");
        CHECK_CODE(iter_close(it, NULL), -22);
        //! [iter_failure]
        CHECK_INT(sum, 3);
        CHECK_CODE(iter_failure(NULL, &error), 0);
        CHECK_INT(error.code, 0);
}

TEST(a_failure_in_a_source_is_seen_from_the_last_stage)
{
        iter_error_t error;
        iter_t *it =
            iter_filter(iter_map(iter_map(iter_range(0, 10, 1), fails_at_three), square), is_even);
        int64_t sum = 0;

        ITER_FOREACH(int64_t, x, it)
                sum += x;
        CHECK_INT(sum, 4);
        CHECK_CODE(iter_failure(it, &error), -22);
        CHECK_STRING(error.stage, "map");
        CHECK_UINT(error.index, 3);
        CHECK_CODE(iter_close(it, &error), -22);
        CHECK_UINT(error.index, 3);
}

/* iter_borrow. */

TEST(what_a_borrower_did_not_use_is_still_there)
{
        //! [iter_borrow]
        iter_t *it = iter_range(0, 10, 1);
        iter_t *evens = iter_filter(iter_borrow(it), is_even);
        int64_t x = 0;

        CHECK_STATUS(iter_next(evens, ITER_INTO(int64_t, &x)), ITER_ITEM); /* 0 */
        CHECK_STATUS(iter_next(evens, ITER_INTO(int64_t, &x)), ITER_ITEM); /* 2 */
        CHECK_OK(iter_close(evens, NULL));
        CHECK_INT64S(it, 3, 4, 5, 6, 7, 8, 9);
        CHECK_OK(iter_close(it, NULL));
        //! [iter_borrow]
}

TEST(two_borrowers_take_turns)
{
        iter_t *it = iter_range(0, 6, 1);
        iter_t *squares = iter_map(iter_borrow(it), square);
        iter_t *evens = iter_filter(iter_borrow(it), is_even);
        int64_t x = 0;

        CHECK_STATUS(iter_next(squares, ITER_INTO(int64_t, &x)), ITER_ITEM);
        CHECK_INT(x, 0);
        CHECK_STATUS(iter_next(evens, ITER_INTO(int64_t, &x)), ITER_ITEM);
        CHECK_INT(x, 2);
        CHECK_STATUS(iter_next(squares, ITER_INTO(int64_t, &x)), ITER_ITEM);
        CHECK_INT(x, 9);
        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ITEM);
        CHECK_INT(x, 4);
        CHECK_STATUS(iter_next(squares, ITER_INTO(int64_t, &x)), ITER_ITEM);
        CHECK_INT(x, 25);
        CHECK_NO_ITEMS(int64_t, evens);
        CHECK_OK(iter_close(squares, NULL));
        CHECK_OK(iter_close(evens, NULL));
        CHECK_NO_ITEMS(int64_t, it);
        CHECK_OK(iter_close(it, NULL));
}

TEST(a_borrow_can_be_pulled_itself)
{
        iter_t *it = five();
        iter_t *borrowed = iter_borrow(it);
        int64_t x = 0;

        CHECK_STATUS(iter_next(borrowed, ITER_INTO(int64_t, &x)), ITER_ITEM);
        CHECK_INT(x, 1);
        CHECK_STATUS(iter_skip(borrowed, 2, NULL), ITER_ITEM);
        CHECK_OK(iter_close(borrowed, NULL));
        CHECK_INT64S(it, 4, 5);
        CHECK_OK(iter_close(it, NULL));
}

TEST(a_borrow_peeked_at_gives_the_item_back)
{
        iter_t *it = five();
        iter_t *borrowed = iter_borrow(it);
        const int64_t *p = NULL;

        CHECK_STATUS(iter_peek(borrowed, ITER_VIEW(int64_t, &p)), ITER_ITEM);
        CHECK_OK(iter_close(borrowed, NULL));
        CHECK_INT64S(it, 1, 2, 3, 4, 5);
        CHECK_OK(iter_close(it, NULL));
}

TEST(a_borrow_with_items_put_back_keeps_them_in_a_pipeline)
{
        iter_t *it = five();
        iter_t *borrowed = iter_borrow(it);
        const int64_t more = 10;
        iter_t *squares;
        int64_t x = 0;

        CHECK_OK(iter_put_back(borrowed, ITER_FROM(int64_t, &more)));
        squares = iter_map(borrowed, square);
        CHECK_STATUS(iter_next(squares, ITER_INTO(int64_t, &x)), ITER_ITEM);
        CHECK_INT(x, 100);
        CHECK_STATUS(iter_next(squares, ITER_INTO(int64_t, &x)), ITER_ITEM);
        CHECK_INT(x, 1);
        CHECK_OK(iter_close(squares, NULL));
        CHECK_INT64S(it, 2, 3, 4, 5);
        CHECK_OK(iter_close(it, NULL));
}

/* A borrow that holds an item, peeked at or not, must not lose it when a constructor unwraps it. */
TEST(a_borrow_that_was_peeked_at_loses_nothing_in_a_pipeline)
{
        iter_t *it = five();
        iter_t *borrowed = iter_borrow(it);
        const int64_t *p = NULL;
        iter_t *squares;
        int64_t x = 0;

        CHECK_STATUS(iter_peek(borrowed, ITER_VIEW(int64_t, &p)), ITER_ITEM);
        squares = iter_map(borrowed, square);
        CHECK_STATUS(iter_next(squares, ITER_INTO(int64_t, &x)), ITER_ITEM);
        CHECK_INT(x, 1);
        CHECK_OK(iter_close(squares, NULL));
        CHECK_INT64S(it, 2, 3, 4, 5);
        CHECK_OK(iter_close(it, NULL));
}

TEST(a_borrow_of_a_borrow_reaches_the_lender)
{
        iter_t *it = five();
        iter_t *first = iter_borrow(it);
        iter_t *squares = iter_map(iter_borrow(first), square);
        int64_t x = 0;

        CHECK_STATUS(iter_next(squares, ITER_INTO(int64_t, &x)), ITER_ITEM);
        CHECK_INT(x, 1);
        CHECK_OK(iter_close(squares, NULL));
        CHECK_STATUS(iter_next(first, ITER_INTO(int64_t, &x)), ITER_ITEM);
        CHECK_INT(x, 2);
        CHECK_OK(iter_close(first, NULL));
        CHECK_INT64S(it, 3, 4, 5);
        CHECK_OK(iter_close(it, NULL));
}

TEST(a_borrow_of_a_pipeline_takes_what_the_pipeline_makes)
{
        iter_t *it = iter_map(five(), square);
        iter_t *evens = iter_filter(iter_borrow(it), is_even);
        int64_t x = 0;

        CHECK_STATUS(iter_next(evens, ITER_INTO(int64_t, &x)), ITER_ITEM);
        CHECK_INT(x, 4);
        CHECK_OK(iter_close(evens, NULL));
        CHECK_INT64S(it, 9, 16, 25);
        CHECK_OK(iter_close(it, NULL));
}

TEST(a_consumer_can_be_lent_a_pipeline)
{
        iter_t *it = five();
        int64_t sum = 0;

        CHECK_OK(iter_sum_i64(iter_borrow(it), &sum, NULL));
        CHECK_INT(sum, 15);
        CHECK_NO_ITEMS(int64_t, it);
        CHECK_OK(iter_close(it, NULL));
}

TEST(borrowing_refuses_null_and_what_was_handed_over)
{
        iter_t *source = five();
        iter_t *it = iter_map(source, square);
        iter_error_t error;

        CHECK_CODE(iter_close(iter_borrow(NULL), &error), ITER_E_NULL);
        CHECK_CONTAINS(error.message, "borrow");
        if (iter_failure(it, NULL) == 0)
                CHECK_CODE(iter_close(iter_borrow(source), &error), ITER_E_HANDED_OVER);
        CHECK_INT64S(it, 1, 4, 9, 16, 25);
        CHECK_OK(iter_close(it, NULL));
}

TEST(a_borrow_of_an_error_has_that_error)
{
        iter_t *failed = iter_failed(-7, "as planned");
        iter_t *borrowed = iter_borrow(failed);
        iter_t *it = iter_borrow(failed);
        iter_error_t error;
        int64_t x = 0;

        CHECK_STATUS(iter_next(borrowed, ITER_INTO(int64_t, &x)), ITER_ERROR);
        CHECK_CODE(iter_close(borrowed, &error), -7);
        CHECK_CONTAINS(error.message, "as planned");
        it = iter_map(it, square);
        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ERROR);
        CHECK_CODE(iter_close(it, &error), -7);
        CHECK_CONTAINS(error.message, "as planned");
        CHECK_CODE(iter_close(failed, NULL), -7);
}

/* iter_defer. */

typedef struct {
        char text[32];
} journal;

typedef struct {
        journal *to;
        char what;
} entry;

static void write_entry(void *ptr)
{
        const entry *e = ptr;
        const size_t n = strlen(e->to->text);
        if (n + 1 < sizeof e->to->text) {
                e->to->text[n] = e->what;
                e->to->text[n + 1] = '\0';
        }
}

TEST(what_was_deferred_runs_when_the_pipeline_is_closed)
{
        //! [iter_defer]
        /* The pipeline outlives the function that makes it, and its table with it. */
        int64_t *table = calloc(3, sizeof *table);
        iter_t *it = table == NULL ? iter_failed(ITER_E_NOMEM, "no table")
                                   : iter_array(ITER_SPAN(int64_t, table, 3));

        it = iter_defer(it, free, table);
        CHECK_INT64S(it, 0, 0, 0);
        CHECK_OK(iter_close(it, NULL));
        //! [iter_defer]
}

TEST(what_was_deferred_runs_in_reverse_order_outer_stages_first)
{
        journal j = { "" };
        entry a = { &j, 'a' };
        entry b = { &j, 'b' };
        entry c = { &j, 'c' };
        entry d = { &j, 'd' };
        iter_t *it = iter_defer(iter_defer(five(), write_entry, &a), write_entry, &b);

        it = iter_defer(iter_defer(iter_map(it, square), write_entry, &c), write_entry, &d);
        if (iter_failure(it, NULL) == 0)
                CHECK_STRING(j.text, "");
        CHECK_OK(iter_close(it, NULL));
        CHECK_UINT(strlen(j.text), 4); /* each once, whatever failed */
        CHECK_STRING(j.text, "dcba");
}

TEST(what_was_deferred_runs_also_when_a_constructor_fails)
{
        journal j = { "" };
        entry a = { &j, 'a' };
        const double reals[] = { 1 };
        iter_t *it =
            iter_map(iter_defer(iter_array(ITER_ARRAY(double, reals)), write_entry, &a), square);

        CHECK_STRING(j.text, "a");
        CHECK_CODE(iter_close(it, NULL), ITER_E_TYPE);
}

TEST(what_is_deferred_to_nothing_runs_when_that_is_closed)
{
        journal j = { "" };
        entry a = { &j, 'a' };
        iter_t *source = five();
        iter_t *it = iter_map(source, square);

        CHECK_CODE(iter_close(iter_defer(NULL, write_entry, &a), NULL), ITER_E_NULL);
        CHECK_STRING(j.text, "a");
        if (iter_failure(it, NULL) == 0)
                CHECK_CODE(
                    iter_close(iter_defer(source, write_entry, &a), NULL), ITER_E_HANDED_OVER);
        CHECK_STRING(j.text, "aa");
        CHECK_OK(iter_close(it, NULL));
}

TEST(what_is_deferred_without_memory_runs_at_once)
{
        journal j = { "" };
        entry a = { &j, 'a' };
        iter_counter_t counter;

        iter_counter_init(&counter, NULL, 1);
        CHECK_CODE(
            iter_close(
                iter_defer(iter_range_in(&counter.allocator, 0, 3, 1), write_entry, &a), NULL),
            ITER_E_BUDGET);
        CHECK_STRING(j.text, "a");

        iter_counter_init(&counter, NULL, 0);
        {
                iter_t *it = iter_range_in(&counter.allocator, 0, 3, 1);
                counter.limit = counter.current + 1;
                CHECK_CODE(iter_close(iter_defer(it, write_entry, &a), NULL), ITER_E_BUDGET);
        }
        CHECK_STRING(j.text, "aa");
        CHECK_UINT(counter.live, 0);
}

TEST(what_was_deferred_to_a_borrow_runs_when_the_borrower_is_closed)
{
        journal j = { "" };
        entry a = { &j, 'a' };
        iter_t *lender = five();
        iter_t *it = iter_map(iter_defer(iter_borrow(lender), write_entry, &a), square);
        int64_t x = 0;

        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ITEM);
        if (iter_failure(it, NULL) == 0)
                CHECK_STRING(j.text, "");
        CHECK_OK(iter_close(it, NULL));
        CHECK_STRING(j.text, "a");
        CHECK_INT64S(lender, 2, 3, 4, 5);
        CHECK_OK(iter_close(lender, NULL));
}

static void close_another(void *ptr)
{
        iter_abandon(ptr);
}

TEST(what_was_deferred_may_close_other_pipelines)
{
        iter_t *other = five();
        iter_t *it = iter_defer(five(), close_another, other);

        CHECK_INT64S(it, 1, 2, 3, 4, 5);
        CHECK_OK(iter_close(it, NULL));
}

/* iter_failed. */

TEST(a_failed_iterator_says_why)
{
        //! [iter_failed]
        iter_error_t error;
        int64_t x = 0;
        const int port = 99999;
        iter_t *it = iter_failed(ITER_E_ARGUMENT, "port %d is out of range", port);

        it = iter_map(it, square); /* passed through, as any pipeline would be */
        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ERROR);
        CHECK_CODE(iter_close(it, &error), ITER_E_ARGUMENT);
        CHECK_CONTAINS(error.message, "port 99999 is out of range");
        //! [iter_failed]
}

TEST(a_failed_iterator_fails_whatever_the_type)
{
        iter_t *it = iter_failed(-1, "no");
        int64_t turns = 0;
        double real = 0;

        ITER_FOREACH(int64_t, x, it) {
                (void)x;
                turns++;
        }
        ITER_FOREACH_REF(order, o, it) {
                (void)o;
                turns++;
        }
        CHECK_STATUS(iter_next(it, ITER_INTO(double, &real)), ITER_ERROR);
        CHECK_STATUS(iter_skip(it, 1, NULL), ITER_ERROR);
        CHECK_INT(turns, 0);
        CHECK_UINT(iter_bounds(it).high, 0);
        CHECK_CODE(iter_close(it, NULL), -1);
}

TEST(a_failed_iterator_without_a_code_has_failed_all_the_same)
{
        CHECK_CODE(iter_close(iter_failed(0, "no code"), NULL), ITER_E_CALLBACK);
}

/* iter_close, iter_abandon. */

TEST(close_reports_the_first_error)
{
        //! [iter_close]
        iter_error_t error;
        iter_t *it = iter_map(iter_range(0, 10, 1), fails_at_three);

        ITER_FOREACH(int64_t, x, it)
                (void)x;
        if (iter_close(it, &error) != 0)
                CHECK_STRING(error.message, "fails_at_three: item 3: 3 is not welcome");
        //! [iter_close]
        CHECK_CODE(error.code, -22);
}

TEST(close_takes_anything_at_any_time)
{
        iter_t *it;
        int64_t x = 0;

        CHECK_OK(iter_close(NULL, NULL));
        CHECK_OK(iter_close(five(), NULL));
        it = five();
        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ITEM);
        CHECK_OK(iter_close(it, NULL));
        it = five();
        CHECK_INT64S(it, 1, 2, 3, 4, 5);
        CHECK_OK(iter_close(it, NULL));
}

TEST(close_tells_pending_from_the_end)
{
        iter_error_t error;
        iter_t *it = test_stutter(five(), 0);
        iter_status_t status = ITER_ITEM;
        int64_t x = 0;

        while (status == ITER_ITEM)
                status = iter_next(it, ITER_INTO(int64_t, &x));
        CHECK_STATUS(status, ITER_PENDING);
        CHECK_CODE(iter_close(it, &error), ITER_E_PENDING);
        CHECK_CONTAINS(error.message, "pending");
}

TEST(close_leaves_alone_what_belongs_to_a_pipeline)
{
        iter_error_t error;
        iter_t *source = five();
        iter_t *it = iter_map(source, square);

        if (iter_failure(it, NULL) == 0) {
                CHECK_CODE(iter_close(source, &error), ITER_E_HANDED_OVER);
                CHECK_INT(error.code, ITER_E_HANDED_OVER);
                CHECK_STRING(error.stage, "array");
                CHECK_CONTAINS(error.message, "close that one");
                iter_abandon(source);
        }
        CHECK_INT64S(it, 1, 4, 9, 16, 25);
        CHECK_OK(iter_close(it, NULL));
}

TEST(abandon_says_that_the_error_is_of_no_interest)
{
        //! [iter_abandon]
        iter_t *it = iter_map(iter_range(0, 10, 1), fails_at_three);
        int64_t x = 0;

        if (iter_next(it, ITER_INTO(int64_t, &x)) == ITER_ITEM)
                CHECK_INT(x, 0);
        iter_abandon(it);
        //! [iter_abandon]
        iter_abandon(NULL);
}

TEST(an_error_behind_items_that_nobody_pulled_is_reported)
{
        iter_t *it = test_fails_behind(one_to_five, 3, -7);
        int64_t x = 0;

        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ITEM);
        CHECK_CODE(iter_close(it, NULL), -7);
}

/* ITER_FOREACH. */

TEST(foreach_runs_a_statement_for_each_item)
{
        //! [ITER_FOREACH]
        iter_t *it = iter_map(iter_range(0, 5, 1), square);
        int64_t total = 0;

        ITER_FOREACH(int64_t, x, it)
                total += x;
        CHECK_OK(iter_close(it, NULL)); /* was it the end, or an error? */
        CHECK_INT(total, 30);
        //! [ITER_FOREACH]
}

TEST(foreach_by_pointer_copies_nothing)
{
        //! [ITER_FOREACH_REF]
        order orders[2] = { { "bread", 3 }, { "butter", 2 } };
        iter_t *it = iter_array(ITER_ARRAY(order, orders));
        int total = 0;

        ITER_FOREACH_REF(order, o, it)
                total += o->price;
        CHECK_OK(iter_close(it, NULL));
        CHECK_INT(total, 5);
        //! [ITER_FOREACH_REF]
}

TEST(foreach_by_pointer_points_into_the_window)
{
        iter_t *it = five();
        const int64_t *expected = one_to_five;

        ITER_FOREACH_REF(int64_t, p, it) {
                CHECK(p == expected);
                expected++;
        }
        CHECK_OK(iter_close(it, NULL));
        CHECK_INT(expected - one_to_five, 5);
}

TEST(after_a_break_the_rest_is_still_to_come)
{
        int64_t stop;

        for (stop = 0; stop < 270; stop += 37) {
                iter_t *it = iter_range(0, 300, 1);
                int64_t expected = stop + 1;
                ITER_FOREACH(int64_t, x, it) {
                        if (x == stop)
                                break;
                }
                ITER_FOREACH_REF(int64_t, p, it) {
                        CHECK_INT(*p, expected);
                        if (*p == stop + 20)
                                break;
                        expected++;
                }
                CHECK_UINT(iter_bounds(it).low, (uint64_t)(300 - stop - 21));
                CHECK_OK(iter_close(it, NULL));
        }
}

TEST(continue_goes_on_with_the_next_item)
{
        iter_t *it = iter_range(0, 300, 1);
        int64_t odd = 0;

        ITER_FOREACH(int64_t, x, it) {
                if (x % 2 == 0)
                        continue;
                odd++;
        }
        CHECK_OK(iter_close(it, NULL));
        CHECK_INT(odd, 150);
}

static int64_t first_above(iter_t *it, int64_t limit)
{
        ITER_FOREACH(int64_t, x, it) {
                if (x > limit)
                        return x;
        }
        return -1;
}

TEST(return_leaves_the_loop_exactly)
{
        iter_t *it = iter_range(0, 200, 1);

        CHECK_INT(first_above(it, 3), 4);
        CHECK_INT(first_above(it, 3), 5);
        CHECK_INT(first_above(it, 150), 151);
        CHECK_INT(first_above(it, 500), -1);
        CHECK_OK(iter_close(it, NULL));
}

TEST(goto_leaves_the_loop_exactly)
{
        iter_t *it = five();

        ITER_FOREACH(int64_t, x, it) {
                if (x == 2)
                        goto out;
        }
out:
        CHECK_INT64S(it, 3, 4, 5);
        CHECK_OK(iter_close(it, NULL));
}

TEST(two_loops_in_one_function)
{
        iter_t *a = five();
        iter_t *b = iter_range(0, 3, 1);
        int64_t sum = 0;

        ITER_FOREACH(int64_t, x, a)
                sum += x;
        ITER_FOREACH(int64_t, x, b)
                sum += x;
        ITER_FOREACH(int64_t, x, a)
                sum += 1000 * x;
        CHECK_INT(sum, 18);
        CHECK_OK(iter_close(a, NULL));
        CHECK_OK(iter_close(b, NULL));
}

TEST(nested_loops)
{
        iter_t *outer = iter_range(0, 3, 1);
        int64_t sum = 0;
        int64_t turns = 0;

        ITER_FOREACH(int64_t, x, outer) {
                iter_t *inner = iter_range(0, 200, 1);
                ITER_FOREACH(int64_t, y, inner) {
                        if (y == 150)
                                break; /* the inner loop only */
                        sum += x;
                        turns++;
                }
                CHECK_OK(iter_close(inner, NULL));
        }
        CHECK_INT(turns, 450);
        CHECK_INT(sum, 450);
        CHECK_OK(iter_close(outer, NULL));
}

TEST(nested_loops_over_the_same_iterator_share_its_items)
{
        iter_t *it = iter_range(0, 10, 1);
        int64_t rows = 0;
        int64_t sum = 0;

        ITER_FOREACH(int64_t, first, it) {
                int64_t n = 0;
                rows++;
                sum += first;
                ITER_FOREACH(int64_t, x, it) {
                        sum += 100 * x;
                        n++;
                        if (n == 2)
                                break;
                }
        }
        CHECK_INT(rows, 4); /* 0 12, 3 45, 6 78, 9 */
        CHECK_INT(sum, 0 + 3 + 6 + 9 + 100 * (1 + 2 + 4 + 5 + 7 + 8));
        CHECK_OK(iter_close(it, NULL));
}

TEST(a_pull_in_the_body_takes_the_next_item)
{
        iter_t *it = iter_range(0, 301, 1); /* an odd number: the last pull finds the end */
        int64_t turns = 0;
        int64_t pairs = 0;

        ITER_FOREACH(int64_t, x, it) {
                int64_t y = 0;
                turns++;
                if (iter_next(it, ITER_INTO(int64_t, &y)) == ITER_ITEM) {
                        CHECK_INT(y, x + 1);
                        pairs++;
                }
        }
        CHECK_INT(turns, 151);
        CHECK_INT(pairs, 150);
        CHECK_OK(iter_close(it, NULL));
}

TEST(a_peek_in_the_body_sees_the_next_item)
{
        iter_t *it = iter_range(0, 300, 1);
        int64_t turns = 0;

        ITER_FOREACH(int64_t, x, it) {
                const int64_t *p = NULL;
                if (iter_peek(it, ITER_VIEW(int64_t, &p)) == ITER_ITEM)
                        CHECK_INT(*p, x + 1);
                turns++;
        }
        CHECK_INT(turns, 300);
        CHECK_OK(iter_close(it, NULL));
}

TEST(an_item_put_back_in_the_body_comes_next)
{
        iter_t *it = iter_range(0, 200, 1);
        int64_t turns = 0;
        int64_t again = 0;

        ITER_FOREACH(int64_t, x, it) {
                turns++;
                if (x % 10 == 7 && again != x) {
                        again = x;
                        if (!CHECK_OK(iter_put_back(it, ITER_FROM(int64_t, &x))))
                                break;
                }
        }
        CHECK_INT(turns, 220);
        CHECK_OK(iter_close(it, NULL));
}

TEST(a_borrower_in_the_body_takes_what_it_uses)
{
        iter_t *it = iter_range(0, 9, 1);
        int64_t turns = 0;

        ITER_FOREACH(int64_t, x, it) {
                iter_t *evens = iter_filter(iter_borrow(it), is_even);
                int64_t y = 0;
                if (iter_next(evens, ITER_INTO(int64_t, &y)) == ITER_ITEM)
                        CHECK_INT(y, x % 2 == 0 ? x + 2 : x + 1);
                CHECK_OK(iter_close(evens, NULL));
                turns++;
        }
        CHECK_INT(turns, 4); /* 0 and 2, 3 and 4, 5 and 6, 7 and 8 */
        CHECK_OK(iter_close(it, NULL));
}

TEST(foreach_stops_at_an_error)
{
        iter_t *it = test_fails_behind(one_to_five, 3, -7);
        int64_t sum = 0;

        ITER_FOREACH(int64_t, x, it)
                sum += x;
        CHECK_INT(sum, 6);
        ITER_FOREACH(int64_t, x, it)
                sum += x;
        CHECK_INT(sum, 6);
        CHECK_CODE(iter_close(it, NULL), -7);
}

TEST(foreach_stops_at_pending_and_can_go_on)
{
        iter_t *it = test_stutter(iter_range(0, 100, 1), 5);
        int64_t sum = 0;
        int64_t loops = 0;

        while (iter_failure(it, NULL) == 0 && iter_bounds(it).high > 0 && loops < 1000) {
                ITER_FOREACH(int64_t, x, it)
                        sum += x;
                loops++;
        }
        CHECK_OK(iter_failure(it, NULL));
        CHECK_INT(sum, 4950);
        CHECK(loops > 1);
        iter_abandon(it);
}

TEST(foreach_of_another_type_runs_zero_turns_and_close_says_so)
{
        iter_t *it = five();
        iter_error_t error;
        int turns = 0;

        ITER_FOREACH(int, x, it) {
                (void)x;
                turns++;
        }
        CHECK_INT(turns, 0);
        CHECK_CODE(iter_close(it, &error), ITER_E_TYPE);
        CHECK_CONTAINS(error.message, "ITER_FOREACH wants items of type int32_t");
        CHECK_CONTAINS(error.message, "int64_t");
}

TEST(foreach_by_pointer_of_another_type_runs_zero_turns)
{
        iter_t *it = five();
        int turns = 0;

        ITER_FOREACH_REF(double, x, it) {
                (void)x;
                turns++;
        }
        CHECK_INT(turns, 0);
        CHECK_CODE(iter_close(it, NULL), ITER_E_TYPE);
}

TEST(foreach_of_null_and_of_what_was_handed_over_runs_zero_turns)
{
        iter_t *none = NULL;
        iter_t *source = five();
        iter_t *it = iter_map(source, square);
        int turns = 0;

        ITER_FOREACH(int64_t, x, none) {
                (void)x;
                turns++;
        }
        if (iter_failure(it, NULL) == 0) {
                ITER_FOREACH(int64_t, x, source) {
                        (void)x;
                        turns++;
                }
        }
        CHECK_INT(turns, 0);
        CHECK_INT64S(it, 1, 4, 9, 16, 25);
        CHECK_OK(iter_close(it, NULL));
}

TEST(foreach_reads_a_composite_with_any_struct_of_its_fields)
{
        const numbered lines[] = { { 1, { "one", 3 } }, { 2, { "two", 3 } } };
        iter_t *it = iter_array(ITER_ARRAY(numbered, lines));
        size_t sum = 0;

        ITER_FOREACH_REF(indexed, line, it)
                sum += line->index + line->value.len;
        CHECK_UINT(sum, 9);
        CHECK_OK(iter_close(it, NULL));
}

TEST(foreach_of_nothing_runs_zero_turns)
{
        iter_t *it = iter_range(0, 0, 1);
        int turns = 0;

        ITER_FOREACH(int64_t, x, it) {
                (void)x;
                turns++;
        }
        CHECK_INT(turns, 0);
        CHECK_OK(iter_close(it, NULL));
}

TEST(the_loop_variable_may_be_changed)
{
        iter_t *it = five();
        int64_t sum = 0;

        ITER_FOREACH(int64_t, x, it) {
                x *= 10;
                sum += x;
        }
        CHECK_INT(sum, 150);
        CHECK_OK(iter_close(it, NULL));
}

TEST(the_iterator_of_a_loop_may_be_a_member)
{
        struct {
                iter_t *it;
        } holder = { NULL };
        int64_t sum = 0;

        holder.it = five();
        ITER_FOREACH(int64_t, x, holder.it)
                sum += x;
        CHECK_INT(sum, 15);
        CHECK_OK(iter_close(holder.it, NULL));
}
