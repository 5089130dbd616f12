/* SPDX-License-Identifier: MIT */
#include <math.h>

#include "sources.h"

//! [iter_groupby]
typedef struct {
        int64_t key;
        iter_group_t items;
} tens;

ITER_PAIR_TYPE(tens, int64_t, key, iter_group_t, items);

ITER_MAP_FN(int64_t, ten_of, int64_t, x)
{
        return x / 10;
}

TEST(groupby_yields_runs_of_equal_keys)
{
        static const int64_t numbers[] = { 11, 12, 25, 31, 32, 33 };
        iter_t *it = iter_groupby(iter_array(ITER_ARRAY(int64_t, numbers)), ten_of);
        int64_t sum = 0;

        ITER_FOREACH(tens, group, it) {
                int64_t of_group = 0;
                CHECK_OK(iter_sum_i64(group.items, &of_group, NULL));
                sum += group.key * of_group;
        }
        CHECK_OK(iter_close(it, NULL));
        CHECK_INT(sum, 1 * 23 + 2 * 25 + 3 * 96);
}
//! [iter_groupby]

static const int64_t numbers[] = { 11, 12, 25, 31, 32, 33 };

static iter_t *six(void)
{
        return iter_array(ITER_ARRAY(int64_t, numbers));
}

/* What hands a group over forgets it. */
static iter_t *take(tens *header)
{
        iter_t *group = header->items;

        header->items = NULL;
        return group;
}

/* The same key, exact, counted. */
static int calls;

ITER_TRY_MAP_FN(int64_t, try_ten_of, int64_t, x, out, call)
{
        calls++;
        if (x < 0)
                return iter_fail(call, -3, "%lld is negative", (long long)x);
        *out = x / 10;
        return 0;
}

TEST(groupby_groups_may_be_read_with_a_loop)
{
        iter_t *it = iter_groupby(six(), ten_of);
        int64_t digits = 0;

        ITER_FOREACH(tens, group, it) {
                ITER_FOREACH(int64_t, x, group.items)
                        digits = digits * 10 + x % 10;
        }
        CHECK_OK(iter_close(it, NULL));
        CHECK_INT(digits, 125123);
}

TEST(groupby_groups_need_not_be_read)
{
        iter_t *it = iter_groupby(six(), ten_of);
        int64_t digits = 0;

        ITER_FOREACH(tens, group, it)
                digits = digits * 10 + group.key;
        CHECK_OK(iter_close(it, NULL));
        CHECK_INT(digits, 123);
}

TEST(groupby_groups_may_be_read_in_part)
{
        iter_t *it = iter_groupby(six(), ten_of);
        int64_t digits = 0;

        ITER_FOREACH(tens, group, it) {
                ITER_FOREACH(int64_t, x, group.items) {
                        digits = digits * 10 + x % 10;
                        break;
                }
        }
        CHECK_OK(iter_close(it, NULL));
        CHECK_INT(digits, 151);
}

TEST(groupby_groups_may_be_closed)
{
        iter_t *it = iter_groupby(six(), ten_of);
        int64_t digits = 0;

        ITER_FOREACH(tens, group, it) {
                int64_t x = 0;
                CHECK_STATUS(iter_next(group.items, ITER_INTO(int64_t, &x)), ITER_ITEM);
                CHECK_OK(iter_close(group.items, NULL));
                digits = digits * 10 + x % 10;
        }
        CHECK_OK(iter_close(it, NULL));
        CHECK_INT(digits, 151);
}

TEST(groupby_of_nothing_is_empty)
{
        iter_t *it = iter_groupby(iter_range(0, 0, 1), ten_of);

        CHECK_NO_ITEMS(tens, it);
        CHECK_OK(iter_close(it, NULL));
}

TEST(groupby_calls_its_key_once_for_each_item)
{
        static const int part[] = { 0, 1, 9 };
        size_t k;

        for (k = 0; k < sizeof part / sizeof *part; k++) {
                iter_t *it = iter_groupby(six(), try_ten_of);
                int groups = 0;

                calls = 0;
                ITER_FOREACH(tens, group, it) {
                        int i;
                        int64_t x = 0;
                        for (i = 0; i < part[k]; i++) {
                                if (iter_next(group.items, ITER_INTO(int64_t, &x)) != ITER_ITEM)
                                        break;
                        }
                        groups++;
                }
                CHECK_OK(iter_close(it, NULL));
                CHECK_INT(groups, 3);
                CHECK_INT(calls, 6);
        }
}

TEST(groupby_runs_an_exact_key_no_further_than_it_is_asked)
{
        iter_t *it = iter_groupby(six(), try_ten_of);
        tens header = { 0, NULL };
        int64_t x = 0;

        calls = 0;
        CHECK_STATUS(iter_next(it, ITER_INTO(tens, &header)), ITER_ITEM);
        CHECK_INT(calls, 1);
        CHECK_STATUS(iter_next(header.items, ITER_INTO(int64_t, &x)), ITER_ITEM);
        CHECK_INT(calls, 1);
        CHECK_STATUS(iter_next(header.items, ITER_INTO(int64_t, &x)), ITER_ITEM);
        CHECK_INT(calls, 2);
        CHECK_STATUS(iter_next(header.items, ITER_INTO(int64_t, &x)), ITER_END);
        CHECK_INT(calls, 3);
        CHECK_STATUS(iter_next(it, ITER_INTO(tens, &header)), ITER_ITEM);
        CHECK_INT(calls, 3); /* known since the group before ended */
        CHECK_INT(header.key, 2);
        CHECK_OK(iter_close(it, NULL));
}

/* The law of consumption. */

