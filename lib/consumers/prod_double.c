/* SPDX-License-Identifier: MIT */
#include "consumers.h"

struct prod {
        struct iter_drain drain;
        double product;
};

static iter_status_t prod_take(struct iter_drain *drain, iter_link_t *in)
{
        struct prod *self = (struct prod *)drain;
        const size_t n = iter_link_ready(in, ITER_ALL, SIZE_MAX);
        double product = self->product;
        size_t i;

        if (in->source->type->size == sizeof(float)) {
                const float *items = in->source->head;
                for (i = 0; i < n; i++)
                        product *= (double)items[i];
        } else {
                const double *items = in->source->head;
                for (i = 0; i < n; i++)
                        product *= items[i];
        }
        self->product = product;
        iter_link_take(in, n);
        return ITER_ITEM;
}

static iter_status_t prod_finish(struct iter_drain *drain)
{
        *(double *)drain->result = ((const struct prod *)drain)->product;
        return iter_drain_give(drain);
}

static const struct iter_drain_class prod_class = { ITER_DRAIN_VTABLE("prod"), true, 0, prod_take,
        prod_finish, NULL };

iter_t *iter_prod_double_of(iter_t *it)
{
        struct prod *self;

        if (it == NULL || iter_number_kind(it->type) != ITER_REAL)
                return iter_refuse(&it, 1, "prod", ITER_E_TYPE,
                    "takes double or float, the source gives items of type %s",
                    it == NULL ? "?" : it->type->name);
        self = iter_drain_new(&prod_class, sizeof *self, ITER_TYPE(double), NULL, 0, &it);
        if (self == NULL)
                return it;
        if (self->drain.fresh)
                self->product = 1;
        return &self->drain.stage.it;
}

int iter_prod_double(iter_t *it, double *product, iter_error_t *error)
{
        return iter_drain_run(iter_prod_double_of(it), ITER_INTO(double, product), error);
}
