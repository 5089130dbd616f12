/* SPDX-License-Identifier: MIT */
/* How iterators and stages come into being. */
#include "core.h"

#define BLOCK_ITEMS 128
#define BLOCK_BYTES 8192

/* What an error iterator is made of: it never has an item, so its type is of no interest. */
static iter_status_t failed_fill(iter_t *it, size_t want)
{
        (void)want;
        return iter_raise(it, ITER_E_CALLBACK, UINT64_MAX, "failed");
}

void iter_stage_destroy(iter_t *it)
{
        (void)it;
}

static const iter_type_t nothing = { "nothing", 1, 1, NULL, 0, false, NULL, NULL, NULL, NULL,
        NULL };

static const iter_vtable_t failed_vtable = { sizeof(iter_vtable_t), "error", failed_fill,
        iter_stage_destroy, NULL, NULL, NULL, NULL };

/* In constant memory: a write to them would trap. */
static const iter_t no_memory = { NULL, NULL, &failed_vtable, &nothing, ITER_STATE_ERROR,
        ITER_FLAG_STATIC, 1, ITER_E_NOMEM, NULL };
static const iter_t no_budget = { NULL, NULL, &failed_vtable, &nothing, ITER_STATE_ERROR,
        ITER_FLAG_STATIC, 1, ITER_E_BUDGET, NULL };

iter_t *iter_no_memory(const iter_allocator_t *allocator)
{
        const int code =
            iter_memory_reason(allocator == NULL ? iter_default_allocator() : allocator);
        const iter_t *it = code == ITER_E_BUDGET ? &no_budget : &no_memory;
        return (iter_t *)(uintptr_t)it;
}

static void account(struct iter_annex *annex, size_t less, size_t more)
{
        annex->held -= less;
        annex->held += more;
        if (annex->held > annex->peak)
                annex->peak = annex->held;
}

static size_t round_up(size_t size, size_t align)
{
        return (size + (align - 1)) & ~(align - 1);
}

/* One allocation: the struct, the annex, n links, the block. NULL for lack of memory. */
static void *make(const iter_vtable_t *vt, size_t size, const iter_type_t *type, size_t block,
    size_t n_links, const iter_allocator_t *allocator)
{
        const size_t annex_at = round_up(size, alignof(max_align_t));
        const size_t links_at =
            annex_at + round_up(sizeof(struct iter_annex), alignof(max_align_t));
        const bool usable = type != NULL && type->size != 0 && type->align != 0 &&
            (type->align & (type->align - 1)) == 0;
        const size_t align = usable ? type->align : 1;
        size_t total;
        size_t block_at;
        char *memory;
        iter_t *it;
        struct iter_annex *annex;

        if (allocator == NULL)
                allocator = iter_default_allocator();
        if (!usable)
                block = 0;
        if (size > SIZE_MAX / 8 || n_links > SIZE_MAX / 8 / sizeof(iter_link_t) ||
            (block != 0 && block > SIZE_MAX / 8 / type->size) || align > SIZE_MAX / 8)
                return NULL;
        block_at = round_up(links_at + n_links * sizeof(iter_link_t), alignof(max_align_t));
        total = block_at;
        if (block != 0)
                total += block * type->size + (align > alignof(max_align_t) ? align : 0);

        memory = allocator->resize(allocator->ctx, NULL, 0, total);
        if (memory == NULL)
                return NULL;
        memset(memory, 0, block_at);
        it = (iter_t *)memory;
        annex = (struct iter_annex *)(memory + annex_at);
        annex->allocator = allocator;
        annex->size = total;
        annex->block_room = block;
        if (block != 0) {
                const uintptr_t address = (uintptr_t)(memory + block_at);
                annex->block =
                    memory + block_at + ((align - (address & (align - 1))) & (align - 1));
        }
        account(annex, 0, total);
        it->vt = vt;
        it->type = usable ? type : &nothing;
        it->flags = ITER_FLAG_ALLOCATED;
        it->depth = 1;
        it->annex = annex;
        if (!usable)
                iter_raise(it, ITER_E_TYPE, UINT64_MAX, "an item type of size 0, or none at all");
        return memory;
}

