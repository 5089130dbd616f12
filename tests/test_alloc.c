/* SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include "tap.h"

ITER_MAP_FN(int64_t, square, int64_t, x)
{
        return x * x;
}

static size_t requests;

static void *noting_resize(void *ctx, void *ptr, size_t old_size, size_t new_size)
{
        (void)ctx;
        (void)old_size;
        requests++;
        if (new_size == 0) {
                free(ptr);
                return NULL;
        }
        return realloc(ptr, new_size);
}

TEST(the_default_allocator_can_be_replaced)
{
        //! [iter_set_default_allocator]
        static const iter_allocator_t noting = { noting_resize, NULL, NULL };
        int64_t sum = 0;

        iter_set_default_allocator(&noting);
        CHECK(iter_default_allocator() == &noting);
        CHECK_OK(iter_sum_i64(iter_range(0, 5, 1), &sum, NULL));
        CHECK_INT(sum, 10);
        CHECK(requests > 0);
        iter_set_default_allocator(NULL); /* malloc's family again */
        //! [iter_set_default_allocator]
}

TEST(without_an_allocator_memory_comes_from_malloc)
{
        const iter_allocator_t *allocator;
        unsigned char *memory;

        iter_set_default_allocator(NULL);
        allocator = iter_default_allocator();
        memory = allocator->resize(allocator->ctx, NULL, 0, 10);
        CHECK(memory != NULL);
        if (memory != NULL) {
                unsigned char *grown;
                memset(memory, 7, 10);
                grown = allocator->resize(allocator->ctx, memory, 10, 1000);
                CHECK(grown != NULL);
                memory = grown != NULL ? grown : memory;
                CHECK_INT(memory[9], 7);
        }
        CHECK(allocator->resize(allocator->ctx, memory, 1000, 0) == NULL);
}

TEST(a_counter_says_what_a_pipeline_holds)
{
        //! [iter_counter_init]
        iter_counter_t counter;
        iter_t *it;

        iter_counter_init(&counter, NULL, 0);
        it = iter_range_in(&counter.allocator, 0, 1000000, 1);
        it = iter_map(it, square); /* takes its memory from the same allocator */
        ITER_FOREACH(int64_t, x, it)
                (void)x;
        CHECK_UINT(counter.live, 2);
        CHECK(counter.current > 0 && counter.peak < 8192);
        CHECK_OK(iter_close(it, NULL));
        CHECK_UINT(counter.current, 0);
        CHECK_UINT(counter.live, 0);
        //! [iter_counter_init]
        CHECK_UINT(counter.total, 2);
}

TEST(what_a_pipeline_holds_does_not_depend_on_the_number_of_items)
{
        size_t peak[2];
        int i;

        for (i = 0; i < 2; i++) {
                iter_counter_t counter;
                int64_t sum = 0;
                iter_counter_init(&counter, NULL, 0);
                CHECK_OK(iter_sum_i64(
                    iter_map(
                        iter_range_in(&counter.allocator, 0, i == 0 ? 1000 : 300000, 1), square),
                    &sum, NULL));
                peak[i] = counter.peak;
        }
        CHECK_UINT(peak[0], peak[1]);
}

TEST(a_counter_follows_a_block_that_grows_and_shrinks)
{
        iter_counter_t counter;
        const iter_allocator_t *allocator = &counter.allocator;
        void *memory;
        void *resized;

        iter_counter_init(&counter, NULL, 0);
        memory = allocator->resize(allocator->ctx, NULL, 0, 100);
        if (memory == NULL) {
                CHECK_OK(allocator->reason(allocator->ctx));
                return;
        }
        CHECK_UINT(counter.current, 100);
        resized = allocator->resize(allocator->ctx, memory, 100, 300);
        if (resized == NULL) {
                CHECK_OK(allocator->reason(allocator->ctx));
                CHECK_UINT(counter.current, 100);
                allocator->resize(allocator->ctx, memory, 100, 0);
                CHECK_UINT(counter.live, 0);
                return;
        }
        CHECK_UINT(counter.current, 300);
        memory = resized;
        resized = allocator->resize(allocator->ctx, memory, 300, 50);
        if (resized == NULL)
                CHECK_OK(allocator->reason(allocator->ctx));
        CHECK_UINT(counter.current, 50);
        CHECK_UINT(counter.peak, 300);
        CHECK_UINT(counter.total, 3);
        CHECK_UINT(counter.live, 1);
        allocator->resize(
            allocator->ctx, resized != NULL ? resized : memory, resized != NULL ? 50 : 300, 0);
        CHECK_UINT(counter.current, 0);
        CHECK_UINT(counter.live, 0);
        CHECK(allocator->resize(allocator->ctx, NULL, 0, 0) == NULL);
        CHECK_UINT(counter.live, 0);
}

