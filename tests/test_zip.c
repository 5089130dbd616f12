/* SPDX-License-Identifier: MIT */
#include "sources.h"

typedef struct {
        int64_t a;
        int64_t b;
} two;

ITER_PAIR_TYPE(two, int64_t, a, int64_t, b);

typedef struct {
        int64_t a;
        int64_t b;
        int64_t c;
} three;

ITER_TRIPLE_TYPE(three, int64_t, a, int64_t, b, int64_t, c);

//! [ITER_ZIP]
typedef struct {
        iter_str_t name;
        int64_t age;
} person;

ITER_PAIR_TYPE(person, iter_str_t, name, int64_t, age);

TEST(zip_puts_items_side_by_side)
{
        static const char *const names[] = { "Ada", "Bob" };
        static const int64_t ages[] = { 36, 41 };
        iter_t *it = ITER_ZIP(iter_strings(names, 2), iter_array(ITER_ARRAY(int64_t, ages)));
        int64_t sum = 0;

        ITER_FOREACH(person, p, it)
                sum += p.age + (int64_t)p.name.len;
        CHECK_OK(iter_close(it, NULL));
        CHECK_INT(sum, 36 + 41 + 6);
}
//! [ITER_ZIP]

TEST(zip_takes_as_many_sources_as_an_array_has)
{
        //! [iter_zip_n]
        iter_t *sources[] = { iter_range(0, 9, 1), iter_range(10, 12, 1), iter_count(20, 1) };
        iter_t *it = iter_zip_n(sources, 3);
        int64_t sum = 0;

        ITER_FOREACH(three, t, it)
                sum += t.a * t.b + t.c;
        CHECK_OK(iter_close(it, NULL));
        CHECK_INT(sum, 0 * 10 + 20 + 1 * 11 + 21);
        //! [iter_zip_n]
}

TEST(zip_strict_is_for_equal_lengths)
{
        //! [ITER_ZIP_STRICT]
        iter_t *it = ITER_ZIP_STRICT(iter_range(0, 3, 1), iter_range(0, 2, 1));
        iter_error_t error;
        int n = 0;

        ITER_FOREACH(two, pair, it)
                n += pair.a == pair.b;
        CHECK_INT(n, 2); /* what is whole comes first */
        CHECK_CODE(iter_close(it, &error), ITER_E_LENGTH);
        CHECK_STRING(error.message, "zip: item 2: source 2 is shorter than source 1");
        //! [ITER_ZIP_STRICT]
}

TEST(zip_strict_takes_as_many_sources_as_an_array_has)
{
        //! [iter_zip_strict_n]
        iter_t *sources[] = { iter_range(0, 2, 1), iter_range(0, 2, 1), iter_range(0, 3, 1) };
        iter_t *it = iter_zip_strict_n(sources, 3);
        iter_error_t error;
        int n = 0;

        ITER_FOREACH(three, t, it)
                n += t.a == t.c;
        CHECK_INT(n, 2);
        CHECK_CODE(iter_close(it, &error), ITER_E_LENGTH);
        CHECK_STRING(error.message, "zip: item 2: source 3 is longer than sources 1 to 2");
        //! [iter_zip_strict_n]
}

/* Pulls pairs up to an outcome that is none; how many. */
static size_t drain_pairs(iter_t *it, iter_status_t *last)
{
        size_t n = 0;
        two pair;

        for (;;) {
                *last = iter_next(it, ITER_INTO(two, &pair));
                if (*last == ITER_ITEM)
                        n++;
                else if (*last != ITER_PENDING)
                        return n;
        }
}

/* The vectors that CPython was asked for; where it loses an item, we do not. */

TEST(zip_leaves_an_unmatched_item_of_the_first_source_where_it_is)
{
        iter_t *a = iter_range(0, 3, 1);
        iter_t *b = iter_range(10, 12, 1);
        iter_t *it = ITER_ZIP(iter_borrow(a), iter_borrow(b));
        iter_status_t last;

        CHECK_UINT(drain_pairs(it, &last), 2);
        CHECK_STATUS(last, ITER_END);
        CHECK_OK(iter_close(it, NULL));
        CHECK_INT64S(a, 2); /* CPython: lost */
        CHECK_NO_ITEMS(int64_t, b);
        CHECK_OK(iter_close(a, NULL));
        CHECK_OK(iter_close(b, NULL));
}

TEST(zip_does_not_touch_the_sources_behind_the_shortest)
{
        iter_t *b = iter_range(10, 13, 1);
        iter_t *it = ITER_ZIP(iter_range(0, 2, 1), iter_borrow(b));
        iter_status_t last;

        CHECK_UINT(drain_pairs(it, &last), 2);
        CHECK_OK(iter_close(it, NULL));
        CHECK_INT64S(b, 12);
        CHECK_OK(iter_close(b, NULL));
}

