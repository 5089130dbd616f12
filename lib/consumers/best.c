/* SPDX-License-Identifier: MIT */
/* The smallest or greatest of items side by side. */
#include "consumers.h"

/* Items are first only compared with the best so far, many at once: something better among them is
 * rare. In the order of the items, so that a NaN counts as CPython counts it. */
#define CHUNK 32

#define BETTER(T, name, better)                                                      \
        static size_t name(const T *items, size_t n, const T *before)                \
        {                                                                            \
                T best = before == NULL ? items[0] : *before;                        \
                size_t at = before == NULL ? 0 : n;                                  \
                size_t i = 0;                                                        \
                while (i < n) {                                                      \
                        const size_t left = n - i;                                   \
                        const size_t stop = left < CHUNK ? n : i + CHUNK;            \
                        unsigned any = left < CHUNK;                                 \
                        size_t j;                                                    \
                        if (left >= CHUNK) {                                         \
                                for (j = 0; j < CHUNK; j++)                          \
                                        any |= (unsigned)(items[i + j] better best); \
                        }                                                            \
                        for (j = i; any && j < stop; j++) {                          \
                                if (items[j] better best) {                          \
                                        best = items[j];                             \
                                        at = j;                                      \
                                }                                                    \
                        }                                                            \
                        i = stop;                                                    \
                }                                                                    \
                return at;                                                           \
        }

#define KERNELS(T)              \
        BETTER(T, least_##T, <) \
        BETTER(T, greatest_##T, >)

KERNELS(int8_t)
KERNELS(int16_t)
KERNELS(int32_t)
KERNELS(int64_t)
KERNELS(uint8_t)
KERNELS(uint16_t)
KERNELS(uint32_t)
KERNELS(uint64_t)
KERNELS(float)
KERNELS(double)

static size_t best_by_type(
    const iter_type_t *type, bool greatest, const char *items, size_t n, const char *before)
{
        const char *best = before == NULL ? items : before;
        size_t at = before == NULL ? 0 : n;
        size_t i;

        for (i = 0; i < n; i++) {
                const char *item = items + i * type->size;
                const int order = iter_type_compare(type, item, best);
                if (greatest ? order > 0 : order < 0) {
                        best = item;
                        at = i;
                }
        }
        return at;
}

#define RUN(T) at = greatest ? greatest_##T(items, n, best) : least_##T(items, n, best)

size_t iter_best(
    const iter_type_t *type, bool greatest, const void *items, size_t n, const void *best)
{
        const enum iter_number kind = iter_number_kind(type);
        size_t at;

        if (kind == ITER_NOT_A_NUMBER)
                at = best_by_type(type, greatest, items, n, best);
        else if (kind != ITER_REAL)
                ITER_FOR_INTEGER(type->size, kind == ITER_SIGNED, RUN);
        else if (type->size == sizeof(float))
                RUN(float);
        else
                RUN(double);
        return at;
}
