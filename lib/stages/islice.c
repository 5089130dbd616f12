/* SPDX-License-Identifier: MIT */
#include "core/core.h"

/* Small items that do not lie side by side are gathered into the block; larger ones are passed on
 * one by one where they lie. */
#define GATHER_BYTES 32

/* No stop: never counted down. A stop is at most INT64_MAX. */
#define ENDLESS UINT64_MAX

struct islice {
        iter_stage_t stage;
        uint64_t gap; /* items of the source to be skipped before the next one, or before the end */
        uint64_t rest; /* items of the source between the gap and the stop; 0: the end comes next */
        uint64_t step;
};

/* How many items of the source n of ours span, from the first to the last of them; the stop may
 * leave us less than n. There is no gap, and something behind it. */
static uint64_t span(const struct islice *self, uint64_t n)
{
        const uint64_t last = (self->rest - 1) / self->step;
        return (n - 1 < last ? n - 1 : last) * self->step + 1;
}

static size_t span_of(const struct islice *self, size_t n)
{
        const uint64_t used = span(self, n);
        return used > SIZE_MAX ? SIZE_MAX : (size_t)used;
}

/* Notes that so many items of the source were used since an item of ours was due; returns how many
 * of ours were among them. What follows up to the next is a gap that the next pull will skip, not
 * this one. */
static uint64_t advance(struct islice *self, uint64_t used)
{
        const uint64_t n = used == 0 ? 0 : (used - 1) / self->step + 1;
        uint64_t gap = n * self->step - used; /* less than a step, even where the product wraps */

        if (self->rest != ENDLESS) {
                self->rest -= used;
                if (gap > self->rest)
                        gap = self->rest;
                self->rest -= gap;
        }
        self->gap = gap;
        return n;
}

/* Skips up to the next item, or up to the end. */
static iter_status_t close_gap(struct islice *self)
{
        const iter_status_t status =
            self->gap == 0 ? ITER_ITEM : iter_link_skip(&self->stage.in, &self->gap);

        return status == ITER_ITEM && self->rest == 0 ? ITER_END : status;
}

/* Step 1: the source's window is passed on as it is. */
static iter_status_t islice_fill_run(iter_t *it, size_t want)
{
        struct islice *self = (struct islice *)it;
        iter_link_t *in = &self->stage.in;
        iter_status_t status = close_gap(self);
        size_t n;

        if (status != ITER_ITEM)
                return status;
        status = iter_link_fill(in, want < self->rest ? want : (size_t)self->rest);
        if (status != ITER_ITEM)
                return status;
        n = iter_link_ready(in, want, SIZE_MAX);
        if (n > self->rest)
                n = (size_t)self->rest;
        if (self->rest != ENDLESS)
                self->rest -= n;
        return iter_link_forward(it, in, n);
}

/* A longer step, over large items, or where somebody else may pull the source: what was not taken
 * of a window can go back only if it lies in the source's own. */
static iter_status_t islice_fill_single(iter_t *it, size_t want)
{
        struct islice *self = (struct islice *)it;
        iter_status_t status = close_gap(self);

        if (status != ITER_ITEM)
                return status;
        status = iter_link_fill(&self->stage.in, span_of(self, want));
        if (status != ITER_ITEM)
                return status;
        advance(self, 1);
        return iter_link_forward(it, &self->stage.in, 1);
}

/* A longer step, over small items: those in one window of the source are brought together. */
static iter_status_t islice_fill_gather(iter_t *it, size_t want)
{
        struct islice *self = (struct islice *)it;
        iter_link_t *in = &self->stage.in;
        iter_status_t status = close_gap(self);
        size_t used;
        size_t n;

        if (status != ITER_ITEM)
                return status;
        status = iter_link_fill(in, span_of(self, want));
        if (status != ITER_ITEM)
                return status;
        used = iter_link_ready(in, want, span_of(self, self->stage.room));
        n = (size_t)((used - 1) / self->step + 1);
        used = (n - 1) * (size_t)self->step + 1;
        iter_gather(self->stage.block, in->source->head, (ptrdiff_t)((size_t)self->step * in->size),
            in->size, n);
        iter_link_take(in, used);
        advance(self, used);
        return iter_give(it, self->stage.block, n);
}

static uint64_t islice_skip(iter_t *it, uint64_t n)
{
        struct islice *self = (struct islice *)it;
        uint64_t used;
        uint64_t left;

        if (close_gap(self) != ITER_ITEM)
                return 0;
        left = used = span(self, n);
        /* Whatever stops it comes again at the next fill. */
        iter_link_skip(&self->stage.in, &left);
        return advance(self, used - left);
}

/* How many of n items of the source become ours. */
static uint64_t items_of(const struct islice *self, uint64_t n)
{
        if (n <= self->gap || self->rest == 0)
                return 0;
        n -= self->gap;
        return ((n < self->rest ? n : self->rest) - 1) / self->step + 1;
}

static iter_bounds_t islice_bounds(const iter_t *it)
{
        const struct islice *self = (const struct islice *)it;
        iter_bounds_t bounds = iter_stage_bounds(it);

        bounds.infinite = bounds.infinite && self->rest == ENDLESS;
        if (bounds.infinite)
                return bounds;
        bounds.low = items_of(self, bounds.low);
        if (bounds.high != UINT64_MAX || self->rest != ENDLESS)
                bounds.high = items_of(self, bounds.high);
        return bounds;
}

#define ISLICE_VTABLE(fill)                                                             \
        {                                                                               \
                sizeof(iter_vtable_t), "islice", fill, iter_stage_destroy, islice_skip, \
                    islice_bounds, iter_stage_links, NULL                               \
        }

static const iter_vtable_t run_vtable = ISLICE_VTABLE(islice_fill_run);
static const iter_vtable_t single_vtable = ISLICE_VTABLE(islice_fill_single);
static const iter_vtable_t gather_vtable = ISLICE_VTABLE(islice_fill_gather);

iter_t *iter_islice(iter_t *source, int64_t start, int64_t stop, int64_t step)
{
        const iter_vtable_t *vt = &run_vtable;
        struct islice *self;
        size_t block = 0;

        if (start < 0 || stop < 0)
                return iter_refuse(&source, 1, "islice", ITER_E_ARGUMENT,
                    "%s is %lld, and must not be negative", start < 0 ? "start" : "stop",
                    (long long)(start < 0 ? start : stop));
        if (step < 1)
                return iter_refuse(&source, 1, "islice", ITER_E_ARGUMENT,
                    "step is %lld, and must be at least 1", (long long)step);
        if (step > 1 && source != NULL) {
                vt = &single_vtable;
                if (source->type->size <= GATHER_BYTES && (source->flags & ITER_FLAG_SHARED) == 0) {
                        const uint64_t high = iter_bounds(source).high;
                        const uint64_t most = high < (uint64_t)stop ? high : (uint64_t)stop;
                        vt = &gather_vtable;
                        block = iter_block_room(source->type, most / (uint64_t)step + 1);
                }
        }
        self = iter_stage_new(vt, sizeof *self, NULL, NULL, block, &source);
        if (self == NULL)
                return source;
        self->gap = (uint64_t)start;
        self->rest = stop > start ? (uint64_t)(stop - start) : 0;
        if (stop == ITER_NO_STOP)
                self->rest = ENDLESS;
        self->step = (uint64_t)step;
        return &self->stage.it;
}