TEST(zip_strict_leaves_what_it_could_not_use)
{
        iter_t *a = iter_range(1, 4, 1);
        iter_t *b = iter_range(1, 3, 1);
        iter_t *c = iter_range(1, 4, 1);
        iter_t *it = ITER_ZIP_STRICT(iter_borrow(a), iter_borrow(b), iter_borrow(c));
        iter_error_t error;
        three t;
        int i;

        for (i = 0; i < 2; i++)
                CHECK_STATUS(iter_next(it, ITER_INTO(three, &t)), ITER_ITEM);
        CHECK_STATUS(iter_next(it, ITER_INTO(three, &t)), ITER_ERROR);
        CHECK_CODE(iter_close(it, &error), ITER_E_LENGTH);
        CHECK_CONTAINS(error.message, "source 2 is shorter than source 1");
        CHECK_INT64S(a, 3); /* CPython: lost */
        CHECK_NO_ITEMS(int64_t, b);
        CHECK_INT64S(c, 3);
        CHECK_OK(iter_close(a, NULL));
        CHECK_OK(iter_close(b, NULL));
        CHECK_OK(iter_close(c, NULL));
}

TEST(zip_strict_looks_behind_the_first_source_when_it_ends)
{
        iter_t *b = iter_range(0, 1, 1);
        iter_t *c = iter_range(0, 2, 1);
        iter_t *it = ITER_ZIP_STRICT(iter_range(0, 1, 1), iter_borrow(b), iter_borrow(c));
        iter_error_t error;
        three t;

        CHECK_STATUS(iter_next(it, ITER_INTO(three, &t)), ITER_ITEM);
        CHECK_STATUS(iter_next(it, ITER_INTO(three, &t)), ITER_ERROR);
        CHECK_CODE(iter_close(it, &error), ITER_E_LENGTH);
        CHECK_CONTAINS(error.message, "source 3 is longer than sources 1 to 2");
        CHECK_INT64S(c, 1);
        CHECK_OK(iter_close(b, NULL));
        CHECK_OK(iter_close(c, NULL));
}

TEST(zip_strict_reports_that_the_second_source_is_longer)
{
        iter_t *it = ITER_ZIP_STRICT(iter_range(0, 1, 1), iter_range(0, 9, 1));
        iter_error_t error;
        iter_status_t last;

        CHECK_UINT(drain_pairs(it, &last), 1);
        CHECK_STATUS(last, ITER_ERROR);
        CHECK_CODE(iter_close(it, &error), ITER_E_LENGTH);
        CHECK_CONTAINS(error.message, "source 2 is longer than source 1");
}

TEST(zip_strict_of_equal_lengths_just_ends)
{
        iter_t *it = ITER_ZIP_STRICT(iter_range(0, 300, 1), iter_range(0, 300, 1));
        iter_status_t last;

        CHECK_UINT(drain_pairs(it, &last), 300);
        CHECK_STATUS(last, ITER_END);
        CHECK_OK(iter_close(it, NULL));
}

TEST(zip_strict_reports_an_error_behind_the_first_end)
{
        iter_t *it = ITER_ZIP_STRICT(iter_range(0, 0, 1), test_fails_after(NULL, 0, -5));
        iter_status_t last;

        CHECK_UINT(drain_pairs(it, &last), 0);
        CHECK_STATUS(last, ITER_ERROR);
        CHECK_CODE(iter_close(it, NULL), -5);
}

TEST(zip_of_nothing_is_empty)
{
        iter_t *it = iter_zip_n(NULL, 0);
        uint64_t n = 9;

        CHECK_UINT(iter_bounds(it).high, 0);
        CHECK_OK(iter_ilen(it, &n, NULL));
        CHECK_UINT(n, 0);
        it = iter_zip_strict_n(NULL, 0);
        n = 9;
        CHECK_OK(iter_ilen(it, &n, NULL));
        CHECK_UINT(n, 0);
}

TEST(zip_of_one_source_makes_structs_of_one_member)
{
        iter_t *it = ITER_ZIP(iter_range(0, 3, 1));
        uint64_t n = 0;

        CHECK_OK(iter_ilen(it, &n, NULL));
        CHECK_UINT(n, 3);
}

TEST(zip_has_the_bounds_of_the_shortest)
{
        iter_t *it = ITER_ZIP(iter_range(0, 5, 1), iter_count(0, 1), iter_range(0, 3, 1));
        iter_bounds_t bounds = iter_bounds(it);

        CHECK_UINT(bounds.low, 3);
        CHECK_UINT(bounds.high, 3);
        CHECK(!bounds.infinite);
        CHECK_OK(iter_close(it, NULL));
        it = ITER_ZIP(iter_count(0, 1), iter_count(5, 1));
        CHECK(iter_bounds(it).infinite);
        CHECK_OK(iter_close(it, NULL));
}

