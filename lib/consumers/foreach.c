/* SPDX-License-Identifier: MIT */
#include "consumers.h"

struct foreach {
        struct iter_drain drain;
        iter_each_fn_t fn;
};

static iter_status_t foreach_take(struct iter_drain *drain, iter_link_t *in)
{
        struct foreach *self = (struct foreach *)drain;
        iter_t *source = in->source;

        do {
                const void *item = source->head;
                int code;

                iter_link_take(in, 1);
                code = self->fn.call(&self->fn.ctx, item, &drain->call);
                if (code != 0)
                        return iter_raise_call(&drain->call, code);
                drain->call.index++;
        } while (source->head != source->end);
        return ITER_ITEM;
}

static iter_status_t foreach_finish(struct iter_drain *drain)
{
        *(uint64_t *)drain->result = drain->call.index;
        return iter_drain_give(drain);
}

static const struct iter_drain_class foreach_class = { ITER_DRAIN_VTABLE("foreach"), false, 0,
        foreach_take, foreach_finish, NULL };

iter_t *iter_foreach_of(iter_t *it, iter_each_fn_t fn)
{
        const uint64_t id = (uintptr_t)fn.call;
        struct foreach *self;

        if (fn.in == NULL || fn.call == NULL)
                return iter_refuse(&it, 1, "foreach", ITER_E_NULL, "the function is NULL");
        self = iter_drain_new(&foreach_class, sizeof *self, ITER_TYPE(uint64_t), fn.in, id, &it);
        if (self == NULL)
                return it;
        self->fn = fn;
        self->drain.call.name = fn.name;
        return &self->drain.stage.it;
}

int iter_foreach(iter_t *it, iter_each_fn_t fn, iter_error_t *error)
{
        uint64_t n;
        return iter_drain_run(iter_foreach_of(it, fn), ITER_INTO(uint64_t, &n), error);
}
