/* SPDX-License-Identifier: MIT */
/* Random plans. */
#include "law.h"

static uint64_t dice;

/* xorshift64* */
static uint64_t roll(void)
{
        dice ^= dice >> 12;
        dice ^= dice << 25;
        dice ^= dice >> 27;
        return dice * UINT64_C(0x2545f4914f6cdd1d) >> 11;
}

static int below(int n)
{
        return (int)(roll() % (uint64_t)n);
}

static bool chance(int percent)
{
        return below(100) < percent;
}

static int some_length(void)
{
        if (chance(75))
                return below(9);
        return chance(70) ? below(40) : 100 + below(250);
}

/* What a whole plan may have. */
static struct {
        bool failures;
        bool pending;
        int borrowed; /* percent of links */
        int pure; /* percent of callbacks */
        int handles[NODES]; /* so far */
        int n_handles;
} habits;

static void choose_test(struct node *np)
{
        np->c = chance(80) ? below(3) : 3 + below(2);
        np->a = 2 + below(5);
        np->b = np->c == 2 ? below(60) : below((int)np->a);
}

static int new_node(struct plan *p, enum kind kind)
{
        struct node *np = &p->node[p->n];

        memset(np, 0, sizeof *np);
        np->kind = kind;
        np->fail_at = -1;
        np->pulls = -1;
        np->run = 1;
        np->window = 1 + (unsigned)below(6);
        np->seed = roll() | 1;
        return p->n++;
}

static int new_source(struct plan *p, bool with_end)
{
        enum kind kind = (enum kind)below(OWN_SOURCE + 1);
        struct node *np;

        if ((kind == EMPTY || kind == ONCE) && chance(60))
                kind = ARRAY;
        if (with_end && (kind == COUNT || kind == REPEAT))
                kind = kind == COUNT ? RANGE : REPEAT_N;
        np = &p->node[new_node(p, kind)];
        np->n = some_length();
        np->run = chance(70) ? 1 : 1 + below(4);
        np->a = below(30);
        np->b = 1 + below(50);
        np->c = 0;
        if (kind == RANGE || kind == COUNT) {
                np->b = 1 + below(9);
                if (chance(30))
                        np->b = -np->b;
        }
        if (kind == STRIDED || kind == OWN_SOURCE)
                np->a = below(2);
        if (kind == CALL_UNTIL)
                np->c = below((int)np->b + 5);
        if (kind == OWN_SOURCE && chance(20))
                np->window = 200;
        if (kind == FROM_FN || kind == CALL_UNTIL || kind == OWN_SOURCE) {
                if (habits.failures && chance(40))
                        np->fail_at = below(np->n + 1);
                if (habits.pending && chance(60))
                        np->pending = (unsigned)below(200);
        }
        np->armed = np->kind == OWN_SOURCE && np->fail_at >= 0 && chance(50);
        return p->n - 1;
}

static struct input choose_input(struct plan *p, int depth, bool with_end);

/* What a node of this kind computes. */
static void choose_parameters(struct node *np, bool with_end)
{
        const bool exact = !chance(habits.pure);

        switch (np->kind) {
        case MAP:
        case MIN_BY:
        case MAX_BY:
                np->exact = exact;
                np->a = 1 + below(7);
                np->b = below(10);
                break;
        case FILTER:
        case FILTERFALSE:
        case FILTER_MAP:
        case TAKEWHILE:
        case DROPWHILE:
        case ANY:
        case ALL:
        case FIND:
                np->exact = exact;
                choose_test(np);
                break;
        case INSPECT:
        case FOREACH:
                np->exact = true;
                np->c = 3;
                break;
        case ISLICE:
                np->a = chance(40) ? 0 : below(12);
                np->b = !with_end && chance(25) ? -1 : below(20);
                if (chance(10))
                        np->b = below(300);
                np->c = chance(50) ? 1 : 1 + below(4);
                break;
        case ENUMERATE:
                np->a = below(12);
                np->c = habits.failures && chance(30);
                break;
        case ACCUMULATE:
        case ACCUMULATE_FROM:
        case REDUCE:
        case FOLD:
                np->exact = exact;
                np->a = below(20);
                np->b = below(5);
                break;
        case GROUPBY:
                np->exact = exact;
                np->a = 1 + below(12);
                np->b = below(4);
                np->c = below(GROUPS);
                break;
        case CONSUME:
        case NTH:
                np->a = chance(80) ? below(10) : below(300);
                break;
        default:
                np->a = below(2);
                break;
        }
        if (habits.failures && np->exact && chance(30))
                np->fail_at = below(8);
        if (habits.pending && np->kind == STUTTER)
                np->pending = (unsigned)below(200);
}

