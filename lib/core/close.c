/* SPDX-License-Identifier: MIT */
/* The end of an iterator, and lending one. */
#include "core.h"

struct iter_deferred {
        struct iter_deferred *next;
        void (*fn)(void *ptr);
        void *ptr;
        const iter_allocator_t *allocator;
};

void iter_give_back(iter_t *it, iter_link_t *links, size_t n)
{
        const bool put_back = (it->state & ITER_STATE_PUT_BACK) != 0;
        const void *head = put_back ? iter_annex(it)->saved_head : it->head;
        const void *end = put_back ? iter_annex(it)->saved_end : it->end;
        size_t i;

        for (i = 0; i < n; i++) {
                iter_t *source = links[i].source;
                if (source == NULL || head == end)
                        continue;
                /* Another borrower may have a later window, in the same place. */
                if (source->annex != NULL && iter_annex(source)->lent.to != it)
                        continue;
                if ((source->state & ITER_STATE_LENT) != 0 && source->head == end) {
                        source->head = head;
                        source->state = (uint8_t)(source->state & ~ITER_STATE_LENT);
                        return;
                }
        }
}

/* Frees what the core holds for an iterator; what was deferred goes to the end of the list. */
static void free_annex(iter_t *it, struct iter_annex *annex, struct iter_deferred ***last)
{
        const iter_allocator_t *allocator = annex->allocator;

        if (annex->put_back != NULL) {
                const size_t size = it->type->size;
                char *end = iter_put_back_end(it);
                if ((it->state & ITER_STATE_PUT_BACK) == 0)
                        annex->put_back_low = end;
                for (; annex->put_back_low != end; annex->put_back_low += size)
                        iter_type_drop(it->type, annex->put_back_low);
                allocator->resize(allocator->ctx, annex->put_back, annex->put_back_size, 0);
        }
        if (annex->resume != NULL)
                iter_destroy(&annex->resume->stage.it);
        if (annex->error != NULL)
                allocator->resize(allocator->ctx, annex->error, sizeof *annex->error, 0);
        **last = annex->deferred;
        while (**last != NULL)
                *last = &(**last)->next;
}

/* The iterators still to be destroyed are chained through their heads, with an end of NULL. */
static iter_t *chain(iter_t *it, iter_t *next)
{
        if (it->vt->links != NULL) {
                size_t n = 0;
                iter_link_t *links = it->vt->links(it, &n);
                iter_give_back(it, links, n);
        }
        it->end = NULL;
        it->head = next;
        return it;
}

static void destroy_chain(iter_t *it)
{
        struct iter_deferred *deferred = NULL;
        struct iter_deferred **last = &deferred;

        while (it != NULL) {
                iter_t *next = (iter_t *)(uintptr_t)it->head;
                const bool allocated = (it->flags & ITER_FLAG_ALLOCATED) != 0;
                struct iter_annex *annex = it->annex;

                it->state = (uint8_t)(it->state | ITER_STATE_BUSY);
                if (allocated) {
                        it->vt->destroy(it);
                        if (it->vt->links != NULL) {
                                size_t n = 0;
                                size_t i;
                                iter_link_t *links = it->vt->links(it, &n);
                                for (i = 0; i < n; i++) {
                                        iter_t *source = links[i].source;
                                        if (source != NULL && links[i].owned)
                                                next = chain(source, next);
                                }
                        }
                        free_annex(it, annex, &last);
                        annex->allocator->resize(annex->allocator->ctx, it, annex->size, 0);
                } else {
                        if (annex != NULL) {
                                free_annex(it, annex, &last);
                                annex->allocator->resize(
                                    annex->allocator->ctx, annex, sizeof *annex, 0);
                        }
                        it->vt->destroy(it);
                }
                it = next;
        }
        while (deferred != NULL) {
                struct iter_deferred *first = deferred;
                deferred = first->next;
                first->fn(first->ptr);
                first->allocator->resize(first->allocator->ctx, first, sizeof *first, 0);
        }
}

