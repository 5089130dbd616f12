/* SPDX-License-Identifier: MIT */
/**
 * @file lazyiter/sources.h
 * @brief Where items come from: ranges, arrays, texts, callbacks.
 *
 * Each constructor has a twin that ends in `_in` and takes an allocator first; the plain one uses
 * the default allocator. Sources of files are in lazyiter/files.h.
 */
#ifndef LAZYITER_SOURCES_H
#define LAZYITER_SOURCES_H

#include <lazyiter/author.h>

ITER_BEGIN_DECLS

/** @cond internal: the bits of the type's values; step is signed whatever the type is */
ITER_API iter_t *iter_range_bits_in(const iter_allocator_t *allocator, const iter_type_t *type,
    uint64_t start, uint64_t stop, int64_t step, bool through);

#define ITER_RANGE_OF_(T)                                                                   \
        ITER_INLINE iter_t *iter_range_##T##_in(                                            \
            const iter_allocator_t *allocator, T start, T stop, int64_t step)               \
        {                                                                                   \
                return iter_range_bits_in(                                                  \
                    allocator, ITER_TYPE(T), (uint64_t)start, (uint64_t)stop, step, false); \
        }                                                                                   \
        ITER_INLINE iter_t *iter_range_##T(T start, T stop, int64_t step)                   \
        {                                                                                   \
                return iter_range_##T##_in(NULL, start, stop, step);                        \
        }                                                                                   \
        ITER_INLINE iter_t *iter_range_through_##T##_in(                                    \
            const iter_allocator_t *allocator, T start, T last, int64_t step)               \
        {                                                                                   \
                return iter_range_bits_in(                                                  \
                    allocator, ITER_TYPE(T), (uint64_t)start, (uint64_t)last, step, true);  \
        }                                                                                   \
        ITER_INLINE iter_t *iter_range_through_##T(T start, T last, int64_t step)           \
        {                                                                                   \
                return iter_range_through_##T##_in(NULL, start, last, step);                \
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
 * Memory: one block. iter_skip is constant time, bounds are exact.
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
        return iter_range_int64_t_in(allocator, start, stop, step);
}

/**
 * @brief The numbers `start + i * step` that lie before `stop`, as items of type double.
 *
 * @param start The first item.
 * @param stop  Where to end: not an item.
 * @param step  The distance, negative to count down.
 * @return An iterator; empty if `stop` does not lie ahead of `start`. #ITER_E_ARGUMENT if the step
 *         is 0, or an argument is infinite or not a number.
 *
 * Each item is made by one multiplication and one addition, so errors do not add up; the range ends
 * before the first item that, rounded, is not before `stop`. So `iter_range_double(1, 1.3, 0.1)`
 * has three items, where a count by division has four. A range of more than 2^64 - 1 items fails
 * with #ITER_E_OVERFLOW behind these.
 *
 * Memory: one block. iter_skip is constant time, bounds are exact; constructing takes a search of
 * about log2(number of items) steps.
 *
 * As more-itertools' numeric_range.
 *
 * @snippet test_range.c iter_range_double
 */
ITER_API iter_t *iter_range_double(double start, double stop, double step);

/**
 * @brief As iter_range_double, with an allocator.
 *
 * @param allocator NULL for the default allocator.
 * @param start     The first item.
 * @param stop      Where to end: not an item.
 * @param step      The distance.
 * @return An iterator.
 *
 * @snippet test_range.c iter_range_double_in
 */
ITER_API iter_t *iter_range_double_in(
    const iter_allocator_t *allocator, double start, double stop, double step);

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
 * A range of doubles is made by multiplication: see iter_range_double.
 *
 * @snippet test_range.c ITER_RANGE
 */
#define ITER_RANGE(T, start, stop, step)

/**
 * @brief As ITER_RANGE, with an allocator.
 *
 * @param T         As for ITER_RANGE.
 * @param allocator NULL for the default allocator.
 * @param start     The first item.
 * @param stop      Where to end: not an item.
 * @param step      The distance.
 * @return An iterator.
 *
 * @snippet test_range.c ITER_RANGE_IN
 */
#define ITER_RANGE_IN(T, allocator, start, stop, step)

