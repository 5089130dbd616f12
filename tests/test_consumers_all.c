/* SPDX-License-Identifier: MIT */
/* What holds for every consumer, checked for every line of a table. */
#include "boxed.h"

typedef struct consumer_row {
        const char *name;
        /* Runs the plain form; its result as text. */
        int (*run)(iter_t *it, char *text, iter_error_t *error);
        iter_t *(*stage)(iter_t *it);
        const char *result; /* for 3 1 4 1 5 9 2 6 5 3 5 8 */
        size_t used; /* of these items */
        bool needs_end;
} consumer_row_t;

static const int64_t input[] = { 3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8 };
#define INPUT_N (sizeof input / sizeof *input)
#define ROOM 64

ITER_FILTER_FN(above_5, int64_t, x)
{
        return x > 5;
}

ITER_TRY_FILTER_FN(try_above_5, int64_t, x, pass, call)
{
        (void)call;
        *pass = x > 5;
        return 0;
}

ITER_FILTER_FN(above_0, int64_t, x)
{
        return x > 0;
}

ITER_FOLD_FN(int64_t, hash, acc, int64_t, x)
{
        return (acc * 31 + x) % 1000003;
}

ITER_TRY_FOLD_FN(int64_t, try_hash, acc, int64_t, x, call)
{
        (void)call;
        *acc = (*acc * 31 + x) % 1000003;
        return 0;
}

ITER_MAP_FN(int64_t, from_four, int64_t, x)
{
        return x < 4 ? 4 - x : x - 4;
}

ITER_TRY_MAP_FN(int64_t, try_from_four, int64_t, x, out, call)
{
        (void)call;
        *out = x < 4 ? 4 - x : x - 4;
        return 0;
}

ITER_EACH_FN(look, int64_t, x, call)
{
        (void)x;
        (void)call;
        return 0;
}

ITER_MAP_FN(iter_str_t, digit, int64_t, x)
{
        static const char digits[] = "0123456789";
        const iter_str_t text = { digits + x % 10, 1 };
        return text;
}

ITER_MAP_FN(double, real, int64_t, x)
{
        return (double)x;
}

/* The plain forms, with results as text. `text` is left alone unless there is a result. */

#define RUN_INTEGER(name, T, format, cast, call)                           \
        static int run_##name(iter_t *it, char *text, iter_error_t *error) \
        {                                                                  \
                T x = 0;                                                   \
                const int code = call;                                     \
                if (code == 0)                                             \
                        snprintf(text, ROOM, format, (cast)x);             \
                return code;                                               \
        }

#define RUN(name, T, call) RUN_INTEGER(name, T, "%lld", long long, call)
#define STAGE(name, call)                       \
        static iter_t *stage_##name(iter_t *it) \
        {                                       \
                return call;                    \
        }

