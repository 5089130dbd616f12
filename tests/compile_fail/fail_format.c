/* expect: format */
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

ITER_TRY_MAP_FN(int64_t, checked, int64_t, x, out, call)
{
        *out = x;
        return iter_fail(call, ITER_E_PARSE, "got %s", x);
}
