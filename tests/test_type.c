/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdlib.h>
#include <sys/types.h>

#include "tap.h"

typedef struct {
        double x;
        double y;
} point;
ITER_STRUCT_TYPE(point);

typedef struct {
        size_t number;
        iter_str_t text;
} numbered;
ITER_PAIR_TYPE(numbered, size_t, number, iter_str_t, text);

typedef struct {
        iter_str_t name;
        int count;
        double share;
} entry;
ITER_TRIPLE_TYPE(entry, iter_str_t, name, int, count, double, share);

/* The same layout as `numbered` under another name, as iter_enumerate makes it at run time. */
typedef struct {
        size_t index;
        iter_str_t value;
} indexed;
ITER_PAIR_TYPE(indexed, size_t, index, iter_str_t, value);

/* The text of an item, in memory of the caller's; what fails is an empty text. */
static const char *printed(const iter_type_t *type, const void *item, char *text, size_t room)
{
        FILE *out = fmemopen(text, room, "w");
        text[0] = '\0';
        if (out == NULL)
                return "";
        CHECK_OK(iter_type_print(type, item, out));
        fclose(out);
        return text;
}

TEST(a_type_is_named_by_one_word)
{
        //! [ITER_TYPE]
        const iter_type_t *type = ITER_TYPE(iter_str_t);
        CHECK_STRING(type->name, "iter_str_t");
        CHECK_UINT(type->size, sizeof(iter_str_t));
        CHECK(ITER_TYPE(long) == ITER_TYPE(int64_t) || sizeof(long) == 4); /* one object */
        //! [ITER_TYPE]
}

TEST(each_scalar_type_has_its_size_and_alignment)
{
#define CHECK_SCALAR(T)                            \
        CHECK_UINT(ITER_TYPE(T)->size, sizeof(T)); \
        CHECK_UINT(ITER_TYPE(T)->align, ITER_ALIGNOF(T))
        CHECK_SCALAR(bool);
        CHECK_SCALAR(_Bool);
        CHECK_SCALAR(char);
        CHECK_SCALAR(int8_t);
        CHECK_SCALAR(int16_t);
        CHECK_SCALAR(int32_t);
        CHECK_SCALAR(int64_t);
        CHECK_SCALAR(uint8_t);
        CHECK_SCALAR(uint16_t);
        CHECK_SCALAR(uint32_t);
        CHECK_SCALAR(uint64_t);
        CHECK_SCALAR(short);
        CHECK_SCALAR(int);
        CHECK_SCALAR(unsigned);
        CHECK_SCALAR(long);
        CHECK_SCALAR(size_t);
        CHECK_SCALAR(ssize_t);
        CHECK_SCALAR(ptrdiff_t);
        CHECK_SCALAR(intptr_t);
        CHECK_SCALAR(uintptr_t);
        CHECK_SCALAR(intmax_t);
        CHECK_SCALAR(uintmax_t);
        CHECK_SCALAR(off_t);
        CHECK_SCALAR(float);
        CHECK_SCALAR(double);
        CHECK_SCALAR(iter_ptr_t);
        CHECK_SCALAR(iter_cstr_t);
        CHECK_SCALAR(iter_str_t);
        CHECK_SCALAR(iter_bytes_t);
        CHECK_SCALAR(point);
        CHECK_SCALAR(numbered);
        CHECK_SCALAR(entry);
}

TEST(a_struct_becomes_an_element_type_with_one_line)
{
        //! [ITER_STRUCT_TYPE]
        /* At file scope: typedef struct { double x; double y; } point; ITER_STRUCT_TYPE(point); */
        const point corners[] = { { 0, 0 }, { 3, 0 }, { 3, 4 } };
        iter_t *it = iter_array(ITER_ARRAY(point, corners));
        double sum = 0;

        ITER_FOREACH_REF(point, p, it)
                sum += p->x + p->y;
        CHECK_OK(iter_close(it, NULL));
        CHECK_REAL(sum, 10);
        //! [ITER_STRUCT_TYPE]
}

