/* SPDX-License-Identifier: MIT */
/* fold and reduce: the same drain, which begins with a value of the caller's, or with the first
 * item.
 *
 * The function works on `acc`: the caller's own place, or the result slot. A view is different:
 * what the function returns may view an item, which dies with its window. So the function then
 * works on scratch, and what has changed when it returns is copied to the result slot. */
#include "consumers.h"

struct fold {
        struct iter_drain drain;
        iter_fold_fn_t fn;
        bool views;
        bool begun;
        void *acc;
};

static iter_status_t begin(struct fold *self, const void *value)
{
        const iter_status_t status = iter_drain_keep(&self->drain, value);

        if (status != ITER_ITEM)
                return status;
        self->begun = true;
        self->acc = self->views ? iter_drain_scratch(&self->drain) : self->drain.result;
        memcpy(self->acc, self->drain.result, self->fn.acc->size);
        return ITER_ITEM;
}

static iter_status_t keep_view(struct fold *self)
{
        iter_status_t status;

        if (!self->views || memcmp(self->acc, self->drain.result, self->fn.acc->size) == 0)
                return ITER_ITEM;
        status = iter_drain_keep(&self->drain, self->acc);
        memcpy(self->acc, self->drain.result, self->fn.acc->size);
        return status;
}

static iter_status_t take_exact(struct fold *self, iter_link_t *in)
{
        iter_call_t *call = &self->drain.call;
        iter_t *source = in->source;
        iter_status_t status;

        do {
                const void *item = iter_link_lend(in);
                const int code = self->fn.call(&self->fn.ctx, self->acc, item, call);

                if (code != 0)
                        return iter_raise_call(call, code);
                /* A view may be one of the item. */
                if (!iter_link_kept(in) && self->views)
                        return iter_raise_lost(call);
                call->index++;
                status = keep_view(self);
        } while (status == ITER_ITEM && source->head != source->end);
        return status;
}

static iter_status_t fold_take(struct iter_drain *drain, iter_link_t *in)
{
        struct fold *self = (struct fold *)drain;
        size_t n;

        if (!self->begun) {
                const iter_status_t status = begin(self, in->source->head);
                if (status == ITER_ITEM)
                        iter_link_take(in, 1);
                return status;
        }
        if (self->fn.call != NULL)
                return take_exact(self, in);
        n = iter_link_ready(in, ITER_ALL, SIZE_MAX);
        self->fn.run(&self->fn.ctx, self->acc, in->source->head, n);
        iter_link_take(in, n);
        return keep_view(self);
}

static iter_status_t fold_finish(struct iter_drain *drain)
{
        const struct fold *self = (const struct fold *)drain;
        iter_t *it = &drain->stage.it;

        if (!self->begun)
                return iter_raise(it, ITER_E_EMPTY, UINT64_MAX, "the source has no items");
        return drain->held ? iter_drain_give(drain) : iter_give(it, self->acc, 1);
}

static const struct iter_drain_class fold_class = { ITER_DRAIN_VTABLE("fold"), true, 1, fold_take,
        fold_finish, NULL };

static const struct iter_drain_class reduce_class = { ITER_DRAIN_VTABLE("reduce"), true, 1,
        fold_take, fold_finish, NULL };

static struct fold *make(const struct iter_drain_class *class, iter_t **it, iter_fold_fn_t fn)
{
        const uint64_t id = (uintptr_t)fn.run ^ (uintptr_t)fn.call;
        struct fold *self = iter_drain_new(class, sizeof *self, fn.acc, fn.in, id, it);

        if (self == NULL)
                return NULL;
        self->fn = fn;
        self->drain.call.name = fn.name;
        self->drain.want = fn.call == NULL ? ITER_ALL : 1;
        self->views = !iter_type_plain(fn.acc) && !iter_type_owns(fn.acc);
        return self;
}

static bool is_null(const iter_fold_fn_t *fold)
{
        return fold->acc == NULL || fold->in == NULL || (fold->run == NULL && fold->call == NULL);
}

iter_t *iter_reduce_of(iter_t *it, iter_fold_fn_t fold)
{
        struct fold *self;

        if (is_null(&fold))
                return iter_refuse(&it, 1, "reduce", ITER_E_NULL, "the function is NULL");
        if (!iter_type_same(fold.acc, fold.in))
                return iter_refuse(&it, 1, "reduce", ITER_E_TYPE,
                    "begins with the first item, of type %s, but %s accumulates %s", fold.in->name,
                    fold.name, fold.acc->name);
        self = make(&reduce_class, &it, fold);
        return self == NULL ? it : &self->drain.stage.it;
}

int iter_reduce(iter_t *it, iter_fold_fn_t fold, iter_into_t into, iter_error_t *error)
{
        return iter_drain_run(iter_reduce_of(it, fold), into, error);
}

/* With a place, the fold works there; what it leaves there on an error is the caller's as before.
 * */
static iter_t *make_fold(iter_t *it, iter_fold_fn_t fold, iter_from_t initial, void *place)
{
        struct fold *self;

        if (is_null(&fold))
                return iter_refuse(&it, 1, "fold", ITER_E_NULL, "the function is NULL");
        if (initial.from == NULL)
                return iter_refuse(&it, 1, "fold", ITER_E_NULL, "no initial value");
        if (!iter_type_same(fold.acc, initial.type))
                return iter_refuse(&it, 1, "fold", ITER_E_TYPE,
                    "%s accumulates %s, the initial value is of type %s", fold.name, fold.acc->name,
                    initial.type->name);
        self = make(&fold_class, &it, fold);
        if (self == NULL)
                return it;
        if (place != NULL && !self->views) {
                self->acc = place;
                self->begun = true;
        } else if (self->drain.fresh) {
                begin(self, initial.from);
        }
        return &self->drain.stage.it;
}

iter_t *iter_fold_of(iter_t *it, iter_fold_fn_t fold, iter_from_t initial)
{
        return make_fold(it, fold, initial, NULL);
}

int iter_fold(iter_t *it, iter_fold_fn_t fold, iter_into_t acc, iter_error_t *error)
{
        return iter_drain_run(
            make_fold(it, fold, iter_from_(acc.to, acc.type), acc.to), acc, error);
}
