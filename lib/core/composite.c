/* SPDX-License-Identifier: MIT */
#include "composite.h"

size_t iter_kept_type_room(const iter_type_t *type)
{
        size_t room = 0;
        size_t i;

        if (type == NULL || type->fields == NULL)
                return 0;
        room = sizeof *type + type->n_fields * sizeof *type->fields;
        for (i = 0; i < type->n_fields; i++)
                room += iter_kept_type_room(type->fields[i].type);
        return room;
}

/* Takes what it needs from the beginning of *room. */
static const iter_type_t *keep(const iter_type_t *type, char **room)
{
        iter_type_t *kept = (iter_type_t *)*room;
        iter_field_t *fields = (iter_field_t *)(kept + 1);
        size_t i;

        if (type->fields == NULL)
                return type;
        *room = (char *)(fields + type->n_fields);
        for (i = 0; i < type->n_fields; i++) {
                fields[i] = type->fields[i];
                fields[i].type = keep(type->fields[i].type, room);
        }
        *kept = *type;
        kept->fields = fields;
        return kept;
}

const iter_type_t *iter_kept_type(const iter_type_t *type, void *room)
{
        char *rest = room;
        return keep(type, &rest);
}

void iter_clear_padding(const iter_type_t *type, void *items, size_t n)
{
        size_t used = 0;
        size_t i;

        for (i = 0; i < type->n_fields; i++)
                used += type->fields[i].type->size;
        if (used != type->size)
                memset(items, 0, n * type->size);
}

void iter_copy_error(iter_t *it, const iter_t *from)
{
        struct iter_annex *annex = iter_annex(it);
        iter_error_t error;
        const int code = iter_find_error(from, &error);

        if (code == 0 || annex->error != NULL)
                return;
        it->code = code;
        annex->error = iter_resize(it, NULL, 0, sizeof error);
        if (annex->error != NULL)
                *annex->error = error;
}

/* What rows of no inputs are made of: there never is one. */
static const iter_type_t empty_row = { "empty row", 1, 1, NULL, 0, false, NULL, NULL, NULL, NULL,
        NULL };

/* The size and alignment of a row, before there is a place for its fields: member by member, behind
 * a struct of those before it without the padding at its end. */
static bool measure(iter_type_t *row, iter_t *const *sources, size_t n, const char *name)
{
        iter_type_t before = empty_row;
        size_t i;

        *row = empty_row;
        before.size = 0;
        for (i = 0; i < n; i++) {
                /* NULL is refused later, with all its neighbours closed. */
                iter_field_t fields[2] = { { &before, 0 },
                        { sources[i] == NULL ? &empty_row : sources[i]->type, 0 } };
                if (!iter_layout(row, fields, 2, name))
                        return false;
                before.size = fields[1].offset + fields[1].type->size;
                before.align = row->align;
        }
        row->fields = NULL;
        row->n_fields = 0;
        return true;
}

/* The most rows that there can be. */
static uint64_t most_rows(iter_t *const *sources, size_t n, bool longest)
{
        uint64_t most = longest ? 0 : UINT64_MAX;
        size_t i;

        for (i = 0; i < n; i++) {
                const uint64_t high = iter_bounds(sources[i]).high;
                if (longest ? high > most : high < most)
                        most = high;
        }
        return most;
}

/* Whether a pull of another input may end the window of the i-th, or take what it would have.
 * Borrows are of their lender, which nobody else has unless it borrows, too; stages over borrows
 * can be over anything. */
static bool shares(const struct iter_rows *self, size_t i)
{
        const iter_link_t *link = &self->links[i];
        const bool anything = (link->source->flags & ITER_FLAG_SHARED) != 0;
        size_t j;

        if (link->owned && !anything)
                return false;
        for (j = 0; j < self->n; j++) {
                const iter_link_t *other = &self->links[j];
                const bool other_anything = (other->source->flags & ITER_FLAG_SHARED) != 0;
                if (j == i || (other->owned && !other_anything))
                        continue;
                if (anything || other_anything || link->source == other->source)
                        return true;
        }
        return false;
}

