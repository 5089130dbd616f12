/* SPDX-License-Identifier: MIT */
#include <math.h>

#include "sources.h"

//! [iter_accumulate]
ITER_FOLD_FN(int64_t, larger, best, int64_t, x)
{
        return x > best ? x : best;
}

TEST(accumulate_yields_the_result_after_each_item)
{
        static const int64_t items[] = { 3, 4, 1, 7, 5 };
        iter_t *it = iter_accumulate(iter_array(ITER_ARRAY(int64_t, items)), larger);
        CHECK_INT64S(it, 3, 4, 4, 7, 7);
        CHECK_OK(iter_close(it, NULL));
}
//! [iter_accumulate]

//! [iter_accumulate_from]
ITER_FOLD_FN(double, with_interest, balance, int64_t, payment)
{
        return balance * 1.5 + (double)payment;
}

TEST(accumulate_from_begins_with_the_initial_value)
{
        static const int64_t payments[] = { -10, -20 };
        const double loan = 100;
        iter_t *it = iter_accumulate_from(
            iter_array(ITER_ARRAY(int64_t, payments)), with_interest, ITER_FROM(double, &loan));
        double balance = 0;

        CHECK_STATUS(iter_next(it, ITER_INTO(double, &balance)), ITER_ITEM);
        CHECK_REAL(balance, 100);
        CHECK_STATUS(iter_next(it, ITER_INTO(double, &balance)), ITER_ITEM);
        CHECK_REAL(balance, 140);
        CHECK_STATUS(iter_next(it, ITER_INTO(double, &balance)), ITER_ITEM);
        CHECK_REAL(balance, 190);
        CHECK_STATUS(iter_next(it, ITER_INTO(double, &balance)), ITER_END);
        CHECK_OK(iter_close(it, NULL));
}
//! [iter_accumulate_from]

TEST(accumulate_sum_yields_running_totals)
{
        //! [iter_accumulate_sum]
        iter_t *it = iter_accumulate_sum(iter_range(1, 6, 1));
        CHECK_INT64S(it, 1, 3, 6, 10, 15);
        CHECK_OK(iter_close(it, NULL));
        //! [iter_accumulate_sum]
}

ITER_FOLD_FN(int64_t, digits, acc, int64_t, x)
{
        return acc * 10 + x;
}

ITER_TRY_FOLD_FN(int64_t, try_digits, acc, int64_t, x, call)
{
        if (x > 9)
                return iter_fail(call, -3, "%lld has two digits", (long long)x);
        *acc = *acc * 10 + x;
        return 0;
}

TEST(accumulate_folds_the_result_before_with_the_item)
{
        iter_t *it = iter_accumulate(iter_range(1, 5, 1), digits);

        CHECK_INT64S(it, 1, 12, 123, 1234);
        CHECK_OK(iter_close(it, NULL));
        it = iter_accumulate(iter_range(1, 5, 1), try_digits);
        CHECK_INT64S(it, 1, 12, 123, 1234);
        CHECK_OK(iter_close(it, NULL));
}

TEST(accumulate_of_nothing_is_empty)
{
        iter_t *it = iter_accumulate(iter_range(0, 0, 1), digits);

        CHECK_NO_ITEMS(int64_t, it);
        CHECK_OK(iter_close(it, NULL));
        it = iter_accumulate_sum(iter_range(0, 0, 1));
        CHECK_NO_ITEMS(int64_t, it);
        CHECK_OK(iter_close(it, NULL));
}

TEST(accumulate_from_of_nothing_is_the_initial_value)
{
        const int64_t five = 5;
        iter_t *it = iter_accumulate_from(iter_range(0, 0, 1), digits, ITER_FROM(int64_t, &five));

        CHECK_INT64S(it, 5);
        CHECK_OK(iter_close(it, NULL));
}

TEST(accumulate_from_gives_the_initial_value_without_touching_the_source)
{
        const int64_t five = 5;
        iter_t *it = iter_accumulate_from(test_poison(NULL, 0), digits, ITER_FROM(int64_t, &five));
        int64_t x = 0;

        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ITEM);
        CHECK_INT(x, 5);
        CHECK_OK(iter_close(it, NULL));
        it = iter_accumulate_from(test_poison(NULL, 0), try_digits, ITER_FROM(int64_t, &five));
        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ITEM);
        CHECK_INT(x, 5);
        CHECK_OK(iter_close(it, NULL));
}

