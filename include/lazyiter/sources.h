/* SPDX-License-Identifier: MIT */
/**
 * @file lazyiter/sources.h
 * @brief Where items come from: ranges, arrays, callbacks.
 *
 * Each constructor has a twin that ends in `_in` and takes an allocator first; the plain one uses the
 * default allocator. Sources of files are in lazyiter/files.h.
 */
#ifndef LAZYITER_SOURCES_H
#define LAZYITER_SOURCES_H

#include <lazyiter/author.h>

ITER_BEGIN_DECLS

/** @cond internal: the bits of the type's values; step is signed whatever the type is */
ITER_API iter_t *iter_range_bits_in(const iter_allocator_t *allocator, const iter_type_t *type,
    uint64_t start, uint64_t stop, int64_t step, bool through);

#define ITER_RANGE_OF_(T)                                                              \
        ITER_INLINE iter_t *iter_range_##T(T start, T stop, int64_t step)              \
        {                                                                              \
                return iter_range_bits_in(                                             \
                    NULL, ITER_TYPE(T), (uint64_t)start, (uint64_t)stop, step, false); \
        }                                                                              \
        ITER_INLINE iter_t *iter_range_through_##T(T start, T last, int64_t step)      \
        {                                                                              \
                return iter_range_bits_in(                                             \
                    NULL, ITER_TYPE(T), (uint64_t)start, (uint64_t)last, step, true);  \
        }

ITER_RANGE_OF_(int8_t)
ITER_RANGE_OF_(int16_t)
ITER_RANGE_OF_(int32_t)
ITER_RANGE_OF_(int64_t)
ITER_RANGE_OF_(uint8_t)
ITER_RANGE_OF_(uint16_t)
ITER_RANGE_OF_(uint32_t)
ITER_RANGE_OF_(uint64_t)
ITER_RANGE_OF_(short)
ITER_RANGE_OF_(int)
ITER_RANGE_OF_(unsigned)
ITER_RANGE_OF_(long)
ITER_RANGE_OF_(size_t)
/** @endcond */

/**
 * @brief The integers from `start` to before `stop` (Python's `range`), as items of type int64_t.
 *
 * @param start The first item.
 * @param stop  Where to end: not an item.
 * @param step  The distance, negative to count down; 0 is #ITER_E_ARGUMENT.
 * @return An iterator; empty if `stop` does not lie ahead of `start`.
 *
 * Memory: one block. skip() is constant time, bounds are exact.
 *
 * As CPython's range.
 *
 * @snippet test_range.c iter_range
 */
ITER_INLINE iter_t *iter_range(int64_t start, int64_t stop, int64_t step)
{
        return iter_range_int64_t(start, stop, step);
}

/**
 * @brief As iter_range, with an allocator.
 *
 * @param allocator NULL for the default allocator.
 * @param start     The first item.
 * @param stop      Where to end: not an item.
 * @param step      The distance.
 * @return An iterator.
 *
 * @snippet test_range.c iter_range_in
 */
ITER_INLINE iter_t *iter_range_in(
    const iter_allocator_t *allocator, int64_t start, int64_t stop, int64_t step)
{
        return iter_range_bits_in(
            allocator, ITER_TYPE(int64_t), (uint64_t)start, (uint64_t)stop, step, false);
}

#ifdef DOXYGEN
/**
 * @brief As iter_range, for any integer type, and for `double`.
 *
 * @param T     `int8_t` to `uint64_t`, `short`, `int`, `unsigned`, `long`, `size_t`, `double`.
 * @param start The first item.
 * @param stop  Where to end: not an item.
 * @param step  The distance, an int64_t also for unsigned T; a double for double.
 * @return An iterator. A constant that does not fit T is a compiler warning (-Wconversion).
 *
 * A range of doubles is made by multiplication, `start + i * step`: errors do not add up.
 *
 * @snippet test_range.c ITER_RANGE
 */
#define ITER_RANGE(T, start, stop, step)

/**
 * @brief As ITER_RANGE, with the last value included if a step lands on it: reaches both ends of T.
 *
 * @param T     An integer type.
 * @param start The first item.
 * @param last  The bound, an item if a step lands on it.
 * @param step  The distance.
 * @return An iterator.
 *
 * As Rust's `start..=last`.
 *
 * @snippet test_range.c ITER_RANGE_THROUGH
 */
