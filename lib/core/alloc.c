/* SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include "core.h"

static void *malloc_resize(void *ctx, void *ptr, size_t old_size, size_t new_size)
{
        (void)ctx;
        (void)old_size;
        if (new_size == 0) {
                free(ptr);
                return NULL;
        }
        return realloc(ptr, new_size);
}

static const iter_allocator_t malloc_allocator = { malloc_resize, NULL, NULL };

static const iter_allocator_t *default_allocator = &malloc_allocator;

void iter_set_default_allocator(const iter_allocator_t *allocator)
{
        default_allocator = allocator == NULL ? &malloc_allocator : allocator;
}

const iter_allocator_t *iter_default_allocator(void)
{
        return default_allocator;
}

int iter_memory_reason(const iter_allocator_t *allocator)
{
        return allocator->reason == NULL ? ITER_E_NOMEM : allocator->reason(allocator->ctx);
}

static void *counter_resize(void *ctx, void *ptr, size_t old_size, size_t new_size)
{
        iter_counter_t *counter = ctx;
        void *memory;

        if (counter->limit != 0 && new_size > old_size &&
            (counter->current > counter->limit ||
                new_size - old_size > counter->limit - counter->current)) {
                counter->why = ITER_E_BUDGET;
                return NULL;
        }
        memory = counter->parent->resize(counter->parent->ctx, ptr, old_size, new_size);
        if (memory == NULL && new_size != 0) {
                counter->why = iter_memory_reason(counter->parent);
                return NULL;
        }
        counter->current += new_size;
        counter->current -= old_size;
        if (counter->current > counter->peak)
                counter->peak = counter->current;
        if (new_size != 0)
                counter->total++;
        if (ptr == NULL && new_size != 0)
                counter->live++;
        if (ptr != NULL && new_size == 0)
                counter->live--;
        return memory;
}

static int counter_reason(void *ctx)
{
        const iter_counter_t *counter = ctx;
        return counter->why;
}

void iter_counter_init(iter_counter_t *counter, const iter_allocator_t *parent, size_t limit)
{
        memset(counter, 0, sizeof *counter);
        counter->allocator.resize = counter_resize;
        counter->allocator.reason = counter_reason;
        counter->allocator.ctx = counter;
        counter->parent = parent == NULL ? iter_default_allocator() : parent;
        counter->limit = limit;
        counter->why = ITER_E_NOMEM;
}

/* Blocks that outlive their pipeline carry their allocator in front, so that freeing takes only
 * the pointer. */
union kept {
        struct {
                const iter_allocator_t *allocator;
                size_t size; /* of the whole block */
        } head;
        max_align_t align;
};

void *iter_kept_alloc(const iter_allocator_t *allocator, size_t size)
{
        return iter_kept_resize(allocator, NULL, size);
}

void *iter_kept_resize(const iter_allocator_t *allocator, void *ptr, size_t size)
{
        union kept *kept = NULL;
        size_t old_size = 0;

        if (size > SIZE_MAX - sizeof *kept)
                return NULL;
        if (ptr != NULL) {
                kept = (union kept *)ptr - 1;
                old_size = kept->head.size;
        }
        kept = allocator->resize(allocator->ctx, kept, old_size, sizeof *kept + size);
        if (kept == NULL)
                return NULL;
        kept->head.allocator = allocator;
        kept->head.size = sizeof *kept + size;
        return kept + 1;
}

void iter_kept_free(void *ptr)
{
        union kept *kept;

        if (ptr == NULL)
                return;
        kept = (union kept *)ptr - 1;
        kept->head.allocator->resize(kept->head.allocator->ctx, kept, kept->head.size, 0);
}
