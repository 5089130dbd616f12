/* SPDX-License-Identifier: MIT */
/* What is wrong with it is said clearly; nothing is leaked, nothing is lost. */
#include <stdlib.h>

#include "sources.h"

ITER_MAP_FN(int64_t, square, int64_t, x)
{
        return x * x;
}

ITER_FILTER_FN(is_even, int64_t, x)
{
        return x % 2 == 0;
}

ITER_FILTER_MAP_FN(int64_t, half, int64_t, x, out)
{
        *out = x / 2;
        return x % 2 == 0;
}

ITER_FOLD_FN(int64_t, add, acc, int64_t, x)
{
        return acc + x;
}

ITER_EACH_FN(look, int64_t, x, call)
{
        (void)call;
        return x == INT64_MIN ? -1 : 0;
}

static const int64_t one_to_five[] = { 1, 2, 3, 4, 5 };

static const int64_t *const nothing = NULL;

static iter_t *five(void)
{
        return iter_array(ITER_ARRAY(int64_t, one_to_five));
}

/* Pulls, which must fail, and closes: the code and the record. */
static int refused(iter_t *it, iter_error_t *error)
{
        const void *head = NULL;

        CHECK_STATUS(iter_skip(it, 1, NULL), ITER_ERROR);
        CHECK_STATUS(iter_skip(it, 1, NULL), ITER_ERROR);
        head = it->head;
        CHECK(head == it->end);
        return iter_close(it, error);
}

/* NULL where a pipeline is expected. */

#define CHECK_NULL_REFUSED(expression)                                     \
        do {                                                               \
                iter_error_t null_error;                                   \
                CHECK_CODE(refused(expression, &null_error), ITER_E_NULL); \
                CHECK_CONTAINS(null_error.message, "NULL");                \
        } while (0)

TEST(stages_refuse_null)
{
        iter_t *none = NULL;

        CHECK_NULL_REFUSED(iter_map(none, square));
        CHECK_NULL_REFUSED(iter_filter(none, is_even));
        CHECK_NULL_REFUSED(iter_filterfalse(none, is_even));
        CHECK_NULL_REFUSED(iter_filter_map(none, half));
        CHECK_NULL_REFUSED(iter_islice(none, 0, 5, 1));
        CHECK_NULL_REFUSED(iter_takewhile(none, is_even));
        CHECK_NULL_REFUSED(iter_dropwhile(none, is_even));
        CHECK_NULL_REFUSED(iter_inspect(none, look));
        CHECK_NULL_REFUSED(iter_enumerate(none, 0));
        CHECK_NULL_REFUSED(iter_accumulate(none, add));
        CHECK_NULL_REFUSED(iter_accumulate_sum(none));
        CHECK_NULL_REFUSED(iter_groupby(none, square));
        CHECK_NULL_REFUSED(iter_chain_n(&none, 1));
        CHECK_NULL_REFUSED(iter_zip_n(&none, 1));
        CHECK_NULL_REFUSED(iter_zip_strict_n(&none, 1));
        CHECK_NULL_REFUSED(iter_zip_longest_n(&none, NULL, 1));
        CHECK_NULL_REFUSED(iter_borrow(none));
        CHECK_NULL_REFUSED(ITER_CHAIN(five(), none, five()));
        CHECK_NULL_REFUSED(ITER_ZIP(five(), five(), none));
}

#define CHECK_NULL_CODE(expression)                    \
        do {                                           \
                iter_error_t error;                    \
                CHECK_CODE(expression, ITER_E_NULL);   \
                CHECK_INT(error.code, ITER_E_NULL);    \
                CHECK_CONTAINS(error.message, "NULL"); \
        } while (0)

