/* SPDX-License-Identifier: MIT */
/**
 * @file lazyiter/fn.h
 * @brief Function objects: ordinary typed C functions as maps, filters, folds and keys.
 *
 * The macro is the prototype, with commas; the body follows outside it and is ordinary C:
 *
 *     ITER_MAP_FN(int64_t, square, int64_t, x) { return x * x; }
 *     it = iter_map(it, square);
 *
 * `square` is then a value of type iter_map_fn_t: a filter handed to iter_map does not compile. A context is
 * captured by value, so that a pipeline returned from a function cannot dangle:
 *
 *     ITER_MAP_FN_WITH(int64_t, scale, int64_t, x, int64_t, k) { return x * k; }
 *     it = iter_map(it, scale(7));
 *
 * **Pure** (`ITER_MAP_FN` and its kin). The author declares the body pure, total on every item that the
 * source may hold, also past the point where a later stage stops, cheap, and not returning
 * pointers into storage that it reuses. It runs in blocks, at the speed of a loop by hand.
 *
 * **Exact** (`ITER_TRY_MAP_FN` and its kin). The body may fail and may have effects. It runs once per
 * item that is asked for, in order, never ahead. It returns 0, or a code: of the library, or a negative
 * one of its own; iter_fail says why.
 *
 * Both kinds make values of the same types, so that there is one iter_map, one iter_filter. For
 * other languages, `int (*)(void *ctx, ...)` functions are made into the same values with iter_map_call
 * and its kin.
 */
#ifndef LAZYITER_FN_H
#define LAZYITER_FN_H

#include <lazyiter/iter.h>

ITER_BEGIN_DECLS

/** @brief How many bytes of context a function object can capture. */
#define ITER_CONTEXT_ROOM 48

/** @brief What a callback needs in order to say why it failed: see iter_fail. */
typedef struct iter_call {
        iter_t *stage; /**< @brief The stage that runs the callback. */
        const char *name; /**< @brief The callback's name. */
        uint64_t index; /**< @brief The number of the stage's item, from 0. */
} iter_call_t;

/** @brief A function object's context, captured by value. */
typedef union iter_context {
        unsigned char bytes[ITER_CONTEXT_ROOM]; /**< @brief The value. */
        void *pointer; /**< @brief For alignment. */
        int64_t integer; /**< @brief For alignment. */
        double real; /**< @brief For alignment. */
        /** @brief A plain callback and its context. */
        struct {
                void *ctx; /**< @brief The callback's context. */
                union {
                        int (*map)(void *ctx, const void *in, void *out);
                        int (*filter)(void *ctx, const void *in, bool *pass);
                        int (*filter_map)(void *ctx, const void *in, void *out, bool *keep);
                        int (*fold)(void *ctx, void *acc, const void *in);
                        int (*each)(void *ctx, const void *in);
                        iter_status_t (*next)(void *ctx, void *out);
                } fn; /**< @brief The callback. */
        } plain;
} iter_context_t;

/** @brief A map, or a key: made by ITER_MAP_FN and its kin. Exactly one of `run` and `call` is set. */
typedef struct iter_map_fn {
        const char *name; /**< @brief For messages. */
        const iter_type_t *in; /**< @brief What it takes. */
        const iter_type_t *out; /**< @brief What it gives. */
        /** @brief Pure: maps n items. */
        void (*run)(const iter_context_t *ctx, const void *in, void *out, size_t n);
        /** @brief Exact: maps one item; returns 0 or an error code. */
        int (*call)(const iter_context_t *ctx, const void *in, void *out, const iter_call_t *call);
        iter_context_t ctx; /**< @brief The context. */
} iter_map_fn_t;

/** @brief A predicate: made by ITER_FILTER_FN and its kin. */
typedef struct iter_filter_fn {
        const char *name; /**< @brief For messages. */
        const iter_type_t *in; /**< @brief What it takes. */
        /** @brief Pure: copies the items whose answer is `pass` to `out`; returns how many. */
        size_t (*select)(const iter_context_t *ctx, const void *in, void *out, size_t n, bool pass);
        /** @brief Pure: how many of the first items have the answer `pass`. */
        size_t (*span)(const iter_context_t *ctx, const void *in, size_t n, bool pass);
        /** @brief Exact: the answer for one item; returns 0 or an error code. */
        int (*call)(const iter_context_t *ctx, const void *in, bool *pass, const iter_call_t *call);
        iter_context_t ctx; /**< @brief The context. */
} iter_filter_fn_t;

/** @brief A map with a condition: made by ITER_FILTER_MAP_FN and its kin. */
typedef struct iter_filter_map_fn {
        const char *name; /**< @brief For messages. */
        const iter_type_t *in; /**< @brief What it takes. */
        const iter_type_t *out; /**< @brief What it gives. */
        /** @brief Pure: maps n items, keeps those that it wants; returns how many. */
        size_t (*run)(const iter_context_t *ctx, const void *in, void *out, size_t n);
        /** @brief Exact: maps one item; returns 0 or an error code. */
        int (*call)(const iter_context_t *ctx, const void *in, void *out, bool *keep,
            const iter_call_t *call);
        iter_context_t ctx; /**< @brief The context. */
} iter_filter_map_fn_t;

/** @brief A fold: made by ITER_FOLD_FN and its kin. */
typedef struct iter_fold_fn {
        const char *name; /**< @brief For messages. */
        const iter_type_t *acc; /**< @brief What it accumulates. */
        const iter_type_t *in; /**< @brief What it takes. */
        /** @brief Pure: folds n items into `acc`. */
        void (*run)(const iter_context_t *ctx, void *acc, const void *in, size_t n);
        /** @brief Pure: as run, and writes each intermediate `acc` to `out`. */
        void (*scan)(const iter_context_t *ctx, void *acc, const void *in, void *out, size_t n);
        /** @brief Exact: folds one item; returns 0 or an error code. */
        int (*call)(const iter_context_t *ctx, void *acc, const void *in, const iter_call_t *call);
        iter_context_t ctx; /**< @brief The context. */
} iter_fold_fn_t;

