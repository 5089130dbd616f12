/* SPDX-License-Identifier: MIT */
/* Arrays of items that know their type and allocator, in a header in front of the first item. */
#include "consumers.h"
#include "core/composite.h"

struct header {
        void *base; /* what was allocated: differs from the header if the type is over-aligned */
        const iter_type_t *type;
        size_t n;
        max_align_t end[]; /* the items of most types */
};

static struct header *header_of(void *items)
{
        return (struct header *)items - 1;
}

/* Makes the room of an array that many items; NULL, with the array unchanged, for lack of memory.
 * */
static void *resize(
    const iter_allocator_t *allocator, const iter_type_t *type, void *items, size_t room)
{
        const size_t slack = type->align > alignof(max_align_t) ? type->align : 0;
        struct header *header = items == NULL ? NULL : header_of(items);
        char *base;
        size_t off;

        if (room > (SIZE_MAX / 2 - slack) / type->size)
                return NULL;
        if (slack == 0) {
                header = iter_kept_resize(allocator, header, sizeof *header + room * type->size);
                base = (char *)header;
                off = 0;
        } else {
                base = iter_kept_alloc(allocator, sizeof *header + slack + room * type->size);
                off = (0 - ((uintptr_t)base + sizeof *header)) & (type->align - 1);
        }
        if (base == NULL)
                return NULL;
        if (slack != 0 && header != NULL) {
                const size_t n = header->n;
                memcpy(base + off, header, sizeof *header + n * type->size);
                iter_kept_free(header->base);
        }
        header = (struct header *)(base + off);
        if (items == NULL)
                header->n = 0;
        header->base = base;
        header->type = type;
        return header + 1;
}

void iter_array_free(void *items)
{
        struct header *header;
        char *item = items;

        if (items == NULL)
                return;
        header = header_of(items);
        if (!iter_type_plain(header->type)) {
                for (; header->n > 0; header->n--, item += header->type->size)
                        iter_type_drop(header->type, item);
        }
        iter_kept_free(header->base);
}

/* A span as an item: a view of an array, whose copies are arrays of copies. */

static int append(const iter_allocator_t *allocator, void *to, const void *from, size_t n)
{
        struct header *header = header_of(to);
        const iter_type_t *type = header->type;
        char *end = (char *)to + header->n * type->size;
        const char *item = from;

        if (iter_type_plain(type)) {
                memcpy(end, item, n * type->size);
                header->n += n;
                return 0;
        }
        for (; n > 0; n--, item += type->size, end += type->size, header->n++) {
                const int code = iter_type_copy(type, end, item, allocator);
                if (code != 0)
                        return code;
        }
        return 0;
}

static int span_copy(
    const iter_type_t *type, void *to, const void *from, const iter_allocator_t *allocator)
{
        iter_span_t span = *(const iter_span_t *)from;
        int code = 0;

        (void)type;
        if (span.n > 0) {
                /* A composite made at run time goes with its pipeline: the copy has its own, behind
                 * the items. */
                const size_t unit = alignof(max_align_t);
                const size_t size = span.type->size;
                const size_t tail = iter_kept_type_room(span.type);
                const size_t more = tail == 0 ? 0 : (tail + unit) / size + 1;
                char *items = resize(allocator, span.type, NULL, span.n + more);
                if (items == NULL)
                        return iter_memory_reason(allocator);
                if (tail != 0) {
                        char *end = items + span.n * size;
                        end += (0 - (uintptr_t)end) & (unit - 1);
                        span.type = iter_kept_type(span.type, end);
                        header_of(items)->type = span.type;
                }
                code = append(allocator, items, span.items, span.n);
                if (code != 0)
                        iter_array_free(items);
                span.items = items;
        }
        if (code == 0)
                *(iter_span_t *)to = span;
        return code;
}

static void span_drop(const iter_type_t *type, void *item)
{
        const iter_span_t *span = item;

        (void)type;
        if (span->n > 0)
                iter_array_free((void *)(uintptr_t)span->items);
}

const iter_type_t iter_type_iter_span_t = { "iter_span_t", sizeof(iter_span_t),
        alignof(iter_span_t), NULL, 0, true, span_copy, span_drop, NULL, NULL, NULL };

