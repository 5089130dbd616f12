/* SPDX-License-Identifier: MIT */
/* The law test: random pipelines against a plain model.
 *
 *     law [--cases N] [--seed S] [--case K] [--verbose]
 *
 * A case is a plan: trees of sources and stages over items of type int64_t, in which any link may
 * be borrowed, and a list of things to do with their handles: pull, fill, peek, put back, skip,
 * loop, drain, close, in any order. The model does the same one item at a time, with a look and a
 * take for each, which is what the contract says in other words. Compared are
 *
 *   - the items and the outcomes, and that end and error stick;
 *   - what is left in each lender, after every step and after its borrowers are closed;
 *   - the calls of exact callbacks, in their order;
 *   - that bounds hold, error codes arrive, and all memory is given back.
 *
 * Windows, wants and pending are the library's business: the model does not know of them, so whatever
 * differs by them is a difference. Each case depends on the seed and its number only. One that fails, crashes
 * or hangs is shrunk, and printed with the seed. */
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <lazyiter.h>

#define NODES 40
#define INPUTS 3
#define OPS 80
#define ITEMS 512 /* the most in a source */
#define TAKEN 2048 /* the most in one operation */
#define BACK 16 /* the most that is put back on one node */
#define CALLS 65536

/* ---- The plan ---------------------------------------------------------------------------------- */

enum kind {
        /* sources */
        EMPTY,
        ONCE,
        RANGE,
        COUNT,
        REPEAT,
        REPEAT_N,
        ARRAY,
        STRIDED,
        FROM_FN,
        CALL_UNTIL,
        OWN_SOURCE,
        /* stages */
        MAP,
        FILTER,
        FILTERFALSE,
        FILTER_MAP,
        INSPECT,
        ISLICE,
        TAKEWHILE,
        DROPWHILE,
        CHAIN,
        ENUMERATE,
        ZIP,
        ZIP_STRICT,
        ZIP_LONGEST,
        ACCUMULATE,
        ACCUMULATE_FROM,
        ACCUMULATE_SUM,
        GROUPBY,
        BORROW,
        OWN_STAGE,
        STUTTER,
        /* consumers: as stages of one item, or as they are */
        FOREACH,
        CONSUME,
        ILEN,
        SUM,
        MIN,
        MAX,
        MIN_BY,
        MAX_BY,
        REDUCE,
        FOLD,
        ANY,
        ALL,
        FIND,
        NTH,
        COLLECT,
        KINDS
};

static const char *const kind_names[KINDS] = { "empty", "once", "range", "count", "repeat",
        "repeat_n", "array", "array_strided", "from_fn", "call_until", "own_source", "map",
        "filter", "filterfalse", "filter_map", "inspect", "islice", "takewhile", "dropwhile",
        "chain", "enumerate", "zip", "zip_strict", "zip_longest", "accumulate", "accumulate_from",
        "accumulate_sum", "groupby", "borrow", "own_stage", "stutter", "foreach", "consume", "ilen",
        "sum_i64", "min", "max", "min_by", "max_by", "reduce", "fold", "any", "all", "find", "nth",
        "collect" };

/* What is done with the groups: each group makes one item, except if they are flattened. */
enum groups {
        SUMMED, /* by a consumer that takes the group over */
        COUNTED,
        BEGUN, /* some items are read from the group as it is */
        IGNORED,
        CLOSED,
        SLICED, /* some items are read through a stage that takes the group over, and is closed */
        LEFT, /* the same, but it is found stale after the next header */
        FLATTENED,
        GROUPS
};

static const char *const groups_names[GROUPS] = { "summed", "counted", "begun", "ignored", "closed",
        "sliced", "left", "flattened" };

struct input {
        int node; /* lower than the node's own number */
        bool borrowed;
};

struct node {
        enum kind kind;
        bool exact; /* callbacks: exact, rather than pure */
        int fail_at; /* which call, or item of a source, fails; -1: none */
        int pulls; /* a handle that the callback takes an item from at each call; -1: none */
        int n; /* sources: how many items */
        int run; /* sources: how many of a value stand side by side */
        unsigned window; /* the test's own: the most items that it makes ready */
        unsigned pending; /* the test's own: how often it says pending, in 256 */
        bool armed; /* own source: the error is there with the last window */
        uint64_t seed; /* 0: plain values, regular windows */
        int64_t a; /* parameters, by kind */
        int64_t b;
        int64_t c;
        int n_in;
        struct input in[INPUTS];
};

enum what {
        BUILD,
        NEXT,
        FILL,
        EACH,
        EACH_REF,
        PEEK,
        PUT_BACK,
        NEXT_OR,
        SKIP,
        BOUNDS,
        CLOSE,
        TRY, /* next once, and if that says pending, close */
        RUN, /* a consumer that is not built yet, in its plain form */
        WHATS
};

static const char *const what_names[WHATS] = { "build", "next", "fill", "foreach", "foreach_ref",
        "peek", "put_back", "next_or", "skip", "bounds", "close", "try", "run" };

struct op {
        enum what what;
        int node;
        int k;
};

struct plan {
        int n;
        struct node node[NODES];
        int n_ops;
        struct op op[OPS];
        uint64_t drain; /* bit by node: drained at the end, before it is closed */
};

static bool is_source(enum kind kind)
{
        return kind <= OWN_SOURCE;
}

static bool is_consumer(enum kind kind)
{
        return kind >= FOREACH;
}

/* The stage that owns a node, or -1: it is a handle. */
static int owner(const struct plan *p, int n)
{
        int i;
        int j;

        for (i = 0; i < p->n; i++) {
                for (j = 0; j < p->node[i].n_in; j++) {
                        if (p->node[i].in[j].node == n && !p->node[i].in[j].borrowed)
                                return i;
                }
        }
        return -1;
}

/* Whether it may have no end: then nothing that looks for one may stand on it. */
static bool endless(const struct plan *p, int n)
{
        const struct node *np = &p->node[n];
        int all = 0;
        int i;

        for (i = 0; i < np->n_in; i++)
                all += endless(p, np->in[i].node);
        switch (np->kind) {
        case COUNT:
        case REPEAT:
                return true;
        case ISLICE:
                return all != 0 && np->b < 0;
        case ZIP:
        case ZIP_STRICT:
                return np->n_in != 0 && all == np->n_in;
        default:
                return all != 0 && !is_consumer(np->kind);
        }
}

/* Stages that take one item for one, or know when to stop. */
static bool may_stand_on_endless(const struct node *np)
{
        switch (np->kind) {
        case MAP:
        case INSPECT:
        case ISLICE:
        case CHAIN:
        case ENUMERATE:
        case ZIP:
        case ZIP_STRICT:
        case ZIP_LONGEST:
        case ACCUMULATE:
        case ACCUMULATE_FROM:
        case BORROW:
        case OWN_STAGE:
        case STUTTER:
        case CONSUME:
        case NTH:
                return true;
        default:
                return false;
        }
}

/* How many inputs are this node. */
static int users(const struct plan *p, int n)
{
        int count = 0;
        int i;
        int j;

        for (i = 0; i < p->n; i++) {
                for (j = 0; j < p->node[i].n_in; j++)
                        count += p->node[i].in[j].node == n;
        }
        return count;
}

static bool is_over(const struct plan *p, int n, enum kind kind)
{
        bool over = p->node[n].kind == kind;
        int i;

        for (i = 0; i < p->node[n].n_in; i++)
                over = over || is_over(p, p->node[n].in[i].node, kind);
        return over;
}

static bool sane(const struct plan *p)
{
        bool pulls = false;
        bool rows = false;
        int n;
        int i;

        for (n = 0; n < p->n; n++) {
                const struct node *np = &p->node[n];
                if (owner(p, n) >= 0 && users(p, n) > 1)
                        return false;
                /* groupby may have a key computed again that it saw from within a callback. */
                if (np->pulls >= 0 && (np->pulls >= n || owner(p, np->pulls) >= 0 ||
                                          is_over(p, np->pulls, GROUPBY)))
                        return false;
                pulls = pulls || np->pulls >= 0;
                rows = rows || (np->kind >= ZIP && np->kind <= ZIP_LONGEST);
                if (np->kind == BORROW && (owner(p, n) >= 0 || !np->in[0].borrowed))
                        return false;
                for (i = 0; i < np->n_in; i++) {
                        if (!may_stand_on_endless(np) && endless(p, np->in[i].node))
                                return false;
                }
        }
        /* Of rows, what one input has ready another's callback could take: or not, if it is pending. */
        return !(pulls && rows);
}

/* An error behind good items makes a stage of several inputs break its promise to the others: what
 * is left in lenders is then not known to the item. */
static bool errors_break_promises(const struct plan *p)
{
        int n;

        for (n = 0; n < p->n; n++) {
                if (p->node[n].kind >= ZIP && p->node[n].kind <= ZIP_LONGEST)
                        return true;
        }
        return false;
}

/* ---- What both sides compute ------------------------------------------------------------------- */

static uint64_t mix(uint64_t x)
{
        x ^= x >> 30;
        x *= UINT64_C(0xbf58476d1ce4e5b9);
        x ^= x >> 27;
        x *= UINT64_C(0x94d049bb133111eb);
        return x ^ (x >> 31);
}

static int64_t small(int64_t x)
{
        const int64_t r = x % 1009;
        return r < 0 ? r + 1009 : r;
}

static int64_t map_value(const struct node *np, int64_t x)
{
        return small(small(x) * np->a + np->b);
}

static bool test_value(const struct node *np, int64_t x)
{
        switch (np->c) {
        case 0:
                return small(x) % np->a == np->b;
        case 1:
                return small(x) % np->a != np->b;
        case 2:
                return x < np->b;
        case 3:
                return true;
        default:
                return false;
        }
}

static int64_t row_value(int64_t row, int64_t x)
{
        return small(small(row) * 31 + small(x));
}

static int64_t fold_value(const struct node *np, int64_t acc, int64_t x)
{
        return small(small(acc) * 3 + small(x) + np->b);
}

static int64_t key_value(const struct node *np, int64_t x)
{
        return small(x) / np->a;
}

/* The first index. */
static size_t enumerate_start(const struct node *np)
{
        return np->c == 0 ? (size_t)np->a : SIZE_MAX - (size_t)np->a;
}

/* The i-th item of a source. */
static int64_t source_value(const struct node *np, int64_t i)
{
        switch (np->kind) {
        case RANGE:
        case COUNT:
                return np->a + i * np->b;
        case ONCE:
        case REPEAT:
        case REPEAT_N:
                return np->a;
        default:
                i /= np->run;
                if (np->seed == 0)
                        return i % np->b;
                return (int64_t)(mix(np->seed + (uint64_t)i * 77) % (uint64_t)np->b);
        }
}

