#!/bin/sh
# SPDX-License-Identifier: MIT
# usage: harness.sh HARNESS_CHECK
# Runs tests of which most must fail, as they are and under torture, and compares what the harness says
# of each. TAP on stdout.
set -u
program=$1

dir=$(mktemp -d) || exit 99
trap 'rm -rf "$dir"' EXIT

verdicts() { # argument: the lines of one verdict a test, without what they found
    # What it returns is not looked at: some leak on purpose, which a leak sanitizer reports, too.
    "$program" "$@" >"$dir/output" 2>"$dir/errors"
    sed -n 's/^\(ok\|not ok\) [0-9]* - /\1: /p' "$dir/output"
}

n=0
same() { # name expected-file actual-file
    n=$((n + 1))
    if diff -u "$2" "$3" >"$dir/diff"; then
        echo "ok $n - $1"
    else
        echo "not ok $n - $1"
        sed 's/^/# /' "$dir/diff" "$dir/errors"
    fi
}

cat >"$dir/plain" <<'END'
ok: passes
not ok: every check can fail
not ok: leaks a block
not ok: leaks a descriptor
not ok: frees with the wrong size
not ok: pulls once too often
ok: has no error for lack of memory
ok: reports an error for lack of memory
ok: loses a message for lack of memory
ok: differs from run to run
ok: is skipped # SKIP no reason
END
sed -e 's/^ok: has no error/not &/' -e 's/^ok: differs/not &/' "$dir/plain" >"$dir/torture"

verdicts >"$dir/actual"
same "verdicts" "$dir/plain" "$dir/actual"
grep -c 'harness_check.c:[0-9]*: CHECK' "$dir/output" >"$dir/actual"
echo 13 >"$dir/expected"
same "every failed check is named with its place" "$dir/expected" "$dir/actual"
verdicts --torture >"$dir/actual"
same "verdicts under torture" "$dir/torture" "$dir/actual"
"$program" --list >"$dir/actual"
sed -e 's/^[a-z ]*: //' -e 's/ # SKIP.*//' -e 's/ /_/g' "$dir/plain" >"$dir/expected"
same "list" "$dir/expected" "$dir/actual"
verdicts skip "leaks a b" >"$dir/actual"
grep -e skipped -e 'leaks a b' "$dir/plain" >"$dir/expected"
same "filter by name" "$dir/expected" "$dir/actual"
"$program" --nonsense >"$dir/output" 2>"$dir/errors"
echo $? >"$dir/actual"
echo 2 >"$dir/expected"
same "unknown option" "$dir/expected" "$dir/actual"
echo "1..$n"
