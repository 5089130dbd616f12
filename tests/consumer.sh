#!/bin/sh
# SPDX-License-Identifier: MIT
# usage: consumer.sh SOURCE_DIR BUILD_DIR
# What a newcomer does: installs the library, builds the first program of the README with what
# pkg-config says, runs it, and compares its output with the one that the README shows. Then the same
# with the library as a Meson subproject. TAP on stdout.
set -u
source=$1
build=$2
cc=${CC:-cc}
warnings='-std=c11 -Wall -Wextra -pedantic -Werror'

dir=$(mktemp -d) || exit 99
trap 'rm -rf "$dir"' EXIT
cd "$dir" || exit 99

n=0
step() { # name command...: one test; a failure shows what the command said
    n=$((n + 1))
    name=$1
    shift
    if "$@" >"$dir/log" 2>&1; then
        echo "ok $n - $name"
    else
        echo "not ok $n - $name"
        sed 's/^/# /' "$dir/log"
    fi
}

block() { # language: the first block of that language in the README
    awk -v open="\`\`\`$1" '$0 == open { on = 1; next } on && /^```/ { exit } on' "$source/README.md"
}

readme_blocks() {
    block c >main.c
    block text >expected
    [ -s main.c ] && [ -s expected ]
}

install_library() {
    DESTDIR=$dir/root meson install -C "$build" --no-rebuild
}

# The files are under DESTDIR, so pkg-config puts it before the paths of the .pc file, and must not
# leave out those that are a compiler's defaults.
find_package() {
    pc=$(find "$dir/root" -name lazyiter.pc)
    [ -n "$pc" ] || return 1
    PKG_CONFIG_LIBDIR=$(dirname "$pc")
    PKG_CONFIG_SYSROOT_DIR=$dir/root
    PKG_CONFIG_ALLOW_SYSTEM_CFLAGS=1
    PKG_CONFIG_ALLOW_SYSTEM_LIBS=1
    export PKG_CONFIG_LIBDIR PKG_CONFIG_SYSROOT_DIR
    export PKG_CONFIG_ALLOW_SYSTEM_CFLAGS PKG_CONFIG_ALLOW_SYSTEM_LIBS
    pkg-config --print-errors --exists lazyiter
}

# shellcheck disable=SC2046,SC2086 # lists of flags
build_shared() {
    $cc $warnings main.c -o shared $(pkg-config --cflags --libs lazyiter)
}

# shellcheck disable=SC2046,SC2086
build_static() {
    $cc $warnings main.c -o static $(pkg-config --cflags lazyiter) \
        -Wl,-Bstatic $(pkg-config --static --libs lazyiter) -Wl,-Bdynamic
}

needs_library() { # program
    readelf -d "$1" | grep 'NEEDED.*liblazyiter\.so\.'
}

needs_no_library() { # program
    ! needs_library "$1"
}

run() { # program
    LD_LIBRARY_PATH=$(pkg-config --variable=libdir lazyiter) "$1" >actual && diff -u expected actual
}

build_subproject() {
    cp -r "$source/tests/consumer" project &&
        cp main.c project/ &&
        mkdir project/subprojects &&
        ln -s "$source" project/subprojects/lazyiter &&
        # Its own code at -O0, because only the build is looked at, and a test should be quick.
        meson setup project/build project -Dbuildtype=debug -Dlazyiter:default_library=static &&
        ninja -C project/build
}

only_library() { # an embedding project must not get our tests and examples
    ! find project/build/subprojects/lazyiter -name 'test_*' -o -name examples | grep .
}

step "README.md has a c block and a text block" readme_blocks
step "install" install_library
step "pkg-config finds it" find_package
step "shared: build" build_shared
step "shared: linked with the shared library" needs_library shared
step "shared: output" run ./shared
step "static: build" build_static
step "static: needs no shared library" needs_no_library static
step "static: output" run ./static
step "subproject: build" build_subproject
step "subproject: library only" only_library
step "subproject: output" run project/build/consumer
echo "1..$n"
