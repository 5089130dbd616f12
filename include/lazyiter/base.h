/* SPDX-License-Identifier: MIT */
/**
 * @file lazyiter/base.h
 * @brief Version, export and portability macros: nothing a user types, apart from the version.
 */
#ifndef LAZYITER_BASE_H
#define LAZYITER_BASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

/** @brief The release that this header belongs to: major number. */
#define LAZYITER_VERSION_MAJOR 0
/** @brief Minor number of the release. */
#define LAZYITER_VERSION_MINOR 1
/** @brief Patch number of the release. */
#define LAZYITER_VERSION_PATCH 0
/** @brief The number in the shared library's SONAME: it changes when an old program would break. */
#define LAZYITER_ABI_VERSION 0

/** @cond internal */
#ifdef __cplusplus
#define ITER_BEGIN_DECLS extern "C" {
#define ITER_END_DECLS }
#else
#define ITER_BEGIN_DECLS
#define ITER_END_DECLS
#endif

#if defined(__GNUC__) || defined(__clang__)
#define ITER_API __attribute__((visibility("default")))
#define ITER_PRINTF(format, first) __attribute__((__format__(__printf__, format, first)))
#define ITER_MUST_CHECK __attribute__((warn_unused_result))
#define ITER_UNUSED __attribute__((unused))
#define ITER_LIKELY(x) __builtin_expect(!!(x), 1)
#define ITER_UNLIKELY(x) __builtin_expect(!!(x), 0)
#define ITER_INLINE static inline __attribute__((always_inline, unused))
#define ITER_RESTRICT __restrict
#else
#define ITER_API
#define ITER_PRINTF(format, first)
#define ITER_MUST_CHECK
#define ITER_UNUSED
#define ITER_LIKELY(x) (x)
#define ITER_UNLIKELY(x) (x)
#define ITER_INLINE static inline
#define ITER_RESTRICT
#endif

/* In front of a loop. gcc unrolls nothing at -O2 unless it is asked to; clang does, and does not know this
 * pragma. */
#if defined(__GNUC__) && !defined(__clang__) && __GNUC__ >= 8
#define ITER_PRAGMA_(text) _Pragma(#text)
#define ITER_UNROLL_(n) ITER_PRAGMA_(GCC unroll n)
#else
#define ITER_UNROLL_(n)
#endif

/* A compile-time check that is also a C99 declaration, allowed at file scope and in a struct's place. */
#if defined(__cplusplus)
#define ITER_STATIC_ASSERT(condition, name) static_assert(condition, #name)
#elif defined(__STDC_VERSION__) && __STDC_VERSION__ >= 201112L
#define ITER_STATIC_ASSERT(condition, name) _Static_assert(condition, #name)
#else
#define ITER_STATIC_ASSERT(condition, name) \
        typedef char iter_assert_##name[(condition) ? 1 : -1] ITER_UNUSED
#endif

/* Alignment of T, in every dialect that the headers support. */
#if defined(__cplusplus)
#define ITER_ALIGNOF(T) alignof(T)
#elif defined(__STDC_VERSION__) && __STDC_VERSION__ >= 201112L
#define ITER_ALIGNOF(T) _Alignof(T)
#else
#define ITER_ALIGNOF(T)         \
        offsetof(               \
            struct {            \
                    char first; \
                    T second;   \
            },                  \
            second)
#endif
/** @endcond */

ITER_BEGIN_DECLS

/**
 * @brief The version of the library that the program runs with, as "major.minor.patch".
 *
 * @return A string that lives as long as the program. It may differ from the header's version when
 *         another build of the shared library is installed.
 *
 * Thread rule: may be called from any thread at any time.
 *
 * @snippet test_base.c iter_version
 */
ITER_API const char *iter_version(void);

ITER_END_DECLS

#endif
