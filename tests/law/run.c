/* SPDX-License-Identifier: MIT */
/* Does the same to the model and to the library, and compares. */
#include <stdarg.h>
#include <stdlib.h>

#include "law.h"

struct shared *shared;

/* What an operation gave. */
struct result {
        int n;
        int64_t item[TAKEN];
        uint64_t skipped;
        iter_status_t status; /* the last outcome */
        int code; /* of closing, or of a consumer */
};

static struct result expected;
static struct result got;

/* Memory was refused: whatever comes of it. */
bool tolerant;

void complain(const char *format, ...)
{
        const size_t used = strlen(shared->text);
        va_list args;

        if (tolerant)
                return;
        shared->failed = true;
        va_start(args, format);
        vsnprintf(shared->text + used, sizeof shared->text - used, format, args);
        va_end(args);
}

static const char *status_name(iter_status_t status)
{
        switch (status) {
        case ITER_ITEM:
                return "item";
        case ITER_END:
                return "end";
        case ITER_ERROR:
                return "error";
        case ITER_PENDING:
                return "pending";
        }
        return "none";
}

static void complain_result(const char *whose, const struct result *r)
{
        int i;

        complain("  %s:", whose);
        for (i = 0; i < r->n && i < 60; i++)
                complain(" %lld", (long long)r->item[i]);
        if (i < r->n)
                complain(" ... (%d)", r->n);
        if (r->skipped != 0)
                complain(" skipped %llu", (unsigned long long)r->skipped);
        complain(" %s", r->status == 0 ? "" : status_name(r->status));
        if (r->code != 0)
                complain(" code %d", r->code);
        complain("\n");
}

static void complain_calls(const char *whose, const struct calls *calls, int from)
{
        int i;

        complain("  calls %s:", whose);
        for (i = from; i < calls->n && i < from + 40; i++)
                complain(" v%d(%lld)", calls->call[i].node, (long long)calls->call[i].x);
        complain("\n");
}

static bool owns(int n, int other)
{
        int i;

        if (n == other)
                return true;
        for (i = 0; i < plan->node[n].n_in; i++) {
                if (!plan->node[n].in[i].borrowed && owns(input(n, i), other))
                        return true;
        }
        return false;
}

/* An error that is armed may be reported before it is seen. */
static bool is_armed(int n, int code)
{
        const struct node *np = &plan->node[n];
        return np->kind == OWN_SOURCE && np->armed && code == error_code(n);
}

/* What the model says an operation gives. */
static void expect(const struct op *op)
{
        const int n = op->node;
        struct model *m = &model[n];
        struct result *r = &expected;
        int i;

        memset(r, 0, offsetof(struct result, item));
        r->skipped = 0;
        r->status = ITER_ITEM;
        r->code = 0;
        switch (op->what) {
        case NEXT:
        case FILL:
        case EACH:
        case EACH_REF:
        case TRY:
                for (i = 0; i < op->k && r->status == ITER_ITEM; i++) {
                        r->status = look(n);
                        if (r->status == ITER_ITEM)
                                r->item[r->n++] = take(n);
                }
                break;
        case SKIP:
                for (i = 0; i < op->k && r->status == ITER_ITEM; i++) {
                        r->status = look(n);
                        if (r->status == ITER_ITEM) {
                                take(n);
                                r->skipped++;
                        }
                }
                break;
        case PEEK:
                r->status = look(n);
                if (r->status == ITER_ITEM)
                        r->item[r->n++] = item_of(n);
                break;
        case PUT_BACK:
                r->code = m->over == ITER_ERROR ? m->code : 0;
                if (r->code == 0 && !put_back(n, op->k))
                        r->code = INT32_MAX;
                break;
        case NEXT_OR:
                r->status = look(n);
                if (r->status != ITER_ERROR)
                        r->item[r->n++] = r->status == ITER_ITEM ? take(n) : op->k;
                break;
        case RUN:
                r->status = look(n);
                r->code = r->status == ITER_ERROR ? m->code : 0;
                if (r->status == ITER_ITEM && plan->node[n].kind != FOREACH &&
                    plan->node[n].kind != CONSUME)
                        r->item[r->n++] = item_of(n);
                if (r->status == ITER_ITEM)
                        take(n);
                if (r->status == ITER_ERROR && plan->node[n].kind == COLLECT)
                        r->item[r->n++] = m->sum;
                r->status = 0;
                close_model(n);
                break;
        case CLOSE:
                r->code = m->over == ITER_ERROR ? m->code : 0;
                close_model(n);
                r->status = 0;
                break;
        default:
                r->status = 0;
                break;
        }
}

