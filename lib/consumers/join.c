/* SPDX-License-Identifier: MIT */
#include "consumers.h"
#include "core/siphash.h"

struct join {
        struct iter_drain drain;
        bool begun;
        char *text; /* kept: freed by pointer alone */
        size_t len;
        size_t room;
        size_t separator_len;
        char separator[];
};

/* The length with n more items, SIZE_MAX if it is more than that. */
static size_t length_with(const struct join *self, const iter_str_t *items, size_t n)
{
        size_t len = self->len;
        size_t i;

        for (i = 0; i < n; i++) {
                const size_t separator = i == 0 && !self->begun ? 0 : self->separator_len;
                if (__builtin_add_overflow(len, separator, &len) ||
                    __builtin_add_overflow(len, items[i].len, &len))
                        return SIZE_MAX;
        }
        return len;
}

static void append(struct join *self, const char *text, size_t len)
{
        if (len > 0)
                memcpy(self->text + self->len, text, len);
        self->len += len;
}

static iter_status_t join_take(struct iter_drain *drain, iter_link_t *in)
{
        struct join *self = (struct join *)drain;
        const iter_str_t *items = in->source->head;
        const size_t n = iter_link_ready(in, ITER_ALL, SIZE_MAX);
        const size_t need = length_with(self, items, n);
        size_t i;

        if (need > self->room) {
                const size_t twice = self->room > SIZE_MAX / 2 ? SIZE_MAX : 2 * self->room;
                const size_t room = need > twice ? need : twice;
                char *text = iter_kept_resize(iter_allocator(&drain->stage.it), self->text, room);
                if (text == NULL)
                        return iter_raise_memory(&drain->stage.it);
                self->text = text;
                self->room = room;
        }
        for (i = 0; i < n; i++) {
                if (self->begun)
                        append(self, self->separator, self->separator_len);
                append(self, items[i].ptr, items[i].len);
                self->begun = true;
        }
        iter_link_take(in, n);
        return ITER_ITEM;
}

static iter_status_t join_finish(struct iter_drain *drain)
{
        struct join *self = (struct join *)drain;
        iter_str_t *result = drain->result;

        if (self->room > self->len) {
                char *text =
                    iter_kept_resize(iter_allocator(&drain->stage.it), self->text, self->len);
                if (text != NULL)
                        self->text = text;
        }
        result->ptr = self->text;
        result->len = self->len;
        drain->held = true;
        self->text = NULL;
        return iter_drain_give(drain);
}

static void join_destroy(struct iter_drain *drain)
{
        iter_kept_free(((struct join *)drain)->text);
}

static const struct iter_drain_class join_class = { ITER_DRAIN_VTABLE("join"), true, 0, join_take,
        join_finish, join_destroy };

iter_t *iter_join_of(iter_t *it, iter_str_t separator)
{
        static const uint64_t key[2] = { 0, 0 };
        const iter_type_t *text = ITER_TYPE(iter_str_t);
        struct join *self;
        uint64_t id;

        if (separator.len > 0 && separator.ptr == NULL)
                return iter_refuse(&it, 1, "join", ITER_E_NULL, "no separator");
        id = iter_siphash(separator.ptr, separator.len, key);
        self = iter_drain_new(&join_class, sizeof *self + separator.len, text, text, id, &it);
        if (self == NULL)
                return it;
        if (self->drain.fresh && separator.len > 0) {
                memcpy(self->separator, separator.ptr, separator.len);
                self->separator_len = separator.len;
        }
        return &self->drain.stage.it;
}

int iter_join(iter_t *it, iter_str_t separator, iter_str_t *text, iter_error_t *error)
{
        return iter_drain_run(iter_join_of(it, separator), ITER_INTO(iter_str_t, text), error);
}
