/* SPDX-License-Identifier: MIT */
/**
 * @file lazyiter/consumers.h
 * @brief What runs a pipeline to a result: sum, min, any, find, collect, join.
 *
 * A consumer takes its pipeline over and closes it. It returns 0, or the code of the pipeline's
 * first error, with the record in the last parameter, which may be NULL. What it hands out is the
 * caller's, copied through its type: for types that own or view memory, release it with
 * iter_type_drop. Unless a function says otherwise, places for results are left alone on an error:
 * what was in them before is the default.
 *
 * To go on with the items that a consumer did not need, lend it the pipeline with iter_borrow: each
 * consumes exactly the items that it used.
 *
 * A source that says "pending" is waited for, if it knows how. If it does not, the consumer returns
 * #ITER_E_PENDING and leaves the pipeline open: call the same consumer on it again, with the same
 * arguments, and it goes on where it stopped; or close it. (If it was lent, it is the lender that
 * is still there: lend it again.)
 *
 * The form that ends in `_of` is a stage of one item, the result, and says pending like any other.
 * It takes the pipeline over, runs it at the first pull, and is closed with iter_close.
 *
 * Every consumer fails with #ITER_E_NULL if the pipeline is NULL, or there is no place for the
 * result; with #ITER_E_TYPE if the items, a function object or the place are of types that do not
 * fit together; with #ITER_E_HANDED_OVER and #ITER_E_NOMEM; and with every error of the pipeline.
 * Below, all these are "the pipeline's error". Those that need an end refuse a pipeline known to
 * have none, before they pull anything, with #ITER_E_INFINITE.
 */
#ifndef LAZYITER_CONSUMERS_H
#define LAZYITER_CONSUMERS_H

#include <lazyiter/stages.h>

ITER_BEGIN_DECLS

/** @name For the effect
 * @{
 */

/**
 * @brief Calls a function for each item (Python's `for` statement).
 *
 * @param it    The items; taken over. It may be infinite: the function ends the run by failing.
 * @param fn    The function, from ITER_EACH_FN and its kin, or iter_each_call.
 * @param error Out: what went wrong; may be NULL.
 * @return 0, the function's code, or the pipeline's error.
 *
 * Consumes items one by one, each before the function is called for it: also the one that it fails
 * on.
 *
 * @snippet test_foreach.c iter_foreach
 */
ITER_API ITER_MUST_CHECK int iter_foreach(iter_t *it, iter_each_fn_t fn, iter_error_t *error);

/**
 * @brief iter_foreach as a stage of one item, a uint64_t: for how many items the function was
 *        called.
 *
 * @param it The items; taken over.
 * @param fn The function.
 * @return An iterator of one uint64_t.
 *
 * @snippet test_foreach.c iter_foreach_of
 */
ITER_API iter_t *iter_foreach_of(iter_t *it, iter_each_fn_t fn);

/**
 * @brief Consumes n items, or all there are if that is less (more-itertools' `consume`).
 *
 * @param it    Anything; taken over. Mostly lent, with iter_borrow.
 * @param n     How many; #ITER_ALL for all, which refuses a pipeline known to be infinite.
 * @param error Out: what went wrong; may be NULL.
 * @return 0, also if there were fewer; or the pipeline's error.
 *
 * Pulls nothing behind the n-th item. Cost: as iter_skip.
 *
 * @snippet test_consume.c iter_consume
 */
ITER_API ITER_MUST_CHECK int iter_consume(iter_t *it, uint64_t n, iter_error_t *error);

/**
 * @brief iter_consume as a stage of one item, a uint64_t: how many were consumed.
 *
 * @param it Anything; taken over.
 * @param n  How many; #ITER_ALL for all.
 * @return An iterator of one uint64_t, which saturates.
 *
 * @snippet test_consume.c iter_consume_of
 */
ITER_API iter_t *iter_consume_of(iter_t *it, uint64_t n);

/** @} */

/** @name Numbers
 * @{
 */

