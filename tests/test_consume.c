/* SPDX-License-Identifier: MIT */
#include "sources.h"

TEST(consume_takes_n_items_and_leaves_the_rest)
{
        //! [iter_consume]
        iter_t *it = iter_range(0, 6, 1);

        CHECK_OK(iter_consume(iter_borrow(it), 4, NULL));
        CHECK_INT64S(it, 4, 5);
        CHECK_OK(iter_close(it, NULL));
        //! [iter_consume]
}

TEST(consume_as_a_stage_gives_the_number)
{
        //! [iter_consume_of]
        iter_t *it = iter_consume_of(iter_range(0, 6, 1), ITER_ALL);
        uint64_t n = 0;

        CHECK_STATUS(iter_next(it, ITER_INTO(uint64_t, &n)), ITER_ITEM);
        CHECK_UINT(n, 6);
        CHECK_OK(iter_close(it, NULL));
        //! [iter_consume_of]
}

TEST(consume_of_more_than_there_are_is_no_error)
{
        iter_t *it = iter_consume_of(iter_range(0, 6, 1), 10);
        uint64_t n = 0;

        CHECK_STATUS(iter_next(it, ITER_INTO(uint64_t, &n)), ITER_ITEM);
        CHECK_UINT(n, 6);
        CHECK_OK(iter_close(it, NULL));
}

TEST(consume_of_none_pulls_nothing)
{
        iter_t *it = test_poison(NULL, 0);

        CHECK_OK(iter_consume(iter_borrow(it), 0, NULL));
        CHECK_OK(iter_close(it, NULL));
}

TEST(consume_pulls_nothing_behind_the_last_item)
{
        static const int64_t items[] = { 1, 2, 3 };
        uint64_t pulled = 0;
        iter_t *it = test_trace(test_poison(items, 3), &pulled);

        CHECK_OK(iter_consume(iter_borrow(it), 3, NULL));
        CHECK_UINT(pulled, 3);
        CHECK_OK(iter_close(it, NULL));
}

TEST(consume_some_of_an_infinite_source)
{
        iter_t *it = iter_count(0, 1);
        int64_t x = 0;

        CHECK_OK(iter_consume(iter_borrow(it), UINT64_C(1) << 40, NULL));
        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ITEM);
        CHECK_INT(x, INT64_C(1) << 40);
        CHECK_OK(iter_close(it, NULL));
}

TEST(consume_all_refuses_an_infinite_source)
{
        iter_error_t error;

        CHECK_CODE(iter_consume(iter_count(0, 1), ITER_ALL, &error), ITER_E_INFINITE);
        CHECK_STRING(error.message, "consume: the source has no end");
}

TEST(consume_all_takes_more_items_than_can_be_counted)
{
        iter_t *it =
            iter_consume_of(ITER_RANGE_THROUGH(int64_t, INT64_MIN, INT64_MAX, 1), ITER_ALL);
        uint64_t n = 0;

        CHECK_STATUS(iter_next(it, ITER_INTO(uint64_t, &n)), ITER_ITEM);
        CHECK_UINT(n, UINT64_MAX);
        CHECK_OK(iter_close(it, NULL));
}

TEST(consume_runs_the_effects_of_the_items)
{
        uint64_t pulled = 0;

        CHECK_OK(iter_consume(test_trace(iter_range(0, 9, 1), &pulled), ITER_ALL, NULL));
        CHECK_UINT(pulled, 9);
}

TEST(consume_again_with_another_number_starts_anew)
{
        iter_t *it = test_stutter(iter_range(0, 100, 1), 1);
        uint64_t n = 0;
        iter_t *rest;
        int code;

        if (!CHECK_CODE(iter_consume(it, 50, NULL), ITER_E_PENDING))
                return;
        do
                code = iter_consume(iter_borrow(it), 10, NULL);
        while (code == ITER_E_PENDING);
        CHECK_OK(code);
        rest = iter_ilen_of(it);
        while (iter_next(rest, ITER_INTO(uint64_t, &n)) == ITER_PENDING)
                continue;
        CHECK_UINT(n, 90);
        CHECK_OK(iter_close(rest, NULL));
}
