/* SPDX-License-Identifier: MIT */
#include "core/core.h"

struct takewhile {
        iter_stage_t stage;
        iter_filter_fn_t fn;
        iter_call_t call;
        size_t run; /* the most items to look at ahead of the consumer */
};

static iter_status_t takewhile_fill_pure(iter_t *it, size_t want)
{
        struct takewhile *self = (struct takewhile *)it;
        iter_link_t *in = &self->stage.in;
        /* More cannot be promised: the next item may be the one that stays. */
        const iter_status_t status = iter_link_fill(in, 1);
        size_t n;

        if (status != ITER_ITEM)
                return status;
        n = iter_link_ready(in, want, self->run);
        n = self->fn.span(&self->fn.ctx, in->source->head, n, true);
        if (n == 0)
                return ITER_END;
        return iter_link_forward(it, in, n);
}

/* The item is taken while the predicate runs, so that a predicate that pulls a borrowed source gets
 * the one behind it, and goes back if it does not pass. */
static iter_status_t takewhile_fill_exact(iter_t *it, size_t want)
{
        struct takewhile *self = (struct takewhile *)it;
        iter_link_t *in = &self->stage.in;
        const iter_status_t status = iter_link_fill(in, 1);
        bool passed = false;
        const void *item;
        int code;

        (void)want;
        if (status != ITER_ITEM)
                return status;
        item = in->source->head;
        iter_link_forward(it, in, 1);
        it->head = it->end;
        code = self->fn.call(&self->fn.ctx, item, &passed, &self->call);
        it->head = item;
        if (ITER_UNLIKELY(code == 0 && !iter_link_lent(in)))
                return iter_raise_lost(&self->call);
        if (ITER_LIKELY(code == 0 && passed)) {
                self->call.index++;
                return ITER_ITEM;
        }
        iter_give_back(it, in, 1);
        return code == 0 ? ITER_END : iter_raise_call(&self->call, code);
}

/* However long the source is, the predicate may bring the end. */
static iter_bounds_t takewhile_bounds(const iter_t *it)
{
        iter_bounds_t bounds = iter_stage_bounds_at_most(it);
        bounds.infinite = false;
        return bounds;
}

static const iter_vtable_t pure_vtable = { sizeof(iter_vtable_t), "takewhile", takewhile_fill_pure,
        iter_stage_destroy, NULL, takewhile_bounds, iter_stage_links, NULL };

static const iter_vtable_t exact_vtable = { sizeof(iter_vtable_t), "takewhile",
        takewhile_fill_exact, iter_stage_destroy, NULL, takewhile_bounds, iter_stage_links, NULL };

iter_t *iter_takewhile(iter_t *source, iter_filter_fn_t predicate)
{
        const bool pure = predicate.call == NULL;
        struct takewhile *self;

        if (predicate.in == NULL || (pure && predicate.span == NULL))
                return iter_refuse(&source, 1, "takewhile", ITER_E_NULL, "the predicate is NULL");
        self = iter_stage_new(
            pure ? &pure_vtable : &exact_vtable, sizeof *self, NULL, predicate.in, 0, &source);
        if (self == NULL)
                return source;
        self->fn = predicate;
        self->run = iter_block_room(predicate.in, UINT64_MAX);
        self->call.stage = &self->stage.it;
        self->call.name = predicate.name;
        return &self->stage.it;
}
