/* SPDX-License-Identifier: MIT */
#include "sources.h"

typedef struct {
        int64_t a;
        int64_t b;
} two;

ITER_PAIR_TYPE(two, int64_t, a, int64_t, b);

typedef struct {
        int64_t a;
        int64_t b;
        int64_t c;
} three;

ITER_TRIPLE_TYPE(three, int64_t, a, int64_t, b, int64_t, c);

TEST(zip_longest_goes_on_with_zeros)
{
        //! [ITER_ZIP_LONGEST]
        iter_t *it = ITER_ZIP_LONGEST(iter_range(1, 3, 1), iter_range(10, 14, 1));
        int64_t sum_a = 0;
        int64_t sum_b = 0;

        ITER_FOREACH(two, pair, it) {
                sum_a += pair.a;
                sum_b += pair.b;
        }
        CHECK_OK(iter_close(it, NULL));
        CHECK_INT(sum_a, 1 + 2);
        CHECK_INT(sum_b, 10 + 11 + 12 + 13);
        //! [ITER_ZIP_LONGEST]
}

//! [iter_zip_longest_n]
typedef struct {
        iter_str_t name;
        int64_t age;
} person;

ITER_PAIR_TYPE(person, iter_str_t, name, int64_t, age);

TEST(zip_longest_has_a_fill_value_for_each_source)
{
        static const char *const names[] = { "Ada", "Bob" };
        const iter_str_t nobody = iter_str("nobody");
        const int64_t unknown = -1;
        iter_t *sources[] = { iter_strings(names, 2), iter_range(30, 33, 1) };
        const iter_from_t fills[] = { ITER_FROM(iter_str_t, &nobody),
                ITER_FROM(int64_t, &unknown) };
        iter_t *it = iter_zip_longest_n(sources, fills, 2);
        int64_t n = 0;

        ITER_FOREACH(person, p, it) {
                if (p.age == 32)
                        CHECK_TEXT(p.name, "nobody");
                n++;
        }
        CHECK_OK(iter_close(it, NULL));
        CHECK_INT(n, 3);
}
//! [iter_zip_longest_n]

TEST(zip_longest_copies_its_fill_values)
{
        char text[] = "nobody";
        iter_str_t nobody = iter_str(text);
        const int64_t zero = 0;
        iter_t *sources[] = { iter_strings(NULL, 0), iter_range(30, 31, 1) };
        const iter_from_t fills[] = { ITER_FROM(iter_str_t, &nobody), ITER_FROM(int64_t, &zero) };
        iter_t *it = iter_zip_longest_n(sources, fills, 2);
        person p;

        memset(text, '#', sizeof text);
        nobody.len = 0;
        if (CHECK_STATUS(iter_next(it, ITER_INTO(person, &p)), ITER_ITEM))
                CHECK_TEXT(p.name, "nobody");
        CHECK_OK(iter_close(it, NULL));
}

TEST(zip_longest_fills_more_rows_than_a_block_has)
{
        iter_t *it = ITER_ZIP_LONGEST(iter_range(0, 200, 1), iter_range(0, 1000, 1));
        int64_t i = 0;

        ITER_FOREACH(two, pair, it) {
                CHECK_INT(pair.a, i < 200 ? i : 0);
                CHECK_INT(pair.b, i);
                i++;
        }
        CHECK_OK(iter_close(it, NULL));
        CHECK_INT(i, 1000);
}

TEST(zip_longest_of_nothing_is_empty)
{
        iter_t *it = iter_zip_longest_n(NULL, NULL, 0);
        uint64_t n = 9;

        CHECK_OK(iter_ilen(it, &n, NULL));
        CHECK_UINT(n, 0);
}

TEST(zip_longest_of_empty_sources_is_empty)
{
        iter_t *it = ITER_ZIP_LONGEST(iter_range(0, 0, 1), iter_range(0, 0, 1));

        CHECK_NO_ITEMS(two, it);
        CHECK_OK(iter_close(it, NULL));
}

TEST(zip_longest_never_asks_a_source_again_that_has_ended)
{
        static const int64_t one[] = { 1 };
        iter_t *it = ITER_ZIP_LONGEST(test_resumes(one, 1), iter_range(0, 5, 1));
        int64_t sum = 0;

        ITER_FOREACH(two, pair, it)
                sum += pair.a;
        CHECK_OK(iter_close(it, NULL));
        CHECK_INT(sum, 1);
}

TEST(zip_longest_has_the_bounds_of_the_longest)
{
        iter_t *it =
            ITER_ZIP_LONGEST(iter_range(0, 5, 1), iter_range(0, 9, 1), iter_range(0, 3, 1));

        CHECK_UINT(iter_bounds(it).low, 9);
        CHECK_UINT(iter_bounds(it).high, 9);
        CHECK_STATUS(iter_skip(it, 7, NULL), ITER_ITEM);
        CHECK_UINT(iter_bounds(it).low, 2);
        CHECK_UINT(iter_bounds(it).high, 2);
        CHECK_OK(iter_close(it, NULL));
        it = ITER_ZIP_LONGEST(iter_range(0, 5, 1), iter_count(0, 1));
        CHECK(iter_bounds(it).infinite);
        CHECK_OK(iter_close(it, NULL));
}

