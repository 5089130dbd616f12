/* SPDX-License-Identifier: MIT */
/* iter_range and its kin: integers of every width up to both ends, and floating numbers. */
#include <float.h>
#include <math.h>

#include "sources.h"

TEST(range_counts_up_to_before_its_stop)
{
        //! [iter_range]
        iter_t *it = iter_range(0, 10, 3);
        int64_t sum = 0;

        ITER_FOREACH(int64_t, x, it)
                sum += x; /* 0, 3, 6, 9 */
        CHECK_OK(iter_close(it, NULL));
        CHECK_INT(sum, 18);
        //! [iter_range]
}

TEST(range_counts_down_with_a_negative_step)
{
        iter_t *it = iter_range(3, -3, -2);

        CHECK_INT64S(it, 3, 1, -1);
        CHECK_OK(iter_close(it, NULL));
}

TEST(range_takes_its_memory_from_the_allocator_given)
{
        //! [iter_range_in]
        iter_counter_t counter;
        iter_t *it;

        iter_counter_init(&counter, NULL, 0);
        it = iter_range_in(&counter.allocator, 0, 3, 1);
        CHECK_UINT(counter.total, 1); /* one allocation, block included */
        CHECK_INT64S(it, 0, 1, 2);
        CHECK_OK(iter_close(it, NULL));
        CHECK_UINT(counter.current, 0);
        //! [iter_range_in]
}

TEST(range_of_any_integer_type)
{
        //! [ITER_RANGE]
        iter_t *it = ITER_RANGE(uint8_t, 250, 255, 2);
        uint8_t x = 0;

        CHECK_STATUS(iter_next(it, ITER_INTO(uint8_t, &x)), ITER_ITEM);
        CHECK_UINT(x, 250);
        CHECK_STATUS(iter_skip(it, 1, NULL), ITER_ITEM);
        CHECK_STATUS(iter_next(it, ITER_INTO(uint8_t, &x)), ITER_ITEM);
        CHECK_UINT(x, 254);
        CHECK_NO_ITEMS(uint8_t, it);
        CHECK_OK(iter_close(it, NULL));
        //! [ITER_RANGE]
}

TEST(range_of_any_integer_type_with_an_allocator)
{
        //! [ITER_RANGE_IN]
        iter_counter_t counter;
        iter_t *it;
        int sum = 0;

        iter_counter_init(&counter, NULL, 0);
        it = ITER_RANGE_IN(int, &counter.allocator, 1, 4, 1);
        ITER_FOREACH(int, x, it)
                sum += x;
        CHECK_UINT(counter.live, 1);
        CHECK_OK(iter_close(it, NULL));
        CHECK_INT(sum, 6);
        //! [ITER_RANGE_IN]
}

TEST(range_through_includes_its_last_value)
{
        //! [ITER_RANGE_THROUGH]
        iter_t *it = ITER_RANGE_THROUGH(uint8_t, 0, UINT8_MAX, 1);
        unsigned sum = 0;

        ITER_FOREACH(uint8_t, x, it)
                sum += x;
        CHECK_OK(iter_close(it, NULL));
        CHECK_UINT(sum, 255 * 256 / 2);
        //! [ITER_RANGE_THROUGH]
}

TEST(range_through_with_an_allocator)
{
        //! [ITER_RANGE_THROUGH_IN]
        iter_counter_t counter;
        iter_t *it;

        iter_counter_init(&counter, NULL, 0);
        it = ITER_RANGE_THROUGH_IN(int64_t, &counter.allocator, 1, 3, 1);
        CHECK_UINT(counter.live, 1);
        CHECK_INT64S(it, 1, 2, 3);
        CHECK_OK(iter_close(it, NULL));
        //! [ITER_RANGE_THROUGH_IN]
}

TEST(range_through_stops_short_of_a_last_value_off_its_steps)
{
        iter_t *it = ITER_RANGE_THROUGH(int64_t, 0, 5, 2);

        CHECK_INT64S(it, 0, 2, 4);
        CHECK_OK(iter_close(it, NULL));
}

