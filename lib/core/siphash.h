/* SPDX-License-Identifier: MIT */
#ifndef LAZYITER_SIPHASH_H
#define LAZYITER_SIPHASH_H

#include <stddef.h>
#include <stdint.h>

uint64_t iter_siphash(const void *data, size_t size, const uint64_t key[2]);

#endif
