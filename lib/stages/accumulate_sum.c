/* SPDX-License-Identifier: MIT */
/* Running totals of numbers: accumulate without a callback, which knows when a sum overflows. */
#include "core/core.h"

struct accumulate_sum {
        iter_stage_t stage;
        /* Adds up to n items to *total, one result each; returns how many sums fit. */
        size_t (*add)(void *total, const void *items, void *results, size_t n);
        uint64_t n; /* results so far */
        union {
                uint64_t integer;
                double real;
        } total;
};

#define ADD_INTEGERS(T)                                                                \
        static size_t add_##T(void *total, const void *items, void *results, size_t n) \
        {                                                                              \
                T sum = *(const T *)total;                                             \
                const T *from = items;                                                 \
                T *to = results;                                                       \
                size_t i;                                                              \
                for (i = 0; i < n; i++) {                                              \
                        if (__builtin_add_overflow(sum, from[i], &sum))                \
                                break;                                                 \
                        to[i] = sum;                                                   \
                }                                                                      \
                *(T *)total = sum;                                                     \
                return i;                                                              \
        }

ADD_INTEGERS(int8_t)
ADD_INTEGERS(int16_t)
ADD_INTEGERS(int32_t)
ADD_INTEGERS(int64_t)
ADD_INTEGERS(uint8_t)
ADD_INTEGERS(uint16_t)
ADD_INTEGERS(uint32_t)
ADD_INTEGERS(uint64_t)

/* One by one and not compensated, as each result is one that users see. */
#define ADD_REALS(T)                                                                   \
        static size_t add_##T(void *total, const void *items, void *results, size_t n) \
        {                                                                              \
                T sum = *(const T *)total;                                             \
                const T *from = items;                                                 \
                T *to = results;                                                       \
                size_t i;                                                              \
                for (i = 0; i < n; i++) {                                              \
                        sum += from[i];                                                \
                        to[i] = sum;                                                   \
                }                                                                      \
                *(T *)total = sum;                                                     \
                return n;                                                              \
        }

ADD_REALS(float)
ADD_REALS(double)

static const struct {
        const iter_type_t *type;
        size_t (*add)(void *total, const void *items, void *results, size_t n);
} adders[] = {
        { ITER_TYPE(int8_t), add_int8_t },
        { ITER_TYPE(int16_t), add_int16_t },
        { ITER_TYPE(int32_t), add_int32_t },
        { ITER_TYPE(int64_t), add_int64_t },
        { ITER_TYPE(uint8_t), add_uint8_t },
        { ITER_TYPE(uint16_t), add_uint16_t },
        { ITER_TYPE(uint32_t), add_uint32_t },
        { ITER_TYPE(uint64_t), add_uint64_t },
        { ITER_TYPE(float), add_float },
        { ITER_TYPE(double), add_double },
};

static iter_status_t accumulate_sum_fill(iter_t *it, size_t want)
{
        struct accumulate_sum *self = (struct accumulate_sum *)it;
        iter_link_t *in = &self->stage.in;
        const iter_status_t status = iter_link_fill(in, want);
        const size_t size = it->type->size;
        char *results = self->stage.block;
        const char *items;
        size_t first = 0;
        size_t n;
        size_t fit;

        if (status != ITER_ITEM)
                return status;
        n = iter_link_ready(in, want, self->stage.room);
        items = in->source->head;
        /* As it is: to add -0.0 to a 0 would change it. */
        if (self->n == 0) {
                memcpy(&self->total, items, size);
                memcpy(results, items, size);
                first = 1;
        }
        fit = first +
            self->add(&self->total, items + first * size, results + first * size, n - first);
        self->n += fit;
        if (fit == n) {
                iter_link_take(in, n);
                return iter_give(it, results, n);
        }
        /* The item that was too much is used. */
        iter_link_take(in, fit + 1);
        iter_raise(it, ITER_E_OVERFLOW, self->n, "the sum does not fit %s", it->type->name);
        return fit == 0 ? ITER_ERROR : iter_give(it, results, fit);
}

static const iter_vtable_t vtable = { sizeof(iter_vtable_t), "accumulate", accumulate_sum_fill,
        iter_stage_destroy, NULL, iter_stage_bounds, iter_stage_links, NULL };

iter_t *iter_accumulate_sum(iter_t *source)
{
        const iter_type_t *type = iter_type_of(source);
        struct accumulate_sum *self;
        size_t i;

        for (i = 0; i < sizeof adders / sizeof *adders; i++) {
                if (adders[i].type == type)
                        break;
        }
        if (i == sizeof adders / sizeof *adders)
                return iter_refuse(&source, 1, "accumulate", ITER_E_TYPE,
                    "takes numbers, the source gives %s", type == NULL ? "nothing" : type->name);
        self = iter_stage_new(&vtable, sizeof *self, NULL, NULL,
            iter_block_room(type, iter_bounds(source).high), &source);
        if (self == NULL)
                return source;
        self->add = adders[i].add;
        return &self->stage.it;
}
