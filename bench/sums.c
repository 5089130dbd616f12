/* SPDX-License-Identifier: MIT */
/* The sum of the squares that are divisible by three, over a range and over an array: what each way of
 * writing it costs per item of the source. */
#include "bench.h"
#include "classic.h"

/* Known only when the program runs. The sums must fit 64 bits. */
static volatile int64_t range_items;
static volatile int64_t array_items;
static int64_t *array;

/* As a pure function object: the library runs it in blocks. */
ITER_MAP_FN(int64_t, square, int64_t, x)
{
        return x * x;
}

ITER_FILTER_FN(by_three, int64_t, x)
{
        return x % 3 == 0;
}

/* Both in one. */
ITER_FILTER_MAP_FN(int64_t, square_by_three, int64_t, x, out)
{
        *out = x * x;
        return *out % 3 == 0;
}

/* As exact callbacks: once per item that is asked for, never ahead. */
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

/* As plain callbacks with a context: for lazyiter's layer for other languages, and for classic.c. */
static int call_square(void *ctx, const void *in, void *out)
{
        const int64_t x = *(const int64_t *)in;
        (void)ctx;
        *(int64_t *)out = x * x;
        return 0;
}

static int call_by_three(void *ctx, const void *in, bool *pass)
{
        (void)ctx;
        *pass = *(const int64_t *)in % 3 == 0;
        return 0;
}

/* What is put on top of a source is the same for both. */
static iter_t *pure(iter_t *it)
{
        return iter_filter(iter_map(it, square), by_three);
}

static iter_t *fused(iter_t *it)
{
        return iter_filter_map(it, square_by_three);
}

static iter_t *exact(iter_t *it)
{
        return iter_filter(iter_map(it, try_square), try_by_three);
}

static iter_t *plain(iter_t *it)
{
        it = iter_map(it, iter_map_call(ITER_TYPE(int64_t), ITER_TYPE(int64_t), call_square, NULL));
        return iter_filter(it, iter_filter_call(ITER_TYPE(int64_t), call_by_three, NULL));
}

static int64_t body(iter_t *it)
{
        int64_t sum = 0;
        ITER_FOREACH(int64_t, x, it) {
                const int64_t q = x * x;
                if (q % 3 == 0)
                        sum += q;
        }
        bench_close(it);
        return sum;
}

static int64_t summed(iter_t *it)
{
        int64_t sum = 0;
        iter_error_t error;
        if (iter_sum_i64(it, &sum, &error) != 0)
                bench_die(error.message);
        return sum;
}

static int64_t stepped(iter_t *it)
{
        int64_t sum = 0;
        ITER_FOREACH(int64_t, q, it)
                sum += q;
        bench_close(it);
        return sum;
}

static int64_t by_next(iter_t *it)
{
        int64_t sum = 0;
        int64_t q;
        while (iter_next(it, ITER_INTO(int64_t, &q)) == ITER_ITEM)
                sum += q;
        bench_close(it);
        return sum;
}

static int64_t classic_sum(struct classic *source)
{
        struct classic *it = classic_map(source, sizeof(int64_t), call_square, NULL);
        int64_t sum = 0;
        int64_t q;

        it = classic_filter(it, call_by_three, NULL);
        while (it->next(it, &q))
                sum += q;
        classic_free(it);
        return sum;
}

static int64_t range_hand(void)
{
        const int64_t n = range_items;
        int64_t sum = 0;
        int64_t x;
        for (x = 0; x < n; x++) {
                const int64_t q = x * x;
                if (q % 3 == 0)
                        sum += q;
        }
        return sum;
}

static int64_t array_hand(void)
{
        const int64_t *items = array;
        const int64_t n = array_items;
        int64_t sum = 0;
        int64_t i;
        for (i = 0; i < n; i++) {
                const int64_t q = items[i] * items[i];
                if (q % 3 == 0)
                        sum += q;
        }
        return sum;
}

#define RANGE iter_range(0, range_items, 1)
#define ARRAY iter_array(ITER_SPAN(int64_t, array, (size_t)array_items))

#define CASE(name, expression)       \
        static int64_t name(void)    \
        {                            \
                return (expression); \
        }

CASE(range_body, body(RANGE))
CASE(range_pure_summed, summed(pure(RANGE)))
CASE(range_pure_stepped, stepped(pure(RANGE)))
CASE(range_fused_summed, summed(fused(RANGE)))
CASE(range_fused_stepped, stepped(fused(RANGE)))
CASE(range_exact_stepped, stepped(exact(RANGE)))
CASE(range_exact_summed, summed(exact(RANGE)))
CASE(range_exact_next, by_next(exact(RANGE)))
CASE(range_plain_stepped, stepped(plain(RANGE)))
CASE(range_classic, classic_sum(classic_range(0, range_items)))

CASE(array_body, body(ARRAY))
CASE(array_pure_summed, summed(pure(ARRAY)))
CASE(array_pure_stepped, stepped(pure(ARRAY)))
CASE(array_fused_summed, summed(fused(ARRAY)))
CASE(array_fused_stepped, stepped(fused(ARRAY)))
CASE(array_exact_stepped, stepped(exact(ARRAY)))
CASE(array_exact_summed, summed(exact(ARRAY)))
CASE(array_exact_next, by_next(exact(ARRAY)))
CASE(array_plain_stepped, stepped(plain(ARRAY)))
CASE(array_classic, classic_sum(classic_array(array, (size_t)array_items)))

#define ROW(source, name, function)                                 \
        {                                                           \
#source, name, source##_##function, &source##_items \
        }

#define ROWS(source)                                                                            \
        ROW(source, "hand", hand), ROW(source, "foreach", body),                                \
            ROW(source, "pure summed", pure_summed), ROW(source, "pure stepped", pure_stepped), \
            ROW(source, "fused summed", fused_summed),                                          \
            ROW(source, "fused stepped", fused_stepped),                                        \
            ROW(source, "exact summed", exact_summed),                                          \
            ROW(source, "exact stepped", exact_stepped), ROW(source, "exact next", exact_next), \
            ROW(source, "plain stepped", plain_stepped), ROW(source, "classic", classic)

int main(int argc, char **argv)
{
        static const struct bench_case cases[] = { ROWS(range), ROWS(array) };
        int64_t i;

        if (argc != 3)
                bench_die("usage: sums RANGE-ITEMS ARRAY-ITEMS");
        range_items = strtoll(argv[1], NULL, 10);
        array_items = strtoll(argv[2], NULL, 10);
        array = malloc((size_t)array_items * sizeof *array);
        if (array == NULL)
                bench_die("out of memory");
        /* 20 bits in no order that a processor could foresee; the other languages make the same. */
        for (i = 0; i < array_items; i++)
                array[i] = (int64_t)((uint32_t)(i * 2654435761) >> 12);
        bench_sample(cases, sizeof cases / sizeof *cases);
        free(array);
        return 0;
}
