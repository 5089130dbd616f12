/* SPDX-License-Identifier: MIT */
#include "core/core.h"

struct inspect {
        iter_stage_t stage;
        iter_each_fn_t fn;
        iter_call_t call;
};

/* The item counts as used once its effect has happened: unlike what other stages pass on, it does
 * not go back to a borrowed source, where the effect could happen to it again. */
static iter_status_t inspect_fill(iter_t *it, size_t want)
{
        struct inspect *self = (struct inspect *)it;
        iter_link_t *in = &self->stage.in;
        const iter_status_t status = iter_link_fill(in, 1);
        const void *item;
        int code;

        (void)want;
        if (status != ITER_ITEM)
                return status;
        item = iter_link_lend(in);
        code = self->fn.call(&self->fn.ctx, item, &self->call);
        if (ITER_UNLIKELY(code != 0))
                return iter_raise_call(&self->call, code);
        if (ITER_UNLIKELY(!iter_link_kept(in)))
                return iter_raise_lost(&self->call);
        self->call.index++;
        return iter_give(it, item, 1);
}

static const iter_vtable_t inspect_vtable = { sizeof(iter_vtable_t), "inspect", inspect_fill,
        iter_stage_destroy, NULL, iter_stage_bounds, iter_stage_links, NULL };

iter_t *iter_inspect(iter_t *source, iter_each_fn_t effect)
{
        struct inspect *self;

        if (effect.in == NULL || effect.call == NULL)
                return iter_refuse(&source, 1, "inspect", ITER_E_NULL, "the effect is NULL");
        self = iter_stage_new(&inspect_vtable, sizeof *self, NULL, effect.in, 0, &source);
        if (self == NULL)
                return source;
        self->fn = effect;
        self->call.stage = &self->stage.it;
        self->call.name = effect.name;
        return &self->stage.it;
}