/** @brief An effect for each item: made by ITER_EACH_FN and its kin. Always exact. */
typedef struct iter_each_fn {
        const char *name; /**< @brief For messages. */
        const iter_type_t *in; /**< @brief What it takes. */
        /** @brief Does it for one item; returns 0 or an error code. */
        int (*call)(const iter_context_t *ctx, const void *in, const iter_call_t *call);
        iter_context_t ctx; /**< @brief The context. */
} iter_each_fn_t;

/** @brief A "next" function: made by ITER_NEXT_FN. Always exact. */
typedef struct iter_next_fn {
        const char *name; /**< @brief For messages. */
        const iter_type_t *out; /**< @brief What it gives. */
        /** @brief Makes one item: ITER_ITEM, ITER_END, ITER_PENDING, or ITER_ERROR after iter_fail. */
        iter_status_t (*call)(const iter_context_t *ctx, void *out, const iter_call_t *call);
        iter_context_t ctx; /**< @brief The context. */
} iter_next_fn_t;

/**
 * @brief Says why a callback fails: the message reaches whoever closes the pipeline.
 *
 * @param call   What the callback was given.
 * @param code   A code of the library, or a negative one of your own; 0 is taken for #ITER_E_CALLBACK.
 * @param format The message, as printf's.
 * @return The code, to be returned from the callback. If it returns 0 all the same, its item is still
 *         delivered, and then the error.
 *
 * @snippet test_fn.c iter_fail
 */
ITER_API int iter_fail(const iter_call_t *call, int code, const char *format, ...)
    ITER_PRINTF(3, 4);

/**
 * @brief A map from a plain C callback: the layer for other languages.
 *
 * @param in  The type of the items.
 * @param out The type of the results.
 * @param fn  Returns 0, or an error code.
 * @param ctx Handed to `fn`; must live as long as the pipeline.
 * @return The function object.
 *
 * Exact: runs once per item, never ahead.
 *
 * @snippet test_fn.c iter_map_call
 */
ITER_API iter_map_fn_t iter_map_call(const iter_type_t *in, const iter_type_t *out,
    int (*fn)(void *ctx, const void *in, void *out), void *ctx);

/**
 * @brief A predicate from a plain C callback: the layer for other languages.
 *
 * @param in  The type of the items.
 * @param fn  Returns 0, or an error code.
 * @param ctx Handed to `fn`; must live as long as the pipeline.
 * @return The function object.
 *
 * Exact: runs once per item, never ahead.
 *
 * @snippet test_fn.c iter_filter_call
 */
ITER_API iter_filter_fn_t iter_filter_call(
    const iter_type_t *in, int (*fn)(void *ctx, const void *in, bool *pass), void *ctx);

/**
 * @brief A map with a condition from a plain C callback: the layer for other languages.
 *
 * @param in  The type of the items.
 * @param out The type of the results.
 * @param fn  Returns 0, or an error code.
 * @param ctx Handed to `fn`; must live as long as the pipeline.
 * @return The function object.
 *
 * Exact: runs once per item, never ahead.
 *
 * @snippet test_fn.c iter_filter_map_call
 */
ITER_API iter_filter_map_fn_t iter_filter_map_call(const iter_type_t *in, const iter_type_t *out,
    int (*fn)(void *ctx, const void *in, void *out, bool *keep), void *ctx);

/**
 * @brief A fold from a plain C callback: the layer for other languages.
 *
 * @param acc The type of the accumulator.
 * @param in  The type of the items.
 * @param fn  Returns 0, or an error code.
 * @param ctx Handed to `fn`; must live as long as the pipeline.
 * @return The function object.
 *
 * Exact: runs once per item, never ahead.
 *
 * @snippet test_fn.c iter_fold_call
 */
ITER_API iter_fold_fn_t iter_fold_call(const iter_type_t *acc, const iter_type_t *in,
    int (*fn)(void *ctx, void *acc, const void *in), void *ctx);

/**
 * @brief An effect from a plain C callback: the layer for other languages.
 *
 * @param in  The type of the items.
 * @param fn  Returns 0, or an error code.
 * @param ctx Handed to `fn`; must live as long as the pipeline.
 * @return The function object.
 *
 * Exact: runs once per item, never ahead.
 *
 * @snippet test_fn.c iter_each_call
 */
ITER_API iter_each_fn_t iter_each_call(
    const iter_type_t *in, int (*fn)(void *ctx, const void *in), void *ctx);

/**
 * @brief A "next" function from a plain C callback: the layer for other languages.
 *
 * @param out The type of the items.
 * @param fn  Returns the outcome; ITER_ERROR without more says #ITER_E_CALLBACK.
 * @param ctx Handed to `fn`; must live as long as the pipeline.
 * @return The function object.
 *
 * Exact: runs once per item, never ahead.
 *
 * @snippet test_fn.c iter_next_call
 */
ITER_API iter_next_fn_t iter_next_call(
    const iter_type_t *out, iter_status_t (*fn)(void *ctx, void *out), void *ctx);

#ifdef DOXYGEN
/**
 * @brief Defines a pure map, or a key: the body that follows is `R name(T x)`.
 *
 * @param R    The type of the results, one word.
 * @param name The name of the function object.
 * @param T    The type of the items, one word.
 * @param x    The name of the item in the body.
 *
 * @snippet test_fn.c ITER_MAP_FN
 */
#define ITER_MAP_FN(R, name, T, x)

/**
 * @brief Defines a pure map with a context: `R name(T x, C k)`. `name(value)` is the function object.
 *
 * @param R    The type of the results, one word.
 * @param name The name of the function object.
 * @param T    The type of the items, one word.
 * @param x    The name of the item in the body.
 * @param C    The type of the context, at most #ITER_CONTEXT_ROOM bytes.
 * @param k    The name of the context in the body.
 *
 * @snippet test_fn.c ITER_MAP_FN_WITH
 */
#define ITER_MAP_FN_WITH(R, name, T, x, C, k)

/**
 * @brief Defines an exact map: `int name(T x, R *out, const iter_call_t *call)`.
 *
 * @param R    The type of the results, one word.
 * @param name The name of the function object.
 * @param T    The type of the items, one word.
 * @param x    The name of the item in the body.
 * @param out  The name of the `R *` for the result.
 * @param call The name of the `const iter_call_t *` in the body, for iter_fail.
 *
 * @snippet test_fn.c ITER_TRY_MAP_FN
 */