/* Whose callbacks are done with their item when they pull. */
static bool may_pull(enum kind kind)
{
        switch (kind) {
        case MAP:
        case FILTER:
        case FILTERFALSE:
        case FILTER_MAP:
        case INSPECT:
        case ACCUMULATE:
        case ACCUMULATE_FROM:
        case FOREACH:
        case REDUCE:
        case FOLD:
        case ANY:
        case ALL:
                return true;
        default:
                return false;
        }
}

static int new_stage(struct plan *p, enum kind kind, int depth, bool with_end)
{
        struct node made;
        struct node *np = &made;
        int n_in = 1;
        int i;

        memset(np, 0, sizeof *np);
        np->kind = kind;
        np->fail_at = -1;
        np->pulls = -1;
        np->run = 1;
        np->window = 1 + (unsigned)below(6);
        np->seed = roll() | 1;
        choose_parameters(np, with_end);
        if (kind == CHAIN)
                n_in = 1 + below(3);
        if (kind == ZIP || kind == ZIP_STRICT || kind == ZIP_LONGEST)
                n_in = 2 + below(2);
        for (i = 0; i < n_in; i++) {
                const bool end =
                    (with_end && kind != ISLICE && !is_consumer(kind)) || !may_stand_on_endless(np);
                np->in[i] = choose_input(p, i == 0 ? depth - 1 : below(depth), end);
        }
        if (kind == BORROW)
                np->in[0].borrowed = true;
        np->n_in = n_in;
        if (np->exact && may_pull(kind) && habits.n_handles > 0 && chance(10))
                np->pulls = habits.handles[below(habits.n_handles)];
        p->node[p->n] = made;
        return p->n++;
}

static enum kind any_stage(void)
{
        return (enum kind)(MAP + below(FOREACH - MAP));
}

static int new_tree(struct plan *p, int depth, bool with_end)
{
        if (depth <= 0 || p->n > NODES - 16)
                return new_source(p, with_end);
        /* Consumers in the middle are less interesting. */
        if (chance(90))
                return new_stage(p, any_stage(), depth, with_end);
        return new_stage(p, (enum kind)(FOREACH + below(KINDS - FOREACH)), depth, with_end);
}

static struct input choose_input(struct plan *p, int depth, bool with_end)
{
        struct input in = { 0, false };

        /* One that is there already. */
        if (habits.n_handles > 0 && chance(habits.borrowed / 2 + (depth <= 0 ? 20 : 0))) {
                in.node = habits.handles[below(habits.n_handles)];
                in.borrowed = true;
                if (!with_end || !endless(p, in.node))
                        return in;
        }
        in.node = new_tree(p, depth, with_end);
        in.borrowed = chance(habits.borrowed) || p->node[in.node].kind == BORROW;
        if (in.borrowed)
                habits.handles[habits.n_handles++] = in.node;
        return in;
}

