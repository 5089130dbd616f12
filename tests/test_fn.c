/* SPDX-License-Identifier: MIT */
/* Function objects: each macro that makes one, pure and exact, with and without a context. */
#include <stdlib.h>

#include "boxed.h"
#include "sources.h"

static const int64_t one_to_five[] = { 1, 2, 3, 4, 5 };

static iter_t *five(void)
{
        return iter_array(ITER_ARRAY(int64_t, one_to_five));
}

/* Maps. */

//! [ITER_MAP_FN]
ITER_MAP_FN(int64_t, square, int64_t, x)
{
        return x * x;
}

TEST(a_map)
{
        iter_t *it = iter_map(iter_range(1, 6, 1), square);

        CHECK_INT64S(it, 1, 4, 9, 16, 25);
        CHECK_OK(iter_close(it, NULL));
}
//! [ITER_MAP_FN]

//! [ITER_MAP_FN_WITH]
ITER_MAP_FN_WITH(int64_t, scale, int64_t, x, int64_t, factor)
{
        return x * factor;
}

TEST(a_map_with_a_context)
{
        iter_t *it = iter_map(iter_range(1, 4, 1), scale(7)); /* 7 is kept by value */

        CHECK_INT64S(it, 7, 14, 21);
        CHECK_OK(iter_close(it, NULL));
}
//! [ITER_MAP_FN_WITH]

//! [ITER_TRY_MAP_FN]
ITER_TRY_MAP_FN(int64_t, parse_digit, char, c, out, call)
{
        if (c < '0' || c > '9')
                return iter_fail(call, ITER_E_PARSE, "'%c' is not a digit", c);
        *out = c - '0';
        return 0;
}

TEST(an_exact_map)
{
        const char text[] = { '4', '2', 'x' };
        iter_t *it = iter_map(iter_array(ITER_ARRAY(char, text)), parse_digit);
        iter_error_t error;
        int64_t sum = 0;

        ITER_FOREACH(int64_t, digit, it)
                sum += digit;
        CHECK_CODE(iter_close(it, &error), ITER_E_PARSE);
        CHECK_INT(sum, 6);
        CHECK_STRING(error.message, "parse_digit: item 2: 'x' is not a digit");
}
//! [ITER_TRY_MAP_FN]

//! [ITER_TRY_MAP_FN_WITH]
struct table {
        const char *const *names;
        int64_t n;
};

ITER_TRY_MAP_FN_WITH(iter_cstr_t, name_of, int64_t, i, out, call, struct table, table)
{
        if (i < 0 || i >= table.n)
                return iter_fail(call, ITER_E_ARGUMENT, "there is no name %d", (int)i);
        *out = table.names[i];
        return 0;
}

TEST(an_exact_map_with_a_context)
{
        const char *const names[] = { "zero", "one", "two" };
        const struct table table = { names, 3 };
        iter_t *it = iter_map(iter_range(1, 3, 1), name_of(table));
        iter_cstr_t name = NULL;

        CHECK_STATUS(iter_next(it, ITER_INTO(iter_cstr_t, &name)), ITER_ITEM);
        CHECK_STRING(name, "one");
        CHECK_OK(iter_close(it, NULL));
}
//! [ITER_TRY_MAP_FN_WITH]

TEST(an_exact_map_with_a_context_fails_as_one_without)
{
        const char *const names[] = { "zero", "one" };
        const struct table table = { names, 2 };
        iter_t *it = iter_map(iter_range(0, 5, 1), name_of(table));
        iter_error_t error;
        int n = 0;

        ITER_FOREACH(iter_cstr_t, name, it)
                n += name[0] != '\0';
        CHECK_INT(n, 2);
        CHECK_CODE(iter_close(it, &error), ITER_E_ARGUMENT);
        CHECK_STRING(error.message, "name_of: item 2: there is no name 2");
}

/* Predicates. */

//! [ITER_FILTER_FN]
ITER_FILTER_FN(is_even, int64_t, x)
{
        return x % 2 == 0;
}