TEST(groupby_leaves_the_first_item_of_a_group_in_the_source_until_it_is_taken)
{
        iter_t *source = six();
        iter_t *it = iter_groupby(iter_borrow(source), ten_of);
        tens header = { 0, NULL };
        int64_t x = 0;

        CHECK_STATUS(iter_next(it, ITER_INTO(tens, &header)), ITER_ITEM);
        CHECK_UINT(iter_bounds(source).low, 6);
        CHECK_STATUS(iter_next(header.items, ITER_INTO(int64_t, &x)), ITER_ITEM);
        CHECK_INT(x, 11);
        CHECK_UINT(iter_bounds(source).low, 5);
        CHECK_STATUS(iter_next(it, ITER_INTO(tens, &header)), ITER_ITEM); /* skips 12 */
        CHECK_INT(header.key, 2);
        CHECK_UINT(iter_bounds(source).low, 4);
        CHECK_OK(iter_close(it, NULL));
        CHECK_INT64S(source, 25, 31, 32, 33);
        CHECK_OK(iter_close(source, NULL));
}

TEST(groupby_leaves_the_item_behind_a_group)
{
        iter_t *source = six();
        iter_t *it = iter_groupby(iter_borrow(source), try_ten_of);
        tens header = { 0, NULL };
        int64_t sum = 0;

        CHECK_STATUS(iter_next(it, ITER_INTO(tens, &header)), ITER_ITEM);
        CHECK_OK(iter_sum_i64(take(&header), &sum, NULL));
        CHECK_INT(sum, 23);
        CHECK_OK(iter_close(it, NULL));
        CHECK_INT64S(source, 25, 31, 32, 33);
        CHECK_OK(iter_close(source, NULL));
}

TEST(groupby_groups_take_no_more_than_is_wanted)
{
        iter_t *source = iter_range(10, 20, 1);
        iter_t *it = iter_groupby(iter_borrow(source), ten_of);
        tens header = { 0, NULL };

        CHECK_STATUS(iter_next(it, ITER_INTO(tens, &header)), ITER_ITEM);
        if (header.items != NULL) {
                iter_t *some = iter_islice(take(&header), 0, 4, 1);
                CHECK_INT64S(some, 10, 11, 12, 13);
                CHECK_UINT(iter_bounds(source).low, 6);
                CHECK_OK(iter_close(some, NULL));
        }
        CHECK_OK(iter_close(it, NULL));
        CHECK_INT64S(source, 14, 15, 16, 17, 18, 19);
        CHECK_OK(iter_close(source, NULL));
}

ITER_TRY_MAP_FN(int64_t, same, int64_t, x, out, call)
{
        (void)call;
        *out = x;
        return 0;
}

TEST(groupby_gives_a_key_that_was_computed_to_nobody_elses_item)
{
        iter_t *source = six();
        iter_t *it = iter_groupby(iter_borrow(source), try_ten_of);
        tens header = { 0, NULL };
        int64_t x = 0;

        CHECK_STATUS(iter_next(it, ITER_INTO(tens, &header)), ITER_ITEM);
        CHECK_STATUS(iter_skip(source, 2, NULL), ITER_ITEM); /* the whole group, behind its back */
        if (header.items != NULL)
                CHECK_STATUS(iter_next(header.items, ITER_INTO(int64_t, &x)), ITER_END);
        CHECK_STATUS(iter_next(it, ITER_INTO(tens, &header)), ITER_ITEM);
        CHECK_INT(header.key, 2);
        CHECK_OK(iter_close(it, NULL));
        CHECK_INT64S(source, 25, 31, 32, 33);
        CHECK_OK(iter_close(source, NULL));

        /* The same where every item lies in the same place. */
        source = iter_map(six(), same);
        it = iter_groupby(iter_borrow(source), try_ten_of);
        CHECK_STATUS(iter_next(it, ITER_INTO(tens, &header)), ITER_ITEM);
        CHECK_STATUS(iter_next(source, ITER_INTO(int64_t, &x)), ITER_ITEM);
        CHECK_STATUS(iter_skip(source, 1, NULL), ITER_ITEM);
        CHECK_STATUS(iter_next(it, ITER_INTO(tens, &header)), ITER_ITEM);
        CHECK_OK(iter_close(it, NULL));
        CHECK_INT64S(source, 25, 31, 32, 33);
        CHECK_OK(iter_close(source, NULL));
}

/* Groups that are over. */

TEST(groupby_groups_taken_over_are_stale_once_it_has_moved_on)
{
        iter_t *it = iter_groupby(six(), ten_of);
        tens header = { 0, NULL };
        iter_t *old = NULL;
        iter_error_t error;
        int64_t x = 0;

        CHECK_STATUS(iter_next(it, ITER_INTO(tens, &header)), ITER_ITEM);
        old = iter_islice(take(&header), 0, ITER_NO_STOP, 1);
        CHECK_STATUS(iter_next(old, ITER_INTO(int64_t, &x)), ITER_ITEM);
        CHECK_INT(x, 11);
        CHECK_STATUS(iter_next(it, ITER_INTO(tens, &header)), ITER_ITEM);
        CHECK_INT(header.key, 2);
        CHECK_STATUS(iter_next(old, ITER_INTO(int64_t, &x)), ITER_ERROR);
        CHECK_STATUS(iter_next(old, ITER_INTO(int64_t, &x)), ITER_ERROR);
        CHECK_CODE(iter_close(old, &error), ITER_E_STALE);
        CHECK_STRING(
            error.message, "group: number 0 is over: its groupby was pulled again, or closed");
        /* groupby itself goes on. */
        if (header.items != NULL)
                CHECK_INT64S(header.items, 25);
        CHECK_OK(iter_close(it, NULL));
}

TEST(groupby_groups_taken_over_outlive_it)
{
        iter_t *it = iter_groupby(six(), ten_of);
        tens header = { 0, NULL };
        iter_t *old = NULL;
        const int64_t *p = NULL;
        int64_t x = 0;

        CHECK_STATUS(iter_next(it, ITER_INTO(tens, &header)), ITER_ITEM);
        old = iter_islice(take(&header), 0, ITER_NO_STOP, 1);
        /* An item that was looked at is the stage's, and stays readable. */
        CHECK_STATUS(iter_peek(old, ITER_VIEW(int64_t, &p)), ITER_ITEM);
        CHECK_OK(iter_close(it, NULL));
        CHECK_STATUS(iter_next(old, ITER_INTO(int64_t, &x)), ITER_ITEM);
        CHECK_INT(x, 11);
        CHECK_STATUS(iter_next(old, ITER_INTO(int64_t, &x)), ITER_ERROR);
        CHECK_UINT(iter_bounds(old).high, 0);
        CHECK_CODE(iter_close(old, NULL), ITER_E_STALE);
}

