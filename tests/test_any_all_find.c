/* SPDX-License-Identifier: MIT */
#include "boxed.h"

ITER_FILTER_FN(is_even, int64_t, x)
{
        return x % 2 == 0;
}

ITER_FILTER_FN_WITH(is_above, int64_t, x, int64_t, limit)
{
        return x > limit;
}

/* Counts its calls; fails for 13. */
ITER_TRY_FILTER_FN_WITH(try_above, int64_t, x, pass, call, int64_t *, limit)
{
        limit[1]++;
        if (x == 13)
                return iter_fail(call, ITER_E_PARSE, "13");
        *pass = x > limit[0];
        return 0;
}

ITER_FILTER_FN(is_long, iter_str_t, text)
{
        return text.len > 4;
}

ITER_FILTER_FN(is_big, boxed, x)
{
        return unbox(x) > 4;
}

TEST(any_asks_whether_a_predicate_holds_for_at_least_one_item)
{
        //! [iter_any]
        bool answer = false;

        CHECK_OK(iter_any(iter_range(1, 10, 1), is_even, &answer, NULL));
        CHECK(answer);
        CHECK_OK(iter_any(iter_range(1, 10, 2), is_even, &answer, NULL));
        CHECK(!answer);
        //! [iter_any]
}

TEST(any_as_a_stage)
{
        //! [iter_any_of]
        iter_t *it = iter_any_of(iter_range(1, 10, 1), is_above(8));
        bool answer = false;

        CHECK_STATUS(iter_next(it, ITER_INTO(bool, &answer)), ITER_ITEM);
        CHECK(answer);
        CHECK_OK(iter_close(it, NULL));
        //! [iter_any_of]
}

TEST(all_asks_whether_a_predicate_holds_for_every_item)
{
        //! [iter_all]
        bool answer = false;

        CHECK_OK(iter_all(iter_range(0, 10, 2), is_even, &answer, NULL));
        CHECK(answer);
        CHECK_OK(iter_all(iter_range(0, 10, 3), is_even, &answer, NULL));
        CHECK(!answer);
        //! [iter_all]
}

TEST(all_as_a_stage)
{
        //! [iter_all_of]
        iter_t *it = iter_all_of(iter_range(1, 10, 1), is_above(0));
        bool answer = false;

        CHECK_STATUS(iter_next(it, ITER_INTO(bool, &answer)), ITER_ITEM);
        CHECK(answer);
        CHECK_OK(iter_close(it, NULL));
        //! [iter_all_of]
}

TEST(find_gives_the_first_item_for_which_a_predicate_holds)
{
        //! [iter_find]
        int64_t x = -1; /* the default */
        bool found = false;

        CHECK_OK(
            iter_find(iter_range(0, 100, 7), is_above(50), ITER_INTO(int64_t, &x), &found, NULL));
        CHECK(found);
        CHECK_INT(x, 56);
        //! [iter_find]
}

TEST(find_as_a_stage_has_an_item_or_none)
{
        //! [iter_find_of]
        iter_t *it = iter_find_of(iter_range(0, 100, 7), is_above(50));
        int64_t x = 0;

        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ITEM);
        CHECK_INT(x, 56);
        CHECK_OK(iter_close(it, NULL));

        it = iter_find_of(iter_range(0, 100, 7), is_above(500));
        CHECK_NO_ITEMS(int64_t, it);
        CHECK_OK(iter_close(it, NULL));
        //! [iter_find_of]
}

/* Python: any([]) is False, all([]) is True, next(filter(f, []), x) is x */
TEST(any_all_and_find_of_nothing)
{
        bool answer = true;
        bool found = true;
        int64_t x = 7;

        CHECK_OK(iter_any(iter_range(0, 0, 1), is_even, &answer, NULL));
        CHECK(!answer);
        CHECK_OK(iter_all(iter_range(0, 0, 1), is_even, &answer, NULL));
        CHECK(answer);
        CHECK_OK(iter_find(iter_range(0, 0, 1), is_even, ITER_INTO(int64_t, &x), &found, NULL));
        CHECK(!found);
        CHECK_INT(x, 7);
}

/* Python: it = iter([1, 0, 2]); all(it); list(it) == [2] */
TEST(all_consumes_up_to_and_including_the_deciding_item)
{
        static const int64_t items[] = { 1, 0, 2 };
        int64_t exact[] = { 0, 0 };
        iter_t *it = iter_array(ITER_ARRAY(int64_t, items));
        bool answer = true;

        CHECK_OK(iter_all(iter_borrow(it), is_above(0), &answer, NULL));
        CHECK(!answer);
        CHECK_INT64S(it, 2);
        CHECK_OK(iter_close(it, NULL));

        it = iter_array(ITER_ARRAY(int64_t, items));
        CHECK_OK(iter_all(iter_borrow(it), try_above(exact), &answer, NULL));
        CHECK(!answer);
        CHECK_INT(exact[1], 2);
        CHECK_INT64S(it, 2);
        CHECK_OK(iter_close(it, NULL));
}

