/* SPDX-License-Identifier: MIT */
/* Items from a callback, until it says end, or until it gives a certain item. */
#include "core/core.h"

struct from_fn {
        iter_t it;
        iter_next_fn_t fn;
        iter_call_t call;
        void *item;
        void *sentinel; /* ours, behind the item; NULL if there is none */
        bool owns; /* the items own memory: whoever makes such items drops them */
        bool made; /* of these, there is one */
};

static void drop_made(struct from_fn *self)
{
        if (self->made)
                iter_type_drop(self->it.type, self->item);
        self->made = false;
}

/* No more items now; but a callback that called iter_fail has failed, whatever it returned. */
static iter_status_t no_item(const iter_t *it, iter_status_t status)
{
        return (it->state & ITER_STATE_ERROR) != 0 ? ITER_ERROR : status;
}

static iter_status_t from_fn_fill(iter_t *it, size_t want)
{
        struct from_fn *self = (struct from_fn *)it;
        iter_status_t status;

        (void)want;
        drop_made(self);
        status = self->fn.call(&self->fn.ctx, self->item, &self->call);
        switch (status) {
        case ITER_ITEM:
                break;
        case ITER_END:
        case ITER_PENDING:
                return no_item(it, status);
        case ITER_ERROR:
                if (no_item(it, ITER_END) == ITER_ERROR)
                        return ITER_ERROR;
                return iter_raise_call(&self->call, ITER_E_CALLBACK);
        default:
                return iter_raise(it, ITER_E_CALLBACK, self->call.index,
                    "%s returned %d, which is not an outcome of a pull", self->call.name,
                    (int)status);
        }
        self->made = self->owns;
        if (self->sentinel != NULL && iter_type_equal(it->type, self->item, self->sentinel))
                return no_item(it, ITER_END);
        self->call.index++;
        return iter_give(it, self->item, 1);
}

static void from_fn_destroy(iter_t *it)
{
        struct from_fn *self = (struct from_fn *)it;

        drop_made(self);
        if (self->sentinel != NULL)
                iter_type_drop(it->type, self->sentinel);
}

static const iter_vtable_t from_fn_vtable = { sizeof(iter_vtable_t), "from_fn", from_fn_fill,
        from_fn_destroy, NULL, NULL, NULL, NULL };

static const iter_vtable_t call_until_vtable = { sizeof(iter_vtable_t), "call_until", from_fn_fill,
        from_fn_destroy, NULL, NULL, NULL, NULL };

static iter_t *make(const iter_vtable_t *vt, const iter_allocator_t *allocator, iter_next_fn_t fn,
    const iter_from_t *sentinel)
{
        struct from_fn *self;

        if (fn.call == NULL)
                return iter_failed_in(allocator, vt->name, ITER_E_NULL, "the callback is NULL");
        self = iter_new(vt, sizeof *self, fn.out, sentinel == NULL ? 1 : 2, allocator);
        if (self == NULL)
                return iter_no_memory(allocator);
        if (iter_is_error(&self->it))
                return &self->it;
        self->fn = fn;
        self->call.stage = &self->it;
        self->call.name = fn.name;
        self->item = iter_block(&self->it, NULL);
        self->owns = iter_type_owns(fn.out);
        if (sentinel != NULL) {
                void *copy = (char *)self->item + fn.out->size;
                const int code =
                    iter_type_copy(fn.out, copy, sentinel->from, iter_allocator(&self->it));
                if (code == 0)
                        self->sentinel = copy;
                else
                        iter_raise(&self->it, code, UINT64_MAX,
                            "the sentinel could not be copied: %s", iter_code_text(code));
        }
        return &self->it;
}

iter_t *iter_from_fn_in(const iter_allocator_t *allocator, iter_next_fn_t fn)
{
        return make(&from_fn_vtable, allocator, fn, NULL);
}

iter_t *iter_from_fn(iter_next_fn_t fn)
{
        return iter_from_fn_in(NULL, fn);
}

iter_t *iter_call_until_in(
    const iter_allocator_t *allocator, iter_next_fn_t fn, iter_from_t sentinel)
{
        if (sentinel.from == NULL)
                return iter_failed_in(allocator, "call_until", ITER_E_NULL, "the sentinel is NULL");
        if (!iter_type_same(fn.out, sentinel.type))
                return iter_failed_in(allocator, "call_until", ITER_E_TYPE,
                    "%s gives items of type %s, the sentinel is of type %s",
                    fn.name == NULL ? "the callback" : fn.name,
                    fn.out == NULL ? "none" : fn.out->name,
                    sentinel.type == NULL ? "none" : sentinel.type->name);
        return make(&call_until_vtable, allocator, fn, &sentinel);
}

iter_t *iter_call_until(iter_next_fn_t fn, iter_from_t sentinel)
{
        return iter_call_until_in(NULL, fn, sentinel);
}