TEST(zip_delivers_what_is_whole_before_an_error)
{
        static const int64_t items[] = { 1, 2, 3 };
        iter_t *a = iter_range(0, 9, 1);
        iter_t *it = ITER_ZIP(iter_borrow(a), test_fails_behind(items, 3, -5));
        iter_status_t last;

        CHECK_UINT(drain_pairs(it, &last), 3);
        CHECK_STATUS(last, ITER_ERROR);
        CHECK_CODE(iter_close(it, NULL), -5);
        CHECK_INT64S(a, 3, 4, 5, 6, 7, 8);
        CHECK_OK(iter_close(a, NULL));
}

/* What was asked of a source, for a look at the promises that zip makes. */

static size_t asked;

struct asking {
        iter_stage_t stage;
};

static iter_status_t asking_fill(iter_t *it, size_t want)
{
        struct asking *self = (struct asking *)it;
        const iter_status_t status = iter_link_fill(&self->stage.in, want);

        asked = want;
        if (status != ITER_ITEM)
                return status;
        return iter_link_forward(it, &self->stage.in, iter_link_ready(&self->stage.in, want, want));
}

static const iter_vtable_t asking_vtable = { sizeof(iter_vtable_t), "asking", asking_fill,
        iter_stage_destroy, NULL, NULL, iter_stage_links, NULL };

static iter_t *ask(iter_t *source)
{
        struct asking *self = iter_stage_new(&asking_vtable, sizeof *self, NULL, NULL, 0, &source);
        return self == NULL ? source : &self->stage.it;
}

static void use_what_is_ready(iter_t *it)
{
        if (iter_failure(it, NULL) == 0)
                it->head = it->end;
}

TEST(zip_asks_its_first_source_for_one_item)
{
        iter_t *it = ITER_ZIP(ask(iter_range(0, 100, 1)), iter_range(0, 50, 1));

        asked = 0;
        CHECK_STATUS(iter_fill(it, 40), ITER_ITEM);
        CHECK_UINT(asked, 1);
        CHECK_OK(iter_close(it, NULL));
}

TEST(zip_asks_the_last_source_for_what_the_others_have)
{
        iter_t *it = ITER_ZIP(iter_range(0, 7, 1), ask(iter_range(0, 100, 1)));

        asked = 0;
        CHECK_STATUS(iter_fill(it, 40), ITER_ITEM);
        CHECK_UINT(asked, 7);
        CHECK_OK(iter_close(it, NULL));

        it = ITER_ZIP(iter_range(0, 100, 1), ask(iter_range(0, 100, 1)));
        CHECK_STATUS(iter_fill(it, 5), ITER_ITEM);
        CHECK_UINT(asked, 5); /* and not for more than was asked of zip */
        CHECK_OK(iter_close(it, NULL));
}

TEST(zip_asks_a_source_in_the_middle_for_one_unless_those_behind_it_have_more)
{
        iter_t *it =
            ITER_ZIP(iter_range(0, 100, 1), ask(iter_range(0, 100, 1)), iter_range(0, 100, 1));

        asked = 0;
        CHECK_STATUS(iter_fill(it, 40), ITER_ITEM);
        CHECK_UINT(asked, 1);
        use_what_is_ready(it);
        CHECK_STATUS(iter_fill(it, 40), ITER_ITEM);
        CHECK_UINT(asked, 40);
        CHECK_OK(iter_close(it, NULL));
}

ITER_MAP_FN(int64_t, negated, int64_t, x)
{
        return -x;
}

TEST(zip_takes_no_more_of_a_borrowed_source_than_one_pull_at_a_time_would)
{
        iter_t *a = iter_range(0, 100, 1);
        iter_t *b = iter_range(0, 100, 1);
        iter_t *it = ITER_ZIP(iter_range(0, 10, 1), iter_map(iter_borrow(a), negated),
            iter_range(0, 3, 1), iter_map(iter_borrow(b), negated));
        uint64_t n = 0;

        CHECK_OK(iter_ilen(it, &n, NULL));
        CHECK_UINT(n, 3);
        CHECK_UINT(iter_bounds(a).low, 96); /* the fourth: for a partner that did not come */
        CHECK_UINT(iter_bounds(b).low, 97);
        CHECK_OK(iter_close(a, NULL));
        CHECK_OK(iter_close(b, NULL));
}

/* Inputs with items in common. */

TEST(zip_of_two_borrows_of_one_iterator_yields_its_items_two_by_two)
{
        iter_t *a = iter_range(0, 5, 1);
        iter_t *it = ITER_ZIP(iter_borrow(a), iter_borrow(a));
        two pair = { -1, -1 };

        CHECK_UINT(iter_bounds(it).low, 0);
        CHECK_STATUS(iter_next(it, ITER_INTO(two, &pair)), ITER_ITEM);
        CHECK_INT(pair.a, 0);
        CHECK_INT(pair.b, 1);
        CHECK_STATUS(iter_next(it, ITER_INTO(two, &pair)), ITER_ITEM);
        CHECK_INT(pair.a, 2);
        CHECK_INT(pair.b, 3);
        CHECK_STATUS(iter_next(it, ITER_INTO(two, &pair)), ITER_END);
        CHECK_STATUS(iter_next(it, ITER_INTO(two, &pair)), ITER_END);
        CHECK_OK(iter_close(it, NULL));
        CHECK_INT64S(a, 4); /* CPython: lost */
        CHECK_OK(iter_close(a, NULL));
}

