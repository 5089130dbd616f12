/* SPDX-License-Identifier: MIT */
/**
 * @file lazyiter/iter.h
 * @brief The contract: what an iterator is, and what holds for every one of them.
 *
 * **The step.** A pull has four outcomes that never share a value: an item, the end, an error, and
 * "pending" (no item now, ask again; only non-blocking sources say so). End and error are sticky: every
 * later pull says the same. An error after k good items comes after these k items.
 *
 * **The window.** An item is valid until the next pull on the same iterator (or on one that it
 * borrows from), or its destruction. A peek is a pull. The consumer never frees an item; who wants
 * to keep one copies it through its type.
 *
 * **Ownership.** Whatever takes an `iter_t *` takes it over, also when it fails. The exceptions pull
 * or look and leave it yours: iter_next, iter_peek, iter_put_back, iter_skip, the loops, the
 * queries, and iter_borrow. A consumer closes its pipeline. iter_close takes anything at any time.
 *
 * **Errors.** Constructors never return NULL. One that fails returns an iterator in the error state,
 * having closed what it was given; one that is given an error iterator returns it, and closes the
 * others. So a pipeline is written without a check per line, and checked once, when it is closed or
 * consumed.
 *
 * **Laziness.** Constructing touches no source, runs no callback and opens no file.
 *
 * **Consumption.** A stage consumes exactly the items of its direct source that it used. What it did
 * not use is still there afterwards, if the source was lent with iter_borrow.
 *
 * **Effects.** A callback that may fail or has effects runs once per item that is asked for, in the order of
 * the items, never ahead. A function object that is declared pure may run ahead of what is asked for.
 *
 * **Threads.** An iterator belongs to one thread at a time and may be handed over. Two pipelines
 * share no hidden state.
 */
#ifndef LAZYITER_ITER_H
#define LAZYITER_ITER_H

#include <lazyiter/type.h>

ITER_BEGIN_DECLS

/**
 * @brief The outcome of a pull. There is no zero: `while (iter_next(...))` would loop for ever, and
 *        -Wswitch names the outcomes that a switch forgot.
 */
typedef enum iter_status {
        ITER_ITEM = 1, /**< @brief There is an item. */
        ITER_END = 2, /**< @brief There are no more items, and there was no error. */
        ITER_ERROR = 3, /**< @brief Something failed; closing says what. */
        ITER_PENDING = 4 /**< @brief No item now: ask again later. */
} iter_status_t;

typedef struct iter iter_t;
typedef struct iter_vtable iter_vtable_t;

/** @brief Stacking stages deeper than this is refused with #ITER_E_DEPTH. */
#define ITER_DEPTH_MAX 256

/**
 * @brief An iterator: the base struct, which an iterator of your own has as its first member.
 *
 * It is public so that taking an item needs no call: `[head, end)` are the items that are ready, side by
 * side at the type's size. Read and write it through the functions below.
 */
struct iter {
        const void *head; /**< @brief The next item that is ready. */
        const void *end; /**< @brief Behind the last item that is ready. */
        const iter_vtable_t *vt; /**< @brief What this iterator does. */
        const iter_type_t *type; /**< @brief What its items are. */
        uint8_t state; /**< @brief ITER_STATE_ bits; 0 when it can be filled. */
        uint8_t flags; /**< @brief ITER_FLAG_ bits. */
        uint16_t depth; /**< @brief How many stages stand on each other, this one included. */
        int32_t code; /**< @brief The error's code, while the state says error. */
        void *annex; /**< @brief The core's: allocator, error record, items put back. */
};

/** @cond internal: bits of iter_t.state and iter_t.flags */
#define ITER_STATE_BUSY 1u /* a fill, or a callback, of this iterator is running */
#define ITER_STATE_ENDED 2u
#define ITER_STATE_ERROR 4u
#define ITER_STATE_PUT_BACK 8u /* the cursor walks over items put back; the annex has the other */
#define ITER_STATE_LENT 16u /* a borrower holds the last window that was taken, unconsumed */
#define ITER_STATE_PENDING 32u /* the last fill said pending */