/**
 * @brief As ITER_RANGE, with the last value included if a step lands on it: reaches both ends of T.
 *
 * @param T     An integer type.
 * @param start The first item.
 * @param last  The bound, an item if a step lands on it.
 * @param step  The distance; 0 is #ITER_E_ARGUMENT.
 * @return An iterator; empty if `last` lies behind `start`, seen in the direction of the step.
 *         Bounds are exact, except that 2^64 items saturate at UINT64_MAX.
 *
 * As Rust's `start..=last`.
 *
 * @snippet test_range.c ITER_RANGE_THROUGH
 */
#define ITER_RANGE_THROUGH(T, start, last, step)

/**
 * @brief As ITER_RANGE_THROUGH, with an allocator.
 *
 * @param T         An integer type.
 * @param allocator NULL for the default allocator.
 * @param start     The first item.
 * @param last      The bound, an item if a step lands on it.
 * @param step      The distance.
 * @return An iterator.
 *
 * @snippet test_range.c ITER_RANGE_THROUGH_IN
 */
#define ITER_RANGE_THROUGH_IN(T, allocator, start, last, step)
#else
#define ITER_RANGE(T, start, stop, step) iter_range_##T(start, stop, step)
#define ITER_RANGE_IN(T, allocator, start, stop, step) \
        iter_range_##T##_in(allocator, start, stop, step)
#define ITER_RANGE_THROUGH(T, start, last, step) iter_range_through_##T(start, last, step)
#define ITER_RANGE_THROUGH_IN(T, allocator, start, last, step) \
        iter_range_through_##T##_in(allocator, start, last, step)
#endif

/**
 * @brief The integers `start`, `start + step`, ... without end (Python's `itertools.count`), as
 *        items of type int64_t.
 *
 * @param start The first item.
 * @param step  The distance; may be negative, or 0 for the same number for ever.
 * @return An iterator that is known to be infinite. After the last value that fits int64_t comes
 *         the error #ITER_E_OVERFLOW: it never wraps.
 *
 * Memory: one block. iter_skip is constant time.
 *
 * As CPython's itertools.count, except that integers have 64 bits.
 *
 * @snippet test_count.c iter_count
 */
ITER_API iter_t *iter_count(int64_t start, int64_t step);

/**
 * @brief As iter_count, with an allocator.
 *
 * @param allocator NULL for the default allocator.
 * @param start     The first item.
 * @param step      The distance.
 * @return An iterator.
 *
 * @snippet test_count.c iter_count_in
 */
ITER_API iter_t *iter_count_in(const iter_allocator_t *allocator, int64_t start, int64_t step);

/**
 * @brief The numbers `start + i * step` without end, as items of type double.
 *
 * @param start The first item.
 * @param step  The distance; may be negative, or 0 for the same number for ever.
 * @return An iterator that is known to be infinite. #ITER_E_ARGUMENT if an argument is infinite or
 *         not a number. After the last value that fits double, or 2^64 - 1 items, comes the error
 *         #ITER_E_OVERFLOW.
 *
 * Memory: one block. iter_skip is constant time.
 *
 * As CPython's itertools.count of floats, except that items are made by multiplication, as its
 * documentation advises, so errors do not add up.
 *
 * @snippet test_count.c iter_count_double
 */
ITER_API iter_t *iter_count_double(double start, double step);

/**
 * @brief As iter_count_double, with an allocator.
 *
 * @param allocator NULL for the default allocator.
 * @param start     The first item.
 * @param step      The distance.
 * @return An iterator.
 *
 * @snippet test_count.c iter_count_double_in
 */
ITER_API iter_t *iter_count_double_in(const iter_allocator_t *allocator, double start, double step);

/**
 * @brief No items at all (Python's `iter(())`).
 *
 * @param type The type of the items that are not there: `ITER_TYPE(int)`. NULL is #ITER_E_TYPE.
 * @return An iterator that has ended.
 *
 * As Rust's std::iter::empty.
 *
 * @snippet test_repeat.c iter_empty
 */
ITER_API iter_t *iter_empty(const iter_type_t *type);

/**
 * @brief As iter_empty, with an allocator, which the stages on it inherit.
 *
 * @param allocator NULL for the default allocator.
 * @param type      The type of the items.
 * @return An iterator.
 *
 * @snippet test_repeat.c iter_empty_in
 */
ITER_API iter_t *iter_empty_in(const iter_allocator_t *allocator, const iter_type_t *type);

