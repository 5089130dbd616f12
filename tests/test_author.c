/* SPDX-License-Identifier: MIT */
/* Iterators and stages of one's own, with the means that the library's are written with. */
#include <errno.h>

#include "sources.h"

ITER_MAP_FN(int64_t, square, int64_t, x)
{
        return x * x;
}

static const int64_t one_to_five[] = { 1, 2, 3, 4, 5 };

static iter_t *five(void)
{
        return iter_array(ITER_ARRAY(int64_t, one_to_five));
}

/* A source. */

//! [iter_new]
/* Counts down to 1. */
struct countdown {
        iter_t it;
        int next;
};

static iter_status_t countdown_fill(iter_t *it, size_t want)
{
        struct countdown *self = (struct countdown *)it;
        size_t room;
        int *block = iter_block(it, &room); /* filled whole: there are no effects */
        size_t n = 0;

        (void)want;
        while (self->next > 0 && n < room)
                block[n++] = self->next--;
        return n == 0 ? ITER_END : iter_give(it, block, n);
}

static const iter_vtable_t countdown_vtable = { sizeof(iter_vtable_t), "countdown", countdown_fill,
        iter_stage_destroy, NULL, NULL, NULL, NULL };

static iter_t *countdown(int from)
{
        struct countdown *self =
            iter_new(&countdown_vtable, sizeof *self, ITER_TYPE(int), 16, NULL);

        if (self == NULL)
                return iter_no_memory(NULL);
        self->next = from;
        return &self->it;
}

TEST(a_source_of_ones_own)
{
        iter_t *it = countdown(100);
        int sum = 0;

        ITER_FOREACH(int, x, it)
                sum += x;
        CHECK_OK(iter_close(it, NULL));
        CHECK_INT(sum, 5050);
}
//! [iter_new]

TEST(new_makes_a_zeroed_struct_with_an_aligned_block)
{
        struct {
                iter_t it;
                char bytes[100];
        } * self;
        typedef struct {
                _Alignas(64) char bytes[64];
        } cache_line;
        static const iter_type_t line_type = { "cache_line", sizeof(cache_line), 64, NULL, 0, false,
                NULL, NULL, NULL, NULL, NULL };
        size_t room = 0;
        size_t i;

        for (i = 0; i < 8; i++) {
                self = iter_new(&countdown_vtable, sizeof *self - i, &line_type, 3, NULL);
                if (self == NULL) {
                        CHECK_CODE(iter_close(iter_no_memory(NULL), NULL), 0);
                        return;
                }
                CHECK_UINT((uintptr_t)iter_block(&self->it, &room) % 64, 0);
                CHECK_UINT(room, 3);
                CHECK(iter_block(&self->it, NULL) != NULL);
                memset(iter_block(&self->it, NULL), 0xff, 3 * sizeof(cache_line));
                CHECK_INT(self->bytes[0], 0);
                CHECK_INT(self->bytes[sizeof self->bytes - 1 - i], 0);
                CHECK_UINT(iter_bounds(&self->it).high, UINT64_MAX);
                CHECK_UINT(iter_bounds(&self->it).low, 0);
                CHECK_OK(iter_close(&self->it, NULL));
        }
}

TEST(new_without_a_block_has_none)
{
        iter_t *it = iter_new(&countdown_vtable, sizeof(struct countdown), ITER_TYPE(int), 0, NULL);
        size_t room = 9;

        if (it == NULL) {
                CHECK_CODE(iter_close(iter_no_memory(NULL), NULL), 0);
                return;
        }
        CHECK(iter_block(it, &room) == NULL);
        CHECK_UINT(room, 0);
        CHECK_OK(iter_close(it, NULL));
}

TEST(new_refuses_sizes_that_overflow)
{
        const iter_type_t huge = { "huge", SIZE_MAX / 2, 1, NULL, 0, false, NULL, NULL, NULL, NULL,
                NULL };
        const iter_type_t steep = { "steep", 8, SIZE_MAX / 2 + 1, NULL, 0, false, NULL, NULL, NULL,
                NULL, NULL };

        CHECK(iter_new(&countdown_vtable, SIZE_MAX, ITER_TYPE(int), 1, NULL) == NULL);
        CHECK(iter_new(&countdown_vtable, SIZE_MAX - 100, ITER_TYPE(int), 1, NULL) == NULL);
        CHECK(iter_new(&countdown_vtable, sizeof(struct countdown), ITER_TYPE(int), SIZE_MAX,
                  NULL) == NULL);
        CHECK(iter_new(&countdown_vtable, sizeof(struct countdown), ITER_TYPE(int), SIZE_MAX / 4,
                  NULL) == NULL);
        CHECK(iter_new(&countdown_vtable, sizeof(struct countdown), &huge, 1, NULL) == NULL);
        CHECK(iter_new(&countdown_vtable, sizeof(struct countdown), &huge, 3, NULL) == NULL);
        CHECK(iter_new(&countdown_vtable, sizeof(struct countdown), &steep, 1, NULL) == NULL);
}

static void check_unusable(const iter_type_t *type)
{
        iter_t *it = iter_new(&countdown_vtable, sizeof(struct countdown), type, 4, NULL);
        iter_error_t error;

        if (it == NULL)
                it = iter_no_memory(NULL);
        it = iter_map(it, square);
        CHECK_CODE(iter_close(it, &error), ITER_E_TYPE);
        CHECK_CONTAINS(error.message, "size 0");
}

TEST(new_refuses_a_type_of_size_zero_and_none_at_all)
{
        const iter_type_t empty = { "empty", 0, 1, NULL, 0, false, NULL, NULL, NULL, NULL, NULL };
        const iter_type_t no_align = { "no_align", 4, 0, NULL, 0, false, NULL, NULL, NULL, NULL,
                NULL };
        const iter_type_t odd_align = { "odd_align", 4, 3, NULL, 0, false, NULL, NULL, NULL, NULL,
                NULL };

        check_unusable(NULL);
        check_unusable(&empty);
        check_unusable(&no_align);
        check_unusable(&odd_align);
}

TEST(no_memory_tells_a_budget_from_an_empty_machine)
{
        iter_counter_t counter;

        iter_counter_init(&counter, NULL, 10);
        CHECK(iter_new(&countdown_vtable, sizeof(struct countdown), ITER_TYPE(int), 0,
                  &counter.allocator) == NULL);
        CHECK_CODE(iter_close(iter_no_memory(&counter.allocator), NULL), ITER_E_BUDGET);
        CHECK_INT(iter_failure(iter_no_memory(NULL), NULL), ITER_E_NOMEM);
}

/* In storage of the caller's. */

//! [iter_init]
struct local {
        iter_t it;
        int64_t next;
};

static iter_status_t local_fill(iter_t *it, size_t want)
{
        struct local *self = (struct local *)it;

        (void)want;
        self->next++;
        return self->next > 3 ? ITER_END : iter_give(it, &self->next, 1);
}

static const iter_vtable_t local_vtable = { sizeof(iter_vtable_t), "local", local_fill,
        iter_stage_destroy, NULL, NULL, NULL, NULL };

TEST(an_iterator_in_storage_of_the_callers)
{
        struct local local = { .next = 0 };
        iter_t *it = &local.it;
        int64_t sum = 0;

        iter_init(it, &local_vtable, ITER_TYPE(int64_t));
        ITER_FOREACH(int64_t, x, it)
                sum += x;
        CHECK_OK(iter_close(it, NULL));
        CHECK_INT(sum, 6);
}
//! [iter_init]

TEST(storage_of_the_callers_needs_no_memory)
{
        struct local local = { .next = 0 };
        const size_t before = tap_allocations();

        iter_init(&local.it, &local_vtable, ITER_TYPE(int64_t));
        CHECK_INT64S(&local.it, 1, 2, 3);
        CHECK_UINT(iter_memory(&local.it).now, 0);
        CHECK_OK(iter_close(&local.it, NULL));
        CHECK_UINT(tap_allocations(), before);
}

