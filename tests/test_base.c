/* SPDX-License-Identifier: MIT */
#include "tap.h"

TEST(the_library_says_its_version)
{
        //! [iter_version]
        char header[32];

        snprintf(header, sizeof header, "%d.%d.%d", LAZYITER_VERSION_MAJOR, LAZYITER_VERSION_MINOR,
            LAZYITER_VERSION_PATCH);
        if (strcmp(iter_version(), header) != 0)
                fprintf(stderr, "compiled for %s, running with %s\n", header, iter_version());
        //! [iter_version]
        CHECK_STRING(iter_version(), header);
        CHECK(LAZYITER_ABI_VERSION >= 0);
}

/* Programs compiled against one release run with the next. */
TEST(the_public_structs_have_the_size_that_the_abi_says)
{
        CHECK_UINT(sizeof(iter_status_t), 4);
        if (sizeof(void *) == 8) {
                CHECK_UINT(sizeof(iter_t), 48);
                CHECK_UINT(offsetof(iter_t, head), 0);
                CHECK_UINT(offsetof(iter_t, end), 8);
                CHECK_UINT(offsetof(iter_t, vt), 16);
                CHECK_UINT(offsetof(iter_t, type), 24);
                CHECK_UINT(offsetof(iter_t, state), 32);
                CHECK_UINT(offsetof(iter_t, flags), 33);
                CHECK_UINT(offsetof(iter_t, annex), 40);
        }
}
