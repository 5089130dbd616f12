/* SPDX-License-Identifier: MIT */
/**
 * @file lazyiter/author.h
 * @brief For writing iterators of your own: every source and stage of the library is written with this.
 *
 * An iterator is a struct that begins with an iter_t, and one const vtable. `fill` makes items
 * ready; the core makes end and error stick, refuses re-entry, keeps the error record and frees everything
 * in the right order.
 *
 *     struct countdown {
 *             iter_t it;
 *             int next;
 *             int item;
 *     };
 *
 *     static iter_status_t countdown_fill(iter_t *it, size_t want)
 *     {
 *             struct countdown *self = (struct countdown *)it;
 *             (void)want;
 *             if (self->next == 0)
 *                     return ITER_END;
 *             self->item = self->next--;
 *             return iter_give(it, &self->item, 1);
 *     }
 */
#ifndef LAZYITER_AUTHOR_H
#define LAZYITER_AUTHOR_H

#include <lazyiter/fn.h>

ITER_BEGIN_DECLS

/**
 * @brief A stage's connection to one source. Owned: closed with the stage. Not owned: borrowed.
 *
 * Over a link that is not owned a stage takes at most the items that it was promised will be taken from it.
 */
typedef struct iter_link {
        iter_t *source; /**< @brief The source; NULL once closed. */
        size_t size; /**< @brief The size of its items. */
        bool owned; /**< @brief Whether the stage closes it. */
} iter_link_t;

/** @brief The common beginning of a stage with one source. */
typedef struct iter_stage {
        iter_t it; /**< @brief The iterator. */
        iter_link_t in; /**< @brief Its source. */
        void *block; /**< @brief Room for items, as iter_block says; NULL if it has none. */
        size_t room; /**< @brief How many items `block` has room for. */
} iter_stage_t;

/**
 * @brief Makes an iterator's struct: zeroed, with room for a block of items.
 *
 * @param vt        What it does.
 * @param size      sizeof the struct that begins with an iter_t.
 * @param type      The type of its items.
 * @param block     How many items of that type to make room for, behind the struct: see iter_block. May be 0.
 * @param allocator NULL for the default allocator.
 * @return The struct, to be closed as an iterator; NULL for lack of memory: then return iter_no_memory(allocator).
 *
 * One allocation.
 *
 * @snippet test_author.c iter_new
 */
ITER_API void *iter_new(const iter_vtable_t *vt, size_t size, const iter_type_t *type, size_t block,
    const iter_allocator_t *allocator);

/**
 * @brief Makes an iterator in storage of the caller's.
 *
 * @param it   The iter_t at the beginning of a struct, which lives until the iterator is closed.
 * @param vt   What it does; `destroy` may do nothing.
 * @param type The type of its items.
 *
 * No allocation.
 *
 * @snippet test_author.c iter_init
 */
ITER_API void iter_init(iter_t *it, const iter_vtable_t *vt, const iter_type_t *type);

/**
 * @brief Makes a stage over one source, which it takes over.
 *
 * @param vt     What it does.
 * @param size   sizeof the struct that begins with an iter_stage_t.
 * @param type   The type of its items; NULL for that of the source.
 * @param takes  The type that the source must have; NULL if any will do.
 * @param block  How many items to make room for; as many as iter_block_room says, for stages of
 *               function objects.
 * @param source In: the source. Out, if the stage could not be made: the error iterator to return.
 * @return The struct, its link set; or NULL.
 *
 * @snippet test_author.c iter_stage_new
 */
ITER_API void *iter_stage_new(const iter_vtable_t *vt, size_t size, const iter_type_t *type,
    const iter_type_t *takes, size_t block, iter_t **source);

/**
 * @brief Makes a stage over several sources, which it takes over.
 *
 * @param vt      What it does; its `links` gives the array that comes out in `links`.
 * @param size    sizeof the struct that begins with an iter_t.
 * @param type    The type of its items.
 * @param block   How many items to make room for.
 * @param sources The sources.
 * @param n       How many; may be 0.
 * @param links   Out: the array of n links, which lives as long as the stage.
 * @param failed  Out, if the stage could not be made: the error iterator to return.
 * @return The struct; or NULL.
 *
 * @snippet test_author.c iter_stage_new_n
 */
ITER_API void *iter_stage_new_n(const iter_vtable_t *vt, size_t size, const iter_type_t *type,
    size_t block, iter_t *const *sources, size_t n, iter_link_t **links, iter_t **failed);

