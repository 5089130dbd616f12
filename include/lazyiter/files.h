/* SPDX-License-Identifier: MIT */
/**
 * @file lazyiter/files.h
 * @brief Lines of files, and lines to files.
 *
 * The lines of a file of any size, in constant memory: each item is a view of the reader's buffer, so
 * no line is copied. A line ends with a newline, which is not part of it; the last one need not have one.
 * Empty lines are items, NUL bytes are bytes like any other. A file is opened at the first pull and closed
 * at the end: whoever builds a pipeline over many files has one of them open at a time.
 *
 * **Reading ahead.** A reader asks for as much as its buffer holds, and splits what comes: where it
 * has got to in the file is not where the last item ends. What it has read and not delivered is lost to
 * others who read the same descriptor or stream, unless they go on with the iterator itself.
 * It never waits for more while it has a line.
 *
 * **Errors.** The lines before an error come first. `app.log:1042: cannot read: Input/output error`
 * names file and line; iter_error_t has them, and the errno, as fields. A line that was still incomplete is not
 * delivered.
 *
 * **Pending.** A descriptor in non-blocking mode that has nothing now gives #ITER_PENDING. Consumers
 * then wait for it with poll.
 */
#ifndef LAZYITER_FILES_H
#define LAZYITER_FILES_H

#include <lazyiter/author.h>

ITER_BEGIN_DECLS

/** @brief What happens to a descriptor or stream that a reader was given. */
typedef enum iter_ownership {
        ITER_KEEP_OPEN, /**< @brief It stays the caller's, and must be open until the iterator is closed. */
        ITER_CLOSE /**< @brief It is taken over: closed at the end of its lines, or with the iterator. */
} iter_ownership_t;

/** @brief What happens to a carriage return right before the newline. */
typedef enum iter_crlf {
        ITER_CRLF_KEEP, /**< @brief It is the last byte of the line. */
        ITER_CRLF_STRIP /**< @brief It is part of the line's end. Elsewhere it is a byte like any other. */
} iter_crlf_t;

/** @brief The most bytes that a line may have if no other number is given: 64 MiB. */
#define ITER_LINE_MAX ((size_t)64 << 20)

/**
 * @brief How lines are read: zero is the default of each member, NULL in place of the struct is all defaults.
 */
typedef struct iter_lines_options {
        iter_crlf_t crlf; /**< @brief A carriage return before the newline is kept or stripped. */
        bool keep_newline; /**< @brief The newline is part of the item. */
        /** @brief The most bytes that a line may have, its end not counted; a longer one is
         *         #ITER_E_TOO_LONG. 0: #ITER_LINE_MAX. It bounds what the buffer can grow to. */
        size_t max_length;
        /** @brief The buffer's size in bytes, from 1; 0: 128 KiB. It doubles for a line that does not fit. */
        size_t buffer_size;
        /** @brief What messages call a descriptor or stream; copied. NULL: its number, "stream", or
         *         "standard input". Not used where there is a path. */
        const char *name;
        const iter_allocator_t *allocator; /**< @brief NULL: the default allocator. */
} iter_lines_options_t;

/**
 * @brief The lines of a file (Python's `open(path, "rb")`), as items of type iter_str_t.
 *
 * @param path    The file's path, copied. "-" is a file of that name. NULL is #ITER_E_NULL.
 * @param options How to read; NULL for the defaults. Not needed after the call.
 * @return An iterator of lines. Pulling: #ITER_E_IO with the errno if the file cannot be opened or read (a
 *         directory cannot be read) or closed, #ITER_E_TOO_LONG, #ITER_E_NOMEM for the buffer.
 *
 * Opens the file at the first pull. Memory: its struct with 128 views, and from the first pull to the
 * end one buffer. Cost: one pass over the bytes.
 *
 * As CPython's file objects in binary mode, except that the newline is not part of the item.
 *
 * @snippet test_lines.c iter_lines
 */
ITER_API iter_t *iter_lines(const char *path, const iter_lines_options_t *options);