/**
 * @brief How many items there are (more-itertools' `ilen`, Rust's `count`).
 *
 * @param it    Anything with an end; taken over.
 * @param n     Out: the number.
 * @param error Out: what went wrong; may be NULL.
 * @return 0; #ITER_E_INFINITE; #ITER_E_OVERFLOW if there are more than UINT64_MAX; or the
 *         pipeline's error.
 *
 * Constant time over sources that skip (range, array, repeat), else a walk.
 *
 * @snippet test_ilen.c iter_ilen
 */
ITER_API ITER_MUST_CHECK int iter_ilen(iter_t *it, uint64_t *n, iter_error_t *error);

/**
 * @brief iter_ilen as a stage of one item.
 *
 * @param it Anything with an end; taken over.
 * @return An iterator of one uint64_t.
 *
 * @snippet test_ilen.c iter_ilen_of
 */
ITER_API iter_t *iter_ilen_of(iter_t *it);

/**
 * @brief The sum of integers, signed or unsigned, of any width, or of truth values (Python's
 *        `sum`).
 *
 * @param it    Items of an integer type, or bool; taken over.
 * @param sum   Out: the sum, 0 of no items.
 * @param error Out: what went wrong; may be NULL.
 * @return 0; #ITER_E_OVERFLOW if the sum does not fit; #ITER_E_INFINITE; or the pipeline's error.
 *
 * The sum is exact: one that leaves the range on its way and comes back is no overflow, which is
 * thus known only at the end. Cost: that of a vectorised loop.
 *
 * As CPython's sum, except for the overflow: Python's integers have no end.
 *
 * @snippet test_sum.c iter_sum_i64
 */
ITER_API ITER_MUST_CHECK int iter_sum_i64(iter_t *it, int64_t *sum, iter_error_t *error);

/**
 * @brief iter_sum_i64 as a stage of one item.
 *
 * @param it Items of an integer type, or bool; taken over.
 * @return An iterator of one int64_t.
 *
 * @snippet test_sum.c iter_sum_i64_of
 */
ITER_API iter_t *iter_sum_i64_of(iter_t *it);

/**
 * @brief As iter_sum_i64, for sums from 0 to 2^64 - 1.
 *
 * @param it    Items of an integer type, or bool; taken over. Some may be negative.
 * @param sum   Out: the sum, 0 of no items.
 * @param error Out: what went wrong; may be NULL.
 * @return 0; #ITER_E_OVERFLOW, also if the sum is negative; #ITER_E_INFINITE; or the pipeline's
 *         error.
 *
 * @snippet test_sum.c iter_sum_u64
 */
ITER_API ITER_MUST_CHECK int iter_sum_u64(iter_t *it, uint64_t *sum, iter_error_t *error);

/**
 * @brief iter_sum_u64 as a stage of one item.
 *
 * @param it Items of an integer type, or bool; taken over.
 * @return An iterator of one uint64_t.
 *
 * @snippet test_sum.c iter_sum_u64_of
 */
ITER_API iter_t *iter_sum_u64_of(iter_t *it);

/**
 * @brief The sum of floating-point numbers, compensated (Python's `sum`).
 *
 * @param it    Items of type double or float; taken over. Integers are refused, as not all of them
 *              fit a double: map them, or use iter_sum_i64.
 * @param sum   Out: the sum, 0.0 of no items.
 * @param error Out: what went wrong; may be NULL.
 * @return 0; #ITER_E_INFINITE; or the pipeline's error. A sum beyond the range is infinite, not an
 *         error.
 *
 * What rounding cuts off is summed apart and added at the end (Neumaier): ten times 0.1 is 1.0.
 * Costs up to twice what the plain loop costs.
 *
 * As CPython's sum since 3.12, to the last bit; infinities and NaNs too. Of no items, or of zeros
 * only, 0.0.
 *
 * @snippet test_sum.c iter_sum_double
 */
ITER_API ITER_MUST_CHECK int iter_sum_double(iter_t *it, double *sum, iter_error_t *error);

