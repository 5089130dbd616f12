# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# What the scripts share. To be read with '.', from the project's folder.

# need COMMAND:PACKAGE...
# Sees to it that the commands exist. On Debian and Ubuntu the packages of those that do not are
# installed; elsewhere this says what is missing, and exits with status 2. '-' as the command stands for
# a package that has none, such as a compiler's run-time library.
need() {
    missing=
    for pair in "$@"; do
        command=${pair%%:*}
        package=${pair#*:}
        if [ "$command" = - ]; then
            # Other systems divide their packages in other ways.
            command -v dpkg-query >/dev/null 2>&1 || continue
            dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q ' installed' ||
                missing="$missing $package"
        else
            command -v "$command" >/dev/null 2>&1 || missing="$missing $package"
        fi
    done
    [ -n "$missing" ] || return 0

    if ! command -v apt-get >/dev/null 2>&1; then
        echo "Please install (the names are those of Debian's packages):$missing" >&2
        exit 2
    fi
    as_root=
    if [ "$(id -u)" -ne 0 ]; then
        if ! command -v sudo >/dev/null 2>&1; then
            echo "Please run as root, or install sudo: apt-get install$missing" >&2
            exit 2
        fi
        as_root=sudo
    fi
    echo "Installing$missing"
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq update
    # shellcheck disable=SC2086 # a list of packages
    $as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get -qq install -y --no-install-recommends $missing
}

# What it takes to build and test the library.
need_build_tools() {
    need gcc:gcc g++:g++ nm:binutils meson:meson ninja:ninja-build \
        pkg-config:pkgconf python3:python3
    case $(meson --version) in
    0.*)
        echo "Meson $(meson --version) is too old: 1.0 is needed (pip install meson)" >&2
        exit 2
        ;;
    esac
}
