/* SPDX-License-Identifier: MIT */
/* The test harness: one program a file of tests, TAP 13 on standard output.
 *
 *     TEST(range_counts_up_to_its_stop)
 *     {
 *             iter_t *it = iter_range(0, 5, 2);
 *             CHECK_INT64S(it, 0, 2, 4);
 *             CHECK_OK(iter_close(it, NULL));
 *     }
 *
 * A TEST registers itself; main is in harness.c. It runs to its end after a failed CHECK, so it
 * must close everything on every path and not follow pointers that a failed call left unset.
 *
 *     test_range                 runs all tests
 *     test_range TEXT...         those whose name contains one of the texts
 *     test_range --torture       each test again and again, with one allocation (or other fault, see
 *                                tap_fault_t) failing: the k-th alone, then the k-th and all after it
 *     test_range --list          names
 *
 * A test fails if a CHECK fails, or if it leaves a block of the default allocator or an open file
 * descriptor behind. In a torture run a failed CHECK is forgiven if a CHECK_OK or CHECK_CODE saw
 * the code of the fault (ITER_E_NOMEM): the error was reported. If what failed was the allocation of an
 * error record, the error has its code but no message, file and line: failed CHECKs of text and
 * numbers are then forgiven, those of codes, outcomes and items are not. Leaks never are. */
#ifndef TAP_H
#define TAP_H

#include <lazyiter.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct tap_test {
        const char *name; /* an identifier; shown with spaces */
        const char *file;
        int line; /* tests run in the order of their lines */
        void (*run)(void);
        /* For tests made from a table, which register themselves: used where `run` is NULL. */
        void (*run_with)(const void *row);
        const void *row;
        struct tap_test *next;
} tap_test_t;

void tap_register(tap_test_t *test);

#define TEST(name)                                                                                \
        static void tap_run_##name(void);                                                         \
        __attribute__((constructor)) static void tap_register_##name(void)                        \
        {                                                                                         \
                static tap_test_t test = { #name, __FILE__, __LINE__, tap_run_##name, NULL, NULL, \
                        NULL };                                                                   \
                tap_register(&test);                                                              \
        }                                                                                         \
        static void tap_run_##name(void)

/* Each returns whether it held, so that a test can leave out what makes no sense without it. */
#define CHECK(condition) tap_check(__FILE__, __LINE__, "CHECK(" #condition ")", (condition))
#define CHECK_OK(code) tap_check_code(__FILE__, __LINE__, "CHECK_OK(" #code ")", (code), 0)
#define CHECK_CODE(code, expected) \
        tap_check_code(            \
            __FILE__, __LINE__, "CHECK_CODE(" #code ", " #expected ")", (code), (expected))
#define CHECK_INT(actual, expected) \
        tap_check_int(              \
            __FILE__, __LINE__, "CHECK_INT(" #actual ", " #expected ")", (actual), (expected))
#define CHECK_UINT(actual, expected) \
        tap_check_uint(              \
            __FILE__, __LINE__, "CHECK_UINT(" #actual ", " #expected ")", (actual), (expected))
/* Exact; a NaN is equal to a NaN. */
#define CHECK_REAL(actual, expected) \
        tap_check_real(              \
            __FILE__, __LINE__, "CHECK_REAL(" #actual ", " #expected ")", (actual), (expected))
#define CHECK_STATUS(status, expected) \
        tap_check_status(              \
            __FILE__, __LINE__, "CHECK_STATUS(" #status ", " #expected ")", (status), (expected))
/* An iter_str_t and a string literal, which may hold NUL bytes. */
#define CHECK_TEXT(actual, literal)                                                           \
        tap_check_text(__FILE__, __LINE__, "CHECK_TEXT(" #actual ", " #literal ")", (actual), \
            "" literal, sizeof(literal) - 1)
#define CHECK_STRING(actual, expected) \
        tap_check_string(              \
            __FILE__, __LINE__, "CHECK_STRING(" #actual ", " #expected ")", (actual), (expected))
#define CHECK_CONTAINS(haystack, needle)                                                     \
        tap_check_contains(__FILE__, __LINE__, "CHECK_CONTAINS(" #haystack ", " #needle ")", \
            (haystack), (needle))
/* Pulls all items of an iterator of int64_t and the end, twice; does not close. */
#define CHECK_INT64S(it, ...)                                                                   \
        do {                                                                                    \
                const int64_t tap_expected[] = { __VA_ARGS__ };                                 \
                tap_check_int64s(__FILE__, __LINE__, "CHECK_INT64S(" #it ", " #__VA_ARGS__ ")", \
                    (it), tap_expected, sizeof tap_expected / sizeof tap_expected[0]);          \
        } while (0)
/* Pulls the end of an iterator that has no more items; does not close. */
#define CHECK_NO_ITEMS(T, it)                                                           \
        do {                                                                            \
                T tap_item;                                                             \
                tap_check_status(__FILE__, __LINE__, "CHECK_NO_ITEMS(" #T ", " #it ")", \
                    iter_next((it), ITER_INTO(T, &tap_item)), ITER_END);                \
        } while (0)
/* Leaves a test that cannot run here. */
#define SKIP(reason)              \
        do {                      \
                tap_skip(reason); \
                return;           \
        } while (0)

bool tap_check(const char *file, int line, const char *text, bool held);
bool tap_check_code(const char *file, int line, const char *text, int actual, int expected);
bool tap_check_int(const char *file, int line, const char *text, int64_t actual, int64_t expected);
bool tap_check_uint(
    const char *file, int line, const char *text, uint64_t actual, uint64_t expected);
bool tap_check_real(const char *file, int line, const char *text, double actual, double expected);
bool tap_check_status(
    const char *file, int line, const char *text, iter_status_t actual, iter_status_t expected);
bool tap_check_text(const char *file, int line, const char *text, iter_str_t actual,
    const char *expected, size_t expected_len);
bool tap_check_string(
    const char *file, int line, const char *text, const char *actual, const char *expected);
bool tap_check_contains(
    const char *file, int line, const char *text, const char *haystack, const char *needle);
bool tap_check_int64s(
    const char *file, int line, const char *text, iter_t *it, const int64_t *expected, size_t n);

/* Marks the current test failed, from a helper: the message is printf's. */
void tap_fail(const char *file, int line, const char *format, ...) ITER_PRINTF(3, 4);
void tap_skip(const char *reason);
const char *tap_status_name(iter_status_t status);

/* Whether this is a torture run: for tests that would then take too long at their full size. */
bool tap_torturing(void);

/* Allocations and resizes made through the default allocator since the test began, and how many
 * blocks are held now. */
size_t tap_allocations(void);
size_t tap_blocks(void);

/* Called before and after each run of a test, torture runs included; may be NULL. */
extern void (*tap_before_test)(void);
extern void (*tap_after_test)(void);

/* A kind of call that can fail, for the torture. Whoever wraps such calls (read, open) keeps one
 * of these in static storage, adds it once from a constructor, and asks at each call. */
typedef struct tap_fault {
        const char *what; /* "allocation" */
        int code; /* what forgives a failed CHECK when this was reported */
        size_t calls; /* in this run */
        size_t fail_at; /* the call that fails, from 1; 0: none does */
        bool and_after; /* so do all after it */
        struct tap_fault *next;
} tap_fault_t;

void tap_fault_add(tap_fault_t *fault);
/* Counts a call; true if it must fail. */
bool tap_fault_hit(tap_fault_t *fault);

#ifdef __cplusplus
}
#endif

#endif
