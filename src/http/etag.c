#include "http/etag.h"

#include "base/attr.h"

#include <string.h>

/* Servers add these inside the quotes, Apache before 2.4 behind them. */
static const char *const suffixes[] = {"-gzip", "-br", "-deflate", "-zstd"};

/* True when tag, without its quotes, is etag, or etag with one suffix. */
static bool
is_tag(struct str tag, struct str etag)
{
	if (str_eq(tag, etag))
		return true;
	for (size_t i = 0; i < COUNT(suffixes); i++) {
		struct str stripped = tag;

		if (!str_ends(tag, suffixes[i]))
			continue;
		stripped.len -= strlen(suffixes[i]);
		if (str_eq(stripped, etag))
			return true;
	}
	return false;
}

static void
skip(struct str *s, const char *bytes)
{
	while (s->len && s->at[0] && strchr(bytes, s->at[0])) {
		s->at++;
		s->len--;
	}
}

/*
 * A tag may hold commas, so the list is read from quote to quote; anything
 * else in it ends the reading.
 */
bool
etag_matches(struct str field, struct str etag)
{
	struct str rest = str_trim(field), tag;

	if (str_is(rest, "*"))
		return true;
	if (etag.len < 2)
		return false;
	etag = (struct str){etag.at + 1, etag.len - 2};
	for (;;) {
		skip(&rest, " \t,");
		if (str_starts(rest, "W/")) {
			rest.at += 2;
			rest.len -= 2;
		}
		if (!str_starts(rest, "\""))
			return false;
		rest.at++;
		rest.len--;
		if (!memchr(rest.at, '"', rest.len))
			return false;
		str_cut(&rest, '"', &tag);
		if (is_tag(tag, etag))
			return true;
		for (size_t i = 0; i < COUNT(suffixes); i++)
			if (str_starts(rest, suffixes[i])) {
				rest.at += strlen(suffixes[i]);
				rest.len -= strlen(suffixes[i]);
			}
	}
}
