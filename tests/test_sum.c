/* SPDX-License-Identifier: MIT */
#include <math.h>

#include "sources.h"

#define SUM_I64(T, ...)                       \
        (int64_t) sum_i64_of_array(ITER_SPAN( \
            T, ((const T[]){ __VA_ARGS__ }), sizeof((const T[]){ __VA_ARGS__ }) / sizeof(T)))

static int64_t sum_i64_of_array(iter_span_t span)
{
        int64_t sum = -1;
        CHECK_OK(iter_sum_i64(iter_array(span), &sum, NULL));
        return sum;
}

static double sum_of_doubles(const double *items, size_t n)
{
        double sum = -1;
        CHECK_OK(iter_sum_double(iter_array(ITER_SPAN(double, items, n)), &sum, NULL));
        return sum;
}

TEST(sum_of_integers)
{
        //! [iter_sum_i64]
        int64_t sum = 0;
        iter_error_t error;

        CHECK_OK(iter_sum_i64(iter_range(0, 101, 1), &sum, &error));
        CHECK_INT(sum, 5050);
        //! [iter_sum_i64]
}

TEST(sum_of_integers_as_a_stage)
{
        //! [iter_sum_i64_of]
        iter_t *it = iter_sum_i64_of(iter_range(0, 101, 1));
        int64_t sum = 0;

        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &sum)), ITER_ITEM);
        CHECK_INT(sum, 5050);
        CHECK_NO_ITEMS(int64_t, it);
        CHECK_OK(iter_close(it, NULL));
        //! [iter_sum_i64_of]
}

TEST(sum_of_unsigned_integers)
{
        //! [iter_sum_u64]
        static const uint64_t sizes[] = { UINT64_C(0x8000000000000000), 5 };
        uint64_t sum = 0;

        CHECK_OK(iter_sum_u64(iter_array(ITER_ARRAY(uint64_t, sizes)), &sum, NULL));
        CHECK_UINT(sum, UINT64_C(0x8000000000000005));
        //! [iter_sum_u64]
}

TEST(sum_of_unsigned_integers_as_a_stage)
{
        //! [iter_sum_u64_of]
        iter_t *it = iter_sum_u64_of(ITER_RANGE(uint8_t, 0, 255, 1));
        uint64_t sum = 0;

        CHECK_STATUS(iter_next(it, ITER_INTO(uint64_t, &sum)), ITER_ITEM);
        CHECK_UINT(sum, 32385);
        CHECK_OK(iter_close(it, NULL));
        //! [iter_sum_u64_of]
}

TEST(sum_of_no_integers_is_zero)
{
        int64_t sum = 7;
        uint64_t total = 7;

        CHECK_OK(iter_sum_i64(iter_range(0, 0, 1), &sum, NULL));
        CHECK_INT(sum, 0);
        CHECK_OK(iter_sum_u64(iter_range(0, 0, 1), &total, NULL));
        CHECK_UINT(total, 0);
}

TEST(sum_takes_integers_of_any_width_and_sign)
{
        CHECK_INT(SUM_I64(int8_t, -128, -128, 127), -129);
        CHECK_INT(SUM_I64(uint8_t, 255, 255), 510);
        CHECK_INT(SUM_I64(int16_t, -32768, -32768, 1), -65535);
        CHECK_INT(SUM_I64(uint16_t, 65535, 65535), 131070);
        CHECK_INT(SUM_I64(int32_t, INT32_MIN, INT32_MIN, 1), -4294967295);
        CHECK_INT(SUM_I64(uint32_t, UINT32_MAX, UINT32_MAX), 8589934590);
        CHECK_INT(SUM_I64(int64_t, INT64_MIN, INT64_MAX), -1);
        CHECK_INT(SUM_I64(uint64_t, 1, 2, 3), 6);
        CHECK_INT(SUM_I64(size_t, 1, 2, 3), 6);
}

TEST(sum_of_truth_values_counts_the_true_ones)
{
        CHECK_INT(SUM_I64(bool, true, false, true, true), 3);
}

