/* SPDX-License-Identifier: MIT */
#include <math.h>

#include "sources.h"

#define PROD(T, code_expected, ...)                                        \
        prod_of_array(ITER_SPAN(T, ((const T[]){ __VA_ARGS__ }),           \
                          sizeof((const T[]){ __VA_ARGS__ }) / sizeof(T)), \
            (code_expected))

static int64_t prod_of_array(iter_span_t span, int expected)
{
        int64_t product = 7;
        CHECK_CODE(iter_prod_i64(iter_array(span), &product, NULL), expected);
        return product;
}

TEST(prod_multiplies_integers)
{
        //! [iter_prod_i64]
        int64_t product = 0;
        iter_error_t error;

        CHECK_OK(iter_prod_i64(iter_range(1, 21, 1), &product, &error));
        CHECK_INT(product, 2432902008176640000); /* 20! */
        CHECK_CODE(iter_prod_i64(iter_range(1, 22, 1), &product, &error), ITER_E_OVERFLOW);
        CHECK_STRING(error.message, "prod: the product does not fit an int64_t");
        //! [iter_prod_i64]
}

TEST(prod_as_a_stage)
{
        //! [iter_prod_i64_of]
        iter_t *it = iter_prod_i64_of(iter_range(1, 6, 1));
        int64_t product = 0;

        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &product)), ITER_ITEM);
        CHECK_INT(product, 120);
        CHECK_OK(iter_close(it, NULL));
        //! [iter_prod_i64_of]
}

TEST(prod_of_unsigned_integers)
{
        //! [iter_prod_u64]
        static const uint64_t items[] = { UINT64_C(1) << 62, 3 };
        uint64_t product = 0;

        CHECK_OK(iter_prod_u64(iter_array(ITER_ARRAY(uint64_t, items)), &product, NULL));
        CHECK_UINT(product, UINT64_C(3) << 62);
        //! [iter_prod_u64]
}

TEST(prod_of_unsigned_integers_as_a_stage)
{
        //! [iter_prod_u64_of]
        iter_t *it = iter_prod_u64_of(ITER_RANGE(uint8_t, 1, 5, 1));
        uint64_t product = 0;

        CHECK_STATUS(iter_next(it, ITER_INTO(uint64_t, &product)), ITER_ITEM);
        CHECK_UINT(product, 24);
        CHECK_OK(iter_close(it, NULL));
        //! [iter_prod_u64_of]
}

TEST(prod_of_nothing_is_one)
{
        int64_t product = 7;
        uint64_t positive = 7;
        double real = 7;

        CHECK_OK(iter_prod_i64(iter_range(0, 0, 1), &product, NULL));
        CHECK_INT(product, 1);
        CHECK_OK(iter_prod_u64(iter_range(0, 0, 1), &positive, NULL));
        CHECK_UINT(positive, 1);
        CHECK_OK(iter_prod_double(iter_empty(ITER_TYPE(double)), &real, NULL));
        CHECK_REAL(real, 1);
}

TEST(prod_takes_integers_of_any_width_and_sign)
{
        CHECK_INT(PROD(int8_t, 0, -128, -128), 16384);
        CHECK_INT(PROD(uint8_t, 0, 255, 255), 65025);
        CHECK_INT(PROD(int16_t, 0, -32768, 2), -65536);
        CHECK_INT(PROD(uint16_t, 0, 65535, 65535), 4294836225);
        CHECK_INT(PROD(int32_t, 0, INT32_MIN, -1), 2147483648);
        CHECK_INT(PROD(uint32_t, 0, UINT32_MAX, 2), 8589934590);
        CHECK_INT(PROD(uint64_t, 0, 3, 4), 12);
        CHECK_INT(PROD(bool, 0, true, true), 1);
}

