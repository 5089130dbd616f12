/* SPDX-License-Identifier: MIT */
/* Sources that are hard to please, for tests of stages and consumers. All are written with the
 * public author API, take their memory from the default allocator (or their source's), and are
 * closed like any other iterator. */
#ifndef TEST_SOURCES_H
#define TEST_SOURCES_H

#include "tap.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The n items, one a fill, whatever is wanted. A pull behind the last marks the current test failed
 * ("pulled once too often") and says end: who gets by on n items is lazy enough. `items` is not
 * copied. */
iter_t *test_poison(const int64_t *items, size_t n);

/* The items of `source` (taken over, any type), but says ITER_PENDING at the first pull, and
 * before items and the end at places that the seed decides; in windows of the seed's choice. Consumers find no way to
 * wait for it: their plain form returns ITER_E_PENDING. */
iter_t *test_stutter(iter_t *source, uint64_t seed);

/* The same with a way to wait, which returns at once. */
iter_t *test_stutter_waits(iter_t *source, uint64_t seed);

/* The items of `source` (taken over, any type), one a fill: adds 1 to *pulled for each that it
 * hands out. Who looks at an item has pulled it. */
iter_t *test_trace(iter_t *source, uint64_t *pulled);

/* The n items, one a fill, then an error with that code, whose message is "as planned". */
iter_t *test_fails_after(const int64_t *items, size_t n, int code);

/* The same in one fill: the window of n items and the error behind it are there together. */
iter_t *test_fails_behind(const int64_t *items, size_t n, int code);

/* The n items, the end, and, if filled again, the items again: proves that nobody asks after the
 * end. One a fill. */
iter_t *test_resumes(const int64_t *items, size_t n);

/* A source of any type that gives one item a fill from `items`, so that no stage can count on
 * windows; otherwise as iter_array. */
iter_t *test_one_by_one(iter_span_t span);

/* The next of a sequence of pseudo-random numbers; the state may begin with anything. */
uint64_t test_random(uint64_t *state);

#ifdef __cplusplus
}
#endif

#endif