TEST(sum_of_many_narrow_items_of_both_signs)
{
        int64_t sum = 0;

        CHECK_OK(iter_sum_i64(ITER_RANGE(int32_t, -3000000, 1000000, 1), &sum, NULL));
        CHECK_INT(sum, -4000002000000);
        CHECK_OK(iter_sum_i64(ITER_RANGE(int64_t, -3000000, 1000000, 1), &sum, NULL));
        CHECK_INT(sum, -4000002000000);
}

/* Python: sum([2**63-1, 2**63-1, -2**63, -2**63]) == -2 */
TEST(sum_may_leave_the_range_and_come_back)
{
        CHECK_INT(SUM_I64(int64_t, INT64_MAX, INT64_MAX, INT64_MIN, INT64_MIN), -2);
        CHECK_INT(SUM_I64(int64_t, INT64_MIN, -1, 1), INT64_MIN);
        CHECK_INT(SUM_I64(int64_t, INT64_MAX, 1, -1), INT64_MAX);
}

TEST(sum_that_does_not_fit_is_an_overflow)
{
        static const int64_t above[] = { INT64_MAX, 1 };
        static const int64_t below[] = { INT64_MIN, -1 };
        static const uint64_t far_above[] = { UINT64_MAX, UINT64_MAX };
        static const uint64_t just_above[] = { UINT64_C(1) << 63 };
        int64_t sum = 7;
        iter_error_t error;

        CHECK_CODE(
            iter_sum_i64(iter_array(ITER_ARRAY(int64_t, above)), &sum, &error), ITER_E_OVERFLOW);
        CHECK_STRING(error.message, "sum: the sum does not fit an int64_t");
        CHECK_CODE(
            iter_sum_i64(iter_array(ITER_ARRAY(int64_t, below)), &sum, NULL), ITER_E_OVERFLOW);
        CHECK_CODE(
            iter_sum_i64(iter_array(ITER_ARRAY(uint64_t, far_above)), &sum, NULL), ITER_E_OVERFLOW);
        CHECK_CODE(iter_sum_i64(iter_array(ITER_ARRAY(uint64_t, just_above)), &sum, NULL),
            ITER_E_OVERFLOW);
        CHECK_INT(sum, 7);
}

TEST(sum_of_unsigned_integers_that_does_not_fit_is_an_overflow)
{
        static const uint64_t above[] = { UINT64_MAX, 1 };
        static const int64_t below[] = { 1, -2 };
        static const int64_t back[] = { -2, 1, 1 };
        uint64_t sum = 7;
        iter_error_t error;

        CHECK_CODE(
            iter_sum_u64(iter_array(ITER_ARRAY(uint64_t, above)), &sum, &error), ITER_E_OVERFLOW);
        CHECK_STRING(error.message, "sum: the sum does not fit a uint64_t");
        CHECK_CODE(
            iter_sum_u64(iter_array(ITER_ARRAY(int64_t, below)), &sum, NULL), ITER_E_OVERFLOW);
        CHECK_UINT(sum, 7);
        CHECK_OK(iter_sum_u64(iter_array(ITER_ARRAY(int64_t, back)), &sum, NULL));
        CHECK_UINT(sum, 0);
}

TEST(sum_is_exact_for_random_numbers)
{
        int64_t items[1000];
        uint64_t random = 1;
        int64_t expected = 0;
        size_t i;

        for (i = 0; i < 1000; i++) {
                items[i] = (int64_t)(test_random(&random) >> (random % 20)) / 4096 *
                    (random % 2 == 0 ? 1 : -1);
                expected += items[i];
        }
        CHECK_INT(sum_i64_of_array(ITER_ARRAY(int64_t, items)), expected);
}

TEST(sum_refuses_what_is_no_integer)
{
        static const double real[] = { 1 };
        int64_t sum = 7;
        uint64_t total = 7;
        iter_error_t error;

        CHECK_CODE(iter_sum_i64(iter_array(ITER_ARRAY(double, real)), &sum, &error), ITER_E_TYPE);
        CHECK_STRING(error.message, "sum: takes integers, the source gives items of type double");
        CHECK_CODE(iter_sum_u64(iter_strings(NULL, 0), &total, NULL), ITER_E_TYPE);
        CHECK_INT(sum, 7);
}