/**
 * @brief iter_sum_double as a stage of one item.
 *
 * @param it Items of type double or float; taken over.
 * @return An iterator of one double.
 *
 * @snippet test_sum.c iter_sum_double_of
 */
ITER_API iter_t *iter_sum_double_of(iter_t *it);

/**
 * @brief The product of integers (Python's `math.prod`).
 *
 * @param it      Items of an integer type, or bool; taken over.
 * @param product Out: the product, 1 of no items.
 * @param error   Out: what went wrong; may be NULL.
 * @return 0; #ITER_E_OVERFLOW if the product does not fit; #ITER_E_INFINITE; or the pipeline's
 *         error.
 *
 * The product is exact: with a zero among the items it is 0, whatever the others are.
 *
 * As CPython's math.prod, except for the overflow. (The Cartesian product is another matter.)
 *
 * @snippet test_prod.c iter_prod_i64
 */
ITER_API ITER_MUST_CHECK int iter_prod_i64(iter_t *it, int64_t *product, iter_error_t *error);

/**
 * @brief iter_prod_i64 as a stage of one item.
 *
 * @param it Items of an integer type, or bool; taken over.
 * @return An iterator of one int64_t.
 *
 * @snippet test_prod.c iter_prod_i64_of
 */
ITER_API iter_t *iter_prod_i64_of(iter_t *it);

/**
 * @brief As iter_prod_i64, for products from 0 to 2^64 - 1.
 *
 * @param it      Items of an integer type, or bool; taken over. Some may be negative.
 * @param product Out: the product, 1 of no items.
 * @param error   Out: what went wrong; may be NULL.
 * @return 0; #ITER_E_OVERFLOW, also if the product is negative; #ITER_E_INFINITE; or the pipeline's
 *         error.
 *
 * @snippet test_prod.c iter_prod_u64
 */
ITER_API ITER_MUST_CHECK int iter_prod_u64(iter_t *it, uint64_t *product, iter_error_t *error);

/**
 * @brief iter_prod_u64 as a stage of one item.
 *
 * @param it Items of an integer type, or bool; taken over.
 * @return An iterator of one uint64_t.
 *
 * @snippet test_prod.c iter_prod_u64_of
 */
ITER_API iter_t *iter_prod_u64_of(iter_t *it);

/**
 * @brief The product of floating-point numbers (Python's `math.prod`).
 *
 * @param it      Items of type double or float; taken over.
 * @param product Out: the product, 1.0 of no items.
 * @param error   Out: what went wrong; may be NULL.
 * @return 0; #ITER_E_INFINITE; or the pipeline's error. A product beyond the range is infinite, not
 *         an error.
 *
 * As CPython's math.prod: multiplied from the left.
 *
 * @snippet test_prod.c iter_prod_double
 */
ITER_API ITER_MUST_CHECK int iter_prod_double(iter_t *it, double *product, iter_error_t *error);

/**
 * @brief iter_prod_double as a stage of one item.
 *
 * @param it Items of type double or float; taken over.
 * @return An iterator of one double.
 *
 * @snippet test_prod.c iter_prod_double_of
 */
ITER_API iter_t *iter_prod_double_of(iter_t *it);

/** @} */

/** @name The best item
 * @{
 */

/**
 * @brief The smallest item (Python's `min`).
 *
 * @param it    Items of a type with an order (see iter_type_ordered); taken over.
 * @param into  Out: a copy of the first of the smallest items: `ITER_INTO(int, &least)`.
 * @param error Out: what went wrong; may be NULL.
 * @return 0; #ITER_E_EMPTY if there are no items; #ITER_E_TYPE if the type has no order;
 *         #ITER_E_INFINITE; or the pipeline's error.
 *
 * Memory: a copy of one item.
 *
 * As CPython's min. An item replaces the best one before it only if it is smaller: so a NaN that
 * comes first stays, and one that comes later counts for nothing; 0.0 and -0.0 tie.
 *
 * @snippet test_min_max.c iter_min
 */
