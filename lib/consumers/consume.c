/* SPDX-License-Identifier: MIT */
#include "consumers.h"

struct consume {
        struct iter_drain drain;
        uint64_t n;
        uint64_t more; /* consumed behind the first UINT64_MAX */
};

static iter_status_t all_take(struct iter_drain *drain, iter_link_t *in)
{
        struct consume *self = (struct consume *)drain;
        const size_t n = iter_link_ready(in, ITER_ALL, SIZE_MAX);

        self->more += n;
        iter_link_take(in, n);
        return ITER_ITEM;
}

static iter_status_t consume_finish(struct iter_drain *drain)
{
        const struct consume *self = (const struct consume *)drain;
        const uint64_t skipped = self->n - drain->skip;

        *(uint64_t *)drain->result = self->more == 0 ? skipped : UINT64_MAX;
        return iter_drain_give(drain);
}

static const struct iter_drain_class some_class = { ITER_DRAIN_VTABLE("consume"), false, 0, NULL,
        consume_finish, NULL };

static const struct iter_drain_class all_class = { ITER_DRAIN_VTABLE("consume"), true, 0, all_take,
        consume_finish, NULL };

iter_t *iter_consume_of(iter_t *it, uint64_t n)
{
        const bool all = n >= ITER_ALL;
        struct consume *self = iter_drain_new(all ? &all_class : &some_class, sizeof *self,
            ITER_TYPE(uint64_t), NULL, all ? UINT64_MAX : n, &it);

        if (self == NULL)
                return it;
        if (self->drain.fresh)
                self->drain.skip = self->n = self->drain.id;
        return &self->drain.stage.it;
}

int iter_consume(iter_t *it, uint64_t n, iter_error_t *error)
{
        uint64_t consumed;
        return iter_drain_run(iter_consume_of(it, n), ITER_INTO(uint64_t, &consumed), error);
}
