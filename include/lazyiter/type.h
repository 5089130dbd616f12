/* SPDX-License-Identifier: MIT */
/**
 * @file lazyiter/type.h
 * @brief Element types: what an iterator's items are.
 *
 * Every iterator knows the size, alignment and name of its items, and how to copy, drop, compare,
 * hash and print them where that takes more than their bytes. Types are compared when a pipeline is
 * built, never per item. A type is named by one word, pasted to `iter_type_`: `ITER_TYPE(int)`.
 *
 * A struct of yours becomes an element type with one line:
 *
 *     ITER_STRUCT_TYPE(point);                                      // typedef struct {...} point;
 *     ITER_PAIR_TYPE(numbered, size_t, number, iter_str_t, text);   // what iter_enumerate yields
 */
#ifndef LAZYITER_TYPE_H
#define LAZYITER_TYPE_H

#include <lazyiter/alloc.h>
#include <lazyiter/error.h>

ITER_BEGIN_DECLS

/**
 * @brief A view of text: a pointer and a length. It may hold NUL bytes and does not end in one.
 *
 * It borrows: an item of this type is valid until the next pull on the iterator that gave it.
 */
typedef struct {
        const char *ptr; /**< @brief The first byte; may be NULL if `len` is 0. */
        size_t len; /**< @brief The number of bytes. */
} iter_str_t;

/** @brief A view of bytes, as iter_str_t of text. */
typedef struct {
        const unsigned char *ptr; /**< @brief The first byte; may be NULL if `len` is 0. */
        size_t len; /**< @brief The number of bytes. */
} iter_bytes_t;

/** @brief An untyped pointer as an element type: the pointer is the item, what it points to is not. */
typedef void *iter_ptr_t;

/** @brief A C string as an element type: the pointer is the item. */
typedef const char *iter_cstr_t;

typedef struct iter_type iter_type_t;

/** @brief A member of a composite type. */
typedef struct iter_field {
        const iter_type_t *type; /**< @brief The member's type. */
        size_t offset; /**< @brief Where it begins in the struct. */
} iter_field_t;

/**
 * @brief An element type.
 *
 * Two descriptors are the same type if they are the same object; if name, size and alignment are
 * equal; or if both have fields, and these are the same types at the same places. So two files may
 * declare the same struct, and a struct of yours may be read from iter_zip.
 */
struct iter_type {
        const char *name; /**< @brief The type's name in messages. */
        size_t size; /**< @brief sizeof, never 0. */
        size_t align; /**< @brief Alignment, a power of two. */
        const iter_field_t *fields; /**< @brief The members of a composite type, or NULL. */
        size_t n_fields; /**< @brief How many members. */
        bool
            view; /**< @brief Items are views of memory that somebody else owns: only copies made by `copy`
                        are dropped. */
        /** @brief Makes an independent copy; returns 0 or an error code. NULL: the bytes (or fields) do. */
        int (*copy)(
            const iter_type_t *type, void *to, const void *from, const iter_allocator_t *allocator);
        /** @brief Frees what an item owns. NULL: nothing (or what the fields own). */
        void (*drop)(const iter_type_t *type, void *item);
        /** @brief Negative, zero or positive. NULL: no order (equality is then that of bytes or fields). */
        int (*compare)(const iter_type_t *type, const void *a, const void *b);
        /** @brief A hash of what `compare` looks at, keyed by two random words. NULL: of the bytes. */
        uint64_t (*hash)(const iter_type_t *type, const void *item, const uint64_t key[2]);
        /** @brief Writes the item as text; returns 0 or an error code. NULL: it cannot be printed. */
        int (*print)(const iter_type_t *type, const void *item, FILE *out);
};

