/* SPDX-License-Identifier: MIT */
#include "sources.h"

static int asked;

ITER_FILTER_FN(is_odd, int64_t, x)
{
        asked++;
        return x % 2 != 0;
}

ITER_TRY_FILTER_FN(try_is_odd, int64_t, x, pass, call)
{
        asked++;
        if (x == 6)
                return iter_fail(call, -6, "six");
        *pass = x % 2 != 0;
        return 0;
}

TEST(filter_yields_the_items_for_which_the_predicate_holds)
{
        //! [iter_filter]
        iter_t *it = iter_filter(iter_range(0, 6, 1), is_odd);
        CHECK_INT64S(it, 1, 3, 5);
        CHECK_OK(iter_close(it, NULL));
        //! [iter_filter]
}

TEST(filterfalse_yields_the_others)
{
        //! [iter_filterfalse]
        iter_t *it = iter_filterfalse(iter_range(0, 6, 1), is_odd);
        CHECK_INT64S(it, 0, 2, 4);
        CHECK_OK(iter_close(it, NULL));
        //! [iter_filterfalse]
}

TEST(filter_asks_an_exact_predicate_once_an_item_and_never_ahead)
{
        iter_t *it = iter_filter(iter_range(0, 6, 1), try_is_odd);
        int64_t x = 0;

        asked = 0;
        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ITEM);
        CHECK_INT(x, 1);
        CHECK_INT(asked, 2);
        CHECK_INT64S(it, 3, 5);
        CHECK_INT(asked, 6);
        CHECK_OK(iter_close(it, NULL));

        it = iter_filterfalse(iter_range(0, 6, 1), try_is_odd);
        CHECK_INT64S(it, 0, 2, 4);
        CHECK_OK(iter_close(it, NULL));
}

TEST(filter_goes_on_over_windows_of_which_nothing_passes)
{
        iter_t *it = iter_filter(iter_range(0, 2000, 2), is_odd);

        CHECK_NO_ITEMS(int64_t, it);
        CHECK_OK(iter_close(it, NULL));
        it = iter_filterfalse(iter_range(-3000, 2, 1), is_odd);
        CHECK_STATUS(iter_skip(it, 1500, NULL), ITER_ITEM);
        CHECK_INT64S(it, 0);
        CHECK_OK(iter_close(it, NULL));
}

TEST(filter_pulls_nothing_and_asks_nothing_when_it_is_built)
{
        const int64_t list[] = { 1, 2 };
        uint64_t pulled = 0;
        iter_t *it =
            iter_filter(test_trace(iter_array(ITER_ARRAY(int64_t, list)), &pulled), is_odd);

        asked = 0;
        CHECK_OK(iter_close(it, NULL));
        CHECK_UINT(pulled, 0);
        CHECK_INT(asked, 0);
}

TEST(filter_has_bounds_from_none_to_all)
{
        iter_t *it = iter_filter(iter_range(0, 1000, 1), try_is_odd);
        int64_t sum = 0;

        CHECK_UINT(iter_bounds(it).low, 0);
        CHECK_UINT(iter_bounds(it).high, 1000);
        CHECK_OK(iter_close(it, NULL));
        CHECK_CODE(
            iter_sum_i64(iter_filter(iter_count(0, 1), is_odd), &sum, NULL), ITER_E_INFINITE);
}

/* Items of every size: small ones are moved together, large ones passed on where they lie. */

typedef struct {
        int64_t key;
        char text[40];
} wide;
ITER_STRUCT_TYPE(wide);

ITER_FILTER_FN(wide_is_odd, wide, item)
{
        asked++;
        return item.key % 2 != 0;
}

ITER_TRY_FILTER_FN(try_wide_is_odd, wide, item, pass, call)
{
        (void)call;
        *pass = item.key % 2 != 0;
        return 0;
}

static const wide wides[] = { { 0, "a" }, { 2, "b" }, { 1, "c" }, { 3, "d" }, { 4, "e" },
        { 5, "f" }, { 6, "g" } };

TEST(filter_passes_large_items_on_where_they_lie)
{
        const iter_filter_fn_t predicates[] = { wide_is_odd, try_wide_is_odd };
        size_t i;

        for (i = 0; i < 2; i++) {
                iter_t *it = iter_filter(iter_array(ITER_ARRAY(wide, wides)), predicates[i]);
                int64_t keys = 0;

                ITER_FOREACH_REF(wide, item, it) {
                        CHECK(item >= wides && item < wides + 7);
                        keys = 10 * keys + item->key;
                }
                CHECK_INT(keys, 135);
                CHECK_OK(iter_close(it, NULL));
                it = iter_filterfalse(iter_array(ITER_ARRAY(wide, wides)), predicates[i]);
                keys = 0;
                ITER_FOREACH_REF(wide, item, it)
                        keys = 10 * keys + item->key;
                CHECK_INT(keys, 246);
                CHECK_OK(iter_close(it, NULL));
        }
}

TEST(filter_of_large_items_that_all_fail_is_empty)
{
        iter_t *it = iter_filter(test_one_by_one(ITER_SPAN(wide, wides, 2)), wide_is_odd);

        CHECK_NO_ITEMS(wide, it);
        CHECK_OK(iter_close(it, NULL));
}

