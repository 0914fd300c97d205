#ifndef TESTS_UPSTREAM_DATA_H
#define TESTS_UPSTREAM_DATA_H

/* The answers of tests/data/upstream, and ways to spoil them. */
#include "base/arena.h"
#include "unit/tap.h"

#include <stdio.h>
#include <stdlib.h>

/* All of the file, in arena; ends the program when there is none. */
static inline struct str
upstream_data(struct arena *arena, const char *name)
{
	char path[200], text[16384];
	size_t len = 0;
	FILE *file;
	struct str out;

	snprintf(path, sizeof(path), "tests/data/upstream/%s", name);
	file = fopen(path, "re");
	if (file) {
		len = fread(text, 1, sizeof(text), file);
		fclose(file);
	}
	if (!len || !arena_str(arena, (struct str){text, len}, &out)) {
		printf("Bail out! %s\n", path);
		exit(1);
	}
	return out;
}

/* text with the first from replaced, which must be there. */
static inline struct str
spoilt(struct arena *arena, struct str text, const char *from, const char *to)
{
	const char *at = memmem(text.at, text.len, from, strlen(from));
	char *out;

	if (!at) {
		printf("Bail out! no %s\n", from);
		exit(1);
	}
	out = arena_printf(arena, "%.*s%s%.*s", (int)(at - text.at), text.at,
		to, (int)(text.len - (size_t)(at - text.at) - strlen(from)),
		at + strlen(from));
	return (struct str){out, strlen(out)};
}

#endif
