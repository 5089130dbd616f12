/* SPDX-License-Identifier: MIT */
/* Plans as text. */
#include "law.h"

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
                complain(
                    ", %lld, %lld, %lld", (long long)np->a, (long long)np->b, (long long)np->c);
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

void describe_op(const struct op *op)
{
        if (op->what == BUILD || op->what == PEEK || op->what >= BOUNDS)
                complain("%s(v%d)", what_names[op->what], op->node);
        else
                complain("%s(v%d, %d)", what_names[op->what], op->node, op->k);
}

void describe_plan(const struct plan *p)
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
        if (p->refuse != 0)
                complain("  with allocation %d%s refused\n", p->refuse,
                    p->refuse_all ? " and all after it" : "");
        complain("  finally, from the last to the first: close, after draining");
        for (i = p->n - 1; i >= 0; i--) {
                if ((p->drain >> i & 1) != 0 && owner(p, i) < 0)
                        complain(" v%d", i);
        }
        complain("\n");
}