ITER_API ITER_MUST_CHECK int iter_min(iter_t *it, iter_into_t into, iter_error_t *error);

/**
 * @brief iter_min as a stage of one item.
 *
 * @param it Items of a type with an order; taken over.
 * @return An iterator of one item of the same type; its pull fails with #ITER_E_EMPTY if there are
 *         none.
 *
 * @snippet test_min_max.c iter_min_of
 */
ITER_API iter_t *iter_min_of(iter_t *it);

/**
 * @brief The greatest item (Python's `max`).
 *
 * @param it    Items of a type with an order; taken over.
 * @param into  Out: a copy of the first of the greatest items.
 * @param error Out: what went wrong; may be NULL.
 * @return As iter_min.
 *
 * As CPython's max, which gives the first of several, too.
 *
 * @snippet test_min_max.c iter_max
 */
ITER_API ITER_MUST_CHECK int iter_max(iter_t *it, iter_into_t into, iter_error_t *error);

/**
 * @brief iter_max as a stage of one item.
 *
 * @param it Items of a type with an order; taken over.
 * @return As iter_min_of.
 *
 * @snippet test_min_max.c iter_max_of
 */
ITER_API iter_t *iter_max_of(iter_t *it);

/**
 * @brief The item with the smallest key (Python's `min` with `key`).
 *
 * @param it    Items; taken over. Their type needs no order.
 * @param key   A function from an item to its key, of a type with an order: from ITER_MAP_FN (runs
 *              in blocks), ITER_TRY_MAP_FN (exact) or iter_map_call.
 * @param into  Out: a copy of the first of the items with the smallest key.
 * @param error Out: what went wrong; may be NULL.
 * @return 0; #ITER_E_EMPTY if there are no items; #ITER_E_TYPE if keys have no order;
 *         #ITER_E_INFINITE; the key function's code; or the pipeline's error.
 *
 * Memory: a copy of one item and its key, and a block of keys.
 *
 * @snippet test_min_max.c iter_min_by
 */
ITER_API ITER_MUST_CHECK int iter_min_by(
    iter_t *it, iter_map_fn_t key, iter_into_t into, iter_error_t *error);

/**
 * @brief iter_min_by as a stage of one item.
 *
 * @param it  Items; taken over.
 * @param key A function from an item to its key.
 * @return As iter_min_of.
 *
 * @snippet test_min_max.c iter_min_by_of
 */
ITER_API iter_t *iter_min_by_of(iter_t *it, iter_map_fn_t key);

/**
 * @brief The item with the greatest key (Python's `max` with `key`).
 *
 * @param it    Items; taken over.
 * @param key   A function from an item to its key.
 * @param into  Out: a copy of the first of the items with the greatest key.
 * @param error Out: what went wrong; may be NULL.
 * @return As iter_min_by.
 *
 * @snippet test_min_max.c iter_max_by
 */
ITER_API ITER_MUST_CHECK int iter_max_by(
    iter_t *it, iter_map_fn_t key, iter_into_t into, iter_error_t *error);

/**
 * @brief iter_max_by as a stage of one item.
 *
 * @param it  Items; taken over.
 * @param key A function from an item to its key.
 * @return As iter_min_of.
 *
 * @snippet test_min_max.c iter_max_by_of
 */
ITER_API iter_t *iter_max_by_of(iter_t *it, iter_map_fn_t key);

/** @} */

/** @name Folds
 * @{
 */

/**
 * @brief Folds all items into the first (Python's `functools.reduce` without an initial value).
 *
 * @param it    Items; taken over.
 * @param fold  From ITER_FOLD_FN (runs in blocks), ITER_TRY_FOLD_FN (exact) or iter_fold_call; what
 *              it accumulates must be of the items' type.
 * @param into  Out: the result. Of one item, a copy of it: the function is not called.
 * @param error Out: what went wrong; may be NULL.
 * @return 0; #ITER_E_EMPTY if there are no items; #ITER_E_TYPE; #ITER_E_INFINITE; the function's
 *         code; or the pipeline's error.
 *
 * A function that accumulates a view (iter_str_t...) may return one of its arguments, or a part of
 * it: what it returns is copied before the item's window ends. One that accumulates a type that
 * owns memory owns what it is given, and returns that, changed as it likes.
 *
 * As CPython's functools.reduce.
 *
 * @snippet test_reduce.c iter_reduce
 */