TEST(filter_looks_ahead_by_no_more_than_a_block_once_an_item_passed)
{
        static wide odd[1000];
        iter_t *it;
        wide item;
        size_t k;
        size_t n = 0;

        for (k = 0; k < 1000; k++)
                odd[k].key = 1;
        it = iter_filter(iter_array(ITER_ARRAY(wide, odd)), wide_is_odd);
        asked = 0;
        CHECK_STATUS(iter_next(it, ITER_INTO(wide, &item)), ITER_ITEM);
        CHECK(asked <= 130);
        ITER_FOREACH_REF(wide, w, it)
                n += w->key == 1;
        CHECK_UINT(n, 999);
        CHECK_OK(iter_close(it, NULL));
}

ITER_FILTER_FN(not_empty, iter_str_t, line)
{
        return line.len != 0;
}

TEST(filter_takes_views)
{
        const iter_str_t lines[] = { iter_str("a"), iter_str(""), iter_str("b") };
        iter_t *it = iter_filter(iter_array(ITER_ARRAY(iter_str_t, lines)), not_empty);
        iter_str_t line = { NULL, 0 };

        CHECK_STATUS(iter_next(it, ITER_INTO(iter_str_t, &line)), ITER_ITEM);
        CHECK_TEXT(line, "a");
        CHECK_STATUS(iter_next(it, ITER_INTO(iter_str_t, &line)), ITER_ITEM);
        CHECK(line.ptr == lines[2].ptr);
        CHECK_NO_ITEMS(iter_str_t, it);
        CHECK_OK(iter_close(it, NULL));
}

/* Lent sources: the same is used whatever the predicate and the size of the items. */

TEST(filter_uses_its_source_up_to_the_item_that_passed)
{
        const iter_filter_fn_t predicates[] = { is_odd, try_is_odd };
        size_t i;

        for (i = 0; i < 2; i++) {
                iter_t *items = iter_range(2, 6, 1);
                iter_t *it = iter_filter(iter_borrow(items), predicates[i]);
                const int64_t *at = NULL;

                CHECK_STATUS(iter_peek(it, ITER_VIEW(int64_t, &at)), ITER_ITEM);
                CHECK_OK(iter_close(it, NULL));
                CHECK_INT64S(items, 4, 5);
                CHECK_OK(iter_close(items, NULL));
        }
}

TEST(filter_uses_a_source_of_large_items_up_to_the_item_that_passed)
{
        const iter_filter_fn_t predicates[] = { wide_is_odd, try_wide_is_odd };
        size_t i;

        for (i = 0; i < 2; i++) {
                iter_t *items = iter_array(ITER_ARRAY(wide, wides));
                iter_t *it = iter_filter(iter_borrow(items), predicates[i]);
                const wide *at = NULL;

                CHECK_STATUS(iter_peek(it, ITER_VIEW(wide, &at)), ITER_ITEM);
                CHECK(at == wides + 2);
                CHECK_OK(iter_close(it, NULL));
                CHECK_UINT(iter_bounds(items).low, 4);
                CHECK_OK(iter_close(items, NULL));
        }
}

/* Predicates that fail. */

TEST(filter_stops_where_its_predicate_fails_and_has_used_that_item)
{
        iter_t *items = iter_range(4, 9, 1);
        iter_t *it = iter_filterfalse(iter_borrow(items), try_is_odd);
        iter_error_t error;
        int64_t x = 0;

        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ITEM);
        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ERROR);
        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ERROR);
        CHECK_CODE(iter_close(it, &error), -6);
        CHECK_STRING(error.message, "try_is_odd: item 2: six");
        CHECK_STRING(error.stage, "filterfalse");
        CHECK_UINT(error.index, 2);
        CHECK_INT64S(items, 7, 8);
        CHECK_OK(iter_close(items, NULL));
}

/* Arguments. */

TEST(filter_refuses_a_predicate_of_another_type)
{
        iter_error_t error;

        CHECK_CODE(iter_close(iter_filter(ITER_RANGE(int, 0, 5, 1), is_odd), &error), ITER_E_TYPE);
        CHECK_STRING(
            error.message, "filter: takes items of type int64_t, the source gives int32_t");
}

TEST(filter_refuses_a_predicate_that_is_not_there)
{
        const iter_filter_fn_t none = { NULL, NULL, NULL, NULL, NULL, { { 0 } } };
        iter_filter_fn_t no_span = is_odd;
        iter_filter_fn_t no_select = is_odd;
        iter_error_t error;

        no_span.span = NULL;
        no_select.select = NULL;
        CHECK_CODE(iter_close(iter_filter(iter_range(0, 5, 1), none), &error), ITER_E_NULL);
        CHECK_STRING(error.stage, "filter");
        CHECK_CODE(iter_close(iter_filterfalse(iter_range(0, 5, 1), none), &error), ITER_E_NULL);
        CHECK_STRING(error.stage, "filterfalse");
        CHECK_CODE(iter_close(iter_filter(iter_range(0, 5, 1), no_span), NULL), ITER_E_NULL);
        CHECK_CODE(iter_close(iter_filter(iter_range(0, 5, 1), no_select), NULL), ITER_E_NULL);
}

TEST(filter_of_NULL_is_an_error)
{
        CHECK_CODE(iter_close(iter_filter(NULL, is_odd), NULL), ITER_E_NULL);
        CHECK_CODE(iter_close(iter_filterfalse(NULL, try_is_odd), NULL), ITER_E_NULL);
}

TEST(filter_passes_an_error_of_its_source_through)
{
        CHECK_CODE(iter_close(iter_filter(iter_failed(-5, "lost"), is_odd), NULL), -5);
}
