/* SPDX-License-Identifier: MIT */
/* Lines of stdio streams, and of standard input. */
#include <errno.h>

#include "io/lines.h"

/* How many bytes a stream has buffered, so that reading them does not wait. False if the stream does
 * not tell: C has no function for that. */
static bool buffered(FILE *stream, size_t *n)
{
#ifdef __GLIBC__
        /* The public part of the struct, which getc_unlocked reads too. After ungetc there may be a
         * second buffer behind this one. */
        *n = (size_t)(stream->_IO_read_end - stream->_IO_read_ptr);
        return stream->_IO_save_base == NULL;
#else
        (void)stream;
        *n = 0;
        return false;
#endif
}

static size_t smaller(size_t a, size_t b)
{
        return a < b ? a : b;
}

/* Reads what the stream has, and waits only for the first byte: a terminal's lines come one by
 * one. Where the stream does not tell what it has, it reads up to the end of a line. */
static size_t read_available(FILE *stream, char *to, size_t room)
{
        size_t n = 0;

        flockfile(stream);
        while (n < room) {
                const int c = getc_unlocked(stream);
                size_t more;

                if (c == EOF)
                        break;
                to[n++] = (char)c;
                buffered(stream, &more);
                more = smaller(more, room - n);
                if (more > 0)
                        n += fread(to + n, 1, more, stream);
                if (more > 0 || c == '\n')
                        break;
        }
        funlockfile(stream);
        return n;
}

/* A failure is kept if there were bytes before it: the stream may not report it again. */
static size_t stream_take(struct lines *self, char *to, size_t room)
{
        FILE *const stream = self->stream;
        size_t n;
        int error;

        do {
                if (ferror(stream) && !feof(stream))
                        clearerr(stream);
                errno = 0;
                error = 0;
                n = read_available(stream, to, room);
                if (n < room && ferror(stream) && !feof(stream))
                        error = errno == 0 ? EIO : errno;
        } while (n == 0 && error == EINTR);
        self->failed = error == EINTR ? 0 : error;
        return n;
}

static iter_status_t stream_read(struct lines *self, char *to, size_t room, size_t *got)
{
        const size_t n = self->failed == 0 ? stream_take(self, to, room) : 0;
        const int error = self->failed;

        *got = n;
        if (n > 0)
                return ITER_ITEM;
        self->failed = 0;
        return error == 0 ? ITER_END : iter_lines_failed(self, error);
}

static int stream_close(struct lines *self)
{
        FILE *const stream = self->stream;

        self->stream = NULL;
        if (stream == NULL || !self->closes)
                return 0;
        return fclose(stream) == 0 ? 0 : errno;
}

static const struct iter_input stream_input = { NULL, stream_read, stream_close };

iter_t *iter_lines_file(
    FILE *stream, iter_ownership_t ownership, const iter_lines_options_t *options)
{
        const iter_allocator_t *allocator = iter_lines_allocator(options);
        struct lines *self;

        if (stream == NULL)
                return iter_failed_in(allocator, "lines", ITER_E_NULL, "the stream is NULL");
        self = iter_lines_named(&stream_input, "stream", options);
        if (self == NULL) {
                if (ownership == ITER_CLOSE)
                        fclose(stream);
                return iter_no_memory(allocator);
        }
        self->stream = stream;
        self->closes = ownership == ITER_CLOSE;
        return &self->it;
}

/* Once stdio's buffer is empty it is not needed any more: it is small, and each line in it would be
 * copied once. */
static iter_status_t stdin_read(struct lines *self, char *to, size_t room, size_t *got)
{
        FILE *const stream = self->stream;
        size_t n = 0;

        if (stream == NULL)
                return iter_fd_read(self, to, room, got);
        if (fileno(stream) < 0 || !buffered(stream, &n) || n > 0 || feof(stream))
                return stream_read(self, to, room, got);
        self->fd = fileno(stream);
        self->stream = NULL;
        return iter_fd_read(self, to, room, got);
}

/* It stays open. */
static int stdin_close(struct lines *self)
{
        (void)self;
        return 0;
}

static const struct iter_input stdin_input = { NULL, stdin_read, stdin_close };

iter_t *iter_lines_stdin(const iter_lines_options_t *options)
{
        struct lines *self = iter_lines_named(&stdin_input, "standard input", options);

        if (self == NULL)
                return iter_no_memory(iter_lines_allocator(options));
        self->stream = stdin;
        return &self->it;
}
