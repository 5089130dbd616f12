/* SPDX-License-Identifier: MIT */
/* The model: what the contract says, one item at a time. A node is looked at, which makes an item
 * ready and is all that a peek does, and then taken from. */
#include "law.h"

const struct plan *plan;
struct model model[NODES];
struct calls model_calls;
bool muted;
bool uncertain;

static iter_status_t make(int n);

/* Makes an item ready. */
iter_status_t look(int n)
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
int64_t item_of(int n)
{
        const struct model *m = &model[n];

        if (m->n_back > 0)
                return m->back[m->n_back - 1];
        uncertain = uncertain || is_stale(n);
        return m->item;
}

int64_t take(int n)
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

bool put_back(int n, int64_t item)
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

int input(int n, int i)
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
int64_t no_item(iter_status_t status)
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

/* An item is taken while an exact predicate looks at it, and comes back if it stays. */
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

/* Whether two inputs may end each other's windows: they borrow from the same iterator, or one is
 * over a borrow, of whatever it may be. */
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

void open_model(int n)
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

/* Whether an item would go back or not by chance: its lender has been looked at since, but not
 * taken from. Whether that has moved a window depends on windows. */
bool goes_back_by_chance(void)
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
void close_model(int n)
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
