#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Runs the benchmark programs that were built, in turn and several times, and prints what they say as one
table for each problem: the median time for an item of the source, and its ratio to the loop by hand.

    compare.py FOLDER [--only sums|lines|memory] [--rounds N] [--range-items N] [--array-items N] [--lines N]

FOLDER is where meson built bench/. Below a table are its targets, with PASS or MISS. A MISS fails
nothing: times depend on the machine. The exit status is 1 if two ways to solve a problem differ in
their results, or if the memory of a pipeline depends on the number of its items.
"""
import argparse
import os
import pathlib
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
WAYS = ['gcc-O2', 'gcc-O3', 'clang-O2', 'clang-O3']

# What the C programs call their cases, in the order of the table. The first is what the others are compared
# with: what a user would write.
NAMES = {
    'hand': 'a loop by hand (of files: getline)',
    'hand fgets': 'a loop by hand with fgets',
    'hand read': 'a loop by hand with read and memchr',
    'foreach': 'ITER_FOREACH over the source, work in the body',
    'pure summed': 'function objects, iter_sum_i64',
    'pure stepped': 'function objects, ITER_FOREACH',
    'fused summed': 'function object for iter_filter_map, iter_sum_i64',
    'fused stepped': 'function object for iter_filter_map, ITER_FOREACH',
    'exact summed': 'exact callbacks, iter_sum_i64',
    'exact stepped': 'exact callbacks, ITER_FOREACH',
    'exact next': 'exact callbacks, iter_next',
    'plain stepped': 'iter_map_call and iter_filter_call, ITER_FOREACH',
    'str_filter': 'iter_str_filter, iter_ilen',
    'classic': 'classic: a call per item and stage, callbacks',
}
OURS = [name for name in NAMES if name != 'classic' and not name.startswith('hand')]

# (what, the cases it is about, what they are compared with, the limit of their ratio)
TARGETS = [
    ('at most 1.5 x by hand', ['foreach'], 'hand', 1.5),
    ('at most 2 x by hand', ['pure summed', 'pure stepped', 'fused summed', 'fused stepped'], 'hand', 2.0),
    ('no slower than classic', ['exact summed', 'exact stepped', 'exact next'], 'classic', 1.0),
    ('no slower than getline', ['str_filter'], 'hand', 1.0),
]
# Of anything, compared with the fastest way to write it in Python. Not where Python's time is spent in C, too.
CPYTHON_TARGET = 12
CPYTHON_TABLES = ['range', 'array']


def progress(text):
    if sys.stderr.isatty():
        print(f'\r{text}\033[K', end='', file=sys.stderr, flush=True)


def commands(folder, program, arguments):
    """(way or None, name, command) for each language."""
    for way in WAYS:
        if (folder / f'{program}-{way}').exists():
            yield way, f'{program}-{way}', [folder / f'{program}-{way}', *arguments]
    yield None, f'{program}.py', [sys.executable, HERE / f'{program}.py', *arguments]
    if (folder / f'{program}-rust').exists():
        yield None, f'{program}-rust', [folder / f'{program}-rust', *arguments]


def run(command):
    return subprocess.run([str(word) for word in command], check=True, stdout=subprocess.PIPE, text=True).stdout


def grep(path, lines):
    """A row for grep, in the form of the programs' own."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    count = run(['env', 'LC_ALL=C', 'grep', '-c', 'ERROR', path]).strip()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return f'needle\tgrep -c, with its start\t{count}\t{seconds * 1e9 / lines}\n'


def collect(folder, program, arguments, rounds, extra=None):
    """{table: {case: {way: [time, ...]}}}, and the results that differ."""
    times, results, wrong = {}, {}, []
    for number in range(rounds):
        outputs = []
        for way, name, command in commands(folder, program, arguments):
            progress(f'{program}, round {number + 1} of {rounds}: {name}')
            outputs.append((way, run(command)))
        if extra is not None:
            outputs.append((None, extra()))
        for way, output in outputs:
            for line in output.splitlines():
                table, case, result, time = line.split('\t')
                times.setdefault(table, {}).setdefault(case, {}).setdefault(way, []).append(float(time))
                if result != results.setdefault(table, result):
                    wrong.append(f'{table}, {case} ({way}): {result}, not {results[table]}')
    progress('')
    return times, wrong