TEST(a_pair_has_its_members_as_fields)
{
        //! [ITER_PAIR_TYPE]
        /* At file scope: typedef struct { size_t number; iter_str_t text; } numbered;
         *                ITER_PAIR_TYPE(numbered, size_t, number, iter_str_t, text); */
        const iter_type_t *type = ITER_TYPE(numbered);
        const numbered line = { 7, iter_str("seven") };
        char text[32];

        CHECK_UINT(type->n_fields, 2);
        CHECK(type->fields[1].type == ITER_TYPE(iter_str_t));
        CHECK_UINT(type->fields[1].offset, offsetof(numbered, text));
        CHECK_STRING(printed(type, &line, text, sizeof text), "(7, seven)");
        //! [ITER_PAIR_TYPE]
}

TEST(a_triple_has_its_members_as_fields)
{
        //! [ITER_TRIPLE_TYPE]
        /* At file scope: typedef struct { iter_str_t name; int count; double share; } entry;
         *                ITER_TRIPLE_TYPE(entry, iter_str_t, name, int, count, double, share); */
        const iter_type_t *type = ITER_TYPE(entry);
        const entry libs = { iter_str("libs"), 3, 0.25 };
        char text[32];

        CHECK_UINT(type->n_fields, 3);
        CHECK_UINT(type->fields[2].offset, offsetof(entry, share));
        CHECK_STRING(printed(type, &libs, text, sizeof text), "(libs, 3, 0.25)");
        //! [ITER_TRIPLE_TYPE]
}

TEST(types_are_the_same_by_object_by_name_or_by_fields)
{
        //! [iter_type_same]
        const iter_type_t again = { "point", sizeof(point), ITER_ALIGNOF(point), NULL, 0, false,
                NULL, NULL, NULL, NULL, NULL };

        CHECK(iter_type_same(ITER_TYPE(int), ITER_TYPE(int32_t)));
        CHECK(iter_type_same(ITER_TYPE(point), &again)); /* declared in another file */
        CHECK(iter_type_same(ITER_TYPE(numbered), ITER_TYPE(indexed))); /* the same fields */
        CHECK(!iter_type_same(ITER_TYPE(int), ITER_TYPE(unsigned)));
        //! [iter_type_same]
}

TEST(types_that_differ_in_anything_are_not_the_same)
{
        iter_type_t other = *ITER_TYPE(point);

        other.name = "Point";
        CHECK(!iter_type_same(ITER_TYPE(point), &other));
        other = *ITER_TYPE(point);
        other.size = 8;
        CHECK(!iter_type_same(ITER_TYPE(point), &other));
        other = *ITER_TYPE(point);
        other.align = 4;
        CHECK(!iter_type_same(ITER_TYPE(point), &other));
        CHECK(!iter_type_same(ITER_TYPE(point), NULL));
        CHECK(!iter_type_same(NULL, ITER_TYPE(point)));
        CHECK(iter_type_same(NULL, NULL));
}

TEST(composites_that_differ_in_a_field_are_not_the_same)
{
        const iter_type_t *numbered_type = ITER_TYPE(numbered);
        iter_field_t fields[2];
        iter_type_t other = *numbered_type;

        memcpy(fields, numbered_type->fields, sizeof fields);
        other.name = "other";
        other.fields = fields;
        CHECK(iter_type_same(numbered_type, &other));
        fields[0].type = ITER_TYPE(int64_t);
        CHECK(!iter_type_same(numbered_type, &other));
        fields[0] = numbered_type->fields[0];
        fields[1].offset = 0;
        CHECK(!iter_type_same(numbered_type, &other));
        fields[1] = numbered_type->fields[1];
        other.n_fields = 1;
        CHECK(!iter_type_same(numbered_type, &other));
        other.fields = NULL;
        CHECK(!iter_type_same(numbered_type, &other));
}

