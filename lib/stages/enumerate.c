/* SPDX-License-Identifier: MIT */
#include "core/composite.h"

struct enumerate {
        iter_stage_t stage;
        iter_type_t type;
        iter_field_t fields[2];
        size_t next; /* the next index */
        uint64_t n; /* items numbered so far */
        bool used_up; /* SIZE_MAX was the last index */
};

/* How many of n items still get an index. */
static size_t indices(const struct enumerate *self, size_t n)
{
        if (self->used_up)
                return 0;
        return n - 1 > SIZE_MAX - self->next ? SIZE_MAX - self->next + 1 : n;
}

static void advance(struct enumerate *self, size_t n)
{
        self->used_up = n > SIZE_MAX - self->next;
        self->next += n;
        self->n += n;
}

static iter_status_t enumerate_fill(iter_t *it, size_t want)
{
        struct enumerate *self = (struct enumerate *)it;
        iter_link_t *in = &self->stage.in;
        /* More than there are indices cannot be promised. */
        const size_t most = indices(self, want);
        const iter_status_t status = iter_link_fill(in, most == 0 ? 1 : most);
        const size_t stride = self->type.size;
        char *block = self->stage.block;
        size_t n;
        size_t i;

        if (status != ITER_ITEM)
                return status;
        n = indices(self, iter_link_ready(in, want, self->stage.room));
        if (n == 0)
                return iter_raise(
                    it, ITER_E_OVERFLOW, self->n, "there is no index after %zu", SIZE_MAX);
        for (i = 0; i < n; i++)
                *(size_t *)(void *)(block + i * stride) = self->next + i;
        iter_scatter(block + self->fields[1].offset, stride, in->source->head, in->size, n);
        iter_link_take(in, n);
        advance(self, n);
        return iter_give(it, block, n);
}

static uint64_t enumerate_skip(iter_t *it, uint64_t n)
{
        struct enumerate *self = (struct enumerate *)it;
        const size_t most = indices(self, n > SIZE_MAX ? SIZE_MAX : (size_t)n);
        uint64_t left = most;

        if (most == 0)
                return 0;
        /* Whatever stops it comes again at the next fill. */
        iter_link_skip(&self->stage.in, &left);
        advance(self, most - (size_t)left);
        return most - left;
}

static const iter_vtable_t vtable = { sizeof(iter_vtable_t), "enumerate", enumerate_fill,
        iter_stage_destroy, enumerate_skip, iter_stage_bounds, iter_stage_links, NULL };

iter_t *iter_enumerate(iter_t *source, size_t start)
{
        const iter_type_t *value = iter_type_of(source);
        iter_field_t fields[2] = { { ITER_TYPE(size_t), 0 },
                { value == NULL ? ITER_TYPE(size_t) : value, 0 } };
        iter_type_t type;
        struct enumerate *self;

        if (!iter_layout(&type, fields, 2, "enumerate pair"))
                return iter_refuse(
                    &source, 1, "enumerate", ITER_E_OVERFLOW, "the pairs would be too large");
        self = iter_stage_new(&vtable, sizeof *self, &type, NULL,
            iter_block_room(&type, iter_bounds(source).high), &source);
        if (self == NULL)
                return source;
        /* The source of a link may be another than `source`, which was unwrapped. */
        fields[1].type = self->stage.in.source->type;
        memcpy(self->fields, fields, sizeof fields);
        self->type = type;
        self->type.fields = self->fields;
        self->stage.it.type = &self->type;
        self->next = start;
        iter_clear_padding(&self->type, self->stage.block, self->stage.room);
        return &self->stage.it;
}
