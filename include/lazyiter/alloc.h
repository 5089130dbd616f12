/* SPDX-License-Identifier: MIT */
/**
 * @file lazyiter/alloc.h
 * @brief Memory as an interface: one hook, given to a source and inherited down its pipeline.
 *
 * Every constructor of a source has a twin that ends in `_in` and takes an allocator first; every
 * stage built on that source uses the same allocator. A stage asks for its memory once, when it is
 * built, with the room for its block of items included: pulling does not allocate, except in stages
 * that must hold what they cannot bound (a line longer than the buffer, a collected array).
 */
#ifndef LAZYITER_ALLOC_H
#define LAZYITER_ALLOC_H

#include <lazyiter/base.h>

ITER_BEGIN_DECLS

/**
 * @brief Where a pipeline gets its memory from.
 *
 * An allocator must outlive every iterator made with it, and every array or copy that they handed
 * out. It is used by one thread at a time if the pipelines that share it are.
 */
typedef struct {
        /**
         * @brief Allocates, grows, shrinks and frees.
         *
         * `ptr` NULL (then `old_size` is 0): allocate. `new_size` 0: free, return NULL. Otherwise
         * resize, contents kept up to the smaller size. Returns memory aligned as malloc's, or NULL,
         * and then `ptr` is still there, unchanged.
         */
        void *(*resize)(void *ctx, void *ptr, size_t old_size, size_t new_size);
        /**
         * @brief Why the last request failed: an error code, or NULL for #ITER_E_NOMEM always.
         */
        int (*reason)(void *ctx);
        /** @brief Handed to both functions. */
        void *ctx;
} iter_allocator_t;

/**
 * @brief Replaces the allocator that pipelines use when none is given: malloc's family.
 *
 * @param allocator The new default, which must live until the program ends; NULL for malloc's family.
 *
 * Call it once, before the first iterator is made: it is the library's only global state, and
 * not locked.
 *
 * @snippet test_alloc.c iter_set_default_allocator
 */
ITER_API void iter_set_default_allocator(const iter_allocator_t *allocator);

/**
 * @brief The allocator that pipelines use when none is given.
 *
 * @return Never NULL.
 *
 * @snippet test_alloc.c iter_set_default_allocator
 */
ITER_API const iter_allocator_t *iter_default_allocator(void);

/**
 * @brief An allocator that counts, and that can refuse: give `&counter.allocator` to a source.
 *
 * The numbers may be read at any time. The struct must not be moved while memory from it is held.
 */
typedef struct iter_counter {
        iter_allocator_t allocator; /**< @brief What to give to a source. */
        const iter_allocator_t *parent; /**< @brief Where the memory really comes from. */
        size_t current; /**< @brief Bytes held now. */
        size_t peak; /**< @brief The most bytes ever held at once. */
        size_t total; /**< @brief Number of successful allocations, resizes included. */
        size_t live; /**< @brief Number of blocks held now. */
        size_t limit; /**< @brief The budget in bytes: more than that held at once is refused with
                           #ITER_E_BUDGET. 0: no budget. */
        int why; /**< @brief The reason for the last refusal. */
} iter_counter_t;

/**
 * @brief Makes a counting allocator.
 *
 * @param counter The struct to fill in; all its numbers start at 0.
 * @param parent  Where the memory comes from; NULL for the default allocator.
 * @param limit   The budget in bytes, 0 for none.
 *
 * Costs a few instructions per allocation. One counter belongs to one thread at a time.
 *
 * @snippet test_alloc.c iter_counter_init
 */
ITER_API void iter_counter_init(
    iter_counter_t *counter, const iter_allocator_t *parent, size_t limit);

ITER_END_DECLS

#endif
