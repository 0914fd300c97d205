/* What a good body of an observation says, and what is flagged of it. */
#include "unit/observation_body.h"

#include <stdlib.h>

static void
a_body_becomes_scaled_integers(void)
{
	struct observation o;
	struct err err;

	CHECK_INT(parse("{\"observed_at\":\"2026-11-22T02:10:00+01:00\","
			"\"interval\":300,\"temp\":11.84,\"dew_point\":8.7,"
			"\"humidity\":81,\"pressure\":1017.2,\"wind_speed\":"
			"3.2,\"wind_dir\":250,\"wind_gust\":6.4,\"precip\":0.2,"
			"\"uv_index\":0.4,\"solar\":122,\"weather_code\":61,"
			"\"extra\":{\"soil_temp_1\":9.2}}",
			  &o, &err),
		OK);
	CHECK_INT(o.observed_at, now - 300);
	CHECK_INT(o.received_at, now);
	CHECK_INT(o.interval_s, 300);
	CHECK_INT(o.source, SOURCE_API);
	CHECK_INT(o.values[FIELD_TEMP], 1184);
	CHECK_INT(o.values[FIELD_DEW_POINT], 870);
	CHECK_INT(o.values[FIELD_HUMIDITY], 810);
	CHECK_INT(o.values[FIELD_PRESSURE_MSL], 101720);
	CHECK_INT(o.values[FIELD_WIND_SPEED], 320);
	CHECK_INT(o.values[FIELD_WIND_DIR], 250);
	CHECK_INT(o.values[FIELD_WIND_GUST], 640);
	CHECK_INT(o.values[FIELD_PRECIP], 20);
	CHECK_INT(o.values[FIELD_UV_INDEX], 4);
	CHECK_INT(o.values[FIELD_SOLAR], 122);
	CHECK_INT(o.values[FIELD_WEATHER_CODE], 61);
	CHECK(!observation_has(&o, FIELD_PRESSURE_STATION));
	CHECK_INT(o.flagged, 0);
	CHECK(str_is(o.extra, "{\"soil_temp_1\":9.2}"));
}

static void
what_is_not_said_is_now_and_unknown(void)
{
	struct observation o;
	struct err err;

	CHECK_INT(parse("{\"temp\":0,\"humidity\":null,\"observed_at\":null,"
			"\"interval\":null,\"extra\":null}",
			  &o, &err),
		OK);
	CHECK_INT(o.observed_at, now);
	CHECK_INT(o.interval_s, -1);
	CHECK_INT(o.present, 1);
	CHECK_INT(o.extra.len, 0);
}

static void
units_say_what_is_sent(void)
{
	static const struct {
		const char *body;
		enum units units;
		enum observation_field field;
		int value;
	} cases[] = {
		{"{\"temp\":50}", UNITS_IMPERIAL, FIELD_TEMP, 1000},
		{"{\"temp\":149}", UNITS_IMPERIAL, FIELD_TEMP, 6500},
		{"{\"temp\":-139}", UNITS_IMPERIAL, FIELD_TEMP, -9500},
		{"{\"temp\":273.15}", UNITS_STANDARD, FIELD_TEMP, 0},
		{"{\"temp\":338.15}", UNITS_STANDARD, FIELD_TEMP, 6500},
		{"{\"dew_point\":32}", UNITS_IMPERIAL, FIELD_DEW_POINT, 0},
		{"{\"wind_speed\":10}", UNITS_IMPERIAL, FIELD_WIND_SPEED, 447},
		{"{\"wind_speed\":10}", UNITS_STANDARD, FIELD_WIND_SPEED, 1000},
		{"{\"wind_speed\":290.8}", UNITS_IMPERIAL, FIELD_WIND_SPEED,
			13000},
		{"{\"pressure\":1013.25}", UNITS_IMPERIAL, FIELD_PRESSURE_MSL,
			101325},
	};
	struct observation o;
	struct err err;

	for (size_t i = 0; i < COUNT(cases); i++) {
		CHECK_INT(
			parse_in(cases[i].body, cases[i].units, &o, &err), OK);
		CHECK_INT(o.values[cases[i].field], cases[i].value);
	}
}

static void
a_wet_sensor_counts_as_full(void)
{
	struct observation o;
	struct err err;

	CHECK_INT(parse("{\"humidity\":104}", &o, &err), OK);
	CHECK_INT(o.values[FIELD_HUMIDITY], 1000);
	CHECK_INT(parse("{\"humidity\":104.1}", &o, &err), ERR_INVALID);
	CHECK_STR(err.fields[0].detail,
		"humidity must be between 0 and 100 %, not 104.1");
}