ITER_API ITER_MUST_CHECK int iter_reduce(
    iter_t *it, iter_fold_fn_t fold, iter_into_t into, iter_error_t *error);

/**
 * @brief iter_reduce as a stage of one item.
 *
 * @param it   Items; taken over.
 * @param fold What to fold with.
 * @return An iterator of one item of the same type; its pull fails with #ITER_E_EMPTY if there are
 *         none.
 *
 * @snippet test_reduce.c iter_reduce_of
 */
ITER_API iter_t *iter_reduce_of(iter_t *it, iter_fold_fn_t fold);

/**
 * @brief Folds all items into a value of the caller's (Python's `functools.reduce` with an initial
 *        value).
 *
 * @param it    Items; taken over.
 * @param fold  As iter_reduce's; it may accumulate another type than the items'.
 * @param acc   In: the initial value. Out: the result.
 * @param error Out: what went wrong; may be NULL.
 * @return 0; #ITER_E_TYPE; #ITER_E_INFINITE; the function's code; or the pipeline's error.
 *
 * The function works on the caller's value in place: on an error, and with #ITER_E_PENDING, it
 * holds what was folded so far, and memory that it owns is the caller's as it was before. But a
 * view is worked on as a copy: it is left alone unless 0 is returned, and is then to be released
 * with iter_type_drop.
 *
 * As CPython's functools.reduce.
 *
 * @snippet test_reduce.c iter_fold
 */
ITER_API ITER_MUST_CHECK int iter_fold(
    iter_t *it, iter_fold_fn_t fold, iter_into_t acc, iter_error_t *error);

/**
 * @brief iter_fold as a stage of one item.
 *
 * @param it      Items; taken over.
 * @param fold    What to fold with.
 * @param initial The initial value, copied through its type.
 * @return An iterator of one item of the type that the function accumulates.
 *
 * @snippet test_reduce.c iter_fold_of
 */
ITER_API iter_t *iter_fold_of(iter_t *it, iter_fold_fn_t fold, iter_from_t initial);

/** @} */

/** @name Questions
 * @{
 */

/**
 * @brief Whether a predicate holds for at least one item (Python's `any`).
 *
 * @param it        Items; taken over. May be infinite: then it ends when one is found.
 * @param predicate From ITER_FILTER_FN (runs in blocks), ITER_TRY_FILTER_FN (exact) or
 *                  iter_filter_call.
 * @param answer    Out: whether it does; false of no items.
 * @param error     Out: what went wrong; may be NULL.
 * @return 0, the predicate's code, or the pipeline's error.
 *
 * Consumes up to and including the first item for which it holds.
 *
 * As CPython's `any(map(predicate, it))`.
 *
 * @snippet test_any_all_find.c iter_any
 */
ITER_API ITER_MUST_CHECK int iter_any(
    iter_t *it, iter_filter_fn_t predicate, bool *answer, iter_error_t *error);

/**
 * @brief iter_any as a stage of one item.
 *
 * @param it        Items; taken over.
 * @param predicate What is asked of them.
 * @return An iterator of one bool.
 *
 * @snippet test_any_all_find.c iter_any_of
 */
ITER_API iter_t *iter_any_of(iter_t *it, iter_filter_fn_t predicate);

/**
 * @brief Whether a predicate holds for every item (Python's `all`).
 *
 * @param it        Items; taken over. May be infinite: then it ends when one fails.
 * @param predicate As iter_any's.
 * @param answer    Out: whether it does; true of no items.
 * @param error     Out: what went wrong; may be NULL.
 * @return 0, the predicate's code, or the pipeline's error.
 *
 * Consumes up to and including the first item for which it does not hold.
 *
 * As CPython's `all(map(predicate, it))`.
 *
 * @snippet test_any_all_find.c iter_all
 */