TEST(a_copy_lives_on_its_own)
{
        //! [iter_type_copy]
        char buffer[] = "first line";
        const iter_str_t line = { buffer, 10 };
        iter_str_t copy;

        if (iter_type_copy(ITER_TYPE(iter_str_t), &copy, &line, NULL) == 0) {
                memcpy(buffer, "2nd", 3); /* the buffer is used again */
                CHECK_TEXT(copy, "first line");
                iter_type_drop(ITER_TYPE(iter_str_t), &copy);
        }
        //! [iter_type_copy]
}

TEST(copies_of_views_are_as_long_as_the_view)
{
        const iter_str_t nul = { "a\0b", 3 };
        const iter_str_t empty = { NULL, 0 };
        const iter_bytes_t bytes = { (const unsigned char *)"\xff\x00\x01", 3 };
        iter_str_t text_copy = { NULL, 0 };
        iter_bytes_t bytes_copy = { NULL, 0 };

        if (CHECK_OK(iter_type_copy(ITER_TYPE(iter_str_t), &text_copy, &nul, NULL))) {
                CHECK_TEXT(text_copy, "a\0b");
                iter_type_drop(ITER_TYPE(iter_str_t), &text_copy);
        }
        if (CHECK_OK(iter_type_copy(ITER_TYPE(iter_str_t), &text_copy, &empty, NULL))) {
                CHECK_UINT(text_copy.len, 0);
                iter_type_drop(ITER_TYPE(iter_str_t), &text_copy);
        }
        if (CHECK_OK(iter_type_copy(ITER_TYPE(iter_bytes_t), &bytes_copy, &bytes, NULL))) {
                CHECK(iter_type_equal(ITER_TYPE(iter_bytes_t), &bytes, &bytes_copy));
                iter_type_drop(ITER_TYPE(iter_bytes_t), &bytes_copy);
        }
}

TEST(copies_of_c_strings_end_in_nul)
{
        const iter_cstr_t text = "text";
        const iter_cstr_t none = NULL;
        iter_cstr_t copy = NULL;

        if (CHECK_OK(iter_type_copy(ITER_TYPE(iter_cstr_t), &copy, &text, NULL))) {
                CHECK(copy != text);
                CHECK_STRING(copy, "text");
                iter_type_drop(ITER_TYPE(iter_cstr_t), &copy);
        }
        if (CHECK_OK(iter_type_copy(ITER_TYPE(iter_cstr_t), &copy, &none, NULL))) {
                CHECK(copy == NULL);
                iter_type_drop(ITER_TYPE(iter_cstr_t), &copy);
        }
}

TEST(a_copy_of_a_composite_copies_its_members)
{
        char buffer[] = "libs";
        const entry item = { { buffer, 4 }, 3, 0.5 };
        entry copy;

        if (CHECK_OK(iter_type_copy(ITER_TYPE(entry), &copy, &item, NULL))) {
                buffer[0] = 'L';
                CHECK_TEXT(copy.name, "libs");
                CHECK_INT(copy.count, 3);
                CHECK_REAL(copy.share, 0.5);
                iter_type_drop(ITER_TYPE(entry), &copy);
        }
}

typedef struct {
        iter_str_t first;
        iter_str_t second;
} two_texts;
ITER_PAIR_TYPE(two_texts, iter_str_t, first, iter_str_t, second);

/* Torture fails the second copy: the first must then be dropped. */
TEST(a_copy_of_a_composite_is_all_or_nothing)
{
        const two_texts item = { iter_str("one"), iter_str("two") };
        two_texts copy;
        iter_counter_t counter;
        int code;

        if (CHECK_OK(iter_type_copy(ITER_TYPE(two_texts), &copy, &item, NULL)))
                iter_type_drop(ITER_TYPE(two_texts), &copy);

        iter_counter_init(&counter, NULL, 40); /* enough for one */
        code = iter_type_copy(ITER_TYPE(two_texts), &copy, &item, &counter.allocator);
        CHECK_CODE(code, ITER_E_BUDGET);
        CHECK_UINT(counter.live, 0);
}

