/* SPDX-License-Identifier: MIT */
/* groupby, and the group: an iterator of its own over the items of its parent's source, up to the
 * first whose key differs.
 *
 * An item stays in the source until the group, or the header that skips the group, takes it. What
 * is known about items that are still there is their keys: each is computed once, and kept until
 * its item is taken.
 *
 * A group that nobody took over belongs to groupby, which uses its struct again for the next. One
 * that was taken over lives as long as its owner wants: it copies items to its own block rather
 * than pass on the source's window, and has its type in its own memory, so that nothing that
 * stands on it looks at memory that went with groupby. */
#include "core/composite.h"

/* Room for items in a group: enough for the costs of a fill not to count, as each group has it. */
#define GROUP_ITEMS 16

struct groupby;

struct group {
        iter_t it;
        struct groupby *parent; /* NULL once groupby has left it behind, or is closed */
        bool over; /* groupby has moved on */
        uint64_t number;
        size_t size; /* of its memory, as counted for the parent */
        iter_link_t links[2]; /* the parent and its source, for whoever looks for an error below */
};

struct groupby {
        iter_stage_t stage;
        iter_type_t type;
        iter_field_t fields[2];
        iter_map_fn_t key;
        iter_call_t call;
        bool owns; /* keys own memory, also those that are not copies */
        struct group *group; /* of the last header; NULL if it was closed or left behind */
        uint64_t number; /* of headers given */
        bool keyed; /* the header's key is there, to be dropped */
        bool open; /* the source's next items may belong to the last header's group */
        bool first; /* the group's first item, whose key is the header's, is still in the source */
        char *keys; /* of the source's next items */
        size_t keys_room;
        size_t keys_at;
        size_t keys_n;
        const void *front; /* the item that the key at keys_at is of */
        uint64_t mark; /* and its window */
};

static const iter_type_t *key_type(const struct groupby *self)
{
        return self->fields[0].type;
}

static char *key_at(const struct groupby *self, size_t i)
{
        return self->keys + i * key_type(self)->size;
}

/* The header is the block's first item; its key begins it. */
static char *header_key(const struct groupby *self)
{
        return self->stage.block;
}

/* Keys. */

static void forget_keys(struct groupby *self)
{
        /* The key of a group's first item is the header's by then. */
        if (self->owns && self->keys_at < self->keys_n && !self->first)
                iter_type_drop(key_type(self), key_at(self, self->keys_at));
        self->keys_at = self->keys_n = 0;
        self->first = false;
}

/* Whether the next item of the source is still the one that was looked at. Somebody else may have
 * pulled a borrowed source: then its cursor has moved, or a fill has cleared the mark. */
static bool is_there(const struct groupby *self)
{
        const iter_t *source = self->stage.in.source;

        if (self->stage.in.owned)
                return true;
        return source->head == self->front && (source->state & ITER_STATE_LENT) != 0 &&
            (source->annex == NULL || iter_annex(source)->lent.marks == self->mark);
}

static void mark(struct groupby *self)
{
        iter_t *source = self->stage.in.source;

        self->front = source->head;
        if (self->stage.in.owned)
                return;
        iter_mark_lent_(source, NULL);
        if (source->annex != NULL)
                self->mark = iter_annex(source)->lent.marks;
}

static iter_status_t compute_keys(struct groupby *self)
{
        iter_link_t *in = &self->stage.in;
        int code;

        mark(self);
        if (self->key.run != NULL) {
                self->keys_n = iter_link_ready(in, SIZE_MAX, self->keys_room);
                self->key.run(&self->key.ctx, self->front, self->keys, self->keys_n);
                return ITER_ITEM;
        }
        code = self->key.call(&self->key.ctx, self->front, self->keys, &self->call);
        if (code != 0) {
                if (is_there(self))
                        iter_link_take(in, 1);
                return iter_raise_call(&self->call, code);
        }
        self->keys_n = 1;
        if (!is_there(self))
                return iter_raise_lost(&self->call);
        self->call.index++;
        return ITER_ITEM;
}

/* Makes sure that the source has an item, and that its key is known. */
static iter_status_t look(struct groupby *self)
{
        const iter_status_t status = iter_link_fill(&self->stage.in, 1);

        if (status != ITER_ITEM)
                return status;
        if (self->keys_at < self->keys_n && is_there(self))
                return ITER_ITEM;
        forget_keys(self);
        return compute_keys(self);
}

/* How many of the next items with known keys belong to the group, up to `most`. */
static size_t in_group(const struct groupby *self, size_t most)
{
        const size_t known = self->keys_n - self->keys_at;
        size_t n = self->first ? 1 : 0;

        if (most > known)
                most = known;
        while (n < most &&
            iter_type_equal(key_type(self), key_at(self, self->keys_at + n), header_key(self)))
                n++;
        return n;
}

