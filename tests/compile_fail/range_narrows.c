/* expect: conversion|changes value|overflow */
/* flags: -Wconversion */
#include <lazyiter.h>

ITER_MAP_FN(int64_t, square, int64_t, x)
{
        return x * x;
}
ITER_MAP_FN_WITH(int64_t, scale, int64_t, x, int64_t, k)
{
        return x * k;
}
ITER_FILTER_FN(odd, int64_t, x)
{
        return x % 2 != 0;
}

iter_t *pipeline(void);

iter_t *pipeline(void)
{
        return ITER_RANGE(uint8_t, 0, 300, 1);
}
