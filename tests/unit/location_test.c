#include "unit/tap.h"

#include "weather/location.h"

#include <stdlib.h>

static struct arena *arena;

static struct err
check(struct location *location, const char *prefix)
{
	struct err err = {0};

	CHECK(location_check(location, arena, prefix, &err));
	return err;
}

static struct err
check_z(const char *city, const char *state, const char *country)
{
	struct location location = {
		str_from(city), str_from(state), str_from(country)};

	return check(&location, "");
}

static void
a_place_is_trimmed_and_its_codes_are_upper_case(void)
{
	struct location location = {STR_LIT("  S\xC3\xA3o Paulo "),
		STR_LIT(" sp"), STR_LIT("br\t")};
	struct err err = check(&location, "/location/");

	CHECK_INT(err.field_count, 0);
	CHECK(str_is(location.city, "S\xC3\xA3o Paulo"));
	CHECK(str_is(location.state, "SP"));
	CHECK(str_is(location.country, "BR"));
}

static void
the_country_is_us_unless_said(void)
{
	struct location location = {.city = STR_LIT("Portland")};

	CHECK_INT(check(&location, "").field_count, 0);
	CHECK(str_is(location.country, "US"));
	CHECK_INT(location.state.len, 0);
}

static void
a_city_must_be_one_to_a_hundred_characters_of_clean_text(void)
{
	char long_city[203] = "";
	static const struct {
		const char *city, *code;
	} cases[] = {
		{NULL, "missing"},
		{"", "empty"},
		{" \t ", "empty"},
		{"a\nb", "control-character"},
		{"a\tb", "control-character"},
		{"a\x7F", "control-character"},
		{"a\xC2\x85z", "control-character"},
		{"\xC2\xA0\xE3\x80\x80\xC2\x85", "empty"},
		{"\xFF", "not-utf8"},
		{"\xC3", "not-utf8"},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct err err = check_z(cases[i].city, NULL, NULL);

		CHECK_INT(err.field_count, 1);
		CHECK_STR(err.fields[0].name, "city");
		CHECK_STR(err.fields[0].code, cases[i].code);
	}
	for (int i = 0; i < 100; i++)
		memcpy(long_city + 2 * i, "\xC3\xA9", 2);
	CHECK_INT(check_z(long_city, NULL, NULL).field_count, 0);
	memcpy(long_city + 200, "x", 2);
	CHECK_STR(check_z(long_city, NULL, NULL).fields[0].code, "too-long");
}

static void
codes_are_two_ascii_letters(void)
{
	static const char *const bad[] = {"USA", "U", "U1", "1 ", "\xC3\xA9",
		"U S", "\xFF\xFF", "U\n.", "??"};

	for (size_t i = 0; i < COUNT(bad); i++) {
		struct err err = check_z("Portland", bad[i], bad[i]);

		CHECK_INT(err.field_count, 2);
		CHECK_STR(err.fields[0].name, "state");
		CHECK_STR(err.fields[1].name, "country");
		CHECK_STR(err.fields[1].code, "not-two-letters");
		CHECK(str_is_utf8(str_from(err.fields[1].detail)));
	}
	CHECK_INT(check_z("Portland", "or", "uS").field_count, 0);
}

static void
the_sentence_names_the_bad_value(void)
{
	struct location location = {.city = STR_LIT("Portland"),
		.state = STR_LIT("Oregon"),
		.country = STR_LIT("US")};
	struct err err = check(&location, "/location/");

	CHECK_STR(err.fields[0].name, "/location/state");
	CHECK_STR(err.fields[0].detail,
		"state \"Oregon\" is not a two-letter code such as WA");
}

static void
a_long_bad_value_is_cut_between_characters(void)
{
	char country[121] = "";
	struct err err;

	for (int i = 0; i < 40; i++)
		memcpy(country + 3 * i, "\xE6\x9D\xB1", 3);
	err = check_z("x", NULL, country);
	CHECK(str_is_utf8(str_from(err.fields[0].detail)));
}

static void
without_memory_it_says_so(void)
{
	struct arena *tiny = arena_new(1);
	struct location location = {.city = STR_LIT("Portland")};
	struct err err = {0};

	CHECK(!location_check(&location, tiny, "", &err));
	arena_free(tiny);
}

int
main(void)
{
	arena = arena_new(1 << 16);
	if (!arena)
		return EXIT_FAILURE;
	RUN(a_place_is_trimmed_and_its_codes_are_upper_case);
	RUN(the_country_is_us_unless_said);
	RUN(a_city_must_be_one_to_a_hundred_characters_of_clean_text);
	RUN(codes_are_two_ascii_letters);
	RUN(the_sentence_names_the_bad_value);
	RUN(a_long_bad_value_is_cut_between_characters);
	RUN(without_memory_it_says_so);
	arena_free(arena);
	DONE();
}
