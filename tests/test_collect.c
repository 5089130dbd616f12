/* SPDX-License-Identifier: MIT */
#include "boxed.h"

typedef struct {
        size_t index;
        iter_str_t text;
} numbered;
ITER_PAIR_TYPE(numbered, size_t, index, iter_str_t, text);

/* Aligned beyond what malloc promises. */
typedef struct {
#ifdef __GNUC__
        __attribute__((aligned(64)))
#endif
        int64_t value;
} aligned;
ITER_STRUCT_TYPE(aligned);

ITER_MAP_FN(aligned, align, int64_t, x)
{
        const aligned item = { x };
        return item;
}

ITER_MAP_FN(numbered, number, iter_str_t, text)
{
        const numbered item = { text.len, text };
        return item;
}

ITER_FILTER_FN(is_odd, int64_t, x)
{
        return x % 2 != 0;
}

ITER_TRY_MAP_FN(int64_t, below_five, int64_t, x, out, call)
{
        *out = x;
        return x < 5 ? 0 : iter_fail(call, ITER_E_PARSE, "too much");
}

static const char *const words[] = { "a", "lazy", "iterator" };

TEST(collect_makes_an_array_of_all_items)
{
        //! [iter_collect]
        int64_t *odd = NULL;
        size_t n = 0;
        iter_error_t error;

        CHECK_OK(iter_collect(
            iter_filter(iter_range(0, 10, 1), is_odd), ITER_ARRAY_INTO(int64_t, &odd, &n), &error));
        if (CHECK_UINT(n, 5))
                CHECK_INT(odd[4], 9);
        iter_array_free(odd);
        //! [iter_collect]
}

TEST(collect_as_a_stage)
{
        //! [iter_collect_of]
        iter_t *it = iter_collect_of(iter_range(0, 10, 3));
        iter_span_t span = { NULL, 0, NULL };

        /* The array belongs to the stage: valid until that is closed. */
        if (CHECK_STATUS(iter_next(it, ITER_INTO(iter_span_t, &span)), ITER_ITEM)) {
                iter_t *again = iter_array(span);
                CHECK_INT64S(again, 0, 3, 6, 9);
                CHECK_OK(iter_close(again, NULL));
        }
        CHECK_OK(iter_close(it, NULL));
        //! [iter_collect_of]
}

TEST(array_free_drops_the_items)
{
        //! [iter_array_free]
        iter_str_t *lines = NULL;
        size_t n = 0;

        /* Each text is a copy that the array owns. */
        CHECK_OK(
            iter_collect(iter_strings(words, 3), ITER_ARRAY_INTO(iter_str_t, &lines, &n), NULL));
        if (CHECK_UINT(n, 3))
                CHECK_TEXT(lines[2], "iterator");
        iter_array_free(lines);
        //! [iter_array_free]
}

TEST(collect_of_nothing_is_no_array)
{
        int64_t x = 0;
        int64_t *items = &x;
        size_t n = 7;

        CHECK_OK(iter_collect(iter_range(0, 0, 1), ITER_ARRAY_INTO(int64_t, &items, &n), NULL));
        CHECK(items == NULL);
        CHECK_UINT(n, 0);
        iter_array_free(items);
}

TEST(collect_gives_what_came_before_an_error)
{
        int64_t *items = NULL;
        size_t n = 0;

        CHECK_CODE(iter_collect(iter_map(iter_range(3, 9, 1), below_five),
                       ITER_ARRAY_INTO(int64_t, &items, &n), NULL),
            ITER_E_PARSE);
        if (CHECK_UINT(n, 2)) {
                CHECK_INT(items[0], 3);
                CHECK_INT(items[1], 4);
        }
        iter_array_free(items);
}

TEST(collect_gives_no_array_if_it_cannot_begin)
{
        int64_t x = 0;
        int64_t *items = &x;
        size_t n = 7;
        iter_error_t error;

        CHECK_CODE(iter_collect(iter_count(0, 1), ITER_ARRAY_INTO(int64_t, &items, &n), &error),
            ITER_E_INFINITE);
        CHECK_STRING(error.message, "collect: the source has no end");
        CHECK(items == NULL);
        CHECK_UINT(n, 0);
}