/**
 * @brief One item (Python's `iter((value,))`).
 *
 * @param value The item, copied through its type now: `ITER_FROM(int, &x)`. NULL is #ITER_E_NULL;
 *              what the type's copy returns is the iterator's error.
 * @return An iterator. Bounds are exact.
 *
 * Memory: the copy, dropped when the iterator is closed.
 *
 * As Rust's std::iter::once.
 *
 * @snippet test_repeat.c iter_once
 */
ITER_API iter_t *iter_once(iter_from_t value);

/**
 * @brief As iter_once, with an allocator.
 *
 * @param allocator NULL for the default allocator.
 * @param value     The item.
 * @return An iterator.
 *
 * @snippet test_repeat.c iter_once_in
 */
ITER_API iter_t *iter_once_in(const iter_allocator_t *allocator, iter_from_t value);

/**
 * @brief The same item without end (Python's `itertools.repeat(value)`).
 *
 * @param value The item, copied through its type now: `ITER_FROM(int, &x)`. NULL is #ITER_E_NULL;
 *              what the type's copy returns is the iterator's error.
 * @return An iterator that is known to be infinite.
 *
 * Memory: one copy of what the item owns, and one block, which is written once: all items are
 * views of that copy, which is dropped when the iterator is closed. iter_skip is constant time.
 *
 * As CPython's itertools.repeat.
 *
 * @snippet test_repeat.c iter_repeat
 */
ITER_API iter_t *iter_repeat(iter_from_t value);

/**
 * @brief As iter_repeat, with an allocator.
 *
 * @param allocator NULL for the default allocator.
 * @param value     The item.
 * @return An iterator.
 *
 * @snippet test_repeat.c iter_repeat_in
 */
ITER_API iter_t *iter_repeat_in(const iter_allocator_t *allocator, iter_from_t value);

/**
 * @brief The same item n times (Python's `itertools.repeat(value, n)`).
 *
 * @param value As for iter_repeat.
 * @param n     How many times; a negative number is 0.
 * @return An iterator. Bounds are exact.
 *
 * As CPython's itertools.repeat with `times`.
 *
 * @snippet test_repeat.c iter_repeat_n
 */
ITER_API iter_t *iter_repeat_n(iter_from_t value, int64_t n);

/**
 * @brief As iter_repeat_n, with an allocator.
 *
 * @param allocator NULL for the default allocator.
 * @param value     The item.
 * @param n         How many times.
 * @return An iterator.
 *
 * @snippet test_repeat.c iter_repeat_n_in
 */
ITER_API iter_t *iter_repeat_n_in(const iter_allocator_t *allocator, iter_from_t value, int64_t n);

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
 * @param array An array. A pointer, an array parameter and an array of something else do not
 *              compile.
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
 * @param span The array: `ITER_ARRAY(int, ids)`, `ITER_SPAN(int, p, n)`. It must live as long as
 *             the iterator, and is not copied. NULL with n > 0 is #ITER_E_NULL; more items than
 *             memory can hold are #ITER_E_ARGUMENT.
 * @return An iterator whose window is the array itself.
 *
 * Memory: none but its struct. iter_skip is constant time, bounds are exact.
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

/**
 * @brief Items that lie at equal distances: a member of an array of structs, an array backwards
 *        (Python's `reversed(list)`).
 *
 * @param span   The item at the lowest address, and how many items there are to be yielded:
 *               `ITER_SPAN(double, &points[0].x, n)`. They must live as long as the iterator.
 *               NULL with n > 0 is #ITER_E_NULL.
 * @param stride The distance from one item to the next in bytes, such as `sizeof(point)`.
 *               Negative: the same items backwards, from the highest address down. 0: the same
 *               item n times. Items that would not fit in memory are #ITER_E_ARGUMENT.
 * @return An iterator over the items' bytes, which need not be aligned for their type.
 *
 * Memory: one block; the array is read up to a block ahead. iter_skip is constant time, bounds are
 * exact.
 *
 * @snippet test_array.c iter_array_strided
 */
ITER_API iter_t *iter_array_strided(iter_span_t span, ptrdiff_t stride);

/**
 * @brief As iter_array_strided, with an allocator.
 *
 * @param allocator NULL for the default allocator.
 * @param span      The items.
 * @param stride    Their distance in bytes.
 * @return An iterator.
 *
 * @snippet test_array.c iter_array_strided_in
 */
