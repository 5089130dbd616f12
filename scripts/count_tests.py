#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""usage: count_tests.py BUILD_DIR/meson-logs/testlog.json

Meson's own summary counts programs. This counts what they checked: the 'ok' and 'not ok' lines of those
that speak TAP, and one for each of the others. A program that crashed or ran out of time is a failure
even if all it printed was 'ok'. Prints 'N passed, N failed'; the exit status is 1 if any failed.
"""

import json
import re
import sys

OK = re.compile(r"^ok\b(?!.*# *skip)", re.MULTILINE | re.IGNORECASE)
NOT_OK = re.compile(r"^not ok\b", re.MULTILINE)
PLAN = re.compile(r"^1\.\.\d+", re.MULTILINE)


def count(test):
    output = test.get("stdout", "")
    if test["result"] == "SKIP":
        return 0, 0
    good = test["result"] in ("OK", "EXPECTEDFAIL")
    if not PLAN.search(output):
        return (1, 0) if good else (0, 1)
    failed = len(NOT_OK.findall(output))
    if not good and failed == 0:
        failed = 1
    return len(OK.findall(output)), failed


def main():
    passed = failed = 0
    with open(sys.argv[1], encoding="utf-8") as log:
        for line in log:
            good, bad = count(json.loads(line))
            passed += good
            failed += bad
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


sys.exit(main())
