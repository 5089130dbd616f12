/* SPDX-License-Identifier: MIT */
/* logscan [-c] NEEDLE [FILE...]
 *
 * Prints the lines that hold NEEDLE, as `grep -aF` does, or with -c their number; behind the file's
 * name if there are several. FILE "-", or no FILE, is standard input. The exit status is 0 if there were
 * such lines, 1 if there were none, 2 after an error.
 *
 * However large the files are, it needs one buffer and a block of views: a line is read, looked at
 * and written where it lies, and then forgotten.
 *
 * Introduces: iter_lines, iter_lines_stdin, iter_str_filter, iter_peek, iter_write_lines, iter_ilen. */
#define _POSIX_C_SOURCE 200809L /* getopt */
#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#include <lazyiter.h>

enum { FOUND = 0, NOT_FOUND = 1, TROUBLE = 2 };

/* Writes the lines, behind a name unless that is NULL. */
static int print(iter_t *it, const char *name, bool *found, iter_error_t *err)
{
        const iter_str_t *first;

        *found = iter_peek(it, ITER_VIEW(iter_str_t, &first)) == ITER_ITEM;
        if (name == NULL)
                return iter_write_lines(it, stdout, err);
        ITER_FOREACH(iter_str_t, line, it) {
                printf("%s:", name);
                fwrite(line.ptr, 1, line.len, stdout); /* printf would stop at a NUL byte */
                putchar('\n');
        }
        return iter_close(it, err);
}

/* Writes their number. */
static int count(iter_t *it, const char *name, bool *found, iter_error_t *err)
{
        uint64_t n = 0;
        const int code = iter_ilen(it, &n, err);

        *found = n > 0;
        if (code == 0 && name != NULL)
                printf("%s:", name);
        if (code == 0)
                printf("%" PRIu64 "\n", n);
        return code;
}

int main(int argc, char **argv)
{
        char dash[] = "-";
        char *standard_input[] = { dash };
        char **files = standard_input;
        int n_files = 1;
        bool counting = false;
        int status = NOT_FOUND;
        const char *needle;
        int option;

        for (option = getopt(argc, argv, "c"); option == 'c'; option = getopt(argc, argv, "c"))
                counting = true;
        if (option != -1 || optind == argc) {
                fprintf(stderr, "usage: logscan [-c] NEEDLE [FILE...]\n");
                return TROUBLE;
        }
        needle = argv[optind];
        if (optind + 1 < argc) {
                files = argv + optind + 1;
                n_files = argc - optind - 1;
        }

        for (int i = 0; i < n_files; i++) {
                const bool is_stdin = strcmp(files[i], "-") == 0;
                const char *name = is_stdin ? "(standard input)" : files[i];
                iter_t *it = is_stdin ? iter_lines_stdin(NULL) : iter_lines(files[i], NULL);
                iter_error_t err;
                bool found = false;
                int code;

                it = iter_str_filter(it, iter_str(needle));
                name = n_files > 1 ? name : NULL;
                code = counting ? count(it, name, &found, &err) : print(it, name, &found, &err);
                if (code != 0) {
                        fprintf(stderr, "logscan: %s\n", err.message);
                        status = TROUBLE;
                } else if (found && status == NOT_FOUND) {
                        status = FOUND;
                }
        }
        if (status != TROUBLE && (fflush(stdout) != 0 || ferror(stdout))) {
                fprintf(stderr, "logscan: cannot write to standard output\n");
                status = TROUBLE;
        }
        return status;
}
