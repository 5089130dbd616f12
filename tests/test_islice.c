/* SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include "sources.h"

TEST(islice_yields_items_by_their_numbers)
{
        //! [iter_islice]
        iter_t *digits = iter_range(0, 10, 1);
        iter_t *some = iter_islice(iter_borrow(digits), 2, 7, 3);
        CHECK_INT64S(some, 2, 5);
        CHECK_OK(iter_close(some, NULL));
        CHECK_INT64S(digits, 7, 8, 9); /* up to the stop all is used, and nothing behind it */
        CHECK_OK(iter_close(digits, NULL));
        //! [iter_islice]
}

/* The vectors that CPython was asked for. */

TEST(islice_uses_the_tail_only_when_the_end_is_asked_for)
{
        iter_t *digits = iter_range(0, 10, 1);
        iter_t *some = iter_islice(iter_borrow(digits), 1, 6, 3);
        int64_t x = -1;

        CHECK_STATUS(iter_next(some, ITER_INTO(int64_t, &x)), ITER_ITEM);
        CHECK_STATUS(iter_next(some, ITER_INTO(int64_t, &x)), ITER_ITEM);
        CHECK_INT(x, 4);
        CHECK_UINT(iter_bounds(digits).low, 5); /* 5 is still there */
        CHECK_NO_ITEMS(int64_t, some);
        CHECK_UINT(iter_bounds(digits).low, 4);
        CHECK_OK(iter_close(some, NULL));
        CHECK_INT64S(digits, 6, 7, 8, 9);
        CHECK_OK(iter_close(digits, NULL));
}

TEST(islice_with_a_stop_before_its_start_uses_the_start_and_yields_nothing)
{
        iter_t *digits = iter_range(0, 10, 1);
        iter_t *none = iter_islice(iter_borrow(digits), 5, 2, 1);

        CHECK_NO_ITEMS(int64_t, none);
        CHECK_OK(iter_close(none, NULL));
        CHECK_INT64S(digits, 5, 6, 7, 8, 9);
        CHECK_OK(iter_close(digits, NULL));
}

TEST(islice_of_nothing_pulls_nothing)
{
        iter_t *none = iter_islice(test_poison(NULL, 0), 0, 0, 1);

        CHECK_NO_ITEMS(int64_t, none);
        CHECK_OK(iter_close(none, NULL));
}

TEST(islice_never_pulls_the_item_behind_its_stop)
{
        const int64_t three[] = { 1, 2, 3 };
        iter_t *it = iter_islice(test_poison(three, 3), 0, 3, 1);

        CHECK_INT64S(it, 1, 2, 3);
        CHECK_OK(iter_close(it, NULL));
        it = iter_islice(test_poison(three, 3), 1, 3, 2);
        CHECK_INT64S(it, 2);
        CHECK_OK(iter_close(it, NULL));
}

TEST(islice_pulls_nothing_when_it_is_built)
{
        const int64_t three[] = { 1, 2, 3 };
        uint64_t pulled = 0;
        iter_t *it =
            iter_islice(test_trace(iter_array(ITER_ARRAY(int64_t, three)), &pulled), 1, 3, 1);

        CHECK_UINT(pulled, 0);
        CHECK_INT64S(it, 2, 3);
        CHECK_UINT(pulled, 3);
        CHECK_OK(iter_close(it, NULL));
}

TEST(islice_without_a_stop_goes_to_the_end)
{
        iter_t *it = iter_islice(iter_range(0, 10, 1), 1, ITER_NO_STOP, 3);

        CHECK_INT64S(it, 1, 4, 7);
        CHECK_OK(iter_close(it, NULL));
}

TEST(islice_ends_where_its_source_does)
{
        iter_t *it = iter_islice(iter_range(0, 3, 1), 1, 100, 1);

        CHECK_INT64S(it, 1, 2);
        CHECK_OK(iter_close(it, NULL));
        it = iter_islice(iter_range(0, 3, 1), 1, 100, 5);
        CHECK_INT64S(it, 1);
        CHECK_OK(iter_close(it, NULL));
        it = iter_islice(iter_range(0, 3, 1), 3, 100, 1);
        CHECK_NO_ITEMS(int64_t, it);
        CHECK_OK(iter_close(it, NULL));
        it = iter_islice(iter_empty(ITER_TYPE(int64_t)), 0, ITER_NO_STOP, 2);
        CHECK_NO_ITEMS(int64_t, it);
        CHECK_OK(iter_close(it, NULL));
}

