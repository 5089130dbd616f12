/* SPDX-License-Identifier: MIT */
/* The law test: random pipelines against a plain model.
 *
 *     law [--cases N] [--seed S] [--case K]
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
 * Windows, wants and pending are the library's business: the model does not know of them, so
 * whatever differs by them is a difference. What nobody can know is left out: an item whose window
 * is over, and what is left in lenders behind an error in one of several inputs. Some cases have
 * an allocation refused; they must not crash, hang or leak.
 *
 * Each case depends on the seed and its number only. One that fails is shrunk, and printed as
 * text. The files of law/ are, in reading order: law.h, plan.c, values.c, model.c, library.c,
 * run.c, describe.c, make.c, shrink.c. */
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "law/law.h"

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
        static char text[sizeof shared->text];

        make_plan(&p, the_seed, number);
        printf("# case %lu of seed %llu fails; run again with --seed %llu --case %lu\n", number,
            (unsigned long long)the_seed, (unsigned long long)the_seed, number);
        memcpy(text, shared->text, sizeof text);
        if (verbose) {
                shared->text[0] = '\0';
                describe_plan(&p);
                print_commented(shared->text);
        }
        if (!fails(&p, !verbose)) {
                printf("# but not alone: it depends on what ran before\n");
                print_commented(text);
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
        printf("# %-14s %10lu\n# %-14s %10lu\n# %-14s %10lu\n# %-14s %10lu\n", "pulling",
            c->pulling, "refused", c->refused, "uncertain", c->uncertain, "senseless",
            c->senseless);
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