/** @cond types */
extern ITER_API const iter_type_t iter_type_bool_;
extern ITER_API const iter_type_t iter_type_char;
extern ITER_API const iter_type_t iter_type_int8_t;
extern ITER_API const iter_type_t iter_type_int16_t;
extern ITER_API const iter_type_t iter_type_int32_t;
extern ITER_API const iter_type_t iter_type_int64_t;
extern ITER_API const iter_type_t iter_type_uint8_t;
extern ITER_API const iter_type_t iter_type_uint16_t;
extern ITER_API const iter_type_t iter_type_uint32_t;
extern ITER_API const iter_type_t iter_type_uint64_t;
extern ITER_API const iter_type_t iter_type_float;
extern ITER_API const iter_type_t iter_type_double;
extern ITER_API const iter_type_t iter_type_iter_ptr_t;
extern ITER_API const iter_type_t iter_type_iter_cstr_t;
extern ITER_API const iter_type_t iter_type_iter_str_t;
extern ITER_API const iter_type_t iter_type_iter_bytes_t;

/* Other names of the same types share their objects. `bool` is a macro in C before C23. */
#define iter_type_bool iter_type_bool_
#define iter_type__Bool iter_type_bool_
#define iter_type_short iter_type_int16_t
#define iter_type_int iter_type_int32_t
#define iter_type_unsigned iter_type_uint32_t
#if defined(__LP64__) || defined(_LP64)
#define iter_type_long iter_type_int64_t
#define iter_type_size_t iter_type_uint64_t
#define iter_type_ssize_t iter_type_int64_t
#define iter_type_ptrdiff_t iter_type_int64_t
#define iter_type_intptr_t iter_type_int64_t
#define iter_type_uintptr_t iter_type_uint64_t
#else
#if defined(_WIN64)
#define iter_type_size_t iter_type_uint64_t
#define iter_type_ptrdiff_t iter_type_int64_t
#define iter_type_intptr_t iter_type_int64_t
#define iter_type_uintptr_t iter_type_uint64_t
#else
#define iter_type_size_t iter_type_uint32_t
#define iter_type_ssize_t iter_type_int32_t
#define iter_type_ptrdiff_t iter_type_int32_t
#define iter_type_intptr_t iter_type_int32_t
#define iter_type_uintptr_t iter_type_uint32_t
#endif
#define iter_type_long iter_type_int32_t
#endif
#define iter_type_intmax_t iter_type_int64_t
#define iter_type_uintmax_t iter_type_uint64_t
#define iter_type_off_t iter_type_int64_t
/** @endcond */

#ifdef DOXYGEN
/**
 * @brief The descriptor of an element type.
 *
 * @param T One word: a scalar type, `bool`, `iter_str_t`, `iter_bytes_t`, `iter_ptr_t`,
 *          `iter_cstr_t`, or a type declared with ITER_STRUCT_TYPE and its kin.
 * @return A `const iter_type_t *` that lives as long as the program. An undeclared type does not
 *         compile.
 *
 * @snippet test_type.c ITER_TYPE
 */
#define ITER_TYPE(T)

/**
 * @brief Declares a struct as an element type: items are copied, compared and hashed as bytes.
 *
 * @param T A typedef name. Use at file scope, with a semicolon, in any number of files. For a type
 *          with members that own memory write the `iter_type_T` object yourself.
 *
 * @snippet test_type.c ITER_STRUCT_TYPE
 */
#define ITER_STRUCT_TYPE(T)

/**
 * @brief Declares a struct of two members as a composite type, as iter_zip and iter_enumerate yield.
 *
 * @param T      A typedef name of a struct with exactly these members, in this order.
 * @param T1     The first member's type, one word.
 * @param first  The first member's name.
 * @param T2     The second member's type.
 * @param second The second member's name.
 *
 * A member whose type differs in size, or a struct with a third member, does not compile.
 *
 * @snippet test_type.c ITER_PAIR_TYPE
 */
#define ITER_PAIR_TYPE(T, T1, first, T2, second)

/**
 * @brief Declares a struct of three members as a composite type.
 *
 * @param T      A typedef name of a struct with exactly these members, in this order.
 * @param T1     The first member's type, one word.
 * @param first  The first member's name.
 * @param T2     The second member's type.
 * @param second The second member's name.
 * @param T3     The third member's type.
 * @param third  The third member's name.
 *
 * @snippet test_type.c ITER_TRIPLE_TYPE
 */
