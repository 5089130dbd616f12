#!/bin/sh
# SPDX-License-Identifier: MIT
# usage: compile_fail.sh INCLUDE_DIR DIR
# Each DIR/*.c is a mistake that must not compile. Its first line says what the compiler's message
# must match (an extended regular expression):
#     /* expect: REGEX */
# A second line /* flags: ... */ adds compiler flags. A file named ok_* is the same program without the
# mistake: it must compile, which shows that the others fail for the reason given. TAP on stdout.
set -u
include=$1
sources=$2
# Optimised, because some of the warnings that catch lost locals need the flow analysis.
flags='-std=c11 -O1 -Wall -Wextra -Werror'

dir=$(mktemp -d) || exit 99
trap 'rm -rf "$dir"' EXIT

n=0
result() { # ok|not-ok name
    n=$((n + 1))
    if [ "$1" = ok ]; then
        echo "ok $n - $2"
    else
        echo "not ok $n - $2"
        sed 's/^/# /' "$dir/log"
    fi
}

for source in "$sources"/*.c; do
    [ -e "$source" ] || continue
    name=${source##*/}
    expect=$(sed -n '1s,^/\* expect: \(.*\) \*/$,\1,p' "$source")
    more=$(sed -n '2s,^/\* flags: \(.*\) \*/$,\1,p' "$source")
    for compiler in gcc clang; do
        command -v "$compiler" >/dev/null || continue
        # shellcheck disable=SC2086 # both are lists
        "$compiler" $flags $more -I"$include" -c "$source" -o "$dir/object" >"$dir/log" 2>&1
        status=$?
        verdict=not-ok
        case $name in
        ok_*)
            [ "$status" -eq 0 ] && verdict=ok
            ;;
        *)
            if [ -z "$expect" ]; then
                echo 'the first line is not /* expect: REGEX */' >"$dir/log"
            elif [ "$status" -eq 0 ]; then
                echo 'it compiled' >"$dir/log"
            elif grep -Eq -- "$expect" "$dir/log"; then
                verdict=ok
            fi
            ;;
        esac
        result "$verdict" "$compiler $name"
    done
done
if [ "$n" -eq 0 ]; then
    echo "1..0 # SKIP no file, or neither gcc nor clang"
else
    echo "1..$n"
fi
