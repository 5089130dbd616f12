/* SPDX-License-Identifier: MIT */
/* Sources of no item, of one, and of the same again and again. */
#include "sources.h"

/* A type whose items own something: `alive` counts what is owned. */
typedef struct {
        int value;
} handle;

static int alive;

static int handle_copy(
    const iter_type_t *type, void *to, const void *from, const iter_allocator_t *allocator)
{
        (void)allocator;
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

/* A type whose items cannot be copied. */
typedef struct {
        int value;
} uncopyable;

static int uncopyable_copy(
    const iter_type_t *type, void *to, const void *from, const iter_allocator_t *allocator)
{
        (void)type;
        (void)to;
        (void)from;
        (void)allocator;
        return -7;
}

static void uncopyable_drop(const iter_type_t *type, void *item)
{
        (void)type;
        (void)item;
        alive = -1000;
}

static const iter_type_t iter_type_uncopyable = { "uncopyable", sizeof(uncopyable),
        ITER_ALIGNOF(uncopyable), NULL, 0, false, uncopyable_copy, uncopyable_drop, NULL, NULL,
        NULL };

/* Too large for two of them in a block. */
typedef struct {
        char bytes[9000];
} page;

ITER_STRUCT_TYPE(page);

TEST(empty_has_no_items)
{
        //! [iter_empty]
        iter_t *it = iter_empty(ITER_TYPE(int));
        int x = 7;

        CHECK_STATUS(iter_next(it, ITER_INTO(int, &x)), ITER_END);
        CHECK_INT(x, 7);
        CHECK_UINT(iter_bounds(it).high, 0);
        CHECK_OK(iter_close(it, NULL));
        //! [iter_empty]
}

TEST(empty_has_bounds_of_zero_before_the_first_pull)
{
        iter_t *it = iter_empty(ITER_TYPE(iter_str_t));

        CHECK_UINT(iter_bounds(it).low, 0);
        CHECK_UINT(iter_bounds(it).high, 0);
        CHECK(!iter_bounds(it).infinite);
        CHECK_STATUS(iter_skip(it, 1, NULL), ITER_END);
        CHECK_NO_ITEMS(iter_str_t, it);
        CHECK_NO_ITEMS(iter_str_t, it);
        CHECK_OK(iter_close(it, NULL));
}

TEST(empty_hands_its_allocator_to_what_stands_on_it)
{
        //! [iter_empty_in]
        iter_counter_t counter;
        iter_t *it;

        iter_counter_init(&counter, NULL, 0);
        it = iter_empty_in(&counter.allocator, ITER_TYPE(int));
        CHECK_UINT(counter.live, 1);
        CHECK_OK(iter_close(it, NULL));
        CHECK_UINT(counter.live, 0);
        //! [iter_empty_in]
}

TEST(empty_of_no_type_is_an_error)
{
        CHECK_CODE(iter_close(iter_empty(NULL), NULL), ITER_E_TYPE);
}

TEST(once_yields_its_item_one_time)
{
        //! [iter_once]
        const int answer = 42;
        iter_t *it = iter_once(ITER_FROM(int, &answer));
        int x = 0;

        CHECK_STATUS(iter_next(it, ITER_INTO(int, &x)), ITER_ITEM);
        CHECK_INT(x, 42);
        CHECK_STATUS(iter_next(it, ITER_INTO(int, &x)), ITER_END);
        CHECK_OK(iter_close(it, NULL));
        //! [iter_once]
}

TEST(once_ends_however_often_it_is_asked)
{
        const int64_t item = 1;
        iter_t *it = iter_once(ITER_FROM(int64_t, &item));

        CHECK_UINT(iter_bounds(it).low, 1);
        CHECK_UINT(iter_bounds(it).high, 1);
        CHECK_INT64S(it, 1);
        CHECK_NO_ITEMS(int64_t, it);
        CHECK_UINT(iter_bounds(it).high, 0);
        CHECK_OK(iter_close(it, NULL));
}

TEST(once_with_an_allocator_copies_what_the_item_points_to)
{
        //! [iter_once_in]
        iter_counter_t counter;
        char buffer[] = "before";
        const iter_str_t text = iter_str(buffer);
        iter_str_t seen = { NULL, 0 };
        iter_t *it;

        iter_counter_init(&counter, NULL, 0);
        it = iter_once_in(&counter.allocator, ITER_FROM(iter_str_t, &text));
        CHECK_UINT(counter.live, 2); /* the iterator, and the text */
        memcpy(buffer, "after!", sizeof buffer);
        CHECK_STATUS(iter_next(it, ITER_INTO(iter_str_t, &seen)), ITER_ITEM);
        CHECK_TEXT(seen, "before");
        CHECK_OK(iter_close(it, NULL));
        CHECK_UINT(counter.live, 0);
        //! [iter_once_in]
}

TEST(once_that_is_skipped)
{
        const int64_t item = 1;
        iter_t *it = iter_once(ITER_FROM(int64_t, &item));
        uint64_t skipped = 0;

        CHECK_STATUS(iter_skip(it, 5, &skipped), ITER_END);
        CHECK_UINT(skipped, 1);
        CHECK_NO_ITEMS(int64_t, it);
        CHECK_OK(iter_close(it, NULL));
}

TEST(once_drops_its_item_when_it_is_closed)
{
        const handle item = { 3 };
        handle seen = { 0 };
        iter_t *it;

        alive = 0;
        it = iter_once(ITER_FROM(handle, &item));
        CHECK_INT(alive, 1);
        CHECK_STATUS(iter_next(it, ITER_INTO(handle, &seen)), ITER_ITEM);
        CHECK_INT(seen.value, 3);
        CHECK_NO_ITEMS(handle, it);
        CHECK_OK(iter_close(it, NULL));
        CHECK_INT(alive, 0);

        CHECK_OK(iter_close(iter_once(ITER_FROM(handle, &item)), NULL));
        CHECK_INT(alive, 0);
}

TEST(once_of_an_item_that_cannot_be_copied)
{
        iter_error_t err;
        const uncopyable item = { 1 };

        alive = 0;
        CHECK_CODE(iter_close(iter_once(ITER_FROM(uncopyable, &item)), &err), -7);
        CHECK_STRING(err.message, "once: the item could not be copied: a callback failed");
        CHECK_INT(alive, 0);
}

TEST(once_of_nothing_is_an_error)
{
        const iter_from_t untyped = { "", NULL };

        CHECK_CODE(iter_close(iter_once(ITER_FROM(int, (const int *)NULL)), NULL), ITER_E_NULL);
        CHECK_CODE(iter_close(iter_once(untyped), NULL), ITER_E_TYPE);
}

TEST(repeat_goes_on_without_end)
{
        //! [iter_repeat]
        const int64_t item = 7;
        iter_t *it = iter_repeat(ITER_FROM(int64_t, &item));
        int64_t sum = 0;

        CHECK(iter_bounds(it).infinite);
        ITER_FOREACH(int64_t, x, it) {
                sum += x;
                if (sum == 7000)
                        break;
        }
        CHECK_OK(iter_close(it, NULL));
        CHECK_INT(sum, 7000);
        //! [iter_repeat]
}

TEST(repeat_with_an_allocator)
{
        //! [iter_repeat_in]
        iter_counter_t counter;
        const int item = 7;
        iter_t *it;

        iter_counter_init(&counter, NULL, 0);
        it = iter_repeat_in(&counter.allocator, ITER_FROM(int, &item));
        CHECK_UINT(counter.live, 1);
        CHECK_OK(iter_close(it, NULL));
        //! [iter_repeat_in]
}

TEST(repeat_n_times)
{
        //! [iter_repeat_n]
        const int64_t item = 7;
        iter_t *it = iter_repeat_n(ITER_FROM(int64_t, &item), 3);

        CHECK_UINT(iter_bounds(it).low, 3);
        CHECK_INT64S(it, 7, 7, 7);
        CHECK_OK(iter_close(it, NULL));
        //! [iter_repeat_n]
}

TEST(repeat_n_with_an_allocator)
{
        //! [iter_repeat_n_in]
        iter_counter_t counter;
        const int64_t item = 7;
        iter_t *it;

        iter_counter_init(&counter, NULL, 0);
        it = iter_repeat_n_in(&counter.allocator, ITER_FROM(int64_t, &item), 2);
        CHECK_UINT(counter.live, 1);
        CHECK_INT64S(it, 7, 7);
        CHECK_OK(iter_close(it, NULL));
        //! [iter_repeat_n_in]
}

TEST(repeat_a_negative_number_of_times_is_empty)
{
        const int64_t item = 7;
        iter_t *negative = iter_repeat_n(ITER_FROM(int64_t, &item), -3);
        iter_t *least = iter_repeat_n(ITER_FROM(int64_t, &item), INT64_MIN);
        iter_t *zero = iter_repeat_n(ITER_FROM(int64_t, &item), 0);

        CHECK_UINT(iter_bounds(negative).high, 0);
        CHECK_NO_ITEMS(int64_t, negative);
        CHECK_NO_ITEMS(int64_t, least);
        CHECK_NO_ITEMS(int64_t, zero);
        CHECK_OK(iter_close(negative, NULL));
        CHECK_OK(iter_close(least, NULL));
        CHECK_OK(iter_close(zero, NULL));
}

TEST(repeat_as_often_as_can_be_said_is_not_without_end)
{
        const int64_t item = 7;
        iter_t *it = iter_repeat_n(ITER_FROM(int64_t, &item), INT64_MAX);

        CHECK_UINT(iter_bounds(it).high, INT64_MAX);
        CHECK(!iter_bounds(it).infinite);
        CHECK_STATUS(iter_skip(it, INT64_MAX - 1, NULL), ITER_ITEM);
        CHECK_INT64S(it, 7);
        CHECK_OK(iter_close(it, NULL));
}

TEST(repeat_skips_in_constant_time)
{
        const int64_t item = 7;
        iter_t *endless = iter_repeat(ITER_FROM(int64_t, &item));
        iter_t *thousand = iter_repeat_n(ITER_FROM(int64_t, &item), 1000);
        uint64_t skipped = 0;
        int64_t x = 0;

        CHECK_STATUS(iter_skip(endless, UINT64_MAX, NULL), ITER_ITEM);
        CHECK_STATUS(iter_next(endless, ITER_INTO(int64_t, &x)), ITER_ITEM);
        CHECK_STATUS(iter_skip(endless, UINT64_MAX, NULL), ITER_ITEM);
        CHECK_STATUS(iter_next(endless, ITER_INTO(int64_t, &x)), ITER_ITEM);
        CHECK_INT(x, 7);
        CHECK(iter_bounds(endless).infinite);
        CHECK_OK(iter_close(endless, NULL));

        CHECK_STATUS(iter_next(thousand, ITER_INTO(int64_t, &x)), ITER_ITEM);
        CHECK_STATUS(iter_skip(thousand, 500, NULL), ITER_ITEM);
        CHECK_UINT(iter_bounds(thousand).low, 499);
        CHECK_STATUS(iter_skip(thousand, 500, &skipped), ITER_END);
        CHECK_UINT(skipped, 499);
        CHECK_NO_ITEMS(int64_t, thousand);
        CHECK_OK(iter_close(thousand, NULL));
}

TEST(repeat_of_more_items_than_a_block_holds)
{
        const int64_t item = -1;
        iter_t *it = iter_repeat_n(ITER_FROM(int64_t, &item), 1001);
        int64_t sum = 0;

        CHECK_OK(iter_sum_i64(it, &sum, NULL));
        CHECK_INT(sum, -1001);
}

TEST(repeat_of_items_larger_than_a_block)
{
        static page item;
        iter_t *it;
        int n = 0;

        item.bytes[8999] = 'x';
        it = iter_repeat_n(ITER_FROM(page, &item), 3);
        ITER_FOREACH_REF(page, p, it)
                n += p->bytes[8999] == 'x';
        CHECK_OK(iter_close(it, NULL));
        CHECK_INT(n, 3);
}

TEST(repeat_shares_one_copy_of_what_its_item_owns)
{
        const handle item = { 3 };
        iter_t *it;
        int sum = 0;

        alive = 0;
        it = iter_repeat_n(ITER_FROM(handle, &item), 1000);
        ITER_FOREACH(handle, x, it)
                sum += x.value;
        CHECK_INT(alive, 1);
        CHECK_OK(iter_close(it, NULL));
        CHECK_INT(alive, 0);
        CHECK_INT(sum, 3000);
}

TEST(repeat_of_a_text_outlives_its_buffer)
{
        char buffer[] = "before";
        const iter_str_t text = iter_str(buffer);
        iter_t *it = iter_repeat_n(ITER_FROM(iter_str_t, &text), 2);
        int n = 0;

        memcpy(buffer, "after!", sizeof buffer);
        ITER_FOREACH(iter_str_t, x, it)
                n += iter_str_equal(x, iter_str("before"));
        CHECK_OK(iter_close(it, NULL));
        CHECK_INT(n, 2);
}

TEST(repeat_of_an_item_that_cannot_be_copied)
{
        iter_error_t err;
        const uncopyable item = { 1 };

        alive = 0;
        CHECK_CODE(iter_close(iter_repeat(ITER_FROM(uncopyable, &item)), &err), -7);
        CHECK_CONTAINS(err.message, "repeat: the item could not be copied");
        CHECK_INT(alive, 0);
}

TEST(repeat_of_nothing_is_an_error)
{
        CHECK_CODE(iter_close(iter_repeat(ITER_FROM(int, (const int *)NULL)), NULL), ITER_E_NULL);
        CHECK_CODE(
            iter_close(iter_repeat_n(ITER_FROM(int, (const int *)NULL), 0), NULL), ITER_E_NULL);
}

TEST(repeat_is_refused_where_an_end_is_needed)
{
        const int64_t item = 7;
        int64_t sum = 0;

        CHECK_CODE(
            iter_sum_i64(iter_repeat(ITER_FROM(int64_t, &item)), &sum, NULL), ITER_E_INFINITE);
}