static void
the_edges_of_times_and_rain_are_accepted(void)
{
	static const char *const bodies[] = {
		"{\"temp\":1,\"observed_at\":\"2026-11-22T01:25:00Z\"}",
		"{\"temp\":1,\"observed_at\":\"1900-01-01T00:00:00Z\"}",
		"{\"temp\":1,\"interval\":86400}",
		"{\"temp\":1,\"interval\":0}",
		"{\"precip\":40,\"interval\":60}",
		"{\"precip\":0,\"interval\":0}",
		"{\"precip\":2000}",
		"{\"temp\":1,\"extra\":{\"soil_temp_8\":66,\"battery_wh65\":3,"
		"\"temp_2\":-95,\"humidity_8\":100,\"leaf_wetness_2\":0,"
		"\"pm2_5\":1,\"lightning_count\":3}}",
		"{\"temp\":1,\"extra\":{}}",
		"{\"temp\":1,\"extra\":{\"pm10\":null}}",
	};
	struct observation o;
	struct err err;

	for (size_t i = 0; i < COUNT(bodies); i++)
		CHECK_INT(parse(bodies[i], &o, &err), OK);
}

static void
a_fraction_of_a_second_is_rounded_down(void)
{
	struct observation o;
	struct err err;

	CHECK_INT(parse("{\"temp\":1,\"observed_at\":"
			"\"1969-12-31T23:59:58.500Z\"}",
			  &o, &err),
		OK);
	CHECK_INT(o.observed_at, -2);
}

static void
soft_limits_flag_and_keep(void)
{
	static const struct {
		const char *body;
		uint32_t flagged;
	} cases[] = {
		{"{\"temp\":55}", 0},
		{"{\"temp\":55.01}", 1u << FIELD_TEMP},
		{"{\"temp\":-60.01,\"humidity\":50}", 1u << FIELD_TEMP},
		{"{\"humidity\":1.9}", 1u << FIELD_HUMIDITY},
		{"{\"pressure_station\":559.99}", 1u << FIELD_PRESSURE_STATION},
		{"{\"pressure\":1085.01}", 1u << FIELD_PRESSURE_MSL},
		{"{\"temp\":10,\"dew_point\":10.5}", 0},
		{"{\"temp\":10,\"dew_point\":10.51}", 1u << FIELD_DEW_POINT},
		{"{\"dew_point\":30}", 0},
		{"{\"wind_speed\":5,\"wind_gust\":5}", 0},
		{"{\"wind_speed\":5,\"wind_gust\":4.99}",
			1u << FIELD_WIND_GUST},
		{"{\"wind_speed\":5}", 0},
		{"{\"wind_gust\":90.01}", 1u << FIELD_WIND_GUST},
		{"{\"wind_speed\":75.01}", 1u << FIELD_WIND_SPEED},
		{"{\"precip\":10,\"interval\":60}", 0},
		{"{\"precip\":10.01,\"interval\":60}", 1u << FIELD_PRECIP},
		{"{\"precip_rate\":400.01}", 1u << FIELD_PRECIP_RATE},
		{"{\"snow_depth\":8001}", 1u << FIELD_SNOW_DEPTH},
		{"{\"snowfall\":2001}", 1u << FIELD_SNOWFALL},
		{"{\"visibility\":160001}", 1u << FIELD_VISIBILITY},
		{"{\"uv_index\":20.1}", 1u << FIELD_UV_INDEX},
		{"{\"solar\":1501}", 1u << FIELD_SOLAR},
	};
	struct observation o;
	struct err err;

	for (size_t i = 0; i < COUNT(cases); i++) {
		CHECK_INT(parse(cases[i].body, &o, &err), OK);
		CHECK_INT(o.flagged, cases[i].flagged);
		CHECK_INT(o.flagged & ~o.present, 0);
	}
	CHECK(observation_has(&o, FIELD_SOLAR));
	CHECK(!observation_plausible(&o, FIELD_SOLAR));
}

static void
calm_has_no_direction(void)
{
	struct observation o;
	struct err err;

	CHECK_INT(parse("{\"wind_dir\":200,\"wind_speed\":0}", &o, &err), OK);
	CHECK(!observation_has(&o, FIELD_WIND_DIR));
	CHECK(observation_has(&o, FIELD_WIND_SPEED));
	CHECK_INT(parse("{\"wind_dir\":200,\"wind_speed\":0.1}", &o, &err), OK);
	CHECK(observation_has(&o, FIELD_WIND_DIR));
	CHECK_INT(parse("{\"wind_dir\":200}", &o, &err), OK);
	CHECK(observation_has(&o, FIELD_WIND_DIR));
}

int
main(void)
{
	arena = arena_new(1 << 20);
	if (!arena)
		return EXIT_FAILURE;
	RUN(a_body_becomes_scaled_integers);
	RUN(what_is_not_said_is_now_and_unknown);
	RUN(units_say_what_is_sent);
	RUN(a_wet_sensor_counts_as_full);
	RUN(the_edges_of_times_and_rain_are_accepted);
	RUN(a_fraction_of_a_second_is_rounded_down);
	RUN(soft_limits_flag_and_keep);
	RUN(calm_has_no_direction);
	arena_free(arena);
	DONE();
}