void iter_destroy(iter_t *it)
{
        if ((it->flags & ITER_FLAG_STATIC) != 0)
                return;
        it->flags = (uint8_t)(it->flags & ~ITER_FLAG_HANDED_OVER);
        destroy_chain(chain(it, NULL));
}

void iter_destroy_all(iter_t *const *sources, size_t n, const iter_t *but)
{
        iter_t *first = NULL;

        while (n-- > 0) {
                iter_t *it = sources[n];
                if (!iter_takeable(it) || it == but || (it->flags & ITER_FLAG_STATIC) != 0)
                        continue;
                it->flags |= ITER_FLAG_HANDED_OVER;
                first = chain(it, first);
        }
        destroy_chain(first);
}

int iter_close(iter_t *it, iter_error_t *error)
{
        int code;

        iter_error_clear(error);
        if (it == NULL)
                return 0;
        if ((it->flags & ITER_FLAG_HANDED_OVER) != 0)
                return iter_error_set(error, ITER_E_HANDED_OVER, it->vt->name,
                    "it belongs to the pipeline that it was handed over to: close that one");
        if ((it->state & ITER_STATE_BUSY) != 0)
                return iter_error_set(
                    error, ITER_E_BUSY, it->vt->name, "a callback cannot close its own pipeline");
        code = iter_find_error(it, error);
        if (code == 0 && (it->state & ITER_STATE_PENDING) != 0)
                code = iter_error_set(error, ITER_E_PENDING, it->vt->name, "closed while pending");
        iter_destroy(it);
        return code;
}

void iter_abandon(iter_t *it)
{
        const int code = iter_close(it, NULL);
        (void)code;
}

iter_t *iter_defer(iter_t *it, void (*fn)(void *ptr), void *ptr)
{
        const iter_allocator_t *allocator;
        struct iter_annex *annex;
        struct iter_deferred *deferred;

        if (fn == NULL)
                return iter_refuse(&it, 1, "defer", ITER_E_NULL, "the function is NULL");
        if (it == NULL)
                it = iter_failed_in(NULL, "defer", ITER_E_NULL, "the iterator is NULL");
        if ((it->flags & ITER_FLAG_STATIC) != 0) {
                fn(ptr);
                return it;
        }
        if ((it->flags & ITER_FLAG_HANDED_OVER) != 0 || (it->state & ITER_STATE_BUSY) != 0) {
                fn(ptr);
                return iter_refuse(&it, 1, "defer", ITER_E_HANDED_OVER, "handed over");
        }
        allocator = iter_allocator(it);
        annex = iter_annex_need(it);
        deferred = annex == NULL ? NULL : iter_resize(it, NULL, 0, sizeof *deferred);
        if (deferred == NULL) {
                iter_destroy(it);
                fn(ptr);
                return iter_no_memory(allocator);
        }
        deferred->fn = fn;
        deferred->ptr = ptr;
        deferred->allocator = annex->allocator;
        deferred->next = annex->deferred;
        annex->deferred = deferred;
        return it;
}

void iter_link_close(iter_link_t *link)
{
        iter_t *source = link->source;

        link->source = NULL;
        if (source != NULL && link->owned)
                iter_destroy(source);
}

/* An inner pipeline stands on the stage that opens it, each of its stages: what they open in turn
 * is counted from there, so that opening without end comes to one. */
static void lower(iter_t *it, uint16_t by)
{
        iter_link_t *links;
        size_t n = 0;
        size_t i;

        it->depth = (uint16_t)(it->depth + by);
        links = it->vt->links == NULL ? NULL : it->vt->links(it, &n);
        for (i = 0; i < n; i++) {
                if (links[i].source != NULL && links[i].owned)
                        lower(links[i].source, by);
        }
}

