/* expect: not compatible with any|incompatible type|_Generic */
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

int use(iter_t *it);

int use(iter_t *it)
{
        int x;
        return iter_next(it, ITER_INTO(int64_t, &x)) == ITER_ITEM;
}