#define ITER_FLAG_HANDED_OVER 1u
#define ITER_FLAG_SHARED 2u /* somebody else may pull the same items: reached through a borrow */
#define ITER_FLAG_ALLOCATED 4u /* made by iter_new: the core frees it */
#define ITER_FLAG_STATIC 8u /* the error iterator for lack of memory: never written to */
#define ITER_FLAG_BORROW 16u /* made by iter_borrow: a constructor unwraps it */
#define ITER_FLAG_SEEN 32u /* while a list of sources is searched for one that is there twice */
/** @endcond */

/** @brief "As many as there are", for the number of items wanted. */
#define ITER_ALL SIZE_MAX

/**
 * @brief How many items an iterator still has.
 *
 * Bounds are never trusted for memory safety, but no iterator yields fewer items than `low` or more
 * than `high`, unless an error intervenes.
 */
typedef struct {
        uint64_t low; /**< @brief At least so many; saturates at UINT64_MAX. */
        uint64_t high; /**< @brief At most so many; UINT64_MAX if not known. */
        bool infinite; /**< @brief It has no end. */
} iter_bounds_t;

/** @brief What a pipeline holds: see iter_memory. */
typedef struct {
        size_t now; /**< @brief Bytes held by all its stages now. */
        size_t peak; /**< @brief The sum of the most bytes that each of its stages ever held. */
} iter_memory_t;

/** @brief A typed place for an item: made by ITER_INTO. */
typedef struct iter_into {
        void *to; /**< @brief Room for one item. */
        size_t size; /**< @brief sizeof(T). */
        const iter_type_t *type; /**< @brief The type of the place. */
} iter_into_t;

/** @brief A typed item of the caller's: made by ITER_FROM. */
typedef struct iter_from {
        const void *from; /**< @brief The item. */
        const iter_type_t *type; /**< @brief Its type. */
} iter_from_t;

/** @brief A typed place for a pointer to an item in its window: made by ITER_VIEW. */
typedef struct iter_view {
        void *to; /**< @brief Where the pointer goes: a pointer to a pointer. */
        const iter_type_t *type; /**< @brief The type that it points to. */
} iter_view_t;

/**
 * @brief What an iterator can do: the operations behind an iter_t. Make one const object a kind.
 *
 * The struct begins with its own size and only ever grows at its end. `fill` and `destroy` must be there;
 * the others may be NULL. See lazyiter/author.h for how to write them.
 */
struct iter_vtable {
        size_t size; /**< @brief sizeof(iter_vtable_t) */
        const char *name; /**< @brief The stage's name in messages, such as "map". */
        /**
         * @brief Makes at least one item ready: sets `head` and `end` as its last act, returns ITER_ITEM;
         *        or ITER_END, ITER_ERROR (after iter_raise) or ITER_PENDING.
         *
         * Called with an empty cursor. `want` promises that so many items, if they exist, will be
         * taken: an iterator whose code has effects makes 1.
         */
        iter_status_t (*fill)(iter_t *it, size_t want);
        /** @brief Frees what the iterator holds, apart from its links and its own struct, if iter_new made it. */
        void (*destroy)(iter_t *it);
        /** @brief Consumes up to n items without making them; returns how many, 0 when it cannot now. */
        uint64_t (*skip)(iter_t *it, uint64_t n);
        /** @brief How many items are still to come, the ready ones not counted. */
        iter_bounds_t (*bounds)(const iter_t *it);
        /** @brief The array of the iterator's links to its sources, and their number. */
        struct iter_link *(*links)(iter_t *it, size_t *n);
        /** @brief Blocks until an item may be there; returns 0 or an error code. */
        int (*wait)(iter_t *it);
};

#ifdef DOXYGEN
/**
 * @brief A typed place for an item.
 *
 * @param T The item type, one word.
 * @param p A `T *`. A pointer to anything else, `void *` included, does not compile.
 * @return What iter_next and the consumers take.
 *
 * @snippet test_iter.c iter_next
 */