RUN(sum_i64, int64_t, iter_sum_i64(it, &x, error))
STAGE(sum_i64, iter_sum_i64_of(it))
RUN(sum_u64, uint64_t, iter_sum_u64(it, &x, error))
STAGE(sum_u64, iter_sum_u64_of(it))
RUN(sum_double, double, iter_sum_double(iter_map(it, real), &x, error))
STAGE(sum_double, iter_sum_double_of(iter_map(it, real)))
RUN(prod_i64, int64_t, iter_prod_i64(it, &x, error))
STAGE(prod_i64, iter_prod_i64_of(it))
RUN(prod_u64, uint64_t, iter_prod_u64(it, &x, error))
STAGE(prod_u64, iter_prod_u64_of(it))
RUN(prod_double, double, iter_prod_double(iter_map(it, real), &x, error))
STAGE(prod_double, iter_prod_double_of(iter_map(it, real)))
RUN(ilen, uint64_t, iter_ilen(it, &x, error))
STAGE(ilen, iter_ilen_of(it))
RUN(min, int64_t, iter_min(it, ITER_INTO(int64_t, &x), error))
STAGE(min, iter_min_of(it))
RUN(max, int64_t, iter_max(it, ITER_INTO(int64_t, &x), error))
STAGE(max, iter_max_of(it))
RUN(min_by, int64_t, iter_min_by(it, from_four, ITER_INTO(int64_t, &x), error))
STAGE(min_by, iter_min_by_of(it, from_four))
RUN(max_by, int64_t, iter_max_by(it, try_from_four, ITER_INTO(int64_t, &x), error))
STAGE(max_by, iter_max_by_of(it, try_from_four))
RUN(reduce, int64_t, iter_reduce(it, hash, ITER_INTO(int64_t, &x), error))
STAGE(reduce, iter_reduce_of(it, hash))
RUN(try_reduce, int64_t, iter_reduce(it, try_hash, ITER_INTO(int64_t, &x), error))
STAGE(try_reduce, iter_reduce_of(it, try_hash))
RUN(any, bool, iter_any(it, above_5, &x, error))
STAGE(any, iter_any_of(it, above_5))
RUN(try_any, bool, iter_any(it, try_above_5, &x, error))
STAGE(try_any, iter_any_of(it, try_above_5))
RUN(all, bool, iter_all(it, above_0, &x, error))
STAGE(all, iter_all_of(it, above_0))
RUN(try_all, bool, iter_all(it, try_above_5, &x, error))
STAGE(try_all, iter_all_of(it, try_above_5))
RUN(find, int64_t, iter_find(it, above_5, ITER_INTO(int64_t, &x), NULL, error))
STAGE(find, iter_find_of(it, above_5))
RUN(try_find, int64_t, iter_find(it, try_above_5, ITER_INTO(int64_t, &x), NULL, error))
STAGE(try_find, iter_find_of(it, try_above_5))
RUN(nth, int64_t, iter_nth(it, 4, ITER_INTO(int64_t, &x), error))
STAGE(nth, iter_nth_of(it, 4))
/* These two hand no number out. */
RUN(foreach, int64_t, (x = 12, iter_foreach(it, look, error)))
STAGE(foreach, iter_foreach_of(it, look))
RUN(consume, int64_t, (x = 5, iter_consume(it, 5, error)))
STAGE(consume, iter_consume_of(it, 5))
RUN(consume_all, int64_t, (x = 12, iter_consume(it, ITER_ALL, error)))
STAGE(consume_all, iter_consume_of(it, ITER_ALL))

/* The accumulator holds what was folded so far while it is pending. */
static int64_t fold_acc;

static int run_fold(iter_t *it, char *text, iter_error_t *error)
{
        const int code = iter_fold(it, hash, ITER_INTO(int64_t, &fold_acc), error);

        if (code == 0)
                snprintf(text, ROOM, "%lld", (long long)fold_acc);
        if (code != ITER_E_PENDING)
                fold_acc = 0;
        return code;
}

static iter_t *stage_fold(iter_t *it)
{
        static const int64_t initial = 0;
        return iter_fold_of(it, try_hash, ITER_FROM(int64_t, &initial));
}

static int run_collect(iter_t *it, char *text, iter_error_t *error)
{
        int64_t *items = NULL;
        size_t n = 0;
        const int code = iter_collect(it, ITER_ARRAY_INTO(int64_t, &items, &n), error);
        size_t i;

        if (code == 0) {
                for (i = 0; i < n; i++)
                        snprintf(text + i, ROOM - i, "%d", (int)items[i]);
        }
        iter_array_free(items);
        return code;
}

STAGE(collect, iter_collect_of(it))

static int run_join(iter_t *it, char *text, iter_error_t *error)
{
        iter_str_t joined = { NULL, 0 };
        const int code = iter_join(iter_map(it, digit), iter_str("+"), &joined, error);

        if (code == 0) {
                snprintf(text, ROOM, ITER_STR_FMT, ITER_STR_ARG(joined));
                iter_type_drop(ITER_TYPE(iter_str_t), &joined);
        }
        return code;
}

