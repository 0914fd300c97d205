#include "weather/suggest.h"

#include <string.h>

enum { WORD_MAX = 32 };

static char
lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static size_t
least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* Edits (insert, delete, replace) between a and b, letters' case aside. */
static size_t
edit_distance(struct str a, struct str b)
{
	size_t row[WORD_MAX + 1];

	for (size_t j = 0; j <= b.len; j++)
		row[j] = j;
	for (size_t i = 1; i <= a.len; i++) {
		size_t diagonal = row[0];

		row[0] = i;
		for (size_t j = 1; j <= b.len; j++) {
			size_t above = row[j];
			size_t replaced =
				diagonal +
				(lower(a.at[i - 1]) != lower(b.at[j - 1]));

			row[j] = least(replaced, least(above, row[j - 1]) + 1);
			diagonal = above;
		}
	}
	return row[b.len];
}

void
suggestion_offer(struct suggestion *suggestion, const char *name)
{
	struct str known = str_from(name);
	size_t distance;

	if (suggestion->word.len > WORD_MAX || known.len > WORD_MAX)
		return;
	distance = edit_distance(suggestion->word, known);
	if (distance > 1 + known.len / 4)
		return;
	if (suggestion->best && distance >= suggestion->distance)
		return;
	suggestion->best = name;
	suggestion->distance = distance;
}
