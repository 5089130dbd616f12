/* SPDX-License-Identifier: MIT */
#include <math.h>

#include "boxed.h"

typedef struct {
        int64_t weight;
        char name;
} parcel;
ITER_STRUCT_TYPE(parcel);

typedef struct {
        int64_t major;
        int64_t minor;
} version;
ITER_PAIR_TYPE(version, int64_t, major, int64_t, minor);

static const parcel parcels[] = { { 3, 'a' }, { 1, 'b' }, { 5, 'c' }, { 1, 'd' }, { 5, 'e' } };

ITER_MAP_FN(int64_t, weight, parcel, p)
{
        return p.weight;
}

ITER_TRY_MAP_FN(int64_t, try_weight, parcel, p, out, call)
{
        if (p.name == 'd')
                return iter_fail(call, ITER_E_PARSE, "no scales");
        *out = p.weight;
        return 0;
}

ITER_MAP_FN(iter_ptr_t, no_order, parcel, p)
{
        (void)p;
        return NULL;
}

ITER_MAP_FN(iter_str_t, last_letter, iter_str_t, text)
{
        const iter_str_t last = { text.ptr + (text.len - 1), 1 };
        return last;
}

ITER_MAP_FN(int64_t, negative, int64_t, x)
{
        return -x;
}

static const char *const words[] = { "pear", "apple", "fig", "apple", "quince" };

#define LEAST(T, code, ...)                                                                       \
        do {                                                                                      \
                static const T items[] = { __VA_ARGS__ };                                         \
                T least = 0;                                                                      \
                CHECK_OK(iter_min(iter_array(ITER_ARRAY(T, items)), ITER_INTO(T, &least), NULL)); \
                CHECK_REAL((double)least, (double)(code));                                        \
        } while (0)

#define GREATEST(T, code, ...)                                                                  \
        do {                                                                                    \
                static const T items[] = { __VA_ARGS__ };                                       \
                T greatest = 0;                                                                 \
                CHECK_OK(                                                                       \
                    iter_max(iter_array(ITER_ARRAY(T, items)), ITER_INTO(T, &greatest), NULL)); \
                CHECK_REAL((double)greatest, (double)(code));                                   \
        } while (0)

TEST(min_gives_the_smallest_item)
{
        //! [iter_min]
        static const int ages[] = { 31, 12, 56, 12 };
        int least = -1; /* stays, if there are none */
        iter_error_t error;

        CHECK_OK(iter_min(iter_array(ITER_ARRAY(int, ages)), ITER_INTO(int, &least), &error));
        CHECK_INT(least, 12);
        //! [iter_min]
}

TEST(min_as_a_stage)
{
        //! [iter_min_of]
        iter_t *it = iter_min_of(iter_map(iter_range(0, 10, 1), negative));
        int64_t least = 0;

        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &least)), ITER_ITEM);
        CHECK_INT(least, -9);
        CHECK_NO_ITEMS(int64_t, it);
        CHECK_OK(iter_close(it, NULL));
        //! [iter_min_of]
}

TEST(max_gives_the_greatest_item)
{
        //! [iter_max]
        static const char *const names[] = { "Ada", "Grace", "Barbara" };
        iter_str_t last = { NULL, 0 };

        CHECK_OK(iter_max(iter_strings(names, 3), ITER_INTO(iter_str_t, &last), NULL));
        CHECK_TEXT(last, "Grace");
        iter_type_drop(ITER_TYPE(iter_str_t), &last);
        //! [iter_max]
}

TEST(max_as_a_stage)
{
        //! [iter_max_of]
        iter_t *it = iter_max_of(iter_range(0, 10, 1));
        int64_t greatest = 0;

        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &greatest)), ITER_ITEM);
        CHECK_INT(greatest, 9);
        CHECK_OK(iter_close(it, NULL));
        //! [iter_max_of]
}

TEST(min_by_gives_the_item_with_the_smallest_key)
{
        //! [iter_min_by]
        parcel lightest = { 0, 0 };

        CHECK_OK(iter_min_by(
            iter_array(ITER_ARRAY(parcel, parcels)), weight, ITER_INTO(parcel, &lightest), NULL));
        CHECK_INT(lightest.weight, 1);
        CHECK_INT(lightest.name, 'b'); /* the first of two */
        //! [iter_min_by]
}

TEST(min_by_as_a_stage)
{
        //! [iter_min_by_of]
        iter_t *it = iter_min_by_of(iter_range(0, 1000, 1), negative);
        int64_t least = 0;

        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &least)), ITER_ITEM);
        CHECK_INT(least, 999);
        CHECK_OK(iter_close(it, NULL));
        //! [iter_min_by_of]
}