STAGE(join, iter_join_of(iter_map(it, digit), iter_str("+")))

#define ROW(name, result, used, needs_end)                               \
        {                                                                \
#name, run_##name, stage_##name, result, used, needs_end \
        }

/* clang-format off */
static const consumer_row_t rows[] = {
        ROW(foreach, "12", 12, false),
        ROW(consume, "5", 5, false),
        ROW(consume_all, "12", 12, true),
        ROW(ilen, "12", 12, true),
        ROW(sum_i64, "52", 12, true),
        ROW(sum_u64, "52", 12, true),
        ROW(sum_double, "52", 12, true),
        ROW(prod_i64, "3888000", 12, true),
        ROW(prod_u64, "3888000", 12, true),
        ROW(prod_double, "3888000", 12, true),
        ROW(min, "1", 12, true),
        ROW(max, "9", 12, true),
        ROW(min_by, "4", 12, true),
        ROW(max_by, "9", 12, true),
        ROW(reduce, "676990", 12, true),
        ROW(try_reduce, "676990", 12, true),
        ROW(fold, "676990", 12, true),
        ROW(any, "1", 6, false),
        ROW(try_any, "1", 6, false),
        ROW(all, "1", 12, false),
        ROW(try_all, "0", 1, false),
        ROW(find, "9", 6, false),
        ROW(try_find, "9", 6, false),
        ROW(nth, "5", 5, false),
        ROW(collect, "314159265358", 12, true),
        ROW(join, "3+1+4+1+5+9+2+6+5+3+5+8", 12, true),
};
/* clang-format on */

/* Rows that build a stage of their own in front, which is then what waits or is refused. */
static bool maps_first(const consumer_row_t *row)
{
        return row->run == run_sum_double || row->run == run_prod_double || row->run == run_join;
}

static iter_span_t items(void)
{
        return ITER_ARRAY(int64_t, input);
}

static void plain_form(const void *data)
{
        const consumer_row_t *row = data;
        char text[ROOM] = "";

        fold_acc = 0;
        CHECK_OK(row->run(iter_array(items()), text, NULL));
        CHECK_STRING(text, row->result);
        CHECK_OK(row->run(test_one_by_one(items()), text, NULL));
        CHECK_STRING(text, row->result);
}

/* Uses from a lender exactly what the table says, also of a window with all items. */
static void consumption(const void *data)
{
        const consumer_row_t *row = data;
        iter_t *lenders[2];
        size_t i;

        fold_acc = 0;
        lenders[0] = iter_array(items());
        lenders[1] = test_one_by_one(items());
        for (i = 0; i < 2; i++) {
                char text[ROOM] = "";
                CHECK_OK(row->run(iter_borrow(lenders[i]), text, NULL));
                CHECK_STRING(text, row->result);
                CHECK_UINT(INPUT_N - iter_bounds(lenders[i]).low, row->used);
                CHECK_OK(iter_close(lenders[i], NULL));
        }
}

/* Pulls no more than it uses, and the end. */
static void laziness(const void *data)
{
        const consumer_row_t *row = data;
        char text[ROOM] = "";
        uint64_t pulled = 0;

        fold_acc = 0;
        if (row->used < INPUT_N)
                CHECK_OK(row->run(test_trace(test_poison(input, row->used), &pulled), text, NULL));
        else
                CHECK_OK(row->run(test_trace(iter_array(items()), &pulled), text, NULL));
        CHECK_STRING(text, row->result);
        CHECK_UINT(pulled, row->used);
}

