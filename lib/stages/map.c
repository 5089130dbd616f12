/* SPDX-License-Identifier: MIT */
#include "core/core.h"

struct map {
        iter_stage_t stage;
        iter_map_fn_t fn;
        iter_call_t call;
        size_t made; /* items in the block that own memory, until the next fill */
};

/* Whoever makes items that own memory drops them, once their window is over. */
static void drop_made(struct map *self)
{
        char *item = iter_block(&self->stage.it, NULL);

        for (; self->made > 0; self->made--, item += self->fn.out->size)
                iter_type_drop(self->fn.out, item);
}

static iter_status_t map_fill_pure(iter_t *it, size_t want)
{
        struct map *self = (struct map *)it;
        iter_link_t *in = &self->stage.in;
        const iter_status_t status = iter_link_fill(in, want);
        size_t n;
        void *block = iter_block(it, &n);

        if (status != ITER_ITEM)
                return status;
        if (self->made > 0)
                drop_made(self);
        n = iter_link_ready(in, want, n);
        self->fn.run(&self->fn.ctx, in->source->head, block, n);
        iter_link_take(in, n);
        if (iter_type_owns(self->fn.out))
                self->made = n;
        return iter_give(it, block, n);
}

static iter_status_t map_fill_exact(iter_t *it, size_t want)
{
        struct map *self = (struct map *)it;
        iter_link_t *in = &self->stage.in;
        const iter_status_t status = iter_link_fill(in, 1);
        void *block = iter_block(it, NULL);
        const void *item = in->source->head;
        int code;

        (void)want;
        if (status != ITER_ITEM)
                return status;
        if (self->made > 0)
                drop_made(self);
        iter_link_take(in, 1);
        code = self->fn.call(&self->fn.ctx, item, block, &self->call);
        if (code != 0)
                return iter_raise_call(&self->call, code);
        self->call.index++;
        if (iter_type_owns(self->fn.out))
                self->made = 1;
        return iter_give(it, block, 1);
}

static void map_destroy(iter_t *it)
{
        drop_made((struct map *)it);
}

static const iter_vtable_t pure_vtable = { sizeof(iter_vtable_t), "map", map_fill_pure, map_destroy,
        NULL, iter_stage_bounds, iter_stage_links, NULL };

static const iter_vtable_t exact_vtable = { sizeof(iter_vtable_t), "map", map_fill_exact,
        map_destroy, NULL, iter_stage_bounds, iter_stage_links, NULL };

iter_t *iter_map(iter_t *source, iter_map_fn_t fn)
{
        const bool pure = fn.run != NULL;
        const size_t block = pure ? iter_block_room(fn.out, iter_bounds(source).high) : 1;
        struct map *self = iter_stage_new(
            pure ? &pure_vtable : &exact_vtable, sizeof *self, fn.out, fn.in, block, &source);

        if (self == NULL)
                return source;
        self->fn = fn;
        self->call.stage = &self->stage.it;
        self->call.name = fn.name;
        return &self->stage.it;
}
