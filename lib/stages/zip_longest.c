/* SPDX-License-Identifier: MIT */
#include "core/composite.h"

struct zip_longest {
        struct iter_rows rows;
        char *fill; /* a row of what stands for missing items */
        size_t copied; /* its first members, which are copies */
};

/* From here on the input's column stays as it is. */
static void end_input(struct zip_longest *self, size_t i)
{
        struct iter_rows *rows = &self->rows;
        const iter_field_t *field = &rows->fields[i];
        size_t row;

        rows->ended[i] = true;
        for (row = 0; row < rows->room; row++)
                memcpy(rows->block + row * rows->type.size + field->offset,
                    self->fill + field->offset, field->type->size);
}

static iter_status_t zip_longest_fill(iter_t *it, size_t want)
{
        struct zip_longest *self = (struct zip_longest *)it;
        struct iter_rows *rows = &self->rows;
        size_t n;

        if (rows->shared)
                want = 1;
        iter_rows_drop(rows);
        do {
                size_t live = 0;
                size_t i;

                for (i = 0; i < rows->n; i++) {
                        iter_status_t status = ITER_ITEM;
                        if (rows->ended[i])
                                continue;
                        if (!iter_rows_holds(rows, i)) {
                                status = iter_link_fill(&rows->links[i], want);
                                if (status == ITER_ITEM)
                                        status = iter_rows_hold(rows, i);
                        }
                        if (status == ITER_ERROR)
                                iter_rows_give_up(rows, i);
                        if (status == ITER_ERROR || status == ITER_PENDING)
                                return status;
                        if (status == ITER_END)
                                end_input(self, i);
                        else
                                live++;
                }
                if (live == 0)
                        return ITER_END;
                n = iter_rows_ready(rows, want);
        } while (n == 0);
        return iter_rows_give(rows, n);
}

static iter_bounds_t zip_longest_bounds(const iter_t *it)
{
        return iter_rows_bounds(it, true);
}

static void zip_longest_destroy(iter_t *it)
{
        struct zip_longest *self = (struct zip_longest *)it;
        const iter_field_t *fields = self->rows.fields;

        size_t i;

        iter_rows_destroy(it);
        for (i = 0; i < self->copied; i++)
                iter_type_drop(fields[i].type, self->fill + fields[i].offset);
}

static const iter_vtable_t vtable = { sizeof(iter_vtable_t), "zip_longest", zip_longest_fill,
        zip_longest_destroy, NULL, zip_longest_bounds, iter_rows_links, NULL };

/* What is wrong with the values that stand for missing items; NULL if nothing is. */
static iter_t *check_fills(iter_t *const *sources, const iter_from_t *fills, size_t n)
{
        size_t i;

        for (i = 0; i < n; i++) {
                const iter_type_t *type = iter_type_of(sources[i]);
                if (type == NULL || iter_is_error(sources[i]))
                        return NULL;
                if (fills[i].from == NULL)
                        return iter_refuse(sources, n, "zip_longest", ITER_E_NULL,
                            "the fill value of source %zu is NULL", i + 1);
                if (!iter_type_same(type, fills[i].type))
                        return iter_refuse(sources, n, "zip_longest", ITER_E_TYPE,
                            "source %zu has items of type %s, its fill value is of type %s", i + 1,
                            type->name, fills[i].type->name);
        }
        return NULL;
}

iter_t *iter_zip_longest_n(iter_t *const *sources, const iter_from_t *fills, size_t n)
{
        iter_t *failed = fills == NULL ? NULL : check_fills(sources, fills, n);
        struct zip_longest *self;
        size_t i;

        if (failed != NULL)
                return failed;
        self =
            iter_rows_new(&vtable, sizeof *self, "zip_longest row", true, 1, sources, n, &failed);
        if (self == NULL)
                return failed;
        self->fill = self->rows.block + self->rows.room * self->rows.type.size;
        memset(self->fill, 0, self->rows.type.size);
        for (i = 0; fills != NULL && i < n; i++) {
                const iter_field_t *field = &self->rows.fields[i];
                const iter_allocator_t *allocator = iter_allocator(&self->rows.it);
                const int code = iter_type_copy(
                    field->type, self->fill + field->offset, fills[i].from, allocator);
                if (code != 0) {
                        iter_destroy(&self->rows.it);
                        return iter_failed_in(allocator, "zip_longest", code,
                            "the fill value of source %zu cannot be copied", i + 1);
                }
                self->copied++;
        }
        return &self->rows.it;
}
