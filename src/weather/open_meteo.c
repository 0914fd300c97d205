#include "weather/open_meteo.h"

#include "base/json.h"
#include "base/url.h"
#include "weather/us_state.h"

#include <stdlib.h>

/* The grid of its models is at most a quarter of a degree wide. */
enum { DEPTH_MAX = 8, FAR = 50000 };

static void
add_key(struct buf *out, const char *key)
{
	if (!*key)
		return;
	buf_z(out, "&apikey=");
	url_add_escaped(out, str_from(key));
}

void
open_meteo_search_url(struct buf *out, const char *geocoding_url,
	const struct location *place, const char *key)
{
	struct str city = place->city, part;

	buf_printf(out, "%s/search?name=", geocoding_url);
	/* what follows a comma would be a country or a state */
	for (bool first = true; str_cut(&city, ',', &part); first = false) {
		if (!first)
			buf_z(out, "%20");
		url_add_escaped(out, part);
	}
	buf_z(out, "&count=20&language=en&format=json&countryCode=");
	url_add_escaped(out, place->country);
	add_key(out, key);
}

static enum err_kind
parse(struct str body, json_t **root, struct err *err)
{
	char why[80] = "";

	switch (json_parse_object(body, DEPTH_MAX, root, why, sizeof(why))) {
	case JSON_NO_MEMORY:
		return fail_memory(err);
	case JSON_MALFORMED:
		return fail(err, ERR_FETCH, "upstream/malformed",
			"the answer is no JSON object: it %s", why);
	case JSON_GOOD:
		break;
	}
	return OK;
}

static struct str
text_of(const json_t *object, const char *name)
{
	return json_str(json_object_get(object, name));
}

static bool
is_wanted(const json_t *result, const struct location *place,
	struct position *position)
{
	const char *state = str_is(place->country, "US")
				    ? us_state_name(place->state)
				    : NULL;

	return str_eq(text_of(result, "country_code"), place->country) &&
	       (!state || str_is(text_of(result, "admin1"), state)) &&
	       reading_position(json_object_get(result, "latitude"),
		       json_object_get(result, "longitude"), position);
}

/* The first town, else the first of anything: airports and valleys have
 * names too. */
static const json_t *
choose(const json_t *results, const struct location *place)
{
	const json_t *first = NULL;
	struct position ignored;

	for (size_t i = 0; i < json_array_size(results); i++) {
		const json_t *result = json_array_get(results, i);

		if (!is_wanted(result, place, &ignored))
			continue;
		if (str_starts(text_of(result, "feature_code"), "PPL"))
			return result;
		if (!first)
			first = result;
	}
	return first;
}

enum err_kind
open_meteo_search_read(struct str body, const struct location *place,
	struct arena *arena, struct reading *reading, bool *found,
	struct err *err)
{
	const json_t *results, *result;
	json_t *root = NULL;
	enum err_kind kind;

	*found = false;
	*reading = (struct reading){0};
	if ((kind = parse(body, &root, err)) != OK)
		return kind;
	results = json_object_get(root, "results");
	result = choose(results, place);
	/* without a result there is no member either */
	if (json_object_get(root, "error") ||
		(results && !json_is_array(results)) ||
		(!results && !json_object_get(root, "generationtime_ms")))
		kind = fail(err, ERR_FETCH, "upstream/malformed",
			"the answer is not the geocoding of Open-Meteo");
	else if (result)
		kind = reading_name(json_object_get(result, "name"), arena,
			&reading->city, err);
	if (kind == OK && result)
		kind = reading_name(json_object_get(result, "country_code"),
			arena, &reading->country, err);
	if (kind == OK && result) {
		*found = is_wanted(result, place, &reading->position);
		reading->has_position = true;
	}
	json_decref(root);
	return kind;
}

static void
add_degrees(struct buf *out, int32_t degrees)
{
	buf_printf(out, "%s%d.%05d", degrees < 0 ? "-" : "",
		abs(degrees) / 100000, abs(degrees) % 100000);
}