static void got_item(int64_t x)
{
        if (got.n < TAKEN)
                got.item[got.n++] = x;
}

/* So many are wanted, and so many are taken. */
static void do_fill(iter_t *it, int k)
{
        int patience = PATIENCE;
        size_t left = (size_t)k;

        while (left > 0) {
                size_t n;
                const int64_t *items;
                size_t i;

                if (it->head == it->end) {
                        got.status = iter_fill(it, left);
                        if (got.status == ITER_PENDING && patience-- > 0)
                                continue;
                        if (got.status != ITER_ITEM)
                                return;
                }
                items = (const int64_t *)it->head;
                n = (size_t)((const int64_t *)it->end - items);
                if (n == 0) {
                        complain("a fill says item, but there is none\n");
                        return;
                }
                if (n > left)
                        n = left;
                for (i = 0; i < n; i++)
                        got_item(items[i]);
                it->head = items + n;
                left -= n;
        }
}

/* The loop cannot tell why it ended: the next pull says the same again. */
static void do_each(iter_t *it, int k, bool by_reference)
{
        int patience = PATIENCE;
        int64_t x = 0;

        while (got.n < k) {
                if (by_reference) {
                        ITER_FOREACH_REF(int64_t, item, it) {
                                got_item(*item);
                                if (got.n == k)
                                        break;
                        }
                } else {
                        ITER_FOREACH(int64_t, item, it) {
                                got_item(item);
                                if (got.n == k)
                                        break;
                        }
                }
                if (got.n == k)
                        break;
                if ((it->state & ITER_STATE_PENDING) != 0 && patience-- > 0)
                        continue;
                got.status = patient_next(it, &x);
                if (got.status == ITER_ITEM)
                        complain("the loop ended before the items\n");
                break;
        }
}

static void do_skip(iter_t *it, int k)
{
        int patience = PATIENCE;

        do {
                uint64_t more = 0;
                got.status = iter_skip(it, (uint64_t)k - got.skipped, &more);
                got.skipped += more;
        } while (got.status == ITER_PENDING && patience-- > 0);
}

static void do_peek(iter_t *it)
{
        int patience = PATIENCE;
        const int64_t *x = NULL;

        do
                got.status = iter_peek(it, ITER_VIEW(int64_t, &x));
        while (got.status == ITER_PENDING && patience-- > 0);
        if (got.status == ITER_ITEM)
                got_item(*x);
}

static void do_next_or(iter_t *it, int64_t fallback)
{
        int patience = PATIENCE;
        int64_t x = 0;

        do
                got.status =
                    iter_next_or(it, ITER_INTO(int64_t, &x), ITER_FROM(int64_t, &fallback));
        while (got.status == ITER_PENDING && patience-- > 0);
        if (got.status != ITER_ERROR)
                got_item(x);
}

static void do_run(int n)
{
        const struct node *np = &plan->node[n];
        iter_t *it = build_input(n, 0);
        int patience = PATIENCE;
        int64_t x = np->a; /* for fold, which begins with what is there */
        bool found = false;

        count_kind(np);
        actual[n].built = true;
        got.status = 0;
        for (;;) {
                got.code = run_consumer(np, it, &x, &found);
                if (got.code != ITER_E_PENDING || patience-- == 0)
                        break;
                if (np->in[0].borrowed)
                        it = build_input(n, 0);
        }
        if ((got.code == 0 && found) || (got.code != 0 && np->kind == COLLECT))
                got_item(x);
}

