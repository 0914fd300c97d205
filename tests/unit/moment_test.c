/* Times in the past, as operators write them. */
#include "cli/moment.h"
#include "unit/prop.h"

#include <string.h>

static const int64_t now = 1795310096; /* 2026-11-22T01:14:56Z */

static int64_t
good(const char *text)
{
	struct err err = {0};
	int64_t time = -1;

	CHECK_INT(moment_read("before", text, now, &time, &err), OK);
	return time;
}

static void
bad(const char *text)
{
	struct err err = {0};
	int64_t time;

	CHECK_INT(moment_read("before", text, now, &time, &err), ERR_PARAMETER);
	CHECK(!strcmp(err.reason, "usage/time"));
	CHECK(strstr(err.detail, "--before"));
}

static void
a_time_is_how_long_ago_or_a_date_or_a_time(void)
{
	CHECK_INT(good("1h"), now - 3600);
	CHECK_INT(good("36h"), now - 36 * 3600);
	CHECK_INT(good("400d"), now - 400 * 86400);
	CHECK_INT(good("2026-11-22"), 1795305600);
	CHECK_INT(good("2026-11-22T01:14:55Z"), now - 1);
	CHECK_INT(good("2026-11-22T01:14:55.999Z"), now - 1);
	CHECK_INT(good("2026-11-22T02:14:55+01:00"), now - 1);
	CHECK_INT(good("1969-12-31T23:59:59.5Z"), -1);
	CHECK_INT(good("0000-01-01"), -62167219200);
}

static void
what_is_no_time_is_refused(void)
{
	static const char *const texts[] = {"", "d", "h", "0d", "-1d", "+1d",
		"1", "1m", "1D", " 1d", "1d ", "1.5d", "1000000d", "2026-11-31",
		"2026-11-2", "2026-11-22T", "2026-11-22T01:14:55",
		"2026-11-22Z", "yesterday", "2026/11/22"};

	for (size_t i = 0; i < COUNT(texts); i++)
		bad(texts[i]);
}

static void
what_is_not_over_is_refused(void)
{
	CHECK_INT(good("2026-11-22T01:14:55Z"), now - 1);
	bad("2026-11-22T01:14:56Z");
	bad("2026-11-23");
	bad("9999-12-31T23:59:59Z");
}

static void
nothing_but_a_time_in_the_past_comes_out(void)
{
	FOR_ALL(20000)
	{
		char text[32];
		struct err err = {0};
		int64_t time = now;

		prop_text(text, prop_below(12), "0129dhTZ:-.+ ");
		if (moment_read("before", text, now, &time, &err) == OK)
			CHECK(time < now && time > -100000000000);
	}
}

int
main(void)
{
	RUN(a_time_is_how_long_ago_or_a_date_or_a_time);
	RUN(what_is_no_time_is_refused);
	RUN(what_is_not_over_is_refused);
	RUN(nothing_but_a_time_in_the_past_comes_out);
	DONE();
}