TEST(copies_of_types_that_own_nothing_are_bytes)
{
        const point p = { 1, 2 };
        point copy;

        CHECK_OK(iter_type_copy(ITER_TYPE(point), &copy, &p, NULL));
        CHECK_REAL(copy.y, 2);
        iter_type_drop(ITER_TYPE(point), &copy);
}

TEST(items_are_equal_by_value)
{
        //! [iter_type_equal]
        const iter_str_t a = iter_str("same");
        const iter_str_t b = { "same text", 4 };
        const double nan_value = NAN;

        CHECK(iter_type_equal(ITER_TYPE(iter_str_t), &a, &b));
        CHECK(!iter_type_equal(ITER_TYPE(double), &nan_value, &nan_value));
        //! [iter_type_equal]
}

TEST(equality_of_each_kind_of_type)
{
        const double zeros[] = { 0.0, -0.0 };
        const float floats[] = { 0.5F, 0.5F, NAN };
        const point points[] = { { 1, 2 }, { 1, 2 }, { 1, 3 } };
        const numbered lines[] = { { 1, { "a", 1 } }, { 1, { "ab", 1 } }, { 2, { "a", 1 } },
                { 1, { "b", 1 } } };
        const int ints[] = { 4, 4, 5 };
        const bool bools[] = { true, true, false };

        CHECK(iter_type_equal(ITER_TYPE(double), &zeros[0], &zeros[1]));
        CHECK(iter_type_equal(ITER_TYPE(float), &floats[0], &floats[1]));
        CHECK(!iter_type_equal(ITER_TYPE(float), &floats[2], &floats[2]));
        CHECK(iter_type_equal(ITER_TYPE(point), &points[0], &points[1]));
        CHECK(!iter_type_equal(ITER_TYPE(point), &points[0], &points[2]));
        CHECK(iter_type_equal(ITER_TYPE(numbered), &lines[0], &lines[1]));
        CHECK(!iter_type_equal(ITER_TYPE(numbered), &lines[0], &lines[2]));
        CHECK(!iter_type_equal(ITER_TYPE(numbered), &lines[0], &lines[3]));
        CHECK(iter_type_equal(ITER_TYPE(int), &ints[0], &ints[1]));
        CHECK(!iter_type_equal(ITER_TYPE(int), &ints[0], &ints[2]));
        CHECK(iter_type_equal(ITER_TYPE(bool), &bools[0], &bools[1]));
        CHECK(!iter_type_equal(ITER_TYPE(bool), &bools[0], &bools[2]));
}

TEST(items_have_an_order_where_their_type_has)
{
        //! [iter_type_compare]
        const numbered a = { 1, iter_str("b") };
        const numbered b = { 1, iter_str("ab") };

        CHECK(iter_type_ordered(ITER_TYPE(numbered)));
        CHECK(iter_type_compare(ITER_TYPE(numbered), &a, &b) > 0); /* the first that differs */
        CHECK(!iter_type_ordered(ITER_TYPE(point))); /* a struct of bytes */
        //! [iter_type_compare]
}

#define CHECK_ORDER(T, less, more)                                               \
        do {                                                                     \
                const T order_a = less;                                          \
                const T order_b = more;                                          \
                CHECK(iter_type_ordered(ITER_TYPE(T)));                          \
                CHECK(iter_type_compare(ITER_TYPE(T), &order_a, &order_b) < 0);  \
                CHECK(iter_type_compare(ITER_TYPE(T), &order_b, &order_a) > 0);  \
                CHECK(iter_type_compare(ITER_TYPE(T), &order_a, &order_a) == 0); \
        } while (0)