/* No fewer items than low, no more than high, unless an error intervenes. */
static void check_bounds(int n)
{
        static struct model saved[NODES];
        const iter_bounds_t bounds = iter_bounds(actual[n].it);
        iter_status_t status = ITER_ITEM;
        uint64_t count = 0;

        memcpy(saved, model, sizeof model);
        muted = true;
        uncertain = false;
        while (count < TAKEN) {
                status = look(n);
                if (status != ITER_ITEM)
                        break;
                take(n);
                count++;
        }
        muted = false;
        memcpy(model, saved, sizeof model);
        if (uncertain)
                return;
        if (count > bounds.high || (status == ITER_END && count < bounds.low) ||
            (status == ITER_END && bounds.infinite))
                complain("  %llu items, then %s, but bounds are %llu to %llu%s\n",
                    (unsigned long long)count, status_name(status), (unsigned long long)bounds.low,
                    (unsigned long long)bounds.high, bounds.infinite ? ", infinite" : "");
}

static void act(const struct op *op)
{
        const int n = op->node;
        iter_t *it = actual[n].it;
        iter_error_t error;
        int64_t x = 0;
        int i;

        memset(&got, 0, offsetof(struct result, item));
        got.skipped = 0;
        got.status = ITER_ITEM;
        got.code = 0;
        switch (op->what) {
        case NEXT:
                for (i = 0; i < op->k && got.status == ITER_ITEM; i++) {
                        got.status = patient_next(it, &x);
                        if (got.status == ITER_ITEM)
                                got_item(x);
                }
                break;
        case TRY:
                got.status = iter_next(it, ITER_INTO(int64_t, &x));
                if (got.status == ITER_ITEM)
                        got_item(x);
                break;
        case FILL:
                do_fill(it, op->k);
                break;
        case EACH:
        case EACH_REF:
                do_each(it, op->k, op->what == EACH_REF);
                break;
        case SKIP:
                do_skip(it, op->k);
                break;
        case PEEK:
                do_peek(it);
                break;
        case PUT_BACK:
                x = op->k;
                got.code = iter_put_back(it, ITER_FROM(int64_t, &x));
                break;
        case NEXT_OR:
                do_next_or(it, op->k);
                break;
        case RUN:
                do_run(n);
                break;
        case CLOSE:
                got.code = iter_close(it, &error);
                if (error.code != got.code)
                        complain("  the code is %d, but the record has %d\n", got.code, error.code);
                actual[n].it = NULL;
                got.status = 0;
                break;
        default:
                got.status = 0;
                break;
        }
        /* What came at the end comes again. */
        if ((got.status == ITER_END || got.status == ITER_ERROR) && actual[n].it != NULL) {
                const iter_status_t again = patient_next(it, &x);
                if (again != got.status)
                        complain(
                            "  after %s came %s\n", status_name(got.status), status_name(again));
        }
}

static void compare(const struct op *op, int calls_before)
{
        const int n = op->node;

        if (op->what == CLOSE && expected.code == 0 && is_armed(n, got.code))
                expected.code = got.code;
        if (expected.n == got.n && expected.status == got.status && expected.code == got.code &&
            expected.skipped == got.skipped &&
            memcmp(expected.item, got.item, (size_t)got.n * sizeof got.item[0]) == 0 &&
            model_calls.n == actual_calls.n &&
            memcmp(&model_calls.call[calls_before], &actual_calls.call[calls_before],
                (size_t)(model_calls.n - calls_before) * sizeof model_calls.call[0]) == 0 &&
            !shared->failed)
                return;
        complain("  in ");
        describe_op(op);
        complain("\n");
        complain_result("expected", &expected);
        complain_result("     got", &got);
        complain_calls("expected", &model_calls, calls_before);
        complain_calls("     got", &actual_calls, calls_before);
}

/* Handles that borrow from n, directly: they must be closed first. */
static void close_borrowers(int n);

/* All that a source still has. */
static int rest_of(int n, int64_t *item)
{
        int count = 0;

        while (count < TAKEN && look(n) == ITER_ITEM)
                item[count++] = take(n);
        return count;
}

