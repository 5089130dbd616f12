/* SPDX-License-Identifier: MIT */
#include "tap.h"

ITER_TRY_MAP_FN(int64_t, fails_at_three, int64_t, x, out, call)
{
        if (x == 3)
                return iter_fail(call, -22, "%d is not welcome", (int)x);
        *out = x;
        return 0;
}

TEST(the_table_of_codes_can_be_expanded)
{
        //! [ITER_ERRORS]
        size_t n = 0;
#define COUNT(name, number, text) n++;
        ITER_ERRORS(COUNT)
#undef COUNT
        //! [ITER_ERRORS]
        CHECK_UINT(n, 20);
}

TEST(codes_have_names_and_texts)
{
        //! [iter_code_name]
        CHECK_STRING(iter_code_name(ITER_E_IO), "ITER_E_IO");
        CHECK_STRING(iter_code_text(ITER_E_IO), "input or output failed");
        CHECK_STRING(iter_code_name(-22), "ITER_E_CALLBACK"); /* a callback's own */
        CHECK_STRING(iter_code_text(-22), "a callback failed");
        //! [iter_code_name]
        CHECK_STRING(iter_code_name(0), "ITER_OK");
        CHECK_STRING(iter_code_text(0), "no error");
        CHECK_STRING(iter_code_name(4711), "unknown");
        CHECK_STRING(iter_code_text(4711), "unknown error");
}

TEST(every_code_has_a_number_a_name_and_a_text_of_its_own)
{
        int expected = 0;
#define CHECK_CODE_OF(name, number, text)            \
        CHECK_INT(name, number);                     \
        CHECK_INT(number, expected);                 \
        CHECK_STRING(iter_code_name(number), #name); \
        CHECK_STRING(iter_code_text(number), text);  \
        expected++;
        ITER_ERRORS(CHECK_CODE_OF)
#undef CHECK_CODE_OF
        CHECK_STRING(iter_code_name(expected), "unknown");
}

TEST(a_record_says_what_went_wrong_where)
{
        iter_error_t error;
        iter_t *it = iter_map(iter_range(0, 10, 1), fails_at_three);
        int64_t sum = 0;

        ITER_FOREACH(int64_t, x, it)
                sum += x;
        CHECK_INT(sum, 3); /* 0 + 1 + 2 */
        CHECK_CODE(iter_close(it, &error), -22);
        CHECK_INT(error.code, -22);
        CHECK_INT(error.os_error, 0);
        CHECK_UINT(error.index, 3);
        CHECK_UINT(error.line, 0);
        CHECK_STRING(error.stage, "map");
        CHECK_STRING(error.file, "");
        CHECK_STRING(error.message, "fails_at_three: item 3: 3 is not welcome");
}

TEST(no_error_is_a_record_too)
{
        iter_error_t error;

        memset(&error, 0xff, sizeof error);
        CHECK_OK(iter_close(NULL, &error));
        CHECK_INT(error.code, ITER_OK);
        CHECK_INT(error.os_error, 0);
        CHECK_UINT(error.index, UINT64_MAX);
        CHECK_UINT(error.line, 0);
        CHECK_STRING(error.stage, "");
        CHECK_STRING(error.file, "");
        CHECK_STRING(error.message, "");
}

TEST(a_message_that_does_not_fit_is_cut_at_its_end)
{
        iter_error_t error;
        char text[1000];
        iter_t *it;

        memset(text, 'x', sizeof text - 1);
        text[sizeof text - 1] = '\0';
        it = iter_failed(-1, "begins %s ends", text);
        CHECK_CODE(iter_close(it, &error), -1);
        CHECK_UINT(strlen(error.message), sizeof error.message - 1);
        CHECK_CONTAINS(error.message, "begins xxx");
}

TEST(consumers_fill_in_the_same_record)
{
        iter_error_t error;
        int64_t sum = 17;

        CHECK_CODE(iter_sum_i64(iter_map(iter_range(0, 10, 1), fails_at_three), &sum, &error), -22);
        CHECK_INT(sum, 17);
        CHECK_UINT(error.index, 3);
        CHECK_CONTAINS(error.message, "3 is not welcome");
        CHECK_CODE(iter_sum_i64(iter_map(iter_range(0, 10, 1), fails_at_three), &sum, NULL), -22);
}
