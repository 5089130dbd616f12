/* SPDX-License-Identifier: MIT */
#include "sources.h"

typedef struct {
        size_t index;
        int64_t value;
} indexed;

ITER_PAIR_TYPE(indexed, size_t, index, int64_t, value);

ITER_FILTER_FN(is_small, indexed, x)
{
        return x.value < 10;
}

ITER_FILTER_FN(is_anything, int64_t, x)
{
        (void)x;
        return true;
}

TEST(chain_yields_one_source_after_another)
{
        //! [ITER_CHAIN]
        iter_t *it = ITER_CHAIN(iter_range(0, 2, 1), iter_range(7, 9, 1), iter_range(5, 4, -1));
        CHECK_INT64S(it, 0, 1, 7, 8, 5);
        CHECK_OK(iter_close(it, NULL));
        //! [ITER_CHAIN]
}

TEST(chain_takes_as_many_sources_as_an_array_has)
{
        //! [iter_chain_n]
        iter_t *sources[3];
        iter_t *it;
        int64_t i;

        for (i = 0; i < 3; i++)
                sources[i] = iter_range(i, 2 * i, 1);
        it = iter_chain_n(sources, 3);
        CHECK_INT64S(it, 1, 2, 3);
        CHECK_OK(iter_close(it, NULL));
        //! [iter_chain_n]
}

TEST(chain_of_one_source_is_that_source)
{
        iter_t *it = ITER_CHAIN(iter_range(0, 3, 1));

        CHECK_INT64S(it, 0, 1, 2);
        CHECK_OK(iter_close(it, NULL));
}

TEST(chain_of_no_sources_says_what_is_missing)
{
        iter_t *it = iter_chain_n(NULL, 0);
        iter_error_t error;
        int64_t x;

        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ERROR);
        CHECK_CODE(iter_close(it, &error), ITER_E_ARGUMENT);
        CHECK_CONTAINS(error.message, "chain: no sources");
}

TEST(chain_of_empty_sources_is_empty_however_many)
{
        iter_t *sources[1000];
        iter_t *it;
        size_t i;

        for (i = 0; i < 1000; i++)
                sources[i] = iter_empty(ITER_TYPE(int64_t));
        it = iter_chain_n(sources, 1000);
        CHECK_NO_ITEMS(int64_t, it);
        CHECK_OK(iter_close(it, NULL));
}

TEST(chain_passes_windows_on_uncopied)
{
        static const int64_t one[] = { 1, 2 };
        static const int64_t two[] = { 3 };
        iter_t *it =
            ITER_CHAIN(iter_array(ITER_ARRAY(int64_t, one)), iter_array(ITER_ARRAY(int64_t, two)));
        const int64_t *p = NULL;

        CHECK_STATUS(iter_peek(it, ITER_VIEW(int64_t, &p)), ITER_ITEM);
        CHECK(p == one);
        CHECK_STATUS(iter_skip(it, 2, NULL), ITER_ITEM);
        CHECK_STATUS(iter_peek(it, ITER_VIEW(int64_t, &p)), ITER_ITEM);
        CHECK(p == two);
        CHECK_OK(iter_close(it, NULL));
}

TEST(chain_does_not_touch_a_source_before_its_turn)
{
        iter_t *it = ITER_CHAIN(iter_range(0, 3, 1), test_poison(NULL, 0));
        int64_t x;
        int i;

        for (i = 0; i < 3; i++)
                CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ITEM);
        CHECK_OK(iter_close(it, NULL));
}

static int closed;

static void note_closed(void *ptr)
{
        (void)ptr;
        closed++;
}

TEST(chain_closes_an_exhausted_source_at_the_next_pull)
{
        iter_t *it =
            ITER_CHAIN(iter_defer(iter_range(0, 2, 1), note_closed, NULL), iter_range(7, 8, 1));
        int64_t x = -1;

        closed = 0;
        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ITEM);
        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ITEM);
        CHECK_INT(x, 1);
        CHECK_INT(closed, 0); /* its last item may still be looked at */
        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ITEM);
        CHECK_INT(x, 7);
        CHECK_INT(closed, 1);
        CHECK_OK(iter_close(it, NULL));
        CHECK_INT(closed, 1);
}