TEST(zip_longest_of_two_borrows_fills_up_the_last_row)
{
        iter_t *a = iter_range(1, 6, 1);
        iter_t *it = ITER_ZIP_LONGEST(iter_borrow(a), iter_borrow(a), iter_borrow(a));
        three t = { -1, -1, -1 };

        CHECK_STATUS(iter_next(it, ITER_INTO(three, &t)), ITER_ITEM);
        CHECK_INT(t.a, 1);
        CHECK_INT(t.b, 2);
        CHECK_INT(t.c, 3);
        CHECK_STATUS(iter_next(it, ITER_INTO(three, &t)), ITER_ITEM);
        CHECK_INT(t.a, 4);
        CHECK_INT(t.b, 5);
        CHECK_INT(t.c, 0);
        CHECK_STATUS(iter_next(it, ITER_INTO(three, &t)), ITER_END);
        CHECK_OK(iter_close(it, NULL));
        CHECK_OK(iter_close(a, NULL));
}

TEST(zip_longest_of_two_borrows_goes_on_where_pending_stopped_it)
{
        uint64_t seed;

        for (seed = 0; seed < 20; seed++) {
                iter_t *a = test_stutter(iter_range(1, 4, 1), seed);
                iter_t *it = ITER_ZIP_LONGEST(iter_borrow(a), iter_borrow(a));
                int64_t digits = 0;
                iter_status_t status;
                two pair = { 0, 0 };

                do {
                        status = iter_next(it, ITER_INTO(two, &pair));
                        if (status == ITER_ITEM)
                                digits = (digits * 10 + pair.a) * 10 + pair.b;
                } while (status == ITER_ITEM || status == ITER_PENDING);
                CHECK_STATUS(status, ITER_END);
                CHECK_INT(digits, 1230);
                CHECK_OK(iter_close(it, NULL));
                iter_abandon(a);
        }
}

TEST(zip_longest_puts_back_what_it_took_for_a_row_that_failed)
{
        static const int64_t items[] = { 1, 2, 3 };
        iter_t *a = test_fails_after(items, 3, -5);
        iter_t *it = ITER_ZIP_LONGEST(iter_borrow(a), iter_borrow(a));
        two pair = { 0, 0 };
        int64_t x = 0;

        CHECK_STATUS(iter_next(it, ITER_INTO(two, &pair)), ITER_ITEM);
        CHECK_STATUS(iter_next(it, ITER_INTO(two, &pair)), ITER_ERROR);
        CHECK_CODE(iter_close(it, NULL), -5);
        CHECK_STATUS(iter_next(a, ITER_INTO(int64_t, &x)), ITER_ITEM);
        CHECK_INT(x, 3);
        CHECK_CODE(iter_close(a, NULL), -5);
}

TEST(zip_longest_refuses_fill_values_of_another_type)
{
        const double half = 0.5;
        const int64_t zero = 0;
        iter_t *sources[] = { iter_range(0, 1, 1), iter_range(0, 2, 1) };
        const iter_from_t fills[] = { ITER_FROM(int64_t, &zero), ITER_FROM(double, &half) };
        iter_t *it = iter_zip_longest_n(sources, fills, 2);
        iter_error_t error;

        CHECK_CODE(iter_close(it, &error), ITER_E_TYPE);
        CHECK_CONTAINS(error.message, "source 2");
        CHECK_CONTAINS(error.message, "double");
}

TEST(zip_longest_refuses_a_fill_value_that_is_null)
{
        iter_t *sources[] = { iter_range(0, 1, 1) };
        const iter_from_t fills[] = { { NULL, ITER_TYPE(int64_t) } };
        iter_t *it = iter_zip_longest_n(sources, fills, 1);

        CHECK_CODE(iter_close(it, NULL), ITER_E_NULL);
}

TEST(zip_longest_with_fill_values_passes_errors_on)
{
        const int64_t zero = 0;
        const iter_from_t fills[] = { ITER_FROM(int64_t, &zero), ITER_FROM(int64_t, &zero) };
        iter_t *sources[] = { iter_range(0, 1, 1), iter_failed(-5, "before") };
        iter_t *missing[] = { NULL, iter_range(0, 1, 1) };
        iter_t *it = iter_zip_longest_n(sources, fills, 2);

        CHECK_CODE(iter_close(it, NULL), -5);
        it = iter_zip_longest_n(missing, fills, 2);
        CHECK_CODE(iter_close(it, NULL), ITER_E_NULL);
}
