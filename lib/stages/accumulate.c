/* SPDX-License-Identifier: MIT */
#include "core/core.h"

/* What the block begins with; behind them, the results of a pure fold. */
enum { ACC, KEPT, FRESH, RESULTS };

struct accumulate {
        iter_stage_t stage;
        iter_fold_fn_t fn;
        iter_call_t call;
        bool started; /* there is an accumulator */
        bool initial; /* it is still to be given as it is */
        bool owns; /* it owns memory, from the first copy on, and is the fold's to change */
        bool views; /* it may be a view of an item: then it is kept by a copy, which KEPT is */
};

static char *slot(const struct accumulate *self, size_t i)
{
        return (char *)self->stage.block + i * self->fn.acc->size;
}

/* Makes the accumulator independent of the source's window, if it is a view that has changed. */
static iter_status_t keep(struct accumulate *self)
{
        iter_t *it = &self->stage.it;
        const iter_type_t *type = self->fn.acc;
        int code;

        if (!self->views)
                return ITER_ITEM;
        if (self->started && memcmp(slot(self, ACC), slot(self, KEPT), type->size) == 0)
                return ITER_ITEM;
        code = iter_type_copy(type, slot(self, FRESH), slot(self, ACC), iter_allocator(it));
        if (code != 0)
                return iter_raise(it, code, self->call.index, "the accumulator cannot be copied");
        if (self->started)
                iter_type_drop(type, slot(self, KEPT));
        memcpy(slot(self, KEPT), slot(self, FRESH), type->size);
        memcpy(slot(self, ACC), slot(self, FRESH), type->size);
        return ITER_ITEM;
}

/* Makes a value that is not the accumulator's own its first. */
static int start(struct accumulate *self, const void *value)
{
        const iter_type_t *type = self->fn.acc;
        const int code =
            iter_type_copy(type, slot(self, ACC), value, iter_allocator(&self->stage.it));

        if (code != 0)
                return code;
        if (self->views)
                memcpy(slot(self, KEPT), slot(self, ACC), type->size);
        self->started = true;
        return 0;
}

/* Accumulators that are no more than their bytes, and a fold that runs in blocks. */
static iter_status_t accumulate_fill_block(iter_t *it, size_t want)
{
        struct accumulate *self = (struct accumulate *)it;
        iter_link_t *in = &self->stage.in;
        const size_t size = self->fn.acc->size;
        char *results = slot(self, RESULTS);
        size_t first = 0;
        const char *items;
        iter_status_t status;
        size_t n;

        if (self->initial) {
                self->initial = false;
                return iter_give(it, slot(self, ACC), 1);
        }
        status = iter_link_fill(in, want);
        if (status != ITER_ITEM)
                return status;
        n = iter_link_ready(in, want, self->stage.room - RESULTS);
        items = in->source->head;
        if (!self->started) {
                memcpy(slot(self, ACC), items, size);
                memcpy(results, items, size);
                self->started = true;
                first = 1;
        }
        self->fn.scan(&self->fn.ctx, slot(self, ACC), items + first * in->size,
            results + first * size, n - first);
        iter_link_take(in, n);
        return iter_give(it, results, n);
}

/* The result is the accumulator itself. */
static iter_status_t accumulate_fill_single(iter_t *it, size_t want)
{
        struct accumulate *self = (struct accumulate *)it;
        iter_link_t *in = &self->stage.in;
        const void *item;
        iter_status_t status;
        int code = 0;

        (void)want;
        if (self->initial) {
                self->initial = false;
                return iter_give(it, slot(self, ACC), 1);
        }
        status = iter_link_fill(in, 1);
        if (status != ITER_ITEM)
                return status;
        item = iter_link_lend(in);
        if (!self->started)
                code = start(self, item);
        else if (self->fn.call != NULL)
                code = self->fn.call(&self->fn.ctx, slot(self, ACC), item, &self->call);
        else
                self->fn.run(&self->fn.ctx, slot(self, ACC), item, 1);
        if (code != 0)
                return iter_raise_call(&self->call, code);
        /* What it views may be gone. */
        if (!iter_link_kept(in) && self->views)
                return iter_raise_lost(&self->call);
        status = keep(self);
        if (status != ITER_ITEM)
                return status;
        self->call.index++;
        return iter_give(it, slot(self, ACC), 1);
}

