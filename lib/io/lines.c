/* SPDX-License-Identifier: MIT */
/* Lines of a buffer: what the sources of lines have in common. */
#include <errno.h>

#include "io/lines.h"

#define BUFFER_SIZE ((size_t)128 << 10)

static iter_status_t too_long(struct lines *self, uint64_t line)
{
        return iter_raise_at(&self->it, ITER_E_TOO_LONG, self->name, line,
            "the line is longer than %zu bytes", self->max_length);
}

/* Makes views of the lines in the buffer; returns how many. One that is too long ends the
 * iterator, behind these. */
static size_t split(struct lines *self, iter_str_t *views, size_t room)
{
        char *line = self->buffer + self->next;
        char *from = self->buffer + self->scanned;
        char *const end = self->buffer + self->end;
        size_t n = 0;

        while (n < room && line != end) {
                char *const newline = memchr(from, '\n', (size_t)(end - from));
                size_t length;

                from = newline == NULL ? end : newline;
                if (newline == NULL && !self->drained)
                        break;
                length = (size_t)(from - line);
                if (newline != NULL && self->strip_cr && length > 0 && line[length - 1] == '\r')
                        length--;
                if (length > self->max_length) {
                        too_long(self, self->line + n + 1);
                        break;
                }
                /* Over a '\r' that was stripped; else it is there already. */
                if (newline != NULL && self->keep_newline)
                        line[length++] = '\n';
                views[n].ptr = line;
                views[n].len = length;
                n++;
                if (newline != NULL)
                        from++;
                line = from;
        }
        self->line += n;
        self->next = (size_t)(line - self->buffer);
        self->scanned = (size_t)(from - self->buffer);
        return n;
}

/* Closes what is open and opens what comes next. */
static iter_status_t next_input(struct lines *self)
{
        iter_t *it = &self->it;

        if (self->is_open) {
                const int error = self->input->close(self);
                self->is_open = false;
                if (error != 0)
                        return iter_raise_os(it, error, self->name, 0, "close");
        }
        if (self->left == 0) {
                self->buffer = iter_resize(it, self->buffer, self->size, 0);
                self->size = 0;
                return ITER_END;
        }
        if (self->buffer == NULL) {
                self->buffer = iter_resize(it, NULL, 0, self->buffer_size);
                if (self->buffer == NULL)
                        return iter_raise_memory(it);
                self->size = self->buffer_size;
        }
        self->left--;
        self->name = self->next_name;
        self->next_name += strlen(self->name) + 1;
        if (self->input->open != NULL) {
                const iter_status_t status = self->input->open(self);
                if (status != ITER_ITEM)
                        return status;
        }
        self->is_open = true;
        self->drained = false;
        self->line = 0;
        return ITER_ITEM;
}

/* Room behind an incomplete line, which becomes the first in the buffer. */
static iter_status_t make_room(struct lines *self)
{
        const size_t used = self->end - self->next;
        /* The longest line has to fit with one byte more, which shows that it is not too long. */
        const size_t longest = self->max_length + (self->strip_cr ? 2 : 1);
        size_t grown = self->size > longest / 2 ? longest : 2 * self->size;
        char *buffer;

        if (self->next > 0) {
                memmove(self->buffer, self->buffer + self->next, used);
                self->next = 0;
                self->scanned = self->end = used;
        }
        if (used < self->size)
                return ITER_ITEM;
        buffer = iter_resize(&self->it, self->buffer, self->size, grown);
        if (buffer == NULL) {
                const int code = iter_memory_reason(iter_allocator(&self->it));
                return iter_raise_at(&self->it, code, self->name, self->line + 1,
                    "no buffer for a line of more than %zu bytes: %s", used, iter_code_text(code));
        }
        self->buffer = buffer;
        self->size = grown;
        return ITER_ITEM;
}

