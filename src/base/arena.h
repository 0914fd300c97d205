#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include "base/attr.h"
#include "base/str.h"

#include <stddef.h>

/*
 * The memory of one request.  Nobody frees pieces of it; arena_reset() frees
 * them all.  Each piece is a calloc of its own, so that sanitizers see exact
 * bounds.  Past its limit it answers NULL, as when memory is gone.
 */
struct arena;

/*
 * limit in bytes, all pieces and a few bytes of bookkeeping for each; NULL when
 * memory is gone.
 */
struct arena *arena_new(size_t limit) MUST_USE;
void arena_free(struct arena *arena);
void arena_reset(struct arena *arena);

/* Zeroed, aligned for any type; NULL when the limit or memory is reached. */
void *arena_alloc(struct arena *arena, size_t size) MUST_USE;
void *arena_array(struct arena *arena, size_t count, size_t size) MUST_USE;

/* Copies that end in NUL; NULL as above. */
char *arena_copy(struct arena *arena, struct str s) MUST_USE;
char *arena_printf(struct arena *arena, const char *fmt, ...)
	PRINTF_LIKE(2, 3) MUST_USE;

/* As arena_copy, into *out; false as above, *out is then empty. */
bool arena_str(struct arena *arena, struct str s, struct str *out) MUST_USE;

#endif
