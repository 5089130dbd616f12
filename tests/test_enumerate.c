/* SPDX-License-Identifier: MIT */
#include "sources.h"

//! [iter_enumerate]
typedef struct {
        size_t number;
        iter_str_t text;
} numbered;

ITER_PAIR_TYPE(numbered, size_t, number, iter_str_t, text);

TEST(enumerate_numbers_items)
{
        static const char *const words[] = { "one", "two" };
        iter_t *it = iter_enumerate(iter_strings(words, 2), 1);
        size_t expected = 1;

        ITER_FOREACH(numbered, n, it) {
                CHECK_UINT(n.number, expected);
                CHECK(iter_str_equal(n.text, iter_str(words[expected - 1])));
                expected++;
        }
        CHECK_OK(iter_close(it, NULL));
        CHECK_UINT(expected, 3);
}
//! [iter_enumerate]

typedef struct {
        size_t index;
        int8_t value;
} padded;

ITER_PAIR_TYPE(padded, size_t, index, int8_t, value);

typedef struct {
        size_t index;
        int64_t value;
} indexed;

ITER_PAIR_TYPE(indexed, size_t, index, int64_t, value);

typedef struct {
        char text[100];
} large;

ITER_STRUCT_TYPE(large);

typedef struct {
        size_t index;
        large value;
} large_pair;

ITER_PAIR_TYPE(large_pair, size_t, index, large, value);

TEST(enumerate_lays_items_out_as_c_does)
{
        iter_t *it = iter_enumerate(ITER_RANGE(int8_t, -1, 2, 1), 0);
        const padded *p = NULL;
        static const unsigned char zeros[sizeof(padded) - sizeof(size_t) - 1];

        CHECK_UINT(iter_type_of(it)->size, iter_failure(it, NULL) == 0 ? sizeof(padded) : 1);
        CHECK_STATUS(iter_peek(it, ITER_VIEW(padded, &p)), ITER_ITEM);
        if (p != NULL) {
                CHECK_UINT(p->index, 0);
                CHECK_INT(p->value, -1);
                /* What lies between members shows nothing of what was in memory before. */
                CHECK(memcmp(&p->value + 1, zeros, sizeof zeros) == 0);
        }
        CHECK_OK(iter_close(it, NULL));
}

TEST(enumerate_numbers_large_items)
{
        static const large items[] = { { "first" }, { "second" } };
        iter_t *it = iter_enumerate(iter_array(ITER_ARRAY(large, items)), 5);

        ITER_FOREACH_REF(large_pair, p, it)
                CHECK_STRING(p->value.text, p->index == 5 ? "first" : "second");
        CHECK_OK(iter_close(it, NULL));
}

TEST(enumerate_reaches_the_last_index_and_says_so)
{
        iter_t *digits = iter_range(0, 5, 1);
        iter_t *it = iter_enumerate(iter_borrow(digits), SIZE_MAX - 1);
        iter_error_t error;
        indexed x = { 0, 0 };

        CHECK_STATUS(iter_next(it, ITER_INTO(indexed, &x)), ITER_ITEM);
        CHECK_STATUS(iter_next(it, ITER_INTO(indexed, &x)), ITER_ITEM);
        CHECK_UINT(x.index, SIZE_MAX);
        CHECK_INT(x.value, 1);
        CHECK_STATUS(iter_next(it, ITER_INTO(indexed, &x)), ITER_ERROR);
        CHECK_STATUS(iter_next(it, ITER_INTO(indexed, &x)), ITER_ERROR);
        CHECK_CODE(iter_close(it, &error), ITER_E_OVERFLOW);
        CHECK_CONTAINS(error.message, "enumerate: item 2:");
        CHECK_INT64S(digits, 2, 3, 4); /* the item without an index is still there */
        CHECK_OK(iter_close(digits, NULL));
}

TEST(enumerate_may_end_at_the_last_index)
{
        iter_t *it = iter_enumerate(iter_range(0, 2, 1), SIZE_MAX - 1);
        uint64_t n = 0;

        CHECK_OK(iter_ilen(it, &n, NULL));
        CHECK_UINT(n, 2);
        it = iter_enumerate(iter_range(0, 1, 1), SIZE_MAX);
        CHECK_OK(iter_ilen(it, &n, NULL));
        CHECK_UINT(n, 1);
}

TEST(enumerate_counts_what_is_skipped)
{
        iter_t *it = iter_enumerate(iter_range(0, INT64_MAX, 1), 10);
        indexed x = { 0, 0 };

        CHECK_STATUS(iter_skip(it, UINT64_C(1) << 40, NULL), ITER_ITEM);
        CHECK_STATUS(iter_next(it, ITER_INTO(indexed, &x)), ITER_ITEM);
        CHECK_UINT(x.index, (UINT64_C(1) << 40) + 10);
        CHECK_INT(x.value, INT64_C(1) << 40);
        CHECK_OK(iter_close(it, NULL));
}

TEST(enumerate_skips_no_further_than_there_are_indices)
{
        iter_t *it = iter_enumerate(iter_range(0, 100, 1), SIZE_MAX - 9);
        uint64_t skipped = 0;

        CHECK_STATUS(iter_skip(it, 50, &skipped), ITER_ERROR);
        CHECK_UINT(skipped, 10);
        CHECK_CODE(iter_close(it, NULL), ITER_E_OVERFLOW);
}

TEST(enumerate_has_the_bounds_of_its_source)
{
        iter_t *it = iter_enumerate(iter_range(0, 9, 1), 3);

        CHECK_UINT(iter_bounds(it).low, 9);
        CHECK_UINT(iter_bounds(it).high, 9);
        CHECK_OK(iter_close(it, NULL));
}

TEST(enumerate_of_pairs_is_read_with_a_pair_of_pairs)
{
        iter_t *it = iter_enumerate(iter_enumerate(iter_range(5, 8, 1), 10), 0);
        uint64_t n = 0;

        CHECK_OK(iter_ilen(it, &n, NULL));
        CHECK_UINT(n, 3);
}

TEST(enumerate_refuses_the_wrong_struct)
{
        iter_t *it = iter_enumerate(iter_range(5, 8, 1), 10);
        numbered x;

        CHECK_STATUS(iter_next(it, ITER_INTO(numbered, &x)), ITER_ERROR);
        CHECK_CODE(iter_close(it, NULL), ITER_E_TYPE);
}

TEST(enumerate_refuses_items_whose_pairs_have_no_size)
{
        static const iter_type_t huge = { "huge", SIZE_MAX / 2, 1, NULL, 0, false, NULL, NULL, NULL,
                NULL, NULL };
        const iter_span_t none = { NULL, 0, &huge };
        iter_t *it = iter_enumerate(iter_array(none), 0);

        CHECK_CODE(iter_close(it, NULL), ITER_E_OVERFLOW);
}
