/* SPDX-License-Identifier: MIT */
/* The usual way to write iterators in C, to compare with: one call per item and stage, callbacks
 * with a context. Made as lean as that design can be: it has no error messages, types or cleanup, and
 * forgets a callback's error. */
#ifndef LAZYITER_BENCH_CLASSIC_H
#define LAZYITER_BENCH_CLASSIC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct classic {
        bool (*next)(struct classic *self, void *out); /* false: the end */
        struct classic *source;
};

struct classic *classic_range(int64_t start, int64_t stop);
struct classic *classic_array(const int64_t *items, size_t n);
struct classic *classic_map(struct classic *source, size_t item_size,
    int (*fn)(void *ctx, const void *in, void *out), void *ctx);
struct classic *classic_filter(
    struct classic *source, int (*fn)(void *ctx, const void *in, bool *pass), void *ctx);
void classic_free(struct classic *it);

#endif
