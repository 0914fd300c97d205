#include "base/rfc3339.h"
#include "unit/prop.h"
#include "unit/tap.h"

#include <time.h>

static const int64_t first_ms = -62167219200000, last_ms = 253402300799999;

static void
good_times_are_read(void)
{
	static const struct {
		const char *text;
		int64_t ms;
	} cases[] = {
		{"1970-01-01T00:00:00Z", 0},
		{"1970-01-01t00:00:00z", 0},
		{"1970-01-01 00:00:00Z", 0},
		{"1970-01-01T00:00:00+00:00", 0},
		{"1970-01-01T00:00:00-00:00", 0},
		{"1970-01-01T01:00:00+01:00", 0},
		{"1969-12-31T23:59:00-00:01", 0},
		{"1970-01-01T23:59:00+23:59", 0},
		{"1969-12-31T00:01:00-23:59", 0},
		/* RFC 3339 5.8 */
		{"1985-04-12T23:20:50.52Z", 482196050520},
		{"1996-12-19T16:39:57-08:00", 851042397000},
		{"1990-12-31T23:59:60Z", 662688000000},
		{"1990-12-31T15:59:60-08:00", 662688000000},
		{"1937-01-01T12:00:27.87+00:20", -1041337172130},
		/* fractions are cut, towards the past */
		{"1970-01-01T00:00:00.9Z", 900},
		{"1970-01-01T00:00:00.0009Z", 0},
		{"1970-01-01T00:00:00.123999999999999999999999Z", 123},
		{"1969-12-31T23:59:59.9995Z", -1},
		{"1969-12-31T23:59:59.0001Z", -1000},
		{"1990-12-31T23:59:60.5Z", 662688000500},
		{"2016-12-31T23:59:60Z", 1483228800000},
		{"2015-06-30T23:59:60Z", 1435708800000},
		/* leap years */
		{"2000-02-29T00:00:00Z", 951782400000},
		{"2024-02-29T00:00:00Z", 1709164800000},
		{"0000-02-29T00:00:00Z", -62162121600000},
		{"0000-01-01T00:00:00Z", -62167219200000},
		{"9999-12-31T23:59:59.999Z", 253402300799999},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		int64_t ms = -7;

		CHECK_INT(rfc3339_parse(str_from(cases[i].text), &ms),
			RFC3339_GOOD);
		CHECK_INT(ms, cases[i].ms);
	}
}