iter_status_t iter_link_open(iter_t *stage, iter_link_t *link, iter_t *source)
{
        uint16_t own;
        unsigned depth;

        if (source == NULL)
                return iter_raise(stage, ITER_E_NULL, UINT64_MAX, "an inner iterator is NULL");
        if ((source->flags & ITER_FLAG_HANDED_OVER) != 0)
                return iter_raise(stage, ITER_E_HANDED_OVER, UINT64_MAX,
                    "an inner iterator was handed over before");
        if ((source->state & ITER_STATE_BUSY) != 0)
                return iter_raise(
                    stage, ITER_E_BUSY, UINT64_MAX, "an inner iterator is running this callback");
        if ((source->flags & ITER_FLAG_STATIC) != 0) {
                stage->state = (uint8_t)(stage->state | ITER_STATE_ERROR);
                stage->code = source->code;
                return ITER_ERROR;
        }
        depth = iter_source_depth(source) + stage->depth;
        if (depth > ITER_DEPTH_MAX) {
                iter_destroy(source);
                return iter_raise(stage, ITER_E_DEPTH, UINT64_MAX,
                    "more than %d stages stand on each other", ITER_DEPTH_MAX);
        }
        own = stage->depth;
        iter_link_attach(stage, link, source);
        stage->depth = own;
        if (link->owned)
                lower(source, own);
        return ITER_ITEM;
}

/* Lending. A constructor unwraps this; when it is pulled itself, it passes windows on. */
static iter_status_t borrow_fill(iter_t *it, size_t want)
{
        iter_stage_t *self = (iter_stage_t *)it;
        const iter_status_t status = iter_link_fill(&self->in, want);

        if (status != ITER_ITEM)
                return status;
        return iter_link_forward(it, &self->in, iter_link_ready(&self->in, want, SIZE_MAX));
}

static uint64_t borrow_skip(iter_t *it, uint64_t n)
{
        iter_stage_t *self = (iter_stage_t *)it;
        uint64_t left = n;
        iter_link_skip(&self->in, &left);
        return n - left;
}

static const iter_vtable_t borrow_vtable = { sizeof(iter_vtable_t), "borrow", borrow_fill,
        iter_stage_destroy, borrow_skip, iter_stage_bounds, iter_stage_links, NULL };

/* An error iterator of its own: the lender's type may be none that a stage can take. */
static iter_t *copy_of_error(const iter_t *it)
{
        iter_error_t error;
        const int code = iter_find_error(it, &error);
        iter_t *copy = iter_failed_in(iter_allocator(it), "borrow", code, "%s", error.message);

        if (iter_annex(copy) != NULL)
                *iter_annex(copy)->error = error;
        return copy;
}

iter_t *iter_borrow(iter_t *it)
{
        iter_stage_t *self;

        if (it == NULL)
                return iter_failed_in(NULL, "borrow", ITER_E_NULL, "the iterator is NULL");
        if ((it->flags & ITER_FLAG_HANDED_OVER) != 0 || (it->state & ITER_STATE_BUSY) != 0)
                return iter_refuse(&it, 1, "borrow", ITER_E_HANDED_OVER, "handed over");
        if ((it->flags & ITER_FLAG_STATIC) != 0)
                return it;
        if (iter_is_error(it))
                return copy_of_error(it);
        /* One more than there may be stages: the borrow of the deepest is unwrapped. */
        if (it->depth > ITER_DEPTH_MAX)
                return iter_failed_in(iter_allocator(it), "borrow", ITER_E_DEPTH,
                    "more than %d stages stand on each other", ITER_DEPTH_MAX);
        self = iter_new(&borrow_vtable, sizeof *self, it->type, 0, iter_allocator(it));
        if (self == NULL)
                return iter_no_memory(iter_allocator(it));
        self->in.source = it;
        self->in.size = it->type->size;
        self->in.owned = false;
        self->it.flags |= ITER_FLAG_BORROW | ITER_FLAG_SHARED;
        self->it.depth = (uint16_t)(it->depth + 1);
        return &self->it;
}