TEST(groupby_groups_that_ended_stay_so)
{
        iter_t *it = iter_groupby(six(), ten_of);
        tens header = { 0, NULL };
        iter_t *old;

        CHECK_STATUS(iter_next(it, ITER_INTO(tens, &header)), ITER_ITEM);
        old = iter_islice(take(&header), 0, ITER_NO_STOP, 1);
        CHECK_INT64S(old, 11, 12);
        CHECK_STATUS(iter_next(it, ITER_INTO(tens, &header)), ITER_ITEM);
        CHECK_NO_ITEMS(int64_t, old);
        CHECK_OK(iter_close(it, NULL));
        CHECK_NO_ITEMS(int64_t, old);
        CHECK_OK(iter_close(old, NULL));
}

TEST(groupby_groups_taken_over_and_never_pulled_report_nothing)
{
        iter_t *it = iter_groupby(six(), ten_of);
        tens header = { 0, NULL };
        iter_t *old;

        CHECK_STATUS(iter_next(it, ITER_INTO(tens, &header)), ITER_ITEM);
        old = iter_map(take(&header), ten_of);
        CHECK_OK(iter_close(it, NULL));
        CHECK_OK(iter_close(old, NULL));
}

/* CPython: list(groupby('AAABBB')) has groups that are silently empty. */
TEST(groupby_headers_that_were_collected_have_groups_that_are_over)
{
        iter_t *it = iter_groupby(six(), ten_of);
        tens *headers = NULL;
        size_t n = 0;
        size_t i;
        iter_error_t error;

        if (CHECK_OK(iter_collect(it, ITER_ARRAY_INTO(tens, &headers, &n), &error)))
                CHECK_UINT(n, 3);
        for (i = 0; i < n; i++) {
                int64_t x;
                int64_t sum;
                CHECK_INT(headers[i].key, (int64_t)i + 1);
                CHECK_STATUS(iter_next(headers[i].items, ITER_INTO(int64_t, &x)), ITER_ERROR);
                CHECK_CODE(iter_sum_i64(headers[i].items, &sum, NULL), ITER_E_STALE);
                CHECK_CODE(iter_close(headers[i].items, &error), ITER_E_STALE);
                CHECK_CONTAINS(error.message, "moved on or is closed");
        }
        iter_array_free(headers);
}

TEST(groupby_headers_that_were_put_back_have_their_key)
{
        iter_t *it = iter_groupby(six(), ten_of);
        tens header = { 0, NULL };

        CHECK_STATUS(iter_next(it, ITER_INTO(tens, &header)), ITER_ITEM);
        CHECK_OK(iter_put_back(it, ITER_FROM(tens, &header)));
        CHECK_STATUS(iter_next(it, ITER_INTO(tens, &header)), ITER_ITEM);
        CHECK_INT(header.key, 1);
        CHECK_STATUS(iter_next(it, ITER_INTO(tens, &header)), ITER_ITEM);
        CHECK_INT(header.key, 2);
        CHECK_OK(iter_close(it, NULL));
}

TEST(groupby_groups_may_be_taken_over_all_together)
{
        iter_t *it = iter_groupby(six(), ten_of);
        iter_t *taken[3] = { NULL, NULL, NULL };
        size_t n = 0;
        size_t i;

        ITER_FOREACH(tens, group, it) {
                if (n < 3)
                        taken[n++] = iter_map(group.items, ten_of);
        }
        CHECK_OK(iter_close(it, NULL));
        for (i = 0; i < n; i++) {
                int64_t x;
                CHECK_STATUS(iter_next(taken[i], ITER_INTO(int64_t, &x)), ITER_ERROR);
                CHECK_CODE(iter_close(taken[i], NULL), ITER_E_STALE);
        }
}

/* One closed pipeline may hold both, in either order. */
TEST(groupby_may_be_closed_together_with_a_group)
{
        int order;

        for (order = 0; order < 2; order++) {
                iter_t *it = iter_groupby(six(), ten_of);
                tens header = { 0, NULL };
                iter_t *group;
                iter_t *both;

                CHECK_STATUS(iter_next(it, ITER_INTO(tens, &header)), ITER_ITEM);
                group = header.items == NULL ? iter_range(0, 1, 1) : take(&header);
                both = order == 0 ? ITER_ZIP(it, group) : ITER_ZIP(group, it);
                CHECK_OK(iter_close(both, NULL));
        }
}

TEST(groupby_may_be_refused_together_with_a_group)
{
        int order;

        for (order = 0; order < 2; order++) {
                iter_t *it = iter_groupby(six(), ten_of);
                tens header = { 0, NULL };
                iter_t *group;
                iter_t *both;

                CHECK_STATUS(iter_next(it, ITER_INTO(tens, &header)), ITER_ITEM);
                group = header.items == NULL ? iter_range(0, 1, 1) : take(&header);
                both = order == 0 ? ITER_ZIP(it, group, NULL) : ITER_ZIP(NULL, group, it);
                CHECK_CODE(iter_close(both, NULL), ITER_E_NULL);
        }
}

TEST(groupby_moving_on_empties_the_group_that_it_is_zipped_with)
{
        iter_t *it = iter_groupby(six(), ten_of);
        tens header = { 0, NULL };
        uint64_t n = 9;

        CHECK_STATUS(iter_next(it, ITER_INTO(tens, &header)), ITER_ITEM);
        if (header.items != NULL)
                CHECK_CODE(iter_ilen(ITER_ZIP(take(&header), it), &n, NULL), ITER_E_STALE);
        else
                CHECK_OK(iter_close(it, NULL));
}