/**
 * @brief Closes sources that a constructor cannot use, and gives the error iterator to return.
 *
 * @param sources The sources, taken over.
 * @param n       How many.
 * @param stage   The constructor's name, such as "zip".
 * @param code    An error code; used unless one of the sources is in the error state already.
 * @param format  The message, as printf's.
 * @return An error iterator.
 *
 * @snippet test_author.c iter_refuse
 */
ITER_API iter_t *iter_refuse(iter_t *const *sources, size_t n, const char *stage, int code,
    const char *format, ...) ITER_PRINTF(5, 6);

/**
 * @brief The error iterator for lack of memory, with the allocator's reason.
 *
 * @param allocator The allocator that refused; NULL for the default allocator.
 * @return A static iterator, which is never written to.
 *
 * @snippet test_author.c iter_new
 */
ITER_API iter_t *iter_no_memory(const iter_allocator_t *allocator);

/**
 * @brief An error iterator that names the constructor, and an allocator.
 *
 * @param allocator NULL for the default allocator.
 * @param stage     The constructor's name.
 * @param code      An error code, not 0.
 * @param format    The message, as printf's.
 * @return The iterator.
 *
 * @snippet test_author.c iter_failed_in
 */
ITER_API iter_t *iter_failed_in(const iter_allocator_t *allocator, const char *stage, int code,
    const char *format, ...) ITER_PRINTF(4, 5);

/**
 * @brief How many items a block should hold: at most 128 and 8 KiB and the upper bound, at least 1.
 *
 * @param type  The type of the items.
 * @param bound The most items that there can be.
 * @return The number.
 *
 * @snippet test_author.c iter_block_room
 */
ITER_API size_t iter_block_room(const iter_type_t *type, uint64_t bound);

/**
 * @brief The block of an iterator made by iter_new.
 *
 * @param it   The iterator.
 * @param room Out: how many items it has room for; may be NULL.
 * @return The block, aligned for the iterator's type; NULL if it has none.
 *
 * @snippet test_author.c iter_new
 */
ITER_API void *iter_block(const iter_t *it, size_t *room);

/**
 * @brief Allocates memory on an iterator's account.
 *
 * @param it       The iterator.
 * @param ptr      What to resize, or NULL.
 * @param old_size Its size, 0 for NULL.
 * @param new_size The size wanted; 0 frees.
 * @return The memory, or NULL: then iter_raise_memory gives the outcome to return.
 *
 * @snippet test_author.c iter_resize
 */
ITER_API void *iter_resize(iter_t *it, void *ptr, size_t old_size, size_t new_size);

/**
 * @brief The allocator of an iterator.
 *
 * @param it The iterator.
 * @return Never NULL.
 *
 * @snippet test_author.c iter_resize
 */
ITER_API const iter_allocator_t *iter_allocator(const iter_t *it);

/**
 * @brief Puts an iterator into the error state, from its fill.
 *
 * @param it     The iterator.
 * @param code   An error code, not 0.
 * @param index  The number of the item, UINT64_MAX for none.
 * @param format The message, as printf's.
 * @return ITER_ERROR, to be returned. If the fill has made items ready it returns ITER_ITEM instead,
 *         and the error comes after them.
 *
 * @snippet test_author.c iter_raise
 */
ITER_API iter_status_t iter_raise(iter_t *it, int code, uint64_t index, const char *format, ...)
    ITER_PRINTF(4, 5);

/**
 * @brief As iter_raise, for a failed system call on a file.
 *
 * @param it     The iterator.
 * @param error  The errno.
 * @param file   The file's name; may be NULL.
 * @param line   The line, 0 for none.
 * @param doing  What was tried, such as "read".
 * @return ITER_ERROR.
 *
 * @snippet test_author.c iter_raise_os
 */
ITER_API iter_status_t iter_raise_os(
    iter_t *it, int error, const char *file, uint64_t line, const char *doing);

/**
 * @brief As iter_raise, for an error at a place in a file: the message begins with `file:line: `.
 *
 * @param it     The iterator.
 * @param code   An error code, not 0.
 * @param file   The file's name.
 * @param line   The line, from 1.
 * @param format The message, as printf's.
 * @return ITER_ERROR.
 *
 * @snippet test_author.c iter_raise_at
 */
ITER_API iter_status_t iter_raise_at(iter_t *it, int code, const char *file, uint64_t line,
    const char *format, ...) ITER_PRINTF(5, 6);

/**
 * @brief As iter_raise, after an allocation has failed: with the allocator's reason.
 *
 * @param it The iterator.
 * @return ITER_ERROR.
 *
 * @snippet test_author.c iter_resize
 */
ITER_API iter_status_t iter_raise_memory(iter_t *it);