static int compare_items(const void *a, const void *b)
{
        const int64_t x = *(const int64_t *)a;
        const int64_t y = *(const int64_t *)b;
        return x < y ? -1 : x > y;
}

/* Whether items are all there, in this order: others may be between them. */
static bool are_among(const int64_t *item, int n_items, const int64_t *all, int n)
{
        int found = 0;
        int i;

        for (i = 0; i < n && found < n_items; i++)
                found += all[i] == item[found];
        return found == n_items;
}

/* Whether rows are made in more than one place: if each holds an item of one lender, these go back
 * in the order in which the places are closed. */
static bool has_many_rows(void)
{
        int count = 0;
        int n;

        for (n = 0; n < plan->n; n++)
                count += plan->node[n].kind >= ZIP && plan->node[n].kind <= ZIP_LONGEST;
        return count > 1;
}

static bool finished; /* the case is over */

/* The model is now in the state behind an item that the library has not made yet. What is left in
 * the sources must be something in between. */
static void close_pending(const struct op *op, const struct model *before, int calls_before)
{
        static struct model after[NODES];
        static int64_t most[TAKEN];
        static int64_t least[TAKEN];
        const size_t noted = (size_t)(actual_calls.n - calls_before);
        int h;

        if (actual_calls.n > model_calls.n ||
            memcmp(&model_calls.call[calls_before], &actual_calls.call[calls_before],
                noted * sizeof model_calls.call[0]) != 0)
                complain("  there are calls of callbacks too many\n");
        got.code = iter_close(actual[op->node].it, NULL);
        actual[op->node].it = NULL;
        if (got.code != ITER_E_PENDING)
                complain("  closing what is pending has code %d\n", got.code);
        close_model(op->node);
        memcpy(after, model, sizeof model);
        memcpy(model, before, sizeof model);
        close_model(op->node);
        finished = true;
        muted = true;
        for (h = plan->n - 1; h >= 0; h--) {
                static struct model now[NODES];
                int n_most;
                int n_least;

                if (actual[h].it == NULL)
                        continue;
                if (is_source(plan->node[h].kind) && !endless(plan, h) && !shared->failed) {
                        int64_t x = 0;
                        uncertain = false;
                        memcpy(now, model, sizeof model);
                        n_most = rest_of(h, most);
                        memcpy(model, after, sizeof model);
                        n_least = rest_of(h, least);
                        memcpy(model, now, sizeof model);
                        got.n = 0;
                        while (patient_next(actual[h].it, &x) == ITER_ITEM && got.n < TAKEN)
                                got.item[got.n++] = x;
                        if (has_many_rows()) {
                                qsort(most, (size_t)n_most, sizeof *most, compare_items);
                                qsort(least, (size_t)n_least, sizeof *least, compare_items);
                                qsort(got.item, (size_t)got.n, sizeof *got.item, compare_items);
                        }
                        if (!uncertain &&
                            (!are_among(got.item, got.n, most, n_most) ||
                                !are_among(least, n_least, got.item, got.n))) {
                                complain("  left in v%d must be at least %d items, at most %d\n", h,
                                    n_least, n_most);
                                got.status = 0;
                                complain_result("got", &got);
                        }
                }
                memcpy(now, model, sizeof model);
                memcpy(model, after, sizeof model);
                close_model(h);
                memcpy(after, model, sizeof model);
                memcpy(model, now, sizeof model);
                close_model(h);
                iter_abandon(actual[h].it);
                actual[h].it = NULL;
        }
        muted = false;
}

static bool anything_pulls(void)
{
        int n;

        for (n = 0; n < plan->n; n++) {
                if (plan->node[n].pulls >= 0)
                        return true;
        }
        return false;
}

