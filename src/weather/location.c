#include "weather/location.h"

#include "weather/body.h"
#include "weather/text.h"

#include <stdio.h>

enum { CITY_MAX = 100 };

static void
check_city(struct str city, const char *name, struct err *err)
{
	const char *code;

	if (!city.at) {
		err_field(err, name, "missing", "city is needed");
	} else if (!city.len) {
		err_field(err, name, "empty", "city must not be empty");
	} else if ((code = text_check(city, TEXT_ONE_LINE))) {
		err_field(err, name, code, "city %s", text_demand(code));
	} else if (str_utf8_length(city) > CITY_MAX) {
		err_field(err, name, "too-long",
			"city has %zu characters; at most %d are allowed",
			str_utf8_length(city), (int)CITY_MAX);
	}
}

static bool
is_letter(char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/* Two letters as of ISO 3166; the table of codes itself changes too often. */
static void
check_code(struct str code, const char *what, const char *example,
	const char *name, struct err *err)
{
	struct str said = text_cut(code, 40);

	if (code.len == 2 && is_letter(code.at[0]) && is_letter(code.at[1]))
		return;
	if (text_check(code, TEXT_ONE_LINE))
		err_field(err, name, "not-two-letters",
			"%s must be a two-letter code such as %s", what,
			example);
	else
		err_field(err, name, "not-two-letters",
			"%s \"%.*s\" is not a two-letter code such as %s", what,
			STR_ARG(said), example);
}

static bool
upper(struct str *code, struct arena *arena)
{
	char *copy = arena_copy(arena, *code);

	if (!copy)
		return false;
	for (char *p = copy; *p; p++)
		if (*p >= 'a' && *p <= 'z')
			*p = (char)(*p - 'a' + 'A');
	code->at = copy;
	return true;
}

bool
location_check(struct location *location, struct arena *arena,
	const char *prefix, struct err *err)
{
	char city[64], state[64], country[64];
	size_t before = err->field_count;

	snprintf(city, sizeof(city), "%scity", prefix);
	snprintf(state, sizeof(state), "%sstate", prefix);
	snprintf(country, sizeof(country), "%scountry", prefix);
	location->city = str_trim(location->city);
	location->state = str_trim(location->state);
	location->country = str_trim(location->country);
	if (!location->country.len)
		location->country = STR_LIT("US");

	if (!body_is_bad(err, city))
		check_city(location->city, city, err);
	if (location->state.len)
		check_code(location->state, "state", "WA", state, err);
	check_code(location->country, "country", "US", country, err);
	if (err->field_count != before)
		return true;
	return (!location->state.len || upper(&location->state, arena)) &&
	       upper(&location->country, arena);
}
