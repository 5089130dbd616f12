/* SPDX-License-Identifier: MIT */
/* Arrays by pointer, side by side and strided. */
#include "sources.h"

typedef struct {
        double x, y;
        char name[8];
} point;

ITER_STRUCT_TYPE(point);

TEST(array_yields_its_items)
{
        //! [iter_array]
        const int64_t primes[] = { 2, 3, 5, 7 };
        iter_t *it = iter_array(ITER_ARRAY(int64_t, primes));

        CHECK_UINT(iter_bounds(it).low, 4);
        CHECK_INT64S(it, 2, 3, 5, 7);
        CHECK_OK(iter_close(it, NULL));
        //! [iter_array]
}

TEST(array_with_an_allocator)
{
        //! [iter_array_in]
        const int64_t primes[] = { 2, 3, 5, 7 };
        iter_counter_t counter;
        iter_t *it;

        iter_counter_init(&counter, NULL, 0);
        it = iter_array_in(&counter.allocator, ITER_ARRAY(int64_t, primes));
        CHECK_UINT(counter.live, 1);
        CHECK_INT64S(it, 2, 3, 5, 7);
        CHECK_OK(iter_close(it, NULL));
        //! [iter_array_in]
}

TEST(array_by_pointer_and_number)
{
        //! [ITER_SPAN]
        const int64_t primes[] = { 2, 3, 5, 7 };
        const int64_t *second = &primes[1];
        iter_t *it = iter_array(ITER_SPAN(int64_t, second, 2));

        CHECK_INT64S(it, 3, 5);
        CHECK_OK(iter_close(it, NULL));
        //! [ITER_SPAN]
}

TEST(array_lends_its_items_where_they_lie)
{
        const point points[] = { { 1, 2, "a" }, { 3, 4, "b" } };
        iter_t *it = iter_array(ITER_ARRAY(point, points));
        const point *expected = points;

        ITER_FOREACH_REF(point, p, it) {
                CHECK(p == expected);
                expected++;
        }
        CHECK(expected == points + 2 || iter_failure(it, NULL) != 0);
        CHECK_OK(iter_close(it, NULL));
}

TEST(array_of_no_items)
{
        int64_t one = 1;
        iter_t *nowhere = iter_array(ITER_SPAN(int64_t, (const int64_t *)NULL, 0));
        iter_t *somewhere = iter_array(ITER_SPAN(int64_t, &one, 0));

        CHECK_UINT(iter_bounds(nowhere).high, 0);
        CHECK_NO_ITEMS(int64_t, nowhere);
        CHECK_NO_ITEMS(int64_t, somewhere);
        CHECK_OK(iter_close(nowhere, NULL));
        CHECK_OK(iter_close(somewhere, NULL));
}

TEST(array_skips_in_constant_time)
{
        static const int64_t items[1000] = { [999] = 9 };
        iter_t *it = iter_array(ITER_ARRAY(int64_t, items));
        uint64_t skipped = 0;

        CHECK_STATUS(iter_skip(it, 999, NULL), ITER_ITEM);
        CHECK_UINT(iter_bounds(it).low, 1);
        CHECK_INT64S(it, 9);
        CHECK_STATUS(iter_skip(it, 1, &skipped), ITER_END);
        CHECK_UINT(skipped, 0);
        CHECK_OK(iter_close(it, NULL));
}

TEST(array_skips_past_its_end)
{
        const int64_t items[] = { 1, 2, 3 };
        iter_t *it = iter_array(ITER_ARRAY(int64_t, items));
        uint64_t skipped = 0;

        CHECK_STATUS(iter_skip(it, UINT64_MAX, &skipped), ITER_END);
        CHECK_UINT(skipped, 3);
        CHECK_OK(iter_close(it, NULL));
}

TEST(array_at_null_is_an_error)
{
        iter_error_t err;
        iter_t *it = iter_array(ITER_SPAN(int, (const int *)NULL, 3));

        CHECK_CODE(iter_close(it, &err), ITER_E_NULL);
        CHECK_STRING(err.message, "array: 3 items at NULL");
}

TEST(array_of_more_items_than_memory_can_hold_is_an_error)
{
        iter_error_t err;
        const int one = 1;

        CHECK_CODE(iter_close(iter_array(ITER_SPAN(int, &one, SIZE_MAX)), &err), ITER_E_ARGUMENT);
        CHECK_CONTAINS(err.message, "more than memory can hold");
        CHECK_CODE(iter_close(iter_array(ITER_SPAN(int, &one, SIZE_MAX / sizeof(int))), NULL),
            ITER_E_ARGUMENT);
}

