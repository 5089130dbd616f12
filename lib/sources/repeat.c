/* SPDX-License-Identifier: MIT */
/* The same item once, n times, or without end. The block is written once; each fill lends it. */
#include "core/core.h"

struct repeat {
        iter_t it;
        uint64_t left; /* UINT64_MAX: without end */
        size_t
            copies; /* in the block; the first owns what the item owns, the others are its bytes */
};

static iter_status_t repeat_fill(iter_t *it, size_t want)
{
        struct repeat *self = (struct repeat *)it;
        const size_t size = it->type->size;
        size_t n;
        char *block = iter_block(it, &n);

        (void)want;
        if (self->left == 0)
                return ITER_END;
        if (n > self->left)
                n = (size_t)self->left;
        while (self->copies < n) {
                size_t more = n - self->copies;
                if (more > self->copies)
                        more = self->copies;
                memcpy(block + self->copies * size, block, more * size);
                self->copies += more;
        }
        if (self->left != UINT64_MAX)
                self->left -= n;
        return iter_give(it, block, n);
}

static uint64_t repeat_skip(iter_t *it, uint64_t n)
{
        struct repeat *self = (struct repeat *)it;

        if (n > self->left)
                n = self->left;
        if (self->left != UINT64_MAX)
                self->left -= n;
        return n;
}

static iter_bounds_t repeat_bounds(const iter_t *it)
{
        const struct repeat *self = (const struct repeat *)it;
        const iter_bounds_t bounds = { self->left, self->left, self->left == UINT64_MAX };
        return bounds;
}

static void repeat_destroy(iter_t *it)
{
        const struct repeat *self = (const struct repeat *)it;

        if (self->copies > 0)
                iter_type_drop(it->type, iter_block(it, NULL));
}

static const iter_vtable_t repeat_vtable = { sizeof(iter_vtable_t), "repeat", repeat_fill,
        repeat_destroy, repeat_skip, repeat_bounds, NULL, NULL };

static const iter_vtable_t once_vtable = { sizeof(iter_vtable_t), "once", repeat_fill,
        repeat_destroy, repeat_skip, repeat_bounds, NULL, NULL };

static iter_t *make(
    const iter_vtable_t *vt, const iter_allocator_t *allocator, iter_from_t value, uint64_t times)
{
        struct repeat *self;
        int code;

        if (value.from == NULL)
                return iter_failed_in(allocator, vt->name, ITER_E_NULL, "the item is NULL");
        self =
            iter_new(vt, sizeof *self, value.type, iter_block_room(value.type, times), allocator);
        if (self == NULL)
                return iter_no_memory(allocator);
        if (iter_is_error(&self->it))
                return &self->it;
        code = iter_type_copy(
            value.type, iter_block(&self->it, NULL), value.from, iter_allocator(&self->it));
        if (code != 0) {
                iter_raise(&self->it, code, UINT64_MAX, "the item could not be copied: %s",
                    iter_code_text(code));
                return &self->it;
        }
        self->copies = 1;
        self->left = times;
        return &self->it;
}

iter_t *iter_once_in(const iter_allocator_t *allocator, iter_from_t value)
{
        return make(&once_vtable, allocator, value, 1);
}

iter_t *iter_once(iter_from_t value)
{
        return iter_once_in(NULL, value);
}

iter_t *iter_repeat_in(const iter_allocator_t *allocator, iter_from_t value)
{
        return make(&repeat_vtable, allocator, value, UINT64_MAX);
}

iter_t *iter_repeat(iter_from_t value)
{
        return iter_repeat_in(NULL, value);
}

iter_t *iter_repeat_n_in(const iter_allocator_t *allocator, iter_from_t value, int64_t n)
{
        return make(&repeat_vtable, allocator, value, n < 0 ? 0 : (uint64_t)n);
}

iter_t *iter_repeat_n(iter_from_t value, int64_t n)
{
        return iter_repeat_n_in(NULL, value, n);
}