TEST(storage_of_the_callers_in_a_pipeline)
{
        struct local local = { .next = 0 };
        iter_t *it;

        iter_init(&local.it, &local_vtable, ITER_TYPE(int64_t));
        it = iter_map(&local.it, square);
        CHECK_INT64S(it, 1, 4, 9);
        CHECK_OK(iter_close(it, NULL));
}

TEST(storage_of_the_callers_has_all_that_others_have)
{
        struct local local = { .next = 0 };
        iter_t *it = &local.it;
        const int64_t x = 9;
        iter_error_t error;

        iter_init(it, &local_vtable, ITER_TYPE(int64_t));
        CHECK_OK(iter_put_back(it, ITER_FROM(int64_t, &x)));
        if (iter_bounds(it).low == 1)
                CHECK(iter_memory(it).now > 0);
        CHECK_INT64S(it, 9, 1, 2, 3);
        iter_raise(it, -3, 7, "raised from %s", "outside");
        CHECK_CODE(iter_close(it, &error), -3);
        if (strcmp(error.message, "local: a callback failed with code -3") != 0)
                CHECK_STRING(error.message, "local: item 7: raised from outside");
}

static void count_one(void *ptr)
{
        ++*(int *)ptr;
}

TEST(storage_of_the_callers_with_something_deferred)
{
        struct local local = { .next = 0 };
        iter_t *it;
        int closed = 0;

        iter_init(&local.it, &local_vtable, ITER_TYPE(int64_t));
        it = iter_defer(&local.it, count_one, &closed);
        CHECK_OK(iter_close(it, NULL));
        CHECK_INT(closed, 1);
}

TEST(storage_of_the_callers_can_be_closed_and_begun_again)
{
        struct local local = { .next = 0 };
        int round;

        for (round = 0; round < 3; round++) {
                const int64_t x = 9;
                local.next = 0;
                iter_init(&local.it, &local_vtable, ITER_TYPE(int64_t));
                CHECK_OK(iter_put_back(&local.it, ITER_FROM(int64_t, &x)));
                CHECK_INT64S(&local.it, 9, 1, 2, 3);
                CHECK_OK(iter_close(&local.it, NULL));
        }
}

/* Only this one can be told from one that was never closed: other structs are gone. */
TEST(a_closed_iterator_in_storage_of_the_callers_is_refused)
{
        struct local local = { .next = 0 };
        int64_t x = 17;

        iter_init(&local.it, &local_vtable, ITER_TYPE(int64_t));
        CHECK_OK(iter_close(&local.it, NULL));
        CHECK_STATUS(iter_next(&local.it, ITER_INTO(int64_t, &x)), ITER_ERROR);
        CHECK(iter_close(&local.it, NULL) != 0);
        CHECK(iter_close(iter_map(&local.it, square), NULL) != 0);
        CHECK_INT(x, 17);
}

/* iter_fill: what stages do to their sources, and a test to whatever it likes. */

TEST(fill_makes_items_ready)
{
        //! [iter_fill]
        iter_t *it = countdown(100);
        size_t n = 0;

        if (it->head != it->end || iter_fill(it, ITER_ALL) == ITER_ITEM) {
                const int *items = it->head;
                n = (size_t)((const int *)it->end - items);
                CHECK_INT(items[0], 100);
                it->head = items + n; /* all taken */
        }
        CHECK_UINT(n, 16); /* one block: a fill need not make all that is wanted */
        CHECK_OK(iter_close(it, NULL));
        //! [iter_fill]
}

/* A stage over one source. */

//! [iter_stage_new]
/* The differences of neighbours: 3 4 1 gives 1 -3. */
struct deltas {
        iter_stage_t stage;
        int64_t last;
        bool begun;
};

static iter_status_t deltas_fill(iter_t *it, size_t want)
{
        struct deltas *self = (struct deltas *)it;
        iter_link_t *in = &self->stage.in;
        int64_t *out = self->stage.block;
        const int64_t *items;
        iter_status_t status;
        size_t n;
        size_t i;

        if (!self->begun) {
                status = iter_link_fill(in, want + (want < ITER_ALL));
                if (status != ITER_ITEM)
                        return status;
                self->last = *(const int64_t *)in->source->head;
                self->begun = true;
                iter_link_take(in, 1);
        }
        status = iter_link_fill(in, want);
        if (status != ITER_ITEM)
                return status;
        n = iter_link_ready(in, want, self->stage.room);
        items = in->source->head;
        for (i = 0; i < n; i++) {
                out[i] = items[i] - self->last;
                self->last = items[i];
        }
        iter_link_take(in, n);
        return iter_give(it, out, n);
}

static iter_bounds_t deltas_bounds(const iter_t *it)
{
        const struct deltas *self = (const struct deltas *)it;
        iter_bounds_t bounds = iter_stage_bounds(it);

        if (!self->begun) {
                bounds.low -= bounds.low > 0;
                bounds.high -= bounds.high > 0 && bounds.high < UINT64_MAX;
        }
        return bounds;
}

static const iter_vtable_t deltas_vtable = { sizeof(iter_vtable_t), "deltas", deltas_fill,
        iter_stage_destroy, NULL, deltas_bounds, iter_stage_links, NULL };

static iter_t *deltas(iter_t *source)
{
        const size_t room = iter_block_room(ITER_TYPE(int64_t), iter_bounds(source).high);
        struct deltas *self = iter_stage_new(
            &deltas_vtable, sizeof *self, ITER_TYPE(int64_t), ITER_TYPE(int64_t), room, &source);

        return self == NULL ? source : &self->stage.it;
}

TEST(a_stage_of_ones_own)
{
        iter_t *it = deltas(iter_map(iter_range(0, 5, 1), square));

        CHECK_INT64S(it, 1, 3, 5, 7);
        CHECK_OK(iter_close(it, NULL));
}
//! [iter_stage_new]

TEST(a_stage_of_ones_own_is_refused_as_others_are)
{
        static const double reals[] = { 1 };
        iter_error_t error;

        CHECK_CODE(iter_close(deltas(NULL), &error), ITER_E_NULL);
        CHECK_STRING(error.stage, "deltas");
        CHECK_CODE(iter_close(deltas(iter_array(ITER_ARRAY(double, reals))), &error), ITER_E_TYPE);
        CHECK_STRING(error.message, "deltas: takes items of type int64_t, the source gives double");
}

TEST(a_stage_of_ones_own_can_be_lent_its_source)
{
        iter_t *lender = five();
        iter_t *it = deltas(iter_borrow(lender));
        int64_t x = 0;

        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ITEM);
        CHECK_OK(iter_close(it, NULL));
        CHECK_INT64S(lender, 3, 4, 5);
        CHECK_OK(iter_close(lender, NULL));
}

TEST(bounds_of_stages_that_yield_at_most_what_their_source_does)
{
        iter_t *source = five();
        iter_stage_t *stage = iter_stage_new(
            &deltas_vtable, sizeof(struct deltas), NULL, ITER_TYPE(int64_t), 0, &source);

        if (stage == NULL) {
                CHECK_OK(iter_close(source, NULL));
                return;
        }
        CHECK_UINT(iter_stage_bounds(&stage->it).low, 5);
        CHECK_UINT(iter_stage_bounds(&stage->it).high, 5);
        CHECK_UINT(iter_stage_bounds_at_most(&stage->it).low, 0);
        CHECK_UINT(iter_stage_bounds_at_most(&stage->it).high, 5);
        CHECK(stage->block == NULL);
        CHECK_UINT(stage->room, 0);
        CHECK_OK(iter_close(&stage->it, NULL));
}

//! [iter_link_fill]
/* Sums of neighbours two and two: asks for no more than it will use. */
struct sums_of_two {
        iter_stage_t stage;
        int64_t first;
        bool has_first; /* kept here if the second is pending */
        int64_t sum;
};