ITER_API ITER_MUST_CHECK int iter_all(
    iter_t *it, iter_filter_fn_t predicate, bool *answer, iter_error_t *error);

/**
 * @brief iter_all as a stage of one item.
 *
 * @param it        Items; taken over.
 * @param predicate What is asked of them.
 * @return An iterator of one bool.
 *
 * @snippet test_any_all_find.c iter_all_of
 */
ITER_API iter_t *iter_all_of(iter_t *it, iter_filter_fn_t predicate);

/**
 * @brief The first item for which a predicate holds (Python's `next(filter(predicate, it),
 *        default)`).
 *
 * @param it        Items; taken over. May be infinite: then it ends when one is found.
 * @param predicate As iter_any's.
 * @param into      Out: a copy of the item; left alone if there is none.
 * @param found     Out: whether there is one; may be NULL.
 * @param error     Out: what went wrong; may be NULL.
 * @return 0, also if there is none; the predicate's code; or the pipeline's error.
 *
 * Consumes up to and including the item that is found.
 *
 * @snippet test_any_all_find.c iter_find
 */
ITER_API ITER_MUST_CHECK int iter_find(
    iter_t *it, iter_filter_fn_t predicate, iter_into_t into, bool *found, iter_error_t *error);

/**
 * @brief iter_find as a stage of at most one item.
 *
 * @param it        Items; taken over.
 * @param predicate What is asked of them.
 * @return An iterator of the items' type, with one item or none.
 *
 * @snippet test_any_all_find.c iter_find_of
 */
ITER_API iter_t *iter_find_of(iter_t *it, iter_filter_fn_t predicate);

/**
 * @brief The n-th item (Python's `next(itertools.islice(it, n, None))`).
 *
 * @param it    Items; taken over. May be infinite.
 * @param n     Which one, from 0.
 * @param into  Out: a copy of the item.
 * @param error Out: what went wrong; may be NULL.
 * @return 0; #ITER_E_EMPTY if there are only n items or fewer; or the pipeline's error.
 *
 * Consumes n + 1 items. Cost: as iter_skip.
 *
 * As more-itertools' nth.
 *
 * @snippet test_nth.c iter_nth
 */
ITER_API ITER_MUST_CHECK int iter_nth(
    iter_t *it, uint64_t n, iter_into_t into, iter_error_t *error);

/**
 * @brief iter_nth as a stage of one item.
 *
 * @param it Items; taken over.
 * @param n  Which one, from 0.
 * @return An iterator of one item of the same type; its pull fails with #ITER_E_EMPTY if there are
 *         too few.
 *
 * @snippet test_nth.c iter_nth_of
 */
ITER_API iter_t *iter_nth_of(iter_t *it, uint64_t n);

/**
 * @brief Pulls one item, or takes a default at the end (Python's `next(it, default)`).
 *
 * @param it       An iterator; stays the caller's.
 * @param into     Where the item or the default goes.
 * @param fallback The default: `ITER_FROM(int, &none)`.
 * @return #ITER_ITEM; #ITER_END if it is the default; or #ITER_ERROR or #ITER_PENDING, as
 *         iter_next, with the place left alone: neither is an end.
 *
 * Consumes one item. The copies are of the item's own bytes.
 *
 * @snippet test_nth.c iter_next_or
 */
ITER_API ITER_MUST_CHECK iter_status_t iter_next_or(
    iter_t *it, iter_into_t into, iter_from_t fallback);

/** @} */

/** @name All items at once
 * @{
 */

/** @brief A typed place for an array: made by ITER_ARRAY_INTO. */
typedef struct iter_array_into {
        void *to; /**< @brief Where the pointer to the first item goes. */
        size_t *n; /**< @brief Where the number of items goes. */
        const iter_type_t *type; /**< @brief The type of the items. */
} iter_array_into_t;

