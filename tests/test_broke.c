/* SPDX-License-Identifier: MIT */
/* What broke when it was tried: the obvious ways to build an iterator library that failed, and
 * attacks that once got through. */
#include "boxed.h"
#include "tap.h"

#define ALIGNED_64 __attribute__((aligned(64)))

static const int64_t ten[] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 };

/* Windows without a stride. */

TEST(items_that_lie_apart_are_brought_together_in_the_window)
{
        static const int64_t pairs[] = { 1, -1, 2, -2, 3, -3 };
        iter_t *it = iter_array_strided(ITER_SPAN(int64_t, pairs, 3), 2 * sizeof *pairs);
        const int64_t *first = NULL;

        if (CHECK_STATUS(iter_peek(it, ITER_VIEW(int64_t, &first)), ITER_ITEM)) {
                CHECK_INT(first[0], 1);
                CHECK_INT(first[1], 2);
                CHECK_INT(first[2], 3);
        }
        CHECK_OK(iter_close(it, NULL));
}

/* Callbacks with effects do not run in blocks. */

static int64_t seen;

ITER_TRY_MAP_FN(int64_t, note, int64_t, x, out, call)
{
        (void)call;
        seen = x;
        *out = x;
        return 0;
}

ITER_TRY_MAP_FN(int64_t, fails_at_3, int64_t, x, out, call)
{
        *out = x;
        return x == 3 ? iter_fail(call, -3, "at three") : 0;
}

TEST(no_effect_happens_behind_the_failure_of_a_later_stage_in_a_drain)
{
        iter_t *it = iter_map(iter_map(iter_array(ITER_ARRAY(int64_t, ten)), note), fails_at_3);
        int64_t sum = 0;
        iter_error_t error;

        seen = -1;
        CHECK_CODE(iter_sum_i64(it, &sum, &error), -3);
        CHECK_INT(seen, 3);
}

ITER_TRY_MAP_FN(iter_str_t, in_one_buffer, int64_t, x, out, call)
{
        static char buffer[2];

        (void)call;
        buffer[0] = (char)('a' + x);
        out->ptr = buffer;
        out->len = 1;
        return 0;
}

TEST(views_of_one_buffer_that_a_callback_writes_again_are_each_seen_in_time)
{
        iter_t *it = iter_map(iter_range(0, 4, 1), in_one_buffer);
        iter_str_t text = { NULL, 0 };

        if (CHECK_OK(iter_join(it, iter_str("-"), &text, NULL))) {
                CHECK_TEXT(text, "a-b-c-d");
                iter_type_drop(ITER_TYPE(iter_str_t), &text);
        }
}

/* Lending. */

TEST(a_borrower_in_the_middle_of_a_pipeline_loses_nothing)
{
        iter_t *it = iter_map(iter_range(0, 300, 1), note);
        iter_t *islice = iter_islice(iter_borrow(it), 0, 5, 2);
        int64_t x = -1;

        CHECK_INT64S(islice, 0, 2, 4);
        CHECK_OK(iter_close(islice, NULL));
        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ITEM);
        CHECK_INT(x, 5);
        CHECK_OK(iter_close(it, NULL));
}

TEST(zip_of_an_iterator_and_its_own_borrow_is_refused)
{
        iter_t *it = iter_array(ITER_ARRAY(int64_t, ten));
        uint64_t n = 0;

        CHECK_CODE(iter_ilen(ITER_ZIP(it, iter_borrow(it)), &n, NULL), ITER_E_HANDED_OVER);
        it = iter_array(ITER_ARRAY(int64_t, ten));
        CHECK_CODE(iter_consume(ITER_ZIP(iter_borrow(it), it), ITER_ALL, NULL), ITER_E_HANDED_OVER);
}

TEST(chain_of_an_iterator_and_its_own_borrow_is_refused)
{
        iter_t *it = iter_array(ITER_ARRAY(int64_t, ten));
        int64_t sum = 0;
        iter_error_t error;

        CHECK_CODE(iter_sum_i64(ITER_CHAIN(it, iter_borrow(it)), &sum, &error), ITER_E_HANDED_OVER);
        CHECK_CONTAINS(error.message, "source 2 borrows from another source");
}

TEST(a_borrow_of_what_was_handed_over_since_is_refused)
{
        iter_t *it = iter_range(0, 10, 1);
        iter_t *borrow = iter_borrow(it);
        iter_t *map = iter_map(it, note);
        int64_t sum = -1;

        /* Otherwise the lender is gone. */
        if (CHECK_OK(iter_failure(map, NULL)) && CHECK_OK(iter_failure(borrow, NULL))) {
                CHECK_CODE(iter_sum_i64(borrow, &sum, NULL), ITER_E_HANDED_OVER);
                CHECK_INT(sum, -1);
        } else {
                iter_abandon(borrow);
        }
        CHECK_OK(iter_sum_i64(map, &sum, NULL));
        CHECK_INT(sum, 45);
}