/* Arguments. */

TEST(islice_refuses_a_negative_start)
{
        iter_error_t error;

        CHECK_CODE(iter_close(iter_islice(iter_range(0, 9, 1), -1, 5, 1), &error), ITER_E_ARGUMENT);
        CHECK_STRING(error.message, "islice: start is -1, and must not be negative");
        CHECK_STRING(error.stage, "islice");
}

TEST(islice_refuses_a_negative_stop)
{
        iter_error_t error;

        CHECK_CODE(
            iter_close(iter_islice(iter_range(0, 9, 1), 0, INT64_MIN, 1), &error), ITER_E_ARGUMENT);
        CHECK_STRING(
            error.message, "islice: stop is -9223372036854775808, and must not be negative");
}

TEST(islice_refuses_a_step_below_1)
{
        iter_error_t error;

        CHECK_CODE(iter_close(iter_islice(iter_range(0, 9, 1), 0, 5, 0), &error), ITER_E_ARGUMENT);
        CHECK_STRING(error.message, "islice: step is 0, and must be at least 1");
        CHECK_CODE(iter_close(iter_islice(iter_range(0, 9, 1), 0, 5, -1), NULL), ITER_E_ARGUMENT);
}

TEST(islice_passes_an_error_of_its_source_through)
{
        CHECK_CODE(iter_close(iter_islice(iter_failed(-5, "lost"), 0, 1, 1), NULL), -5);
        CHECK_CODE(iter_close(iter_islice(iter_failed(-5, "lost"), 0, 1, 2), NULL), -5);
        CHECK_CODE(iter_close(iter_islice(iter_failed(-5, "lost"), -1, 1, 1), NULL), -5);
}

TEST(islice_of_NULL_is_an_error)
{
        CHECK_CODE(iter_close(iter_islice(NULL, 0, 1, 1), NULL), ITER_E_NULL);
        CHECK_CODE(iter_close(iter_islice(NULL, 0, 1, 2), NULL), ITER_E_NULL);
        CHECK_CODE(iter_close(iter_islice(NULL, -1, 1, 1), NULL), ITER_E_NULL);
}

/* Far out. */

TEST(islice_skips_in_constant_time_where_its_source_can)
{
        const int64_t far = INT64_C(1) << 60;
        iter_t *it = iter_islice(iter_range(0, INT64_MAX, 1), far, ITER_NO_STOP, far);
        int64_t x = 0;

        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ITEM);
        CHECK_INT(x, far);
        CHECK_STATUS(iter_skip(it, 4, NULL), ITER_ITEM);
        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ITEM);
        CHECK_INT(x, 6 * far);
        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ITEM);
        CHECK_NO_ITEMS(int64_t, it);
        CHECK_OK(iter_close(it, NULL));
}

TEST(islice_reaches_the_ends_of_its_arguments)
{
        iter_t *it = iter_islice(
            ITER_RANGE_THROUGH(uint64_t, 0, UINT64_MAX, 1), INT64_MAX - 1, ITER_NO_STOP, INT64_MAX);
        uint64_t x = 0;

        CHECK_STATUS(iter_next(it, ITER_INTO(uint64_t, &x)), ITER_ITEM);
        CHECK_UINT(x, (uint64_t)INT64_MAX - 1);
        CHECK_STATUS(iter_next(it, ITER_INTO(uint64_t, &x)), ITER_ITEM);
        CHECK_UINT(x, UINT64_MAX - 2);
        CHECK_STATUS(iter_next(it, ITER_INTO(uint64_t, &x)), ITER_END);
        CHECK_OK(iter_close(it, NULL));

        it =
            iter_islice(ITER_RANGE_THROUGH(uint64_t, 0, UINT64_MAX, 1), INT64_MAX, ITER_NO_STOP, 1);
        CHECK_STATUS(iter_skip(it, UINT64_C(1) << 63, NULL), ITER_ITEM);
        CHECK_STATUS(iter_next(it, ITER_INTO(uint64_t, &x)), ITER_ITEM);
        CHECK_UINT(x, UINT64_MAX);
        CHECK_STATUS(iter_next(it, ITER_INTO(uint64_t, &x)), ITER_END);
        CHECK_OK(iter_close(it, NULL));

        it = iter_islice(iter_range(0, INT64_MAX, 1), INT64_MAX - 2, INT64_MAX - 1, INT64_MAX);
        CHECK_INT64S(it, INT64_MAX - 2);
        CHECK_OK(iter_close(it, NULL));
}