TEST(a_budget_refuses_with_an_error_of_its_own)
{
        iter_counter_t counter;
        iter_error_t error;
        iter_t *it;

        iter_counter_init(&counter, NULL, 100); /* not even a range fits */
        it = iter_range_in(&counter.allocator, 0, 10, 1);
        it = iter_map(it, square);
        CHECK_CODE(iter_close(it, &error), ITER_E_BUDGET);
        CHECK_STRING(iter_code_name(error.code), "ITER_E_BUDGET");
        CHECK_UINT(counter.current, 0);
}

TEST(a_budget_refuses_the_stage_that_would_exceed_it)
{
        iter_counter_t counter;
        iter_error_t error;
        size_t limit;

        /* Whatever the budget, it is either enough, or says so and leaves nothing behind. */
        for (limit = 1; limit < 6000; limit += 61) {
                int64_t sum = 0;
                int code;
                iter_counter_init(&counter, NULL, limit);
                code = iter_sum_i64(
                    iter_map(iter_range_in(&counter.allocator, 0, 100, 1), square), &sum, &error);
                if (code == 0)
                        CHECK_INT(sum, 328350);
                else if (code != ITER_E_BUDGET)
                        CHECK_OK(code);
                CHECK(counter.peak <= limit);
                CHECK_UINT(counter.current, 0);
                CHECK_INT(error.code, code);
        }
}

TEST(a_budget_never_wraps)
{
        iter_counter_t counter;
        const iter_allocator_t *allocator = &counter.allocator;

        iter_counter_init(&counter, NULL, 1000);
        CHECK(allocator->resize(allocator->ctx, NULL, 0, SIZE_MAX) == NULL);
        CHECK_INT(allocator->reason(allocator->ctx), ITER_E_BUDGET);
        iter_counter_init(&counter, NULL, SIZE_MAX);
        CHECK(allocator->resize(allocator->ctx, NULL, 0, SIZE_MAX) == NULL);
        CHECK_UINT(counter.current, 0);
}

TEST(counters_stand_on_each_other)
{
        iter_counter_t all;
        iter_counter_t one;
        iter_t *it;

        iter_counter_init(&all, NULL, 0);
        iter_counter_init(&one, &all.allocator, 0);
        it = iter_range_in(&one.allocator, 0, 10, 1);
        CHECK_UINT(one.current, all.current);
        CHECK_OK(iter_close(it, NULL));
        CHECK_UINT(all.total, 1);
        CHECK_UINT(all.live, 0);
}

TEST(a_counter_passes_on_why_its_parent_refused)
{
        iter_counter_t all;
        iter_counter_t one;

        iter_counter_init(&all, NULL, 10);
        iter_counter_init(&one, &all.allocator, 0);
        CHECK_CODE(iter_close(iter_range_in(&one.allocator, 0, 10, 1), NULL), ITER_E_BUDGET);
}

TEST(stepping_allocates_nothing)
{
        iter_t *it = iter_map(iter_range(0, 100000, 1), square);
        const size_t before = tap_allocations();
        int64_t x = 0;
        int64_t n = 0;

        while (iter_next(it, ITER_INTO(int64_t, &x)) == ITER_ITEM)
                n++;
        CHECK_UINT(tap_allocations(), before);
        CHECK_OK(iter_close(it, NULL));
        CHECK_INT(n, 100000);
}

static void *refusing_resize(void *ctx, void *ptr, size_t old_size, size_t new_size)
{
        (void)ctx;
        (void)ptr;
        (void)old_size;
        (void)new_size;
        return NULL;
}

TEST(no_memory_at_all_is_an_error_that_is_closed_like_any_other)
{
        static const iter_allocator_t refusing = { refusing_resize, NULL, NULL };
        iter_error_t error;
        iter_t *it = iter_map(iter_range_in(&refusing, 0, 10, 1), square);
        int64_t x = 17;

        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ERROR);
        CHECK_INT(x, 17);
        CHECK_CODE(iter_failure(it, &error), ITER_E_NOMEM);
        CHECK_CONTAINS(error.message, "out of memory");
        CHECK_CODE(iter_close(it, &error), ITER_E_NOMEM);
        CHECK_CONTAINS(error.message, "out of memory");
        /* The same static iterator stands for all of them: closing it twice is closing two. */
        CHECK_CODE(iter_close(it, NULL), ITER_E_NOMEM);
}