#define ITER_INTO(T, p)

/**
 * @brief A typed item of the caller's.
 *
 * @param T The item type, one word.
 * @param p A `const T *`. A pointer to anything else does not compile.
 * @return What iter_once, iter_put_back and their kin take.
 *
 * @snippet test_iter.c iter_put_back
 */
#define ITER_FROM(T, p)

/**
 * @brief A typed place for a pointer to an item in its window.
 *
 * @param T The item type, one word.
 * @param p A `const T **`.
 * @return What iter_peek takes.
 *
 * @snippet test_iter.c iter_peek
 */
#define ITER_VIEW(T, p)
#elif defined(__cplusplus)
} /* extern "C": templates cannot have C linkage */
template <typename T> static inline iter_into_t iter_into_typed_(T *to, const iter_type_t *type)
{
        iter_into_t into = { to, sizeof(T), type };
        return into;
}
template <typename T>
static inline iter_from_t iter_from_typed_(const T *from, const iter_type_t *type)
{
        iter_from_t value = { from, type };
        return value;
}
template <typename T>
static inline iter_view_t iter_view_typed_(const T **to, const iter_type_t *type)
{
        iter_view_t view = { to, type };
        return view;
}
extern "C" {
#define ITER_INTO(T, p) iter_into_typed_<T>((p), ITER_TYPE(T))
#define ITER_FROM(T, p) iter_from_typed_<T>((p), ITER_TYPE(T))
#define ITER_VIEW(T, p) iter_view_typed_<T>((p), ITER_TYPE(T))
#else
#if defined(__STDC_VERSION__) && __STDC_VERSION__ >= 201112L
#define ITER_CHECK_(P, p) _Generic((p), P : (p))
#define ITER_CHECK2_(P, Q, p) _Generic((p), P : (p), Q : (p))
#else
#define ITER_CHECK_(P, p) (1 ? (p) : (P)0)
#define ITER_CHECK2_(P, Q, p) (1 ? (p) : (P)0)
#endif
#define ITER_INTO(T, p) iter_into_(ITER_CHECK_(T *, p), sizeof(T), ITER_TYPE(T))
#define ITER_FROM(T, p) iter_from_(ITER_CHECK2_(T *, const T *, p), ITER_TYPE(T))
#define ITER_VIEW(T, p) iter_view_(ITER_CHECK_(const T **, p), ITER_TYPE(T))
#endif

/** @cond internal */
ITER_INLINE iter_into_t iter_into_(void *to, size_t size, const iter_type_t *type)
{
        iter_into_t into = { to, size, type };
        return into;
}

ITER_INLINE iter_from_t iter_from_(const void *from, const iter_type_t *type)
{
        iter_from_t value = { from, type };
        return value;
}

ITER_INLINE iter_view_t iter_view_(void *to, const iter_type_t *type)
{
        iter_view_t view = { to, type };
        return view;
}

/* The rare half of a fill: ended, failed, busy, items put back. */
ITER_API iter_status_t iter_fill_slow(iter_t *it, size_t want);
/* The rare outcomes of a fill: makes end and error stick, notes pending. */
ITER_API iter_status_t iter_fill_settle(iter_t *it, iter_status_t status);
/* A pull that cannot be made: no iterator, or the wrong type. */
ITER_API bool iter_may_pull(iter_t *it, const iter_type_t *type, size_t size, const char *who);
/** @endcond */

/**
 * @brief Makes at least one item ready, if there is one: for authors of stages; users call iter_next.
 *
 * @param it   An iterator whose cursor is empty.
 * @param want How many items will be taken if they exist, at least 1; #ITER_ALL for all.
 * @return The outcome. With ITER_ITEM the cursor is not empty.
 *
 * @snippet test_author.c iter_fill
 */
ITER_INLINE iter_status_t iter_fill(iter_t *it, size_t want)
{
        iter_status_t status;
        if (ITER_UNLIKELY(it->state != 0))
                return iter_fill_slow(it, want);
        it->state = ITER_STATE_BUSY;
        status = it->vt->fill(it, want);
        if (ITER_UNLIKELY(status != ITER_ITEM))
                return iter_fill_settle(it, status);
        it->state = (uint8_t)(it->state & ~ITER_STATE_BUSY);
        return status;
}

/** @cond internal: per item in debug builds; with NDEBUG only when there is a window to make */
#ifdef NDEBUG
#define ITER_HANDED_OVER_(it) 0
#else
#define ITER_HANDED_OVER_(it) (((it)->flags & ITER_FLAG_HANDED_OVER) != 0)
#endif
/** @endcond */

/** @cond internal: fills for a caller outside the pipeline, who may have handed it over */
ITER_INLINE iter_status_t iter_pull_(iter_t *it, const char *who)
{
        if (ITER_UNLIKELY(it->flags & ITER_FLAG_HANDED_OVER) &&
            !iter_may_pull(it, it->type, it->type->size, who))
                return ITER_ERROR;
        return iter_fill(it, 1);
}
/** @endcond */

/**
 * @brief Pulls one item and copies it into a place of the caller's (Python's `next`).
 *
 * @param it   An iterator; stays the caller's.
 * @param into Where the item goes: `ITER_INTO(int, &x)`. Left alone unless there is an item.
 * @return #ITER_ITEM, #ITER_END, #ITER_ERROR (closing says what; also for NULL, a type that
 *         differs and an iterator that was handed over) or #ITER_PENDING.
 *
 * Consumes one item. The copy is of the item's own bytes: what a view points to is valid until the
 * next pull. Costs a few instructions while items are ready, one indirect call otherwise.
 *
 * As CPython's next(), except that the end is an outcome of its own and always sticky.
 *
 * @snippet test_iter.c iter_next
 */
ITER_INLINE ITER_MUST_CHECK iter_status_t iter_next(iter_t *it, iter_into_t into)
{
        if (ITER_UNLIKELY(it == NULL || it->type != into.type || ITER_HANDED_OVER_(it))) {
                if (!iter_may_pull(it, into.type, into.size, "iter_next"))
                        return ITER_ERROR;
        }
        if (it->head == it->end) {
                const iter_status_t status = iter_pull_(it, "iter_next");
                if (status != ITER_ITEM)
                        return status;
        }
        memcpy(into.to, it->head, into.size);
        it->head = (const char *)it->head + into.size;
        return ITER_ITEM;
}

/**
 * @brief Looks at the next item without consuming it.
 *
 * @param it An iterator; stays the caller's.
 * @param to Where the pointer to the item goes: `ITER_VIEW(int, &p)`. Left alone unless there is an item.
 * @return As iter_next.
 *
 * A peek is a pull: it ends the window of the item taken before. Two peeks give the same item.
 *
 * @snippet test_iter.c iter_peek
 */
ITER_INLINE ITER_MUST_CHECK iter_status_t iter_peek(iter_t *it, iter_view_t to)
{
        if (ITER_UNLIKELY(it == NULL || it->type != to.type || ITER_HANDED_OVER_(it))) {
                if (!iter_may_pull(it, to.type, to.type->size, "iter_peek"))
                        return ITER_ERROR;
        }
        if (it->head == it->end) {
                const iter_status_t status = iter_pull_(it, "iter_peek");
                if (status != ITER_ITEM)
                        return status;
        }
        memcpy(to.to, &it->head, sizeof it->head);
        return ITER_ITEM;
}

/**
 * @brief Puts an item in front of the items still to come.
 *
 * @param it    An iterator; stays the caller's. It may have ended: the item comes first, then the end
 *              again. One in the error state refuses.
 * @param value The item, copied through its type: `ITER_FROM(int, &x)`.
 * @return 0, or an error code: #ITER_E_TYPE, #ITER_E_NOMEM, #ITER_E_NULL, #ITER_E_BUSY, or the
 *         iterator's own error.
 *
 * Items put back come out in the reverse order of putting, as from a stack. It ends the window of the
 * item taken before. Memory: the items put back.
 *
 * As more-itertools' peekable.prepend.
 *
 * @snippet test_iter.c iter_put_back
 */
ITER_API int iter_put_back(iter_t *it, iter_from_t value);

/**
 * @brief Consumes up to n items.
 *
 * @param it An iterator; stays the caller's.
 * @param n  How many.
 * @param skipped Where the number of items that were skipped goes; NULL if it is of no interest.
 * @return #ITER_ITEM if all n were there, else the outcome that came before the n-th.
 *
 * Constant time where the source allows it (range, array, repeat), else a walk.
 *
 * @snippet test_iter.c iter_skip
 */
ITER_API iter_status_t iter_skip(iter_t *it, uint64_t n, uint64_t *skipped);

/**
 * @brief How many items are still to come.
 *
 * @param it An iterator; stays the caller's. NULL has none.
 * @return Bounds that hold unless an error intervenes. Known exactly if `low == high`.
 *
 * Pulls nothing.
 *
 * @snippet test_iter.c iter_bounds
 */
ITER_API iter_bounds_t iter_bounds(const iter_t *it);

/**
 * @brief What the whole pipeline below an iterator holds in memory.
 *
 * @param it An iterator; stays the caller's.
 * @return The bytes held by all its stages and what they own, now and at most. A borrowed source counts as its
 *         owner's.
 *
 * @snippet test_iter.c iter_memory
 */
ITER_API iter_memory_t iter_memory(const iter_t *it);

/**
 * @brief The type of an iterator's items.
 *
 * @param it An iterator; stays the caller's.
 * @return Its element type; NULL for NULL.
 *
 * @snippet test_iter.c iter_type_of
 */
ITER_API const iter_type_t *iter_type_of(const iter_t *it);

/**
 * @brief The error of a pipeline that has failed, before it is closed.
 *
 * @param it    An iterator; stays the caller's.
 * @param error Where the record goes; NULL if only the code is of interest.
 * @return The code, 0 while nothing has failed.
 *
 * @snippet test_iter.c iter_failure
 */
ITER_API int iter_failure(const iter_t *it, iter_error_t *error);

/**
 * @brief Lends an iterator to a stage or a consumer, without giving it up.
 *
 * @param it An iterator; stays the caller's, and must live longer than the borrower.
 * @return What to hand to a constructor or consumer in its place.
 *
 * What the borrower did not use is still there afterwards. While the borrower holds an item, pulling
 * the lender ends the item's window. Once the lender is handed over, its borrowers are refused with
 * #ITER_E_HANDED_OVER.
 *
 * As Rust's by_ref.
 *
 * @snippet test_iter.c iter_borrow
 */
ITER_API iter_t *iter_borrow(iter_t *it);

/**
 * @brief Has a function called when the pipeline is closed.
 *
 * @param it An iterator; taken over.
 * @param fn Called once with `ptr`, after the iterator and its sources are gone, also when this
 *           call fails.
 * @param ptr What to hand to it.
 * @return The same iterator, or an error iterator.
 *
 * Several run in the reverse order of their registration.
 *
 * @snippet test_iter.c iter_defer
 */
ITER_API iter_t *iter_defer(iter_t *it, void (*fn)(void *ptr), void *ptr);

/**
 * @brief An iterator in the error state.
 *
 * @param code   An error code, not 0.
 * @param format The message, as printf's.
 * @return An iterator whose every pull fails, and whose closing reports the error. For lack of memory,
 *         the static iterator whose error is #ITER_E_NOMEM.
 *
 * @snippet test_iter.c iter_failed
 */
ITER_API iter_t *iter_failed(int code, const char *format, ...) ITER_PRINTF(2, 3);

/**
 * @brief Closes a pipeline: runs its cleanup, frees everything, reports its first error.
 *
 * @param it    Anything: NULL, an iterator in any state, at any time.
 * @param error Where the first error goes, or the record of "no error"; may be NULL.
 * @return 0 if nothing failed, else the error's code: also #ITER_E_PENDING if the last pull said pending,
 *         #ITER_E_HANDED_OVER (and nothing is closed) if the iterator belongs to a pipeline, #ITER_E_BUSY
 *         (and nothing is closed) from a callback of its own.
 *
 * @snippet test_iter.c iter_close
 */
ITER_API ITER_MUST_CHECK int iter_close(iter_t *it, iter_error_t *error);

/**
 * @brief Closes a pipeline whose error is of no interest.
 *
 * @param it As iter_close.
 *
 * @snippet test_iter.c iter_abandon
 */
ITER_API void iter_abandon(iter_t *it);

/** @cond internal */
typedef struct iter_loop {
        iter_t *it;
        bool more; /* the window ran out: only then does the outer loop go on */
} iter_loop_t;

ITER_INLINE iter_loop_t iter_loop_begin_(iter_t **place, const iter_type_t *type, size_t size)
{
        iter_loop_t loop;
        loop.it = *place;
        loop.more = iter_may_pull(loop.it, type, size, "ITER_FOREACH");
        return loop;
}

/* Outer condition: true while there is a window to walk. */
ITER_INLINE iter_loop_t iter_loop_fill_(iter_loop_t loop)
{
        if (loop.more)
                loop.more = loop.it->head != loop.it->end ||
                    iter_pull_(loop.it, "ITER_FOREACH") == ITER_ITEM;
        return loop;
}
/** @endcond */

#ifdef DOXYGEN
/**
 * @brief Runs a statement for each item, by value.
 *
 * @param T    The item type, one word.
 * @param name The loop variable.
 * @param it   A variable that holds an iterator: a temporary, which could never be closed, does not
 *             compile. It stays the caller's.
 *
 * `break`, `continue`, `return`, `goto`, nested loops and pulls in the body work; after a `break` the
 * items behind the current one are still to come. The loop also stops at an error, at a wrong T and on
 * pending: iter_close tells them from the end.
 *
 * @snippet test_iter.c ITER_FOREACH
 */
#define ITER_FOREACH(T, name, it)

/**
 * @brief Runs a statement for each item, by pointer: for large structs.
 *
 * @param T    The item type, one word.
 * @param name The loop variable, a `const T *` that is valid until the next turn.
 * @param it   As in ITER_FOREACH.
 *
 * @snippet test_iter.c ITER_FOREACH_REF
 */
#define ITER_FOREACH_REF(T, name, it)
#else
/* The inner loop stores head at each step, before the body runs, so that every way out of the body
 * is exact; compilers sink the store where the body cannot see it. */
#define ITER_FOREACH(T, name, it_)                                                               \
        for (iter_loop_t iter_walk_##name = iter_loop_begin_(&(it_), ITER_TYPE(T), sizeof(T));   \
             (iter_walk_##name = iter_loop_fill_(iter_walk_##name)).more;)                       \
                for (T name; iter_walk_##name.it->head != iter_walk_##name.it->end               \
                         ? ((name) = *(const T *)iter_walk_##name.it->head,                      \
                           iter_walk_##name.it->head = (const T *)iter_walk_##name.it->head + 1, \
                           iter_walk_##name.more = false, true)                                  \
                         : (iter_walk_##name.more = true, false);)

#define ITER_FOREACH_REF(T, name, it_)                                                            \
        for (iter_loop_t iter_walk_##name = iter_loop_begin_(&(it_), ITER_TYPE(T), sizeof(T));    \
             (iter_walk_##name = iter_loop_fill_(iter_walk_##name)).more;)                        \
                for (const T *name; iter_walk_##name.it->head != iter_walk_##name.it->end         \
                         ? ((name) = (const T *)iter_walk_##name.it->head,                        \
                           iter_walk_##name.it->head = (name) + 1, iter_walk_##name.more = false, \
                           true)                                                                  \
                         : (iter_walk_##name.more = true, false);)
#endif

ITER_END_DECLS

#endif