TEST(range_through_of_one_value)
{
        iter_t *up = ITER_RANGE_THROUGH(int64_t, 7, 7, 1);
        iter_t *down = ITER_RANGE_THROUGH(int64_t, 7, 7, -1);

        CHECK_INT64S(up, 7);
        CHECK_INT64S(down, 7);
        CHECK_OK(iter_close(up, NULL));
        CHECK_OK(iter_close(down, NULL));
}

TEST(range_is_empty_if_its_stop_is_not_ahead)
{
        iter_t *same = iter_range(5, 5, 1);
        iter_t *behind = iter_range(5, 0, 1);
        iter_t *ahead = iter_range(0, 5, -1);
        iter_t *through = ITER_RANGE_THROUGH(int, 1, 0, 1);

        CHECK_UINT(iter_bounds(same).high, 0);
        CHECK_UINT(iter_bounds(behind).high, 0);
        CHECK_NO_ITEMS(int64_t, same);
        CHECK_NO_ITEMS(int64_t, behind);
        CHECK_NO_ITEMS(int64_t, ahead);
        CHECK_NO_ITEMS(int, through);
        CHECK_OK(iter_close(same, NULL));
        CHECK_OK(iter_close(behind, NULL));
        CHECK_OK(iter_close(ahead, NULL));
        CHECK_OK(iter_close(through, NULL));
}

TEST(range_refuses_a_step_of_zero)
{
        iter_error_t err;
        iter_t *it = iter_range(0, 5, 0);
        int64_t x = 0;

        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ERROR);
        CHECK_CODE(iter_close(it, &err), ITER_E_ARGUMENT);
        CHECK_STRING(err.message, "range: the step is 0");
        CHECK_CODE(iter_close(ITER_RANGE_THROUGH(uint16_t, 0, 5, 0), NULL), ITER_E_ARGUMENT);
}

