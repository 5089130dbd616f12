/* SPDX-License-Identifier: MIT */
#include "core/core.h"

struct sum {
        struct iter_drain drain;
        int64_t total;
};

/* A block of small values cannot overflow 64 bits: only sums of 64-bit items are checked one by one. */
#define ADD(T)                                                                       \
        do {                                                                         \
                const T *items = in->source->head;                                   \
                int64_t block = 0;                                                   \
                for (i = 0; i < n; i++)                                              \
                        block += (int64_t)items[i];                                  \
                overflow = __builtin_add_overflow(self->total, block, &self->total); \
        } while (0)

static iter_status_t sum_take(struct iter_drain *drain, iter_link_t *in)
{
        struct sum *self = (struct sum *)drain;
        const iter_type_t *type = in->source->type;
        const bool is_signed = iter_number_kind(type) == ITER_SIGNED;
        const size_t n = iter_link_ready(in, SIZE_MAX, 1u << 20);
        bool overflow = false;
        size_t i;

        switch (type->size) {
        case 1:
                if (is_signed)
                        ADD(int8_t);
                else
                        ADD(uint8_t);
                break;
        case 2:
                if (is_signed)
                        ADD(int16_t);
                else
                        ADD(uint16_t);
                break;
        case 4:
                if (is_signed)
                        ADD(int32_t);
                else
                        ADD(uint32_t);
                break;
        default:
                if (is_signed) {
                        const int64_t *items = in->source->head;
                        for (i = 0; i < n; i++)
                                overflow |=
                                    __builtin_add_overflow(self->total, items[i], &self->total);
                } else {
                        const uint64_t *items = in->source->head;
                        for (i = 0; i < n; i++)
                                overflow |=
                                    __builtin_add_overflow(self->total, items[i], &self->total);
                }
                break;
        }
        iter_link_take(in, n);
        if (overflow)
                return iter_raise(&drain->stage.it, ITER_E_OVERFLOW, UINT64_MAX,
                    "the sum does not fit 64 bits with a sign");
        return ITER_ITEM;
}

static iter_status_t sum_finish(struct iter_drain *drain, void *result)
{
        const struct sum *self = (const struct sum *)drain;
        *(int64_t *)result = self->total;
        return ITER_ITEM;
}

static const struct iter_drain_class sum_class = { ITER_DRAIN_VTABLE("sum"), true, ITER_ALL,
        sum_take, sum_finish, NULL };

iter_t *iter_sum_i64_of(iter_t *it)
{
        struct sum *self = iter_drain_resumed(&sum_class, it);

        if (self == NULL) {
                const iter_type_t *type = iter_type_of(it);
                const enum iter_number kind =
                    type == NULL ? ITER_NOT_A_NUMBER : iter_number_kind(type);
                if (kind != ITER_SIGNED && kind != ITER_UNSIGNED)
                        return iter_refuse(&it, 1, "sum", ITER_E_TYPE,
                            "takes integers, the source gives %s",
                            type == NULL ? "NULL" : type->name);
                self = iter_drain_new(&sum_class, sizeof *self, ITER_TYPE(int64_t), NULL, &it);
        }
        return self == NULL ? it : &self->drain.stage.it;
}

int iter_sum_i64(iter_t *it, int64_t *sum, iter_error_t *error)
{
        return iter_drain_run(iter_sum_i64_of(it), sum, error);
}