TEST(collect_refuses_an_array_of_another_type)
{
        double *items = NULL;
        size_t n = 7;
        iter_error_t error;

        CHECK_CODE(iter_collect(iter_range(0, 3, 1), ITER_ARRAY_INTO(double, &items, &n), &error),
            ITER_E_TYPE);
        CHECK_STRING(
            error.message, "collect: takes items of type double, the source gives int64_t");
        CHECK(items == NULL);
}

TEST(collect_refuses_to_lose_the_array)
{
        int64_t *items = NULL;
        int64_t **nowhere = NULL;
        size_t n = 7;
        iter_error_t error;

        CHECK_CODE(iter_collect(iter_range(0, 3, 1), ITER_ARRAY_INTO(int64_t, nowhere, &n), &error),
            ITER_E_NULL);
        CHECK_STRING(error.message, "collect: no place for the array");
        CHECK_CODE(iter_collect(iter_range(0, 3, 1), ITER_ARRAY_INTO(int64_t, &items, NULL), NULL),
            ITER_E_NULL);
}

TEST(collect_of_many_items)
{
        int64_t *items = NULL;
        size_t n = 0;
        size_t i;
        bool right = true;

        CHECK_OK(iter_collect(iter_filter(iter_range(0, 400000, 1), is_odd),
            ITER_ARRAY_INTO(int64_t, &items, &n), NULL));
        if (CHECK_UINT(n, 200000)) {
                for (i = 0; i < n; i++)
                        right = right && items[i] == (int64_t)(2 * i + 1);
                CHECK(right);
        }
        iter_array_free(items);
}

TEST(collect_takes_just_the_memory_that_it_needs)
{
        iter_counter_t counter;
        int64_t *items = NULL;
        size_t n = 0;

        iter_counter_init(&counter, &plain_memory, 0);
        CHECK_OK(iter_collect(iter_filter(iter_range_in(&counter.allocator, 0, 10000, 1), is_odd),
            ITER_ARRAY_INTO(int64_t, &items, &n), NULL));
        CHECK(counter.current >= 5000 * sizeof *items);
        CHECK(counter.current < 5000 * sizeof *items + 128);
        iter_array_free(items);
        CHECK_UINT(counter.current, 0);
}

/* A source that promises more than any memory holds. */
static iter_status_t liar_fill(iter_t *it, size_t want)
{
        static const int64_t item = 5;
        (void)want;
        if (it->code == 3)
                return ITER_END;
        it->code++;
        return iter_give(it, &item, 1);
}

static iter_bounds_t liar_bounds(const iter_t *it)
{
        const iter_bounds_t bounds = { UINT64_MAX / 2, UINT64_MAX, false };
        (void)it;
        return bounds;
}

static const iter_vtable_t liar_vtable = { sizeof(iter_vtable_t), "liar", liar_fill,
        iter_stage_destroy, NULL, liar_bounds, NULL, NULL };

TEST(collect_reserves_no_more_than_a_mebibyte_on_the_word_of_bounds)
{
        iter_counter_t counter;
        int64_t *items = NULL;
        size_t n = 0;
        iter_t *it;

        iter_counter_init(&counter, NULL, (size_t)2 << 20);
        it =
            (iter_t *)iter_new(&liar_vtable, sizeof *it, ITER_TYPE(int64_t), 0, &counter.allocator);
        if (it == NULL)
                it = iter_no_memory(&counter.allocator);
        CHECK_OK(iter_collect(it, ITER_ARRAY_INTO(int64_t, &items, &n), NULL));
        CHECK_UINT(n, 3);
        CHECK(counter.peak > (size_t)1 << 20);
        iter_array_free(items);
        CHECK_UINT(counter.current, 0);
}

TEST(collect_stays_within_a_budget)
{
        iter_counter_t counter;
        int64_t *items = NULL;
        size_t n = 0;
        iter_error_t error;

        iter_counter_init(&counter, NULL, 100000);
        CHECK_CODE(
            iter_collect(iter_filter(iter_range_in(&counter.allocator, 0, 1000000, 1), is_odd),
                ITER_ARRAY_INTO(int64_t, &items, &n), &error),
            ITER_E_BUDGET);
        CHECK(n >= 1000);
        CHECK(items != NULL && items[n - 1] == (int64_t)(2 * n - 1));
        CHECK(counter.peak <= 100000);
        iter_array_free(items);
        CHECK_UINT(counter.current, 0);
}

