#include "cli/show.h"

#include "base/rfc3339.h"

#include <stdbool.h>

void
show_text(FILE *out, struct str text)
{
	bool utf8 = str_is_utf8(text);

	for (size_t i = 0; i < text.len; i++) {
		unsigned char c = (unsigned char)text.at[i];
		/* U+0080 to U+009F are control characters as well */
		bool c1 = utf8 && c == 0xC2 && i + 1 < text.len &&
			  (unsigned char)text.at[i + 1] < 0xA0;

		if (c1)
			i++;
		if (c1 || c < ' ' || c == 0x7F || (!utf8 && c > 0x7F))
			c = '?';
		putc(c, out);
	}
}

static void
show_duration(FILE *out, int64_t seconds)
{
	static const struct {
		int64_t limit, unit;
		const char *name;
	} units[] = {
		{120, 1, "s"},
		{7200, 60, "min"},
		{172800, 3600, "h"},
		{INT64_MAX, 86400, "days"},
	};
	size_t i = 0;

	while (seconds >= units[i].limit)
		i++;
	fprintf(out, "%lld %s", (long long)(seconds / units[i].unit),
		units[i].name);
}

void
show_time(FILE *out, int64_t seconds, int64_t now)
{
	char text[RFC3339_MAX];

	if (!seconds) {
		fprintf(out, "never");
		return;
	}
	rfc3339_print(seconds, text);
	fprintf(out, "%s (%s", text, seconds > now ? "in " : "");
	show_duration(out, seconds > now ? seconds - now : now - seconds);
	fprintf(out, "%s)", seconds > now ? "" : " ago");
}
