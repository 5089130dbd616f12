/* SPDX-License-Identifier: MIT */
/* min and max by a key. The result slot holds a copy of the best item so far; its key is kept
 * beside. */
#include "consumers.h"

struct best {
        struct iter_drain drain;
        iter_map_fn_t key;
        bool greatest;
        bool owns; /* keys own memory, so that whoever had them made drops them */
        char *keys; /* room for `room` of them, and two more: the best one's is in one of these */
        size_t room;
        char *best; /* NULL: no item yet */
};

static char *key_at(const struct best *self, size_t i)
{
        return self->keys + i * self->key.out->size;
}

/* Makes item and key the best so far; a key that owns memory is moved, one that views it is copied.
 * */
static iter_status_t renew(struct best *self, const void *item, const void *key)
{
        iter_t *it = &self->drain.stage.it;
        char *first = key_at(self, self->room);
        char *spare = self->best == first ? key_at(self, self->room + 1) : first;
        iter_status_t status;
        int code = 0;

        if (self->owns)
                memcpy(spare, key, self->key.out->size);
        else
                code = iter_type_copy(self->key.out, spare, key, iter_allocator(it));
        if (code != 0)
                return iter_raise(it, code, UINT64_MAX, "%s", iter_code_text(code));
        status = iter_drain_keep(&self->drain, item);
        if (status != ITER_ITEM) {
                iter_type_drop(self->key.out, spare);
                return status;
        }
        if (self->best != NULL)
                iter_type_drop(self->key.out, self->best);
        self->best = spare;
        return ITER_ITEM;
}

/* Looks for something better among n items whose keys have been made. */
static iter_status_t look(struct best *self, const char *items, size_t item_size, size_t n)
{
        const size_t at = iter_best(self->key.out, self->greatest, self->keys, n, self->best);
        iter_status_t status = ITER_ITEM;
        size_t i;

        if (at < n)
                status = renew(self, items + at * item_size, key_at(self, at));
        for (i = 0; self->owns && i < n; i++) {
                if (i != at)
                        iter_type_drop(self->key.out, key_at(self, i));
        }
        return status;
}

static iter_status_t best_take(struct iter_drain *drain, iter_link_t *in)
{
        struct best *self = (struct best *)drain;
        const size_t size = in->source->type->size;
        const void *item = in->source->head;
        iter_status_t status;

        if (self->key.call == NULL) {
                const size_t n = iter_link_ready(in, ITER_ALL, self->room);
                self->key.run(&self->key.ctx, item, self->keys, n);
                status = look(self, item, size, n);
                iter_link_take(in, n);
        } else {
                int code;
                iter_link_lend(in);
                code = self->key.call(&self->key.ctx, item, self->keys, &drain->call);
                if (code != 0)
                        return iter_raise_call(&drain->call, code);
                if (!iter_link_kept(in)) {
                        if (self->owns)
                                iter_type_drop(self->key.out, self->keys);
                        return iter_raise_lost(&drain->call);
                }
                drain->call.index++;
                status = look(self, item, size, 1);
        }
        return status;
}

static iter_status_t best_finish(struct iter_drain *drain)
{
        if (!drain->held)
                return iter_raise(
                    &drain->stage.it, ITER_E_EMPTY, UINT64_MAX, "the source has no items");
        return iter_drain_give(drain);
}

static void best_destroy(struct iter_drain *drain)
{
        const struct best *self = (const struct best *)drain;

        if (self->best != NULL)
                iter_type_drop(self->key.out, self->best);
}

static const struct iter_drain_class min_class = { ITER_DRAIN_VTABLE("min"), true, 0, best_take,
        best_finish, best_destroy };

static const struct iter_drain_class max_class = { ITER_DRAIN_VTABLE("max"), true, 0, best_take,
        best_finish, best_destroy };

static iter_t *make(iter_t *it, iter_map_fn_t key, bool greatest)
{
        const struct iter_drain_class *class = greatest ? &max_class : &min_class;
        const size_t room = key.call == NULL ? iter_block_room(key.out, iter_bounds(it).high) : 1;
        const uint64_t id = (uintptr_t)key.run ^ (uintptr_t)key.call;
        struct best *self;
        size_t align;

        if (key.in == NULL || key.out == NULL || (key.run == NULL && key.call == NULL))
                return iter_refuse(
                    &it, 1, class->vtable.name, ITER_E_NULL, "the key function is NULL");
        align = key.out->align;
        if (!iter_type_ordered(key.out))
                return iter_refuse(&it, 1, class->vtable.name, ITER_E_TYPE,
                    "keys of type %s have no order", key.out->name);
        self = iter_drain_new(
            class, sizeof *self + align + (room + 2) * key.out->size, NULL, key.in, id, &it);
        if (self == NULL)
                return it;
        if (self->drain.fresh) {
                const uintptr_t end = (uintptr_t)(self + 1);
                self->keys = (char *)(self + 1) + ((0 - end) & (align - 1));
                self->room = room;
                self->drain.want = key.call == NULL ? ITER_ALL : 1;
        }
        self->key = key;
        self->drain.call.name = key.name;
        self->greatest = greatest;
        self->owns = iter_type_owns(key.out);
        return &self->drain.stage.it;
}

iter_t *iter_min_by_of(iter_t *it, iter_map_fn_t key)
{
        return make(it, key, false);
}

int iter_min_by(iter_t *it, iter_map_fn_t key, iter_into_t into, iter_error_t *error)
{
        return iter_drain_run(iter_min_by_of(it, key), into, error);
}

iter_t *iter_max_by_of(iter_t *it, iter_map_fn_t key)
{
        return make(it, key, true);
}

int iter_max_by(iter_t *it, iter_map_fn_t key, iter_into_t into, iter_error_t *error)
{
        return iter_drain_run(iter_max_by_of(it, key), into, error);
}