TEST(groupby_groups_are_chained_while_they_last)
{
        iter_t *it = iter_groupby(six(), ten_of);
        tens header = { 0, NULL };
        int64_t sum = 0;

        CHECK_STATUS(iter_next(it, ITER_INTO(tens, &header)), ITER_ITEM);
        if (header.items != NULL) {
                iter_t *chain = ITER_CHAIN(take(&header), iter_range(100, 102, 1));
                /* An exhausted group is closed by chain, while its groupby goes on. */
                CHECK_OK(iter_sum_i64(chain, &sum, NULL));
                CHECK_INT(sum, 11 + 12 + 100 + 101);
        }
        CHECK_STATUS(iter_next(it, ITER_INTO(tens, &header)), ITER_ITEM);
        CHECK_INT(header.key, 2);
        CHECK_OK(iter_close(it, NULL));
}

TEST(groupby_over_a_group_makes_groups_of_groups)
{
        iter_t *it = iter_groupby(iter_range(0, 30, 1), ten_of);
        tens outer = { 0, NULL };
        tens inner = { 0, NULL };
        iter_t *by_nine;
        int64_t x = 0;

        CHECK_STATUS(iter_next(it, ITER_INTO(tens, &outer)), ITER_ITEM);
        CHECK_STATUS(iter_next(it, ITER_INTO(tens, &outer)), ITER_ITEM);
        by_nine = iter_groupby(take(&outer), ten_of);
        CHECK_STATUS(iter_next(by_nine, ITER_INTO(tens, &inner)), ITER_ITEM);
        if (inner.items != NULL)
                CHECK_STATUS(iter_next(inner.items, ITER_INTO(int64_t, &x)), ITER_ITEM);
        CHECK_INT(x, 10);
        CHECK_STATUS(iter_next(it, ITER_INTO(tens, &outer)), ITER_ITEM);
        if (inner.items != NULL)
                CHECK_STATUS(iter_next(inner.items, ITER_INTO(int64_t, &x)), ITER_ERROR);
        CHECK_CODE(iter_close(by_nine, NULL), ITER_E_STALE);
        CHECK_OK(iter_close(it, NULL));
}

typedef struct {
        size_t index;
        int64_t value;
} indexed;

ITER_PAIR_TYPE(indexed, size_t, index, int64_t, value);

ITER_MAP_FN(int64_t, ten_of_indexed, indexed, x)
{
        return x.value / 10;
}

ITER_FILTER_FN(is_even, indexed, x)
{
        return x.index % 2 == 0;
}

TEST(groupby_groups_keep_the_type_that_their_source_made)
{
        iter_t *it = iter_groupby(iter_enumerate(six(), 0), ten_of_indexed);
        tens header = { 0, NULL };
        iter_t *even;
        indexed x = { 9, 9 };

        CHECK_STATUS(iter_next(it, ITER_INTO(tens, &header)), ITER_ITEM);
        even = iter_filter(take(&header), is_even);
        CHECK_OK(iter_close(it, NULL));
        CHECK_UINT(iter_bounds(even).high, 0);
        CHECK_STATUS(iter_next(even, ITER_INTO(indexed, &x)), ITER_ERROR);
        CHECK_UINT(iter_bounds(even).high, 0);
        CHECK_CODE(iter_close(even, NULL), ITER_E_STALE);
}

/* Memory. */

TEST(groupby_allocates_nothing_for_groups_that_are_not_taken_over)
{
        iter_t *it = iter_groupby(iter_range(0, 1000, 1), ten_of);
        tens header = { 0, NULL };
        size_t before;
        int64_t groups = 1;

        CHECK_STATUS(iter_next(it, ITER_INTO(tens, &header)), ITER_ITEM);
        before = tap_allocations();
        ITER_FOREACH(tens, group, it) {
                ITER_FOREACH(int64_t, x, group.items)
                        CHECK_INT(x / 10, group.key);
                groups++;
        }
        CHECK_UINT(tap_allocations(), before);
        CHECK_INT(groups, 100);
        CHECK_OK(iter_close(it, NULL));
}

TEST(groupby_allocates_once_for_each_group_that_is_taken_over)
{
        iter_counter_t counter;
        iter_t *it;
        int64_t groups = 0;

        iter_counter_init(&counter, NULL, 0);
        it = iter_groupby(iter_range_in(&counter.allocator, 0, 1000, 1), ten_of);
        ITER_FOREACH(tens, group, it) {
                int64_t sum = 0;
                const size_t before = counter.total;
                CHECK_OK(iter_sum_i64(group.items, &sum, NULL));
                CHECK_UINT(counter.total, before + 1); /* the sum's own */
                groups++;
        }
        CHECK_INT(groups, 100);
        CHECK_UINT(counter.total, 2 + 2 * 100);
        CHECK_UINT(counter.live, 2);
        CHECK_OK(iter_close(it, NULL));
        CHECK_UINT(counter.live, 0);
}

TEST(groupby_counts_a_group_that_it_has_among_its_memory)
{
        iter_t *it = iter_groupby(six(), ten_of);
        const size_t before = iter_memory(it).now;
        tens header = { 0, NULL };

        CHECK_STATUS(iter_next(it, ITER_INTO(tens, &header)), ITER_ITEM);
        CHECK(iter_memory(it).now > before || header.items == NULL);
        iter_abandon(take(&header));
        CHECK_UINT(iter_memory(it).now, before);
        CHECK_OK(iter_close(it, NULL));
}

static int released;

static void release(void *ptr)
{
        (void)ptr;
        released++;
}

TEST(groupby_does_not_use_a_group_again_that_somebody_put_something_into)
{
        iter_t *it = iter_groupby(six(), ten_of);
        tens header = { 0, NULL };
        const int64_t seven = 7;

        released = 0;
        CHECK_STATUS(iter_next(it, ITER_INTO(tens, &header)), ITER_ITEM);
        if (header.items != NULL) {
                CHECK_OK(iter_put_back(header.items, ITER_FROM(int64_t, &seven)));
                CHECK_INT64S(header.items, 7, 11, 12);
                CHECK_OK(iter_put_back(header.items, ITER_FROM(int64_t, &seven)));
        }
        header.items = NULL;
        CHECK_STATUS(iter_next(it, ITER_INTO(tens, &header)), ITER_ITEM);
        if (header.items != NULL) {
                iter_t *given = header.items;
                header.items = iter_defer(given, release, NULL);
                if (header.items == given) {
                        CHECK_INT64S(header.items, 25);
                } else {
                        CHECK_CODE(iter_close(header.items, NULL), ITER_E_NOMEM);
                }
        }
        header.items = NULL;
        CHECK_STATUS(iter_next(it, ITER_INTO(tens, &header)), ITER_ITEM);
        CHECK_INT(released, 1);
        if (header.items != NULL)
                CHECK_INT64S(header.items, 31, 32, 33);
        CHECK_OK(iter_close(it, NULL));
}

