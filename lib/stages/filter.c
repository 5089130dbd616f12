/* SPDX-License-Identifier: MIT */
/* filter and filterfalse: the same stage, with the answer that lets an item pass. */
#include "core/core.h"

/* Larger items are passed on where they lie, in runs, rather than moved together. */
#define COMPACT_BYTES 32

struct filter {
        iter_stage_t stage;
        iter_filter_fn_t fn;
        iter_call_t call;
        size_t run; /* the most items to look at ahead of the consumer, in runs */
        bool pass;
};

static iter_status_t filter_fill_compact(iter_t *it, size_t want)
{
        struct filter *self = (struct filter *)it;
        iter_link_t *in = &self->stage.in;

        for (;;) {
                const iter_status_t status = iter_link_fill(in, want);
                size_t n;
                size_t passed;

                if (status != ITER_ITEM)
                        return status;
                n = iter_link_ready(in, want, self->stage.room);
                passed = self->fn.select(
                    &self->fn.ctx, in->source->head, self->stage.block, n, self->pass);
                iter_link_take(in, n);
                if (passed > 0)
                        return iter_give(it, self->stage.block, passed);
        }
}

static iter_status_t filter_fill_runs(iter_t *it, size_t want)
{
        struct filter *self = (struct filter *)it;
        iter_link_t *in = &self->stage.in;

        for (;;) {
                const iter_status_t status = iter_link_fill(in, want);
                const void *item;
                size_t n;
                size_t rejected;

                if (status != ITER_ITEM)
                        return status;
                n = iter_link_ready(in, want, SIZE_MAX);
                rejected = self->fn.span(&self->fn.ctx, in->source->head, n, !self->pass);
                iter_link_take(in, rejected);
                n -= rejected;
                if (n == 0)
                        continue;
                item = in->source->head;
                n = n < self->run ? n : self->run;
                n = self->fn.span(&self->fn.ctx, item, n, self->pass);
                /* Taken as the compact form takes them: they do not go back to a borrowed source. */
                iter_link_take(in, n);
                return iter_give(it, item, n);
        }
}

/* Out of line, so that the loop keeps nothing alive for it. */
static iter_status_t __attribute__((noinline)) failed(struct filter *self, int code)
{
        return iter_raise_call(&self->call, code);
}

/* Over a borrowed source the predicate may have ended the window of the item that it let pass. */
static inline iter_status_t fill_exact(struct filter *self, const bool borrowed)
{
        iter_t *it = &self->stage.it;
        iter_link_t *in = &self->stage.in;

        for (;;) {
                const iter_status_t status = iter_link_fill(in, 1);
                bool passed = false;
                const void *item;
                int code;

                if (ITER_UNLIKELY(status != ITER_ITEM))
                        return status;
                item = in->source->head;
                if (borrowed)
                        iter_link_lend(in);
                else
                        iter_link_take(in, 1);
                code = self->fn.call(&self->fn.ctx, item, &passed, &self->call);
                if (ITER_UNLIKELY(code != 0))
                        return failed(self, code);
                if (borrowed && !iter_link_kept(in) && passed == self->pass)
                        return iter_raise_lost(&self->call);
                self->call.index++;
                if (passed == self->pass) {
                        it->head = item;
                        it->end = (const char *)item + in->size;
                        return ITER_ITEM;
                }
        }
}

static iter_status_t filter_fill_exact(iter_t *it, size_t want)
{
        struct filter *self = (struct filter *)it;

        (void)want;
        return self->stage.in.owned ? fill_exact(self, false) : fill_exact(self, true);
}

#define FILTER_VTABLE(name, fill)                                            \
        {                                                                    \
                sizeof(iter_vtable_t), name, fill, iter_stage_destroy, NULL, \
                    iter_stage_bounds_at_most, iter_stage_links, NULL        \
        }

static const iter_vtable_t vtables[2][3] = {
        { FILTER_VTABLE("filterfalse", filter_fill_exact),
            FILTER_VTABLE("filterfalse", filter_fill_runs),
            FILTER_VTABLE("filterfalse", filter_fill_compact) },
        { FILTER_VTABLE("filter", filter_fill_exact), FILTER_VTABLE("filter", filter_fill_runs),
            FILTER_VTABLE("filter", filter_fill_compact) },
};

static iter_t *make(iter_t *source, iter_filter_fn_t fn, bool pass)
{
        const bool pure = fn.call == NULL;
        bool compact;
        size_t block;
        struct filter *self;

        if (fn.in == NULL || (pure && (fn.select == NULL || fn.span == NULL)))
                return iter_refuse(&source, 1, pass ? "filter" : "filterfalse", ITER_E_NULL,
                    "the predicate is NULL");
        compact = pure && fn.in->size <= COMPACT_BYTES;
        block = compact ? iter_block_room(fn.in, iter_bounds(source).high) : 0;
        self = iter_stage_new(
            &vtables[pass][pure ? 1 + compact : 0], sizeof *self, NULL, fn.in, block, &source);
        if (self == NULL)
                return source;
        self->fn = fn;
        self->run = iter_block_room(fn.in, UINT64_MAX);
        self->call.stage = &self->stage.it;
        self->call.name = fn.name;
        self->pass = pass;
        return &self->stage.it;
}

iter_t *iter_filter(iter_t *source, iter_filter_fn_t predicate)
{
        return make(source, predicate, true);
}

iter_t *iter_filterfalse(iter_t *source, iter_filter_fn_t predicate)
{
        return make(source, predicate, false);
}
