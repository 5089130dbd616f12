/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* memmem */
#include <errno.h>
#include <inttypes.h>
#include <math.h>

#include "core.h"
#include "siphash.h"

/* The scalar types: ordered and printed by their values, hashed by bytes. */

#define SCALAR(T, tag, format, cast)                                                           \
        static int tag##_compare(const iter_type_t *type, const void *a, const void *b)        \
        {                                                                                      \
                const T x = *(const T *)a;                                                     \
                const T y = *(const T *)b;                                                     \
                (void)type;                                                                    \
                return (x > y) - (x < y);                                                      \
        }                                                                                      \
        static int tag##_print(const iter_type_t *type, const void *item, FILE *out)           \
        {                                                                                      \
                (void)type;                                                                    \
                return fprintf(out, format, (cast) * (const T *)item) < 0 ? ITER_E_IO : 0;     \
        }                                                                                      \
        const iter_type_t iter_type_##tag = { #T, sizeof(T), alignof(T), NULL, 0, false, NULL, \
                NULL, tag##_compare, NULL, tag##_print };

SCALAR(int8_t, int8_t, "%" PRId8, int8_t)
SCALAR(int16_t, int16_t, "%" PRId16, int16_t)
SCALAR(int32_t, int32_t, "%" PRId32, int32_t)
SCALAR(int64_t, int64_t, "%" PRId64, int64_t)
SCALAR(uint8_t, uint8_t, "%" PRIu8, uint8_t)
SCALAR(uint16_t, uint16_t, "%" PRIu16, uint16_t)
SCALAR(uint32_t, uint32_t, "%" PRIu32, uint32_t)
SCALAR(uint64_t, uint64_t, "%" PRIu64, uint64_t)
SCALAR(char, char, "%c", char)

/* Adding 0 makes -0.0 hash as 0.0, which it equals. */
#define FLOATING(T, tag, digits)                                                               \
        static int tag##_compare(const iter_type_t *type, const void *a, const void *b)        \
        {                                                                                      \
                const T x = *(const T *)a;                                                     \
                const T y = *(const T *)b;                                                     \
                (void)type;                                                                    \
                return (x > y) - (x < y);                                                      \
        }                                                                                      \
        static uint64_t tag##_hash(                                                            \
            const iter_type_t *type, const void *item, const uint64_t key[2])                  \
        {                                                                                      \
                const T x = *(const T *)item + (T)0;                                           \
                (void)type;                                                                    \
                return iter_siphash(&x, sizeof x, key);                                        \
        }                                                                                      \
        static int tag##_print(const iter_type_t *type, const void *item, FILE *out)           \
        {                                                                                      \
                return print_real(type, (double)*(const T *)item, digits, out);                \
        }                                                                                      \
        const iter_type_t iter_type_##tag = { #T, sizeof(T), alignof(T), NULL, 0, false, NULL, \
                NULL, tag##_compare, tag##_hash, tag##_print };

/* The shortest of the precisions that read back as the same number, as Python's repr. */
static int print_real(const iter_type_t *type, double x, int most, FILE *out)
{
        char text[64];
        int digits;

        /* The sign of a NaN says nothing, and differs between processors. */
        if (isnan(x))
                return fputs("nan", out) < 0 ? ITER_E_IO : 0;
        for (digits = most - 2; digits <= most; digits++) {
                double back = 0;
                snprintf(text, sizeof text, "%.*g", digits, x);
                sscanf(text, "%lf", &back);
                if (type->size == sizeof(float) ? (float)back == (float)x : back == x)
                        break;
        }
        return fputs(text, out) < 0 ? ITER_E_IO : 0;
}

FLOATING(float, float, 9)
FLOATING(double, double, 17)

static int bool_compare(const iter_type_t *type, const void *a, const void *b)
{
        (void)type;
        return (int)*(const bool *)a - (int)*(const bool *)b;
}

static int bool_print(const iter_type_t *type, const void *item, FILE *out)
{
        (void)type;
        return fputs(*(const bool *)item ? "true" : "false", out) < 0 ? ITER_E_IO : 0;
}

const iter_type_t iter_type_bool_ = { "bool", sizeof(bool), alignof(bool), NULL, 0, false, NULL,
        NULL, bool_compare, NULL, bool_print };

static int ptr_print(const iter_type_t *type, const void *item, FILE *out)
{
        (void)type;
        return fprintf(out, "%p", *(void *const *)item) < 0 ? ITER_E_IO : 0;
}

const iter_type_t iter_type_iter_ptr_t = { "iter_ptr_t", sizeof(void *), alignof(void *), NULL, 0,
        false, NULL, NULL, NULL, NULL, ptr_print };

/* Views of text and bytes: copies own what they point to. */

static int view_copy(
    const void **to, const void *from, size_t size, const iter_allocator_t *allocator)
{
        void *memory = iter_kept_alloc(allocator, size == 0 ? 1 : size);

        if (memory == NULL)
                return iter_memory_reason(allocator);
        if (size != 0)
                memcpy(memory, from, size);
        *to = memory;
        return 0;
}