TEST(islice_of_an_endless_source_has_an_end_if_it_has_a_stop)
{
        const int64_t one = 1;
        iter_t *it = iter_islice(iter_repeat(ITER_FROM(int64_t, &one)), 2, 7, 2);
        int64_t sum = 0;

        CHECK_OK(iter_sum_i64(it, &sum, NULL));
        CHECK_INT(sum, 3);
        it = iter_islice(iter_repeat(ITER_FROM(int64_t, &one)), 2, ITER_NO_STOP, 2);
        CHECK_CODE(iter_sum_i64(it, &sum, NULL), ITER_E_INFINITE);
}

/* Windows. */

TEST(islice_passes_its_source_on_where_it_lies)
{
        const int64_t digits[] = { 0, 1, 2, 3, 4, 5, 6 };
        iter_t *it = iter_islice(iter_array(ITER_ARRAY(int64_t, digits)), 2, 5, 1);
        const int64_t *at = NULL;

        CHECK_STATUS(iter_peek(it, ITER_VIEW(int64_t, &at)), ITER_ITEM);
        CHECK(at == digits + 2);
        CHECK_INT64S(it, 2, 3, 4);
        CHECK_OK(iter_close(it, NULL));
}

typedef struct {
        int64_t key;
        char text[40];
} wide;
ITER_STRUCT_TYPE(wide);

TEST(islice_passes_large_items_on_where_they_lie_also_with_a_step)
{
        static const wide items[] = { { 0, "a" }, { 1, "b" }, { 2, "c" }, { 3, "d" }, { 4, "e" } };
        iter_t *it = iter_islice(iter_array(ITER_ARRAY(wide, items)), 1, 5, 2);
        size_t k = 1;

        ITER_FOREACH_REF(wide, item, it) {
                CHECK(item == items + k);
                k += 2;
        }
        CHECK_UINT(k, 5);
        CHECK_OK(iter_close(it, NULL));
}

typedef struct {
        char text[3];
} triple;
ITER_STRUCT_TYPE(triple);

typedef struct {
        int64_t values[3];
} bytes_24;
ITER_STRUCT_TYPE(bytes_24);

typedef struct {
        int64_t values[4];
} bytes_32;
ITER_STRUCT_TYPE(bytes_32);

