#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""lines.c in Python. One line a case: table, name, result, nanoseconds per line."""
import sys
import time

NEEDLE = b'ERROR'


def sample(table, name, run, path, lines):
    begin = time.process_time()
    result = run(path)
    seconds = time.process_time() - begin
    print(table, name, result, f'{seconds * 1e9 / lines:.4f}', sep='\t', flush=True)


def numbers(path):
    with open(path, 'rb') as file:
        return sum(number for number, line in enumerate(file, 1) if NEEDLE in line)


def numbers_of_text(path):
    needle = NEEDLE.decode()
    with open(path, encoding='ascii') as file:
        return sum(number for number, line in enumerate(file, 1) if needle in line)


def needle_count(path):
    with open(path, 'rb') as file:
        return sum(1 for line in file if NEEDLE in line)


def main():
    path, lines = sys.argv[1], int(sys.argv[2])
    sample('numbers', 'CPython: generator expression, bytes', numbers, path, lines)
    sample('numbers', 'CPython: generator expression, text', numbers_of_text, path, lines)
    sample('needle', 'CPython: generator expression, bytes', needle_count, path, lines)


main()
