/* SPDX-License-Identifier: MIT */
/* Lines of a file that hold a needle. Table "numbers": the sum of their numbers, from 1. Table
 * "needle": how many they are. */
#define _GNU_SOURCE /* memmem */
#include <fcntl.h>
#include <unistd.h>

#include "bench.h"

#define NEEDLE "ERROR"
#define BUFFER 131072

typedef struct {
        size_t number;
        iter_str_t text;
} numbered;
ITER_PAIR_TYPE(numbered, size_t, number, iter_str_t, text);

static const char *path;
static volatile int64_t lines;
static const iter_str_t needle = { NEEDLE, sizeof NEEDLE - 1 };

ITER_FILTER_FN(is_error, numbered, line)
{
        return iter_str_contains(line.text, needle);
}

ITER_TRY_FILTER_FN(try_is_error, numbered, line, pass, call)
{
        (void)call;
        *pass = iter_str_contains(line.text, needle);
        return 0;
}

ITER_MAP_FN(size_t, number_of, numbered, line)
{
        return line.number;
}

static int64_t finish(int64_t sum, int status)
{
        if (status != 0)
                bench_die("cannot read");
        return sum;
}

static FILE *open_stream(void)
{
        FILE *file = fopen(path, "r");
        if (file == NULL)
                bench_die("cannot open");
        return file;
}

static int64_t numbers_getline(void)
{
        FILE *file = open_stream();
        char *line = NULL;
        size_t room = 0;
        int64_t number = 0;
        int64_t sum = 0;
        int failed;

        for (;;) {
                const ssize_t n = getline(&line, &room, file);
                if (n < 0)
                        break;
                number++;
                if (memmem(line, (size_t)n, NEEDLE, sizeof NEEDLE - 1) != NULL)
                        sum += number;
        }
        failed = ferror(file);
        free(line);
        fclose(file);
        return finish(sum, failed);
}

/* Shorter, and wrong for lines that hold a NUL or are longer than the buffer. */
static int64_t numbers_fgets(void)
{
        FILE *file = open_stream();
        char line[4096];
        int64_t number = 0;
        int64_t sum = 0;
        int failed;

        while (fgets(line, sizeof line, file) != NULL) {
                number++;
                if (strstr(line, NEEDLE) != NULL)
                        sum += number;
        }
        failed = ferror(file);
        fclose(file);
        return finish(sum, failed);
}

/* What takes more time to write: lines are looked at where read put them. Gives up on a line that is longer
 * than the buffer. */
static int64_t by_read(bool numbers)
{
        static char buffer[BUFFER];
        const int file = open(path, O_RDONLY);
        size_t kept = 0;
        int64_t number = 0;
        int64_t sum = 0;
        ssize_t got;

        if (file < 0)
                bench_die("cannot open");
        for (;;) {
                const char *line = buffer;
                const char *end;
                got = read(file, buffer + kept, sizeof buffer - kept);
                if (got <= 0)
                        break;
                end = buffer + kept + got;
                for (;;) {
                        const char *stop = memchr(line, '\n', (size_t)(end - line));
                        if (stop == NULL)
                                break;
                        number++;
                        if (memmem(line, (size_t)(stop - line), NEEDLE, sizeof NEEDLE - 1) != NULL)
                                sum += numbers ? number : 1;
                        line = stop + 1;
                }
                kept = (size_t)(end - line);
                if (kept == sizeof buffer)
                        bench_die("a line is too long");
                memmove(buffer, line, kept);
        }
        if (kept > 0 && memmem(buffer, kept, NEEDLE, sizeof NEEDLE - 1) != NULL)
                sum += numbers ? number + 1 : 1;
        close(file);
        return finish(sum, got < 0);
}

static int64_t numbers_read(void)
{
        return by_read(true);
}

static int64_t numbers_body(void)
{
        iter_t *it = iter_enumerate(iter_lines(path, NULL), 1);
        int64_t sum = 0;

        ITER_FOREACH(numbered, line, it) {
                if (iter_str_contains(line.text, needle))
                        sum += (int64_t)line.number;
        }
        bench_close(it);
        return sum;
}

static int64_t numbers_stepped(iter_t *it)
{
        int64_t sum = 0;

        ITER_FOREACH(numbered, line, it)
                sum += (int64_t)line.number;
        bench_close(it);
        return sum;
}

static int64_t numbers_pure_stepped(void)
{
        return numbers_stepped(iter_filter(iter_enumerate(iter_lines(path, NULL), 1), is_error));
}

static int64_t numbers_pure_summed(void)
{
        iter_t *it = iter_filter(iter_enumerate(iter_lines(path, NULL), 1), is_error);
        int64_t sum = 0;
        iter_error_t error;

        if (iter_sum_i64(iter_map(it, number_of), &sum, &error) != 0)
                bench_die(error.message);
        return sum;
}

static int64_t numbers_exact_stepped(void)
{
        return numbers_stepped(
            iter_filter(iter_enumerate(iter_lines(path, NULL), 1), try_is_error));
}

static int64_t needle_getline(void)
{
        FILE *file = open_stream();
        char *line = NULL;
        size_t room = 0;
        int64_t count = 0;
        int failed;

        for (;;) {
                const ssize_t n = getline(&line, &room, file);
                if (n < 0)
                        break;
                count += memmem(line, (size_t)n, NEEDLE, sizeof NEEDLE - 1) != NULL;
        }
        failed = ferror(file);
        free(line);
        fclose(file);
        return finish(count, failed);
}

static int64_t needle_read(void)
{
        return by_read(false);
}

static int64_t needle_stage(void)
{
        uint64_t count = 0;
        iter_error_t error;

        if (iter_ilen(iter_str_filter(iter_lines(path, NULL), needle), &count, &error) != 0)
                bench_die(error.message);
        return (int64_t)count;
}

int main(int argc, char **argv)
{
        static const struct bench_case cases[] = {
                { "numbers", "hand", numbers_getline, &lines },
                { "numbers", "hand fgets", numbers_fgets, &lines },
                { "numbers", "hand read", numbers_read, &lines },
                { "numbers", "foreach", numbers_body, &lines },
                { "numbers", "pure summed", numbers_pure_summed, &lines },
                { "numbers", "pure stepped", numbers_pure_stepped, &lines },
                { "numbers", "exact stepped", numbers_exact_stepped, &lines },
                { "needle", "hand", needle_getline, &lines },
                { "needle", "hand read", needle_read, &lines },
                { "needle", "str_filter", needle_stage, &lines },
        };

        if (argc != 3)
                bench_die("usage: lines FILE NUMBER-OF-LINES");
        path = argv[1];
        lines = strtoll(argv[2], NULL, 10);
        bench_sample(cases, sizeof cases / sizeof *cases);
        return 0;
}
