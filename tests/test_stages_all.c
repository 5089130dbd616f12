/* SPDX-License-Identifier: MIT */
/* What holds for every stage, checked for every line of stages_table.h. */
#include <stdlib.h>

#include "stages_table.h"

#define AT __FILE__, __LINE__

#define MOST_OUTPUTS 64

/* A line of the table, taken apart. */
typedef struct expected {
        size_t n;
        const char *text[MOST_OUTPUTS];
        size_t len[MOST_OUTPUTS];
        size_t used[MOST_OUTPUTS + 2]; /* before the first output, after each, at the end */
        size_t
            looked[MOST_OUTPUTS + 2]; /* the same for items pulled; the source's end is one more */
} expected_t;

/* Numbers 1 to n; the 0th stays 0. */
static void take_numbers(const stage_row_t *row, const char *text, size_t *numbers, size_t n)
{
        size_t k;

        for (k = 1; k <= n; k++) {
                char *rest = NULL;
                numbers[k] = (size_t)strtoul(text, &rest, 10);
                if (rest == text)
                        tap_fail(AT, "%s has too few numbers", row->name);
                text = rest;
        }
}

static expected_t expect(const stage_row_t *row)
{
        expected_t e;
        const char *p = row->outputs;

        memset(&e, 0, sizeof e);
        while (*p != '\0') {
                int depth = 0;
                e.text[e.n] = p;
                for (; *p != '\0' && (*p != ' ' || depth > 0); p++)
                        depth += (*p == '(') - (*p == ')');
                e.len[e.n] = (size_t)(p - e.text[e.n]);
                e.n++;
                p += *p == ' ';
        }
        take_numbers(row, row->used, e.used, e.n + 1);
        memcpy(e.looked, e.used, sizeof e.used);
        e.looked[e.n + 1] += row->at_end == DRAINS ? 1 : 0;
        if (row->looked != NULL)
                take_numbers(row, row->looked, e.looked, e.n + 1);
        return e;
}

static iter_span_t input(void)
{
        return ITER_ARRAY(int64_t, stage_input);
}

/* Pulls an item of whatever type, as text. */
static iter_status_t pull(iter_t *it, char *text, size_t room)
{
        iter_status_t status = ITER_ITEM;
        char *memory = NULL;
        size_t size = 0;
        FILE *out;

        if (it->head == it->end)
                status = iter_fill(it, 1);
        if (status != ITER_ITEM)
                return status;
        out = open_memstream(&memory, &size);
        if (iter_type_print(it->type, it->head, out) != 0)
                tap_fail(AT, "items of type %s cannot be printed", it->type->name);
        it->head = (const char *)it->head + it->type->size;
        fclose(out);
        snprintf(text, room, "%s", memory);
        free(memory);
        return status;
}

/* As pull, but asks again while it is pending. */
static iter_status_t pull_patiently(iter_t *it, char *text, size_t room)
{
        iter_status_t status;

        do
                status = pull(it, text, room);
        while (status == ITER_PENDING);
        return status;
}

/* Pulls the k-th output, or the end, and compares it; false if it is another. */
static bool check_output(iter_t *it, const expected_t *e, size_t k, const char *where)
{
        char text[256];
        const iter_status_t status = pull_patiently(it, text, sizeof text);

        if (k == e->n) {
                if (status == ITER_END)
                        return true;
                tap_fail(AT, "%s: %s where the end is expected", where, tap_status_name(status));
                return false;
        }
        if (status != ITER_ITEM) {
                tap_fail(
                    AT, "%s: %s where output %zu is expected", where, tap_status_name(status), k);
                return false;
        }
        if (strlen(text) == e->len[k] && memcmp(text, e->text[k], e->len[k]) == 0)
                return true;
        tap_fail(
            AT, "%s: output %zu is %s, expected %.*s", where, k, text, (int)e->len[k], e->text[k]);
        return false;
}

static void check_outputs_from(iter_t *it, const expected_t *e, size_t k, const char *where)
{
        for (; k <= e->n; k++) {
                if (!check_output(it, e, k, where))
                        break;
        }
}

/* Items of a lender that are still to come. */
static size_t remaining(const iter_t *lender)
{
        return (size_t)iter_bounds(lender).low;
}

static void check_used(const iter_t *lender, const expected_t *e, size_t pulls, const char *where)
{
        const size_t used = STAGE_INPUT_N - remaining(lender);
        if (used != e->used[pulls])
                tap_fail(AT, "%s: %zu items of the source used after %zu pulls, expected %zu",
                    where, used, pulls, e->used[pulls]);
}

