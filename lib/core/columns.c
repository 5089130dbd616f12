/* SPDX-License-Identifier: MIT */
/* Items that lie apart, and items side by side. */
#include "core.h"

/* The size is known inside each loop: a copy is then one move, not a call. Items may lie at
 * addresses that are not aligned for their type. */
static void copy(
    char *to, ptrdiff_t to_stride, const char *from, ptrdiff_t from_stride, size_t size, size_t n)
{
        size_t i;

#define COLUMN(bytes)                                                                            \
        case bytes:                                                                              \
                for (i = 0; i < n; i++)                                                          \
                        memcpy(to + (ptrdiff_t)i * to_stride, from + (ptrdiff_t)i * from_stride, \
                            bytes);                                                              \
                break
        switch (size) {
                COLUMN(1);
                COLUMN(2);
                COLUMN(4);
                COLUMN(8);
                COLUMN(16);
                COLUMN(24);
                COLUMN(32);
        default:
                for (i = 0; i < n; i++)
                        memcpy(
                            to + (ptrdiff_t)i * to_stride, from + (ptrdiff_t)i * from_stride, size);
        }
#undef COLUMN
}

void iter_scatter(void *to, size_t stride, const void *from, size_t size, size_t n)
{
        copy(to, (ptrdiff_t)stride, from, (ptrdiff_t)size, size, n);
}

void iter_gather(void *to, const void *from, ptrdiff_t stride, size_t size, size_t n)
{
        copy(to, (ptrdiff_t)size, from, stride, size, n);
}