TEST(the_order_of_scalars_is_that_of_their_values)
{
        CHECK_ORDER(int8_t, INT8_MIN, INT8_MAX);
        CHECK_ORDER(int16_t, INT16_MIN, INT16_MAX);
        CHECK_ORDER(int32_t, INT32_MIN, INT32_MAX);
        CHECK_ORDER(int64_t, INT64_MIN, INT64_MAX);
        CHECK_ORDER(uint8_t, 1, UINT8_MAX);
        CHECK_ORDER(uint16_t, 1, UINT16_MAX);
        CHECK_ORDER(uint32_t, 1, UINT32_MAX);
        CHECK_ORDER(uint64_t, 1, UINT64_MAX);
        CHECK_ORDER(char, 'a', 'b');
        CHECK_ORDER(bool, false, true);
        CHECK_ORDER(float, -0.5F, 0.5F);
        CHECK_ORDER(double, -INFINITY, 1e300);
        CHECK_ORDER(iter_cstr_t, "abc", "abd");
        CHECK_ORDER(iter_cstr_t, NULL, "a");
}

TEST(the_order_of_texts_is_that_of_their_bytes_then_of_their_lengths)
{
        const iter_str_t texts[] = { { NULL, 0 }, { "A", 1 }, { "a", 1 }, { "a\0", 2 }, { "aa", 2 },
                { "b", 1 }, { "\xff", 1 } };
        const iter_bytes_t bytes[] = { { NULL, 0 }, { (const unsigned char *)"\xff", 1 } };
        size_t i;
        size_t j;

        for (i = 0; i < sizeof texts / sizeof *texts; i++) {
                for (j = 0; j < sizeof texts / sizeof *texts; j++) {
                        const int order =
                            iter_type_compare(ITER_TYPE(iter_str_t), &texts[i], &texts[j]);
                        CHECK((order < 0) == (i < j) && (order > 0) == (i > j));
                }
        }
        CHECK(iter_type_compare(ITER_TYPE(iter_bytes_t), &bytes[0], &bytes[1]) < 0);
}

TEST(types_without_an_order)
{
        static const iter_field_t fields[] = { { ITER_TYPE(int), 0 },
                { ITER_TYPE(point), sizeof(double) } };
        const iter_type_t mixed = { "mixed", 24, 8, fields, 2, false, NULL, NULL, NULL, NULL,
                NULL };
        const point points[] = { { 1, 2 }, { 3, 4 } };

        CHECK(!iter_type_ordered(ITER_TYPE(iter_ptr_t)));
        CHECK(!iter_type_ordered(&mixed));
        CHECK_INT(iter_type_compare(ITER_TYPE(point), &points[0], &points[1]), 0);
        CHECK(iter_type_ordered(ITER_TYPE(entry)));
}

TEST(equal_items_have_equal_hashes)
{
        //! [iter_type_hash]
        const uint64_t key[2] = { 0x0123456789abcdef, 0xfedcba9876543210 }; /* random words */
        const iter_str_t a = iter_str("same");
        const iter_str_t b = { "same text", 4 };

        CHECK_UINT(iter_type_hash(ITER_TYPE(iter_str_t), &a, key),
            iter_type_hash(ITER_TYPE(iter_str_t), &b, key));
        //! [iter_type_hash]
}

static uint64_t hash(const iter_type_t *type, const void *item)
{
        static const uint64_t key[2] = { 1, 2 };
        return iter_type_hash(type, item, key);
}