TEST(accumulate_from_counts_the_initial_value_among_its_bounds)
{
        const int64_t five = 5;
        iter_t *it = iter_accumulate_from(iter_range(0, 7, 1), digits, ITER_FROM(int64_t, &five));
        int64_t x;

        CHECK_UINT(iter_bounds(it).low, 8);
        CHECK_UINT(iter_bounds(it).high, 8);
        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ITEM);
        CHECK_UINT(iter_bounds(it).high, 7);
        CHECK_OK(iter_close(it, NULL));
        it = iter_accumulate_from(iter_count(0, 1), digits, ITER_FROM(int64_t, &five));
        CHECK(iter_bounds(it).infinite);
        CHECK_UINT(iter_bounds(it).high, UINT64_MAX);
        CHECK_OK(iter_close(it, NULL));
}

TEST(accumulate_gives_the_results_before_a_failing_fold)
{
        static const int64_t items[] = { 1, 2, 30, 4 };
        iter_t *source = iter_array(ITER_ARRAY(int64_t, items));
        iter_t *it = iter_accumulate(iter_borrow(source), try_digits);
        iter_error_t error;
        int64_t x = 0;

        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ITEM);
        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ITEM);
        CHECK_INT(x, 12);
        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ERROR);
        CHECK_CODE(iter_close(it, &error), -3);
        CHECK_STRING(error.message, "try_digits: item 2: 30 has two digits");
        CHECK_INT64S(source, 4); /* the item that failed is used */
        CHECK_OK(iter_close(source, NULL));
}

TEST(accumulate_gives_the_results_before_an_overflow)
{
        static const int8_t items[] = { 100, 20, 7, 1, 5 };
        iter_t *source = iter_array(ITER_ARRAY(int8_t, items));
        iter_t *it = iter_accumulate_sum(iter_borrow(source));
        iter_error_t error;
        int8_t x = 0;
        int i;

        for (i = 0; i < 3; i++)
                CHECK_STATUS(iter_next(it, ITER_INTO(int8_t, &x)), ITER_ITEM);
        CHECK_INT(x, 127);
        CHECK_STATUS(iter_next(it, ITER_INTO(int8_t, &x)), ITER_ERROR);
        CHECK_CODE(iter_close(it, &error), ITER_E_OVERFLOW);
        CHECK_STRING(error.message, "accumulate: item 3: the sum does not fit int8_t");
        CHECK_STATUS(iter_next(source, ITER_INTO(int8_t, &x)), ITER_ITEM);
        CHECK_INT(x, 5); /* the item that was too much is used */
        CHECK_OK(iter_close(source, NULL));

        /* The same in one block. */
        it = iter_accumulate_sum(iter_array(ITER_ARRAY(int8_t, items)));
        i = 0;
        ITER_FOREACH(int8_t, total, it)
                i += total > 0;
        CHECK_INT(i, 3);
        CHECK_CODE(iter_close(it, NULL), ITER_E_OVERFLOW);
}

#define TOTALS_OF(T, first, second, total)                                         \
        do {                                                                       \
                const T pair[] = { first, second };                                \
                iter_t *it = iter_accumulate_sum(iter_array(ITER_ARRAY(T, pair))); \
                T x = 0;                                                           \
                CHECK_STATUS(iter_next(it, ITER_INTO(T, &x)), ITER_ITEM);          \
                CHECK(x == (first));                                               \
                CHECK_STATUS(iter_next(it, ITER_INTO(T, &x)), ITER_ITEM);          \
                CHECK(x == (total));                                               \
                CHECK_OK(iter_close(it, NULL));                                    \
        } while (0)

