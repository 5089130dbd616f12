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
 *         the function takes, #ITER_E_NULL if there is no function.
 *
 * Consumes one item of the source for each of its own, also the one on which the function fails. Bounds
 * are the source's. Items that are skipped are skipped in the source: a pure function does not run for
 * them, an exact one does.
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
 * @return An iterator of the source's type. #ITER_E_TYPE if the predicate takes something else,
 *         #ITER_E_NULL if there is none.
 *
 * Consumes the source up to and including the item that passed, or on which the predicate failed; at the
 * end, all of it.
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
 * @return As iter_filter.
 *
 * Consumes as iter_filter does.
 *
 * As CPython's itertools.filterfalse.
 *
 * @snippet test_filter.c iter_filterfalse
 */
ITER_API iter_t *iter_filterfalse(iter_t *source, iter_filter_fn_t predicate);

/**
 * @brief The results of a function for those items that it keeps: C's generator expression
 *        (Python's `(f(x) for x in source if p(x))`).
 *
 * @param source Where the items come from; taken over.
 * @param fn     The function: from ITER_FILTER_MAP_FN (runs in blocks), ITER_TRY_FILTER_MAP_FN (exact) or
 *               iter_filter_map_call.
 * @return An iterator of the function's result type. #ITER_E_TYPE if the source's items are not what
 *         the function takes, #ITER_E_NULL if there is no function.
 *
 * Consumes the source up to and including the item whose result was kept, or on which the function failed; at the
 * end, all of it. Costs less than iter_filter on iter_map: one pass, one block.
 *
 * As a generator expression of CPython; more-itertools' filter_map, with the answer apart from the result.
 *
 * @snippet test_filter_map.c iter_filter_map
 */
ITER_API iter_t *iter_filter_map(iter_t *source, iter_filter_map_fn_t fn);

/** @brief No stop, for iter_islice: as many items as there are (Python's `None`). */
#define ITER_NO_STOP INT64_MAX

/**
 * @brief Some of the items, by their numbers (Python's `itertools.islice`).
 *
 * @param source Where the items come from; taken over.
 * @param start  The number of the first item to yield, from 0. Negative is #ITER_E_ARGUMENT.
 * @param stop   The number of the item to end before; #ITER_NO_STOP for none. Negative is #ITER_E_ARGUMENT.
 * @param step   The distance of two items that are yielded; less than 1 is #ITER_E_ARGUMENT.
 * @return An iterator of the source's type.
 *
 * Consumes `max(start, stop)` items by the time the end is seen, and not earlier than needed: the first
 * `start` at the first pull, those between two items at the pull of the second, those behind the last when
 * the end is asked for. The item behind them is never pulled.
 *
 * Skipping costs constant time where iter_skip does (range, array), and runs no pure function; exact ones run.
 * With step 1 the source's items are passed on where they lie. Memory: a block if the step is
 * longer and the items are small. Bounds are exact where the source's are.
 *
 * As CPython's itertools.islice, whose one-argument form is `iter_islice(it, 0, stop, 1)`.
 *
 * @snippet test_islice.c iter_islice
 */
ITER_API iter_t *iter_islice(iter_t *source, int64_t start, int64_t stop, int64_t step);

/**
 * @brief The items up to the first for which a predicate does not hold (Python's `itertools.takewhile`).
 *
 * @param source    Where the items come from; taken over.
 * @param predicate From ITER_FILTER_FN (runs ahead, in blocks), ITER_TRY_FILTER_FN (exact) or
 *                  iter_filter_call.
 * @return An iterator of the source's type. #ITER_E_TYPE if the predicate takes something else,
 *         #ITER_E_NULL if there is none.
 *
 * Consumes the items that it yields. The one that did not pass, or on which the predicate failed, stays in
 * the source; what is yielded but not pulled when the stage is closed goes back. The end is final: the predicate is
 * not asked again. An infinite source gives an iterator that is not known to be infinite.
 *
 * As CPython's itertools.takewhile, except that the rejected item is not lost.
 *
 * @snippet test_takewhile.c iter_takewhile
 */
ITER_API iter_t *iter_takewhile(iter_t *source, iter_filter_fn_t predicate);

/**
 * @brief The items from the first for which a predicate does not hold (Python's `itertools.dropwhile`).
 *
 * @param source    Where the items come from; taken over.
 * @param predicate As iter_takewhile's. Not asked again once it did not hold.
 * @return An iterator of the source's type. #ITER_E_TYPE if the predicate takes something else,
 *         #ITER_E_NULL if there is none.
 *
 * Consumes, at the first pull, the items for which the predicate holds, and from then on what it yields: these
 * are passed on where they lie, and skipped in constant time where the source can. An item on which the
 * predicate failed stays in the source. Bounds are the source's once the dropping is over.
 *
 * As CPython's itertools.dropwhile.
 *
 * @snippet test_dropwhile.c iter_dropwhile
 */
ITER_API iter_t *iter_dropwhile(iter_t *source, iter_filter_fn_t predicate);

/**
 * @brief Runs an effect for each item that passes by, and passes it on.
 *
 * @param source Where the items come from; taken over.
 * @param effect From ITER_EACH_FN or iter_each_call: always exact. It runs once per item, before the item is
 *               handed on, also for items that a later stage skips; never for items that nobody asked for.
 * @return An iterator of the source's type. #ITER_E_TYPE if the effect takes something else,
 *         #ITER_E_NULL if there is none.
 *
 * Consumes one item of the source for each of its own, also the one on which the effect fails. Bounds are the
 * source's.
 *
 * As more-itertools' side_effect and Rust's inspect. Unlike Java's peek it is never left out.
 *
 * @snippet test_inspect.c iter_inspect
 */
ITER_API iter_t *iter_inspect(iter_t *source, iter_each_fn_t effect);

ITER_END_DECLS

#endif
