#ifndef BASE_CLOSEST_H
#define BASE_CLOSEST_H

#include "base/str.h"

/*
 * The name that was probably meant by a word that is none.  Start with
 * {.word = word}, offer every known name, then read name.
 */
struct closest {
	struct str word;
	const char *name; /* NULL: nothing offered so far is close */
	size_t distance;
};

/* Offers one name; the closest by insertions, removals, changes and swaps of
 * neighbours, letters' case aside,
 * is kept; names must outlive it. */
void closest_offer(struct closest *closest, const char *name);

#endif
