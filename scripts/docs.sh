#!/bin/sh
# SPDX-License-Identifier: MIT
# Writes the documentation into build-docs/docs/html/. Fails on anything that Doxygen warns of.
set -eu
cd "$(dirname "$0")/.."
. scripts/lib.sh

need_build_tools
need doxygen:doxygen

# A build folder of its own, so that the options of build/ stay as they are.
[ -f build-docs/build.ninja ] ||
    meson setup build-docs -Ddocs=enabled -Dtests=false -Dexamples=false -Dbenchmarks=false
ninja -C build-docs docs
echo "build-docs/docs/html/index.html"