TEST(zip_puts_items_back_in_the_order_they_came)
{
        iter_t *a = iter_range(0, 6, 1);
        iter_t *it = ITER_ZIP(
            iter_borrow(a), iter_range(9, 99, 1), iter_borrow(a), iter_borrow(a), iter_borrow(a));
        uint64_t n = 0;

        CHECK_OK(iter_ilen(it, &n, NULL));
        CHECK_UINT(n, 1);
        CHECK_INT64S(a, 4, 5);
        CHECK_OK(iter_close(a, NULL));
}

/* Of what may be waiting: that is no error of the test's. */
static void close_any(iter_t *it)
{
        const int code = iter_close(it, NULL);

        if (code != ITER_E_PENDING)
                CHECK_OK(code);
}

TEST(zip_puts_items_back_among_others_that_were_put_back)
{
        iter_t *a = iter_range(0, 2, 1);
        iter_t *it;
        int64_t i;
        uint64_t n = 9;

        for (i = 1; i < 8; i++)
                CHECK_OK(iter_put_back(a, ITER_FROM(int64_t, &i)));
        it = ITER_ZIP(iter_borrow(a), iter_borrow(a), iter_borrow(a), iter_borrow(a));
        CHECK_OK(iter_ilen(it, &n, NULL));
        CHECK_UINT(n, 2); /* 7 6 5 4, 3 2 1 0 */
        CHECK_INT64S(a, 1);
        for (i = 1; i < 7; i++)
                CHECK_OK(iter_put_back(a, ITER_FROM(int64_t, &i)));
        it = ITER_ZIP(iter_borrow(a), iter_borrow(a), iter_borrow(a), iter_borrow(a));
        CHECK_OK(iter_ilen(it, &n, NULL));
        CHECK_UINT(n, 1); /* 6 5 4 3 */
        CHECK_INT64S(a, 2, 1);
        CHECK_OK(iter_close(a, NULL));
}

TEST(zip_waiting_for_a_partner_leaves_room_for_others_to_put_back)
{
        uint64_t seed;

        for (seed = 0; seed < 8; seed++) {
                iter_t *a = test_stutter(iter_range(0, 1, 1), seed);
                iter_t *it = ITER_ZIP(iter_borrow(a), iter_borrow(a));
                two pair = { -1, -1 };
                int64_t i;
                iter_status_t status;

                do
                        status = iter_next(it, ITER_INTO(two, &pair));
                while (status == ITER_PENDING && iter_bounds(a).high > 0);
                if (status == ITER_PENDING) {
                        /* It holds the 0 and waits for more. */
                        for (i = 1; i < 4; i++)
                                CHECK_OK(iter_put_back(a, ITER_FROM(int64_t, &i)));
                        CHECK_STATUS(iter_next(it, ITER_INTO(two, &pair)), ITER_ITEM);
                        CHECK_INT(pair.a, 0);
                        CHECK_INT(pair.b, 3);
                        do
                                status = iter_next(it, ITER_INTO(two, &pair));
                        while (status == ITER_PENDING);
                        CHECK_STATUS(status, ITER_ITEM);
                        CHECK_INT(pair.a, 2);
                        CHECK_INT(pair.b, 1);
                }
                CHECK_OK(iter_close(it, NULL));
                iter_abandon(a);
        }
}

TEST(zip_waiting_for_a_partner_keeps_its_place_among_what_others_put_back)
{
        int64_t puts;

        for (puts = 0; puts < 6; puts++) {
                iter_t *a = test_stutter(iter_range(0, 1, 1), 1);
                iter_t *it = ITER_ZIP(iter_borrow(a), iter_borrow(a));
                two pair = { -1, -1 };
                int64_t x = -1;
                int64_t i;

                /* Until it holds the 0. */
                while (iter_bounds(a).high > 0) {
                        if (iter_next(it, ITER_INTO(two, &pair)) != ITER_PENDING)
                                break;
                }
                for (i = 1; i <= puts; i++)
                        CHECK_OK(iter_put_back(a, ITER_FROM(int64_t, &i)));
                close_any(it);
                CHECK_STATUS(iter_next(a, ITER_INTO(int64_t, &x)), ITER_ITEM);
                CHECK_INT(x, 0);
                if (puts > 0) {
                        CHECK_STATUS(iter_next(a, ITER_INTO(int64_t, &x)), ITER_ITEM);
                        CHECK_INT(x, puts);
                }
                close_any(a);
        }
}

