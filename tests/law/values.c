/* SPDX-License-Identifier: MIT */
/* What the items are, and what callbacks make of them: the same for the model and the library. */
#include "law.h"

uint64_t mix(uint64_t x)
{
        x ^= x >> 30;
        x *= UINT64_C(0xbf58476d1ce4e5b9);
        x ^= x >> 27;
        x *= UINT64_C(0x94d049bb133111eb);
        return x ^ (x >> 31);
}

static int64_t small(int64_t x)
{
        const int64_t r = x % 1009;
        return r < 0 ? r + 1009 : r;
}

int64_t map_value(const struct node *np, int64_t x)
{
        return small(small(x) * np->a + np->b);
}

bool test_value(const struct node *np, int64_t x)
{
        switch (np->c) {
        case 0:
                return small(x) % np->a == np->b;
        case 1:
                return small(x) % np->a != np->b;
        case 2:
                return x < np->b;
        case 3:
                return true;
        default:
                return false;
        }
}

int64_t row_value(int64_t row, int64_t x)
{
        return small(small(row) * 31 + small(x));
}

int64_t fold_value(const struct node *np, int64_t acc, int64_t x)
{
        return small(small(acc) * 3 + small(x) + np->b);
}

int64_t key_value(const struct node *np, int64_t x)
{
        return small(x) / np->a;
}

/* The first index. */
size_t enumerate_start(const struct node *np)
{
        return np->c == 0 ? (size_t)np->a : SIZE_MAX - (size_t)np->a;
}

/* The i-th item of a source. */
int64_t source_value(const struct node *np, int64_t i)
{
        switch (np->kind) {
        case RANGE:
        case COUNT:
                return np->a + i * np->b;
        case ONCE:
        case REPEAT:
        case REPEAT_N:
                return np->a;
        default:
                i /= np->run;
                if (np->seed == 0)
                        return i % np->b;
                return (int64_t)(mix(np->seed + (uint64_t)i * 77) % (uint64_t)np->b);
        }
}

int source_length(const struct node *np)
{
        switch (np->kind) {
        case EMPTY:
                return 0;
        case ONCE:
                return 1;
        case COUNT:
        case REPEAT:
                return INT32_MAX;
        default:
                return np->n;
        }
}

int error_code(int n)
{
        return -(100 + n);
}

int64_t fill_value(int i)
{
        return 900 + i;
}

void note_call(struct calls *calls, int n, int64_t x)
{
        if (calls->n == CALLS)
                return;
        calls->call[calls->n].node = n;
        calls->call[calls->n++].x = x;
}
