/* SPDX-License-Identifier: MIT */
#include "boxed.h"

ITER_FOLD_FN(int64_t, difference, acc, int64_t, x)
{
        return acc - x;
}

ITER_TRY_FOLD_FN(int64_t, try_difference, acc, int64_t, x, call)
{
        if (x == 4)
                return iter_fail(call, ITER_E_PARSE, "no 4, please");
        *acc -= x;
        return 0;
}

ITER_FOLD_FN(iter_str_t, longest, best, iter_str_t, text)
{
        return text.len > best.len ? text : best;
}

ITER_TRY_FOLD_FN(iter_str_t, try_longest, best, iter_str_t, text, call)
{
        (void)call;
        if (text.len > best->len)
                *best = text;
        return 0;
}

ITER_TRY_MAP_FN(iter_str_t, number_word, int64_t, x, out, call)
{
        if (x == 2)
                return iter_fail(call, ITER_E_PARSE, "cannot count to 2");
        *out = x == 0 ? iter_str("zero") : iter_str("number one");
        return 0;
}

ITER_FOLD_FN(size_t, total_length, acc, iter_str_t, text)
{
        return acc + text.len;
}

/* A part of what has been accumulated. */
ITER_FOLD_FN(iter_str_t, shorten, acc, iter_str_t, text)
{
        const iter_str_t tail = { acc.ptr + (acc.len > 0), acc.len - (acc.len > 0) };
        (void)text;
        return tail;
}

ITER_TRY_FOLD_FN(boxed, add_boxed, acc, boxed, x, call)
{
        (void)call;
        *acc->value += *x.value;
        return 0;
}

ITER_TRY_FOLD_FN(boxed, add_to_box, acc, int64_t, x, call)
{
        if (x == 4)
                return iter_fail(call, ITER_E_PARSE, "no 4, please");
        *acc->value += x;
        return 0;
}

static const char *const words[] = { "a", "lazy", "iterator", "sequence", "ends" };

TEST(reduce_folds_the_items_into_the_first)
{
        //! [iter_reduce]
        int64_t result = 0;

        /* ((10 - 1) - 2) - 3 */
        static const int64_t items[] = { 10, 1, 2, 3 };
        CHECK_OK(iter_reduce(
            iter_array(ITER_ARRAY(int64_t, items)), difference, ITER_INTO(int64_t, &result), NULL));
        CHECK_INT(result, 4);

        iter_str_t word = { NULL, 0 };
        CHECK_OK(iter_reduce(iter_strings(words, 5), longest, ITER_INTO(iter_str_t, &word), NULL));
        CHECK_TEXT(word, "iterator");
        iter_type_drop(ITER_TYPE(iter_str_t), &word);
        //! [iter_reduce]
}

TEST(reduce_as_a_stage)
{
        //! [iter_reduce_of]
        iter_t *it = iter_reduce_of(iter_range(0, 5, 1), difference);
        int64_t result = 0;

        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &result)), ITER_ITEM);
        CHECK_INT(result, -10);
        CHECK_OK(iter_close(it, NULL));
        //! [iter_reduce_of]
}

TEST(fold_works_on_a_value_of_the_callers)
{
        //! [iter_fold]
        size_t letters = 100;

        CHECK_OK(
            iter_fold(iter_strings(words, 5), total_length, ITER_INTO(size_t, &letters), NULL));
        CHECK_UINT(letters, 125);
        //! [iter_fold]
}

TEST(fold_as_a_stage)
{
        //! [iter_fold_of]
        const int64_t initial = 100;
        iter_t *it = iter_fold_of(iter_range(0, 5, 1), difference, ITER_FROM(int64_t, &initial));
        int64_t result = 0;

        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &result)), ITER_ITEM);
        CHECK_INT(result, 90);
        CHECK_OK(iter_close(it, NULL));
        //! [iter_fold_of]
}

TEST(reduce_of_nothing_needs_an_initial_value)
{
        int64_t x = 7;
        iter_error_t error;

        CHECK_CODE(iter_reduce(iter_range(0, 0, 1), difference, ITER_INTO(int64_t, &x), &error),
            ITER_E_EMPTY);
        CHECK_STRING(error.message, "reduce: the source has no items");
        CHECK_INT(x, 7);
        CHECK_OK(iter_fold(iter_range(0, 0, 1), difference, ITER_INTO(int64_t, &x), NULL));
        CHECK_INT(x, 7);
}