static iter_t *closed_from_a_callback;

ITER_TRY_MAP_FN(int64_t, closing, int64_t, x, out, call)
{
        (void)call;
        *out = x;
        if (x == 1 && closed_from_a_callback != NULL) {
                iter_abandon(closed_from_a_callback);
                closed_from_a_callback = NULL;
        }
        return 0;
}

TEST(zip_closed_by_a_callback_of_its_lender_puts_nothing_back)
{
        uint64_t seed;
        int closed = 0;

        for (seed = 0; seed < 32; seed++) {
                iter_t *a = iter_map(test_stutter(iter_range(0, 4, 1), seed), closing);
                iter_t *it = ITER_ZIP(iter_borrow(a), iter_borrow(a));
                two pair = { -1, -1 };
                int64_t x = -1;
                iter_status_t status;

                closed_from_a_callback = NULL;
                do
                        status = iter_next(it, ITER_INTO(two, &pair));
                while (status == ITER_PENDING && iter_bounds(a).high > 3);
                if (status == ITER_PENDING) {
                        /* It holds the 0. */
                        closed_from_a_callback = it;
                        do
                                status = iter_next(a, ITER_INTO(int64_t, &x));
                        while (status == ITER_PENDING);
                        CHECK_INT(x, 1);
                        CHECK(closed_from_a_callback == NULL);
                        it = closed_from_a_callback;
                        closed++;
                }
                close_any(it);
                close_any(a);
        }
        CHECK(closed > 0);
}

TEST(zip_of_borrows_of_different_iterators_need_not_take_turns)
{
        iter_t *a = iter_range(0, 100, 1);
        iter_t *b = iter_range(0, 100, 1);
        iter_t *it = ITER_ZIP(iter_borrow(a), iter_borrow(b));

        CHECK_UINT(iter_bounds(it).low, 100);
        CHECK_STATUS(iter_fill(it, 40), ITER_ITEM);
        CHECK_UINT(iter_bounds(a).low, 60);
        CHECK_UINT(iter_bounds(b).low, 60);
        CHECK_OK(iter_close(it, NULL));
        CHECK_OK(iter_close(a, NULL));
        CHECK_OK(iter_close(b, NULL));
}

TEST(zip_strict_of_two_borrows_puts_back_what_has_no_partner)
{
        iter_t *a = iter_range(0, 3, 1);
        iter_t *it = ITER_ZIP_STRICT(iter_borrow(a), iter_borrow(a));
        iter_error_t error;
        iter_status_t last;

        CHECK_UINT(drain_pairs(it, &last), 1);
        CHECK_STATUS(last, ITER_ERROR);
        CHECK_CODE(iter_close(it, &error), ITER_E_LENGTH);
        CHECK_CONTAINS(error.message, "source 2 is shorter than source 1");
        CHECK_INT64S(a, 2);
        CHECK_OK(iter_close(a, NULL));
}

TEST(zip_puts_an_item_back_in_front_of_an_error)
{
        static const int64_t items[] = { 1, 2, 3 };
        iter_t *a = test_fails_after(items, 3, -5);
        iter_t *it = ITER_ZIP(iter_borrow(a), iter_borrow(a));
        iter_status_t last;
        int64_t x = 0;

        CHECK_UINT(drain_pairs(it, &last), 1);
        CHECK_STATUS(last, ITER_ERROR);
        CHECK_CODE(iter_close(it, NULL), -5);
        CHECK_STATUS(iter_next(a, ITER_INTO(int64_t, &x)), ITER_ITEM);
        CHECK_INT(x, 3);
        CHECK_STATUS(iter_next(a, ITER_INTO(int64_t, &x)), ITER_ERROR);
        CHECK_CODE(iter_close(a, NULL), -5);
}

typedef struct {
        iter_str_t a;
        iter_str_t b;
} texts;

ITER_PAIR_TYPE(texts, iter_str_t, a, iter_str_t, b);

/* One item a fill, whose text is overwritten by the next: what lines of a file may do. */
struct fleeting {
        iter_t it;
        char next;
        char text[4];
        iter_str_t item;
};

static iter_status_t fleeting_fill(iter_t *it, size_t want)
{
        struct fleeting *self = (struct fleeting *)it;

        (void)want;
        memset(self->text, '#', sizeof self->text);
        if (self->next > 'e')
                return ITER_END;
        self->text[0] = self->next++;
        self->item.ptr = self->text;
        self->item.len = 1;
        return iter_give(it, &self->item, 1);
}

static const iter_vtable_t fleeting_vtable = { sizeof(iter_vtable_t), "fleeting", fleeting_fill,
        iter_stage_destroy, NULL, NULL, NULL, NULL };

static iter_t *fleeting(void)
{
        struct fleeting *self =
            iter_new(&fleeting_vtable, sizeof *self, ITER_TYPE(iter_str_t), 0, NULL);
        if (self == NULL)
                return iter_no_memory(NULL);
        self->next = 'a';
        return &self->it;
}

