#!/bin/sh
# SPDX-License-Identifier: MIT
# usage: headers.sh INCLUDE_DIR
# Every public header must compile when it is the only one included (and again when it is included
# twice), in every language standard that the library promises, with no warning. TAP on stdout.
set -u
include=$1
warnings='-pedantic -Wall -Wextra -Wconversion -Wshadow -Wcast-qual -Werror'

dir=$(mktemp -d) || exit 99
trap 'rm -rf "$dir"' EXIT

headers=$(cd "$include" && find . -name '*.h' | sed 's,^\./,,' | LC_ALL=C sort)

n=0
check() { # compiler language standard header
    n=$((n + 1))
    printf '#include <%s>\n#include <%s>\nint main(void) { return 0; }\n' "$4" "$4" >"$dir/source"
    # -Wno-... is never given here: what a user's compiler says about our headers is a defect.
    # shellcheck disable=SC2086 # $warnings is a list
    if "$1" -x "$2" -std="$3" $warnings -I"$include" -fsyntax-only "$dir/source" >"$dir/log" 2>&1
    then
        echo "ok $n - $1 -std=$3 $4"
    else
        echo "not ok $n - $1 -std=$3 $4"
        sed 's/^/# /' "$dir/log"
    fi
}

for header in $headers; do
    for compiler in gcc clang; do
        command -v "$compiler" >/dev/null || continue
        for standard in c99 c11 c2x; do
            check "$compiler" c "$standard" "$header"
        done
    done
    for compiler in g++ clang++; do
        command -v "$compiler" >/dev/null || continue
        for standard in c++11 c++17 c++20; do
            check "$compiler" c++ "$standard" "$header"
        done
    done
done
if [ "$n" -eq 0 ]; then
    echo "1..0 # SKIP no header, or neither gcc nor clang"
else
    echo "1..$n"
fi