#define ITER_TRY_MAP_FN(R, name, T, x, out, call)

/**
 * @brief Defines an exact map with a context: `name(value)` is the function object.
 *
 * @param R    The type of the results, one word.
 * @param name The name of the function object.
 * @param T    The type of the items, one word.
 * @param x    The name of the item in the body.
 * @param out  The name of the `R *` for the result.
 * @param call The name of the `const iter_call_t *` in the body, for iter_fail.
 * @param C    The type of the context, at most #ITER_CONTEXT_ROOM bytes.
 * @param k    The name of the context in the body.
 *
 * @snippet test_fn.c ITER_TRY_MAP_FN_WITH
 */
#define ITER_TRY_MAP_FN_WITH(R, name, T, x, out, call, C, k)

/**
 * @brief Defines a pure predicate: the body that follows is `bool name(T x)`.
 *
 * @param name The name of the function object.
 * @param T    The type of the items, one word.
 * @param x    The name of the item in the body.
 *
 * @snippet test_fn.c ITER_FILTER_FN
 */
#define ITER_FILTER_FN(name, T, x)

/**
 * @brief Defines a pure predicate with a context: `bool name(T x, C k)`. `name(value)` is the function object.
 *
 * @param name The name of the function object.
 * @param T    The type of the items, one word.
 * @param x    The name of the item in the body.
 * @param C    The type of the context, at most #ITER_CONTEXT_ROOM bytes.
 * @param k    The name of the context in the body.
 *
 * @snippet test_fn.c ITER_FILTER_FN_WITH
 */
#define ITER_FILTER_FN_WITH(name, T, x, C, k)

/**
 * @brief Defines an exact predicate: `int name(T x, bool *pass, const iter_call_t *call)`.
 *
 * @param name The name of the function object.
 * @param T    The type of the items, one word.
 * @param x    The name of the item in the body.
 * @param pass The name of the `bool *` for the answer.
 * @param call The name of the `const iter_call_t *` in the body, for iter_fail.
 *
 * @snippet test_fn.c ITER_TRY_FILTER_FN
 */
#define ITER_TRY_FILTER_FN(name, T, x, pass, call)

/**
 * @brief Defines an exact predicate with a context: `name(value)` is the function object.
 *
 * @param name The name of the function object.
 * @param T    The type of the items, one word.
 * @param x    The name of the item in the body.
 * @param pass The name of the `bool *` for the answer.
 * @param call The name of the `const iter_call_t *` in the body, for iter_fail.
 * @param C    The type of the context, at most #ITER_CONTEXT_ROOM bytes.
 * @param k    The name of the context in the body.
 *
 * @snippet test_fn.c ITER_TRY_FILTER_FN_WITH
 */
#define ITER_TRY_FILTER_FN_WITH(name, T, x, pass, call, C, k)

/**
 * @brief Defines a pure map with a condition, as a generator expression has: `bool name(T x, R *out)`.
 *
 * @param R    The type of the results, one word.
 * @param name The name of the function object.
 * @param T    The type of the items, one word.
 * @param x    The name of the item in the body.
 * @param out  The name of the `R *` for the result.
 *
 * The body returns whether there is a result; it may write `*out` in any case.
 *
 * @snippet test_fn.c ITER_FILTER_MAP_FN
 */
#define ITER_FILTER_MAP_FN(R, name, T, x, out)

/**
 * @brief Defines a pure map with a condition and a context. `name(value)` is the function object.
 *
 * @param R    The type of the results, one word.
 * @param name The name of the function object.
 * @param T    The type of the items, one word.
 * @param x    The name of the item in the body.
 * @param out  The name of the `R *` for the result.
 * @param C    The type of the context, at most #ITER_CONTEXT_ROOM bytes.
 * @param k    The name of the context in the body.
 *
 * @snippet test_fn.c ITER_FILTER_MAP_FN_WITH
 */
#define ITER_FILTER_MAP_FN_WITH(R, name, T, x, out, C, k)

/**
 * @brief Defines an exact map with a condition: `int name(T x, R *out, bool *keep, const iter_call_t *call)`.
 *
 * @param R    The type of the results, one word.
 * @param name The name of the function object.
 * @param T    The type of the items, one word.
 * @param x    The name of the item in the body.
 * @param out  The name of the `R *` for the result.
 * @param keep The name of the `bool *` that says whether there is a result.
 * @param call The name of the `const iter_call_t *` in the body, for iter_fail.
 *
 * @snippet test_fn.c ITER_TRY_FILTER_MAP_FN
 */
#define ITER_TRY_FILTER_MAP_FN(R, name, T, x, out, keep, call)

/**
 * @brief Defines an exact map with a condition and a context. `name(value)` is the function object.
 *
 * @param R    The type of the results, one word.
 * @param name The name of the function object.
 * @param T    The type of the items, one word.
 * @param x    The name of the item in the body.
 * @param out  The name of the `R *` for the result.
 * @param keep The name of the `bool *` that says whether there is a result.
 * @param call The name of the `const iter_call_t *` in the body, for iter_fail.
 * @param C    The type of the context, at most #ITER_CONTEXT_ROOM bytes.
 * @param k    The name of the context in the body.
 *
 * @snippet test_fn.c ITER_TRY_FILTER_MAP_FN_WITH
 */
#define ITER_TRY_FILTER_MAP_FN_WITH(R, name, T, x, out, keep, call, C, k)

/**
 * @brief Defines a pure fold: the body that follows is `A name(A acc, T x)`.
 *
 * @param A    The type of the accumulator, one word.
 * @param name The name of the function object.
 * @param acc  The name of the accumulator in the body: a value.
 * @param T    The type of the items, one word.
 * @param x    The name of the item in the body.
 *
 * @snippet test_fn.c ITER_FOLD_FN
 */
#define ITER_FOLD_FN(A, name, acc, T, x)

