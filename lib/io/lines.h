/* SPDX-License-Identifier: MIT */
/* The line reader: lines.c splits a buffer into views, the other files fill it. */
#ifndef LAZYITER_LINES_H
#define LAZYITER_LINES_H

#include <poll.h>
#include <sys/types.h>

#include "core/core.h"

/* The system calls of a reader. Each iterator has a pointer to them, so that a test can make them
 * fail for one iterator; the library itself never changes it. */
struct iter_system {
        int (*open)(const char *path);
        ssize_t (*read)(int fd, void *to, size_t n);
        int (*poll)(struct pollfd *fds, nfds_t n, int timeout);
        int (*close)(int fd);
};

extern const struct iter_system iter_system;

struct lines;

/* What is read from. */
struct iter_input {
        /* Opens the next input: ITER_ITEM, or ITER_ERROR after it was raised. NULL: it is open. */
        iter_status_t (*open)(struct lines *self);
        /* Reads at least one byte and at most `room`: ITER_ITEM with *got set, ITER_END, ITER_PENDING,
         * or ITER_ERROR after it was raised. */
        iter_status_t (*read)(struct lines *self, char *to, size_t room, size_t *got);
        /* Closes the input, if it is the iterator's to close and still open; returns an errno. */
        int (*close)(struct lines *self);
};

struct lines {
        iter_t it;
        const struct iter_system *system;
        const struct iter_input *input;
        FILE *stream; /* NULL where there is only a descriptor */
        int fd; /* -1 where there is only a stream */
        bool closes; /* the input that is open now is the iterator's to close */
        bool is_open;
        bool drained; /* the input that is open has no more bytes */
        int failed; /* of a stream: the errno of a read that also gave bytes */
        size_t left; /* how many inputs have not been opened yet */
        const char *name; /* of the input that is open, for messages */
        const char *next_name;
        uint64_t line; /* how many lines of the input have been made */
        /* Of the buffer's bytes, those in [next, end) have not been delivered, and those before
         * `scanned` are known to hold no '\n'. */
        char *buffer; /* from the first pull to the end */
        size_t size;
        size_t next;
        size_t scanned;
        size_t end;
        size_t buffer_size; /* to begin with */
        size_t max_length;
        bool strip_cr;
        bool keep_newline;
        char names[]; /* one after the other, each with its NUL */
};

/* Makes a reader of `left` inputs with room for `names` bytes of their names; NULL for lack of memory. */
struct lines *iter_lines_new(
    const struct iter_input *input, size_t left, size_t names, const iter_lines_options_t *options);

/* The same for one input, with this name unless the options have one. */
struct lines *iter_lines_named(
    const struct iter_input *input, const char *name, const iter_lines_options_t *options);

/* What a failed read is to the iterator: pending, or an error. */
iter_status_t iter_lines_failed(struct lines *self, int error);

/* The allocator that the options say; may be NULL, as they may. */
const iter_allocator_t *iter_lines_allocator(const iter_lines_options_t *options);

/* Reads from a descriptor. */
iter_status_t iter_fd_read(struct lines *self, char *to, size_t room, size_t *got);
int iter_fd_close(struct lines *self);

#endif
