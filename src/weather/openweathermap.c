#include "weather/openweathermap.h"

#include "base/json.h"
#include "base/url.h"

enum { DEPTH_MAX = 8, HOUR_S = 3600 };

static const struct {
	short condition, wmo;
} conditions[] = {
	{200, 95},
	{201, 95},
	{202, 97},
	{210, 17},
	{211, 17},
	{212, 17},
	{221, 17},
	{230, 95},
	{231, 95},
	{232, 95},
	{300, 51},
	{301, 53},
	{302, 55},
	{310, 51},
	{311, 53},
	{312, 55},
	{313, 80},
	{314, 81},
	{321, 80},
	{500, 61},
	{501, 63},
	{502, 65},
	{503, 65},
	{504, 65},
	{511, 66},
	{520, 80},
	{521, 81},
	{522, 82},
	{531, 81},
	{600, 71},
	{601, 73},
	{602, 75},
	{611, 68},
	{612, 83},
	{613, 83},
	{615, 68},
	{616, 69},
	{620, 85},
	{621, 86},
	{622, 86},
	{701, 10},
	{711, 4},
	{721, 5},
	{731, 8},
	{741, 45},
	{751, 7},
	{761, 6},
	{762, 4},
	{771, 18},
	{781, 19},
	{800, 0},
	{801, 1},
	{802, 2},
	{803, 2},
	{804, 3},
};

int
openweathermap_wmo(long long condition)
{
	for (size_t i = 0; i < COUNT(conditions); i++)
		if (conditions[i].condition == condition)
			return conditions[i].wmo;
	return -1;
}

/* A comma would begin the state. */
static void
add_city(struct buf *out, struct str city)
{
	struct str part;

	for (bool first = true; str_cut(&city, ',', &part); first = false) {
		if (!first)
			buf_z(out, "%20");
		url_add_escaped(out, part);
	}
}

void
openweathermap_url(struct buf *out, const char *base_url,
	const struct location *place, const char *key)
{
	buf_printf(out, "%s/weather?q=", base_url);
	add_city(out, place->city);
	if (place->state.len) {
		buf_z(out, ",");
		url_add_escaped(out, place->state);
	}
	buf_z(out, ",");
	url_add_escaped(out, place->country);
	buf_z(out, "&units=standard&appid=");
	url_add_escaped(out, str_from(key));
}

/* Its errors say their number as text, its answers as a number. */
static bool
says(const json_t *root, long long code)
{
	const json_t *cod = json_object_get(root, "cod");
	long long number;

	if (json_is_integer(cod))
		return json_integer_value(cod) == code;
	return str_to_int64(json_str(cod), 0, 999, &number) && number == code;
}

bool
openweathermap_is_unknown(int status, struct str body)
{
	json_t *root = NULL;
	bool unknown;

	/* 400 "Nothing to geocode": of all that is asked only the name varies
	 */
	if (status != 404 && status != 400)
		return false;
	if (json_parse_object(body, DEPTH_MAX, &root, NULL, 0) != JSON_GOOD)
		return false;
	unknown = says(root, status);
	json_decref(root);
	return unknown;
}

/* The sum of what fell as rain and as snow, in mm of water. */
static void
take_precipitation(struct reading *reading, const json_t *root)
{
	const json_t *rain =
		json_object_get(json_object_get(root, "rain"), "1h");
	const json_t *snow =
		json_object_get(json_object_get(root, "snow"), "1h");
	struct observation *observation = &reading->observation;
	struct reading more = {0};

	reading_take(reading, FIELD_PRECIP, rain, UNITS_STANDARD);
	reading_take(&more, FIELD_PRECIP, snow, UNITS_STANDARD);
	observation->values[FIELD_PRECIP] +=
		more.observation.values[FIELD_PRECIP];
	observation->present |= more.observation.present;
	if (observation_has(observation, FIELD_PRECIP))
		observation->interval_s = HOUR_S;
}

