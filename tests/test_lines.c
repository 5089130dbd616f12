/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* fopencookie */
#include "tap.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "io/lines.h"

/* A file for one test. */
struct file {
        char path[64];
};

static struct file file_with(const char *bytes, size_t n)
{
        struct file file = { "/tmp/lazyiter_test_XXXXXX" };
        const int fd = mkstemp(file.path);

        CHECK(fd >= 0 && write(fd, bytes, n) == (ssize_t)n && close(fd) == 0);
        return file;
}

#define FILE_WITH(literal) file_with(literal, sizeof(literal) - 1)

/* The reading end of a pipe that holds the bytes; the writing end goes to *writer, or is closed. */
static int pipe_with(const char *bytes, size_t n, int *writer)
{
        int ends[2] = { -1, -1 };

        CHECK(pipe(ends) == 0 && write(ends[1], bytes, n) == (ssize_t)n);
        if (writer != NULL)
                *writer = ends[1];
        else
                close(ends[1]);
        return ends[0];
}

/* Where a reader could not be made, the pipe that it should read from has no reader. */
__attribute__((constructor)) static void ignore_broken_pipes(void)
{
        signal(SIGPIPE, SIG_IGN);
}

static bool is_open(int fd)
{
        return fcntl(fd, F_GETFD) >= 0;
}

/* Standard input, replaced for one test. */
static int real_stdin;

static void stdin_from(int fd)
{
        real_stdin = dup(STDIN_FILENO);
        CHECK(real_stdin >= 0);
        CHECK(dup2(fd, STDIN_FILENO) == STDIN_FILENO);
        close(fd);
        clearerr(stdin);
}

/* Nothing that stdio has buffered is left for the next test. */
static void stdin_back(void)
{
        const int nothing = open("/dev/null", O_RDONLY);

        CHECK(dup2(nothing, STDIN_FILENO) == STDIN_FILENO);
        close(nothing);
        while (fgetc(stdin) != EOF)
                continue;
        clearerr(stdin);
        CHECK(dup2(real_stdin, STDIN_FILENO) == STDIN_FILENO);
        close(real_stdin);
}

/* System calls that follow a script, for one reader of "app.log". */

#define NO_REASON -1

struct step {
        const char *bytes; /* what a read finds; NULL: it fails, or is at the end */
        int error;
};

static struct {
        const struct step *steps;
        size_t at; /* in the step's bytes */
        size_t most; /* bytes a read; 0: no limit */
        int open_errors[2];
        int close_error;
        int poll_error;
        int opens;
        int polls;
        int closes;
} script;

static int script_open(const char *path)
{
        const int error = script.open_errors[script.opens > 0];

        CHECK_STRING(path, "app.log");
        script.opens++;
        errno = error;
        return error == 0 ? 1000 : -1;
}

static ssize_t script_read(int fd, void *to, size_t n)
{
        const struct step *step = script.steps;

        CHECK_INT(fd, 1000);
        if (step->bytes == NULL) {
                if (step->error == 0)
                        return 0;
                errno = step->error == NO_REASON ? 0 : step->error;
                script.steps++;
                return -1;
        }
        if (script.most != 0 && n > script.most)
                n = script.most;
        if (n > strlen(step->bytes) - script.at)
                n = strlen(step->bytes) - script.at;
        memcpy(to, step->bytes + script.at, n);
        script.at += n;
        if (step->bytes[script.at] == '\0') {
                script.steps++;
                script.at = 0;
        }
        return (ssize_t)n;
}

static int script_poll(struct pollfd *fds, nfds_t n, int timeout)
{
        CHECK(n == 1 && fds->fd == 1000 && fds->events == POLLIN && timeout == -1);
        script.polls++;
        errno = script.poll_error;
        return script.poll_error == 0 ? 1 : -1;
}

static int script_close(int fd)
{
        CHECK_INT(fd, 1000);
        script.closes++;
        errno = script.close_error;
        return script.close_error == 0 ? 0 : -1;
}

static const struct iter_system script_system = { script_open, script_read, script_poll,
        script_close };

static iter_t *with_system(iter_t *it, const struct iter_system *system)
{
        if (iter_failure(it, NULL) == 0)
                ((struct lines *)it)->system = system;
        return it;
}

static iter_t *scripted(const struct step *steps, const iter_lines_options_t *options)
{
        memset(&script, 0, sizeof script);
        script.steps = steps;
        return with_system(iter_lines("app.log", options), &script_system);
}

/* The same lines, whatever they are read from and however they come. */

static iter_t *from_path(const char *path, const iter_lines_options_t *options)
{
        return iter_lines(path, options);
}

static iter_t *from_fd(const char *path, const iter_lines_options_t *options)
{
        return iter_lines_fd(open(path, O_RDONLY), ITER_CLOSE, options);
}

static iter_t *from_file(const char *path, const iter_lines_options_t *options)
{
        return iter_lines_file(fopen(path, "r"), ITER_CLOSE, options);
}

/* Without a buffer stdio never knows of a byte ahead: it is read one by one, as where the C library
 * does not tell what it has. */
static iter_t *from_unbuffered_file(const char *path, const iter_lines_options_t *options)
{
        FILE *stream = fopen(path, "r");

        setvbuf(stream, NULL, _IONBF, 0);
        return iter_lines_file(stream, ITER_CLOSE, options);
}

static ssize_t read_a_byte(int fd, void *to, size_t n)
{
        static bool interrupted;

        interrupted = !interrupted;
        errno = EINTR;
        return interrupted ? -1 : read(fd, to, n > 1 ? 1 : n);
}

static int open_a_file(const char *path)
{
        static bool interrupted;

        interrupted = !interrupted;
        errno = EINTR;
        return interrupted ? -1 : open(path, O_RDONLY);
}

static const struct iter_system slow_system = { open_a_file, read_a_byte, poll, close };

static iter_t *from_path_byte_by_byte(const char *path, const iter_lines_options_t *options)
{
        return with_system(iter_lines(path, options), &slow_system);
}

static iter_t *(*const ways[])(const char *path, const iter_lines_options_t *options) = {
        from_path,
        from_fd,
        from_file,
        from_unbuffered_file,
        from_path_byte_by_byte,
};

static void check_lines(const char *bytes, size_t n_bytes, iter_lines_options_t options,
    const iter_str_t *expected, size_t n, int line)
{
        struct file file = file_with(bytes, n_bytes);
        size_t way;

        for (way = 0; way < sizeof ways / sizeof *ways; way++) {
                iter_t *it = ways[way](file.path, &options);
                size_t i = 0;
                ITER_FOREACH(iter_str_t, text, it) {
                        if (i >= n || !iter_str_equal(text, expected[i]))
                                tap_fail(__FILE__, line, "way %zu, line %zu: '" ITER_STR_FMT "'",
                                    way, i + 1, ITER_STR_ARG(text));
                        i++;
                }
                if (i != n)
                        tap_fail(__FILE__, line, "way %zu: %zu lines", way, i);
                CHECK_OK(iter_close(it, NULL));
        }
        unlink(file.path);
}

#define T(literal)                           \
        {                                    \
                literal, sizeof(literal) - 1 \
        }