static void outputs(const void *data)
{
        const stage_row_t *row = data;
        const expected_t e = expect(row);
        iter_t *it = row->build(iter_array(input()));

        check_outputs_from(it, &e, 0, "from an array");
        if (row->type != NULL && iter_type_of(it) != row->type)
                tap_fail(AT, "items are of type %s", iter_type_of(it)->name);
        CHECK_OK(iter_close(it, NULL));

        it = row->build(test_one_by_one(input()));
        check_outputs_from(it, &e, 0, "from a source of one item a fill");
        CHECK_OK(iter_close(it, NULL));
}

static void end_sticks(const void *data)
{
        const stage_row_t *row = data;
        const expected_t e = expect(row);
        iter_t *it = row->build(test_resumes(stage_input, STAGE_INPUT_N));

        check_outputs_from(it, &e, 0, "from a source that resumes");
        check_output(it, &e, e.n, "second end");
        check_output(it, &e, e.n, "third end");
        CHECK_OK(iter_close(it, NULL));
}

static void uses_what_the_law_says(const void *data)
{
        const stage_row_t *row = data;
        const expected_t e = expect(row);
        iter_t *lender = iter_array(input());
        iter_t *it = row->build(iter_borrow(lender));
        size_t pulls;

        check_used(lender, &e, 0, "built");
        for (pulls = 1; pulls <= e.n + 1; pulls++) {
                if (!check_output(it, &e, pulls - 1, "from a borrowed array"))
                        break;
                check_used(lender, &e, pulls, "open");
        }
        CHECK_OK(iter_close(it, NULL));
        check_used(lender, &e, e.n + 1, "closed");
        CHECK_OK(iter_close(lender, NULL));
}

static void gives_back_what_it_did_not_use(const void *data)
{
        const stage_row_t *row = data;
        const expected_t e = expect(row);
        size_t pulls;

        for (pulls = 0; pulls <= e.n + 1; pulls++) {
                iter_t *lender = iter_array(input());
                iter_t *it = row->build(iter_borrow(lender));
                size_t k;

                for (k = 0; k < pulls && check_output(it, &e, k, "from a borrowed array"); k++)
                        ;
                CHECK_OK(iter_close(it, NULL));
                check_used(lender, &e, pulls, "closed");
                CHECK_OK(iter_close(lender, NULL));
        }
}

static void is_lazy(const void *data)
{
        const stage_row_t *row = data;
        const expected_t e = expect(row);
        size_t pulls;

        for (pulls = 0; pulls <= e.n + 1; pulls++) {
                /* The source is poisoned behind what these pulls may look at; its end is a look. */
                const size_t looks = e.looked[pulls];
                iter_t *it;
                size_t k;

                if (looks > STAGE_INPUT_N)
                        continue;
                it = row->build(test_poison(stage_input, looks));
                for (k = 0; k < pulls && check_output(it, &e, k, "from a poisoned source"); k++)
                        ;
                CHECK_OK(iter_close(it, NULL));
        }
}

static void pending_changes_nothing(const void *data)
{
        const stage_row_t *row = data;
        const expected_t e = expect(row);
        uint64_t seed;

        for (seed = 0; seed < 10; seed++) {
                iter_t *lender = test_stutter(iter_array(input()), seed);
                iter_t *it = row->build(iter_borrow(lender));
                size_t pulls;

                for (pulls = 1; pulls <= e.n + 1; pulls++) {
                        if (!check_output(it, &e, pulls - 1, "from a borrowed stutter"))
                                break;
                        check_used(lender, &e, pulls, "from a borrowed stutter");
                }
                CHECK_OK(iter_close(it, NULL));
                iter_abandon(lender);

                it = row->build(test_stutter(iter_array(input()), seed));
                check_outputs_from(it, &e, 0, "from a stutter");
                CHECK_OK(iter_close(it, NULL));
        }
}

static void check_error(const stage_row_t *row, iter_t *source, size_t n, const char *where)
{
        const expected_t e = expect(row);
        iter_t *it = row->build(source);
        iter_error_t error;
        char text[256];
        size_t pulls;

        for (pulls = 1; pulls <= e.n && e.looked[pulls] <= n; pulls++) {
                if (!check_output(it, &e, pulls - 1, where))
                        break;
        }
        if (pulls > e.n && e.looked[pulls] <= n) {
                check_output(it, &e, e.n, where);
                CHECK_OK(iter_close(it, &error));
                return;
        }
        CHECK_STATUS(pull_patiently(it, text, sizeof text), ITER_ERROR);
        CHECK_STATUS(pull_patiently(it, text, sizeof text), ITER_ERROR);
        CHECK_STATUS(pull_patiently(it, text, sizeof text), ITER_ERROR);
        CHECK_CODE(iter_failure(it, NULL), -7);
        CHECK_CODE(iter_close(it, &error), -7);
        CHECK_CONTAINS(error.message, "as planned");
        CHECK_CONTAINS(error.stage, "fails");
}

