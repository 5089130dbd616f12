/* SPDX-License-Identifier: MIT */
/* iter_count and iter_count_double. */
#include <float.h>
#include <math.h>

#include "sources.h"

TEST(count_goes_on_without_end)
{
        //! [iter_count]
        iter_t *it = iter_count(10, 5);
        int64_t sum = 0;

        ITER_FOREACH(int64_t, x, it) {
                sum += x; /* 10, 15, 20 */
                if (x == 20)
                        break;
        }
        CHECK(iter_bounds(it).infinite);
        CHECK_OK(iter_close(it, NULL));
        CHECK_INT(sum, 45);
        //! [iter_count]
}

TEST(count_with_an_allocator)
{
        //! [iter_count_in]
        iter_counter_t counter;
        iter_t *it;

        iter_counter_init(&counter, NULL, 0);
        it = iter_count_in(&counter.allocator, 0, 1);
        CHECK_UINT(counter.live, 1);
        CHECK(iter_bounds(it).infinite);
        CHECK_OK(iter_close(it, NULL));
        //! [iter_count_in]
}

TEST(count_downwards)
{
        iter_t *it = iter_count(1, -2);
        int64_t x = 0;

        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ITEM);
        CHECK_INT(x, 1);
        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ITEM);
        CHECK_INT(x, -1);
        CHECK_STATUS(iter_skip(it, 1000000, NULL), ITER_ITEM);
        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ITEM);
        CHECK_INT(x, -2000003);
        CHECK_OK(iter_close(it, NULL));
}

TEST(count_with_a_step_of_zero_is_constant_for_ever)
{
        iter_t *it = iter_count(5, 0);
        int64_t x = 0;
        int i;

        for (i = 0; i < 1000; i++) {
                x = 0;
                if (iter_next(it, ITER_INTO(int64_t, &x)) != ITER_ITEM || x != 5)
                        break;
        }
        CHECK_INT(i, 1000);
        CHECK_STATUS(iter_skip(it, UINT64_MAX, NULL), ITER_ITEM);
        CHECK_STATUS(iter_skip(it, UINT64_MAX, NULL), ITER_ITEM);
        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ITEM);
        CHECK_INT(x, 5);
        CHECK(iter_bounds(it).infinite);
        CHECK_OK(iter_close(it, NULL));
}

TEST(count_fails_after_the_largest_value_and_does_not_wrap)
{
        iter_error_t err;
        iter_t *it = iter_count(INT64_MAX - 1, 1);
        int64_t x = 0;

        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ITEM);
        CHECK_INT(x, INT64_MAX - 1);
        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ITEM);
        CHECK_INT(x, INT64_MAX);
        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ERROR);
        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ERROR);
        CHECK_INT(x, INT64_MAX);
        CHECK_CODE(iter_close(it, &err), ITER_E_OVERFLOW);
        CHECK_UINT(err.index, 2);
        CHECK_STRING(
            err.message, "count: item 2: the value after 9223372036854775807 does not fit int64_t");
}

TEST(count_fails_after_the_smallest_value)
{
        iter_error_t err;
        iter_t *it = iter_count(0, INT64_MIN);
        int64_t x = 1;

        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ITEM);
        CHECK_INT(x, 0);
        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ITEM);
        CHECK_INT(x, INT64_MIN);
        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ERROR);
        CHECK_CODE(iter_close(it, &err), ITER_E_OVERFLOW);
        CHECK_CONTAINS(err.message, "the value after -9223372036854775808 ");
}

TEST(count_fails_where_a_step_would_cross_the_end)
{
        iter_error_t err;
        iter_t *it = iter_count(INT64_MAX - 5, 3);
        uint64_t skipped = 0;

        CHECK_STATUS(iter_skip(it, 10, &skipped), ITER_ERROR);
        CHECK_UINT(skipped, 2);
        CHECK_CODE(iter_close(it, &err), ITER_E_OVERFLOW);
        CHECK_CONTAINS(err.message, "the value after 9223372036854775805 ");
}

TEST(count_from_the_smallest_value_has_2_to_the_64_items)
{
        iter_error_t err;
        iter_t *it = iter_count(INT64_MIN, 1);
        int64_t x = 0;

        CHECK_STATUS(iter_skip(it, UINT64_MAX, NULL), ITER_ITEM);
        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ITEM);
        CHECK_INT(x, INT64_MAX);
        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ERROR);
        CHECK_CODE(iter_close(it, &err), ITER_E_OVERFLOW);
        CHECK_UINT(err.index, UINT64_MAX);
}

TEST(count_is_refused_where_an_end_is_needed)
{
        int64_t sum = 0;

        CHECK_CODE(iter_sum_i64(iter_count(0, 1), &sum, NULL), ITER_E_INFINITE);
}

/* Of floating numbers. */

TEST(count_of_doubles_multiplies_and_does_not_accumulate)
{
        //! [iter_count_double]
        iter_t *it = iter_count_double(0, 0.1);
        double x = 0;

        CHECK_STATUS(iter_skip(it, 1000000, NULL), ITER_ITEM);
        CHECK_STATUS(iter_next(it, ITER_INTO(double, &x)), ITER_ITEM);
        CHECK_REAL(x, 100000); /* a million additions of 0.1 give 100000.00000133288 */
        CHECK(iter_bounds(it).infinite);
        CHECK_OK(iter_close(it, NULL));
        //! [iter_count_double]
}