#define ITER_RANGE_THROUGH(T, start, last, step)
#else
#define ITER_RANGE(T, start, stop, step) iter_range_##T(start, stop, step)
#define ITER_RANGE_THROUGH(T, start, last, step) iter_range_through_##T(start, last, step)
#endif

/** @brief How to walk over memory: made by ITER_ARRAY and ITER_SPAN. */
typedef struct iter_span {
        const void *items; /**< @brief The first item; may be NULL if n is 0. */
        size_t n; /**< @brief How many items. */
        const iter_type_t *type; /**< @brief Their type. */
} iter_span_t;

/** @cond internal */
ITER_INLINE iter_span_t iter_span_(const void *items, size_t n, const iter_type_t *type)
{
        iter_span_t span = { items, n, type };
        return span;
}
#if defined(__cplusplus)
} /* extern "C" */
template <typename T, size_t N>
static inline iter_span_t iter_array_typed_(const T (&items)[N], const iter_type_t *type)
{
        return iter_span_(items, N, type);
}
template <typename T>
static inline iter_span_t iter_span_typed_(const T *items, size_t n, const iter_type_t *type)
{
        return iter_span_(items, n, type);
}
extern "C" {
#endif
/** @endcond */

#ifdef DOXYGEN
/**
 * @brief A C array as a span: its length is taken from its type.
 *
 * @param T     The element type, one word.
 * @param array An array. A pointer, an array parameter and an array of something else do not compile.
 * @return What iter_array takes.
 *
 * @snippet test_array.c iter_array
 */
#define ITER_ARRAY(T, array)

/**
 * @brief Memory by pointer and number as a span.
 *
 * @param T The element type, one word.
 * @param p A `const T *`; may be NULL if n is 0.
 * @param n How many items.
 * @return What iter_array takes.
 *
 * @snippet test_array.c ITER_SPAN
 */
#define ITER_SPAN(T, p, n)
#elif defined(__cplusplus)
#define ITER_ARRAY(T, array) iter_array_typed_<T>((array), ITER_TYPE(T))
#define ITER_SPAN(T, p, n) iter_span_typed_<T>((p), (n), ITER_TYPE(T))
#else
/* The address of an array has a type of its own, which a pointer's has not. */
#if defined(__STDC_VERSION__) && __STDC_VERSION__ >= 201112L
#define ITER_ARRAY(T, array)                                                 \
        iter_span_(_Generic(&(array), T(*)[sizeof(array) / sizeof(T)]        \
                            : (array), const T(*)[sizeof(array) / sizeof(T)] \
                            : (array)),                                      \
            sizeof(array) / sizeof(T), ITER_TYPE(T))
#else
#define ITER_ARRAY(T, array)                                             \
        iter_span_(*(1 ? &(array) : (T(*)[sizeof(array) / sizeof(T)])0), \
            sizeof(array) / sizeof(T), ITER_TYPE(T))
#endif
#define ITER_SPAN(T, p, n) iter_span_(ITER_CHECK2_(T *, const T *, p), (n), ITER_TYPE(T))
#endif

/**
 * @brief The items of an array (Python's `iter(list)`).
 *
 * @param span The array: `ITER_ARRAY(int, ids)`, `ITER_SPAN(int, p, n)`. It must live as long as the
 *             iterator, and is not copied. NULL with n > 0 is #ITER_E_NULL.
 * @return An iterator whose window is the array itself.
 *
 * Memory: none but its struct. skip() is constant time, bounds are exact.
 *
 * @snippet test_array.c iter_array
 */
ITER_API iter_t *iter_array(iter_span_t span);

/**
 * @brief As iter_array, with an allocator.
 *
 * @param allocator NULL for the default allocator.
 * @param span      The array.
 * @return An iterator.
 *
 * @snippet test_array.c iter_array_in
 */
ITER_API iter_t *iter_array_in(const iter_allocator_t *allocator, iter_span_t span);

ITER_END_DECLS

#endif