/**
 * @brief Defines a pure fold with a context. `name(value)` is the function object.
 *
 * @param A    The type of the accumulator, one word.
 * @param name The name of the function object.
 * @param acc  The name of the accumulator in the body: a value.
 * @param T    The type of the items, one word.
 * @param x    The name of the item in the body.
 * @param C    The type of the context, at most #ITER_CONTEXT_ROOM bytes.
 * @param k    The name of the context in the body.
 *
 * @snippet test_fn.c ITER_FOLD_FN_WITH
 */
#define ITER_FOLD_FN_WITH(A, name, acc, T, x, C, k)

/**
 * @brief Defines an exact fold: `int name(A *acc, T x, const iter_call_t *call)`.
 *
 * @param A    The type of the accumulator, one word.
 * @param name The name of the function object.
 * @param acc  The name of the accumulator in the body: an `A *`.
 * @param T    The type of the items, one word.
 * @param x    The name of the item in the body.
 * @param call The name of the `const iter_call_t *` in the body, for iter_fail.
 *
 * @snippet test_fn.c ITER_TRY_FOLD_FN
 */
#define ITER_TRY_FOLD_FN(A, name, acc, T, x, call)

/**
 * @brief Defines an exact fold with a context. `name(value)` is the function object.
 *
 * @param A    The type of the accumulator, one word.
 * @param name The name of the function object.
 * @param acc  The name of the accumulator in the body: an `A *`.
 * @param T    The type of the items, one word.
 * @param x    The name of the item in the body.
 * @param call The name of the `const iter_call_t *` in the body, for iter_fail.
 * @param C    The type of the context, at most #ITER_CONTEXT_ROOM bytes.
 * @param k    The name of the context in the body.
 *
 * @snippet test_fn.c ITER_TRY_FOLD_FN_WITH
 */
#define ITER_TRY_FOLD_FN_WITH(A, name, acc, T, x, call, C, k)

/**
 * @brief Defines an effect: `int name(T x, const iter_call_t *call)`. Exact.
 *
 * @param name The name of the function object.
 * @param T    The type of the items, one word.
 * @param x    The name of the item in the body.
 * @param call The name of the `const iter_call_t *` in the body, for iter_fail.
 *
 * @snippet test_fn.c ITER_EACH_FN
 */
#define ITER_EACH_FN(name, T, x, call)

/**
 * @brief Defines an effect with a context. `name(value)` is the function object.
 *
 * @param name The name of the function object.
 * @param T    The type of the items, one word.
 * @param x    The name of the item in the body.
 * @param call The name of the `const iter_call_t *` in the body, for iter_fail.
 * @param C    The type of the context, at most #ITER_CONTEXT_ROOM bytes.
 * @param k    The name of the context in the body.
 *
 * @snippet test_fn.c ITER_EACH_FN_WITH
 */
#define ITER_EACH_FN_WITH(name, T, x, call, C, k)

/**
 * @brief Defines a "next" function: `iter_status_t name(C k, T *out, const iter_call_t *call)`. `name(value)` is the function object.
 *
 * @param T    The type of the items, one word.
 * @param name The name of the function object.
 * @param C    The type of the context, at most #ITER_CONTEXT_ROOM bytes.
 * @param k    The name of the context in the body.
 * @param out  The name of the `T *` for the item.
 * @param call The name of the `const iter_call_t *` in the body, for iter_fail.
 *
 * Exact. Its state is what the context points to.
 *
 * @snippet test_fn.c ITER_NEXT_FN
 */
#define ITER_NEXT_FN(T, name, C, k, out, call)

#else
#define ITER_CONTEXT_FITS_(name, C) \
        ITER_STATIC_ASSERT(sizeof(C) <= ITER_CONTEXT_ROOM, name##_captures_too_much)

/* gcc at -O2 makes vectors only of a loop whose number of turns is known to be a multiple of their
 * length: so the loop of a map runs over all items but the last few, and then over these. */
#if defined(__GNUC__) && !defined(__clang__)
#define ITER_EVEN_(n) ((n) & ~(size_t)15)
#else
#define ITER_EVEN_(n) (n)
#endif

#define ITER_MAP_FN(R, name, T, x)                                                                 \
        static inline R iter_body_##name(T x);                                                     \
        ITER_INLINE void iter_inner_##name(                                                        \
            const T *ITER_RESTRICT iter_from, R *ITER_RESTRICT iter_to, size_t iter_n)             \
        {                                                                                          \
                size_t iter_i;                                                                     \
                ITER_UNROLL_(2)                                                                    \
                for (iter_i = 0; iter_i < iter_n; iter_i++)                                        \
                        iter_to[iter_i] = iter_body_##name(iter_from[iter_i]);                     \
        }                                                                                          \
        static void iter_pure_##name(                                                              \
            const iter_context_t *iter_ctx, const void *iter_in, void *iter_out, size_t iter_n)    \
        {                                                                                          \
                const size_t iter_even = ITER_EVEN_(iter_n);                                       \
                const T *iter_from = (const T *)iter_in;                                           \
                R *iter_to = (R *)iter_out;                                                        \
                (void)iter_ctx;                                                                    \
                iter_inner_##name(iter_from, iter_to, iter_even);                                  \
                iter_inner_##name(iter_from + iter_even, iter_to + iter_even, iter_n - iter_even); \
        }                                                                                          \
        static const iter_map_fn_t name ITER_UNUSED = { #name, ITER_TYPE(T), ITER_TYPE(R),         \
                iter_pure_##name, NULL, { { 0 } } };                                               \
        static inline R iter_body_##name(T x)

#define ITER_MAP_FN_WITH(R, name, T, x, C, k)                                                    \
        static inline R iter_body_##name(T x, C k);                                              \
        ITER_CONTEXT_FITS_(name, C);                                                             \
        ITER_INLINE void iter_inner_##name(                                                      \
            const T *ITER_RESTRICT iter_from, R *ITER_RESTRICT iter_to, size_t iter_n, C iter_k) \
        {                                                                                        \
                size_t iter_i;                                                                   \
                ITER_UNROLL_(2)                                                                  \
                for (iter_i = 0; iter_i < iter_n; iter_i++)                                      \
                        iter_to[iter_i] = iter_body_##name(iter_from[iter_i], iter_k);           \
        }                                                                                        \
        static void iter_pure_##name(                                                            \
            const iter_context_t *iter_ctx, const void *iter_in, void *iter_out, size_t iter_n)  \
        {                                                                                        \
                const size_t iter_even = ITER_EVEN_(iter_n);                                     \
                const T *iter_from = (const T *)iter_in;                                         \
                R *iter_to = (R *)iter_out;                                                      \
                C iter_k;                                                                        \
                memcpy(&iter_k, iter_ctx->bytes, sizeof iter_k);                                 \
                iter_inner_##name(iter_from, iter_to, iter_even, iter_k);                        \
                iter_inner_##name(                                                               \
                    iter_from + iter_even, iter_to + iter_even, iter_n - iter_even, iter_k);     \
        }                                                                                        \
        static inline ITER_UNUSED iter_map_fn_t name(C k)                                        \
        {                                                                                        \
                iter_map_fn_t iter_fn = { #name, ITER_TYPE(T), ITER_TYPE(R), iter_pure_##name,   \
                        NULL, { { 0 } } };                                                       \
                memcpy(iter_fn.ctx.bytes, &k, sizeof k);                                         \
                return iter_fn;                                                                  \
        }                                                                                        \
        static inline R iter_body_##name(T x, C k)

