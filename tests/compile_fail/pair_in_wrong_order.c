/* expect: has_these_two_members */
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

typedef struct {
        int64_t value;
        size_t number;
} numbered;

ITER_PAIR_TYPE(numbered, size_t, number, int64_t, value);
