/* SPDX-License-Identifier: MIT */
/* The squares of a range. Nothing is computed before it is asked for, and nothing is stored.
 *
 * Introduces: iter_range, ITER_MAP_FN, ITER_FILTER_FN_WITH, iter_map, iter_filter, ITER_FOREACH,
 * iter_close, iter_sum_i64. */
#include <inttypes.h>
#include <stdio.h>

#include <lazyiter.h>

/* Function objects: the macro is the prototype, the body is ordinary C. */
ITER_MAP_FN(int64_t, square, int64_t, x)
{
        return x * x;
}

/* With a context: divisible_by(3) is a filter of its own. */
ITER_FILTER_FN_WITH(divisible_by, int64_t, x, int64_t, divisor)
{
        return x % divisor == 0;
}

int main(void)
{
        iter_error_t err;
        iter_t *it;
        int64_t sum = 0;

        /* Python: for x in map(square, range(1, 11)): print(x) */
        it = iter_range(1, 11, 1);
        it = iter_map(it, square);
        ITER_FOREACH(int64_t, x, it)
                printf("%" PRId64 "\n", x);

        /* Whatever went wrong on the way, from the first line on, is reported here. */
        if (iter_close(it, &err) != 0) {
                fprintf(stderr, "01_squares: %s\n", err.message);
                return 1;
        }

        /* A consumer runs the pipeline to its end and closes it: a million items, none kept. */
        it = iter_range(0, 1000000, 1);
        it = iter_map(it, square);
        it = iter_filter(it, divisible_by(3));
        if (iter_sum_i64(it, &sum, &err) != 0) {
                fprintf(stderr, "01_squares: %s\n", err.message);
                return 1;
        }
        printf("sum of those divisible by three, of a million: %" PRId64 "\n", sum);
        return 0;
}