TEST(array_of_no_type_is_an_error)
{
        const iter_span_t span = { "", 1, NULL };

        CHECK_CODE(iter_close(iter_array(span), NULL), ITER_E_TYPE);
        CHECK_CODE(iter_close(iter_array_strided(span, 1), NULL), ITER_E_TYPE);
}

TEST(array_strided_yields_a_member_of_each_struct)
{
        //! [iter_array_strided]
        const point points[] = { { 1, 10, "a" }, { 2, 20, "b" }, { 3, 30, "c" } };
        iter_t *it = iter_array_strided(ITER_SPAN(double, &points[0].y, 3), sizeof(point));
        double sum = 0;

        ITER_FOREACH(double, y, it)
                sum += y;
        CHECK_OK(iter_close(it, NULL));
        CHECK_REAL(sum, 60);
        //! [iter_array_strided]
}

TEST(array_strided_with_an_allocator)
{
        //! [iter_array_strided_in]
        const int64_t items[] = { 1, 0, 2, 0, 3 };
        iter_counter_t counter;
        iter_t *it;

        iter_counter_init(&counter, NULL, 0);
        it = iter_array_strided_in(
            &counter.allocator, ITER_SPAN(int64_t, items, 3), 2 * sizeof(int64_t));
        CHECK_UINT(counter.live, 1);
        CHECK_INT64S(it, 1, 2, 3);
        CHECK_OK(iter_close(it, NULL));
        //! [iter_array_strided_in]
}

TEST(array_strided_walks_backwards_with_a_negative_stride)
{
        const int64_t items[] = { 1, 2, 3, 4 };
        iter_t *it = iter_array_strided(ITER_ARRAY(int64_t, items), -(ptrdiff_t)sizeof(int64_t));

        CHECK_INT64S(it, 4, 3, 2, 1);
        CHECK_OK(iter_close(it, NULL));
}

TEST(array_strided_backwards_yields_the_same_items_as_forwards)
{
        const int64_t items[] = { 1, 0, 2, 0, 3 };
        iter_t *it =
            iter_array_strided(ITER_SPAN(int64_t, items, 3), -2 * (ptrdiff_t)sizeof(int64_t));

        CHECK_INT64S(it, 3, 2, 1);
        CHECK_OK(iter_close(it, NULL));
}

TEST(array_strided_with_a_stride_of_zero_repeats_an_item)
{
        const int64_t item = 5;
        iter_t *it = iter_array_strided(ITER_SPAN(int64_t, &item, 3), 0);

        CHECK_INT64S(it, 5, 5, 5);
        CHECK_OK(iter_close(it, NULL));
}

TEST(array_strided_takes_items_that_are_not_aligned)
{
        const unsigned char bytes[] = { 0xff, 1, 0, 0, 0, 0xff, 0xff, 2, 0, 0, 0, 0xff };
        const iter_span_t span = { bytes + 1, 2, ITER_TYPE(uint32_t) };
        iter_t *it = iter_array_strided(span, 6);
        uint32_t one = 0;
        uint32_t two = 0;
        const unsigned char expected[] = { 1, 0, 0, 0, 2, 0, 0, 0 };

        CHECK_STATUS(iter_next(it, ITER_INTO(uint32_t, &one)), ITER_ITEM);
        CHECK_STATUS(iter_next(it, ITER_INTO(uint32_t, &two)), ITER_ITEM);
        CHECK(memcmp(&one, expected, 4) == 0);
        CHECK(memcmp(&two, expected + 4, 4) == 0);
        CHECK_OK(iter_close(it, NULL));
}

/* Every size has a loop of its own, and there is one for all others: the first and the last byte of
 * each of more items than a block holds. */