static void take(struct groupby *self, size_t n)
{
        iter_t *source = self->stage.in.source;

        if (self->owns && !self->first)
                iter_type_drop(key_type(self), key_at(self, self->keys_at));
        iter_link_take(&self->stage.in, n);
        self->first = false;
        self->keys_at += n;
        self->front = source->head;
}

/* Groups. */

/* The memory of a group counts as groupby's own while it has it. */
static void account(struct groupby *self, size_t less, size_t more)
{
        struct iter_annex *annex = iter_annex(&self->stage.it);

        annex->held -= less;
        annex->held += more;
        if (annex->held > annex->peak)
                annex->peak = annex->held;
}

static iter_status_t group_fill(iter_t *it, size_t want)
{
        struct group *group = (struct group *)it;
        struct groupby *self = group->parent;
        iter_t *parent;
        iter_status_t status;
        size_t room;
        char *block = iter_block(it, &room);
        size_t n;

        if (group->over)
                return iter_raise(it, ITER_E_STALE, UINT64_MAX,
                    "number %llu is over: its groupby was pulled again, or closed",
                    (unsigned long long)group->number);
        parent = &self->stage.it;
        /* A callback that pulls groupby from here would take the source from under our feet. */
        parent->state = (uint8_t)(parent->state | ITER_STATE_BUSY);
        status = look(self);
        parent->state = (uint8_t)(parent->state & ~ITER_STATE_BUSY);
        /* Closing groupby reports it, too: this group may be closed by nobody. */
        if (status == ITER_ERROR)
                parent->state = (uint8_t)(parent->state | ITER_STATE_ERROR);
        if (status != ITER_ITEM)
                return status;
        n = in_group(self, want < room ? want : room);
        if (n == 0) {
                self->open = false;
                return ITER_END;
        }
        memcpy(block, self->stage.in.source->head, n * it->type->size);
        take(self, n);
        return iter_give(it, block, n);
}

static iter_bounds_t group_bounds(const iter_t *it)
{
        const struct group *group = (const struct group *)it;
        iter_bounds_t bounds = { 0, 0, false };

        if (group->over)
                return bounds;
        bounds.high = iter_bounds(group->parent->stage.in.source).high;
        bounds.low = group->parent->first && bounds.high > 0 ? 1 : 0;
        return bounds;
}

/* Only what says why: a group gives nothing back when it is closed. */
static iter_link_t *group_links(iter_t *it, size_t *n)
{
        struct group *group = (struct group *)it;

        *n = !group->over && (it->state & (ITER_STATE_ERROR | ITER_STATE_PENDING)) != 0 ? 2 : 0;
        return group->links;
}

static void group_destroy(iter_t *it)
{
        struct group *group = (struct group *)it;

        if (group->parent == NULL)
                return;
        account(group->parent, group->size, 0);
        group->parent->group = NULL;
}

static const iter_vtable_t group_vtable = { sizeof(iter_vtable_t), "group", group_fill,
        group_destroy, NULL, group_bounds, group_links, NULL };

/* The last group is over, whoever has it. */
static void leave_group(struct groupby *self)
{
        struct group *group = self->group;
        iter_t *it;

        if (group == NULL || group->over)
                return;
        it = &group->it;
        /* The error that a group shows is its parent's, or that of the source. */
        if ((it->state & ITER_STATE_ERROR) != 0)
                iter_copy_error(it, it);
        group->over = true;
        /* With an empty cursor there is nothing to do; and if its owner is about to destroy it,
         * this is how it is chained to others. */
        if (it->end != NULL)
                it->head = it->end = NULL;
        if ((it->flags & ITER_FLAG_HANDED_OVER) != 0) {
                account(self, group->size, 0);
                group->parent = NULL;
                self->group = NULL;
        }
}

/* Closes a group that nobody took over. */
static void close_group(struct groupby *self)
{
        struct group *group = self->group;

        if (group == NULL)
                return;
        account(self, group->size, 0);
        group->parent = NULL;
        self->group = NULL;
        iter_destroy(&group->it);
}

/* Whether a group that is over is as good as new: nobody has put anything into it. */
static bool reusable(const struct group *group)
{
        const struct iter_annex *annex = iter_annex(&group->it);

        return annex->error == NULL && annex->deferred == NULL && annex->put_back == NULL &&
            annex->resume == NULL;
}

static iter_status_t open_group(struct groupby *self)
{
        const iter_type_t *type = self->stage.in.source->type;
        struct group *group;

        if (self->group != NULL && !reusable(self->group))
                close_group(self);
        if (self->group == NULL) {
                self->group = iter_new(&group_vtable, sizeof *group + iter_kept_type_room(type),
                    type, iter_block_room(type, GROUP_ITEMS), iter_allocator(&self->stage.it));
                if (self->group == NULL)
                        return iter_raise_memory(&self->stage.it);
                group = self->group;
                group->parent = self;
                group->it.type = iter_kept_type(type, group + 1);
                group->it.depth = self->stage.it.depth;
                group->it.flags = (uint8_t)(group->it.flags | ITER_FLAG_SHARED);
                group->links[0].source = &self->stage.it;
                group->links[1].source = self->stage.in.source;
                group->size = iter_annex(&group->it)->size;
                account(self, 0, group->size);
        }
        group = self->group;
        group->over = false;
        group->number = self->number;
        group->it.state = 0;
        group->it.code = 0;
        return ITER_ITEM;
}

