/* SPDX-License-Identifier: MIT */
/**
 * @file lazyiter.h
 * @brief Includes everything, in reading order.
 */
#ifndef LAZYITER_H
#define LAZYITER_H

#include <lazyiter/iter.h>
#include <lazyiter/error.h>
#include <lazyiter/type.h>
#include <lazyiter/alloc.h>
#include <lazyiter/author.h>
#include <lazyiter/fn.h>
#include <lazyiter/sources.h>
#include <lazyiter/files.h>
#include <lazyiter/stages.h>
#include <lazyiter/combine.h>
#include <lazyiter/group.h>
#include <lazyiter/text.h>
#include <lazyiter/consumers.h>

#endif
