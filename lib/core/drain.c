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
                if (iter_type_same(kinds[i].type, type))
                        return kinds[i].kind;
        }
        return ITER_NOT_A_NUMBER;
}

iter_status_t iter_drain_fill(iter_t *it, size_t want)
{
        struct iter_drain *self = (struct iter_drain *)it;
        iter_link_t *in = &self->stage.in;
        iter_status_t status = iter_link_skip(in, &self->skip);

        (void)want;
        if (status == ITER_ITEM && self->class->take == NULL)
                status = ITER_END;
        while (status == ITER_ITEM) {
                status = iter_link_fill(in, self->want);
                if (status == ITER_ITEM)
                        status = self->class->take(self, in);
        }
        if (status != ITER_END)
                return status;
        status = self->class->finish(self);
        if (status == ITER_ITEM)
                it->state = (uint8_t)(it->state | ITER_STATE_ENDED);
        return status;
}

void iter_drain_destroy(iter_t *it)
{
        struct iter_drain *self = (struct iter_drain *)it;

        if (self->class->destroy != NULL)
                self->class->destroy(self);
        if (self->held)
                iter_type_drop(it->type, self->result);
}

iter_bounds_t iter_drain_bounds(const iter_t *it)
{
        const iter_bounds_t one = { 0, 1, false };
        (void)it;
        return one;
}

/* The annex with the drain that stopped on pending over this source, or over the one that it borrows;
 * or NULL. */
static struct iter_annex *parked(const iter_t *source)
{
        struct iter_annex *annex = iter_annex(source);

        if (annex != NULL && annex->resume != NULL)
                return annex;
        if ((source->flags & ITER_FLAG_BORROW) == 0)
                return NULL;
        annex = iter_annex(((const iter_stage_t *)source)->in.source);
        return annex != NULL && annex->resume != NULL ? annex : NULL;
}

static struct iter_drain *take_up(const struct iter_drain_class *class, const iter_type_t *result,
    const iter_type_t *takes, uint64_t id, iter_t *source)
{
        struct iter_annex *annex;
        struct iter_drain *self;

        if (source == NULL || iter_is_error(source) ||
            (source->flags & (ITER_FLAG_HANDED_OVER | ITER_FLAG_STATIC)) != 0 ||
            (source->state & ITER_STATE_BUSY) != 0 || iter_lender_gone(source))
                return NULL;
        annex = parked(source);
        if (annex == NULL)
                return NULL;
        self = annex->resume;
        annex->resume = NULL;
        if (self->class != class || self->id != id ||
            !iter_type_same(self->stage.it.type, result == NULL ? source->type : result) ||
            (takes != NULL && !iter_type_same(source->type, takes))) {
                /* Another consumer goes on where this one stopped: what it had gathered is void. */
                iter_destroy(&self->stage.it);
                return NULL;
        }
        /* The caller has this very source, also if it is a borrow that might now be unwrapped. */
        if (annex == iter_annex(source)) {
                self->stage.in.source = source;
                self->stage.in.owned = true;
                source->flags |= ITER_FLAG_HANDED_OVER;
        } else {
                iter_link_attach(&self->stage.it, &self->stage.in, source);
        }
        self->fresh = false;
        return self;
}

void *iter_drain_new(const struct iter_drain_class *class, size_t size, const iter_type_t *result,
    const iter_type_t *takes, uint64_t id, iter_t **source)
{
        struct iter_drain *self;

        if (class->needs_end && *source != NULL && iter_bounds(*source).infinite) {
                *source = iter_refuse(
                    source, 1, class->vtable.name, ITER_E_INFINITE, "the source has no end");
                return NULL;
        }
        self = take_up(class, result, takes, id, *source);
        if (self != NULL)
                return self;
        self = iter_stage_new(&class->vtable, size, result, takes, 2 + class->scratch, source);
        if (self == NULL)
                return NULL;
        self->class = class;
        self->result = self->stage.block;
        self->fresh = true;
        self->want = class->needs_end ? ITER_ALL : 1;
        self->id = id;
        self->call.stage = &self->stage.it;
        self->call.name = class->vtable.name;
        return self;
}

iter_status_t iter_drain_keep(struct iter_drain *self, const void *item)
{
        iter_t *it = &self->stage.it;
        const iter_type_t *type = it->type;
        char *first = self->stage.block;
        void *spare = self->result == first ? first + type->size : first;
        const int code = iter_type_copy(type, spare, item, iter_allocator(it));

        if (code != 0)
                return iter_raise(it, code, UINT64_MAX, "%s", iter_code_text(code));
        if (self->held)
                iter_type_drop(type, self->result);
        self->result = spare;
        self->held = true;
        return ITER_ITEM;
}

