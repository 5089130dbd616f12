/* SPDX-License-Identifier: MIT */
/* Tests that must fail, and some that must not: harness.sh compares what the harness says of them.
 * A harness that finds nothing wrong would pass everything else. */
#include <stdlib.h>

#include "sources.h"

static const int64_t one_to_three[] = { 1, 2, 3 };

TEST(passes)
{
        iter_t *it = iter_range(0, 5, 2);

        CHECK_INT64S(it, 0, 2, 4);
        CHECK_NO_ITEMS(int64_t, it);
        CHECK_OK(iter_close(it, NULL));
}

TEST(every_check_can_fail)
{
        iter_t *it = iter_range(0, 5, 2);
        const iter_str_t text = { "one", 3 };

        CHECK(1 == 2);
        CHECK_OK(ITER_E_IO);
        CHECK_CODE(-5, ITER_E_IO);
        CHECK_INT(1, 2);
        CHECK_UINT(3, 4);
        CHECK_REAL(0.5, 0.25);
        CHECK_STATUS(ITER_END, ITER_ITEM);
        CHECK_TEXT(text, "two");
        CHECK_STRING("three", "four");
        CHECK_STRING(NULL, "five");
        CHECK_CONTAINS("six", "seven");
        CHECK_NO_ITEMS(int64_t, it);
        CHECK_INT64S(it, 2, 5);
        CHECK_OK(iter_close(it, NULL));
}

TEST(leaks_a_block)
{
        const iter_allocator_t *allocator = iter_default_allocator();

        CHECK(allocator->resize(allocator->ctx, NULL, 0, 40) != NULL || tap_torturing());
}

TEST(leaks_a_descriptor)
{
        static FILE *file;

        file = fopen("/dev/null", "r");
        CHECK(file != NULL);
}

TEST(frees_with_the_wrong_size)
{
        const iter_allocator_t *allocator = iter_default_allocator();
        void *memory = allocator->resize(allocator->ctx, NULL, 0, 40);

        if (memory != NULL)
                allocator->resize(allocator->ctx, memory, 41, 0);
}

TEST(pulls_once_too_often)
{
        iter_t *it = test_poison(one_to_three, 3);

        CHECK_INT64S(it, 1, 2, 3);
        CHECK_OK(iter_close(it, NULL));
}

TEST(has_no_error_for_lack_of_memory)
{
        const iter_allocator_t *allocator = iter_default_allocator();
        int *number = allocator->resize(allocator->ctx, NULL, 0, sizeof *number);

        CHECK(number != NULL);
        allocator->resize(allocator->ctx, number, number == NULL ? 0 : sizeof *number, 0);
}

TEST(reports_an_error_for_lack_of_memory)
{
        iter_t *it = iter_range(0, 5, 2);

        CHECK_INT64S(it, 0, 2, 4);
        CHECK_OK(iter_close(it, NULL));
}

TEST(loses_a_message_for_lack_of_memory)
{
        iter_error_t error;
        iter_t *it = test_fails_after(one_to_three, 1, -7);
        int64_t sum = 0;

        ITER_FOREACH(int64_t, x, it)
                sum += x;
        CHECK_CODE(iter_close(it, &error), -7);
        CHECK_INT(sum, 1);
        CHECK_STRING(error.message, "fails_after: item 1: as planned");
}

TEST(differs_from_run_to_run)
{
        static int runs;
        const iter_allocator_t *allocator = iter_default_allocator();
        void *memory = NULL;

        if (++runs == 1)
                memory = allocator->resize(allocator->ctx, NULL, 0, 1);
        if (memory != NULL)
                allocator->resize(allocator->ctx, memory, 1, 0);
}

TEST(is_skipped)
{
        SKIP("no reason");
}