static void new_op(struct plan *p, enum what what, int node)
{
        struct op *op = &p->op[p->n_ops];

        if (p->n_ops == OPS)
                return;
        op->what = what;
        op->node = node;
        switch (what) {
        case FILL:
                op->k = chance(50) ? 1 + below(8) : 1 + below(200);
                break;
        case PUT_BACK:
                op->k = 500 + below(100);
                break;
        case TRY:
                op->k = 1;
                break;
        default:
                op->k = chance(85) ? 1 + below(6) : below(300);
                break;
        }
        p->n_ops++;
}

/* One stage over whatever is there, and things to do with it. */
static void add_tree(struct plan *p)
{
        static const enum what often[] = { NEXT, NEXT, FILL, FILL, FILL, FILL, FILL, EACH, EACH_REF,
                PEEK, PEEK, PUT_BACK, NEXT_OR, SKIP, SKIP, BOUNDS, BOUNDS };
        const int depth = 1 + below(chance(40) ? 2 : 6);
        const bool run = chance(20);
        int ops = 1 + below(7);
        int top;

        if (run)
                top = new_stage(p, (enum kind)(FOREACH + below(KINDS - FOREACH)), depth, false);
        else
                top = new_tree(p, depth, false);
        habits.handles[habits.n_handles++] = top;
        if (chance(80))
                new_op(p, run ? RUN : BUILD, top);
        while (ops-- > 0) {
                const int node = chance(40) ? habits.handles[below(habits.n_handles)] : top;
                const enum what what = often[below((int)(sizeof often / sizeof often[0]))];
                new_op(p, habits.pending && chance(15) ? TRY : what, node);
        }
        if (chance(60))
                new_op(p, CLOSE, top);
}

/* Several small stages that borrow from each other, all in use at once. */
static void add_crowd(struct plan *p)
{
        static const enum what often[] = { NEXT, NEXT, PEEK, PEEK, PEEK, PUT_BACK, CLOSE };
        static const enum kind some_that_look[] = { ISLICE, TAKEWHILE, DROPWHILE, CHAIN, GROUPBY,
                GROUPBY, BORROW, STUTTER };
        int stages = 2 + below(4);
        int ops = 4 + below(10);
        int top;

        habits.handles[habits.n_handles++] = new_source(p, true);
        /* Windows that are over lie where the next ones do. */
        if (chance(50)) {
                p->node[0].kind = FROM_FN;
                p->node[0].b = 50;
                p->node[0].armed = false;
        }
        while (stages-- > 0) {
                /* At depth 0 inputs are sources, or what is there already. */
                habits.borrowed = 150;
                top = new_stage(p, chance(50) ? some_that_look[below(8)] : any_stage(), 1, true);
                habits.handles[habits.n_handles++] = top;
        }
        while (ops-- > 0)
                new_op(p, often[below((int)(sizeof often / sizeof often[0]))],
                    habits.handles[below(habits.n_handles)]);
}

void make_plan(struct plan *p, uint64_t seed, uint64_t number)
{
        int trees;
        int n;
        int i;

        dice = mix(seed * UINT64_C(0x9e3779b97f4a7c15) + number + 1) | 1;
        trees = chance(60) ? 1 : 1 + below(3);
        memset(p, 0, sizeof *p);
        habits.n_handles = 0;
        habits.failures = chance(30);
        habits.pending = chance(40);
        habits.borrowed = below(4) * 20;
        habits.pure = 20 + below(4) * 20;
        if (chance(20)) {
                add_crowd(p);
                trees = 0;
        }
        while (trees-- > 0 && p->n < NODES - 16)
                add_tree(p);
        if (chance(8)) {
                p->refuse = 1 + below(12);
                p->refuse_all = chance(50);
                if (!sane(p))
                        p->refuse = 0;
        }
        p->drain = roll() | roll();
        /* What is left in lenders is always looked at. */
        for (n = 0; n < p->n; n++) {
                for (i = 0; i < p->node[n].n_in; i++) {
                        if (p->node[n].in[i].borrowed)
                                p->drain |= UINT64_C(1) << p->node[n].in[i].node;
                }
        }
}