TEST(chain_consumes_of_a_borrowed_source_what_was_taken)
{
        iter_t *digits = iter_range(0, 10, 1);
        iter_t *it = ITER_CHAIN(iter_range(100, 102, 1), iter_borrow(digits));
        const int64_t *p;
        int i;

        for (i = 0; i < 4; i++) {
                int64_t x;
                CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ITEM);
        }
        CHECK_STATUS(iter_peek(it, ITER_VIEW(int64_t, &p)), ITER_ITEM); /* not taken: goes back */
        CHECK_OK(iter_close(it, NULL));
        CHECK_INT64S(digits, 2, 3, 4, 5, 6, 7, 8, 9);
        CHECK_OK(iter_close(digits, NULL));
}

TEST(chain_of_two_borrows_of_one_iterator_yields_its_items_once)
{
        iter_t *digits = iter_range(0, 5, 1);
        iter_t *it = ITER_CHAIN(iter_borrow(digits), iter_borrow(digits));

        CHECK_UINT(iter_bounds(it).low, 0);
        CHECK_INT64S(it, 0, 1, 2, 3, 4);
        CHECK_OK(iter_close(it, NULL));
        CHECK_OK(iter_close(digits, NULL));
}

TEST(chain_does_not_close_a_borrowed_source_that_has_ended)
{
        iter_t *digits = iter_range(0, 2, 1);
        iter_t *it = ITER_CHAIN(iter_borrow(digits), iter_range(5, 6, 1));

        CHECK_INT64S(it, 0, 1, 5);
        CHECK_OK(iter_close(it, NULL));
        CHECK_NO_ITEMS(int64_t, digits);
        CHECK_OK(iter_close(digits, NULL));
}

TEST(chain_adds_the_bounds_up_and_saturates)
{
        iter_t *it = ITER_CHAIN(iter_range(0, 5, 1), iter_range(0, 7, 1));
        iter_bounds_t bounds = iter_bounds(it);

        CHECK_UINT(bounds.low, 12);
        CHECK_UINT(bounds.high, 12);
        CHECK_STATUS(iter_skip(it, 6, NULL), ITER_ITEM);
        CHECK_UINT(iter_bounds(it).high, 6);
        CHECK_OK(iter_close(it, NULL));

        it = ITER_CHAIN(iter_range(INT64_MIN, INT64_MAX, 1), iter_range(0, 7, 1));
        bounds = iter_bounds(it);
        CHECK_UINT(bounds.low, UINT64_MAX);
        CHECK_UINT(bounds.high, UINT64_MAX);
        CHECK(!bounds.infinite);
        CHECK_OK(iter_close(it, NULL));

        it = ITER_CHAIN(iter_range(0, 7, 1), iter_count(0, 1));
        CHECK(iter_bounds(it).infinite);
        CHECK_OK(iter_close(it, NULL));
}

TEST(chain_skips_over_sources_without_a_walk)
{
        iter_t *it = ITER_CHAIN(iter_range(0, INT64_MAX, 1), iter_range(7, 10, 1));
        uint64_t skipped = 0;

        CHECK_STATUS(iter_skip(it, (uint64_t)INT64_MAX + 1, &skipped), ITER_ITEM);
        CHECK_UINT(skipped, (uint64_t)INT64_MAX + 1);
        CHECK_INT64S(it, 8, 9);
        CHECK_OK(iter_close(it, NULL));
}

TEST(chain_skips_up_to_the_end)
{
        iter_t *it = ITER_CHAIN(iter_range(0, 2, 1), iter_range(0, 3, 1));
        uint64_t skipped = 0;

        CHECK_STATUS(iter_skip(it, 9, &skipped), ITER_END);
        CHECK_UINT(skipped, 5);
        CHECK_OK(iter_close(it, NULL));
}

TEST(chain_stops_at_an_error_and_leaves_the_sources_behind_it)
{
        static const int64_t two[] = { 1, 2 };
        iter_t *digits = iter_range(0, 3, 1);
        iter_t *it = ITER_CHAIN(test_fails_after(two, 2, -5), iter_borrow(digits));
        iter_error_t error;
        int64_t x;

        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ITEM);
        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ITEM);
        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ERROR);
        CHECK_CODE(iter_close(it, &error), -5);
        CHECK_INT64S(digits, 0, 1, 2);
        CHECK_OK(iter_close(digits, NULL));
}

