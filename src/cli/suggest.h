#ifndef CLI_SUGGEST_H
#define CLI_SUGGEST_H

#include <stddef.h>

/* The word that somebody meant who wrote another one. */
struct suggestion {
	const char *written;
	const char *best; /* NULL: nothing is close */
	size_t distance;
};

/* Offers one word that exists; keeps the closest of all. */
void suggest_offer(struct suggestion *suggestion, const char *word);

/* Changes, insertions, removals and swaps of neighbours between two words;
 * words over 63 bytes are as far apart as can be. */
size_t suggest_distance(const char *a, const char *b);

#endif
