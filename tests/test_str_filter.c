/* SPDX-License-Identifier: MIT */
#include "sources.h"

TEST(str_filter_passes_the_texts_that_hold_the_needle)
{
        //! [iter_str_filter]
        const char *words[] = { "spam", "ham", "eggs", "Spam and spam" };
        const size_t n_words = sizeof words / sizeof *words;
        iter_str_t texts[4];
        iter_t *it;
        size_t n = 0;
        size_t i;

        for (i = 0; i < n_words; i++)
                texts[i] = iter_str(words[i]);
        it = iter_array(ITER_ARRAY(iter_str_t, texts));
        it = iter_str_filter(it, iter_str("spam"));
        ITER_FOREACH(iter_str_t, text, it) {
                CHECK(iter_str_contains(text, iter_str("spam")));
                n++;
        }
        CHECK_OK(iter_close(it, NULL));
        CHECK_UINT(n, 2);
        //! [iter_str_filter]
}

#define T(literal)                           \
        {                                    \
                literal, sizeof(literal) - 1 \
        }

static const iter_str_t texts[] = { T("one"), T(""), T("a\0b"), T("none"), T("on"), T("xone") };

/* The indexes of the texts that pass, as digits. */
static void check_passed(iter_t *it, const char *expected)
{
        char passed[8] = "";
        size_t n = 0;

        ITER_FOREACH(iter_str_t, text, it) {
                size_t i;
                for (i = 0; i < sizeof texts / sizeof *texts; i++) {
                        if (texts[i].ptr == text.ptr)
                                passed[n++] = (char)('0' + i);
                }
        }
        if (CHECK_OK(iter_close(it, NULL)))
                CHECK_STRING(passed, expected);
}

static iter_t *filtered(iter_str_t needle)
{
        return iter_str_filter(iter_array(ITER_ARRAY(iter_str_t, texts)), needle);
}

TEST(str_filter_finds_a_needle_at_either_end_and_as_a_whole)
{
        check_passed(filtered(iter_str("one")), "035");
        check_passed(filtered(iter_str("n")), "0345");
        check_passed(filtered(iter_str("none of these")), "");
}

TEST(str_filter_lets_every_text_pass_for_an_empty_needle)
{
        const iter_str_t nothing = { NULL, 0 };

        check_passed(filtered(iter_str("")), "012345");
        check_passed(filtered(nothing), "012345");
}

TEST(str_filter_finds_nul_bytes)
{
        const iter_str_t nul = { "\0", 1 };

        check_passed(filtered(nul), "2");
}

TEST(str_filter_copies_the_needle)
{
        char needle[] = "one";
        iter_t *it = filtered(iter_str(needle));

        needle[0] = 'x';
        check_passed(it, "035");
}

TEST(str_filter_of_no_texts_is_empty)
{
        iter_t *it = iter_str_filter(iter_array(ITER_SPAN(iter_str_t, texts, 0)), iter_str("one"));

        CHECK_NO_ITEMS(iter_str_t, it);
        CHECK_OK(iter_close(it, NULL));
}

TEST(str_filter_takes_a_large_window_in_parts)
{
        enum { TEXTS = 1000 };
        static iter_str_t many[TEXTS];
        iter_t *it;
        size_t n = 0;
        size_t i;

        for (i = 0; i < TEXTS; i++)
                many[i] = iter_str(i % 3 == 0 ? "one" : "two");
        it = iter_str_filter(iter_array(ITER_ARRAY(iter_str_t, many)), iter_str("two"));
        ITER_FOREACH(iter_str_t, text, it)
                n += text.ptr[0] == 't';
        if (CHECK_OK(iter_close(it, NULL)))
                CHECK_UINT(n, 666);
}

TEST(str_filter_goes_on_after_pending)
{
        uint64_t seed;

        for (seed = 0; seed < 20; seed++) {
                iter_t *source = test_stutter(iter_array(ITER_ARRAY(iter_str_t, texts)), seed);
                iter_t *it = iter_str_filter(source, iter_str("one"));
                iter_str_t text;
                iter_status_t status;
                size_t n = 0;

                do {
                        status = iter_next(it, ITER_INTO(iter_str_t, &text));
                        n += status == ITER_ITEM;
                } while (status == ITER_ITEM || status == ITER_PENDING);
                if (CHECK_OK(iter_close(it, NULL)))
                        CHECK_UINT(n, 3);
        }
}

TEST(str_filter_consumes_up_to_and_including_the_text_that_passed)
{
        iter_t *source = iter_array(ITER_ARRAY(iter_str_t, texts));
        iter_t *it = iter_str_filter(iter_borrow(source), iter_str("none"));
        iter_str_t text;

        if (iter_next(it, ITER_INTO(iter_str_t, &text)) == ITER_ITEM)
                CHECK_TEXT(text, "none");
        if (CHECK_OK(iter_close(it, NULL)) &&
            iter_next(source, ITER_INTO(iter_str_t, &text)) == ITER_ITEM)
                CHECK_TEXT(text, "on");
        CHECK_OK(iter_close(source, NULL));
}

TEST(str_filter_passes_an_error_on)
{
        iter_t *it = iter_str_filter(iter_failed(-7, "as planned"), iter_str("one"));

        CHECK_CODE(iter_close(it, NULL), -7);
}

TEST(str_filter_refuses_items_that_are_no_text)
{
        const int64_t numbers[] = { 1, 2 };
        iter_t *it = iter_str_filter(iter_array(ITER_ARRAY(int64_t, numbers)), iter_str("one"));
        iter_error_t error;

        if (CHECK_CODE(iter_close(it, &error), ITER_E_TYPE))
                CHECK_CONTAINS(error.message, "str_filter");
}

TEST(str_filter_refuses_a_needle_at_null_and_one_of_the_greatest_size)
{
        const iter_str_t null = { NULL, 3 };
        const iter_str_t endless = { "x", SIZE_MAX };

        CHECK_CODE(iter_close(filtered(null), NULL), ITER_E_NULL);
        CHECK_CODE(iter_close(filtered(endless), NULL), ITER_E_ARGUMENT);
}

TEST(str_filter_of_null_is_an_error)
{
        CHECK_CODE(iter_close(iter_str_filter(NULL, iter_str("one")), NULL), ITER_E_NULL);
}

TEST(str_filter_has_at_most_as_many_items_as_its_source)
{
        iter_t *it = filtered(iter_str("one"));

        if (iter_failure(it, NULL) == 0) {
                CHECK_UINT(iter_bounds(it).low, 0);
                CHECK_UINT(iter_bounds(it).high, 6);
        }
        CHECK_OK(iter_close(it, NULL));
}
