/* SPDX-License-Identifier: MIT */
/* One line a stage: what it makes of stage_input, and how many of its source's items it uses for
 * that. test_stages_all.c runs every line through everything that holds for all stages. */
#ifndef TEST_STAGES_TABLE_H
#define TEST_STAGES_TABLE_H

#include "sources.h"

static const int64_t stage_input[] = { 3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8 };
#define STAGE_INPUT_N (sizeof stage_input / sizeof *stage_input)

typedef struct stage_row {
        const char *name;
        iter_t *(*build)(iter_t *source); /* takes int64_t items over */
        const iter_type_t *type; /* of its own items; NULL: made by the stage */
        const char *outputs; /* its items as text */
        const char *used; /* items of the source used up after each of its own, and at its end */
        enum { DRAINS, STOPS } at_end; /* whether it pulls the item, or end, behind those */
        enum { ONE_TYPE, ANY_TYPE } takes;
        const char *looked; /* as `used`, for what is looked at, where that is more; or NULL */
        bool allocates; /* while it is pulled */
} stage_row_t;

ITER_MAP_FN(int64_t, stage_square, int64_t, x)
{
        return x * x;
}

ITER_TRY_MAP_FN(int64_t, stage_try_square, int64_t, x, out, call)
{
        (void)call;
        *out = x * x;
        return 0;
}

ITER_FILTER_FN(stage_odd, int64_t, x)
{
        return x % 2 != 0;
}

ITER_TRY_FILTER_FN(stage_try_odd, int64_t, x, pass, call)
{
        (void)call;
        *pass = x % 2 != 0;
        return 0;
}

ITER_FILTER_MAP_FN(int64_t, stage_odd_square, int64_t, x, out)
{
        *out = x * x;
        return x % 2 != 0;
}

ITER_TRY_FILTER_MAP_FN(int64_t, stage_try_odd_square, int64_t, x, out, keep, call)
{
        (void)call;
        *out = x * x;
        *keep = x % 2 != 0;
        return 0;
}

ITER_EACH_FN(stage_look, int64_t, x, call)
{
        (void)call;
        return x >= 0 ? 0 : -1;
}

static iter_t *build_map(iter_t *source)
{
        return iter_map(source, stage_square);
}

static iter_t *build_try_map(iter_t *source)
{
        return iter_map(source, stage_try_square);
}

static iter_t *build_filter(iter_t *source)
{
        return iter_filter(source, stage_odd);
}

static iter_t *build_try_filter(iter_t *source)
{
        return iter_filter(source, stage_try_odd);
}

static iter_t *build_filterfalse(iter_t *source)
{
        return iter_filterfalse(source, stage_odd);
}

static iter_t *build_try_filterfalse(iter_t *source)
{
        return iter_filterfalse(source, stage_try_odd);
}

static iter_t *build_filter_map(iter_t *source)
{
        return iter_filter_map(source, stage_odd_square);
}

static iter_t *build_try_filter_map(iter_t *source)
{
        return iter_filter_map(source, stage_try_odd_square);
}

static iter_t *build_islice(iter_t *source)
{
        return iter_islice(source, 1, 5, 1);
}

static iter_t *build_islice_step(iter_t *source)
{
        return iter_islice(source, 2, 7, 3);
}

static iter_t *build_islice_no_stop(iter_t *source)
{
        return iter_islice(source, 1, ITER_NO_STOP, 4);
}

static iter_t *build_islice_backwards(iter_t *source)
{
        return iter_islice(source, 5, 2, 1);
}

static iter_t *build_takewhile(iter_t *source)
{
        return iter_takewhile(source, stage_odd);
}

static iter_t *build_try_takewhile(iter_t *source)
{
        return iter_takewhile(source, stage_try_odd);
}

static iter_t *build_dropwhile(iter_t *source)
{
        return iter_dropwhile(source, stage_odd);
}

static iter_t *build_try_dropwhile(iter_t *source)
{
        return iter_dropwhile(source, stage_try_odd);
}

static iter_t *build_inspect(iter_t *source)
{
        return iter_inspect(source, stage_look);
}

static iter_t *build_chain_first(iter_t *source)
{
        return ITER_CHAIN(source, iter_range(0, 0, 1));
}

static iter_t *build_chain_second(iter_t *source)
{
        return ITER_CHAIN(iter_range(0, 2, 1), source);
}

static iter_t *build_enumerate(iter_t *source)
{
        return iter_enumerate(source, 7);
}