TEST(a_stage_does_not_pull_a_lender_that_was_handed_over_since)
{
        iter_t *it = iter_range(0, 10, 1);
        iter_t *islice = iter_islice(iter_borrow(it), 0, 5, 1);
        iter_t *rows = ITER_ZIP(islice, it);

        CHECK_CODE(iter_consume(rows, ITER_ALL, NULL), ITER_E_HANDED_OVER);
}

TEST(borrows_of_borrows_are_refused_before_the_stack_is_full)
{
        enum { BORROWS = 300 };
        static iter_t *all[BORROWS];
        int64_t x = 0;
        size_t i;

        all[0] = iter_range(0, 10, 1);
        for (i = 1; i < BORROWS; i++)
                all[i] = iter_borrow(all[i - 1]);
        CHECK_STATUS(iter_next(all[BORROWS - 1], ITER_INTO(int64_t, &x)), ITER_ERROR);
        CHECK_CODE(iter_close(all[BORROWS - 1], NULL), ITER_E_DEPTH);
        for (i = BORROWS - 1; i-- > 0;)
                iter_abandon(all[i]);
}

/* One window of the source in a fill. */

TEST(lines_from_a_buffer_that_moves_are_seen_before_it_does)
{
        static const char text[] = "a\nbb\nccc\nd\ndddddddddddddddddddddddddd\ne\n";
        iter_lines_options_t options = { ITER_CRLF_KEEP, false, 0, 4, NULL, NULL };
        FILE *file = tmpfile();
        iter_str_t joined = { NULL, 0 };
        iter_t *it;

        if (!CHECK(file != NULL))
                return;
        fwrite(text, 1, sizeof text - 1, file);
        rewind(file);
        it = iter_str_filter(iter_lines_file(file, ITER_CLOSE, &options), iter_str("d"));
        it = ITER_CHAIN(iter_islice(it, 0, 10, 1), iter_empty(ITER_TYPE(iter_str_t)));
        if (CHECK_OK(iter_join(it, iter_str(","), &joined, NULL))) {
                CHECK_TEXT(joined, "d,dddddddddddddddddddddddddd");
                iter_type_drop(ITER_TYPE(iter_str_t), &joined);
        }
}

/* Attacks. */

typedef struct {
        ALIGNED_64 char bytes[64];
} wide;
ITER_STRUCT_TYPE(wide);

TEST(items_put_back_are_as_aligned_as_their_type_asks)
{
        static const wide items[1];
        iter_t *it = iter_array(ITER_ARRAY(wide, items));
        int i;

        for (i = 0; i < 5; i++) {
                const wide *item = NULL;
                if (!CHECK_OK(iter_put_back(it, ITER_FROM(wide, &items[0]))))
                        break;
                CHECK_STATUS(iter_peek(it, ITER_VIEW(wide, &item)), ITER_ITEM);
                CHECK_UINT((uintptr_t)item % 64, 0);
        }
        CHECK_OK(iter_close(it, NULL));
}

TEST(a_pull_of_another_type_fails_for_good_also_among_items_put_back)
{
        iter_t *it = iter_range(0, 5, 1);
        const int64_t back = 99;
        int64_t x = 0;
        double wrong = 0;

        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ITEM);
        CHECK_OK(iter_put_back(it, ITER_FROM(int64_t, &back)));
        CHECK_STATUS(iter_next(it, ITER_INTO(double, &wrong)), ITER_ERROR);
        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ERROR);
        CHECK_CODE(iter_close(it, NULL), ITER_E_TYPE);
}

typedef struct {
        size_t index;
        int64_t value;
} indexed;
ITER_PAIR_TYPE(indexed, size_t, index, int64_t, value);

TEST(a_copy_of_a_span_outlives_the_type_that_its_pipeline_made)
{
        iter_t *it = iter_collect_of(iter_enumerate(iter_range(0, 5, 1), 0));
        iter_span_t span = { NULL, 0, NULL };
        size_t sum = 0;

        if (!CHECK_OK(iter_nth(it, 0, ITER_INTO(iter_span_t, &span), NULL)))
                return;
        it = iter_array(span);
        ITER_FOREACH(indexed, x, it)
                sum += x.index;
        CHECK_OK(iter_close(it, NULL));
        CHECK_UINT(sum, 10);
        iter_type_drop(ITER_TYPE(iter_span_t), &span);
}

/* Pulls the whole window away, and what comes after it. */
ITER_TRY_FILTER_FN_WITH(empties, int64_t, x, pass, call, iter_t *, lender)
{
        int64_t next = 0;
        int i;

        (void)call;
        for (i = 0; i < 200 && iter_next(lender, ITER_INTO(int64_t, &next)) == ITER_ITEM; i++)
                ;
        *pass = x == 3;
        return 0;
}

