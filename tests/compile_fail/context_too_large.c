/* expect: captures_too_much */
#include <lazyiter.h>

struct large {
        char bytes[ITER_CONTEXT_ROOM + 1];
};

ITER_MAP_FN_WITH(int, first, int, x, struct large, k)
{
        return x + k.bytes[0];
}
