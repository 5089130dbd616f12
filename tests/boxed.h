/* SPDX-License-Identifier: MIT */
/* Element types whose items own something, for tests of who copies and who drops. */
#ifndef TEST_BOXED_H
#define TEST_BOXED_H

#include <stdlib.h>

#include "sources.h"

/* Memory that no torture takes away, where a test is about how much of it there is. */
static inline void *plain_resize(void *ctx, void *ptr, size_t old_size, size_t new_size)
{
        (void)ctx;
        (void)old_size;
        if (new_size == 0) {
                free(ptr);
                return NULL;
        }
        return realloc(ptr, new_size);
}

static const iter_allocator_t plain_memory ITER_UNUSED = { plain_resize, NULL, NULL };

typedef struct {
        int64_t *value;
} boxed;

/* NULL for lack of memory. */
static inline int64_t *boxed_new(int64_t x)
{
        const iter_allocator_t *allocator = iter_default_allocator();
        int64_t *value = (int64_t *)allocator->resize(allocator->ctx, NULL, 0, sizeof *value);

        if (value != NULL)
                *value = x;
        return value;
}

static inline int boxed_copy(
    const iter_type_t *type, void *to, const void *from, const iter_allocator_t *allocator)
{
        const boxed *item = (const boxed *)from;
        boxed copy;

        (void)type;
        (void)allocator;
        copy.value = boxed_new(*item->value);
        if (copy.value == NULL)
                return ITER_E_NOMEM;
        *(boxed *)to = copy;
        return 0;
}

static inline void boxed_drop(const iter_type_t *type, void *item)
{
        const iter_allocator_t *allocator = iter_default_allocator();
        boxed *box = (boxed *)item;

        (void)type;
        if (box->value != NULL)
                allocator->resize(allocator->ctx, box->value, sizeof *box->value, 0);
        box->value = NULL;
}

static inline int boxed_compare(const iter_type_t *type, const void *a, const void *b)
{
        const int64_t *x = ((const boxed *)a)->value;
        const int64_t *y = ((const boxed *)b)->value;

        (void)type;
        if (x == NULL || y == NULL)
                return (x != NULL) - (y != NULL);
        return (*x > *y) - (*x < *y);
}

static const iter_type_t iter_type_boxed ITER_UNUSED = { "boxed", sizeof(boxed),
        ITER_ALIGNOF(boxed), NULL, 0, false, boxed_copy, boxed_drop, boxed_compare, NULL, NULL };

ITER_TRY_MAP_FN(boxed, box, int64_t, x, out, call)
{
        out->value = boxed_new(x);
        return out->value != NULL ? 0 : iter_fail(call, ITER_E_NOMEM, "no box");
}

/* The same without memory: how many there are is counted. */
typedef struct {
        int64_t value;
} counted;

static int counted_live ITER_UNUSED;

static inline int counted_copy(
    const iter_type_t *type, void *to, const void *from, const iter_allocator_t *allocator)
{
        (void)type;
        (void)allocator;
        *(counted *)to = *(const counted *)from;
        counted_live++;
        return 0;
}

static inline void counted_drop(const iter_type_t *type, void *item)
{
        (void)type;
        (void)item;
        counted_live--;
}

static inline int counted_compare(const iter_type_t *type, const void *a, const void *b)
{
        const int64_t x = ((const counted *)a)->value;
        const int64_t y = ((const counted *)b)->value;

        (void)type;
        return (x > y) - (x < y);
}

static const iter_type_t iter_type_counted ITER_UNUSED = { "counted", sizeof(counted),
        ITER_ALIGNOF(counted), NULL, 0, false, counted_copy, counted_drop, counted_compare, NULL,
        NULL };

ITER_MAP_FN(counted, count_up, int64_t, x)
{
        const counted item = { x };
        counted_live++;
        return item;
}

/* The value, 0 of an empty box. */
static inline int64_t unbox(boxed x)
{
        return x.value == NULL ? 0 : *x.value;
}

ITER_MAP_FN(int64_t, boxed_value, boxed, x)
{
        return unbox(x);
}

/* Boxes of start to stop - 1. */
static inline iter_t *boxes(int64_t start, int64_t stop)
{
        return iter_map(iter_range(start, stop, 1), box);
}

#endif
