/* SPDX-License-Identifier: MIT */
/* What consumers do when a source says pending: wait, stop, go on, be given up. */
#include "sources.h"

/* Says pending before each of its items 1, 2, 3..., which lie in the caller's storage. */
struct shy {
        iter_t it;
        int64_t item;
        int64_t last;
        bool ready;
        int code; /* what waiting gives */
};

static iter_status_t shy_fill(iter_t *it, size_t want)
{
        struct shy *self = (struct shy *)it;

        (void)want;
        self->ready = !self->ready;
        if (self->ready)
                return ITER_PENDING;
        if (self->item == self->last)
                return ITER_END;
        self->item++;
        return iter_give(it, &self->item, 1);
}

static void shy_destroy(iter_t *it)
{
        (void)it;
}

static int shy_wait(iter_t *it)
{
        const struct shy *self = (const struct shy *)it;
        return self->item == 2 ? self->code : 0;
}

static const iter_vtable_t shy_vtable = { sizeof(iter_vtable_t), "shy", shy_fill, shy_destroy, NULL,
        NULL, NULL, NULL };

static const iter_vtable_t patient_vtable = { sizeof(iter_vtable_t), "shy", shy_fill, shy_destroy,
        NULL, NULL, NULL, shy_wait };

static iter_t *shy_init(struct shy *self, const iter_vtable_t *vt, int64_t last)
{
        memset(self, 0, sizeof *self);
        self->last = last;
        iter_init(&self->it, vt, ITER_TYPE(int64_t));
        return &self->it;
}

ITER_FILTER_FN(is_odd, int64_t, x)
{
        return x % 2 != 0;
}

ITER_EACH_FN_WITH(count_lender, int64_t, x, call, iter_t *, lender)
{
        uint64_t n = 0;
        const int code = iter_ilen(iter_borrow(lender), &n, NULL);

        (void)x;
        return code == ITER_E_PENDING || code == 0 ? 0 : iter_fail(call, code, "cannot count");
}

TEST(consumer_that_stopped_on_pending_goes_on_when_called_again)
{
        struct shy source;
        iter_t *it = shy_init(&source, &shy_vtable, 3);
        int64_t sum = 7;
        iter_error_t error;
        int i;

        for (i = 0; i < 4; i++) {
                if (!CHECK_CODE(iter_sum_i64(it, &sum, &error), ITER_E_PENDING))
                        return;
                CHECK_STRING(error.message, "sum: no item now; the pipeline is open");
                CHECK_INT(sum, 7);
        }
        CHECK_OK(iter_sum_i64(it, &sum, NULL));
        CHECK_INT(sum, 6);
}

TEST(consumer_that_stopped_on_pending_can_be_turned_into_a_stage)
{
        struct shy source;
        iter_t *it = shy_init(&source, &shy_vtable, 3);
        int64_t sum = 7;
        iter_status_t status;

        if (!CHECK_CODE(iter_sum_i64(it, &sum, NULL), ITER_E_PENDING) ||
            !CHECK_CODE(iter_sum_i64(it, &sum, NULL), ITER_E_PENDING))
                return;
        it = iter_sum_i64_of(it);
        do
                status = iter_next(it, ITER_INTO(int64_t, &sum));
        while (status == ITER_PENDING);
        CHECK_STATUS(status, ITER_ITEM);
        CHECK_INT(sum, 6);
        CHECK_OK(iter_close(it, NULL));
}

TEST(pipeline_that_a_consumer_stopped_on_can_be_pulled_and_closed)
{
        struct shy source;
        iter_t *it = iter_filter(shy_init(&source, &shy_vtable, 3), is_odd);
        int64_t x = 7;
        uint64_t n = 0;
        iter_status_t status;

        if (!CHECK_CODE(iter_ilen(it, &n, NULL), ITER_E_PENDING))
                return;
        do
                status = iter_next(it, ITER_INTO(int64_t, &x));
        while (status == ITER_PENDING);
        CHECK_STATUS(status, ITER_ITEM);
        CHECK_INT(x, 1);
        CHECK_OK(iter_close(it, NULL));
}