TEST(consumers_refuse_null)
{
        int64_t x = 17;
        uint64_t n = 17;
        double real = 17;
        bool yes = true;
        int64_t *array = NULL;
        size_t length = 17;

        CHECK_NULL_CODE(iter_foreach(NULL, look, &error));
        CHECK_NULL_CODE(iter_consume(NULL, 3, &error));
        CHECK_NULL_CODE(iter_ilen(NULL, &n, &error));
        CHECK_NULL_CODE(iter_sum_i64(NULL, &x, &error));
        CHECK_NULL_CODE(iter_sum_u64(NULL, &n, &error));
        CHECK_NULL_CODE(iter_sum_double(NULL, &real, &error));
        CHECK_NULL_CODE(iter_prod_i64(NULL, &x, &error));
        CHECK_NULL_CODE(iter_prod_u64(NULL, &n, &error));
        CHECK_NULL_CODE(iter_prod_double(NULL, &real, &error));
        CHECK_NULL_CODE(iter_min(NULL, ITER_INTO(int64_t, &x), &error));
        CHECK_NULL_CODE(iter_max(NULL, ITER_INTO(int64_t, &x), &error));
        CHECK_NULL_CODE(iter_min_by(NULL, square, ITER_INTO(int64_t, &x), &error));
        CHECK_NULL_CODE(iter_max_by(NULL, square, ITER_INTO(int64_t, &x), &error));
        CHECK_NULL_CODE(iter_reduce(NULL, add, ITER_INTO(int64_t, &x), &error));
        CHECK_NULL_CODE(iter_fold(NULL, add, ITER_INTO(int64_t, &x), &error));
        CHECK_NULL_CODE(iter_any(NULL, is_even, &yes, &error));
        CHECK_NULL_CODE(iter_all(NULL, is_even, &yes, &error));
        CHECK_NULL_CODE(iter_find(NULL, is_even, ITER_INTO(int64_t, &x), &yes, &error));
        CHECK_NULL_CODE(iter_nth(NULL, 0, ITER_INTO(int64_t, &x), &error));
        CHECK_NULL_CODE(iter_collect(NULL, ITER_ARRAY_INTO(int64_t, &array, &length), &error));
        CHECK_NULL_CODE(iter_write_lines(NULL, stdout, &error));
        CHECK_INT(x, 17);
        CHECK_UINT(n, 17);
        CHECK_REAL(real, 17);
}

/* Types that do not fit. */

TEST(a_type_mismatch_between_stages_names_both_types)
{
        static const double reals[] = { 1.5 };
        iter_error_t error;
        iter_t *it = iter_filter(iter_map(iter_array(ITER_ARRAY(double, reals)), square), is_even);

        CHECK_CODE(refused(it, &error), ITER_E_TYPE);
        CHECK_STRING(error.stage, "map");
        CHECK_STRING(error.message, "map: takes items of type int64_t, the source gives double");
}

TEST(a_type_mismatch_in_a_list_of_sources_closes_all)
{
        static const double reals[] = { 1.5 };
        iter_error_t error;

        CHECK_CODE(
            refused(ITER_CHAIN(five(), iter_array(ITER_ARRAY(double, reals)), five()), &error),
            ITER_E_TYPE);
        CHECK_CONTAINS(error.message, "chain");
        CHECK_CONTAINS(error.message, "double");
        CHECK_CONTAINS(error.message, "int64_t");
}

/* A descriptor that is older than its struct. */
typedef struct {
        int64_t a;
        int64_t b;
} thing;

static const iter_type_t iter_type_thing = { "thing", 8, 8, NULL, 0, false, NULL, NULL, NULL, NULL,
        NULL };

TEST(a_loop_over_a_struct_of_another_size_runs_zero_turns)
{
        const iter_span_t span = { one_to_five, 5, ITER_TYPE(thing) };
        iter_t *it = iter_array(span);
        iter_error_t error;
        int turns = 0;

        ITER_FOREACH(thing, t, it)
                turns += t.a != 0;
        CHECK_CODE(iter_close(it, &error), ITER_E_TYPE);
        CHECK_CONTAINS(error.message, "thing");

        it = iter_array(span);
        ITER_FOREACH_REF(thing, t, it)
                turns += t->a != 0;
        CHECK_CODE(iter_close(it, &error), ITER_E_TYPE);
        CHECK_INT(turns, 0);
}

TEST(consumers_refuse_a_place_of_another_size)
{
        const iter_span_t span = { one_to_five, 5, ITER_TYPE(thing) };
        thing t = { 17, 17 };

        CHECK_CODE(iter_nth(iter_array(span), 0, ITER_INTO(thing, &t), NULL), ITER_E_TYPE);
        CHECK_INT(t.a, 17);
}

/* Steps and counts. */