static iter_status_t read_more(struct lines *self)
{
        size_t length = self->end - self->next;
        size_t got = 0;
        iter_status_t status;

        if (self->strip_cr && length > 0 && self->buffer[self->end - 1] == '\r')
                length--;
        if (length > self->max_length)
                return too_long(self, self->line + 1);
        status = make_room(self);
        if (status == ITER_ITEM)
                status =
                    self->input->read(self, self->buffer + self->end, self->size - self->end, &got);
        if (status == ITER_END) {
                self->drained = true;
                return ITER_ITEM;
        }
        self->end += got;
        return status;
}

static iter_status_t lines_fill(iter_t *it, size_t want)
{
        struct lines *self = (struct lines *)it;
        size_t room;
        iter_str_t *views = iter_block(it, &room);

        (void)want;
        for (;;) {
                iter_status_t status;

                if (self->next != self->end) {
                        const size_t n = split(self, views, room);
                        if (n > 0)
                                return iter_give(it, views, n);
                        if ((it->state & ITER_STATE_ERROR) != 0)
                                return ITER_ERROR;
                }
                status = self->drained ? next_input(self) : read_more(self);
                if (status != ITER_ITEM)
                        return status;
        }
}

static void lines_destroy(iter_t *it)
{
        struct lines *self = (struct lines *)it;

        self->input->close(self);
        iter_resize(it, self->buffer, self->size, 0);
}

static int lines_wait(iter_t *it)
{
        struct lines *self = (struct lines *)it;
        struct pollfd fd = { self->fd, POLLIN, 0 };

        if (self->stream != NULL)
                fd.fd = fileno(self->stream);
        if (fd.fd < 0)
                return ITER_E_UNSUPPORTED;
        /* After a signal the next read says pending again. */
        if (self->system->poll(&fd, 1, -1) < 0 && errno != EINTR)
                return ITER_E_IO;
        return 0;
}

iter_status_t iter_lines_failed(struct lines *self, int error)
{
        if (error == EAGAIN || error == EWOULDBLOCK)
                return ITER_PENDING;
        /* A directory has no line to name. */
        return iter_raise_os(
            &self->it, error, self->name, error == EISDIR ? 0 : self->line + 1, "read");
}

static const iter_vtable_t lines_vtable = { sizeof(iter_vtable_t), "lines", lines_fill,
        lines_destroy, NULL, NULL, NULL, lines_wait };

const iter_allocator_t *iter_lines_allocator(const iter_lines_options_t *options)
{
        return options == NULL ? NULL : options->allocator;
}

struct lines *iter_lines_new(
    const struct iter_input *input, size_t left, size_t names, const iter_lines_options_t *options)
{
        static const iter_lines_options_t defaults;
        const iter_type_t *type = ITER_TYPE(iter_str_t);
        struct lines *self;

        if (options == NULL)
                options = &defaults;
        self = iter_new(&lines_vtable, sizeof *self + names, type,
            iter_block_room(type, UINT64_MAX), options->allocator);
        if (self == NULL)
                return NULL;
        self->system = &iter_system;
        self->input = input;
        self->fd = -1;
        self->drained = true;
        self->left = left;
        self->next_name = self->names;
        self->buffer_size = options->buffer_size == 0 ? BUFFER_SIZE : options->buffer_size;
        self->max_length = options->max_length == 0 ? ITER_LINE_MAX : options->max_length;
        /* Nothing is that long: then the sizes computed from it do not overflow. */
        if (self->max_length > SIZE_MAX / 4)
                self->max_length = SIZE_MAX / 4;
        self->strip_cr = options->crlf == ITER_CRLF_STRIP;
        self->keep_newline = options->keep_newline;
        return self;
}

struct lines *iter_lines_named(
    const struct iter_input *input, const char *name, const iter_lines_options_t *options)
{
        struct lines *self;
        size_t size;

        if (options != NULL && options->name != NULL)
                name = options->name;
        size = strlen(name) + 1;
        self = iter_lines_new(input, 1, size, options);
        if (self != NULL)
                memcpy(self->names, name, size);
        return self;
}
