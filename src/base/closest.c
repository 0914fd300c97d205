#include "base/closest.h"

#include <string.h>

enum { CLOSEST_MAX = 64 };

static size_t
least(size_t a, size_t b)
{
	return a < b ? a : b;
}

static unsigned char
lower(char c)
{
	return (unsigned char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

/* Optimal string alignment; both are at most CLOSEST_MAX bytes. */
static size_t
distance(struct str a, struct str b)
{
	size_t d[CLOSEST_MAX + 1][CLOSEST_MAX + 1];

	for (size_t i = 0; i <= a.len; i++)
		d[i][0] = i;
	for (size_t j = 0; j <= b.len; j++)
		d[0][j] = j;
	for (size_t i = 1; i <= a.len; i++)
		for (size_t j = 1; j <= b.len; j++) {
			bool same = lower(a.at[i - 1]) == lower(b.at[j - 1]);

			d[i][j] = least(d[i - 1][j - 1] + !same,
				1 + least(d[i - 1][j], d[i][j - 1]));
			if (i > 1 && j > 1 && a.at[i - 1] == b.at[j - 2] &&
				a.at[i - 2] == b.at[j - 1])
				d[i][j] = least(d[i][j], d[i - 2][j - 2] + 1);
		}
	return d[a.len][b.len];
}

void
closest_offer(struct closest *closest, const char *name)
{
	struct str offered = str_from(name);
	size_t far;

	if (closest->word.len > CLOSEST_MAX || offered.len > CLOSEST_MAX)
		return;
	far = distance(closest->word, offered);
	/* a beginning of two letters or more is likely meant as well */
	if (far && closest->word.len >= 2 && closest->word.len < offered.len &&
		!memcmp(closest->word.at, offered.at, closest->word.len))
		far = 1;
	if (far > 1 + offered.len / 3)
		return;
	if (!closest->name || far < closest->distance) {
		closest->name = name;
		closest->distance = far;
	}
}
