#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""sums.c in Python. One line a case: table, name, result, nanoseconds per item."""
import sys
import time


def sample(table, name, run, items):
    run(items[: len(items) // 10])
    begin = time.process_time()
    result = run(items)
    seconds = time.process_time() - begin
    print(table, name, result, f'{seconds * 1e9 / len(items):.4f}', sep='\t', flush=True)


def loop(items):
    total = 0
    for x in items:
        q = x * x
        if q % 3 == 0:
            total += q
    return total


def generator(items):
    return sum(q for q in (x * x for x in items) if q % 3 == 0)


def twice(items):
    return sum(x * x for x in items if x * x % 3 == 0)


def map_filter(items):
    return sum(filter(lambda q: q % 3 == 0, map(lambda x: x * x, items)))


def main():
    numbers = range(int(sys.argv[1]))
    array = [(i * 2654435761 & 0xFFFFFFFF) >> 12 for i in range(int(sys.argv[2]))]
    for table, items in (('range', numbers), ('array', array)):
        sample(table, 'CPython: for loop', loop, items)
        sample(table, 'CPython: generator expression', twice, items)
        sample(table, 'CPython: nested generator expressions', generator, items)
        sample(table, 'CPython: map and filter', map_filter, items)


main()