/* Of each type: all of it, upwards and downwards, seen at both ends; a skip in between. */
#define WHOLE_TYPE(T, least, most)                                                   \
        TEST(range_reaches_both_ends_of_##T)                                         \
        {                                                                            \
                const uint64_t behind_first = (uint64_t)(most) - (uint64_t)(least);  \
                iter_t *up = ITER_RANGE_THROUGH(T, least, most, 1);                  \
                iter_t *down = ITER_RANGE_THROUGH(T, most, least, -1);               \
                uint64_t skipped = 0;                                                \
                T x = 1;                                                             \
                                                                                     \
                CHECK_UINT(iter_bounds(up).low,                                      \
                    behind_first == UINT64_MAX ? UINT64_MAX : behind_first + 1);     \
                CHECK_STATUS(iter_next(up, ITER_INTO(T, &x)), ITER_ITEM);            \
                CHECK(x == (least));                                                 \
                CHECK_UINT(iter_bounds(up).low, behind_first);                       \
                CHECK_UINT(iter_bounds(up).high, behind_first);                      \
                CHECK_STATUS(iter_skip(up, behind_first - 2, &skipped), ITER_ITEM);  \
                CHECK_UINT(skipped, behind_first - 2);                               \
                CHECK_STATUS(iter_next(up, ITER_INTO(T, &x)), ITER_ITEM);            \
                CHECK(x == (most)-1);                                                \
                CHECK_STATUS(iter_next(up, ITER_INTO(T, &x)), ITER_ITEM);            \
                CHECK(x == (most));                                                  \
                CHECK_NO_ITEMS(T, up);                                               \
                CHECK_NO_ITEMS(T, up);                                               \
                CHECK_OK(iter_close(up, NULL));                                      \
                                                                                     \
                CHECK_STATUS(iter_skip(down, behind_first, &skipped), ITER_ITEM);    \
                CHECK_UINT(skipped, behind_first);                                   \
                CHECK_STATUS(iter_next(down, ITER_INTO(T, &x)), ITER_ITEM);          \
                CHECK(x == (least));                                                 \
                CHECK_STATUS(iter_skip(down, 1, &skipped), ITER_END);                \
                CHECK_UINT(skipped, 0);                                              \
                CHECK_NO_ITEMS(T, down);                                             \
                CHECK_OK(iter_close(down, NULL));                                    \
        }                                                                            \
        TEST(range_stops_before_the_end_of_##T)                                      \
        {                                                                            \
                iter_t *up = ITER_RANGE(T, (most)-2, most, 1);                       \
                iter_t *down = ITER_RANGE(T, (least) + 2, least, -1);                \
                T x = 1;                                                             \
                                                                                     \
                CHECK_UINT(iter_bounds(up).high, 2);                                 \
                CHECK_STATUS(iter_skip(up, 1, NULL), ITER_ITEM);                     \
                CHECK_STATUS(iter_next(up, ITER_INTO(T, &x)), ITER_ITEM);            \
                CHECK(x == (most)-1);                                                \
                CHECK_NO_ITEMS(T, up);                                               \
                CHECK_STATUS(iter_next(down, ITER_INTO(T, &x)), ITER_ITEM);          \
                CHECK(x == (least) + 2);                                             \
                CHECK_STATUS(iter_next(down, ITER_INTO(T, &x)), ITER_ITEM);          \
                CHECK(x == (least) + 1);                                             \
                CHECK_NO_ITEMS(T, down);                                             \
                CHECK_OK(iter_close(up, NULL));                                      \
                CHECK_OK(iter_close(down, NULL));                                    \
        }                                                                            \
        TEST(range_steps_of_any_size_do_not_wrap_##T)                                \
        {                                                                            \
                iter_t *up = ITER_RANGE_THROUGH(T, (most)-1, most, INT64_MAX);       \
                iter_t *down = ITER_RANGE_THROUGH(T, (least) + 1, least, INT64_MIN); \
                T x = 1;                                                             \
                                                                                     \
                CHECK_UINT(iter_bounds(up).low, 1);                                  \
                CHECK_STATUS(iter_next(up, ITER_INTO(T, &x)), ITER_ITEM);            \
                CHECK(x == (most)-1);                                                \
                CHECK_NO_ITEMS(T, up);                                               \
                CHECK_STATUS(iter_next(down, ITER_INTO(T, &x)), ITER_ITEM);          \
                CHECK(x == (least) + 1);                                             \
                CHECK_NO_ITEMS(T, down);                                             \
                CHECK_OK(iter_close(up, NULL));                                      \
                CHECK_OK(iter_close(down, NULL));                                    \
        }

WHOLE_TYPE(int8_t, INT8_MIN, INT8_MAX)
WHOLE_TYPE(int16_t, INT16_MIN, INT16_MAX)
WHOLE_TYPE(int32_t, INT32_MIN, INT32_MAX)
WHOLE_TYPE(int64_t, INT64_MIN, INT64_MAX)
WHOLE_TYPE(uint8_t, 0, UINT8_MAX)
WHOLE_TYPE(uint16_t, 0, UINT16_MAX)
WHOLE_TYPE(uint32_t, 0, UINT32_MAX)
WHOLE_TYPE(uint64_t, 0, UINT64_MAX)
WHOLE_TYPE(short, INT16_MIN, INT16_MAX)
WHOLE_TYPE(int, INT32_MIN, INT32_MAX)
WHOLE_TYPE(unsigned, 0, UINT32_MAX)
WHOLE_TYPE(long, -0x7fffffff, 0x7fffffff)
WHOLE_TYPE(size_t, 0, SIZE_MAX)

TEST(range_yields_every_value_of_a_small_type_in_order)
{
        iter_t *bytes = ITER_RANGE_THROUGH(int8_t, INT8_MIN, INT8_MAX, 1);
        iter_t *words = ITER_RANGE_THROUGH(uint16_t, UINT16_MAX, 0, -1);
        int expected = INT8_MIN;

        ITER_FOREACH(int8_t, x, bytes) {
                if (x != expected)
                        tap_fail(__FILE__, __LINE__, "%d in place of %d", x, expected);
                expected++;
        }
        CHECK_OK(iter_close(bytes, NULL));
        CHECK_INT(expected, INT8_MAX + 1);

        expected = UINT16_MAX;
        ITER_FOREACH(uint16_t, x, words) {
                if (x != expected)
                        tap_fail(__FILE__, __LINE__, "%d in place of %d", x, expected);
                expected--;
        }
        CHECK_OK(iter_close(words, NULL));
        CHECK_INT(expected, -1);
}

TEST(range_with_the_smallest_step)
{
        iter_t *it = iter_range(INT64_MAX, INT64_MIN, INT64_MIN);
        iter_t *stop = iter_range(0, INT64_MIN, INT64_MIN);
        iter_t *through = ITER_RANGE_THROUGH(int64_t, 0, INT64_MIN, INT64_MIN);
        iter_t *natural = ITER_RANGE_THROUGH(uint64_t, UINT64_MAX, 0, INT64_MIN);
        uint64_t x = 0;

        CHECK_INT64S(it, INT64_MAX, -1);
        CHECK_INT64S(stop, 0);
        CHECK_INT64S(through, 0, INT64_MIN);
        CHECK_STATUS(iter_next(natural, ITER_INTO(uint64_t, &x)), ITER_ITEM);
        CHECK_UINT(x, UINT64_MAX);
        CHECK_STATUS(iter_next(natural, ITER_INTO(uint64_t, &x)), ITER_ITEM);
        CHECK_UINT(x, INT64_MAX);
        CHECK_NO_ITEMS(uint64_t, natural);
        CHECK_OK(iter_close(it, NULL));
        CHECK_OK(iter_close(stop, NULL));
        CHECK_OK(iter_close(through, NULL));
        CHECK_OK(iter_close(natural, NULL));
}

TEST(range_with_the_largest_step)
{
        iter_t *it = iter_range(INT64_MIN, INT64_MAX, INT64_MAX);
        iter_t *through = ITER_RANGE_THROUGH(int64_t, -INT64_MAX, INT64_MAX, INT64_MAX);

        CHECK_INT64S(it, INT64_MIN, -1, INT64_MAX - 1);
        CHECK_INT64S(through, -INT64_MAX, 0, INT64_MAX);
        CHECK_OK(iter_close(it, NULL));
        CHECK_OK(iter_close(through, NULL));
}

TEST(range_of_unsigned_values_beyond_the_signed_ones)
{
        iter_t *it = ITER_RANGE(uint64_t, INT64_MAX, UINT64_MAX, INT64_MAX);
        uint64_t x = 0;

        CHECK_UINT(iter_bounds(it).low, 2);
        CHECK_STATUS(iter_next(it, ITER_INTO(uint64_t, &x)), ITER_ITEM);
        CHECK_UINT(x, INT64_MAX);
        CHECK_STATUS(iter_next(it, ITER_INTO(uint64_t, &x)), ITER_ITEM);
        CHECK_UINT(x, UINT64_MAX - 1);
        CHECK_NO_ITEMS(uint64_t, it);
        CHECK_OK(iter_close(it, NULL));
}

TEST(range_skips_to_its_last_item)
{
        iter_t *it = iter_range(0, 1000, 1);

        CHECK_STATUS(iter_skip(it, 999, NULL), ITER_ITEM);
        CHECK_UINT(iter_bounds(it).low, 1);
        CHECK_INT64S(it, 999);
        CHECK_OK(iter_close(it, NULL));
}

TEST(range_skips_exactly_to_its_end)
{
        iter_t *it = iter_range(0, 1000, 1);

        CHECK_STATUS(iter_skip(it, 1000, NULL), ITER_ITEM);
        CHECK_UINT(iter_bounds(it).high, 0);
        CHECK_NO_ITEMS(int64_t, it);
        CHECK_OK(iter_close(it, NULL));
}

TEST(range_skips_past_its_end)
{
        iter_t *it = iter_range(0, 1000, 1);
        uint64_t skipped = 0;
        int64_t x = 0;

        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ITEM);
        CHECK_STATUS(iter_skip(it, UINT64_MAX, &skipped), ITER_END);
        CHECK_UINT(skipped, 999);
        CHECK_NO_ITEMS(int64_t, it);
        CHECK_OK(iter_close(it, NULL));
}

TEST(range_skips_part_of_what_is_ready)
{
        iter_t *it = iter_range(0, 1000, 1);
        int64_t x = -1;

        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ITEM);
        CHECK_STATUS(iter_skip(it, 2, NULL), ITER_ITEM);
        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ITEM);
        CHECK_INT(x, 3);
        CHECK_STATUS(iter_skip(it, 0, NULL), ITER_ITEM);
        CHECK_STATUS(iter_skip(it, 500, NULL), ITER_ITEM);
        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ITEM);
        CHECK_INT(x, 504);
        CHECK_OK(iter_close(it, NULL));
}

