/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* fopencookie */
#include "sources.h"

#include <errno.h>

/* A stream that keeps what is written to it. */
struct sink {
        FILE *stream;
        char text[256];
};

static void sink_open(struct sink *sink)
{
        memset(sink->text, 0, sizeof sink->text);
        sink->stream = fmemopen(sink->text, sizeof sink->text, "w");
}

TEST(write_lines_writes_each_item_and_a_newline)
{
        struct sink sink;
        FILE *out;

        sink_open(&sink);
        out = sink.stream;
        //! [iter_write_lines]
        iter_error_t error;
        iter_t *it = iter_range(8, 11, 1);
        if (iter_write_lines(it, out, &error) != 0)
                fprintf(stderr, "%s\n", error.message);
        //! [iter_write_lines]
        if (CHECK_CODE(error.code, 0))
                CHECK_STRING(sink.text, "8\n9\n10\n"); /* flushed */
        fclose(sink.stream);
}

TEST(write_lines_as_a_stage_gives_the_number_of_items)
{
        struct sink sink;
        FILE *out;

        sink_open(&sink);
        out = sink.stream;
        //! [iter_write_lines_of]
        iter_t *it = iter_write_lines_of(iter_range(8, 11, 1), out);
        uint64_t written = 0;
        if (iter_next(it, ITER_INTO(uint64_t, &written)) == ITER_ITEM)
                CHECK_UINT(written, 3);
        CHECK_OK(iter_close(it, NULL));
        //! [iter_write_lines_of]
        fclose(sink.stream);
}

#define T(literal)                           \
        {                                    \
                literal, sizeof(literal) - 1 \
        }

static const iter_str_t texts[] = { T("one"), T(""), T("a\0b"), { NULL, 0 } };

TEST(write_lines_writes_texts_byte_for_byte)
{
        struct sink sink;

        sink_open(&sink);
        if (CHECK_OK(
                iter_write_lines(iter_array(ITER_ARRAY(iter_str_t, texts)), sink.stream, NULL)))
                CHECK(memcmp(sink.text, "one\n\na\0b\n\n\0", 11) == 0);
        fclose(sink.stream);
}

TEST(write_lines_of_no_items_writes_nothing)
{
        struct sink sink;

        sink_open(&sink);
        CHECK_OK(iter_write_lines(iter_range(0, 0, 1), sink.stream, NULL));
        CHECK_STRING(sink.text, "");
        fclose(sink.stream);
}

typedef struct {
        int64_t number;
        iter_str_t text;
} numbered;
ITER_PAIR_TYPE(numbered, int64_t, number, iter_str_t, text);

typedef struct {
        int64_t number;
} mute;
ITER_STRUCT_TYPE(mute);

typedef struct {
        int64_t number;
        mute silent;
} half_mute;
ITER_PAIR_TYPE(half_mute, int64_t, number, mute, silent);

TEST(write_lines_prints_members_through_their_types)
{
        const numbered items[] = { { 1, T("one") }, { 2, T("two") } };
        struct sink sink;

        sink_open(&sink);
        if (CHECK_OK(iter_write_lines(iter_array(ITER_ARRAY(numbered, items)), sink.stream, NULL)))
                CHECK_STRING(sink.text, "(1, one)\n(2, two)\n");
        fclose(sink.stream);
}

TEST(write_lines_refuses_items_that_have_no_text)
{
        const mute mutes[] = { { 1 } };
        const half_mute half_mutes[] = { { 1, { 2 } } };
        struct sink sink;
        iter_error_t error;

        sink_open(&sink);
        if (CHECK_CODE(iter_write_lines(iter_array(ITER_ARRAY(mute, mutes)), sink.stream, &error),
                ITER_E_UNSUPPORTED))
                CHECK_STRING(error.message, "write_lines: items of type mute have no text");
        CHECK_CODE(
            iter_write_lines(iter_array(ITER_ARRAY(half_mute, half_mutes)), sink.stream, NULL),
            ITER_E_UNSUPPORTED);
        fclose(sink.stream);
}

static int print_refused(const iter_type_t *type, const void *item, FILE *out)
{
        (void)type;
        (void)item;
        (void)out;
        return -5;
}

typedef int64_t moody;
static const iter_type_t iter_type_moody = { "moody", sizeof(moody), sizeof(moody), NULL, 0, false,
        NULL, NULL, NULL, NULL, print_refused };

TEST(write_lines_reports_the_code_of_a_type_that_does_not_print)
{
        const moody items[] = { 1 };
        struct sink sink;

        sink_open(&sink);
        CHECK_CODE(iter_write_lines(iter_array(ITER_ARRAY(moody, items)), sink.stream, NULL), -5);
        fclose(sink.stream);
}