static int source_length(const struct node *np)
{
        switch (np->kind) {
        case EMPTY:
                return 0;
        case ONCE:
                return 1;
        case COUNT:
        case REPEAT:
                return INT32_MAX;
        default:
                return np->n;
        }
}

static int error_code(int n)
{
        return -(100 + n);
}

static int64_t fill_value(int i)
{
        return 900 + i;
}

/* Calls of exact callbacks. */
struct calls {
        int n;
        struct {
                int node;
                int64_t x;
        } call[CALLS];
};

static struct calls model_calls;
static struct calls actual_calls;

static void note_call(struct calls *calls, int n, int64_t x)
{
        if (calls->n == CALLS)
                return;
        calls->call[calls->n].node = n;
        calls->call[calls->n++].x = x;
}

/* ---- The model --------------------------------------------------------------------------------- */

static const struct plan *plan;

struct model {
        bool open;
        bool busy; /* an item is being made */
        bool shared; /* somebody else may pull the same items */
        /* The item that is ready, and in whose memory it lies: a later pull of that ends it. */
        bool has;
        int64_t item;
        int memory;
        unsigned memory_mark;
        iter_status_t over; /* 0, ITER_END or ITER_ERROR */
        int code;
        int n_back; /* items put back: a stack, in front of the one that is ready */
        int64_t back[BACK];
        bool walks_back; /* nobody has looked behind them yet */
        /* What was passed on uncopied goes back on close, if its source was not pulled since. */
        int from; /* -1: nothing */
        bool from_back;
        unsigned mark;
        unsigned takes_mark;
        unsigned pulls; /* looks for an item that was not ready, takes, what came back */
        unsigned takes; /* the same without looks */
        /* By kind. */
        int64_t position;
        int64_t calls;
        int64_t sum;
        bool done;
        bool ended[INPUTS];
        bool keyed; /* groupby knows the key of the item that is next in its source */
        unsigned keyed_at; /* as long as nobody else pulls it */
        int64_t key;
        int64_t group_key;
        bool group; /* the group is read */
        bool group_open; /* there may be more of it */
};

static struct model model[NODES];
static bool muted; /* calls are not noted: the model only looks into the future */
/* What an operation gives is not known. It has used an item whose window is over: who peeks at an
 * item, and then pulls what it is borrowed from, may not expect to find it. Or whether an item went
 * back to its lender depends on windows. */
static bool uncertain;

static iter_status_t make(int n);

/* Makes an item ready. */
static iter_status_t look(int n)
{
        struct model *m = &model[n];
        iter_status_t status;

        if (m->n_back == 0 && m->walks_back) {
                m->walks_back = false;
                m->pulls++;
                m->takes++;
        }
        if (m->n_back > 0 || m->has)
                return ITER_ITEM;
        m->pulls++;
        if (m->over != 0)
                return m->over;
        m->busy = true;
        status = make(n);
        m->busy = false;
        if (status == ITER_ITEM)
                m->has = true;
        else
                m->over = status;
        return status;
}

static bool is_stale(int n)
{
        const struct model *m = &model[n];
        return m->has && m->memory != n && model[m->memory].pulls != m->memory_mark;
}

/* The item that is ready. */
static int64_t item_of(int n)
{
        const struct model *m = &model[n];

        if (m->n_back > 0)
                return m->back[m->n_back - 1];
        uncertain = uncertain || is_stale(n);
        return m->item;
}

static int64_t take(int n)
{
        struct model *m = &model[n];
        const int64_t item = item_of(n);

        m->pulls++;
        m->takes++;
        if (m->n_back > 0)
                m->n_back--;
        else
                m->has = false;
        return item;
}

static bool put_back(int n, int64_t item)
{
        struct model *m = &model[n];

        if (m->n_back == BACK)
                return false;
        m->pulls++;
        m->takes++;
        m->walks_back = true;
        m->back[m->n_back++] = item;
        return true;
}

static int input(int n, int i)
{
        return plan->node[n].in[i].node;
}

/* A look at an input of n, whose error becomes that of n. */
static iter_status_t look_at(int n, int i)
{
        const iter_status_t status = look(input(n, i));

        if (status == ITER_ERROR)
                model[n].code = model[input(n, i)].code;
        return status;
}

/* Takes an item of the source, and leaves it in the memory where it lies. */
static int64_t take_in_place(int n, int source)
{
        struct model *m = &model[n];
        const bool own = model[source].n_back > 0 || model[source].memory == source;
        const int64_t item = take(source);

        m->memory = own ? source : model[source].memory;
        m->memory_mark = own ? model[source].pulls : model[source].memory_mark;
        return item;
}

/* Passes on what the input has ready, where it lies. */
static iter_status_t pass_on(int n, int i)
{
        struct model *m = &model[n];
        const int source = input(n, i);

        m->from = source;
        m->from_back = model[source].n_back > 0;
        m->item = take_in_place(n, source);
        m->mark = model[source].pulls;
        m->takes_mark = model[source].takes;
        return ITER_ITEM;
}

static iter_status_t give(int n, int64_t item)
{
        model[n].item = item;
        model[n].memory = n;
        return ITER_ITEM;
}

static iter_status_t fail(int n, int code)
{
        model[n].code = code;
        return ITER_ERROR;
}

/* What a callback notes that finds no item where it pulls. */
static int64_t no_item(iter_status_t status)
{
        return -1000000 - (int64_t)status;
}

/* Calls the node's callback for x; false if it fails. */
static bool call(int n, int64_t x)
{
        const struct node *np = &plan->node[n];
        bool fails;

        if (!np->exact)
                return true;
        if (!muted)
                note_call(&model_calls, n, x);
        if (np->pulls >= 0 && model[np->pulls].open) {
                /* A pull of something that is running fails, and disturbs nothing. */
                const bool busy = model[np->pulls].busy;
                const iter_status_t status = busy ? ITER_ERROR : look(np->pulls);
                x = status == ITER_ITEM ? take(np->pulls) : no_item(status);
                if (!muted)
                        note_call(&model_calls, n, x);
        }
        fails = model[n].calls++ == np->fail_at;
        if (fails)
                fail(n, error_code(n));
        return !fails;
}

static iter_status_t make_source(int n)
{
        const struct node *np = &plan->node[n];
        struct model *m = &model[n];
        const int64_t i = m->position;
        const bool calls = np->kind == FROM_FN || np->kind == CALL_UNTIL;

        if (calls && !muted)
                note_call(&model_calls, n, i);
        if (i == np->fail_at)
                return fail(n, error_code(n));
        if (i >= source_length(np))
                return ITER_END;
        if (np->kind == CALL_UNTIL && source_value(np, i) == np->c)
                return ITER_END;
        m->position++;
        return give(n, source_value(np, i));
}

static iter_status_t make_filter(int n, bool pass)
{
        const struct node *np = &plan->node[n];

        for (;;) {
                const iter_status_t status = look_at(n, 0);
                unsigned pulls;
                int64_t x;

                if (status != ITER_ITEM)
                        return status;
                x = take_in_place(n, input(n, 0));
                pulls = model[input(n, 0)].pulls;
                if (!call(n, x))
                        return ITER_ERROR;
                if (test_value(np, x) != pass)
                        continue;
                /* Whether a callback that pulled the lender has ended the window of its item. */
                if (pulls != model[input(n, 0)].pulls && np->kind != FILTER_MAP)
                        uncertain = true;
                if (np->kind == FILTER_MAP)
                        return give(n, map_value(np, x));
                if (!np->exact)
                        return give(n, x);
                model[n].item = x;
                return ITER_ITEM;
        }
}

/* Word for word CPython's. */
static iter_status_t make_islice(int n)
{
        const struct node *np = &plan->node[n];
        struct model *m = &model[n];
        const int64_t stop = np->b;
        iter_status_t status;

        if (!m->done) {
                m->done = true;
                m->sum = np->a; /* the number of the next item */
        }
        while (m->position < m->sum) {
                status = look_at(n, 0);
                if (status != ITER_ITEM)
                        return status;
                take(input(n, 0));
                m->position++;
        }
        if (stop >= 0 && m->position >= stop)
                return ITER_END;
        status = look_at(n, 0);
        if (status != ITER_ITEM)
                return status;
        m->position++;
        m->sum += np->c;
        if (stop >= 0 && m->sum > stop)
                m->sum = stop;
        return pass_on(n, 0);
}

/* An item is taken while an exact predicate looks at it, and comes back if it stays in the source. */
static void take_for_a_look(int n)
{
        struct model *source = &model[input(n, 0)];

        if (!plan->node[n].exact)
                return;
        source->pulls++;
        source->takes++;
}

static iter_status_t make_takewhile(int n)
{
        const iter_status_t status = look_at(n, 0);
        const int64_t x = status == ITER_ITEM ? item_of(input(n, 0)) : 0;

        if (status != ITER_ITEM)
                return status;
        if (call(n, x) && test_value(&plan->node[n], x))
                return pass_on(n, 0);
        take_for_a_look(n);
        return model[n].code == 0 ? ITER_END : ITER_ERROR;
}

static iter_status_t make_dropwhile(int n)
{
        struct model *m = &model[n];

        for (;;) {
                const iter_status_t status = look_at(n, 0);

                if (status != ITER_ITEM)
                        return status;
                if (m->done)
                        return pass_on(n, 0);
                if (!call(n, item_of(input(n, 0)))) {
                        take_for_a_look(n);
                        return ITER_ERROR;
                }
                if (!test_value(&plan->node[n], item_of(input(n, 0))))
                        m->done = true;
                else
                        take(input(n, 0));
        }
}

static bool is_shared(int n, int i)
{
        return plan->node[n].in[i].borrowed || model[input(n, i)].shared;
}

/* Whether two inputs may end each other's windows: they borrow from the same iterator, or one is over
 * a borrow, of whatever it may be. */
static bool share(int n, int i, int j)
{
        return is_shared(n, i) && is_shared(n, j) &&
            (model[input(n, i)].shared || model[input(n, j)].shared || input(n, i) == input(n, j));
}

/* Of such inputs each but the last is taken before the next is looked at; what no row was made of
 * goes back. */
static bool takes_at_once(int n, int i)
{
        const int n_in = plan->node[n].n_in;
        bool shares = false;
        bool behind = false;
        int j;
        int k;

        for (j = 0; j < n_in; j++) {
                shares = shares || (j != i && share(n, i, j));
                for (k = 0; k < n_in && j > i; k++)
                        behind = behind || (k != j && share(n, j, k));
        }
        return shares && behind;
}