TEST(accumulate_sum_takes_every_type_of_number)
{
        TOTALS_OF(int8_t, -100, -28, -128);
        TOTALS_OF(int16_t, 30000, 2767, 32767);
        TOTALS_OF(int32_t, 2000000000, 147483647, INT32_MAX);
        TOTALS_OF(int64_t, INT64_MAX, INT64_MIN, -1);
        TOTALS_OF(uint8_t, 200, 55, 255);
        TOTALS_OF(uint16_t, 60000, 5535, 65535);
        TOTALS_OF(uint32_t, 4000000000u, 294967295u, UINT32_MAX);
        TOTALS_OF(uint64_t, UINT64_MAX - 1, 1, UINT64_MAX);
        TOTALS_OF(float, 0.5f, 0.25f, 0.75f);
        TOTALS_OF(double, 0.5, 0.25, 0.75);
}

TEST(accumulate_sum_adds_reals_one_by_one_as_cpython_does)
{
        const double tenth = 0.1;
        iter_t *it = iter_accumulate_sum(iter_repeat_n(ITER_FROM(double, &tenth), 10));
        double last = 0;

        ITER_FOREACH(double, x, it)
                last = x;
        CHECK_OK(iter_close(it, NULL));
        CHECK_REAL(last, 0.9999999999999999);
}

TEST(accumulate_sum_gives_the_first_item_as_it_is)
{
        const double zero = -0.0;
        iter_t *it = iter_accumulate_sum(iter_once(ITER_FROM(double, &zero)));
        double x = 1;

        CHECK_STATUS(iter_next(it, ITER_INTO(double, &x)), ITER_ITEM);
        CHECK(signbit(x) != 0 || iter_failure(it, NULL) != 0);
        CHECK_OK(iter_close(it, NULL));
}

TEST(accumulate_sum_refuses_what_is_no_number)
{
        static const char *const words[] = { "one" };
        iter_t *it = iter_accumulate_sum(iter_strings(words, 1));
        iter_error_t error;

        CHECK_CODE(iter_close(it, &error), ITER_E_TYPE);
        CHECK_CONTAINS(error.message, "iter_str_t");
}

TEST(accumulate_without_an_initial_value_needs_a_fold_of_one_type)
{
        iter_t *it = iter_accumulate(iter_range(0, 3, 1), with_interest);
        iter_error_t error;

        CHECK_CODE(iter_close(it, &error), ITER_E_TYPE);
        CHECK_CONTAINS(error.message, "'with_interest' makes double of int64_t");
}

TEST(accumulate_from_refuses_an_initial_value_of_another_type)
{
        const int64_t five = 5;
        iter_t *it =
            iter_accumulate_from(iter_range(0, 3, 1), with_interest, ITER_FROM(int64_t, &five));
        iter_error_t error;

        CHECK_CODE(iter_close(it, &error), ITER_E_TYPE);
        CHECK_CONTAINS(error.message, "int64_t");
}

TEST(accumulate_refuses_null)
{
        const iter_from_t nothing = { NULL, ITER_TYPE(int64_t) };
        iter_fold_fn_t none;
        iter_t *it = iter_accumulate_from(iter_range(0, 3, 1), digits, nothing);

        CHECK_CODE(iter_close(it, NULL), ITER_E_NULL);
        memset(&none, 0, sizeof none);
        it = iter_accumulate(iter_range(0, 3, 1), none);
        CHECK_CODE(iter_close(it, NULL), ITER_E_NULL);
}

/* Views: the window of the item that was best may be long over. */

ITER_FOLD_FN(iter_str_t, longer, best, iter_str_t, x)
{
        return x.len > best.len ? x : best;
}

ITER_TRY_FOLD_FN(iter_str_t, try_longer, best, iter_str_t, x, call)
{
        if (x.len == 0)
                return iter_fail(call, -3, "an empty text");
        if (x.len > best->len)
                *best = x;
        return 0;
}

struct words {
        iter_t it;
        size_t next;
        char text[16];
        iter_str_t item;
};

static const char *const the_words[] = { "ab", "c", "defg", "hi", "jklm", "nopqr" };