void *iter_new(const iter_vtable_t *vt, size_t size, const iter_type_t *type, size_t block,
    const iter_allocator_t *allocator)
{
        return make(vt, size, type, block, 0, allocator);
}

void iter_init(iter_t *it, const iter_vtable_t *vt, const iter_type_t *type)
{
        memset(it, 0, sizeof *it);
        it->vt = vt;
        it->type = type;
        it->depth = 1;
}

struct iter_annex *iter_annex_need(iter_t *it)
{
        struct iter_annex *annex = it->annex;

        if (annex == NULL) {
                const iter_allocator_t *allocator = iter_default_allocator();
                annex = allocator->resize(allocator->ctx, NULL, 0, sizeof *annex);
                if (annex == NULL)
                        return NULL;
                memset(annex, 0, sizeof *annex);
                annex->allocator = allocator;
                account(annex, 0, sizeof *annex);
                it->annex = annex;
        }
        return annex;
}

size_t iter_block_room(const iter_type_t *type, uint64_t bound)
{
        size_t room = BLOCK_ITEMS;

        if (type == NULL || type->size == 0)
                return 1;
        if (room > BLOCK_BYTES / type->size)
                room = BLOCK_BYTES / type->size;
        if (room > bound)
                room = (size_t)bound;
        return room == 0 ? 1 : room;
}

void *iter_block(const iter_t *it, size_t *room)
{
        const struct iter_annex *annex = iter_annex(it);
        if (room != NULL)
                *room = annex->block_room;
        return annex->block;
}

const iter_allocator_t *iter_allocator(const iter_t *it)
{
        const struct iter_annex *annex = iter_annex(it);
        return annex == NULL ? iter_default_allocator() : annex->allocator;
}

void *iter_resize(iter_t *it, void *ptr, size_t old_size, size_t new_size)
{
        struct iter_annex *annex = iter_annex_need(it);
        void *memory;

        if (annex == NULL || (old_size == 0 && new_size == 0))
                return NULL;
        memory = annex->allocator->resize(annex->allocator->ctx, ptr, old_size, new_size);
        if (memory == NULL && new_size != 0)
                return NULL;
        account(annex, old_size, new_size);
        return memory;
}

static iter_t *failed_v(const iter_allocator_t *allocator, const char *stage, int code,
    const char *format, va_list args) ITER_PRINTF(4, 0);

static iter_t *failed_v(const iter_allocator_t *allocator, const char *stage, int code,
    const char *format, va_list args)
{
        iter_t *it = make(&failed_vtable, sizeof *it, &nothing, 0, 0, allocator);
        struct iter_annex *annex;

        if (it == NULL)
                return iter_no_memory(allocator);
        iter_raise_v(it, code, UINT64_MAX, stage, format, args);
        annex = iter_annex(it);
        if (annex->error == NULL) {
                iter_destroy(it);
                return iter_no_memory(allocator);
        }
        snprintf(annex->error->stage, sizeof annex->error->stage, "%s", stage);
        return it;
}

iter_t *iter_failed_in(
    const iter_allocator_t *allocator, const char *stage, int code, const char *format, ...)
{
        va_list args;
        iter_t *it;

        va_start(args, format);
        it = failed_v(allocator, stage, code, format, args);
        va_end(args);
        return it;
}

iter_t *iter_failed(int code, const char *format, ...)
{
        va_list args;
        iter_t *it;

        va_start(args, format);
        it = failed_v(NULL, "error", code, format, args);
        va_end(args);
        return it;
}

/* The allocator of an iterator that may not be one of ours to ask. */
static const iter_allocator_t *allocator_of(const iter_t *it)
{
        return it == NULL ? iter_default_allocator() : iter_allocator(it);
}

/* Of sources that can all be taken over and have not failed: none is in constant memory.
 * The place of the first iterator that stands in the list before, too; n if there is none. In
 * *lent, the place of the first that borrows from another in the list, n if there is none. */