TEST(a_predicate)
{
        iter_t *it = iter_filter(iter_range(0, 7, 1), is_even);

        CHECK_INT64S(it, 0, 2, 4, 6);
        CHECK_OK(iter_close(it, NULL));
}
//! [ITER_FILTER_FN]

//! [ITER_FILTER_FN_WITH]
ITER_FILTER_FN_WITH(is_above, int64_t, x, int64_t, limit)
{
        return x > limit;
}

TEST(a_predicate_with_a_context)
{
        iter_t *it = iter_filter(iter_range(0, 7, 1), is_above(4));

        CHECK_INT64S(it, 5, 6);
        CHECK_OK(iter_close(it, NULL));
}
//! [ITER_FILTER_FN_WITH]

//! [ITER_TRY_FILTER_FN]
ITER_TRY_FILTER_FN(is_known, int64_t, x, pass, call)
{
        if (x < 0)
                return iter_fail(call, -1, "%d is out of this world", (int)x);
        *pass = x < 3;
        return 0;
}

TEST(an_exact_predicate)
{
        iter_t *it = iter_filter(iter_range(4, -2, -1), is_known);
        iter_error_t error;
        int64_t sum = 0;

        ITER_FOREACH(int64_t, x, it)
                sum += x;
        CHECK_CODE(iter_close(it, &error), -1);
        CHECK_INT(sum, 3); /* 2, 1, 0 */
        CHECK_STRING(error.message, "is_known: item 5: -1 is out of this world");
}
//! [ITER_TRY_FILTER_FN]

//! [ITER_TRY_FILTER_FN_WITH]
ITER_TRY_FILTER_FN_WITH(is_new, int64_t, x, pass, call, int64_t *, last)
{
        (void)call;
        *pass = x != *last; /* an effect: it remembers */
        *last = x;
        return 0;
}

TEST(an_exact_predicate_with_a_context)
{
        const int64_t numbers[] = { 1, 1, 2, 2, 2, 1 };
        int64_t last = 0;
        iter_t *it = iter_filter(iter_array(ITER_ARRAY(int64_t, numbers)), is_new(&last));

        CHECK_INT64S(it, 1, 2, 1);
        CHECK_OK(iter_close(it, NULL));
}
//! [ITER_TRY_FILTER_FN_WITH]

/* Maps with a condition. */

//! [ITER_FILTER_MAP_FN]
ITER_FILTER_MAP_FN(int64_t, half, int64_t, x, out)
{
        *out = x / 2;
        return x % 2 == 0; /* [x // 2 for x in it if x % 2 == 0] */
}

TEST(a_map_with_a_condition)
{
        iter_t *it = iter_filter_map(iter_range(0, 8, 1), half);

        CHECK_INT64S(it, 0, 1, 2, 3);
        CHECK_OK(iter_close(it, NULL));
}
//! [ITER_FILTER_MAP_FN]

//! [ITER_FILTER_MAP_FN_WITH]
ITER_FILTER_MAP_FN_WITH(int64_t, quotient, int64_t, x, out, int64_t, divisor)
{
        *out = x / divisor;
        return x % divisor == 0;
}

TEST(a_map_with_a_condition_and_a_context)
{
        iter_t *it = iter_filter_map(iter_range(0, 8, 1), quotient(3));

        CHECK_INT64S(it, 0, 1, 2);
        CHECK_OK(iter_close(it, NULL));
}
//! [ITER_FILTER_MAP_FN_WITH]

//! [ITER_TRY_FILTER_MAP_FN]
ITER_TRY_FILTER_MAP_FN(int64_t, inverse, int64_t, x, out, keep, call)
{
        if (x == 0)
                return iter_fail(call, ITER_E_ARGUMENT, "0 has no inverse");
        *out = 60 / x;
        *keep = 60 % x == 0;
        return 0;
}

TEST(an_exact_map_with_a_condition)
{
        iter_t *it = iter_filter_map(iter_range(8, -1, -1), inverse);
        iter_error_t error;
        int64_t sum = 0;

        ITER_FOREACH(int64_t, x, it)
                sum += x;
        CHECK_CODE(iter_close(it, &error), ITER_E_ARGUMENT);
        CHECK_INT(sum, 10 + 12 + 15 + 20 + 30 + 60);
        CHECK_STRING(error.message, "inverse: item 8: 0 has no inverse");
}
//! [ITER_TRY_FILTER_MAP_FN]

