/* SPDX-License-Identifier: MIT */
/* The pipelines themselves: callbacks, sources and stages of the test's own, and how all are
 * built. */
#include <stdlib.h>

#include "law.h"

struct calls actual_calls;

/* Memory of the test's: new blocks hold rubbish, freed and moved ones are overwritten, so that who
 * looks at an item whose window is over does not see it there by chance. */
size_t blocks;
int requests;

static void *rubbish_resize(void *ctx, void *ptr, size_t old_size, size_t new_size)
{
        void *block = NULL;

        (void)ctx;
        if (new_size != 0) {
                requests++;
                if (plan->refuse != 0 &&
                    (requests == plan->refuse || (plan->refuse_all && requests > plan->refuse)))
                        return NULL;
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

const iter_allocator_t rubbish = { rubbish_resize, NULL, NULL };

struct actual actual[NODES];

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

iter_status_t patient_next(iter_t *it, int64_t *x)
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
int run_consumer(const struct node *np, iter_t *it, int64_t *x, bool *found)
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
                return iter_accumulate_from(
                    in[0], np->exact ? exact_fold(np) : pure_fold(np), ITER_FROM(int64_t, &np->a));
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

void count_kind(const struct node *np)
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
bool can_open(int n)
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

/* The model's side of a tree, and its lenders. */
void open_tree(int n)
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

iter_t *build_input(int n, int i)
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

void open_handle(int n)
{
        if (actual[n].built)
                return;
        open_tree(n);
        actual[n].it = build(n);
}