TEST(reduce_of_one_item_is_that_item)
{
        int64_t x = 7;

        /* The function, which would fail, is not called. */
        CHECK_OK(iter_reduce(iter_range(4, 5, 1), try_difference, ITER_INTO(int64_t, &x), NULL));
        CHECK_INT(x, 4);
}

TEST(reduce_exactly_stops_where_the_function_fails)
{
        iter_t *it = iter_range(0, 7, 1);
        int64_t x = 7;
        iter_error_t error;

        CHECK_CODE(iter_reduce(iter_borrow(it), try_difference, ITER_INTO(int64_t, &x), &error),
            ITER_E_PARSE);
        CHECK_STRING(error.message, "try_difference: item 3: no 4, please");
        CHECK_INT(x, 7);
        CHECK_INT64S(it, 5, 6);
        CHECK_OK(iter_close(it, NULL));
}

TEST(fold_leaves_what_was_folded_before_an_error)
{
        int64_t x = 100;

        CHECK_CODE(iter_fold(iter_range(0, 7, 1), try_difference, ITER_INTO(int64_t, &x), NULL),
            ITER_E_PARSE);
        CHECK_INT(x, 100 - 1 - 2 - 3);
        CHECK_OK(iter_fold(iter_range(5, 7, 1), try_difference, ITER_INTO(int64_t, &x), NULL));
        CHECK_INT(x, 94 - 5 - 6);
}

TEST(fold_of_many_blocks)
{
        int64_t x = 0;

        CHECK_OK(iter_fold(iter_range(0, 100001, 1), difference, ITER_INTO(int64_t, &x), NULL));
        CHECK_INT(x, -5000050000);
}

TEST(reduce_copies_a_view_before_its_window_ends)
{
        iter_str_t word = { NULL, 0 };

        CHECK_OK(
            iter_reduce(iter_strings(words, 5), try_longest, ITER_INTO(iter_str_t, &word), NULL));
        CHECK_TEXT(word, "iterator");
        CHECK(word.ptr != words[2]);
        iter_type_drop(ITER_TYPE(iter_str_t), &word);
}

TEST(reduce_may_accumulate_a_part_of_what_it_has)
{
        static const iter_str_t texts[] = { { "abcdef", 6 }, { "", 0 }, { "", 0 }, { "", 0 } };
        iter_str_t word = { NULL, 0 };

        CHECK_OK(iter_reduce(test_one_by_one(ITER_ARRAY(iter_str_t, texts)), shorten,
            ITER_INTO(iter_str_t, &word), NULL));
        CHECK_TEXT(word, "def");
        iter_type_drop(ITER_TYPE(iter_str_t), &word);
}

TEST(fold_of_a_view_replaces_it_only_if_all_went_well)
{
        iter_str_t word = iter_str("none");

        if (CHECK_OK(
                iter_fold(iter_strings(words, 5), longest, ITER_INTO(iter_str_t, &word), NULL))) {
                CHECK_TEXT(word, "iterator");
                iter_type_drop(ITER_TYPE(iter_str_t), &word);
        }
        word = iter_str("none");
        CHECK_CODE(iter_fold(iter_map(iter_range(0, 3, 1), number_word), longest,
                       ITER_INTO(iter_str_t, &word), NULL),
            ITER_E_PARSE);
        CHECK_TEXT(word, "none");
}

TEST(fold_of_a_view_as_a_stage_gives_a_text_of_its_own)
{
        const iter_str_t none = iter_str("none");
        iter_t *it = iter_fold_of(iter_strings(words, 5), longest, ITER_FROM(iter_str_t, &none));
        iter_str_t word = { NULL, 0 };

        CHECK_STATUS(iter_next(it, ITER_INTO(iter_str_t, &word)), ITER_ITEM);
        CHECK_TEXT(word, "iterator");
        CHECK_OK(iter_close(it, NULL));
}

TEST(reduce_of_items_that_own_memory)
{
        boxed sum = { NULL };

        CHECK_OK(iter_reduce(boxes(1, 5), add_boxed, ITER_INTO(boxed, &sum), NULL));
        CHECK_INT(unbox(sum), 10);
        iter_type_drop(ITER_TYPE(boxed), &sum);
}