TEST(islice_with_a_step_gathers_items_of_any_size)
{
        static const triple triples[] = { { "a" }, { "b" }, { "c" }, { "d" }, { "e" } };
        static const bytes_24 b24[] = { { { 1 } }, { { 2 } }, { { 3 } } };
        static const bytes_32 b32[] = { { { 1 } }, { { 2 } }, { { 3, 4, 5, 6 } } };
        const iter_str_t texts[] = { iter_str("one"), iter_str("two"), iter_str("three") };
        int8_t i8 = 0;
        uint16_t u16 = 0;
        int32_t i32 = 0;
        iter_t *it = iter_islice(ITER_RANGE(int8_t, 0, 100, 1), 1, 9, 7);

        CHECK_STATUS(iter_next(it, ITER_INTO(int8_t, &i8)), ITER_ITEM);
        CHECK_STATUS(iter_next(it, ITER_INTO(int8_t, &i8)), ITER_ITEM);
        CHECK_INT(i8, 8);
        CHECK_NO_ITEMS(int8_t, it);
        CHECK_OK(iter_close(it, NULL));

        it = iter_islice(ITER_RANGE(uint16_t, 0, 1000, 1), 0, 999, 499);
        CHECK_STATUS(iter_skip(it, 2, NULL), ITER_ITEM);
        CHECK_STATUS(iter_next(it, ITER_INTO(uint16_t, &u16)), ITER_ITEM);
        CHECK_UINT(u16, 998);
        CHECK_NO_ITEMS(uint16_t, it);
        CHECK_OK(iter_close(it, NULL));

        it = iter_islice(ITER_RANGE(int32_t, 0, 10, 1), 0, 10, 9);
        CHECK_STATUS(iter_next(it, ITER_INTO(int32_t, &i32)), ITER_ITEM);
        CHECK_STATUS(iter_next(it, ITER_INTO(int32_t, &i32)), ITER_ITEM);
        CHECK_INT(i32, 9);
        CHECK_OK(iter_close(it, NULL));

        it = iter_islice(iter_array(ITER_ARRAY(triple, triples)), 0, ITER_NO_STOP, 2);
        {
                char all[4] = "";
                size_t n = 0;
                ITER_FOREACH(triple, item, it)
                        all[n++] = item.text[0];
                CHECK_STRING(all, "ace");
        }
        CHECK_OK(iter_close(it, NULL));

        it = iter_islice(iter_array(ITER_ARRAY(iter_str_t, texts)), 0, ITER_NO_STOP, 2);
        {
                iter_str_t text = { NULL, 0 };
                CHECK_STATUS(iter_next(it, ITER_INTO(iter_str_t, &text)), ITER_ITEM);
                CHECK_TEXT(text, "one");
                CHECK_STATUS(iter_next(it, ITER_INTO(iter_str_t, &text)), ITER_ITEM);
                CHECK_TEXT(text, "three");
                CHECK(text.ptr == texts[2].ptr);
        }
        CHECK_OK(iter_close(it, NULL));

        it = iter_islice(iter_array(ITER_ARRAY(bytes_24, b24)), 0, ITER_NO_STOP, 2);
        {
                bytes_24 item = { { 0 } };
                CHECK_STATUS(iter_skip(it, 1, NULL), ITER_ITEM);
                CHECK_STATUS(iter_next(it, ITER_INTO(bytes_24, &item)), ITER_ITEM);
                CHECK_INT(item.values[0], 3);
        }
        CHECK_OK(iter_close(it, NULL));

        it = iter_islice(iter_array(ITER_ARRAY(bytes_32, b32)), 0, ITER_NO_STOP, 2);
        {
                bytes_32 item = { { 0 } };
                CHECK_STATUS(iter_next(it, ITER_INTO(bytes_32, &item)), ITER_ITEM);
                CHECK_STATUS(iter_next(it, ITER_INTO(bytes_32, &item)), ITER_ITEM);
                CHECK_INT(item.values[3], 6);
        }
        CHECK_OK(iter_close(it, NULL));
}

TEST(islice_allocates_a_block_only_for_a_step_over_small_items_of_its_own)
{
        static const wide items[] = { { 0, "a" }, { 1, "b" }, { 2, "c" } };
        iter_t *plain = iter_islice(iter_range(0, 1000, 1), 0, 1000, 1);
        iter_t *small = iter_islice(iter_range(0, 1000, 1), 0, 1000, 2);
        iter_t *few = iter_islice(iter_range(0, 1000, 1), 0, 1000, 500);
        iter_t *large = iter_islice(iter_array(ITER_ARRAY(wide, items)), 0, 3, 2);
        const size_t range = 128 * sizeof(int64_t); /* the block of the range itself */

        CHECK(iter_memory(plain).now < range + 1000);
        CHECK(iter_memory(small).now >= 2 * range);
        CHECK(iter_memory(few).now < range + 1000);
        CHECK(iter_memory(large).now < 1000);
        CHECK_OK(iter_close(plain, NULL));
        CHECK_OK(iter_close(small, NULL));
        CHECK_OK(iter_close(few, NULL));
        CHECK_OK(iter_close(large, NULL));
}

/* Lent sources. */