//! [ITER_TRY_FILTER_MAP_FN_WITH]
ITER_TRY_FILTER_MAP_FN_WITH(int64_t, paid, int64_t, price, out, keep, call, int64_t *, purse)
{
        (void)call;
        *keep = price <= *purse;
        if (*keep) {
                *purse -= price;
                *out = price;
        }
        return 0;
}

TEST(an_exact_map_with_a_condition_and_a_context)
{
        const int64_t prices[] = { 30, 80, 50, 20, 20 };
        int64_t purse = 100;
        iter_t *it = iter_filter_map(iter_array(ITER_ARRAY(int64_t, prices)), paid(&purse));

        CHECK_INT64S(it, 30, 50, 20);
        CHECK_OK(iter_close(it, NULL));
}
//! [ITER_TRY_FILTER_MAP_FN_WITH]

/* Folds. */

//! [ITER_FOLD_FN]
ITER_FOLD_FN(int64_t, digits, acc, int64_t, digit)
{
        return 10 * acc + digit;
}

TEST(a_fold)
{
        int64_t number = 0;

        CHECK_OK(iter_fold(iter_range(1, 5, 1), digits, ITER_INTO(int64_t, &number), NULL));
        CHECK_INT(number, 1234);
}
//! [ITER_FOLD_FN]

//! [ITER_FOLD_FN_WITH]
ITER_FOLD_FN_WITH(int64_t, digits_in, acc, int64_t, digit, int64_t, base)
{
        return base * acc + digit;
}

TEST(a_fold_with_a_context)
{
        int64_t number = 0;

        CHECK_OK(iter_fold(iter_range(1, 4, 1), digits_in(16), ITER_INTO(int64_t, &number), NULL));
        CHECK_INT(number, 0x123);
}
//! [ITER_FOLD_FN_WITH]

//! [ITER_TRY_FOLD_FN]
ITER_TRY_FOLD_FN(int64_t, checked_digits, acc, int64_t, digit, call)
{
        if (digit > 9)
                return iter_fail(call, ITER_E_PARSE, "%d is no digit", (int)digit);
        *acc = 10 * *acc + digit;
        return 0;
}

TEST(an_exact_fold)
{
        int64_t number = 0;
        iter_error_t error;

        CHECK_CODE(
            iter_fold(iter_range(8, 20, 1), checked_digits, ITER_INTO(int64_t, &number), &error),
            ITER_E_PARSE);
        CHECK_INT(number, 89); /* so far */
        CHECK_STRING(error.message, "checked_digits: item 2: 10 is no digit");
}
//! [ITER_TRY_FOLD_FN]

//! [ITER_TRY_FOLD_FN_WITH]
ITER_TRY_FOLD_FN_WITH(int64_t, bounded_sum, acc, int64_t, x, call, int64_t, limit)
{
        if (*acc > limit - x)
                return iter_fail(call, ITER_E_OVERFLOW, "more than %d", (int)limit);
        *acc += x;
        return 0;
}

TEST(an_exact_fold_with_a_context)
{
        int64_t sum = 0;

        CHECK_OK(iter_fold(iter_range(0, 5, 1), bounded_sum(10), ITER_INTO(int64_t, &sum), NULL));
        CHECK_INT(sum, 10);
        sum = 0;
        CHECK_CODE(iter_fold(iter_range(0, 5, 1), bounded_sum(9), ITER_INTO(int64_t, &sum), NULL),
            ITER_E_OVERFLOW);
}
//! [ITER_TRY_FOLD_FN_WITH]

TEST(a_fold_in_a_scan)
{
        iter_t *it = iter_accumulate(iter_range(1, 5, 1), digits);

        CHECK_INT64S(it, 1, 12, 123, 1234);
        CHECK_OK(iter_close(it, NULL));
        it = iter_accumulate(iter_range(1, 4, 1), digits_in(16));
        CHECK_INT64S(it, 0x1, 0x12, 0x123);
        CHECK_OK(iter_close(it, NULL));
}