static iter_status_t make_row(int n)
{
        const struct node *np = &plan->node[n];
        struct model *m = &model[n];
        const bool longest = np->kind == ZIP_LONGEST;
        iter_status_t status = ITER_END;
        int64_t x[INPUTS] = { 0 };
        bool taken[INPUTS] = { false };
        bool from_back[INPUTS] = { false };
        int64_t row = np->n_in;
        int live = 0;
        int i;

        for (i = 0; i < np->n_in; i++) {
                const int source = input(n, i);
                if (m->ended[i])
                        continue;
                status = look_at(n, i);
                if (status == ITER_END && longest) {
                        m->ended[i] = true;
                        continue;
                }
                if (status != ITER_ITEM)
                        break;
                live++;
                if (!takes_at_once(n, i))
                        continue;
                from_back[i] = model[source].n_back > 0;
                x[i] = take(source);
                taken[i] = true;
        }
        if (status == ITER_END && np->kind == ZIP_STRICT && i < np->n_in) {
                bool differ = i > 0;
                int j;
                for (j = 1; j < np->n_in && !differ; j++) {
                        const iter_status_t other = look_at(n, j);
                        if (other == ITER_ERROR)
                                return other;
                        differ = other == ITER_ITEM;
                }
                if (differ)
                        status = fail(n, ITER_E_LENGTH);
        }
        if (i < np->n_in || live == 0) {
                while (i-- > 0) {
                        if (!taken[i])
                                continue;
                        if (np->in[i].borrowed || from_back[i])
                                put_back(input(n, i), x[i]);
                        else
                                model[input(n, i)].has = true;
                }
                return status == ITER_ERROR ? ITER_ERROR : ITER_END;
        }
        for (i = 0; i < np->n_in; i++) {
                if (m->ended[i])
                        x[i] = fill_value(i);
                else if (!taken[i])
                        x[i] = take(input(n, i));
                row = row_value(row, x[i]);
        }
        return give(n, row);
}

static void close_model(int n);

static iter_status_t make_chain(int n)
{
        struct model *m = &model[n];

        for (; m->position < plan->node[n].n_in; m->position++) {
                const int i = (int)m->position;
                const iter_status_t status = look_at(n, i);
                if (status == ITER_ITEM)
                        return pass_on(n, i);
                if (status != ITER_END)
                        return status;
                if (!plan->node[n].in[i].borrowed)
                        close_model(input(n, i));
        }
        return ITER_END;
}

static iter_status_t make_accumulate(int n)
{
        const struct node *np = &plan->node[n];
        struct model *m = &model[n];
        iter_status_t status;
        int64_t x;

        if (np->kind == ACCUMULATE_FROM && !m->done) {
                m->done = true;
                m->sum = np->a;
                return give(n, m->sum);
        }
        status = look_at(n, 0);
        if (status != ITER_ITEM)
                return status;
        x = take(input(n, 0));
        if (!m->done)
                m->sum = x;
        else if (np->kind == ACCUMULATE_SUM)
                m->sum += x;
        else if (!call(n, x))
                return ITER_ERROR;
        else
                m->sum = fold_value(np, m->sum, x);
        m->done = true;
        return give(n, m->sum);
}

/* The next item of groupby's source, with its key. */
static iter_status_t look_at_key(int n)
{
        struct model *m = &model[n];
        const int source = input(n, 0);
        const iter_status_t status = look_at(n, 0);

        if (status != ITER_ITEM || (m->keyed && m->keyed_at == model[source].pulls))
                return status;
        if (!call(n, item_of(source))) {
                take(source);
                return ITER_ERROR;
        }
        m->keyed = true;
        m->keyed_at = model[source].pulls;
        m->key = key_value(&plan->node[n], item_of(source));
        return ITER_ITEM;
}

static int64_t take_of_group(int n)
{
        model[n].keyed = false;
        return take(input(n, 0));
}

/* Whether the group has one more item. */
static iter_status_t look_at_group(int n)
{
        struct model *m = &model[n];
        const iter_status_t status = look_at_key(n);

        if (status != ITER_ITEM)
                return status;
        m->group_open = m->key == m->group_key;
        return m->group_open ? ITER_ITEM : ITER_END;
}

static iter_status_t make_group(int n)
{
        const struct node *np = &plan->node[n];
        const enum groups how = (enum groups)np->c;
        struct model *m = &model[n];
        iter_status_t status = ITER_ITEM;
        int64_t most = np->b;
        int64_t x;

        if (how == SUMMED || how == COUNTED || how == FLATTENED)
                most = INT64_MAX;
        if (how == IGNORED || how == CLOSED)
                most = 0;
        for (;;) {
                if (!m->group) {
                        while (m->group_open && status == ITER_ITEM) {
                                status = look_at_group(n);
                                if (status == ITER_ITEM)
                                        take_of_group(n);
                        }
                        if (status == ITER_ERROR)
                                return status;
                        status = look_at_key(n);
                        if (status != ITER_ITEM)
                                return status;
                        m->group = m->group_open = true;
                        m->group_key = m->key;
                        m->position = m->sum = 0;
                }
                status = m->position < most ? look_at_group(n) : ITER_END;
                if (status == ITER_ERROR)
                        return status;
                if (status == ITER_ITEM) {
                        x = take_of_group(n);
                        m->position++;
                        m->sum += how == COUNTED ? 1 : x;
                        if (how == FLATTENED)
                                return give(n, row_value(m->group_key, x));
                        continue;
                }
                m->group = false;
                if (how != FLATTENED)
                        return give(n, row_value(m->group_key, m->sum));
                status = ITER_ITEM;
        }
}

/* What a consumer takes x for: true if that is the result. */
static bool decides(int n, int64_t x)
{
        const struct node *np = &plan->node[n];
        struct model *m = &model[n];
        const int64_t before = m->sum;
        const bool first = m->position++ == 0;

        switch (np->kind) {
        case SUM:
                m->sum += x;
                return false;
        case MIN:
                m->sum = first || x < before ? x : before;
                return false;
        case MAX:
                m->sum = first || x > before ? x : before;
                return false;
        case MIN_BY:
                m->sum = first || map_value(np, x) < map_value(np, before) ? x : before;
                return false;
        case MAX_BY:
                m->sum = first || map_value(np, x) > map_value(np, before) ? x : before;
                return false;
        case REDUCE:
                m->sum = first ? x : fold_value(np, before, x);
                return false;
        case FOLD:
                m->sum = fold_value(np, first ? np->a : before, x);
                return false;
        case COLLECT:
                m->sum = row_value(before, x);
                return false;
        case ANY:
                m->sum = test_value(np, x);
                return m->sum != 0;
        case ALL:
                m->sum = test_value(np, x);
                return m->sum == 0;
        case FIND:
                m->sum = x;
                return test_value(np, x);
        case NTH:
                m->sum = x;
                return m->position > np->a;
        default: /* they count */
                m->sum = m->position;
                return np->kind == CONSUME && m->position == np->a;
        }
}

/* The result of no items, or of all. */
static iter_status_t conclude(int n)
{
        const struct node *np = &plan->node[n];
        struct model *m = &model[n];

        switch (np->kind) {
        case MIN:
        case MAX:
        case MIN_BY:
        case MAX_BY:
        case REDUCE:
                return m->position == 0 ? fail(n, ITER_E_EMPTY) : give(n, m->sum);
        case NTH:
                return fail(n, ITER_E_EMPTY);
        case FIND:
                return ITER_END;
        case FOLD:
                return give(n, m->position == 0 ? np->a : m->sum);
        case ALL:
                return give(n, m->position == 0 || m->sum != 0);
        default:
                return give(n, m->sum);
        }
}

static iter_status_t make_result(int n)
{
        const struct node *np = &plan->node[n];
        struct model *m = &model[n];
        const int source = input(n, 0);

        if (m->done)
                return ITER_END;
        for (;;) {
                iter_status_t status = ITER_END;
                int64_t x;

                if (np->kind != CONSUME || m->position < np->a)
                        status = look_at(n, 0);
                if (status == ITER_ERROR)
                        return status;
                if (status == ITER_END)
                        break;
                x = take_in_place(n, source);
                if (!(np->kind == REDUCE && m->position == 0) && !call(n, x))
                        return ITER_ERROR;
                if (!decides(n, x))
                        continue;
                m->done = true;
                if (np->kind != FIND && np->kind != NTH)
                        return give(n, m->sum);
                m->item = x;
                return ITER_ITEM;
        }
        m->done = true;
        return conclude(n);
}

static iter_status_t make(int n)
{
        const struct node *np = &plan->node[n];
        iter_status_t status;
        int64_t x;

        switch (np->kind) {
        case MAP:
                status = look_at(n, 0);
                if (status != ITER_ITEM)
                        return status;
                x = take(input(n, 0));
                return call(n, x) ? give(n, map_value(np, x)) : ITER_ERROR;
        case FILTER:
        case FILTER_MAP:
        case INSPECT:
                return make_filter(n, true);
        case FILTERFALSE:
                return make_filter(n, false);
        case ISLICE:
                return make_islice(n);
        case TAKEWHILE:
                return make_takewhile(n);
        case DROPWHILE:
                return make_dropwhile(n);
        case CHAIN:
                return make_chain(n);
        case ENUMERATE:
                status = look_at(n, 0);
                if (status != ITER_ITEM)
                        return status;
                if (np->c != 0 && model[n].position > np->a)
                        return fail(n, ITER_E_OVERFLOW);
                x = (int64_t)((enumerate_start(np) + (size_t)model[n].position++) % 1009);
                return give(n, row_value(x, take(input(n, 0))));
        case ZIP:
        case ZIP_STRICT:
        case ZIP_LONGEST:
                return make_row(n);
        case ACCUMULATE:
        case ACCUMULATE_FROM:
        case ACCUMULATE_SUM:
                return make_accumulate(n);
        case GROUPBY:
                return make_group(n);
        case OWN_STAGE:
                status = look_at(n, 0);
                return status == ITER_ITEM ? give(n, take(input(n, 0))) : status;
        case BORROW:
        case STUTTER:
                status = look_at(n, 0);
                return status == ITER_ITEM ? pass_on(n, 0) : status;
        default:
                return is_source(np->kind) ? make_source(n) : make_result(n);
        }
}

/* A constructor that is given an iterator that has failed gives that back. */
static bool has_failed(int n)
{
        const struct node *np = &plan->node[n];
        const struct model *m = &model[n];
        const bool armed = np->armed && np->fail_at > 0 && m->position == np->fail_at;

        return m->n_back == 0 && !m->has && (m->over == ITER_ERROR || armed);
}

