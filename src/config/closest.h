#ifndef CONFIG_CLOSEST_H
#define CONFIG_CLOSEST_H

#include "base/str.h"

/* The name that was probably meant by a word that is none. */
struct closest {
	struct str word;
	const char *name; /* NULL: nothing offered so far is close */
	size_t distance;
};

/* Offers one name; the closest by insertions, removals, changes and swaps of
 * neighbours is kept. */
void closest_offer(struct closest *closest, const char *name);

#endif
