/* SPDX-License-Identifier: MIT */
#include <dirent.h>
#include <math.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <unistd.h>

#include "tap.h"

void (*tap_before_test)(void);
void (*tap_after_test)(void);

static tap_test_t *tests;

/* The run of one test: everything here starts anew with the next. */
static struct {
        const tap_test_t *test;
        size_t failures;
        size_t hard_failures; /* of these, those that no lost error record explains */
        bool record_lost; /* an allocation for an iter_error_t failed */
        const char *skipped;
        uint64_t codes; /* a bit for each positive code that a CHECK saw */
        size_t log_len;
        char log[16384]; /* diagnostics, printed only if the run counts as failed */
} now;

static const char *spaced(const char *name)
{
        static char text[256];
        size_t i;

        for (i = 0; name[i] != '\0' && i + 1 < sizeof text; i++)
                text[i] = name[i] == '_' ? ' ' : name[i];
        text[i] = '\0';
        return text;
}

void tap_register(tap_test_t *test)
{
        tap_test_t **place = &tests;

        while (*place != NULL && (*place)->line <= test->line)
                place = &(*place)->next;
        test->next = *place;
        *place = test;
}

/* What went wrong. */

#define MOST_FAILURES 20

static void log_v(const char *format, va_list args) ITER_PRINTF(1, 0);

static void log_v(const char *format, va_list args)
{
        const size_t room = sizeof now.log - now.log_len;
        const int n = vsnprintf(now.log + now.log_len, room, format, args);
        if (n > 0)
                now.log_len += (size_t)n < room ? (size_t)n : room - 1;
}

static void log_text(const char *format, ...) ITER_PRINTF(1, 2);

static void log_text(const char *format, ...)
{
        va_list args;

        va_start(args, format);
        log_v(format, args);
        va_end(args);
}

static void fail_v(const char *file, int line, const char *format, va_list args) ITER_PRINTF(3, 0);

static void fail_v(const char *file, int line, const char *format, va_list args)
{
        if (++now.failures > MOST_FAILURES)
                return;
        log_text("# %s:%d: ", file, line);
        log_v(format, args);
        log_text("\n");
}

void tap_fail(const char *file, int line, const char *format, ...)
{
        va_list args;

        now.hard_failures++;
        va_start(args, format);
        fail_v(file, line, format, args);
        va_end(args);
}

/* What a check that may be about the text and the numbers of an error record says. */
static void fail_softly(const char *file, int line, const char *format, ...) ITER_PRINTF(3, 4);

static void fail_softly(const char *file, int line, const char *format, ...)
{
        va_list args;

        va_start(args, format);
        fail_v(file, line, format, args);
        va_end(args);
}

static void print_log(void)
{
        fputs(now.log, stdout);
        if (now.failures > MOST_FAILURES)
                printf("# and %zu more\n", now.failures - MOST_FAILURES);
}

void tap_skip(const char *reason)
{
        now.skipped = reason;
}

/* Checks. */

const char *tap_status_name(iter_status_t status)
{
        switch (status) {
        case ITER_ITEM:
                return "ITER_ITEM";
        case ITER_END:
                return "ITER_END";
        case ITER_ERROR:
                return "ITER_ERROR";
        case ITER_PENDING:
                return "ITER_PENDING";
        }
        return "no status at all";
}

bool tap_check(const char *file, int line, const char *text, bool held)
{
        if (!held)
                fail_softly(file, line, "%s: does not hold", text);
        return held;
}

bool tap_check_code(const char *file, int line, const char *text, int actual, int expected)
{
        if (actual > 0 && actual < 64)
                now.codes |= UINT64_C(1) << actual;
        if (actual != expected)
                tap_fail(file, line, "%s: got %d, %s", text, actual, iter_code_name(actual));
        return actual == expected;
}

bool tap_check_int(const char *file, int line, const char *text, int64_t actual, int64_t expected)
{
        if (actual != expected)
                fail_softly(file, line, "%s: got %lld", text, (long long)actual);
        return actual == expected;
}

bool tap_check_uint(
    const char *file, int line, const char *text, uint64_t actual, uint64_t expected)
{
        if (actual != expected)
                fail_softly(file, line, "%s: got %llu", text, (unsigned long long)actual);
        return actual == expected;
}

