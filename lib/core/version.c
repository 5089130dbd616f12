/* SPDX-License-Identifier: MIT */
#include <lazyiter/base.h>

#define TEXT_(x) #x
#define TEXT(x) TEXT_(x)

const char *iter_version(void)
{
        return TEXT(LAZYITER_VERSION_MAJOR) "." TEXT(LAZYITER_VERSION_MINOR) "." TEXT(
            LAZYITER_VERSION_PATCH);
}