static void errors_come_after_the_good_items(const void *data)
{
        const stage_row_t *row = data;
        size_t n;

        for (n = 0; n <= STAGE_INPUT_N; n++) {
                check_error(row, test_fails_after(stage_input, n, -7), n, "fails after");
                check_error(row, test_fails_behind(stage_input, n, -7), n, "fails behind");
                check_error(row, test_stutter(test_fails_behind(stage_input, n, -7), n), n,
                    "stutters and fails");
        }
}

/* Errors over a borrowed source are the stage's as well as the lender's. */
static void errors_of_a_lender_are_reported_by_both(const void *data)
{
        const stage_row_t *row = data;
        const expected_t e = expect(row);
        iter_t *lender = test_fails_after(stage_input, 0, -7);
        iter_t *it = row->build(iter_borrow(lender));
        iter_status_t status = ITER_ITEM;
        char text[256];

        while (status == ITER_ITEM)
                status = pull(it, text, sizeof text);
        if (e.looked[e.n + 1] == 0) {
                CHECK_STATUS(status, ITER_END);
                CHECK_OK(iter_close(it, NULL));
                CHECK_OK(iter_close(lender, NULL));
                return;
        }
        CHECK_STATUS(status, ITER_ERROR);
        CHECK_CODE(iter_close(it, NULL), -7);
        CHECK_CODE(iter_close(lender, NULL), -7);
}

static void closes_at_any_time(const void *data)
{
        const stage_row_t *row = data;
        const expected_t e = expect(row);
        size_t pulls;

        for (pulls = 0; pulls <= e.n + 2; pulls++) {
                iter_t *it = row->build(iter_array(input()));
                char text[256];
                size_t k;

                for (k = 0; k < pulls; k++)
                        pull(it, text, sizeof text);
                CHECK_OK(iter_close(it, NULL));
        }
}

static void bounds_hold(const void *data)
{
        const stage_row_t *row = data;
        const expected_t e = expect(row);
        int kind;

        for (kind = 0; kind < 3; kind++) {
                iter_t *source = kind == 0 ? iter_array(input())
                    : kind == 1            ? test_one_by_one(input())
                                           : test_resumes(stage_input, STAGE_INPUT_N);
                iter_t *it = row->build(source);
                size_t pulls;

                for (pulls = 0; pulls <= e.n + 1; pulls++) {
                        const iter_bounds_t bounds = iter_bounds(it);
                        const size_t left = pulls <= e.n ? e.n - pulls : 0;
                        if (bounds.low > left || bounds.high < left || bounds.infinite)
                                tap_fail(AT, "after %zu pulls: bounds %llu to %llu, %zu to come",
                                    pulls, (unsigned long long)bounds.low,
                                    (unsigned long long)bounds.high, left);
                        if (!check_output(it, &e, pulls < e.n ? pulls : e.n, "bounds"))
                                break;
                }
                CHECK_OK(iter_close(it, NULL));
        }
}

static void skips_as_it_pulls(const void *data)
{
        const stage_row_t *row = data;
        const expected_t e = expect(row);
        size_t k;

        for (k = 0; k <= e.n; k++) {
                iter_t *lender = iter_array(input());
                iter_t *it = row->build(iter_borrow(lender));
                uint64_t skipped = 99;

                CHECK_STATUS(iter_skip(it, k, &skipped), ITER_ITEM);
                CHECK_UINT(skipped, k);
                check_used(lender, &e, k, "skipped");
                check_outputs_from(it, &e, k, "after a skip");
                CHECK_OK(iter_close(it, NULL));
                CHECK_OK(iter_close(lender, NULL));

                it = row->build(test_stutter_waits(iter_array(input()), k));
                skipped = 0;
                while (skipped < k) {
                        uint64_t more = 0;
                        if (iter_skip(it, k - skipped, &more) == ITER_ERROR)
                                break;
                        skipped += more;
                }
                check_outputs_from(it, &e, k, "after a skip of a stutter");
                CHECK_OK(iter_close(it, NULL));
        }
}

static void takes_items_put_back(const void *data)
{
        const stage_row_t *row = data;
        const expected_t e = expect(row);
        size_t k;

        for (k = 0; k < e.n; k++) {
                iter_t *it = row->build(test_stutter(iter_array(input()), k));
                const iter_type_t *type = iter_type_of(it);
                char text[256];
                size_t i;
                iter_status_t status = ITER_ITEM;
                iter_from_t item = { NULL, type };

                for (i = 0; i < k && status == ITER_ITEM; i++)
                        status = pull_patiently(it, text, sizeof text);
                while (status == ITER_ITEM && it->head == it->end) {
                        if (iter_fill(it, 1) == ITER_ERROR)
                                break;
                }
                item.from = it->head;
                if (item.from != NULL) {
                        it->head = (const char *)it->head + type->size;
                        CHECK_OK(iter_put_back(it, item));
                }
                check_outputs_from(it, &e, k, "after putting back");
                CHECK_OK(iter_close(it, NULL));
        }
}