TEST(find_notices_that_its_predicate_pulled_the_lender)
{
        iter_t *it = iter_range(3, 1000, 1);
        int64_t x = -1;

        CHECK_CODE(iter_find(iter_borrow(it), empties(it), ITER_INTO(int64_t, &x), NULL, NULL),
            ITER_E_STALE);
        CHECK_INT(x, -1);
        CHECK_OK(iter_close(it, NULL));
}

ITER_TRY_MAP_FN_WITH(int64_t, key_that_empties, int64_t, x, out, call, iter_t *, lender)
{
        int64_t next = 0;
        int i;

        (void)call;
        for (i = 0; i < 200 && iter_next(lender, ITER_INTO(int64_t, &next)) == ITER_ITEM; i++)
                ;
        *out = x;
        return 0;
}

TEST(min_by_notices_that_its_key_pulled_the_lender)
{
        iter_t *it = iter_range(3, 1000, 1);
        int64_t x = -1;

        CHECK_CODE(iter_min_by(iter_borrow(it), key_that_empties(it), ITER_INTO(int64_t, &x), NULL),
            ITER_E_STALE);
        CHECK_INT(x, -1);
        CHECK_OK(iter_close(it, NULL));
}

TEST(a_budget_below_what_is_held_refuses)
{
        iter_counter_t counter;
        iter_t *it;

        iter_counter_init(&counter, NULL, 1 << 20);
        it = iter_range_in(&counter.allocator, 0, 10, 1);
        counter.limit = 1;
        it = iter_enumerate(it, 0);
        CHECK_CODE(iter_close(it, NULL), ITER_E_BUDGET);
        CHECK_UINT(counter.current, 0);
}

TEST(a_loop_stops_when_its_body_hands_the_iterator_over)
{
        iter_t *it = iter_range(0, 1000, 1);
        iter_t *map = NULL;
        int turns = 0;

        ITER_FOREACH(int64_t, x, it) {
                turns++;
                if (x != 5)
                        continue;
                map = iter_map(it, note);
                /* Otherwise the iterator is gone. */
                if (!CHECK_OK(iter_failure(map, NULL)))
                        break;
        }
        CHECK(turns < 1000);
        CHECK_OK(iter_close(map == NULL ? it : map, NULL));
}

TEST(consumers_refuse_functions_that_are_null)
{
        const iter_map_fn_t map = { NULL, NULL, NULL, NULL, NULL, { { 0 } } };
        const iter_filter_fn_t filter = { NULL, NULL, NULL, NULL, NULL, { { 0 } } };
        const iter_fold_fn_t fold = { NULL, NULL, NULL, NULL, NULL, NULL, { { 0 } } };
        const iter_each_fn_t each = { NULL, NULL, NULL, { { 0 } } };
        const iter_into_t into = ITER_INTO(int64_t, &seen);
        bool answer = true;

        CHECK_CODE(iter_foreach(iter_range(0, 3, 1), each, NULL), ITER_E_NULL);
        CHECK_CODE(iter_any(iter_range(0, 3, 1), filter, &answer, NULL), ITER_E_NULL);
        CHECK_CODE(iter_all(iter_range(0, 3, 1), filter, &answer, NULL), ITER_E_NULL);
        CHECK_CODE(iter_find(iter_range(0, 3, 1), filter, into, NULL, NULL), ITER_E_NULL);
        CHECK_CODE(iter_min_by(iter_range(0, 3, 1), map, into, NULL), ITER_E_NULL);
        CHECK_CODE(iter_max_by(iter_range(0, 3, 1), map, into, NULL), ITER_E_NULL);
        CHECK_CODE(iter_reduce(iter_range(0, 3, 1), fold, into, NULL), ITER_E_NULL);
        CHECK_CODE(iter_fold(iter_range(0, 3, 1), fold, into, NULL), ITER_E_NULL);
}

TEST(chain_refuses_an_array_of_sources_that_is_null)
{
        CHECK_CODE(iter_close(iter_chain_n(NULL, 2), NULL), ITER_E_NULL);
}

TEST(a_function_that_is_null_cannot_be_deferred)
{
        CHECK_CODE(iter_close(iter_defer(iter_range(0, 3, 1), NULL, NULL), NULL), ITER_E_NULL);
}

typedef struct {
        counted key;
        iter_group_t items;
} section;
ITER_PAIR_TYPE(section, counted, key, iter_group_t, items);

TEST(groupby_drops_all_keys_of_a_pure_function_that_own_something)
{
        iter_t *it = iter_groupby(iter_range(0, 5, 1), count_up);
        int64_t next = 0;

        counted_live = 0;
        ITER_FOREACH(section, group, it)
                CHECK_INT(group.key.value, next++);
        CHECK_OK(iter_close(it, NULL));
        CHECK_INT(next, 5);
        CHECK_INT(counted_live, 0);
}
