/* SPDX-License-Identifier: MIT */
/**
 * @file lazyiter/error.h
 * @brief Error codes and the record that says what went wrong, where.
 *
 * An error is never mistaken for an end: a pull that fails says #ITER_ERROR, and goes on saying it.
 * The record is a struct of the caller's, filled in by whatever closes the pipeline: there is no
 * lifetime question and no global last error.
 *
 * Codes of the library are positive. Codes of a callback's own are negative, so that `-errno` fits.
 */
#ifndef LAZYITER_ERROR_H
#define LAZYITER_ERROR_H

#include <lazyiter/base.h>

ITER_BEGIN_DECLS

/**
 * @brief The table of error codes: X(name, number, what a person reads).
 *
 * @param X A macro of three parameters, which is expanded for each code.
 *
 * @snippet test_error.c ITER_ERRORS
 */
#define ITER_ERRORS(X)                                                              \
        X(ITER_OK, 0, "no error")                                                   \
        X(ITER_E_NOMEM, 1, "out of memory")                                         \
        X(ITER_E_BUDGET, 2, "the memory budget would be exceeded")                  \
        X(ITER_E_NULL, 3, "NULL where a value is needed")                           \
        X(ITER_E_ARGUMENT, 4, "an argument is out of range")                        \
        X(ITER_E_TYPE, 5, "the item type does not fit")                             \
        X(ITER_E_OVERFLOW, 6, "a number does not fit its type")                     \
        X(ITER_E_INFINITE, 7, "the source has no end, and an end is needed")        \
        X(ITER_E_DEPTH, 8, "the pipeline is too deep")                              \
        X(ITER_E_BUSY, 9, "the iterator is being pulled already")                   \
        X(ITER_E_HANDED_OVER, 10, "the iterator was handed over to another before") \
        X(ITER_E_STALE, 11, "the item's parent has moved on or is closed")          \
        X(ITER_E_EMPTY, 12, "there is no item, and one is needed")                  \
        X(ITER_E_PENDING, 13, "no item now; the pipeline is open: ask again")       \
        X(ITER_E_IO, 14, "input or output failed")                                  \
        X(ITER_E_TOO_LONG, 15, "a record is longer than allowed")                   \
        X(ITER_E_PARSE, 16, "the text does not have the expected form")             \
        X(ITER_E_LENGTH, 17, "the inputs differ in length")                         \
        X(ITER_E_UNSUPPORTED, 18, "this iterator or type does not offer that")      \
        X(ITER_E_CALLBACK, 19, "a callback failed")

/**
 * @brief Error codes of the library; a callback's own codes are negative.
 */
enum iter_code {
/** @cond internal */
#define ITER_ERROR_ENUM(name, number, text) name = number,
        /** @endcond */
        ITER_ERRORS(ITER_ERROR_ENUM)
#undef ITER_ERROR_ENUM
};

/**
 * @brief What went wrong, where.
 *
 * Plain data: copy it, keep it, print `message`. Nothing in it needs to be freed. Text that does not fit
 * is cut at the end; of a file name, the beginning is cut.
 */
typedef struct iter_error {
        int code; /**< @brief #ITER_OK, a positive code of the library, or a callback's negative one. */
        int os_error; /**< @brief The errno of a failed system call, or 0. */
        uint64_t
            index; /**< @brief The stage's item number, from 0; UINT64_MAX where there is none. */
        uint64_t line; /**< @brief The line in `file`, from 1; 0 where there is none. */
        char stage[32]; /**< @brief The stage that raised the error, such as "map". */
        char file[160]; /**< @brief The file's name, or empty. */
        char message[304]; /**< @brief A message that a person can act on. */
} iter_error_t;

/**
 * @brief The name of an error code as it is written in C, such as "ITER_E_IO".
 *
 * @param code An error code.
 * @return A string that lives as long as the program: "ITER_E_CALLBACK" for negative codes,
 *         "unknown" for numbers that are not in the table.
 *
 * @snippet test_error.c iter_code_name
 */
ITER_API const char *iter_code_name(int code);

/**
 * @brief The general meaning of an error code in words, such as "out of memory".
 *
 * @param code An error code.
 * @return A string that lives as long as the program. The message of an #iter_error_t says more.
 *
 * @snippet test_error.c iter_code_name
 */
ITER_API const char *iter_code_text(int code);

ITER_END_DECLS

#endif
