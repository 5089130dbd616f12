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

/* Why an allocator refused. */
int iter_memory_reason(const iter_allocator_t *allocator);

/* Memory that outlives its pipeline and is freed by pointer alone. */
void *iter_kept_alloc(const iter_allocator_t *allocator, size_t size);
void *iter_kept_resize(const iter_allocator_t *allocator, void *ptr, size_t size);
void iter_kept_free(void *ptr);

/* Items of this type own memory even in a window: whoever makes them drops them. */
bool iter_type_owns(const iter_type_t *type);

/* Error records. `format` may be NULL where the code's own text says all. */
void iter_error_clear(iter_error_t *error);
void iter_error_plain(iter_error_t *error, int code, const char *stage);
int iter_error_set(iter_error_t *error, int code, const char *stage, const char *format, ...)
    ITER_PRINTF(4, 5);
iter_status_t iter_raise_v(
    iter_t *it, int code, uint64_t index, const char *prefix, const char *format, va_list args);

/* In the error state with nothing before the error: what constructors pass through. */
static inline bool iter_is_error(const iter_t *it)
{
        return (it->state & ITER_STATE_ERROR) != 0 && it->head == it->end;
}

/* A copy of the first error that stands in the tree at `it`; its code. */
int iter_find_error(const iter_t *it, iter_error_t *error);

/* Gives the window that a borrower still holds back to its lenders. */
void iter_give_back(iter_t *it, iter_link_t *links, size_t n);

/* Destroys a pipeline without recursion, then runs what was deferred. */
void iter_destroy(iter_t *it);

/* Makes a link, unwrapping a borrow; takes `source` over. */
void iter_link_attach(iter_t *stage, iter_link_t *link, iter_t *source);
unsigned iter_source_depth(const iter_t *source);

/* What a type is as a number. */
enum iter_number { ITER_NOT_A_NUMBER, ITER_SIGNED, ITER_UNSIGNED, ITER_REAL };
enum iter_number iter_number_kind(const iter_type_t *type);

/* Consumers. Each is a stage of one item, its result, so that it can stop on pending and be taken
 * up again; the plain form builds that stage, pulls it once and closes everything. */
struct iter_drain;

struct iter_drain_class {
        iter_vtable_t vtable; /* ITER_DRAIN_VTABLE("sum") */
        bool needs_end; /* refuses a source known to be infinite */
        size_t want; /* promised to the source at each fill: 1, or ITER_ALL */
        /* Takes of the ready items what it uses: ITER_ITEM to go on, ITER_END when the result is
         * known before the source's end, ITER_ERROR after iter_raise. */
        iter_status_t (*take)(struct iter_drain *self, iter_link_t *in);
        /* Writes the result to the block (`result`, zeroed): ITER_ITEM, or ITER_ERROR. */
        iter_status_t (*finish)(struct iter_drain *self, void *result);
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

struct iter_drain {
        iter_stage_t stage;
        const struct iter_drain_class *class;
        iter_call_t call; /* for callbacks; call.index counts items */
};

/* Makes the stage form: `size` is that of a struct that begins with an iter_drain. As
 * iter_stage_new: NULL, and *source is the error iterator to return. */
void *iter_drain_new(const struct iter_drain_class *class, size_t size, const iter_type_t *result,
    const iter_type_t *takes, iter_t **source);

/* A drain of this class that stopped on pending over `source` before, or NULL. */
void *iter_drain_resumed(const struct iter_drain_class *class, iter_t *source);

/* The plain form: pulls the one item of `drain` (or the error iterator that stands for it), copies
 * it to `result` (NULL: of no interest) through its type, closes. Returns the error's code. With
 * ITER_E_PENDING, the drain waits in the annex of its source, which is the caller's again. */
int iter_drain_run(iter_t *drain, void *result, iter_error_t *error);

#endif