/* Each text lies where the one before was. */
static iter_status_t words_fill(iter_t *it, size_t want)
{
        struct words *self = (struct words *)it;

        (void)want;
        memset(self->text, '#', sizeof self->text);
        if (self->next == sizeof the_words / sizeof *the_words)
                return ITER_END;
        self->item.ptr = self->text;
        self->item.len = strlen(the_words[self->next]);
        memcpy(self->text, the_words[self->next++], self->item.len);
        return iter_give(it, &self->item, 1);
}

static const iter_vtable_t words_vtable = { sizeof(iter_vtable_t), "words", words_fill,
        iter_stage_destroy, NULL, NULL, NULL, NULL };

static iter_t *words(void)
{
        struct words *self = iter_new(&words_vtable, sizeof *self, ITER_TYPE(iter_str_t), 0, NULL);
        return self == NULL ? iter_no_memory(NULL) : &self->it;
}

static void check_longest(iter_t *it, const char *first)
{
        static const char *const expected[] = { "ab", "ab", "defg", "defg", "defg", "nopqr" };
        size_t i = 0;

        if (first != NULL) {
                iter_str_t text;
                if (CHECK_STATUS(iter_next(it, ITER_INTO(iter_str_t, &text)), ITER_ITEM))
                        CHECK(iter_str_equal(text, iter_str(first)));
        }
        ITER_FOREACH(iter_str_t, text, it) {
                CHECK(iter_str_equal(text, iter_str(expected[i])));
                i++;
        }
        CHECK_OK(iter_close(it, NULL));
        CHECK_UINT(i, 6);
}

TEST(accumulate_keeps_a_text_whose_window_is_over)
{
        char text[] = "!";
        const iter_str_t initial = iter_str(text);
        iter_t *it;

        check_longest(iter_accumulate(words(), longer), NULL);
        check_longest(iter_accumulate(words(), try_longer), NULL);
        it = iter_accumulate_from(words(), longer, ITER_FROM(iter_str_t, &initial));
        text[0] = '#';
        check_longest(it, "!");
}

typedef struct {
        int64_t n;
        iter_str_t longest;
} summary;

ITER_PAIR_TYPE(summary, int64_t, n, iter_str_t, longest);

ITER_FOLD_FN(summary, summarise, acc, iter_str_t, x)
{
        acc.n++;
        if (x.len > acc.longest.len)
                acc.longest = x;
        return acc;
}

TEST(accumulate_keeps_a_struct_with_a_text_whose_window_is_over)
{
        const summary initial = { 0, { "", 0 } };
        iter_t *it = iter_accumulate_from(words(), summarise, ITER_FROM(summary, &initial));
        int64_t n = 0;

        ITER_FOREACH_REF(summary, so_far, it) {
                CHECK_INT(so_far->n, n);
                if (n == 5)
                        CHECK_TEXT(so_far->longest, "defg");
                n++;
        }
        CHECK_OK(iter_close(it, NULL));
        CHECK_INT(n, 7);
}

TEST(accumulate_of_texts_copies_only_what_changes)
{
        const iter_allocator_t *parent = iter_default_allocator();
        static const char *const same[] = { "abc", "d", "e", "f", "g", "h" };
        iter_counter_t counter;
        iter_t *it;

        iter_counter_init(&counter, parent, 0);
        it = iter_accumulate(iter_strings_in(&counter.allocator, same, 6), longer);
        ITER_FOREACH(iter_str_t, text, it)
                CHECK_TEXT(text, "abc");
        CHECK_OK(iter_close(it, NULL));
        CHECK_UINT(counter.total, 3); /* source, stage, one copy */
        CHECK_UINT(counter.live, 0);
}

TEST(accumulate_of_texts_may_fail)
{
        static const char *const texts[] = { "abc", "", "e" };
        iter_t *it = iter_accumulate(iter_strings(texts, 3), try_longer);
        iter_str_t text;

        CHECK_STATUS(iter_next(it, ITER_INTO(iter_str_t, &text)), ITER_ITEM);
        CHECK_STATUS(iter_next(it, ITER_INTO(iter_str_t, &text)), ITER_ERROR);
        CHECK_CODE(iter_close(it, NULL), -3);
}

static iter_t *lender;