static iter_status_t sums_of_two_fill(iter_t *it, size_t want)
{
        struct sums_of_two *self = (struct sums_of_two *)it;
        iter_link_t *in = &self->stage.in;

        (void)want;
        for (;;) {
                const iter_status_t status = iter_link_fill(in, 1);
                const int64_t *item;

                if (status != ITER_ITEM)
                        return status;
                item = in->source->head;
                if (self->has_first)
                        break;
                self->first = *item;
                self->has_first = true;
                iter_link_take(in, 1);
        }
        self->sum = self->first + *(const int64_t *)in->source->head;
        self->has_first = false;
        CHECK(iter_link_ready(in, 1, SIZE_MAX) >= 1);
        iter_link_take(in, 1);
        return iter_give(it, &self->sum, 1);
}
//! [iter_link_fill]

static const iter_vtable_t sums_of_two_vtable = { sizeof(iter_vtable_t), "sums_of_two",
        sums_of_two_fill, iter_stage_destroy, NULL, iter_stage_bounds_at_most, iter_stage_links,
        NULL };

static iter_t *sums_of_two(iter_t *source)
{
        struct sums_of_two *self = iter_stage_new(
            &sums_of_two_vtable, sizeof *self, ITER_TYPE(int64_t), ITER_TYPE(int64_t), 0, &source);

        return self == NULL ? source : &self->stage.it;
}

TEST(a_stage_pulls_through_its_link)
{
        iter_t *it = sums_of_two(five());

        CHECK_INT64S(it, 3, 7);
        CHECK_OK(iter_close(it, NULL));
}

/* iter_link_ready clips what a lender would lose. */
struct probe {
        iter_stage_t stage;
        size_t want;
        size_t room;
        size_t ready;
};

static iter_status_t probe_fill(iter_t *it, size_t want)
{
        struct probe *self = (struct probe *)it;
        iter_link_t *in = &self->stage.in;
        const iter_status_t status = iter_link_fill(in, want);

        if (status != ITER_ITEM)
                return status;
        self->ready = iter_link_ready(in, self->want, self->room);
        return iter_link_forward(it, in, 1);
}

static const iter_vtable_t probe_vtable = { sizeof(iter_vtable_t), "probe", probe_fill,
        iter_stage_destroy, NULL, iter_stage_bounds, iter_stage_links, NULL };

static size_t ready(iter_t *source, size_t want, size_t room)
{
        struct probe *self =
            iter_stage_new(&probe_vtable, sizeof *self, NULL, ITER_TYPE(int64_t), 0, &source);
        size_t n = 0;
        int64_t x = 0;

        if (self == NULL) {
                CHECK_OK(iter_close(source, NULL));
                return 0;
        }
        self->want = want;
        self->room = room;
        CHECK_STATUS(iter_next(&self->stage.it, ITER_INTO(int64_t, &x)), ITER_ITEM);
        n = self->ready;
        CHECK_OK(iter_close(&self->stage.it, NULL));
        return n;
}

TEST(what_is_ready_is_clipped_to_the_room_and_over_a_lender_to_what_is_wanted)
{
        iter_t *lender = five();

        CHECK_UINT(ready(five(), 2, SIZE_MAX), 5);
        CHECK_UINT(ready(five(), 2, 4), 4);
        CHECK_UINT(ready(iter_borrow(lender), 2, SIZE_MAX), 2);
        CHECK_UINT(ready(iter_borrow(lender), 2, 1), 1);
        CHECK_UINT(ready(iter_borrow(lender), ITER_ALL, SIZE_MAX), 3);
        CHECK_INT64S(lender, 4, 5);
        CHECK_OK(iter_close(lender, NULL));
}

//! [iter_link_forward]
/* Everything but the first n items, uncopied. */
struct behind {
        iter_stage_t stage;
        uint64_t left;
};

static iter_status_t behind_fill(iter_t *it, size_t want)
{
        struct behind *self = (struct behind *)it;
        iter_link_t *in = &self->stage.in;
        iter_status_t status = iter_link_skip(in, &self->left); /* goes on where it stopped */

        if (status == ITER_ITEM)
                status = iter_link_fill(in, want);
        if (status != ITER_ITEM)
                return status;
        return iter_link_forward(it, in, iter_link_ready(in, want, SIZE_MAX));
}
//! [iter_link_forward]

static const iter_vtable_t behind_vtable = { sizeof(iter_vtable_t), "behind", behind_fill,
        iter_stage_destroy, NULL, iter_stage_bounds_at_most, iter_stage_links, NULL };

//! [iter_refuse]
static iter_t *behind(iter_t *source, int64_t n)
{
        struct behind *self;

        if (n < 0)
                return iter_refuse(&source, 1, "behind", ITER_E_ARGUMENT, "%d items", (int)n);
        self = iter_stage_new(&behind_vtable, sizeof *self, NULL, NULL, 0, &source);
        if (self == NULL)
                return source;
        self->left = (uint64_t)n;
        return &self->stage.it;
}

TEST(a_constructor_refuses_an_argument)
{
        iter_error_t error;

        CHECK_CODE(iter_close(behind(iter_range(0, 5, 1), -1), &error), ITER_E_ARGUMENT);
        CHECK_STRING(error.message, "behind: -1 items");
        CHECK_STRING(error.stage, "behind");
}
//! [iter_refuse]

TEST(a_stage_passes_windows_on_uncopied)
{
        iter_t *it = behind(five(), 2);
        const int64_t *p = NULL;

        CHECK_STATUS(iter_peek(it, ITER_VIEW(int64_t, &p)), ITER_ITEM);
        if (p != NULL)
                CHECK(p == one_to_five + 2);
        CHECK_INT64S(it, 3, 4, 5);
        CHECK_OK(iter_close(it, NULL));
}

TEST(what_was_passed_on_and_not_taken_goes_back_to_the_lender)
{
        iter_t *lender = five();
        iter_t *it = behind(iter_borrow(lender), 1);
        int64_t x = 0;

        if (iter_fill(it, 3) == ITER_ITEM) {
                CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ITEM);
                CHECK_INT(x, 2);
        }
        CHECK_OK(iter_close(it, NULL)); /* 3 and 4 were promised, but not taken */
        CHECK_INT64S(lender, 3, 4, 5);
        CHECK_OK(iter_close(lender, NULL));
}

TEST(what_was_passed_on_stays_away_if_the_lender_was_pulled_since)
{
        iter_t *lender = five();
        iter_t *it = behind(iter_borrow(lender), 0);
        int64_t x = 0;

        CHECK_STATUS(iter_fill(it, 2), ITER_ITEM);
        CHECK_STATUS(iter_next(lender, ITER_INTO(int64_t, &x)), ITER_ITEM);
        if (iter_failure(it, NULL) == 0)
                CHECK_INT(x, 3);
        CHECK_OK(iter_close(it, NULL));
        CHECK_INT64S(lender, 4, 5);
        CHECK_OK(iter_close(lender, NULL));
}

/* The window goes back through two forwarding stages, and past an item put back. */
TEST(what_was_passed_on_goes_back_through_stages)
{
        iter_t *lender = five();
        iter_t *it = behind(behind(iter_borrow(lender), 0), 0);
        const int64_t more = 9;
        int64_t x = 0;

        CHECK_STATUS(iter_fill(it, 4), ITER_ITEM);
        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ITEM);
        CHECK_OK(iter_put_back(it, ITER_FROM(int64_t, &more)));
        CHECK_OK(iter_close(it, NULL));
        CHECK_INT64S(lender, 2, 3, 4, 5);
        CHECK_OK(iter_close(lender, NULL));
}

TEST(skipping_through_a_link)
{
        //! [iter_link_skip]
        iter_link_t link = { iter_range(0, 1000, 1), sizeof(int64_t), true };
        uint64_t left = 990;

        /* A stage calls this from its fill, and returns what is not ITER_ITEM. */
        CHECK_STATUS(iter_link_skip(&link, &left), ITER_ITEM);
        CHECK_UINT(left, 0);
        left = 20;
        CHECK_STATUS(iter_link_skip(&link, &left), ITER_END);
        CHECK_UINT(left, 10); /* ten items were missing */
        CHECK_OK(iter_close(link.source, NULL));
        //! [iter_link_skip]
}