#define ITER_TRY_MAP_FN(R, name, T, x, out, call)                                                \
        static inline int iter_body_##name(T x, R *out, const iter_call_t *call);                \
        static int iter_exact_##name(const iter_context_t *iter_ctx, const void *iter_in,        \
            void *iter_out, const iter_call_t *iter_call)                                        \
        {                                                                                        \
                (void)iter_ctx;                                                                  \
                return iter_body_##name(*(const T *)iter_in, (R *)iter_out, iter_call);          \
        }                                                                                        \
        static const iter_map_fn_t name ITER_UNUSED = { #name, ITER_TYPE(T), ITER_TYPE(R), NULL, \
                iter_exact_##name, { { 0 } } };                                                  \
        static inline int iter_body_##name(T x, R *out, const iter_call_t *call)

#define ITER_TRY_MAP_FN_WITH(R, name, T, x, out, call, C, k)                                    \
        static inline int iter_body_##name(T x, R *out, const iter_call_t *call, C k);          \
        ITER_CONTEXT_FITS_(name, C);                                                            \
        static int iter_exact_##name(const iter_context_t *iter_ctx, const void *iter_in,       \
            void *iter_out, const iter_call_t *iter_call)                                       \
        {                                                                                       \
                C iter_k;                                                                       \
                memcpy(&iter_k, iter_ctx->bytes, sizeof iter_k);                                \
                return iter_body_##name(*(const T *)iter_in, (R *)iter_out, iter_call, iter_k); \
        }                                                                                       \
        static inline ITER_UNUSED iter_map_fn_t name(C k)                                       \
        {                                                                                       \
                iter_map_fn_t iter_fn = { #name, ITER_TYPE(T), ITER_TYPE(R), NULL,              \
                        iter_exact_##name, { { 0 } } };                                         \
                memcpy(iter_fn.ctx.bytes, &k, sizeof k);                                        \
                return iter_fn;                                                                 \
        }                                                                                       \
        static inline int iter_body_##name(T x, R *out, const iter_call_t *call, C k)

#define ITER_FILTER_FN(name, T, x)                                                              \
        static inline bool iter_body_##name(T x);                                               \
        static size_t iter_select_##name(const iter_context_t *iter_ctx, const void *iter_in,   \
            void *iter_out, size_t iter_n, bool iter_pass)                                      \
        {                                                                                       \
                (void)iter_ctx;                                                                 \
                const T *ITER_RESTRICT iter_from = (const T *)iter_in;                          \
                T *ITER_RESTRICT iter_to = (T *)iter_out;                                       \
                size_t iter_i;                                                                  \
                size_t iter_m = 0;                                                              \
                if (iter_pass) {                                                                \
                        ITER_UNROLL_(2)                                                         \
                        for (iter_i = 0; iter_i < iter_n; iter_i++) {                           \
                                const T iter_x = iter_from[iter_i];                             \
                                iter_to[iter_m] = iter_x;                                       \
                                iter_m += iter_body_##name(iter_x);                             \
                        }                                                                       \
                } else {                                                                        \
                        ITER_UNROLL_(2)                                                         \
                        for (iter_i = 0; iter_i < iter_n; iter_i++) {                           \
                                const T iter_x = iter_from[iter_i];                             \
                                iter_to[iter_m] = iter_x;                                       \
                                iter_m += !iter_body_##name(iter_x);                            \
                        }                                                                       \
                }                                                                               \
                return iter_m;                                                                  \
        }                                                                                       \
        static size_t iter_prefix_##name(                                                       \
            const iter_context_t *iter_ctx, const void *iter_in, size_t iter_n, bool iter_pass) \
        {                                                                                       \
                (void)iter_ctx;                                                                 \
                const T *iter_from = (const T *)iter_in;                                        \
                size_t iter_i = 0;                                                              \
                while (iter_i < iter_n && iter_body_##name(iter_from[iter_i]) == iter_pass)     \
                        iter_i++;                                                               \
                return iter_i;                                                                  \
        }                                                                                       \
        static const iter_filter_fn_t name ITER_UNUSED = { #name, ITER_TYPE(T),                 \
                iter_select_##name, iter_prefix_##name, NULL, { { 0 } } };                      \
        static inline bool iter_body_##name(T x)

#define ITER_FILTER_FN_WITH(name, T, x, C, k)                                                    \
        static inline bool iter_body_##name(T x, C k);                                           \
        ITER_CONTEXT_FITS_(name, C);                                                             \
        static size_t iter_select_##name(const iter_context_t *iter_ctx, const void *iter_in,    \
            void *iter_out, size_t iter_n, bool iter_pass)                                       \
        {                                                                                        \
                C iter_k;                                                                        \
                memcpy(&iter_k, iter_ctx->bytes, sizeof iter_k);                                 \
                const T *ITER_RESTRICT iter_from = (const T *)iter_in;                           \
                T *ITER_RESTRICT iter_to = (T *)iter_out;                                        \
                size_t iter_i;                                                                   \
                size_t iter_m = 0;                                                               \
                if (iter_pass) {                                                                 \
                        ITER_UNROLL_(2)                                                          \
                        for (iter_i = 0; iter_i < iter_n; iter_i++) {                            \
                                const T iter_x = iter_from[iter_i];                              \
                                iter_to[iter_m] = iter_x;                                        \
                                iter_m += iter_body_##name(iter_x, iter_k);                      \
                        }                                                                        \
                } else {                                                                         \
                        ITER_UNROLL_(2)                                                          \
                        for (iter_i = 0; iter_i < iter_n; iter_i++) {                            \
                                const T iter_x = iter_from[iter_i];                              \
                                iter_to[iter_m] = iter_x;                                        \
                                iter_m += !iter_body_##name(iter_x, iter_k);                     \
                        }                                                                        \
                }                                                                                \
                return iter_m;                                                                   \
        }                                                                                        \
        static size_t iter_prefix_##name(                                                        \
            const iter_context_t *iter_ctx, const void *iter_in, size_t iter_n, bool iter_pass)  \
        {                                                                                        \
                C iter_k;                                                                        \
                memcpy(&iter_k, iter_ctx->bytes, sizeof iter_k);                                 \
                const T *iter_from = (const T *)iter_in;                                         \
                size_t iter_i = 0;                                                               \
                while (                                                                          \
                    iter_i < iter_n && iter_body_##name(iter_from[iter_i], iter_k) == iter_pass) \
                        iter_i++;                                                                \
                return iter_i;                                                                   \
        }                                                                                        \
        static inline ITER_UNUSED iter_filter_fn_t name(C k)                                     \
        {                                                                                        \
                iter_filter_fn_t iter_fn = { #name, ITER_TYPE(T), iter_select_##name,            \
                        iter_prefix_##name, NULL, { { 0 } } };                                   \
                memcpy(iter_fn.ctx.bytes, &k, sizeof k);                                         \
                return iter_fn;                                                                  \
        }                                                                                        \
        static inline bool iter_body_##name(T x, C k)

#define ITER_TRY_FILTER_FN(name, T, x, pass, call)                                          \
        static inline int iter_body_##name(T x, bool *pass, const iter_call_t *call);       \
        static int iter_exact_##name(const iter_context_t *iter_ctx, const void *iter_in,   \
            bool *iter_pass, const iter_call_t *iter_call)                                  \
        {                                                                                   \
                (void)iter_ctx;                                                             \
                return iter_body_##name(*(const T *)iter_in, iter_pass, iter_call);         \
        }                                                                                   \
        static const iter_filter_fn_t name ITER_UNUSED = { #name, ITER_TYPE(T), NULL, NULL, \
                iter_exact_##name, { { 0 } } };                                             \
        static inline int iter_body_##name(T x, bool *pass, const iter_call_t *call)

#define ITER_TRY_FILTER_FN_WITH(name, T, x, pass, call, C, k)                                    \
        static inline int iter_body_##name(T x, bool *pass, const iter_call_t *call, C k);       \
        ITER_CONTEXT_FITS_(name, C);                                                             \
        static int iter_exact_##name(const iter_context_t *iter_ctx, const void *iter_in,        \
            bool *iter_pass, const iter_call_t *iter_call)                                       \
        {                                                                                        \
                C iter_k;                                                                        \
                memcpy(&iter_k, iter_ctx->bytes, sizeof iter_k);                                 \
                return iter_body_##name(*(const T *)iter_in, iter_pass, iter_call, iter_k);      \
        }                                                                                        \
        static inline ITER_UNUSED iter_filter_fn_t name(C k)                                     \
        {                                                                                        \
                iter_filter_fn_t iter_fn = { #name, ITER_TYPE(T), NULL, NULL, iter_exact_##name, \
                        { { 0 } } };                                                             \
                memcpy(iter_fn.ctx.bytes, &k, sizeof k);                                         \
                return iter_fn;                                                                  \
        }                                                                                        \
        static inline int iter_body_##name(T x, bool *pass, const iter_call_t *call, C k)

#define ITER_FILTER_MAP_FN(R, name, T, x, out)                                                    \
        static inline bool iter_body_##name(T x, R *out);                                         \
        static size_t iter_pure_##name(                                                           \
            const iter_context_t *iter_ctx, const void *iter_in, void *iter_out, size_t iter_n)   \
        {                                                                                         \
                (void)iter_ctx;                                                                   \
                const T *ITER_RESTRICT iter_from = (const T *)iter_in;                            \
                R *ITER_RESTRICT iter_to = (R *)iter_out;                                         \
                size_t iter_i;                                                                    \
                size_t iter_m = 0;                                                                \
                ITER_UNROLL_(2)                                                                   \
                for (iter_i = 0; iter_i < iter_n; iter_i++)                                       \
                        iter_m += iter_body_##name(iter_from[iter_i], &iter_to[iter_m]);          \
                return iter_m;                                                                    \
        }                                                                                         \
        static const iter_filter_map_fn_t name ITER_UNUSED = { #name, ITER_TYPE(T), ITER_TYPE(R), \
                iter_pure_##name, NULL, { { 0 } } };                                              \
        static inline bool iter_body_##name(T x, R *out)

#define ITER_FILTER_MAP_FN_WITH(R, name, T, x, out, C, k)                                        \
        static inline bool iter_body_##name(T x, R *out, C k);                                   \
        ITER_CONTEXT_FITS_(name, C);                                                             \
        static size_t iter_pure_##name(                                                          \
            const iter_context_t *iter_ctx, const void *iter_in, void *iter_out, size_t iter_n)  \
        {                                                                                        \
                C iter_k;                                                                        \
                memcpy(&iter_k, iter_ctx->bytes, sizeof iter_k);                                 \
                const T *ITER_RESTRICT iter_from = (const T *)iter_in;                           \
                R *ITER_RESTRICT iter_to = (R *)iter_out;                                        \
                size_t iter_i;                                                                   \
                size_t iter_m = 0;                                                               \
                ITER_UNROLL_(2)                                                                  \
                for (iter_i = 0; iter_i < iter_n; iter_i++)                                      \
                        iter_m += iter_body_##name(iter_from[iter_i], &iter_to[iter_m], iter_k); \
                return iter_m;                                                                   \
        }                                                                                        \
        static inline ITER_UNUSED iter_filter_map_fn_t name(C k)                                 \
        {                                                                                        \
                iter_filter_map_fn_t iter_fn = { #name, ITER_TYPE(T), ITER_TYPE(R),              \
                        iter_pure_##name, NULL, { { 0 } } };                                     \
                memcpy(iter_fn.ctx.bytes, &k, sizeof k);                                         \
                return iter_fn;                                                                  \
        }                                                                                        \
        static inline bool iter_body_##name(T x, R *out, C k)

#define ITER_TRY_FILTER_MAP_FN(R, name, T, x, out, keep, call)                                     \
        static inline int iter_body_##name(T x, R *out, bool *keep, const iter_call_t *call);      \
        static int iter_exact_##name(const iter_context_t *iter_ctx, const void *iter_in,          \
            void *iter_out, bool *iter_keep, const iter_call_t *iter_call)                         \
        {                                                                                          \
                (void)iter_ctx;                                                                    \
                return iter_body_##name(*(const T *)iter_in, (R *)iter_out, iter_keep, iter_call); \
        }                                                                                          \
        static const iter_filter_map_fn_t name ITER_UNUSED = { #name, ITER_TYPE(T), ITER_TYPE(R),  \
                NULL, iter_exact_##name, { { 0 } } };                                              \
        static inline int iter_body_##name(T x, R *out, bool *keep, const iter_call_t *call)

#define ITER_TRY_FILTER_MAP_FN_WITH(R, name, T, x, out, keep, call, C, k)                          \
        static inline int iter_body_##name(T x, R *out, bool *keep, const iter_call_t *call, C k); \
        ITER_CONTEXT_FITS_(name, C);                                                               \
        static int iter_exact_##name(const iter_context_t *iter_ctx, const void *iter_in,          \
            void *iter_out, bool *iter_keep, const iter_call_t *iter_call)                         \
        {                                                                                          \
                C iter_k;                                                                          \
                memcpy(&iter_k, iter_ctx->bytes, sizeof iter_k);                                   \
                return iter_body_##name(                                                           \
                    *(const T *)iter_in, (R *)iter_out, iter_keep, iter_call, iter_k);             \
        }                                                                                          \
        static inline ITER_UNUSED iter_filter_map_fn_t name(C k)                                   \
        {                                                                                          \
                iter_filter_map_fn_t iter_fn = { #name, ITER_TYPE(T), ITER_TYPE(R), NULL,          \
                        iter_exact_##name, { { 0 } } };                                            \
                memcpy(iter_fn.ctx.bytes, &k, sizeof k);                                           \
                return iter_fn;                                                                    \
        }                                                                                          \
        static inline int iter_body_##name(T x, R *out, bool *keep, const iter_call_t *call, C k)

#define ITER_FOLD_FN(A, name, acc, T, x)                                                        \
        static inline A iter_body_##name(A acc, T x);                                           \
        static void iter_pure_##name(                                                           \
            const iter_context_t *iter_ctx, void *iter_acc, const void *iter_in, size_t iter_n) \
        {                                                                                       \
                (void)iter_ctx;                                                                 \
                const T *iter_from = (const T *)iter_in;                                        \
                A iter_a = *(A *)iter_acc;                                                      \
                size_t iter_i;                                                                  \
                for (iter_i = 0; iter_i < iter_n; iter_i++)                                     \
                        iter_a = iter_body_##name(iter_a, iter_from[iter_i]);                   \
                *(A *)iter_acc = iter_a;                                                        \
        }                                                                                       \
        static void iter_scan_##name(const iter_context_t *iter_ctx, void *iter_acc,            \
            const void *iter_in, void *iter_out, size_t iter_n)                                 \
        {                                                                                       \
                (void)iter_ctx;                                                                 \
                const T *ITER_RESTRICT iter_from = (const T *)iter_in;                          \
                A *ITER_RESTRICT iter_to = (A *)iter_out;                                       \
                A iter_a = *(A *)iter_acc;                                                      \
                size_t iter_i;                                                                  \
                for (iter_i = 0; iter_i < iter_n; iter_i++) {                                   \
                        iter_a = iter_body_##name(iter_a, iter_from[iter_i]);                   \
                        iter_to[iter_i] = iter_a;                                               \
                }                                                                               \
                *(A *)iter_acc = iter_a;                                                        \
        }                                                                                       \
        static const iter_fold_fn_t name ITER_UNUSED = { #name, ITER_TYPE(A), ITER_TYPE(T),     \
                iter_pure_##name, iter_scan_##name, NULL, { { 0 } } };                          \
        static inline A iter_body_##name(A acc, T x)

#define ITER_FOLD_FN_WITH(A, name, acc, T, x, C, k)                                             \
        static inline A iter_body_##name(A acc, T x, C k);                                      \
        ITER_CONTEXT_FITS_(name, C);                                                            \
        static void iter_pure_##name(                                                           \
            const iter_context_t *iter_ctx, void *iter_acc, const void *iter_in, size_t iter_n) \
        {                                                                                       \
                C iter_k;                                                                       \
                memcpy(&iter_k, iter_ctx->bytes, sizeof iter_k);                                \
                const T *iter_from = (const T *)iter_in;                                        \
                A iter_a = *(A *)iter_acc;                                                      \
                size_t iter_i;                                                                  \
                for (iter_i = 0; iter_i < iter_n; iter_i++)                                     \
                        iter_a = iter_body_##name(iter_a, iter_from[iter_i], iter_k);           \
                *(A *)iter_acc = iter_a;                                                        \
        }                                                                                       \
        static void iter_scan_##name(const iter_context_t *iter_ctx, void *iter_acc,            \
            const void *iter_in, void *iter_out, size_t iter_n)                                 \
        {                                                                                       \
                C iter_k;                                                                       \
                memcpy(&iter_k, iter_ctx->bytes, sizeof iter_k);                                \
                const T *ITER_RESTRICT iter_from = (const T *)iter_in;                          \
                A *ITER_RESTRICT iter_to = (A *)iter_out;                                       \
                A iter_a = *(A *)iter_acc;                                                      \
                size_t iter_i;                                                                  \
                for (iter_i = 0; iter_i < iter_n; iter_i++) {                                   \
                        iter_a = iter_body_##name(iter_a, iter_from[iter_i], iter_k);           \
                        iter_to[iter_i] = iter_a;                                               \
                }                                                                               \
                *(A *)iter_acc = iter_a;                                                        \
        }                                                                                       \
        static inline ITER_UNUSED iter_fold_fn_t name(C k)                                      \
        {                                                                                       \
                iter_fold_fn_t iter_fn = { #name, ITER_TYPE(A), ITER_TYPE(T), iter_pure_##name, \
                        iter_scan_##name, NULL, { { 0 } } };                                    \
                memcpy(iter_fn.ctx.bytes, &k, sizeof k);                                        \
                return iter_fn;                                                                 \
        }                                                                                       \
        static inline A iter_body_##name(A acc, T x, C k)

#define ITER_TRY_FOLD_FN(A, name, acc, T, x, call)                                                \
        static inline int iter_body_##name(A *acc, T x, const iter_call_t *call);                 \
        static int iter_exact_##name(const iter_context_t *iter_ctx, void *iter_acc,              \
            const void *iter_in, const iter_call_t *iter_call)                                    \
        {                                                                                         \
                (void)iter_ctx;                                                                   \
                return iter_body_##name((A *)iter_acc, *(const T *)iter_in, iter_call);           \
        }                                                                                         \
        static const iter_fold_fn_t name ITER_UNUSED = { #name, ITER_TYPE(A), ITER_TYPE(T), NULL, \
                NULL, iter_exact_##name, { { 0 } } };                                             \
        static inline int iter_body_##name(A *acc, T x, const iter_call_t *call)

#define ITER_TRY_FOLD_FN_WITH(A, name, acc, T, x, call, C, k)                                   \
        static inline int iter_body_##name(A *acc, T x, const iter_call_t *call, C k);          \
        ITER_CONTEXT_FITS_(name, C);                                                            \
        static int iter_exact_##name(const iter_context_t *iter_ctx, void *iter_acc,            \
            const void *iter_in, const iter_call_t *iter_call)                                  \
        {                                                                                       \
                C iter_k;                                                                       \
                memcpy(&iter_k, iter_ctx->bytes, sizeof iter_k);                                \
                return iter_body_##name((A *)iter_acc, *(const T *)iter_in, iter_call, iter_k); \
        }                                                                                       \
        static inline ITER_UNUSED iter_fold_fn_t name(C k)                                      \
        {                                                                                       \
                iter_fold_fn_t iter_fn = { #name, ITER_TYPE(A), ITER_TYPE(T), NULL, NULL,       \
                        iter_exact_##name, { { 0 } } };                                         \
                memcpy(iter_fn.ctx.bytes, &k, sizeof k);                                        \
                return iter_fn;                                                                 \
        }                                                                                       \
        static inline int iter_body_##name(A *acc, T x, const iter_call_t *call, C k)

#define ITER_EACH_FN(name, T, x, call)                                                           \
        static inline int iter_body_##name(T x, const iter_call_t *call);                        \
        static int iter_exact_##name(                                                            \
            const iter_context_t *iter_ctx, const void *iter_in, const iter_call_t *iter_call)   \
        {                                                                                        \
                (void)iter_ctx;                                                                  \
                return iter_body_##name(*(const T *)iter_in, iter_call);                         \
        }                                                                                        \
        static const iter_each_fn_t name ITER_UNUSED = { #name, ITER_TYPE(T), iter_exact_##name, \
                { { 0 } } };                                                                     \
        static inline int iter_body_##name(T x, const iter_call_t *call)