TEST(a_step_of_zero_is_an_error)
{
        iter_error_t error;

        CHECK_CODE(refused(iter_range(0, 5, 0), &error), ITER_E_ARGUMENT);
        CHECK_CONTAINS(error.message, "step");
        CHECK_CODE(refused(ITER_RANGE(uint8_t, 0, 5, 0), &error), ITER_E_ARGUMENT);
        CHECK_CODE(refused(iter_range_double(0, 5, 0), &error), ITER_E_ARGUMENT);
        CHECK_CODE(refused(iter_islice(five(), 0, 5, 0), &error), ITER_E_ARGUMENT);
        CHECK_CONTAINS(error.message, "islice");
}

TEST(negative_counts_are_errors_or_nothing)
{
        const int64_t x = 1;
        iter_error_t error;
        iter_t *it = iter_repeat_n(ITER_FROM(int64_t, &x), -1); /* as Python's */

        CHECK_NO_ITEMS(int64_t, it);
        CHECK_OK(iter_close(it, NULL));
        CHECK_CODE(refused(iter_islice(five(), -1, 5, 1), &error), ITER_E_ARGUMENT);
        CHECK_CODE(refused(iter_islice(five(), 0, -2, 1), &error), ITER_E_ARGUMENT);
        CHECK_CODE(refused(iter_islice(five(), 0, 5, -1), &error), ITER_E_ARGUMENT);
        CHECK_CONTAINS(error.message, "-1");
}

/* Nothing at all. */

TEST(stages_of_nothing_give_nothing)
{
        iter_t *all[] = {
                iter_map(iter_empty(ITER_TYPE(int64_t)), square),
                iter_filter(iter_range(0, 0, 1), is_even),
                iter_filterfalse(iter_array(ITER_SPAN(int64_t, nothing, 0)), is_even),
                iter_filter_map(iter_range(5, 0, 1), half),
                iter_islice(iter_empty(ITER_TYPE(int64_t)), 3, 8, 2),
                iter_takewhile(iter_empty(ITER_TYPE(int64_t)), is_even),
                iter_dropwhile(iter_empty(ITER_TYPE(int64_t)), is_even),
                iter_inspect(iter_empty(ITER_TYPE(int64_t)), look),
                iter_accumulate(iter_empty(ITER_TYPE(int64_t)), add),
                iter_accumulate_sum(iter_empty(ITER_TYPE(int64_t))),
                ITER_CHAIN(iter_empty(ITER_TYPE(int64_t)), iter_empty(ITER_TYPE(int64_t))),
        };
        size_t i;

        for (i = 0; i < sizeof all / sizeof *all; i++) {
                CHECK_NO_ITEMS(int64_t, all[i]);
                CHECK_NO_ITEMS(int64_t, all[i]);
                CHECK_UINT(iter_bounds(all[i]).high, 0);
                CHECK_OK(iter_close(all[i], NULL));
        }
}

TEST(rows_and_groups_of_nothing_are_nothing)
{
        iter_t *all[] = {
                iter_enumerate(iter_empty(ITER_TYPE(int64_t)), 0),
                ITER_ZIP(iter_empty(ITER_TYPE(int64_t)), iter_empty(ITER_TYPE(double))),
                iter_zip_n(NULL, 0),
                iter_zip_strict_n(NULL, 0),
                iter_zip_longest_n(NULL, NULL, 0),
                iter_groupby(iter_empty(ITER_TYPE(int64_t)), square),
        };
        size_t i;

        for (i = 0; i < sizeof all / sizeof *all; i++) {
                CHECK_STATUS(iter_skip(all[i], 1, NULL), ITER_END);
                CHECK_OK(iter_close(all[i], NULL));
        }
}

/* Sizes near the end of their types. */

TEST(arrays_of_impossible_sizes_are_refused)
{
        iter_error_t error;

        CHECK_CODE(refused(iter_array(ITER_SPAN(int64_t, one_to_five, SIZE_MAX)), &error),
            ITER_E_ARGUMENT);
        CHECK_CODE(refused(iter_array(ITER_SPAN(int64_t, one_to_five, SIZE_MAX / 8 + 1)), &error),
            ITER_E_ARGUMENT);
        CHECK_CODE(refused(iter_array(ITER_SPAN(int64_t, nothing, 1)), &error), ITER_E_NULL);
}

TEST(a_text_of_impossible_size_cannot_be_copied)
{
        const iter_str_t text = { "text", SIZE_MAX - 8 };

        CHECK_CODE(refused(iter_once(ITER_FROM(iter_str_t, &text)), NULL), ITER_E_NOMEM);
}