static void
bad_times_are_refused(void)
{
	static const struct str cases[] = {
		STR_INIT(""),
		STR_INIT("1970-01-01"),
		STR_INIT("1970-01-01T00:00Z"),
		STR_INIT("1970-01-01T00:00:00.Z"),
		STR_INIT("1970-01-01T00:00:00,5Z"),
		STR_INIT("1970-01-01T00:00:00."),
		STR_INIT("1970-01-01T00:00:00Z "),
		STR_INIT(" 1970-01-01T00:00:00Z"),
		STR_INIT("1970-01-01T00:00:00ZZ"),
		STR_INIT("1970-01-01T00:00:00Z\0"),
		STR_INIT("1970-01-01T00:00:00\0"),
		STR_INIT("1970-01-01T00:00:00 Z"),
		STR_INIT("1970-01-01  00:00:00Z"),
		STR_INIT("1970-01-01_00:00:00Z"),
		STR_INIT("19700101T000000Z"),
		STR_INIT("70-01-01T00:00:00Z"),
		STR_INIT("01970-01-01T00:00:00Z"),
		STR_INIT("+1970-01-01T00:00:00Z"),
		STR_INIT("-1970-01-01T00:00:00Z"),
		STR_INIT("1970-1-01T00:00:00Z"),
		STR_INIT("1970-01-1T00:00:00Z"),
		STR_INIT("1970-00-01T00:00:00Z"),
		STR_INIT("1970-13-01T00:00:00Z"),
		STR_INIT("1970-01-00T00:00:00Z"),
		STR_INIT("1970-01-32T00:00:00Z"),
		STR_INIT("1970-04-31T00:00:00Z"),
		STR_INIT("1970-02-29T00:00:00Z"),
		STR_INIT("1900-02-29T00:00:00Z"),
		STR_INIT("2023-02-29T00:00:00Z"),
		STR_INIT("2024-02-30T00:00:00Z"),
		STR_INIT("1970-01-01T24:00:00Z"),
		STR_INIT("1970-01-01T00:60:00Z"),
		STR_INIT("1970-01-01T00:00:61Z"),
		STR_INIT("1970-01-01T00:00:00+24:00"),
		STR_INIT("1970-01-01T00:00:00+00:60"),
		STR_INIT("1970-01-01T00:00:00+0000"),
		STR_INIT("1970-01-01T00:00:00+00"),
		STR_INIT("1970-01-01T00:00:00+1:00"),
		STR_INIT("1970-01-01T00:00:00+"),
		STR_INIT("1970-01-01T00:00:00\xE2\x88\x92"
			 "01:00"),
		STR_INIT("197\xD9\xA0-01-01T00:00:00Z"),
		STR_INIT("1970-01-01T0x:00:00Z"),
		/* no leap second there */
		STR_INIT("1990-12-31T23:58:60Z"),
		STR_INIT("1990-12-30T23:59:60Z"),
		STR_INIT("1990-12-31T12:59:60Z"),
		STR_INIT("1991-01-01T12:59:60Z"),
		STR_INIT("1990-12-31T23:59:60+01:00"),
		/* another year once it is UTC */
		STR_INIT("0000-01-01T00:00:00+00:01"),
		STR_INIT("9999-12-31T23:59:59-00:01"),
		STR_INIT("9999-12-31T23:59:60Z"),
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		int64_t ms = -7;

		if (rfc3339_parse(cases[i], &ms) != RFC3339_MALFORMED)
			printf("# %.*s\n", STR_ARG(cases[i]));
		CHECK_INT(rfc3339_parse(cases[i], &ms), RFC3339_MALFORMED);
		CHECK_INT(ms, 0);
	}
}

static void
a_missing_offset_is_told_apart(void)
{
	int64_t ms = -7;

	CHECK_INT(rfc3339_parse(STR_LIT("2026-11-22T01:15:00"), &ms),
		RFC3339_NO_OFFSET);
	CHECK_INT(rfc3339_parse(STR_LIT("2026-11-22 01:15:00.25"), &ms),
		RFC3339_NO_OFFSET);
	CHECK_INT(ms, 0);
	CHECK_INT(rfc3339_parse(STR_LIT("2026-11-31T01:15:00"), &ms),
		RFC3339_MALFORMED);
}

/* Both forms against the C library's opinion, and back. */
static void
check_second(int64_t seconds)
{
	char day[8], month[8], want[128], got[RFC3339_MAX];
	time_t when = (time_t)seconds;
	int64_t ms = -7;
	struct tm tm;

	gmtime_r(&when, &tm);
	snprintf(want, sizeof(want), "%04d-%02d-%02dT%02d:%02d:%02dZ",
		tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday, tm.tm_hour,
		tm.tm_min, tm.tm_sec);
	rfc3339_print(seconds, got);
	CHECK_STR(got, want);
	CHECK_INT(rfc3339_parse(str_from(got), &ms), RFC3339_GOOD);
	CHECK_INT(ms, seconds * 1000);
	strftime(day, sizeof(day), "%a", &tm);
	strftime(month, sizeof(month), "%b", &tm);
	snprintf(want, sizeof(want), "%s, %02d %s %04d %02d:%02d:%02d GMT", day,
		tm.tm_mday, month, tm.tm_year + 1900, tm.tm_hour, tm.tm_min,
		tm.tm_sec);
	rfc3339_print_http(seconds, got);
	CHECK_STR(got, want);
}

static void
random_seconds_agree_with_the_c_library(void)
{
	FOR_ALL(20000)
	{
		check_second(prop_between(first_ms / 1000, last_ms / 1000));
	}
}

