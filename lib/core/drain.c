/* SPDX-License-Identifier: MIT */
#include "core.h"

enum iter_number iter_number_kind(const iter_type_t *type)
{
        static const struct {
                const iter_type_t *type;
                enum iter_number kind;
        } kinds[] = {
                { &iter_type_int64_t, ITER_SIGNED },
                { &iter_type_int32_t, ITER_SIGNED },
                { &iter_type_int16_t, ITER_SIGNED },
                { &iter_type_int8_t, ITER_SIGNED },
                { &iter_type_uint64_t, ITER_UNSIGNED },
                { &iter_type_uint32_t, ITER_UNSIGNED },
                { &iter_type_uint16_t, ITER_UNSIGNED },
                { &iter_type_uint8_t, ITER_UNSIGNED },
                { &iter_type_double, ITER_REAL },
                { &iter_type_float, ITER_REAL },
        };
        size_t i;

        for (i = 0; i < sizeof kinds / sizeof *kinds; i++) {
                if (kinds[i].type == type)
                        return kinds[i].kind;
        }
        return ITER_NOT_A_NUMBER;
}

iter_status_t iter_drain_fill(iter_t *it, size_t want)
{
        struct iter_drain *self = (struct iter_drain *)it;
        iter_link_t *in = &self->stage.in;
        void *result = iter_block(it, NULL);
        iter_status_t status;

        (void)want;
        if (in->source == NULL)
                return ITER_END;
        do {
                status = iter_link_fill(in, self->class->want);
                if (status == ITER_ITEM)
                        status = self->class->take(self, in);
        } while (status == ITER_ITEM);
        if (status != ITER_END)
                return status;
        memset(result, 0, it->type->size);
        status = self->class->finish(self, result);
        if (status != ITER_ITEM)
                return status;
        it->state = (uint8_t)(it->state | ITER_STATE_ENDED);
        return iter_give(it, result, 1);
}

void iter_drain_destroy(iter_t *it)
{
        struct iter_drain *self = (struct iter_drain *)it;

        if (self->class != NULL && self->class->destroy != NULL)
                self->class->destroy(self);
}

iter_bounds_t iter_drain_bounds(const iter_t *it)
{
        const iter_bounds_t one = { 0, 1, false };
        (void)it;
        return one;
}

void *iter_drain_new(const struct iter_drain_class *class, size_t size, const iter_type_t *result,
    const iter_type_t *takes, iter_t **source)
{
        struct iter_drain *self;

        if (class->needs_end && *source != NULL && iter_bounds(*source).infinite) {
                *source = iter_refuse(
                    source, 1, class->vtable.name, ITER_E_INFINITE, "the source has no end");
                return NULL;
        }
        self = iter_stage_new(&class->vtable, size, result, takes, 1, source);
        if (self == NULL)
                return NULL;
        self->class = class;
        self->call.stage = &self->stage.it;
        self->call.name = class->vtable.name;
        return self;
}

void *iter_drain_resumed(const struct iter_drain_class *class, iter_t *source)
{
        iter_t *lender = source;
        struct iter_annex *annex;
        struct iter_drain *self;

        if (source == NULL || (source->flags & ITER_FLAG_HANDED_OVER) != 0)
                return NULL;
        if ((source->flags & ITER_FLAG_BORROW) != 0)
                lender = ((iter_stage_t *)source)->in.source;
        annex = iter_annex(lender);
        self = annex == NULL ? NULL : annex->resume;
        if (self == NULL)
                return NULL;
        annex->resume = NULL;
        if (self->class != class) {
                /* Another consumer goes on where this one stopped: what it had gathered is void. */
                iter_destroy(&self->stage.it);
                return NULL;
        }
        iter_link_attach(&self->stage.it, &self->stage.in, source);
        return self;
}

/* Blocks until the source that said pending has something, if it knows how to. */
static bool wait_for(iter_t *it)
{
        while (it != NULL && (it->state & ITER_STATE_PENDING) != 0) {
                iter_link_t *links;
                iter_t *below = NULL;
                size_t n = 0;
                size_t i;

                if (it->vt->wait != NULL)
                        return it->vt->wait(it) == 0;
                links = it->vt->links == NULL ? NULL : it->vt->links(it, &n);
                for (i = 0; i < n && below == NULL; i++) {
                        if (links[i].source != NULL &&
                            (links[i].source->state & ITER_STATE_PENDING) != 0)
                                below = links[i].source;
                }
                it = below;
        }
        return false;
}

int iter_drain_run(iter_t *drain, void *result, iter_error_t *error)
{
        iter_status_t status;
        int code = 0;

        iter_error_clear(error);
        do
                status = iter_fill(drain, 1);
        while (status == ITER_PENDING && wait_for(drain));

        if (status == ITER_PENDING) {
                struct iter_drain *self = (struct iter_drain *)drain;
                iter_t *source = self->stage.in.source;
                struct iter_annex *annex = iter_annex_need(source);

                if (annex != NULL) {
                        source->flags = (uint8_t)(source->flags & ~ITER_FLAG_HANDED_OVER);
                        self->stage.in.source = NULL;
                        drain->state = 0;
                        annex->resume = self;
                        return iter_error_set(error, ITER_E_PENDING, drain->vt->name,
                            "no item now; the pipeline is open");
                }
        }
        if (status == ITER_ITEM && result != NULL)
                code = iter_type_copy(drain->type, result, drain->head, iter_allocator(drain));
        if (code != 0) {
                iter_error_plain(error, code, drain->vt->name);
                iter_destroy(drain);
                return code;
        }
        return iter_close(drain, error);
}
