/* SPDX-License-Identifier: MIT */

#include "core.h"

const char *iter_code_name(int code)
{
        if (code < 0)
                return "ITER_E_CALLBACK";
        switch (code) {
#define CASE(name, number, text) \
        case number:             \
                return #name;
                ITER_ERRORS(CASE)
#undef CASE
        default:
                return "unknown";
        }
}

const char *iter_code_text(int code)
{
        if (code < 0)
                code = ITER_E_CALLBACK;
        switch (code) {
#define CASE(name, number, text) \
        case number:             \
                return text;
                ITER_ERRORS(CASE)
#undef CASE
        default:
                return "unknown error";
        }
}

void iter_error_clear(iter_error_t *error)
{
        if (error == NULL)
                return;
        memset(error, 0, sizeof *error);
        error->index = UINT64_MAX;
}

/* Keeps the end of a name that is too long: of a path that is the part that tells. */
static void set_tail(char *to, size_t size, const char *text)
{
        const size_t length = strlen(text);
        const char *from = length < size ? text : text + (length - (size - 1));
        snprintf(to, size, "%s", from);
}

void iter_error_plain(iter_error_t *error, int code, const char *stage)
{
        iter_error_clear(error);
        error->code = code;
        snprintf(error->stage, sizeof error->stage, "%s", stage);
        if (code < 0)
                snprintf(error->message, sizeof error->message, "%s: %s with code %d", stage,
                    iter_code_text(code), code);
        else
                snprintf(
                    error->message, sizeof error->message, "%s: %s", stage, iter_code_text(code));
}

/* Appends to a message, cut at its end. */
static void append_v(iter_error_t *error, const char *format, va_list args) ITER_PRINTF(2, 0);

static void append_v(iter_error_t *error, const char *format, va_list args)
{
        const size_t used = strlen(error->message);
        vsnprintf(error->message + used, sizeof error->message - used, format, args);
}

static void append(iter_error_t *error, const char *format, ...) ITER_PRINTF(2, 3);

static void append(iter_error_t *error, const char *format, ...)
{
        va_list args;
        va_start(args, format);
        append_v(error, format, args);
        va_end(args);
}

int iter_error_set(iter_error_t *error, int code, const char *stage, const char *format, ...)
{
        va_list args;

        if (error == NULL)
                return code;
        iter_error_clear(error);
        error->code = code;
        snprintf(error->stage, sizeof error->stage, "%s", stage);
        append(error, "%s: ", stage);
        va_start(args, format);
        append_v(error, format, args);
        va_end(args);
        return code;
}

/* The first error wins, and the code is kept even where there is no memory for the record. */
static iter_error_t *record(iter_t *it, int code)
{
        struct iter_annex *annex;
        iter_error_t *error;

        it->state = (uint8_t)(it->state | ITER_STATE_ERROR);
        it->code = code;
        annex = iter_annex_need(it);
        if (annex == NULL)
                return NULL;
        error = iter_resize(it, NULL, 0, sizeof *error);
        if (error == NULL)
                return NULL;
        iter_error_clear(error);
        error->code = code;
        snprintf(error->stage, sizeof error->stage, "%s", it->vt->name);
        annex->error = error;
        return error;
}

static bool may_raise(const iter_t *it)
{
        return (it->state & ITER_STATE_ERROR) == 0;
}

iter_status_t iter_raise_v(
    iter_t *it, int code, uint64_t index, const char *prefix, const char *format, va_list args)
{
        iter_error_t *error;

        if (!may_raise(it))
                return ITER_ERROR;
        error = record(it, code == 0 ? ITER_E_CALLBACK : code);
        if (error == NULL)
                return ITER_ERROR;
        error->index = index;
        append(error, "%s: ", prefix);
        if (index != UINT64_MAX)
                append(error, "item %llu: ", (unsigned long long)index);
        append_v(error, format, args);
        return ITER_ERROR;
}

iter_status_t iter_raise(iter_t *it, int code, uint64_t index, const char *format, ...)
{
        va_list args;
        va_start(args, format);
        iter_raise_v(it, code, index, it->vt->name, format, args);
        va_end(args);
        return ITER_ERROR;
}

