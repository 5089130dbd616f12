/* SPDX-License-Identifier: MIT */
/* Ranges and counts of integers. Values are kept as the bits of a 64-bit integer: unsigned
 * arithmetic wraps by definition, and what matters is the distance of two values, which always
 * fits. */
#include <inttypes.h>

#include "core/core.h"

struct range {
        iter_t it;
        uint64_t next; /* the next item's bits */
        uint64_t step;
        uint64_t more; /* items behind the next one: so the full width of a type can be counted */
        bool done;
};

/* A count is a range that reaches the end of its type, and fails there. */
struct count {
        struct range range;
        uint64_t most; /* as `more` at the beginning */
};

/* One for each width: as a sum of constant steps, in registers, which compilers vectorise. */
#define WRITE(T)                                                                   \
        static void write_##T(void *block, size_t n, uint64_t next, uint64_t step) \
        {                                                                          \
                T *out = block;                                                    \
                T value = (T)next;                                                 \
                size_t i;                                                          \
                ITER_UNROLL_(4)                                                    \
                for (i = 0; i < n; i++) {                                          \
                        out[i] = value;                                            \
                        value = (T)(value + (T)step);                              \
                }                                                                  \
        }

WRITE(uint8_t)
WRITE(uint16_t)
WRITE(uint32_t)
WRITE(uint64_t)

static iter_status_t range_fill(iter_t *it, size_t want)
{
        struct range *self = (struct range *)it;
        const uint64_t next = self->next;
        const uint64_t step = self->step;
        size_t n;
        void *block = iter_block(it, &n);

        (void)want;
        if (self->done)
                return ITER_END;
        if (self->more < n) {
                n = (size_t)self->more + 1;
                self->done = true;
        }
        switch (it->type->size) {
        case 1:
                write_uint8_t(block, n, next, step);
                break;
        case 2:
                write_uint16_t(block, n, next, step);
                break;
        case 4:
                write_uint32_t(block, n, next, step);
                break;
        default:
                write_uint64_t(block, n, next, step);
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

static struct range *range_new(const iter_vtable_t *vt, size_t size, const iter_type_t *type,
    uint64_t start, int64_t step, uint64_t more, const iter_allocator_t *allocator)
{
        const uint64_t items = more == UINT64_MAX ? more : more + 1;
        struct range *self = iter_new(vt, size, type, iter_block_room(type, items), allocator);

        if (self == NULL)
                return NULL;
        self->next = start;
        self->step = (uint64_t)step;
        self->more = more;
        return self;
}

/* The size of a step, which as a positive int64_t would not fit for INT64_MIN. */
static uint64_t pace_of(int64_t step)
{
        return step < 0 ? 0 - (uint64_t)step : (uint64_t)step;
}

iter_t *iter_range_bits_in(const iter_allocator_t *allocator, const iter_type_t *type,
    uint64_t start, uint64_t stop, int64_t step, bool through)
{
        const bool is_signed = iter_number_kind(type) == ITER_SIGNED;
        const bool down = step < 0;
        const uint64_t from = down ? stop : start;
        const uint64_t to = down ? start : stop;
        const bool ahead = is_signed ? (int64_t)from < (int64_t)to : from < to;
        const bool any = ahead || (through && from == to);
        uint64_t more = 0;
        struct range *self;

        if (step == 0)
                return iter_failed_in(allocator, "range", ITER_E_ARGUMENT, "the step is 0");
        if (any)
                more = (to - from - (through ? 0 : 1)) / pace_of(step);
        self = range_new(&range_vtable, sizeof *self, type, start, step, more, allocator);
        if (self == NULL)
                return iter_no_memory(allocator);
        self->done = !any;
        return &self->it;
}

static iter_status_t count_fill(iter_t *it, size_t want)
{
        struct count *self = (struct count *)it;
        struct range *range = &self->range;
        const iter_status_t status = range_fill(it, want);

        if (status == ITER_ITEM) {
                if (range->step == 0)
                        range->more = self->most;
                return status;
        }
        return iter_raise(it, ITER_E_OVERFLOW,
            self->most == UINT64_MAX ? self->most : self->most + 1,
            "the value after %" PRId64 " does not fit int64_t",
            (int64_t)(range->next - range->step));
}

static uint64_t count_skip(iter_t *it, uint64_t n)
{
        struct count *self = (struct count *)it;
        const uint64_t skipped = range_skip(it, n);

        if (self->range.step == 0)
                self->range.more = self->most;
        return skipped;
}

static iter_bounds_t count_bounds(const iter_t *it)
{
        const iter_bounds_t infinite = { UINT64_MAX, UINT64_MAX, true };
        (void)it;
        return infinite;
}

static const iter_vtable_t count_vtable = { sizeof(iter_vtable_t), "count", count_fill,
        iter_stage_destroy, count_skip, count_bounds, NULL, NULL };

iter_t *iter_count_in(const iter_allocator_t *allocator, int64_t start, int64_t step)
{
        const uint64_t first = (uint64_t)start;
        const uint64_t room = step < 0 ? first - (uint64_t)INT64_MIN : (uint64_t)INT64_MAX - first;
        /* A step of 0 never gets anywhere: it has its `more` back after each fill. */
        const uint64_t more = step == 0 ? UINT64_MAX : room / pace_of(step);
        struct count *self;

        self = (struct count *)range_new(
            &count_vtable, sizeof *self, ITER_TYPE(int64_t), first, step, more, allocator);
        if (self == NULL)
                return iter_no_memory(allocator);
        self->most = more;
        return &self->range.it;
}

iter_t *iter_count(int64_t start, int64_t step)
{
        return iter_count_in(NULL, start, step);
}
