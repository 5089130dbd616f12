/* SPDX-License-Identifier: MIT */
/* Sources that call a function: until it says end, or until it gives a sentinel. */
#include <math.h>

#include "sources.h"

//! [countdown]
/* What the function keeps from one call to the next is what its context points to. */
ITER_NEXT_FN(int64_t, countdown, int64_t *, left, out, call)
{
        (void)call;
        if (*left == 0)
                return ITER_END;
        *out = (*left)--;
        return ITER_ITEM;
}
//! [countdown]

TEST(from_fn_yields_until_the_function_says_end)
{
        //! [iter_from_fn]
        int64_t left = 3;
        iter_t *it = iter_from_fn(countdown(&left));

        CHECK_INT64S(it, 3, 2, 1);
        CHECK_OK(iter_close(it, NULL));
        //! [iter_from_fn]
}

TEST(from_fn_with_an_allocator)
{
        //! [iter_from_fn_in]
        iter_counter_t counter;
        int64_t left = 2;
        iter_t *it;

        iter_counter_init(&counter, NULL, 0);
        it = iter_from_fn_in(&counter.allocator, countdown(&left));
        CHECK_UINT(counter.live, 1);
        CHECK_INT64S(it, 2, 1);
        CHECK_OK(iter_close(it, NULL));
        //! [iter_from_fn_in]
}

TEST(from_fn_calls_once_for_each_item_and_never_ahead)
{
        int64_t left = 10;
        int64_t x = 0;
        iter_t *it = iter_from_fn(countdown(&left));

        CHECK_INT(left, 10);
        CHECK_UINT(iter_bounds(it).low, 0);
        CHECK_UINT(iter_bounds(it).high, UINT64_MAX);
        CHECK(!iter_bounds(it).infinite);
        CHECK_INT(left, 10);
        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ITEM);
        CHECK_INT(left, 9);
        CHECK_STATUS(iter_skip(it, 4, NULL), ITER_ITEM);
        CHECK_INT(left, 5);
        CHECK_OK(iter_close(it, NULL));
        CHECK_INT(left, 5);
}

/* Items again after its end, for who asks. */
ITER_NEXT_FN(int64_t, every_other, int *, calls, out, call)
{
        (void)call;
        *out = ++*calls;
        return *calls % 2 == 0 ? ITER_END : ITER_ITEM;
}

TEST(from_fn_does_not_call_again_after_the_end)
{
        int calls = 0;
        iter_t *it = iter_from_fn(every_other(&calls));

        CHECK_INT64S(it, 1);
        CHECK_NO_ITEMS(int64_t, it);
        CHECK_INT(calls, 2);
        CHECK_OK(iter_close(it, NULL));
}

ITER_NEXT_FN(int64_t, fails_at_third, int *, calls, out, call)
{
        *out = ++*calls;
        if (*calls != 3)
                return ITER_ITEM;
        iter_fail(call, -5, "no %d", *calls);
        return ITER_ERROR;
}

TEST(from_fn_reports_what_the_function_says)
{
        iter_error_t err;
        int calls = 0;
        int64_t x = 0;
        iter_t *it = iter_from_fn(fails_at_third(&calls));

        CHECK_STATUS(iter_skip(it, 2, NULL), ITER_ITEM);
        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ERROR);
        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ERROR);
        CHECK_INT(calls, 3);
        CHECK_CODE(iter_close(it, &err), -5);
        CHECK_STRING(err.stage, "from_fn");
        CHECK_STRING(err.message, "fails_at_third: item 2: no 3");
        CHECK_UINT(err.index, 2);
}

/* What the function returns and whether it calls iter_fail before. */
typedef struct {
        iter_status_t status;
        bool fails;
} answer;

ITER_NEXT_FN(int64_t, answers, answer, a, out, call)
{
        if (a.fails)
                iter_fail(call, ITER_E_PARSE, "said so");
        *out = 1;
        return a.status;
}

TEST(from_fn_that_fails_without_saying_why)
{
        const answer a = { ITER_ERROR, false };
        iter_error_t err;
        int64_t x = 0;
        iter_t *it = iter_from_fn(answers(a));

        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ERROR);
        CHECK_CODE(iter_close(it, &err), ITER_E_CALLBACK);
        CHECK_CONTAINS(err.message, "answers: item 0: failed");
}