static iter_t *build_zip_first(iter_t *source)
{
        return ITER_ZIP(source, iter_count(20, 1));
}

static iter_t *build_zip_second(iter_t *source)
{
        return ITER_ZIP(iter_count(20, 1), source);
}

static iter_t *build_zip_shortest(iter_t *source)
{
        return ITER_ZIP(iter_range(20, 24, 1), source);
}

static iter_t *build_zip_strict(iter_t *source)
{
        return ITER_ZIP_STRICT(iter_range(0, (int64_t)STAGE_INPUT_N, 1), source);
}

static iter_t *build_zip_longest(iter_t *source)
{
        return ITER_ZIP_LONGEST(iter_range(20, 24, 1), source);
}

ITER_FOLD_FN(int64_t, stage_add, acc, int64_t, x)
{
        return acc + x;
}

ITER_TRY_FOLD_FN(int64_t, stage_try_add, acc, int64_t, x, call)
{
        (void)call;
        *acc += x;
        return 0;
}

static iter_t *build_accumulate(iter_t *source)
{
        return iter_accumulate(source, stage_add);
}

static iter_t *build_try_accumulate(iter_t *source)
{
        return iter_accumulate(source, stage_try_add);
}

static iter_t *build_accumulate_from(iter_t *source)
{
        const int64_t initial = 100;
        return iter_accumulate_from(source, stage_add, ITER_FROM(int64_t, &initial));
}

static iter_t *build_try_accumulate_from(iter_t *source)
{
        const int64_t initial = 100;
        return iter_accumulate_from(source, stage_try_add, ITER_FROM(int64_t, &initial));
}

static iter_t *build_accumulate_sum(iter_t *source)
{
        return iter_accumulate_sum(source);
}

static const int64_t stage_seven_eight[] = { 7, 8 };

static iter_t *build_chain_more(iter_t *source)
{
        return ITER_CHAIN(source, iter_array(ITER_ARRAY(int64_t, stage_seven_eight)));
}

static iter_t *build_zip_stops(iter_t *source)
{
        return ITER_ZIP(source, iter_range(20, 24, 1));
}

static iter_t *build_zip_longest_first(iter_t *source)
{
        return ITER_ZIP_LONGEST(source, iter_range(20, 24, 1));
}

static iter_t *build_zip_enumerate(iter_t *source)
{
        return ITER_ZIP(iter_enumerate(source, 0), iter_range(10, 13, 1));
}

ITER_MAP_FN(int64_t, stage_parity, int64_t, x)
{
        return x % 2;
}

ITER_TRY_MAP_FN(int64_t, stage_try_parity, int64_t, x, out, call)
{
        (void)call;
        *out = x % 2;
        return 0;
}

typedef struct {
        int64_t key;
        iter_group_t items;
} stage_group;
ITER_PAIR_TYPE(stage_group, int64_t, key, iter_group_t, items);

ITER_MAP_FN(int64_t, stage_key, stage_group, group)
{
        return group.key;
}

/* Groups that nobody reads. */
static iter_t *build_groupby(iter_t *source)
{
        return iter_map(iter_groupby(source, stage_parity), stage_key);
}

static iter_t *build_try_groupby(iter_t *source)
{
        return iter_map(iter_groupby(source, stage_try_parity), stage_key);
}

/* Two, to see how stages stand on each other. */
static iter_t *build_map_filter_map(iter_t *source)
{
        return iter_map(iter_filter(iter_map(source, stage_square), stage_try_odd), stage_square);
}

#define ROW(name, build, type, outputs, used, at_end, takes)                 \
        {                                                                    \
                name, build, type, outputs, used, at_end, takes, NULL, false \
        }
#define ROW_AHEAD(name, build, type, outputs, used, at_end, takes, looked, allocates) \
        {                                                                             \
                name, build, type, outputs, used, at_end, takes, looked, allocates    \
        }

