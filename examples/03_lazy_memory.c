/* SPDX-License-Identifier: MIT */
/* The same sum twice: of ten million odd numbers that are stored in a list, and of the same numbers made
 * a block at a time and forgotten. What differs is the memory.
 *
 * The numbers are measured in two ways: by the counting allocator, which knows every byte that a
 * pipeline holds, and by the system, which knows what the whole process needed.
 *
 * Introduces: iter_counter_t, iter_range_in, iter_collect, iter_array_in, iter_array_free. */
#define _POSIX_C_SOURCE 200809L /* getrusage */
#include <inttypes.h>
#include <stdio.h>
#include <sys/resource.h>

#include <lazyiter.h>

enum { ITEMS = 10000000 };

ITER_MAP_FN(int64_t, odd, int64_t, x)
{
        return 2 * x + 1;
}

static iter_t *odd_numbers(const iter_allocator_t *allocator)
{
        return iter_map(iter_range_in(allocator, 0, ITEMS, 1), odd);
}

/* sum(2 * x + 1 for x in range(ITEMS)) */
static int sum_lazily(const iter_allocator_t *allocator, int64_t *sum, iter_error_t *err)
{
        return iter_sum_i64(odd_numbers(allocator), sum, err);
}

/* sum([2 * x + 1 for x in range(ITEMS)]) */
static int sum_a_list(const iter_allocator_t *allocator, int64_t *sum, iter_error_t *err)
{
        int64_t *list = NULL;
        size_t n = 0;
        int code = iter_collect(odd_numbers(allocator), ITER_ARRAY_INTO(int64_t, &list, &n), err);

        if (code == 0)
                code =
                    iter_sum_i64(iter_array_in(allocator, ITER_SPAN(int64_t, list, n)), sum, err);
        iter_array_free(list);
        return code;
}

/* The most memory that this process has had so far, in KiB. */
static long peak_of_process(void)
{
        struct rusage usage;

        return getrusage(RUSAGE_SELF, &usage) == 0 ? usage.ru_maxrss : 0;
}

int main(void)
{
        static const struct {
                const char *name;
                int (*sum)(const iter_allocator_t *allocator, int64_t *sum, iter_error_t *err);
        } ways[] = { { "lazily", sum_lazily }, { "a list", sum_a_list } };
        size_t peaks[2];

        /* What is lazy comes first: the peak of a process never falls again. */
        for (int i = 0; i < 2; i++) {
                iter_counter_t counter;
                iter_error_t err;
                int64_t sum = 0;

                iter_counter_init(&counter, NULL, 0);
                if (ways[i].sum(&counter.allocator, &sum, &err) != 0) {
                        fprintf(stderr, "03_lazy_memory: %s\n", err.message);
                        return 1;
                }
                peaks[i] = counter.peak;
                printf("%s: %" PRId64 "\n", ways[i].name, sum);
                fprintf(stderr, "%s: at most %zu bytes; the process so far %ld KiB\n", ways[i].name,
                    counter.peak, peak_of_process());
        }
        printf("the pipeline needs less than 8 KiB: %s\n", peaks[0] < 8192 ? "yes" : "no");
        printf("the list needs 8 bytes an item: %s\n", peaks[1] >= ITEMS * 8ul ? "yes" : "no");
        return 0;
}