TEST(from_fn_that_says_why_and_then_end_or_pending_has_failed)
{
        const answer end = { ITER_END, true };
        const answer pending = { ITER_PENDING, true };
        int64_t x = 0;
        iter_t *it = iter_from_fn(answers(end));

        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ERROR);
        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ERROR);
        CHECK_CODE(iter_close(it, NULL), ITER_E_PARSE);

        it = iter_from_fn(answers(pending));
        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ERROR);
        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ERROR);
        CHECK_CODE(iter_close(it, NULL), ITER_E_PARSE);
}

TEST(from_fn_that_says_why_and_gives_an_item_fails_after_it)
{
        const answer a = { ITER_ITEM, true };
        int64_t x = 0;
        iter_t *it = iter_from_fn(answers(a));

        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ITEM);
        CHECK_INT(x, 1);
        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ERROR);
        CHECK_CODE(iter_close(it, NULL), ITER_E_PARSE);
}

TEST(from_fn_that_returns_no_outcome_is_found_out)
{
        /* As a C function does that says 0 for success. */
        const answer a = { (iter_status_t)0, false };
        iter_error_t err;
        int64_t x = 0;
        iter_t *it = iter_from_fn(answers(a));

        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ERROR);
        CHECK_CODE(iter_close(it, &err), ITER_E_CALLBACK);
        CHECK_STRING(
            err.message, "from_fn: item 0: answers returned 0, which is not an outcome of a pull");
}

/* Pending at every other call. */
ITER_NEXT_FN(int64_t, hesitant, int *, calls, out, call)
{
        (void)call;
        ++*calls;
        if (*calls % 2 != 0)
                return ITER_PENDING;
        *out = *calls / 2;
        return *calls > 4 ? ITER_END : ITER_ITEM;
}

TEST(from_fn_may_be_pending)
{
        int calls = 0;
        int64_t x = 0;
        iter_t *it = iter_from_fn(hesitant(&calls));

        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_PENDING);
        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ITEM);
        CHECK_INT(x, 1);
        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_PENDING);
        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ITEM);
        CHECK_INT(x, 2);
        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_PENDING);
        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_END);
        CHECK_OK(iter_close(it, NULL));
}

/* Pulls and closes the iterator that it makes the items of. */
typedef struct {
        iter_t *self;
        iter_status_t pulled;
        int closed;
} nosy_state;

ITER_NEXT_FN(int64_t, nosy, nosy_state *, s, out, call)
{
        int64_t x = 0;

        (void)call;
        s->pulled = iter_next(s->self, ITER_INTO(int64_t, &x));
        s->closed = iter_close(s->self, NULL);
        *out = 1;
        return ITER_ITEM;
}

TEST(from_fn_that_pulls_or_closes_itself_is_refused_and_goes_on)
{
        nosy_state state = { NULL, ITER_ITEM, 0 };
        int64_t x = 0;

        state.self = iter_from_fn(nosy(&state));
        CHECK_STATUS(iter_next(state.self, ITER_INTO(int64_t, &x)), ITER_ITEM);
        CHECK_INT(x, 1);
        CHECK_STATUS(state.pulled, ITER_ERROR);
        CHECK_INT(state.closed, ITER_E_BUSY);
        CHECK_STATUS(iter_next(state.self, ITER_INTO(int64_t, &x)), ITER_ITEM);
        CHECK_OK(iter_close(state.self, NULL));
}

static iter_status_t plain_next(void *ctx, void *out)
{
        int *left = ctx;

        if (*left < 0)
                return ITER_ERROR;
        if (*left == 0)
                return ITER_END;
        *(int64_t *)out = (*left)--;
        return ITER_ITEM;
}

TEST(from_fn_of_a_plain_callback)
{
        int left = 2;
        int below = -1;
        int64_t x = 0;
        iter_error_t err;
        iter_t *it = iter_from_fn(iter_next_call(ITER_TYPE(int64_t), plain_next, &left));

        CHECK_INT64S(it, 2, 1);
        CHECK_OK(iter_close(it, NULL));

        it = iter_from_fn(iter_next_call(ITER_TYPE(int64_t), plain_next, &below));
        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ERROR);
        CHECK_CODE(iter_close(it, &err), ITER_E_CALLBACK);
        CHECK_CONTAINS(err.message, "callback: item 0");
}

/* A type whose items own something: `alive` counts what is owned. */
typedef struct {
        int value;
} handle;

static int alive;