TEST(another_consumer_goes_on_where_one_stopped)
{
        struct shy source;
        iter_t *it = shy_init(&source, &shy_vtable, 3);
        int64_t sum = 7;
        uint64_t n = 7;
        int code;

        if (!CHECK_CODE(iter_sum_i64(it, &sum, NULL), ITER_E_PENDING) ||
            !CHECK_CODE(iter_sum_i64(it, &sum, NULL), ITER_E_PENDING))
                return;
        do
                code = iter_ilen(it, &n, NULL);
        while (code == ITER_E_PENDING);
        CHECK_OK(code);
        CHECK_UINT(n, 2);
        CHECK_INT(sum, 7);
}

TEST(consumer_of_a_borrow_with_items_put_back_goes_on_too)
{
        struct shy source;
        iter_t *it = shy_init(&source, &shy_vtable, 3);
        iter_t *lent = iter_borrow(it);
        const int64_t extra = 100;
        int64_t sum = 7;
        int code;

        if (CHECK_OK(iter_put_back(lent, ITER_FROM(int64_t, &extra)))) {
                do
                        code = iter_sum_i64(lent, &sum, NULL);
                while (code == ITER_E_PENDING);
                CHECK_OK(code);
                CHECK_INT(sum, 106);
        } else {
                iter_abandon(lent);
        }
        CHECK_CODE(iter_close(it, NULL), 0);
}

TEST(consumer_inside_a_consumer_over_the_same_lender)
{
        uint64_t seed;

        for (seed = 0; seed < 20; seed++) {
                iter_t *it = test_stutter(iter_range(0, 9, 1), seed);
                int code;

                do
                        code = iter_foreach(iter_borrow(it), count_lender(it), NULL);
                while (code == ITER_E_PENDING);
                CHECK_OK(code);
                iter_abandon(it);
        }
}

TEST(consumer_waits_where_the_source_knows_how)
{
        struct shy source;
        iter_t *it = iter_filter(shy_init(&source, &patient_vtable, 3), is_odd);
        int64_t sum = 7;

        CHECK_OK(iter_sum_i64(it, &sum, NULL));
        CHECK_INT(sum, 4);
}

TEST(consumer_reports_that_waiting_failed)
{
        struct shy source;
        iter_t *it = iter_filter(shy_init(&source, &patient_vtable, 3), is_odd);
        int64_t sum = 7;
        iter_error_t error;

        source.code = ITER_E_IO;
        CHECK_CODE(iter_sum_i64(it, &sum, &error), ITER_E_IO);
        CHECK_STRING(
            error.message, "sum: waiting for shy failed with code 14 (input or output failed)");
        CHECK_INT(sum, 7);
}

TEST(consumer_without_a_place_for_its_result_refuses)
{
        iter_error_t error;

        CHECK_CODE(iter_sum_i64(iter_range(0, 3, 1), NULL, &error), ITER_E_NULL);
        CHECK_STRING(error.message, "sum: no place for the result");
        CHECK_CODE(iter_any(iter_range(0, 3, 1), is_odd, NULL, NULL), ITER_E_NULL);
        CHECK_CODE(iter_ilen(iter_range(0, 3, 1), NULL, NULL), ITER_E_NULL);
}

TEST(consumer_of_a_lender_leaves_the_lenders_own_pipeline_alone)
{
        struct shy source;
        iter_t *it = shy_init(&source, &shy_vtable, 3);
        iter_t *lent = iter_borrow(it);
        iter_t *owner = iter_filter(it, is_odd);
        int64_t sum = 7;
        int64_t x = 0;

        if (CHECK_OK(iter_failure(owner, NULL)) && CHECK_OK(iter_failure(lent, NULL))) {
                if (CHECK_CODE(iter_sum_i64(lent, &sum, NULL), ITER_E_HANDED_OVER)) {
                        CHECK_STATUS(iter_next(it, ITER_INTO(int64_t, &x)), ITER_ERROR);
                        CHECK_CODE(iter_close(it, NULL), ITER_E_HANDED_OVER);
                }
        } else {
                iter_abandon(lent);
        }
        iter_abandon(owner);
}