#define ITER_EACH_FN_WITH(name, T, x, call, C, k)                                               \
        static inline int iter_body_##name(T x, const iter_call_t *call, C k);                  \
        ITER_CONTEXT_FITS_(name, C);                                                            \
        static int iter_exact_##name(                                                           \
            const iter_context_t *iter_ctx, const void *iter_in, const iter_call_t *iter_call)  \
        {                                                                                       \
                C iter_k;                                                                       \
                memcpy(&iter_k, iter_ctx->bytes, sizeof iter_k);                                \
                return iter_body_##name(*(const T *)iter_in, iter_call, iter_k);                \
        }                                                                                       \
        static inline ITER_UNUSED iter_each_fn_t name(C k)                                      \
        {                                                                                       \
                iter_each_fn_t iter_fn = { #name, ITER_TYPE(T), iter_exact_##name, { { 0 } } }; \
                memcpy(iter_fn.ctx.bytes, &k, sizeof k);                                        \
                return iter_fn;                                                                 \
        }                                                                                       \
        static inline int iter_body_##name(T x, const iter_call_t *call, C k)

#define ITER_NEXT_FN(T, name, C, k, out, call)                                                  \
        static inline iter_status_t iter_body_##name(C k, T *out, const iter_call_t *call);     \
        ITER_CONTEXT_FITS_(name, C);                                                            \
        static iter_status_t iter_exact_##name(                                                 \
            const iter_context_t *iter_ctx, void *iter_out, const iter_call_t *iter_call)       \
        {                                                                                       \
                C iter_k;                                                                       \
                memcpy(&iter_k, iter_ctx->bytes, sizeof iter_k);                                \
                return iter_body_##name(iter_k, (T *)iter_out, iter_call);                      \
        }                                                                                       \
        static inline ITER_UNUSED iter_next_fn_t name(C k)                                      \
        {                                                                                       \
                iter_next_fn_t iter_fn = { #name, ITER_TYPE(T), iter_exact_##name, { { 0 } } }; \
                memcpy(iter_fn.ctx.bytes, &k, sizeof k);                                        \
                return iter_fn;                                                                 \
        }                                                                                       \
        static inline iter_status_t iter_body_##name(C k, T *out, const iter_call_t *call)

#endif

ITER_END_DECLS

#endif
