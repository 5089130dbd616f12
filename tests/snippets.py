#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""usage: snippets.py SOURCE_DIR

Every exported function, and every function or macro with arguments that has a doc comment in
include/lazyiter/, shows an example that the test suite runs: its doc comment has a \\snippet.
Doxygen itself checks that the snippet exists. What inline functions call and users do not, between
@cond internal and @endcond, needs none. TAP on stdout.
"""

import pathlib
import re
import sys

DOC = re.compile(r"/\*[*!](?!<)(.*?)\*/\s*", re.DOTALL)
INTERNAL = re.compile(r"[@\\]cond\b.*?[@\\]endcond\b", re.DOTALL)
SNIPPET = re.compile(r"[@\\]snippet(?:\{\w+\})?\s+\S+\s+\S+")
DEFINE = re.compile(r"#\s*define\s+(ITER_\w+)\(")
# The name before a parenthesis, which is not a pointer to a function.
FUNCTION = re.compile(r"\b(iter_\w+)\s*\((?!\s*\*)")
MACRO = re.compile(r"\b(ITER_\w+)\s*\((?!\s*\*)")


def declared_name(text):
    """The function, or the macro with arguments, that the text after a doc comment declares."""
    define = DEFINE.match(text)
    if define:
        return define.group(1)
    if text.startswith(("#", "typedef", "struct", "enum", "union")) and "(" not in text.split(";")[0]:
        return None
    if text.startswith(("#", "typedef")):
        return None
    # Up to the end of the declaration; an attribute such as ITER_PRINTF(2, 3) comes before the name.
    declaration = re.split(r"[;{]|/\*", text, maxsplit=1)[0]
    found = FUNCTION.search(declaration) or MACRO.search(declaration)
    return found.group(1) if found else None


def documented(headers):
    """name -> whether one of its doc comments has a snippet"""
    names = {}
    for header in headers:
        text = INTERNAL.sub("", header.read_text(encoding="utf-8"))
        for comment in DOC.finditer(text):
            name = declared_name(text[comment.end():])
            if name is not None:
                has = SNIPPET.search(comment.group(1)) is not None
                names[name] = names.get(name, False) or has
    return names


def internal(headers):
    """names of the functions that are exported for the sake of inline functions only"""
    names = set()
    for header in headers:
        for part in INTERNAL.findall(header.read_text(encoding="utf-8")):
            names.update(re.findall(r"\bITER_API\b[^;]*?\b(iter_\w+)\s*\(", part))
    return names


def main():
    source = pathlib.Path(sys.argv[1])
    headers = sorted((source / "include" / "lazyiter").glob("*.h"))
    names = documented(headers)
    lines = (source / "tests" / "symbols.txt").read_text(encoding="utf-8").split("\n")
    exported = [line.split()[0] for line in lines if line.endswith(" function")]

    number = 0
    for name in sorted(set(names) | (set(exported) - internal(headers))):
        number += 1
        if names.get(name):
            print(f"ok {number} - {name}")
        else:
            print(f"not ok {number} - {name}")
            print("# no \\snippet" if name in names else "# exported, but it has no doc comment")
    print(f"1..{number}")


main()
