/* SPDX-License-Identifier: MIT */
/* An iterator of your own, written in both ways: as a "next" function, and as a struct that begins
 * with an iter_t. The sequence is Collatz's: halve an even number, of an odd one make 3 n + 1,
 * until it is 1.
 *
 * Introduces: ITER_NEXT_FN, iter_from_fn, iter_fail; iter_vtable_t, iter_new, iter_block,
 * iter_give, iter_raise. */
#include <inttypes.h>
#include <stdio.h>

#include <lazyiter.h>

/* The number after x, 0 after the last; false if it does not fit 64 bits. */
static bool step(uint64_t *x)
{
        if (*x == 1) {
                *x = 0;
        } else if (*x % 2 == 0) {
                *x /= 2;
        } else if (*x <= (UINT64_MAX - 1) / 3) {
                *x = 3 * *x + 1;
        } else {
                return false;
        }
        return true;
}

/* The short way: a function that gives the next item. Its context, here a pointer to the state, is
 * captured when the function object is made; the state is the caller's. */
ITER_NEXT_FN(uint64_t, next_collatz, uint64_t *, next, out, call)
{
        if (*next == 0)
                return ITER_END;
        *out = *next;
        /* The item is good: it is given, and the error comes after it. */
        if (!step(next))
                iter_fail(call, ITER_E_OVERFLOW, "what follows %" PRIu64 " does not fit", *out);
        return ITER_ITEM;
}

/* The long way: what the library's own iterators do. It has no state outside, and may make many
 * items at a time. */
struct collatz {
        iter_t it; /* must come first */
        uint64_t next;
        uint64_t index;
};

static iter_status_t collatz_fill(iter_t *it, size_t want)
{
        struct collatz *self = (struct collatz *)it;
        size_t room;
        uint64_t *items = iter_block(it, &room);
        size_t n = 0;
        bool fits = true;

        (void)want; /* without effects, it does no harm to make more than is wanted */
        while (n < room && self->next != 0 && fits) {
                items[n] = self->next;
                n++;
                self->index++;
                fits = step(&self->next);
        }
        if (n == 0)
                return ITER_END;
        if (!fits)
                iter_raise(it, ITER_E_OVERFLOW, self->index - 1,
                    "what follows %" PRIu64 " does not fit", self->next);
        return iter_give(it, items, n);
}

/* A destroy for iterators that hold nothing but their struct and block is there already. */
static const iter_vtable_t collatz_vtable = { sizeof(iter_vtable_t), "collatz", collatz_fill,
        iter_stage_destroy, NULL, NULL, NULL, NULL };

static iter_t *collatz(uint64_t start)
{
        const iter_type_t *type = ITER_TYPE(uint64_t);
        struct collatz *self =
            iter_new(&collatz_vtable, sizeof *self, type, iter_block_room(type, UINT64_MAX), NULL);

        if (self == NULL)
                return iter_no_memory(NULL);
        self->next = start;
        return &self->it;
}

/* Prints and closes an iterator; it cannot tell how it was written. */
static void print(const char *title, iter_t *it)
{
        iter_error_t err;

        printf("%s:", title);
        ITER_FOREACH(uint64_t, x, it)
                printf(" %" PRIu64, x);
        if (iter_close(it, &err) != 0)
                printf(" (%s)", err.message);
        printf("\n");
}

int main(void)
{
        uint64_t next = 6;

        print("a function", iter_from_fn(next_collatz(&next)));
        print("a struct", collatz(6));

        next = UINT64_MAX - 1;
        print("a function", iter_from_fn(next_collatz(&next)));
        print("a struct", collatz(UINT64_MAX - 1));
        return 0;
}