TEST(skipping_through_a_link_goes_on_after_pending)
{
        iter_t *it = behind(test_stutter(iter_range(0, 100, 1), 3), 50);
        iter_status_t status;
        int64_t x = 0;

        do
                status = iter_next(it, ITER_INTO(int64_t, &x));
        while (status == ITER_PENDING);
        CHECK_STATUS(status, ITER_ITEM);
        CHECK_INT(x, 50);
        CHECK_OK(iter_close(it, NULL));
}

/* A stage over several sources. */

//! [iter_stage_new_n]
/* An item of each source in turn, until one of them has no more. */
struct in_turn {
        iter_t it;
        iter_link_t *links;
        size_t n;
        size_t next;
};

static iter_status_t in_turn_fill(iter_t *it, size_t want)
{
        struct in_turn *self = (struct in_turn *)it;
        iter_link_t *in = &self->links[self->next];
        iter_status_t status;

        (void)want;
        status = iter_link_fill(in, 1);
        if (status != ITER_ITEM)
                return status;
        self->next = (self->next + 1) % self->n;
        return iter_link_forward(it, in, 1);
}

static iter_link_t *in_turn_links(iter_t *it, size_t *n)
{
        struct in_turn *self = (struct in_turn *)it;
        *n = self->n;
        return self->links;
}

static const iter_vtable_t in_turn_vtable = { sizeof(iter_vtable_t), "in_turn", in_turn_fill,
        iter_stage_destroy, NULL, NULL, in_turn_links, NULL };

static iter_t *in_turn(iter_t *const *sources, size_t n)
{
        iter_link_t *links = NULL;
        iter_t *failed = NULL;
        struct in_turn *self = iter_stage_new_n(
            &in_turn_vtable, sizeof *self, ITER_TYPE(int64_t), 0, sources, n, &links, &failed);

        if (self == NULL)
                return failed;
        self->links = links;
        self->n = n;
        return &self->it;
}

TEST(a_stage_over_several_sources)
{
        iter_t *sources[] = { iter_range(0, 10, 1), iter_range(0, 30, 10) };
        iter_t *it = in_turn(sources, 2);

        CHECK_INT64S(it, 0, 0, 1, 10, 2, 20, 3);
        CHECK_OK(iter_close(it, NULL));
}
//! [iter_stage_new_n]

TEST(a_stage_over_several_sources_that_are_lent)
{
        iter_t *a = five();
        iter_t *b = iter_range(10, 20, 1);
        iter_t *sources[] = { iter_borrow(a), iter_borrow(b), iter_borrow(a) };
        iter_t *it = in_turn(sources, 3);
        int64_t x = 0;
        int i;

        for (i = 0; i < 5; i++)
                CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ITEM);
        CHECK_OK(iter_close(it, NULL)); /* 1, 10, 2, 3, 11 */
        CHECK_INT64S(a, 4, 5);
        CHECK_INT64S(b, 12, 13, 14, 15, 16, 17, 18, 19);
        CHECK_OK(iter_close(a, NULL));
        CHECK_OK(iter_close(b, NULL));
}

TEST(a_stage_over_several_sources_closes_all_when_it_cannot_be_made)
{
        iter_t *twice = five();
        iter_t *same[] = { five(), twice, twice };
        iter_t *with_null[] = { five(), NULL, five() };
        iter_t *with_error[] = { five(), iter_failed(-7, "as planned"), NULL };
        iter_t *taken = five();
        iter_t *owner = iter_map(taken, square);
        iter_error_t error;

        CHECK_CODE(iter_close(in_turn(same, 3), &error), ITER_E_HANDED_OVER);
        CHECK_CONTAINS(error.message, "sources 2 and 3 are the same iterator");
        CHECK_CODE(iter_close(in_turn(with_null, 3), &error), ITER_E_NULL);
        CHECK_CONTAINS(error.message, "source 2 is NULL");
        CHECK_CODE(iter_close(in_turn(with_error, 3), &error), -7);
        if (iter_failure(owner, NULL) == 0) {
                iter_t *with_taken[] = { five(), taken };
                CHECK_CODE(iter_close(in_turn(with_taken, 2), &error), ITER_E_HANDED_OVER);
                CHECK_CONTAINS(error.message, "source 2");
        }
        CHECK_INT64S(owner, 1, 4, 9, 16, 25);
        CHECK_OK(iter_close(owner, NULL));
}

TEST(a_stage_over_no_source_at_all)
{
        iter_link_t *links = NULL;
        iter_t *failed = NULL;
        iter_t *it = iter_stage_new_n(
            &local_vtable, sizeof(struct local), ITER_TYPE(int64_t), 2, NULL, 0, &links, &failed);
        size_t room = 0;

        if (it == NULL) {
                CHECK_OK(iter_close(failed, NULL));
                return;
        }
        CHECK(iter_block(it, &room) != NULL);
        CHECK_UINT(room, 2);
        CHECK_INT64S(it, 1, 2, 3);
        CHECK_OK(iter_close(it, NULL));
}

TEST(a_stage_over_several_sources_is_as_deep_as_the_deepest)
{
        iter_t *sources[] = { five(), five() };
        iter_error_t error;
        int i;

        for (i = 1; i < ITER_DEPTH_MAX; i++)
                sources[1] = iter_map(sources[1], square);
        CHECK_OK(iter_failure(sources[1], NULL));
        CHECK_CODE(iter_close(in_turn(sources, 2), &error), ITER_E_DEPTH);
        CHECK_CONTAINS(error.message, "256");
}

/* Sources that come while the stage runs. */

//! [iter_link_open]
/* For each n of the source the numbers 0 to n - 1: 3 2 gives 0 1 2 0 1. */
struct countings {
        iter_stage_t stage;
        iter_link_t links[2]; /* the source, and the counting that is under way */
        int nested;
};

static iter_t *counting(struct countings *self, int64_t n)
{
        iter_t *it = iter_range(0, n, 1);
        int i;

        for (i = 0; i < self->nested; i++)
                it = iter_map(it, square);
        return it;
}

static iter_status_t countings_fill(iter_t *it, size_t want)
{
        struct countings *self = (struct countings *)it;
        iter_link_t *outer = &self->links[0];
        iter_link_t *inner = &self->links[1];

        for (;;) {
                iter_status_t status = ITER_END;
                int64_t n;

                if (inner->source != NULL)
                        status = iter_link_fill(inner, want);
                if (status == ITER_ITEM)
                        return iter_link_forward(it, inner, iter_link_ready(inner, want, SIZE_MAX));
                if (status != ITER_END)
                        return status;
                iter_link_close(inner);
                status = iter_link_fill(outer, 1);
                if (status != ITER_ITEM)
                        return status;
                n = *(const int64_t *)outer->source->head;
                iter_link_take(outer, 1);
                status = iter_link_open(it, inner, n < 0 ? NULL : counting(self, n));
                if (status != ITER_ITEM)
                        return status;
        }
}

static iter_link_t *countings_links(iter_t *it, size_t *n)
{
        *n = 2;
        return ((struct countings *)it)->links;
}

static const iter_vtable_t countings_vtable = { sizeof(iter_vtable_t), "countings", countings_fill,
        iter_stage_destroy, NULL, NULL, countings_links, NULL };

static iter_t *countings(iter_t *source, int nested)
{
        struct countings *self = iter_stage_new(
            &countings_vtable, sizeof *self, ITER_TYPE(int64_t), ITER_TYPE(int64_t), 0, &source);

        if (self == NULL)
                return source;
        self->links[0] = self->stage.in; /* the array of links is one's own */
        self->nested = nested;
        return &self->stage.it;
}

TEST(a_stage_that_opens_sources_while_it_runs)
{
        iter_t *it = countings(iter_range(3, 0, -1), 0);

        CHECK_INT64S(it, 0, 1, 2, 0, 1, 0);
        CHECK_OK(iter_close(it, NULL));
}
//! [iter_link_open]

TEST(a_stage_is_closed_with_what_it_had_opened)
{
        iter_t *it = countings(iter_range(3, 0, -1), 2);
        int64_t x = 0;

        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ITEM);
        CHECK_OK(iter_close(it, NULL));
}

