/* SPDX-License-Identifier: MIT */
#include "sources.h"

uint64_t test_random(uint64_t *state)
{
        /* splitmix64: any state will do, 0 included. */
        uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);
        z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
        z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
        return z ^ (z >> 31);
}

static void nothing_to_destroy(iter_t *it)
{
        (void)it;
}

/* Sources of items that lie in memory. */

struct items {
        iter_t it;
        const char *items;
        size_t n;
        size_t next;
        int code; /* what comes behind the items */
};

static iter_t *items_new(const iter_vtable_t *vt, iter_span_t span, int code)
{
        struct items *self = (struct items *)iter_new(vt, sizeof *self, span.type, 0, NULL);

        if (self == NULL)
                return iter_no_memory(NULL);
        self->items = (const char *)span.items;
        self->n = span.n;
        self->code = code;
        return &self->it;
}

static iter_status_t give_one(struct items *self)
{
        return iter_give(&self->it, self->items + self->next++ * self->it.type->size, 1);
}

static iter_bounds_t items_bounds(const iter_t *it)
{
        const struct items *self = (const struct items *)it;
        iter_bounds_t bounds = { 0, 0, false };

        bounds.low = bounds.high = self->n - self->next;
        return bounds;
}

static iter_status_t poison_fill(iter_t *it, size_t want)
{
        struct items *self = (struct items *)it;

        (void)want;
        if (self->next < self->n)
                return give_one(self);
        tap_fail("poison source", (int)self->n, "pulled once too often, after %zu items", self->n);
        return ITER_END;
}

/* How many there are is not told: a stage that plans by it would hide what it pulls. */
static const iter_vtable_t poison_vtable = { sizeof(iter_vtable_t), "poison", poison_fill,
        nothing_to_destroy, NULL, NULL, NULL, NULL };

iter_t *test_poison(const int64_t *items, size_t n)
{
        return items_new(&poison_vtable, ITER_SPAN(int64_t, items, n), 0);
}

static iter_status_t fails_after_fill(iter_t *it, size_t want)
{
        struct items *self = (struct items *)it;

        (void)want;
        if (self->next < self->n)
                return give_one(self);
        return iter_raise(it, self->code, self->next, "as planned");
}

static const iter_vtable_t fails_after_vtable = { sizeof(iter_vtable_t), "fails_after",
        fails_after_fill, nothing_to_destroy, NULL, NULL, NULL, NULL };

iter_t *test_fails_after(const int64_t *items, size_t n, int code)
{
        return items_new(&fails_after_vtable, ITER_SPAN(int64_t, items, n), code);
}

static iter_status_t fails_behind_fill(iter_t *it, size_t want)
{
        struct items *self = (struct items *)it;
        const iter_status_t status = iter_raise(it, self->code, self->n, "as planned");

        (void)want;
        if (self->n == 0)
                return status;
        self->next = self->n;
        return iter_give(it, self->items, self->n);
}

static const iter_vtable_t fails_behind_vtable = { sizeof(iter_vtable_t), "fails_behind",
        fails_behind_fill, nothing_to_destroy, NULL, NULL, NULL, NULL };

iter_t *test_fails_behind(const int64_t *items, size_t n, int code)
{
        return items_new(&fails_behind_vtable, ITER_SPAN(int64_t, items, n), code);
}

static iter_status_t resumes_fill(iter_t *it, size_t want)
{
        struct items *self = (struct items *)it;

        (void)want;
        if (self->next < self->n)
                return give_one(self);
        self->next = 0;
        return ITER_END;
}

static const iter_vtable_t resumes_vtable = { sizeof(iter_vtable_t), "resumes", resumes_fill,
        nothing_to_destroy, NULL, NULL, NULL, NULL };

iter_t *test_resumes(const int64_t *items, size_t n)
{
        return items_new(&resumes_vtable, ITER_SPAN(int64_t, items, n), 0);
}

static iter_status_t one_by_one_fill(iter_t *it, size_t want)
{
        struct items *self = (struct items *)it;

        (void)want;
        return self->next < self->n ? give_one(self) : ITER_END;
}

static const iter_vtable_t one_by_one_vtable = { sizeof(iter_vtable_t), "one_by_one",
        one_by_one_fill, nothing_to_destroy, NULL, items_bounds, NULL, NULL };

iter_t *test_one_by_one(iter_span_t span)
{
        return items_new(&one_by_one_vtable, span, 0);
}

/* Stages that pass items on. */

struct stutter {
        iter_stage_t stage;
        uint64_t random;
        bool begun;
};

static iter_status_t stutter_fill(iter_t *it, size_t want)
{
        struct stutter *self = (struct stutter *)it;
        iter_link_t *in = &self->stage.in;
        iter_status_t status;
        size_t ready;

        /* At least once, whatever the seed. */
        if (!self->begun || test_random(&self->random) % 2 == 0) {
                self->begun = true;
                return ITER_PENDING;
        }
        status = iter_link_fill(in, want);
        if (status != ITER_ITEM)
                return status;
        ready = iter_link_ready(in, want, 5);
        return iter_link_forward(it, in, 1 + (size_t)(test_random(&self->random) % ready));
}

static int stutter_wait(iter_t *it)
{
        (void)it;
        return 0;
}

static const iter_vtable_t stutter_vtable = { sizeof(iter_vtable_t), "stutter", stutter_fill,
        iter_stage_destroy, NULL, iter_stage_bounds, iter_stage_links, NULL };

static const iter_vtable_t stutter_waits_vtable = { sizeof(iter_vtable_t), "stutter", stutter_fill,
        iter_stage_destroy, NULL, iter_stage_bounds, iter_stage_links, stutter_wait };

static iter_t *stutter_new(const iter_vtable_t *vt, iter_t *source, uint64_t seed)
{
        struct stutter *self =
            (struct stutter *)iter_stage_new(vt, sizeof *self, NULL, NULL, 0, &source);

        if (self == NULL)
                return source;
        self->random = seed;
        return &self->stage.it;
}

iter_t *test_stutter(iter_t *source, uint64_t seed)
{
        return stutter_new(&stutter_vtable, source, seed);
}

iter_t *test_stutter_waits(iter_t *source, uint64_t seed)
{
        return stutter_new(&stutter_waits_vtable, source, seed);
}

struct trace {
        iter_stage_t stage;
        uint64_t *pulled;
};

static iter_status_t trace_fill(iter_t *it, size_t want)
{
        struct trace *self = (struct trace *)it;
        const iter_status_t status = iter_link_fill(&self->stage.in, 1);

        (void)want;
        if (status != ITER_ITEM)
                return status;
        ++*self->pulled;
        return iter_link_forward(it, &self->stage.in, 1);
}

static const iter_vtable_t trace_vtable = { sizeof(iter_vtable_t), "trace", trace_fill,
        iter_stage_destroy, NULL, iter_stage_bounds, iter_stage_links, NULL };

iter_t *test_trace(iter_t *source, uint64_t *pulled)
{
        struct trace *self =
            (struct trace *)iter_stage_new(&trace_vtable, sizeof *self, NULL, NULL, 0, &source);

        if (self == NULL)
                return source;
        self->pulled = pulled;
        return &self->stage.it;
}