/**
 * @brief As iter_raise, after a callback returned a code that is not 0.
 *
 * @param call What the callback was given.
 * @param code What it returned. If it called iter_fail, that record is kept.
 * @return ITER_ERROR.
 *
 * @snippet test_author.c iter_raise_call
 */
ITER_API iter_status_t iter_raise_call(const iter_call_t *call, int code);

/**
 * @brief As iter_raise, after a callback has ended the window of the item that it looked at.
 *
 * @param call What the callback was given.
 * @return ITER_ERROR.
 *
 * @snippet test_lent.c iter_link_kept
 */
ITER_API iter_status_t iter_raise_lost(const iter_call_t *call);

/**
 * @brief The links of a stage that begins with an iter_stage_t: the `links` of its vtable.
 *
 * @param it The stage.
 * @param n  Out: 1.
 * @return Its link.
 *
 * @snippet test_author.c iter_stage_new
 */
ITER_API iter_link_t *iter_stage_links(iter_t *it, size_t *n);

/**
 * @brief The bounds of a stage that yields one item for each of its source's: for its vtable.
 *
 * @param it A stage that begins with an iter_stage_t.
 * @return The bounds of the source.
 *
 * @snippet test_author.c iter_stage_new
 */
ITER_API iter_bounds_t iter_stage_bounds(const iter_t *it);

/**
 * @brief The bounds of a stage that yields at most one item for each of its source's.
 *
 * @param it A stage that begins with an iter_stage_t.
 * @return From 0 to the bounds of the source.
 *
 * @snippet test_author.c iter_stage_new
 */
ITER_API iter_bounds_t iter_stage_bounds_at_most(const iter_t *it);

/**
 * @brief A destroy for stages that hold nothing but links, block and numbers.
 *
 * @param it The stage.
 *
 * @snippet test_author.c iter_stage_new
 */
ITER_API void iter_stage_destroy(iter_t *it);

/**
 * @brief Closes the source of a link, ahead of its stage's end: one that has ended. An error in it is lost.
 *
 * @param link The link; its source is NULL afterwards. Nothing happens if it is already.
 *
 * @snippet test_author.c iter_link_close
 */
ITER_API void iter_link_close(iter_link_t *link);

/**
 * @brief Makes a link to a source that is taken over while the stage runs, as flat_map's are.
 *
 * @param stage  The stage.
 * @param link   One of its links, whose source is NULL.
 * @param source The source.
 * @return ITER_ITEM, or ITER_ERROR with the stage in the error state: NULL, handed over before, busy,
 *         too deep together, or no memory. Any other error iterator is taken, and fails when it is pulled.
 *
 * @snippet test_author.c iter_link_open
 */
ITER_API iter_status_t iter_link_open(iter_t *stage, iter_link_t *link, iter_t *source);

/**
 * @brief Skips items of a source, as iter_skip does, through a link.
 *
 * @param link The link.
 * @param left In and out: how many items are still to be skipped.
 * @return ITER_ITEM when all are skipped, else the outcome that came before.
 *
 * Restartable: call it again after ITER_PENDING.
 *
 * @snippet test_author.c iter_link_skip
 */
ITER_API iter_status_t iter_link_skip(iter_link_t *link, uint64_t *left);

/**
 * @brief Copies n items into a column of structs, or of any stride.
 *
 * @param to     Where the first goes.
 * @param stride The distance of two in bytes.
 * @param from   The items, side by side.
 * @param size   The size of one.
 * @param n      How many.
 *
 * @snippet test_author.c iter_scatter
 */
ITER_API void iter_scatter(void *to, size_t stride, const void *from, size_t size, size_t n);

/**
 * @brief The layout of a composite of n members, as a C struct has it.
 *
 * @param type   Out: the composite type; uses `fields` and `name`, which must live as long.
 * @param fields In: the members' types. Out: their offsets.
 * @param n      How many members, at least 1.
 * @param name   The type's name in messages.
 * @return false if the size overflows.
 *
 * @snippet test_author.c iter_layout
 */
ITER_API bool iter_layout(iter_type_t *type, iter_field_t *fields, size_t n, const char *name);

/**
 * @brief Makes items ready: the last act of a fill.
 *
 * @param it    The iterator.
 * @param items The items, side by side, which stay valid until the next fill.
 * @param n     How many, at least 1.
 * @return ITER_ITEM.
 *
 * @snippet test_author.c iter_new
 */
ITER_INLINE iter_status_t iter_give(iter_t *it, const void *items, size_t n)
{
        it->head = items;
        it->end = (const char *)items + n * it->type->size;
        return ITER_ITEM;
}

/**
 * @brief Makes sure that a link's source has an item ready.
 *
 * @param link The link.
 * @param want How many items will be taken if they exist.
 * @return As iter_fill.
 *
 * @snippet test_author.c iter_link_fill
 */