bool tap_check_real(const char *file, int line, const char *text, double actual, double expected)
{
        const bool same = actual == expected || (isnan(actual) && isnan(expected));
        if (!same)
                fail_softly(file, line, "%s: got %.17g", text, actual);
        return same;
}

bool tap_check_status(
    const char *file, int line, const char *text, iter_status_t actual, iter_status_t expected)
{
        if (actual != expected)
                tap_fail(file, line, "%s: got %s", text, tap_status_name(actual));
        return actual == expected;
}

bool tap_check_text(const char *file, int line, const char *text, iter_str_t actual,
    const char *expected, size_t expected_len)
{
        const bool same = actual.len == expected_len &&
            (actual.len == 0 || memcmp(actual.ptr, expected, actual.len) == 0);
        if (!same) {
                const int len = actual.len > 200 ? 200 : (int)actual.len;
                fail_softly(file, line, "%s: got \"%.*s\", %zu bytes", text, len,
                    actual.ptr == NULL ? "" : actual.ptr, actual.len);
        }
        return same;
}

bool tap_check_string(
    const char *file, int line, const char *text, const char *actual, const char *expected)
{
        const bool same = actual != NULL && strcmp(actual, expected) == 0;
        if (!same)
                fail_softly(file, line, "%s: got \"%s\"", text, actual == NULL ? "(null)" : actual);
        return same;
}

bool tap_check_contains(
    const char *file, int line, const char *text, const char *haystack, const char *needle)
{
        const bool found = haystack != NULL && strstr(haystack, needle) != NULL;
        if (!found)
                fail_softly(
                    file, line, "%s: got \"%s\"", text, haystack == NULL ? "(null)" : haystack);
        return found;
}

bool tap_check_int64s(
    const char *file, int line, const char *text, iter_t *it, const int64_t *expected, size_t n)
{
        char got[512];
        size_t len = 0;
        size_t i = 0;
        bool same = true;
        int64_t x = 0;
        iter_status_t status = iter_next(it, ITER_INTO(int64_t, &x));

        got[0] = '\0';
        /* A few more than expected, to be seen in the message: the source may have no end. */
        while (status == ITER_ITEM && i < n + 8) {
                same = same && i < n && x == expected[i];
                if (len + 24 < sizeof got)
                        len +=
                            (size_t)snprintf(got + len, sizeof got - len, "%lld, ", (long long)x);
                i++;
                status = iter_next(it, ITER_INTO(int64_t, &x));
        }
        same = same && i == n && status == ITER_END;
        if (!same)
                tap_fail(file, line, "%s: got %sthen %s", text, got, tap_status_name(status));
        else if (iter_next(it, ITER_INTO(int64_t, &x)) != ITER_END)
                tap_fail(file, line, "%s: the end did not stick", text);
        return same;
}

/* Faults. */

static tap_fault_t allocation = { "allocation", ITER_E_NOMEM, 0, 0, false, NULL };
static tap_fault_t *faults = &allocation;

void tap_fault_add(tap_fault_t *fault)
{
        tap_fault_t **place = &faults;

        while (*place != NULL)
                place = &(*place)->next;
        fault->next = NULL;
        *place = fault;
}

bool tap_fault_hit(tap_fault_t *fault)
{
        fault->calls++;
        if (fault->fail_at == 0)
                return false;
        return fault->and_after ? fault->calls >= fault->fail_at : fault->calls == fault->fail_at;
}

/* The default allocator while tests run: keeps a list of its blocks. Under torture, memory that is
 * fresh or freed holds garbage, and every resize moves; otherwise that is left to valgrind. */

#define BLOCK_MAGIC 0x6c617a7969746572u
#define MOST_GARBAGE (1u << 20)

typedef struct block {
        struct block *next;
        struct block *previous;
        size_t size;
        uint64_t magic;
} block_t;

static block_t blocks = { &blocks, &blocks, 0, 0 };
static bool torture;

