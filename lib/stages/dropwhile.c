/* SPDX-License-Identifier: MIT */
#include "core/core.h"

struct dropwhile {
        iter_stage_t stage;
        iter_filter_fn_t fn;
        iter_call_t call;
        bool dropping;
};

/* Passes on what is ready. */
static iter_status_t pass(iter_t *it, size_t want)
{
        struct dropwhile *self = (struct dropwhile *)it;
        const size_t n = iter_link_ready(&self->stage.in, want, SIZE_MAX);

        return iter_link_forward(it, &self->stage.in, n);
}

static iter_status_t dropwhile_fill_pure(iter_t *it, size_t want)
{
        struct dropwhile *self = (struct dropwhile *)it;
        iter_link_t *in = &self->stage.in;

        for (;;) {
                /* Each of so many items will be used: dropped or passed on. */
                const iter_status_t status = iter_link_fill(in, want);

                if (status != ITER_ITEM)
                        return status;
                if (self->dropping) {
                        const size_t n = iter_link_ready(in, want, SIZE_MAX);
                        const size_t dropped =
                            self->fn.span(&self->fn.ctx, in->source->head, n, true);
                        iter_link_take(in, dropped);
                        if (dropped == n)
                                continue;
                        self->dropping = false;
                }
                return pass(it, want);
        }
}

/* The item is taken while the predicate runs, so that a predicate that pulls a borrowed source gets
 * the one behind it. */
static iter_status_t dropwhile_fill_exact(iter_t *it, size_t want)
{
        struct dropwhile *self = (struct dropwhile *)it;
        iter_link_t *in = &self->stage.in;

        while (self->dropping) {
                const iter_status_t status = iter_link_fill(in, 1);
                bool drop = false;
                const void *item;
                int code;

                if (status != ITER_ITEM)
                        return status;
                item = in->source->head;
                iter_link_forward(it, in, 1);
                it->head = it->end;
                code = self->fn.call(&self->fn.ctx, item, &drop, &self->call);
                if (ITER_LIKELY(code == 0 && drop)) {
                        self->call.index++;
                        continue;
                }
                it->head = item;
                if (code != 0) {
                        iter_give_back(it, in, 1);
                        return iter_raise_call(&self->call, code);
                }
                if (!iter_link_lent(in))
                        return iter_raise_lost(&self->call);
                self->dropping = false;
                return ITER_ITEM;
        }
        {
                const iter_status_t status = iter_link_fill(&self->stage.in, want);
                return status == ITER_ITEM ? pass(it, want) : status;
        }
}

static uint64_t dropwhile_skip(iter_t *it, uint64_t n)
{
        struct dropwhile *self = (struct dropwhile *)it;
        uint64_t left = n;

        if (self->dropping)
                return 0;
        /* Whatever stops it comes again at the next fill. */
        iter_link_skip(&self->stage.in, &left);
        return n - left;
}

static iter_bounds_t dropwhile_bounds(const iter_t *it)
{
        const struct dropwhile *self = (const struct dropwhile *)it;

        return self->dropping ? iter_stage_bounds_at_most(it) : iter_stage_bounds(it);
}

#define DROPWHILE_VTABLE(fill)                                                                \
        {                                                                                     \
                sizeof(iter_vtable_t), "dropwhile", fill, iter_stage_destroy, dropwhile_skip, \
                    dropwhile_bounds, iter_stage_links, NULL                                  \
        }

static const iter_vtable_t pure_vtable = DROPWHILE_VTABLE(dropwhile_fill_pure);
static const iter_vtable_t exact_vtable = DROPWHILE_VTABLE(dropwhile_fill_exact);

iter_t *iter_dropwhile(iter_t *source, iter_filter_fn_t predicate)
{
        const bool pure = predicate.call == NULL;
        struct dropwhile *self;

        if (predicate.in == NULL || (pure && predicate.span == NULL))
                return iter_refuse(&source, 1, "dropwhile", ITER_E_NULL, "the predicate is NULL");
        self = iter_stage_new(
            pure ? &pure_vtable : &exact_vtable, sizeof *self, NULL, predicate.in, 0, &source);
        if (self == NULL)
                return source;
        self->fn = predicate;
        self->call.stage = &self->stage.it;
        self->call.name = predicate.name;
        self->dropping = true;
        return &self->stage.it;
}