static size_t find_twice(iter_t *const *sources, size_t n, size_t *lent)
{
        size_t twice = n;
        size_t i;

        for (i = 0; i < n; i++) {
                iter_t *source = sources[i];
                if ((source->flags & ITER_FLAG_SEEN) != 0 && twice == n)
                        twice = i;
                source->flags |= ITER_FLAG_SEEN;
        }
        for (*lent = 0; *lent < n; ++*lent) {
                const iter_t *source = sources[*lent];
                if ((source->flags & ITER_FLAG_BORROW) != 0 &&
                    (((const iter_stage_t *)source)->in.source->flags & ITER_FLAG_SEEN) != 0)
                        break;
        }
        for (i = 0; i < n; i++) {
                iter_t *source = sources[i];
                source->flags = (uint8_t)(source->flags & ~ITER_FLAG_SEEN);
        }
        return twice;
}

static iter_t *refusal(iter_t *const *sources, size_t n, const char *stage, int code,
    const char *format, va_list args) ITER_PRINTF(5, 0);

/* What is wrong with taking over these sources, if anything: the error iterator, all others
 * closed. What belongs to another pipeline is left to it. */
static iter_t *refusal(
    iter_t *const *sources, size_t n, const char *stage, int code, const char *format, va_list args)
{
        iter_t *failed = NULL;
        size_t i;

        for (i = 0; i < n && failed == NULL; i++) {
                if (iter_takeable(sources[i]) && iter_is_error(sources[i]))
                        failed = sources[i];
        }
        for (i = 0; i < n && failed == NULL; i++) {
                const iter_allocator_t *allocator = allocator_of(sources[i]);
                if (sources[i] == NULL)
                        failed = iter_failed_in(
                            allocator, stage, ITER_E_NULL, "source %zu is NULL", i + 1);
                else if ((sources[i]->flags & ITER_FLAG_HANDED_OVER) != 0)
                        failed = iter_failed_in(allocator, stage, ITER_E_HANDED_OVER,
                            "source %zu was handed over to another stage before", i + 1);
                else if (iter_lender_gone(sources[i]))
                        failed = iter_failed_in(allocator, stage, ITER_E_HANDED_OVER,
                            "source %zu borrows from an iterator that was handed over", i + 1);
                else if ((sources[i]->state & ITER_STATE_BUSY) != 0)
                        failed = iter_failed_in(allocator, stage, ITER_E_BUSY,
                            "source %zu is running this callback", i + 1);
        }
        if (failed == NULL)
                failed =
                    failed_v(n == 0 ? NULL : allocator_of(sources[0]), stage, code, format, args);
        iter_destroy_all(sources, n, failed);
        return failed;
}

iter_t *iter_refuse(
    iter_t *const *sources, size_t n, const char *stage, int code, const char *format, ...)
{
        va_list args;
        iter_t *it;

        va_start(args, format);
        it = refusal(sources, n, stage, code, format, args);
        va_end(args);
        return it;
}

unsigned iter_source_depth(const iter_t *source)
{
        return source->depth - ((source->flags & ITER_FLAG_BORROW) != 0 ? 1u : 0u);
}

void iter_link_attach(iter_t *stage, iter_link_t *link, iter_t *source)
{
        link->source = source;
        link->size = source->type->size;
        link->owned = true;
        if ((source->flags & ITER_FLAG_BORROW) != 0 && (source->state & ITER_STATE_PUT_BACK) == 0 &&
            iter_annex(source)->deferred == NULL) {
                size_t n = 0;
                iter_t *lender = source->vt->links(source, &n)->source;
                iter_destroy(source);
                link->source = source = lender;
                link->owned = false;
                stage->flags |= ITER_FLAG_SHARED;
        } else {
                source->flags |= ITER_FLAG_HANDED_OVER;
        }
        stage->flags = (uint8_t)(stage->flags | (source->flags & ITER_FLAG_SHARED));
        if (source->depth >= stage->depth)
                stage->depth = (uint16_t)(source->depth + 1);
}

