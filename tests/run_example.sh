#!/bin/sh
# SPDX-License-Identifier: MIT
# usage: run_example.sh PROGRAM EXPECTED [ARGUMENT...]
# Runs PROGRAM and compares what it prints on standard output with the file EXPECTED.
set -u
program=$1
expected=$2
shift 2

actual=$(mktemp) || exit 99
trap 'rm -f "$actual"' EXIT

"$program" "$@" >"$actual" </dev/null
status=$?
if [ "$status" -ne 0 ]; then
    echo "$program: exit status $status"
    exit 1
fi
diff -u "$expected" "$actual"