TEST(hashes_of_each_kind_of_type)
{
        const double zeros[] = { 0.0, -0.0, 1.0 };
        const float floats[] = { 0.0F, -0.0F, 1.0F };
        const numbered lines[] = { { 1, { "a", 1 } }, { 1, { "ab", 1 } }, { 2, { "a", 1 } },
                { 1, { "b", 1 } } };
        const iter_cstr_t cstrs[] = { "a", NULL };
        const iter_bytes_t bytes = { (const unsigned char *)"a", 1 };
        const iter_str_t empty[] = { { NULL, 0 }, { "x", 0 } };
        const int ints[] = { 1, 1, 2 };

        CHECK_UINT(hash(ITER_TYPE(double), &zeros[0]), hash(ITER_TYPE(double), &zeros[1]));
        CHECK(hash(ITER_TYPE(double), &zeros[0]) != hash(ITER_TYPE(double), &zeros[2]));
        CHECK_UINT(hash(ITER_TYPE(float), &floats[0]), hash(ITER_TYPE(float), &floats[1]));
        CHECK(hash(ITER_TYPE(float), &floats[0]) != hash(ITER_TYPE(float), &floats[2]));
        CHECK_UINT(hash(ITER_TYPE(numbered), &lines[0]), hash(ITER_TYPE(numbered), &lines[1]));
        CHECK(hash(ITER_TYPE(numbered), &lines[0]) != hash(ITER_TYPE(numbered), &lines[2]));
        CHECK(hash(ITER_TYPE(numbered), &lines[0]) != hash(ITER_TYPE(numbered), &lines[3]));
        CHECK_UINT(hash(ITER_TYPE(iter_cstr_t), &cstrs[0]), hash(ITER_TYPE(iter_bytes_t), &bytes));
        CHECK(hash(ITER_TYPE(iter_cstr_t), &cstrs[0]) != hash(ITER_TYPE(iter_cstr_t), &cstrs[1]));
        CHECK_UINT(hash(ITER_TYPE(iter_str_t), &empty[0]), hash(ITER_TYPE(iter_str_t), &empty[1]));
        CHECK_UINT(hash(ITER_TYPE(int), &ints[0]), hash(ITER_TYPE(int), &ints[1]));
        CHECK(hash(ITER_TYPE(int), &ints[0]) != hash(ITER_TYPE(int), &ints[2]));
}

TEST(a_hash_depends_on_the_key_and_on_every_byte)
{
        const uint64_t keys[][2] = { { 1, 2 }, { 1, 3 }, { 0, 2 } };
        char text[40];
        size_t len;

        memset(text, 'x', sizeof text);
        /* All remainders of the hash's 8-byte words. */
        for (len = 0; len < sizeof text; len++) {
                const iter_str_t view = { text, len };
                const uint64_t before = hash(ITER_TYPE(iter_str_t), &view);
                size_t i;
                CHECK(iter_type_hash(ITER_TYPE(iter_str_t), &view, keys[1]) != before);
                CHECK(iter_type_hash(ITER_TYPE(iter_str_t), &view, keys[2]) != before);
                for (i = 0; i < len; i++) {
                        text[i] = 'y';
                        CHECK(hash(ITER_TYPE(iter_str_t), &view) != before);
                        text[i] = 'x';
                }
        }
}

/* SipHash-1-3 of 00 01 02 ... under the key 00 01 ... 0f, as Rust's DefaultHasher computes it:
 * vectors of the reference implementation. */
TEST(the_hash_is_siphash_1_3)
{
        const uint64_t key[2] = { 0x0706050403020100, 0x0f0e0d0c0b0a0908 };
        const uint64_t expected[] = { 0xabac0158050fc4dc, 0xc9f49bf37d57ca93, 0x82cb9b024dc7d44d,
                0x8bf80ab8e7ddf7fb, 0xcf75576088d38328, 0xdef9d52f49533b67, 0xc50d2b50c59f22a7,
                0xd3927d989bb11140, 0x369095118d299a8e, 0x25a48eb36c063de4, 0x79de85ee92ff097f };
        unsigned char bytes[16];
        size_t i;

        for (i = 0; i < sizeof expected / sizeof *expected; i++) {
                const iter_bytes_t view = { bytes, i };
                bytes[i] = (unsigned char)i;
                CHECK_UINT(iter_type_hash(ITER_TYPE(iter_bytes_t), &view, key), expected[i]);
        }
}

TEST(an_item_is_written_as_text)
{
        //! [iter_type_print]
        const numbered line = { 42, iter_str("the answer") };
        char text[64];
        FILE *out = fmemopen(text, sizeof text, "w");

        CHECK_OK(iter_type_print(ITER_TYPE(numbered), &line, out));
        fclose(out);
        CHECK_STRING(text, "(42, the answer)");
        //! [iter_type_print]
}

