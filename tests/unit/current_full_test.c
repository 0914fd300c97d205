#include "unit/tap.h"

#include "weather/current_full.h"

#include <stdlib.h>

static struct arena *arena;
static const int64_t now = 1795310100; /* 2026-11-22T01:15:00Z */

static const struct place portland = {.id = 5746545,
	.name = {"Portland", 8},
	.state = {"OR", 2},
	.country = {"US", 2},
	.located = true,
	.lat_e5 = 4552345,
	.lon_e5 = -12267621};

static void
measure(struct observation *o, enum observation_field field, int32_t value)
{
	o->values[field] = value;
	o->present |= 1u << field;
}

/* A station on the roof, and pressure from another one. */
static struct current
two_observers(void)
{
	struct observation roof, school;
	struct current current;
	struct err err = {0};

	observation_init(&roof, now);
	roof.interval_s = 600;
	measure(&roof, FIELD_TEMP, 2700);
	measure(&roof, FIELD_HUMIDITY, 700);
	measure(&roof, FIELD_WIND_SPEED, 320);
	measure(&roof, FIELD_WIND_DIR, 250);
	measure(&roof, FIELD_PRECIP, 40);
	measure(&roof, FIELD_CLOUD_COVER, 75);
	measure(&roof, FIELD_WEATHER_CODE, 61);
	observation_init(&school, now - 60);
	measure(&school, FIELD_PRESSURE_MSL, 101720);
	measure(&school, FIELD_VISIBILITY, 9000);
	current_begin(&current, now);
	current_add(&current, 1, &roof);
	current_add(&current, 2, &school);
	CHECK_INT(current_finish(&current, &err), OK);
	return current;
}

static const char *
print(const struct current_full *full, enum units units)
{
	struct err err = {0};
	struct str out = {NULL, 0};

	CHECK_INT(current_full_to_json(full, units, arena, &out, &err), OK);
	return out.at;
}

static void
the_whole_object_is_openweathermaps_and_more(void)
{
	static const struct current_observer observers[] = {
		{1, {"u_roof", 6}}, {2, {"u_school", 8}}};
	struct current current = two_observers();
	struct current_full full = {&current, &portland, "stations", NULL,
		observers, COUNT(observers)};

	CHECK_STR(print(&full, UNITS_METRIC),
		"{\"coord\":{\"lon\":-122.67621,\"lat\":45.52345},"
		"\"weather\":[{\"id\":500,\"main\":\"Rain\",\"description\":"
		"\"light rain\",\"icon\":\"10n\"}],\"base\":\"stations\","
		"\"main\":{\"temp\":27.0,\"feels_like\":28.86,\"temp_min\":"
		"27.0,\"temp_max\":27.0,\"pressure\":1017,\"humidity\":70,"
		"\"sea_level\":1017,\"grnd_level\":null,\"dew_point\":21.06,"
		"\"wet_bulb\":22.8,\"heat_index\":28.86,\"wind_chill\":null},"
		"\"visibility\":9000,\"wind\":{\"speed\":3.2,\"deg\":250,"
		"\"gust\":null},\"rain\":{\"1h\":2.4},\"clouds\":{\"all\":75},"
		"\"dt\":1795310100,\"sys\":{\"country\":\"US\"},\"timezone\":0,"
		"\"id\":5746545,\"name\":\"Portland\",\"cod\":200,"
		"\"condition\":\"rainy\",\"source\":{\"provider\":\"stations\","
		"\"place\":{\"name\":\"Portland\",\"state\":\"OR\",\"country\":"
		"\"US\"},\"observed_at\":\"2026-11-22T01:15:00Z\",\"stale\":"
		"false,\"observers\":[{\"id\":\"u_roof\",\"fields\":[\"temp\","
		"\"humidity\",\"wind_speed\",\"wind_dir\",\"precip\","
		"\"cloud_cover\",\"weather_code\"]},{\"id\":\"u_school\","
		"\"fields\":[\"pressure_msl\",\"visibility\"]}],\"derived\":["
		"\"feels_like\",\"dew_point\",\"wet_bulb\",\"heat_index\"],"
		"\"attribution\":null}}");
}

static void
units_reach_every_value_that_has_them(void)
{
	struct current current = two_observers();
	struct current_full full = {
		&current, &portland, "stations", NULL, NULL, 0};
	const char *text = print(&full, UNITS_IMPERIAL);

	CHECK(strstr(text, "\"temp\":80.6,") != NULL);
	CHECK(strstr(text, "\"dew_point\":69.91,") != NULL);
	CHECK(strstr(text, "\"speed\":7.16,") != NULL);
	CHECK(strstr(text, "\"visibility\":9000,") != NULL);
	text = print(&full, UNITS_STANDARD);
	CHECK(strstr(text, "\"temp\":300.15,") != NULL);
	CHECK(strstr(text, "\"heat_index\":302.01,") != NULL);
	CHECK(strstr(text, "\"speed\":3.2,") != NULL);
}

