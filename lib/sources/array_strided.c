/* SPDX-License-Identifier: MIT */
/* Items that do not lie side by side: they are gathered into the block. */
#include "core/core.h"

struct strided {
        iter_t it;
        const char *first; /* where the first item to be yielded is */
        ptrdiff_t stride;
        size_t at; /* the number of the next item: pointers outside the array are never formed */
        size_t n;
};

static iter_status_t strided_fill(iter_t *it, size_t want)
{
        struct strided *self = (struct strided *)it;
        const size_t left = self->n - self->at;
        size_t n;
        void *block = iter_block(it, &n);

        (void)want;
        if (left == 0)
                return ITER_END;
        if (n > left)
                n = left;
        iter_gather(block, self->first + (ptrdiff_t)self->at * self->stride, self->stride,
            it->type->size, n);
        self->at += n;
        return iter_give(it, block, n);
}

static uint64_t strided_skip(iter_t *it, uint64_t n)
{
        struct strided *self = (struct strided *)it;
        const size_t left = self->n - self->at;

        if (n > left)
                n = left;
        self->at += (size_t)n;
        return n;
}

static iter_bounds_t strided_bounds(const iter_t *it)
{
        const struct strided *self = (const struct strided *)it;
        const size_t left = self->n - self->at;
        const iter_bounds_t bounds = { left, left, false };
        return bounds;
}

static const iter_vtable_t strided_vtable = { sizeof(iter_vtable_t), "array_strided", strided_fill,
        iter_stage_destroy, strided_skip, strided_bounds, NULL, NULL };

iter_t *iter_array_strided_in(const iter_allocator_t *allocator, iter_span_t span, ptrdiff_t stride)
{
        const size_t pace = stride < 0 ? (size_t)0 - (size_t)stride : (size_t)stride;
        struct strided *self;

        if (span.items == NULL && span.n != 0)
                return iter_failed_in(
                    allocator, "array_strided", ITER_E_NULL, "%zu items at NULL", span.n);
        self = iter_new(&strided_vtable, sizeof *self, span.type,
            iter_block_room(span.type, span.n), allocator);
        if (self == NULL)
                return iter_no_memory(allocator);
        if (iter_is_error(&self->it) || span.n == 0)
                return &self->it;
        if (pace != 0 && span.n - 1 > PTRDIFF_MAX / pace) {
                iter_raise(&self->it, ITER_E_ARGUMENT, UINT64_MAX,
                    "%zu items every %zu bytes are more than memory can hold", span.n, pace);
                return &self->it;
        }
        self->first = (const char *)span.items + (stride < 0 ? (span.n - 1) * pace : 0);
        self->stride = stride;
        self->n = span.n;
        return &self->it;
}

iter_t *iter_array_strided(iter_span_t span, ptrdiff_t stride)
{
        return iter_array_strided_in(NULL, span, stride);
}
