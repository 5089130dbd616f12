/* SPDX-License-Identifier: MIT */
/**
 * @file lazyiter/consumers.h
 * @brief What runs a pipeline to a result: sum, min, any, find, collect, write.
 *
 * A consumer takes its pipeline over and closes it. It returns 0, or the code of the pipeline's first
 * error, with the record in the last parameter, which may be NULL. What it hands out is the caller's, copied
 * through its type: for types that own or view memory, release it with iter_type_drop. To go on
 * with the items that a consumer did not need, lend it the pipeline with iter_borrow.
 *
 * A source that says "pending" is waited for, if it knows how. If it does not, the consumer returns
 * #ITER_E_PENDING and leaves the pipeline open: call the same consumer on it again, and it goes on
 * where it stopped. The form that ends in `_of` is a stage of one item, the result, and says pending
 * like any other.
 */
#ifndef LAZYITER_CONSUMERS_H
#define LAZYITER_CONSUMERS_H

#include <lazyiter/stages.h>

ITER_BEGIN_DECLS

/**
 * @brief The sum of signed or unsigned integers (Python's `sum`).
 *
 * @param it    Items of an integer type; taken over. One known to be infinite is #ITER_E_INFINITE.
 * @param sum   Out: the sum, 0 of no items. Left alone on an error.
 * @param error Out: what went wrong; may be NULL.
 * @return 0, #ITER_E_OVERFLOW if the sum does not fit, or the pipeline's error.
 *
 * As CPython's sum, except for the overflow: Python's integers have no end.
 *
 * @snippet test_sum.c iter_sum_i64
 */
ITER_API ITER_MUST_CHECK int iter_sum_i64(iter_t *it, int64_t *sum, iter_error_t *error);

/**
 * @brief The sum of integers as a stage of one item, an int64_t.
 *
 * @param it Items of an integer type; taken over.
 * @return An iterator of one int64_t.
 *
 * @snippet test_sum.c iter_sum_i64_of
 */
ITER_API iter_t *iter_sum_i64_of(iter_t *it);

ITER_API ITER_MUST_CHECK int iter_sum_u64(iter_t *it, uint64_t *sum, iter_error_t *error);
ITER_API iter_t *iter_sum_u64_of(iter_t *it);

ITER_END_DECLS

#endif
