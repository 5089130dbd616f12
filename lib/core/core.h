/* SPDX-License-Identifier: MIT */
/* What the files of lib/ share and users do not see. */
#ifndef LAZYITER_CORE_H
#define LAZYITER_CORE_H

#include <stdalign.h>
#include <stdarg.h>

#include <lazyiter.h>

/* What an iterator has beside the public 48 bytes: in the same allocation behind the struct if
 * iter_new made it, on demand for one in the caller's storage. */
struct iter_annex {
        iter_lent_t_ lent; /* first */
        const iter_allocator_t *allocator;
        size_t size; /* of the iterator's allocation, this annex included; 0 in caller's storage */
        void *block;
        size_t block_room; /* items */
        iter_error_t *error; /* NULL: the code says all, or a source has the record */
        struct iter_deferred *deferred;
        /* Items put back are a stack that grows downwards in [put_back, put_back_end). While the
         * cursor walks over it, the window that it interrupted is kept here. */
        char *put_back;
        char *put_back_low; /* the lowest slot that holds an item */
        size_t put_back_size;
        size_t put_back_reserved; /* in items */
        const void *saved_head;
        const void *saved_end;
        struct iter_drain *resume; /* a consumer that stopped on pending, to be taken up again */
        size_t held; /* bytes on this iterator's account */
        size_t peak;
};

static inline struct iter_annex *iter_annex(const iter_t *it)
{
        return it->annex;
}

/* NULL for lack of memory. */
struct iter_annex *iter_annex_need(iter_t *it);

/* The end of the items put back, NULL if none ever were; aligned for types that ask for more than
 * an allocation has. */
static inline char *iter_put_back_end(const iter_t *it)
{
        const struct iter_annex *annex = iter_annex(it);
        const size_t align = it->type->align;
        char *end;

        if (annex->put_back == NULL)
                return NULL;
        end = annex->put_back + annex->put_back_size;
        return align > alignof(max_align_t) ? end - ((uintptr_t)end & (align - 1)) : end;
}

/* Why an allocator refused. */
int iter_memory_reason(const iter_allocator_t *allocator);

/* Memory that outlives its pipeline and is freed by pointer alone. */
void *iter_kept_alloc(const iter_allocator_t *allocator, size_t size);
void *iter_kept_resize(const iter_allocator_t *allocator, void *ptr, size_t size);
void iter_kept_free(void *ptr);

/* Items of this type own memory even in a window: whoever makes them drops them. */
bool iter_type_owns(const iter_type_t *type);

/* Brings n items together that lie apart, `stride` bytes from one to the next. */
void iter_gather(void *to, const void *from, ptrdiff_t stride, size_t size, size_t n);

/* Error records. `format` may be NULL where the code's own text says all. */
void iter_error_clear(iter_error_t *error);
void iter_error_plain(iter_error_t *error, int code, const char *stage);
int iter_error_set(iter_error_t *error, int code, const char *stage, const char *format, ...)
    ITER_PRINTF(4, 5);
iter_status_t iter_raise_v(iter_t *it, int code, uint64_t index, const char *prefix,
    const char *format, va_list args) ITER_PRINTF(5, 0);

static inline uint64_t iter_add_saturating(uint64_t a, uint64_t b)
{
        return a > UINT64_MAX - b ? UINT64_MAX : a + b;
}

/* In the error state with nothing before the error: what constructors pass through. */
static inline bool iter_is_error(const iter_t *it)
{
        return (it->state & ITER_STATE_ERROR) != 0 && it->head == it->end;
}

/* A copy of the first error that stands in the tree at `it`; its code. */
int iter_find_error(const iter_t *it, iter_error_t *error);

/* Whether what was forwarded over a link is still there: nobody has filled the lender since. */
static inline bool iter_link_lent(const iter_link_t *link)
{
        return link->owned || (link->source->state & ITER_STATE_LENT) != 0;
}

/* Gives the window that a borrower still holds back to its lenders. */
void iter_give_back(iter_t *it, iter_link_t *links, size_t n);

/* A borrow of what was handed over since: its lender is no longer the caller's to lend. */
static inline bool iter_lender_gone(const iter_t *it)
{
        return it != NULL && (it->flags & ITER_FLAG_BORROW) != 0 &&
            (((const iter_stage_t *)it)->in.source->flags & ITER_FLAG_HANDED_OVER) != 0;
}

/* Destroys a pipeline without recursion, then runs what was deferred. */
void iter_destroy(iter_t *it);

/* Whether a stage may take this over. */
static inline bool iter_takeable(const iter_t *it)
{
        return it != NULL && (it->flags & ITER_FLAG_HANDED_OVER) == 0 &&
            (it->state & ITER_STATE_BUSY) == 0;
}

/* Destroys those that may be taken over, except one. They may stand in the list twice, belong to
 * each other, or go with each other, as a group with its groupby: none is looked at once one is
 * gone. */
