/* SPDX-License-Identifier: MIT */
/* What the benchmark programs share: each takes one sample of each of its cases and prints it for
 * compare.py, which takes as many as it wants and does the arithmetic. */
#ifndef LAZYITER_BENCH_H
#define LAZYITER_BENCH_H

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <lazyiter.h>

/* Processor time, so that other programs on the machine count for less. */
#define BENCH_MIN_TICKS (CLOCKS_PER_SEC / 25)

struct bench_case {
        const char *table;
        const char *name;
        int64_t (*run)(void); /* the result, the same for all cases of a table */
        const volatile int64_t *items; /* what a run's time is divided by */
};

static inline void bench_die(const char *why)
{
        fprintf(stderr, "%s\n", why);
        exit(1);
}

static inline void bench_close(iter_t *it)
{
        iter_error_t error;
        if (iter_close(it, &error) != 0)
                bench_die(error.message);
}

/* One line a case: table, name, result, nanoseconds per item. */
static inline void bench_sample(const struct bench_case *cases, size_t n)
{
        size_t i;

        for (i = 0; i < n; i++) {
                const int64_t result = cases[i].run(); /* a run to warm up */
                const clock_t begin = clock();
                clock_t ticks;
                int64_t runs = 0;
                do {
                        if (cases[i].run() != result)
                                bench_die("a second run gave another result");
                        runs++;
                        ticks = clock() - begin;
                } while (ticks < BENCH_MIN_TICKS);
                printf("%s\t%s\t%" PRId64 "\t%.4f\n", cases[i].table, cases[i].name, result,
                    (double)ticks * (1e9 / CLOCKS_PER_SEC) /
                        ((double)runs * (double)*cases[i].items));
                fflush(stdout);
        }
}

#endif
