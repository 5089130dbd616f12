/* SPDX-License-Identifier: MIT */
/* Ranges of integers. Values are kept as the bits of a 64-bit integer: unsigned arithmetic wraps
 * by definition, and what matters is the distance of two values, which always fits. */
#include "core/core.h"

struct range {
        iter_t it;
        uint64_t next; /* the next item's bits */
        uint64_t step;
        uint64_t more; /* items behind the next one: so the full width of a type can be counted */
        bool done;
};

/* The loops are apart so that each has a constant item size. */
#define WRITE(T)                                       \
        do {                                           \
                T *out = block;                        \
                for (i = 0; i < n; i++)                \
                        out[i] = (T)(next + i * step); \
        } while (0)

static iter_status_t range_fill(iter_t *it, size_t want)
{
        struct range *self = (struct range *)it;
        const uint64_t next = self->next;
        const uint64_t step = self->step;
        size_t n;
        void *block = iter_block(it, &n);
        size_t i;

        (void)want;
        if (self->done)
                return ITER_END;
        if (self->more < n) {
                n = (size_t)self->more + 1;
                self->done = true;
        }
        switch (it->type->size) {
        case 1:
                WRITE(uint8_t);
                break;
        case 2:
                WRITE(uint16_t);
                break;
        case 4:
                WRITE(uint32_t);
                break;
        default:
                WRITE(uint64_t);
                break;
        }
        self->next = next + n * step;
        self->more -= n;
        return iter_give(it, block, n);
}

static uint64_t range_skip(iter_t *it, uint64_t n)
{
        struct range *self = (struct range *)it;

        if (self->done)
                return 0;
        if (n > self->more) {
                n = self->more + 1;
                self->done = true;
        }
        self->next += n * self->step;
        self->more -= n;
        return n;
}

static iter_bounds_t range_bounds(const iter_t *it)
{
        const struct range *self = (const struct range *)it;
        iter_bounds_t bounds = { 0, 0, false };

        if (!self->done)
                bounds.low = bounds.high = self->more == UINT64_MAX ? UINT64_MAX : self->more + 1;
        return bounds;
}

static const iter_vtable_t range_vtable = { sizeof(iter_vtable_t), "range", range_fill,
        iter_stage_destroy, range_skip, range_bounds, NULL, NULL };

iter_t *iter_range_bits_in(const iter_allocator_t *allocator, const iter_type_t *type,
    uint64_t start, uint64_t stop, int64_t step, bool through)
{
        const bool is_signed = type->name[0] != 'u';
        const bool down = step < 0;
        const uint64_t from = down ? stop : start;
        const uint64_t to = down ? start : stop;
        const uint64_t pace = down ? 0 - (uint64_t)step : (uint64_t)step;
        bool any = is_signed ? (int64_t)from < (int64_t)to : from < to;
        uint64_t more = 0;
        struct range *self;

        if (step == 0)
                return iter_failed_in(allocator, "range", ITER_E_ARGUMENT, "the step is 0");
        any = any || (through && from == to);
        if (any)
                more = (to - from - (through ? 0 : 1)) / pace;
        self = iter_new(&range_vtable, sizeof *self, type,
            iter_block_room(type, more == UINT64_MAX ? more : more + 1), allocator);
        if (self == NULL)
                return iter_no_memory(allocator);
        self->next = start;
        self->step = (uint64_t)step;
        self->more = more;
        self->done = !any;
        return &self->it;
}