/* One that starts with the place in the file, as compilers write it. */
static iter_error_t *record_at(iter_t *it, int code, const char *file, uint64_t line)
{
        iter_error_t *error;

        if (!may_raise(it))
                return NULL;
        error = record(it, code);
        if (error == NULL)
                return NULL;
        error->line = line;
        if (file != NULL)
                set_tail(error->file, sizeof error->file, file);
        append(error, "%s", file == NULL ? it->vt->name : error->file);
        if (line != 0)
                append(error, ":%llu", (unsigned long long)line);
        append(error, ": ");
        return error;
}

iter_status_t iter_raise_at(
    iter_t *it, int code, const char *file, uint64_t line, const char *format, ...)
{
        iter_error_t *error = record_at(it, code, file, line);
        va_list args;

        if (error == NULL)
                return ITER_ERROR;
        va_start(args, format);
        append_v(error, format, args);
        va_end(args);
        return ITER_ERROR;
}

iter_status_t iter_raise_os(
    iter_t *it, int os_error, const char *file, uint64_t line, const char *doing)
{
        iter_error_t *error = record_at(it, ITER_E_IO, file, line);
        char text[128];

        if (error == NULL)
                return ITER_ERROR;
        error->os_error = os_error;
        if (strerror_r(os_error, text, sizeof text) != 0)
                snprintf(text, sizeof text, "error %d", os_error);
        append(error, "cannot %s: %s", doing, text);
        return ITER_ERROR;
}

iter_status_t iter_raise_memory(iter_t *it)
{
        const int code = iter_memory_reason(iter_allocator(it));
        return iter_raise(it, code, UINT64_MAX, "%s", iter_code_text(code));
}

int iter_fail(const iter_call_t *call, int code, const char *format, ...)
{
        va_list args;

        if (code == 0)
                code = ITER_E_CALLBACK;
        va_start(args, format);
        iter_raise_v(call->stage, code, call->index, call->name, format, args);
        va_end(args);
        return code;
}

iter_status_t iter_raise_call(const iter_call_t *call, int code)
{
        iter_t *it = call->stage;
        iter_error_t *error;

        if (!may_raise(it)) {
                /* iter_fail has written the record; what the callback returned is the code. */
                it->code = code;
                if (iter_annex(it) != NULL && iter_annex(it)->error != NULL)
                        iter_annex(it)->error->code = code;
                return ITER_ERROR;
        }
        error = record(it, code);
        if (error == NULL)
                return ITER_ERROR;
        error->index = call->index;
        append(error, "%s: item %llu: failed with code %d", call->name,
            (unsigned long long)call->index, code);
        if (code > 0)
                append(error, " (%s)", iter_code_text(code));
        return ITER_ERROR;
}

iter_status_t iter_raise_lost(const iter_call_t *call)
{
        return iter_raise(call->stage, ITER_E_STALE, call->index,
            "%s pulled the iterator that was lent, which ended the window of its item", call->name);
}

int iter_find_error(const iter_t *it, iter_error_t *error)
{
        if (it == NULL || (it->state & ITER_STATE_ERROR) == 0)
                return 0;
        for (;;) {
                const struct iter_annex *annex = iter_annex(it);
                const iter_t *below = NULL;

                if (annex != NULL && annex->error != NULL) {
                        if (error != NULL)
                                *error = *annex->error;
                        return annex->error->code;
                }
                if (it->vt->links != NULL) {
                        size_t n = 0;
                        size_t i;
                        const iter_link_t *links = it->vt->links((iter_t *)(uintptr_t)it, &n);
                        for (i = 0; i < n; i++) {
                                const iter_t *source = links[i].source;
                                if (source == NULL || (source->state & ITER_STATE_ERROR) == 0)
                                        continue;
                                /* Not the error behind items that are still there, if there is
                                 * another. */
                                if (below == NULL ||
                                    (!iter_is_error(below) && iter_is_error(source)))
                                        below = source;
                        }
                }
                /* A code of its own, without a record, was raised for lack of memory. */
                if (below == NULL || it->code != 0) {
                        const int code = it->code == 0 ? ITER_E_CALLBACK : it->code;
                        if (error != NULL)
                                iter_error_plain(error, code, it->vt->name);
                        return code;
                }
                it = below;
        }
}

int iter_failure(const iter_t *it, iter_error_t *error)
{
        iter_error_clear(error);
        return iter_find_error(it, error);
}