TEST(max_by_gives_the_item_with_the_greatest_key)
{
        //! [iter_max_by]
        parcel heaviest = { 0, 0 };

        CHECK_OK(iter_max_by(
            iter_array(ITER_ARRAY(parcel, parcels)), weight, ITER_INTO(parcel, &heaviest), NULL));
        CHECK_INT(heaviest.weight, 5);
        CHECK_INT(heaviest.name, 'c'); /* the first of two, as in Python */
        //! [iter_max_by]
}

TEST(max_by_as_a_stage)
{
        //! [iter_max_by_of]
        iter_t *it = iter_max_by_of(iter_range(0, 1000, 1), negative);
        int64_t greatest = 7;

        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &greatest)), ITER_ITEM);
        CHECK_INT(greatest, 0);
        CHECK_OK(iter_close(it, NULL));
        //! [iter_max_by_of]
}

TEST(min_and_max_of_nothing_leave_the_place_alone)
{
        int64_t x = 7;
        iter_error_t error;

        CHECK_CODE(iter_min(iter_range(0, 0, 1), ITER_INTO(int64_t, &x), &error), ITER_E_EMPTY);
        CHECK_STRING(error.message, "min: the source has no items");
        CHECK_CODE(iter_max(iter_range(0, 0, 1), ITER_INTO(int64_t, &x), &error), ITER_E_EMPTY);
        CHECK_STRING(error.message, "max: the source has no items");
        CHECK_CODE(iter_max_by(iter_range(0, 0, 1), negative, ITER_INTO(int64_t, &x), &error),
            ITER_E_EMPTY);
        CHECK_STRING(error.message, "max: the source has no items");
        CHECK_INT(x, 7);
}

TEST(min_and_max_of_every_number_type)
{
        LEAST(int8_t, -128, 127, -128, 0);
        LEAST(uint8_t, 3, 255, 3, 128);
        LEAST(int16_t, -300, 127, -300, 0);
        LEAST(uint16_t, 3, 65535, 3, 128);
        LEAST(int32_t, INT32_MIN, 127, INT32_MIN, 0);
        LEAST(uint32_t, 3, UINT32_MAX, 3);
        LEAST(int64_t, INT64_MIN, 127, INT64_MIN, 0);
        LEAST(uint64_t, 3, UINT64_MAX, 3);
        LEAST(float, -1.5, 3, -1.5f, 2);
        LEAST(double, -1.5, 3, -1.5, 2);
        LEAST(bool, 0, true, false, true);
        LEAST(char, 'a', 'b', 'a', 'c');
        GREATEST(int8_t, 127, 127, -128, 0);
        GREATEST(uint8_t, 255, 3, 255, 128);
        GREATEST(int16_t, 300, 127, 300, 0);
        GREATEST(uint16_t, 65535, 65535, 3, 128);
        GREATEST(int32_t, INT32_MAX, 127, INT32_MAX, 0);
        GREATEST(uint32_t, UINT32_MAX, UINT32_MAX, 3);
        GREATEST(int64_t, INT64_MAX, 127, INT64_MAX, 0);
        GREATEST(uint64_t, UINT64_MAX, UINT64_MAX, 3);
        GREATEST(float, 3, -1.5, 3, 2);
        GREATEST(double, 3, -1.5, 3, 2);
}

/* Python: min([nan, 1, 2]) is nan; min([1, nan, 0]) == 0; max([1, nan]) == 1 */
TEST(min_and_max_meet_nan_as_python_does)
{
        double far[200];
        double x = 0;
        size_t i;

        LEAST(double, NAN, NAN, 1, 2);
        LEAST(double, 0, 1, NAN, 0);
        LEAST(float, NAN, NAN, 1, 2);
        GREATEST(double, NAN, NAN, 1, 2);
        GREATEST(double, 2, 1, NAN, 2);
        GREATEST(double, 1, 1, NAN);
        for (i = 0; i < 200; i++)
                far[i] = i == 77 ? -3 : NAN;
        CHECK_OK(
            iter_min(iter_array(ITER_SPAN(double, far + 77, 100)), ITER_INTO(double, &x), NULL));
        CHECK_REAL(x, -3);
        CHECK_OK(iter_min(iter_array(ITER_SPAN(double, far, 200)), ITER_INTO(double, &x), NULL));
        CHECK_REAL(x, NAN);
}