static void run_op(const struct op *op)
{
        static struct model before[NODES];
        const int n = op->node;
        const int calls_before = model_calls.n;

        if (owner(plan, n) >= 0 || !can_open(n) || (tolerant && users(plan, n) > 0))
                return;
        if (op->what == RUN && (actual[n].built || !is_consumer(plan->node[n].kind)))
                return;
        if (op->what == RUN) {
                open_tree(n);
        } else {
                open_handle(n);
        }
        if (op->what == TRY && anything_pulls())
                return;
        if (op->what == CLOSE || op->what == TRY)
                close_borrowers(n);
        if (op->what == BUILD || shared->failed) {
                shared->coverage.what[BUILD]++;
                return;
        }
        if (op->what == CLOSE && !tolerant) {
                shared->coverage.what[op->what]++;
                expect(op);
                act(op);
                compare(op, calls_before);
                return;
        }
        if (op->what == BOUNDS && (tolerant || anything_pulls()))
                return;
        if (op->what == BOUNDS) {
                shared->coverage.what[op->what]++;
                check_bounds(n);
                if (shared->failed)
                        complain("  in bounds(v%d)\n", n);
                return;
        }
        if (tolerant) {
                act(op);
                return;
        }
        memcpy(before, model, sizeof model);
        uncertain = false;
        expect(op);
        if (expected.code == INT32_MAX || uncertain || goes_back_by_chance()) {
                memcpy(model, before, sizeof model);
                model_calls.n = calls_before;
                shared->coverage.uncertain++;
                return;
        }
        if (op->what == TRY) {
                act(op);
                if (got.status == ITER_PENDING) {
                        shared->coverage.what[TRY]++;
                        close_pending(op, before, calls_before);
                        if (shared->failed)
                                complain("  in try(v%d)\n", n);
                } else {
                        compare(op, calls_before);
                }
                return;
        }
        shared->coverage.what[op->what]++;
        act(op);
        if (op->what == PUT_BACK && expected.code == 0 && is_armed(n, got.code)) {
                memcpy(model, before, sizeof model);
                return;
        }
        compare(op, calls_before);
}

static void close_borrowers(int n)
{
        int i;
        int j;
        int q;

        for (i = plan->n - 1; i > n; i--) {
                if (actual[i].it == NULL)
                        continue;
                for (q = 0; q < plan->n; q++) {
                        if (!owns(i, q))
                                continue;
                        for (j = 0; j < plan->node[q].n_in; j++) {
                                /* It may have been closed in the meantime, for another lender. */
                                if (plan->node[q].in[j].borrowed && owns(n, input(q, j)) &&
                                    actual[i].it != NULL && !owns(n, i)) {
                                        const struct op op = { CLOSE, i, 0 };
                                        run_op(&op);
                                }
                        }
                }
        }
}

static bool any_error(void)
{
        int n;

        for (n = 0; n < plan->n; n++) {
                if (model[n].over == ITER_ERROR)
                        return true;
        }
        return false;
}

void run_plan(const struct plan *p)
{
        const bool loose = errors_break_promises(p);
        bool stop = false;
        int i;

        plan = p;
        memset(model, 0, sizeof model);
        for (i = 0; i < NODES; i++)
                memset(&actual[i], 0, offsetof(struct actual, data));
        model_calls.n = actual_calls.n = 0;
        blocks = 0;
        requests = 0;
        finished = false;
        tolerant = p->refuse != 0;
        for (i = 0; i < p->n_ops && !shared->failed && !stop; i++) {
                run_op(&p->op[i]);
                stop = finished || (loose && any_error());
        }
        for (i = p->n - 1; i >= 0; i--) {
                struct op op = { NEXT, i, TAKEN };
                if (actual[i].it == NULL)
                        continue;
                if (stop || shared->failed || tolerant) {
                        iter_abandon(actual[i].it);
                        actual[i].it = NULL;
                        continue;
                }
                if (endless(p, i))
                        op.k = 20;
                if ((p->drain >> i & 1) != 0)
                        run_op(&op);
                stop = loose && any_error();
                op.what = CLOSE;
                if (!stop && !shared->failed)
                        run_op(&op);
                else
                        i++;
        }
        tolerant = false;
        shared->coverage.refused += p->refuse != 0 && requests >= p->refuse;
        if (!shared->failed && blocks != 0)
                complain("  %zu blocks of memory are left\n", blocks);
}