#define STRIDED_SIZE(bytes)                                                                    \
        typedef struct {                                                                       \
                unsigned char b[bytes];                                                        \
        } item_of_##bytes;                                                                     \
        ITER_STRUCT_TYPE(item_of_##bytes);                                                     \
        TEST(array_strided_of_items_of_##bytes##_bytes)                                        \
        {                                                                                      \
                static struct {                                                                \
                        item_of_##bytes item;                                                  \
                        unsigned char gap[3];                                                  \
                } rows[300];                                                                   \
                iter_t *it = iter_array_strided(                                               \
                    ITER_SPAN(item_of_##bytes, &rows[0].item, 300), sizeof rows[0]);           \
                int right = 0;                                                                 \
                int n = 0;                                                                     \
                                                                                               \
                for (n = 0; n < 300; n++) {                                                    \
                        rows[n].item.b[bytes - 1] = 255;                                       \
                        rows[n].item.b[0] = (unsigned char)(n % 256);                          \
                }                                                                              \
                n = 0;                                                                         \
                ITER_FOREACH_REF(item_of_##bytes, x, it) {                                     \
                        right += x->b[0] == n % 256 && (bytes == 1 || x->b[bytes - 1] == 255); \
                        n++;                                                                   \
                }                                                                              \
                CHECK_OK(iter_close(it, NULL));                                                \
                CHECK_INT(right, 300);                                                         \
        }

STRIDED_SIZE(1)
STRIDED_SIZE(2)
STRIDED_SIZE(3)
STRIDED_SIZE(4)
STRIDED_SIZE(8)
STRIDED_SIZE(16)
STRIDED_SIZE(24)
STRIDED_SIZE(32)
STRIDED_SIZE(40)

TEST(array_strided_skips_and_knows_its_bounds)
{
        static int64_t items[1000];
        iter_t *it = iter_array_strided(ITER_SPAN(int64_t, items, 500), 2 * sizeof(int64_t));
        uint64_t skipped = 0;
        int64_t x = 0;
        int i;

        for (i = 0; i < 1000; i++)
                items[i] = i;
        CHECK_UINT(iter_bounds(it).low, 500);
        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ITEM);
        CHECK_INT(x, 0);
        CHECK_UINT(iter_bounds(it).low, 499);
        CHECK_UINT(iter_bounds(it).high, 499);
        CHECK_STATUS(iter_skip(it, 498, NULL), ITER_ITEM);
        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ITEM);
        CHECK_INT(x, 998);
        CHECK_STATUS(iter_skip(it, UINT64_MAX, &skipped), ITER_END);
        CHECK_UINT(skipped, 0);
        CHECK_OK(iter_close(it, NULL));
}

TEST(array_strided_skips_past_its_end)
{
        const int64_t items[] = { 1, 2, 3 };
        iter_t *it = iter_array_strided(ITER_ARRAY(int64_t, items), sizeof(int64_t));
        uint64_t skipped = 0;

        CHECK_STATUS(iter_skip(it, 4, &skipped), ITER_END);
        CHECK_UINT(skipped, 3);
        CHECK_OK(iter_close(it, NULL));
}

TEST(array_strided_of_no_items)
{
        iter_t *nowhere = iter_array_strided(ITER_SPAN(int64_t, (const int64_t *)NULL, 0), 8);
        iter_t *backwards =
            iter_array_strided(ITER_SPAN(int64_t, (const int64_t *)NULL, 0), PTRDIFF_MIN);

        CHECK_UINT(iter_bounds(nowhere).high, 0);
        CHECK_NO_ITEMS(int64_t, nowhere);
        CHECK_NO_ITEMS(int64_t, backwards);
        CHECK_OK(iter_close(nowhere, NULL));
        CHECK_OK(iter_close(backwards, NULL));
}

TEST(array_strided_of_one_item_has_no_use_for_its_stride)
{
        const int64_t item = 5;
        iter_t *forwards = iter_array_strided(ITER_SPAN(int64_t, &item, 1), PTRDIFF_MAX);
        iter_t *backwards = iter_array_strided(ITER_SPAN(int64_t, &item, 1), PTRDIFF_MIN);

        CHECK_INT64S(forwards, 5);
        CHECK_INT64S(backwards, 5);
        CHECK_OK(iter_close(forwards, NULL));
        CHECK_OK(iter_close(backwards, NULL));
}

TEST(array_strided_that_does_not_fit_in_memory_is_an_error)
{
        iter_error_t err;
        const int item = 1;

        CHECK_CODE(iter_close(iter_array_strided(ITER_SPAN(int, &item, 3), PTRDIFF_MAX), &err),
            ITER_E_ARGUMENT);
        CHECK_CONTAINS(err.message, "more than memory can hold");
        CHECK_CODE(iter_close(iter_array_strided(ITER_SPAN(int, &item, 3), PTRDIFF_MIN), NULL),
            ITER_E_ARGUMENT);
        CHECK_CODE(iter_close(iter_array_strided(ITER_SPAN(int, &item, SIZE_MAX), -4), NULL),
            ITER_E_ARGUMENT);
}

TEST(array_strided_at_null_is_an_error)
{
        iter_error_t err;
        iter_t *it = iter_array_strided(ITER_SPAN(int, (const int *)NULL, 1), 8);

        CHECK_CODE(iter_close(it, &err), ITER_E_NULL);
        CHECK_STRING(err.message, "array_strided: 1 items at NULL");
}
