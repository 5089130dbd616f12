/* SPDX-License-Identifier: MIT */
/* Sums of integers: exact, in 128 bits, and checked once, at the end. So a sum that leaves the
 * range on its way and comes back is what Python says it is. */
#include "consumers.h"

struct sum {
        struct iter_drain drain;
        bool is_signed;
        /* The sum in two's complement: 2^64 items of 64 bits cannot overflow it. */
        uint64_t low;
        uint64_t high;
};

static void add(struct sum *self, uint64_t low, uint64_t high)
{
        self->low += low;
        self->high += high + (self->low < low);
}

/* How many items a take adds up in 64 bits: halves of items, or items of at most 32 bits. */
#define MOST ((size_t)1 << 31)

#define ADD_NARROW(T)                                                \
        do {                                                         \
                const T *items = from;                               \
                int64_t sum = 0;                                     \
                for (i = 0; i < n; i++)                              \
                        sum += (int64_t)items[i];                    \
                add(self, (uint64_t)sum, sum < 0 ? UINT64_MAX : 0u); \
        } while (0)

/* 64-bit items: their halves are summed apart, which needs no carry from one item to the next. A
 * signed item is made unsigned by adding 2^63, which is taken off again for all of them at once. */
static void add_wide(struct sum *self, const uint64_t *items, size_t n)
{
        const uint64_t bias = self->is_signed ? (uint64_t)1 << 63 : 0;
        uint64_t lower = 0;
        uint64_t upper = 0;
        size_t i;

        for (i = 0; i < n; i++) {
                const uint64_t item = items[i] ^ bias;
                lower += item & UINT32_MAX;
                upper += item >> 32;
        }
        add(self, lower, 0);
        add(self, upper << 32, upper >> 32);
        if (self->is_signed) {
                const uint64_t off = (uint64_t)n << 63;
                add(self, 0 - off, ~((uint64_t)n >> 1) + (off == 0));
        }
}

static iter_status_t sum_take(struct iter_drain *drain, iter_link_t *in)
{
        struct sum *self = (struct sum *)drain;
        const size_t size = in->source->type->size;
        const size_t n = iter_link_ready(in, ITER_ALL, MOST);
        const void *from = in->source->head;
        size_t i;

        if (size == sizeof(uint64_t))
                add_wide(self, from, n);
        else
                ITER_FOR_INTEGER(size, self->is_signed, ADD_NARROW);
        iter_link_take(in, n);
        return ITER_ITEM;
}

static iter_status_t finish_i64(struct iter_drain *drain)
{
        const struct sum *self = (const struct sum *)drain;

        if (self->high != (self->low >> 63 != 0 ? UINT64_MAX : 0))
                return iter_raise(&drain->stage.it, ITER_E_OVERFLOW, UINT64_MAX,
                    "the sum does not fit an int64_t");
        *(uint64_t *)drain->result = self->low;
        return iter_drain_give(drain);
}

static iter_status_t finish_u64(struct iter_drain *drain)
{
        const struct sum *self = (const struct sum *)drain;

        if (self->high != 0)
                return iter_raise(&drain->stage.it, ITER_E_OVERFLOW, UINT64_MAX,
                    "the sum does not fit a uint64_t");
        *(uint64_t *)drain->result = self->low;
        return iter_drain_give(drain);
}

static const struct iter_drain_class i64_class = { ITER_DRAIN_VTABLE("sum"), true, 0, sum_take,
        finish_i64, NULL };

static const struct iter_drain_class u64_class = { ITER_DRAIN_VTABLE("sum"), true, 0, sum_take,
        finish_u64, NULL };

static iter_t *make(iter_t *it, const struct iter_drain_class *class, const iter_type_t *result)
{
        const enum iter_number kind = it == NULL ? ITER_NOT_A_NUMBER : iter_integer_kind(it->type);
        struct sum *self;

        if (kind == ITER_NOT_A_NUMBER)
                return iter_refuse(&it, 1, "sum", ITER_E_TYPE,
                    "takes integers, the source gives items of type %s",
                    it == NULL ? "?" : it->type->name);
        self = iter_drain_new(class, sizeof *self, result, NULL, 0, &it);
        if (self == NULL)
                return it;
        self->is_signed = kind == ITER_SIGNED;
        return &self->drain.stage.it;
}

iter_t *iter_sum_i64_of(iter_t *it)
{
        return make(it, &i64_class, ITER_TYPE(int64_t));
}

int iter_sum_i64(iter_t *it, int64_t *sum, iter_error_t *error)
{
        return iter_drain_run(iter_sum_i64_of(it), ITER_INTO(int64_t, sum), error);
}

iter_t *iter_sum_u64_of(iter_t *it)
{
        return make(it, &u64_class, ITER_TYPE(uint64_t));
}

int iter_sum_u64(iter_t *it, uint64_t *sum, iter_error_t *error)
{
        return iter_drain_run(iter_sum_u64_of(it), ITER_INTO(uint64_t, sum), error);
}
