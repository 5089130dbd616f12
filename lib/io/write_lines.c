/* SPDX-License-Identifier: MIT */
#include <errno.h>

#include "core/core.h"

struct write_lines {
        struct iter_drain drain;
        FILE *out;
        uint64_t written;
};

static bool printable(const iter_type_t *type)
{
        size_t i;

        if (type->print != NULL)
                return true;
        for (i = 0; i < type->n_fields; i++) {
                if (!printable(type->fields[i].type))
                        return false;
        }
        return type->n_fields > 0;
}

static iter_status_t failed(struct write_lines *self, int code, int error)
{
        iter_t *it = &self->drain.stage.it;

        if (code != ITER_E_IO)
                return iter_raise(it, code, self->written, "%s", iter_code_text(code));
        return iter_raise_os(it, error == 0 ? EIO : error, NULL, 0, "write");
}

/* Text needs no call through its type. */
static int print_text(const iter_str_t *text, FILE *out)
{
        return fwrite(text->ptr, 1, text->len, out) == text->len ? 0 : ITER_E_IO;
}

static iter_status_t write_lines_take(struct iter_drain *drain, iter_link_t *in)
{
        struct write_lines *self = (struct write_lines *)drain;
        const iter_type_t *type = in->source->type;
        const bool text = type->print == ITER_TYPE(iter_str_t)->print;
        size_t n = iter_link_ready(in, SIZE_MAX, SIZE_MAX);
        int code = 0;
        int error;

        errno = 0;
        flockfile(self->out);
        for (; n > 0 && code == 0; n--) {
                const void *item = in->source->head;
                iter_link_take(in, 1);
                code = text ? print_text(item, self->out) : iter_type_print(type, item, self->out);
                if (code == 0 && putc_unlocked('\n', self->out) == EOF)
                        code = ITER_E_IO;
                self->written += code == 0;
        }
        error = errno;
        funlockfile(self->out);
        return code == 0 ? ITER_ITEM : failed(self, code, error);
}

static iter_status_t write_lines_finish(struct iter_drain *drain)
{
        struct write_lines *self = (struct write_lines *)drain;

        if (fflush(self->out) != 0)
                return failed(self, ITER_E_IO, errno);
        *(uint64_t *)drain->result = self->written;
        return iter_drain_give(drain);
}

static const struct iter_drain_class write_lines_class = { ITER_DRAIN_VTABLE("write_lines"), false,
        0, write_lines_take, write_lines_finish, NULL };

iter_t *iter_write_lines_of(iter_t *it, FILE *out)
{
        const iter_type_t *result = ITER_TYPE(uint64_t);
        struct write_lines *self;

        if (out == NULL)
                return iter_refuse(&it, 1, "write_lines", ITER_E_NULL, "the stream is NULL");
        if (it != NULL && !iter_is_error(it) && !printable(it->type))
                return iter_refuse(&it, 1, "write_lines", ITER_E_UNSUPPORTED,
                    "items of type %s have no text", it->type->name);
        self = iter_drain_new(
            &write_lines_class, sizeof *self, result, NULL, (uint64_t)(uintptr_t)out, &it);
        if (self == NULL)
                return it;
        self->out = out;
        return &self->drain.stage.it;
}

int iter_write_lines(iter_t *it, FILE *out, iter_error_t *error)
{
        uint64_t written;

        return iter_drain_run(iter_write_lines_of(it, out), ITER_INTO(uint64_t, &written), error);
}