void *iter_stage_new_n(const iter_vtable_t *vt, size_t size, const iter_type_t *type, size_t block,
    iter_t *const *sources, size_t n, iter_link_t **links, iter_t **failed)
{
        const iter_allocator_t *allocator;
        iter_t *it;
        size_t twice;
        size_t lent;
        size_t i;

        for (i = 0; i < n; i++) {
                if (!iter_takeable(sources[i]) || iter_is_error(sources[i]) ||
                    iter_lender_gone(sources[i])) {
                        *failed = iter_refuse(sources, n, vt->name, ITER_E_NULL, "no source");
                        return NULL;
                }
                if (iter_source_depth(sources[i]) >= ITER_DEPTH_MAX) {
                        *failed = iter_refuse(sources, n, vt->name, ITER_E_DEPTH,
                            "more than %d stages stand on each other", ITER_DEPTH_MAX);
                        return NULL;
                }
        }
        twice = find_twice(sources, n, &lent);
        if (twice < n) {
                for (i = 0; sources[i] != sources[twice]; i++)
                        ;
                *failed = iter_refuse(sources, n, vt->name, ITER_E_HANDED_OVER,
                    "sources %zu and %zu are the same iterator", i + 1, twice + 1);
                return NULL;
        }
        if (lent < n) {
                *failed = iter_refuse(sources, n, vt->name, ITER_E_HANDED_OVER,
                    "source %zu borrows from another source: lend both", lent + 1);
                return NULL;
        }
        allocator = n == 0 ? NULL : iter_allocator(sources[0]);
        it = make(vt, size, type, block, n, allocator);
        if (it == NULL) {
                iter_destroy_all(sources, n, NULL);
                *failed = iter_no_memory(allocator);
                return NULL;
        }
        *links = (iter_link_t *)((char *)it + round_up(size, alignof(max_align_t)) +
            round_up(sizeof(struct iter_annex), alignof(max_align_t)));
        for (i = 0; i < n; i++)
                iter_link_attach(it, &(*links)[i], sources[i]);
        return it;
}

void *iter_stage_new(const iter_vtable_t *vt, size_t size, const iter_type_t *type,
    const iter_type_t *takes, size_t block, iter_t **source)
{
        iter_t *from = *source;
        iter_stage_t *stage;

        if (!iter_takeable(from) || iter_is_error(from) || iter_lender_gone(from)) {
                *source = iter_refuse(source, 1, vt->name, ITER_E_NULL, "no source");
                return NULL;
        }
        if (takes != NULL && !iter_type_same(from->type, takes)) {
                *source = iter_refuse(source, 1, vt->name, ITER_E_TYPE,
                    "takes items of type %s, the source gives %s", takes->name, from->type->name);
                return NULL;
        }
        if (iter_source_depth(from) >= ITER_DEPTH_MAX) {
                *source = iter_refuse(source, 1, vt->name, ITER_E_DEPTH,
                    "more than %d stages stand on each other", ITER_DEPTH_MAX);
                return NULL;
        }
        stage = make(vt, size, type == NULL ? from->type : type, block, 0, iter_allocator(from));
        if (stage == NULL) {
                const iter_allocator_t *allocator = iter_allocator(from);
                iter_destroy(from);
                *source = iter_no_memory(allocator);
                return NULL;
        }
        iter_link_attach(&stage->it, &stage->in, from);
        stage->block = iter_block(&stage->it, &stage->room);
        return stage;
}

iter_link_t *iter_stage_links(iter_t *it, size_t *n)
{
        *n = 1;
        return &((iter_stage_t *)it)->in;
}

iter_bounds_t iter_stage_bounds(const iter_t *it)
{
        const iter_stage_t *stage = (const iter_stage_t *)it;
        return iter_bounds(stage->in.source);
}

iter_bounds_t iter_stage_bounds_at_most(const iter_t *it)
{
        iter_bounds_t bounds = iter_stage_bounds(it);
        bounds.low = 0;
        return bounds;
}