TEST(opening_checks_the_depth_of_both_together)
{
        iter_error_t error;
        int nested = ITER_DEPTH_MAX - (tap_torturing() ? 1 : 4);

        for (; nested <= ITER_DEPTH_MAX - 1; nested++) {
                iter_t *it = countings(iter_range(1, 3, 1), nested);
                const int code = nested + 1 + 2 > ITER_DEPTH_MAX ? ITER_E_DEPTH : 0;
                ITER_FOREACH(int64_t, x, it)
                        CHECK_INT(x, x * x);
                CHECK_CODE(iter_close(it, &error), code);
                if (code != 0)
                        CHECK_CONTAINS(error.message, "256");
        }
}

/* Opens a stage like itself for ever: each below a map, so that no stage sees the one it opens. */
struct abyss {
        iter_stage_t stage;
        iter_link_t links[2];
        int *opened;
};

static iter_t *abyss(int *opened);

static iter_status_t abyss_fill(iter_t *it, size_t want)
{
        struct abyss *self = (struct abyss *)it;
        iter_link_t *inner = &self->links[1];
        iter_status_t status = ITER_ITEM;

        if (inner->source == NULL) {
                ++*self->opened;
                status = iter_link_open(it, inner, iter_map(abyss(self->opened), square));
        }
        if (status == ITER_ITEM)
                status = iter_link_fill(inner, want);
        return status;
}

static iter_link_t *abyss_links(iter_t *it, size_t *n)
{
        *n = 2;
        return ((struct abyss *)it)->links;
}

static const iter_vtable_t abyss_vtable = { sizeof(iter_vtable_t), "abyss", abyss_fill,
        iter_stage_destroy, NULL, NULL, abyss_links, NULL };

static iter_t *abyss(int *opened)
{
        iter_t *source = iter_range(0, 1, 1);
        struct abyss *self = iter_stage_new(&abyss_vtable, sizeof *self, NULL, NULL, 0, &source);

        if (self == NULL)
                return source;
        self->links[0] = self->stage.in;
        self->opened = opened;
        return &self->stage.it;
}

TEST(opening_without_end_is_stopped_before_the_stack_is_full)
{
        int opened = 0;
        iter_t *it = abyss(&opened);
        iter_error_t error;
        int64_t x = 0;

        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ERROR);
        CHECK_CODE(iter_close(it, &error), ITER_E_DEPTH);
        CHECK(opened <= ITER_DEPTH_MAX);
        CHECK_CONTAINS(error.message, "256");
}

TEST(opening_refuses_null)
{
        iter_t *it = countings(iter_range(2, -2, -1), 0);
        iter_error_t error;
        int64_t sum = 0;

        ITER_FOREACH(int64_t, x, it)
                sum += 1 + x;
        CHECK_CODE(iter_close(it, &error), ITER_E_NULL);
        CHECK_INT(sum, 4);
        CHECK_CONTAINS(error.message, "countings: an inner iterator is NULL");
}

/* Opens what the test hands it. */
struct opener {
        iter_stage_t stage;
        iter_link_t links[2];
        iter_t *inner;
};

static iter_status_t opener_fill(iter_t *it, size_t want)
{
        struct opener *self = (struct opener *)it;
        iter_link_t *inner = &self->links[1];
        iter_status_t status = ITER_ITEM;

        if (inner->source == NULL)
                status = iter_link_open(it, inner, self->inner);
        if (status == ITER_ITEM)
                status = iter_link_fill(inner, want);
        if (status == ITER_ITEM)
                status = iter_link_forward(it, inner, iter_link_ready(inner, want, SIZE_MAX));
        return status;
}

static iter_link_t *opener_links(iter_t *it, size_t *n)
{
        *n = 2;
        return ((struct opener *)it)->links;
}

static const iter_vtable_t opener_vtable = { sizeof(iter_vtable_t), "opener", opener_fill,
        iter_stage_destroy, NULL, NULL, opener_links, NULL };

static iter_t *opener(iter_t *inner)
{
        iter_t *source = iter_range(0, 0, 1);
        struct opener *self =
            iter_stage_new(&opener_vtable, sizeof *self, ITER_TYPE(int64_t), NULL, 0, &source);

        if (self == NULL) {
                iter_abandon(inner);
                return source;
        }
        self->links[0] = self->stage.in;
        self->inner = inner;
        return &self->stage.it;
}

TEST(opening_what_was_handed_over_is_refused)
{
        iter_t *inner = five();
        iter_t *owner = iter_map(inner, square);
        iter_t *it;
        int64_t x = 0;

        CHECK_OK(iter_failure(owner, NULL));
        if (iter_failure(owner, NULL) == 0) {
                it = opener(inner);
                CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ERROR);
                CHECK_CODE(iter_close(it, NULL), ITER_E_HANDED_OVER);
        }
        CHECK_INT64S(owner, 1, 4, 9, 16, 25);
        CHECK_OK(iter_close(owner, NULL));
}

TEST(opening_an_error_is_that_error)
{
        iter_t *it = opener(iter_failed(-7, "as planned"));
        iter_error_t error;
        int64_t x = 0;

        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ERROR);
        CHECK_CODE(iter_close(it, &error), -7);
        CHECK_CONTAINS(error.message, "as planned");
}

TEST(opening_the_static_error_of_no_memory)
{
        iter_counter_t counter;
        iter_t *it;
        int64_t x = 0;

        iter_counter_init(&counter, NULL, 1);
        it = opener(iter_range_in(&counter.allocator, 0, 1, 1));
        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ERROR);
        CHECK_CODE(iter_close(it, NULL), ITER_E_BUDGET);
}

TEST(opening_oneself_is_refused)
{
        iter_t *it = opener(NULL);
        int64_t x = 0;

        CHECK_OK(iter_failure(it, NULL));
        if (iter_failure(it, NULL) == 0)
                ((struct opener *)it)->inner = it;
        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ERROR);
        CHECK_CODE(iter_close(it, NULL), ITER_E_BUSY);
}

TEST(opening_a_lender_takes_what_is_used)
{
        iter_t *lender = five();
        iter_t *it = opener(iter_borrow(lender));
        int64_t x = 0;

        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ITEM);
        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ITEM);
        CHECK_OK(iter_close(it, NULL));
        CHECK_INT64S(lender, 3, 4, 5);
        CHECK_OK(iter_close(lender, NULL));
}

//! [iter_link_close]
/* The first item, after which the source is closed: a file would not stay open. */
static iter_status_t only_first_fill(iter_t *it, size_t want)
{
        struct sums_of_two *self = (struct sums_of_two *)it;
        iter_link_t *in = &self->stage.in;
        iter_status_t status;

        (void)want;
        if (in->source == NULL)
                return ITER_END;
        status = iter_link_fill(in, 1);
        if (status != ITER_ITEM)
                return status;
        self->sum = *(const int64_t *)in->source->head;
        iter_link_take(in, 1);
        iter_link_close(in);
        return iter_give(it, &self->sum, 1);
}
//! [iter_link_close]

static const iter_vtable_t only_first_vtable = { sizeof(iter_vtable_t), "only_first",
        only_first_fill, iter_stage_destroy, NULL, NULL, iter_stage_links, NULL };

static iter_t *only_first(iter_t *source)
{
        struct sums_of_two *self = iter_stage_new(
            &only_first_vtable, sizeof *self, ITER_TYPE(int64_t), ITER_TYPE(int64_t), 0, &source);

        return self == NULL ? source : &self->stage.it;
}

TEST(a_link_closed_early)
{
        int closed = 0;
        iter_t *it = only_first(iter_defer(five(), count_one, &closed));
        int64_t x = 0;

        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ITEM);
        if (iter_failure(it, NULL) == 0)
                CHECK_INT(closed, 1);
        CHECK_NO_ITEMS(int64_t, it);
        CHECK_OK(iter_close(it, NULL));
        CHECK_INT(closed, 1);
}

