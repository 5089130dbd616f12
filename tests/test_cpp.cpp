/* SPDX-License-Identifier: MIT */
/* The documented path in C++: the same names and shapes; templates do the checking. */
#include "sources.h"

#include <cstdlib>
#include <string>
#include <vector>

typedef struct {
        double x;
        double y;
} point;
ITER_STRUCT_TYPE(point);

typedef struct {
        size_t number;
        iter_str_t text;
} numbered;
ITER_PAIR_TYPE(numbered, size_t, number, iter_str_t, text);

typedef struct {
        int64_t a;
        int64_t b;
        double c;
} row;
ITER_TRIPLE_TYPE(row, int64_t, a, int64_t, b, double, c);

typedef struct {
        bool odd;
        iter_group_t items;
} parity_group;
ITER_PAIR_TYPE(parity_group, bool, odd, iter_group_t, items);

ITER_MAP_FN(int64_t, square, int64_t, x)
{
        return x * x;
}

ITER_MAP_FN_WITH(int64_t, scale, int64_t, x, int64_t, factor)
{
        return x * factor;
}

ITER_TRY_MAP_FN(int64_t, parse, iter_cstr_t, text, out, call)
{
        char *end = nullptr;
        *out = std::strtol(text, &end, 10);
        if (*end != '\0')
                return iter_fail(call, ITER_E_PARSE, "'%s' is no number", text);
        return 0;
}

ITER_TRY_MAP_FN_WITH(int64_t, look_up, int64_t, i, out, call, const std::vector<int64_t> *, table)
{
        if (i < 0 || static_cast<size_t>(i) >= table->size())
                return iter_fail(call, ITER_E_ARGUMENT, "no entry %d", static_cast<int>(i));
        *out = (*table)[static_cast<size_t>(i)];
        return 0;
}

ITER_FILTER_FN(is_even, int64_t, x)
{
        return x % 2 == 0;
}

ITER_FILTER_FN_WITH(is_above, int64_t, x, int64_t, limit)
{
        return x > limit;
}

ITER_TRY_FILTER_FN(is_known, int64_t, x, pass, call)
{
        if (x < 0)
                return iter_fail(call, -1, "negative");
        *pass = x < 3;
        return 0;
}

ITER_TRY_FILTER_FN_WITH(is_new, int64_t, x, pass, call, int64_t *, last)
{
        (void)call;
        *pass = x != *last;
        *last = x;
        return 0;
}

ITER_FILTER_MAP_FN(int64_t, half, int64_t, x, out)
{
        *out = x / 2;
        return x % 2 == 0;
}

ITER_FILTER_MAP_FN_WITH(int64_t, quotient, int64_t, x, out, int64_t, divisor)
{
        *out = x / divisor;
        return x % divisor == 0;
}

ITER_TRY_FILTER_MAP_FN(int64_t, inverse, int64_t, x, out, keep, call)
{
        if (x == 0)
                return iter_fail(call, ITER_E_ARGUMENT, "0 has no inverse");
        *out = 60 / x;
        *keep = 60 % x == 0;
        return 0;
}

ITER_TRY_FILTER_MAP_FN_WITH(int64_t, below, int64_t, x, out, keep, call, int64_t, limit)
{
        (void)call;
        *out = x;
        *keep = x < limit;
        return 0;
}

ITER_FOLD_FN(int64_t, add, acc, int64_t, x)
{
        return acc + x;
}

ITER_FOLD_FN_WITH(int64_t, digits_in, acc, int64_t, digit, int64_t, base)
{
        return base * acc + digit;
}

ITER_TRY_FOLD_FN(int64_t, checked_add, acc, int64_t, x, call)
{
        if (x > 100)
                return iter_fail(call, ITER_E_OVERFLOW, "too much");
        *acc += x;
        return 0;
}

ITER_TRY_FOLD_FN_WITH(int64_t, bounded_add, acc, int64_t, x, call, int64_t, limit)
{
        if (*acc > limit - x)
                return iter_fail(call, ITER_E_OVERFLOW, "too much");
        *acc += x;
        return 0;
}

static int64_t seen;

ITER_EACH_FN(see, int64_t, x, call)
{
        (void)call;
        seen += x;
        return 0;
}

ITER_EACH_FN_WITH(append, int64_t, x, call, std::vector<int64_t> *, to)
{
        (void)call;
        to->push_back(x);
        return 0;
}

ITER_NEXT_FN(int64_t, count_down, int64_t *, next, out, call)
{
        (void)call;
        if (*next == 0)
                return ITER_END;
        *out = (*next)--;
        return ITER_ITEM;
}

ITER_MAP_FN(bool, is_odd, int64_t, x)
{
        return x % 2 != 0;
}

