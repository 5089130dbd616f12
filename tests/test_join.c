/* SPDX-License-Identifier: MIT */
#include "boxed.h"

static const char *const words[] = { "usr", "share", "", "doc" };

static void drop(iter_str_t *text)
{
        iter_type_drop(ITER_TYPE(iter_str_t), text);
}

TEST(join_puts_a_separator_between_texts)
{
        //! [iter_join]
        iter_str_t path = { NULL, 0 };
        iter_error_t error;

        CHECK_OK(iter_join(iter_strings(words, 4), iter_str("/"), &path, &error));
        CHECK_TEXT(path, "usr/share//doc");
        iter_type_drop(ITER_TYPE(iter_str_t), &path);
        //! [iter_join]
}

TEST(join_as_a_stage)
{
        //! [iter_join_of]
        iter_t *it = iter_join_of(iter_strings(words, 4), iter_str(", "));
        iter_str_t list = { NULL, 0 };

        CHECK_STATUS(iter_next(it, ITER_INTO(iter_str_t, &list)), ITER_ITEM);
        CHECK_TEXT(list, "usr, share, , doc"); /* until the stage is closed */
        CHECK_OK(iter_close(it, NULL));
        //! [iter_join_of]
}

/* Python: ', '.join([]) == '', ', '.join(['x']) == 'x', ''.join(['', '']) == '' */
TEST(join_of_few_texts)
{
        static const char *const empty[] = { "", "" };
        iter_str_t text = { "none", 4 };

        if (CHECK_OK(iter_join(iter_strings(words, 0), iter_str(", "), &text, NULL))) {
                CHECK_TEXT(text, "");
                drop(&text);
        }
        if (CHECK_OK(iter_join(iter_strings(words, 1), iter_str(", "), &text, NULL))) {
                CHECK_TEXT(text, "usr");
                drop(&text);
        }
        if (CHECK_OK(iter_join(iter_strings(empty, 2), iter_str(""), &text, NULL))) {
                CHECK_TEXT(text, "");
                drop(&text);
        }
        if (CHECK_OK(iter_join(iter_strings(empty, 2), iter_str("-"), &text, NULL))) {
                CHECK_TEXT(text, "-");
                drop(&text);
        }
}

TEST(join_keeps_nul_bytes)
{
        static const iter_str_t items[] = { { "a\0b", 3 }, { "\0", 1 } };
        const iter_str_t separator = { "\0-", 2 };
        iter_str_t text = { NULL, 0 };

        CHECK_OK(iter_join(iter_array(ITER_ARRAY(iter_str_t, items)), separator, &text, NULL));
        CHECK_TEXT(text, "a\0b\0-\0");
        drop(&text);
}

TEST(join_of_many_texts_one_by_one)
{
        static const iter_str_t x = { "xyz", 3 };
        iter_str_t items[1000];
        iter_str_t text = { NULL, 0 };
        size_t i;
        bool right = true;

        for (i = 0; i < 1000; i++)
                items[i] = x;
        CHECK_OK(
            iter_join(test_one_by_one(ITER_ARRAY(iter_str_t, items)), iter_str(","), &text, NULL));
        if (CHECK_UINT(text.len, 3999)) {
                for (i = 0; i < text.len; i++)
                        right = right && text.ptr[i] == "xyz,"[i % 4];
                CHECK(right);
                drop(&text);
        }
}

TEST(join_takes_just_the_memory_that_it_needs)
{
        static const char *const parts[] = { "0123456789", "0123456789", "0123456789" };
        iter_counter_t counter;
        iter_str_t text = { NULL, 0 };
        size_t i;

        iter_counter_init(&counter, &plain_memory, 0);
        for (i = 1; i <= 3; i++) {
                CHECK_OK(iter_join(
                    iter_strings_in(&counter.allocator, parts, i), iter_str("--"), &text, NULL));
                CHECK_UINT(text.len, 12 * i - 2);
                CHECK(counter.current <= 12 * i - 2 + 64);
                drop(&text);
                text.ptr = NULL;
                CHECK_UINT(counter.current, 0);
        }
}

TEST(join_fails_where_the_text_cannot_be_that_long)
{
        static const iter_str_t items[] = { { "x", SIZE_MAX / 2 }, { "x", SIZE_MAX / 2 },
                { "x", 2 } };
        static const iter_str_t separated[] = { { "x", SIZE_MAX - 1 }, { NULL, 0 } };
        iter_str_t text = { "none", 4 };

        CHECK_CODE(iter_join(iter_array(ITER_ARRAY(iter_str_t, items)), iter_str(""), &text, NULL),
            ITER_E_NOMEM);
        CHECK_CODE(
            iter_join(iter_array(ITER_ARRAY(iter_str_t, separated)), iter_str("--"), &text, NULL),
            ITER_E_NOMEM);
        CHECK_TEXT(text, "none");
}

TEST(join_leaves_its_place_alone_on_an_error)
{
        static const char *const broken[] = { "a", NULL };
        iter_str_t text = { "none", 4 };

        CHECK_CODE(iter_join(iter_strings(broken, 2), iter_str(","), &text, NULL), ITER_E_NULL);
        CHECK_TEXT(text, "none");
}

TEST(join_refuses_a_separator_without_text)
{
        const iter_str_t separator = { NULL, 2 };
        iter_str_t text = { "none", 4 };
        iter_error_t error;

        CHECK_CODE(iter_join(iter_strings(words, 4), separator, &text, &error), ITER_E_NULL);
        CHECK_STRING(error.message, "join: no separator");
        CHECK_TEXT(text, "none");
}

TEST(join_refuses_what_is_no_text)
{
        iter_str_t text = { "none", 4 };
        iter_error_t error;

        CHECK_CODE(iter_join(iter_range(0, 3, 1), iter_str(","), &text, &error), ITER_E_TYPE);
        CHECK_STRING(
            error.message, "join: takes items of type iter_str_t, the source gives int64_t");
        CHECK_TEXT(text, "none");
}

TEST(join_goes_on_after_pending_with_the_same_separator)
{
        iter_t *it = test_stutter(iter_strings(words, 4), 9);
        iter_str_t text = { NULL, 0 };
        int code;

        do {
                /* Elsewhere each time: what counts is what it says. */
                char separator[] = { ':' };
                const iter_str_t view = { separator, 1 };
                code = iter_join(it, view, &text, NULL);
                separator[0] = '?';
        } while (code == ITER_E_PENDING);
        if (CHECK_OK(code)) {
                CHECK_TEXT(text, "usr:share::doc");
                drop(&text);
        }
}
