/* SPDX-License-Identifier: MIT */
/**
 * @file lazyiter/stages.h
 * @brief What stands between a source and a consumer: map, filter, chain, groupby and their kin.
 *
 * Every stage takes its sources over, also when it fails. Its memory is its struct and, for stages
 * of pure function objects, one block of at most 128 items and 8 KiB, taken when it is built.
 */
#ifndef LAZYITER_STAGES_H
#define LAZYITER_STAGES_H

#include <lazyiter/sources.h>

ITER_BEGIN_DECLS

/**
 * @brief The result of a function for each item (Python's `map`).
 *
 * @param source Where the items come from; taken over.
 * @param fn     The function: from ITER_MAP_FN (runs in blocks), ITER_TRY_MAP_FN (exact) or
 *               iter_map_call.
 * @return An iterator of the function's result type. #ITER_E_TYPE if the source's items are not what
 *         the function takes.
 *
 * Consumes one item of the source for each of its own, also the one on which the function fails. Bounds
 * are the source's.
 *
 * As CPython's map with one iterable.
 *
 * @snippet test_map.c iter_map
 */
ITER_API iter_t *iter_map(iter_t *source, iter_map_fn_t fn);

/**
 * @brief The items for which a predicate holds (Python's `filter`).
 *
 * @param source    Where the items come from; taken over.
 * @param predicate From ITER_FILTER_FN (runs in blocks), ITER_TRY_FILTER_FN (exact) or iter_filter_call.
 * @return An iterator of the source's type. #ITER_E_TYPE if the predicate takes something else.
 *
 * Consumes the source up to and including the item that passed; at the end, all of it.
 *
 * As CPython's filter.
 *
 * @snippet test_filter.c iter_filter
 */
ITER_API iter_t *iter_filter(iter_t *source, iter_filter_fn_t predicate);

/**
 * @brief The items for which a predicate does not hold (Python's `itertools.filterfalse`).
 *
 * @param source    Where the items come from; taken over.
 * @param predicate As iter_filter's.
 * @return An iterator of the source's type.
 *
 * Consumes as iter_filter does.
 *
 * As CPython's itertools.filterfalse.
 *
 * @snippet test_filter.c iter_filterfalse
 */
ITER_API iter_t *iter_filterfalse(iter_t *source, iter_filter_fn_t predicate);

ITER_END_DECLS

#endif