static void *tap_resize(void *ctx, void *ptr, size_t old_size, size_t new_size)
{
        block_t *old = NULL;
        block_t *block = NULL;

        (void)ctx;
        if (ptr != NULL) {
                old = (block_t *)ptr - 1;
                if (old->magic != BLOCK_MAGIC) {
                        tap_fail("allocator", 0, "resize of a pointer that it did not give out");
                        return NULL;
                }
                if (old->size != old_size)
                        tap_fail("allocator", 0, "resize of %zu bytes, the block has %zu", old_size,
                            old->size);
        } else if (old_size != 0) {
                tap_fail("allocator", 0, "resize of NULL with an old size of %zu", old_size);
        }
        if (new_size != 0) {
                if (tap_fault_hit(&allocation)) {
                        now.record_lost = now.record_lost || new_size == sizeof(iter_error_t);
                        return NULL;
                }
                if (new_size > SIZE_MAX - sizeof *block)
                        return NULL;
                block = malloc(sizeof *block + new_size);
                if (block == NULL)
                        return NULL;
                block->size = new_size;
                block->magic = BLOCK_MAGIC;
                if (torture && new_size < MOST_GARBAGE)
                        memset(block + 1, 0xa5, new_size);
                if (old != NULL)
                        memcpy(block + 1, ptr, old->size < new_size ? old->size : new_size);
                block->next = &blocks;
                block->previous = blocks.previous;
                block->previous->next = block;
                blocks.previous = block;
        }
        if (old != NULL) {
                old->next->previous = old->previous;
                old->previous->next = old->next;
                old->magic = 0;
                if (torture && old->size < MOST_GARBAGE)
                        memset(ptr, 0x5a, old->size);
                free(old);
        }
        return block == NULL ? NULL : block + 1;
}

static const iter_allocator_t tap_allocator = { tap_resize, NULL, NULL };

bool tap_torturing(void)
{
        return torture;
}

size_t tap_allocations(void)
{
        return allocation.calls;
}

size_t tap_blocks(void)
{
        size_t n = 0;
        const block_t *block;

        for (block = blocks.next; block != &blocks; block = block->next)
                n++;
        return n;
}

/* Open descriptors; -1 where the system does not tell. */
static int descriptors(void)
{
        DIR *dir = opendir("/proc/self/fd");
        int n = 0;

        if (dir == NULL)
                return -1;
        while (readdir(dir) != NULL)
                n++;
        closedir(dir);
        return n;
}

/* Runs. */

static void run(const tap_test_t *test)
{
        tap_fault_t *fault;
        const int descriptors_before = descriptors();
        int descriptors_after;
        size_t leaked;

        memset(&now, 0, sizeof now);
        now.test = test;
        for (fault = faults; fault != NULL; fault = fault->next)
                fault->calls = 0;
        iter_set_default_allocator(&tap_allocator);
        if (tap_before_test != NULL)
                tap_before_test();
        if (test->run != NULL)
                test->run();
        else
                test->run_with(test->row);
        if (tap_after_test != NULL)
                tap_after_test();

        leaked = tap_blocks();
        if (leaked != 0) {
                now.codes = 0;
                tap_fail(test->file, test->line, "blocks not freed: %zu, the first has %zu bytes",
                    leaked, blocks.next->size);
                blocks.next = blocks.previous = &blocks;
        }
        descriptors_after = descriptors();
        if (descriptors_after != descriptors_before) {
                now.codes = 0;
                tap_fail(test->file, test->line, "open descriptors: %d before, %d after",
                    descriptors_before, descriptors_after);
        }
}

/* One run with a fault; true if it is as it should be. */
static bool torture_run(const tap_test_t *test, tap_fault_t *fault, size_t k, bool and_after)
{
        fault->fail_at = k;
        fault->and_after = and_after;
        run(test);
        fault->fail_at = 0;
        if (now.failures == 0 || (now.codes >> fault->code & 1) != 0)
                return true;
        if (now.record_lost && now.hard_failures == 0)
                return true;
        printf("# with %s %zu failing%s:\n", fault->what, k, and_after ? ", and all after it" : "");
        print_log();
        return false;
}

/* What calls a plain run makes, of each kind of fault. */
static size_t calls_made(size_t *calls, size_t room)
{
        const tap_fault_t *fault;
        size_t n = 0;

        for (fault = faults; fault != NULL && n < room; fault = fault->next)
                calls[n++] = fault->calls;
        return n;
}

