/* SPDX-License-Identifier: MIT */
/* Lists of C strings as views of text. */
#include "core/core.h"

struct strings {
        iter_t it;
        const char *const *list;
        size_t at;
        size_t n;
};

static iter_status_t strings_fill(iter_t *it, size_t want)
{
        struct strings *self = (struct strings *)it;
        const char *const *next;
        size_t n;
        iter_str_t *block = iter_block(it, &n);
        size_t i;

        (void)want;
        if (self->at == self->n)
                return ITER_END;
        if (n > self->n - self->at)
                n = self->n - self->at;
        next = self->list + self->at;
        for (i = 0; i < n && next[i] != NULL; i++) {
                block[i].ptr = next[i];
                block[i].len = strlen(next[i]);
        }
        if (i == 0)
                return iter_raise(it, ITER_E_NULL, self->at, "the string is NULL");
        self->at += i;
        return iter_give(it, block, i);
}

static uint64_t strings_skip(iter_t *it, uint64_t n)
{
        struct strings *self = (struct strings *)it;
        const size_t left = self->n - self->at;

        if (n > left)
                n = left;
        self->at += (size_t)n;
        return n;
}

static iter_bounds_t strings_bounds(const iter_t *it)
{
        const struct strings *self = (const struct strings *)it;
        const size_t left = self->n - self->at;
        const iter_bounds_t bounds = { left, left, false };
        return bounds;
}

static const iter_vtable_t strings_vtable = { sizeof(iter_vtable_t), "strings", strings_fill,
        iter_stage_destroy, strings_skip, strings_bounds, NULL, NULL };

iter_t *iter_strings_in(const iter_allocator_t *allocator, const char *const *list, size_t n)
{
        const iter_type_t *type = ITER_TYPE(iter_str_t);
        struct strings *self;

        if (list == NULL && n != 0)
                return iter_failed_in(allocator, "strings", ITER_E_NULL, "%zu strings at NULL", n);
        self = iter_new(&strings_vtable, sizeof *self, type, iter_block_room(type, n), allocator);
        if (self == NULL)
                return iter_no_memory(allocator);
        self->list = list;
        self->n = n;
        return &self->it;
}

iter_t *iter_strings(const char *const *list, size_t n)
{
        return iter_strings_in(NULL, list, n);
}

iter_t *iter_args_in(const iter_allocator_t *allocator, int argc, char *const *argv)
{
        return iter_strings_in(allocator, (const char *const *)argv, argc < 0 ? 0 : (size_t)argc);
}

iter_t *iter_args(int argc, char *const *argv)
{
        return iter_args_in(NULL, argc, argv);
}
