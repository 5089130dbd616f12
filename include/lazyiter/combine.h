/* SPDX-License-Identifier: MIT */
/**
 * @file lazyiter/combine.h
 * @brief Several sources in one: chain, zip, zip_longest; and items with their index: enumerate.
 *
 * zip, zip_longest and enumerate yield structs, laid out as C lays them out, padding included. A
 * program reads them with a struct of its own:
 *
 *     typedef struct { size_t number; iter_str_t text; } numbered;
 *     ITER_PAIR_TYPE(numbered, size_t, number, iter_str_t, text);
 *     it = iter_enumerate(it, 1);
 *     ITER_FOREACH(numbered, n, it) ...
 *
 * **Inputs with items in common.** Several sources may be borrows of one iterator, or stages over
 * such borrows: `ITER_ZIP(iter_borrow(a), iter_borrow(a))` yields its items two by two. They are
 * then pulled one by one, from the first to the last, and what one gave is copied through its
 * type before the next is pulled.
 */
#ifndef LAZYITER_COMBINE_H
#define LAZYITER_COMBINE_H

#include <lazyiter/author.h>

ITER_BEGIN_DECLS

/**
 * @brief The items of one source after another (Python's `itertools.chain`).
 *
 * @param sources The sources, all of one type; taken over. The array is the caller's.
 * @param n       How many; 0 is #ITER_E_ARGUMENT, for nothing says what the items would be.
 * @return An iterator of the sources' type. #ITER_E_TYPE if they differ, #ITER_E_NULL if one is
 *         NULL, #ITER_E_HANDED_OVER if one is there twice.
 *
 * Windows are passed on uncopied. Consumes of each source what it passed on; does not touch one
 * before those before it have ended. A source that has ended is closed at the next pull. After an
 * error the sources behind stay untouched. skip() is as cheap as the sources'; bounds are the sum
 * of theirs.
 *
 * Memory: its struct.
 *
 * As CPython's itertools.chain; chain.from_iterable is flat_map.
 *
 * @snippet test_chain.c iter_chain_n
 */
ITER_API iter_t *iter_chain_n(iter_t *const *sources, size_t n);

/**
 * @brief Each item with its index (Python's `enumerate`).
 *
 * @param source Where the items come from; taken over.
 * @param start  The first index.
 * @return An iterator of `struct { size_t index; T value; }`. After the item with index SIZE_MAX,
 *         one more is #ITER_E_OVERFLOW, and stays in the source.
 *
 * Consumes one item of the source for each of its own. skip() is as cheap as the source's; bounds
 * are the source's. Memory: one block.
 *
 * As CPython's enumerate, except that indices are not negative and have an end.
 *
 * @snippet test_enumerate.c iter_enumerate
 */
ITER_API iter_t *iter_enumerate(iter_t *source, size_t start);

/**
 * @brief One item of each source, side by side, as long as all have one (Python's `zip`).
 *
 * @param sources The sources; taken over. The array is the caller's.
 * @param n       How many; without any, the iterator is empty.
 * @return An iterator of a struct with n members. #ITER_E_NULL if a source is NULL,
 *         #ITER_E_HANDED_OVER if one is there twice.
 *
 * Pulls from the first to the last, and no more once one has ended. Consumes one item of each
 * source for each of its own, also at the end and at an error: what has no partner stays in its
 * source. If it had to be taken, because another source has items in common with this one, it is
 * put back: in the order in which the items came, and in front of an error.
 *
 * Bounds are the smallest of the sources'. Memory: one block; with items in common, also the copies
 * of one item of each source but the last, if their types own or view memory, and room to put them
 * back.
 *
 * As CPython's zip, except that CPython's loses what has no partner.
 *
 * @snippet test_zip.c iter_zip_n
 */
ITER_API iter_t *iter_zip_n(iter_t *const *sources, size_t n);

/**
 * @brief As iter_zip_n, for sources that must be equally long (Python's `zip(strict=True)`).
 *
 * @param sources The sources; taken over.
 * @param n       How many; without any, the iterator is empty.
 * @return As iter_zip_n's. If one source ends before the others, #ITER_E_LENGTH, which says which
 *         one is shorter, or longer, than those before it, comes after the items that are whole.
 *
 * Consumes as iter_zip_n: at the error, what has no partner is still in its source. Only where
 * the first source is the first to end are those behind it looked at, up to the first that has an
 * item.
 *
 * As CPython's zip(strict=True), except that CPython's loses what it has looked at.
 *
 * @snippet test_zip.c iter_zip_strict_n
 */