static void
the_ends_of_every_year_and_february_agree(void)
{
	for (int year = 0; year <= 9999; year++) {
		struct tm tm = {.tm_year = year - 1900, .tm_mday = 1};
		int64_t january = timegm(&tm);

		tm = (struct tm){
			.tm_year = year - 1900, .tm_mon = 2, .tm_mday = 1};
		check_second(january);
		check_second(january + 86400 * 365 - 1);
		check_second(timegm(&tm));
		check_second(timegm(&tm) - 1);
	}
}

static void
any_time_and_offset_mean_the_same_instant(void)
{
	FOR_ALL(5000)
	{
		int64_t want = prop_between(first_ms, last_ms), got = -7;
		int64_t offset = prop_between(-1439, 1439);
		int64_t local = want + offset * 60000;
		char text[2 * RFC3339_MAX];

		if (local < first_ms || local > last_ms)
			continue;
		rfc3339_print_ms(local, text);
		CHECK_INT(strlen(text), 24);
		snprintf(text + 23, sizeof(text) - 23, "%c%02d:%02d",
			offset < 0 ? '-' : '+', abs((int)offset) / 60,
			abs((int)offset) % 60);
		CHECK_INT(rfc3339_parse(str_from(text), &got), RFC3339_GOOD);
		CHECK_INT(got, want);
	}
}

static void
times_print_in_three_forms(void)
{
	char out[RFC3339_MAX];

	rfc3339_print(1795310100, out);
	CHECK_STR(out, "2026-11-22T01:15:00Z");
	rfc3339_print_ms(1795310100482, out);
	CHECK_STR(out, "2026-11-22T01:15:00.482Z");
	rfc3339_print_ms(-1, out);
	CHECK_STR(out, "1969-12-31T23:59:59.999Z");
	/* the example of RFC 9110 */
	rfc3339_print_http(784111777, out);
	CHECK_STR(out, "Sun, 06 Nov 1994 08:49:37 GMT");
}

static void
years_of_more_than_four_digits_print_nothing(void)
{
	static const int64_t cases[] = {
		-62167219201, 253402300800, INT64_MIN, INT64_MAX};

	for (size_t i = 0; i < COUNT(cases); i++) {
		char out[RFC3339_MAX] = "old";

		rfc3339_print(cases[i], out);
		CHECK_STR(out, "");
		rfc3339_print_http(cases[i], out);
		CHECK_STR(out, "");
	}
	for (size_t i = 0; i < 4; i++) {
		int64_t ms[] = {
			first_ms - 1, last_ms + 1, INT64_MIN, INT64_MAX};
		char out[RFC3339_MAX] = "old";

		rfc3339_print_ms(ms[i], out);
		CHECK_STR(out, "");
	}
}

static void
any_change_of_one_byte_is_refused_or_another_time(void)
{
	FOR_ALL(5000)
	{
		char text[] = "2026-11-22T01:15:00.482+01:00";
		int64_t want, got;
		size_t at = prop_below(sizeof(text) - 1);
		char old = text[at];

		CHECK_INT(rfc3339_parse(str_from(text), &want), RFC3339_GOOD);
		text[at] = (char)prop_next();
		if (text[at] == old || (at == 10 && strchr("Tt ", text[at])))
			continue;
		if (rfc3339_parse((struct str){text, sizeof(text) - 1}, &got) ==
			RFC3339_GOOD)
			CHECK(got != want);
	}
}

int
main(void)
{
	RUN(good_times_are_read);
	RUN(bad_times_are_refused);
	RUN(a_missing_offset_is_told_apart);
	RUN(random_seconds_agree_with_the_c_library);
	RUN(the_ends_of_every_year_and_february_agree);
	RUN(any_time_and_offset_mean_the_same_instant);
	RUN(times_print_in_three_forms);
	RUN(years_of_more_than_four_digits_print_nothing);
	RUN(any_change_of_one_byte_is_refused_or_another_time);
	DONE();
}
