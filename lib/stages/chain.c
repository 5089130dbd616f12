/* SPDX-License-Identifier: MIT */
#include "core/composite.h"

struct chain {
        iter_t it;
        iter_link_t *links;
        size_t n;
        size_t at; /* the source that is being passed on */
        bool shared; /* at least two sources may have items in common */
};

/* Whatever was passed on from this source, its window is over: nobody looks at it any more. */
static void close_exhausted(struct chain *self)
{
        iter_link_close(&self->links[self->at]);
        self->at++;
}

static iter_status_t chain_fill(iter_t *it, size_t want)
{
        struct chain *self = (struct chain *)it;

        for (; self->at < self->n; close_exhausted(self)) {
                iter_link_t *link = &self->links[self->at];
                const iter_status_t status = iter_link_fill(link, want);
                if (status == ITER_ITEM)
                        return iter_link_forward(it, link, iter_link_ready(link, want, SIZE_MAX));
                if (status != ITER_END)
                        return status;
        }
        return ITER_END;
}

static uint64_t chain_skip(iter_t *it, uint64_t n)
{
        struct chain *self = (struct chain *)it;
        uint64_t left = n;

        for (; self->at < self->n; close_exhausted(self)) {
                /* Anything but the end comes again at the next fill. */
                if (iter_link_skip(&self->links[self->at], &left) != ITER_END)
                        break;
        }
        return n - left;
}

static iter_bounds_t chain_bounds(const iter_t *it)
{
        const struct chain *self = (const struct chain *)it;
        iter_bounds_t bounds = { 0, 0, false };
        size_t i;

        for (i = self->at; i < self->n; i++) {
                const iter_bounds_t source = iter_bounds(self->links[i].source);
                bounds.low = iter_add_saturating(bounds.low, source.low);
                bounds.high = iter_add_saturating(bounds.high, source.high);
                bounds.infinite = bounds.infinite || source.infinite;
        }
        /* What comes from one of them may be missing in another. */
        if (self->shared)
                bounds.low = 0;
        return bounds;
}

static iter_link_t *chain_links(iter_t *it, size_t *n)
{
        struct chain *self = (struct chain *)it;

        *n = self->n;
        return self->links;
}

static const iter_vtable_t vtable = { sizeof(iter_vtable_t), "chain", chain_fill,
        iter_stage_destroy, chain_skip, chain_bounds, chain_links, NULL };

iter_t *iter_chain_n(iter_t *const *sources, size_t n)
{
        const iter_type_t *type = n == 0 || sources == NULL ? NULL : iter_type_of(sources[0]);
        const size_t room = iter_kept_type_room(type);
        iter_t *failed = NULL;
        iter_link_t *links = NULL;
        struct chain *self;
        size_t shared = 0;
        size_t i;

        if (sources == NULL && n != 0)
                return iter_failed_in(NULL, "chain", ITER_E_NULL, "%zu sources at NULL", n);
        if (n == 0)
                return iter_failed_in(NULL, "chain", ITER_E_ARGUMENT,
                    "no sources: nothing says what the items would be");
        for (i = 0; i < n; i++) {
                const iter_type_t *other = iter_type_of(sources[i]);
                if (type != NULL && other != NULL && !iter_type_same(type, other))
                        return iter_refuse(sources, n, "chain", ITER_E_TYPE,
                            "source 1 has items of type %s, source %zu of type %s", type->name,
                            i + 1, other->name);
                shared += sources[i] != NULL && (sources[i]->flags & ITER_FLAG_SHARED) != 0;
        }
        self = iter_stage_new_n(&vtable, sizeof *self + room, type, 0, sources, n, &links, &failed);
        if (self == NULL)
                return failed;
        self->links = links;
        self->n = n;
        self->shared = shared > 1;
        /* Whoever stands on this stage has its type, which must not go with the first source. */
        self->it.type = iter_kept_type(type, self + 1);
        return &self->it;
}
