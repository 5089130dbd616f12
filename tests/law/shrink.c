/* SPDX-License-Identifier: MIT */
/* Makes a plan that fails smaller, as long as it fails. */
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "law.h"

/* In a process of its own: a crash or a hang is a failure like any other. */
bool fails(const struct plan *p, bool quiet)
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
        {
                struct plan candidate = *p;
                candidate.refuse_all = false;
                better = try_plan(p, &candidate) || better;
                candidate.refuse = 0;
                better = try_plan(p, &candidate) || better;
                better = shrink_int(p, &p->refuse, 0) || better;
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

void shrink(struct plan *p)
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
