/* SPDX-License-Identifier: MIT */
/* Packages grouped by section, from a package database in the format of /var/lib/dpkg/status: each
 * section, how many packages it has, and how many there are up to and including it.
 *
 *     04_packages_by_section [FILE]
 *
 * A group is a run of neighbours, so the file must be sorted by section, as data/status is. At no
 * time is there more than one buffer of it in memory.
 *
 * Introduces: ITER_FILTER_MAP_FN, iter_filter_map, iter_groupby, ITER_TRY_MAP_FN, ITER_PAIR_TYPE,
 * ITER_TRIPLE_TYPE, ITER_FOLD_FN, iter_accumulate. */
#include <inttypes.h>
#include <stdio.h>

#include <lazyiter.h>

/* "Section: libs" gives "libs"; other lines are left out. */
ITER_FILTER_MAP_FN(iter_str_t, section_of, iter_str_t, line, out)
{
        const iter_str_t field = iter_str("Section: ");

        if (line.len < field.len || memcmp(line.ptr, field.ptr, field.len) != 0)
                return false;
        out->ptr = line.ptr + field.len;
        out->len = line.len - field.len;
        return true;
}

/* The key of an item is the item itself. */
ITER_MAP_FN(iter_str_t, itself, iter_str_t, text)
{
        return text;
}

/* What iter_groupby yields: a key, and an iterator over the items that have it. */
typedef struct {
        iter_str_t name;
        iter_group_t packages;
} section;
ITER_PAIR_TYPE(section, iter_str_t, name, iter_group_t, packages);

typedef struct {
        iter_str_t name;
        uint64_t packages;
        uint64_t total;
} tally;
ITER_TRIPLE_TYPE(tally, iter_str_t, name, uint64_t, packages, uint64_t, total);

/* Pulls another iterator, so it must not run ahead: an exact function, which may also fail. */
ITER_TRY_MAP_FN(tally, count, section, s, out, call)
{
        iter_error_t err;

        out->name = s.name;
        if (iter_ilen(s.packages, &out->packages, &err) != 0)
                return iter_fail(call, err.code, "%s", err.message);
        out->total = out->packages;
        return 0;
}

ITER_FOLD_FN(tally, add_up, so_far, tally, t)
{
        t.total += so_far.total;
        return t;
}

int main(int argc, char **argv)
{
        iter_error_t err;
        iter_t *it = iter_lines(argc > 1 ? argv[1] : "data/status", NULL);

        it = iter_filter_map(it, section_of);
        it = iter_groupby(it, itself);
        it = iter_map(it, count);
        it = iter_accumulate(it, add_up);
        ITER_FOREACH(tally, t, it)
                printf(
                    "%-12.*s%4" PRIu64 "%6" PRIu64 "\n", ITER_STR_ARG(t.name), t.packages, t.total);
        if (iter_close(it, &err) != 0) {
                fprintf(stderr, "04_packages_by_section: %s\n", err.message);
                return 1;
        }
        return 0;
}