static void open_model(int n)
{
        struct model *m = &model[n];
        int i;

        memset(m, 0, sizeof *m);
        m->open = true;
        m->from = -1;
        m->memory = n;
        for (i = 0; i < plan->node[n].n_in; i++) {
                const int source = input(n, i);
                m->shared = m->shared || is_shared(n, i);
                if (m->over == 0 && has_failed(source)) {
                        m->over = ITER_ERROR;
                        m->code = model[source].over == ITER_ERROR ? model[source].code
                                                                   : error_code(source);
                }
        }
}

/* Whether the item that n passed on is still on its way to whoever takes it. */
static bool is_underway(int n)
{
        int i;

        if (!model[n].open || model[n].from < 0)
                return false;
        if (model[n].has)
                return true;
        for (i = n + 1; i < plan->n; i++) {
                if (model[i].from == n && model[i].mark == model[n].pulls && is_underway(i))
                        return true;
        }
        return false;
}

/* Whether an item would go back or not by chance: its lender has been looked at since, but not taken
 * from. Whether that has moved a window depends on windows. */
static bool goes_back_by_chance(void)
{
        int n;

        for (n = 0; n < plan->n; n++) {
                const struct model *from = model[n].from < 0 ? NULL : &model[model[n].from];
                if (from != NULL && from->open && from->pulls != model[n].mark &&
                    from->takes == model[n].takes_mark && is_underway(n))
                        return true;
        }
        return false;
}

static bool lends(int n)
{
        const struct model *m = &model[n];
        return m->has && m->from >= 0 && model[m->from].pulls == m->mark && model[m->from].open;
}

static void give_back(int n)
{
        struct model *m = &model[n];

        if (!lends(n))
                return;
        m->has = false;
        if (m->from_back)
                put_back(m->from, m->item);
        else
                model[m->from].has = true;
        model[m->from].pulls++;
        model[m->from].takes++;
}

/* From the top down: each gives back, then what it owns is closed. */
static void close_model(int n)
{
        int stack[NODES];
        int height = 0;
        int i;

        uncertain = uncertain || goes_back_by_chance();
        give_back(n);
        stack[height++] = n;
        while (height > 0) {
                const int at = stack[--height];
                model[at].open = false;
                for (i = 0; i < plan->node[at].n_in; i++) {
                        if (plan->node[at].in[i].borrowed)
                                continue;
                        give_back(input(at, i));
                        stack[height++] = input(at, i);
                }
        }
}

/* How often each kind was built, with a borrowed input, with an exact callback. */
struct coverage {
        unsigned long built[KINDS];
        unsigned long borrowed[KINDS];
        unsigned long exact[KINDS];
        unsigned long failing[KINDS];
        unsigned long what[WHATS];
        unsigned long pulling; /* callbacks that pulled something */
        unsigned long uncertain; /* operations whose result nobody can know: left out */
        unsigned long senseless; /* plans that may have no end: left out */
};

/* What the process that runs the cases leaves behind for the one that waits for it. */
struct shared {
        unsigned long next_case;
        bool failed;
        char text[16384];
        struct coverage coverage;
};

static struct shared *shared;

/* ---- The library's side ------------------------------------------------------------------------ */

/* Memory of the test's: new blocks hold rubbish, freed and moved ones are overwritten, so that who
 * looks at an item whose window is over does not see it there by chance. */
static size_t blocks;

static void *rubbish_resize(void *ctx, void *ptr, size_t old_size, size_t new_size)
{
        void *block = NULL;

        (void)ctx;
        if (new_size != 0) {
                block = malloc(new_size);
                if (block == NULL)
                        return NULL;
                blocks++;
                memset(block, 0xa5, new_size);
        }
        if (ptr != NULL) {
                if (block != NULL)
                        memcpy(block, ptr, old_size < new_size ? old_size : new_size);
                memset(ptr, 0xdd, old_size);
                free(ptr);
                blocks--;
        }
        return block;
}

static const iter_allocator_t rubbish = { rubbish_resize, NULL, NULL };

struct actual {
        iter_t *it; /* handles */
        bool built;
        int64_t calls;
        int64_t position;
        uint64_t random;
        int64_t data[2 * ITEMS];
};

static struct actual actual[NODES];

static uint64_t next_random(uint64_t *state)
{
        *state += UINT64_C(0x9e3779b97f4a7c15);
        return mix(*state);
}

static bool is_pending(const struct node *np, uint64_t *random)
{
        return np->pending != 0 && next_random(random) % 256 < np->pending;
}

static int number_of(const struct node *np)
{
        return (int)(np - plan->node);
}

typedef const struct node *node_t;

ITER_MAP_FN_WITH(int64_t, pure_map, int64_t, x, node_t, np)
{
        return map_value(np, x);
}

ITER_FILTER_FN_WITH(pure_test, int64_t, x, node_t, np)
{
        return test_value(np, x);
}

ITER_FILTER_MAP_FN_WITH(int64_t, pure_test_map, int64_t, x, out, node_t, np)
{
        *out = map_value(np, x);
        return test_value(np, x);
}

/* Pending is asked again, but not for ever. */
#define PATIENCE 10000

static iter_status_t patient_next(iter_t *it, int64_t *x)
{
        int patience = PATIENCE;
        iter_status_t status;

        do
                status = iter_next(it, ITER_INTO(int64_t, x));
        while (status == ITER_PENDING && patience-- > 0);
        return status;
}

/* An exact callback is called: 0, or the code with which it fails. Some say why, some do not. */
static int called(const struct node *np, int64_t x, const iter_call_t *call_)
{
        const int n = number_of(np);

        note_call(&actual_calls, n, x);
        if (np->pulls >= 0 && actual[np->pulls].it != NULL) {
                const iter_status_t status = patient_next(actual[np->pulls].it, &x);
                note_call(&actual_calls, n, status == ITER_ITEM ? x : no_item(status));
                shared->coverage.pulling++;
        }
        if (actual[n].calls++ != np->fail_at)
                return 0;
        return n % 2 == 0 ? error_code(n) : iter_fail(call_, error_code(n), "as planned");
}

ITER_TRY_MAP_FN_WITH(int64_t, exact_map, int64_t, x, out, call_, node_t, np)
{
        *out = map_value(np, x);
        return called(np, x, call_);
}

ITER_TRY_FILTER_FN_WITH(exact_test, int64_t, x, pass, call_, node_t, np)
{
        *pass = test_value(np, x);
        return called(np, x, call_);
}

ITER_TRY_FILTER_MAP_FN_WITH(int64_t, exact_test_map, int64_t, x, out, keep, call_, node_t, np)
{
        *out = map_value(np, x);
        *keep = test_value(np, x);
        return called(np, x, call_);
}

ITER_EACH_FN_WITH(exact_each, int64_t, x, call_, node_t, np)
{
        return called(np, x, call_);
}

ITER_NEXT_FN(int64_t, next_value, node_t, np, out, call_)
{
        struct actual *self = &actual[number_of(np)];
        const int64_t i = self->position;

        if (is_pending(np, &self->random))
                return ITER_PENDING;
        note_call(&actual_calls, number_of(np), i);
        if (i == np->fail_at) {
                iter_fail(call_, error_code(number_of(np)), "as planned");
                return ITER_ERROR;
        }
        if (i >= np->n)
                return ITER_END;
        self->position++;
        *out = source_value(np, i);
        return ITER_ITEM;
}

ITER_FOLD_FN_WITH(int64_t, pure_fold, acc, int64_t, x, node_t, np)
{
        return fold_value(np, acc, x);
}

ITER_TRY_FOLD_FN_WITH(int64_t, exact_fold, acc, int64_t, x, call_, node_t, np)
{
        *acc = fold_value(np, *acc, x);
        return called(np, x, call_);
}

ITER_MAP_FN_WITH(int64_t, pure_key, int64_t, x, node_t, np)
{
        return key_value(np, x);
}

ITER_TRY_MAP_FN_WITH(int64_t, exact_key, int64_t, x, out, call_, node_t, np)
{
        *out = key_value(np, x);
        return called(np, x, call_);
}

/* Other items as numbers. */

typedef struct {
        int64_t first;
        int64_t second;
} row2;
typedef struct {
        int64_t first;
        int64_t second;
        int64_t third;
} row3;
typedef struct {
        size_t index;
        int64_t value;
} numbered;
typedef struct {
        int64_t key;
        iter_group_t items;
} header;
ITER_PAIR_TYPE(row2, int64_t, first, int64_t, second);
ITER_TRIPLE_TYPE(row3, int64_t, first, int64_t, second, int64_t, third);
ITER_PAIR_TYPE(numbered, size_t, index, int64_t, value);
ITER_PAIR_TYPE(header, int64_t, key, iter_group_t, items);

ITER_MAP_FN(int64_t, of_row2, row2, row)
{
        return row_value(row_value(2, row.first), row.second);
}

ITER_MAP_FN(int64_t, of_row3, row3, row)
{
        return row_value(row_value(row_value(3, row.first), row.second), row.third);
}

ITER_MAP_FN(int64_t, of_numbered, numbered, pair)
{
        return row_value((int64_t)(pair.index % 1009), pair.value);
}

ITER_MAP_FN(int64_t, of_int64, int64_t, x)
{
        return x;
}

ITER_MAP_FN(int64_t, of_bool, bool, answer)
{
        return answer;
}

ITER_MAP_FN(int64_t, of_uint64, uint64_t, number)
{
        return (int64_t)number;
}

static int64_t collected(const void *items, size_t n)
{
        int64_t row = 0;
        size_t i;

        for (i = 0; i < n; i++)
                row = row_value(row, ((const int64_t *)items)[i]);
        return row;
}

ITER_MAP_FN(int64_t, of_span, iter_span_t, span)
{
        return collected(span.items, span.n);
}

/* A source of the test's: windows of any size in memory that is gone after the next fill, whatever
 * is wanted; pending at any time; errors with the last window or behind it. */
struct own {
        iter_stage_t stage; /* of the source, only the iterator */
        const struct node *np;
        int64_t *window;
        size_t size;
        int64_t position;
        uint64_t random;
};

static void own_drop(struct own *self)
{
        if (self->window != NULL) {
                memset(self->window, 0xee, self->size * sizeof *self->window);
                free(self->window);
        }
        self->window = NULL;
}

static void own_destroy(iter_t *it)
{
        own_drop((struct own *)it);
}

static size_t own_room(struct own *self)
{
        return 1 + (size_t)(next_random(&self->random) % self->np->window);
}