ITER_INLINE iter_status_t iter_link_fill(iter_link_t *link, size_t want)
{
        iter_t *source = link->source;
        iter_status_t status;

        if (source->head != source->end)
                return ITER_ITEM;
        /* A source that was handed over is refused to everybody else by its flag, and need not be
         * marked busy; a lender must be. */
        if (ITER_UNLIKELY(source->state != 0 || !link->owned)) {
                if (!link->owned && (source->flags & ITER_FLAG_HANDED_OVER) != 0)
                        return ITER_ERROR;
                return iter_fill(source, want);
        }
        status = source->vt->fill(source, want);
        if (ITER_UNLIKELY(status != ITER_ITEM))
                return iter_fill_settle(source, status);
        return status;
}

/**
 * @brief How many ready items of a link's source may be taken.
 *
 * @param link The link.
 * @param want How many items will be taken from the stage, if they exist.
 * @param room How many the stage has room for.
 * @return All that are ready, but not more than `room`; over a borrowed link not more than `want`.
 *
 * @snippet test_author.c iter_link_fill
 */
ITER_INLINE size_t iter_link_ready(const iter_link_t *link, size_t want, size_t room)
{
        const iter_t *source = link->source;
        size_t n = (size_t)((const char *)source->end - (const char *)source->head);
        n /= link->size;
        if (n > room)
                n = room;
        if (!link->owned && n > want)
                n = want;
        return n;
}

/**
 * @brief Consumes ready items of a link's source.
 *
 * @param link The link.
 * @param n    How many, at most as many as are ready.
 *
 * @snippet test_author.c iter_link_fill
 */
ITER_INLINE void iter_link_take(iter_link_t *link, size_t n)
{
        iter_t *source = link->source;
        source->head = (const char *)source->head + n * link->size;
}

/** @cond internal: how the core's annex begins */
typedef struct iter_lent_ {
        const iter_t *to; /* who gives the window back if it is still there; may be NULL */
        uint64_t marks; /* how often ITER_STATE_LENT was set anew: it tells windows apart */
} iter_lent_t_;

ITER_INLINE void iter_mark_lent_(iter_t *source, const iter_t *to)
{
        iter_lent_t_ *lent = (iter_lent_t_ *)source->annex;
        if (lent != NULL) {
                lent->marks += (source->state & ITER_STATE_LENT) == 0 ? 1 : 0;
                lent->to = to;
        }
        source->state = (uint8_t)(source->state | ITER_STATE_LENT);
}
/** @endcond */

/**
 * @brief Takes one ready item for a callback to look at, before it is passed on.
 *
 * @param link The link.
 * @return The item. Ask iter_link_kept afterwards whether it is still there.
 *
 * @snippet test_lent.c iter_link_kept
 */
ITER_INLINE const void *iter_link_lend(iter_link_t *link)
{
        iter_t *source = link->source;
        const void *item = source->head;
        source->head = (const char *)item + link->size;
        if (!link->owned)
                iter_mark_lent_(source, NULL);
        return item;
}

/**
 * @brief Tells whether an item taken with iter_link_lend is still in its window. Ask once.
 *
 * @param link The link.
 * @return false if the callback pulled the lender, and so ended the window: then raise
 *         #ITER_E_STALE with iter_raise_lost.
 *
 * @snippet test_lent.c iter_link_kept
 */
ITER_INLINE bool iter_link_kept(iter_link_t *link)
{
        iter_t *source = link->source;
        bool kept;

        if (ITER_LIKELY(link->owned))
                return true;
        kept = (source->state & ITER_STATE_LENT) != 0;
        source->state = (uint8_t)(source->state & ~ITER_STATE_LENT);
        return kept;
}

/**
 * @brief Passes on ready items of a link's source, uncopied: the last act of a fill.
 *
 * @param it   The stage.
 * @param link The link.
 * @param n    How many, at least 1, at most as many as are ready.
 * @return ITER_ITEM.
 *
 * What is left of them when the stage is closed goes back to a borrowed source, if nobody has pulled that since.
 *
 * @snippet test_author.c iter_link_forward
 */
ITER_INLINE iter_status_t iter_link_forward(iter_t *it, iter_link_t *link, size_t n)
{
        iter_t *source = link->source;
        const void *items = source->head;
        source->head = (const char *)items + n * link->size;
        if ((it->flags & ITER_FLAG_SHARED) != 0)
                iter_mark_lent_(source, it);
        it->head = items;
        it->end = source->head;
        return ITER_ITEM;
}

ITER_END_DECLS

#endif