/* Effects. */

//! [ITER_EACH_FN]
static int64_t seen;

ITER_EACH_FN(see, int64_t, x, call)
{
        if (x == 4)
                return iter_fail(call, -4, "not this one");
        seen += x;
        return 0;
}

TEST(an_effect)
{
        iter_error_t error;

        seen = 0;
        CHECK_CODE(iter_foreach(iter_range(0, 10, 1), see, &error), -4);
        CHECK_INT(seen, 6);
        CHECK_STRING(error.message, "see: item 4: not this one");
}
//! [ITER_EACH_FN]

//! [ITER_EACH_FN_WITH]
ITER_EACH_FN_WITH(add_to, int64_t, x, call, int64_t *, total)
{
        (void)call;
        *total += x;
        return 0;
}

TEST(an_effect_with_a_context)
{
        int64_t total = 0;
        iter_t *it = iter_inspect(iter_range(0, 5, 1), add_to(&total));
        int64_t x = 0;

        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ITEM);
        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ITEM);
        CHECK_INT(total, 1); /* it never runs ahead */
        CHECK_OK(iter_close(it, NULL));
}
//! [ITER_EACH_FN_WITH]

/* "Next" functions. */

//! [ITER_NEXT_FN]
struct fibonacci {
        int64_t a;
        int64_t b;
};

ITER_NEXT_FN(int64_t, fibonacci, struct fibonacci *, state, out, call)
{
        const int64_t sum = state->a + state->b;

        (void)call;
        *out = state->a;
        state->a = state->b;
        state->b = sum;
        return *out > 20 ? ITER_END : ITER_ITEM;
}

TEST(a_next_function)
{
        struct fibonacci state = { 0, 1 };
        iter_t *it = iter_from_fn(fibonacci(&state));

        CHECK_INT64S(it, 0, 1, 1, 2, 3, 5, 8, 13);
        CHECK_OK(iter_close(it, NULL));
}
//! [ITER_NEXT_FN]

ITER_NEXT_FN(int64_t, fails_at_once, int, code, out, call)
{
        *out = 0;
        iter_fail(call, code, "out of order");
        return ITER_ERROR;
}

TEST(a_next_function_that_fails)
{
        iter_t *it = iter_from_fn(fails_at_once(-6));
        iter_error_t error;
        int64_t x = 17;

        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ERROR);
        CHECK_INT(x, 17);
        CHECK_CODE(iter_close(it, &error), -6);
        CHECK_STRING(error.message, "fails_at_once: item 0: out of order");
}

/* iter_fail. */

//! [iter_fail]
ITER_TRY_MAP_FN(double, reciprocal, double, x, out, call)
{
        if (x == 0)
                return iter_fail(call, ITER_E_ARGUMENT, "%g has no reciprocal", x);
        *out = 1 / x;
        return 0;
}

TEST(a_callback_says_why_it_fails)
{
        const double numbers[] = { 4, 2, 0, 1 };
        iter_t *it = iter_map(iter_array(ITER_ARRAY(double, numbers)), reciprocal);
        iter_error_t error;
        double sum = 0;

        ITER_FOREACH(double, x, it)
                sum += x;
        CHECK_CODE(iter_close(it, &error), ITER_E_ARGUMENT);
        CHECK_REAL(sum, 0.75);
        CHECK_STRING(error.message, "reciprocal: item 2: 0 has no reciprocal");
        CHECK_UINT(error.index, 2);
}
//! [iter_fail]

ITER_TRY_MAP_FN_WITH(int64_t, fails_with, int64_t, x, out, call, int, code)
{
        *out = x;
        return code == 0 ? iter_fail(call, 0, "no code") : code;
}

ITER_TRY_MAP_FN(int64_t, changes_its_mind, int64_t, x, out, call)
{
        *out = x;
        iter_fail(call, -1, "this is why");
        return -2;
}

ITER_TRY_MAP_FN(int64_t, shouts_and_goes_on, int64_t, x, out, call)
{
        *out = x;
        iter_fail(call, -1, "never mind");
        return 0;
}