TEST(the_largest_counts_are_counts)
{
        const int64_t x = 1;
        iter_t *it = iter_repeat_n(ITER_FROM(int64_t, &x), INT64_MAX);
        int64_t y = 0;

        CHECK_STATUS(iter_skip(it, INT64_MAX, NULL), ITER_ITEM);
        CHECK_NO_ITEMS(int64_t, it);
        CHECK_OK(iter_close(it, NULL));
        CHECK_OK(iter_consume(five(), UINT64_MAX, NULL));
        CHECK_CODE(iter_nth(five(), UINT64_MAX, ITER_INTO(int64_t, &y), NULL), ITER_E_EMPTY);
        it = iter_islice(five(), INT64_MAX - 1, INT64_MAX, INT64_MAX);
        CHECK_NO_ITEMS(int64_t, it);
        CHECK_OK(iter_close(it, NULL));
}

/* Each row holds two of the row before: a budget is what bounds that. */
TEST(rows_that_double_in_size_end_at_the_budget)
{
        iter_t *lenders[64];
        iter_counter_t counter;
        size_t n = 0;
        int code = 0;

        iter_counter_init(&counter, NULL, 1 << 20);
        lenders[n++] = iter_range_in(&counter.allocator, 0, 3, 1);
        while (code == 0 && n < 64) {
                iter_t *last = lenders[n - 1];
                lenders[n] = ITER_ZIP(iter_borrow(last), iter_borrow(last));
                code = iter_failure(lenders[n], NULL);
                n++;
        }
        CHECK_CODE(code, ITER_E_BUDGET);
        CHECK(n > 8 && n < 64);
        while (n-- > 0)
                iter_abandon(lenders[n]);
        CHECK_UINT(counter.current, 0);
}

/* Many stages. */

TEST(a_million_stages_on_each_other_are_too_deep)
{
        iter_t *it = iter_range(0, 3, 1);
        iter_error_t error;
        const int stages = tap_torturing() ? 1000 : 1000000;
        int i;

        for (i = 0; i < stages; i++)
                it = i % 2 == 0 ? iter_map(it, square) : iter_filter(it, is_even);
        CHECK_CODE(refused(it, &error), ITER_E_DEPTH);
        CHECK_CONTAINS(error.message, "256");
}

TEST(as_many_stages_as_are_allowed_work)
{
        iter_t *it = iter_range(0, 2, 1);
        iter_bounds_t bounds;
        int64_t sum = 0;
        int i;

        for (i = 2; i < ITER_DEPTH_MAX; i++)
                it = iter_map(it, square);
        bounds = iter_bounds(it);
        if (iter_failure(it, NULL) == 0)
                CHECK_UINT(bounds.low, 2);
        CHECK_OK(iter_sum_i64(it, &sum, NULL));
        CHECK_INT(sum, 1);
}

TEST(borrowing_does_not_get_around_the_depth)
{
        iter_t *lenders[ITER_DEPTH_MAX + 2];
        size_t n = 0;
        size_t i;
        int code = 0;

        lenders[n++] = iter_range(0, 3, 1);
        while (code == 0 && n < ITER_DEPTH_MAX + 2) {
                lenders[n] = iter_map(iter_borrow(lenders[n - 1]), square);
                code = iter_failure(lenders[n], NULL);
                n++;
        }
        CHECK_CODE(code, ITER_E_DEPTH);
        CHECK(n > 100);
        for (i = n; i-- > 0;)
                iter_abandon(lenders[i]);
}

TEST(borrows_of_borrows_are_stages_too)
{
        iter_t *lenders[ITER_DEPTH_MAX + 8];
        iter_error_t error;
        int64_t x = 17;
        size_t n = 0;
        size_t i;

        lenders[n++] = five();
        while (iter_failure(lenders[n - 1], NULL) == 0 && n < ITER_DEPTH_MAX + 8) {
                lenders[n] = iter_borrow(lenders[n - 1]);
                n++;
        }
        CHECK_CODE(iter_failure(lenders[n - 1], &error), ITER_E_DEPTH);
        CHECK_CONTAINS(error.message, "256");
        CHECK(n > 200);
        if (n > 200) {
                CHECK_STATUS(iter_next(lenders[n - 2], ITER_INTO(int64_t, &x)), ITER_ITEM);
                CHECK_INT(x, 1);
        }
        for (i = n; i-- > 0;)
                iter_abandon(lenders[i]);
}