static iter_status_t own_give(struct own *self, size_t n)
{
        self->size = n;
        self->window = malloc(n * sizeof *self->window);
        return self->window == NULL ? iter_raise_memory(&self->stage.it) : ITER_ITEM;
}

static iter_status_t own_source_fill(iter_t *it, size_t want)
{
        struct own *self = (struct own *)it;
        const struct node *np = self->np;
        int64_t last = np->n;
        size_t n = own_room(self);
        size_t i;

        (void)want;
        own_drop(self);
        if (is_pending(np, &self->random))
                return ITER_PENDING;
        if (np->fail_at >= 0 && np->fail_at < last)
                last = np->fail_at;
        if (self->position == last) {
                if (last != np->fail_at)
                        return ITER_END;
                return iter_raise(it, error_code(number_of(np)), (uint64_t)last, "as planned");
        }
        if ((int64_t)n > last - self->position)
                n = (size_t)(last - self->position);
        if (own_give(self, n) != ITER_ITEM)
                return ITER_ERROR;
        for (i = 0; i < n; i++)
                self->window[i] = source_value(np, self->position++);
        if (np->armed && self->position == np->fail_at)
                iter_raise(it, error_code(number_of(np)), (uint64_t)last, "as planned");
        return iter_give(it, self->window, n);
}

static iter_bounds_t own_source_bounds(const iter_t *it)
{
        const struct own *self = (const struct own *)it;
        const uint64_t left = (uint64_t)(self->np->n - self->position);
        const iter_bounds_t bounds = { left, left, false };
        return bounds;
}

static const iter_vtable_t own_source_vtable = { sizeof(iter_vtable_t), "own_source",
        own_source_fill, own_destroy, NULL, own_source_bounds, NULL, NULL };

/* The same without bounds. */
static const iter_vtable_t own_stream_vtable = { sizeof(iter_vtable_t), "own_source",
        own_source_fill, own_destroy, NULL, NULL, NULL, NULL };

/* A stage of the test's: copies, into memory that is gone after the next fill. */
static iter_status_t own_stage_fill(iter_t *it, size_t want)
{
        struct own *self = (struct own *)it;
        iter_link_t *in = &self->stage.in;
        const iter_status_t status = iter_link_fill(in, want);
        size_t n;

        own_drop(self);
        if (status != ITER_ITEM)
                return status;
        n = iter_link_ready(in, want, own_room(self));
        if (own_give(self, n) != ITER_ITEM)
                return ITER_ERROR;
        memcpy(self->window, in->source->head, n * sizeof *self->window);
        iter_link_take(in, n);
        return iter_give(it, self->window, n);
}

static const iter_vtable_t own_stage_vtable = { sizeof(iter_vtable_t), "own_stage", own_stage_fill,
        own_destroy, NULL, iter_stage_bounds, iter_stage_links, NULL };

/* Passes windows on in pieces, and says pending in between. */
static iter_status_t stutter_fill(iter_t *it, size_t want)
{
        struct own *self = (struct own *)it;
        iter_link_t *in = &self->stage.in;
        iter_status_t status;

        if (is_pending(self->np, &self->random))
                return ITER_PENDING;
        status = iter_link_fill(in, want);
        if (status != ITER_ITEM)
                return status;
        return iter_link_forward(it, in, iter_link_ready(in, want, own_room(self)));
}

static int stutter_wait(iter_t *it)
{
        (void)it;
        return 0;
}

static const iter_vtable_t stutter_vtable = { sizeof(iter_vtable_t), "stutter", stutter_fill,
        own_destroy, NULL, iter_stage_bounds, iter_stage_links, NULL };

static const iter_vtable_t waiting_stutter_vtable = { sizeof(iter_vtable_t), "stutter",
        stutter_fill, own_destroy, NULL, iter_stage_bounds, iter_stage_links, stutter_wait };

/* A stage of the test's over groupby: one item a group. */
struct regroup {
        iter_stage_t stage;
        const struct node *np;
        bool in_group;
        int64_t key;
        int64_t position;
        int64_t sum;
        int64_t item;
        iter_t *group; /* as the header has it */
        iter_t *sub; /* what has taken it over */
        bool stale; /* its groupby has moved on, and it was not at its end */
};

static void complain(const char *format, ...) ITER_PRINTF(1, 2);

/* Closes what has taken a group over: 0, or the error that it met. */
static int close_sub(struct regroup *self)
{
        iter_t *sub = self->sub;
        const bool stale = self->stale;
        int64_t x = 0;
        int code;

        self->sub = NULL;
        self->stale = false;
        if (sub == NULL)
                return 0;
        if (stale && iter_next(sub, ITER_INTO(int64_t, &x)) != ITER_ERROR)
                complain("  a group that is over can still be pulled\n");
        code = iter_close(sub, NULL);
        if (stale && code != ITER_E_STALE)
                complain("  a group that is over has code %d\n", code);
        return stale ? 0 : code;
}

static iter_status_t next_header(struct regroup *self)
{
        iter_link_t *in = &self->stage.in;
        const iter_status_t status = iter_link_fill(in, 1);
        const header *h = (const header *)in->source->head;

        if (status != ITER_ITEM)
                return status;
        iter_link_take(in, 1);
        self->key = h->key;
        self->group = h->items;
        self->in_group = true;
        self->position = self->sum = 0;
        self->stale = self->sub != NULL;
        close_sub(self);
        if (self->np->c == SLICED)
                self->sub = iter_islice(self->group, 0, self->np->b, 1);
        if (self->np->c == LEFT)
                self->sub = iter_map(self->group, of_int64);
        return ITER_ITEM;
}

/* Item by item from the group, or from what has taken it over: ITER_END behind the last of those
 * that are wanted. */
static iter_status_t read_group(struct regroup *self, iter_t *from, int64_t most)
{
        while (self->position < most) {
                const iter_status_t status = iter_next(from, ITER_INTO(int64_t, &self->item));
                if (status == ITER_ERROR)
                        return iter_raise(&self->stage.it, iter_failure(from, NULL), 0, "group");
                if (status == ITER_END && self->np->c == LEFT)
                        close_sub(self);
                if (status != ITER_ITEM)
                        return status;
                self->position++;
                self->sum += self->item;
                if (self->np->c == FLATTENED)
                        return ITER_ITEM;
        }
        return ITER_END;
}

static iter_status_t do_group(struct regroup *self)
{
        iter_t *it = &self->stage.it;
        uint64_t n = 0;
        int code = 0;
        iter_status_t status;

        switch ((enum groups)self->np->c) {
        case SUMMED:
                code = iter_sum_i64(self->group, &self->sum, NULL);
                break;
        case COUNTED:
                code = iter_ilen(self->group, &n, NULL);
                self->sum = (int64_t)n;
                break;
        case CLOSED:
                code = iter_close(self->group, NULL);
                break;
        case BEGUN:
                return read_group(self, self->group, self->np->b);
        case FLATTENED:
                return read_group(self, self->group, INT64_MAX);
        case LEFT:
                return read_group(self, self->sub, self->np->b);
        case SLICED:
                status = read_group(self, self->sub, INT64_MAX);
                if (status != ITER_END)
                        return status;
                code = close_sub(self);
                break;
        default:
                break;
        }
        if (code == ITER_E_PENDING)
                return ITER_PENDING;
        return code == 0 ? ITER_END : iter_raise(it, code, 0, "group");
}

static iter_status_t regroup_fill(iter_t *it, size_t want)
{
        struct regroup *self = (struct regroup *)it;

        (void)want;
        for (;;) {
                iter_status_t status = self->in_group ? ITER_ITEM : next_header(self);

                if (status == ITER_ITEM)
                        status = do_group(self);
                else
                        return status;
                if (status == ITER_ITEM) {
                        self->item = row_value(self->key, self->item);
                        return iter_give(it, &self->item, 1);
                }
                if (status != ITER_END)
                        return status;
                self->in_group = false;
                if (self->np->c == FLATTENED)
                        continue;
                self->item = row_value(self->key, self->sum);
                return iter_give(it, &self->item, 1);
        }
}

static void regroup_destroy(iter_t *it)
{
        struct regroup *self = (struct regroup *)it;

        if (self->sub != NULL)
                iter_abandon(self->sub);
}

static iter_bounds_t regroup_bounds(const iter_t *it)
{
        const struct regroup *self = (const struct regroup *)it;
        iter_bounds_t bounds = iter_stage_bounds(it);

        if (self->np->c == FLATTENED) {
                bounds.high = UINT64_MAX;
                bounds.low = 0;
        }
        return bounds;
}

static const iter_vtable_t regroup_vtable = { sizeof(iter_vtable_t), "regroup", regroup_fill,
        regroup_destroy, NULL, regroup_bounds, iter_stage_links, NULL };

static iter_t *regroup_new(const struct node *np, iter_t *source)
{
        iter_t *groups = iter_groupby(source, np->exact ? exact_key(np) : pure_key(np));
        struct regroup *self = (struct regroup *)iter_stage_new(
            &regroup_vtable, sizeof *self, ITER_TYPE(int64_t), ITER_TYPE(header), 0, &groups);

        if (self == NULL)
                return groups;
        self->np = np;
        return &self->stage.it;
}

static iter_t *own_new(const iter_vtable_t *vt, const struct node *np, iter_t *source)
{
        struct own *self = source == NULL
            ? (struct own *)iter_new(vt, sizeof *self, ITER_TYPE(int64_t), 0, NULL)
            : (struct own *)iter_stage_new(vt, sizeof *self, NULL, NULL, 0, &source);

        if (self == NULL)
                return source == NULL ? iter_no_memory(NULL) : source;
        self->np = np;
        self->random = np->seed;
        return &self->stage.it;
}

static iter_t *build_rows(int n, iter_t **in)
{
        const struct node *np = &plan->node[n];
        const int64_t fills[INPUTS] = { fill_value(0), fill_value(1), fill_value(2) };
        const iter_from_t from[INPUTS] = { ITER_FROM(int64_t, &fills[0]),
                ITER_FROM(int64_t, &fills[1]), ITER_FROM(int64_t, &fills[2]) };
        const size_t n_in = (size_t)np->n_in;
        iter_t *rows;

        if (np->kind == ZIP)
                rows = iter_zip_n(in, n_in);
        else if (np->kind == ZIP_STRICT)
                rows = iter_zip_strict_n(in, n_in);
        else
                rows = iter_zip_longest_n(in, from, n_in);
        return n_in == 2 ? iter_map(rows, of_row2) : iter_map(rows, of_row3);
}