/* Pending. */

/* Of what may be waiting: that is no error of the test's. */
static void close_any(iter_t *it)
{
        const int code = iter_close(it, NULL);

        if (code != ITER_E_PENDING)
                CHECK_OK(code);
}

TEST(groupby_goes_on_where_pending_stopped_it)
{
        uint64_t seed;

        for (seed = 0; seed < 60; seed++) {
                iter_t *it =
                    iter_groupby(test_stutter(six(), seed), seed % 2 == 0 ? ten_of : try_ten_of);
                const size_t part = seed % 4; /* how much is read of each group */
                tens header = { 0, NULL };
                iter_status_t status;
                int64_t keys = 0;

                calls = 0;
                for (;;) {
                        size_t i;
                        status = iter_next(it, ITER_INTO(tens, &header));
                        if (status == ITER_PENDING)
                                continue;
                        if (status != ITER_ITEM)
                                break;
                        keys = keys * 10 + header.key;
                        for (i = 0; i < part;) {
                                int64_t x = 0;
                                status = iter_next(header.items, ITER_INTO(int64_t, &x));
                                if (status == ITER_PENDING)
                                        continue;
                                if (status != ITER_ITEM)
                                        break;
                                CHECK_INT(
                                    x, header.key * 10 + (header.key == 2 ? 5 : 1 + (int64_t)i));
                                i++;
                        }
                }
                CHECK_STATUS(status, ITER_END);
                CHECK_INT(keys, 123);
                if (seed % 2 != 0)
                        CHECK_INT(calls, 6);
                CHECK_OK(iter_close(it, NULL));
        }
}

TEST(groupby_groups_wait_as_their_source_does)
{
        iter_t *it = iter_groupby(test_stutter_waits(six(), 1), ten_of);
        tens header = { 0, NULL };
        int64_t sum = 0;

        while (iter_next(it, ITER_INTO(tens, &header)) == ITER_PENDING)
                ;
        if (header.items != NULL)
                CHECK_OK(iter_sum_i64(take(&header), &sum, NULL));
        CHECK_INT(sum, 23);
        CHECK_OK(iter_close(it, NULL));
}

TEST(groupby_groups_leave_a_consumer_open_that_cannot_wait)
{
        iter_t *it = iter_groupby(test_stutter(six(), 1), ten_of);
        tens header = { 0, NULL };
        int64_t sum = 0;
        int code;

        while (iter_next(it, ITER_INTO(tens, &header)) == ITER_PENDING)
                ;
        if (header.items != NULL) {
                do
                        code = iter_sum_i64(header.items, &sum, NULL);
                while (code == ITER_E_PENDING);
                CHECK_OK(code);
        }
        CHECK_INT(sum, 23);
        close_any(it);
}

TEST(groupby_drops_a_consumer_that_waits_in_a_group)
{
        uint64_t seed;

        for (seed = 0; seed < 10; seed++) {
                iter_t *it = iter_groupby(test_stutter(six(), seed), ten_of);
                tens header = { 0, NULL };
                int64_t sum = 0;
                iter_status_t status;

                while (iter_next(it, ITER_INTO(tens, &header)) == ITER_PENDING)
                        ;
                if (header.items != NULL &&
                    iter_sum_i64(header.items, &sum, NULL) == ITER_E_PENDING && seed % 2 == 0) {
                        do
                                status = iter_next(it, ITER_INTO(tens, &header));
                        while (status == ITER_PENDING);
                        CHECK_INT(header.key, 2);
                }
                close_any(it);
        }
}

/* Errors. */

TEST(groupby_reports_a_key_that_fails_and_has_used_its_item)
{
        static const int64_t items[] = { 11, -12, 13 };
        iter_t *source = iter_array(ITER_ARRAY(int64_t, items));
        iter_t *it = iter_groupby(iter_borrow(source), try_ten_of);
        tens header = { 0, NULL };
        iter_error_t error;

        CHECK_STATUS(iter_next(it, ITER_INTO(tens, &header)), ITER_ITEM);
        CHECK_STATUS(iter_next(it, ITER_INTO(tens, &header)), ITER_ERROR);
        CHECK_STATUS(iter_next(it, ITER_INTO(tens, &header)), ITER_ERROR);
        CHECK_CODE(iter_close(it, &error), -3);
        CHECK_STRING(error.message, "try_ten_of: item 1: -12 is negative");
        CHECK_INT64S(source, 13);
        CHECK_OK(iter_close(source, NULL));
}

TEST(groupby_reports_a_key_that_fails_in_a_group_to_both)
{
        static const int64_t items[] = { 11, -12, 13 };
        iter_t *it = iter_groupby(iter_array(ITER_ARRAY(int64_t, items)), try_ten_of);
        tens header = { 0, NULL };
        iter_error_t error;
        int64_t sum = 0;

        CHECK_STATUS(iter_next(it, ITER_INTO(tens, &header)), ITER_ITEM);
        if (header.items != NULL) {
                CHECK_CODE(iter_sum_i64(take(&header), &sum, &error), -3);
                CHECK_CONTAINS(error.message, "-12 is negative");
        }
        CHECK_STATUS(iter_next(it, ITER_INTO(tens, &header)), ITER_ERROR);
        CHECK_CODE(iter_close(it, &error), -3);
        CHECK_CONTAINS(error.message, "-12 is negative");
}

