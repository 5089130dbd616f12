#!/bin/sh
# SPDX-License-Identifier: MIT
# Random pipelines against a model. law.sh [NUMBER [SEED]]: 40000, and a seed from the clock, if not given.
set -eu
cd "$(dirname "$0")/.."
. scripts/lib.sh

need_build_tools

[ -f build/build.ninja ] || meson setup build
ninja -C build tests/law

exec build/tests/law --cases "${1:-40000}" --seed "${2:-$(date +%s)}"
