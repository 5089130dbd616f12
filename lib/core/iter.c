/* SPDX-License-Identifier: MIT */
#include "core.h"

/* Leaves the items put back for the window that they interrupted. */
static void put_back_done(iter_t *it)
{
        struct iter_annex *annex = iter_annex(it);
        const size_t size = it->type->size;

        const char *end = iter_put_back_end(it);

        for (; annex->put_back_low != end; annex->put_back_low += size)
                iter_type_drop(it->type, annex->put_back_low);
        it->head = annex->saved_head;
        it->end = annex->saved_end;
        it->state = (uint8_t)(it->state & ~ITER_STATE_PUT_BACK);
}

iter_status_t iter_fill_slow(iter_t *it, size_t want)
{
        /* From a callback of its own: an error for that call only. */
        if ((it->state & ITER_STATE_BUSY) != 0)
                return ITER_ERROR;
        if ((it->state & ITER_STATE_PUT_BACK) != 0) {
                put_back_done(it);
                if (it->head != it->end)
                        return ITER_ITEM;
        }
        if ((it->state & ITER_STATE_ERROR) != 0)
                return ITER_ERROR;
        if ((it->state & ITER_STATE_ENDED) != 0)
                return ITER_END;
        it->state = 0;
        return iter_fill(it, want);
}

/* A lender that refuses a borrower, because its own callback pulls it, or because it was handed
 * over, has no error: the borrower has. The code, 0 if there is no such lender. */
static int refused_by_lender(iter_t *it)
{
        size_t n = 0;
        size_t i;
        const iter_link_t *links = it->vt->links == NULL ? NULL : it->vt->links(it, &n);

        for (i = 0; i < n; i++) {
                const iter_t *source = links[i].source;
                if (source == NULL || links[i].owned)
                        continue;
                if ((source->flags & ITER_FLAG_HANDED_OVER) != 0)
                        return ITER_E_HANDED_OVER;
                if ((source->state & ITER_STATE_BUSY) != 0)
                        return ITER_E_BUSY;
        }
        return 0;
}

iter_status_t iter_fill_settle(iter_t *it, iter_status_t status)
{
        unsigned state = it->state & ~ITER_STATE_BUSY;

        it->head = it->end = NULL;
        switch (status) {
        case ITER_END:
                state |= ITER_STATE_ENDED;
                break;
        case ITER_PENDING:
                state |= ITER_STATE_PENDING;
                break;
        case ITER_ITEM:
        case ITER_ERROR:
                if ((state & ITER_STATE_ERROR) == 0 && it->code == 0)
                        it->code = refused_by_lender(it);
                state |= ITER_STATE_ERROR;
                break;
        }
        it->state = (uint8_t)state;
        return status;
}

bool iter_may_pull(iter_t *it, const iter_type_t *type, size_t size, const char *who)
{
        if (it == NULL || (it->flags & ITER_FLAG_HANDED_OVER) != 0)
                return false;
        if (it->type == type && type->size == size)
                return true;
        if (iter_is_error(it) || (it->state & ITER_STATE_BUSY) != 0)
                return true;
        if (type->size == size && iter_type_same(it->type, type)) {
                /* A composite made at run time is then compared by its address, too. */
                if (it->type->fields != NULL && type->fields != NULL)
                        it->type = type;
                return true;
        }
        iter_raise(it, ITER_E_TYPE, UINT64_MAX, "%s wants items of type %s, these are %s", who,
            type->name, it->type->name);
        if ((it->state & ITER_STATE_PUT_BACK) != 0)
                put_back_done(it);
        it->head = it->end = NULL;
        return false;
}

/* Makes room for one more item in front of those put back, and for those that have a place
 * reserved. What they lay in before is left to the caller to free: an item to be put back may be
 * one of them. */