/* Python: str(min([0.0, -0.0])) == '0.0', str(max([-0.0, 0.0])) == '-0.0' */
TEST(min_and_max_take_the_first_of_two_zeros)
{
        static const double plus[] = { 0.0, -0.0 };
        static const double minus[] = { -0.0, 0.0 };
        double x = 1;

        CHECK_OK(iter_min(iter_array(ITER_ARRAY(double, plus)), ITER_INTO(double, &x), NULL));
        CHECK(!signbit(x));
        CHECK_OK(iter_max(iter_array(ITER_ARRAY(double, minus)), ITER_INTO(double, &x), NULL));
        CHECK(signbit(x));
}

TEST(min_and_max_find_it_wherever_it_is)
{
        int32_t items[100];
        size_t n;
        size_t at;

        for (n = 1; n <= 100; n += 33) {
                for (at = 0; at < n; at += 11) {
                        int32_t x = 7;
                        size_t i;
                        for (i = 0; i < n; i++)
                                items[i] = i == at ? -1 : (int32_t)(i % 5);
                        CHECK_OK(iter_min(iter_array(ITER_SPAN(int32_t, items, n)),
                            ITER_INTO(int32_t, &x), NULL));
                        CHECK_INT(x, -1);
                        items[at] = 9;
                        CHECK_OK(iter_max(test_one_by_one(ITER_SPAN(int32_t, items, n)),
                            ITER_INTO(int32_t, &x), NULL));
                        CHECK_INT(x, 9);
                }
        }
}

TEST(min_and_max_of_composites_compare_member_by_member)
{
        static const version all[] = { { 1, 9 }, { 2, 3 }, { 1, 4 }, { 2, 3 } };
        version x = { 0, 0 };

        CHECK_OK(iter_min(iter_array(ITER_ARRAY(version, all)), ITER_INTO(version, &x), NULL));
        CHECK(x.major == 1 && x.minor == 4);
        CHECK_OK(iter_max(iter_array(ITER_ARRAY(version, all)), ITER_INTO(version, &x), NULL));
        CHECK(x.major == 2 && x.minor == 3);
}

TEST(min_of_texts_is_a_copy_that_outlives_the_pipeline)
{
        iter_str_t least = { NULL, 0 };

        CHECK_OK(iter_min(iter_strings(words, 5), ITER_INTO(iter_str_t, &least), NULL));
        CHECK_TEXT(least, "apple");
        CHECK(least.ptr != words[1]);
        iter_type_drop(ITER_TYPE(iter_str_t), &least);
}

TEST(min_as_a_stage_keeps_the_item_that_it_gives)
{
        iter_t *it = iter_min_of(iter_strings(words, 5));
        iter_str_t least = { NULL, 0 };

        CHECK_STATUS(iter_next(it, ITER_INTO(iter_str_t, &least)), ITER_ITEM);
        CHECK_TEXT(least, "apple");
        CHECK_OK(iter_close(it, NULL));
}

TEST(min_of_items_that_own_memory)
{
        boxed least = { NULL };

        CHECK_OK(iter_min(boxes(3, 9), ITER_INTO(boxed, &least), NULL));
        CHECK_INT(unbox(least), 3);
        iter_type_drop(ITER_TYPE(boxed), &least);
        least.value = NULL;
        CHECK_OK(iter_max(boxes(3, 9), ITER_INTO(boxed, &least), NULL));
        CHECK_INT(unbox(least), 8);
        iter_type_drop(ITER_TYPE(boxed), &least);
}

TEST(min_by_keys_that_own_memory)
{
        int64_t x = 7;

        CHECK_OK(iter_max_by(iter_range(3, 9, 1), box, ITER_INTO(int64_t, &x), NULL));
        CHECK_INT(x, 8);
        CHECK_OK(iter_min_by(iter_range(3, 9, 1), box, ITER_INTO(int64_t, &x), NULL));
        CHECK_INT(x, 3);
}

TEST(min_by_keys_that_own_memory_in_blocks)
{
        int64_t x = 7;

        counted_live = 0;
        CHECK_OK(iter_max_by(iter_range(0, 300, 1), count_up, ITER_INTO(int64_t, &x), NULL));
        CHECK_INT(x, 299);
        CHECK_OK(iter_min_by(iter_range(0, 300, 1), count_up, ITER_INTO(int64_t, &x), NULL));
        CHECK_INT(x, 0);
        CHECK_INT(counted_live, 0);
}

TEST(min_by_items_that_own_memory)
{
        boxed least = { NULL };

        CHECK_OK(iter_max_by(boxes(3, 9), boxed_value, ITER_INTO(boxed, &least), NULL));
        CHECK_INT(unbox(least), 8);
        iter_type_drop(ITER_TYPE(boxed), &least);
}

