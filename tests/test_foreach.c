/* SPDX-License-Identifier: MIT */
#include "sources.h"

/* What an effect leaves behind. */
typedef struct {
        int64_t seen[8];
        size_t n;
        int64_t refuse; /* fails for this item */
} notes;

ITER_EACH_FN_WITH(note, int64_t, x, call, notes *, to)
{
        to->seen[to->n++ % 8] = x;
        if (x == to->refuse)
                return iter_fail(call, ITER_E_PARSE, "%d is refused", (int)x);
        return 0;
}

ITER_EACH_FN_WITH(note_text, iter_str_t, text, call, notes *, to)
{
        (void)call;
        to->seen[to->n++ % 8] = (int64_t)text.len;
        return 0;
}

/* Without a reason: the code alone. */
ITER_EACH_FN(refuse, int64_t, x, call)
{
        (void)x;
        (void)call;
        return -5;
}

TEST(foreach_calls_a_function_for_each_item_in_order)
{
        //! [iter_foreach]
        notes seen = { { 0 }, 0, -1 };
        iter_error_t error;

        CHECK_OK(iter_foreach(iter_range(1, 4, 1), note(&seen), &error));
        CHECK_UINT(seen.n, 3);
        CHECK_INT(seen.seen[0], 1);
        CHECK_INT(seen.seen[2], 3);

        seen.refuse = 2;
        CHECK_CODE(iter_foreach(iter_range(1, 4, 1), note(&seen), &error), ITER_E_PARSE);
        CHECK_STRING(error.message, "note: item 1: 2 is refused");
        //! [iter_foreach]
}

TEST(foreach_as_a_stage_gives_the_number_of_calls)
{
        //! [iter_foreach_of]
        notes seen = { { 0 }, 0, -1 };
        iter_t *it = iter_foreach_of(iter_range(0, 100, 1), note(&seen));
        uint64_t calls = 0;

        CHECK_UINT(seen.n, 0); /* lazy, as every stage is */
        CHECK_STATUS(iter_next(it, ITER_INTO(uint64_t, &calls)), ITER_ITEM);
        CHECK_UINT(calls, 100);
        CHECK_NO_ITEMS(uint64_t, it);
        CHECK_OK(iter_close(it, NULL));
        //! [iter_foreach_of]
}

TEST(foreach_consumes_the_item_that_the_function_fails_on_and_no_more)
{
        notes seen = { { 0 }, 0, 3 };
        iter_t *it = iter_range(0, 10, 1);

        CHECK_CODE(iter_foreach(iter_borrow(it), note(&seen), NULL), ITER_E_PARSE);
        CHECK_INT64S(it, 4, 5, 6, 7, 8, 9);
        CHECK_OK(iter_close(it, NULL));
}

TEST(foreach_may_run_over_an_infinite_source_until_the_function_fails)
{
        notes seen = { { 0 }, 0, 1000 };

        CHECK_CODE(iter_foreach(iter_count(0, 1), note(&seen), NULL), ITER_E_PARSE);
        CHECK_UINT(seen.n, 1001);
}

TEST(foreach_of_no_items_calls_nothing)
{
        CHECK_OK(iter_foreach(iter_range(0, 0, 1), refuse, NULL));
}

TEST(foreach_passes_a_code_without_a_reason_on)
{
        iter_error_t error;

        CHECK_CODE(iter_foreach(iter_range(7, 9, 1), refuse, &error), -5);
        CHECK_STRING(error.message, "refuse: item 0: failed with code -5");
        CHECK_UINT(error.index, 0);
}

TEST(foreach_refuses_items_of_another_type)
{
        notes seen = { { 0 }, 0, -1 };
        iter_error_t error;

        CHECK_CODE(iter_foreach(iter_range(0, 3, 1), note_text(&seen), &error), ITER_E_TYPE);
        CHECK_STRING(
            error.message, "foreach: takes items of type iter_str_t, the source gives int64_t");
        CHECK_UINT(seen.n, 0);
}

TEST(foreach_pulls_one_item_at_a_time)
{
        static const int64_t items[] = { 1, 2 };
        notes seen = { { 0 }, 0, 2 };
        iter_t *it = test_poison(items, 2);

        CHECK_CODE(iter_foreach(iter_borrow(it), note(&seen), NULL), ITER_E_PARSE);
        iter_abandon(it);
}

/* Pulls the very stage that runs it: an error for that call only. */
ITER_EACH_FN_WITH(pull_stage, int64_t, x, call, iter_t **, stage)
{
        uint64_t item = 0;
        (void)x;
        (void)call;
        CHECK_STATUS(iter_next(*stage, ITER_INTO(uint64_t, &item)), ITER_ERROR);
        CHECK_CODE(iter_close(*stage, NULL), ITER_E_BUSY);
        return 0;
}

TEST(foreach_survives_a_function_that_pulls_and_closes_its_own_stage)
{
        iter_t *stage = NULL;
        uint64_t calls = 0;

        stage = iter_foreach_of(iter_range(0, 3, 1), pull_stage(&stage));
        if (CHECK_OK(iter_failure(stage, NULL)))
                CHECK_STATUS(iter_next(stage, ITER_INTO(uint64_t, &calls)), ITER_ITEM);
        CHECK_UINT(calls, 3);
        CHECK_OK(iter_close(stage, NULL));
}

ITER_EACH_FN_WITH(pull_lender, int64_t, x, call, iter_t *, lender)
{
        int64_t item = 0;
        (void)call;
        CHECK_STATUS(iter_next(lender, ITER_INTO(int64_t, &item)), ITER_ITEM);
        CHECK_INT(item, x + 1);
        return 0;
}

TEST(foreach_over_a_lender_shares_it_with_the_function)
{
        iter_t *it = iter_range(0, 6, 1);
        iter_t *stage = iter_foreach_of(iter_borrow(it), pull_lender(it));
        uint64_t calls = 0;

        CHECK_STATUS(iter_next(stage, ITER_INTO(uint64_t, &calls)), ITER_ITEM);
        CHECK_UINT(calls, 3);
        CHECK_OK(iter_close(stage, NULL));
        CHECK_OK(iter_close(it, NULL));
}