static int handle_copy(
    const iter_type_t *type, void *to, const void *from, const iter_allocator_t *allocator)
{
        (void)allocator;
        if (((const handle *)from)->value < 0)
                return -9;
        memcpy(to, from, type->size);
        alive++;
        return 0;
}

static void handle_drop(const iter_type_t *type, void *item)
{
        (void)type;
        (void)item;
        alive--;
}

static const iter_type_t iter_type_handle = { "handle", sizeof(handle), ITER_ALIGNOF(handle), NULL,
        0, false, handle_copy, handle_drop, NULL, NULL, NULL };

ITER_NEXT_FN(handle, handles, int *, made, out, call)
{
        (void)call;
        out->value = ++*made;
        alive++;
        return ITER_ITEM;
}

TEST(from_fn_drops_each_item_when_the_next_is_pulled)
{
        int made = 0;
        handle x = { 0 };
        iter_t *it = iter_from_fn(handles(&made));

        alive = 0;
        CHECK_STATUS(iter_next(it, ITER_INTO(handle, &x)), ITER_ITEM);
        CHECK_STATUS(iter_next(it, ITER_INTO(handle, &x)), ITER_ITEM);
        CHECK_INT(x.value, 2);
        CHECK_INT(alive, 1);
        CHECK_OK(iter_close(it, NULL));
        CHECK_INT(alive, 0);
}

TEST(from_fn_without_a_function_is_an_error)
{
        iter_next_fn_t nothing;

        memset(&nothing, 0, sizeof nothing);
        CHECK_CODE(iter_close(iter_from_fn(nothing), NULL), ITER_E_NULL);
}

TEST(from_fn_of_no_type_is_an_error)
{
        CHECK_CODE(
            iter_close(iter_from_fn(iter_next_call(NULL, plain_next, NULL)), NULL), ITER_E_TYPE);
}

/* With a sentinel. */

TEST(call_until_ends_before_the_sentinel)
{
        //! [iter_call_until]
        int64_t left = 10;
        const int64_t seven = 7;
        iter_t *it = iter_call_until(countdown(&left), ITER_FROM(int64_t, &seven));

        CHECK_INT64S(it, 10, 9, 8);
        CHECK_INT(left, 6); /* the sentinel was made, and is gone */
        CHECK_OK(iter_close(it, NULL));
        //! [iter_call_until]
}

TEST(call_until_with_an_allocator)
{
        //! [iter_call_until_in]
        iter_counter_t counter;
        int64_t left = 5;
        const int64_t three = 3;
        iter_t *it;

        iter_counter_init(&counter, NULL, 0);
        it = iter_call_until_in(&counter.allocator, countdown(&left), ITER_FROM(int64_t, &three));
        CHECK_UINT(counter.live, 1);
        CHECK_INT64S(it, 5, 4);
        CHECK_OK(iter_close(it, NULL));
        //! [iter_call_until_in]
}

TEST(call_until_does_not_call_again_after_the_sentinel)
{
        int64_t left = 3;
        const int64_t two = 2;
        iter_t *it = iter_call_until(countdown(&left), ITER_FROM(int64_t, &two));

        CHECK_INT64S(it, 3);
        CHECK_NO_ITEMS(int64_t, it);
        CHECK_INT(left, 1);
        CHECK_OK(iter_close(it, NULL));
}

TEST(call_until_ends_with_the_function_too)
{
        int64_t left = 2;
        const int64_t never = 100;
        iter_t *it = iter_call_until(countdown(&left), ITER_FROM(int64_t, &never));

        CHECK_INT64S(it, 2, 1);
        CHECK_OK(iter_close(it, NULL));
}

TEST(call_until_the_first_item_is_empty)
{
        int64_t left = 2;
        const int64_t two = 2;
        iter_t *it = iter_call_until(countdown(&left), ITER_FROM(int64_t, &two));

        CHECK_NO_ITEMS(int64_t, it);
        CHECK_OK(iter_close(it, NULL));
}

static const char *const words[] = { "one", "two", "stop", "three" };

ITER_NEXT_FN(iter_str_t, next_word, int *, at, out, call)
{
        (void)call;
        *out = iter_str(words[(*at)++]);
        return ITER_ITEM;
}

