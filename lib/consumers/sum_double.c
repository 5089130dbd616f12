/* SPDX-License-Identifier: MIT */
#include <math.h>

#include "consumers.h"

struct sum {
        struct iter_drain drain;
        double total;
        double lost; /* what rounding has cut off the total so far */
};

/* Neumaier's sum, operation for operation as CPython's, so that the last bit is the same. The chain
 * from item to item is the one addition to the total. */
#define ADD(T)                                                     \
        do {                                                       \
                const T *items = in->source->head;                 \
                for (i = 0; i < n; i++) {                          \
                        const double x = (double)items[i];         \
                        const double sum = total + x;              \
                        const bool above = fabs(total) >= fabs(x); \
                        const double larger = above ? total : x;   \
                        const double smaller = above ? x : total;  \
                        lost += (larger - sum) + smaller;          \
                        total = sum;                               \
                }                                                  \
        } while (0)

static iter_status_t sum_take(struct iter_drain *drain, iter_link_t *in)
{
        struct sum *self = (struct sum *)drain;
        const size_t n = iter_link_ready(in, ITER_ALL, SIZE_MAX);
        double total = self->total;
        double lost = self->lost;
        size_t i;

        if (in->source->type->size == sizeof(float))
                ADD(float);
        else
                ADD(double);
        self->total = total;
        self->lost = lost;
        iter_link_take(in, n);
        return ITER_ITEM;
}

/* The correction of an infinite or overflowed sum is no number, and would make it none; adding 0
 * would lose the sign of a zero. */
static iter_status_t sum_finish(struct iter_drain *drain)
{
        const struct sum *self = (const struct sum *)drain;
        const bool correct = self->lost != 0 && isfinite(self->lost);

        *(double *)drain->result = correct ? self->total + self->lost : self->total;
        return iter_drain_give(drain);
}

static const struct iter_drain_class sum_class = { ITER_DRAIN_VTABLE("sum"), true, 0, sum_take,
        sum_finish, NULL };

iter_t *iter_sum_double_of(iter_t *it)
{
        struct sum *self;

        if (it == NULL || iter_number_kind(it->type) != ITER_REAL)
                return iter_refuse(&it, 1, "sum", ITER_E_TYPE,
                    "takes double or float, the source gives items of type %s",
                    it == NULL ? "?" : it->type->name);
        self = iter_drain_new(&sum_class, sizeof *self, ITER_TYPE(double), NULL, 0, &it);
        return self == NULL ? it : &self->drain.stage.it;
}

int iter_sum_double(iter_t *it, double *sum, iter_error_t *error)
{
        return iter_drain_run(iter_sum_double_of(it), ITER_INTO(double, sum), error);
}