static iter_bounds_t accumulate_bounds(const iter_t *it)
{
        const struct accumulate *self = (const struct accumulate *)it;
        iter_bounds_t bounds = iter_stage_bounds(it);

        if (self->initial) {
                bounds.low += bounds.low != UINT64_MAX;
                bounds.high += bounds.high != UINT64_MAX;
        }
        return bounds;
}

static void accumulate_destroy(iter_t *it)
{
        struct accumulate *self = (struct accumulate *)it;

        if (self->started && (self->owns || self->views))
                iter_type_drop(self->fn.acc, slot(self, self->views ? KEPT : ACC));
}

#define ACCUMULATE_VTABLE(fill)                                                      \
        {                                                                            \
                sizeof(iter_vtable_t), "accumulate", fill, accumulate_destroy, NULL, \
                    accumulate_bounds, iter_stage_links, NULL                        \
        }

static const iter_vtable_t block_vtable = ACCUMULATE_VTABLE(accumulate_fill_block);
static const iter_vtable_t single_vtable = ACCUMULATE_VTABLE(accumulate_fill_single);

/* Whether items are more than their bytes. */
static bool has_copy(const iter_type_t *type)
{
        size_t i;

        if (type->copy != NULL)
                return true;
        for (i = 0; i < type->n_fields; i++) {
                if (has_copy(type->fields[i].type))
                        return true;
        }
        return false;
}

/* What is wrong with this fold, and the value to begin with; NULL if nothing is. */
static iter_t *check(iter_t *source, const iter_fold_fn_t *fold, const iter_from_t *initial)
{
        if (fold->acc == NULL || fold->in == NULL || (fold->scan == NULL && fold->call == NULL))
                return iter_refuse(&source, 1, "accumulate", ITER_E_NULL, "the fold is NULL");
        if (initial == NULL) {
                if (iter_type_same(fold->acc, fold->in))
                        return NULL;
                return iter_refuse(&source, 1, "accumulate", ITER_E_TYPE,
                    "'%s' makes %s of %s: it needs an initial value", fold->name, fold->acc->name,
                    fold->in->name);
        }
        if (initial->from == NULL)
                return iter_refuse(
                    &source, 1, "accumulate", ITER_E_NULL, "the initial value is NULL");
        if (!iter_type_same(fold->acc, initial->type))
                return iter_refuse(&source, 1, "accumulate", ITER_E_TYPE,
                    "'%s' accumulates %s, the initial value is of type %s", fold->name,
                    fold->acc->name, initial->type->name);
        return NULL;
}

static iter_t *make(iter_t *source, iter_fold_fn_t fold, const iter_from_t *initial)
{
        iter_t *refused = check(source, &fold, initial);
        size_t block = RESULTS;
        bool owns;
        bool views;
        bool in_blocks;
        struct accumulate *self;

        if (refused != NULL)
                return refused;
        owns = iter_type_owns(fold.acc);
        views = !owns && has_copy(fold.acc);
        in_blocks = fold.scan != NULL && !owns && !views;
        if (in_blocks)
                block += iter_block_room(fold.acc, iter_bounds(source).high);
        self = iter_stage_new(in_blocks ? &block_vtable : &single_vtable, sizeof *self, fold.acc,
            fold.in, block, &source);
        if (self == NULL)
                return source;
        self->fn = fold;
        self->call.stage = &self->stage.it;
        self->call.name = fold.name;
        self->owns = owns;
        self->views = views;
        if (initial != NULL) {
                const iter_allocator_t *allocator = iter_allocator(&self->stage.it);
                const int code = start(self, initial->from);
                if (code != 0) {
                        iter_destroy(&self->stage.it);
                        return iter_failed_in(
                            allocator, "accumulate", code, "the initial value cannot be copied");
                }
                self->initial = true;
        }
        return &self->stage.it;
}

iter_t *iter_accumulate(iter_t *source, iter_fold_fn_t fold)
{
        return make(source, fold, NULL);
}

iter_t *iter_accumulate_from(iter_t *source, iter_fold_fn_t fold, iter_from_t initial)
{
        return make(source, fold, &initial);
}