TEST(islice_gives_back_what_was_not_pulled_of_its_window)
{
        const int64_t digits[] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 };
        iter_t *lender = iter_array(ITER_ARRAY(int64_t, digits));
        iter_t *it = iter_islice(iter_borrow(lender), 2, 8, 1);
        int64_t x = 0;

        /* A window of five, of which two are pulled. */
        CHECK_STATUS(iter_fill(it, 5), ITER_ITEM);
        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ITEM);
        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ITEM);
        CHECK_OK(iter_close(it, NULL));
        CHECK_INT64S(lender, 4, 5, 6, 7, 8, 9);
        CHECK_OK(iter_close(lender, NULL));
}

TEST(islice_with_a_step_gives_back_the_item_that_was_only_looked_at)
{
        iter_t *lender = iter_range(0, 10, 1);
        iter_t *it = iter_islice(iter_borrow(lender), 1, 10, 4);
        const int64_t *at = NULL;
        int64_t x = 0;

        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ITEM);
        CHECK_STATUS(iter_peek(it, ITER_VIEW(int64_t, &at)), ITER_ITEM);
        CHECK_OK(iter_close(it, NULL));
        CHECK_INT64S(lender, 5, 6, 7, 8, 9);
        CHECK_OK(iter_close(lender, NULL));
}

TEST(islice_counts_what_it_pulled_not_what_others_did)
{
        iter_t *lender = iter_range(0, 10, 1);
        iter_t *it = iter_islice(iter_borrow(lender), 0, 4, 2);
        int64_t x = 0;

        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ITEM);
        CHECK_INT(x, 0);
        CHECK_STATUS(iter_next(lender, ITER_INTO(int64_t, &x)), ITER_ITEM);
        CHECK_INT(x, 1);
        CHECK_INT64S(it, 3);
        CHECK_OK(iter_close(it, NULL));
        CHECK_INT64S(lender, 5, 6, 7, 8, 9);
        CHECK_OK(iter_close(lender, NULL));
}

TEST(islice_of_islice_gives_back_through_both)
{
        iter_t *lender = iter_range(0, 10, 1);
        iter_t *it = iter_islice(iter_islice(iter_borrow(lender), 1, 9, 1), 1, 7, 1);

        CHECK_STATUS(iter_fill(it, 4), ITER_ITEM);
        CHECK_OK(iter_close(it, NULL));
        CHECK_INT64S(lender, 2, 3, 4, 5, 6, 7, 8, 9);
        CHECK_OK(iter_close(lender, NULL));
}

TEST(islice_takes_items_that_were_put_back_to_its_source)
{
        const int64_t extra = 99;
        iter_t *lender = iter_range(0, 4, 1);
        iter_t *it;

        CHECK_OK(iter_put_back(lender, ITER_FROM(int64_t, &extra)));
        it = iter_islice(iter_borrow(lender), 0, 4, 2);
        CHECK_INT64S(it, 99, 1);
        CHECK_OK(iter_close(it, NULL));
        CHECK_INT64S(lender, 3);
        CHECK_OK(iter_close(lender, NULL));
}

TEST(islice_gives_nothing_back_behind_items_that_were_put_back_meanwhile)
{
        const iter_str_t list[] = { iter_str("r0"), iter_str("r1") };
        const iter_str_t put[] = { iter_str("p0"), iter_str("p1"), iter_str("p2"), iter_str("p3") };
        iter_t *lender = iter_array(ITER_ARRAY(iter_str_t, list));
        iter_t *it;
        iter_str_t text = { NULL, 0 };
        size_t k;

        for (k = 0; k < 3; k++)
                CHECK_OK(iter_put_back(lender, ITER_FROM(iter_str_t, &put[k])));
        it = iter_islice(iter_borrow(lender), 0, 5, 1);
        CHECK_STATUS(iter_fill(it, 3), ITER_ITEM); /* holds p2, p1, p0 */
        CHECK_OK(iter_put_back(lender, ITER_FROM(iter_str_t, &put[3])));
        CHECK_STATUS(iter_next(lender, ITER_INTO(iter_str_t, &text)), ITER_ITEM);
        CHECK_TEXT(text, "p3");
        CHECK_OK(iter_close(it, NULL));
        CHECK_STATUS(iter_next(lender, ITER_INTO(iter_str_t, &text)), ITER_ITEM);
        CHECK_TEXT(text, "r0");
        CHECK_OK(iter_close(lender, NULL));
}

