/* SPDX-License-Identifier: MIT */
#include "consumers.h"

struct find {
        struct iter_drain drain;
        iter_filter_fn_t fn;
        const void *item; /* in the source's window; NULL: not found */
};

static iter_status_t take_pure(struct iter_drain *drain, iter_link_t *in)
{
        struct find *self = (struct find *)drain;
        const size_t n = iter_link_ready(in, ITER_ALL, SIZE_MAX);
        const size_t others = self->fn.span(&self->fn.ctx, in->source->head, n, false);

        iter_link_take(in, others);
        if (others == n)
                return ITER_ITEM;
        self->item = in->source->head;
        iter_link_take(in, 1);
        return ITER_END;
}

static iter_status_t take_exact(struct iter_drain *drain, iter_link_t *in)
{
        struct find *self = (struct find *)drain;
        iter_t *source = in->source;

        do {
                const void *item = iter_link_lend(in);
                bool pass = false;
                int code;

                code = self->fn.call(&self->fn.ctx, item, &pass, &drain->call);
                if (code != 0)
                        return iter_raise_call(&drain->call, code);
                if (!iter_link_kept(in) && pass)
                        return iter_raise_lost(&drain->call);
                drain->call.index++;
                if (pass) {
                        self->item = item;
                        return ITER_END;
                }
        } while (source->head != source->end);
        return ITER_ITEM;
}

static iter_status_t find_take(struct iter_drain *drain, iter_link_t *in)
{
        const struct find *self = (const struct find *)drain;
        return self->fn.call == NULL ? take_pure(drain, in) : take_exact(drain, in);
}

static iter_status_t find_finish(struct iter_drain *drain)
{
        const struct find *self = (const struct find *)drain;

        if (self->item == NULL)
                return ITER_END;
        return iter_give(&drain->stage.it, self->item, 1);
}

static const struct iter_drain_class find_class = { ITER_DRAIN_VTABLE("find"), false, 0, find_take,
        find_finish, NULL };

iter_t *iter_find_of(iter_t *it, iter_filter_fn_t predicate)
{
        const uint64_t id = (uintptr_t)predicate.span ^ (uintptr_t)predicate.call;
        struct find *self;

        if (predicate.in == NULL || (predicate.span == NULL && predicate.call == NULL))
                return iter_refuse(&it, 1, "find", ITER_E_NULL, "the predicate is NULL");
        self = iter_drain_new(&find_class, sizeof *self, NULL, predicate.in, id, &it);
        if (self == NULL)
                return it;
        self->fn = predicate;
        self->drain.call.name = predicate.name;
        return &self->drain.stage.it;
}

int iter_find(
    iter_t *it, iter_filter_fn_t predicate, iter_into_t into, bool *found, iter_error_t *error)
{
        return iter_drain_run_maybe(iter_find_of(it, predicate), into, found, error);
}