TEST(codes_of_the_library_and_of_ones_own_reach_the_user)
{
        iter_error_t error;
        int64_t sum = 0;

        CHECK_CODE(iter_sum_i64(iter_map(five(), fails_with(-5)), &sum, &error), -5);
        CHECK_STRING(error.message, "fails_with: item 0: failed with code -5");
        CHECK_CODE(
            iter_sum_i64(iter_map(five(), fails_with(ITER_E_LENGTH)), &sum, &error), ITER_E_LENGTH);
        CHECK_CONTAINS(error.message, "the inputs differ in length");
        CHECK_CODE(iter_sum_i64(iter_map(five(), fails_with(0)), &sum, &error), ITER_E_CALLBACK);
        CHECK_CONTAINS(error.message, "no code");
}

TEST(what_a_callback_returns_is_the_code_and_what_it_said_is_the_message)
{
        iter_error_t error;
        int64_t sum = 0;

        CHECK_CODE(iter_sum_i64(iter_map(five(), changes_its_mind), &sum, &error), -2);
        CHECK_STRING(error.message, "changes_its_mind: item 0: this is why");
        CHECK_INT(error.code, -2);
}

/* A callback that said why it fails has failed, whatever it returns. */
TEST(a_callback_that_fails_and_returns_zero_has_failed)
{
        iter_t *it = iter_map(five(), shouts_and_goes_on);
        iter_error_t error;
        int64_t n = 0;

        ITER_FOREACH(int64_t, x, it)
                n += x > 0;
        CHECK_CODE(iter_close(it, &error), -1);
        CHECK(n <= 1);
        CHECK_CONTAINS(error.message, "never mind");
}

/* The layer for other languages. */

static int add_ctx(void *ctx, const void *in, void *out)
{
        const int64_t x = *(const int64_t *)in;

        if (x == 4)
                return -4;
        *(int64_t *)out = x + *(const int64_t *)ctx;
        return 0;
}

TEST(a_map_from_a_plain_callback)
{
        //! [iter_map_call]
        /* static int add_ctx(void *ctx, const void *in, void *out): 0, or an error code */
        int64_t hundred = 100;
        iter_map_fn_t fn = iter_map_call(ITER_TYPE(int64_t), ITER_TYPE(int64_t), add_ctx, &hundred);
        iter_t *it = iter_map(iter_range(0, 3, 1), fn);

        CHECK_INT64S(it, 100, 101, 102);
        CHECK_OK(iter_close(it, NULL));
        //! [iter_map_call]
        it = iter_map(five(), fn);
        ITER_FOREACH(int64_t, x, it)
                CHECK(x > 100);
        CHECK_CODE(iter_close(it, NULL), -4);
}

static int is_ctx(void *ctx, const void *in, bool *pass)
{
        const int64_t x = *(const int64_t *)in;

        *pass = x == *(const int64_t *)ctx;
        return x == 4 ? -4 : 0;
}

TEST(a_predicate_from_a_plain_callback)
{
        //! [iter_filter_call]
        /* static int is_ctx(void *ctx, const void *in, bool *pass): 0, or an error code */
        int64_t two = 2;
        iter_filter_fn_t fn = iter_filter_call(ITER_TYPE(int64_t), is_ctx, &two);
        iter_t *it = iter_filter(iter_range(0, 4, 1), fn);

        CHECK_INT64S(it, 2);
        CHECK_OK(iter_close(it, NULL));
        //! [iter_filter_call]
        it = iter_filter(five(), fn);
        ITER_FOREACH(int64_t, x, it)
                CHECK_INT(x, 2);
        CHECK_CODE(iter_close(it, NULL), -4);
}

static int halve_even(void *ctx, const void *in, void *out, bool *keep)
{
        const int64_t x = *(const int64_t *)in;

        ++*(int *)ctx;
        *keep = x % 2 == 0;
        *(int64_t *)out = x / 2;
        return x == 5 ? -5 : 0;
}

