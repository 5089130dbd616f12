/* SPDX-License-Identifier: MIT */
/* Counts by skipping: constant time where the source can skip. */
#include "consumers.h"

/* There is an item behind as many as can be counted. */
static iter_status_t ilen_take(struct iter_drain *drain, iter_link_t *in)
{
        (void)in;
        return iter_raise(
            &drain->stage.it, ITER_E_OVERFLOW, UINT64_MAX, "more items than a uint64_t can count");
}

static iter_status_t ilen_finish(struct iter_drain *drain)
{
        *(uint64_t *)drain->result = UINT64_MAX - drain->skip;
        return iter_drain_give(drain);
}

static const struct iter_drain_class ilen_class = { ITER_DRAIN_VTABLE("ilen"), true, 0, ilen_take,
        ilen_finish, NULL };

iter_t *iter_ilen_of(iter_t *it)
{
        struct iter_drain *self =
            iter_drain_new(&ilen_class, sizeof *self, ITER_TYPE(uint64_t), NULL, 0, &it);

        if (self == NULL)
                return it;
        if (self->fresh)
                self->skip = UINT64_MAX;
        return &self->stage.it;
}

int iter_ilen(iter_t *it, uint64_t *n, iter_error_t *error)
{
        return iter_drain_run(iter_ilen_of(it), ITER_INTO(uint64_t, n), error);
}