TEST(range_of_2_to_the_64_skips_more_than_a_number_can_say)
{
        iter_t *it = ITER_RANGE_THROUGH(uint64_t, 0, UINT64_MAX, 1);
        uint64_t x = 0;

        CHECK_STATUS(iter_skip(it, UINT64_MAX, NULL), ITER_ITEM);
        CHECK_UINT(iter_bounds(it).low, 1);
        CHECK_STATUS(iter_next(it, ITER_INTO(uint64_t, &x)), ITER_ITEM);
        CHECK_UINT(x, UINT64_MAX);
        CHECK_NO_ITEMS(uint64_t, it);
        CHECK_OK(iter_close(it, NULL));
}

TEST(range_has_exact_bounds_at_every_point)
{
        iter_t *it = iter_range(0, 300, 1);
        uint64_t left = 300;

        ITER_FOREACH(int64_t, x, it) {
                const iter_bounds_t bounds = iter_bounds(it);
                left--;
                if (bounds.low != left || bounds.high != left || bounds.infinite)
                        tap_fail(__FILE__, __LINE__, "wrong bounds behind item %d", (int)x);
        }
        CHECK_UINT(iter_bounds(it).high, 0);
        CHECK_OK(iter_close(it, NULL));
}

#ifdef __SIZEOF_INT128__
/* The same by arithmetic in which nothing can overflow; what lies out of sight of the first items
 * is seen through a skip. */