TEST(a_map_with_a_condition_from_a_plain_callback)
{
        //! [iter_filter_map_call]
        /* static int halve_even(void *ctx, const void *in, void *out, bool *keep) */
        int calls = 0;
        iter_filter_map_fn_t fn =
            iter_filter_map_call(ITER_TYPE(int64_t), ITER_TYPE(int64_t), halve_even, &calls);
        iter_t *it = iter_filter_map(iter_range(0, 5, 1), fn);

        CHECK_INT64S(it, 0, 1, 2);
        CHECK_OK(iter_close(it, NULL));
        CHECK_INT(calls, 5);
        //! [iter_filter_map_call]
        it = iter_filter_map(five(), fn);
        ITER_FOREACH(int64_t, x, it)
                CHECK(x < 3);
        CHECK_CODE(iter_close(it, NULL), -5);
}

static int add_up(void *ctx, void *acc, const void *in)
{
        const int64_t x = *(const int64_t *)in;

        ++*(int *)ctx;
        *(int64_t *)acc += x;
        return x == 5 ? -5 : 0;
}

TEST(a_fold_from_a_plain_callback)
{
        //! [iter_fold_call]
        /* static int add_up(void *ctx, void *acc, const void *in): 0, or an error code */
        int calls = 0;
        int64_t sum = 0;
        iter_fold_fn_t fn = iter_fold_call(ITER_TYPE(int64_t), ITER_TYPE(int64_t), add_up, &calls);

        CHECK_OK(iter_reduce(iter_range(0, 5, 1), fn, ITER_INTO(int64_t, &sum), NULL));
        CHECK_INT(sum, 10);
        //! [iter_fold_call]
        CHECK_CODE(iter_reduce(five(), fn, ITER_INTO(int64_t, &sum), NULL), -5);
        CHECK_INT(sum, 10);
}

static int note(void *ctx, const void *in)
{
        *(int64_t *)ctx += *(const int64_t *)in;
        return *(const int64_t *)in == 5 ? -5 : 0;
}

TEST(an_effect_from_a_plain_callback)
{
        //! [iter_each_call]
        /* static int note(void *ctx, const void *in): 0, or an error code */
        int64_t total = 0;
        iter_each_fn_t fn = iter_each_call(ITER_TYPE(int64_t), note, &total);

        CHECK_OK(iter_foreach(iter_range(0, 5, 1), fn, NULL));
        CHECK_INT(total, 10);
        //! [iter_each_call]
        CHECK_CODE(iter_foreach(five(), fn, NULL), -5);
}

static iter_status_t count_down(void *ctx, void *out)
{
        int64_t *next = ctx;

        if (*next < -5)
                return ITER_ERROR;
        if (*next == 0)
                return ITER_END;
        *(int64_t *)out = (*next)--;
        return ITER_ITEM;
}

TEST(a_next_function_from_a_plain_callback)
{
        //! [iter_next_call]
        /* static iter_status_t count_down(void *ctx, void *out) */
        int64_t next = 3;
        iter_t *it = iter_from_fn(iter_next_call(ITER_TYPE(int64_t), count_down, &next));

        CHECK_INT64S(it, 3, 2, 1);
        CHECK_OK(iter_close(it, NULL));
        //! [iter_next_call]
}

TEST(a_next_function_from_a_plain_callback_that_fails)
{
        int64_t next = -4;
        iter_t *it = iter_from_fn(iter_next_call(ITER_TYPE(int64_t), count_down, &next));
        iter_error_t error;
        int64_t n = 0;

        ITER_FOREACH(int64_t, x, it)
                n += x < 0;
        CHECK_INT(n, 2);
        CHECK_CODE(iter_close(it, &error), ITER_E_CALLBACK);
        CHECK_UINT(error.index, 2);
}

/* What holds for all of them. */

static iter_t *made_elsewhere(void)
{
        int64_t factor = 3; /* gone when the pipeline runs: it has a copy */
        iter_t *it = iter_map(iter_range(0, 3, 1), scale(factor));
        factor = 100;
        (void)factor;
        return it;
}

TEST(a_context_is_captured_by_value)
{
        iter_t *it = made_elsewhere();

        CHECK_INT64S(it, 0, 3, 6);
        CHECK_OK(iter_close(it, NULL));
}