TEST(call_until_compares_texts_by_content_with_a_copy_of_the_sentinel)
{
        char buffer[] = "stop";
        const iter_str_t sentinel = iter_str(buffer);
        int at = 0;
        iter_str_t word = { NULL, 0 };
        iter_t *it = iter_call_until(next_word(&at), ITER_FROM(iter_str_t, &sentinel));

        memcpy(buffer, "none", sizeof buffer);
        CHECK_STATUS(iter_next(it, ITER_INTO(iter_str_t, &word)), ITER_ITEM);
        CHECK_TEXT(word, "one");
        CHECK_STATUS(iter_next(it, ITER_INTO(iter_str_t, &word)), ITER_ITEM);
        CHECK_TEXT(word, "two");
        CHECK_NO_ITEMS(iter_str_t, it);
        CHECK_OK(iter_close(it, NULL));
}

ITER_NEXT_FN(double, not_a_number, int *, calls, out, call)
{
        (void)call;
        *out = (double)NAN;
        return ++*calls > 3 ? ITER_END : ITER_ITEM;
}

TEST(call_until_never_finds_a_nan)
{
        const double nan = (double)NAN;
        int calls = 0;
        iter_t *it = iter_call_until(not_a_number(&calls), ITER_FROM(double, &nan));

        CHECK_STATUS(iter_skip(it, 3, NULL), ITER_ITEM);
        CHECK_NO_ITEMS(double, it);
        CHECK_OK(iter_close(it, NULL));
}

TEST(call_until_drops_its_items_and_its_sentinel)
{
        int made = 0;
        const handle two = { 2 };
        handle x = { 0 };
        iter_t *it;

        alive = 0;
        it = iter_call_until(handles(&made), ITER_FROM(handle, &two));
        CHECK_INT(alive, 1);
        CHECK_STATUS(iter_next(it, ITER_INTO(handle, &x)), ITER_ITEM);
        CHECK_NO_ITEMS(handle, it);
        CHECK_OK(iter_close(it, NULL));
        CHECK_INT(alive, 0);
}

TEST(call_until_a_sentinel_that_cannot_be_copied)
{
        iter_error_t err;
        int made = 0;
        const handle bad = { -1 };

        alive = 0;
        CHECK_CODE(iter_close(iter_call_until(handles(&made), ITER_FROM(handle, &bad)), &err), -9);
        CHECK_CONTAINS(err.message, "call_until: the sentinel could not be copied");
        CHECK_INT(alive, 0);
        CHECK_INT(made, 0);
}

TEST(call_until_reports_what_the_function_says)
{
        iter_error_t err;
        int calls = 0;
        const int64_t never = 100;
        iter_t *it = iter_call_until(fails_at_third(&calls), ITER_FROM(int64_t, &never));

        CHECK_STATUS(iter_skip(it, 5, NULL), ITER_ERROR);
        CHECK_CODE(iter_close(it, &err), -5);
        CHECK_STRING(err.stage, "call_until");
}

TEST(call_until_a_sentinel_after_iter_fail_has_failed)
{
        const answer a = { ITER_ITEM, true };
        const int64_t one = 1;
        int64_t x = 0;
        iter_t *it = iter_call_until(answers(a), ITER_FROM(int64_t, &one));

        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ERROR);
        CHECK_CODE(iter_close(it, NULL), ITER_E_PARSE);
}

TEST(call_until_a_sentinel_of_another_type_is_an_error)
{
        iter_error_t err;
        int64_t left = 3;
        const int two = 2;
        const iter_from_t untyped = { "", NULL };

        CHECK_CODE(
            iter_close(iter_call_until(countdown(&left), ITER_FROM(int, &two)), &err), ITER_E_TYPE);
        CHECK_STRING(err.message,
            "call_until: countdown gives items of type int64_t, the sentinel is of type int32_t");
        CHECK_CODE(iter_close(iter_call_until(countdown(&left), untyped), NULL), ITER_E_TYPE);
        CHECK_INT(left, 3);
}

TEST(call_until_nothing_is_an_error)
{
        int64_t left = 3;
        iter_next_fn_t nothing;
        const int64_t two = 2;

        memset(&nothing, 0, sizeof nothing);
        nothing.out = ITER_TYPE(int64_t);
        CHECK_CODE(
            iter_close(
                iter_call_until(countdown(&left), ITER_FROM(int64_t, (const int64_t *)NULL)), NULL),
            ITER_E_NULL);
        CHECK_CODE(
            iter_close(iter_call_until(nothing, ITER_FROM(int64_t, &two)), NULL), ITER_E_NULL);
        nothing.out = NULL;
        CHECK_CODE(
            iter_close(iter_call_until(nothing, ITER_FROM(int64_t, &two)), NULL), ITER_E_TYPE);
}
