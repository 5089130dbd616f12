/* SPDX-License-Identifier: MIT */
#include "core/core.h"

struct map {
        iter_stage_t stage;
        iter_map_fn_t fn;
        iter_call_t call;
        const void *one; /* the end of the block's first item */
        size_t owned; /* results in the block that own memory, to be dropped */
};

static iter_status_t map_fill_pure(iter_t *it, size_t want)
{
        struct map *self = (struct map *)it;
        iter_link_t *in = &self->stage.in;
        const iter_status_t status = iter_link_fill(in, want);
        size_t n;

        if (status != ITER_ITEM)
                return status;
        n = iter_link_ready(in, want, self->stage.room);
        self->fn.run(&self->fn.ctx, in->source->head, self->stage.block, n);
        iter_link_take(in, n);
        return iter_give(it, self->stage.block, n);
}

/* Out of line, so that the usual way keeps nothing alive for it. */
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
        if (ITER_UNLIKELY(status != ITER_ITEM))
                return status;
        item = in->source->head;
        iter_link_take(in, 1);
        code = self->fn.call(&self->fn.ctx, item, self->stage.block, &self->call);
        if (ITER_UNLIKELY(code != 0))
                return failed(self, code);
        self->call.index++;
        it->head = self->stage.block;
        it->end = self->one;
        return ITER_ITEM;
}

/* Results that own memory are dropped by whoever made them, once their window is over. */
static void drop_owned(struct map *self)
{
        char *item = self->stage.block;

        for (; self->owned > 0; self->owned--, item += self->fn.out->size)
                iter_type_drop(self->fn.out, item);
}

static iter_status_t map_fill_owning(iter_t *it, size_t want)
{
        struct map *self = (struct map *)it;
        iter_status_t status;

        drop_owned(self);
        status = self->fn.run != NULL ? map_fill_pure(it, want) : map_fill_exact(it, want);
        if (status == ITER_ITEM)
                self->owned =
                    (size_t)((const char *)it->end - (const char *)it->head) / self->fn.out->size;
        return status;
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
        drop_owned((struct map *)it);
}

#define MAP_VTABLE(fill, skip)                                                            \
        {                                                                                 \
                sizeof(iter_vtable_t), "map", fill, map_destroy, skip, iter_stage_bounds, \
                    iter_stage_links, NULL                                                \
        }

static const iter_vtable_t pure_vtable = MAP_VTABLE(map_fill_pure, map_skip_pure);
static const iter_vtable_t pure_owning_vtable = MAP_VTABLE(map_fill_owning, map_skip_pure);
static const iter_vtable_t exact_vtable = MAP_VTABLE(map_fill_exact, NULL);
static const iter_vtable_t exact_owning_vtable = MAP_VTABLE(map_fill_owning, NULL);

iter_t *iter_map(iter_t *source, iter_map_fn_t fn)
{
        const bool pure = fn.run != NULL;
        const size_t block = pure ? iter_block_room(fn.out, iter_bounds(source).high) : 1;
        const iter_vtable_t *vt = pure ? &pure_vtable : &exact_vtable;
        struct map *self;

        if (fn.in == NULL || fn.out == NULL || (!pure && fn.call == NULL))
                return iter_refuse(&source, 1, "map", ITER_E_NULL, "the function is NULL");
        if (iter_type_owns(fn.out))
                vt = pure ? &pure_owning_vtable : &exact_owning_vtable;
        self = iter_stage_new(vt, sizeof *self, fn.out, fn.in, block, &source);
        if (self == NULL)
                return source;
        self->fn = fn;
        self->one = (char *)self->stage.block + fn.out->size;
        self->call.stage = &self->stage.it;
        self->call.name = fn.name;
        return &self->stage.it;
}
