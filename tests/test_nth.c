/* SPDX-License-Identifier: MIT */
#include "boxed.h"

TEST(nth_gives_the_item_at_a_position)
{
        //! [iter_nth]
        int64_t x = -1;
        iter_error_t error;

        CHECK_OK(iter_nth(iter_range(10, 20, 1), 3, ITER_INTO(int64_t, &x), &error));
        CHECK_INT(x, 13);
        CHECK_CODE(
            iter_nth(iter_range(10, 20, 1), 10, ITER_INTO(int64_t, &x), &error), ITER_E_EMPTY);
        CHECK_STRING(error.message, "nth: there is no item 10: the source has 10");
        CHECK_INT(x, 13);
        //! [iter_nth]
}

TEST(nth_as_a_stage)
{
        //! [iter_nth_of]
        iter_t *it = iter_nth_of(iter_range(10, 20, 1), 0);
        int64_t x = 0;

        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ITEM);
        CHECK_INT(x, 10);
        CHECK_NO_ITEMS(int64_t, it);
        CHECK_OK(iter_close(it, NULL));
        //! [iter_nth_of]
}

TEST(nth_of_nothing_says_how_many_there_are)
{
        int64_t x = 7;
        iter_error_t error;

        CHECK_CODE(iter_nth(iter_range(0, 0, 1), 0, ITER_INTO(int64_t, &x), &error), ITER_E_EMPTY);
        CHECK_STRING(error.message, "nth: there is no item 0: the source has 0");
        CHECK_INT(x, 7);
}

TEST(nth_consumes_n_plus_one_items)
{
        iter_t *it = iter_range(0, 6, 1);
        int64_t x = 7;

        CHECK_OK(iter_nth(iter_borrow(it), 1, ITER_INTO(int64_t, &x), NULL));
        CHECK_INT(x, 1);
        CHECK_OK(iter_nth(iter_borrow(it), 1, ITER_INTO(int64_t, &x), NULL));
        CHECK_INT(x, 3);
        CHECK_INT64S(it, 4, 5);
        CHECK_OK(iter_close(it, NULL));
}

TEST(nth_pulls_nothing_behind_its_item)
{
        static const int64_t items[] = { 1, 2, 3 };
        int64_t x = 7;

        CHECK_OK(iter_nth(test_poison(items, 3), 2, ITER_INTO(int64_t, &x), NULL));
        CHECK_INT(x, 3);
}

TEST(nth_skips_where_the_source_can)
{
        int64_t x = 7;

        CHECK_OK(iter_nth(iter_count(5, 1), UINT64_C(1) << 60, ITER_INTO(int64_t, &x), NULL));
        CHECK_INT(x, (INT64_C(1) << 60) + 5);
        CHECK_OK(iter_nth(ITER_RANGE_THROUGH(int64_t, INT64_MIN, INT64_MAX, 1), UINT64_MAX,
            ITER_INTO(int64_t, &x), NULL));
        CHECK_INT(x, INT64_MAX);
}

TEST(nth_text_and_nth_box_are_copies)
{
        static const char *const words[] = { "a", "lazy", "iterator" };
        iter_str_t word = { NULL, 0 };
        boxed x = { NULL };

        CHECK_OK(iter_nth(iter_strings(words, 3), 1, ITER_INTO(iter_str_t, &word), NULL));
        CHECK_TEXT(word, "lazy");
        CHECK(word.ptr != words[1]);
        iter_type_drop(ITER_TYPE(iter_str_t), &word);
        CHECK_OK(iter_nth(boxes(3, 9), 2, ITER_INTO(boxed, &x), NULL));
        CHECK_INT(unbox(x), 5);
        iter_type_drop(ITER_TYPE(boxed), &x);
}

TEST(next_or_takes_a_default_at_the_end)
{
        //! [iter_next_or]
        iter_t *it = iter_range(7, 8, 1);
        const int64_t none = -1;
        int64_t x = 0;

        CHECK_STATUS(
            iter_next_or(it, ITER_INTO(int64_t, &x), ITER_FROM(int64_t, &none)), ITER_ITEM);
        CHECK_INT(x, 7);
        CHECK_STATUS(iter_next_or(it, ITER_INTO(int64_t, &x), ITER_FROM(int64_t, &none)), ITER_END);
        CHECK_INT(x, -1);
        CHECK_OK(iter_close(it, NULL));
        //! [iter_next_or]
}

TEST(next_or_takes_an_error_for_an_error)
{
        iter_t *it = test_fails_after(NULL, 0, ITER_E_IO);
        const int64_t none = -1;
        int64_t x = 7;

        CHECK_STATUS(
            iter_next_or(it, ITER_INTO(int64_t, &x), ITER_FROM(int64_t, &none)), ITER_ERROR);
        CHECK_INT(x, 7);
        CHECK_CODE(iter_close(it, NULL), ITER_E_IO);
        CHECK_STATUS(
            iter_next_or(NULL, ITER_INTO(int64_t, &x), ITER_FROM(int64_t, &none)), ITER_ERROR);
        CHECK_INT(x, 7);
}

TEST(next_or_takes_pending_for_pending)
{
        iter_t *it = test_stutter(iter_range(0, 0, 1), 1);
        const int64_t none = -1;
        int64_t x = 7;
        iter_status_t status = iter_next_or(it, ITER_INTO(int64_t, &x), ITER_FROM(int64_t, &none));

        CHECK_STATUS(status, ITER_PENDING);
        CHECK_INT(x, 7);
        while (status == ITER_PENDING)
                status = iter_next_or(it, ITER_INTO(int64_t, &x), ITER_FROM(int64_t, &none));
        CHECK_STATUS(status, ITER_END);
        CHECK_INT(x, -1);
        CHECK_OK(iter_close(it, NULL));
}

TEST(next_or_refuses_a_default_of_another_type)
{
        iter_t *it = iter_range(0, 3, 1);
        const double none = -1;
        int64_t x = 7;
        iter_error_t error;

        CHECK_STATUS(
            iter_next_or(it, ITER_INTO(int64_t, &x), ITER_FROM(double, &none)), ITER_ERROR);
        CHECK_INT(x, 7);
        CHECK_CODE(iter_close(it, &error), ITER_E_TYPE);
        CHECK_STRING(
            error.message, "range: iter_next_or wants items of type double, these are int64_t");
}

TEST(next_or_may_have_the_place_for_its_default)
{
        iter_t *it = iter_range(0, 0, 1);
        int64_t x = 7;

        CHECK_STATUS(iter_next_or(it, ITER_INTO(int64_t, &x), ITER_FROM(int64_t, &x)), ITER_END);
        CHECK_INT(x, 7);
        CHECK_OK(iter_close(it, NULL));
}