TEST(a_chain_of_a_million_sources)
{
        const size_t n = tap_torturing() ? 50 : 1000000;
        iter_t **sources = malloc(n * sizeof *sources);
        int64_t sum = 0;
        size_t i;
        iter_t *it;

        if (sources == NULL)
                SKIP("no memory");
        for (i = 0; i < n; i++)
                sources[i] = iter_range(0, 2, 1);
        it = iter_chain_n(sources, n);
        CHECK_OK(iter_sum_i64(it, &sum, NULL));
        CHECK_INT(sum, (int64_t)n);
        free(sources);
}

TEST(a_million_sources_are_refused_as_two_are)
{
        const size_t n = tap_torturing() ? 50 : 1000000;
        iter_t **sources = malloc(n * sizeof *sources);
        iter_error_t error;
        size_t i;

        if (sources == NULL)
                SKIP("no memory");
        for (i = 0; i < n; i++)
                sources[i] = iter_range(0, 2, 1);
        iter_abandon(sources[n - 1]);
        sources[n - 1] = sources[0];
        CHECK_CODE(refused(iter_chain_n(sources, n), &error), ITER_E_HANDED_OVER);
        CHECK_CONTAINS(error.message, "same");
        free(sources);
}

/* Callbacks that fail at item k. */

ITER_TRY_MAP_FN_WITH(int64_t, fails_at, int64_t, x, out, call, int64_t, k)
{
        *out = x;
        return x == k ? iter_fail(call, -9, "item %d it is", (int)k) : 0;
}

TEST(a_callback_that_fails_at_item_k_loses_neither_those_before_nor_those_behind)
{
        int64_t k;

        for (k = 0; k < 5; k++) {
                iter_t *lender = iter_range(0, 6, 1);
                iter_t *it = iter_map(iter_borrow(lender), fails_at(k));
                iter_error_t error;
                int64_t expected = 0;
                int64_t next = 0;

                ITER_FOREACH(int64_t, x, it) {
                        CHECK_INT(x, expected);
                        expected++;
                }
                CHECK_INT(expected, k);
                CHECK_CODE(iter_close(it, &error), -9);
                CHECK_UINT(error.index, (uint64_t)k);
                CHECK_STATUS(iter_next(lender, ITER_INTO(int64_t, &next)), ITER_ITEM);
                CHECK_INT(next, k + 1);
                CHECK_OK(iter_close(lender, NULL));
        }
}

/* Callbacks that meddle with their own pipeline. */

struct meddler {
        iter_t *pipeline; /* that the callback is a part of */
        bool done; /* all it tries was refused */
};

static int meddle(struct meddler *meddler)
{
        iter_t *it = meddler->pipeline;
        const bool handed_over = iter_close(it, NULL) == ITER_E_HANDED_OVER;
        const int refusal = handed_over ? ITER_E_HANDED_OVER : ITER_E_BUSY;
        const int64_t *p = NULL;
        int64_t x = 17;
        int64_t sum = 17;
        int deferred = 0;

        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ERROR);
        CHECK_STATUS(iter_peek(it, ITER_VIEW(int64_t, &p)), ITER_ERROR);
        CHECK_STATUS(iter_skip(it, 1, NULL), ITER_ERROR);
        CHECK_CODE(iter_put_back(it, ITER_FROM(int64_t, &x)), refusal);
        ITER_FOREACH(int64_t, y, it)
                x = y;
        CHECK_INT(x, 17);
        CHECK_CODE(iter_close(it, NULL), refusal);
        iter_abandon(it);
        CHECK_CODE(iter_close(iter_map(it, square), NULL), refusal);
        CHECK_CODE(iter_close(ITER_CHAIN(five(), it), NULL), refusal);
        CHECK_CODE(iter_close(iter_borrow(it), NULL), refusal);
        CHECK_CODE(iter_sum_i64(it, &sum, NULL), refusal);
        CHECK_INT(sum, 17);
        (void)iter_bounds(it);
        (void)iter_memory(it);
        CHECK_INT(iter_failure(it, NULL), 0);
        (void)deferred;
        meddler->done = true;
        return 0;
}

