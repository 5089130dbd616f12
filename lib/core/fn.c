/* SPDX-License-Identifier: MIT */
/* Plain C callbacks as function objects. */
#include "core.h"

/* Found out when it is called: whoever makes the object has no pipeline to report it through. */
static int no_callback(const iter_call_t *call)
{
        return iter_fail(call, ITER_E_NULL, "the callback is NULL");
}

static int map_call(const iter_context_t *ctx, const void *in, void *out, const iter_call_t *call)
{
        if (ctx->plain.fn.map == NULL)
                return no_callback(call);
        return ctx->plain.fn.map(ctx->plain.ctx, in, out);
}

iter_map_fn_t iter_map_call(const iter_type_t *in, const iter_type_t *out,
    int (*fn)(void *ctx, const void *in, void *out), void *ctx)
{
        iter_map_fn_t object = { "callback", in, out, NULL, map_call, { { 0 } } };
        object.ctx.plain.ctx = ctx;
        object.ctx.plain.fn.map = fn;
        return object;
}

static int filter_call(
    const iter_context_t *ctx, const void *in, bool *pass, const iter_call_t *call)
{
        if (ctx->plain.fn.filter == NULL)
                return no_callback(call);
        return ctx->plain.fn.filter(ctx->plain.ctx, in, pass);
}

iter_filter_fn_t iter_filter_call(
    const iter_type_t *in, int (*fn)(void *ctx, const void *in, bool *pass), void *ctx)
{
        iter_filter_fn_t object = { "callback", in, NULL, NULL, filter_call, { { 0 } } };
        object.ctx.plain.ctx = ctx;
        object.ctx.plain.fn.filter = fn;
        return object;
}

static int filter_map_call(
    const iter_context_t *ctx, const void *in, void *out, bool *keep, const iter_call_t *call)
{
        if (ctx->plain.fn.filter_map == NULL)
                return no_callback(call);
        return ctx->plain.fn.filter_map(ctx->plain.ctx, in, out, keep);
}

iter_filter_map_fn_t iter_filter_map_call(const iter_type_t *in, const iter_type_t *out,
    int (*fn)(void *ctx, const void *in, void *out, bool *keep), void *ctx)
{
        iter_filter_map_fn_t object = { "callback", in, out, NULL, filter_map_call, { { 0 } } };
        object.ctx.plain.ctx = ctx;
        object.ctx.plain.fn.filter_map = fn;
        return object;
}

static int fold_call(const iter_context_t *ctx, void *acc, const void *in, const iter_call_t *call)
{
        if (ctx->plain.fn.fold == NULL)
                return no_callback(call);
        return ctx->plain.fn.fold(ctx->plain.ctx, acc, in);
}

iter_fold_fn_t iter_fold_call(const iter_type_t *acc, const iter_type_t *in,
    int (*fn)(void *ctx, void *acc, const void *in), void *ctx)
{
        iter_fold_fn_t object = { "callback", acc, in, NULL, NULL, fold_call, { { 0 } } };
        object.ctx.plain.ctx = ctx;
        object.ctx.plain.fn.fold = fn;
        return object;
}

static int each_call(const iter_context_t *ctx, const void *in, const iter_call_t *call)
{
        if (ctx->plain.fn.each == NULL)
                return no_callback(call);
        return ctx->plain.fn.each(ctx->plain.ctx, in);
}

iter_each_fn_t iter_each_call(
    const iter_type_t *in, int (*fn)(void *ctx, const void *in), void *ctx)
{
        iter_each_fn_t object = { "callback", in, each_call, { { 0 } } };
        object.ctx.plain.ctx = ctx;
        object.ctx.plain.fn.each = fn;
        return object;
}

static iter_status_t next_call(const iter_context_t *ctx, void *out, const iter_call_t *call)
{
        iter_status_t status;

        if (ctx->plain.fn.next == NULL) {
                no_callback(call);
                return ITER_ERROR;
        }
        status = ctx->plain.fn.next(ctx->plain.ctx, out);
        if (status == ITER_ERROR)
                iter_raise_call(call, ITER_E_CALLBACK);
        return status;
}

iter_next_fn_t iter_next_call(
    const iter_type_t *out, iter_status_t (*fn)(void *ctx, void *out), void *ctx)
{
        iter_next_fn_t object = { "callback", out, next_call, { { 0 } } };
        object.ctx.plain.ctx = ctx;
        object.ctx.plain.fn.next = fn;
        return object;
}