/* Effects below it. */

static int calls;

ITER_TRY_MAP_FN(int64_t, counted, int64_t, x, out, call)
{
        (void)call;
        calls++;
        *out = x;
        return 0;
}

TEST(islice_runs_the_effects_of_what_it_skips_and_no_more)
{
        iter_t *it = iter_islice(iter_map(iter_range(0, 100, 1), counted), 3, 10, 3);
        int64_t x = 0;

        calls = 0;
        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ITEM);
        CHECK_INT(calls, 4);
        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ITEM);
        CHECK_INT(calls, 7);
        CHECK_STATUS(iter_skip(it, 1, NULL), ITER_ITEM);
        CHECK_INT(calls, 10);
        CHECK_NO_ITEMS(int64_t, it);
        CHECK_INT(calls, 10);
        CHECK_OK(iter_close(it, NULL));
}

TEST(islice_reports_an_error_in_what_it_skips)
{
        const int64_t digits[] = { 0, 1, 2, 3 };
        iter_t *it = iter_islice(test_fails_after(digits, 4, -3), 6, 10, 1);
        int64_t x = 0;

        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ERROR);
        CHECK_CODE(iter_close(it, NULL), -3);

        /* In the tail: CPython's raises there, too. */
        it = iter_islice(test_fails_after(digits, 4, -3), 0, 6, 3);
        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ITEM);
        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ITEM);
        CHECK_INT(x, 3);
        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ERROR);
        CHECK_CODE(iter_close(it, NULL), -3);
}

TEST(islice_says_how_far_a_skip_came_before_an_error)
{
        const int64_t digits[] = { 0, 1, 2, 3, 4, 5, 6 };
        iter_t *it = iter_islice(test_fails_after(digits, 7, -3), 1, ITER_NO_STOP, 2);
        uint64_t skipped = 0;

        CHECK_STATUS(iter_skip(it, 10, &skipped), ITER_ERROR);
        CHECK_UINT(skipped, 3); /* 1, 3, 5 */
        CHECK_CODE(iter_close(it, NULL), -3);
}

/* Every islice of every short source, against what the numbers say. Too many allocations to let each
 * of them fail: memory comes from an allocator that does not. */

static void *plain_resize(void *ctx, void *ptr, size_t old_size, size_t new_size)
{
        int *live = ctx;

        *live += (ptr == NULL && new_size != 0) - (ptr != NULL && new_size == 0);
        (void)old_size;
        if (new_size == 0) {
                free(ptr);
                return NULL;
        }
        return realloc(ptr, new_size);
}

static int live;
static const iter_allocator_t plain = { plain_resize, NULL, &live };

typedef struct {
        int64_t n;
        int64_t start;
        int64_t stop;
        int64_t step;
} cut;

/* The number of the source's item that is the k-th of ours; n or more if there is none. */
static int64_t number_of(const cut *c, int64_t k)
{
        const int64_t at = c->start + k * c->step;
        return at < c->stop ? at : INT64_MAX;
}

/* How many items there are from the k-th on. */
static uint64_t items_from(const cut *c, int64_t k)
{
        uint64_t n = 0;

        while (number_of(c, k++) < c->n)
                n++;
        return n;
}

/* How many of the source's items are used after k of ours, or at the end. */
static uint64_t used_after(const cut *c, int64_t k, bool ended)
{
        const int64_t end = c->stop > c->start ? c->stop : c->start;

        if (ended)
                return (uint64_t)(end < c->n ? end : c->n);
        return k == 0 ? 0 : (uint64_t)number_of(c, k - 1) + 1;
}

static void fail_at(const cut *c, const char *what, int64_t k)
{
        tap_fail(__FILE__, __LINE__, "islice(0..%d, %d, %d, %d): %s after %d items", (int)c->n,
            (int)c->start, (int)(c->stop == ITER_NO_STOP ? -1 : c->stop), (int)c->step, what,
            (int)k);
}

