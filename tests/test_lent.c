/* SPDX-License-Identifier: MIT */
/* Callbacks that pull the iterator that was lent: its next window ends that of their item. */
#include "tap.h"
#include "boxed.h"
#include "sources.h"

static const int64_t four[] = { 1, 2, 3, 4 };

ITER_TRY_FILTER_FN_WITH(pulls, int64_t, x, pass, call, iter_t *, lender)
{
        int64_t next = 0;

        (void)call;
        *pass = x > 0 && iter_next(lender, ITER_INTO(int64_t, &next)) == ITER_ITEM;
        return 0;
}

ITER_TRY_FILTER_FN_WITH(pulls_at_2, int64_t, x, pass, call, iter_t *, lender)
{
        int64_t next = 0;

        (void)call;
        *pass = x != 2 || iter_next(lender, ITER_INTO(int64_t, &next)) != ITER_ITEM;
        return 0;
}

ITER_EACH_FN_WITH(pulls_too, int64_t, x, call, iter_t *, lender)
{
        int64_t next = x;

        (void)call;
        return iter_next(lender, ITER_INTO(int64_t, &next)) == ITER_ERROR;
}

/* A stage of one's own that shows each item to a callback before it passes it on. */
struct watched {
        iter_stage_t stage;
        iter_each_fn_t fn;
        iter_call_t call;
};

//! [iter_link_kept]
static iter_status_t watched_fill(iter_t *it, size_t want)
{
        struct watched *self = (struct watched *)it;
        iter_link_t *in = &self->stage.in;
        const iter_status_t status = iter_link_fill(in, 1);
        const void *item;
        int code;

        (void)want;
        if (status != ITER_ITEM)
                return status;
        item = iter_link_lend(in);
        code = self->fn.call(&self->fn.ctx, item, &self->call);
        if (code != 0)
                return iter_raise_call(&self->call, code);
        if (!iter_link_kept(in))
                return iter_raise_lost(&self->call);
        return iter_give(it, item, 1);
}
//! [iter_link_kept]

static const iter_vtable_t watched_vtable = { sizeof(iter_vtable_t), "watched", watched_fill,
        iter_stage_destroy, NULL, iter_stage_bounds, iter_stage_links, NULL };

static iter_t *watched(iter_t *source, iter_each_fn_t fn)
{
        struct watched *self =
            iter_stage_new(&watched_vtable, sizeof *self, NULL, fn.in, 0, &source);

        if (self == NULL)
                return source;
        self->fn = fn;
        self->call.stage = &self->stage.it;
        self->call.name = fn.name;
        return &self->stage.it;
}

/* Pulls once: the item must not come out, as its window is over, and the error says why. */
static void check_lost(iter_t *it, iter_t *lender, int pulls_before)
{
        iter_error_t error;
        int64_t x = 0;

        for (; pulls_before > 0; pulls_before--)
                CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ITEM);
        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ERROR);
        if (CHECK_CODE(iter_close(it, &error), ITER_E_STALE))
                CHECK_CONTAINS(error.message, "pulled the iterator that was lent");
        CHECK_OK(iter_close(lender, NULL));
}

TEST(a_stage_of_ones_own_notices_that_its_callback_pulled_the_lender)
{
        iter_t *lender = test_one_by_one(ITER_ARRAY(int64_t, four));
        check_lost(watched(iter_borrow(lender), pulls_too(lender)), lender, 0);
}

TEST(filter_notices_that_its_predicate_pulled_the_lender)
{
        iter_t *lender = test_one_by_one(ITER_ARRAY(int64_t, four));
        check_lost(iter_filter(iter_borrow(lender), pulls(lender)), lender, 0);
}

TEST(filter_goes_on_if_the_item_is_rejected_anyway)
{
        iter_t *lender = test_one_by_one(ITER_ARRAY(int64_t, four));
        iter_t *it = iter_filter(iter_borrow(lender), pulls_at_2(lender));

        CHECK_INT64S(it, 1, 4);
        CHECK_OK(iter_close(it, NULL));
        CHECK_OK(iter_close(lender, NULL));
}

TEST(inspect_notices_that_its_effect_pulled_the_lender)
{
        iter_t *lender = test_one_by_one(ITER_ARRAY(int64_t, four));
        check_lost(iter_inspect(iter_borrow(lender), pulls_too(lender)), lender, 0);
}

TEST(takewhile_notices_that_its_predicate_pulled_the_lender)
{
        iter_t *lender = test_one_by_one(ITER_ARRAY(int64_t, four));
        check_lost(iter_takewhile(iter_borrow(lender), pulls(lender)), lender, 0);
}

TEST(dropwhile_notices_that_its_predicate_pulled_the_lender)
{
        iter_t *lender = test_one_by_one(ITER_ARRAY(int64_t, four));
        check_lost(iter_dropwhile(iter_borrow(lender), pulls_at_2(lender)), lender, 0);
}

TEST(a_callback_may_take_items_of_the_same_window_of_the_lender)
{
        iter_t *lender = iter_array(ITER_ARRAY(int64_t, four));
        iter_t *it = iter_filter(iter_borrow(lender), pulls(lender));

        CHECK_INT64S(it, 1, 3);
        CHECK_OK(iter_close(it, NULL));
        CHECK_OK(iter_close(lender, NULL));
}

ITER_TRY_FOLD_FN_WITH(iter_str_t, last_text, acc, iter_str_t, x, call, iter_t *, lender)
{
        iter_str_t next;

        (void)call;
        *acc = x;
        return iter_next(lender, ITER_INTO(iter_str_t, &next)) == ITER_ERROR;
}

TEST(a_fold_that_keeps_views_notices_that_its_function_pulled_the_lender)
{
        static const iter_str_t texts[] = { { "a", 1 }, { "b", 1 }, { "c", 1 } };
        iter_t *lender = test_one_by_one(ITER_ARRAY(iter_str_t, texts));
        iter_str_t last = { "", 0 };

        CHECK_CODE(
            iter_fold(iter_borrow(lender), last_text(lender), ITER_INTO(iter_str_t, &last), NULL),
            ITER_E_STALE);
        CHECK_OK(iter_close(lender, NULL));
}

ITER_TRY_MAP_FN_WITH(boxed, boxed_key, int64_t, x, out, call, iter_t *, lender)
{
        int64_t next = x;

        (void)call;
        out->value = boxed_new(x);
        if (out->value == NULL)
                return ITER_E_NOMEM;
        if (iter_next(lender, ITER_INTO(int64_t, &next)) == ITER_ERROR)
                next = x;
        return 0;
}

TEST(min_by_notices_that_its_key_pulled_the_lender_and_drops_the_key)
{
        iter_t *lender = test_one_by_one(ITER_ARRAY(int64_t, four));
        int64_t least = 0;

        CHECK_CODE(
            iter_min_by(iter_borrow(lender), boxed_key(lender), ITER_INTO(int64_t, &least), NULL),
            ITER_E_STALE);
        CHECK_OK(iter_close(lender, NULL));
}
