/* SPDX-License-Identifier: MIT */
#include "consumers.h"

iter_status_t iter_next_or(iter_t *it, iter_into_t into, iter_from_t fallback)
{
        iter_status_t status;

        if (!iter_may_pull(it, fallback.type, fallback.type->size, "iter_next_or"))
                return ITER_ERROR;
        status = iter_next(it, into);
        if (status == ITER_END)
                memmove(into.to, fallback.from, into.size);
        return status;
}