enum { FROM_RANGE, FROM_STUTTER, FROM_MAP, SOURCES };

ITER_MAP_FN(int64_t, same, int64_t, x)
{
        return x;
}

static iter_t *source_of(const cut *c, int kind, uint64_t seed)
{
        iter_t *it = iter_range_in(&plain, 0, c->n, 1);

        if (kind == FROM_STUTTER)
                return test_stutter(it, seed);
        return kind == FROM_MAP ? iter_map(it, same) : it;
}

/* Pulls in windows of at most `want`, skipping some if told to, down to the end. */
static void walk(const cut *c, int kind, bool borrowed, uint64_t seed)
{
        iter_t *lender = source_of(c, kind, seed);
        iter_t *it =
            iter_islice(borrowed ? iter_borrow(lender) : lender, c->start, c->stop, c->step);
        uint64_t random = seed;
        int64_t k = 0;

        for (;;) {
                const uint64_t left = items_from(c, k);
                const iter_bounds_t bounds = iter_bounds(it);
                iter_status_t status;

                if (bounds.low != left || bounds.high != left || bounds.infinite)
                        fail_at(c, "wrong bounds", k);
                if (test_random(&random) % 3 == 0) {
                        const uint64_t n = test_random(&random) % 4;
                        uint64_t skipped = 0;
                        do {
                                uint64_t more = 0;
                                status = iter_skip(it, n - skipped, &more);
                                skipped += more;
                        } while (status == ITER_PENDING);
                        if (skipped != (n < left ? n : left))
                                fail_at(c, "wrong skip", k);
                        k += (int64_t)skipped;
                } else {
                        const size_t want = 1 + (size_t)(test_random(&random) % 3);
                        do
                                status = it->head != it->end ? ITER_ITEM : iter_fill(it, want);
                        while (status == ITER_PENDING);
                        while (status == ITER_ITEM && it->head != it->end) {
                                int64_t x = -1;
                                if (iter_next(it, ITER_INTO(int64_t, &x)) != ITER_ITEM ||
                                    x != number_of(c, k))
                                        fail_at(c, "wrong item", k);
                                k++;
                        }
                }
                if (borrowed &&
                    (uint64_t)c->n - iter_bounds(lender).low !=
                        used_after(c, k, status == ITER_END))
                        fail_at(c, "wrong use of the source", k);
                if (status == ITER_END && items_from(c, k) != 0)
                        fail_at(c, "end", k);
                if (status == ITER_ERROR)
                        fail_at(c, "error", k);
                if (status == ITER_END || status == ITER_ERROR)
                        break;
        }
        CHECK_OK(iter_close(it, NULL));
        if (borrowed)
                iter_abandon(lender);
}

TEST(islice_is_exact_for_every_start_stop_and_step_over_every_short_source)
{
        cut c;
        uint64_t seed = 1;

        for (c.n = 0; c.n <= 7; c.n++) {
                for (c.start = 0; c.start <= 8; c.start++) {
                        for (c.stop = 0; c.stop <= 9; c.stop++) {
                                for (c.step = 1; c.step <= 4; c.step++) {
                                        const int64_t stop = c.stop;
                                        int kind;
                                        if (stop == 9)
                                                c.stop = ITER_NO_STOP;
                                        for (kind = 0; kind < SOURCES; kind++) {
                                                walk(&c, kind, false, seed++);
                                                walk(&c, kind, true, seed++);
                                        }
                                        c.stop = stop;
                                }
                        }
                }
        }
        CHECK_INT(live, 0);
}

/* Over more than one block. */
TEST(islice_is_exact_over_many_blocks)
{
        cut c = { 3000, 0, 0, 1 };
        uint64_t random = 7;
        int i;

        for (i = 0; i < 60; i++) {
                c.start = (int64_t)(test_random(&random) % 400);
                c.stop = (int64_t)(test_random(&random) % 3200);
                c.step = 1 + (int64_t)(test_random(&random) % 300);
                walk(&c, i % SOURCES, i % 2 == 0, random);
        }
        CHECK_INT(live, 0);
}