__extension__ typedef __int128 wide;

static void compare_with_wide(int64_t start, int64_t stop, int64_t step)
{
        const wide distance = step > 0 ? (wide)stop - start : (wide)start - stop;
        const wide pace = step > 0 ? (wide)step : -(wide)step;
        const wide n = distance <= 0 ? 0 : (distance + pace - 1) / pace;
        iter_t *it = iter_range(start, stop, step);
        uint64_t skipped = 0;
        int64_t x = 0;

        CHECK_UINT(iter_bounds(it).low, (uint64_t)n);
        CHECK_UINT(iter_bounds(it).high, (uint64_t)n);
        if (n > 0) {
                CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ITEM);
                CHECK_INT(x, start);
        }
        if (n > 1) {
                CHECK_STATUS(iter_skip(it, (uint64_t)(n - 2), &skipped), ITER_ITEM);
                CHECK_UINT(skipped, (uint64_t)(n - 2));
                CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ITEM);
                CHECK_INT(x, (int64_t)(start + (n - 1) * step));
        }
        CHECK_NO_ITEMS(int64_t, it);
        CHECK_OK(iter_close(it, NULL));
}

TEST(range_agrees_with_wider_arithmetic)
{
        static const int64_t edges[] = { INT64_MIN, INT64_MIN + 1, -2, -1, 0, 1, 2, INT64_MAX - 1,
                INT64_MAX };
        uint64_t state = 1;
        int i;

        for (i = 0; i < 100; i++) {
                const int64_t step = (int64_t)test_random(&state) >> (test_random(&state) % 64);
                const int64_t start = edges[test_random(&state) % 9];
                const int64_t stop = (int64_t)test_random(&state);
                if (step != 0) {
                        compare_with_wide(start, stop, step);
                        compare_with_wide(stop, edges[test_random(&state) % 9], step);
                }
        }
}
#endif

