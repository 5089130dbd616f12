/* expect: incompatible */
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
        int64_t items[3] = { 1, 2, 3 };
        int64_t *list = items;
        int64_t sum = 0;
        (void)it;
        ITER_FOREACH(int64_t, x, list)
                sum += x;
        return (int)sum;
}