TEST(a_link_to_a_lender_closed_early_leaves_the_rest)
{
        iter_t *lender = five();
        iter_t *it = only_first(iter_borrow(lender));
        iter_link_t closed = { NULL, 0, true };

        CHECK_INT64S(it, 1);
        CHECK_OK(iter_close(it, NULL));
        CHECK_INT64S(lender, 2, 3, 4, 5);
        CHECK_OK(iter_close(lender, NULL));
        iter_link_close(&closed); /* nothing happens */
}

/* Errors. */

//! [iter_failed_in]
static iter_t *every(const iter_allocator_t *allocator, int64_t step)
{
        if (step <= 0)
                return iter_failed_in(
                    allocator, "every", ITER_E_ARGUMENT, "the step is %d", (int)step);
        return iter_range_in(allocator, 0, 100, step);
}

TEST(a_source_refuses_an_argument)
{
        iter_error_t error;
        iter_counter_t counter;

        iter_counter_init(&counter, NULL, 0);
        CHECK_CODE(iter_close(every(&counter.allocator, 0), &error), ITER_E_ARGUMENT);
        CHECK_STRING(error.message, "every: the step is 0");
        CHECK_STRING(error.stage, "every");
}
//! [iter_failed_in]

TEST(a_failed_iterator_without_room_for_its_record_is_the_static_one)
{
        iter_counter_t counter;

        iter_counter_init(&counter, NULL, 300); /* the struct fits, the record does not */
        CHECK_CODE(iter_close(every(&counter.allocator, 0), NULL), ITER_E_BUDGET);
        CHECK_UINT(counter.live, 0);
}

//! [iter_raise]
/* Passes even numbers on, fails at an odd one. */
static iter_status_t even_only_fill(iter_t *it, size_t want)
{
        struct behind *self = (struct behind *)it;
        iter_link_t *in = &self->stage.in;
        const iter_status_t status = iter_link_fill(in, want);
        const int64_t *items;
        size_t n;
        size_t i;

        if (status != ITER_ITEM)
                return status;
        items = in->source->head;
        n = iter_link_ready(in, want, SIZE_MAX);
        for (i = 0; i < n && items[i] % 2 == 0; i++)
                self->left++;
        if (i < n) {
                /* The items before it come first: then this says ITER_ITEM in place of ITER_ERROR. */
                iter_raise(it, ITER_E_PARSE, self->left, "%d is odd", (int)items[i]);
                if (i == 0)
                        return ITER_ERROR;
        }
        return iter_link_forward(it, in, i);
}
//! [iter_raise]

static const iter_vtable_t even_only_vtable = { sizeof(iter_vtable_t), "even_only", even_only_fill,
        iter_stage_destroy, NULL, NULL, iter_stage_links, NULL };

static iter_t *even_only(iter_t *source)
{
        struct behind *self =
            iter_stage_new(&even_only_vtable, sizeof *self, NULL, ITER_TYPE(int64_t), 0, &source);

        return self == NULL ? source : &self->stage.it;
}

TEST(an_error_comes_after_the_items_made_before_it)
{
        static const int64_t numbers[] = { 2, 4, 6, 7, 8 };
        iter_t *it = even_only(iter_array(ITER_ARRAY(int64_t, numbers)));
        iter_error_t error;
        int64_t sum = 0;

        ITER_FOREACH(int64_t, x, it)
                sum += x;
        CHECK_CODE(iter_close(it, &error), ITER_E_PARSE);
        CHECK_INT(sum, 12);
        CHECK_STRING(error.message, "even_only: item 3: 7 is odd");
        CHECK_UINT(error.index, 3);
}

TEST(the_first_error_wins)
{
        iter_t *it = countdown(3);
        iter_error_t error;

        if (iter_failure(it, NULL) == 0) {
                CHECK_STATUS(iter_raise(it, -1, UINT64_MAX, "first"), ITER_ERROR);
                CHECK_STATUS(iter_raise(it, -2, 5, "second"), ITER_ERROR);
                CHECK_STATUS(iter_raise_os(it, EIO, "file", 1, "read"), ITER_ERROR);
                CHECK_STATUS(iter_raise_at(it, -3, "file", 1, "third"), ITER_ERROR);
                CHECK_STATUS(iter_raise_memory(it), ITER_ERROR);
        }
        CHECK_CODE(iter_close(it, &error), -1);
        CHECK_STRING(error.message, "countdown: first");
}

TEST(an_error_without_a_code_is_a_callbacks)
{
        iter_t *it = countdown(3);

        iter_raise(it, 0, UINT64_MAX, "no code");
        CHECK_CODE(iter_close(it, NULL), ITER_E_CALLBACK);
}

/* Fails in one of the ways that a reader of files does. */
struct reader {
        iter_t it;
        iter_status_t (*fail)(iter_t *it);
};

static iter_status_t reader_fill(iter_t *it, size_t want)
{
        (void)want;
        return ((struct reader *)it)->fail(it);
}

static const iter_vtable_t reader_vtable = { sizeof(iter_vtable_t), "reader", reader_fill,
        iter_stage_destroy, NULL, NULL, NULL, NULL };

static iter_t *reader(iter_status_t (*fail)(iter_t *it))
{
        struct reader *self = iter_new(&reader_vtable, sizeof *self, ITER_TYPE(int64_t), 0, NULL);

        if (self == NULL)
                return iter_no_memory(NULL);
        self->fail = fail;
        return &self->it;
}

static int failure_of(iter_status_t (*fail)(iter_t *it), iter_error_t *error)
{
        iter_t *it = reader(fail);
        int64_t x = 0;

        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ERROR);
        return iter_close(it, error);
}

//! [iter_raise_os]
static iter_status_t cannot_open(iter_t *it)
{
        return iter_raise_os(it, ENOENT, "no/such/file", 0, "open"); /* after errno says so */
}

TEST(a_failed_system_call_has_its_errno)
{
        iter_error_t error;

        CHECK_CODE(failure_of(cannot_open, &error), ITER_E_IO);
        CHECK_INT(error.os_error, ENOENT);
        CHECK_STRING(error.file, "no/such/file");
        CHECK_STRING(error.message, "no/such/file: cannot open: No such file or directory");
}
//! [iter_raise_os]

static iter_status_t cannot_read_line(iter_t *it)
{
        return iter_raise_os(it, EIO, "app.log", 1042, "read");
}

static iter_status_t cannot_read_nameless(iter_t *it)
{
        return iter_raise_os(it, EIO, NULL, 0, "read");
}

TEST(a_failed_system_call_with_and_without_a_place)
{
        iter_error_t error;

        CHECK_CODE(failure_of(cannot_read_line, &error), ITER_E_IO);
        CHECK_UINT(error.line, 1042);
        CHECK_UINT(error.index, UINT64_MAX);
        CHECK_STRING(error.message, "app.log:1042: cannot read: Input/output error");
        CHECK_CODE(failure_of(cannot_read_nameless, &error), ITER_E_IO);
        CHECK_STRING(error.file, "");
        CHECK_STRING(error.message, "reader: cannot read: Input/output error");
}

//! [iter_raise_at]
static iter_status_t bad_field(iter_t *it)
{
        return iter_raise_at(it, ITER_E_PARSE, "app.csv", 1042, "field %d: unterminated quote", 3);
}

TEST(an_error_at_a_place_in_a_file)
{
        iter_error_t error;

        CHECK_CODE(failure_of(bad_field, &error), ITER_E_PARSE);
        CHECK_STRING(error.message, "app.csv:1042: field 3: unterminated quote");
        CHECK_UINT(error.line, 1042);
}
//! [iter_raise_at]

static size_t name_length;

static iter_status_t bad_field_of_long_name(iter_t *it)
{
        char name[400];

        memset(name, 'd', sizeof name);
        name[0] = 'b';
        memcpy(name + name_length - 8, "/app.csv", 9);
        return iter_raise_at(it, ITER_E_PARSE, name, 7, "bad");
}