TEST(groupby_groups_take_their_error_along)
{
        iter_t *it = iter_groupby(test_fails_after(numbers, 1, -5), ten_of);
        tens header = { 0, NULL };
        iter_t *group;
        iter_error_t error;
        int64_t x = 0;

        CHECK_STATUS(iter_next(it, ITER_INTO(tens, &header)), ITER_ITEM);
        group = iter_map(take(&header), ten_of);
        CHECK_STATUS(iter_next(group, ITER_INTO(int64_t, &x)), ITER_ITEM);
        CHECK_STATUS(iter_next(group, ITER_INTO(int64_t, &x)), ITER_ERROR);
        CHECK_CODE(iter_close(it, NULL), -5);
        CHECK_STATUS(iter_next(group, ITER_INTO(int64_t, &x)), ITER_ERROR);
        CHECK_CODE(iter_close(group, &error), -5);
        CHECK_CONTAINS(error.message, "as planned");
}

TEST(groupby_gives_the_items_before_an_error)
{
        iter_t *it = iter_groupby(test_fails_behind(numbers, 3, -5), ten_of);
        int64_t digits = 0;

        ITER_FOREACH(tens, group, it) {
                ITER_FOREACH(int64_t, x, group.items)
                        digits = digits * 100 + x;
        }
        CHECK_CODE(iter_close(it, NULL), -5);
        CHECK_INT(digits, 111225);
}

/* Callbacks that reach for what they are part of. */

static iter_t *whose_group;
static iter_t *whose_groupby;
static iter_status_t group_says;
static iter_status_t groupby_says;
static int closing_group_says;
static int closing_groupby_says;

ITER_TRY_MAP_FN(int64_t, nosy_ten_of, int64_t, x, out, call)
{
        (void)call;
        if (whose_group != NULL) {
                tens header;
                int64_t item;
                group_says = iter_next(whose_group, ITER_INTO(int64_t, &item));
                groupby_says = iter_next(whose_groupby, ITER_INTO(tens, &header));
                closing_group_says = iter_close(whose_group, NULL);
                closing_groupby_says = iter_close(whose_groupby, NULL);
                whose_group = NULL;
        }
        *out = x / 10;
        return 0;
}

TEST(groupby_refuses_a_key_that_pulls_it_from_a_group)
{
        iter_t *it = iter_groupby(six(), nosy_ten_of);
        tens header = { 0, NULL };
        int64_t sum = 0;

        whose_group = NULL;
        CHECK_STATUS(iter_next(it, ITER_INTO(tens, &header)), ITER_ITEM);
        whose_groupby = it;
        whose_group = header.items;
        if (header.items != NULL) {
                ITER_FOREACH(int64_t, x, header.items)
                        sum += x;
                CHECK_STATUS(group_says, ITER_ERROR);
                CHECK_STATUS(groupby_says, ITER_ERROR);
                CHECK_CODE(closing_group_says, ITER_E_BUSY);
                CHECK_CODE(closing_groupby_says, ITER_E_BUSY);
        }
        /* All goes on as if nothing had been. */
        CHECK_INT(sum, 23);
        CHECK_STATUS(iter_next(it, ITER_INTO(tens, &header)), ITER_ITEM);
        CHECK_INT(header.key, 2);
        CHECK_OK(iter_close(it, NULL));
        whose_group = NULL;
}

TEST(groupby_refuses_a_key_that_pulls_it_from_a_group_taken_over)
{
        iter_t *it = iter_groupby(six(), nosy_ten_of);
        tens header = { 0, NULL };
        int64_t sum = 0;

        whose_group = NULL;
        CHECK_STATUS(iter_next(it, ITER_INTO(tens, &header)), ITER_ITEM);
        whose_groupby = it;
        whose_group = header.items;
        if (header.items != NULL) {
                CHECK_OK(iter_sum_i64(take(&header), &sum, NULL));
                CHECK_STATUS(group_says, ITER_ERROR);
                CHECK_STATUS(groupby_says, ITER_ERROR);
                CHECK_CODE(closing_group_says, ITER_E_HANDED_OVER);
                CHECK_CODE(closing_groupby_says, ITER_E_BUSY);
        }
        CHECK_INT(sum, 23);
        CHECK_OK(iter_close(it, NULL));
        whose_group = NULL;
}

TEST(groupby_refuses_a_key_that_pulls_a_group_from_its_header)
{
        iter_t *it = iter_groupby(six(), nosy_ten_of);
        tens header = { 0, NULL };
        iter_t *old;

        whose_group = NULL;
        CHECK_STATUS(iter_next(it, ITER_INTO(tens, &header)), ITER_ITEM);
        whose_groupby = it;
        whose_group = header.items;
        header.items = NULL;
        /* The group is over by then. It is closed, which is not refused: nobody is pulling it. */
        CHECK_STATUS(iter_next(it, ITER_INTO(tens, &header)), ITER_ITEM);
        CHECK_STATUS(group_says, ITER_ERROR);
        CHECK_STATUS(groupby_says, ITER_ERROR);
        CHECK_CODE(closing_group_says, ITER_E_STALE);
        CHECK_CODE(closing_groupby_says, ITER_E_BUSY);
        CHECK_INT(header.key, 2);
        old = iter_map(take(&header), ten_of);
        CHECK_OK(iter_close(it, NULL));
        CHECK_OK(iter_close(old, NULL));
        whose_group = NULL;
}

static iter_t *lender;

/* 12: takes another item. 32: takes all, and fails. */
ITER_TRY_MAP_FN(int64_t, thieving_ten_of, int64_t, x, out, call)
{
        (void)call;
        *out = x / 10;
        if (x == 12)
                return iter_skip(lender, 2, NULL) == ITER_ITEM ? 0 : -1;
        if (x == 32)
                return iter_skip(lender, 9, NULL) == ITER_END ? -2 : -1;
        return 0;
}

