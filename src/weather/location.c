#include "weather/location.h"

#include "weather/body.h"
#include "weather/text.h"

#include <assert.h>
#include <string.h>

enum { CITY_MAX = 100, NAME_BYTES = 64 };

void
location_city(struct str *trimmed, const char *name, struct err *err)
{
	struct str city = *trimmed = text_trim(*trimmed);
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

/* The table of codes itself changes too often. */
bool
location_code(struct str *code, const char *name, struct arena *arena,
	struct err *err)
{
	const char *slash = strrchr(name, '/');
	const char *what = slash ? slash + 1 : name;
	const char *example = strcmp(what, "state") == 0 ? "WA" : "US";
	struct str said;

	*code = text_trim(*code);
	if (code->len == 2 && is_letter(code->at[0]) && is_letter(code->at[1]))
		return upper(code, arena);
	said = text_cut(*code, 40);
	if (text_check(*code, TEXT_ONE_LINE))
		err_field(err, name, "not-two-letters",
			"%s must be a two-letter code such as %s", what,
			example);
	else
		err_field(err, name, "not-two-letters",
			"%s \"%.*s\" is not a two-letter code such as %s", what,
			STR_ARG(said), example);
	return true;
}

/* For every place, good ones too. */
static void
name_member(char out[NAME_BYTES], const char *prefix, const char *member)
{
	size_t prefix_len = strlen(prefix), len = strlen(member);

	assert(prefix_len + len < NAME_BYTES);
	memcpy(out, prefix, prefix_len);
	memcpy(out + prefix_len, member, len + 1);
}

bool
location_check(struct location *location, struct arena *arena,
	const char *prefix, struct err *err)
{
	char city[NAME_BYTES], state[NAME_BYTES], country[NAME_BYTES];

	name_member(city, prefix, "city");
	name_member(state, prefix, "state");
	name_member(country, prefix, "country");
	if (!body_is_bad(err, city))
		location_city(&location->city, city, err);
	location->state = text_trim(location->state);
	location->country = text_trim(location->country);
	if (!location->country.len)
		location->country = STR_LIT("US");
	return (!location->state.len ||
		       location_code(&location->state, state, arena, err)) &&
	       location_code(&location->country, country, arena, err);
}