/* Of floating numbers. */

TEST(range_of_doubles_multiplies_and_does_not_accumulate)
{
        //! [iter_range_double]
        iter_t *it = iter_range_double(0, 1, 0.1);
        double x = 0;

        CHECK_UINT(iter_bounds(it).low, 10);
        CHECK_STATUS(iter_skip(it, 8, NULL), ITER_ITEM);
        CHECK_STATUS(iter_next(it, ITER_INTO(double, &x)), ITER_ITEM);
        CHECK_REAL(x, 0.8); /* eight additions of 0.1 give 0.7999999999999999 */
        CHECK_STATUS(iter_next(it, ITER_INTO(double, &x)), ITER_ITEM);
        CHECK_REAL(x, 0.9);
        CHECK_NO_ITEMS(double, it);
        CHECK_OK(iter_close(it, NULL));
        //! [iter_range_double]
}

TEST(range_of_doubles_with_an_allocator)
{
        //! [iter_range_double_in]
        iter_counter_t counter;
        iter_t *it;

        iter_counter_init(&counter, NULL, 0);
        it = iter_range_double_in(&counter.allocator, 0, 1, 0.5);
        CHECK_UINT(counter.live, 1);
        CHECK_UINT(iter_bounds(it).low, 2);
        CHECK_OK(iter_close(it, NULL));
        //! [iter_range_double_in]
}

TEST(range_of_doubles_through_the_macro)
{
        iter_t *it = ITER_RANGE(double, 1, 0, -0.25);
        double sum = 0;

        ITER_FOREACH(double, x, it)
                sum += x; /* 1, 0.75, 0.5, 0.25 */
        CHECK_OK(iter_close(it, NULL));
        CHECK_REAL(sum, 2.5);
}

TEST(range_of_doubles_keeps_the_items_that_rounding_puts_before_the_stop)
{
        /* -1 + 0.7 is -0.30000000000000004: before -0.3, though the quotient says one item. */
        iter_t *it = iter_range_double(-1, -0.3, 0.7);
        double x = 0;

        CHECK_UINT(iter_bounds(it).high, 2);
        CHECK_STATUS(iter_skip(it, 1, NULL), ITER_ITEM);
        CHECK_STATUS(iter_next(it, ITER_INTO(double, &x)), ITER_ITEM);
        CHECK_REAL(x, -0.30000000000000004);
        CHECK_NO_ITEMS(double, it);
        CHECK_OK(iter_close(it, NULL));
}

TEST(range_of_doubles_leaves_out_the_items_that_rounding_puts_at_the_stop)
{
        /* 1 + 3 * 0.1 is 1.3, though the quotient says four items. */
        iter_t *it = iter_range_double(1, 1.3, 0.1);

        CHECK_UINT(iter_bounds(it).low, 3);
        CHECK_UINT(iter_bounds(it).high, 3);
        CHECK_STATUS(iter_skip(it, 3, NULL), ITER_ITEM);
        CHECK_NO_ITEMS(double, it);
        CHECK_OK(iter_close(it, NULL));
}