typedef struct {
        char bytes[ITER_CONTEXT_ROOM];
} full_room;

ITER_MAP_FN_WITH(int64_t, add_last, int64_t, x, full_room, k)
{
        return x + k.bytes[ITER_CONTEXT_ROOM - 1];
}

TEST(a_context_may_fill_the_room)
{
        full_room k;
        iter_t *it;

        memset(&k, 0, sizeof k);
        k.bytes[ITER_CONTEXT_ROOM - 1] = 10;
        it = iter_map(iter_range(0, 2, 1), add_last(k));
        CHECK_INT64S(it, 10, 11);
        CHECK_OK(iter_close(it, NULL));
}

TEST(two_contexts_of_one_function)
{
        iter_t *it = iter_map(iter_map(iter_range(1, 3, 1), scale(2)), scale(5));

        CHECK_INT64S(it, 10, 20);
        CHECK_OK(iter_close(it, NULL));
}

/* A body is ordinary C. */
ITER_MAP_FN(int64_t, collatz, int64_t, n)
{
        int64_t steps;

        for (steps = 0; n != 1; steps++)
                n = n % 2 == 0 ? n / 2 : 3 * n + 1;
        return steps;
}

ITER_FILTER_FN(is_word, iter_str_t, text)
{
        const char *p = text.ptr, *end = text.ptr + text.len;

        while (p < end && *p >= 'a' && *p <= 'z')
                p++;
        return p == end;
}

/* An existing function is wrapped in one line. */
ITER_MAP_FN(int, absolute, int, x)
{
        return abs(x);
}

TEST(a_body_is_ordinary_c)
{
        const iter_str_t words[] = { { "one", 3 }, { "2", 1 }, { "three", 5 } };
        const int numbers[] = { -1, 2, -3 };
        iter_t *it = iter_map(iter_range(1, 8, 1), collatz);
        size_t length = 0;
        int sum = 0;

        CHECK_INT64S(it, 0, 1, 7, 2, 5, 8, 16);
        CHECK_OK(iter_close(it, NULL));

        it = iter_filter(iter_array(ITER_ARRAY(iter_str_t, words)), is_word);
        ITER_FOREACH(iter_str_t, word, it)
                length += word.len;
        CHECK_OK(iter_close(it, NULL));
        CHECK_UINT(length, 8);

        it = iter_map(iter_array(ITER_ARRAY(int, numbers)), absolute);
        ITER_FOREACH(int, x, it)
                sum += x;
        CHECK_OK(iter_close(it, NULL));
        CHECK_INT(sum, 6);
}

/* Exact callbacks run once per item asked for, in order, and never ahead; pure ones may. */
static char journal[64];

static void note_char(char c)
{
        const size_t n = strlen(journal);
        if (n + 1 < sizeof journal) {
                journal[n] = c;
                journal[n + 1] = '\0';
        }
}

ITER_TRY_MAP_FN(int64_t, first_effect, int64_t, x, out, call)
{
        (void)call;
        note_char((char)('0' + x));
        *out = x;
        return 0;
}

ITER_TRY_FILTER_FN(second_effect, int64_t, x, pass, call)
{
        (void)call;
        note_char((char)('a' + x));
        *pass = x != 1;
        return 0;
}

TEST(effects_happen_item_by_item_whether_stepped_or_drained)
{
        iter_t *it;
        int64_t x = 0;
        int64_t sum = 0;

        journal[0] = '\0';
        it = iter_filter(iter_map(five(), first_effect), second_effect);
        CHECK_STRING(journal, "");
        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ITEM);
        CHECK_STRING(journal, "1b2c");
        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ITEM);
        CHECK_STRING(journal, "1b2c3d");
        CHECK_OK(iter_close(it, NULL));
        CHECK_STRING(journal, "1b2c3d");

        journal[0] = '\0';
        CHECK_OK(
            iter_sum_i64(iter_filter(iter_map(five(), first_effect), second_effect), &sum, NULL));
        CHECK_STRING(journal, "1b2c3d4e5f");

        /* A pure stage behind does not change the order, nor does one in front. */
        journal[0] = '\0';
        CHECK_OK(iter_sum_i64(
            iter_map(iter_map(iter_map(five(), square), first_effect), square), &sum, NULL));
        CHECK_STRING(journal, "149@I");
}