#ifdef DOXYGEN
/**
 * @brief A typed place for an array.
 *
 * @param T The item type, one word.
 * @param p A `T **`: where the pointer to the first item goes. A pointer to anything else does not
 *          compile.
 * @param n A `size_t *`: where the number of items goes.
 * @return What iter_collect takes.
 *
 * @snippet test_collect.c iter_collect
 */
#define ITER_ARRAY_INTO(T, p, n)
#else
/** @cond internal */
ITER_INLINE iter_array_into_t iter_array_into_(void *to, size_t *n, const iter_type_t *type)
{
        iter_array_into_t into = { to, n, type };
        return into;
}
#if defined(__cplusplus)
} /* extern "C" */
template <typename T>
static inline iter_array_into_t iter_array_into_typed_(T **to, size_t *n, const iter_type_t *type)
{
        return iter_array_into_(to, n, type);
}
extern "C" {
#define ITER_ARRAY_INTO(T, p, n) iter_array_into_typed_<T>((p), (n), ITER_TYPE(T))
#else
#define ITER_ARRAY_INTO(T, p, n) iter_array_into_(ITER_CHECK_(T **, p), (n), ITER_TYPE(T))
#endif

extern ITER_API const iter_type_t iter_type_iter_span_t;
/** @endcond */
#endif

/**
 * @brief Copies all items into an array (Python's `list`).
 *
 * @param it    Items; taken over.
 * @param into  Out: `ITER_ARRAY_INTO(int, &items, &n)`. The array, NULL if it has no items, to be
 *              freed with iter_array_free: also on an error, when it has the items that came
 *              before.
 * @param error Out: what went wrong; may be NULL.
 * @return 0; #ITER_E_INFINITE; or the pipeline's error. With #ITER_E_PENDING the array is still the
 *         pipeline's, and the place says NULL.
 *
 * Items are copied through their type. Memory: room that doubles, so twice that of the items at
 * most, and just enough in the end. Bounds are a hint, for not more than 1 MiB.
 *
 * @snippet test_collect.c iter_collect
 */
ITER_API ITER_MUST_CHECK int iter_collect(iter_t *it, iter_array_into_t into, iter_error_t *error);

/**
 * @brief iter_collect as a stage of one item, an iter_span_t: for iter_array.
 *
 * @param it Items; taken over.
 * @return An iterator of one iter_span_t. The array is freed when the stage is closed; a copy of
 *         the span through its type has an array of its own.
 *
 * @snippet test_collect.c iter_collect_of
 */
ITER_API iter_t *iter_collect_of(iter_t *it);

/**
 * @brief Frees an array from iter_collect: drops its items through their type, and the array
 *        itself.
 *
 * @param items The array; NULL does nothing. It knows how many items it has, and its allocator.
 *
 * @snippet test_collect.c iter_array_free
 */
ITER_API void iter_array_free(void *items);

/**
 * @brief All texts in one, with a separator between each two (Python's `str.join`).
 *
 * @param it        Items of type iter_str_t; taken over.
 * @param separator What goes between them; may be empty, may hold NUL bytes.
 * @param text      Out: the text, to be freed with `iter_type_drop(ITER_TYPE(iter_str_t), &text)`.
 * @param error     Out: what went wrong; may be NULL.
 * @return 0; #ITER_E_INFINITE; or the pipeline's error.
 *
 * Memory: room that doubles, and just enough in the end.
 *
 * As CPython's str.join.
 *
 * @snippet test_join.c iter_join
 */
ITER_API ITER_MUST_CHECK int iter_join(
    iter_t *it, iter_str_t separator, iter_str_t *text, iter_error_t *error);

/**
 * @brief iter_join as a stage of one item.
 *
 * @param it        Items of type iter_str_t; taken over.
 * @param separator What goes between them; copied.
 * @return An iterator of one iter_str_t.
 *
 * @snippet test_join.c iter_join_of
 */
ITER_API iter_t *iter_join_of(iter_t *it, iter_str_t separator);

/** @} */

ITER_END_DECLS

#endif