/* clang-format off */
static const stage_row_t stage_rows[] = {
        ROW("map", build_map, ITER_TYPE(int64_t),
          "9 1 16 1 25 81 4 36 25 9 25 64", "1 2 3 4 5 6 7 8 9 10 11 12 12", DRAINS, ONE_TYPE),
        ROW("map_exact", build_try_map, ITER_TYPE(int64_t),
          "9 1 16 1 25 81 4 36 25 9 25 64", "1 2 3 4 5 6 7 8 9 10 11 12 12", DRAINS, ONE_TYPE),
        ROW("filter", build_filter, ITER_TYPE(int64_t),
          "3 1 1 5 9 5 3 5", "1 2 4 5 6 9 10 11 12", DRAINS, ONE_TYPE),
        ROW("filter_exact", build_try_filter, ITER_TYPE(int64_t),
          "3 1 1 5 9 5 3 5", "1 2 4 5 6 9 10 11 12", DRAINS, ONE_TYPE),
        ROW("filterfalse", build_filterfalse, ITER_TYPE(int64_t),
          "4 2 6 8", "3 7 8 12 12", DRAINS, ONE_TYPE),
        ROW("filterfalse_exact", build_try_filterfalse, ITER_TYPE(int64_t),
          "4 2 6 8", "3 7 8 12 12", DRAINS, ONE_TYPE),
        ROW("filter_map", build_filter_map, ITER_TYPE(int64_t),
          "9 1 1 25 81 25 9 25", "1 2 4 5 6 9 10 11 12", DRAINS, ONE_TYPE),
        ROW("filter_map_exact", build_try_filter_map, ITER_TYPE(int64_t),
          "9 1 1 25 81 25 9 25", "1 2 4 5 6 9 10 11 12", DRAINS, ONE_TYPE),
        ROW("islice", build_islice, ITER_TYPE(int64_t),
          "1 4 1 5", "2 3 4 5 5", STOPS, ANY_TYPE),
        ROW("islice_step", build_islice_step, ITER_TYPE(int64_t),
          "4 9", "3 6 7", STOPS, ANY_TYPE),
        ROW("islice_no_stop", build_islice_no_stop, ITER_TYPE(int64_t),
          "1 9 3", "2 6 10 12", DRAINS, ANY_TYPE),
        ROW("islice_backwards", build_islice_backwards, ITER_TYPE(int64_t),
          "", "5", STOPS, ANY_TYPE),
        ROW("takewhile", build_takewhile, ITER_TYPE(int64_t),
          "3 1", "1 2 2", DRAINS, ONE_TYPE),
        ROW("takewhile_exact", build_try_takewhile, ITER_TYPE(int64_t),
          "3 1", "1 2 2", DRAINS, ONE_TYPE),
        ROW("dropwhile", build_dropwhile, ITER_TYPE(int64_t),
          "4 1 5 9 2 6 5 3 5 8", "3 4 5 6 7 8 9 10 11 12 12", DRAINS, ONE_TYPE),
        ROW("dropwhile_exact", build_try_dropwhile, ITER_TYPE(int64_t),
          "4 1 5 9 2 6 5 3 5 8", "3 4 5 6 7 8 9 10 11 12 12", DRAINS, ONE_TYPE),
        ROW("inspect", build_inspect, ITER_TYPE(int64_t),
          "3 1 4 1 5 9 2 6 5 3 5 8", "1 2 3 4 5 6 7 8 9 10 11 12 12", DRAINS, ONE_TYPE),
        ROW("chain_first", build_chain_first, ITER_TYPE(int64_t),
          "3 1 4 1 5 9 2 6 5 3 5 8", "1 2 3 4 5 6 7 8 9 10 11 12 12", DRAINS, ONE_TYPE),
        ROW("chain_second", build_chain_second, ITER_TYPE(int64_t),
          "0 1 3 1 4 1 5 9 2 6 5 3 5 8",
          "0 0 1 2 3 4 5 6 7 8 9 10 11 12 12", DRAINS, ONE_TYPE),
        ROW("enumerate", build_enumerate, NULL,
          "(7, 3) (8, 1) (9, 4) (10, 1) (11, 5) (12, 9) (13, 2) (14, 6) (15, 5) (16, 3) (17, 5) (18, 8)",
          "1 2 3 4 5 6 7 8 9 10 11 12 12", DRAINS, ANY_TYPE),
        ROW("zip_first", build_zip_first, NULL,
          "(3, 20) (1, 21) (4, 22) (1, 23) (5, 24) (9, 25) (2, 26) (6, 27) (5, 28) (3, 29) (5, 30) (8, 31)",
          "1 2 3 4 5 6 7 8 9 10 11 12 12", DRAINS, ANY_TYPE),
        ROW("zip_second", build_zip_second, NULL,
          "(20, 3) (21, 1) (22, 4) (23, 1) (24, 5) (25, 9) (26, 2) (27, 6) (28, 5) (29, 3) (30, 5) (31, 8)",
          "1 2 3 4 5 6 7 8 9 10 11 12 12", DRAINS, ANY_TYPE),
        ROW("zip_shortest", build_zip_shortest, NULL,
          "(20, 3) (21, 1) (22, 4) (23, 1)", "1 2 3 4 4", STOPS, ANY_TYPE),
        ROW("zip_strict", build_zip_strict, NULL,
          "(0, 3) (1, 1) (2, 4) (3, 1) (4, 5) (5, 9) (6, 2) (7, 6) (8, 5) (9, 3) (10, 5) (11, 8)",
          "1 2 3 4 5 6 7 8 9 10 11 12 12", DRAINS, ANY_TYPE),
        ROW("zip_longest", build_zip_longest, NULL,
          "(20, 3) (21, 1) (22, 4) (23, 1) (0, 5) (0, 9) (0, 2) (0, 6) (0, 5) (0, 3) (0, 5) (0, 8)",
          "1 2 3 4 5 6 7 8 9 10 11 12 12", DRAINS, ANY_TYPE),
        ROW("accumulate", build_accumulate, ITER_TYPE(int64_t),
          "3 4 8 9 14 23 25 31 36 39 44 52", "1 2 3 4 5 6 7 8 9 10 11 12 12", DRAINS, ONE_TYPE),
        ROW("accumulate_exact", build_try_accumulate, ITER_TYPE(int64_t),
          "3 4 8 9 14 23 25 31 36 39 44 52", "1 2 3 4 5 6 7 8 9 10 11 12 12", DRAINS, ONE_TYPE),
        ROW("accumulate_from", build_accumulate_from, ITER_TYPE(int64_t),
          "100 103 104 108 109 114 123 125 131 136 139 144 152",
          "0 1 2 3 4 5 6 7 8 9 10 11 12 12", DRAINS, ONE_TYPE),
        ROW("accumulate_from_exact", build_try_accumulate_from, ITER_TYPE(int64_t),
          "100 103 104 108 109 114 123 125 131 136 139 144 152",
          "0 1 2 3 4 5 6 7 8 9 10 11 12 12", DRAINS, ONE_TYPE),
        ROW("accumulate_sum", build_accumulate_sum, ITER_TYPE(int64_t),
          "3 4 8 9 14 23 25 31 36 39 44 52", "1 2 3 4 5 6 7 8 9 10 11 12 12", DRAINS, ANY_TYPE),
        ROW_AHEAD("chain_more", build_chain_more, ITER_TYPE(int64_t),
          "3 1 4 1 5 9 2 6 5 3 5 8 7 8", "1 2 3 4 5 6 7 8 9 10 11 12 12 12 12", DRAINS, ONE_TYPE,
          "1 2 3 4 5 6 7 8 9 10 11 12 13 13 13", false),
        ROW("zip_stops", build_zip_stops, NULL,
          "(3, 20) (1, 21) (4, 22) (1, 23)", "1 2 3 4 4", DRAINS, ANY_TYPE),
        ROW("zip_longest_first", build_zip_longest_first, NULL,
          "(3, 20) (1, 21) (4, 22) (1, 23) (5, 0) (9, 0) (2, 0) (6, 0) (5, 0) (3, 0) (5, 0) (8, 0)",
          "1 2 3 4 5 6 7 8 9 10 11 12 12", DRAINS, ANY_TYPE),
        /* The law holds for each link: what has no partner has left the source, and stays in enumerate. */
        ROW("zip_enumerate", build_zip_enumerate, NULL,
          "((0, 3), 10) ((1, 1), 11) ((2, 4), 12)", "1 2 3 4", STOPS, ANY_TYPE),
        ROW_AHEAD("groupby", build_groupby, ITER_TYPE(int64_t),
          "1 0 1 0 1 0", "0 2 3 6 8 11 12", DRAINS, ONE_TYPE,
          "1 3 4 7 9 12 13", true),
        ROW_AHEAD("groupby_exact", build_try_groupby, ITER_TYPE(int64_t),
          "1 0 1 0 1 0", "0 2 3 6 8 11 12", DRAINS, ONE_TYPE,
          "1 3 4 7 9 12 13", true),
        ROW("map_filter_map", build_map_filter_map, ITER_TYPE(int64_t),
          "81 1 1 625 6561 625 81 625", "1 2 4 5 6 9 10 11 12", DRAINS, ONE_TYPE),
};
/* clang-format on */

#endif
