/* SPDX-License-Identifier: MIT */
/* Ranges and counts of floating numbers: item i is start + i * step, so errors do not add up. */
#include <math.h>

#include "core/core.h"

/* From here on, the distance to another number may be more than DBL_MAX. */
#define HUGE_START 0x1p969

/* Up to here an integer is a double without being rounded. */
#define EXACT (UINT64_C(1) << 53)

struct reals {
        iter_t it;
        double start; /* divided by scale, as step is: so that nothing between overflows */
        double step;
        double scale;
        uint64_t next; /* the number of the next item */
        uint64_t n; /* how many there are; UINT64_MAX: more than can be numbered */
        bool down;
        bool constant; /* the step is 0: there is always a next item */
        bool endless; /* a count: fails after the last item that fits */
};

/* The product has a statement of its own: ISO C keeps compilers from fusing it with the sum, so
 * that numbers are the same on every machine, and in the search as in the fill. */
static double value(const struct reals *self, double i)
{
        const double offset = i * self->step;
        const double sum = self->start + offset;
        return sum * self->scale;
}

static bool lies_before(const struct reals *self, uint64_t i, double stop)
{
        const double item = value(self, (double)i);
        return self->down ? item > stop : item < stop;
}

/* Rounding is monotonic, so the items are: the number of the first that does not lie before stop is
 * found by halving. A quotient would be off by one where it is rounded across an integer. */
static uint64_t count_before(const struct reals *self, double stop)
{
        uint64_t low = 0;
        uint64_t high = 1;

        if (!lies_before(self, 0, stop))
                return 0;
        while (lies_before(self, high, stop)) {
                if (high == UINT64_MAX)
                        return UINT64_MAX;
                low = high;
                high = high > UINT64_MAX / 2 ? UINT64_MAX : 2 * high;
        }
        while (high - low > 1) {
                const uint64_t middle = low + (high - low) / 2;
                if (lies_before(self, middle, stop))
                        low = middle;
                else
                        high = middle;
        }
        return high;
}

static iter_status_t reals_fill(iter_t *it, size_t want)
{
        struct reals *self = (struct reals *)it;
        const uint64_t left = self->n - self->next;
        size_t n;
        double *block = iter_block(it, &n);
        size_t i;

        (void)want;
        if (left == 0) {
                if (self->n == UINT64_MAX)
                        return iter_raise(
                            it, ITER_E_OVERFLOW, UINT64_MAX, "more items than can be numbered");
                if (self->endless)
                        return iter_raise(it, ITER_E_OVERFLOW, self->n,
                            "the value after %.17g does not fit double",
                            value(self, (double)(self->n - 1)));
                return ITER_END;
        }
        if (n > left)
                n = (size_t)left;
        if (self->next <= EXACT) {
                const double next = (double)self->next;
                for (i = 0; i < n; i++)
                        block[i] = value(self, next + (double)(int)i);
        } else {
                for (i = 0; i < n; i++)
                        block[i] = value(self, (double)(self->next + i));
        }
        if (!self->constant)
                self->next += n;
        return iter_give(it, block, n);
}

static uint64_t reals_skip(iter_t *it, uint64_t n)
{
        struct reals *self = (struct reals *)it;
        const uint64_t left = self->n - self->next;

        if (self->constant)
                return n;
        if (n > left)
                n = left;
        self->next += n;
        return n;
}

static iter_bounds_t reals_bounds(const iter_t *it)
{
        const struct reals *self = (const struct reals *)it;
        iter_bounds_t bounds = { UINT64_MAX, UINT64_MAX, self->endless };

        if (!self->endless && self->n != UINT64_MAX)
                bounds.low = bounds.high = self->n - self->next;
        return bounds;
}

static const iter_vtable_t range_vtable = { sizeof(iter_vtable_t), "range", reals_fill,
        iter_stage_destroy, reals_skip, reals_bounds, NULL, NULL };

static const iter_vtable_t count_vtable = { sizeof(iter_vtable_t), "count", reals_fill,
        iter_stage_destroy, reals_skip, reals_bounds, NULL, NULL };

/* Items up to before `stop`, which is infinite for a count. */
static iter_t *make(const iter_vtable_t *vt, const iter_allocator_t *allocator, double start,
    double stop, double step, bool endless)
{
        const iter_type_t *type = ITER_TYPE(double);
        struct reals reals;
        struct reals *self;

        memset(&reals, 0, sizeof reals);
        reals.scale = fabs(start) > HUGE_START ? 2 : 1;
        reals.start = start / reals.scale;
        reals.step = step / reals.scale;
        reals.down = step < 0;
        reals.constant = step == 0;
        reals.endless = endless;
        reals.n = count_before(&reals, stop);
        self = iter_new(vt, sizeof *self, type, iter_block_room(type, reals.n), allocator);
        if (self == NULL)
                return iter_no_memory(allocator);
        reals.it = self->it;
        *self = reals;
        return &self->it;
}

iter_t *iter_range_double_in(
    const iter_allocator_t *allocator, double start, double stop, double step)
{
        if (!isfinite(start) || !isfinite(stop) || !isfinite(step))
                return iter_failed_in(allocator, "range", ITER_E_ARGUMENT,
                    "start %g, stop %g and step %g must be finite", start, stop, step);
        if (step == 0)
                return iter_failed_in(allocator, "range", ITER_E_ARGUMENT, "the step is 0");
        return make(&range_vtable, allocator, start, stop, step, false);
}

iter_t *iter_range_double(double start, double stop, double step)
{
        return iter_range_double_in(NULL, start, stop, step);
}

iter_t *iter_count_double_in(const iter_allocator_t *allocator, double start, double step)
{
        if (!isfinite(start) || !isfinite(step))
                return iter_failed_in(allocator, "count", ITER_E_ARGUMENT,
                    "start %g and step %g must be finite", start, step);
        return make(&count_vtable, allocator, start, step < 0 ? -INFINITY : INFINITY, step, true);
}

iter_t *iter_count_double(double start, double step)
{
        return iter_count_double_in(NULL, start, step);
}