TEST(squares_of_a_range)
{
        iter_t *it = iter_map(iter_range(0, 5, 1), square);
        iter_error_t error;
        int64_t total = 0;

        ITER_FOREACH(int64_t, x, it)
                total += x;
        CHECK_OK(iter_close(it, &error));
        CHECK_INT(total, 30);
        CHECK_STRING(error.message, "");
}

TEST(every_kind_of_function_object)
{
        static const int64_t twice[] = { 1, 1, 2, 2, 1 };
        const std::vector<int64_t> table = { 10, 20, 30 };
        int64_t last = 0;
        iter_t *it;

        it = iter_map(iter_range(0, 3, 1), scale(7));
        CHECK_INT64S(it, 0, 7, 14);
        CHECK_OK(iter_close(it, NULL));
        it = iter_map(iter_range(0, 3, 1), look_up(&table));
        CHECK_INT64S(it, 10, 20, 30);
        CHECK_OK(iter_close(it, NULL));
        it = iter_filter(iter_filter(iter_range(0, 9, 1), is_even), is_above(3));
        CHECK_INT64S(it, 4, 6, 8);
        CHECK_OK(iter_close(it, NULL));
        it = iter_filterfalse(iter_range(0, 5, 1), is_known);
        CHECK_INT64S(it, 3, 4);
        CHECK_OK(iter_close(it, NULL));
        it = iter_filter(iter_array(ITER_ARRAY(int64_t, twice)), is_new(&last));
        CHECK_INT64S(it, 1, 2, 1);
        CHECK_OK(iter_close(it, NULL));
        it = iter_filter_map(iter_filter_map(iter_range(0, 13, 1), half), quotient(3));
        CHECK_INT64S(it, 0, 1, 2);
        CHECK_OK(iter_close(it, NULL));
        it = iter_filter_map(iter_filter_map(iter_range(1, 7, 1), inverse), below(20));
        CHECK_INT64S(it, 15, 12, 10);
        CHECK_OK(iter_close(it, NULL));
        it = iter_accumulate(iter_range(1, 5, 1), digits_in(10));
        CHECK_INT64S(it, 1, 12, 123, 1234);
        CHECK_OK(iter_close(it, NULL));
        last = 3;
        it = iter_from_fn(count_down(&last));
        CHECK_INT64S(it, 3, 2, 1);
        CHECK_OK(iter_close(it, NULL));
}

TEST(folds_and_effects)
{
        std::vector<int64_t> items;
        int64_t sum = 0;

        CHECK_OK(iter_reduce(iter_range(0, 5, 1), add, ITER_INTO(int64_t, &sum), NULL));
        CHECK_INT(sum, 10);
        CHECK_OK(iter_reduce(iter_range(0, 5, 1), checked_add, ITER_INTO(int64_t, &sum), NULL));
        CHECK_INT(sum, 10);
        CHECK_CODE(iter_reduce(iter_range(0, 5, 1), bounded_add(5), ITER_INTO(int64_t, &sum), NULL),
            ITER_E_OVERFLOW);
        seen = 0;
        CHECK_OK(iter_foreach(iter_range(0, 5, 1), see, NULL));
        CHECK_INT(seen, 10);
        CHECK_OK(iter_foreach(iter_range(0, 5, 1), append(&items), NULL));
        CHECK_UINT(items.size(), 5);
}

TEST(an_error_says_where)
{
        static const iter_cstr_t texts[] = { "1", "22", "x3" };
        iter_t *it = iter_map(iter_array(ITER_ARRAY(iter_cstr_t, texts)), parse);
        iter_error_t error;
        int64_t sum = 0;

        CHECK_CODE(iter_sum_i64(it, &sum, &error), ITER_E_PARSE);
        CHECK_STRING(error.message, "parse: item 2: 'x3' is no number");
}

TEST(arrays_and_spans)
{
        const point corners[] = { { 0, 0 }, { 3, 0 }, { 3, 4 } };
        std::vector<int64_t> numbers = { 1, 2, 3 };
        iter_t *it = iter_array(ITER_ARRAY(point, corners));
        double sum = 0;

        ITER_FOREACH_REF(point, p, it)
                sum += p->x + p->y;
        CHECK_OK(iter_close(it, NULL));
        CHECK_REAL(sum, 10);

        it = iter_array(ITER_SPAN(int64_t, numbers.data(), numbers.size()));
        CHECK_INT64S(it, 1, 2, 3);
        CHECK_OK(iter_close(it, NULL));
}

TEST(places_and_views)
{
        iter_t *it = iter_range(5, 8, 1);
        const int64_t *next = NULL;
        int64_t x = 0;

        CHECK_STATUS(iter_peek(it, ITER_VIEW(int64_t, &next)), ITER_ITEM);
        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ITEM);
        CHECK_INT(x, 5);
        CHECK_OK(iter_put_back(it, ITER_FROM(int64_t, &x)));
        CHECK_INT64S(it, 5, 6, 7);
        CHECK_OK(iter_close(it, NULL));
}