TEST(of_a_file_name_that_does_not_fit_the_beginning_is_cut)
{
        iter_error_t error;

        for (name_length = sizeof error.file - 2; name_length < sizeof error.file + 2;
             name_length++) {
                const bool fits = name_length < sizeof error.file;
                CHECK_CODE(failure_of(bad_field_of_long_name, &error), ITER_E_PARSE);
                CHECK_UINT(strlen(error.file), fits ? name_length : sizeof error.file - 1);
                CHECK_CONTAINS(error.file, "ddd/app.csv");
                CHECK_CONTAINS(error.message, "ddd/app.csv:7: bad");
                CHECK(error.file[0] == (fits ? 'b' : 'd'));
        }
}

static iter_status_t no_memory(iter_t *it)
{
        return iter_raise_memory(it);
}

TEST(lack_of_memory_is_an_error_like_others)
{
        iter_error_t error;

        CHECK_CODE(failure_of(no_memory, &error), ITER_E_NOMEM);
        CHECK_STRING(error.message, "reader: out of memory");
}

//! [iter_raise_call]
/* Runs a function object of its own for each item. */
struct checked {
        iter_stage_t stage;
        iter_each_fn_t fn;
        iter_call_t call; /* tells iter_fail where it is */
};

static iter_status_t checked_fill(iter_t *it, size_t want)
{
        struct checked *self = (struct checked *)it;
        iter_link_t *in = &self->stage.in;
        const iter_status_t status = iter_link_fill(in, 1); /* one: the function has effects */
        const void *item;
        int code;

        (void)want;
        if (status != ITER_ITEM)
                return status;
        item = in->source->head;
        iter_link_take(in, 1); /* before user code runs */
        code = self->fn.call(&self->fn.ctx, item, &self->call);
        if (code != 0)
                return iter_raise_call(&self->call, code);
        self->call.index++;
        return iter_give(it, item, 1);
}
//! [iter_raise_call]

static const iter_vtable_t checked_vtable = { sizeof(iter_vtable_t), "checked", checked_fill,
        iter_stage_destroy, NULL, iter_stage_bounds, iter_stage_links, NULL };

static iter_t *checked(iter_t *source, iter_each_fn_t fn)
{
        struct checked *self =
            iter_stage_new(&checked_vtable, sizeof *self, NULL, fn.in, 0, &source);

        if (self == NULL)
                return source;
        self->fn = fn;
        self->call.stage = &self->stage.it;
        self->call.name = fn.name;
        return &self->stage.it;
}

ITER_EACH_FN(is_small, int64_t, x, call)
{
        if (x == 4)
                return iter_fail(call, ITER_E_ARGUMENT, "4 is too large");
        return x > 4 ? ITER_E_ARGUMENT : 0;
}

ITER_EACH_FN(is_tiny, int64_t, x, call)
{
        (void)call;
        return x > 2 ? -5 : 0;
}

ITER_EACH_FN(is_known, int64_t, x, call)
{
        (void)call;
        return x > 1 ? ITER_E_ARGUMENT : 0;
}

TEST(a_callback_that_failed_is_named_with_its_item)
{
        iter_error_t error;
        iter_t *it = checked(five(), is_small);
        int64_t sum = 0;

        ITER_FOREACH(int64_t, x, it)
                sum += x;
        CHECK_CODE(iter_close(it, &error), ITER_E_ARGUMENT);
        CHECK_INT(sum, 6);
        CHECK_STRING(error.message, "is_small: item 3: 4 is too large");
        CHECK_STRING(error.stage, "checked");
}

TEST(a_callback_that_only_returned_a_code)
{
        iter_error_t error;
        iter_t *it = checked(five(), is_tiny);

        ITER_FOREACH(int64_t, x, it)
                CHECK(x <= 2);
        CHECK_CODE(iter_close(it, &error), -5);
        CHECK_STRING(error.message, "is_tiny: item 2: failed with code -5");
        CHECK_UINT(error.index, 2);

        it = checked(five(), is_known);
        ITER_FOREACH(int64_t, x, it)
                CHECK(x <= 1);
        CHECK_CODE(iter_close(it, &error), ITER_E_ARGUMENT);
        CHECK_CONTAINS(error.message, "item 1");
        CHECK_CONTAINS(error.message, iter_code_text(ITER_E_ARGUMENT));
}

/* Memory. */

//! [iter_resize]
/* Remembers all items that it has passed on: memory that grows, on the pipeline's account. */
struct recorder {
        iter_stage_t stage;
        int64_t *items;
        size_t n;
        size_t room;
};

static iter_status_t recorder_fill(iter_t *it, size_t want)
{
        struct recorder *self = (struct recorder *)it;
        iter_link_t *in = &self->stage.in;
        const iter_status_t status = iter_link_fill(in, 1);

        (void)want;
        if (status != ITER_ITEM)
                return status;
        if (self->n == self->room) {
                const size_t grown = self->room == 0 ? 4 : 2 * self->room;
                int64_t *items =
                    iter_resize(it, self->items, self->room * sizeof *items, grown * sizeof *items);
                if (items == NULL)
                        return iter_raise_memory(it); /* the item is still in its source */
                self->items = items;
                self->room = grown;
        }
        self->items[self->n++] = *(const int64_t *)in->source->head;
        return iter_link_forward(it, in, 1);
}

static void recorder_destroy(iter_t *it)
{
        struct recorder *self = (struct recorder *)it;
        iter_resize(it, self->items, self->room * sizeof *self->items, 0);
}
//! [iter_resize]

static const iter_vtable_t recorder_vtable = { sizeof(iter_vtable_t), "recorder", recorder_fill,
        recorder_destroy, NULL, iter_stage_bounds, iter_stage_links, NULL };

static iter_t *recorder(iter_t *source)
{
        struct recorder *self =
            iter_stage_new(&recorder_vtable, sizeof *self, NULL, ITER_TYPE(int64_t), 0, &source);

        return self == NULL ? source : &self->stage.it;
}

TEST(memory_of_a_stages_own_is_on_the_pipelines_account)
{
        iter_counter_t counter;
        iter_t *it;
        size_t before;

        iter_counter_init(&counter, NULL, 0);
        it = recorder(iter_range_in(&counter.allocator, 0, 100, 1));
        before = iter_memory(it).now;
        CHECK(iter_failure(it, NULL) != 0 || iter_allocator(it) == &counter.allocator);
        ITER_FOREACH(int64_t, x, it)
                CHECK(x >= 0);
        CHECK_OK(iter_failure(it, NULL));
        CHECK_UINT(iter_memory(it).now, before + 128 * sizeof(int64_t));
        CHECK_UINT(iter_memory(it).now, counter.current);
        CHECK_OK(iter_close(it, NULL));
        CHECK_UINT(counter.live, 0);
}

TEST(a_stage_without_memory_loses_nothing)
{
        iter_counter_t counter;
        iter_t *lender;
        iter_t *it;
        int64_t x = -1;
        int64_t last = -1;

        iter_counter_init(&counter, NULL, 0);
        lender = iter_range_in(&counter.allocator, 0, 100, 1);
        it = recorder(iter_borrow(lender));
        counter.limit = counter.current + 200;
        while (iter_next(it, ITER_INTO(int64_t, &x)) == ITER_ITEM)
                last = x;
        counter.limit = 0;
        CHECK_UINT(iter_memory(it).now + iter_memory(lender).now, counter.current);
        CHECK_CODE(iter_close(it, NULL), ITER_E_BUDGET);
        CHECK_INT(last, 15); /* 16 items fit, 32 do not */
        CHECK_STATUS(iter_next(lender, ITER_INTO(int64_t, &x)), ITER_ITEM);
        CHECK_INT(x, last + 1);
        CHECK_OK(iter_close(lender, NULL));
}

TEST(resize_of_nothing_to_nothing_is_nothing)
{
        iter_t *it = countdown(1);

        CHECK(iter_allocator(it) == iter_default_allocator());
        if (iter_failure(it, NULL) == 0)
                CHECK(iter_resize(it, NULL, 0, 0) == NULL);
        CHECK_OK(iter_close(it, NULL));
}