static void
what_nobody_measured_or_knows_is_null_and_never_zero(void)
{
	static const struct place nowhere = {
		.id = -1, .name = {"Nowhere", 7}, .country = {"US", 2}};
	struct observation o;
	struct current current;
	struct current_full full = {&current, &nowhere, "open-meteo",
		"Weather data by Open-Meteo.com", NULL, 0};
	struct err err = {0};
	const char *text;

	observation_init(&o, now - 7200);
	measure(&o, FIELD_HUMIDITY, 500);
	current_begin(&current, now);
	current_add(&current, 1, &o);
	CHECK_INT(current_finish(&current, &err), OK);
	text = print(&full, UNITS_METRIC);
	CHECK(strstr(text, "\"coord\":{\"lon\":null,\"lat\":null}") != NULL);
	CHECK(strstr(text, "\"weather\":[]") != NULL);
	CHECK(strstr(text, "\"main\":{\"temp\":null,\"feels_like\":null,"
			   "\"temp_min\":null,\"temp_max\":null,\"pressure\":"
			   "null,\"humidity\":50,") != NULL);
	CHECK(strstr(text, "\"dew_point\":null,\"wet_bulb\":null,"
			   "\"heat_index\":null,\"wind_chill\":null}") != NULL);
	CHECK(strstr(text, "\"wind\":{\"speed\":null,\"deg\":null,"
			   "\"gust\":null},\"clouds\":{\"all\":null}") != NULL);
	CHECK(strstr(text, "\"id\":0,") != NULL);
	CHECK(strstr(text, "\"condition\":null") != NULL);
	CHECK(strstr(text, "\"stale\":true") != NULL);
	CHECK(strstr(text, "\"derived\":[],\"attribution\":\"Weather data by "
			   "Open-Meteo.com\"") != NULL);
	CHECK(!strstr(text, "\"rain\"") && !strstr(text, "\"snow\""));
}

static void
a_measured_dew_point_is_not_computed(void)
{
	struct current current = two_observers();
	struct current_full full = {
		&current, &portland, "stations", NULL, NULL, 0};
	const char *text;

	current.values[FIELD_DEW_POINT] = 2000;
	current.observed_at[FIELD_DEW_POINT] = now;
	text = print(&full, UNITS_METRIC);
	CHECK(strstr(text, "\"dew_point\":20.0,") != NULL);
	CHECK(strstr(text, "\"derived\":[\"feels_like\",\"wet_bulb\",") !=
		NULL);
}

static void
it_snows_where_the_condition_is_snow(void)
{
	struct current current = two_observers();
	struct current_full full = {
		&current, &portland, "stations", NULL, NULL, 0};
	const char *text;

	current.values[FIELD_WEATHER_CODE] = 73;
	text = print(&full, UNITS_METRIC);
	CHECK(strstr(text, "\"snow\":{\"1h\":2.4}") != NULL);
	CHECK(!strstr(text, "\"rain\":"));
}

static void
day_and_night_come_from_the_sun(void)
{
	static const struct place unlocated = {
		.name = {"X", 1}, .country = {"US", 2}};
	struct current current = two_observers();
	struct current_full full = {
		&current, &portland, "stations", NULL, NULL, 0};

	/* 17:15 in Portland in November */
	CHECK(!current_full_is_day(&full));
	current.newest = now - 6 * 3600;
	CHECK(current_full_is_day(&full));
	full.place = &unlocated;
	CHECK(current_full_is_day(&full));
	current.observed_at[FIELD_SOLAR] = now;
	current.values[FIELD_SOLAR] = 0;
	CHECK(!current_full_is_day(&full));
	current.values[FIELD_SOLAR] = 5;
	CHECK(current_full_is_day(&full));
}

int
main(void)
{
	arena = arena_new(1 << 20);
	RUN(the_whole_object_is_openweathermaps_and_more);
	RUN(units_reach_every_value_that_has_them);
	RUN(what_nobody_measured_or_knows_is_null_and_never_zero);
	RUN(a_measured_dew_point_is_not_computed);
	RUN(it_snows_where_the_condition_is_snow);
	RUN(day_and_night_come_from_the_sun);
	arena_free(arena);
	DONE();
}