TEST(fold_into_a_value_that_owns_memory_leaves_it_to_its_owner)
{
        boxed sum = { boxed_new(100) };

        if (CHECK_CODE(sum.value == NULL ? ITER_E_NOMEM : 0, 0)) {
                CHECK_OK(iter_fold(iter_range(1, 4, 1), add_to_box, ITER_INTO(boxed, &sum), NULL));
                CHECK_INT(unbox(sum), 106);
                CHECK_CODE(iter_fold(iter_range(1, 7, 1), add_to_box, ITER_INTO(boxed, &sum), NULL),
                    ITER_E_PARSE);
                CHECK_INT(unbox(sum), 112);
        }
        iter_type_drop(ITER_TYPE(boxed), &sum);
}

TEST(fold_of_a_value_that_owns_memory_as_a_stage_works_on_a_copy)
{
        boxed initial = { boxed_new(100) };

        if (CHECK_CODE(initial.value == NULL ? ITER_E_NOMEM : 0, 0)) {
                iter_t *it =
                    iter_fold_of(iter_range(1, 4, 1), add_to_box, ITER_FROM(boxed, &initial));
                boxed sum = { NULL };
                CHECK_STATUS(iter_next(it, ITER_INTO(boxed, &sum)), ITER_ITEM);
                CHECK_INT(unbox(sum), 106);
                CHECK_OK(iter_close(it, NULL));
                CHECK_INT(unbox(initial), 100);
        }
        iter_type_drop(ITER_TYPE(boxed), &initial);
}

TEST(reduce_refuses_a_function_that_accumulates_another_type)
{
        size_t x = 7;
        iter_error_t error;

        CHECK_CODE(iter_reduce(iter_strings(words, 5), total_length, ITER_INTO(size_t, &x), &error),
            ITER_E_TYPE);
        CHECK_STRING(error.message,
            "reduce: begins with the first item, of type iter_str_t, but total_length accumulates "
            "uint64_t");
}

TEST(fold_refuses_what_does_not_fit)
{
        int64_t x = 7;
        size_t n = 7;
        iter_error_t error;

        CHECK_CODE(iter_fold(iter_strings(words, 5), total_length, ITER_INTO(int64_t, &x), &error),
            ITER_E_TYPE);
        CHECK_STRING(error.message,
            "fold: total_length accumulates uint64_t, the initial value is of type int64_t");
        CHECK_CODE(iter_fold(iter_range(0, 3, 1), total_length, ITER_INTO(size_t, &n), &error),
            ITER_E_TYPE);
        CHECK_STRING(
            error.message, "fold: takes items of type iter_str_t, the source gives int64_t");
        CHECK_INT(x, 7);
        CHECK_UINT(n, 7);
}

TEST(fold_refuses_to_begin_with_nothing)
{
        int64_t *none = NULL;
        iter_error_t error;

        CHECK_CODE(iter_fold(iter_range(0, 3, 1), difference, ITER_INTO(int64_t, none), &error),
            ITER_E_NULL);
        CHECK_STRING(error.message, "fold: no initial value");
}

TEST(fold_holds_what_was_folded_while_it_is_pending)
{
        iter_t *it = test_stutter(iter_range(0, 10, 1), 5);
        int64_t x = 100;
        int pending = 0;
        int code;

        for (;;) {
                code = iter_fold(it, difference, ITER_INTO(int64_t, &x), NULL);
                if (code != ITER_E_PENDING)
                        break;
                pending++;
        }
        CHECK_OK(code);
        CHECK(pending > 0);
        CHECK_INT(x, 55);
}

TEST(fold_of_a_view_goes_on_after_pending)
{
        iter_t *it = test_stutter(iter_strings(words, 5), 5);
        iter_str_t word = iter_str("none");
        int code;

        do
                code = iter_fold(it, longest, ITER_INTO(iter_str_t, &word), NULL);
        while (code == ITER_E_PENDING);
        if (CHECK_OK(code)) {
                CHECK_TEXT(word, "iterator");
                iter_type_drop(ITER_TYPE(iter_str_t), &word);
        }
}