void *iter_rows_new(const iter_vtable_t *vt, size_t size, const char *type_name, bool longest,
    size_t spare, iter_t *const *sources, size_t n, iter_t **failed)
{
        const size_t per_input = sizeof(iter_field_t) + 2 * sizeof(bool);
        iter_type_t row;
        struct iter_rows *self;
        iter_link_t *links = NULL;
        size_t room;
        size_t i;

        if (sources == NULL && n != 0) {
                *failed = iter_failed_in(NULL, vt->name, ITER_E_NULL, "%zu sources at NULL", n);
                return NULL;
        }
        if (!measure(&row, sources, n, type_name)) {
                *failed = iter_refuse(
                    sources, n, vt->name, ITER_E_OVERFLOW, "the rows would be too large");
                return NULL;
        }
        room = iter_block_room(&row, most_rows(sources, n, longest));
        self = iter_stage_new_n(
            vt, size + n * per_input, &row, room + spare, sources, n, &links, failed);
        if (self == NULL)
                return NULL;
        self->links = links;
        self->n = n;
        self->fields = (iter_field_t *)(void *)((char *)self + size);
        self->ended = (bool *)(self->fields + n);
        self->shares = self->ended + n;
        self->block = iter_block(&self->it, NULL);
        for (i = 0; i < n; i++) {
                self->shares[i] = shares(self, i);
                if (self->shares[i]) {
                        self->shared = true;
                        self->last_shared = i;
                }
        }
        self->room = self->shared ? 1 : room;
        self->type = empty_row;
        self->it.type = &self->type;
        if (n == 0)
                return self;
        for (i = 0; i < n; i++)
                self->fields[i].type = links[i].source->type;
        iter_layout(&self->type, self->fields, n, type_name);
        iter_clear_padding(&self->type, self->block, room + spare);
        return self;
}

iter_link_t *iter_rows_links(iter_t *it, size_t *n)
{
        struct iter_rows *self = (struct iter_rows *)it;

        *n = self->n;
        return self->links;
}

iter_bounds_t iter_rows_bounds(const iter_t *it, bool longest)
{
        const struct iter_rows *self = (const struct iter_rows *)it;
        iter_bounds_t bounds = { 0, 0, false };
        bool any = false;
        size_t i;

        for (i = 0; i < self->n; i++) {
                iter_bounds_t input;
                uint64_t held;
                if (self->ended[i])
                        continue;
                input = iter_bounds(self->links[i].source);
                held = !self->made && iter_rows_holds(self, i) ? 1 : 0;
                input.low = iter_add_saturating(input.low, held);
                input.high = iter_add_saturating(input.high, held);
                if (!any) {
                        bounds = input;
                        any = true;
                        continue;
                }
                if (longest ? input.low > bounds.low : input.low < bounds.low)
                        bounds.low = input.low;
                if (longest ? input.high > bounds.high : input.high < bounds.high)
                        bounds.high = input.high;
                bounds.infinite =
                    longest ? bounds.infinite || input.infinite : bounds.infinite && input.infinite;
        }
        /* What one of them takes is missing in another. */
        if (self->shared)
                bounds.low = 0;
        return bounds;
}

static char *slot_of(const struct iter_rows *self, size_t i)
{
        return self->block + self->fields[i].offset;
}

void iter_rows_drop(struct iter_rows *self)
{
        size_t i;

        if (!self->made)
                return;
        for (i = 0; i < self->held; i++) {
                if (iter_rows_holds(self, i))
                        iter_type_drop(self->fields[i].type, slot_of(self, i));
        }
        self->held = 0;
        self->made = false;
}

/* A copy of a header is made to outlive its group, but this one does not: groupby is not pulled
 * before the row is over. */
