/* SPDX-License-Identifier: MIT */
#include "sources.h"

ITER_FILTER_FN(is_odd, int64_t, x)
{
        return x % 2 != 0;
}

TEST(ilen_counts_items)
{
        //! [iter_ilen]
        uint64_t n = 0;

        CHECK_OK(iter_ilen(iter_filter(iter_range(0, 1000, 1), is_odd), &n, NULL));
        CHECK_UINT(n, 500);
        //! [iter_ilen]
}

TEST(ilen_as_a_stage)
{
        //! [iter_ilen_of]
        iter_t *it = iter_ilen_of(iter_range(0, 1000, 3));
        uint64_t n = 0;

        CHECK_STATUS(iter_next(it, ITER_INTO(uint64_t, &n)), ITER_ITEM);
        CHECK_UINT(n, 334);
        CHECK_OK(iter_close(it, NULL));
        //! [iter_ilen_of]
}

TEST(ilen_of_nothing_is_zero)
{
        uint64_t n = 7;

        CHECK_OK(iter_ilen(iter_range(0, 0, 1), &n, NULL));
        CHECK_UINT(n, 0);
}

TEST(ilen_does_not_walk_over_a_source_that_skips)
{
        uint64_t n = 0;

        CHECK_OK(iter_ilen(iter_range(0, INT64_MAX, 1), &n, NULL));
        CHECK_UINT(n, INT64_MAX);
}

TEST(ilen_counts_up_to_the_last_number)
{
        uint64_t n = 0;

        CHECK_OK(iter_ilen(ITER_RANGE_THROUGH(int64_t, INT64_MIN, INT64_MAX - 1, 1), &n, NULL));
        CHECK_UINT(n, UINT64_MAX);
}

TEST(ilen_of_more_items_than_can_be_counted_is_an_overflow)
{
        uint64_t n = 7;
        iter_error_t error;

        CHECK_CODE(iter_ilen(ITER_RANGE_THROUGH(int64_t, INT64_MIN, INT64_MAX, 1), &n, &error),
            ITER_E_OVERFLOW);
        CHECK_STRING(error.message, "ilen: more items than a uint64_t can count");
        CHECK_UINT(n, 7);
}

TEST(ilen_leaves_its_place_alone_on_an_error)
{
        static const int64_t items[] = { 1, 2 };
        uint64_t n = 7;

        CHECK_CODE(iter_ilen(test_fails_after(items, 2, ITER_E_IO), &n, NULL), ITER_E_IO);
        CHECK_UINT(n, 7);
}