TEST(max_by_keys_that_view_their_items)
{
        iter_str_t x = { NULL, 0 };

        CHECK_OK(iter_max_by(iter_strings(words, 5), last_letter, ITER_INTO(iter_str_t, &x), NULL));
        CHECK_TEXT(x, "pear");
        iter_type_drop(ITER_TYPE(iter_str_t), &x);
}

TEST(min_by_an_exact_key_is_called_once_for_each_item_until_it_fails)
{
        iter_t *it = iter_array(ITER_ARRAY(parcel, parcels));
        parcel x = { 7, 'x' };
        iter_error_t error;

        CHECK_CODE(
            iter_min_by(iter_borrow(it), try_weight, ITER_INTO(parcel, &x), &error), ITER_E_PARSE);
        CHECK_STRING(error.message, "try_weight: item 3: no scales");
        CHECK_INT(x.weight, 7);
        CHECK_STATUS(iter_next(it, ITER_INTO(parcel, &x)), ITER_ITEM);
        CHECK_INT(x.name, 'e');
        CHECK_OK(iter_close(it, NULL));
        CHECK_OK(iter_min_by(
            iter_array(ITER_SPAN(parcel, parcels, 3)), try_weight, ITER_INTO(parcel, &x), NULL));
        CHECK_INT(x.name, 'b');
}

TEST(min_and_max_refuse_types_without_order)
{
        parcel x = { 7, 'x' };
        iter_error_t error;

        CHECK_CODE(iter_min(iter_array(ITER_ARRAY(parcel, parcels)), ITER_INTO(parcel, &x), &error),
            ITER_E_TYPE);
        CHECK_STRING(error.message, "min: items of type parcel have no order");
        CHECK_CODE(iter_max_by(iter_array(ITER_ARRAY(parcel, parcels)), no_order,
                       ITER_INTO(parcel, &x), &error),
            ITER_E_TYPE);
        CHECK_STRING(error.message, "max: keys of type iter_ptr_t have no order");
        CHECK_INT(x.weight, 7);
}

TEST(min_by_refuses_a_key_of_other_items)
{
        int64_t x = 7;
        iter_error_t error;

        CHECK_CODE(
            iter_min_by(iter_range(0, 3, 1), weight, ITER_INTO(int64_t, &x), &error), ITER_E_TYPE);
        CHECK_STRING(error.message, "min: takes items of type parcel, the source gives int64_t");
}

TEST(min_refuses_a_place_of_another_type)
{
        static const int items[] = { 1, 2 };
        iter_t *it = iter_array(ITER_ARRAY(int, items));
        double x = 7;
        iter_error_t error;

        CHECK_CODE(iter_min(iter_borrow(it), ITER_INTO(double, &x), &error), ITER_E_TYPE);
        CHECK_STRING(
            error.message, "min: the result is of type int32_t, the place for it of type double");
        CHECK_REAL(x, 7);
        CHECK_UINT(iter_bounds(it).low, 2); /* found out before anything is pulled */
        CHECK_OK(iter_close(it, NULL));
}

TEST(max_after_a_min_that_stopped_starts_anew)
{
        iter_t *it = test_stutter(iter_array(ITER_ARRAY(parcel, parcels)), 3);
        parcel x = { 7, 'x' };
        int code;

        if (!CHECK_CODE(iter_min_by(it, weight, ITER_INTO(parcel, &x), NULL), ITER_E_PENDING))
                return;
        do
                code = iter_max_by(it, weight, ITER_INTO(parcel, &x), NULL);
        while (code == ITER_E_PENDING);
        CHECK_OK(code);
        CHECK_INT(x.name, 'c');
}

ITER_MAP_FN(double, half, parcel, p)
{
        return (double)p.weight / 2;
}

ITER_MAP_FN(version, as_version, parcel, p)
{
        const version v = { p.weight, p.name };
        return v;
}

TEST(min_after_a_min_by_another_key_starts_anew)
{
        uint64_t seed;

        for (seed = 0; seed < 20; seed++) {
                iter_t *it = test_stutter(iter_array(ITER_ARRAY(parcel, parcels)), seed);
                parcel x = { 7, 'x' };
                int code = iter_min_by(it, half, ITER_INTO(parcel, &x), NULL);
                int i;

                for (i = 0; i < 2 && code == ITER_E_PENDING; i++)
                        code = iter_min_by(it, half, ITER_INTO(parcel, &x), NULL);
                while (code == ITER_E_PENDING)
                        code = iter_min_by(it, as_version, ITER_INTO(parcel, &x), NULL);
                if (code != ITER_E_EMPTY)
                        CHECK_OK(code);
                if (code == 0)
                        CHECK(x.name >= 'a' && x.name <= 'e');
        }
}
