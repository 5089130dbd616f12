/* SPDX-License-Identifier: MIT */
#include "sources.h"

/* What happened, in order. */
typedef struct {
        char text[200];
        size_t len;
} diary;
typedef diary *diary_ptr;

static void note(diary *d, const char *what, int64_t x)
{
        const size_t room = sizeof d->text - d->len;
        const int n = snprintf(d->text + d->len, room, "%s%lld", what, (long long)x);

        if (n > 0 && (size_t)n < room)
                d->len += (size_t)n;
}

ITER_EACH_FN_WITH(seen, int64_t, x, call, diary_ptr, d)
{
        (void)call;
        note(d, " ", x);
        return 0;
}

TEST(inspect_sees_each_item_before_it_is_handed_on)
{
        //! [iter_inspect]
        diary d = { "", 0 };
        iter_t *it = iter_inspect(iter_range(0, 3, 1), seen(&d));
        ITER_FOREACH(int64_t, x, it)
                note(&d, ":", x * x);
        CHECK_OK(iter_close(it, NULL));
        CHECK_STRING(d.text, " 0:0 1:1 2:4");
        //! [iter_inspect]
}

TEST(inspect_runs_in_the_same_order_when_it_is_drained)
{
        diary d = { "", 0 };
        iter_t *it = iter_inspect(iter_inspect(iter_range(5, 8, 1), seen(&d)), seen(&d));
        int64_t sum = 0;

        CHECK_OK(iter_sum_i64(it, &sum, NULL));
        CHECK_INT(sum, 18);
        CHECK_STRING(d.text, " 5 5 6 6 7 7");
}

TEST(inspect_does_not_run_for_what_nobody_asks_for)
{
        diary d = { "", 0 };
        iter_t *it = iter_inspect(iter_range(0, 100, 1), seen(&d));
        int64_t x = 0;

        CHECK_STRING(d.text, "");
        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ITEM);
        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ITEM);
        CHECK_STRING(d.text, " 0 1");
        CHECK_OK(iter_close(it, NULL));
        CHECK_STRING(d.text, " 0 1");

        /* Nor for an empty source. */
        it = iter_inspect(iter_empty(ITER_TYPE(int64_t)), seen(&d));
        CHECK_NO_ITEMS(int64_t, it);
        CHECK_OK(iter_close(it, NULL));
        CHECK_STRING(d.text, " 0 1");
}

TEST(inspect_runs_once_for_an_item_that_is_looked_at_and_pulled)
{
        diary d = { "", 0 };
        iter_t *it = iter_inspect(iter_range(0, 3, 1), seen(&d));
        const int64_t *at = NULL;
        int64_t x = 0;

        CHECK_STATUS(iter_peek(it, ITER_VIEW(int64_t, &at)), ITER_ITEM);
        CHECK_STATUS(iter_peek(it, ITER_VIEW(int64_t, &at)), ITER_ITEM);
        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ITEM);
        CHECK_STRING(d.text, " 0");
        CHECK_OK(iter_close(it, NULL));
}

TEST(inspect_runs_for_items_that_are_skipped)
{
        diary d = { "", 0 };
        iter_t *it = iter_islice(iter_inspect(iter_range(0, 10, 1), seen(&d)), 2, 5, 2);

        CHECK_INT64S(it, 2, 4);
        CHECK_OK(iter_close(it, NULL));
        CHECK_STRING(d.text, " 0 1 2 3 4");
}

TEST(inspect_passes_its_source_on_where_it_lies)
{
        const int64_t list[] = { 7, 8 };
        diary d = { "", 0 };
        iter_t *it = iter_inspect(iter_array(ITER_ARRAY(int64_t, list)), seen(&d));
        const int64_t *at = NULL;

        CHECK_STATUS(iter_peek(it, ITER_VIEW(int64_t, &at)), ITER_ITEM);
        CHECK(at == list);
        CHECK_INT64S(it, 7, 8);
        CHECK_OK(iter_close(it, NULL));
}

TEST(inspect_keeps_the_bounds_of_its_source)
{
        diary d = { "", 0 };
        iter_t *it = iter_inspect(iter_range(0, 10, 1), seen(&d));
        int64_t x = 0;

        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ITEM);
        CHECK_UINT(iter_bounds(it).low, 9);
        CHECK_UINT(iter_bounds(it).high, 9);
        CHECK_OK(iter_close(it, NULL));
        it = iter_inspect(iter_count(0, 1), seen(&d));
        CHECK(iter_bounds(it).infinite);
        CHECK_OK(iter_close(it, NULL));
}

TEST(inspect_has_used_the_item_that_it_saw)
{
        diary d = { "", 0 };
        iter_t *items = iter_range(0, 3, 1);
        iter_t *it = iter_inspect(iter_borrow(items), seen(&d));
        const int64_t *at = NULL;

        CHECK_STATUS(iter_peek(it, ITER_VIEW(int64_t, &at)), ITER_ITEM);
        CHECK_OK(iter_close(it, NULL));
        it = iter_inspect(iter_borrow(items), seen(&d));
        CHECK_INT64S(it, 1, 2);
        CHECK_OK(iter_close(it, NULL));
        CHECK_OK(iter_close(items, NULL));
        CHECK_STRING(d.text, " 0 1 2");
}

