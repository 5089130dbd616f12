#!/bin/sh
# SPDX-License-Identifier: MIT
# Builds the library in build/ and runs all of its tests. On Debian and Ubuntu it first installs what is
# missing. The last line is 'N passed, N failed'.
set -eu
cd "$(dirname "$0")/.."
. scripts/lib.sh

need_build_tools

[ -f build/build.ninja ] || meson setup build
ninja -C build

# A failed test must not keep the count from being printed: the count decides.
status=0
meson test -C build --no-rebuild --print-errorlogs || status=$?
python3 scripts/count_tests.py build/meson-logs/testlog.json
exit "$status"
