#!/bin/sh
# SPDX-License-Identifier: MIT
# Builds the library and the benchmarks in build-bench/, and runs them. Arguments are for bench/compare.py.
set -eu
cd "$(dirname "$0")/.."
. scripts/lib.sh

need_build_tools

[ -f build-bench/build.ninja ] ||
    meson setup build-bench -Dbenchmarks=true -Dtests=false -Dexamples=false -Ddocs=disabled
ninja -C build-bench

exec python3 bench/compare.py build-bench/bench "$@"
