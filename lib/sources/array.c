/* SPDX-License-Identifier: MIT */
#include "core/core.h"

/* The cursor spans the array from the beginning: there is nothing to fill. */
static iter_status_t array_fill(iter_t *it, size_t want)
{
        (void)it;
        (void)want;
        return ITER_END;
}

static iter_bounds_t array_bounds(const iter_t *it)
{
        const iter_bounds_t none = { 0, 0, false };
        (void)it;
        return none;
}

static const iter_vtable_t array_vtable = { sizeof(iter_vtable_t), "array", array_fill,
        iter_stage_destroy, NULL, array_bounds, NULL, NULL };

iter_t *iter_array_in(const iter_allocator_t *allocator, iter_span_t span)
{
        iter_t *it;

        if (span.items == NULL && span.n != 0)
                return iter_failed_in(allocator, "array", ITER_E_NULL, "%zu items at NULL", span.n);
        it = iter_new(&array_vtable, sizeof *it, span.type, 0, allocator);
        if (it == NULL)
                return iter_no_memory(allocator);
        if (iter_is_error(it) || span.n == 0)
                return it;
        if (span.n > PTRDIFF_MAX / it->type->size)
                iter_raise(it, ITER_E_ARGUMENT, UINT64_MAX,
                    "%zu items of %zu bytes are more than memory can hold", span.n, it->type->size);
        else
                iter_give(it, span.items, span.n);
        return it;
}

iter_t *iter_array(iter_span_t span)
{
        return iter_array_in(NULL, span);
}
