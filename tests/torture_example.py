#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""usage: torture_example.py FAILING_MALLOC_SO PROGRAM [ARGUMENT...]

Runs a program again and again, with each of its allocations failing: the n-th alone, then the n-th and all
after it, for every n. It may print what it prints without the failure and succeed; or say what is
wrong on standard error and exit with a status of its own. It must not crash, leave memory or descriptors
behind, or succeed with another output. TAP on stdout.
"""

import os
import subprocess
import sys
import tempfile

TROUBLE_MAX = 128  # exit statuses from here on stand for signals

# That there is no memory; or an error that was expected, in general terms for want of memory for a
# record of it.
SAID = (b"out of memory", b"a number does not fit its type")


def run(preload, command, report, at, every_after):
    environment = dict(os.environ, LD_PRELOAD=preload, FAIL_AT=str(at), FAIL_REPORT=report)
    if every_after:
        environment["FAIL_FROM"] = "1"
    result = subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, capture_output=True,
                            check=False, timeout=120)
    numbers = None
    if os.path.exists(report):
        with open(report, encoding="ascii") as file:
            numbers = [int(word) for word in file.read().split()]
        os.remove(report)
    return result, numbers


def problem(result, numbers, clean, clean_numbers):
    if numbers is None or result.returncode < 0 or result.returncode >= TROUBLE_MAX:
        return f"it crashed: status {result.returncode}"
    if numbers[1] > clean_numbers[1]:
        return f"{numbers[1] - clean_numbers[1]} more blocks of memory left than without a failure"
    if numbers[2] > clean_numbers[2]:
        return "a descriptor was left open"
    if result.returncode == clean.returncode:
        # An example may show an error as part of its output.
        said = any(text in result.stdout + result.stderr for text in SAID)
        if result.stdout != clean.stdout and not said:
            return "it succeeded with another output"
    elif not result.stderr:
        return f"it failed with status {result.returncode} and did not say why"
    return None


def main():
    preload, command = sys.argv[1], sys.argv[2:]
    with tempfile.TemporaryDirectory() as folder:
        report = os.path.join(folder, "report")
        clean, clean_numbers = run(preload, command, report, 0, False)
        if clean_numbers is None or clean_numbers[0] == 0:
            print("1..0 # SKIP allocations cannot be made to fail here")
            return 0
        total = clean_numbers[0]
        failures = 0
        print(f"1..2\n# {total} allocations")
        for number, every_after in ((1, False), (2, True)):
            bad = 0
            for at in range(1, total + 1):
                result, numbers = run(preload, command, report, at, every_after)
                what = problem(result, numbers, clean, clean_numbers)
                if what is not None:
                    bad += 1
                    print(f"# allocation {at}: {what}")
            verdict = "ok" if bad == 0 else "not ok"
            after = " and all after it" if every_after else ""
            print(f"{verdict} {number} - each allocation{after} failing")
            failures += bad
        return 1 if failures else 0


sys.exit(main())