static int put_back_room(iter_t *it, char **old, size_t *old_size)
{
        struct iter_annex *annex = iter_annex_need(it);
        const size_t size = it->type->size;
        const bool walking = (it->state & ITER_STATE_PUT_BACK) != 0;
        const size_t left = (size_t)((const char *)it->end - (const char *)it->head);
        size_t slack = 0;
        size_t used;
        size_t n;
        size_t grown;
        char *memory;
        char *end;

        *old = NULL;
        *old_size = 0;
        if (annex == NULL)
                return ITER_E_NOMEM;
        end = iter_put_back_end(it);
        used = walking ? (size_t)(end - annex->put_back_low) : 0;
        n = 1 + annex->put_back_reserved;
        if (end != NULL && ((size_t)(end - annex->put_back) - used) / size >= n)
                return 0;
        if (n > SIZE_MAX / 4 / size || annex->put_back_size > SIZE_MAX / 4)
                return ITER_E_NOMEM;
        if (it->type->align > alignof(max_align_t))
                slack = it->type->align;
        grown = used + n * size + slack;
        if (grown < 2 * annex->put_back_size)
                grown = 2 * annex->put_back_size;
        memory = iter_resize(it, NULL, 0, grown);
        if (memory == NULL)
                return iter_memory_reason(annex->allocator);
        *old = annex->put_back;
        *old_size = annex->put_back_size;
        annex->put_back = memory;
        annex->put_back_size = grown;
        end = iter_put_back_end(it);
        if (used != 0)
                memcpy(end - used, annex->put_back_low, used);
        if (walking) {
                it->end = end;
                it->head = end - left;
                annex->put_back_low = end - used;
        }
        return 0;
}

/* Has the cursor walk over the items put back, of which there may be none yet. */
static void put_back_begin(iter_t *it)
{
        struct iter_annex *annex = iter_annex(it);

        /* A window that a borrower still holds does not come back, be it one of items put back. */
        it->state = (uint8_t)(it->state & ~ITER_STATE_LENT);
        if ((it->state & ITER_STATE_PUT_BACK) != 0)
                return;
        annex->saved_head = it->head;
        annex->saved_end = it->end;
        annex->put_back_low = iter_put_back_end(it);
        it->head = it->end = annex->put_back_low;
        it->state = (uint8_t)(it->state | ITER_STATE_PUT_BACK);
}

/* The item has been made in the slot in front of all others. Putting it back ends the window of
 * those that were taken, which lie below the head; not before, for the item may have been one of
 * them, or a view of it. */
static void put_back_front(iter_t *it)
{
        struct iter_annex *annex = iter_annex(it);
        const size_t size = it->type->size;
        const char *slot = annex->put_back_low - size;

        for (; annex->put_back_low != it->head; annex->put_back_low += size)
                iter_type_drop(it->type, annex->put_back_low);
        annex->put_back_low -= size;
        memmove(annex->put_back_low, slot, size);
        it->head = annex->put_back_low;
}

int iter_put_back(iter_t *it, iter_from_t value)
{
        struct iter_annex *annex;
        char *old;
        size_t old_size;
        int code;

        if (it == NULL || value.from == NULL)
                return ITER_E_NULL;
        if ((it->flags & ITER_FLAG_HANDED_OVER) != 0)
                return ITER_E_HANDED_OVER;
        if ((it->state & ITER_STATE_BUSY) != 0)
                return ITER_E_BUSY;
        if ((it->state & ITER_STATE_ERROR) != 0)
                return iter_find_error(it, NULL);
        if (!iter_type_same(it->type, value.type))
                return ITER_E_TYPE;
        code = put_back_room(it, &old, &old_size);
        if (code != 0)
                return code;
        put_back_begin(it);
        annex = iter_annex(it);
        code = iter_type_copy(
            it->type, annex->put_back_low - it->type->size, value.from, annex->allocator);
        iter_resize(it, old, old_size, 0);
        if (code != 0)
                return code;
        put_back_front(it);
        return 0;
}

int iter_link_reserve(iter_link_t *link)
{
        char *old;
        size_t old_size;
        const int code = put_back_room(link->source, &old, &old_size);

        if (code != 0)
                return code;
        iter_resize(link->source, old, old_size, 0);
        iter_annex(link->source)->put_back_reserved++;
        return 0;
}

