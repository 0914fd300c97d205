#include "cli/suggest.h"

#include <stdint.h>
#include <string.h>

enum { WORD_MAX = 63 };

static size_t
smaller(size_t a, size_t b)
{
	return a < b ? a : b;
}

size_t
suggest_distance(const char *a, const char *b)
{
	size_t rows[WORD_MAX + 1][WORD_MAX + 1];
	size_t a_len = strlen(a), b_len = strlen(b);

	if (a_len > WORD_MAX || b_len > WORD_MAX)
		return SIZE_MAX;
	for (size_t i = 0; i <= a_len; i++)
		rows[i][0] = i;
	for (size_t j = 0; j <= b_len; j++)
		rows[0][j] = j;
	for (size_t i = 1; i <= a_len; i++)
		for (size_t j = 1; j <= b_len; j++) {
			size_t change = a[i - 1] != b[j - 1];
			size_t best = smaller(rows[i - 1][j - 1] + change,
				smaller(rows[i - 1][j], rows[i][j - 1]) + 1);

			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] &&
				a[i - 2] == b[j - 1])
				best = smaller(best, rows[i - 2][j - 2] + 1);
			rows[i][j] = best;
		}
	return rows[a_len][b_len];
}

void
suggest_offer(struct suggestion *suggestion, const char *word)
{
	size_t written = strlen(suggestion->written);
	size_t distance = suggest_distance(suggestion->written, word);

	/* a beginning of at least two letters is meant as well */
	if (written >= 2 && !strncmp(suggestion->written, word, written))
		distance = 1;
	if (distance > 1 + strlen(word) / 4)
		return;
	if (!suggestion->best || distance < suggestion->distance) {
		suggestion->best = word;
		suggestion->distance = distance;
	}
}