TEST(groupby_reports_a_key_that_pulls_its_lender)
{
        iter_t *it;
        tens header = { 0, NULL };
        iter_error_t error;

        lender = six();
        it = iter_groupby(iter_borrow(lender), thieving_ten_of);
        CHECK_STATUS(iter_next(it, ITER_INTO(tens, &header)), ITER_ITEM);
        CHECK_STATUS(iter_next(it, ITER_INTO(tens, &header)), ITER_ERROR);
        CHECK_CODE(iter_close(it, &error), ITER_E_STALE);
        CHECK_CONTAINS(error.message, "item 1: thieving_ten_of pulled");
        CHECK_INT64S(lender, 31, 32, 33);
        CHECK_OK(iter_close(lender, NULL));

        lender = iter_array(ITER_SPAN(int64_t, numbers + 3, 3));
        it = iter_groupby(iter_borrow(lender), thieving_ten_of);
        CHECK_STATUS(iter_next(it, ITER_INTO(tens, &header)), ITER_ITEM);
        CHECK_STATUS(iter_next(it, ITER_INTO(tens, &header)), ITER_ERROR);
        CHECK_CODE(iter_close(it, NULL), -2);
        CHECK_NO_ITEMS(int64_t, lender);
        CHECK_OK(iter_close(lender, NULL));
}

/* Keys. */

typedef struct {
        double key;
        iter_group_t items;
} reals;

ITER_PAIR_TYPE(reals, double, key, iter_group_t, items);

ITER_MAP_FN(double, itself, double, x)
{
        return x;
}

TEST(groupby_makes_a_group_of_every_nan)
{
        const double items[] = { 1, 1, (double)NAN, (double)NAN, 2 };
        iter_t *it = iter_groupby(iter_array(ITER_ARRAY(double, items)), itself);
        int groups = 0;
        int members = 0;

        ITER_FOREACH(reals, group, it) {
                ITER_FOREACH(double, x, group.items)
                        members += x == x ? 1 : 10;
                groups++;
        }
        CHECK_OK(iter_close(it, NULL));
        CHECK_INT(groups, 4);
        CHECK_INT(members, 23);

        it = iter_groupby(iter_array(ITER_ARRAY(double, items)), itself);
        groups = 0;
        ITER_FOREACH(reals, group, it)
                groups += group.items != NULL;
        CHECK_OK(iter_close(it, NULL));
        CHECK_INT(groups, 4);
}

/* Equal within 2, which is not transitive: what counts is the group's first. */
typedef struct {
        int64_t value;
} near;

static int near_compare(const iter_type_t *type, const void *a, const void *b)
{
        const int64_t x = ((const near *)a)->value;
        const int64_t y = ((const near *)b)->value;

        (void)type;
        return x - y > 2 ? 1 : y - x > 2 ? -1 : 0;
}

static const iter_type_t iter_type_near = { "near", sizeof(near), sizeof(int64_t), NULL, 0, false,
        NULL, NULL, near_compare, NULL, NULL };

typedef struct {
        near key;
        iter_group_t items;
} neighbours;

ITER_PAIR_TYPE(neighbours, near, key, iter_group_t, items);

ITER_MAP_FN(near, near_of, int64_t, x)
{
        const near key = { x };
        return key;
}

TEST(groupby_compares_keys_with_that_of_the_groups_first_item)
{
        iter_t *it = iter_groupby(iter_range(0, 7, 1), near_of);
        int64_t keys = 0;

        ITER_FOREACH(neighbours, group, it)
                keys = keys * 10 + group.key.value;
        CHECK_OK(iter_close(it, NULL));
        CHECK_INT(keys, 36); /* 0 1 2, 3 4 5, 6 */
}

//! [iter_group_t]
typedef struct {
        iter_str_t key;
        iter_group_t items;
} section;

ITER_PAIR_TYPE(section, iter_str_t, key, iter_group_t, items);

ITER_MAP_FN(iter_str_t, section_of, iter_str_t, line)
{
        const char *slash = memchr(line.ptr, '/', line.len);
        if (slash != NULL)
                line.len = (size_t)(slash - line.ptr);
        return line;
}
//! [iter_group_t]

ITER_TRY_MAP_FN(iter_str_t, try_section_of, iter_str_t, line, out, call)
{
        const char *slash = memchr(line.ptr, '/', line.len);

        if (slash == NULL)
                return iter_fail(call, ITER_E_PARSE, "no section");
        out->ptr = line.ptr;
        out->len = (size_t)(slash - line.ptr);
        return 0;
}

/* One item a fill, whose text is overwritten by the next: what lines of a file may do. */
struct lines {
        iter_t it;
        size_t next;
        char text[16];
        iter_str_t item;
};

static const char *const the_lines[] = { "net/curl", "net/wget", "text/vim", "x/y", "x/z" };

static iter_status_t lines_fill(iter_t *it, size_t want)
{
        struct lines *self = (struct lines *)it;

        (void)want;
        memset(self->text, '#', sizeof self->text);
        if (self->next == sizeof the_lines / sizeof *the_lines)
                return ITER_END;
        self->item.ptr = self->text;
        self->item.len = strlen(the_lines[self->next]);
        memcpy(self->text, the_lines[self->next++], self->item.len);
        return iter_give(it, &self->item, 1);
}

static const iter_vtable_t lines_vtable = { sizeof(iter_vtable_t), "lines", lines_fill,
        iter_stage_destroy, NULL, NULL, NULL, NULL };

static iter_t *lines(void)
{
        struct lines *self = iter_new(&lines_vtable, sizeof *self, ITER_TYPE(iter_str_t), 0, NULL);
        return self == NULL ? iter_no_memory(NULL) : &self->it;
}

TEST(groupby_keeps_keys_that_view_the_item)
{
        int read;

        for (read = 0; read < 4; read++) {
                iter_t *it = iter_groupby(lines(), read % 2 == 0 ? section_of : try_section_of);
                size_t groups = 0;
                size_t members = 0;

                ITER_FOREACH(section, group, it) {
                        if (read < 2) {
                                ITER_FOREACH(iter_str_t, line, group.items)
                                        members += line.len;
                        }
                        if (groups == 0)
                                CHECK_TEXT(group.key, "net");
                        if (groups == 1)
                                CHECK_TEXT(group.key, "text");
                        groups++;
                }
                CHECK_OK(iter_close(it, NULL));
                CHECK_UINT(groups, 3);
                CHECK_UINT(members, read < 2 ? 8 + 8 + 8 + 3 + 3 : 0);
        }
}