TEST(lists_of_sources)
{
        static const iter_str_t words[] = { { "zero", 4 }, { "one", 3 } };
        static const double halves[] = { 0.5, 1.5, 2.5 };
        iter_t *it = ITER_CHAIN(iter_range(0, 2, 1), iter_range(5, 7, 1));
        size_t length = 0;
        double sum = 0;

        CHECK_INT64S(it, 0, 1, 5, 6);
        CHECK_OK(iter_close(it, NULL));

        it = iter_enumerate(iter_array(ITER_ARRAY(iter_str_t, words)), 1);
        ITER_FOREACH(numbered, n, it)
                length += n.number * n.text.len;
        CHECK_OK(iter_close(it, NULL));
        CHECK_UINT(length, 10);

        it = ITER_ZIP(
            iter_range(0, 9, 1), iter_range(10, 19, 1), iter_array(ITER_ARRAY(double, halves)));
        ITER_FOREACH_REF(row, r, it)
                sum += static_cast<double>(r->a + r->b) + r->c;
        CHECK_OK(iter_close(it, NULL));
        CHECK_REAL(sum, 40.5);
}

TEST(groups)
{
        static const int64_t numbers[] = { 1, 3, 2, 4, 5 };
        iter_t *it = iter_groupby(iter_array(ITER_ARRAY(int64_t, numbers)), is_odd);
        int64_t total = 0;

        ITER_FOREACH(parity_group, group, it) {
                int64_t sum = 0;
                CHECK_OK(iter_sum_i64(group.items, &sum, NULL));
                total = 100 * total + sum;
        }
        CHECK_OK(iter_close(it, NULL));
        CHECK_INT(total, 40605);
}

TEST(results)
{
        int64_t *items = NULL;
        size_t n = 0;
        int64_t best = 0;
        bool any = false;

        CHECK_OK(iter_collect(
            iter_filter(iter_range(0, 9, 1), is_even), ITER_ARRAY_INTO(int64_t, &items, &n), NULL));
        CHECK_UINT(n, 5);
        iter_array_free(items);
        CHECK_OK(iter_max(iter_map(iter_range(-4, 3, 1), square), ITER_INTO(int64_t, &best), NULL));
        CHECK_INT(best, 16);
        CHECK_OK(iter_any(iter_range(0, 9, 1), is_above(7), &any, NULL));
        CHECK(any);
}

TEST(loops_in_all_their_forms)
{
        iter_t *it = iter_range(0, 300, 1);
        int64_t x = 0;
        int64_t turns = 0;

        ITER_FOREACH(int64_t, y, it) {
                if (y % 2 == 0)
                        continue;
                turns++;
                if (y == 149)
                        break;
        }
        CHECK_INT(turns, 75);
        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ITEM);
        CHECK_INT(x, 150);
        ITER_FOREACH(int64_t, y, it) {
                iter_t *inner = iter_range(0, y, 1);
                ITER_FOREACH(int64_t, z, inner) {
                        if (z == 2)
                                break;
                        turns++;
                }
                CHECK_OK(iter_close(inner, NULL));
        }
        CHECK_INT(turns, 75 + 2 * 149);
        CHECK_OK(iter_close(it, NULL));
}

/* An iterator of one's own, with a destructor behind iter_defer. */
namespace
{
struct Letters {
        iter_t it;
        const std::string *text;
        size_t next;
};

extern "C" iter_status_t letters_fill(iter_t *it, size_t want)
{
        Letters *self = reinterpret_cast<Letters *>(it);
        const std::string &text = *self->text;

        (void)want;
        if (self->next == text.size())
                return ITER_END;
        self->next++;
        return iter_give(it, text.data() + self->next - 1, 1);
}

const iter_vtable_t letters_vtable = { sizeof(iter_vtable_t), "letters", letters_fill,
        iter_stage_destroy, NULL, NULL, NULL, NULL };

extern "C" void delete_text(void *ptr)
{
        delete static_cast<std::string *>(ptr);
}

iter_t *letters(std::string *text)
{
        Letters *self = static_cast<Letters *>(
            iter_new(&letters_vtable, sizeof *self, ITER_TYPE(char), 0, NULL));

        if (self == NULL)
                return iter_defer(iter_no_memory(NULL), delete_text, text);
        self->text = text;
        return iter_defer(&self->it, delete_text, text);
}
} // namespace

TEST(an_iterator_of_ones_own)
{
        iter_t *it = letters(new std::string("lazy"));
        std::string copy;

        ITER_FOREACH(char, c, it)
                copy += c;
        CHECK_OK(iter_close(it, NULL));
        CHECK_STRING(copy.c_str(), "lazy");
}