TEST(chain_refuses_sources_of_different_types)
{
        static const double reals[] = { 1.5 };
        iter_t *it = ITER_CHAIN(iter_range(0, 2, 1), iter_array(ITER_ARRAY(double, reals)));
        iter_error_t error;

        CHECK_CODE(iter_close(it, &error), ITER_E_TYPE);
        CHECK_CONTAINS(error.message, "source 2");
        CHECK_CONTAINS(error.message, "double");
}

TEST(chain_refuses_pairs_of_different_members)
{
        static const double reals[] = { 1.5 };
        iter_t *it = ITER_CHAIN(iter_enumerate(iter_range(0, 2, 1), 0),
            iter_enumerate(iter_array(ITER_ARRAY(double, reals)), 0));

        CHECK_CODE(iter_close(it, NULL), ITER_E_TYPE);
}

TEST(chain_refuses_one_source_twice_and_closes_it_once)
{
        iter_t *digits = iter_range(0, 2, 1);
        iter_t *it = ITER_CHAIN(digits, digits);

        CHECK_CODE(iter_close(it, NULL), ITER_E_HANDED_OVER);
}

TEST(chain_returns_the_first_source_that_failed_and_closes_the_others)
{
        iter_t *failed = iter_failed(-3, "as planned");
        iter_t *it = ITER_CHAIN(iter_range(0, 2, 1), failed, iter_failed(-4, "later"));

        CHECK(it == failed || iter_failure(it, NULL) == ITER_E_NOMEM);
        CHECK_CODE(iter_close(it, NULL), -3);
}

TEST(chain_keeps_the_type_that_its_first_source_made)
{
        iter_t *it = ITER_CHAIN(iter_enumerate(iter_enumerate(iter_range(5, 6, 1), 0), 0),
            iter_enumerate(iter_enumerate(iter_range(7, 8, 1), 0), 0));
        uint64_t n = 0;

        /* The first source is closed while its type is still in use. */
        CHECK_STATUS(iter_skip(it, 2, &n), ITER_ITEM);
        CHECK_STATUS(iter_skip(it, 1, &n), ITER_END);
        CHECK_UINT(iter_bounds(it).high, 0);
        CHECK_OK(iter_close(it, NULL));

        it = iter_filter(ITER_CHAIN(iter_enumerate(iter_range(5, 6, 1), 0),
                             iter_enumerate(iter_range(7, 20, 1), 0)),
            is_small);
        CHECK_STATUS(iter_skip(it, 3, &n), ITER_ITEM);
        {
                indexed x = { 0, 0 };
                CHECK_STATUS(iter_next(it, ITER_INTO(indexed, &x)), ITER_ITEM);
                CHECK_UINT(x.index, 2);
                CHECK_INT(x.value, 9);
        }
        CHECK_OK(iter_close(it, NULL));
}

TEST(chain_is_as_restartable_as_its_sources)
{
        uint64_t seed;

        for (seed = 0; seed < 20; seed++) {
                iter_t *it = ITER_CHAIN(test_stutter(iter_range(0, 3, 1), seed),
                    test_stutter(iter_range(3, 6, 1), seed + 100));
                int64_t expected = 0;

                it = iter_filter(it, is_anything);
                while (expected < 6) {
                        int64_t x = -1;
                        const iter_status_t status = iter_next(it, ITER_INTO(int64_t, &x));
                        if (status == ITER_PENDING)
                                continue;
                        if (!CHECK_STATUS(status, ITER_ITEM))
                                break;
                        CHECK_INT(x, expected);
                        expected++;
                }
                CHECK_OK(iter_close(it, NULL));
        }
}

TEST(chain_passes_the_static_error_for_lack_of_memory_through)
{
        iter_t *sources[] = { iter_range(0, 3, 1), iter_no_memory(NULL), iter_no_memory(NULL) };

        CHECK_CODE(iter_close(iter_chain_n(sources, 3), NULL), ITER_E_NOMEM);
}