/* The lines of a string literal; `options` is set already, the expected lines are T("..."). */
#define CHECK_LINES(literal, ...)                                            \
        do {                                                                 \
                const iter_str_t expected[] = { __VA_ARGS__ };               \
                check_lines(literal, sizeof(literal) - 1, options, expected, \
                    sizeof expected / sizeof *expected, __LINE__);           \
        } while (0)

/* Tests that run once for each of these sizes of the buffer, so that every boundary between two
 * reads falls everywhere. */
static const size_t sizes[] = { 1, 2, 3, 4, 5, 7, 64, 4096 };

#define N_SIZES (sizeof sizes / sizeof *sizes)

struct sized {
        tap_test_t test;
        char name[128];
};

static void register_sizes(
    const char *title, int line, void (*run)(const void *size), struct sized *sized)
{
        size_t i;

        for (i = 0; i < N_SIZES; i++) {
                snprintf(sized[i].name, sizeof sized[i].name, "%s_buffer_%zu", title, sizes[i]);
                sized[i].test.name = sized[i].name;
                sized[i].test.file = __FILE__;
                sized[i].test.line = line;
                sized[i].test.run_with = run;
                sized[i].test.row = &sizes[i];
                tap_register(&sized[i].test);
        }
}

/* A test whose `options` have the size already. */
#define TEST_SIZES(title)                                                   \
        static void tap_body_##title(iter_lines_options_t options);         \
        static void tap_run_##title(const void *size)                       \
        {                                                                   \
                iter_lines_options_t options = { 0 };                       \
                options.buffer_size = *(const size_t *)size;                \
                tap_body_##title(options);                                  \
        }                                                                   \
        __attribute__((constructor)) static void tap_register_##title(void) \
        {                                                                   \
                static struct sized sized[N_SIZES];                         \
                register_sizes(#title, __LINE__, tap_run_##title, sized);   \
        }                                                                   \
        static void tap_body_##title(iter_lines_options_t options)

TEST(lines_of_a_file)
{
        struct file file = FILE_WITH("one\n\nthree");
        const char *path = file.path;
        //! [iter_lines]
        iter_error_t error;
        iter_t *it = iter_lines(path, NULL);
        size_t bytes = 0;
        size_t lines = 0;
        ITER_FOREACH(iter_str_t, line, it) {
                bytes += line.len;
                lines++;
        }
        CHECK_OK(iter_close(it, &error)); /* error.message says what went wrong */
        CHECK_UINT(lines, 3);
        CHECK_UINT(bytes, 8);
        //! [iter_lines]
        unlink(path);
}

TEST(lines_of_several_files)
{
        struct file first = FILE_WITH("one\ntwo");
        struct file second = FILE_WITH("three\n");
        //! [iter_lines_files]
        const char *const paths[] = { first.path, second.path };
        iter_t *it = iter_lines_files(paths, 2, NULL);
        size_t lines = 0;
        ITER_FOREACH(iter_str_t, line, it)
                lines += line.len > 0;
        CHECK_OK(iter_close(it, NULL));
        CHECK_UINT(lines, 3);
        //! [iter_lines_files]
        unlink(first.path);
        unlink(second.path);
}

TEST(lines_of_a_descriptor)
{
        int fd = pipe_with("one\ntwo\n", 8, NULL);
        //! [iter_lines_fd]
        iter_t *it = iter_lines_fd(fd, ITER_CLOSE, NULL);
        size_t lines = 0;
        ITER_FOREACH(iter_str_t, line, it)
                lines += line.len > 0;
        CHECK_OK(iter_close(it, NULL));
        CHECK_UINT(lines, 2);
        //! [iter_lines_fd]
        CHECK(!is_open(fd));
}

TEST(lines_of_a_stream)
{
        struct file file = FILE_WITH("title\nname=7\r\n");
        FILE *stream = fopen(file.path, "r");
        //! [iter_lines_file]
        char title[16];
        iter_str_t line;
        iter_lines_options_t options = { .crlf = ITER_CRLF_STRIP, .name = "settings" };
        iter_t *it = iter_lines_file(stream, ITER_KEEP_OPEN, &options);

        CHECK(fgets(title, sizeof title, stream) != NULL);
        if (iter_next(it, ITER_INTO(iter_str_t, &line)) == ITER_ITEM)
                CHECK_TEXT(line, "name=7");
        CHECK_OK(iter_close(it, NULL));
        fclose(stream);
        //! [iter_lines_file]
        CHECK_STRING(title, "title\n");
        unlink(file.path);
}

TEST(lines_of_standard_input)
{
        stdin_from(pipe_with("one\ntwo\n", 8, NULL));
        {
                //! [iter_lines_stdin]
                iter_t *it = iter_lines_stdin(NULL);
                size_t lines = 0;
                ITER_FOREACH(iter_str_t, line, it)
                        lines += line.len > 0;
                CHECK_OK(iter_close(it, NULL));
                CHECK_UINT(lines, 2);
                //! [iter_lines_stdin]
        }
        CHECK(is_open(STDIN_FILENO));
        stdin_back();
}

/* What a line is. */

TEST_SIZES(an_empty_file_has_no_lines)
{
        struct file file = FILE_WITH("");
        size_t way;

        for (way = 0; way < sizeof ways / sizeof *ways; way++) {
                iter_t *it = ways[way](file.path, &options);
                CHECK_NO_ITEMS(iter_str_t, it);
                CHECK_OK(iter_close(it, NULL));
        }
        unlink(file.path);
}

TEST_SIZES(each_line_is_an_item_without_its_newline)
{
        CHECK_LINES("one\ntwo\nthree and more\n", T("one"), T("two"), T("three and more"));
}

TEST_SIZES(the_last_line_need_not_have_a_newline)
{
        CHECK_LINES("one\ntwo", T("one"), T("two"));
        CHECK_LINES("one", T("one"));
}

TEST_SIZES(empty_lines_are_items)
{
        CHECK_LINES("\n", T(""));
        CHECK_LINES("\n\none\n\n\n", T(""), T(""), T("one"), T(""), T(""));
}

TEST_SIZES(nul_bytes_survive)
{
        CHECK_LINES("a\0b\n\0\n\0\0", T("a\0b"), T("\0"), T("\0\0"));
}

TEST_SIZES(bytes_above_127_survive)
{
        CHECK_LINES("\xff\n\xc3\xa9\n\x80", T("\xff"), T("\xc3\xa9"), T("\x80"));
}

TEST_SIZES(a_carriage_return_is_kept_by_default)
{
        CHECK_LINES("one\r\n\r\nt\rwo\r", T("one\r"), T("\r"), T("t\rwo\r"));
}

TEST_SIZES(a_carriage_return_before_the_newline_is_stripped_on_request)
{
        options.crlf = ITER_CRLF_STRIP;
        CHECK_LINES("one\r\n\r\n\nt\rwo\n\r\r\nend\r", T("one"), T(""), T(""), T("t\rwo"), T("\r"),
            T("end\r"));
}

TEST_SIZES(the_newline_is_kept_on_request)
{
        options.keep_newline = true;
        CHECK_LINES("one\n\nt\r\nend", T("one\n"), T("\n"), T("t\r\n"), T("end"));
}

TEST_SIZES(a_carriage_return_is_stripped_and_the_newline_kept_on_request)
{
        options.crlf = ITER_CRLF_STRIP;
        options.keep_newline = true;
        CHECK_LINES("one\r\n\r\ntwo\nend\r", T("one\n"), T("\n"), T("two\n"), T("end\r"));
}

TEST_SIZES(a_line_longer_than_the_buffer_comes_in_one_piece)
{
        CHECK_LINES(
            "x\n0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789\ny",
            T("x"), T("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789"),
            T("y"));
}

TEST_SIZES(more_lines_than_one_fill_makes_ready)
{
        enum { LINES = 1000 };
        char bytes[LINES * 4];
        iter_str_t expected[LINES];
        size_t i;

        for (i = 0; i < LINES; i++) {
                char *line = bytes + 4 * i;
                line[0] = (char)('0' + i / 100);
                line[1] = (char)('0' + i / 10 % 10);
                line[2] = (char)('0' + i % 10);
                line[3] = '\n';
                expected[i].ptr = line;
                expected[i].len = 3;
        }
        check_lines(bytes, sizeof bytes, options, expected, LINES, __LINE__);
}

TEST_SIZES(a_line_of_the_greatest_length_is_a_line)
{
        options.max_length = 5;
        CHECK_LINES("12345\n\n12345", T("12345"), T(""), T("12345"));
        options.crlf = ITER_CRLF_STRIP;
        CHECK_LINES("12345\r\n12345\n12345", T("12345"), T("12345"), T("12345"));
        options.keep_newline = true;
        CHECK_LINES("12345\r\n12345\n12345", T("12345\n"), T("12345\n"), T("12345"));
}

/* What comes behind `good` lines is an error that names the file and the line behind them. */
static void check_too_long(const char *bytes, const iter_lines_options_t *options, size_t good)
{
        struct file file = file_with(bytes, strlen(bytes));
        char message[128];
        size_t way;

        snprintf(message, sizeof message, ":%zu: the line is longer than 5 bytes", good + 1);
        for (way = 0; way < sizeof ways / sizeof *ways; way++) {
                iter_t *it = ways[way](file.path, options);
                iter_error_t error;
                size_t n = 0;
                ITER_FOREACH(iter_str_t, line, it)
                        n += line.len > 0;
                CHECK_UINT(n, good);
                if (CHECK_CODE(iter_close(it, &error), ITER_E_TOO_LONG)) {
                        CHECK_UINT(error.line, good + 1);
                        CHECK_CONTAINS(error.message, message);
                        CHECK_STRING(error.stage, "lines");
                }
        }
        unlink(file.path);
}

TEST_SIZES(a_line_longer_than_allowed_is_an_error_behind_the_good_lines)
{
        options.max_length = 5;
        check_too_long("123456\n", &options, 0);
        check_too_long("123456", &options, 0);
        check_too_long("1\n12345\n1\n123456\n1\n", &options, 3);
        check_too_long("1\n12345\n0123456789abcdef0123456789abcdef\n1\n", &options, 2);
        check_too_long("12345\r\n", &options, 0);
        options.crlf = ITER_CRLF_STRIP;
        check_too_long("1\r\n123456\r\n1\n", &options, 1);
        check_too_long("1\n12345\r1\n", &options, 1);
        check_too_long("1\n12345\r", &options, 1);
}

TEST_SIZES(a_stream_without_a_descriptor_has_lines)
{
        char bytes[] = "one\ntwo";
        iter_t *it = iter_lines_file(fmemopen(bytes, 7, "r"), ITER_CLOSE, &options);
        iter_str_t line;

        if (iter_next(it, ITER_INTO(iter_str_t, &line)) == ITER_ITEM)
                CHECK_TEXT(line, "one");
        if (iter_next(it, ITER_INTO(iter_str_t, &line)) == ITER_ITEM)
                CHECK_TEXT(line, "two");
        CHECK_STATUS(iter_next(it, ITER_INTO(iter_str_t, &line)), ITER_END);
        CHECK_OK(iter_close(it, NULL));
}

/* Opening. */

TEST(a_file_is_opened_at_the_first_pull)
{
        struct file file = FILE_WITH("");
        iter_t *it;
        iter_t *never;
        iter_str_t line;
        FILE *stream;

        unlink(file.path);
        it = iter_lines(file.path, NULL);
        never = iter_lines(file.path, NULL);
        stream = fopen(file.path, "w");
        fputs("made later\n", stream);
        fclose(stream);
        if (iter_next(it, ITER_INTO(iter_str_t, &line)) == ITER_ITEM)
                CHECK_TEXT(line, "made later");
        CHECK_OK(iter_close(it, NULL));
        CHECK_OK(iter_close(never, NULL));
        unlink(file.path);
}

TEST(the_path_is_copied)
{
        struct file file = FILE_WITH("one\n");
        struct file copy = file;
        iter_t *it = iter_lines(copy.path, NULL);
        iter_str_t line;

        memset(copy.path, 'x', sizeof copy.path);
        if (iter_next(it, ITER_INTO(iter_str_t, &line)) == ITER_ITEM)
                CHECK_TEXT(line, "one");
        CHECK_OK(iter_close(it, NULL));
        unlink(file.path);
}

TEST(a_missing_file_is_an_error_that_names_it)
{
        iter_t *it = iter_lines("/nowhere/app.log", NULL);
        iter_error_t error;
        iter_str_t line;

        CHECK_OK(iter_failure(it, NULL));
        CHECK_STATUS(iter_next(it, ITER_INTO(iter_str_t, &line)), ITER_ERROR);
        CHECK_STATUS(iter_next(it, ITER_INTO(iter_str_t, &line)), ITER_ERROR);
        if (CHECK_CODE(iter_close(it, &error), ITER_E_IO)) {
                CHECK_INT(error.os_error, ENOENT);
                CHECK_STRING(error.file, "/nowhere/app.log");
                CHECK_UINT(error.line, 0);
                CHECK_STRING(
                    error.message, "/nowhere/app.log: cannot open: No such file or directory");
        }
}

TEST(a_file_without_permission_is_an_error_that_names_it)
{
        static const struct step steps[] = { { NULL, 0 } };
        iter_t *it = scripted(steps, NULL);
        iter_error_t error;
        iter_str_t line;

        script.open_errors[0] = EACCES;
        CHECK_STATUS(iter_next(it, ITER_INTO(iter_str_t, &line)), ITER_ERROR);
        if (CHECK_CODE(iter_close(it, &error), ITER_E_IO)) {
                CHECK_INT(error.os_error, EACCES);
                CHECK_STRING(error.message, "app.log: cannot open: Permission denied");
        }
        CHECK_INT(script.closes, 0);
}

TEST(a_directory_is_an_error_that_names_it)
{
        iter_t *its[] = {
                iter_lines("/tmp", NULL),
                iter_lines_fd(
                    open("/tmp", O_RDONLY), ITER_CLOSE, &(iter_lines_options_t){ .name = "/tmp" }),
                iter_lines_file(
                    fopen("/tmp", "r"), ITER_CLOSE, &(iter_lines_options_t){ .name = "/tmp" }),
        };
        iter_error_t error;
        iter_str_t line;
        size_t i;

        for (i = 0; i < 3; i++) {
                CHECK_STATUS(iter_next(its[i], ITER_INTO(iter_str_t, &line)), ITER_ERROR);
                if (CHECK_CODE(iter_close(its[i], &error), ITER_E_IO)) {
                        CHECK_INT(error.os_error, EISDIR);
                        CHECK_STRING(error.message, "/tmp: cannot read: Is a directory");
                }
        }
}

TEST(a_dash_is_a_file_of_that_name)
{
        iter_t *it = iter_lines("-", NULL);
        iter_error_t error;
        iter_str_t line;

        CHECK_STATUS(iter_next(it, ITER_INTO(iter_str_t, &line)), ITER_ERROR);
        if (CHECK_CODE(iter_close(it, &error), ITER_E_IO))
                CHECK_INT(error.os_error, ENOENT);
}

TEST(opening_goes_on_after_a_signal)
{
        static const struct step steps[] = { { "one\n", 0 }, { NULL, 0 } };
        iter_t *it = scripted(steps, NULL);
        iter_str_t line;

        script.open_errors[0] = EINTR;
        if (iter_next(it, ITER_INTO(iter_str_t, &line)) == ITER_ITEM) {
                CHECK_TEXT(line, "one");
                CHECK_INT(script.opens, 2);
        }
        CHECK_OK(iter_close(it, NULL));
}

TEST(a_program_that_is_run_does_not_inherit_the_descriptor)
{
        struct file file = FILE_WITH("one\n");
        iter_t *it = iter_lines(file.path, NULL);
        iter_str_t line;

        if (iter_next(it, ITER_INTO(iter_str_t, &line)) == ITER_ITEM)
                CHECK((fcntl(((struct lines *)it)->fd, F_GETFD) & FD_CLOEXEC) != 0);
        CHECK_OK(iter_close(it, NULL));
        unlink(file.path);
}

/* Errors while reading. */

TEST(a_read_error_comes_behind_the_good_lines)
{
        static const struct step steps[] = { { "one\ntwo\nthr", 0 }, { NULL, EIO }, { "ee\n", 0 },
                { NULL, 0 } };
        iter_t *it = scripted(steps, NULL);
        iter_error_t error;
        size_t n = 0;

        ITER_FOREACH(iter_str_t, line, it)
                n += line.len == 3;
        if (CHECK_CODE(iter_close(it, &error), ITER_E_IO)) {
                CHECK_UINT(n, 2);
                CHECK_INT(error.os_error, EIO);
                CHECK_STRING(error.file, "app.log");
                CHECK_UINT(error.line, 3);
                CHECK_STRING(error.message, "app.log:3: cannot read: Input/output error");
                CHECK_INT(script.closes, 1);
        }
}

TEST(reading_goes_on_after_a_signal_and_after_short_reads)
{
        static const struct step steps[] = { { NULL, EINTR }, { "o", 0 }, { NULL, EINTR },
                { NULL, EINTR }, { "ne\nt", 0 }, { "w", 0 }, { NULL, EINTR }, { "o", 0 },
                { NULL, EINTR }, { NULL, 0 } };
        iter_t *it = scripted(steps, NULL);
        iter_str_t line;

        if (iter_next(it, ITER_INTO(iter_str_t, &line)) == ITER_ITEM)
                CHECK_TEXT(line, "one");
        if (iter_next(it, ITER_INTO(iter_str_t, &line)) == ITER_ITEM)
                CHECK_TEXT(line, "two");
        CHECK_STATUS(iter_next(it, ITER_INTO(iter_str_t, &line)), ITER_END);
        CHECK_OK(iter_close(it, NULL));
}

TEST(an_error_on_closing_comes_at_the_end)
{
        static const struct step steps[] = { { "one\n", 0 }, { NULL, 0 } };
        iter_t *it = scripted(steps, NULL);
        iter_error_t error;
        size_t n = 0;

        script.close_error = EIO;
        ITER_FOREACH(iter_str_t, line, it)
                n += line.len == 3;
        if (CHECK_CODE(iter_close(it, &error), ITER_E_IO)) {
                CHECK_UINT(n, 1);
                CHECK_STRING(error.message, "app.log: cannot close: Input/output error");
                CHECK_INT(script.closes, 1);
        }
}

TEST(a_signal_while_closing_is_no_error_and_closes_once)
{
        static const struct step steps[] = { { "one\n", 0 }, { NULL, 0 } };
        iter_t *it = scripted(steps, NULL);
        size_t n = 0;

        script.close_error = EINTR;
        ITER_FOREACH(iter_str_t, line, it)
                n += line.len == 3;
        if (CHECK_OK(iter_close(it, NULL))) {
                CHECK_UINT(n, 1);
                CHECK_INT(script.closes, 1);
        }
}

/* Each open, read and close fails in turn under --torture; here they do what they should. */

static tap_fault_t open_fault = { "open", ITER_E_IO, 0, 0, false, NULL };
static tap_fault_t read_fault = { "read", ITER_E_IO, 0, 0, false, NULL };
static tap_fault_t close_fault = { "close", ITER_E_IO, 0, 0, false, NULL };

__attribute__((constructor)) static void add_faults(void)
{
        tap_fault_add(&open_fault);
        tap_fault_add(&read_fault);
        tap_fault_add(&close_fault);
}

static int faulty_open(const char *path)
{
        errno = EMFILE;
        return tap_fault_hit(&open_fault) ? -1 : open(path, O_RDONLY | O_CLOEXEC);
}

static ssize_t faulty_read(int fd, void *to, size_t n)
{
        errno = EIO;
        return tap_fault_hit(&read_fault) ? -1 : read(fd, to, n);
}

/* As the kernel's close that fails: the descriptor is gone. */
static int faulty_close(int fd)
{
        close(fd);
        errno = EIO;
        return tap_fault_hit(&close_fault) ? -1 : 0;
}

static const struct iter_system faulty_system = { faulty_open, faulty_read, poll, faulty_close };

TEST_SIZES(a_failing_call_is_an_error_whichever_it_is)
{
        struct file first = FILE_WITH("one\ntwo\n");
        struct file second = FILE_WITH("a longer line\nthe last");
        const char *const paths[] = { first.path, second.path };
        iter_t *it = with_system(iter_lines_files(paths, 2, &options), &faulty_system);
        size_t n = 0;

        ITER_FOREACH(iter_str_t, line, it)
                n += line.len > 2;
        CHECK_OK(iter_close(it, NULL));
        CHECK_UINT(n, 4);
        unlink(first.path);
        unlink(second.path);
}

TEST_SIZES(a_failing_call_on_a_descriptor_is_an_error)
{
        const int fd = pipe_with("one\ntwo", 7, NULL);
        iter_t *it = with_system(iter_lines_fd(fd, ITER_CLOSE, &options), &faulty_system);
        size_t n = 0;

        ITER_FOREACH(iter_str_t, line, it)
                n += line.len == 3;
        CHECK_OK(iter_close(it, NULL));
        CHECK_UINT(n, 2);
}

/* Ownership. */

TEST(a_descriptor_is_kept_open_or_closed_as_was_said)
{
        static const iter_ownership_t ownerships[] = { ITER_KEEP_OPEN, ITER_CLOSE };
        size_t i;

        for (i = 0; i < 2; i++) {
                const bool keep = ownerships[i] == ITER_KEEP_OPEN;
                const int fd = pipe_with("one\ntwo\n", 8, NULL);
                iter_t *it = iter_lines_fd(fd, ownerships[i], NULL);
                size_t n = 0;
                ITER_FOREACH(iter_str_t, line, it)
                        n += line.len == 3;
                if (n == 2)
                        CHECK(is_open(fd) == keep); /* at the end already */
                CHECK_OK(iter_close(it, NULL));
                CHECK(is_open(fd) == keep);
                if (keep)
                        close(fd);
        }
}

TEST(a_descriptor_is_closed_when_the_iterator_is_closed_early)
{
        const int never_pulled = pipe_with("one\n", 4, NULL);
        const int pulled = pipe_with("one\ntwo\n", 8, NULL);
        iter_t *never = iter_lines_fd(never_pulled, ITER_CLOSE, NULL);
        iter_t *it = iter_lines_fd(pulled, ITER_CLOSE, NULL);
        iter_str_t line;

        if (iter_next(it, ITER_INTO(iter_str_t, &line)) == ITER_ITEM)
                CHECK_TEXT(line, "one");
        CHECK_OK(iter_close(it, NULL));
        CHECK_OK(iter_close(never, NULL));
        CHECK(!is_open(never_pulled) && !is_open(pulled));
}

TEST(a_stream_is_kept_open_or_closed_as_was_said)
{
        FILE *kept = fdopen(pipe_with("one\n", 4, NULL), "r");
        FILE *closed = fdopen(pipe_with("one\n", 4, NULL), "r");
        FILE *never_pulled = fdopen(pipe_with("one\n", 4, NULL), "r");
        const int kept_fd = fileno(kept);
        const int closed_fd = fileno(closed);
        const int never_fd = fileno(never_pulled);
        iter_t *it = iter_lines_file(kept, ITER_KEEP_OPEN, NULL);

        ITER_FOREACH(iter_str_t, line, it)
                CHECK_TEXT(line, "one");
        CHECK_OK(iter_close(it, NULL));
        CHECK(is_open(kept_fd));
        fclose(kept);

        it = iter_lines_file(closed, ITER_CLOSE, NULL);
        ITER_FOREACH(iter_str_t, line, it)
                CHECK_TEXT(line, "one");
        CHECK_OK(iter_close(it, NULL));
        CHECK(!is_open(closed_fd));

        CHECK_OK(iter_close(iter_lines_file(never_pulled, ITER_CLOSE, NULL), NULL));
        CHECK(!is_open(never_fd));
}

/* Arguments. */

TEST(a_path_a_stream_or_paths_at_null_are_errors)
{
        const char *const paths[] = { "/dev/null", NULL };
        iter_error_t error;

        CHECK_CODE(iter_close(iter_lines(NULL, NULL), &error), ITER_E_NULL);
        CHECK_CODE(iter_close(iter_lines_file(NULL, ITER_CLOSE, NULL), &error), ITER_E_NULL);
        CHECK_CODE(iter_close(iter_lines_files(NULL, 3, NULL), &error), ITER_E_NULL);
        if (CHECK_CODE(iter_close(iter_lines_files(paths, 2, NULL), &error), ITER_E_NULL))
                CHECK_STRING(error.message, "lines: path 2 is NULL");
}

TEST(a_descriptor_below_zero_is_an_error)
{
        iter_error_t error;

        if (CHECK_CODE(iter_close(iter_lines_fd(-1, ITER_CLOSE, NULL), &error), ITER_E_ARGUMENT))
                CHECK_STRING(error.message, "lines: the descriptor is -1");
}

TEST(a_closed_descriptor_is_an_error_with_its_number)
{
        iter_t *it = iter_lines_fd(999, ITER_KEEP_OPEN, NULL);
        iter_error_t error;
        iter_str_t line;

        CHECK_STATUS(iter_next(it, ITER_INTO(iter_str_t, &line)), ITER_ERROR);
        if (CHECK_CODE(iter_close(it, &error), ITER_E_IO)) {
                CHECK_INT(error.os_error, EBADF);
                CHECK_STRING(error.message, "descriptor 999:1: cannot read: Bad file descriptor");
        }
}

TEST(a_name_for_messages_can_be_given_and_is_copied)
{
        char name[] = "the upload";
        iter_lines_options_t options = { .name = name };
        iter_t *it = iter_lines_fd(999, ITER_KEEP_OPEN, &options);
        iter_error_t error;
        iter_str_t line;

        memset(name, 'x', sizeof name - 1);
        CHECK_STATUS(iter_next(it, ITER_INTO(iter_str_t, &line)), ITER_ERROR);
        if (CHECK_CODE(iter_close(it, &error), ITER_E_IO))
                CHECK_STRING(error.message, "the upload:1: cannot read: Bad file descriptor");
}

TEST(a_buffer_or_a_limit_near_the_greatest_size_does_not_overflow)
{
        iter_lines_options_t options = { .buffer_size = SIZE_MAX };
        iter_t *it = iter_lines("/dev/null", &options);
        iter_str_t line;

        CHECK_STATUS(iter_next(it, ITER_INTO(iter_str_t, &line)), ITER_ERROR);
        CHECK_CODE(iter_close(it, NULL), ITER_E_NOMEM);

        options.buffer_size = 1;
        options.max_length = SIZE_MAX;
        CHECK_LINES("a line that makes the buffer grow\n", T("a line that makes the buffer grow"));
}

/* Several files. */

TEST(no_files_have_no_lines)
{
        iter_t *it = iter_lines_files(NULL, 0, NULL);

        CHECK_NO_ITEMS(iter_str_t, it);
        CHECK_OK(iter_close(it, NULL));
}

TEST_SIZES(a_line_does_not_go_on_in_the_next_file)
{
        struct file first = FILE_WITH("one\nt");
        struct file empty = FILE_WITH("");
        struct file second = FILE_WITH("wo\n");
        const char *const paths[] = { empty.path, first.path, empty.path, second.path, empty.path };
        static const char *const expected[] = { "one", "t", "wo" };
        iter_t *it = iter_lines_files(paths, 5, &options);
        size_t n = 0;

        ITER_FOREACH(iter_str_t, line, it) {
                CHECK(n < 3 && iter_str_equal(line, iter_str(expected[n])));
                n++;
        }
        CHECK_OK(iter_close(it, NULL));
        CHECK_UINT(n, 3);
        unlink(first.path);
        unlink(second.path);
        unlink(empty.path);
}

TEST(one_of_several_files_is_open_at_a_time)
{
        struct file file = FILE_WITH("one\n");
        const char *const paths[] = { file.path, file.path, file.path };
        iter_t *it = iter_lines_files(paths, 3, NULL);
        int fd = -1;
        size_t n = 0;

        ITER_FOREACH(iter_str_t, line, it) {
                const int now = ((struct lines *)it)->fd;
                CHECK(line.len == 3 && (fd < 0 || now == fd)); /* the lowest that is free */
                fd = now;
                n++;
        }
        CHECK_OK(iter_close(it, NULL));
        CHECK_UINT(n, 3);
        unlink(file.path);
}

TEST(an_error_in_one_of_several_files_names_it)
{
        struct file first = FILE_WITH("one\ntwo\nthree\n");
        struct file second = FILE_WITH("one\n0123456789\n");
        const char *const missing[] = { first.path, "/nowhere/app.log", second.path };
        const char *const too_long[] = { first.path, second.path };
        iter_lines_options_t options = { .max_length = 5 };
        iter_t *it = iter_lines_files(missing, 3, NULL);
        iter_error_t error;
        size_t n = 0;

        ITER_FOREACH(iter_str_t, line, it)
                n += line.len > 0;
        if (CHECK_CODE(iter_close(it, &error), ITER_E_IO)) {
                CHECK_UINT(n, 3);
                CHECK_STRING(error.file, "/nowhere/app.log");
        }

        it = iter_lines_files(too_long, 2, &options);
        n = 0;
        ITER_FOREACH(iter_str_t, line, it)
                n += line.len > 0;
        if (CHECK_CODE(iter_close(it, &error), ITER_E_TOO_LONG)) {
                CHECK_UINT(n, 4);
                CHECK_STRING(error.file, second.path);
                CHECK_UINT(error.line, 2);
        }
        unlink(first.path);
        unlink(second.path);
}

/* Pending. */

TEST_SIZES(a_non_blocking_descriptor_says_pending_and_loses_nothing)
{
        int writer = -1;
        const int fd = pipe_with("one\ntw", 6, &writer);
        iter_t *it = iter_lines_fd(fd, ITER_CLOSE, &options);
        iter_str_t line;

        CHECK(fcntl(fd, F_SETFL, O_NONBLOCK) == 0);
        if (iter_next(it, ITER_INTO(iter_str_t, &line)) == ITER_ITEM) {
                CHECK_TEXT(line, "one");
                CHECK_STATUS(iter_next(it, ITER_INTO(iter_str_t, &line)), ITER_PENDING);
                CHECK_STATUS(iter_next(it, ITER_INTO(iter_str_t, &line)), ITER_PENDING);
                CHECK(write(writer, "o\n", 2) == 2);
                if (iter_next(it, ITER_INTO(iter_str_t, &line)) == ITER_ITEM)
                        CHECK_TEXT(line, "two");
                CHECK(write(writer, "end", 3) == 3);
                CHECK_STATUS(iter_next(it, ITER_INTO(iter_str_t, &line)), ITER_PENDING);
        }
        close(writer);
        if (iter_next(it, ITER_INTO(iter_str_t, &line)) == ITER_ITEM)
                CHECK_TEXT(line, "end");
        CHECK_STATUS(iter_next(it, ITER_INTO(iter_str_t, &line)), ITER_END);
        CHECK_OK(iter_close(it, NULL));
}

TEST(a_stream_over_a_non_blocking_descriptor_says_pending_and_loses_nothing)
{
        int writer = -1;
        const int fd = pipe_with("one\ntw", 6, &writer);
        iter_t *it = iter_lines_file(fdopen(fd, "r"), ITER_CLOSE, NULL);
        iter_str_t line;

        CHECK(fcntl(fd, F_SETFL, O_NONBLOCK) == 0);
        if (iter_next(it, ITER_INTO(iter_str_t, &line)) == ITER_ITEM) {
                CHECK_TEXT(line, "one");
                CHECK_STATUS(iter_next(it, ITER_INTO(iter_str_t, &line)), ITER_PENDING);
                CHECK(write(writer, "o\n", 2) == 2);
                CHECK_OK(it->vt->wait(it));
                if (iter_next(it, ITER_INTO(iter_str_t, &line)) == ITER_ITEM)
                        CHECK_TEXT(line, "two");
        }
        close(writer);
        CHECK_STATUS(iter_next(it, ITER_INTO(iter_str_t, &line)), ITER_END);
        CHECK_OK(iter_close(it, NULL));
}

TEST(consumers_wait_for_a_non_blocking_descriptor)
{
        static const struct step steps[] = { { NULL, EAGAIN }, { "one\nt", 0 }, { NULL, EAGAIN },
                { NULL, EAGAIN }, { "wo\n", 0 }, { NULL, 0 } };
        iter_t *it = scripted(steps, NULL);
        FILE *out = fopen("/dev/null", "w");

        if (CHECK_OK(iter_write_lines(it, out, NULL)))
                CHECK_INT(script.polls, 3);
        fclose(out);
}

TEST(a_signal_while_waiting_is_no_error)
{
        static const struct step steps[] = { { NULL, EAGAIN }, { "one\n", 0 }, { NULL, 0 } };
        iter_t *it = scripted(steps, NULL);
        FILE *out = fopen("/dev/null", "w");

        script.poll_error = EINTR;
        CHECK_OK(iter_write_lines(it, out, NULL));
        fclose(out);
}

TEST(a_wait_that_fails_is_an_error)
{
        static const struct step steps[] = { { NULL, EAGAIN }, { "one\n", 0 }, { NULL, 0 } };
        iter_t *it = scripted(steps, NULL);
        FILE *out = fopen("/dev/null", "w");

        script.poll_error = ENOMEM;
        CHECK_CODE(iter_write_lines(it, out, NULL), ITER_E_IO);
        fclose(out);
}

/* A reader that waited for more than a line would never come back from these. */
TEST(a_line_is_given_before_the_next_is_there)
{
        int writers[3] = { -1, -1, -1 };
        iter_t *its[3];
        size_t i;

        stdin_from(pipe_with("one\ntwo\nth", 10, &writers[0]));
        its[0] = iter_lines_stdin(NULL);
        its[1] = iter_lines_fd(pipe_with("one\ntwo\nth", 10, &writers[1]), ITER_CLOSE, NULL);
        its[2] = iter_lines_file(
            fdopen(pipe_with("one\ntwo\nth", 10, &writers[2]), "r"), ITER_CLOSE, NULL);
        for (i = 0; i < 3; i++) {
                iter_str_t line;
                if (iter_next(its[i], ITER_INTO(iter_str_t, &line)) == ITER_ITEM)
                        CHECK_TEXT(line, "one");
                if (iter_next(its[i], ITER_INTO(iter_str_t, &line)) == ITER_ITEM)
                        CHECK_TEXT(line, "two");
                CHECK(write(writers[i], "ree\n", 4) == 4);
                if (iter_next(its[i], ITER_INTO(iter_str_t, &line)) == ITER_ITEM)
                        CHECK_TEXT(line, "three");
                CHECK_OK(iter_close(its[i], NULL));
                close(writers[i]);
        }
        stdin_back();
}

/* Streams. */

/* A stream without a descriptor, whose reads follow the script. */
static ssize_t cookie_read(void *cookie, char *to, size_t n)
{
        (void)cookie;
        return script_read(1000, to, n);
}

static int cookie_close(void *cookie)
{
        (void)cookie;
        return script_close(1000);
}

static iter_t *scripted_stream(const struct step *steps, int mode)
{
        const cookie_io_functions_t functions = { cookie_read, NULL, NULL, cookie_close };
        FILE *stream;

        memset(&script, 0, sizeof script);
        script.steps = steps;
        stream = fopencookie(NULL, "r", functions);
        setvbuf(stream, NULL, mode, BUFSIZ);
        return iter_lines_file(stream, ITER_CLOSE, NULL);
}

static const int modes[] = { _IOFBF, _IONBF };

TEST(what_stdio_has_read_of_a_stream_comes_first)
{
        struct file file = FILE_WITH("title\none\n\ntwo");
        FILE *stream = fopen(file.path, "r");
        iter_t *it = iter_lines_file(stream, ITER_KEEP_OPEN, NULL);
        iter_str_t line;
        char title[16];

        CHECK(fgets(title, sizeof title, stream) != NULL);
        CHECK(fgetc(stream) == 'o' && ungetc('O', stream) == 'O');
        if (iter_next(it, ITER_INTO(iter_str_t, &line)) == ITER_ITEM)
                CHECK_TEXT(line, "One");
        if (iter_next(it, ITER_INTO(iter_str_t, &line)) == ITER_ITEM)
                CHECK_TEXT(line, "");
        if (iter_next(it, ITER_INTO(iter_str_t, &line)) == ITER_ITEM)
                CHECK_TEXT(line, "two");
        CHECK_STATUS(iter_next(it, ITER_INTO(iter_str_t, &line)), ITER_END);
        CHECK_OK(iter_close(it, NULL));
        fclose(stream);
        unlink(file.path);
}

TEST(a_read_error_of_a_stream_comes_behind_the_good_lines)
{
        static const struct step steps[] = { { "one\ntw", 0 }, { NULL, EIO }, { "o\n", 0 },
                { NULL, 0 } };
        size_t i;

        for (i = 0; i < 2; i++) {
                iter_t *it = scripted_stream(steps, modes[i]);
                iter_error_t error;
                size_t n = 0;
                ITER_FOREACH(iter_str_t, line, it)
                        n += line.len == 3;
                if (CHECK_CODE(iter_close(it, &error), ITER_E_IO)) {
                        CHECK_UINT(n, 1);
                        CHECK_INT(error.os_error, EIO);
                        CHECK_STRING(error.message, "stream:2: cannot read: Input/output error");
                }
                CHECK_INT(script.closes, 1);
        }
}

TEST(a_stream_that_fails_without_a_reason_is_an_error)
{
        static const struct step steps[] = { { "one\n", 0 }, { NULL, NO_REASON }, { NULL, 0 } };
        iter_t *it = scripted_stream(steps, _IOFBF);
        iter_error_t error;
        size_t n = 0;

        ITER_FOREACH(iter_str_t, line, it)
                n += line.len == 3;
        if (CHECK_CODE(iter_close(it, &error), ITER_E_IO)) {
                CHECK_UINT(n, 1);
                CHECK_INT(error.os_error, EIO);
        }
}

TEST(reading_a_stream_goes_on_after_a_signal)
{
        static const struct step steps[] = { { NULL, EINTR }, { "one\nt", 0 }, { NULL, EINTR },
                { NULL, EINTR }, { "wo\n", 0 }, { NULL, EINTR }, { NULL, 0 } };
        size_t i;

        for (i = 0; i < 2; i++) {
                iter_t *it = scripted_stream(steps, modes[i]);
                size_t n = 0;
                ITER_FOREACH(iter_str_t, line, it)
                        n += line.len == 3;
                if (CHECK_OK(iter_close(it, NULL)))
                        CHECK_UINT(n, 2);
        }
}

TEST(a_pending_stream_without_a_descriptor_cannot_be_waited_for)
{
        static const struct step steps[] = { { "one\nt", 0 }, { NULL, EAGAIN }, { "wo\n", 0 },
                { NULL, EAGAIN }, { NULL, 0 } };
        size_t i;

        for (i = 0; i < 2; i++) {
                iter_t *it = scripted_stream(steps, modes[i]);
                iter_str_t line;
                if (iter_next(it, ITER_INTO(iter_str_t, &line)) == ITER_ITEM) {
                        CHECK_TEXT(line, "one");
                        CHECK_STATUS(iter_next(it, ITER_INTO(iter_str_t, &line)), ITER_PENDING);
                        CHECK_CODE(it->vt->wait(it), ITER_E_UNSUPPORTED);
                }
                if (iter_next(it, ITER_INTO(iter_str_t, &line)) == ITER_ITEM)
                        CHECK_TEXT(line, "two");
                CHECK_CODE(iter_close(it, NULL), 0);
        }
}

TEST(an_error_that_a_stream_had_before_is_not_the_iterators)
{
        static const struct step steps[] = { { NULL, EIO }, { "one\n", 0 }, { NULL, 0 } };
        iter_t *it = scripted_stream(steps, _IOFBF);
        size_t n = 0;

        if (iter_failure(it, NULL) == 0) {
                FILE *stream = ((struct lines *)it)->stream;
                CHECK(fgetc(stream) == EOF && ferror(stream));
        }
        ITER_FOREACH(iter_str_t, line, it)
                n += line.len == 3;
        if (CHECK_OK(iter_close(it, NULL)))
                CHECK_UINT(n, 1);
}

TEST(an_end_that_a_stream_had_after_an_error_is_the_end)
{
        static const struct step steps[] = { { NULL, EIO }, { NULL, 0 } };
        iter_t *it = scripted_stream(steps, _IOFBF);

        if (iter_failure(it, NULL) == 0) {
                FILE *stream = ((struct lines *)it)->stream;
                CHECK(fgetc(stream) == EOF && fgetc(stream) == EOF);
                CHECK(ferror(stream) && feof(stream));
        }
        CHECK_NO_ITEMS(iter_str_t, it);
        CHECK_OK(iter_close(it, NULL));
}

TEST(an_end_that_a_stream_remembers_is_the_end)
{
        struct file file = FILE_WITH("one\n");
        FILE *stream = fopen(file.path, "r+");
        iter_t *it = iter_lines_file(stream, ITER_KEEP_OPEN, NULL);

        while (fgetc(stream) != EOF)
                continue;
        CHECK(feof(stream));
        CHECK_NO_ITEMS(iter_str_t, it);
        CHECK_OK(iter_close(it, NULL));
        CHECK(feof(stream));
        fclose(stream);
        unlink(file.path);
}

TEST(an_error_on_closing_a_stream_comes_at_the_end)
{
        static const struct step steps[] = { { "one\n", 0 }, { NULL, 0 } };
        iter_t *it = scripted_stream(steps, _IOFBF);
        iter_error_t error;
        size_t n = 0;

        script.close_error = EIO;
        ITER_FOREACH(iter_str_t, line, it)
                n += line.len == 3;
        if (CHECK_CODE(iter_close(it, &error), ITER_E_IO)) {
                CHECK_UINT(n, 1);
                CHECK_STRING(error.message, "stream: cannot close: Input/output error");
        }
}

/* Standard input. */

static void check_stdin(const iter_lines_options_t *options, iter_str_t first, iter_str_t second)
{
        iter_t *it = iter_lines_stdin(options);
        iter_str_t line;

        if (iter_next(it, ITER_INTO(iter_str_t, &line)) == ITER_ITEM)
                CHECK(iter_str_equal(line, first));
        if (iter_next(it, ITER_INTO(iter_str_t, &line)) == ITER_ITEM)
                CHECK(iter_str_equal(line, second));
        CHECK_STATUS(iter_next(it, ITER_INTO(iter_str_t, &line)), ITER_END);
        CHECK_OK(iter_close(it, NULL));
        CHECK(is_open(STDIN_FILENO));
}

TEST_SIZES(what_stdio_has_read_of_standard_input_comes_first)
{
        int writer = -1;
        char title[16];

        stdin_from(pipe_with("title\none and m", 15, &writer));
        CHECK(fgets(title, sizeof title, stdin) != NULL);
        CHECK(write(writer, "ore\ntwo", 7) == 7);
        close(writer);
        check_stdin(&options, iter_str("one and more"), iter_str("two"));
        stdin_back();
}

TEST_SIZES(what_was_put_back_into_standard_input_comes_first)
{
        stdin_from(pipe_with("one\ntwo\n", 8, NULL));
        CHECK(fgetc(stdin) == 'o' && ungetc('0', stdin) == '0');
        check_stdin(&options, iter_str("0ne"), iter_str("two"));
        stdin_back();
}

TEST(an_end_that_standard_input_remembers_is_the_end)
{
        const int more = pipe_with("more\n", 5, NULL);
        iter_t *it;

        stdin_from(pipe_with("", 0, NULL));
        CHECK(fgetc(stdin) == EOF);
        CHECK(dup2(more, STDIN_FILENO) == STDIN_FILENO);
        close(more);
        it = iter_lines_stdin(NULL);
        CHECK_NO_ITEMS(iter_str_t, it);
        CHECK_OK(iter_close(it, NULL));
        stdin_back();
}

#ifdef __GLIBC__
TEST_SIZES(standard_input_may_be_a_stream_without_a_descriptor)
{
        char bytes[] = "one\ntwo";
        FILE *const before = stdin;

        stdin = fmemopen(bytes, 7, "r");
        check_stdin(&options, iter_str("one"), iter_str("two"));
        fclose(stdin);
        stdin = before;
}
#endif

TEST(an_error_of_standard_input_calls_it_by_its_name)
{
        iter_t *it;
        iter_error_t error;
        iter_str_t line;

        stdin_from(open("/tmp", O_RDONLY));
        it = iter_lines_stdin(NULL);
        CHECK_STATUS(iter_next(it, ITER_INTO(iter_str_t, &line)), ITER_ERROR);
        if (CHECK_CODE(iter_close(it, &error), ITER_E_IO))
                CHECK_STRING(error.message, "standard input: cannot read: Is a directory");
        stdin_back();
}

/* Memory. */

TEST(the_buffer_is_there_from_the_first_pull_to_the_end)
{
        struct file file = FILE_WITH("one\n");
        iter_counter_t counter;
        iter_lines_options_t options = { .buffer_size = 100000, .allocator = &counter.allocator };
        iter_str_t line;
        iter_t *it;

        iter_counter_init(&counter, NULL, 0);
        it = iter_lines(file.path, &options);
        CHECK(counter.current < 5000);
        if (iter_next(it, ITER_INTO(iter_str_t, &line)) == ITER_ITEM) {
                CHECK(counter.current > 100000 && counter.current < 105000);
                CHECK_UINT(iter_memory(it).now, counter.current);
                CHECK_STATUS(iter_next(it, ITER_INTO(iter_str_t, &line)), ITER_END);
                CHECK(counter.current < 5000);
        }
        CHECK_OK(iter_close(it, NULL));
        CHECK_UINT(counter.current, 0);
        unlink(file.path);
}

TEST(memory_does_not_depend_on_the_number_of_lines)
{
        static const struct step few[] = { { "one\ntwo and more\n", 0 }, { NULL, 0 } };
        static struct step many[10001];
        iter_lines_options_t options = { .buffer_size = 4096 };
        const struct step *const inputs[] = { few, many };
        iter_counter_t counters[2];
        size_t allocations[2];
        size_t i;

        for (i = 0; i < 10000; i++)
                many[i] = few[0];
        for (i = 0; i < 2; i++) {
                iter_t *it;
                size_t n = 0;
                iter_counter_init(&counters[i], NULL, 0);
                options.allocator = &counters[i].allocator;
                it = scripted(inputs[i], &options);
                ITER_FOREACH(iter_str_t, line, it)
                        n += line.len > 0;
                allocations[i] = counters[i].total;
                if (CHECK_OK(iter_close(it, NULL)))
                        CHECK_UINT(n, i == 0 ? 2 : 20000);
                CHECK_UINT(counters[i].current, 0);
        }
        CHECK_UINT(counters[1].peak, counters[0].peak);
        CHECK_UINT(allocations[1], allocations[0]);
}

TEST(a_line_that_exceeds_the_budget_is_an_error_with_file_and_line)
{
        static char longer[5001];
        static const struct step steps[] = { { "one\n", 0 }, { longer, 0 }, { NULL, 0 } };
        iter_counter_t counter;
        iter_lines_options_t options = { .buffer_size = 4096, .allocator = &counter.allocator };
        iter_error_t error;
        size_t n = 0;
        iter_t *it;

        memset(longer, 'x', sizeof longer - 1);
        iter_counter_init(&counter, NULL, 0);
        it = scripted(steps, &options);
        counter.limit = counter.current + 4096 + sizeof error;
        ITER_FOREACH(iter_str_t, line, it)
                n += line.len == 3;
        if (CHECK_CODE(iter_close(it, &error), ITER_E_BUDGET)) {
                CHECK_UINT(n, 1);
                CHECK_UINT(error.line, 2);
                CHECK_STRING(error.message,
                    "app.log:2: no buffer for a line of more than 4096 bytes: "
                    "the memory budget would be exceeded");
        }
        CHECK_UINT(counter.current, 0);
}

/* What holds for every iterator. */

TEST(a_line_can_be_put_back)
{
        struct file file = FILE_WITH("one\ntwo\n");
        iter_t *it = iter_lines(file.path, NULL);
        iter_str_t line = iter_str("");
        iter_str_t zero = iter_str("zero");

        if (iter_next(it, ITER_INTO(iter_str_t, &line)) == ITER_ITEM &&
            CHECK_OK(iter_put_back(it, ITER_FROM(iter_str_t, &zero)))) {
                if (iter_next(it, ITER_INTO(iter_str_t, &line)) == ITER_ITEM)
                        CHECK_TEXT(line, "zero");
                if (iter_next(it, ITER_INTO(iter_str_t, &line)) == ITER_ITEM)
                        CHECK_TEXT(line, "two");
        }
        CHECK_STATUS(iter_next(it, ITER_INTO(iter_str_t, &line)), ITER_END);
        CHECK_OK(iter_close(it, NULL));
        unlink(file.path);
}

TEST_SIZES(a_borrower_takes_no_line_that_it_did_not_use)
{
        struct file file = FILE_WITH("one\nyes\ntwo\nyes\nthree\n");
        iter_t *it = iter_lines(file.path, &options);
        iter_t *borrower = iter_str_filter(iter_borrow(it), iter_str("yes"));
        iter_str_t line;

        if (iter_next(borrower, ITER_INTO(iter_str_t, &line)) == ITER_ITEM)
                CHECK_TEXT(line, "yes");
        if (CHECK_OK(iter_close(borrower, NULL))) {
                if (iter_next(it, ITER_INTO(iter_str_t, &line)) == ITER_ITEM)
                        CHECK_TEXT(line, "two");
        }
        CHECK_OK(iter_close(it, NULL));
        unlink(file.path);
}

TEST(the_number_of_lines_is_not_known_before_they_are_read)
{
        iter_t *it = iter_lines("/dev/null", NULL);

        if (iter_failure(it, NULL) == 0) {
                const iter_bounds_t bounds = iter_bounds(it);
                CHECK_UINT(bounds.low, 0);
                CHECK(bounds.high == UINT64_MAX && !bounds.infinite);
        }
        CHECK_OK(iter_close(it, NULL));
}