struct collect {
        struct iter_drain drain;
        const iter_type_t *type;
        void *items;
        size_t room;
};

/* What bounds may make us reserve before there are as many items. */
#define RESERVE_BYTES ((size_t)1 << 20)

/* How much room to make for `need` items or more. */
static size_t grow(const struct collect *self, const iter_t *source, size_t n, size_t need)
{
        const iter_bounds_t bounds = iter_bounds(source);
        const size_t most = RESERVE_BYTES / self->type->size;
        uint64_t room = self->room > SIZE_MAX / 2 ? need : 2 * (uint64_t)self->room;

        if (room < most && n + bounds.low > room)
                room = n + bounds.low < most ? n + bounds.low : most;
        if (room > n + bounds.high && bounds.high != UINT64_MAX)
                room = n + bounds.high;
        return room < need ? need : (size_t)room;
}

static iter_status_t collect_take(struct iter_drain *drain, iter_link_t *in)
{
        struct collect *self = (struct collect *)drain;
        iter_t *it = &drain->stage.it;
        const iter_allocator_t *allocator = iter_allocator(it);
        const size_t ready = iter_link_ready(in, ITER_ALL, SIZE_MAX);
        const size_t n = self->items == NULL ? 0 : header_of(self->items)->n;
        int code;

        if (ready > self->room - n) {
                const size_t room = grow(self, in->source, n, n + ready);
                void *items = resize(allocator, self->type, self->items, room);
                if (items == NULL)
                        return iter_raise_memory(it);
                self->items = items;
                self->room = room;
        }
        code = append(allocator, self->items, in->source->head, ready);
        iter_link_take(in, header_of(self->items)->n - n);
        if (code != 0)
                return iter_raise(it, code, UINT64_MAX, "%s", iter_code_text(code));
        return ITER_ITEM;
}

/* Gives back the room that is not used; that may fail, and then it stays. */
static void shrink(struct collect *self)
{
        void *items;

        if (self->items == NULL || header_of(self->items)->n == self->room)
                return;
        items = resize(iter_allocator(&self->drain.stage.it), self->type, self->items,
            header_of(self->items)->n);
        if (items != NULL)
                self->items = items;
}

static iter_status_t collect_finish(struct iter_drain *drain)
{
        struct collect *self = (struct collect *)drain;
        iter_span_t *span = drain->result;

        shrink(self);
        span->items = self->items;
        span->n = self->items == NULL ? 0 : header_of(self->items)->n;
        span->type = self->type;
        return iter_drain_give(drain);
}

static void collect_destroy(struct iter_drain *drain)
{
        iter_array_free(((struct collect *)drain)->items);
}

static const struct iter_drain_class collect_class = { ITER_DRAIN_VTABLE("collect"), true, 0,
        collect_take, collect_finish, collect_destroy };

/* `type` is the caller's, which outlives the pipeline: a composite made at run time does not. */
static iter_t *make(iter_t *it, const iter_type_t *type)
{
        struct collect *self =
            iter_drain_new(&collect_class, sizeof *self, ITER_TYPE(iter_span_t), type, 0, &it);

        if (self == NULL)
                return it;
        if (self->drain.fresh)
                self->type = type == NULL ? self->drain.stage.in.source->type : type;
        return &self->drain.stage.it;
}

iter_t *iter_collect_of(iter_t *it)
{
        return make(it, NULL);
}

int iter_collect(iter_t *it, iter_array_into_t into, iter_error_t *error)
{
        iter_t *drain;
        iter_status_t status;

        if (into.to == NULL || into.n == NULL)
                return iter_close(
                    iter_refuse(&it, 1, "collect", ITER_E_NULL, "no place for the array"), error);
        memset(into.to, 0, sizeof(void *));
        *into.n = 0;
        drain = make(it, into.type);
        if (iter_is_error(drain))
                return iter_close(drain, error);
        status = iter_drain_pull(drain);
        if (status != ITER_PENDING) {
                struct collect *self = (struct collect *)drain;
                if (self->items != NULL)
                        *into.n = header_of(self->items)->n;
                memcpy(into.to, &self->items, sizeof self->items);
                self->items = NULL;
        }
        return iter_drain_end(drain, status, error);
}
