/* SPDX-License-Identifier: MIT */
/**
 * @file lazyiter/text.h
 * @brief Stages for text.
 *
 * What a function object does is hidden in its C body. These stages say what they look for, so that
 * the library can do it faster than line by line.
 */
#ifndef LAZYITER_TEXT_H
#define LAZYITER_TEXT_H

#include <lazyiter/stages.h>

ITER_BEGIN_DECLS

/**
 * @brief The texts that hold another, byte for byte (Python's `(s for s in it if needle in s)`).
 *
 * @param source Items of type iter_str_t; taken over.
 * @param needle What to look for, copied: `iter_str("ERROR")`; may hold NUL bytes. The empty text is in every text.
 * @return An iterator of the texts that hold it. #ITER_E_TYPE if the source gives something else,
 *         #ITER_E_NULL for a needle without bytes, but with a length.
 *
 * Consumes as iter_filter does. Memory: one block of views. Cost: linear in the length of the texts.
 *
 * @snippet test_str_filter.c iter_str_filter
 */
ITER_API iter_t *iter_str_filter(iter_t *source, iter_str_t needle);

ITER_END_DECLS

#endif
