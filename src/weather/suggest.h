#ifndef WEATHER_SUGGEST_H
#define WEATHER_SUGGEST_H

#include "base/str.h"

#include <stddef.h>

/*
 * The known name that a mistyped word most likely meant.  Start with
 * {.word = word}, offer every known name, then read best: NULL when none is
 * near.  Names must outlive the suggestion.
 */
struct suggestion {
	struct str word;
	const char *best;
	size_t distance; /* internal */
};

void suggestion_offer(struct suggestion *suggestion, const char *name);

#endif