static bool torture_test(const tap_test_t *test)
{
        size_t calls[16];
        size_t again[16];
        size_t n;
        size_t i = 0;
        tap_fault_t *fault;
        bool good = true;

        run(test);
        if (now.failures != 0 || now.skipped != NULL) {
                print_log();
                return now.failures == 0;
        }
        n = calls_made(calls, sizeof calls / sizeof *calls);
        for (fault = faults; fault != NULL && i < n; fault = fault->next, i++) {
                size_t k;
                for (k = 1; k <= calls[i] && good; k++)
                        good =
                            torture_run(test, fault, k, false) && torture_run(test, fault, k, true);
        }
        run(test);
        if (now.failures != 0) {
                printf("# run once more without a fault:\n");
                print_log();
                good = false;
        }
        calls_made(again, n);
        for (i = 0, fault = faults; i < n; i++, fault = fault->next) {
                printf("# %s: %zu %s%s\n", spaced(test->name), calls[i], fault->what,
                    calls[i] == 1 ? "" : "s");
                if (again[i] != calls[i]) {
                        printf("# the last run made %zu of them\n", again[i]);
                        good = false;
                }
        }
        return good;
}

/* Which test, and which fault, a crash was in. */
static void say_where(void)
{
        static char text[256];
        const tap_fault_t *fault;
        int n;

        if (now.test == NULL)
                return;
        n = snprintf(text, sizeof text, "# crashed in: %s\n", now.test->name);
        for (fault = faults; fault != NULL; fault = fault->next) {
                if (fault->fail_at != 0)
                        n = snprintf(text, sizeof text, "# crashed in: %s, %s %zu failing%s\n",
                            now.test->name, fault->what, fault->fail_at,
                            fault->and_after ? ", and all after it" : "");
        }
        if (n > 0 && write(STDOUT_FILENO, text, strlen(text)) < 0)
                return;
}

/* The address sanitizer calls this before its report, and has its own handlers of signals. */
void __asan_on_error(void);
void __asan_on_error(void)
{
        say_where();
}

static void crashed(int number)
{
        say_where();
        signal(number, SIG_DFL);
        raise(number);
}

static bool wanted(const tap_test_t *test, int n, char **texts)
{
        bool any = false;
        int i;

        for (i = 0; i < n; i++) {
                if (texts[i][0] == '-')
                        continue;
                any = true;
                if (strstr(test->name, texts[i]) != NULL ||
                    strstr(spaced(test->name), texts[i]) != NULL)
                        return true;
        }
        return !any;
}

int main(int argc, char **argv)
{
        static const int signals[] = { SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGSEGV };
        const tap_test_t *test;
        bool list = false;
        size_t number = 0;
        size_t failed = 0;
        size_t s;
        int i;

        for (i = 1; i < argc; i++) {
                if (strcmp(argv[i], "--torture") == 0) {
                        torture = true;
                } else if (strcmp(argv[i], "--list") == 0) {
                        list = true;
                } else if (argv[i][0] == '-') {
                        fprintf(stderr, "usage: %s [--torture] [--list] [TEXT...]\n", argv[0]);
                        return 2;
                }
        }
        setvbuf(stdout, NULL, _IOLBF, BUFSIZ);
        for (s = 0; s < sizeof signals / sizeof *signals; s++) {
                struct sigaction before;
                /* A sanitizer's handler stays. */
                if (sigaction(signals[s], NULL, &before) == 0 && before.sa_handler == SIG_DFL)
                        signal(signals[s], crashed);
        }
        for (test = tests; test != NULL; test = test->next)
                number += wanted(test, argc - 1, argv + 1);
        if (!list)
                printf("TAP version 13\n1..%zu\n", number);
        number = 0;
        for (test = tests; test != NULL; test = test->next) {
                bool good;
                if (!wanted(test, argc - 1, argv + 1))
                        continue;
                if (list) {
                        puts(test->name);
                        continue;
                }
                if (torture) {
                        good = torture_test(test);
                } else {
                        run(test);
                        print_log();
                        good = now.failures == 0;
                }
                failed += !good;
                printf("%s %zu - %s%s%s\n", good ? "ok" : "not ok", ++number, spaced(test->name),
                    now.skipped == NULL ? "" : " # SKIP ", now.skipped == NULL ? "" : now.skipped);
        }
        now.test = NULL;
        return failed == 0 ? 0 : 1;
}