ITER_API iter_t *iter_array_strided_in(
    const iter_allocator_t *allocator, iter_span_t span, ptrdiff_t stride);

/**
 * @brief A list of C strings, as items of type iter_str_t.
 *
 * @param list The strings; list and strings must live as long as the iterator, and are not copied.
 *             NULL for n > 0 is #ITER_E_NULL; so is, when it is its turn, a string that is NULL.
 * @param n    How many strings.
 * @return An iterator.
 *
 * Memory: one block; strings are measured up to a block ahead. iter_skip is constant time, bounds
 * are exact.
 *
 * @snippet test_strings.c iter_strings
 */
ITER_API iter_t *iter_strings(const char *const *list, size_t n);

/**
 * @brief As iter_strings, with an allocator.
 *
 * @param allocator NULL for the default allocator.
 * @param list      The strings.
 * @param n         How many strings.
 * @return An iterator.
 *
 * @snippet test_strings.c iter_strings_in
 */
ITER_API iter_t *iter_strings_in(
    const iter_allocator_t *allocator, const char *const *list, size_t n);

/**
 * @brief The arguments of a program: as iter_strings, for what C gives to main.
 *
 * @param argc How many; a negative number is 0. Without the program's name: `argc - 1`.
 * @param argv The strings. Without the program's name: `argv + 1`.
 * @return An iterator of iter_str_t.
 *
 * As CPython's `iter(sys.argv)`.
 *
 * @snippet test_strings.c iter_args
 */
ITER_API iter_t *iter_args(int argc, char *const *argv);

/**
 * @brief As iter_args, with an allocator.
 *
 * @param allocator NULL for the default allocator.
 * @param argc      How many.
 * @param argv      The strings.
 * @return An iterator.
 *
 * @snippet test_strings.c iter_args_in
 */
ITER_API iter_t *iter_args_in(const iter_allocator_t *allocator, int argc, char *const *argv);

/**
 * @brief What a function gives at each call, until it says end.
 *
 * @param fn From ITER_NEXT_FN, or iter_next_call. It returns #ITER_ITEM after writing an item,
 *           #ITER_END, #ITER_PENDING if there is no item now, or #ITER_ERROR after iter_fail.
 *           Anything else is #ITER_E_CALLBACK. NULL in place of its function is #ITER_E_NULL.
 * @return An iterator of the function's type. Nothing is known of its bounds.
 *
 * Exact: one call for each item that is asked for, never ahead, and none after the end or an error.
 * A pull of this iterator from inside the function fails, and harms nothing else. Items of a type
 * that owns memory are dropped at the next pull.
 *
 * As Rust's std::iter::from_fn.
 *
 * @snippet test_from_fn.c iter_from_fn
 */
ITER_API iter_t *iter_from_fn(iter_next_fn_t fn);

/**
 * @brief As iter_from_fn, with an allocator.
 *
 * @param allocator NULL for the default allocator.
 * @param fn        The function.
 * @return An iterator.
 *
 * @snippet test_from_fn.c iter_from_fn_in
 */
ITER_API iter_t *iter_from_fn_in(const iter_allocator_t *allocator, iter_next_fn_t fn);

/**
 * @brief What a function gives at each call, until it gives a certain item
 *        (Python's `iter(callable, sentinel)`).
 *
 * @param fn       As for iter_from_fn; it may also say end itself.
 * @param sentinel The item that ends it, which is not yielded: `ITER_FROM(int, &x)`. Copied
 *                 through its type now. NULL is #ITER_E_NULL, another type than the function's
 *                 #ITER_E_TYPE.
 * @return An iterator of the function's type.
 *
 * Compares once for each item, with iter_type_equal: a NaN is never found. The function is not
 * called again after the sentinel.
 *
 * As CPython's iter with two arguments.
 *
 * @snippet test_from_fn.c iter_call_until
 */
ITER_API iter_t *iter_call_until(iter_next_fn_t fn, iter_from_t sentinel);

/**
 * @brief As iter_call_until, with an allocator.
 *
 * @param allocator NULL for the default allocator.
 * @param fn        The function.
 * @param sentinel  The item that ends it.
 * @return An iterator.
 *
 * @snippet test_from_fn.c iter_call_until_in
 */
ITER_API iter_t *iter_call_until_in(
    const iter_allocator_t *allocator, iter_next_fn_t fn, iter_from_t sentinel);

ITER_END_DECLS

#endif
