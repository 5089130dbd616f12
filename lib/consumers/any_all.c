/* SPDX-License-Identifier: MIT */
/* any and all: the same drain, with the answer that decides. */
#include "consumers.h"

struct any {
        struct iter_drain drain;
        iter_filter_fn_t fn;
        bool deciding;
        bool decided;
};

static iter_status_t take_pure(struct iter_drain *drain, iter_link_t *in)
{
        struct any *self = (struct any *)drain;
        const size_t n = iter_link_ready(in, ITER_ALL, SIZE_MAX);
        const size_t others = self->fn.span(&self->fn.ctx, in->source->head, n, !self->deciding);

        self->decided = others < n;
        iter_link_take(in, others + self->decided);
        return self->decided ? ITER_END : ITER_ITEM;
}

static iter_status_t take_exact(struct iter_drain *drain, iter_link_t *in)
{
        struct any *self = (struct any *)drain;
        iter_t *source = in->source;

        do {
                const void *item = source->head;
                bool pass = false;
                int code;

                iter_link_take(in, 1);
                code = self->fn.call(&self->fn.ctx, item, &pass, &drain->call);
                if (code != 0)
                        return iter_raise_call(&drain->call, code);
                drain->call.index++;
                self->decided = pass == self->deciding;
        } while (!self->decided && source->head != source->end);
        return self->decided ? ITER_END : ITER_ITEM;
}

static iter_status_t any_take(struct iter_drain *drain, iter_link_t *in)
{
        const struct any *self = (const struct any *)drain;
        return self->fn.call == NULL ? take_pure(drain, in) : take_exact(drain, in);
}

static iter_status_t any_finish(struct iter_drain *drain)
{
        const struct any *self = (const struct any *)drain;

        *(bool *)drain->result = self->decided == self->deciding;
        return iter_drain_give(drain);
}

static const struct iter_drain_class any_class = { ITER_DRAIN_VTABLE("any"), false, 0, any_take,
        any_finish, NULL };

static const struct iter_drain_class all_class = { ITER_DRAIN_VTABLE("all"), false, 0, any_take,
        any_finish, NULL };

static iter_t *make(iter_t *it, iter_filter_fn_t fn, bool deciding)
{
        const uint64_t id = (uintptr_t)fn.span ^ (uintptr_t)fn.call;
        const struct iter_drain_class *class = deciding ? &any_class : &all_class;
        struct any *self;

        if (fn.in == NULL || (fn.span == NULL && fn.call == NULL))
                return iter_refuse(
                    &it, 1, class->vtable.name, ITER_E_NULL, "the predicate is NULL");
        self = iter_drain_new(class, sizeof *self, ITER_TYPE(bool), fn.in, id, &it);
        if (self == NULL)
                return it;
        self->fn = fn;
        self->drain.call.name = fn.name;
        self->deciding = deciding;
        return &self->drain.stage.it;
}

iter_t *iter_any_of(iter_t *it, iter_filter_fn_t predicate)
{
        return make(it, predicate, true);
}

int iter_any(iter_t *it, iter_filter_fn_t predicate, bool *answer, iter_error_t *error)
{
        return iter_drain_run(iter_any_of(it, predicate), ITER_INTO(bool, answer), error);
}

iter_t *iter_all_of(iter_t *it, iter_filter_fn_t predicate)
{
        return make(it, predicate, false);
}

int iter_all(iter_t *it, iter_filter_fn_t predicate, bool *answer, iter_error_t *error)
{
        return iter_drain_run(iter_all_of(it, predicate), ITER_INTO(bool, answer), error);
}