static iter_t *build_source(int n)
{
        const struct node *np = &plan->node[n];
        int64_t *data = actual[n].data;
        int i;

        switch (np->kind) {
        case EMPTY:
                return iter_empty(ITER_TYPE(int64_t));
        case ONCE:
                return iter_once(ITER_FROM(int64_t, &np->a));
        case RANGE:
                return iter_range(np->a, np->a + np->n * np->b, np->b);
        case COUNT:
                return iter_count(np->a, np->b);
        case REPEAT:
                return iter_repeat(ITER_FROM(int64_t, &np->a));
        case REPEAT_N:
                return iter_repeat_n(ITER_FROM(int64_t, &np->a), np->n);
        case ARRAY:
                for (i = 0; i < np->n; i++)
                        data[i] = source_value(np, i);
                return iter_array(ITER_SPAN(int64_t, data, (size_t)np->n));
        case STRIDED:
                for (i = 0; i < np->n; i++)
                        data[2 * i] = source_value(np, np->a == 0 ? i : np->n - 1 - i);
                return iter_array_strided(
                    ITER_SPAN(int64_t, data, (size_t)np->n), np->a == 0 ? 16 : -16);
        case FROM_FN:
                return iter_from_fn(next_value(np));
        case CALL_UNTIL:
                return iter_call_until(next_value(np), ITER_FROM(int64_t, &np->c));
        default:
                return own_new(np->a == 0 ? &own_source_vtable : &own_stream_vtable, np, NULL);
        }
}

/* A consumer as a stage. */
static iter_t *build_result(const struct node *np, iter_t *it)
{
        const iter_filter_fn_t test = np->exact ? exact_test(np) : pure_test(np);
        const iter_map_fn_t map = np->exact ? exact_map(np) : pure_map(np);
        const iter_fold_fn_t fold = np->exact ? exact_fold(np) : pure_fold(np);

        switch (np->kind) {
        case FOREACH:
                return iter_map(iter_foreach_of(it, exact_each(np)), of_uint64);
        case CONSUME:
                return iter_map(iter_consume_of(it, (uint64_t)np->a), of_uint64);
        case ILEN:
                return iter_map(iter_ilen_of(it), of_uint64);
        case SUM:
                return iter_sum_i64_of(it);
        case MIN:
                return iter_min_of(it);
        case MAX:
                return iter_max_of(it);
        case MIN_BY:
                return iter_min_by_of(it, map);
        case MAX_BY:
                return iter_max_by_of(it, map);
        case REDUCE:
                return iter_reduce_of(it, fold);
        case FOLD:
                return iter_fold_of(it, fold, ITER_FROM(int64_t, &np->a));
        case ANY:
                return iter_map(iter_any_of(it, test), of_bool);
        case ALL:
                return iter_map(iter_all_of(it, test), of_bool);
        case FIND:
                return iter_find_of(it, test);
        case NTH:
                return iter_nth_of(it, (uint64_t)np->a);
        default:
                return iter_map(iter_collect_of(it), of_span);
        }
}

/* The same in its plain form: the code; *found says whether there is a result. */
static int run_consumer(const struct node *np, iter_t *it, int64_t *x, bool *found)
{
        const iter_filter_fn_t test = np->exact ? exact_test(np) : pure_test(np);
        const iter_map_fn_t map = np->exact ? exact_map(np) : pure_map(np);
        const iter_fold_fn_t fold = np->exact ? exact_fold(np) : pure_fold(np);
        iter_error_t error;
        int64_t *items = NULL;
        uint64_t number = 0;
        bool answer = false;
        size_t n = 0;
        int code;

        *found = true;
        switch (np->kind) {
        case FOREACH:
                code = iter_foreach(it, exact_each(np), &error);
                *found = false;
                break;
        case CONSUME:
                code = iter_consume(it, (uint64_t)np->a, &error);
                *found = false;
                break;
        case ILEN:
                code = iter_ilen(it, &number, &error);
                *x = (int64_t)number;
                break;
        case SUM:
                code = iter_sum_i64(it, x, &error);
                break;
        case MIN:
                code = iter_min(it, ITER_INTO(int64_t, x), &error);
                break;
        case MAX:
                code = iter_max(it, ITER_INTO(int64_t, x), &error);
                break;
        case MIN_BY:
                code = iter_min_by(it, map, ITER_INTO(int64_t, x), &error);
                break;
        case MAX_BY:
                code = iter_max_by(it, map, ITER_INTO(int64_t, x), &error);
                break;
        case REDUCE:
                code = iter_reduce(it, fold, ITER_INTO(int64_t, x), &error);
                break;
        case FOLD:
                code = iter_fold(it, fold, ITER_INTO(int64_t, x), &error);
                break;
        case ANY:
                code = iter_any(it, test, &answer, &error);
                *x = answer;
                break;
        case ALL:
                code = iter_all(it, test, &answer, &error);
                *x = answer;
                break;
        case FIND:
                code = iter_find(it, test, ITER_INTO(int64_t, x), found, &error);
                break;
        case NTH:
                code = iter_nth(it, (uint64_t)np->a, ITER_INTO(int64_t, x), &error);
                break;
        default:
                code = iter_collect(it, ITER_ARRAY_INTO(int64_t, &items, &n), &error);
                *x = collected(items, n);
                iter_array_free(items);
                break;
        }
        if (error.code != code)
                complain("  the code is %d, but the record has %d\n", code, error.code);
        return code;
}

static iter_t *build_stage(int n, iter_t **in)
{
        const struct node *np = &plan->node[n];

        switch (np->kind) {
        case MAP:
                return iter_map(in[0], np->exact ? exact_map(np) : pure_map(np));
        case FILTER:
                return iter_filter(in[0], np->exact ? exact_test(np) : pure_test(np));
        case FILTERFALSE:
                return iter_filterfalse(in[0], np->exact ? exact_test(np) : pure_test(np));
        case FILTER_MAP:
                return iter_filter_map(in[0], np->exact ? exact_test_map(np) : pure_test_map(np));
        case INSPECT:
                return iter_inspect(in[0], exact_each(np));
        case ISLICE:
                return iter_islice(in[0], np->a, np->b < 0 ? ITER_NO_STOP : np->b, np->c);
        case TAKEWHILE:
                return iter_takewhile(in[0], np->exact ? exact_test(np) : pure_test(np));
        case DROPWHILE:
                return iter_dropwhile(in[0], np->exact ? exact_test(np) : pure_test(np));
        case CHAIN:
                return iter_chain_n(in, (size_t)np->n_in);
        case ENUMERATE:
                return iter_map(iter_enumerate(in[0], enumerate_start(np)), of_numbered);
        case ACCUMULATE:
                return iter_accumulate(in[0], np->exact ? exact_fold(np) : pure_fold(np));
        case ACCUMULATE_FROM:
                return iter_accumulate_from(in[0], np->exact ? exact_fold(np) : pure_fold(np),
                    ITER_FROM(int64_t, &np->a));
        case ACCUMULATE_SUM:
                return iter_accumulate_sum(in[0]);
        case GROUPBY:
                return regroup_new(np, in[0]);
        case ZIP:
        case ZIP_STRICT:
        case ZIP_LONGEST:
                return build_rows(n, in);
        case OWN_STAGE:
                return own_new(&own_stage_vtable, np, in[0]);
        case STUTTER:
                return own_new(np->a == 0 ? &stutter_vtable : &waiting_stutter_vtable, np, in[0]);
        case BORROW:
                return in[0];
        default:
                return build_result(np, in[0]);
        }
}

static void count_kind(const struct node *np)
{
        struct coverage *c = &shared->coverage;
        int i;

        c->built[np->kind]++;
        c->exact[np->kind] += np->exact;
        c->failing[np->kind] += np->fail_at >= 0;
        for (i = 0; i < np->n_in; i++) {
                if (np->in[i].borrowed) {
                        c->borrowed[np->kind]++;
                        return;
                }
        }
}

/* All lenders that a tree borrows from must be there; a closed one is not opened again. */
static bool can_open(int n)
{
        const struct node *np = &plan->node[n];
        int i;

        if (actual[n].built)
                return actual[n].it != NULL;
        for (i = 0; i < np->n_in; i++) {
                if (!can_open(np->in[i].node))
                        return false;
        }
        return true;
}

static void open_handle(int n);

/* The model's side of a tree, and its lenders. */
static void open_tree(int n)
{
        const struct node *np = &plan->node[n];
        int i;

        for (i = 0; i < np->n_in; i++) {
                if (np->in[i].borrowed)
                        open_handle(np->in[i].node);
                else
                        open_tree(np->in[i].node);
        }
        open_model(n);
}

static iter_t *build(int n);

static iter_t *build_input(int n, int i)
{
        const struct input *in = &plan->node[n].in[i];
        return in->borrowed ? iter_borrow(actual[in->node].it) : build(in->node);
}

static iter_t *build(int n)
{
        const struct node *np = &plan->node[n];
        iter_t *in[INPUTS] = { NULL };
        int i;

        count_kind(np);
        for (i = 0; i < np->n_in; i++)
                in[i] = build_input(n, i);
        actual[n].built = true;
        actual[n].random = np->seed;
        return is_source(np->kind) ? build_source(n) : build_stage(n, in);
}

static void open_handle(int n)
{
        if (actual[n].built)
                return;
        open_tree(n);
        actual[n].it = build(n);
}

/* ---- Running a plan ---------------------------------------------------------------------------- */

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

static void complain(const char *format, ...) ITER_PRINTF(1, 2);

static void complain(const char *format, ...)
{
        const size_t used = strlen(shared->text);
        va_list args;

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
                        ITER_FOREACH_REF(int64_t, item, it)
                        {
                                got_item(*item);
                                if (got.n == k)
                                        break;
                        }
                } else {
                        ITER_FOREACH(int64_t, item, it)
                        {
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
                got.status = iter_next_or(
                    it, ITER_INTO(int64_t, &x), ITER_FROM(int64_t, &fallback));
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
                        complain("  after %s came %s\n", status_name(got.status),
                            status_name(again));
        }
}

static void describe_op(const struct op *op);

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

/* Whether rows are made in more than one place: if each holds an item of one lender, these go back in
 * the order in which the places are closed. */
static bool has_many_rows(void)
{
        int count = 0;
        int n;

        for (n = 0; n < plan->n; n++)
                count += plan->node[n].kind >= ZIP && plan->node[n].kind <= ZIP_LONGEST;
        return count > 1;
}

static bool finished; /* the case is over */