TEST(sum_of_floating_point_numbers_is_compensated)
{
        //! [iter_sum_double]
        static const double tenths[] = { .1, .1, .1, .1, .1, .1, .1, .1, .1, .1 };
        double sum = 0;

        CHECK_OK(iter_sum_double(iter_array(ITER_ARRAY(double, tenths)), &sum, NULL));
        CHECK_REAL(sum, 1.0); /* a plain loop gives 0.9999999999999999 */
        //! [iter_sum_double]
}

TEST(sum_of_floating_point_numbers_as_a_stage)
{
        //! [iter_sum_double_of]
        static const double items[] = { 1e100, 1, -1e100 };
        iter_t *it = iter_sum_double_of(iter_array(ITER_ARRAY(double, items)));
        double sum = 0;

        CHECK_STATUS(iter_next(it, ITER_INTO(double, &sum)), ITER_ITEM);
        CHECK_REAL(sum, 1);
        CHECK_OK(iter_close(it, NULL));
        //! [iter_sum_double_of]
}

/* CPython 3.12 and later: sum([]) == 0, sum([-0.0]) == 0.0 */
TEST(sum_of_no_floating_point_numbers_is_zero_without_a_sign)
{
        static const double zeros[] = { -0.0, -0.0 };
        double sum = sum_of_doubles(zeros, 0);

        CHECK_REAL(sum, 0);
        CHECK(!signbit(sum));
        sum = sum_of_doubles(zeros, 2);
        CHECK_REAL(sum, 0);
        CHECK(!signbit(sum));
}

TEST(sum_of_floats_widens_each)
{
        static const float items[] = { 0.1f, 0.2f };
        double sum = 0;

        CHECK_OK(iter_sum_double(iter_array(ITER_ARRAY(float, items)), &sum, NULL));
        CHECK_REAL(sum, (double)0.1f + (double)0.2f);
}

/* As CPython: the compensation of an infinite sum is ignored. */
TEST(sum_of_infinities)
{
        static const double one[] = { 1, INFINITY, 2, 3 };
        static const double first[] = { INFINITY, 1 };
        static const double both[] = { INFINITY, -INFINITY };
        static const double overflowed[] = { 1e308, 1e308 };
        static const double under[] = { -1e308, -1e308, 1 };
        static const double none[] = { 1, NAN, 2 };

        CHECK_REAL(sum_of_doubles(one, 4), INFINITY);
        CHECK_REAL(sum_of_doubles(first, 2), INFINITY);
        CHECK_REAL(sum_of_doubles(both, 2), NAN);
        CHECK_REAL(sum_of_doubles(overflowed, 2), INFINITY);
        CHECK_REAL(sum_of_doubles(under, 3), -INFINITY);
        CHECK_REAL(sum_of_doubles(none, 3), NAN);
}

TEST(sum_of_floating_point_numbers_refuses_others)
{
        double sum = 7;
        iter_error_t error;

        CHECK_CODE(iter_sum_double(iter_range(0, 3, 1), &sum, &error), ITER_E_TYPE);
        CHECK_STRING(
            error.message, "sum: takes double or float, the source gives items of type int64_t");
        CHECK_REAL(sum, 7);
}

/* The same numbers as the dynamic type of another language would describe them. */
TEST(sum_knows_a_number_by_the_name_of_its_type)
{
        static const iter_type_t type = { "int16_t", 2, 2, NULL, 0, false, NULL, NULL, NULL, NULL,
                NULL };
        static const int16_t items[] = { -1, 3 };
        iter_span_t span = { items, 2, &type };
        int64_t sum = 0;

        CHECK_OK(iter_sum_i64(iter_array(span), &sum, NULL));
        CHECK_INT(sum, 2);
}