#define CHECK_PRINTED(T, value, expected)                                                         \
        do {                                                                                      \
                const T print_item = value;                                                       \
                char print_text[64];                                                              \
                CHECK_STRING(                                                                     \
                    printed(ITER_TYPE(T), &print_item, print_text, sizeof print_text), expected); \
        } while (0)

TEST(the_text_of_each_scalar_type)
{
        CHECK_PRINTED(int8_t, INT8_MIN, "-128");
        CHECK_PRINTED(int16_t, INT16_MIN, "-32768");
        CHECK_PRINTED(int32_t, INT32_MIN, "-2147483648");
        CHECK_PRINTED(int64_t, INT64_MIN, "-9223372036854775808");
        CHECK_PRINTED(uint8_t, UINT8_MAX, "255");
        CHECK_PRINTED(uint16_t, UINT16_MAX, "65535");
        CHECK_PRINTED(uint32_t, UINT32_MAX, "4294967295");
        CHECK_PRINTED(uint64_t, UINT64_MAX, "18446744073709551615");
        CHECK_PRINTED(char, 'c', "c");
        CHECK_PRINTED(bool, true, "true");
        CHECK_PRINTED(bool, false, "false");
        CHECK_PRINTED(iter_cstr_t, "text", "text");
        CHECK_PRINTED(iter_cstr_t, NULL, "");
        {
                const iter_str_t empty = { NULL, 0 };
                const iter_bytes_t bytes = { (const unsigned char *)"ab", 1 };
                char text[64];
                CHECK_STRING(printed(ITER_TYPE(iter_str_t), &empty, text, sizeof text), "");
                CHECK_STRING(printed(ITER_TYPE(iter_bytes_t), &bytes, text, sizeof text), "a");
        }
}

TEST(the_text_of_a_real_reads_back_as_the_same_number)
{
        CHECK_PRINTED(double, 0.1, "0.1");
        CHECK_PRINTED(double, 0.1 + 0.2, "0.30000000000000004");
        CHECK_PRINTED(double, 1e300, "1e+300");
        CHECK_PRINTED(double, 1.0 / 3.0, "0.3333333333333333");
        CHECK_PRINTED(double, 3, "3");
        CHECK_PRINTED(double, -0.0, "-0");
        CHECK_PRINTED(double, INFINITY, "inf");
        CHECK_PRINTED(double, -INFINITY, "-inf");
        CHECK_PRINTED(double, NAN, "nan");
        CHECK_PRINTED(double, -NAN, "nan"); /* the sign of a NaN says nothing */
        CHECK_PRINTED(float, 0.1F, "0.1");
        CHECK_PRINTED(float, 16777216.0F, "16777216");
        CHECK_PRINTED(float, 1.0F / 3.0F, "0.33333334");
        CHECK_PRINTED(float, NAN, "nan");
}

TEST(a_pointer_prints_as_printf_prints_it)
{
        int there = 0;
        const iter_ptr_t pointer = &there;
        char expected[64];
        char text[64];

        snprintf(expected, sizeof expected, "%p", (void *)&there);
        CHECK_STRING(printed(ITER_TYPE(iter_ptr_t), &pointer, text, sizeof text), expected);
}

TEST(a_struct_of_bytes_cannot_be_printed)
{
        const point p = { 1, 2 };

        CHECK_CODE(iter_type_print(ITER_TYPE(point), &p, stdout), ITER_E_UNSUPPORTED);
}

/* A device on which every write fails. */
static FILE *full(void)
{
        FILE *out = fopen("/dev/full", "w");
        if (out != NULL)
                setvbuf(out, NULL, _IONBF, 0);
        return out;
}

#define CHECK_FULL(T, value)                                                           \
        do {                                                                           \
                const T full_item = value;                                             \
                CHECK_CODE(iter_type_print(ITER_TYPE(T), &full_item, out), ITER_E_IO); \
        } while (0)

