/* SPDX-License-Identifier: MIT */
/* Lines of descriptors, and of files by their paths. */
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "io/lines.h"

/* Some systems refuse to read more than an int can count. */
#define READ_MAX ((size_t)1 << 30)
/* More than can be allocated: the same path may be given any number of times. */
#define NAMES_MAX (SIZE_MAX / 2)

static int system_open(const char *path)
{
        return open(path, O_RDONLY | O_CLOEXEC);
}

const struct iter_system iter_system = { system_open, read, poll, close };

iter_status_t iter_fd_read(struct lines *self, char *to, size_t room, size_t *got)
{
        ssize_t n;

        do
                n = self->system->read(self->fd, to, room < READ_MAX ? room : READ_MAX);
        while (n < 0 && errno == EINTR);
        if (n < 0)
                return iter_lines_failed(self, errno);
        if (n == 0)
                return ITER_END;
        *got = (size_t)n;
        return ITER_ITEM;
}

int iter_fd_close(struct lines *self)
{
        const int fd = self->fd;

        self->fd = -1;
        if (fd < 0 || !self->closes)
                return 0;
        /* Where close reports a signal, the descriptor is closed nevertheless. */
        return self->system->close(fd) == 0 || errno == EINTR ? 0 : errno;
}

static iter_status_t path_open(struct lines *self)
{
        do
                self->fd = self->system->open(self->name);
        while (self->fd < 0 && errno == EINTR);
        if (self->fd < 0)
                return iter_raise_os(&self->it, errno, self->name, 0, "open");
        self->closes = true;
        return ITER_ITEM;
}

static const struct iter_input path_input = { path_open, iter_fd_read, iter_fd_close };

iter_t *iter_lines_files(const char *const *paths, size_t n, const iter_lines_options_t *options)
{
        const iter_allocator_t *allocator = iter_lines_allocator(options);
        struct lines *self;
        size_t names = 0;
        size_t size;
        size_t i;
        char *to;

        if (paths == NULL && n > 0)
                return iter_failed_in(allocator, "lines", ITER_E_NULL, "%zu paths at NULL", n);
        for (i = 0; i < n; i++) {
                if (paths[i] == NULL)
                        return iter_failed_in(
                            allocator, "lines", ITER_E_NULL, "path %zu is NULL", i + 1);
                size = strlen(paths[i]) + 1;
                names = size > NAMES_MAX - names ? NAMES_MAX : names + size;
        }
        self = iter_lines_new(&path_input, n, names, options);
        if (self == NULL)
                return iter_no_memory(allocator);
        for (i = 0, to = self->names; i < n; i++) {
                size = strlen(paths[i]) + 1;
                memcpy(to, paths[i], size);
                to += size;
        }
        return &self->it;
}

iter_t *iter_lines(const char *path, const iter_lines_options_t *options)
{
        return iter_lines_files(&path, 1, options);
}

static const struct iter_input fd_input = { NULL, iter_fd_read, iter_fd_close };

iter_t *iter_lines_fd(int fd, iter_ownership_t ownership, const iter_lines_options_t *options)
{
        const iter_allocator_t *allocator = iter_lines_allocator(options);
        char number[32];
        struct lines *self;

        if (fd < 0)
                return iter_failed_in(
                    allocator, "lines", ITER_E_ARGUMENT, "the descriptor is %d", fd);
        snprintf(number, sizeof number, "descriptor %d", fd);
        self = iter_lines_named(&fd_input, number, options);
        if (self == NULL) {
                if (ownership == ITER_CLOSE)
                        close(fd);
                return iter_no_memory(allocator);
        }
        self->fd = fd;
        self->closes = ownership == ITER_CLOSE;
        return &self->it;
}