void iter_destroy_all(iter_t *const *sources, size_t n, const iter_t *but);

/* Makes a link, unwrapping a borrow; takes `source` over. */
void iter_link_attach(iter_t *stage, iter_link_t *link, iter_t *source);
unsigned iter_source_depth(const iter_t *source);

/* For a stage that takes an item of a lender before it knows whether it has a use for it: a place
 * is reserved first, so that putting the item back cannot fail. It is released, or used by a copy
 * that iter_type_copy made, which is then the lender's. The item also comes in front of an error:
 * it was there before. False if the lender is running the callback that led here. */
int iter_link_reserve(iter_link_t *link);
void iter_link_release(iter_link_t *link);
bool iter_link_put_back(iter_link_t *link, const void *item);

/* What a type is as a number. */
enum iter_number { ITER_NOT_A_NUMBER, ITER_SIGNED, ITER_UNSIGNED, ITER_REAL };
enum iter_number iter_number_kind(const iter_type_t *type);

/* Consumers. Each is a stage of one item, its result, so that it can stop on pending and be taken
 * up again; the plain form builds that stage, pulls it once and closes everything. */
struct iter_drain {
        iter_stage_t stage;
        const struct iter_drain_class *class;
        void *result; /* the first or second item of the block: where the result is, or goes */
        bool held; /* the result is an item of the drain's own, which it drops */
        bool fresh; /* just made, not taken up again: what it starts from is still to be set */
        size_t want; /* promised to the source at each fill: ITER_ALL if an end is needed, else 1 */
        uint64_t skip; /* items to skip before any is taken */
        uint64_t id; /* what tells this call from others of its class */
        iter_call_t call; /* for callbacks; call.index counts items */
};

struct iter_drain_class {
        iter_vtable_t vtable; /* ITER_DRAIN_VTABLE("sum") */
        bool needs_end; /* refuses a source known to be infinite */
        size_t scratch; /* how many items of the result's type it has room for beside the result */
        /* Takes of the ready items what it uses: ITER_ITEM to go on, ITER_END when the result is
         * known before the source's end, ITER_ERROR after iter_raise. NULL: when all is skipped. */
        iter_status_t (*take)(struct iter_drain *self, iter_link_t *in);
        /* Gives the result: ITER_ITEM, mostly from iter_drain_give; ITER_END or ITER_ERROR if there
         * is none. */
        iter_status_t (*finish)(struct iter_drain *self);
        void (*destroy)(struct iter_drain *self); /* NULL: nothing to free */
};

iter_status_t iter_drain_fill(iter_t *it, size_t want);
void iter_drain_destroy(iter_t *it);
iter_bounds_t iter_drain_bounds(const iter_t *it);

#define ITER_DRAIN_VTABLE(name)                                                         \
        {                                                                               \
                sizeof(iter_vtable_t), name, iter_drain_fill, iter_drain_destroy, NULL, \
                    iter_drain_bounds, iter_stage_links, NULL                           \
        }

/* Makes the stage form, or takes up again one of this class and id that stopped on pending over
 * `*source`: then it is not fresh. `size` is that of a struct that begins with an iter_drain. As
 * iter_stage_new: NULL, and *source is the error iterator to return. */
void *iter_drain_new(const struct iter_drain_class *class, size_t size, const iter_type_t *result,
    const iter_type_t *takes, uint64_t id, iter_t **source);

/* The first of the items that a class has asked for. */
static inline void *iter_drain_scratch(const struct iter_drain *self)
{
        return (char *)self->stage.block + 2 * self->stage.it.type->size;
}

/* Makes the result slot what the stage gives. */
static inline iter_status_t iter_drain_give(struct iter_drain *self)
{
        return iter_give(&self->stage.it, self->result, 1);
}

/* Makes a copy of an item the result that is held; the old one, which the item may view, is
 * dropped. */
iter_status_t iter_drain_keep(struct iter_drain *self, const void *item);

/* The plain form. Pulls the one item of `drain` (or the error iterator that stands for it), moves
 * or copies it to `into`, closes. Returns the error's code; `into` is left alone unless it is 0.
 * With ITER_E_PENDING, the drain waits in the annex of its source, which is the caller's again. */
int iter_drain_run(iter_t *drain, iter_into_t into, iter_error_t *error);

/* As iter_drain_run, for a drain that may end without an item: *found (may be NULL) says. */
int iter_drain_run_maybe(iter_t *drain, iter_into_t into, bool *found, iter_error_t *error);

/* The same in two steps, for results of another shape. The first waits where the source knows how
 * to; the second closes, or lets the drain wait. */
iter_status_t iter_drain_pull(iter_t *drain);
int iter_drain_end(iter_t *drain, iter_status_t status, iter_error_t *error);

#endif
