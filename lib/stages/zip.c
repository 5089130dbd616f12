/* SPDX-License-Identifier: MIT */
/* zip, and zip that insists on equal lengths. */
#include "core/composite.h"

struct zip {
        struct iter_rows rows;
        bool strict;
        uint64_t index; /* of the next row */
};

/* Pulls each input once, from the first on. What an input is promised to be asked for must be there
 * in all others, and only those with items ready are known to have more than the next. */
static iter_status_t fill_inputs(struct iter_rows *rows, size_t want, size_t *at)
{
        size_t least = rows->shared ? 1 : want;
        size_t empty = 0;
        size_t i;

        for (i = 0; i < rows->n && least > 1; i++) {
                const size_t ready = iter_link_ready(&rows->links[i], want, SIZE_MAX);
                if (ready == 0)
                        empty++;
                else if (ready < least)
                        least = ready;
        }
        for (i = 0; i < rows->n; i++) {
                iter_link_t *link = &rows->links[i];
                const bool is_empty = link->source->head == link->source->end;
                iter_status_t status;

                *at = i;
                if (iter_rows_holds(rows, i))
                        continue;
                if (is_empty && least > 1)
                        empty--;
                status = iter_link_fill(link, empty == 0 ? least : 1);
                if (status == ITER_ITEM)
                        status = iter_rows_hold(rows, i);
                if (status != ITER_ITEM)
                        return status;
                if (is_empty && least > 1)
                        least = iter_link_ready(link, want, least);
        }
        return ITER_ITEM;
}

/* The i-th input has ended. All before it have an item; if there are none before it, those behind
 * it must have ended, too. */
static iter_status_t compare_lengths(struct zip *self, size_t i)
{
        struct iter_rows *rows = &self->rows;
        const char *other = "shorter";
        char before[48] = "source 1";

        if (i == 0) {
                other = "longer";
                for (i = 1; i < rows->n; i++) {
                        const iter_status_t status = iter_link_fill(&rows->links[i], 1);
                        if (status == ITER_ITEM)
                                break;
                        if (status != ITER_END)
                                return status;
                }
                if (i == rows->n)
                        return ITER_END;
        }
        if (i > 1)
                snprintf(before, sizeof before, "sources 1 to %zu", i);
        return iter_raise(&rows->it, ITER_E_LENGTH, self->index, "source %zu is %s than %s", i + 1,
            other, before);
}

static iter_status_t zip_fill(iter_t *it, size_t want)
{
        struct zip *self = (struct zip *)it;
        struct iter_rows *rows = &self->rows;
        size_t n;

        if (rows->n == 0)
                return ITER_END;
        iter_rows_drop(rows);
        do {
                size_t at = 0;
                iter_status_t status = fill_inputs(rows, want, &at);

                if (status == ITER_END && self->strict)
                        status = compare_lengths(self, at);
                if (status == ITER_END || status == ITER_ERROR)
                        iter_rows_give_up(rows, at);
                if (status != ITER_ITEM)
                        return status;
                n = iter_rows_ready(rows, want);
        } while (n == 0);
        self->index += n;
        return iter_rows_give(rows, n);
}

static iter_bounds_t zip_bounds(const iter_t *it)
{
        return iter_rows_bounds(it, false);
}

static const iter_vtable_t vtable = { sizeof(iter_vtable_t), "zip", zip_fill, iter_rows_destroy,
        NULL, zip_bounds, iter_rows_links, NULL };

static iter_t *make(iter_t *const *sources, size_t n, bool strict)
{
        iter_t *failed = NULL;
        struct zip *self =
            iter_rows_new(&vtable, sizeof *self, "zip row", false, 0, sources, n, &failed);

        if (self == NULL)
                return failed;
        self->strict = strict;
        return &self->rows.it;
}

iter_t *iter_zip_n(iter_t *const *sources, size_t n)
{
        return make(sources, n, false);
}

iter_t *iter_zip_strict_n(iter_t *const *sources, size_t n)
{
        return make(sources, n, true);
}