TEST(how_many_items_a_block_should_hold)
{
        //! [iter_block_room]
        CHECK_UINT(iter_block_room(ITER_TYPE(int64_t), UINT64_MAX), 128); /* items, or */
        CHECK_UINT(iter_block_room(ITER_TYPE(int64_t), 5), 5); /* no more than there are */
        //! [iter_block_room]
        {
                const iter_type_t large = { "large", 1024, 8, NULL, 0, false, NULL, NULL, NULL,
                        NULL, NULL };
                const iter_type_t huge = { "huge", 10000, 8, NULL, 0, false, NULL, NULL, NULL, NULL,
                        NULL };
                CHECK_UINT(iter_block_room(&large, UINT64_MAX), 8); /* 8 KiB */
                CHECK_UINT(iter_block_room(&huge, UINT64_MAX), 1);
                CHECK_UINT(iter_block_room(&huge, 0), 1);
                CHECK_UINT(iter_block_room(ITER_TYPE(bool), 0), 1);
                CHECK_UINT(iter_block_room(NULL, 5), 1);
        }
}

/* Composites. */

TEST(items_are_copied_into_a_column)
{
        //! [iter_scatter]
        struct {
                size_t index;
                int16_t value;
        } rows[3] = { { 0, 0 }, { 1, 0 }, { 2, 0 } };
        const int16_t values[] = { 10, 20, 30 };

        iter_scatter(&rows[0].value, sizeof rows[0], values, sizeof values[0], 3);
        CHECK_INT(rows[1].value, 20);
        CHECK_UINT(rows[2].index, 2); /* left alone */
        //! [iter_scatter]
}

TEST(columns_of_every_size)
{
        unsigned char from[50 * 4];
        unsigned char to[64 * 4];
        size_t size;
        size_t i;

        for (i = 0; i < sizeof from; i++)
                from[i] = (unsigned char)(i + 1);
        for (size = 1; size <= 50; size++) {
                size_t row;
                memset(to, 0, sizeof to);
                iter_scatter(to + 3, 60, from, size, 4);
                for (row = 0; row < 4; row++) {
                        for (i = 0; i < size; i++)
                                CHECK_INT(to[3 + row * 60 + i], from[row * size + i]);
                        CHECK_INT(to[3 + row * 60 + size], 0);
                }
        }
        iter_scatter(to, 60, NULL, 8, 0);
}

TEST(a_composite_is_laid_out_as_a_struct)
{
        //! [iter_layout]
        struct {
                char a;
                double b;
                int16_t c;
        } model;
        iter_field_t fields[] = { { ITER_TYPE(char), 0 }, { ITER_TYPE(double), 0 },
                { ITER_TYPE(int16_t), 0 } };
        iter_type_t type;

        CHECK(iter_layout(&type, fields, 3, "model"));
        CHECK_UINT(type.size, sizeof model);
        CHECK_UINT(fields[1].offset, offsetof(__typeof__(model), b));
        CHECK_UINT(fields[2].offset, offsetof(__typeof__(model), c));
        //! [iter_layout]
        CHECK_UINT(type.align, ITER_ALIGNOF(double));
        CHECK_STRING(type.name, "model");
        CHECK_UINT(type.n_fields, 3);
        CHECK(type.fields == fields);
}

TEST(a_composite_whose_size_overflows_is_refused)
{
        const iter_type_t huge = { "huge", SIZE_MAX / 3, 1, NULL, 0, false, NULL, NULL, NULL, NULL,
                NULL };
        const iter_type_t large = { "large", SIZE_MAX / 5, 1, NULL, 0, false, NULL, NULL, NULL,
                NULL, NULL };
        iter_field_t one[] = { { &huge, 0 } };
        iter_field_t many[] = { { &large, 0 }, { &large, 0 }, { &large, 0 }, { &large, 0 },
                { &large, 0 }, { &large, 0 } };
        iter_type_t type;

        CHECK(!iter_layout(&type, one, 1, "one"));
        CHECK(!iter_layout(&type, many, 6, "many"));
}

/* The core's part of the contract, for iterators that keep to it badly. */

static iter_status_t careless_fill(iter_t *it, size_t want)
{
        (void)it;
        (void)want;
        return ITER_ERROR; /* without having raised one */
}

static const iter_vtable_t careless_vtable = { sizeof(iter_vtable_t), "careless", careless_fill,
        iter_stage_destroy, NULL, NULL, NULL, NULL };

static iter_status_t hasty_fill(iter_t *it, size_t want)
{
        struct local *self = (struct local *)it;

        (void)want;
        iter_give(it, &self->next, 1); /* and then thinks better of it */
        return ITER_END;
}

static const iter_vtable_t hasty_vtable = { sizeof(iter_vtable_t), "hasty", hasty_fill,
        iter_stage_destroy, NULL, NULL, NULL, NULL };

TEST(items_given_without_saying_so_are_none)
{
        struct local local = { .next = 7 };

        iter_init(&local.it, &hasty_vtable, ITER_TYPE(int64_t));
        CHECK_NO_ITEMS(int64_t, &local.it);
        CHECK_NO_ITEMS(int64_t, &local.it);
        CHECK_OK(iter_close(&local.it, NULL));
}

TEST(an_error_iterator_filled_by_hand_fails)
{
        iter_t *it = iter_failed(-7, "as planned");

        CHECK_STATUS(it->vt->fill(it, 1), ITER_ERROR);
        CHECK_CODE(iter_close(it, NULL), -7);
}

TEST(an_error_that_nobody_raised_is_one_all_the_same)
{
        iter_t it;
        iter_error_t error;
        int64_t x = 0;

        iter_init(&it, &careless_vtable, ITER_TYPE(int64_t));
        CHECK_STATUS(iter_next(&it, ITER_INTO(int64_t, &x)), ITER_ERROR);
        CHECK_CODE(iter_close(&it, &error), ITER_E_CALLBACK);
        CHECK_STRING(error.stage, "careless");
}

/* A pull of one's own, from one's own fill. */
struct recursive {
        struct local local;
        int refusal; /* what it gets */
};

static iter_status_t recursive_fill(iter_t *it, size_t want)
{
        struct recursive *self = (struct recursive *)it;
        const int refusal = self->refusal;
        int64_t x = 17;

        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ERROR);
        CHECK_STATUS(iter_skip(it, 1, NULL), ITER_ERROR);
        CHECK_CODE(iter_put_back(it, ITER_FROM(int64_t, &x)), refusal);
        CHECK_CODE(iter_close(it, NULL), refusal);
        iter_abandon(it);
        CHECK_CODE(iter_close(iter_map(it, square), NULL), refusal);
        CHECK_CODE(iter_close(iter_map(iter_borrow(it), square), NULL), refusal);
        CHECK_INT(x, 17);
        return local_fill(it, want);
}

static const iter_vtable_t recursive_vtable = { sizeof(iter_vtable_t), "recursive", recursive_fill,
        iter_stage_destroy, NULL, NULL, NULL, NULL };

TEST(a_fill_that_pulls_itself_gets_an_error_for_that_call_only)
{
        struct recursive recursive = { .refusal = ITER_E_BUSY };
        iter_t *it = &recursive.local.it;

        iter_init(it, &recursive_vtable, ITER_TYPE(int64_t));
        CHECK_INT64S(it, 1, 2, 3);
        CHECK_OK(iter_close(it, NULL));
}

TEST(a_fill_that_pulls_itself_in_a_pipeline_gets_an_error_for_that_call_only)
{
        struct recursive recursive = { .refusal = ITER_E_HANDED_OVER };
        iter_t *it = &recursive.local.it;

        iter_init(it, &recursive_vtable, ITER_TYPE(int64_t));
        it = iter_map(it, square);
        CHECK_OK(iter_failure(it, NULL));
        if (iter_failure(it, NULL) == 0)
                CHECK_INT64S(it, 1, 4, 9);
        CHECK_OK(iter_close(it, NULL));
}

static iter_status_t fails_strangely(iter_t *it)
{
        return iter_raise_os(it, 99999, "app.log", 0, "read");
}

TEST(a_failed_system_call_with_an_errno_that_the_system_does_not_know_has_its_number)
{
        iter_error_t error;

        CHECK_CODE(failure_of(fails_strangely, &error), ITER_E_IO);
        CHECK_STRING(error.message, "app.log: cannot read: error 99999");
}