static void view_drop(const void *view)
{
        iter_kept_free((void *)(uintptr_t)view);
}

static int text_compare(const void *a, size_t a_len, const void *b, size_t b_len)
{
        const size_t shorter = a_len < b_len ? a_len : b_len;
        const int order = shorter == 0 ? 0 : memcmp(a, b, shorter);
        return order != 0 ? order : (a_len > b_len) - (a_len < b_len);
}

#define VIEW(T)                                                                                    \
        static int T##_copy(const iter_type_t *type, void *to, const void *from,                   \
            const iter_allocator_t *allocator)                                                     \
        {                                                                                          \
                const T view = *(const T *)from;                                                   \
                const void *memory = NULL;                                                         \
                const int code = view_copy(&memory, view.ptr, view.len, allocator);                \
                T *copy = to;                                                                      \
                (void)type;                                                                        \
                if (code != 0)                                                                     \
                        return code;                                                               \
                copy->ptr = memory;                                                                \
                copy->len = view.len;                                                              \
                return 0;                                                                          \
        }                                                                                          \
        static void T##_drop(const iter_type_t *type, void *item)                                  \
        {                                                                                          \
                (void)type;                                                                        \
                view_drop(((T *)item)->ptr);                                                       \
        }                                                                                          \
        static int T##_compare(const iter_type_t *type, const void *a, const void *b)              \
        {                                                                                          \
                const T *x = a;                                                                    \
                const T *y = b;                                                                    \
                (void)type;                                                                        \
                return text_compare(x->ptr, x->len, y->ptr, y->len);                               \
        }                                                                                          \
        static uint64_t T##_hash(const iter_type_t *type, const void *item, const uint64_t key[2]) \
        {                                                                                          \
                const T *view = item;                                                              \
                (void)type;                                                                        \
                return iter_siphash(view->ptr, view->len, key);                                    \
        }                                                                                          \
        static int T##_print(const iter_type_t *type, const void *item, FILE *out)                 \
        {                                                                                          \
                const T *view = item;                                                              \
                (void)type;                                                                        \
                if (view->len == 0)                                                                \
                        return 0;                                                                  \
                return fwrite(view->ptr, 1, view->len, out) != view->len ? ITER_E_IO : 0;          \
        }                                                                                          \
        const iter_type_t iter_type_##T = { #T, sizeof(T), alignof(T), NULL, 0, true, T##_copy,    \
                T##_drop, T##_compare, T##_hash, T##_print };

VIEW(iter_str_t)
VIEW(iter_bytes_t)

static int cstr_copy(
    const iter_type_t *type, void *to, const void *from, const iter_allocator_t *allocator)
{
        const char *text = *(const iter_cstr_t *)from;
        const void *memory = NULL;
        int code = 0;

        (void)type;
        if (text != NULL)
                code = view_copy(&memory, text, strlen(text) + 1, allocator);
        if (code == 0)
                *(iter_cstr_t *)to = memory;
        return code;
}

static void cstr_drop(const iter_type_t *type, void *item)
{
        (void)type;
        view_drop(*(const iter_cstr_t *)item);
}

static int cstr_compare(const iter_type_t *type, const void *a, const void *b)
{
        const iter_str_t x = iter_str(*(const iter_cstr_t *)a);
        const iter_str_t y = iter_str(*(const iter_cstr_t *)b);
        (void)type;
        return text_compare(x.ptr, x.len, y.ptr, y.len);
}

static uint64_t cstr_hash(const iter_type_t *type, const void *item, const uint64_t key[2])
{
        const iter_str_t text = iter_str(*(const iter_cstr_t *)item);
        (void)type;
        return iter_siphash(text.ptr, text.len, key);
}

static int cstr_print(const iter_type_t *type, const void *item, FILE *out)
{
        const char *text = *(const iter_cstr_t *)item;
        (void)type;
        return fputs(text == NULL ? "" : text, out) < 0 ? ITER_E_IO : 0;
}

const iter_type_t iter_type_iter_cstr_t = { "iter_cstr_t", sizeof(iter_cstr_t),
        alignof(iter_cstr_t), NULL, 0, true, cstr_copy, cstr_drop, cstr_compare, cstr_hash,
        cstr_print };

/* What holds for all types, member by member where a type says no more. */

static const void *member(const iter_field_t *field, const void *item)
{
        return (const char *)item + field->offset;
}

bool iter_type_same(const iter_type_t *a, const iter_type_t *b)
{
        size_t i;

        if (a == b)
                return true;
        if (a == NULL || b == NULL || a->size != b->size || a->align != b->align)
                return false;
        /* Of composites the members decide: those that stages make all have the same name. */
        if (a->fields == NULL || b->fields == NULL)
                return strcmp(a->name, b->name) == 0;
        if (a->n_fields != b->n_fields)
                return false;
        for (i = 0; i < a->n_fields; i++) {
                if (a->fields[i].offset != b->fields[i].offset ||
                    !iter_type_same(a->fields[i].type, b->fields[i].type))
                        return false;
        }
        return true;
}

