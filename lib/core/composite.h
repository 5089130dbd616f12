/* SPDX-License-Identifier: MIT */
/* Composite items, made by stages: their types, and rows of one item of each of several sources. */
#ifndef LAZYITER_COMPOSITE_H
#define LAZYITER_COMPOSITE_H

#include "core.h"

/* A composite type made at run time lives in the stage that made it. Who closes that stage early,
 * or may outlive it, keeps a copy of the type in so many bytes of its own; 0 for other types. */
size_t iter_kept_type_room(const iter_type_t *type);
const iter_type_t *iter_kept_type(const iter_type_t *type, void *room);

/* Writes zeros between the members of n structs: what is there would show what the memory held. */
void iter_clear_padding(const iter_type_t *type, void *items, size_t n);

/* Makes the error that is found at `from` that of `it`, which is about to say so: for a stage whose
 * sources will not tell it any more. */
void iter_copy_error(iter_t *it, const iter_t *from);

/* A stage whose items are structs of one item of each of its sources.
 *
 * Inputs that are shared, such as two borrows of one iterator, may end each other's windows: then
 * rows are made one by one, and an item is copied through its type before the next input is pulled.
 * It is *held*: taken already, to go back if its row cannot be made. */
struct iter_rows {
        iter_t it;
        iter_link_t *links;
        size_t n;
        iter_type_t type;
        iter_field_t *fields;
        char *block;
        size_t room; /* in rows */
        bool shared; /* some inputs are */
        bool made; /* the block holds a whole row, whose window is not over */
        size_t last_shared; /* this one need not be held: no later pull can end its window */
        size_t held; /* the shared inputs before this one have their item in the row */
        bool *shares; /* which */
        bool *ended; /* inputs that the stage goes on without: nothing is held of them */
};

/* Makes the stage. `spare` more rows lie behind the `room` of the block. As iter_stage_new_n: NULL,
 * and *failed is the error iterator to return. */
void *iter_rows_new(const iter_vtable_t *vt, size_t size, const char *type_name, bool longest,
    size_t spare, iter_t *const *sources, size_t n, iter_t **failed);

/* For the vtable. */
iter_link_t *iter_rows_links(iter_t *it, size_t *n);
void iter_rows_destroy(iter_t *it);

/* How many rows there can be: as the longest of the inputs has, or the shortest. */
iter_bounds_t iter_rows_bounds(const iter_t *it, bool longest);

static inline bool iter_rows_must_hold(const struct iter_rows *self, size_t i)
{
        return self->shares[i] && i != self->last_shared && !self->ended[i];
}

static inline bool iter_rows_holds(const struct iter_rows *self, size_t i)
{
        return i < self->held && iter_rows_must_hold(self, i);
}

/* The last row's window is over. To be called first in a fill. */
void iter_rows_drop(struct iter_rows *self);

/* Holds the item that the i-th input has ready, if a later pull may end its window. */
iter_status_t iter_rows_hold(struct iter_rows *self, size_t i);

/* How many rows the inputs have ready. It can be 0, if one has ended the window of another. */
size_t iter_rows_ready(const struct iter_rows *self, size_t want);

/* Makes these rows and gives them. The columns of inputs that have ended are left as they are. */
iter_status_t iter_rows_give(struct iter_rows *self, size_t n);

/* The row cannot be made, as the i-th input says: what is held goes back to borrowed inputs. */
void iter_rows_give_up(struct iter_rows *self, size_t i);

#endif