TEST(range_of_doubles_has_as_many_items_as_a_loop)
{
        static const double steps[] = { 0.1, 0.2, 0.3, 0.7, 0.01, 1.0 / 3, 1, 2.5 };
        uint64_t state = 7;
        int i;

        for (i = 0; i < 100; i++) {
                const double start = (double)(test_random(&state) % 1000) / 100;
                const double stop = (double)(test_random(&state) % 1000) / 100;
                const double pace = steps[test_random(&state) % 8];
                const double step = stop < start ? -pace : pace;
                iter_t *it = iter_range_double(start, stop, step);
                uint64_t n = 0;

                for (;;) {
                        const double offset = (double)n * step;
                        if (step > 0 ? start + offset >= stop : start + offset <= stop)
                                break;
                        n++;
                }
                CHECK_UINT(iter_bounds(it).low, n);
                CHECK_UINT(iter_bounds(it).high, n);
                n = 0;
                ITER_FOREACH(double, x, it) {
                        const double offset = (double)n * step;
                        if (x != start + offset)
                                tap_fail(__FILE__, __LINE__, "%g is wrong", x);
                        n++;
                }
                CHECK_UINT(iter_bounds(it).high, 0);
                CHECK_OK(iter_close(it, NULL));
        }
}

TEST(range_of_doubles_skips_past_its_end)
{
        iter_t *it = iter_range_double(0, 100, 0.5);
        uint64_t skipped = 0;
        double x = 1;

        CHECK_STATUS(iter_next(it, ITER_INTO(double, &x)), ITER_ITEM);
        CHECK_REAL(x, 0);
        CHECK_UINT(iter_bounds(it).low, 199);
        CHECK_STATUS(iter_skip(it, 200, &skipped), ITER_END);
        CHECK_UINT(skipped, 199);
        CHECK_NO_ITEMS(double, it);
        CHECK_OK(iter_close(it, NULL));
}

TEST(range_of_doubles_may_be_empty)
{
        iter_t *same = iter_range_double(1, 1, 0.5);
        iter_t *behind = iter_range_double(1, 0, 0.5);
        iter_t *ahead = iter_range_double(0, 1, -0.5);

        CHECK_UINT(iter_bounds(same).high, 0);
        CHECK_NO_ITEMS(double, same);
        CHECK_NO_ITEMS(double, behind);
        CHECK_NO_ITEMS(double, ahead);
        CHECK_OK(iter_close(same, NULL));
        CHECK_OK(iter_close(behind, NULL));
        CHECK_OK(iter_close(ahead, NULL));
}

TEST(range_of_doubles_crosses_more_than_the_largest_number)
{
        iter_t *it = iter_range_double(-0x1p1023, 0x1p1023, 0x1p1022);
        double x = 0;

        CHECK_UINT(iter_bounds(it).low, 4);
        CHECK_STATUS(iter_next(it, ITER_INTO(double, &x)), ITER_ITEM);
        CHECK_REAL(x, -0x1p1023);
        CHECK_STATUS(iter_skip(it, 2, NULL), ITER_ITEM);
        CHECK_STATUS(iter_next(it, ITER_INTO(double, &x)), ITER_ITEM);
        CHECK_REAL(x, 0x1p1022);
        CHECK_NO_ITEMS(double, it);
        CHECK_OK(iter_close(it, NULL));
}

TEST(range_of_doubles_downwards_across_everything)
{
        iter_t *it = iter_range_double(DBL_MAX, -DBL_MAX, -DBL_MAX);
        double x = 0;

        CHECK_UINT(iter_bounds(it).low, 2);
        CHECK_STATUS(iter_skip(it, 1, NULL), ITER_ITEM);
        CHECK_STATUS(iter_next(it, ITER_INTO(double, &x)), ITER_ITEM);
        CHECK_REAL(x, 0);
        CHECK_NO_ITEMS(double, it);
        CHECK_OK(iter_close(it, NULL));
}

TEST(range_of_doubles_begins_with_the_smallest_number_exactly)
{
        const double smallest = 4.9406564584124654e-324;
        iter_t *it = iter_range_double(smallest, DBL_MAX, DBL_MAX / 2);
        double x = 0;

        CHECK_UINT(iter_bounds(it).low, 2);
        CHECK_STATUS(iter_next(it, ITER_INTO(double, &x)), ITER_ITEM);
        CHECK_REAL(x, smallest);
        CHECK_OK(iter_close(it, NULL));
}

