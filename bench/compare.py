#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Runs the benchmark programs that were built, in turn and several times, and prints what they say as one
table for each problem: the median time for an item of the source, and its ratio to the loop by hand.

    compare.py FOLDER [--rounds N] [--range-items N] [--array-items N]

FOLDER is where meson built bench/. Below a table are its targets, with PASS or MISS. A MISS fails
nothing: times depend on the machine. The exit status is 1 if two ways to solve a problem differ in
their results, or if the memory of a pipeline depends on the number of its items.
"""
import argparse
import pathlib
import statistics
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
WAYS = ['gcc-O2', 'gcc-O3', 'clang-O2', 'clang-O3']

# What the C programs call their cases, in the order of the table.
NAMES = {
    'hand': 'a loop by hand',
    'foreach': 'ITER_FOREACH over the source, work in the body',
    'pure summed': 'function objects, iter_sum_i64',
    'pure stepped': 'function objects, ITER_FOREACH',
    'fused summed': 'function object for iter_filter_map, iter_sum_i64',
    'fused stepped': 'function object for iter_filter_map, ITER_FOREACH',
    'exact summed': 'exact callbacks, iter_sum_i64',
    'exact stepped': 'exact callbacks, ITER_FOREACH',
    'exact next': 'exact callbacks, iter_next',
    'plain stepped': 'iter_map_call and iter_filter_call, ITER_FOREACH',
    'classic': 'classic: a call per item and stage, callbacks',
}

# (what, the cases it is about, what they are compared with, the limit of their ratio)
TARGETS = [
    ('ITER_FOREACH at most 1.5 x by hand', ['foreach'], 'hand', 1.5),
    ('function objects at most 2 x by hand', ['pure summed', 'pure stepped', 'fused summed', 'fused stepped'],
     'hand', 2.0),
    ('exact callbacks no slower than classic', ['exact summed', 'exact stepped', 'exact next'], 'classic', 1.0),
]
CPYTHON_TARGET = 12


def progress(text):
    if sys.stderr.isatty():
        print(f'\r{text}\033[K', end='', file=sys.stderr, flush=True)


def commands(folder, options):
    sizes = [str(options.range_items), str(options.array_items)]
    for way in WAYS:
        program = folder / f'sums-{way}'
        if program.exists():
            yield way, [str(program), *sizes]
    yield None, [sys.executable, str(HERE / 'sums.py'), *sizes]
    if (folder / 'sums-rust').exists():
        yield None, [str(folder / 'sums-rust'), *sizes]


def collect(folder, options):
    """{table: {case: {way: [time, ...]}}}, and the results that differ."""
    times, results, wrong = {}, {}, []
    for number in range(options.rounds):
        for way, command in commands(folder, options):
            progress(f'round {number + 1} of {options.rounds}: {pathlib.Path(command[0]).name}')
            output = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
            for line in output.splitlines():
                table, case, result, time = line.split('\t')
                times.setdefault(table, {}).setdefault(case, {}).setdefault(way, []).append(float(time))
                if result != results.setdefault(table, result):
                    wrong.append(f'{table}, {case} ({way}): {result}, not {results[table]}')
    progress('')
    return times, wrong


def show_table(title, cases, ways):
    median = {case: {way: statistics.median(samples) for way, samples in row.items()}
              for case, row in cases.items()}
    print(f'\n{title}\n')
    print(' ' * 50 + ''.join(f'{way.replace("-", " "):>16}' for way in ways))
    for case in [name for name in NAMES if name in median]:
        row = median[case]
        print(f'{NAMES[case]:50}' + ''.join(
            f'{row[way]:8.2f}{row[way] / median["hand"][way]:6.2f} x' for way in ways))
    for case in [name for name in median if name not in NAMES]:
        time = median[case][None]
        print(f'{case:50}{time:8.2f}{time / median["hand"][ways[0]]:6.2f} x')
    print()
    for what, subjects, base, limit in TARGETS:
        for case in [name for name in subjects if name in median]:
            show_target(what, case, [median[case][way] / median[base][way] for way in ways], limit)
    python = min(row[None] for case, row in median.items() if case.startswith('CPython'))
    for case in [name for name in NAMES if name in median and name not in ('hand', 'classic')]:
        ratios = [python / median[case][way] for way in ways]
        show_target(f'at least {CPYTHON_TARGET} x as fast as CPython', case, ratios, CPYTHON_TARGET, at_most=False)


def show_target(what, case, ratios, limit, at_most=True):
    good = all(r <= limit if at_most else r >= limit for r in ratios)
    numbers = ''.join(f'{ratio:7.2f}' for ratio in ratios)
    print(f'{"PASS" if good else "MISS"}  {what + ": " + case:56}{numbers}')


def show_memory(folder):
    """Prints it; returns what depends on the number of items though it must not."""
    output = subprocess.run([str(folder / 'memory')], check=True, stdout=subprocess.PIPE, text=True).stdout
    print('\nMemory\n')
    seen, wrong = {}, []
    for line in output.splitlines():
        what, number = line.split('\t')
        print(f'{what:70}{number:>10}')
        pipeline, _, detail = what.rpartition(': ')
        if pipeline:
            kind = pipeline.rpartition(', ')[0]
            if number != seen.setdefault((kind, detail), number):
                wrong.append(f'{what} is {number}, with fewer items it is {seen[kind, detail]}')
    print()
    print('PASS  allocations and memory do not depend on the number of items' if not wrong else
          '\n'.join(f'MISS  {line}' for line in wrong))
    return wrong


def main():
    parser = argparse.ArgumentParser(description=__doc__.split('\n\n')[0])
    parser.add_argument('folder', type=pathlib.Path)
    parser.add_argument('--rounds', type=int, default=7)
    parser.add_argument('--range-items', type=int, default=4_000_000)
    parser.add_argument('--array-items', type=int, default=1_000_000)
    options = parser.parse_args()

    ways = [way for way in WAYS if (options.folder / f'sums-{way}').exists()]
    times, wrong = collect(options.folder, options)
    titles = {
        'range': f'The sum of the squares divisible by three, over a range of {options.range_items}',
        'array': f'The same over an array of {options.array_items} numbers in no order',
    }
    print(f'Nanoseconds of processor time for an item of the source, the median of {options.rounds}; '
          'x: of the loop by hand.')
    for table, cases in times.items():
        show_table(titles[table], cases, ways)
    wrong += show_memory(options.folder)
    for line in wrong:
        print(f'WRONG  {line}')
    sys.exit(1 if wrong else 0)


main()