TEST(write_lines_to_a_full_device_is_an_error_when_it_is_flushed)
{
        FILE *full = fopen("/dev/full", "w");
        iter_error_t error;

        if (full == NULL)
                SKIP("no /dev/full");
        if (CHECK_CODE(iter_write_lines(iter_range(0, 3, 1), full, &error), ITER_E_IO)) {
                CHECK_INT(error.os_error, ENOSPC);
                CHECK_STRING(error.message, "write_lines: cannot write: No space left on device");
        }
        fclose(full);
}

/* A stream without a buffer that takes so many bytes and then fails. */
struct narrow {
        size_t room;
        int error;
};

static ssize_t narrow_write(void *cookie, const char *bytes, size_t n)
{
        struct narrow *narrow = cookie;

        (void)bytes;
        if (n > narrow->room) {
                errno = narrow->error;
                return 0;
        }
        narrow->room -= n;
        return (ssize_t)n;
}

static FILE *narrow_open(struct narrow *narrow)
{
        const cookie_io_functions_t functions = { NULL, narrow_write, NULL, NULL };
        FILE *stream = fopencookie(narrow, "w", functions);

        setvbuf(stream, NULL, _IONBF, 0);
        return stream;
}

TEST(write_lines_stops_at_the_item_that_cannot_be_written)
{
        /* The third item, its newline, and one whose type prints it. */
        const size_t rooms[] = { 5, 8 };
        const char *const numbers[] = { "1", "2", "3" };
        iter_str_t lines[3];
        size_t i;

        for (i = 0; i < 3; i++)
                lines[i] = iter_str(numbers[i]);
        for (i = 0; i < 2; i++) {
                struct narrow narrow = { rooms[i] - 1, EPIPE };
                FILE *out = narrow_open(&narrow);
                iter_t *source = iter_array(ITER_ARRAY(iter_str_t, lines));
                iter_error_t error;
                iter_str_t line;

                narrow.room = i == 0 ? 2 : 3;
                if (CHECK_CODE(iter_write_lines(iter_borrow(source), out, &error), ITER_E_IO)) {
                        CHECK_INT(error.os_error, EPIPE);
                        CHECK_STRING(error.message, "write_lines: cannot write: Broken pipe");
                        if (iter_next(source, ITER_INTO(iter_str_t, &line)) == ITER_ITEM)
                                CHECK_TEXT(line, "3");
                }
                CHECK_OK(iter_close(source, NULL));
                fclose(out);
        }
}

TEST(write_lines_reports_a_stream_that_fails_without_a_reason)
{
        struct narrow narrow = { 0, 0 };
        FILE *out = narrow_open(&narrow);
        iter_error_t error;

        if (CHECK_CODE(iter_write_lines(iter_range(0, 3, 1), out, &error), ITER_E_IO))
                CHECK_INT(error.os_error, EIO);
        fclose(out);
}

TEST(write_lines_writes_what_comes_before_an_error)
{
        const int64_t items[] = { 1, 2 };
        struct sink sink;

        sink_open(&sink);
        if (CHECK_CODE(iter_write_lines(test_fails_behind(items, 2, -7), sink.stream, NULL), -7)) {
                fflush(sink.stream);
                CHECK_STRING(sink.text, "1\n2\n");
        }
        fclose(sink.stream);
}

TEST(write_lines_goes_on_after_pending)
{
        struct sink sink;
        iter_t *it = test_stutter(iter_range(0, 5, 1), 3);
        int code;
        int pending = 0;

        sink_open(&sink);
        do {
                code = iter_write_lines(it, sink.stream, NULL);
                pending += code == ITER_E_PENDING;
        } while (code == ITER_E_PENDING);
        if (CHECK_OK(code)) {
                CHECK(pending > 0);
                CHECK_STRING(sink.text, "0\n1\n2\n3\n4\n");
        }
        fclose(sink.stream);
}

TEST(write_lines_counts_across_pending)
{
        struct sink sink;
        iter_t *it;
        uint64_t written = 0;
        iter_status_t status;

        sink_open(&sink);
        it = iter_write_lines_of(test_stutter(iter_range(0, 5, 1), 3), sink.stream);
        do
                status = iter_next(it, ITER_INTO(uint64_t, &written));
        while (status == ITER_PENDING);
        if (CHECK_OK(iter_close(it, NULL)))
                CHECK_UINT(written, 5);
        fclose(sink.stream);
}

TEST(write_lines_refuses_null)
{
        struct sink sink;

        sink_open(&sink);
        CHECK_CODE(iter_write_lines(NULL, sink.stream, NULL), ITER_E_NULL);
        CHECK_CODE(iter_write_lines(iter_range(0, 3, 1), NULL, NULL), ITER_E_NULL);
        fclose(sink.stream);
}