ITER_TRY_MAP_FN_WITH(int64_t, meddling_map, int64_t, x, out, call, struct meddler *, meddler)
{
        (void)call;
        *out = x;
        return meddle(meddler);
}

ITER_TRY_FILTER_FN_WITH(meddling_filter, int64_t, x, pass, call, struct meddler *, meddler)
{
        (void)call;
        *pass = x > 0;
        return meddle(meddler);
}

ITER_EACH_FN_WITH(meddling_effect, int64_t, x, call, struct meddler *, meddler)
{
        (void)call;
        (void)x;
        return meddle(meddler);
}

TEST(a_callback_that_pulls_or_closes_its_own_pipeline_is_refused)
{
        struct meddler meddler = { NULL, false };
        iter_t *it;

        it = meddler.pipeline = iter_map(five(), meddling_map(&meddler));
        CHECK_INT64S(it, 1, 2, 3, 4, 5);
        CHECK_OK(iter_close(it, NULL));

        it = meddler.pipeline = iter_filter(five(), meddling_filter(&meddler));
        CHECK_INT64S(it, 1, 2, 3, 4, 5);
        CHECK_OK(iter_close(it, NULL));

        it = meddler.pipeline = iter_takewhile(five(), meddling_filter(&meddler));
        CHECK_INT64S(it, 1, 2, 3, 4, 5);
        CHECK_OK(iter_close(it, NULL));

        it = meddler.pipeline = iter_inspect(five(), meddling_effect(&meddler));
        CHECK_INT64S(it, 1, 2, 3, 4, 5);
        CHECK_OK(iter_close(it, NULL));
        CHECK(meddler.done);
}

TEST(a_callback_may_be_anywhere_in_the_pipeline_that_it_pulls)
{
        struct meddler meddler = { NULL, false };
        int64_t sum = 0;
        iter_t *it = iter_map(five(), meddling_map(&meddler));

        /* The pipeline is what stands on the callback's stage... */
        it = meddler.pipeline = iter_map(iter_filter(it, meddling_filter(&meddler)), square);
        CHECK_INT64S(it, 1, 4, 9, 16, 25);
        CHECK_OK(iter_close(it, NULL));

        /* ... or the callback's own stage, under others, or under a consumer. */
        meddler.pipeline = iter_map(five(), meddling_map(&meddler));
        if (iter_failure(meddler.pipeline, NULL) == 0) {
                it = iter_map(meddler.pipeline, square);
                CHECK_INT64S(it, 1, 4, 9, 16, 25);
                CHECK_OK(iter_close(it, NULL));
        } else {
                CHECK_OK(iter_close(meddler.pipeline, NULL));
        }
        meddler.pipeline = iter_map(five(), meddling_map(&meddler));
        CHECK_OK(iter_sum_i64(meddler.pipeline, &sum, NULL));
        CHECK_INT(sum, 15);
}

TEST(a_consumers_callback_that_pulls_its_own_pipeline_is_refused)
{
        struct meddler meddler = { NULL, false };

        meddler.pipeline = test_one_by_one(ITER_ARRAY(int64_t, one_to_five));
        CHECK_OK(iter_foreach(meddler.pipeline, meddling_effect(&meddler), NULL));
        CHECK(meddler.done);
}

/* As above while memory runs out: a busy pipeline must not be closed for lack of it. */

static void count_one(void *ptr)
{
        ++*(int *)ptr;
}

struct deferrer {
        iter_t *pipeline;
        int deferred;
        int calls;
};

ITER_TRY_MAP_FN_WITH(int64_t, deferring, int64_t, x, out, call, struct deferrer *, self)
{
        (void)call;
        *out = x;
        self->calls++;
        CHECK_CODE(
            iter_close(iter_defer(self->pipeline, count_one, &self->deferred), NULL), ITER_E_BUSY);
        return 0;
}

TEST(a_callback_that_defers_to_its_own_pipeline_is_refused)
{
        struct deferrer deferrer = { NULL, 0, 0 };
        iter_t *it = deferrer.pipeline = iter_map(five(), deferring(&deferrer));

        CHECK_INT64S(it, 1, 2, 3, 4, 5);
        CHECK_OK(iter_close(it, NULL));
        CHECK_INT(deferrer.deferred, deferrer.calls); /* it ran at once, as for all that failed */
}

/* Through a borrower: of one's own pipeline, or of the source that one's stage was lent. */

