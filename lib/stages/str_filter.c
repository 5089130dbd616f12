/* SPDX-License-Identifier: MIT */
#include "core/core.h"

struct str_filter {
        iter_stage_t stage;
        size_t len;
        char needle[];
};

static iter_status_t str_filter_fill(iter_t *it, size_t want)
{
        struct str_filter *self = (struct str_filter *)it;
        iter_link_t *in = &self->stage.in;
        const iter_str_t needle = { self->needle, self->len };
        iter_str_t *out = self->stage.block;

        for (;;) {
                const iter_status_t status = iter_link_fill(in, want);
                const iter_str_t *texts;
                size_t n;
                size_t passed = 0;
                size_t i;

                if (status != ITER_ITEM)
                        return status;
                n = iter_link_ready(in, want, self->stage.room);
                texts = in->source->head;
                for (i = 0; i < n; i++) {
                        out[passed] = texts[i];
                        passed += iter_str_contains(texts[i], needle);
                }
                iter_link_take(in, n);
                if (passed > 0)
                        return iter_give(it, out, passed);
        }
}

static const iter_vtable_t str_filter_vtable = { sizeof(iter_vtable_t), "str_filter",
        str_filter_fill, iter_stage_destroy, NULL, iter_stage_bounds_at_most, iter_stage_links,
        NULL };

iter_t *iter_str_filter(iter_t *source, iter_str_t needle)
{
        const iter_type_t *type = ITER_TYPE(iter_str_t);
        struct str_filter *self;

        if (needle.ptr == NULL && needle.len > 0)
                return iter_refuse(&source, 1, "str_filter", ITER_E_NULL,
                    "a needle of %zu bytes at NULL", needle.len);
        if (needle.len > SIZE_MAX - sizeof *self)
                return iter_refuse(
                    &source, 1, "str_filter", ITER_E_ARGUMENT, "a needle of %zu bytes", needle.len);
        self = iter_stage_new(&str_filter_vtable, sizeof *self + needle.len, type, type,
            iter_block_room(type, iter_bounds(source).high), &source);
        if (self == NULL)
                return source;
        self->len = needle.len;
        if (needle.len > 0)
                memcpy(self->needle, needle.ptr, needle.len);
        return &self->stage.it;
}