/* The model is now in the state behind an item that the library has not made yet. What is left in the
 * sources must be something in between. */
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
                        if (!uncertain && (!are_among(got.item, got.n, most, n_most) ||
                                              !are_among(least, n_least, got.item, got.n))) {
                                complain("  left in v%d must be at least %d items, at most %d\n",
                                    h, n_least, n_most);
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

        if (owner(plan, n) >= 0 || !can_open(n))
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
        if (op->what == CLOSE) {
                shared->coverage.what[op->what]++;
                expect(op);
                act(op);
                compare(op, calls_before);
                return;
        }
        if (op->what == BOUNDS && anything_pulls())
                return;
        if (op->what == BOUNDS) {
                shared->coverage.what[op->what]++;
                check_bounds(n);
                if (shared->failed)
                        complain("  in bounds(v%d)\n", n);
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

static void run_plan(const struct plan *p)
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
        finished = false;
        for (i = 0; i < p->n_ops && !shared->failed && !stop; i++) {
                run_op(&p->op[i]);
                stop = finished || (loose && any_error());
        }
        for (i = p->n - 1; i >= 0; i--) {
                struct op op = { NEXT, i, TAKEN };
                if (actual[i].it == NULL)
                        continue;
                if (stop || shared->failed) {
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
        if (!shared->failed && blocks != 0)
                complain("  %zu blocks of memory are left\n", blocks);
}

/* ---- Printing ---------------------------------------------------------------------------------- */

static void describe_test(const struct node *np)
{
        if (np->c == 0)
                complain("x %% %lld == %lld", (long long)np->a, (long long)np->b);
        else if (np->c == 1)
                complain("x %% %lld != %lld", (long long)np->a, (long long)np->b);
        else if (np->c == 2)
                complain("x < %lld", (long long)np->b);
        else
                complain(np->c == 3 ? "true" : "false");
}

static void describe_node(int n)
{
        const struct node *np = &plan->node[n];
        int i;

        complain("%s%s(", np->exact ? "exact_" : "", kind_names[np->kind]);
        for (i = 0; i < np->n_in; i++) {
                if (i > 0)
                        complain(", ");
                if (np->in[i].borrowed)
                        complain("borrow(v%d)", np->in[i].node);
                else
                        describe_node(np->in[i].node);
        }
        switch (np->kind) {
        case EMPTY:
                break;
        case ONCE:
        case REPEAT:
        case REPEAT_N:
        case RANGE:
        case COUNT:
                complain("%lld", (long long)np->a);
                if (np->kind == REPEAT_N)
                        complain(" x %d", np->n);
                if (np->kind == RANGE)
                        complain(" step %lld, %d items", (long long)np->b, np->n);
                break;
        case ARRAY:
        case STRIDED:
        case FROM_FN:
        case CALL_UNTIL:
        case OWN_SOURCE:
                for (i = 0; i < np->n && i < 16; i++)
                        complain("%s%lld", i == 0 ? "" : " ", (long long)source_value(np, i));
                if (i < np->n)
                        complain(" ...: %d items", np->n);
                if (np->kind == CALL_UNTIL)
                        complain(", until %lld", (long long)np->c);
                if (np->kind == OWN_SOURCE)
                        complain("; windows to %u%s", np->window, np->a == 0 ? "" : ", no bounds");
                break;
        case MAP:
                complain(", x * %lld + %lld", (long long)np->a, (long long)np->b);
                break;
        case FILTER_MAP:
        case FILTER:
        case FILTERFALSE:
        case TAKEWHILE:
        case DROPWHILE:
        case ANY:
        case ALL:
        case FIND:
                complain(", ");
                describe_test(np);
                break;
        case ISLICE:
                complain(", %lld, %lld, %lld", (long long)np->a, (long long)np->b,
                    (long long)np->c);
                break;
        case ENUMERATE:
                complain(", from %zu", enumerate_start(np));
                break;
        case ACCUMULATE_FROM:
        case FOLD:
        case CONSUME:
        case NTH:
                complain(", %lld", (long long)np->a);
                break;
        case GROUPBY:
                complain(", x / %lld; %s, %lld", (long long)np->a, groups_names[np->c],
                    (long long)np->b);
                break;
        case OWN_STAGE:
        case STUTTER:
                complain("; windows to %u", np->window);
                break;
        default:
                break;
        }
        if (np->pulls >= 0)
                complain("; pulls v%d", np->pulls);
        if (np->fail_at >= 0)
                complain("; %s at %d", np->armed ? "armed error" : "fails", np->fail_at);
        if (np->pending != 0)
                complain("; pending %u/256", np->pending);
        complain(")");
}

static void describe_op(const struct op *op)
{
        if (op->what == BUILD || op->what == PEEK || op->what >= BOUNDS)
                complain("%s(v%d)", what_names[op->what], op->node);
        else
                complain("%s(v%d, %d)", what_names[op->what], op->node, op->k);
}

static void describe_plan(const struct plan *p)
{
        int i;

        plan = p;
        for (i = 0; i < p->n; i++) {
                if (owner(p, i) >= 0)
                        continue;
                complain("  v%d = ", i);
                describe_node(i);
                complain("\n");
        }
        for (i = 0; i < p->n_ops; i++) {
                complain("  ");
                describe_op(&p->op[i]);
                complain(";\n");
        }
        complain("  finally, from the last to the first: close, after draining");
        for (i = p->n - 1; i >= 0; i--) {
                if ((p->drain >> i & 1) != 0 && owner(p, i) < 0)
                        complain(" v%d", i);
        }
        complain("\n");
}

/* ---- Making plans ------------------------------------------------------------------------------ */

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

static int new_tree(struct plan *p, int depth, bool with_end)
{
        if (depth <= 0 || p->n > NODES - 16)
                return new_source(p, with_end);
        /* Consumers in the middle are less interesting. */
        if (chance(90))
                return new_stage(p, (enum kind)(MAP + below(FOREACH - MAP)), depth, with_end);
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
        static const enum what often[] = { NEXT, NEXT, NEXT, FILL, FILL, FILL, EACH, EACH_REF, PEEK,
                PEEK, PUT_BACK, NEXT_OR, SKIP, SKIP, BOUNDS, BOUNDS };
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
        int stages = 2 + below(4);
        int ops = 4 + below(10);
        int top;

        habits.handles[habits.n_handles++] = new_source(p, true);
        while (stages-- > 0) {
                /* At depth 0 inputs are sources, or what is there already. */
                habits.borrowed = 150;
                top = new_stage(p, (enum kind)(MAP + below(FOREACH - MAP)), 1, true);
                habits.handles[habits.n_handles++] = top;
        }
        while (ops-- > 0)
                new_op(p, often[below((int)(sizeof often / sizeof often[0]))],
                    habits.handles[below(habits.n_handles)]);
}

static void make_plan(struct plan *p, uint64_t seed, uint64_t number)
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
        if (chance(25)) {
                add_crowd(p);
                trees = 0;
        }
        while (trees-- > 0 && p->n < NODES - 16)
                add_tree(p);
        p->drain = roll() | roll();
        /* What is left in lenders is always looked at. */
        for (n = 0; n < p->n; n++) {
                for (i = 0; i < p->node[n].n_in; i++) {
                        if (p->node[n].in[i].borrowed)
                                p->drain |= UINT64_C(1) << p->node[n].in[i].node;
                }
        }
}

/* ---- Shrinking --------------------------------------------------------------------------------- */

/* In a process of its own: a crash or a hang is a failure like any other. */
static bool fails(const struct plan *p, bool quiet)
{
        int status = 0;
        pid_t child;

        if (!sane(p))
                return false;
        shared->failed = false;
        shared->text[0] = '\0';
        fflush(stdout);
        child = fork();
        if (child == 0) {
                if (quiet && freopen("/dev/null", "w", stderr) == NULL)
                        _exit(3);
                alarm(5);
                run_plan(p);
                _exit(0);
        }
        if (child < 0 || waitpid(child, &status, 0) < 0) {
                perror("law");
                exit(1);
        }
        if (WIFSIGNALED(status))
                complain("  killed by signal %d%s\n", WTERMSIG(status),
                    WTERMSIG(status) == SIGALRM ? ": it hangs" : "");
        else if (WEXITSTATUS(status) != 0)
                complain("  exit status %d\n", WEXITSTATUS(status));
        return shared->failed;
}

/* Takes over `candidate` if it still fails. */
static bool try_plan(struct plan *p, const struct plan *candidate)
{
        if (memcmp(p, candidate, sizeof *p) == 0 || !fails(candidate, true))
                return false;
        *p = *candidate;
        return true;
}

/* Puts the i-th input of a node in its place. */
static void drop_node(struct plan *p, int n, int i)
{
        const struct input in = p->node[n].in[i];
        int q;
        int j;

        for (q = n + 1; q < p->n; q++) {
                for (j = 0; j < p->node[q].n_in; j++) {
                        struct input *link = &p->node[q].in[j];
                        if (link->node != n)
                                continue;
                        link->node = in.node;
                        link->borrowed = link->borrowed || in.borrowed;
                }
        }
        for (j = 0; j < p->n_ops; j++) {
                if (p->op[j].node == n)
                        p->op[j].node = in.node;
        }
        p->drain |= UINT64_C(1) << in.node;
        p->node[n].n_in = 0;
        p->node[n].kind = EMPTY;
        p->node[n].exact = false;
        p->node[n].fail_at = -1;
        p->node[n].pulls = -1;
        for (q = 0; q < p->n; q++) {
                if (p->node[q].pulls == n)
                        p->node[q].pulls = in.node;
        }
}

/* Nodes that nothing leads to. */
static void tidy(struct plan *p)
{
        int n;
        int i;
        int j;

        for (n = p->n - 1; n >= 0; n--) {
                bool used = false;
                for (i = 0; i < p->n_ops; i++)
                        used = used || p->op[i].node == n;
                for (i = 0; i < p->n; i++) {
                        used = used || p->node[i].pulls == n;
                        for (j = 0; j < p->node[i].n_in; j++)
                                used = used || p->node[i].in[j].node == n;
                }
                if (used)
                        continue;
                for (i = n; i + 1 < p->n; i++)
                        p->node[i] = p->node[i + 1];
                p->n--;
                for (i = 0; i < p->n; i++) {
                        p->node[i].pulls -= p->node[i].pulls > n;
                        for (j = 0; j < p->node[i].n_in; j++)
                                p->node[i].in[j].node -= p->node[i].in[j].node > n;
                }
                for (i = 0; i < p->n_ops; i++)
                        p->op[i].node -= p->op[i].node > n;
                p->drain = (p->drain & ((UINT64_C(1) << n) - 1)) |
                    ((p->drain >> 1) & ~((UINT64_C(1) << n) - 1));
        }
}

/* Candidates for one number, from the boldest on. */
static bool shrink_int64(struct plan *p, int64_t *place, int64_t least)
{
        const ptrdiff_t at = (char *)place - (char *)p;
        bool better = false;
        int64_t step = *place - least;

        while (step > 0) {
                struct plan candidate = *p;
                int64_t value;
                memcpy(&value, (char *)p + at, sizeof value);
                value -= step;
                memcpy((char *)&candidate + at, &value, sizeof value);
                if (value >= least && try_plan(p, &candidate))
                        better = true;
                else
                        step /= 2;
        }
        return better;
}

static bool shrink_int(struct plan *p, int *place, int least)
{
        const ptrdiff_t at = (char *)place - (char *)p;
        bool better = false;
        int step = *place - least;

        while (step > 0) {
                struct plan candidate = *p;
                int value;
                memcpy(&value, (char *)p + at, sizeof value);
                value -= step;
                memcpy((char *)&candidate + at, &value, sizeof value);
                if (value >= least && try_plan(p, &candidate))
                        better = true;
                else
                        step /= 2;
        }
        return better;
}

static bool shrink_ops(struct plan *p)
{
        bool better = false;
        int i;
        int j;

        for (i = p->n_ops - 1; i >= 0; i--) {
                struct plan candidate = *p;
                for (j = i; j + 1 < p->n_ops; j++)
                        candidate.op[j] = candidate.op[j + 1];
                candidate.n_ops--;
                memset(&candidate.op[candidate.n_ops], 0, sizeof candidate.op[0]);
                better = try_plan(p, &candidate) || better;
        }
        for (i = 0; i < p->n_ops; i++) {
                struct plan candidate = *p;
                if (p->op[i].what == FILL || p->op[i].what == EACH || p->op[i].what == EACH_REF ||
                    p->op[i].what == NEXT_OR || p->op[i].what == RUN) {
                        candidate.op[i].what = NEXT;
                        if (p->op[i].what >= NEXT_OR)
                                candidate.op[i].k = 1;
                        better = try_plan(p, &candidate) || better;
                }
                better = shrink_int(p, &p->op[i].k, 1) || better;
        }
        for (i = 0; i < p->n; i++) {
                struct plan candidate = *p;
                candidate.drain &= ~(UINT64_C(1) << i);
                better = try_plan(p, &candidate) || better;
        }
        return better;
}

static bool shrink_node(struct plan *p, int n)
{
        struct node *np = &p->node[n];
        struct plan candidate;
        bool better = false;
        int i;
        int j;

        for (i = 0; i < np->n_in; i++) {
                candidate = *p;
                drop_node(&candidate, n, i);
                tidy(&candidate);
                if (try_plan(p, &candidate))
                        return true;
        }
        for (i = 0; i < np->n_in && np->n_in > (np->kind == CHAIN ? 1 : 2); i++) {
                candidate = *p;
                for (j = i; j + 1 < np->n_in; j++)
                        candidate.node[n].in[j] = candidate.node[n].in[j + 1];
                candidate.node[n].n_in--;
                tidy(&candidate);
                if (try_plan(p, &candidate))
                        return true;
        }
        for (i = 0; i < np->n_in; i++) {
                if (np->in[i].borrowed && users(p, np->in[i].node) == 1) {
                        candidate = *p;
                        candidate.node[n].in[i].borrowed = false;
                        better = try_plan(p, &candidate) || better;
                }
        }
        if (is_source(np->kind) && np->kind != ARRAY) {
                candidate = *p;
                candidate.node[n].kind = ARRAY;
                candidate.node[n].fail_at = -1;
                candidate.node[n].b = 50;
                candidate.node[n].seed = 0;
                candidate.node[n].pending = 0;
                if (source_length(np) < ITEMS)
                        candidate.node[n].n = source_length(np);
                better = try_plan(p, &candidate) || better;
        }
        if (np->exact && np->kind != INSPECT && np->kind != FOREACH) {
                candidate = *p;
                candidate.node[n].exact = false;
                candidate.node[n].fail_at = -1;
                candidate.node[n].pulls = -1;
                better = try_plan(p, &candidate) || better;
        }
        candidate = *p;
        candidate.node[n].fail_at = -1;
        candidate.node[n].armed = false;
        better = try_plan(p, &candidate) || better;
        candidate = *p;
        candidate.node[n].pulls = -1;
        better = try_plan(p, &candidate) || better;
        candidate = *p;
        candidate.node[n].pending = 0;
        better = try_plan(p, &candidate) || better;
        candidate = *p;
        candidate.node[n].seed = 0;
        if (is_source(np->kind) && np->kind != RANGE && np->kind != COUNT)
                candidate.node[n].b = 50;
        better = try_plan(p, &candidate) || better;
        candidate = *p;
        candidate.node[n].run = 1;
        better = try_plan(p, &candidate) || better;
        candidate = *p;
        candidate.node[n].window = 1;
        better = try_plan(p, &candidate) || better;
        if (np->c > 2 || np->kind == FILTER || np->kind == FILTERFALSE) {
                candidate = *p;
                candidate.node[n].c = 3;
                better = try_plan(p, &candidate) || better;
        }
        if (is_source(np->kind))
                better = shrink_int(p, &np->n, 0) || better;
        if (np->fail_at > 0)
                better = shrink_int(p, &np->fail_at, 0) || better;
        if (np->kind == ISLICE) {
                better = shrink_int64(p, &np->a, 0) || better;
                better = shrink_int64(p, &np->b, 0) || better;
                better = shrink_int64(p, &np->c, 1) || better;
        }
        if (np->kind == MAP) {
                better = shrink_int64(p, &np->a, 1) || better;
                better = shrink_int64(p, &np->b, 0) || better;
        }
        return better;
}

static void shrink(struct plan *p)
{
        bool better = true;
        int rounds = 20;
        int n;

        while (better && rounds-- > 0) {
                struct plan candidate = *p;
                tidy(&candidate);
                try_plan(p, &candidate);
                better = shrink_ops(p);
                for (n = p->n - 1; n >= 0; n--) {
                        if (n < p->n)
                                better = shrink_node(p, n) || better;
                }
        }
}

/* ---- Running cases ----------------------------------------------------------------------------- */

static uint64_t the_seed = 1;

static void print_commented(const char *text)
{
        while (*text != '\0') {
                const char *end = strchr(text, '\n');
                const int len = end == NULL ? (int)strlen(text) : (int)(end - text);
                printf("# %.*s\n", len, text);
                text += len + (end != NULL);
        }
}

/* Runs cases until one fails; its number is then shared->next_case. True if none did. */
static bool run_cases(unsigned long from, unsigned long to)
{
        int status = 0;
        pid_t child;

        shared->next_case = from;
        shared->failed = false;
        shared->text[0] = '\0';
        fflush(stdout);
        child = fork();
        if (child == 0) {
                static struct plan p;
                for (; shared->next_case < to; shared->next_case++) {
                        alarm(20);
                        make_plan(&p, the_seed, shared->next_case);
                        if (!sane(&p)) {
                                shared->coverage.senseless++;
                                continue;
                        }
                        run_plan(&p);
                        if (shared->failed)
                                _exit(2);
                }
                _exit(0);
        }
        if (child < 0 || waitpid(child, &status, 0) < 0) {
                perror("law");
                exit(1);
        }
        return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static void report(unsigned long number, bool verbose)
{
        static struct plan p;

        make_plan(&p, the_seed, number);
        printf("# case %lu of seed %llu fails; run again with --seed %llu --case %lu\n", number,
            (unsigned long long)the_seed, (unsigned long long)the_seed, number);
        if (verbose) {
                shared->text[0] = '\0';
                describe_plan(&p);
                print_commented(shared->text);
        }
        if (!fails(&p, !verbose)) {
                printf("# ... but not alone: it depends on what ran before\n");
                return;
        }
        shrink(&p);
        shared->text[0] = '\0';
        describe_plan(&p);
        printf("# shrunk:\n");
        print_commented(shared->text);
        fails(&p, false);
        print_commented(shared->text);
}

static bool print_coverage(bool must_be_complete)
{
        const struct coverage *c = &shared->coverage;
        bool complete = true;
        int i;

        printf("# %-14s %10s %10s %10s %10s\n", "kind", "built", "borrowing", "exact", "failing");
        for (i = 0; i < KINDS; i++) {
                printf("# %-14s %10lu %10lu %10lu %10lu\n", kind_names[i], c->built[i],
                    c->borrowed[i], c->exact[i], c->failing[i]);
                complete = complete && c->built[i] != 0;
        }
        for (i = 0; i < WHATS; i++) {
                printf("# %-14s %10lu\n", what_names[i], c->what[i]);
                complete = complete && c->what[i] != 0;
        }
        printf("# %-14s %10lu\n# %-14s %10lu\n# %-14s %10lu\n", "pulling", c->pulling, "uncertain",
            c->uncertain, "senseless", c->senseless);
        return (complete && c->pulling != 0) || !must_be_complete;
}

static uint64_t number_argument(const char *text)
{
        char *end = NULL;
        const unsigned long long value = text == NULL ? 0 : strtoull(text, &end, 0);

        if (text == NULL || *end != '\0') {
                fprintf(stderr, "law: a number is needed\n");
                exit(2);
        }
        return value;
}

int main(int argc, char **argv)
{
        unsigned long cases = 2000;
        unsigned long first = 0;
        unsigned long failures = 0;
        bool one = false;
        bool complete;
        int i;

        for (i = 1; i < argc; i++) {
                if (strcmp(argv[i], "--cases") == 0)
                        cases = (unsigned long)number_argument(argv[++i]);
                else if (strcmp(argv[i], "--seed") == 0)
                        the_seed = number_argument(argv[++i]);
                else if (strcmp(argv[i], "--case") == 0) {
                        first = (unsigned long)number_argument(argv[++i]);
                        one = true;
                } else {
                        fprintf(stderr, "usage: law [--cases N] [--seed S] [--case K]\n");
                        return 2;
                }
        }
        shared = (struct shared *)mmap(
            NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
        if (shared == MAP_FAILED) {
                perror("law");
                return 1;
        }
        iter_set_default_allocator(&rubbish);
        if (one)
                cases = first + 1;
        printf("TAP version 13\n1..2\n# seed %llu\n", (unsigned long long)the_seed);
        while (first < cases && failures < 3) {
                if (run_cases(first, cases))
                        break;
                first = shared->next_case;
                failures++;
                report(first, one);
                first++;
        }
        printf("%sok 1 - %lu random pipelines keep the law\n", failures == 0 ? "" : "not ", cases);
        complete = print_coverage(cases >= 2000 && failures == 0);
        printf("%sok 2 - every source, stage and operation occurred\n", complete ? "" : "not ");
        return failures == 0 && complete ? 0 : 1;
}