TEST(collect_of_items_that_own_memory)
{
        boxed *items = NULL;
        size_t n = 0;

        CHECK_OK(iter_collect(boxes(0, 20), ITER_ARRAY_INTO(boxed, &items, &n), NULL));
        if (CHECK_UINT(n, 20))
                CHECK_INT(unbox(items[19]), 19);
        iter_array_free(items);
}

TEST(collect_of_items_that_own_memory_in_blocks)
{
        counted *items = NULL;
        size_t n = 0;

        counted_live = 0;
        CHECK_OK(iter_collect(
            iter_map(iter_range(0, 300, 1), count_up), ITER_ARRAY_INTO(counted, &items, &n), NULL));
        CHECK_INT(counted_live, (int)n);
        iter_array_free(items);
        CHECK_INT(counted_live, 0);
}

TEST(collect_of_composites_with_texts)
{
        numbered *items = NULL;
        size_t n = 0;

        CHECK_OK(iter_collect(
            iter_map(iter_strings(words, 3), number), ITER_ARRAY_INTO(numbered, &items, &n), NULL));
        if (CHECK_UINT(n, 3)) {
                CHECK_TEXT(items[1].text, "lazy");
                CHECK(items[1].text.ptr != words[1]);
                CHECK_UINT(items[1].index, 4);
        }
        iter_array_free(items);
}

TEST(collect_of_items_that_are_aligned_beyond_malloc)
{
        aligned *items = NULL;
        size_t n = 0;
        size_t i;
        bool right = true;

        CHECK_OK(iter_collect(iter_map(iter_filter(iter_range(0, 2000, 1), is_odd), align),
            ITER_ARRAY_INTO(aligned, &items, &n), NULL));
        if (CHECK_UINT(n, 1000)) {
                CHECK_UINT((uintptr_t)items % 64, 0);
                for (i = 0; i < n; i++)
                        right = right && items[i].value == (int64_t)(2 * i + 1);
                CHECK(right);
        }
        iter_array_free(items);
}

TEST(collect_leaves_nothing_behind_when_given_up_while_pending)
{
        iter_t *it = test_stutter(iter_strings(words, 3), 4);
        iter_str_t x = { NULL, 0 };
        iter_str_t *items = &x;
        size_t n = 7;

        if (!CHECK_CODE(
                iter_collect(it, ITER_ARRAY_INTO(iter_str_t, &items, &n), NULL), ITER_E_PENDING))
                return;
        CHECK(items == NULL);
        CHECK_UINT(n, 0);
        iter_abandon(it);
}

TEST(span_is_copied_with_its_array)
{
        iter_t *it = iter_collect_of(iter_strings(words, 3));
        iter_span_t copy = { NULL, 0, NULL };

        if (CHECK_OK(iter_nth(it, 0, ITER_INTO(iter_span_t, &copy), NULL))) {
                const iter_str_t *items = (const iter_str_t *)copy.items;
                if (CHECK_UINT(copy.n, 3))
                        CHECK_TEXT(items[1], "lazy");
                iter_type_drop(ITER_TYPE(iter_span_t), &copy);
        }
}

TEST(span_of_nothing_is_copied_too)
{
        const iter_span_t none = { NULL, 0, ITER_TYPE(int64_t) };
        iter_span_t copy = { &none, 7, NULL };

        CHECK_OK(iter_type_copy(ITER_TYPE(iter_span_t), &copy, &none, NULL));
        CHECK_UINT(copy.n, 0);
        iter_type_drop(ITER_TYPE(iter_span_t), &copy);
}

TEST(span_of_more_than_any_memory_is_not_copied)
{
        const int64_t item = 5;
        const iter_span_t huge = { &item, SIZE_MAX / 2, ITER_TYPE(int64_t) };
        iter_span_t copy;

        CHECK_CODE(iter_type_copy(ITER_TYPE(iter_span_t), &copy, &huge, NULL), ITER_E_NOMEM);
}

TEST(arrays_of_arrays_own_all_of_it)
{
        iter_span_t *rows = NULL;
        size_t n = 0;

        CHECK_OK(iter_collect(iter_collect_of(iter_strings(words, 3)),
            ITER_ARRAY_INTO(iter_span_t, &rows, &n), NULL));
        if (CHECK_UINT(n, 1))
                CHECK_UINT(rows[0].n, 3);
        iter_array_free(rows);
}