TEST(any_and_find_consume_up_to_and_including_the_deciding_item)
{
        int64_t exact[] = { 3, 0 };
        iter_t *it = iter_range(0, 10, 1);
        int64_t x = 0;
        bool answer = false;

        CHECK_OK(iter_any(iter_borrow(it), is_above(1), &answer, NULL));
        CHECK(answer);
        CHECK_OK(iter_any(iter_borrow(it), try_above(exact), &answer, NULL));
        CHECK(answer);
        CHECK_INT(exact[1], 2);
        CHECK_OK(iter_find(iter_borrow(it), is_above(5), ITER_INTO(int64_t, &x), NULL, NULL));
        CHECK_INT(x, 6);
        exact[0] = 7;
        CHECK_OK(iter_find(iter_borrow(it), try_above(exact), ITER_INTO(int64_t, &x), NULL, NULL));
        CHECK_INT(x, 8);
        CHECK_INT64S(it, 9);
        CHECK_OK(iter_close(it, NULL));
}

TEST(any_all_and_find_look_no_further_than_they_must)
{
        static const int64_t items[] = { 1, 2, 3 };
        int64_t exact[] = { 2, 0 };
        int64_t x = 0;
        bool answer = false;

        CHECK_OK(iter_any(test_poison(items, 3), is_above(2), &answer, NULL));
        CHECK_OK(iter_any(test_poison(items, 3), try_above(exact), &answer, NULL));
        CHECK_OK(iter_all(test_poison(items, 2), is_above(1), &answer, NULL));
        CHECK_OK(iter_find(test_poison(items, 3), is_above(2), ITER_INTO(int64_t, &x), NULL, NULL));
        CHECK_OK(
            iter_find(test_poison(items, 3), try_above(exact), ITER_INTO(int64_t, &x), NULL, NULL));
}

TEST(any_all_and_find_may_end_over_an_infinite_source)
{
        int64_t x = 0;
        bool answer = false;

        CHECK_OK(iter_any(iter_count(0, 1), is_above(1000), &answer, NULL));
        CHECK(answer);
        CHECK_OK(iter_all(iter_count(0, 1), is_even, &answer, NULL));
        CHECK(!answer);
        CHECK_OK(iter_find(iter_count(0, 1), is_above(1000), ITER_INTO(int64_t, &x), NULL, NULL));
        CHECK_INT(x, 1001);
}

TEST(any_all_and_find_report_an_exact_predicate_that_fails)
{
        int64_t exact[] = { 100, 0 };
        int64_t x = 7;
        bool answer = true;
        bool found = true;
        iter_error_t error;
        iter_t *it = iter_range(10, 16, 1);

        CHECK_CODE(iter_any(iter_borrow(it), try_above(exact), &answer, &error), ITER_E_PARSE);
        CHECK_STRING(error.message, "try_above: item 3: 13");
        CHECK_INT64S(it, 14, 15);
        CHECK_OK(iter_close(it, NULL));
        CHECK_CODE(iter_find(iter_range(10, 16, 1), try_above(exact), ITER_INTO(int64_t, &x),
                       &found, &error),
            ITER_E_PARSE);
        exact[0] = 0;
        CHECK_CODE(
            iter_all(iter_range(10, 16, 1), try_above(exact), &answer, &error), ITER_E_PARSE);
        CHECK(answer && found);
        CHECK_INT(x, 7);
}

TEST(all_of_an_exact_predicate_that_holds_for_every_item)
{
        int64_t exact[] = { 0, 0 };
        bool answer = false;

        CHECK_OK(iter_all(iter_range(1, 10, 1), try_above(exact), &answer, NULL));
        CHECK(answer);
        CHECK_INT(exact[1], 9);
}

TEST(find_of_a_text_gives_a_copy)
{
        static const char *const words[] = { "a", "lazy", "iterator" };
        iter_str_t word = { NULL, 0 };

        CHECK_OK(
            iter_find(iter_strings(words, 3), is_long, ITER_INTO(iter_str_t, &word), NULL, NULL));
        CHECK_TEXT(word, "iterator");
        CHECK(word.ptr != words[2]);
        iter_type_drop(ITER_TYPE(iter_str_t), &word);
}

TEST(find_of_an_item_that_owns_memory_gives_a_copy)
{
        boxed x = { NULL };

        CHECK_OK(iter_find(boxes(0, 9), is_big, ITER_INTO(boxed, &x), NULL, NULL));
        CHECK_INT(unbox(x), 5);
        iter_type_drop(ITER_TYPE(boxed), &x);
}

TEST(find_refuses_a_predicate_of_other_items)
{
        int64_t x = 7;
        bool found = true;
        iter_error_t error;

        CHECK_CODE(iter_find(iter_range(0, 9, 1), is_long, ITER_INTO(int64_t, &x), &found, &error),
            ITER_E_TYPE);
        CHECK_STRING(
            error.message, "find: takes items of type iter_str_t, the source gives int64_t");
        CHECK(found);
        CHECK_INT(x, 7);
}

TEST(any_with_another_predicate_asks_about_the_items_still_to_come)
{
        iter_t *it = test_stutter(iter_range(0, 10, 1), 2);
        bool answer = true;
        int code = iter_any(it, is_above(100), &answer, NULL);

        if (!CHECK_CODE(code, ITER_E_PENDING))
                return;
        do
                code = iter_any(it, is_above(8), &answer, NULL);
        while (code == ITER_E_PENDING);
        CHECK_OK(code);
        CHECK(answer);
}
