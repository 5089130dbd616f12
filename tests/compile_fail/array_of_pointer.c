/* expect: not compatible with any|_Generic */
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
        static int64_t items[3];
        int64_t *list = items;
        return iter_array(ITER_ARRAY(int64_t, list));
}