ITER_TRY_FOLD_FN(iter_str_t, thieving, best, iter_str_t, x, call)
{
        (void)call;
        *best = x;
        return x.ptr[0] == 'd' && iter_skip(lender, 1, NULL) != ITER_ITEM ? -1 : 0;
}

TEST(accumulate_reports_a_fold_that_ends_the_window_of_what_it_keeps)
{
        iter_t *it;
        iter_str_t text;
        iter_error_t error;
        int i;

        lender = words();
        it = iter_accumulate(iter_borrow(lender), thieving);
        for (i = 0; i < 2; i++)
                CHECK_STATUS(iter_next(it, ITER_INTO(iter_str_t, &text)), ITER_ITEM);
        CHECK_STATUS(iter_next(it, ITER_INTO(iter_str_t, &text)), ITER_ERROR);
        CHECK_CODE(iter_close(it, &error), ITER_E_STALE);
        CHECK_CONTAINS(error.message, "item 2: thieving pulled");
        if (CHECK_STATUS(iter_next(lender, ITER_INTO(iter_str_t, &text)), ITER_ITEM))
                CHECK_TEXT(text, "jklm");
        CHECK_OK(iter_close(lender, NULL));
}

/* A list that grows in place: the accumulator owns its memory. */
typedef struct {
        int64_t *items;
        size_t n;
} list;

static int list_copy(
    const iter_type_t *type, void *to, const void *from, const iter_allocator_t *allocator)
{
        const iter_allocator_t *a = iter_default_allocator();
        const list *original = from;
        list copy = { NULL, original->n };

        (void)type;
        (void)allocator;
        if (copy.n > 0) {
                copy.items = a->resize(a->ctx, NULL, 0, copy.n * sizeof *copy.items);
                if (copy.items == NULL)
                        return ITER_E_NOMEM;
                memcpy(copy.items, original->items, copy.n * sizeof *copy.items);
        }
        memcpy(to, &copy, sizeof copy);
        return 0;
}

static void list_drop(const iter_type_t *type, void *item)
{
        const iter_allocator_t *a = iter_default_allocator();
        list *self = item;

        (void)type;
        if (self->n > 0)
                a->resize(a->ctx, self->items, self->n * sizeof *self->items, 0);
}

static const iter_type_t iter_type_list = { "list", sizeof(list), sizeof(void *), NULL, 0, false,
        list_copy, list_drop, NULL, NULL, NULL };

ITER_TRY_FOLD_FN(list, append, acc, int64_t, x, call)
{
        const iter_allocator_t *a = iter_default_allocator();
        const size_t size = acc->n * sizeof *acc->items;
        int64_t *items = a->resize(a->ctx, acc->items, size, size + sizeof *items);

        if (items == NULL)
                return iter_fail(call, ITER_E_NOMEM, "the list cannot grow");
        items[acc->n] = x;
        acc->items = items;
        acc->n++;
        return 0;
}

ITER_FOLD_FN(list, shorter, acc, list, x)
{
        (void)x;
        if (acc.n > 1)
                acc.n = acc.n; /* as it is */
        return acc;
}

TEST(accumulate_grows_an_accumulator_that_owns_memory)
{
        const list empty = { NULL, 0 };
        iter_t *it = iter_accumulate_from(iter_range(10, 13, 1), append, ITER_FROM(list, &empty));
        size_t n = 0;

        ITER_FOREACH_REF(list, so_far, it) {
                CHECK_UINT(so_far->n, n);
                if (so_far->n > 0)
                        CHECK_INT(so_far->items[so_far->n - 1], 9 + (int64_t)so_far->n);
                n++;
        }
        CHECK_OK(iter_close(it, NULL));
        CHECK_UINT(n, 4);
}

TEST(accumulate_copies_a_first_item_that_owns_memory)
{
        int64_t one = 1;
        const list items[] = { { &one, 1 }, { NULL, 0 } };
        iter_t *it = iter_accumulate(iter_array(ITER_ARRAY(list, items)), shorter);

        ITER_FOREACH_REF(list, so_far, it) {
                CHECK(so_far->items != &one);
                CHECK_UINT(so_far->n, 1);
        }
        CHECK_OK(iter_close(it, NULL));
}
