/* SPDX-License-Identifier: MIT */
#include "core/core.h"

static iter_status_t empty_fill(iter_t *it, size_t want)
{
        (void)it;
        (void)want;
        return ITER_END;
}

static iter_bounds_t empty_bounds(const iter_t *it)
{
        const iter_bounds_t none = { 0, 0, false };
        (void)it;
        return none;
}

static const iter_vtable_t empty_vtable = { sizeof(iter_vtable_t), "empty", empty_fill,
        iter_stage_destroy, NULL, empty_bounds, NULL, NULL };

iter_t *iter_empty_in(const iter_allocator_t *allocator, const iter_type_t *type)
{
        iter_t *it = iter_new(&empty_vtable, sizeof *it, type, 0, allocator);
        return it == NULL ? iter_no_memory(allocator) : it;
}

iter_t *iter_empty(const iter_type_t *type)
{
        return iter_empty_in(NULL, type);
}
