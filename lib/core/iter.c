/* SPDX-License-Identifier: MIT */
#include "core.h"

/* Adding even 0 to NULL, where nothing was put back yet, is undefined. */
static char *put_back_end(const struct iter_annex *annex)
{
        return annex->put_back == NULL ? NULL : annex->put_back + annex->put_back_size;
}

/* Leaves the items put back for the window that they interrupted. */
static void put_back_done(iter_t *it)
{
        struct iter_annex *annex = iter_annex(it);
        const size_t size = it->type->size;

        for (; annex->put_back_low != put_back_end(annex); annex->put_back_low += size)
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

/* A lender whose own callback pulls it through a borrower has no error: the borrower has. */
static bool source_is_busy(iter_t *it)
{
        size_t n = 0;
        size_t i;
        const iter_link_t *links = it->vt->links == NULL ? NULL : it->vt->links(it, &n);

        for (i = 0; i < n; i++) {
                const iter_t *source = links[i].source;
                if (source != NULL && !links[i].owned && (source->state & ITER_STATE_BUSY) != 0)
                        return true;
        }
        return false;
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
                if ((state & ITER_STATE_ERROR) == 0 && source_is_busy(it))
                        it->code = ITER_E_BUSY;
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
        it->head = it->end = NULL;
        return false;
}

static int put_back(iter_t *it, const void *item)
{
        struct iter_annex *annex = iter_annex_need(it);
        const size_t size = it->type->size;
        char *old = NULL;
        size_t old_size = 0;
        char *slot;
        int code;

        if (annex == NULL)
                return ITER_E_NOMEM;
        if ((it->state & ITER_STATE_PUT_BACK) == 0) {
                annex->saved_head = it->head;
                annex->saved_end = it->end;
                annex->put_back_low = put_back_end(annex);
                it->head = it->end = annex->put_back_low;
                it->state = (uint8_t)(it->state | ITER_STATE_PUT_BACK);
        }
        /* A window that a borrower still holds, of items put back before, too, does not come back. */
        it->state = (uint8_t)(it->state & ~ITER_STATE_LENT);
        if (annex->put_back_low == annex->put_back) {
                const size_t used = annex->put_back_size;
                const size_t left = (size_t)((const char *)it->end - (const char *)it->head);
                size_t grown;
                char *memory;

                if (used > SIZE_MAX / 2 - size)
                        return ITER_E_NOMEM;
                grown = used == 0 ? size : 2 * used;
                memory = iter_resize(it, NULL, 0, grown);
                if (memory == NULL)
                        return iter_memory_reason(annex->allocator);
                if (used != 0)
                        memcpy(memory + (grown - used), annex->put_back, used);
                old = annex->put_back;
                old_size = used;
                annex->put_back = memory;
                annex->put_back_size = grown;
                annex->put_back_low = memory + (grown - used);
                it->end = memory + grown;
                it->head = memory + (grown - left);
        }
        /* The items taken lie below the head, and putting back ends their window; but not before the
         * copy is made, for it may be one of them that comes back, or a view of it. */
        slot = annex->put_back_low - size;
        code = iter_type_copy(it->type, slot, item, annex->allocator);
        iter_resize(it, old, old_size, 0);
        if (code != 0)
                return code;
        for (; annex->put_back_low != it->head; annex->put_back_low += size)
                iter_type_drop(it->type, annex->put_back_low);
        annex->put_back_low -= size;
        memmove(annex->put_back_low, slot, size);
        it->head = annex->put_back_low;
        return 0;
}

int iter_put_back(iter_t *it, iter_from_t value)
{
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
        return put_back(it, value.from);
}

int iter_link_put_back(iter_link_t *link, const void *item)
{
        if ((link->source->state & ITER_STATE_BUSY) != 0)
                return ITER_E_BUSY;
        return put_back(link->source, item);
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

static uint64_t add_saturating(uint64_t a, uint64_t b)
{
        return a > UINT64_MAX - b ? UINT64_MAX : a + b;
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
        bounds.low = add_saturating(bounds.low, ready);
        bounds.high = add_saturating(bounds.high, ready);
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
