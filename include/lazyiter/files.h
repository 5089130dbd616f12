/* SPDX-License-Identifier: MIT */
/**
 * @file lazyiter/files.h
 * @brief Lines of files.
 */
#ifndef LAZYITER_FILES_H
#define LAZYITER_FILES_H

#include <lazyiter/author.h>

#endif
