#include "unit/tap.h"

#include "base/attr.h"
#include "cli/show.h"

#include <stdlib.h>

static char *
shown_text(struct str text)
{
	char *out = NULL;
	size_t len;
	FILE *file = open_memstream(&out, &len);

	if (file) {
		show_text(file, text);
		fclose(file);
	}
	return out;
}

static void
a_terminal_never_gets_control_characters(void)
{
	const struct {
		struct str text;
		const char *shown;
	} rows[] = {
		{STR_LIT("kid-1"), "kid-1"},
		{STR_LIT("S\303\243o Paulo"), "S\303\243o Paulo"},
		{STR_LIT("a\033[2Jb"), "a?[2Jb"},
		{STR_LIT("a\nb\tc"), "a?b?c"},
		{STR_LIT("a\0b"), "a?b"},
		{STR_LIT("a\177b"), "a?b"},
		{STR_LIT("a\302\233b"), "a?b"},
		{STR_LIT("a\302\240b"), "a\302\240b"},
		{STR_LIT("a\377\303b"), "a??b"},
		{STR_LIT(""), ""},
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		char *out = shown_text(rows[i].text);

		CHECK_STR(out, rows[i].shown);
		free(out);
	}
}

static void
times_are_shown_with_their_distance(void)
{
	static const struct {
		int64_t seconds, now;
		const char *shown;
	} rows[] = {
		{0, 1000, "never"},
		{1000, 1000, "1970-01-01T00:16:40Z (0 s ago)"},
		{1000, 1119, "1970-01-01T00:16:40Z (119 s ago)"},
		{1000, 1120, "1970-01-01T00:16:40Z (2 min ago)"},
		{8200, 1000, "1970-01-01T02:16:40Z (in 2 h)"},
		{1000, 1000 + 3 * 86400, "1970-01-01T00:16:40Z (3 days ago)"},
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		char *out = NULL;
		size_t len;
		FILE *file = open_memstream(&out, &len);

		CHECK(file != NULL);
		if (!file)
			return;
		show_time(file, rows[i].seconds, rows[i].now);
		fclose(file);
		CHECK_STR(out, rows[i].shown);
		free(out);
	}
}

int
main(void)
{
	RUN(a_terminal_never_gets_control_characters);
	RUN(times_are_shown_with_their_distance);
	DONE();
}
