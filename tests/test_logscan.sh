#!/bin/sh
# SPDX-License-Identifier: MIT
# usage: test_logscan.sh LOGSCAN
# The example program against grep: the same output and exit status for the same arguments. TAP on stdout.
set -u
export LC_ALL=C
logscan=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")

dir=$(mktemp -d) || exit 99
trap 'rm -rf "$dir"' EXIT
cd "$dir" || exit 99

printf 'one\ntwo\n\nnone and one\nTWO\n' >log
printf 'two\nthe last line has no newline: one' >open
printf 'a\0one\0b\none\r\n\377one\n\0' >bytes
printf '' >empty
printf '%s\n' '-c one' >-name
printf 'one in the file\n' >./-

n=0
result() { # what, whether it held
    n=$((n + 1))
    if [ "$2" -eq 0 ]; then
        echo "ok $n - $1"
    else
        echo "not ok $n - $1"
    fi
}

# The arguments are those of both; standard input is the file log.
same() {
    grep -a -F "$@" <log >expected 2>/dev/null
    expected_status=$?
    "$logscan" "$@" <log >actual 2>messages
    status=$?
    cmp -s expected actual && [ "$status" -eq "$expected_status" ] &&
        { [ "$status" -ne 2 ] || [ -s messages ]; }
    held=$?
    result "logscan $*" "$held"
    [ "$held" -eq 0 ] || {
        echo "# exit status $status, grep's is $expected_status"
        diff -a expected actual | sed 's/^/# /'
    }
}

same one
same one -
same one log
same one open
same one bytes
same one empty
same one log open
same one log empty bytes open -
same nowhere
same nowhere log open
same '' log
same '' empty
same 'none and' log
same . log
same '[o]ne' log
same -c one
same -c one log
same -c one log open empty bytes -
same -c nowhere log
same -c nowhere log open
same -c '' log open
same -- -c ./-name
same -c -- -c ./-name
same one ./-
same one missing
same one log missing open
same nowhere log missing
same one .
same -c one missing log

"$logscan" >out 2>messages
[ $? -eq 2 ] && [ ! -s out ] && grep -q '^usage:' messages
result 'no needle: a usage message and exit status 2' $?

"$logscan" -x one log >out 2>messages
[ $? -eq 2 ] && [ ! -s out ] && grep -q '^usage:' messages
result 'an unknown option: a usage message and exit status 2' $?

"$logscan" one missing 2>messages
[ "$(cat messages)" = 'logscan: missing: cannot open: No such file or directory' ]
result 'a missing file is named' $?

"$logscan" one . 2>messages
[ "$(cat messages)" = 'logscan: .: cannot read: Is a directory' ]
result 'a directory is named' $?

"$logscan" one <&- >out 2>messages
[ $? -eq 2 ] && [ "$(cat messages)" = 'logscan: standard input:1: cannot read: Bad file descriptor' ]
result 'a closed standard input is an error' $?

if [ -c /dev/full ]; then
    "$logscan" one log >/dev/full 2>messages
    [ $? -eq 2 ] && [ "$(cat messages)" = 'logscan: write_lines: cannot write: No space left on device' ]
    result 'a full disk is an error' $?

    "$logscan" -c one log >/dev/full 2>messages
    [ $? -eq 2 ] && [ -s messages ]
    result 'a full disk is an error when counting' $?

    "$logscan" one log open >/dev/full 2>messages
    [ $? -eq 2 ] && [ -s messages ]
    result 'a full disk is an error with several files' $?
fi

# More than the memory it is allowed. A sanitizer needs more than that for itself.
# shellcheck disable=SC3045 # where there is no ulimit -v, it fails
if (ulimit -v 16384 && "$logscan" one log >out 2>messages); then
    lines=400000
    awk -v n=$lines 'BEGIN { for (i = 0; i < n; i++)
        print i, "a line of a file that is larger than the memory that may be used for it" }' >large
    (ulimit -v 16384 && "$logscan" -c '99 a line' large >out 2>messages)
    [ "$(cat out)" = "$((lines / 100))" ] && [ "$(wc -c <large)" -gt 16777216 ]
    result 'a file that is larger than its memory' $?
fi

echo "1..$n"