TEST(range_of_doubles_with_a_step_below_the_resolution_repeats_items)
{
        /* Doubles at 1e16 are 2 apart: those before the stop are 1e16 and 1e16 + 2. */
        iter_t *it = iter_range_double(1e16, 1e16 + 4, 0.5);
        double x = 0;

        CHECK_UINT(iter_bounds(it).low, 6);
        CHECK_STATUS(iter_skip(it, 2, NULL), ITER_ITEM);
        CHECK_STATUS(iter_next(it, ITER_INTO(double, &x)), ITER_ITEM);
        CHECK_REAL(x, 1e16);
        CHECK_STATUS(iter_skip(it, 2, NULL), ITER_ITEM);
        CHECK_STATUS(iter_next(it, ITER_INTO(double, &x)), ITER_ITEM);
        CHECK_REAL(x, 1e16 + 2);
        CHECK_NO_ITEMS(double, it);
        CHECK_OK(iter_close(it, NULL));
}

TEST(range_of_doubles_with_more_items_than_can_be_numbered)
{
        iter_error_t err;
        iter_t *it = iter_range_double(0, 1e300, 1);
        uint64_t skipped = 0;
        double x = 0;

        CHECK_UINT(iter_bounds(it).low, UINT64_MAX);
        CHECK(!iter_bounds(it).infinite);
        CHECK_STATUS(iter_skip(it, UINT64_MAX - 1, &skipped), ITER_ITEM);
        CHECK_STATUS(iter_next(it, ITER_INTO(double, &x)), ITER_ITEM);
        CHECK_REAL(x, 0x1p64);
        CHECK_STATUS(iter_next(it, ITER_INTO(double, &x)), ITER_ERROR);
        CHECK_CODE(iter_close(it, &err), ITER_E_OVERFLOW);
        CHECK_STRING(err.message, "range: more items than can be numbered");
}

TEST(range_of_doubles_that_never_moves_is_not_empty)
{
        /* Half of this step is no number any more. */
        iter_t *it = iter_range_double(1e300, -1e300, -4.9406564584124654e-324);
        double x = 0;

        CHECK_UINT(iter_bounds(it).low, UINT64_MAX);
        CHECK_STATUS(iter_skip(it, 1000, NULL), ITER_ITEM);
        CHECK_STATUS(iter_next(it, ITER_INTO(double, &x)), ITER_ITEM);
        CHECK_REAL(x, 1e300);
        CHECK_OK(iter_close(it, NULL));
}

TEST(range_of_doubles_refuses_what_is_not_finite)
{
        iter_error_t err;

        CHECK_CODE(iter_close(iter_range_double(0, 1, 0), &err), ITER_E_ARGUMENT);
        CHECK_STRING(err.message, "range: the step is 0");
        CHECK_CODE(iter_close(iter_range_double(0, 1, -0.0), NULL), ITER_E_ARGUMENT);
        CHECK_CODE(iter_close(iter_range_double((double)NAN, 1, 1), &err), ITER_E_ARGUMENT);
        CHECK_CONTAINS(err.message, "must be finite");
        CHECK_CODE(iter_close(iter_range_double(0, (double)NAN, 1), NULL), ITER_E_ARGUMENT);
        CHECK_CODE(iter_close(iter_range_double(0, 1, (double)NAN), NULL), ITER_E_ARGUMENT);
        CHECK_CODE(iter_close(iter_range_double(-HUGE_VAL, 1, 1), NULL), ITER_E_ARGUMENT);
        CHECK_CODE(iter_close(iter_range_double(0, HUGE_VAL, 1), NULL), ITER_E_ARGUMENT);
        CHECK_CODE(iter_close(iter_range_double(0, 1, HUGE_VAL), NULL), ITER_E_ARGUMENT);
}