/* The stage is lazy, has one item, ends for good, and is what the plain form gives. */
static void stage_form(const void *data)
{
        const consumer_row_t *row = data;
        uint64_t pulled = 0;
        iter_t *it = row->stage(test_trace(iter_array(items()), &pulled));
        uint64_t n = 0;

        CHECK_UINT(pulled, 0);
        CHECK_OK(iter_ilen(iter_borrow(it), &n, NULL));
        CHECK_UINT(n, 1);
        CHECK_UINT(pulled, row->used);
        CHECK_STATUS(iter_fill(it, 1), ITER_END);
        CHECK_STATUS(iter_fill(it, 1), ITER_END);
        CHECK_OK(iter_close(it, NULL));

        /* Closed before the first pull, and with its item not taken. */
        CHECK_OK(iter_close(row->stage(iter_array(items())), NULL));
        it = row->stage(iter_array(items()));
        CHECK_STATUS(iter_fill(it, 1), ITER_ITEM);
        CHECK_OK(iter_close(it, NULL));
}

/* Called again on a pipeline that is pending, it goes on where it stopped. */
static void pending(const void *data)
{
        const consumer_row_t *row = data;
        uint64_t seed;

        for (seed = 0; seed < 20; seed++) {
                iter_t *lender = test_stutter(iter_array(items()), seed);
                char text[ROOM] = "";
                int pendings = 0;
                iter_error_t error;
                int code;

                fold_acc = 0;
                if (maps_first(row)) {
                        /* Only the stage that it made is there again: the lender is not lent twice
                         * to the same consumer. */
                        iter_abandon(lender);
                        return;
                }
                for (;;) {
                        code = row->run(iter_borrow(lender), text, &error);
                        if (code != ITER_E_PENDING)
                                break;
                        CHECK_STRING(text, "");
                        pendings++;
                }
                CHECK_OK(code);
                CHECK(code != 0 || pendings > 0);
                CHECK_STRING(text, row->result);
                CHECK_UINT(iter_bounds(lender).low, INPUT_N - row->used);
                /* What stopped there is of no interest any more. */
                iter_abandon(lender);

                /* The same, taking it over. */
                lender = test_stutter(iter_array(items()), seed);
                text[0] = '\0';
                do
                        code = row->run(lender, text, NULL);
                while (code == ITER_E_PENDING);
                CHECK_OK(code);
                CHECK_STRING(text, row->result);
        }
}

/* Waits, where the source knows how to. */
static void waiting(const void *data)
{
        const consumer_row_t *row = data;
        char text[ROOM] = "";

        fold_acc = 0;
        CHECK_OK(row->run(test_stutter_waits(iter_array(items()), 3), text, NULL));
        CHECK_STRING(text, row->result);
}

/* Stops on pending and is given up. */
static void given_up(const void *data)
{
        const consumer_row_t *row = data;
        uint64_t seed;

        for (seed = 0; seed < 5 && !maps_first(row); seed++) {
                iter_t *it = test_stutter(iter_array(items()), seed);
                char text[ROOM] = "";
                int code;
                int i;

                fold_acc = 0;
                for (i = 0; i < 3; i++) {
                        code = row->run(iter_borrow(it), text, NULL);
                        if (code != ITER_E_PENDING)
                                break;
                }
                CHECK_OK(code == ITER_E_PENDING ? 0 : code);
                CHECK(i > 0 || code != 0);
                iter_abandon(it);
        }
}

/* The stage form says pending as any stage does. */
static void stage_pending(const void *data)
{
        const consumer_row_t *row = data;
        uint64_t seed;

        for (seed = 0; seed < 5; seed++) {
                iter_t *it = row->stage(test_stutter(iter_array(items()), seed));
                iter_status_t status = iter_fill(it, 1);

                if (!CHECK_OK(iter_failure(it, NULL))) {
                        iter_abandon(it);
                        return;
                }
                CHECK_STATUS(status, ITER_PENDING);
                while (status == ITER_PENDING)
                        status = iter_fill(it, 1);
                CHECK_STATUS(status, ITER_ITEM);
                CHECK_OK(iter_close(it, NULL));
        }
}

