/* SPDX-License-Identifier: MIT */
/* What pipelines hold. One line a number: what, number. */
#include <inttypes.h>
#include <stdlib.h>

#include <lazyiter.h>

ITER_MAP_FN(int64_t, square, int64_t, x)
{
        return x * x;
}

ITER_FILTER_FN(by_three, int64_t, x)
{
        return x % 3 == 0;
}

ITER_TRY_MAP_FN(int64_t, try_square, int64_t, x, out, call)
{
        (void)call;
        *out = x * x;
        return 0;
}

ITER_TRY_FILTER_FN(try_by_three, int64_t, x, pass, call)
{
        (void)call;
        *pass = x % 3 == 0;
        return 0;
}

static iter_t *pure(iter_t *it)
{
        return iter_filter(iter_map(it, square), by_three);
}

static iter_t *exact(iter_t *it)
{
        return iter_filter(iter_map(it, try_square), try_by_three);
}

static void report(const char *what, const char *detail, size_t number)
{
        printf("%s%s\t%zu\n", what, detail, number);
}

static void run(const char *name, iter_t *(*stages)(iter_t *), int64_t items)
{
        iter_counter_t counter;
        iter_memory_t memory;
        int64_t sum = 0;
        char what[64];
        iter_t *it;

        snprintf(what, sizeof what, "%s, %" PRId64 " items: ", name, items);
        iter_counter_init(&counter, NULL, 0);
        it = stages(iter_range_in(&counter.allocator, 0, items, 1));
        ITER_FOREACH(int64_t, q, it)
                sum += q;
        memory = iter_memory(it);
        if (iter_close(it, NULL) != 0 || sum == 0)
                exit(1);
        report(what, "allocations", counter.total);
        report(what, "peak bytes", counter.peak);
        report(what, "peak bytes by iter_memory", memory.peak);
        report(what, "bytes after closing", counter.current);
}

int main(void)
{
        report("sizeof ", "iter_t", sizeof(iter_t));
        report("sizeof ", "iter_stage_t", sizeof(iter_stage_t));
        report("sizeof ", "iter_map_fn_t", sizeof(iter_map_fn_t));
        report("sizeof ", "iter_filter_fn_t", sizeof(iter_filter_fn_t));
        report("sizeof ", "iter_error_t", sizeof(iter_error_t));
        run("range, map, filter (pure)", pure, 1000);
        run("range, map, filter (pure)", pure, 1000000);
        run("range, map, filter (exact)", exact, 1000);
        run("range, map, filter (exact)", exact, 1000000);
        return 0;
}
