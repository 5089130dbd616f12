/* SPDX-License-Identifier: MIT */
#include "classic.h"

#include <stdlib.h>

static void *make(size_t size, bool (*next)(struct classic *, void *), struct classic *source)
{
        struct classic *it = malloc(size);

        if (it == NULL)
                abort();
        it->next = next;
        it->source = source;
        return it;
}

void classic_free(struct classic *it)
{
        while (it != NULL) {
                struct classic *source = it->source;
                free(it);
                it = source;
        }
}

struct range {
        struct classic it;
        int64_t next;
        int64_t stop;
};

static bool range_next(struct classic *it, void *out)
{
        struct range *self = (struct range *)it;

        if (self->next >= self->stop)
                return false;
        *(int64_t *)out = self->next++;
        return true;
}

struct classic *classic_range(int64_t start, int64_t stop)
{
        struct range *self = make(sizeof *self, range_next, NULL);

        self->next = start;
        self->stop = stop;
        return &self->it;
}

struct array {
        struct classic it;
        const int64_t *next;
        const int64_t *end;
};

static bool array_next(struct classic *it, void *out)
{
        struct array *self = (struct array *)it;

        if (self->next == self->end)
                return false;
        *(int64_t *)out = *self->next++;
        return true;
}

struct classic *classic_array(const int64_t *items, size_t n)
{
        struct array *self = make(sizeof *self, array_next, NULL);

        self->next = items;
        self->end = items + n;
        return &self->it;
}

struct map {
        struct classic it;
        int (*fn)(void *ctx, const void *in, void *out);
        void *ctx;
        int64_t room[]; /* for an item of the source */
};

static bool map_next(struct classic *it, void *out)
{
        struct map *self = (struct map *)it;

        if (!it->source->next(it->source, self->room))
                return false;
        return self->fn(self->ctx, self->room, out) == 0;
}

struct classic *classic_map(struct classic *source, size_t item_size,
    int (*fn)(void *ctx, const void *in, void *out), void *ctx)
{
        struct map *self = make(sizeof *self + item_size, map_next, source);

        self->fn = fn;
        self->ctx = ctx;
        return &self->it;
}

struct filter {
        struct classic it;
        int (*fn)(void *ctx, const void *in, bool *pass);
        void *ctx;
};

static bool filter_next(struct classic *it, void *out)
{
        struct filter *self = (struct filter *)it;

        while (it->source->next(it->source, out)) {
                bool pass = false;
                if (self->fn(self->ctx, out, &pass) != 0)
                        return false;
                if (pass)
                        return true;
        }
        return false;
}

struct classic *classic_filter(
    struct classic *source, int (*fn)(void *ctx, const void *in, bool *pass), void *ctx)
{
        struct filter *self = make(sizeof *self, filter_next, source);

        self->fn = fn;
        self->ctx = ctx;
        return &self->it;
}