/* Items of several sizes: filters move small ones together, and pass large ones on in runs. */
typedef struct {
        int64_t number;
        char padding[16];
} medium;
ITER_STRUCT_TYPE(medium);

typedef struct {
        int64_t number;
        char padding[56];
} large;
ITER_STRUCT_TYPE(large);

ITER_FILTER_FN(medium_is_even, medium, m)
{
        return m.number % 2 == 0;
}

ITER_FILTER_FN(large_is_even, large, l)
{
        return l.number % 2 == 0;
}

ITER_FILTER_FN_WITH(large_is_below, large, l, int64_t, limit)
{
        return l.number < limit;
}

ITER_MAP_FN(int64_t, number_of_medium, medium, m)
{
        return m.number;
}

ITER_MAP_FN(int64_t, number_of_large, large, l)
{
        return l.number;
}

TEST(predicates_of_items_of_several_sizes)
{
        medium mediums[7];
        large larges[7];
        iter_t *it;
        int i;

        memset(mediums, 0, sizeof mediums);
        memset(larges, 0, sizeof larges);
        for (i = 0; i < 7; i++) {
                mediums[i].number = i;
                larges[i].number = i < 3 ? 2 * i : i;
        }
        it = iter_map(
            iter_filter(iter_array(ITER_ARRAY(medium, mediums)), medium_is_even), number_of_medium);
        CHECK_INT64S(it, 0, 2, 4, 6);
        CHECK_OK(iter_close(it, NULL));
        it = iter_map(iter_filterfalse(iter_array(ITER_ARRAY(medium, mediums)), medium_is_even),
            number_of_medium);
        CHECK_INT64S(it, 1, 3, 5);
        CHECK_OK(iter_close(it, NULL));
        it = iter_map(
            iter_filter(iter_array(ITER_ARRAY(large, larges)), large_is_even), number_of_large);
        CHECK_INT64S(it, 0, 2, 4, 4, 6);
        CHECK_OK(iter_close(it, NULL));
        it = iter_map(iter_filterfalse(iter_array(ITER_ARRAY(large, larges)), large_is_even),
            number_of_large);
        CHECK_INT64S(it, 3, 5);
        CHECK_OK(iter_close(it, NULL));
        it = iter_map(
            iter_filter(iter_array(ITER_ARRAY(large, larges)), large_is_below(4)), number_of_large);
        CHECK_INT64S(it, 0, 2, 3);
        CHECK_OK(iter_close(it, NULL));
}

/* Results that own memory, as members: whoever makes them drops them. */
typedef struct {
        int64_t number;
        boxed box;
} numbered_box;
ITER_PAIR_TYPE(numbered_box, int64_t, number, boxed, box);

ITER_TRY_MAP_FN(numbered_box, pack, int64_t, x, out, call)
{
        out->number = x;
        out->box.value = boxed_new(10 * x);
        return out->box.value != NULL ? 0 : iter_fail(call, ITER_E_NOMEM, "no box");
}

TEST(results_with_members_that_own_memory_are_dropped_behind_their_window)
{
        iter_t *it = iter_map(five(), pack);
        const numbered_box *p = NULL;
        int64_t sum = 0;

        ITER_FOREACH_REF(numbered_box, item, it) {
                sum += item->number + *item->box.value;
                if (item->number == 3)
                        break;
        }
        CHECK_OK(iter_failure(it, NULL));
        CHECK_INT(sum, 66);
        CHECK(tap_torturing() || tap_blocks() == 3); /* two iterators and the one box */
        if (iter_peek(it, ITER_VIEW(numbered_box, &p)) == ITER_ITEM) {
                CHECK_INT(*p->box.value, 40);
                CHECK_OK(iter_put_back(it, ITER_FROM(numbered_box, p)));
        }
        CHECK_OK(iter_close(it, NULL));
}