int iter_type_copy(
    const iter_type_t *type, void *to, const void *from, const iter_allocator_t *allocator)
{
        size_t i;

        if (allocator == NULL)
                allocator = iter_default_allocator();
        if (type->copy != NULL)
                return type->copy(type, to, from, allocator);
        memcpy(to, from, type->size);
        for (i = 0; i < type->n_fields; i++) {
                const iter_field_t *field = &type->fields[i];
                void *into = (char *)to + field->offset;
                const int code = iter_type_copy(field->type, into, member(field, from), allocator);
                if (code != 0) {
                        while (i-- > 0)
                                iter_type_drop(
                                    type->fields[i].type, (char *)to + type->fields[i].offset);
                        return code;
                }
        }
        return 0;
}

void iter_type_drop(const iter_type_t *type, void *item)
{
        size_t i;

        if (type->drop != NULL) {
                type->drop(type, item);
                return;
        }
        for (i = 0; i < type->n_fields; i++)
                iter_type_drop(type->fields[i].type, (char *)item + type->fields[i].offset);
}

bool iter_type_owns(const iter_type_t *type)
{
        size_t i;

        if (type->drop != NULL)
                return !type->view;
        for (i = 0; i < type->n_fields; i++) {
                if (iter_type_owns(type->fields[i].type))
                        return true;
        }
        return false;
}

bool iter_type_equal(const iter_type_t *type, const void *a, const void *b)
{
        size_t i;

        /* compare cannot say "unordered"; NaNs are the only scalars that differ from themselves. */
        if (type == &iter_type_double)
                return *(const double *)a == *(const double *)b;
        if (type == &iter_type_float)
                return *(const float *)a == *(const float *)b;
        if (type->compare != NULL)
                return type->compare(type, a, b) == 0;
        if (type->fields == NULL)
                return memcmp(a, b, type->size) == 0;
        for (i = 0; i < type->n_fields; i++) {
                const iter_field_t *field = &type->fields[i];
                if (!iter_type_equal(field->type, member(field, a), member(field, b)))
                        return false;
        }
        return true;
}

int iter_type_compare(const iter_type_t *type, const void *a, const void *b)
{
        size_t i;

        if (type->compare != NULL)
                return type->compare(type, a, b);
        for (i = 0; i < type->n_fields; i++) {
                const iter_field_t *field = &type->fields[i];
                const int order =
                    iter_type_compare(field->type, member(field, a), member(field, b));
                if (order != 0)
                        return order;
        }
        return 0;
}

bool iter_type_ordered(const iter_type_t *type)
{
        size_t i;

        if (type->compare != NULL)
                return true;
        for (i = 0; i < type->n_fields; i++) {
                if (!iter_type_ordered(type->fields[i].type))
                        return false;
        }
        return type->n_fields != 0;
}

uint64_t iter_type_hash(const iter_type_t *type, const void *item, const uint64_t key[2])
{
        uint64_t hash = key[0];
        size_t i;

        if (type->hash != NULL)
                return type->hash(type, item, key);
        if (type->fields == NULL)
                return iter_siphash(item, type->size, key);
        for (i = 0; i < type->n_fields; i++) {
                const iter_field_t *field = &type->fields[i];
                const uint64_t parts[2] = { hash,
                        iter_type_hash(field->type, member(field, item), key) };
                hash = iter_siphash(parts, sizeof parts, key);
        }
        return hash;
}

int iter_type_print(const iter_type_t *type, const void *item, FILE *out)
{
        size_t i;

        if (type->print != NULL)
                return type->print(type, item, out);
        if (type->fields == NULL)
                return ITER_E_UNSUPPORTED;
        if (fputc('(', out) == EOF)
                return ITER_E_IO;
        for (i = 0; i < type->n_fields; i++) {
                const iter_field_t *field = &type->fields[i];
                int code;
                if (i > 0 && fputs(", ", out) < 0)
                        return ITER_E_IO;
                code = iter_type_print(field->type, member(field, item), out);
                if (code != 0)
                        return code;
        }
        return fputc(')', out) == EOF ? ITER_E_IO : 0;
}

bool iter_str_contains(iter_str_t text, iter_str_t needle)
{
        if (needle.len == 0)
                return true;
        return text.len >= needle.len && memmem(text.ptr, text.len, needle.ptr, needle.len) != NULL;
}

bool iter_layout(iter_type_t *type, iter_field_t *fields, size_t n, const char *name)
{
        size_t size = 0;
        size_t align = 1;
        size_t i;

        for (i = 0; i < n; i++) {
                const iter_type_t *field = fields[i].type;
                const size_t gap =
                    (field->align - (size & (field->align - 1))) & (field->align - 1);
                if (size > SIZE_MAX / 4 || field->size > SIZE_MAX / 4)
                        return false;
                fields[i].offset = size + gap;
                size = fields[i].offset + field->size;
                if (field->align > align)
                        align = field->align;
        }
        memset(type, 0, sizeof *type);
        type->name = name;
        type->size = (size + (align - 1)) & ~(align - 1);
        type->align = align;
        type->fields = fields;
        type->n_fields = n;
        return true;
}
