#!/bin/sh
# SPDX-License-Identifier: MIT
# usage: [NEEDLE=TEXT] sh scripts/demo.sh [FILE...]
# The main job: looks for a text in more than 1 GB of real logs and records, which is far more than the
# 16 MiB of memory that the program is allowed. The input is what this machine has (the package manager's
# logs and database, other logs, the journal) or the files that are named; it is passed through a pipe again
# and again. Beside it, what grep and Python take for the same. On Debian and Ubuntu it first installs
# what is missing, and builds the library in build/.
set -eu

# Relative names are those of the caller's folder.
for file in "$@"; do
    case $file in
    /*) ;;
    *) file=$PWD/$file ;;
    esac
    set -- "$@" "$file"
    shift
done
cd "$(dirname "$0")/.."
# shellcheck source=scripts/lib.sh
. scripts/lib.sh

needle=${NEEDLE:-installed}
least=1000000000 # bytes to pass
block=33554432   # bytes that are passed in one piece, about
limit=16384      # KiB of address space: everything that the program maps, its code and libraries included

need_build_tools
need /usr/bin/time:time grep:grep
[ -f build/build.ninja ] || meson setup build
ninja -C build examples/logscan

dir=build/demo
mkdir -p "$dir"
trap 'rm -rf "$dir"' EXIT
trap 'exit 1' HUP INT TERM

# What this machine has that is text and that we may read.
records() {
    for file in /var/log/*.log /var/log/*/*.log /var/log/syslog /var/log/messages \
        /var/lib/dpkg/status /var/lib/dpkg/info/*.list /lib/apk/db/installed; do
        if [ -f "$file" ] && [ -r "$file" ]; then
            cat "$file"
        fi
    done
    if command -v journalctl >/dev/null 2>&1; then
        journalctl --quiet --no-pager 2>/dev/null </dev/null || true
    fi
}

# The input is a list of files. Small ones become one file, with its contents again and again: reading it is
# then no work that could be noticed, and it is the same for all, also where a log is growing.
if [ $# -eq 0 ]; then
    what='logs and records of this machine'
    records | head -c 200000000 >"$dir/records"
    set -- "$dir/records"
else
    what='the files named'
    for file in "$@"; do
        if [ ! -f "$file" ] || [ ! -r "$file" ]; then
            echo "demo.sh: $file: not a file that can be read" >&2
            exit 2
        fi
    done
fi
size=0
for file in "$@"; do
    size=$((size + $(wc -c <"$file")))
done
if [ "$size" -eq 0 ]; then
    echo "demo.sh: nothing to read: name a file" >&2
    exit 2
fi
mb=$(awk -v n="$size" 'BEGIN { printf "%.1f", n / 1e6 }')
if [ "$size" -lt "$block" ]; then
    cat "$@" >"$dir/block"
    while [ "$size" -lt "$block" ]; do
        cat "$dir/block" "$dir/block" >"$dir/twice"
        mv "$dir/twice" "$dir/block"
        size=$((2 * size))
    done
    set -- "$dir/block"
fi
printf '%s\n' "$@" >"$dir/files"
total=$(((least / size + 1) * size))

progress() { # LABEL BYTES
    if [ -t 2 ]; then
        printf '\r\033[K%s: %d %%' "$1" $(($2 / (total / 100))) >&2
    fi
}

# Writes the input until all has passed, or nobody reads it any more.
feed() { # LABEL
    passed=0
    while [ "$passed" -lt "$total" ]; do
        while IFS= read -r file; do
            bytes=$(wc -c <"$file")
            mib=0
            while [ $((mib * 1048576)) -lt "$bytes" ]; do
                progress "$1" $((passed + mib * 1048576))
                dd if="$file" bs=1048576 skip="$mib" count=64 2>/dev/null || return 0
                mib=$((mib + 64))
            done
            passed=$((passed + bytes))
        done <"$dir/files"
    done
}

# Sets `found`, `seconds` and `kib`, the peak of what the command had in memory.
measure() { # LABEL COMMAND...
    label=$1
    shift
    status=0
    feed "$label" | /usr/bin/time -f '%e %M' -o "$dir/time" "$@" >"$dir/found" || status=$?
    [ ! -t 2 ] || printf '\r\033[K' >&2
    # 1: nothing was found.
    if [ "$status" -gt 1 ]; then
        echo "demo.sh: $label failed with exit status $status" >&2
        exit 1
    fi
    found=$(cat "$dir/found")
    read -r seconds kib <<END
$(tail -n 1 "$dir/time")
END
}

report() { # LABEL
    awk -v label="$1" -v found="$found" -v seconds="$seconds" -v kib="$kib" -v total="$total" 'BEGIN {
        printf "%-26s %10d %9.2f %7.2f %10.1f MiB\n",
            label, found, seconds, total / 1e9 / (seconds > 0 ? seconds : 0.01), kib / 1024 }'
}

# shellcheck disable=SC2016 # for an inner shell, which takes KiB and a command
limited='ulimit -v "$0" && exec "$@"'

# A limit under which a program has room for 32 MiB is none.
if sh -c "$limited" "$limit" dd if=/dev/zero of=/dev/null bs=33554432 count=1 2>/dev/null; then
    echo "demo.sh: this system does not enforce a limit of memory (ulimit -v)" >&2
    exit 2
fi

measure 'counting lines' sh -c "$limited" "$limit" build/examples/logscan -c ''
awk -v mb="$mb" -v what="$what" -v total="$total" -v lines="$found" -v needle="$needle" 'BEGIN {
    printf "\n%s MB of %s, again and again through a pipe:\n", mb, what
    printf "%.2f GB in %d lines. Looking for \"%s\".\n\n", total / 1e9, lines, needle
    printf "%-26s %10s %9s %7s %14s\n", "", "matches", "seconds", "GB/s", "peak memory" }'

measure logscan sh -c "$limited" "$limit" build/examples/logscan -c -- "$needle"
report "logscan (at most $((limit / 1024)) MiB)"
matches=$found

measure grep env LC_ALL=C grep -aFc -e "$needle"
report 'grep -F'
same=$found

# shellcheck disable=SC2016
measure python3 python3 -c 'import sys
needle = sys.argv[1].encode()
print(sum(needle in line for line in sys.stdin.buffer))' "$needle"
report 'python3'

if [ "$matches" != "$same" ] || [ "$matches" != "$found" ]; then
    echo "demo.sh: the numbers of matches differ (does the input change?)" >&2
    exit 1
fi