TEST(a_stream_that_fails_is_an_error)
{
        const iter_str_t text = iter_str("text");
        const iter_bytes_t bytes = { (const unsigned char *)"text", 4 };
        const numbered line = { 1, { "text", 4 } };
        FILE *out = full();

        if (out == NULL)
                SKIP("there is no /dev/full");
        CHECK_FULL(int8_t, 1);
        CHECK_FULL(int64_t, 1);
        CHECK_FULL(uint64_t, 1);
        CHECK_FULL(char, 'c');
        CHECK_FULL(bool, true);
        CHECK_FULL(float, 1);
        CHECK_FULL(double, 1);
        CHECK_FULL(iter_ptr_t, NULL);
        CHECK_FULL(iter_cstr_t, "text");
        CHECK_CODE(iter_type_print(ITER_TYPE(iter_str_t), &text, out), ITER_E_IO);
        CHECK_CODE(iter_type_print(ITER_TYPE(iter_bytes_t), &bytes, out), ITER_E_IO);
        CHECK_CODE(iter_type_print(ITER_TYPE(numbered), &line, out), ITER_E_IO);
        fclose(out);
}

/* Room for the first bytes only: so that each part of "(1, text)" is where writing stops. */
TEST(a_stream_that_fails_inside_a_composite_is_an_error)
{
        const numbered line = { 1, { "text", 4 } };
        char room[16];
        size_t n;

        for (n = 1; n < 9; n++) {
                FILE *out = fmemopen(room, n, "w");
                if (out == NULL)
                        SKIP("no fmemopen");
                setvbuf(out, NULL, _IONBF, 0);
                CHECK_CODE(iter_type_print(ITER_TYPE(numbered), &line, out), ITER_E_IO);
                fclose(out);
        }
}

TEST(a_view_of_a_c_string)
{
        //! [iter_str]
        const iter_str_t text = iter_str("text");

        CHECK_UINT(text.len, 4);
        CHECK(iter_str_equal(text, iter_str("text")));
        CHECK(!iter_str_equal(text, iter_str("tex")));
        CHECK_UINT(iter_str(NULL).len, 0);
        //! [iter_str]
        CHECK(iter_str_equal(iter_str(NULL), iter_str("")));
        CHECK(!iter_str_equal(iter_str("text"), iter_str("tent")));
}

TEST(a_text_contains_another)
{
        //! [iter_str_contains]
        const iter_str_t line = iter_str("GET /index.html 404");

        CHECK(iter_str_contains(line, iter_str("404")));
        CHECK(!iter_str_contains(line, iter_str("500")));
        CHECK(iter_str_contains(line, iter_str("")));
        //! [iter_str_contains]
}

TEST(containing_at_the_edges)
{
        const iter_str_t none = { NULL, 0 };
        const iter_str_t nul = { "a\0b", 3 };
        const iter_str_t tail = { "\0b", 2 };

        CHECK(iter_str_contains(none, none));
        CHECK(!iter_str_contains(none, iter_str("a")));
        CHECK(iter_str_contains(nul, tail));
        CHECK(!iter_str_contains(tail, nul));
        CHECK(iter_str_contains(nul, nul));
        CHECK(!iter_str_contains(iter_str("aaab"), iter_str("ab ")));
        CHECK(iter_str_contains(iter_str("aaab"), iter_str("aab")));
}

TEST(a_text_in_a_printf_format)
{
        //! [ITER_STR_ARG]
        const iter_str_t field = { "ERROR: disk full", 5 };
        char text[32];

        snprintf(text, sizeof text, "level " ITER_STR_FMT "!", ITER_STR_ARG(field));
        CHECK_STRING(text, "level ERROR!");
        //! [ITER_STR_ARG]
}

TEST(a_text_longer_than_printf_can_count_is_cut)
{
        const iter_str_t huge = { "text", SIZE_MAX };
        char text[32];

        snprintf(text, sizeof text, ITER_STR_FMT, ITER_STR_ARG(huge));
        CHECK_STRING(text, "text");
}