def show_table(table, title, cases, ways):
    median = {case: {way: statistics.median(samples) for way, samples in row.items()}
              for case, row in cases.items()}
    print(f'\n{title}\n')
    print(' ' * 50 + ''.join(f'{way.replace("-", " "):>18}' for way in ways))
    for case in [name for name in NAMES if name in median]:
        row = median[case]
        print(f'{NAMES[case]:50}' + ''.join(f'{row[way]:9.2f}{row[way] / median["hand"][way]:7.2f} x' for way in ways))
    for case in [name for name in median if name not in NAMES]:
        time = median[case][None]
        print(f'{case:50}{time:9.2f}{time / median["hand"][ways[0]]:7.2f} x')
    print()
    for what, subjects, base, limit in TARGETS:
        for case in [name for name in subjects if name in median and base in median]:
            show_target(what, case, [median[case][way] / median[base][way] for way in ways], limit)
    if table in CPYTHON_TABLES:
        python = min(row[None] for case, row in median.items() if case.startswith('CPython'))
        for case in [name for name in OURS if name in median]:
            ratios = [python / median[case][way] for way in ways]
            show_target(f'at least {CPYTHON_TARGET} x as fast as CPython', case, ratios, CPYTHON_TARGET, at_most=False)


def show_target(what, case, ratios, limit, at_most=True):
    good = all(ratio <= limit if at_most else ratio >= limit for ratio in ratios)
    numbers = ''.join(f'{ratio:16.2f} x' for ratio in ratios)
    print(f'{"PASS" if good else "MISS"}  {case + ": " + what:50}{numbers}')


def write_lines(path, n):
    """A log of n lines of about 110 bytes, one in 50 of which has the needle: blocks of lines, repeated."""
    block, state = [], 1
    for i in range(10_007):
        state = state * 1103515245 + 12345 & 0x7FFFFFFF
        level = 'ERROR' if state >> 8 & 0xFF < 5 else 'INFO '
        block.append(f'2024-05-17T{i // 3600 % 24:02}:{i // 60 % 60:02}:{i % 60:02}.{state % 1000:03} {level} '
                     f'worker-{state % 17:02} request {state:010} took {state % 977} us'
                     f'{" and was sent to the next stage of the queue" * (state >> 4 & 1)}\n')
    with open(path, 'w', encoding='ascii') as file:
        text = ''.join(block)
        for _ in range(n // len(block)):
            file.write(text)
        file.writelines(block[:n % len(block)])


def show_memory(folder):
    """Prints it; returns what depends on the number of items though it must not."""
    print('\nMemory\n')
    seen, wrong = {}, []
    for line in run([folder / 'memory']).splitlines():
        what, number = line.split('\t')
        print(f'{what:70}{number:>10}')
        pipeline, _, detail = what.rpartition(': ')
        if pipeline:
            kind = pipeline.rpartition(', ')[0]
            if number != seen.setdefault((kind, detail), number):
                wrong.append(f'{what} is {number}, with fewer items it is {seen[kind, detail]}')
    if not wrong:
        print('\nPASS  allocations and memory do not depend on the number of items')
    return wrong


def show(folder, program, titles, results):
    times, wrong = results
    ways = [way for way in WAYS if (folder / f'{program}-{way}').exists()]
    for table, cases in times.items():
        show_table(table, titles[table], cases, ways)
    return wrong


def main():
    parser = argparse.ArgumentParser(description=__doc__.split('\n\n')[0])
    parser.add_argument('folder', type=pathlib.Path)
    parser.add_argument('--only', choices=['sums', 'lines', 'memory'])
    parser.add_argument('--rounds', type=int, default=7)
    parser.add_argument('--range-items', type=int, default=4_000_000)
    parser.add_argument('--array-items', type=int, default=1_000_000)
    parser.add_argument('--lines', type=int, default=1_000_000)
    options = parser.parse_args()
    wrong = []

    print(f'Nanoseconds of processor time for an item of the source, the median of {options.rounds}; '
          'x: of the first row.')
    if options.only in (None, 'sums'):
        sizes = [options.range_items, options.array_items]
        wrong += show(options.folder, 'sums', {
            'range': f'The sum of the squares divisible by three, over a range of {options.range_items:,}',
            'array': f'The same over an array of {options.array_items:,} numbers in no order',
        }, collect(options.folder, 'sums', sizes, options.rounds))
    if options.only in (None, 'lines'):
        with tempfile.TemporaryDirectory() as scratch:
            path = os.path.join(scratch, 'lines.txt')
            write_lines(path, options.lines)
            extra = (lambda: grep(path, options.lines)) if shutil.which('grep') else None
            size = os.path.getsize(path) // 1_000_000
            wrong += show(options.folder, 'lines', {
                'numbers': f'The numbers of the lines that hold a word, summed; {options.lines:,} lines, {size} MB',
                'needle': 'How many lines hold the word',
            }, collect(options.folder, 'lines', [path, options.lines], options.rounds, extra))
    if options.only in (None, 'memory'):
        wrong += show_memory(options.folder)
    for line in wrong:
        print(f'WRONG  {line}')
    sys.exit(1 if wrong else 0)


main()
