#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""usage: check_conditions.py FILE...

The house style has no assignment in a condition: '=' for '==' is then always a mistake, and never has
to be told from an intention. Looks into the parentheses of every if, while and switch (the loop macros
assign in a for). Prints FILE:LINE: CONDITION for each, and exits with 1 if there was any.
"""

import re
import sys

NOISE = re.compile(r"/\*.*?\*/|//[^\n]*|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'", re.DOTALL)
KEYWORD = re.compile(r"\b(if|while|switch)\s*\(")
DESIGNATOR = re.compile(r"(?:\.\w+|\[[^\]]*\])\s*=(?!=)")
ASSIGNMENT = re.compile(r"(?<![=!<>])=(?!=)|<<=|>>=")


def blank(match):
    """Comments and strings are emptied, and keep their lines."""
    return re.sub(r"[^\n]", " ", match.group())


def inside(text, start):
    """What stands between the parenthesis at start and its partner."""
    depth = 0
    for at in range(start, len(text)):
        if text[at] in "([{":
            depth += 1
        elif text[at] in ")]}":
            depth -= 1
            if depth == 0:
                return text[start + 1:at]
    return ""


def main():
    found = 0
    for name in sys.argv[1:]:
        with open(name, encoding="utf-8") as file:
            text = NOISE.sub(blank, file.read())
        for match in KEYWORD.finditer(text):
            condition = inside(text, match.end() - 1)
            if ASSIGNMENT.search(DESIGNATOR.sub("", condition)):
                line = text.count("\n", 0, match.start()) + 1
                print(f"{name}:{line}: {match.group(1)} ({' '.join(condition.split())})")
                found += 1
    return 1 if found else 0


sys.exit(main())
