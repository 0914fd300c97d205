#include "cli/moment.h"

#include "base/rfc3339.h"
#include "base/str.h"

#include <stdbool.h>
#include <stdio.h>

enum { DATE_LEN = 10, COUNT_MAX = 999999 };

/* False unless it is a count and a unit. */
static bool
read_ago(struct str text, int64_t now, int64_t *time)
{
	int64_t unit_s = str_ends(text, "h") ? 3600 : 86400;
	long long count;

	if (!str_ends(text, "h") && !str_ends(text, "d"))
		return false;
	text.len--;
	if (!str_to_int64(text, 1, COUNT_MAX, &count))
		return false;
	*time = now - count * unit_s;
	return true;
}

static bool
read_rfc3339(struct str text, int64_t *time)
{
	char whole[DATE_LEN + sizeof("T00:00:00Z")];
	int64_t ms;

	if (text.len == DATE_LEN) {
		snprintf(whole, sizeof(whole), "%.*sT00:00:00Z", STR_ARG(text));
		text = str_from(whole);
	}
	if (rfc3339_parse(text, &ms) != RFC3339_GOOD)
		return false;
	*time = ms / 1000 - (ms % 1000 < 0);
	return true;
}

enum err_kind
moment_read(const char *option, const char *text, int64_t now, int64_t *time,
	struct err *err)
{
	struct str words = str_from(text);

	if (!read_ago(words, now, time) && !read_rfc3339(words, time))
		return fail(err, ERR_PARAMETER, "usage/time",
			"--%s %.40s: write how long ago, like 400d or 36h, or "
			"a time, like 2026-01-01 or 2026-01-01T12:00:00Z",
			option, text);
	if (*time < now)
		return OK;
	return fail(err, ERR_PARAMETER, "usage/time",
		"--%s %.40s: that is not over yet", option, text);
}
