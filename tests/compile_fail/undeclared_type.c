/* expect: iter_type_point */
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

typedef struct {
        int x;
} point;

iter_t *pipeline(void)
{
        static point points[2];
        return iter_array(ITER_ARRAY(point, points));
}