TEST(zip_of_borrows_holds_texts_whose_window_is_over)
{
        iter_t *a = fleeting();
        iter_t *it = ITER_ZIP(iter_borrow(a), iter_borrow(a));
        texts pair;
        iter_str_t left;

        if (CHECK_STATUS(iter_next(it, ITER_INTO(texts, &pair)), ITER_ITEM)) {
                CHECK_TEXT(pair.a, "a");
                CHECK_TEXT(pair.b, "b");
        }
        if (CHECK_STATUS(iter_next(it, ITER_INTO(texts, &pair)), ITER_ITEM)) {
                CHECK_TEXT(pair.a, "c");
                CHECK_TEXT(pair.b, "d");
        }
        CHECK_STATUS(iter_next(it, ITER_INTO(texts, &pair)), ITER_END);
        CHECK_OK(iter_close(it, NULL));
        if (CHECK_STATUS(iter_next(a, ITER_INTO(iter_str_t, &left)), ITER_ITEM))
                CHECK_TEXT(left, "e");
        CHECK_STATUS(iter_next(a, ITER_INTO(iter_str_t, &left)), ITER_END);
        CHECK_OK(iter_close(a, NULL));
}

TEST(zip_of_borrows_goes_on_where_pending_stopped_it)
{
        uint64_t seed;

        for (seed = 0; seed < 30; seed++) {
                iter_t *a = test_stutter(iter_range(0, 7, 1), seed);
                iter_t *it = ITER_ZIP(iter_borrow(a), iter_borrow(a), iter_borrow(a));
                int64_t next = 0;
                iter_status_t status;
                three t = { 0, 0, 0 };

                do {
                        status = iter_next(it, ITER_INTO(three, &t));
                        if (status == ITER_ITEM) {
                                CHECK_INT(t.a, next);
                                CHECK_INT(t.b, next + 1);
                                CHECK_INT(t.c, next + 2);
                                next += 3;
                        }
                } while (status == ITER_ITEM || status == ITER_PENDING);
                CHECK_STATUS(status, ITER_END);
                CHECK_OK(iter_close(it, NULL));
                do
                        status = iter_next(a, ITER_INTO(int64_t, &next));
                while (status == ITER_PENDING);
                CHECK_STATUS(status, ITER_ITEM);
                CHECK_INT(next, 6);
                iter_abandon(a);
        }
}

TEST(zip_closed_while_it_waits_puts_back_what_it_holds)
{
        uint64_t seed;

        for (seed = 0; seed < 30; seed++) {
                iter_t *a = test_stutter(iter_range(0, 4, 1), seed);
                iter_t *it = ITER_ZIP(iter_borrow(a), iter_borrow(a));
                two pair = { -1, -1 };
                int64_t next = 0;
                int64_t x = -1;
                int pulls = (int)(seed % 5);
                iter_status_t status;

                for (; pulls > 0; pulls--) {
                        status = iter_next(it, ITER_INTO(two, &pair));
                        if (status == ITER_ITEM)
                                next += 2;
                }
                close_any(it);
                do
                        status = iter_next(a, ITER_INTO(int64_t, &x));
                while (status == ITER_PENDING);
                if (next < 4) {
                        CHECK_STATUS(status, ITER_ITEM);
                        CHECK_INT(x, next);
                } else {
                        CHECK_STATUS(status, ITER_END);
                }
                close_any(a);
        }
}

typedef struct {
        int64_t a;
        two b;
} nested;

ITER_PAIR_TYPE(nested, int64_t, a, two, b);

TEST(zip_of_a_zip_closed_while_it_waits_puts_back_in_order)
{
        uint64_t seed;

        for (seed = 0; seed < 60; seed++) {
                iter_t *a = test_stutter(iter_range(0, 4, 1), seed);
                iter_t *it = ITER_ZIP(iter_borrow(a), ITER_ZIP(iter_borrow(a), iter_borrow(a)));
                nested row = { -1, { -1, -1 } };
                int64_t x = -1;
                int64_t next = 0;
                int pulls = (int)(seed % 6);

                for (; pulls > 0; pulls--) {
                        if (iter_next(it, ITER_INTO(nested, &row)) == ITER_ITEM) {
                                CHECK_INT(row.a, 0);
                                CHECK_INT(row.b.b, 2);
                                next = 3;
                        }
                }
                close_any(it);
                for (; next < 4; next++) {
                        iter_status_t status;
                        do
                                status = iter_next(a, ITER_INTO(int64_t, &x));
                        while (status == ITER_PENDING);
                        CHECK_STATUS(status, ITER_ITEM);
                        CHECK_INT(x, next);
                }
                close_any(a);
        }
}

