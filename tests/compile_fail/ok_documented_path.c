/* the same programs without the mistakes */
/* flags: -Wconversion -Wswitch -Wshadow -Wcast-qual -pedantic */
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
        size_t number;
        int64_t value;
} numbered;

ITER_PAIR_TYPE(numbered, size_t, number, int64_t, value);

typedef struct {
        int x;
} point;

ITER_STRUCT_TYPE(point);

ITER_TRY_MAP_FN(int64_t, checked, int64_t, x, out, call)
{
        *out = x;
        return iter_fail(call, ITER_E_PARSE, "got %lld", (long long)x);
}

ITER_FOLD_FN(int64_t, add, total, int64_t, x)
{
        return total + x;
}

int use(iter_t *it);

int use(iter_t *it)
{
        static int64_t items[3] = { 1, 2, 3 };
        static point points[2];
        const int64_t *list = items;
        const int64_t *p;
        int64_t sum = 0;
        int64_t x;
        iter_t *other = iter_array(ITER_ARRAY(point, points));

        iter_abandon(other);
        other = iter_array(ITER_ARRAY(int64_t, items));
        ITER_FOREACH(int64_t, y, other)
                sum += y;
        ITER_FOREACH_REF(int64_t, y, other)
                sum += *y;
        iter_abandon(other);
        other = iter_enumerate(iter_array(ITER_SPAN(int64_t, list, 3)), 1);
        ITER_FOREACH(numbered, n, other)
                sum += n.value;
        iter_abandon(other);
        other =
            iter_filter(iter_map(iter_map(ITER_RANGE(int64_t, 0, 255, 1), square), scale(7)), odd);
        if (iter_reduce(iter_map(other, checked), add, ITER_INTO(int64_t, &sum), NULL) != 0)
                sum = 0;
        switch (iter_next(it, ITER_INTO(int64_t, &x))) {
        case ITER_ITEM:
                sum += x;
                break;
        case ITER_END:
        case ITER_ERROR:
        case ITER_PENDING:
                break;
        }
        if (iter_peek(it, ITER_VIEW(int64_t, &p)) == ITER_ITEM)
                sum += *p;
        if (iter_put_back(it, ITER_FROM(int64_t, &sum)) != 0)
                return 1;
        return iter_close(it, NULL);
}
