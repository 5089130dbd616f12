/* SPDX-License-Identifier: MIT */
/* Products of integers, exact: sign and magnitude apart, because 2^63 * -1 fits where 2^63 does
 * not; and with an overflow that a later zero makes good. */
#include "consumers.h"

struct prod {
        struct iter_drain drain;
        bool is_signed;
        bool zero; /* one of the items was */
        bool negative;
        bool overflow; /* the product of the others does not fit */
        uint64_t magnitude;
};

#define MULTIPLY(T)                                                            \
        do {                                                                   \
                const T *items = in->source->head;                             \
                for (i = 0; i < n; i++) {                                      \
                        const uint64_t bits = (uint64_t)items[i];              \
                        const bool below = self->is_signed && bits >> 63 != 0; \
                        negative ^= below;                                     \
                        zero |= bits == 0;                                     \
                        overflow |= __builtin_mul_overflow(                    \
                            magnitude, below ? 0 - bits : bits, &magnitude);   \
                }                                                              \
        } while (0)

static iter_status_t prod_take(struct iter_drain *drain, iter_link_t *in)
{
        struct prod *self = (struct prod *)drain;
        const size_t n = iter_link_ready(in, ITER_ALL, SIZE_MAX);
        bool zero = self->zero;
        bool negative = self->negative;
        bool overflow = self->overflow;
        uint64_t magnitude = self->magnitude;
        size_t i;

        ITER_FOR_INTEGER(in->source->type->size, self->is_signed, MULTIPLY);
        self->zero = zero;
        self->negative = negative;
        self->overflow = overflow;
        self->magnitude = magnitude;
        iter_link_take(in, n);
        return ITER_ITEM;
}

static iter_status_t give(struct prod *self, bool fits, const char *type)
{
        struct iter_drain *drain = &self->drain;
        const uint64_t magnitude = self->zero ? 0 : self->magnitude;

        if (!self->zero && (self->overflow || !fits))
                return iter_raise(&drain->stage.it, ITER_E_OVERFLOW, UINT64_MAX,
                    "the product does not fit %s", type);
        *(uint64_t *)drain->result = self->negative ? 0 - magnitude : magnitude;
        return iter_drain_give(drain);
}

static iter_status_t finish_i64(struct iter_drain *drain)
{
        struct prod *self = (struct prod *)drain;
        const uint64_t most = (uint64_t)INT64_MAX + self->negative;
        return give(self, self->magnitude <= most, "an int64_t");
}

static iter_status_t finish_u64(struct iter_drain *drain)
{
        struct prod *self = (struct prod *)drain;
        return give(self, !self->negative, "a uint64_t");
}

static const struct iter_drain_class i64_class = { ITER_DRAIN_VTABLE("prod"), true, 0, prod_take,
        finish_i64, NULL };

static const struct iter_drain_class u64_class = { ITER_DRAIN_VTABLE("prod"), true, 0, prod_take,
        finish_u64, NULL };

static iter_t *make(iter_t *it, const struct iter_drain_class *class, const iter_type_t *result)
{
        const enum iter_number kind = it == NULL ? ITER_NOT_A_NUMBER : iter_integer_kind(it->type);
        struct prod *self;

        if (kind == ITER_NOT_A_NUMBER)
                return iter_refuse(&it, 1, "prod", ITER_E_TYPE,
                    "takes integers, the source gives items of type %s",
                    it == NULL ? "?" : it->type->name);
        self = iter_drain_new(class, sizeof *self, result, NULL, 0, &it);
        if (self == NULL)
                return it;
        self->is_signed = kind == ITER_SIGNED;
        if (self->drain.fresh)
                self->magnitude = 1;
        return &self->drain.stage.it;
}

iter_t *iter_prod_i64_of(iter_t *it)
{
        return make(it, &i64_class, ITER_TYPE(int64_t));
}

int iter_prod_i64(iter_t *it, int64_t *product, iter_error_t *error)
{
        return iter_drain_run(iter_prod_i64_of(it), ITER_INTO(int64_t, product), error);
}

iter_t *iter_prod_u64_of(iter_t *it)
{
        return make(it, &u64_class, ITER_TYPE(uint64_t));
}

int iter_prod_u64(iter_t *it, uint64_t *product, iter_error_t *error)
{
        return iter_drain_run(iter_prod_u64_of(it), ITER_INTO(uint64_t, product), error);
}
