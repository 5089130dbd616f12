/* SPDX-License-Identifier: MIT */
#include "consumers.h"

struct nth {
        struct iter_drain drain;
        uint64_t n;
        const void *item; /* in the source's window */
};

static iter_status_t nth_take(struct iter_drain *drain, iter_link_t *in)
{
        ((struct nth *)drain)->item = in->source->head;
        iter_link_take(in, 1);
        return ITER_END;
}

static iter_status_t nth_finish(struct iter_drain *drain)
{
        const struct nth *self = (const struct nth *)drain;
        iter_t *it = &drain->stage.it;

        if (self->item == NULL)
                return iter_raise(it, ITER_E_EMPTY, UINT64_MAX,
                    "there is no item %llu: the source has %llu", (unsigned long long)self->n,
                    (unsigned long long)(self->n - drain->skip));
        return iter_give(it, self->item, 1);
}

static const struct iter_drain_class nth_class = { ITER_DRAIN_VTABLE("nth"), false, 0, nth_take,
        nth_finish, NULL };

iter_t *iter_nth_of(iter_t *it, uint64_t n)
{
        struct nth *self = iter_drain_new(&nth_class, sizeof *self, NULL, NULL, n, &it);

        if (self == NULL)
                return it;
        if (self->drain.fresh)
                self->drain.skip = self->n = n;
        return &self->drain.stage.it;
}

int iter_nth(iter_t *it, uint64_t n, iter_into_t into, iter_error_t *error)
{
        return iter_drain_run(iter_nth_of(it, n), into, error);
}