/* Other items. */

typedef struct {
        int64_t key;
        char text[40];
} wide;
ITER_STRUCT_TYPE(wide);

static int look_at_wide(void *ctx, const void *in)
{
        const wide **last = ctx;

        *last = in;
        return 0;
}

TEST(inspect_shows_a_plain_callback_the_item_itself)
{
        static const wide items[] = { { 0, "a" }, { 1, "b" } };
        const wide *last = NULL;
        iter_t *it = iter_inspect(iter_array(ITER_ARRAY(wide, items)),
            iter_each_call(ITER_TYPE(wide), look_at_wide, &last));
        size_t k = 0;

        ITER_FOREACH_REF(wide, item, it) {
                CHECK(item == last);
                CHECK(item == items + k++);
        }
        CHECK_UINT(k, 2);
        CHECK_OK(iter_close(it, NULL));
}

typedef size_t *size_ptr;

ITER_EACH_FN_WITH(add_length, iter_str_t, line, call, size_ptr, total)
{
        (void)call;
        *total += line.len;
        return 0;
}

TEST(inspect_takes_views)
{
        const iter_str_t lines[] = { iter_str("one"), iter_str(""), iter_str("three") };
        size_t total = 0;
        iter_t *it = iter_inspect(iter_array(ITER_ARRAY(iter_str_t, lines)), add_length(&total));
        size_t n = 0;

        ITER_FOREACH(iter_str_t, line, it)
                CHECK(line.ptr == lines[n++].ptr);
        CHECK_UINT(n, 3);
        CHECK_UINT(total, 8);
        CHECK_OK(iter_close(it, NULL));
}

/* Effects that fail, and that do what they should not. */

ITER_EACH_FN(fails_at_2, int64_t, x, call)
{
        return x == 2 ? iter_fail(call, -2, "two") : 0;
}

TEST(inspect_stops_where_its_effect_fails_and_has_used_that_item)
{
        iter_t *items = iter_range(0, 5, 1);
        iter_t *it = iter_inspect(iter_borrow(items), fails_at_2);
        iter_error_t error;
        int64_t x = 0;

        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ITEM);
        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ITEM);
        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ERROR);
        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ERROR);
        CHECK_CODE(iter_close(it, &error), -2);
        CHECK_STRING(error.message, "fails_at_2: item 2: two");
        CHECK_STRING(error.stage, "inspect");
        CHECK_UINT(error.index, 2);
        CHECK_INT64S(items, 3, 4);
        CHECK_OK(iter_close(items, NULL));
}

typedef struct {
        iter_t *it;
        iter_status_t status;
        int closed;
} own;
static own itself;

ITER_EACH_FN(pulls_and_closes_itself, int64_t, x, call)
{
        int64_t next = x;

        (void)call;
        itself.status = iter_next(itself.it, ITER_INTO(int64_t, &next));
        itself.closed = iter_close(itself.it, NULL);
        return 0;
}

TEST(inspect_survives_an_effect_that_pulls_and_closes_it)
{
        itself.it = iter_inspect(iter_range(0, 3, 1), pulls_and_closes_itself);
        itself.status = ITER_END;
        itself.closed = ITER_E_BUSY;
        CHECK_INT64S(itself.it, 0, 1, 2);
        if (iter_failure(itself.it, NULL) == 0)
                CHECK_STATUS(itself.status, ITER_ERROR);
        CHECK_INT(itself.closed, ITER_E_BUSY);
        CHECK_OK(iter_close(itself.it, NULL));
}

/* Arguments. */

TEST(inspect_refuses_an_effect_of_another_type)
{
        iter_error_t error;

        CHECK_CODE(
            iter_close(iter_inspect(ITER_RANGE(int, 0, 5, 1), fails_at_2), &error), ITER_E_TYPE);
        CHECK_STRING(
            error.message, "inspect: takes items of type int64_t, the source gives int32_t");
}

TEST(inspect_refuses_an_effect_that_is_not_there)
{
        const iter_each_fn_t none = { NULL, NULL, NULL, { { 0 } } };
        const iter_each_fn_t half = { "half", ITER_TYPE(int64_t), NULL, { { 0 } } };

        CHECK_CODE(iter_close(iter_inspect(iter_range(0, 5, 1), none), NULL), ITER_E_NULL);
        CHECK_CODE(iter_close(iter_inspect(iter_range(0, 5, 1), half), NULL), ITER_E_NULL);
}

TEST(inspect_of_NULL_is_an_error)
{
        CHECK_CODE(iter_close(iter_inspect(NULL, fails_at_2), NULL), ITER_E_NULL);
}

TEST(inspect_passes_an_error_of_its_source_through)
{
        CHECK_CODE(iter_close(iter_inspect(iter_failed(-5, "lost"), fails_at_2), NULL), -5);
}
