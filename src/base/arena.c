#include "base/arena.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SMALL_MAX = 1024 };

struct piece {
	struct piece *next;
	max_align_t data[];
};

struct arena {
	struct piece *pieces;
	size_t used, limit;
};

struct arena *
arena_new(size_t limit)
{
	struct arena *arena = calloc(1, sizeof(*arena));

	if (arena)
		arena->limit = limit;
	return arena;
}

void
arena_reset(struct arena *arena)
{
	while (arena->pieces) {
		struct piece *next = arena->pieces->next;

		free(arena->pieces);
		arena->pieces = next;
	}
	arena->used = 0;
}

void
arena_free(struct arena *arena)
{
	if (!arena)
		return;
	arena_reset(arena);
	free(arena);
}

/*
 * calloc() of glibc 2.36 passes its own cache of small pieces by, which makes
 * them cost three times as much; large ones it knows to be zero.  What is
 * zeroed here is not all that was taken: compilers make a calloc() of that.
 */
static struct piece *
get_zeroed(size_t size)
{
	struct piece *piece;

	if (size > SMALL_MAX)
		return calloc(1, sizeof(*piece) + size);
	piece = malloc(sizeof(*piece) + size);
	if (piece)
		memset(piece->data, 0, size);
	return piece;
}

void *
arena_alloc(struct arena *arena, size_t size)
{
	size_t room = arena->limit - arena->used;
	struct piece *piece;

	/* The header counts too, or empty pieces would be without end. */
	if (room < sizeof(*piece) || size > room - sizeof(*piece))
		return NULL;
	piece = get_zeroed(size);
	if (!piece)
		return NULL;
	piece->next = arena->pieces;
	arena->pieces = piece;
	arena->used += sizeof(*piece) + size;
	return piece->data;
}

void *
arena_array(struct arena *arena, size_t count, size_t size)
{
	if (size && count > SIZE_MAX / size)
		return NULL;
	return arena_alloc(arena, count * size);
}

char *
arena_copy(struct arena *arena, struct str s)
{
	char *copy;

	if (s.len == SIZE_MAX)
		return NULL;
	copy = arena_alloc(arena, s.len + 1);
	if (copy && s.len)
		memcpy(copy, s.at, s.len);
	return copy;
}

bool
arena_str(struct arena *arena, struct str s, struct str *out)
{
	char *copy = arena_copy(arena, s);

	*out = (struct str){copy, copy ? s.len : 0};
	return copy != NULL;
}

char *
arena_printf(struct arena *arena, const char *fmt, ...)
{
	/* most are this short, and then need not be printed twice */
	char most[256], *text = NULL;
	va_list args, again;
	int len;

	va_start(args, fmt);
	va_copy(again, args);
	len = vsnprintf(most, sizeof(most), fmt, args);
	if (len >= 0)
		text = arena_alloc(arena, (size_t)len + 1);
	if (text && (size_t)len < sizeof(most))
		memcpy(text, most, (size_t)len + 1);
	else if (text)
		vsnprintf(text, (size_t)len + 1, fmt, again);
	va_end(again);
	va_end(args);
	return text;
}