TEST(prod_reaches_both_ends_of_the_range)
{
        CHECK_INT(PROD(int64_t, 0, INT64_MIN), INT64_MIN);
        CHECK_INT(PROD(int64_t, 0, INT64_MAX, -1), -INT64_MAX);
        PROD(int64_t, ITER_E_OVERFLOW, INT64_MIN, -1);
}

/* Python: math.prod([2**62, 2, -1]) == -2**63, which fits, though 2**63 does not. */
TEST(prod_may_leave_the_range_and_come_back)
{
        CHECK_INT(PROD(int64_t, 0, INT64_C(1) << 62, 2, -1), INT64_MIN);
        CHECK_INT(PROD(int64_t, 0, INT64_MAX, INT64_MAX, 0, INT64_MAX), 0);
        CHECK_INT(PROD(int64_t, 0, 0, -5), 0);
}

TEST(prod_of_unsigned_integers_that_does_not_fit_is_an_overflow)
{
        static const int64_t below[] = { -3, 2 };
        static const int64_t back[] = { -3, -2 };
        static const int64_t nothing[] = { -3, 0 };
        static const uint64_t above[] = { UINT64_MAX, 2 };
        uint64_t product = 7;
        iter_error_t error;

        CHECK_CODE(iter_prod_u64(iter_array(ITER_ARRAY(int64_t, below)), &product, &error),
            ITER_E_OVERFLOW);
        CHECK_STRING(error.message, "prod: the product does not fit a uint64_t");
        CHECK_CODE(iter_prod_u64(iter_array(ITER_ARRAY(uint64_t, above)), &product, NULL),
            ITER_E_OVERFLOW);
        CHECK_UINT(product, 7);
        CHECK_OK(iter_prod_u64(iter_array(ITER_ARRAY(int64_t, back)), &product, NULL));
        CHECK_UINT(product, 6);
        CHECK_OK(iter_prod_u64(iter_array(ITER_ARRAY(int64_t, nothing)), &product, NULL));
        CHECK_UINT(product, 0);
}

TEST(prod_of_floating_point_numbers)
{
        //! [iter_prod_double]
        static const double factors[] = { 0.5, 3, -4 };
        double product = 0;

        CHECK_OK(iter_prod_double(iter_array(ITER_ARRAY(double, factors)), &product, NULL));
        CHECK_REAL(product, -6);
        //! [iter_prod_double]
}

TEST(prod_of_floating_point_numbers_as_a_stage)
{
        //! [iter_prod_double_of]
        static const float factors[] = { 0.5f, 3, -4 };
        iter_t *it = iter_prod_double_of(iter_array(ITER_ARRAY(float, factors)));
        double product = 0;

        CHECK_STATUS(iter_next(it, ITER_INTO(double, &product)), ITER_ITEM);
        CHECK_REAL(product, -6);
        CHECK_OK(iter_close(it, NULL));
        //! [iter_prod_double_of]
}

TEST(prod_of_floating_point_numbers_knows_infinity_and_nan)
{
        static const double items[] = { 1e200, 1e200, 0 };
        double product = 0;

        CHECK_OK(iter_prod_double(iter_array(ITER_SPAN(double, items, 2)), &product, NULL));
        CHECK_REAL(product, INFINITY);
        CHECK_OK(iter_prod_double(iter_array(ITER_SPAN(double, items, 3)), &product, NULL));
        CHECK_REAL(product, NAN);
}

TEST(prod_refuses_other_types)
{
        int64_t product = 7;
        double real = 7;
        iter_error_t error;

        CHECK_CODE(iter_prod_i64(iter_empty(ITER_TYPE(double)), &product, &error), ITER_E_TYPE);
        CHECK_STRING(error.message, "prod: takes integers, the source gives items of type double");
        CHECK_CODE(iter_prod_double(iter_range(0, 3, 1), &real, &error), ITER_E_TYPE);
        CHECK_STRING(
            error.message, "prod: takes double or float, the source gives items of type int64_t");
        CHECK_INT(product, 7);
        CHECK_REAL(real, 7);
}
