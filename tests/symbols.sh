#!/bin/sh
# SPDX-License-Identifier: MIT
# usage: symbols.sh [--update] LIBRARY LIST
# The symbols that the shared library exports are its ABI: LIST has them, one a line, with their kind.
# --update writes LIST anew, for a change that is intended. TAP on stdout.
set -u
export LC_ALL=C
update=no
if [ "${1-}" = --update ]; then
    update=yes
    shift
fi
library=$1
list=$2

dir=$(mktemp -d) || exit 99
trap 'rm -rf "$dir"' EXIT

# A column each: address, kind, name@@version. Kind A is the version node itself; which of the data
# sections (B, D, R) an object is in is the compiler's choice, and no part of the ABI.
nm -D --defined-only "$library" >"$dir/nm" || exit 99
awk '$2 != "A" {
        sub(/@.*/, "", $3)
        print $3, ($2 ~ /^[TWi]$/ ? "function" : "object")
     }' "$dir/nm" | sort >"$dir/actual"

if [ "$update" = yes ]; then
    cp "$dir/actual" "$list"
    exit
fi

echo 1..3
if diff -u "$list" "$dir/actual" >"$dir/diff"; then
    echo "ok 1 - exported symbols are those of the list"
else
    echo "not ok 1 - exported symbols are those of the list"
    sed 's/^/# /' "$dir/diff"
    echo "# if this is intended: tests/symbols.sh --update build/lib/liblazyiter.so tests/symbols.txt"
fi
if grep -v '^iter_' "$dir/actual" >"$dir/foreign"; then
    echo "not ok 2 - every exported symbol begins with iter_"
    sed 's/^/# /' "$dir/foreign"
else
    echo "ok 2 - every exported symbol begins with iter_"
fi
# A symbol without a version could never be told from a later one of the same name.
if awk '$2 != "A" && $3 !~ /@@LAZYITER_/' "$dir/nm" | grep . >"$dir/bare"; then
    echo "not ok 3 - every exported symbol has a version"
    sed 's/^/# /' "$dir/bare"
else
    echo "ok 3 - every exported symbol has a version"
fi