void iter_link_release(iter_link_t *link)
{
        iter_annex(link->source)->put_back_reserved--;
}

bool iter_link_put_back(iter_link_t *link, const void *item)
{
        iter_t *source = link->source;

        iter_link_release(link);
        if ((source->state & ITER_STATE_BUSY) != 0)
                return false;
        put_back_begin(source);
        memcpy(iter_annex(source)->put_back_low - link->size, item, link->size);
        put_back_front(source);
        return true;
}

iter_status_t iter_skip(iter_t *it, uint64_t n, uint64_t *skipped)
{
        iter_link_t link = { it, 0, true };
        uint64_t left = n;
        iter_status_t status = ITER_ERROR;

        if (it != NULL && iter_may_pull(it, it->type, it->type->size, "iter_skip"))
                status = iter_link_skip(&link, &left);
        if (skipped != NULL)
                *skipped = n - left;
        return status;
}

iter_status_t iter_link_skip(iter_link_t *link, uint64_t *left)
{
        iter_t *it = link->source;

        while (*left > 0) {
                if (it->head == it->end && it->state == 0 && it->vt->skip != NULL) {
                        uint64_t skipped;
                        it->state = ITER_STATE_BUSY;
                        skipped = it->vt->skip(it, *left);
                        it->state = (uint8_t)(it->state & ~ITER_STATE_BUSY);
                        *left -= skipped;
                        if (skipped > 0)
                                continue;
                }
                if (it->head == it->end) {
                        const size_t want = *left > SIZE_MAX ? SIZE_MAX : (size_t)*left;
                        const iter_status_t status = iter_fill(it, want);
                        if (status != ITER_ITEM)
                                return status;
                }
                {
                        const size_t size = it->type->size;
                        uint64_t ready =
                            (size_t)((const char *)it->end - (const char *)it->head) / size;
                        if (ready > *left)
                                ready = *left;
                        it->head = (const char *)it->head + (size_t)ready * size;
                        *left -= ready;
                }
        }
        return ITER_ITEM;
}

/* Items that are ready, in the cursor and in a window interrupted by items put back. */
static uint64_t ready_items(const iter_t *it)
{
        size_t bytes = (size_t)((const char *)it->end - (const char *)it->head);
        if ((it->state & ITER_STATE_PUT_BACK) != 0) {
                const struct iter_annex *annex = iter_annex(it);
                bytes += (size_t)((const char *)annex->saved_end - (const char *)annex->saved_head);
        }
        return bytes / it->type->size;
}

iter_bounds_t iter_bounds(const iter_t *it)
{
        iter_bounds_t bounds = { 0, 0, false };
        uint64_t ready;

        if (it == NULL)
                return bounds;
        ready = ready_items(it);
        if ((it->state & (ITER_STATE_ENDED | ITER_STATE_ERROR)) == 0) {
                if (it->vt->bounds != NULL)
                        bounds = it->vt->bounds(it);
                else
                        bounds.high = UINT64_MAX;
        }
        bounds.low = iter_add_saturating(bounds.low, ready);
        bounds.high = iter_add_saturating(bounds.high, ready);
        return bounds;
}

iter_memory_t iter_memory(const iter_t *it)
{
        iter_memory_t sum = { 0, 0 };
        const struct iter_annex *annex;

        if (it == NULL)
                return sum;
        annex = iter_annex(it);
        if (annex != NULL) {
                sum.now = annex->held;
                sum.peak = annex->peak;
        }
        if (it->vt->links != NULL) {
                size_t n = 0;
                size_t i;
                const iter_link_t *links = it->vt->links((iter_t *)(uintptr_t)it, &n);
                for (i = 0; i < n; i++) {
                        iter_memory_t below = { 0, 0 };
                        if (links[i].owned)
                                below = iter_memory(links[i].source);
                        sum.now += below.now;
                        sum.peak += below.peak;
                }
        }
        return sum;
}

const iter_type_t *iter_type_of(const iter_t *it)
{
        return it == NULL ? NULL : it->type;
}