/* Blocks until the source that said pending has something: ITER_ITEM; ITER_PENDING if no source
 * knows how to wait. */
static iter_status_t wait_for(iter_t *drain)
{
        iter_t *it = drain;

        while (it != NULL && (it->state & ITER_STATE_PENDING) != 0) {
                iter_link_t *links;
                iter_t *below = NULL;
                size_t n = 0;
                size_t i;

                if (it->vt->wait != NULL) {
                        const int code = it->vt->wait(it);
                        if (code == 0)
                                return ITER_ITEM;
                        return iter_raise(drain, code, UINT64_MAX,
                            "waiting for %s failed with code %d (%s)", it->vt->name, code,
                            iter_code_text(code));
                }
                links = it->vt->links == NULL ? NULL : it->vt->links(it, &n);
                for (i = 0; i < n && below == NULL; i++) {
                        if (links[i].source != NULL &&
                            (links[i].source->state & ITER_STATE_PENDING) != 0)
                                below = links[i].source;
                }
                it = below;
        }
        return ITER_PENDING;
}

iter_status_t iter_drain_pull(iter_t *drain)
{
        iter_status_t status = iter_fill(drain, 1);

        while (status == ITER_PENDING) {
                const iter_status_t waited = wait_for(drain);
                if (waited != ITER_ITEM)
                        return waited;
                status = iter_fill(drain, 1);
        }
        return status;
}

int iter_drain_end(iter_t *drain, iter_status_t status, iter_error_t *error)
{
        struct iter_drain *self;
        struct iter_annex *annex;
        iter_t *source;

        if (status != ITER_PENDING)
                return iter_close(drain, error);
        self = (struct iter_drain *)drain;
        source = self->stage.in.source;
        annex = iter_annex_need(source);
        if (annex == NULL) {
                const int code = iter_memory_reason(iter_allocator(source));
                iter_error_set(error, code, drain->vt->name, "%s", iter_code_text(code));
                iter_destroy(drain);
                return code;
        }
        if (annex->resume != NULL)
                iter_destroy(&annex->resume->stage.it);
        if (self->stage.in.owned)
                source->flags = (uint8_t)(source->flags & ~ITER_FLAG_HANDED_OVER);
        self->stage.in.source = NULL;
        drain->state = 0;
        annex->resume = self;
        return iter_error_set(
            error, ITER_E_PENDING, drain->vt->name, "no item now; the pipeline is open");
}

/* What is wrong with a place for an item of this type; 0 if it will do. */
static int check_place(const iter_t *drain, iter_into_t into, iter_error_t *error)
{
        const char *name = drain->vt->name;

        if (into.to == NULL || into.type == NULL)
                return iter_error_set(error, ITER_E_NULL, name, "no place for the result");
        if (into.size != drain->type->size || !iter_type_same(into.type, drain->type))
                return iter_error_set(error, ITER_E_TYPE, name,
                    "the result is of type %s, the place for it of type %s", drain->type->name,
                    into.type->name);
        return 0;
}

int iter_drain_run_maybe(iter_t *drain, iter_into_t into, bool *found, iter_error_t *error)
{
        const iter_type_t *type = drain->type;
        struct iter_drain *self = (struct iter_drain *)drain;
        iter_status_t status;
        int code;

        if (iter_is_error(drain))
                return iter_close(drain, error);
        code = check_place(drain, into, error);
        if (code != 0) {
                iter_destroy(drain);
                return code;
        }
        status = iter_drain_pull(drain);
        if (status == ITER_ITEM) {
                const void *item = drain->head;

                /* Taken, so that it does not go back to a source that was lent. */
                drain->head = drain->end;
                if (!self->held && item != into.to) {
                        status = iter_drain_keep(self, item);
                        item = self->result;
                }
                if (status == ITER_ITEM) {
                        memmove(into.to, item, type->size);
                        self->held = false;
                }
        }
        if (found != NULL && (status == ITER_ITEM || status == ITER_END))
                *found = status == ITER_ITEM;
        return iter_drain_end(drain, status, error);
}

int iter_drain_run(iter_t *drain, iter_into_t into, iter_error_t *error)
{
        return iter_drain_run_maybe(drain, into, NULL, error);
}