#define ITER_TRIPLE_TYPE(T, T1, first, T2, second, T3, third)
#else
#define ITER_TYPE(T) (&ITER_TYPE_(T))
#define ITER_TYPE_(T) iter_type_##T

#define ITER_STRUCT_TYPE(T)                                                                    \
        static const iter_type_t iter_type_##T ITER_UNUSED = { #T, sizeof(T), ITER_ALIGNOF(T), \
                NULL, 0, false, NULL, NULL, NULL, NULL, NULL }

/* The member's address is compared with a pointer to the stated type: a wrong one does not compile. */
#define ITER_FIELD_CHECK_(T, F, member)                               \
        ITER_INLINE const F *iter_field_##T##_##member(const T *item) \
        {                                                             \
                return &item->member;                                 \
        }

#define ITER_PAIR_TYPE(T, T1, first, T2, second)                                               \
        ITER_FIELD_CHECK_(T, T1, first)                                                        \
        ITER_FIELD_CHECK_(T, T2, second)                                                       \
        typedef struct {                                                                       \
                T1 first;                                                                      \
                T2 second;                                                                     \
        } iter_layout_##T;                                                                     \
        ITER_STATIC_ASSERT(sizeof(T) == sizeof(iter_layout_##T) &&                             \
                offsetof(T, second) == offsetof(iter_layout_##T, second),                      \
            T##_has_these_two_members_in_this_order);                                          \
        static const iter_field_t iter_fields_##T[] = { { ITER_TYPE(T1), offsetof(T, first) }, \
                { ITER_TYPE(T2), offsetof(T, second) } };                                      \
        static const iter_type_t iter_type_##T ITER_UNUSED = { #T, sizeof(T), ITER_ALIGNOF(T), \
                iter_fields_##T, 2, false, NULL, NULL, NULL, NULL, NULL }

#define ITER_TRIPLE_TYPE(T, T1, first, T2, second, T3, third)                                    \
        ITER_FIELD_CHECK_(T, T1, first)                                                          \
        ITER_FIELD_CHECK_(T, T2, second)                                                         \
        ITER_FIELD_CHECK_(T, T3, third)                                                          \
        typedef struct {                                                                         \
                T1 first;                                                                        \
                T2 second;                                                                       \
                T3 third;                                                                        \
        } iter_layout_##T;                                                                       \
        ITER_STATIC_ASSERT(sizeof(T) == sizeof(iter_layout_##T) &&                               \
                offsetof(T, second) == offsetof(iter_layout_##T, second) &&                      \
                offsetof(T, third) == offsetof(iter_layout_##T, third),                          \
            T##_has_these_three_members_in_this_order);                                          \
        static const iter_field_t iter_fields_##T[] = { { ITER_TYPE(T1), offsetof(T, first) },   \
                { ITER_TYPE(T2), offsetof(T, second) }, { ITER_TYPE(T3), offsetof(T, third) } }; \
        static const iter_type_t iter_type_##T ITER_UNUSED = { #T, sizeof(T), ITER_ALIGNOF(T),   \
                iter_fields_##T, 3, false, NULL, NULL, NULL, NULL, NULL }
#endif

/**
 * @brief Tells whether two descriptors mean the same type.
 *
 * @param a A descriptor.
 * @param b Another.
 * @return true if they are the same object, equal in name, size and alignment, or composites of the
 *         same fields at the same offsets.
 *
 * @snippet test_type.c iter_type_same
 */
ITER_API bool iter_type_same(const iter_type_t *a, const iter_type_t *b);

/**
 * @brief Copies an item through its type, so that it lives on its own.
 *
 * @param type      The item's type.
 * @param to        Room for one item.
 * @param from      The item.
 * @param allocator For what the copy owns; NULL for the default allocator.
 * @return 0, or an error code, and then `to` holds nothing that needs to be dropped.
 *
 * Release the copy with iter_type_drop. For types without `copy` this is memcpy.
 *
 * @snippet test_type.c iter_type_copy
 */
ITER_API int iter_type_copy(
    const iter_type_t *type, void *to, const void *from, const iter_allocator_t *allocator);

/**
 * @brief Frees what an item owns: a copy made by iter_type_copy, or what a consumer handed out.
 *
 * @param type The item's type.
 * @param item The item; its own bytes are the caller's.
 *
 * Nothing happens for types that own nothing.
 *
 * @snippet test_type.c iter_type_copy
 */
ITER_API void iter_type_drop(const iter_type_t *type, void *item);

/**
 * @brief Tells whether two items are equal: by `compare`, else member by member, else as bytes.
 *
 * @param type The type of both.
 * @param a    An item.
 * @param b    Another.
 * @return true if equal. A NaN is not equal to itself.
 *
 * @snippet test_type.c iter_type_equal
 */
ITER_API bool iter_type_equal(const iter_type_t *type, const void *a, const void *b);

/**
 * @brief The order of two items: by `compare`, else the first member that differs.
 *
 * @param type The type of both.
 * @param a    An item.
 * @param b    Another.
 * @return Negative, zero or positive. 0 where the type has no order: ask iter_type_ordered first.
 *
 * @snippet test_type.c iter_type_compare
 */
ITER_API int iter_type_compare(const iter_type_t *type, const void *a, const void *b);

/**
 * @brief Tells whether items of a type can be ordered, as iter_min and iter_max need.
 *
 * @param type A type.
 * @return true if it has `compare`, or members that all have.
 *
 * @snippet test_type.c iter_type_compare
 */
ITER_API bool iter_type_ordered(const iter_type_t *type);

/**
 * @brief A hash of an item, keyed, so that whoever chooses the items cannot choose the hashes.
 *
 * @param type The item's type.
 * @param item The item.
 * @param key  Two random words (SipHash-1-3).
 * @return The hash; equal items have equal hashes.
 *
 * @snippet test_type.c iter_type_hash
 */
ITER_API uint64_t iter_type_hash(const iter_type_t *type, const void *item, const uint64_t key[2]);

/**
 * @brief Writes an item as text: `42`, `0.1`, `(1, abc)`.
 *
 * @param type The item's type.
 * @param item The item.
 * @param out  The stream.
 * @return 0, #ITER_E_IO if the stream failed (errno says why), #ITER_E_UNSUPPORTED if the type has
 *         no text.
 *
 * @snippet test_type.c iter_type_print
 */
ITER_API int iter_type_print(const iter_type_t *type, const void *item, FILE *out);

/**
 * @brief A view of a C string.
 *
 * @param text A NUL-terminated string; NULL gives the empty view.
 * @return The view; it borrows `text`.
 *
 * @snippet test_type.c iter_str
 */
ITER_INLINE iter_str_t iter_str(const char *text)
{
        iter_str_t view = { text, text == NULL ? 0 : strlen(text) };
        return view;
}

/**
 * @brief Tells whether two texts are equal, byte for byte.
 *
 * @param a A text.
 * @param b Another.
 * @return true if they are.
 *
 * @snippet test_type.c iter_str
 */
ITER_INLINE bool iter_str_equal(iter_str_t a, iter_str_t b)
{
        return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

/**
 * @brief Tells whether a text holds another.
 *
 * @param text   Where to look; may hold NUL bytes.
 * @param needle What to look for; the empty text is in every text.
 * @return true if it does.
 *
 * Cost: linear in the length of `text`.
 *
 * @snippet test_type.c iter_str_contains
 */
ITER_API bool iter_str_contains(iter_str_t text, iter_str_t needle);

/** @brief The conversion for a text in a printf format; its argument is ITER_STR_ARG. */
#define ITER_STR_FMT "%.*s"
/**
 * @brief The arguments of ITER_STR_FMT: `printf(ITER_STR_FMT, ITER_STR_ARG(line))`.
 *
 * @param text A view of text; evaluated more than once.
 *
 * @snippet test_type.c ITER_STR_ARG
 */
#define ITER_STR_ARG(text) ((text).len > 0x7fffffff ? 0x7fffffff : (int)(text).len), (text).ptr

ITER_END_DECLS

#endif