/* In the order in which they are asked for. */
static const struct {
	enum observation_field field;
	const char *name, *unit; /* NULL: of no matter */
} members[] = {
	{FIELD_TEMP, "temperature_2m", "\u00b0C"},
	{FIELD_HUMIDITY, "relative_humidity_2m", "%"},
	{FIELD_PRECIP, "precipitation", "mm"},
	{FIELD_WEATHER_CODE, "weather_code", NULL},
	{FIELD_CLOUD_COVER, "cloud_cover", "%"},
	{FIELD_PRESSURE_MSL, "pressure_msl", "hPa"},
	{FIELD_PRESSURE_STATION, "surface_pressure", "hPa"},
	{FIELD_WIND_SPEED, "wind_speed_10m", "m/s"},
	{FIELD_WIND_DIR, "wind_direction_10m", "\u00b0"},
	{FIELD_WIND_GUST, "wind_gusts_10m", "m/s"},
};

void
open_meteo_url(struct buf *out, const char *base_url, struct position position,
	const char *key)
{
	buf_printf(out, "%s/forecast?latitude=", base_url);
	add_degrees(out, position.lat);
	buf_z(out, "&longitude=");
	add_degrees(out, position.lon);
	buf_z(out, "&current=apparent_temperature");
	for (size_t i = 0; i < COUNT(members); i++)
		buf_printf(out, ",%s", members[i].name);
	buf_z(out, "&wind_speed_unit=ms&timeformat=unixtime");
	add_key(out, key);
}

static enum err_kind
check_units(const json_t *root, struct err *err)
{
	const json_t *units = json_object_get(root, "current_units");

	for (size_t i = 0; i < COUNT(members); i++) {
		const json_t *unit = json_object_get(units, members[i].name);

		if (members[i].unit && unit &&
			!str_is(json_str(unit), members[i].unit))
			return fail(err, ERR_FETCH, "upstream/units",
				"%s is in another unit than %s",
				members[i].name, members[i].unit);
	}
	return OK;
}

/* Across the meridian where 180 becomes -180 as well. */
static bool
is_near(struct position a, struct position b)
{
	int32_t lon = abs(a.lon - b.lon);

	return abs(a.lat - b.lat) <= FAR &&
	       (lon <= FAR || 36000000 - lon <= FAR || abs(a.lat) > 8900000);
}

static enum err_kind
take_current(const json_t *root, int64_t now, struct reading *reading,
	struct err *err)
{
	const json_t *current = json_object_get(root, "current");
	const json_t *interval = json_object_get(current, "interval");
	struct observation *observation = &reading->observation;
	struct err ignored = {0};
	struct position position;
	enum err_kind kind;

	if (!json_is_object(current) ||
		!reading_position(json_object_get(root, "latitude"),
			json_object_get(root, "longitude"), &position))
		return fail(err, ERR_FETCH, "upstream/malformed",
			"the answer is not Open-Meteo's");
	if (!is_near(position, reading->position))
		return fail(err, ERR_FETCH, "upstream/place",
			"the answer is of another place");
	if ((kind = check_units(root, err)) != OK)
		return kind;
	for (size_t i = 0; i < COUNT(members); i++)
		reading_take(reading, members[i].field,
			json_object_get(current, members[i].name),
			UNITS_METRIC);
	if (json_is_integer(interval))
		observation_set_interval(
			observation, json_number_value(interval), "", &ignored);
	reading->has_feels_like = reading_temperature(
		json_object_get(current, "apparent_temperature"), UNITS_METRIC,
		&reading->feels_like);
	return reading_finish(
		reading, json_object_get(current, "time"), now, err);
}

enum err_kind
open_meteo_read(
	struct str body, int64_t now, struct reading *reading, struct err *err)
{
	json_t *root = NULL;
	enum err_kind kind;

	observation_init(&reading->observation, now);
	if ((kind = parse(body, &root, err)) != OK)
		return kind;
	kind = take_current(root, now, reading, err);
	json_decref(root);
	return kind;
}