static void drop_header(struct groupby *self)
{
        if (self->keyed)
                iter_type_drop(key_type(self), header_key(self));
        self->keyed = false;
}

static iter_status_t groupby_fill(iter_t *it, size_t want)
{
        struct groupby *self = (struct groupby *)it;
        iter_status_t status;

        (void)want;
        leave_group(self);
        while (self->open) {
                size_t n;
                status = look(self);
                if (status != ITER_ITEM)
                        return status;
                n = in_group(self, SIZE_MAX);
                if (n == 0)
                        self->open = false;
                else
                        take(self, n);
        }
        status = look(self);
        if (status == ITER_ITEM)
                status = open_group(self);
        if (status != ITER_ITEM)
                return status;

        drop_header(self);
        if (self->owns) {
                memcpy(header_key(self), self->keys, key_type(self)->size);
        } else {
                const int code = iter_type_copy(key_type(self), header_key(self),
                    key_at(self, self->keys_at), iter_allocator(it));
                if (code != 0)
                        return iter_raise(it, code, self->number, "the key cannot be copied");
        }
        *(iter_group_t *)(void *)(header_key(self) + self->fields[1].offset) = &self->group->it;
        self->keyed = true;
        self->open = true;
        self->first = true;
        self->number++;
        return iter_give(it, self->stage.block, 1);
}

static iter_bounds_t groupby_bounds(const iter_t *it)
{
        const struct groupby *self = (const struct groupby *)it;
        iter_bounds_t bounds = iter_stage_bounds(it);

        bounds.low = !self->open && bounds.low > 0 ? 1 : 0;
        return bounds;
}

static void groupby_destroy(iter_t *it)
{
        struct groupby *self = (struct groupby *)it;

        leave_group(self);
        close_group(self);
        forget_keys(self);
        drop_header(self);
}

static const iter_vtable_t vtable = { sizeof(iter_vtable_t), "groupby", groupby_fill,
        groupby_destroy, NULL, groupby_bounds, iter_stage_links, NULL };

iter_t *iter_groupby(iter_t *source, iter_map_fn_t key)
{
        iter_field_t fields[2] = { { key.out, 0 }, { ITER_TYPE(iter_group_t), 0 } };
        iter_type_t type;
        struct groupby *self;
        size_t ahead = 1;

        if (key.in == NULL || key.out == NULL || (key.run == NULL && key.call == NULL))
                return iter_refuse(&source, 1, "groupby", ITER_E_NULL, "the key function is NULL");
        if (!iter_layout(&type, fields, 2, "groupby header"))
                return iter_refuse(
                    &source, 1, "groupby", ITER_E_OVERFLOW, "the keys would be too large");
        /* Keys that own memory are made one by one, to be moved into the header. */
        if (key.run != NULL && !iter_type_owns(key.out))
                ahead = iter_block_room(&type, iter_bounds(source).high);
        self = iter_stage_new(&vtable, sizeof *self, &type, key.in, 1 + ahead, &source);
        if (self == NULL)
                return source;
        memcpy(self->fields, fields, sizeof fields);
        self->type = type;
        self->type.fields = self->fields;
        self->stage.it.type = &self->type;
        iter_clear_padding(&self->type, self->stage.block, 1);
        self->key = key;
        self->owns = iter_type_owns(key.out);
        self->call.stage = &self->stage.it;
        self->call.name = key.name;
        self->keys = (char *)self->stage.block + type.size;
        self->keys_room = self->owns ? 1 : ahead * type.size / key.out->size;
        return &self->stage.it;
}

/* A copy of a header is made to outlive the header's window, and with it its group: what is
 * copied is an iterator that says so. In constant memory: a write to it would trap. */

static const iter_vtable_t stale_vtable = { sizeof(iter_vtable_t), "group", group_fill,
        iter_stage_destroy, NULL, NULL, NULL, NULL };

static const iter_t stale_group = { NULL, NULL, &stale_vtable, &iter_type_char, ITER_STATE_ERROR,
        ITER_FLAG_STATIC, 1, ITER_E_STALE, NULL };

static int group_copy(
    const iter_type_t *type, void *to, const void *from, const iter_allocator_t *allocator)
{
        const iter_t *stale = &stale_group;

        (void)type;
        (void)from;
        (void)allocator;
        *(iter_group_t *)to = (iter_t *)(uintptr_t)stale;
        return 0;
}

const iter_type_t iter_type_iter_group_t = { "iter_group_t", sizeof(iter_group_t),
        alignof(iter_group_t), NULL, 0, false, group_copy, NULL, NULL, NULL, NULL };