static void
take_condition(struct reading *reading, const json_t *root)
{
	const json_t *first =
		json_array_get(json_object_get(root, "weather"), 0);
	const json_t *id = json_object_get(first, "id");
	int wmo = json_is_integer(id)
			  ? openweathermap_wmo(json_integer_value(id))
			  : -1;

	if (wmo < 0)
		return;
	reading->observation.values[FIELD_WEATHER_CODE] = wmo;
	reading->observation.present |= 1u << FIELD_WEATHER_CODE;
}

static void
take_fields(struct reading *reading, const json_t *root)
{
	static const struct {
		enum observation_field field;
		const char *group, *member;
	} members[] = {
		{FIELD_TEMP, "main", "temp"},
		{FIELD_HUMIDITY, "main", "humidity"},
		{FIELD_PRESSURE_MSL, "main", "pressure"},
		{FIELD_PRESSURE_MSL, "main", "sea_level"},
		{FIELD_PRESSURE_STATION, "main", "grnd_level"},
		{FIELD_WIND_SPEED, "wind", "speed"},
		{FIELD_WIND_DIR, "wind", "deg"},
		{FIELD_WIND_GUST, "wind", "gust"},
		{FIELD_CLOUD_COVER, "clouds", "all"},
		{FIELD_VISIBILITY, NULL, "visibility"},
	};
	const json_t *main = json_object_get(root, "main");

	for (size_t i = 0; i < COUNT(members); i++) {
		const json_t *group =
			members[i].group
				? json_object_get(root, members[i].group)
				: root;

		reading_take(reading, members[i].field,
			json_object_get(group, members[i].member),
			UNITS_STANDARD);
	}
	take_precipitation(reading, root);
	take_condition(reading, root);
	reading->has_feels_like =
		reading_temperature(json_object_get(main, "feels_like"),
			UNITS_STANDARD, &reading->feels_like);
	reading->has_spread =
		reading_temperature(json_object_get(main, "temp_min"),
			UNITS_STANDARD, &reading->temp_min) &&
		reading_temperature(json_object_get(main, "temp_max"),
			UNITS_STANDARD, &reading->temp_max);
}

static enum err_kind
take_place(struct reading *reading, const json_t *root,
	const struct location *place, struct arena *arena, struct err *err)
{
	const json_t *coord = json_object_get(root, "coord");
	enum err_kind kind;

	if ((kind = reading_name(json_object_get(root, "name"), arena,
		     &reading->city, err)) != OK ||
		(kind = reading_name(
			 json_object_get(
				 json_object_get(root, "sys"), "country"),
			 arena, &reading->country, err)) != OK)
		return kind;
	if (reading->country.len && !str_eq(reading->country, place->country))
		return fail(err, ERR_FETCH, "upstream/place",
			"the answer is of a place in another country");
	reading->has_position = reading_position(json_object_get(coord, "lat"),
		json_object_get(coord, "lon"), &reading->position);
	return OK;
}

enum err_kind
openweathermap_read(struct str body, const struct location *place, int64_t now,
	struct arena *arena, struct reading *reading, struct err *err)
{
	char why[80] = "";
	json_t *root = NULL;
	enum err_kind kind;

	*reading = (struct reading){0};
	observation_init(&reading->observation, now);
	switch (json_parse_object(body, DEPTH_MAX, &root, why, sizeof(why))) {
	case JSON_NO_MEMORY:
		return fail_memory(err);
	case JSON_MALFORMED:
		return fail(err, ERR_FETCH, "upstream/malformed",
			"the answer is no JSON object: it %s", why);
	case JSON_GOOD:
		break;
	}
	if (says(root, 200)) {
		take_fields(reading, root);
		kind = take_place(reading, root, place, arena, err);
		if (kind == OK)
			kind = reading_finish(
				reading, json_object_get(root, "dt"), now, err);
	} else {
		kind = fail(err, ERR_FETCH, "upstream/malformed",
			"the answer is not OpenWeatherMap's");
	}
	json_decref(root);
	return kind;
}