/**
 * @brief The lines of several files, one file after the other (Python's `fileinput.input`).
 *
 * @param paths   The files' paths, copied. NULL in place of one of them is #ITER_E_NULL.
 * @param n       How many; of none there are no lines.
 * @param options How to read; NULL for the defaults.
 * @return An iterator as iter_lines gives; an error names the file. Those behind it are not opened.
 *
 * A last line without newline ends with its file. One buffer serves all files, of which one is open at a time.
 *
 * As CPython's fileinput.input, except that a last line without newline is not joined with the next
 * file's first, and that no paths do not mean standard input.
 *
 * @snippet test_lines.c iter_lines_files
 */
ITER_API iter_t *iter_lines_files(
    const char *const *paths, size_t n, const iter_lines_options_t *options);

/**
 * @brief The lines of a file descriptor (Python's `os.fdopen(fd, "rb")`).
 *
 * @param fd        A descriptor to read from. A negative one is #ITER_E_ARGUMENT.
 * @param ownership Whether the iterator closes it; with #ITER_CLOSE also when this call fails.
 * @param options   How to read; NULL for the defaults.
 * @return An iterator as iter_lines gives. In non-blocking mode it may say #ITER_PENDING.
 *
 * Reads on from the descriptor's position, and reads ahead.
 *
 * @snippet test_lines.c iter_lines_fd
 */
ITER_API iter_t *iter_lines_fd(
    int fd, iter_ownership_t ownership, const iter_lines_options_t *options);

/**
 * @brief The lines of a stdio stream (Python's file objects, again).
 *
 * @param stream    A stream to read from; it may have been read from before. NULL is #ITER_E_NULL.
 * @param ownership Whether the iterator closes it with fclose; with #ITER_CLOSE also when this call fails.
 * @param options   How to read; NULL for the defaults.
 * @return An iterator as iter_lines gives.
 *
 * Reads through stdio: what the stream has buffered, or was given with ungetc, comes first. Reads
 * ahead. An end of file that the stream remembers is the end.
 *
 * @snippet test_lines.c iter_lines_file
 */
ITER_API iter_t *iter_lines_file(
    FILE *stream, iter_ownership_t ownership, const iter_lines_options_t *options);

/**
 * @brief The lines of standard input (Python's `sys.stdin.buffer`).
 *
 * @param options How to read; NULL for the defaults.
 * @return An iterator as iter_lines gives; its file is called "standard input".
 *
 * What stdio has buffered of `stdin` comes first; then the descriptor is read without stdio in
 * between. Reads ahead: do not go on with scanf or getchar afterwards. Stays open.
 *
 * @snippet test_lines.c iter_lines_stdin
 */
ITER_API iter_t *iter_lines_stdin(const iter_lines_options_t *options);

/**
 * @brief Writes each item and a newline to a stream (Python's `for x in it: print(x, file=out)`).
 *
 * @param it    Items of a type that can be printed; taken over. A type without text is
 *              #ITER_E_UNSUPPORTED. One without end is written until that fails.
 * @param out   Where to; stays open, and is flushed at the end. NULL is #ITER_E_NULL.
 * @param error Out: what went wrong; may be NULL.
 * @return 0, #ITER_E_IO with the errno (ENOSPC, EPIPE) if writing fails, or the pipeline's error: the
 *         items before it are written, but may still be in the stream's buffer.
 *
 * Items that are text are written byte for byte, NUL bytes included. Consumes the items that were
 * written, and the one that could not be.
 *
 * As CPython's writelines, with a newline behind each item.
 *
 * @snippet test_write_lines.c iter_write_lines
 */
ITER_API ITER_MUST_CHECK int iter_write_lines(iter_t *it, FILE *out, iter_error_t *error);

/**
 * @brief Writing as a stage of one item: the number of items that were written, an uint64_t.
 *
 * @param it  As iter_write_lines.
 * @param out As iter_write_lines.
 * @return An iterator of one uint64_t.
 *
 * @snippet test_write_lines.c iter_write_lines_of
 */
ITER_API iter_t *iter_write_lines_of(iter_t *it, FILE *out);

ITER_END_DECLS

#endif