ITER_API iter_t *iter_zip_strict_n(iter_t *const *sources, size_t n);

/**
 * @brief One item of each source, side by side, as long as any has one (Python's
 *        `itertools.zip_longest`).
 *
 * @param sources The sources; taken over.
 * @param fills   What stands for the missing items of each: n values of the sources' types,
 *                `ITER_FROM(int, &x)`, copied through their types. NULL: zero bytes for all,
 *                which are an empty text, NULL, 0.
 * @param n       How many sources; without any, the iterator is empty.
 * @return An iterator of a struct with n members. As iter_zip_n; also #ITER_E_TYPE if a fill
 *         value is not of its source's type.
 *
 * Consumes one item of each source that has one, for each of its own; at the end, all of them. A
 * source that has ended is not pulled again. At an error of one source, what the others have
 * ready stays there. Bounds are the largest of the sources'.
 *
 * Memory: as iter_zip_n, and the fill values.
 *
 * As CPython's itertools.zip_longest, with a fill value for each source.
 *
 * @snippet test_zip_longest.c iter_zip_longest_n
 */
ITER_API iter_t *iter_zip_longest_n(iter_t *const *sources, const iter_from_t *fills, size_t n);

/** @cond internal */
ITER_INLINE iter_t *iter_zip_longest_zero_(iter_t *const *sources, size_t n)
{
        return iter_zip_longest_n(sources, NULL, n);
}

#if defined(__cplusplus)
} /* extern "C" */
template <typename... S>
static inline iter_t *iter_over_(iter_t *(*make)(iter_t *const *, size_t), S... sources)
{
        iter_t *const all[] = { sources... };
        return make(all, sizeof...(S));
}
extern "C" {
#define ITER_OVER_(make, ...) iter_over_(make, __VA_ARGS__)
#else
/* The second list is not evaluated. */
#define ITER_OVER_(make, ...)                  \
        make((iter_t *const[]){ __VA_ARGS__ }, \
            sizeof((iter_t *const[]){ __VA_ARGS__ }) / sizeof(iter_t *))
#endif
/** @endcond */

#ifdef DOXYGEN
/**
 * @brief iter_chain_n for a list: `ITER_CHAIN(a, b, c)`.
 *
 * @param ... At least one source, each an `iter_t *`.
 * @return As iter_chain_n's.
 *
 * The list is counted when it is compiled.
 *
 * @snippet test_chain.c ITER_CHAIN
 */
#define ITER_CHAIN(...)

/**
 * @brief iter_zip_n for a list: `ITER_ZIP(a, b, c)`.
 *
 * @param ... At least one source, each an `iter_t *`.
 * @return As iter_zip_n's.
 *
 * @snippet test_zip.c ITER_ZIP
 */
#define ITER_ZIP(...)

/**
 * @brief iter_zip_strict_n for a list.
 *
 * @param ... At least one source, each an `iter_t *`.
 * @return As iter_zip_strict_n's.
 *
 * @snippet test_zip.c ITER_ZIP_STRICT
 */
#define ITER_ZIP_STRICT(...)

/**
 * @brief iter_zip_longest_n for a list, with zero bytes for what is missing.
 *
 * @param ... At least one source, each an `iter_t *`.
 * @return As iter_zip_longest_n's.
 *
 * @snippet test_zip_longest.c ITER_ZIP_LONGEST
 */
#define ITER_ZIP_LONGEST(...)
#else
#define ITER_CHAIN(...) ITER_OVER_(iter_chain_n, __VA_ARGS__)
#define ITER_ZIP(...) ITER_OVER_(iter_zip_n, __VA_ARGS__)
#define ITER_ZIP_STRICT(...) ITER_OVER_(iter_zip_strict_n, __VA_ARGS__)
#define ITER_ZIP_LONGEST(...) ITER_OVER_(iter_zip_longest_zero_, __VA_ARGS__)
#endif

ITER_END_DECLS

#endif