TEST(zip_reports_the_error_that_stopped_it)
{
        static const int64_t one[] = { 1 };
        iter_t *it = ITER_ZIP(test_fails_behind(one, 1, -5), test_fails_after(NULL, 0, -6));
        two pair;

        CHECK_STATUS(iter_next(it, ITER_INTO(two, &pair)), ITER_ERROR);
        CHECK_CODE(iter_close(it, NULL), -6);
}

TEST(zip_reports_the_error_that_it_has_put_an_item_in_front_of)
{
        static const int64_t one[] = { 1 };
        iter_t *a = test_fails_after(one, 1, -6);
        iter_t *it = ITER_ZIP(test_fails_behind(one, 1, -5), iter_borrow(a), iter_borrow(a));
        iter_error_t error;
        three t;

        CHECK_STATUS(iter_next(it, ITER_INTO(three, &t)), ITER_ERROR);
        CHECK_CODE(iter_close(it, &error), -6);
        CHECK_CONTAINS(error.message, "as planned");
        CHECK_INT(iter_failure(a, NULL), -6);
        iter_abandon(a);
}

TEST(zip_leaves_what_a_stage_passes_on_to_its_lender)
{
        iter_t *a = iter_range(0, 1, 1);
        iter_t *b = iter_range(0, 0, 1);
        iter_t *it = ITER_ZIP(ITER_CHAIN(iter_borrow(a)), iter_borrow(b));
        iter_status_t last;

        CHECK_UINT(drain_pairs(it, &last), 0);
        CHECK_OK(iter_close(it, NULL));
        CHECK_INT64S(a, 0);
        CHECK_OK(iter_close(a, NULL));
        CHECK_OK(iter_close(b, NULL));
}

typedef struct {
        int64_t key;
        iter_group_t items;
} run;

ITER_PAIR_TYPE(run, int64_t, key, iter_group_t, items);

typedef struct {
        run a;
        run b;
} runs;

ITER_PAIR_TYPE(runs, run, a, run, b);

ITER_MAP_FN(int64_t, tens, int64_t, x)
{
        return x / 10;
}

TEST(zip_of_groupbys_over_one_borrowed_iterator_has_live_groups)
{
        iter_t *a = iter_range(0, 30, 1);
        iter_t *it =
            ITER_ZIP(iter_groupby(iter_borrow(a), tens), iter_groupby(iter_borrow(a), tens));
        runs row = { { -1, NULL }, { -1, NULL } };
        int64_t x = -1;

        if (CHECK_STATUS(iter_next(it, ITER_INTO(runs, &row)), ITER_ITEM)) {
                CHECK_STATUS(iter_next(row.a.items, ITER_INTO(int64_t, &x)), ITER_ITEM);
                CHECK_INT(x, 0);
                CHECK_STATUS(iter_next(row.b.items, ITER_INTO(int64_t, &x)), ITER_ITEM);
                CHECK_INT(x, 1);
        }
        CHECK_OK(iter_close(it, NULL));
        CHECK_OK(iter_close(a, NULL));
}

TEST(zip_counts_what_it_holds_among_what_is_to_come)
{
        iter_t *a = test_stutter(iter_range(0, 2, 1), 3);
        iter_t *it = ITER_ZIP(iter_borrow(a), iter_borrow(a));
        iter_status_t status;
        two pair = { -1, -1 };

        do {
                CHECK(iter_bounds(it).high >= 1 || iter_failure(a, NULL) != 0);
                status = iter_next(it, ITER_INTO(two, &pair));
        } while (status == ITER_PENDING);
        CHECK_STATUS(status, ITER_ITEM);
        CHECK_OK(iter_close(it, NULL));
        iter_abandon(a);
}

TEST(zip_of_stages_over_one_borrowed_iterator_takes_turns)
{
        iter_t *a = iter_range(0, 6, 1);
        iter_t *it = ITER_ZIP(
            iter_map(iter_borrow(a), negated), iter_borrow(a), iter_map(iter_borrow(a), negated));
        three t = { 0, 0, 0 };

        CHECK_STATUS(iter_next(it, ITER_INTO(three, &t)), ITER_ITEM);
        CHECK_INT(t.a, 0);
        CHECK_INT(t.b, 1);
        CHECK_INT(t.c, -2);
        CHECK_STATUS(iter_next(it, ITER_INTO(three, &t)), ITER_ITEM);
        CHECK_INT(t.a, -3);
        CHECK_INT(t.b, 4);
        CHECK_INT(t.c, -5);
        CHECK_STATUS(iter_next(it, ITER_INTO(three, &t)), ITER_END);
        CHECK_OK(iter_close(it, NULL));
        CHECK_OK(iter_close(a, NULL));
}

TEST(zip_reports_sources_that_are_missing)
{
        iter_t *sources[] = { iter_range(0, 2, 1), NULL };
        iter_t *it = iter_zip_n(sources, 2);
        iter_error_t error;

        CHECK_CODE(iter_close(it, &error), ITER_E_NULL);
        CHECK_CONTAINS(error.message, "source 2 is NULL");
}

