/* SPDX-License-Identifier: MIT */
/* Lists of C strings. */
#include "sources.h"

TEST(strings_are_views_of_text)
{
        //! [iter_strings]
        static const char *const names[] = { "ada", "", "grace" };
        iter_t *it = iter_strings(names, 3);
        iter_str_t name = { NULL, 0 };

        CHECK_UINT(iter_bounds(it).low, 3);
        CHECK_STATUS(iter_next(it, ITER_INTO(iter_str_t, &name)), ITER_ITEM);
        CHECK_TEXT(name, "ada");
        CHECK_STATUS(iter_next(it, ITER_INTO(iter_str_t, &name)), ITER_ITEM);
        CHECK_TEXT(name, "");
        CHECK_STATUS(iter_next(it, ITER_INTO(iter_str_t, &name)), ITER_ITEM);
        CHECK_TEXT(name, "grace");
        CHECK(name.ptr == names[2]); /* not copied */
        CHECK_NO_ITEMS(iter_str_t, it);
        CHECK_OK(iter_close(it, NULL));
        //! [iter_strings]
}

TEST(strings_with_an_allocator)
{
        //! [iter_strings_in]
        static const char *const names[] = { "ada", "grace" };
        iter_counter_t counter;
        iter_t *it;
        size_t length = 0;

        iter_counter_init(&counter, NULL, 0);
        it = iter_strings_in(&counter.allocator, names, 2);
        ITER_FOREACH(iter_str_t, name, it)
                length += name.len;
        CHECK_UINT(counter.live, 1);
        CHECK_OK(iter_close(it, NULL));
        CHECK_UINT(length, 8);
        //! [iter_strings_in]
}

TEST(args_are_what_main_gets)
{
        //! [iter_args]
        char program[] = "prog";
        char option[] = "-v";
        char *argv[] = { program, option, NULL };
        const int argc = 2;
        iter_t *it = iter_args(argc - 1, argv + 1);
        iter_str_t arg = { NULL, 0 };

        CHECK_STATUS(iter_next(it, ITER_INTO(iter_str_t, &arg)), ITER_ITEM);
        CHECK_TEXT(arg, "-v");
        CHECK_NO_ITEMS(iter_str_t, it);
        CHECK_OK(iter_close(it, NULL));
        //! [iter_args]
}

TEST(args_with_an_allocator)
{
        //! [iter_args_in]
        char program[] = "prog";
        char *argv[] = { program, NULL };
        iter_counter_t counter;
        iter_t *it;

        iter_counter_init(&counter, NULL, 0);
        it = iter_args_in(&counter.allocator, 1, argv);
        CHECK_UINT(counter.live, 1);
        CHECK_UINT(iter_bounds(it).low, 1);
        CHECK_OK(iter_close(it, NULL));
        //! [iter_args_in]
}

TEST(args_of_a_program_without_a_name)
{
        char *argv[] = { NULL, NULL };
        iter_t *it = iter_args(0 - 1, argv + 1);

        CHECK_UINT(iter_bounds(it).high, 0);
        CHECK_NO_ITEMS(iter_str_t, it);
        CHECK_OK(iter_close(it, NULL));
}

TEST(strings_of_an_empty_list)
{
        iter_t *it = iter_strings(NULL, 0);

        CHECK_UINT(iter_bounds(it).high, 0);
        CHECK_STATUS(iter_skip(it, 1, NULL), ITER_END);
        CHECK_NO_ITEMS(iter_str_t, it);
        CHECK_OK(iter_close(it, NULL));
}

TEST(strings_of_more_than_a_block)
{
        static const char *list[1000];
        iter_t *it;
        size_t n = 0;
        int i;

        for (i = 0; i < 1000; i++)
                list[i] = i % 3 == 0 ? "abc" : "x";
        it = iter_strings(list, 1000);
        ITER_FOREACH(iter_str_t, text, it)
                n += text.len;
        CHECK_OK(iter_close(it, NULL));
        CHECK_UINT(n, 334 * 3 + 666);
}

TEST(strings_skip_without_looking)
{
        static const char *const list[] = { "a", NULL, NULL, "b" };
        iter_t *it = iter_strings(list, 4);
        iter_str_t text = { NULL, 0 };
        uint64_t skipped = 0;

        CHECK_STATUS(iter_skip(it, 3, NULL), ITER_ITEM);
        CHECK_UINT(iter_bounds(it).low, 1);
        CHECK_STATUS(iter_next(it, ITER_INTO(iter_str_t, &text)), ITER_ITEM);
        CHECK_TEXT(text, "b");
        CHECK_STATUS(iter_skip(it, 2, &skipped), ITER_END);
        CHECK_UINT(skipped, 0);
        CHECK_OK(iter_close(it, NULL));
}

TEST(strings_skip_past_their_end)
{
        static const char *const list[] = { "a", "b" };
        iter_t *it = iter_strings(list, 2);
        uint64_t skipped = 0;

        CHECK_STATUS(iter_skip(it, UINT64_MAX, &skipped), ITER_END);
        CHECK_UINT(skipped, 2);
        CHECK_OK(iter_close(it, NULL));
}

TEST(strings_before_a_null_come_before_the_error)
{
        static const char *const list[] = { "a", "b", NULL, "c" };
        iter_error_t err;
        iter_t *it = iter_strings(list, 4);
        iter_str_t text = { NULL, 0 };

        CHECK_STATUS(iter_next(it, ITER_INTO(iter_str_t, &text)), ITER_ITEM);
        CHECK_STATUS(iter_next(it, ITER_INTO(iter_str_t, &text)), ITER_ITEM);
        CHECK_TEXT(text, "b");
        CHECK_STATUS(iter_next(it, ITER_INTO(iter_str_t, &text)), ITER_ERROR);
        CHECK_CODE(iter_close(it, &err), ITER_E_NULL);
        CHECK_UINT(err.index, 2);
        CHECK_STRING(err.message, "strings: item 2: the string is NULL");
}

TEST(strings_at_null_are_an_error)
{
        iter_error_t err;

        CHECK_CODE(iter_close(iter_strings(NULL, 2), &err), ITER_E_NULL);
        CHECK_STRING(err.message, "strings: 2 strings at NULL");
}
