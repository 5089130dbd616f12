/* SPDX-License-Identifier: MIT */
/**
 * @file lazyiter/group.h
 * @brief Running results and runs of items: accumulate, groupby.
 */
#ifndef LAZYITER_GROUP_H
#define LAZYITER_GROUP_H

#include <lazyiter/author.h>

ITER_BEGIN_DECLS

/**
 * @brief The results of a fold after each item (Python's `itertools.accumulate`).
 *
 * @param source Where the items come from; taken over.
 * @param fold   From ITER_FOLD_FN (runs in blocks), ITER_TRY_FOLD_FN (exact) or iter_fold_call.
 *               Its accumulator is of the items' type, or else #ITER_E_TYPE: give an initial
 *               value.
 * @return An iterator of the accumulator's type. The first item is given as it is.
 *
 * Consumes one item of the source for each of its own, also the one on which the fold fails: the
 * error comes after the results before. Bounds are the source's.
 *
 * Memory: one block of a pure fold. An accumulator that views memory (such as iter_str_t) is
 * copied through its type whenever it changes; one that owns memory is copied from the first
 * item, from then on the fold's to change, and dropped at the end. Both are folded one by one.
 *
 * As CPython's itertools.accumulate with a function.
 *
 * @snippet test_accumulate.c iter_accumulate
 */
ITER_API iter_t *iter_accumulate(iter_t *source, iter_fold_fn_t fold);

/**
 * @brief The results of a fold after each item, from an initial value on.
 *
 * @param source  Where the items come from; taken over.
 * @param fold    As iter_accumulate's; the accumulator may be of another type than the items.
 * @param initial The first result, copied through its type: `ITER_FROM(int, &x)`. Of the
 *                accumulator's type, or else #ITER_E_TYPE.
 * @return An iterator of the accumulator's type: `initial`, then a result for each item.
 *
 * The first pull gives `initial` and does not touch the source; from then on consumes as
 * iter_accumulate does. Bounds are the source's and one more.
 *
 * As CPython's itertools.accumulate with a function and initial.
 *
 * @snippet test_accumulate.c iter_accumulate_from
 */
ITER_API iter_t *iter_accumulate_from(iter_t *source, iter_fold_fn_t fold, iter_from_t initial);

/**
 * @brief Running totals (Python's `itertools.accumulate` as it is).
 *
 * @param source Items of an integer type, float or double; taken over.
 * @return An iterator of the same type. A total that does not fit it is #ITER_E_OVERFLOW after
 *         those that did; to add up in a wider type, map the items to it first.
 *
 * Consumes one item of the source for each of its own, and the item that was too much. Totals of
 * reals are added one by one, as CPython's are, and not compensated as those of iter_sum_double.
 * Memory: one block.
 *
 * @snippet test_accumulate.c iter_accumulate_sum
 */
ITER_API iter_t *iter_accumulate_sum(iter_t *source);

/**
 * @brief The items of a group, as the member of a header that iter_groupby yields.
 *
 * A header is a struct `{ K key; iter_group_t items; }`. As the rest of the header, `items` is
 * valid until the next pull on its groupby. A stage or a consumer may take it over; it is then
 * valid until its owner closes it.
 *
 * A copy of a header through its type (made by a consumer that hands out a header, or
 * iter_put_back) outlives that: its `items` is in the error state #ITER_E_STALE.
 *
 * @snippet test_groupby.c iter_group_t
 */
typedef iter_t *iter_group_t;

/** @cond types */
extern ITER_API const iter_type_t iter_type_iter_group_t;
/** @endcond */

/**
 * @brief Runs of items with equal keys, each as an iterator (Python's `itertools.groupby`).
 *
 * @param source Where the items come from; taken over. Sort it by the key to bring all equal ones
 *               together.
 * @param key    The key of an item: from ITER_MAP_FN (runs in blocks), ITER_TRY_MAP_FN (exact) or
 *               iter_map_call. Called exactly once per item, in order.
 * @return An iterator of headers, `struct { K key; iter_group_t items; }`: declare it with
 *         `ITER_PAIR_TYPE(section, K, key, iter_group_t, items)`. #ITER_E_TYPE if the key takes
 *         other items.
 *
 * Keys are compared with the key of the group's first item, by iter_type_equal: a NaN is a group
 * of its own.
 *
 * A header's group may be read to the end or not, with a loop or by a stage or consumer that
 * takes it over; none of that is needed. It may be closed. The next pull on groupby skips what is
 * left of it. A group that was taken over fails with #ITER_E_STALE once its groupby has been
 * pulled again or closed. One that was not taken over may then be used again for the next header:
 * what keeps the old pointer would read the new group, as an item is read after its window.
 *
 * Consumes nothing of the source for a header but what was left of the group before: a group's
 * first item stays in the source until the group, or the next header, takes it. A group consumes
 * the items that it gives, no more than are wanted; at its end the first item of the next group
 * is still there. An item on which the key fails is consumed; the error, which has its number,
 * comes out of the group or of groupby, whichever was pulled, and of groupby from then on. Over a
 * borrowed source the items are looked at before they are taken: who pulls the lender in between
 * takes the item that is next. A key that pulls the lender itself is #ITER_E_STALE.
 *
 * A callback of the source, or the key, that pulls groupby while its group is being pulled gets
 * an error for that call.
 *
 * Memory: one block, for keys, and one small allocation for a group: for each group that is taken
 * over, otherwise one in all. A key that views memory is copied through its type, once a group.
 *
 * As CPython's itertools.groupby, except that a group that is over is an error rather than empty,
 * and that failing keys end it.
 *
 * @snippet test_groupby.c iter_groupby
 */
ITER_API iter_t *iter_groupby(iter_t *source, iter_map_fn_t key);

ITER_END_DECLS

#endif
