/* SPDX-License-Identifier: MIT */
/* What the files of the law test share: see law.c. */
#ifndef LAW_H
#define LAW_H

#include <lazyiter.h>

#define NODES 48
#define INPUTS 3
#define OPS 80
#define ITEMS 512 /* the most in a source */
#define TAKEN 2048 /* the most in one operation */
#define BACK 16 /* the most that is put back on one node */
#define CALLS 65536

/* Plans: plan.c. */

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
        /* Which allocation is refused, from 1; 0: none is. Then results are not compared: nothing
         * may crash, and nothing be left. */
        int refuse;
        bool refuse_all; /* and all after it */
};

extern const char *const kind_names[KINDS];
extern const char *const groups_names[GROUPS];
extern const char *const what_names[WHATS];

bool is_source(enum kind kind);
bool is_consumer(enum kind kind);
/* The stage that owns a node, or -1: it is a handle. */
int owner(const struct plan *p, int n);
/* Whether it may have no end: then nothing that looks for one may stand on it. */
bool endless(const struct plan *p, int n);
/* Stages that take one item for one, or know when to stop. */
bool may_stand_on_endless(const struct node *np);
/* How many inputs are this node. */
int users(const struct plan *p, int n);
/* Whether all of it ends, and can be known. */
bool sane(const struct plan *p);
/* An error behind good items makes a stage of several inputs break its promise to the others: what
 * is left in lenders is then not known to the item. */
bool errors_break_promises(const struct plan *p);

/* What the model and the library both compute: values.c. */

/* Calls of exact callbacks. */
struct calls {
        int n;
        struct {
                int node;
                int64_t x;
        } call[CALLS];
};

uint64_t mix(uint64_t x);
int64_t map_value(const struct node *np, int64_t x);
bool test_value(const struct node *np, int64_t x);
int64_t row_value(int64_t row, int64_t x);
int64_t fold_value(const struct node *np, int64_t acc, int64_t x);
int64_t key_value(const struct node *np, int64_t x);
/* The first index. */
size_t enumerate_start(const struct node *np);
/* The i-th item of a source. */
int64_t source_value(const struct node *np, int64_t i);
int source_length(const struct node *np);
int error_code(int n);
int64_t fill_value(int i);
void note_call(struct calls *calls, int n, int64_t x);

/* The model: model.c. */

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

/* The plan that runs. */
extern const struct plan *plan;
extern struct model model[NODES];
extern struct calls model_calls;
/* Calls are not noted: the model only looks into the future. */
extern bool muted;
/* What an operation gives is not known. It has used an item whose window is over: who peeks at an
 * item, and then pulls what it is borrowed from, may not expect to find it. Or whether an item went
 * back to its lender depends on windows. */
extern bool uncertain;

/* Makes an item ready. */
iter_status_t look(int n);
/* The item that is ready. */
int64_t item_of(int n);
int64_t take(int n);
/* False if there is no room in the model. */
bool put_back(int n, int64_t item);
/* The node that is the i-th input of n. */
int input(int n, int i);
/* What a callback notes that finds no item where it pulls. */
int64_t no_item(iter_status_t status);
void open_model(int n);
/* Whether an item would go back or not by chance: its lender has been looked at since, but not
 * taken from. Whether that has moved a window depends on windows. */
bool goes_back_by_chance(void);
/* From the top down: each gives back, then what it owns is closed. */
void close_model(int n);

/* The library's side: library.c. */

struct actual {
        iter_t *it; /* handles */
        bool built;
        int64_t calls;
        int64_t position;
        uint64_t random;
        int64_t data[2 * ITEMS];
};

extern struct actual actual[NODES];
extern struct calls actual_calls;
extern const iter_allocator_t rubbish;
extern size_t blocks; /* that are allocated */
extern int requests; /* for memory, since the case began */

/* Pending is asked again, but not for ever. */
#define PATIENCE 1000000

iter_status_t patient_next(iter_t *it, int64_t *x);
/* A consumer in its plain form: the code; *found says whether there is a result. */
int run_consumer(const struct node *np, iter_t *it, int64_t *x, bool *found);
void count_kind(const struct node *np);
/* All lenders that a tree borrows from must be there; a closed one is not opened again. */
bool can_open(int n);
/* The model's side of a tree, and its lenders. */
void open_tree(int n);
iter_t *build_input(int n, int i);
void open_handle(int n);

/* Running a plan: run.c. */

/* How often each kind was built, with a borrowed input, with an exact callback. */
struct coverage {
        unsigned long built[KINDS];
        unsigned long borrowed[KINDS];
        unsigned long exact[KINDS];
        unsigned long failing[KINDS];
        unsigned long what[WHATS];
        unsigned long pulling; /* callbacks that pulled something */
        unsigned long uncertain; /* operations whose result nobody can know: left out */
        unsigned long refused; /* plans with an allocation refused */
        unsigned long senseless; /* plans that may have no end: left out */
};

/* What the process that runs the cases leaves behind for the one that waits for it. */
struct shared {
        unsigned long next_case;
        bool failed;
        char text[16384];
        struct coverage coverage;
};

extern struct shared *shared;
/* Memory was refused: whatever comes of it. */
extern bool tolerant;

/* Adds to the text of a failure. */
void complain(const char *format, ...) ITER_PRINTF(1, 2);
void run_plan(const struct plan *p);

/* Printing, making and shrinking plans: describe.c, make.c, shrink.c. */

void describe_op(const struct op *op);
void describe_plan(const struct plan *p);
void make_plan(struct plan *p, uint64_t seed, uint64_t number);
/* In a process of its own: a crash or a hang is a failure like any other. */
bool fails(const struct plan *p, bool quiet);
void shrink(struct plan *p);

#endif
