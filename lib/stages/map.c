/* SPDX-License-Identifier: MIT */
#include "core/core.h"

struct map {
        iter_stage_t stage;
        iter_map_fn_t fn;
        iter_call_t call;
        const void *one; /* end of the block's first item */
        bool owns; /* the results own memory: whoever makes such items drops them */
        size_t made; /* of these, how many the window holds */
};

static void drop_made(struct map *self)
{
        char *item = self->stage.block;

        for (; self->made > 0; self->made--, item += self->fn.out->size)
                iter_type_drop(self->fn.out, item);
}

static iter_status_t map_fill_pure(iter_t *it, size_t want)
{
        struct map *self = (struct map *)it;
        iter_link_t *in = &self->stage.in;
        const iter_status_t status = iter_link_fill(in, want);
        size_t n;

        if (status != ITER_ITEM)
                return status;
        if (self->owns)
                drop_made(self);
        n = iter_link_ready(in, want, self->stage.room);
        self->fn.run(&self->fn.ctx, in->source->head, self->stage.block, n);
        iter_link_take(in, n);
        self->made = n;
        return iter_give(it, self->stage.block, n);
}

static iter_status_t __attribute__((noinline)) failed(struct map *self, int code)
{
        return iter_raise_call(&self->call, code);
}

static iter_status_t map_fill_exact(iter_t *it, size_t want)
{
        struct map *self = (struct map *)it;
        iter_link_t *in = &self->stage.in;
        const iter_status_t status = iter_link_fill(in, 1);
        const void *item;
        int code;

        (void)want;
        if (status != ITER_ITEM)
                return status;
        if (self->owns)
                drop_made(self);
        item = in->source->head;
        iter_link_take(in, 1);
        code = self->fn.call(&self->fn.ctx, item, self->stage.block, &self->call);
        if (ITER_UNLIKELY(code != 0))
                return failed(self, code);
        self->call.index++;
        self->made = 1;
        self->stage.it.head = self->stage.block;
        self->stage.it.end = self->one;
        return ITER_ITEM;
}

/* A pure function that is not asked for a result need not run. */
static uint64_t map_skip_pure(iter_t *it, uint64_t n)
{
        struct map *self = (struct map *)it;
        uint64_t left = n;

        /* Whatever stops it comes again at the next fill. */
        iter_link_skip(&self->stage.in, &left);
        return n - left;
}

static void map_destroy(iter_t *it)
{
        struct map *self = (struct map *)it;

        if (self->owns)
                drop_made(self);
}

static const iter_vtable_t pure_vtable = { sizeof(iter_vtable_t), "map", map_fill_pure, map_destroy,
        map_skip_pure, iter_stage_bounds, iter_stage_links, NULL };

static const iter_vtable_t exact_vtable = { sizeof(iter_vtable_t), "map", map_fill_exact,
        map_destroy, NULL, iter_stage_bounds, iter_stage_links, NULL };

iter_t *iter_map(iter_t *source, iter_map_fn_t fn)
{
        const bool pure = fn.run != NULL;
        const size_t block = pure ? iter_block_room(fn.out, iter_bounds(source).high) : 1;
        struct map *self;

        if (fn.in == NULL || fn.out == NULL || (!pure && fn.call == NULL))
                return iter_refuse(&source, 1, "map", ITER_E_NULL, "the function is NULL");
        self = iter_stage_new(
            pure ? &pure_vtable : &exact_vtable, sizeof *self, fn.out, fn.in, block, &source);
        if (self == NULL)
                return source;
        self->fn = fn;
        self->one = (char *)self->stage.block + fn.out->size;
        self->owns = iter_type_owns(fn.out);
        self->call.stage = &self->stage.it;
        self->call.name = fn.name;
        return &self->stage.it;
}
