/* SPDX-License-Identifier: MIT */
#include "core/core.h"

struct filter_map {
        iter_stage_t stage;
        iter_filter_map_fn_t fn;
        iter_call_t call;
        bool owns; /* the results own memory: whoever makes such items drops them */
        size_t made; /* of these, how many the window holds */
};

static void drop_made(struct filter_map *self)
{
        char *item = self->stage.block;

        for (; self->made > 0; self->made--, item += self->fn.out->size)
                iter_type_drop(self->fn.out, item);
}

static iter_status_t filter_map_fill_pure(iter_t *it, size_t want)
{
        struct filter_map *self = (struct filter_map *)it;
        iter_link_t *in = &self->stage.in;

        for (;;) {
                const iter_status_t status = iter_link_fill(in, want);
                size_t n;
                size_t made;

                if (status != ITER_ITEM)
                        return status;
                if (self->owns)
                        drop_made(self);
                n = iter_link_ready(in, want, self->stage.room);
                made = self->fn.run(&self->fn.ctx, in->source->head, self->stage.block, n);
                iter_link_take(in, n);
                self->made = made;
                if (made > 0)
                        return iter_give(it, self->stage.block, made);
        }
}

/* Out of line, so that the loop keeps nothing alive for it. */
static iter_status_t __attribute__((noinline)) failed(struct filter_map *self, int code)
{
        return iter_raise_call(&self->call, code);
}

static iter_status_t filter_map_fill_exact(iter_t *it, size_t want)
{
        struct filter_map *self = (struct filter_map *)it;
        iter_link_t *in = &self->stage.in;

        (void)want;
        for (;;) {
                const iter_status_t status = iter_link_fill(in, 1);
                bool keep = false;
                const void *item;
                int code;

                if (status != ITER_ITEM)
                        return status;
                if (self->owns)
                        drop_made(self);
                item = in->source->head;
                iter_link_take(in, 1);
                code = self->fn.call(&self->fn.ctx, item, self->stage.block, &keep, &self->call);
                if (ITER_UNLIKELY(code != 0))
                        return failed(self, code);
                self->call.index++;
                if (keep) {
                        self->made = 1;
                        return iter_give(it, self->stage.block, 1);
                }
        }
}

static void filter_map_destroy(iter_t *it)
{
        struct filter_map *self = (struct filter_map *)it;

        if (self->owns)
                drop_made(self);
}

static const iter_vtable_t pure_vtable = { sizeof(iter_vtable_t), "filter_map",
        filter_map_fill_pure, filter_map_destroy, NULL, iter_stage_bounds_at_most, iter_stage_links,
        NULL };

static const iter_vtable_t exact_vtable = { sizeof(iter_vtable_t), "filter_map",
        filter_map_fill_exact, filter_map_destroy, NULL, iter_stage_bounds_at_most,
        iter_stage_links, NULL };

iter_t *iter_filter_map(iter_t *source, iter_filter_map_fn_t fn)
{
        const bool pure = fn.run != NULL;
        const size_t block = pure ? iter_block_room(fn.out, iter_bounds(source).high) : 1;
        struct filter_map *self;

        if (fn.in == NULL || fn.out == NULL || (!pure && fn.call == NULL))
                return iter_refuse(&source, 1, "filter_map", ITER_E_NULL, "the function is NULL");
        self = iter_stage_new(
            pure ? &pure_vtable : &exact_vtable, sizeof *self, fn.out, fn.in, block, &source);
        if (self == NULL)
                return source;
        self->fn = fn;
        self->owns = iter_type_owns(fn.out);
        self->call.stage = &self->stage.it;
        self->call.name = fn.name;
        return &self->stage.it;
}
