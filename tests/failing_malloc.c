/* SPDX-License-Identifier: MIT */
/* To be preloaded: fails an allocation of a program, and counts what is left at its end.
 *
 *     FAIL_AT=N      the N-th allocation after the start of the program fails; 0: none
 *     FAIL_FROM=1    and all after it
 *     FAIL_REPORT=F  at exit, "ALLOCATIONS LIVE DESCRIPTORS" is written to the file F */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t n, size_t size);
void *__libc_realloc(void *ptr, size_t size);
void __libc_free(void *ptr);

static bool started;
static bool from;
static long at;
static long allocations;
static long live;

static bool fails(void)
{
        if (!started)
                return false;
        allocations++;
        return at != 0 && (allocations == at || (from && allocations > at));
}

static void *counted(void *memory)
{
        if (started && memory != NULL)
                live++;
        return memory;
}

void *malloc(size_t size)
{
        return fails() ? NULL : counted(__libc_malloc(size));
}

void *calloc(size_t n, size_t size)
{
        return fails() ? NULL : counted(__libc_calloc(n, size));
}

void *realloc(void *ptr, size_t size)
{
        void *memory;

        if (fails())
                return NULL;
        memory = __libc_realloc(ptr, size);
        return ptr == NULL ? counted(memory) : memory;
}

void free(void *ptr)
{
        if (started && ptr != NULL)
                live--;
        __libc_free(ptr);
}

static long number(const char *name)
{
        const char *text = getenv(name);
        return text == NULL ? 0 : atol(text);
}

__attribute__((constructor)) static void begin(void)
{
        at = number("FAIL_AT");
        from = number("FAIL_FROM") != 0;
        started = true;
}

/* Those below 64 are enough: a leak takes the lowest that is free. */
static int descriptors(void)
{
        int open = 0;
        int fd;

        for (fd = 0; fd < 64; fd++)
                open += fcntl(fd, F_GETFD) != -1;
        return open;
}

__attribute__((destructor)) static void end(void)
{
        const char *name = getenv("FAIL_REPORT");
        char text[96];
        int length;
        int fd;

        started = false;
        if (name == NULL)
                return;
        length = snprintf(text, sizeof text, "%ld %ld %d\n", allocations, live, descriptors());
        fd = open(name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
        if (fd < 0 || write(fd, text, (size_t)length) != length)
                _exit(98);
        close(fd);
}