static void keep_groups(const iter_type_t *type, char *to, const char *from)
{
        size_t i;

        if (type == ITER_TYPE(iter_group_t))
                memcpy(to, from, sizeof(iter_group_t));
        for (i = 0; i < type->n_fields; i++)
                keep_groups(type->fields[i].type, to + type->fields[i].offset,
                    from + type->fields[i].offset);
}

iter_status_t iter_rows_hold(struct iter_rows *self, size_t i)
{
        iter_link_t *link = &self->links[i];
        int code = 0;

        if (!iter_rows_must_hold(self, i))
                return ITER_ITEM;
        if (!link->owned)
                code = iter_link_reserve(link);
        if (code == 0) {
                code = iter_type_copy(self->fields[i].type, slot_of(self, i), link->source->head,
                    iter_allocator(&self->it));
                if (code != 0 && !link->owned)
                        iter_link_release(link);
        }
        if (code != 0)
                return iter_raise(
                    &self->it, code, UINT64_MAX, "cannot hold the item of source %zu", i + 1);
        keep_groups(self->fields[i].type, slot_of(self, i), link->source->head);
        iter_link_take(link, 1);
        self->held = i + 1;
        return ITER_ITEM;
}

size_t iter_rows_ready(const struct iter_rows *self, size_t want)
{
        size_t n = self->room;
        size_t i;

        for (i = 0; i < self->n; i++) {
                if (!self->ended[i] && !iter_rows_holds(self, i))
                        n = iter_link_ready(&self->links[i], want, n);
        }
        return n;
}

iter_status_t iter_rows_give(struct iter_rows *self, size_t n)
{
        size_t i;

        for (i = 0; i < self->n; i++) {
                iter_link_t *link = &self->links[i];
                if (iter_rows_holds(self, i)) {
                        if (!link->owned)
                                iter_link_release(link);
                        continue;
                }
                if (self->ended[i])
                        continue;
                iter_scatter(slot_of(self, i), self->type.size, link->source->head, link->size, n);
                iter_link_take(link, n);
        }
        self->made = self->shared;
        return iter_give(&self->it, self->block, n);
}

/* What was taken of an owned source is still behind its cursor, unless something else has ended
 * the window. It may be a stage that passes on the window of a lender, to which it gives it back
 * when it is closed. */
static void untake(iter_link_t *link)
{
        iter_t *source = link->source;

        if (source->end != NULL)
                source->head = (const char *)source->head - link->size;
}

/* Gives up what is held of the inputs from this one on. */
static void give_up_from(struct iter_rows *self, size_t first)
{
        while (!self->made && self->held > first) {
                const size_t i = self->held - 1;
                iter_link_t *link = &self->links[i];
                const bool holds = iter_rows_holds(self, i);

                self->held = i;
                if (!holds)
                        continue;
                if (link->owned)
                        untake(link);
                else if (iter_link_put_back(link, slot_of(self, i)))
                        continue;
                iter_type_drop(self->fields[i].type, slot_of(self, i));
        }
}

void iter_rows_give_up(struct iter_rows *self, size_t i)
{
        /* With an item in front of it, an error is no longer the one that stopped this row. */
        if (self->held > 0)
                iter_copy_error(&self->it, self->links[i].source);
        give_up_from(self, 0);
}

/* What stages below took of a lender came after what is held here, and goes back before it. */
static void give_up_below(iter_t *it)
{
        size_t n = 0;
        iter_link_t *links = it->vt->links == NULL ? NULL : it->vt->links(it, &n);

        while (n-- > 0) {
                if (links[n].source != NULL && links[n].owned)
                        give_up_below(links[n].source);
                if (it->vt->links == iter_rows_links)
                        give_up_from((struct iter_rows *)it, n);
        }
}

void iter_rows_destroy(iter_t *it)
{
        struct iter_rows *self = (struct iter_rows *)it;

        iter_rows_drop(self);
        if (self->held > 0)
                give_up_below(it);
}