/* An error of the source, which comes after the items before it. */
static void failing_source(const void *data)
{
        const consumer_row_t *row = data;
        size_t n;

        for (n = 0; n < row->used; n++) {
                char text[ROOM] = "";
                iter_error_t error;

                fold_acc = 0;
                CHECK_CODE(
                    row->run(test_fails_after(input, n, ITER_E_IO), text, &error), ITER_E_IO);
                CHECK_CONTAINS(error.message, "as planned");
                CHECK_CODE(row->run(test_fails_behind(input, n, -5), text, &error), -5);
                CHECK_CONTAINS(error.message, "as planned");
                CHECK_STRING(text, "");
        }
}

static void no_source(const void *data)
{
        const consumer_row_t *row = data;
        char text[ROOM] = "";
        iter_error_t error;

        CHECK_CODE(row->run(NULL, text, &error), ITER_E_NULL);
        CHECK_CONTAINS(error.message, "source 1 is NULL");
        CHECK_CODE(row->run(iter_failed(ITER_E_IO, "no such thing"), text, &error), ITER_E_IO);
        CHECK_STRING(error.message, "error: no such thing");
        CHECK_CODE(iter_close(row->stage(NULL), NULL), ITER_E_NULL);
        CHECK_STRING(text, "");
}

/* A source that belongs to another pipeline is left to it. */
static void handed_over(const void *data)
{
        const consumer_row_t *row = data;
        char text[ROOM] = "";
        iter_t *it = iter_array(items());
        iter_t *owner = iter_filter(it, above_0);
        uint64_t n = 0;
        iter_error_t error;

        if (CHECK_OK(iter_failure(owner, NULL))) {
                CHECK_CODE(row->run(it, text, &error), ITER_E_HANDED_OVER);
                CHECK_CONTAINS(error.message, "handed over");
                CHECK_OK(iter_ilen(iter_borrow(owner), &n, NULL));
                CHECK_UINT(n, INPUT_N);
        }
        CHECK_OK(iter_close(owner, NULL));
        CHECK_STRING(text, "");
}

static void infinite_source(const void *data)
{
        const consumer_row_t *row = data;
        char text[ROOM] = "";
        uint64_t pulled = 0;
        iter_error_t error;

        if (!row->needs_end)
                return;
        CHECK_CODE(row->run(test_trace(iter_count(0, 1), &pulled), text, &error), ITER_E_INFINITE);
        CHECK_CONTAINS(error.message, "the source has no end");
        CHECK_UINT(pulled, 0);
        CHECK_STRING(text, "");
}

static const struct {
        const char *name;
        void (*run)(const void *row);
} laws[] = {
        { "gives_the_result", plain_form },
        { "uses_from_a_lender_what_it_says", consumption },
        { "pulls_what_it_uses", laziness },
        { "is_a_stage_of_one_item", stage_form },
        { "goes_on_after_pending", pending },
        { "waits_where_it_can", waiting },
        { "can_be_given_up_while_pending", given_up },
        { "is_a_stage_that_says_pending", stage_pending },
        { "reports_an_error_of_its_source", failing_source },
        { "refuses_nothing", no_source },
        { "refuses_what_was_handed_over", handed_over },
        { "refuses_an_infinite_source_if_it_needs_an_end", infinite_source },
};

#define ROWS (sizeof rows / sizeof *rows)
#define LAWS (sizeof laws / sizeof *laws)

__attribute__((constructor)) static void register_all(void)
{
        static tap_test_t tests[ROWS * LAWS];
        static char names[ROWS * LAWS][96];
        size_t i;

        for (i = 0; i < ROWS * LAWS; i++) {
                const consumer_row_t *row = &rows[i / LAWS];
                snprintf(names[i], sizeof names[i], "%s_%s", row->name, laws[i % LAWS].name);
                tests[i].name = names[i];
                tests[i].file = __FILE__;
                tests[i].line = (int)i;
                tests[i].run_with = laws[i % LAWS].run;
                tests[i].row = row;
                tap_register(&tests[i]);
        }
}
