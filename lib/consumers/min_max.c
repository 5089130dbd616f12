/* SPDX-License-Identifier: MIT */
/* min and max: the result slot holds a copy of the best item so far, renewed at most once a window.
 * */
#include "consumers.h"

struct best {
        struct iter_drain drain;
        bool greatest;
};

static iter_status_t best_take(struct iter_drain *drain, iter_link_t *in)
{
        const struct best *self = (const struct best *)drain;
        const iter_type_t *type = in->source->type;
        const char *items = in->source->head;
        const size_t n = iter_link_ready(in, ITER_ALL, SIZE_MAX);
        const size_t at =
            iter_best(type, self->greatest, items, n, drain->held ? drain->result : NULL);

        if (at < n) {
                const iter_status_t status = iter_drain_keep(drain, items + at * type->size);
                if (status != ITER_ITEM)
                        return status;
        }
        iter_link_take(in, n);
        return ITER_ITEM;
}

static iter_status_t best_finish(struct iter_drain *drain)
{
        if (!drain->held)
                return iter_raise(
                    &drain->stage.it, ITER_E_EMPTY, UINT64_MAX, "the source has no items");
        return iter_drain_give(drain);
}

static const struct iter_drain_class min_class = { ITER_DRAIN_VTABLE("min"), true, 0, best_take,
        best_finish, NULL };

static const struct iter_drain_class max_class = { ITER_DRAIN_VTABLE("max"), true, 0, best_take,
        best_finish, NULL };

static iter_t *make(iter_t *it, bool greatest)
{
        const struct iter_drain_class *class = greatest ? &max_class : &min_class;
        struct best *self;

        if (it == NULL || !iter_type_ordered(it->type))
                return iter_refuse(&it, 1, class->vtable.name, ITER_E_TYPE,
                    "items of type %s have no order", it == NULL ? "?" : it->type->name);
        self = iter_drain_new(class, sizeof *self, NULL, NULL, 0, &it);
        if (self == NULL)
                return it;
        self->greatest = greatest;
        return &self->drain.stage.it;
}

iter_t *iter_min_of(iter_t *it)
{
        return make(it, false);
}

int iter_min(iter_t *it, iter_into_t into, iter_error_t *error)
{
        return iter_drain_run(iter_min_of(it), into, error);
}

iter_t *iter_max_of(iter_t *it)
{
        return make(it, true);
}

int iter_max(iter_t *it, iter_into_t into, iter_error_t *error)
{
        return iter_drain_run(iter_max_of(it), into, error);
}