TEST(zip_refuses_one_iterator_twice)
{
        iter_t *a = iter_range(0, 2, 1);
        iter_t *it = ITER_ZIP(a, a);

        CHECK_CODE(iter_close(it, NULL), ITER_E_HANDED_OVER);
}

TEST(zip_refuses_an_iterator_that_belongs_to_another_of_its_sources)
{
        iter_t *a = iter_range(0, 2, 1);
        iter_t *b = iter_map(a, negated);
        iter_t *it = iter_failure(b, NULL) == 0 ? ITER_ZIP(b, a) : b;

        CHECK_CODE(iter_close(it, NULL), ITER_E_HANDED_OVER);
}

TEST(zip_refuses_rows_without_a_size)
{
        static const iter_type_t huge = { "huge", SIZE_MAX / 2, 1, NULL, 0, false, NULL, NULL, NULL,
                NULL, NULL };
        const iter_span_t none = { NULL, 0, &huge };
        iter_t *it = ITER_ZIP(iter_range(0, 1, 1), iter_array(none));

        CHECK_CODE(iter_close(it, NULL), ITER_E_OVERFLOW);
}

typedef struct {
        int8_t a;
        int64_t b;
        int16_t c;
} uneven;

ITER_TRIPLE_TYPE(uneven, int8_t, a, int64_t, b, int16_t, c);

TEST(zip_lays_rows_out_as_c_does)
{
        iter_t *it = ITER_ZIP(ITER_RANGE(int8_t, 1, 9, 1), ITER_RANGE(int64_t, 10, 90, 1),
            ITER_RANGE(int16_t, 100, 900, 1));
        int64_t i = 0;

        ITER_FOREACH(uneven, row, it) {
                CHECK_INT(row.a, 1 + i);
                CHECK_INT(row.b, 10 + i);
                CHECK_INT(row.c, 100 + i);
                i++;
        }
        CHECK_OK(iter_close(it, NULL));
        CHECK_INT(i, 8);
}

/* An item that owns memory, to see that copies are made and dropped. */
typedef struct {
        int64_t *p;
} boxed;

static int64_t *box(int64_t value)
{
        const iter_allocator_t *allocator = iter_default_allocator();
        int64_t *p = allocator->resize(allocator->ctx, NULL, 0, sizeof *p);
        if (p != NULL)
                *p = value;
        return p;
}

static int boxed_copy(
    const iter_type_t *type, void *to, const void *from, const iter_allocator_t *allocator)
{
        boxed *copy = to;

        (void)type;
        (void)allocator;
        copy->p = box(*((const boxed *)from)->p);
        return copy->p == NULL ? ITER_E_NOMEM : 0;
}

static void boxed_drop(const iter_type_t *type, void *item)
{
        const iter_allocator_t *allocator = iter_default_allocator();

        (void)type;
        allocator->resize(allocator->ctx, ((boxed *)item)->p, sizeof(int64_t), 0);
}

static const iter_type_t iter_type_boxed = { "boxed", sizeof(boxed), sizeof(void *), NULL, 0, false,
        boxed_copy, boxed_drop, NULL, NULL, NULL };

typedef struct {
        boxed a;
        boxed b;
} boxes;

ITER_PAIR_TYPE(boxes, boxed, a, boxed, b);

ITER_TRY_MAP_FN(boxed, boxed_of, int64_t, x, out, call)
{
        out->p = box(x);
        return out->p == NULL ? iter_fail(call, ITER_E_NOMEM, "no box") : 0;
}

TEST(zip_drops_the_copies_that_it_holds)
{
        iter_t *a = iter_map(iter_range(0, 5, 1), boxed_of);
        iter_t *it = ITER_ZIP(iter_borrow(a), iter_borrow(a));
        boxed left = { NULL };
        int64_t next = 0;

        ITER_FOREACH(boxes, pair, it) {
                CHECK_INT(*pair.a.p, next);
                CHECK_INT(*pair.b.p, next + 1);
                next += 2;
        }
        CHECK_OK(iter_close(it, NULL));
        if (CHECK_STATUS(iter_next(a, ITER_INTO(boxed, &left)), ITER_ITEM))
                CHECK_INT(*left.p, 4);
        CHECK_OK(iter_close(a, NULL));
}

TEST(zip_of_sources_at_null_is_an_error)
{
        iter_error_t error;

        if (CHECK_CODE(iter_close(iter_zip_n(NULL, 2), &error), ITER_E_NULL))
                CHECK_CONTAINS(error.message, "2 sources at NULL");
        CHECK_CODE(iter_close(iter_zip_strict_n(NULL, 2), NULL), ITER_E_NULL);
        CHECK_CODE(iter_close(iter_zip_longest_n(NULL, NULL, 2), NULL), ITER_E_NULL);
}