/* Keys that own memory. */
typedef struct {
        int64_t *p;
} boxed;

static int64_t *box(int64_t value)
{
        const iter_allocator_t *allocator = iter_default_allocator();
        int64_t *p = allocator->resize(allocator->ctx, NULL, 0, sizeof *p);
        if (p != NULL)
                *p = value;
        return p;
}

static int boxed_copy(
    const iter_type_t *type, void *to, const void *from, const iter_allocator_t *allocator)
{
        boxed *copy = to;

        (void)type;
        (void)allocator;
        copy->p = box(*((const boxed *)from)->p);
        return copy->p == NULL ? ITER_E_NOMEM : 0;
}

static void boxed_drop(const iter_type_t *type, void *item)
{
        const iter_allocator_t *allocator = iter_default_allocator();

        (void)type;
        allocator->resize(allocator->ctx, ((boxed *)item)->p, sizeof(int64_t), 0);
}

static int boxed_compare(const iter_type_t *type, const void *a, const void *b)
{
        const int64_t x = *((const boxed *)a)->p;
        const int64_t y = *((const boxed *)b)->p;

        (void)type;
        return (x > y) - (x < y);
}

static const iter_type_t iter_type_boxed = { "boxed", sizeof(boxed), sizeof(void *), NULL, 0, false,
        boxed_copy, boxed_drop, boxed_compare, NULL, NULL };

typedef struct {
        boxed key;
        iter_group_t items;
} boxes;

ITER_PAIR_TYPE(boxes, boxed, key, iter_group_t, items);

ITER_TRY_MAP_FN(boxed, boxed_ten_of, int64_t, x, out, call)
{
        out->p = box(x / 10);
        return out->p == NULL ? iter_fail(call, ITER_E_NOMEM, "no box") : 0;
}

TEST(groupby_drops_keys_that_own_memory)
{
        int part;

        for (part = 0; part < 4; part++) {
                iter_t *source = six();
                iter_t *it = iter_groupby(iter_borrow(source), boxed_ten_of);
                int64_t keys = 0;

                ITER_FOREACH(boxes, group, it) {
                        int i;
                        int64_t x = 0;
                        keys = keys * 10 + *group.key.p;
                        for (i = 0; i < part; i++) {
                                if (iter_next(group.items, ITER_INTO(int64_t, &x)) != ITER_ITEM)
                                        break;
                        }
                }
                CHECK_OK(iter_close(it, NULL));
                CHECK_INT(keys, 123);
                CHECK_OK(iter_close(source, NULL));
        }
}

TEST(groupby_closed_in_the_middle_drops_keys_that_own_memory)
{
        int pulls;

        for (pulls = 0; pulls < 4; pulls++) {
                iter_t *it = iter_groupby(six(), boxed_ten_of);
                boxes header = { { NULL }, NULL };
                int64_t x = 0;

                CHECK_STATUS(iter_next(it, ITER_INTO(boxes, &header)), ITER_ITEM);
                if (header.items != NULL && pulls > 0)
                        iter_skip(header.items, (uint64_t)pulls, NULL);
                CHECK_OK(iter_close(it, NULL));
                (void)x;
        }
}

/* Misuse and limits. */

TEST(groupby_refuses_a_key_of_other_items)
{
        iter_t *it = iter_groupby(six(), itself);
        iter_error_t error;

        CHECK_CODE(iter_close(it, &error), ITER_E_TYPE);
        CHECK_CONTAINS(error.message, "double");
}

TEST(groupby_refuses_null)
{
        iter_map_fn_t none;
        iter_t *it;

        memset(&none, 0, sizeof none);
        it = iter_groupby(six(), none);
        CHECK_CODE(iter_close(it, NULL), ITER_E_NULL);
        it = iter_groupby(NULL, ten_of);
        CHECK_CODE(iter_close(it, NULL), ITER_E_NULL);
}

TEST(groupby_refuses_keys_whose_headers_have_no_size)
{
        static const iter_type_t huge = { "huge", SIZE_MAX / 2, 1, NULL, 0, false, NULL, NULL, NULL,
                NULL, NULL };
        iter_map_fn_t key = ten_of;
        iter_t *it;

        key.out = &huge;
        it = iter_groupby(six(), key);
        CHECK_CODE(iter_close(it, NULL), ITER_E_OVERFLOW);
}

TEST(groupby_bounds_what_it_can)
{
        iter_t *it = iter_groupby(six(), ten_of);
        tens header = { 0, NULL };
        iter_bounds_t bounds = iter_bounds(it);

        CHECK_UINT(bounds.low, 1);
        CHECK_UINT(bounds.high, 6);
        CHECK_STATUS(iter_next(it, ITER_INTO(tens, &header)), ITER_ITEM);
        CHECK_UINT(iter_bounds(it).low, 0);
        if (header.items != NULL) {
                CHECK_UINT(iter_bounds(header.items).low, 1);
                CHECK_UINT(iter_bounds(header.items).high, 6);
                CHECK_STATUS(iter_skip(header.items, 1, NULL), ITER_ITEM);
                CHECK_UINT(iter_bounds(header.items).low, 0);
                CHECK_UINT(iter_bounds(header.items).high, 5);
        }
        CHECK_OK(iter_close(it, NULL));
}

TEST(groupby_of_one_long_group_reads_it_in_blocks)
{
        iter_t *it = iter_groupby(iter_range(0, 10, 1), near_of);
        neighbours header = { { 0 }, NULL };

        CHECK_OK(iter_close(it, NULL));
        it = iter_groupby(ITER_RANGE(int64_t, 1000000, 1001000, 1), ten_of);
        CHECK_STATUS(iter_skip(it, 99, NULL), ITER_ITEM);
        (void)header;
        {
                tens last = { 0, NULL };
                int64_t sum = 0;
                CHECK_STATUS(iter_next(it, ITER_INTO(tens, &last)), ITER_ITEM);
                if (last.items != NULL)
                        CHECK_OK(iter_sum_i64(last.items, &sum, NULL));
                CHECK_INT(sum, 10009945);
        }
        CHECK_OK(iter_close(it, NULL));
}