TEST(count_of_doubles_with_an_allocator)
{
        //! [iter_count_double_in]
        iter_counter_t counter;
        iter_t *it;

        iter_counter_init(&counter, NULL, 0);
        it = iter_count_double_in(&counter.allocator, 0, 1);
        CHECK_UINT(counter.live, 1);
        CHECK(iter_bounds(it).infinite);
        CHECK_OK(iter_close(it, NULL));
        //! [iter_count_double_in]
}

TEST(count_of_doubles_begins_as_in_python)
{
        iter_t *it = iter_count_double(0.1, 0.1);
        double x = 0;

        CHECK_STATUS(iter_next(it, ITER_INTO(double, &x)), ITER_ITEM);
        CHECK_REAL(x, 0.1);
        CHECK_STATUS(iter_next(it, ITER_INTO(double, &x)), ITER_ITEM);
        CHECK_REAL(x, 0.2);
        CHECK_STATUS(iter_next(it, ITER_INTO(double, &x)), ITER_ITEM);
        CHECK_REAL(x, 0.30000000000000004);
        CHECK_OK(iter_close(it, NULL));
}

TEST(count_of_doubles_with_a_step_of_zero_is_constant_for_ever)
{
        iter_t *it = iter_count_double(2.5, 0);
        double x = 0;

        CHECK_STATUS(iter_next(it, ITER_INTO(double, &x)), ITER_ITEM);
        CHECK_REAL(x, 2.5);
        CHECK_STATUS(iter_skip(it, UINT64_MAX, NULL), ITER_ITEM);
        CHECK_STATUS(iter_skip(it, UINT64_MAX, NULL), ITER_ITEM);
        CHECK_STATUS(iter_next(it, ITER_INTO(double, &x)), ITER_ITEM);
        CHECK_REAL(x, 2.5);
        CHECK_OK(iter_close(it, NULL));
}

TEST(count_of_doubles_fails_after_the_last_value_that_fits)
{
        iter_error_t err;
        iter_t *it = iter_count_double(-1e308, 1e308);
        double x = 0;

        CHECK_STATUS(iter_skip(it, 2, NULL), ITER_ITEM);
        CHECK_STATUS(iter_next(it, ITER_INTO(double, &x)), ITER_ITEM);
        CHECK_REAL(x, 1e308); /* though the product, 2e308, would not fit */
        CHECK_STATUS(iter_next(it, ITER_INTO(double, &x)), ITER_ERROR);
        CHECK_CODE(iter_close(it, &err), ITER_E_OVERFLOW);
        CHECK_STRING(err.message, "count: item 3: the value after 1e+308 does not fit double");
}

TEST(count_of_doubles_fails_downwards)
{
        iter_t *it = iter_count_double(0, -DBL_MAX);
        double x = 0;

        CHECK_STATUS(iter_skip(it, 1, NULL), ITER_ITEM);
        CHECK_STATUS(iter_next(it, ITER_INTO(double, &x)), ITER_ITEM);
        CHECK_REAL(x, -DBL_MAX);
        CHECK_STATUS(iter_next(it, ITER_INTO(double, &x)), ITER_ERROR);
        CHECK_CODE(iter_close(it, NULL), ITER_E_OVERFLOW);
}

TEST(count_of_doubles_rounds_the_number_of_an_item_only_where_it_must)
{
        /* 2^53 is the first integer whose successor is not a double. */
        iter_t *it = iter_count_double(0, 1);
        double x = 0;

        CHECK_STATUS(iter_skip(it, (UINT64_C(1) << 53) - 1, NULL), ITER_ITEM);
        CHECK_STATUS(iter_next(it, ITER_INTO(double, &x)), ITER_ITEM);
        CHECK_REAL(x, 9007199254740991);
        CHECK_STATUS(iter_next(it, ITER_INTO(double, &x)), ITER_ITEM);
        CHECK_REAL(x, 9007199254740992);
        CHECK_STATUS(iter_next(it, ITER_INTO(double, &x)), ITER_ITEM);
        CHECK_REAL(x, 9007199254740992);
        CHECK_STATUS(iter_next(it, ITER_INTO(double, &x)), ITER_ITEM);
        CHECK_REAL(x, 9007199254740994);
        CHECK_STATUS(iter_skip(it, 1000, NULL), ITER_ITEM);
        CHECK_STATUS(iter_next(it, ITER_INTO(double, &x)), ITER_ITEM);
        CHECK_REAL(x, 9007199254741996); /* item 2^53 + 1003 is rounded to even */
        CHECK_OK(iter_close(it, NULL));
}

TEST(count_of_doubles_ends_its_numbers_with_an_error)
{
        iter_t *it = iter_count_double(0, 1);
        double x = 0;

        CHECK_STATUS(iter_skip(it, UINT64_MAX, NULL), ITER_ITEM);
        CHECK_STATUS(iter_next(it, ITER_INTO(double, &x)), ITER_ERROR);
        CHECK_CODE(iter_close(it, NULL), ITER_E_OVERFLOW);
}

TEST(count_of_doubles_refuses_what_is_not_finite)
{
        iter_error_t err;

        CHECK_CODE(iter_close(iter_count_double((double)NAN, 1), &err), ITER_E_ARGUMENT);
        CHECK_CONTAINS(err.message, "must be finite");
        CHECK_CODE(iter_close(iter_count_double(0, (double)NAN), NULL), ITER_E_ARGUMENT);
        CHECK_CODE(iter_close(iter_count_double(HUGE_VAL, 1), NULL), ITER_E_ARGUMENT);
        CHECK_CODE(iter_close(iter_count_double(0, -HUGE_VAL), NULL), ITER_E_ARGUMENT);
}
