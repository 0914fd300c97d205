#include "net/http_values.h"

#include "unit/tap.h"

static void
an_entity_tag_is_short_and_printable(void)
{
	static const struct {
		const char *etag;
		bool good;
	} cases[] = {
		{"\"abc\"", true},
		{"W/\"abc\"", true},
		{"\"\"", true},
		{"W/\"\"", true},
		{"\"a'b,c\"", true},
		{"", false},
		{"\"", false},
		{"W/\"", false},
		{"W/", false},
		{"abc", false},
		{"\"abc", false},
		{"abc\"", false},
		{"w/\"abc\"", false},
		{"\"a\"b\"", false},
		{"\"a b\"", false},
		{"\"a\nb\"", false},
		{"\"a\x7f\"", false},
		{"\"\xc3\xa9\"", false},
		{"*", false},
	};
	char big[HTTP_ETAG_MAX + 2];

	for (size_t i = 0; i < COUNT(cases); i++) {
		if (http_etag_is_good(str_from(cases[i].etag)) !=
			cases[i].good) {
			printf("# %s\n", cases[i].etag);
			CHECK(false);
		}
	}
	CHECK(!http_etag_is_good((struct str){0}));
	memset(big, 'x', sizeof(big));
	big[0] = big[HTTP_ETAG_MAX - 1] = '"';
	CHECK(http_etag_is_good((struct str){big, HTTP_ETAG_MAX}));
	big[HTTP_ETAG_MAX - 1] = 'x';
	big[HTTP_ETAG_MAX] = '"';
	CHECK(!http_etag_is_good((struct str){big, HTTP_ETAG_MAX + 1}));
}

static void
seconds_are_digits_and_never_overflow(void)
{
	CHECK_INT(http_seconds(str_from("0")), 0);
	CHECK_INT(http_seconds(str_from("00060")), 60);
	CHECK_INT(http_seconds(str_from("2147483647")), INT32_MAX);
	CHECK_INT(http_seconds(str_from("2147483648")), INT32_MAX);
	CHECK_INT(http_seconds(str_from("99999999999999999999999999")),
		INT32_MAX);
	CHECK_INT(http_seconds(str_from("")), -1);
	CHECK_INT(http_seconds((struct str){0}), -1);
	CHECK_INT(http_seconds(str_from("-1")), -1);
	CHECK_INT(http_seconds(str_from("+1")), -1);
	CHECK_INT(http_seconds(str_from("1.5")), -1);
	CHECK_INT(http_seconds(str_from("60 ")), -1);
}

static void
cache_control_says_how_long(void)
{
	static const struct {
		const char *line;
		int64_t max_age_s;
		bool storable;
	} cases[] = {
		{"max-age=3600", 3600, true},
		{"public, max-age=3600, must-revalidate", 3600, true},
		{"Max-Age=60", 60, true},
		{"max-age=\"60\"", 60, true},
		{"max-age=0", 0, true},
		{"max-age=5,max-age=9", 5, true},
		{" , ,max-age=5", 5, true},
		{"max-age=315360000", 315360000, true},
		{"s-maxage=60", -1, true},
		{"max-age", -1, true},
		{"max-age=", -1, true},
		{"max-age=x", -1, true},
		{"max-age=-5", -1, true},
		{"max-age=\"", -1, true},
		{"x-max-age=5", -1, true},
		{"", -1, true},
		{"no-cache", -1, true},
		{"no-store", -1, false},
		{"NO-STORE", -1, false},
		{"no-store=1", -1, false},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		int64_t max_age_s = -1;
		bool storable =
			http_cache_control(str_from(cases[i].line), &max_age_s);

		if (storable != cases[i].storable ||
			max_age_s != cases[i].max_age_s) {
			printf("# %s: %lld\n", cases[i].line,
				(long long)max_age_s);
			CHECK(false);
		}
	}
}

static void
the_first_of_several_lines_counts(void)
{
	int64_t max_age_s = -1;

	CHECK(http_cache_control(str_from("private"), &max_age_s));
	CHECK(http_cache_control(str_from("max-age=7"), &max_age_s));
	CHECK(http_cache_control(str_from("max-age=8"), &max_age_s));
	CHECK_INT(max_age_s, 7);
}

int
main(void)
{
	RUN(an_entity_tag_is_short_and_printable);
	RUN(seconds_are_digits_and_never_overflow);
	RUN(cache_control_says_how_long);
	RUN(the_first_of_several_lines_counts);
	DONE();
}