struct peeper {
        iter_t *through;
        iter_status_t status;
        int64_t took;
};

ITER_TRY_MAP_FN_WITH(int64_t, peeping, int64_t, x, out, call, struct peeper *, self)
{
        (void)call;
        *out = x;
        self->status = iter_next(self->through, ITER_INTO(int64_t, &self->took));
        return 0;
}

TEST(a_callback_that_pulls_its_own_pipeline_through_a_borrower_gets_an_error)
{
        struct peeper peeper = { NULL, ITER_ITEM, 17 };
        iter_t *it = iter_map(five(), peeping(&peeper));
        iter_error_t error;

        peeper.through = iter_filter(iter_map(iter_borrow(it), square), is_even);
        CHECK_INT64S(it, 1, 2, 3, 4, 5);
        CHECK_STATUS(peeper.status, ITER_ERROR);
        CHECK_INT(peeper.took, 17);
        CHECK_CODE(iter_close(peeper.through, &error), ITER_E_BUSY);
        CHECK_CONTAINS(error.message, "pulled already");
        CHECK_OK(iter_close(it, NULL));
}

TEST(a_callback_may_pull_another_pipeline)
{
        struct peeper peeper = { NULL, ITER_ERROR, 0 };
        iter_t *it = iter_map(five(), peeping(&peeper));

        peeper.through = iter_range(10, 20, 1);
        CHECK_INT64S(it, 1, 2, 3, 4, 5);
        CHECK_INT(peeper.took, 14);
        CHECK_OK(iter_close(it, NULL));
        CHECK_OK(iter_close(peeper.through, NULL));
}

TEST(a_callback_may_pull_the_lender_of_its_stage)
{
        struct peeper peeper = { NULL, ITER_ERROR, 0 };
        iter_t *lender = iter_range(0, 1000, 1);
        iter_t *it = iter_map(iter_borrow(lender), peeping(&peeper));
        int64_t n = 0;

        peeper.through = lender;
        ITER_FOREACH(int64_t, x, it) {
                CHECK_INT(x, 2 * n);
                CHECK_INT(peeper.took, 2 * n + 1);
                n++;
        }
        CHECK_OK(iter_close(it, NULL));
        CHECK_OK(iter_close(lender, NULL));
        CHECK_INT(n, 500);
}

/* One that is passed on is still the item that was asked about, wherever the lender's window went. */
ITER_TRY_FILTER_FN_WITH(takes_200_more, int64_t, x, pass, call, iter_t *, lender)
{
        int64_t y = 0;
        int i;

        (void)call;
        (void)x;
        for (i = 0; i < 200; i++) {
                if (iter_next(lender, ITER_INTO(int64_t, &y)) != ITER_ITEM)
                        return ITER_E_BUSY;
        }
        *pass = true;
        return 0;
}

TEST(a_predicate_that_pulls_the_lender_of_its_stage_passes_the_right_item_on)
{
        iter_t *lender = iter_range(0, 1000, 1);
        iter_t *it = iter_filter(iter_borrow(lender), takes_200_more(lender));
        int64_t x = 17;

        if (iter_next(it, ITER_INTO(int64_t, &x)) == ITER_ITEM)
                CHECK_INT(x, 0);
        /* Or it is refused: but never another item in its place. */
        iter_abandon(it);
        iter_abandon(lender);
}

/* Callbacks that are not there. */

static void check_no_callback(iter_t *it)
{
        iter_error_t error;

        ITER_FOREACH(int64_t, x, it)
                (void)x;
        CHECK_CODE(iter_close(it, &error), ITER_E_NULL);
        CHECK_CONTAINS(error.message, "the callback is NULL");
}

TEST(plain_callbacks_that_are_null_are_refused)
{
        const iter_type_t *type = ITER_TYPE(int64_t);

        check_no_callback(iter_map(five(), iter_map_call(type, type, NULL, NULL)));
        check_no_callback(iter_filter(five(), iter_filter_call(type, NULL, NULL)));
        check_no_callback(iter_filter_map(five(), iter_filter_map_call(type, type, NULL, NULL)));
        check_no_callback(iter_inspect(five(), iter_each_call(type, NULL, NULL)));
        check_no_callback(iter_accumulate(five(), iter_fold_call(type, type, NULL, NULL)));
        check_no_callback(iter_from_fn(iter_next_call(type, NULL, NULL)));
}
