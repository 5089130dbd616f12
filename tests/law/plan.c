/* SPDX-License-Identifier: MIT */
/* What a plan is, and which plans make sense. */
#include "law.h"

const char *const kind_names[KINDS] = { "empty", "once", "range", "count", "repeat", "repeat_n",
        "array", "array_strided", "from_fn", "call_until", "own_source", "map", "filter",
        "filterfalse", "filter_map", "inspect", "islice", "takewhile", "dropwhile", "chain",
        "enumerate", "zip", "zip_strict", "zip_longest", "accumulate", "accumulate_from",
        "accumulate_sum", "groupby", "borrow", "own_stage", "stutter", "foreach", "consume", "ilen",
        "sum_i64", "min", "max", "min_by", "max_by", "reduce", "fold", "any", "all", "find", "nth",
        "collect" };

const char *const groups_names[GROUPS] = { "summed", "counted", "begun", "ignored", "closed",
        "sliced", "left", "flattened" };

const char *const what_names[WHATS] = { "build", "next", "fill", "foreach", "foreach_ref", "peek",
        "put_back", "next_or", "skip", "bounds", "close", "try", "run" };

bool is_source(enum kind kind)
{
        return kind <= OWN_SOURCE;
}

bool is_consumer(enum kind kind)
{
        return kind >= FOREACH;
}

/* The stage that owns a node, or -1: it is a handle. */
int owner(const struct plan *p, int n)
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
bool endless(const struct plan *p, int n)
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
bool may_stand_on_endless(const struct node *np)
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
int users(const struct plan *p, int n)
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

bool sane(const struct plan *p)
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
                if (np->pulls >= 0 &&
                    (np->pulls >= n || owner(p, np->pulls) >= 0 || is_over(p, np->pulls, GROUPBY)))
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
        /* Who has an error may hold an item of a lender that somebody else then pulls. */
        for (n = 0; n < p->n && p->refuse != 0; n++) {
                if (users(p, n) > 1 || p->node[n].pulls >= 0)
                        return false;
        }
        /* Of rows, what one input has ready another's callback could take: or not, if it is
         * pending. */
        return !(pulls && rows);
}

/* An error behind good items makes a stage of several inputs break its promise to the others: what
 * is left in lenders is then not known to the item. */
bool errors_break_promises(const struct plan *p)
{
        int n;

        for (n = 0; n < p->n; n++) {
                if (p->node[n].kind >= ZIP && p->node[n].kind <= ZIP_LONGEST)
                        return true;
        }
        return false;
}
