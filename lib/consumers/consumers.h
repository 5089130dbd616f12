/* SPDX-License-Identifier: MIT */
/* What several consumers share. */
#ifndef LAZYITER_LIB_CONSUMERS_H
#define LAZYITER_LIB_CONSUMERS_H

#include "core/core.h"

/* Items are their bytes: nothing to copy, nothing to drop. */
static inline bool iter_type_plain(const iter_type_t *type)
{
        size_t i;

        if (type->copy != NULL || type->drop != NULL)
                return false;
        for (i = 0; i < type->n_fields; i++) {
                if (!iter_type_plain(type->fields[i].type))
                        return false;
        }
        return true;
}

/* As iter_number_kind, for sums and products of integers: of truth values, too. */
static inline enum iter_number iter_integer_kind(const iter_type_t *type)
{
        const enum iter_number kind = iter_number_kind(type);

        if (iter_type_same(type, ITER_TYPE(bool)))
                return ITER_UNSIGNED;
        return kind == ITER_SIGNED || kind == ITER_UNSIGNED ? kind : ITER_NOT_A_NUMBER;
}

/* Runs DO(T) for the integer type of this size and sign: so the loop in it has a constant type. */
#define ITER_FOR_INTEGER(size, is_signed, DO)     \
        do {                                      \
                switch ((size)*2 + (is_signed)) { \
                case 2:                           \
                        DO(uint8_t);              \
                        break;                    \
                case 3:                           \
                        DO(int8_t);               \
                        break;                    \
                case 4:                           \
                        DO(uint16_t);             \
                        break;                    \
                case 5:                           \
                        DO(int16_t);              \
                        break;                    \
                case 8:                           \
                        DO(uint32_t);             \
                        break;                    \
                case 9:                           \
                        DO(int32_t);              \
                        break;                    \
                case 16:                          \
                        DO(uint64_t);             \
                        break;                    \
                default:                          \
                        DO(int64_t);              \
                        break;                    \
                }                                 \
        } while (0)

/* The index of the smallest (greatest) of n items, at least 1: the first of several, and only if it
 * is smaller (greater) than `best`, which may be NULL; n if none is. */
size_t iter_best(
    const iter_type_t *type, bool greatest, const void *items, size_t n, const void *best);

#endif
