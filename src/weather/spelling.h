#ifndef WEATHER_SPELLING_H
#define WEATHER_SPELLING_H

#include "base/arena.h"
#include "base/attr.h"
#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * The other ways that people write the name of a place, by rule.  What folding
 * makes equal anyway (fold.h) needs none of them.
 */

/*
 * In *out: with shorten, without what follows a comma or a parenthesis
 * ("Halle (Saale)" gives "Halle"); and of each form, without apostrophes
 * ("L'Aquila" gives "LAquila"); with ae, oe, ue, aa and oe for the letters with
 * two dots, ring or stroke ("Köln" gives "Koeln").  The name itself is not
 * among them. False when memory is gone.
 */
enum { SPELLINGS_MAX = 5 };
struct spellings {
	struct str at[SPELLINGS_MAX];
	size_t count;
};
bool spellings_of(struct str name, bool shorten, struct arena *arena,
	struct spellings *out) MUST_USE;

/* A folded name with its first Saint, Sainte, Sankt, Fort, Mount written
 * short, or the other way round; empty when there is none.  False when
 * memory is gone. */
bool
spelling_swap(struct str key, struct arena *arena, struct str *other) MUST_USE;

#endif