static void pulling_allocates_nothing(const void *data)
{
        const stage_row_t *row = data;
        iter_t *it = row->build(iter_array(input()));
        const size_t before = tap_allocations();
        char text[256];

        while (pull(it, text, sizeof text) == ITER_ITEM)
                ;
        if (!row->allocates)
                CHECK_UINT(tap_allocations(), before);
        CHECK_OK(iter_close(it, NULL));
}

static void refuses_bad_sources(const void *data)
{
        const stage_row_t *row = data;
        static const double reals[] = { 1.5, 2.5 };
        iter_error_t error;
        iter_t *source;
        iter_t *it;
        char text[256];

        it = row->build(NULL);
        CHECK_STATUS(pull(it, text, sizeof text), ITER_ERROR);
        CHECK_CODE(iter_close(it, &error), ITER_E_NULL);
        CHECK_CONTAINS(error.message, "NULL");

        it = row->build(iter_array(ITER_ARRAY(double, reals)));
        if (row->takes == ONE_TYPE) {
                CHECK_STATUS(pull(it, text, sizeof text), ITER_ERROR);
                CHECK_CODE(iter_close(it, &error), ITER_E_TYPE);
                CHECK_CONTAINS(error.message, "int64_t");
                CHECK_CONTAINS(error.message, "double");
        } else {
                CHECK_OK(iter_close(it, NULL));
        }

        /* An error iterator is passed on as it is. */
        source = iter_failed(-5, "before");
        it = row->build(source);
        CHECK(it == source);
        CHECK_CODE(iter_close(it, &error), -5);
        CHECK_CONTAINS(error.message, "before");

        /* One that belongs to another pipeline stays there. */
        source = iter_array(input());
        it = iter_map(source, stage_square);
        if (iter_failure(it, NULL) == 0) {
                iter_t *second = row->build(source);
                CHECK_STATUS(pull(second, text, sizeof text), ITER_ERROR);
                CHECK_CODE(iter_close(second, &error), ITER_E_HANDED_OVER);
        }
        CHECK_INT64S(it, 9, 1, 16, 1, 25, 81, 4, 36, 25, 9, 25, 64);
        CHECK_OK(iter_close(it, NULL));
}

static void refuses_to_be_too_deep(const void *data)
{
        const stage_row_t *row = data;
        iter_error_t error;
        iter_t *it = iter_array(input());
        size_t i;

        for (i = 1; i < ITER_DEPTH_MAX; i++)
                it = iter_map(it, stage_square);
        CHECK_CODE(iter_failure(it, NULL), 0);
        it = row->build(it);
        CHECK_CODE(iter_close(it, &error), ITER_E_DEPTH);
        CHECK_CONTAINS(error.message, "256");
}

static const struct check {
        const char *name;
        void (*run)(const void *row);
} checks[] = {
        { "outputs", outputs },
        { "end_sticks", end_sticks },
        { "uses_what_the_law_says", uses_what_the_law_says },
        { "gives_back_what_it_did_not_use", gives_back_what_it_did_not_use },
        { "is_lazy", is_lazy },
        { "pending_changes_nothing", pending_changes_nothing },
        { "errors_come_after_the_good_items", errors_come_after_the_good_items },
        { "errors_of_a_lender_are_reported_by_both", errors_of_a_lender_are_reported_by_both },
        { "closes_at_any_time", closes_at_any_time },
        { "bounds_hold", bounds_hold },
        { "skips_as_it_pulls", skips_as_it_pulls },
        { "takes_items_put_back", takes_items_put_back },
        { "pulling_allocates_nothing", pulling_allocates_nothing },
        { "refuses_bad_sources", refuses_bad_sources },
        { "refuses_to_be_too_deep", refuses_to_be_too_deep },
};

#define N_ROWS (sizeof stage_rows / sizeof *stage_rows)
#define N_CHECKS (sizeof checks / sizeof *checks)

__attribute__((constructor)) static void register_all(void)
{
        static tap_test_t tests[N_ROWS * N_CHECKS];
        static char names[N_ROWS * N_CHECKS][96];
        size_t i;

        for (i = 0; i < N_ROWS * N_CHECKS; i++) {
                const stage_row_t *row = &stage_rows[i / N_CHECKS];
                const struct check *check = &checks[i % N_CHECKS];
                snprintf(names[i], sizeof names[i], "%s: %s", row->name, check->name);
                tests[i].name = names[i];
                tests[i].file = __FILE__;
                tests[i].line = __LINE__;
                tests[i].run_with = check->run;
                tests[i].row = row;
                tap_register(&tests[i]);
        }
}
