#include "unit/tap.h"

#include "base/json.h"
#include "weather/row.h"

#include <stdlib.h>

static struct arena *arena;
static const int64_t now = 1795310100; /* 2026-11-22T01:15:00Z */
static const struct location place = {{"Rome", 4}, {NULL, 0}, {"IT", 2}};

static enum err_kind
parse_in(const char *body, enum units units, struct observation *observation,
	struct err *err)
{
	bool timed;

	*err = (struct err){0};
	return observation_from_json(
		str_from(body), units, now, arena, observation, &timed, err);
}

static enum err_kind
parse(const char *body, struct observation *observation, struct err *err)
{
	return parse_in(body, UNITS_METRIC, observation, err);
}

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
hard_limits_refuse_just_outside_and_accept_just_inside(void)
{
	for (int i = 0; i < FIELD_COUNT; i++) {
		const struct observation_field_rule *rule =
			&observation_fields[i];
		int64_t beyond =
			i == FIELD_HUMIDITY ? 1041 : rule->hard_max + 1;
		const struct {
			int64_t scaled;
			bool good;
		} cases[] = {
			{rule->hard_min, true},
			{rule->hard_max, true},
			{rule->hard_min - 1, false},
			{beyond, false},
		};

		for (size_t c = 0; c < COUNT(cases); c++) {
			struct observation o;
			struct err err = {0};

			observation_init(&o, now);
			observation_set(&o, (enum observation_field)i,
				units_unscale(cases[c].scaled, rule->decimals),
				UNITS_METRIC, rule->name, &err);
			CHECK_INT(err.field_count, !cases[c].good);
			CHECK_INT(o.present, cases[c].good ? 1u << i : 0);
			if (cases[c].good)
				CHECK_INT(o.values[i], cases[c].scaled);
			else
				CHECK_STR(err.fields[0].code, "out-of-range");
		}
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
limits_are_told_in_the_units_of_the_caller(void)
{
	struct observation o;
	struct err err;

	CHECK_INT(parse("{\"temp\":812}", &o, &err), ERR_INVALID);
	CHECK_STR(err.fields[0].detail,
		"temp must be between -95 and 65 degC, not 812");
	CHECK_INT(parse_in("{\"temp\":812}", UNITS_IMPERIAL, &o, &err),
		ERR_INVALID);
	CHECK_STR(err.fields[0].detail,
		"temp must be between -139 and 149 degF, not 812");
	CHECK_INT(parse_in("{\"temp\":12}", UNITS_STANDARD, &o, &err),
		ERR_INVALID);
	CHECK_STR(err.fields[0].detail,
		"temp must be between 178.15 and 338.15 K, not 12");
	CHECK_INT(parse_in("{\"wind_speed\":300}", UNITS_IMPERIAL, &o, &err),
		ERR_INVALID);
	CHECK_STR(err.fields[0].detail,
		"wind_speed must be between 0 and 290.8 mph, not 300");
	CHECK_INT(parse("{\"uv_index\":51}", &o, &err), ERR_INVALID);
	CHECK_STR(err.fields[0].detail,
		"uv_index must be between 0 and 50, not 51");
}

static void
each_bad_member_has_pointer_and_code(void)
{
	static const struct {
		const char *body, *pointer, *code;
	} cases[] = {
		{"{}", "", "missing"},
		{"{\"temp\":null}", "", "missing"},
		{"{\"extra\":{\"pm10\":1}}", "", "missing"},
		{"{\"temp\":\"12\"}", "/temp", "wrong-type"},
		{"{\"temp\":true}", "/temp", "wrong-type"},
		{"{\"temp\":[1]}", "/temp", "wrong-type"},
		{"{\"temp\":1e300}", "/temp", "out-of-range"},
		{"{\"pressure\":10}", "/pressure", "out-of-range"},
		{"{\"pressure\":1000,\"pressure_msl\":1000}", "/pressure_msl",
			"duplicate"},
		{"{\"temp\":1,\"tmep\":1}", "/tmep", "unknown-field"},
		{"{\"temp\":1,\"a/b~\":1}", "/a~1b~0", "unknown-field"},
		{"{\"temp\":1,\"feels_like\":1}", "/feels_like",
			"unknown-field"},
		{"{\"temp\":1,\"weather_code\":61.5}", "/weather_code",
			"not-whole"},
		{"{\"temp\":1,\"interval\":-1}", "/interval", "out-of-range"},
		{"{\"temp\":1,\"interval\":86401}", "/interval",
			"out-of-range"},
		{"{\"temp\":1,\"interval\":0.5}", "/interval", "not-whole"},
		{"{\"temp\":1,\"interval\":\"60\"}", "/interval", "wrong-type"},
		{"{\"temp\":1,\"observed_at\":1795310100}", "/observed_at",
			"wrong-type"},
		{"{\"temp\":1,\"observed_at\":\"\"}", "/observed_at",
			"malformed-time"},
		{"{\"temp\":1,\"observed_at\":\"2026-02-30T00:00:00Z\"}",
			"/observed_at", "malformed-time"},
		{"{\"temp\":1,\"observed_at\":\"2026-11-22T01:15:00\"}",
			"/observed_at", "time-zone-missing"},
		{"{\"temp\":1,\"observed_at\":\"2026-11-22T01:25:01Z\"}",
			"/observed_at", "in-the-future"},
		{"{\"temp\":1,\"observed_at\":\"1899-12-31T23:59:59Z\"}",
			"/observed_at", "too-old"},
		{"{\"precip\":41,\"interval\":60}", "/precip", "out-of-range"},
		{"{\"precip\":0.01,\"interval\":0}", "/precip", "out-of-range"},
		{"{\"temp\":1,\"extra\":[]}", "/extra", "wrong-type"},
		{"{\"temp\":1,\"extra\":{\"soil_temp_9\":1}}",
			"/extra/soil_temp_9", "unknown-field"},
		{"{\"temp\":1,\"extra\":{\"temp_1\":1}}", "/extra/temp_1",
			"unknown-field"},
		{"{\"temp\":1,\"extra\":{\"battery_\":1}}", "/extra/battery_",
			"unknown-field"},
		{"{\"temp\":1,\"extra\":{\"battery_A\":1}}", "/extra/battery_A",
			"unknown-field"},
		{"{\"temp\":1,\"extra\":{\"pm10\":\"1\"}}", "/extra/pm10",
			"wrong-type"},
		{"{\"temp\":1,\"extra\":{\"soil_temp_1\":66.1}}",
			"/extra/soil_temp_1", "out-of-range"},
		{"{\"temp\":1,\"extra\":{\"x/y\":1}}", "/extra/x~1y",
			"unknown-field"},
	};
	struct observation o;
	struct err err;

	for (size_t i = 0; i < COUNT(cases); i++) {
		CHECK_INT(parse(cases[i].body, &o, &err), ERR_INVALID);
		CHECK_INT(err.field_count, 1);
		CHECK_STR(err.fields[0].name, cases[i].pointer);
		CHECK_STR(err.fields[0].code, cases[i].code);
	}
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
unknown_members_get_a_suggestion(void)
{
	struct observation o;
	struct err err;

	CHECK_INT(parse("{\"tmep\":1}", &o, &err), ERR_INVALID);
	CHECK_STR(err.fields[0].detail,
		"tmep is not known here; did you mean temp?");
	CHECK_INT(parse("{\"Wind_Speed\":1}", &o, &err), ERR_INVALID);
	CHECK_STR(err.fields[0].detail,
		"Wind_Speed is not known here; did you mean wind_speed?");
	CHECK_INT(parse("{\"temp\":1,\"extra\":{\"pm_10\":1}}", &o, &err),
		ERR_INVALID);
	CHECK_STR(err.fields[0].detail,
		"pm_10 is not known here; did you mean pm10?");
	CHECK_INT(parse("{\"completely\":1}", &o, &err), ERR_INVALID);
	CHECK_STR(err.fields[0].detail, "completely is not known here");
}

static void
what_is_no_object_is_malformed(void)
{
	static const char *const bodies[] = {"", "[]", "1", "{\"temp\":}",
		"{\"temp\":1,\"temp\":1}", "{\"temp\":NaN}", "{\"temp\":1e999}",
		"{\"temp\":1}}", "\xEF\xBB\xBF{\"temp\":1}"};
	struct observation o;
	struct err err;

	for (size_t i = 0; i < COUNT(bodies); i++)
		CHECK_INT(parse(bodies[i], &o, &err), ERR_JSON);
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

static void
an_observation_prints_what_was_measured(void)
{
	struct observation_row row = {
		.location = place, .observer = STR_LIT("me")};
	struct observation o;
	struct err err;
	struct str out;

	CHECK_INT(parse("{\"temp\":11.84,\"humidity\":1,\"wind_speed\":10,"
			"\"interval\":60,\"weather_code\":3,\"extra\":{\"pm10\""
			":7,\"indoor_temp\":20}}",
			  &o, &err),
		OK);
	row.observation = o;
	CHECK_INT(observation_to_json(
			  &row, false, UNITS_METRIC, arena, &out, &err),
		OK);
	CHECK_STR(out.at,
		"{\"observed_at\":\"2026-11-22T01:15:00Z\",\"city\":\"Rome\","
		"\"state\":null,\"country\":\"IT\",\"observer\":\"me\","
		"\"source\":\"api\",\"received_at\":"
		"\"2026-11-22T01:15:00Z\",\"interval\":60,"
		"\"temp\":11.84,\"dew_point\":null,\"humidity\":1.0,"
		"\"pressure_station\":null,\"pressure_msl\":null,"
		"\"wind_speed\":10.0,\"wind_dir\":null,\"wind_gust\":null,"
		"\"wind_gust_dir\":null,\"precip\":null,\"precip_rate\":null,"
		"\"snow_depth\":null,\"snowfall\":null,\"visibility\":null,"
		"\"cloud_cover\":null,\"uv_index\":null,\"solar\":null,"
		"\"weather_code\":3,\"extra\":{\"indoor_temp\":20.0,\"pm10\":"
		"7.0},\"flagged\":[\"humidity\"]}");
	row.issuer = STR_LIT("https://a/");
	CHECK_INT(observation_to_json(
			  &row, true, UNITS_IMPERIAL, arena, &out, &err),
		OK);
	CHECK(strstr(out.at, "\"temp\":53.31,"));
	CHECK(strstr(out.at, "\"wind_speed\":22.37,"));
	CHECK(strstr(out.at, "\"indoor_temp\":68.0"));
	CHECK(strstr(out.at, "\"observer\":\"me\",\"issuer\":\"https://a/"
			     "\",\"tenant\":null,"));
}

static uint32_t
random_next(uint32_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 17;
	*state ^= *state << 5;
	return *state;
}

/* What was printed, without the members that only answers have. */
static struct str
as_body(struct str printed)
{
	static const char *const others[] = {"city", "state", "country",
		"observer", "source", "received_at", "flagged"};
	struct err err = {0};
	struct str body = {NULL, 0};
	json_t *value;

	CHECK_INT(json_parse_object(printed, 2, &value, NULL, 0), JSON_GOOD);
	for (size_t i = 0; i < COUNT(others); i++)
		json_object_del(value, others[i]);
	CHECK_INT(json_print(value, arena, &body, &err), OK);
	json_decref(value);
	return body;
}

static void
what_is_printed_reads_back_as_it_was(void)
{
	uint32_t state = 2463534242;
	int bad = 0;

	for (int round = 0; round < 2000; round++) {
		struct observation_row row = {.location = place};
		struct observation o, back;
		struct err err = {0};
		struct str out;

		arena_reset(arena);
		observation_init(&o, now - random_next(&state) % 1000000);
		for (int i = 0; i < FIELD_COUNT; i++) {
			const struct observation_field_rule *rule =
				&observation_fields[i];
			uint32_t span =
				(uint32_t)(rule->hard_max - rule->hard_min + 1);

			o.values[i] = rule->hard_min +
				      (int32_t)(random_next(&state) % span);
		}
		o.present = random_next(&state) % (1u << FIELD_COUNT);
		o.present |= 1u << FIELD_WIND_SPEED;
		o.interval_s = -1;
		o.extra = STR_LIT("{\"pm10\":0.125,\"soil_temp_3\":-12.345}");
		observation_check(&o, now, &err);
		bad += err.field_count != 0;
		row.observation = o;
		bad += observation_to_json(&row, false, UNITS_METRIC, arena,
			       &out, &err) != OK;
		bad += parse(as_body(out).at, &back, &err) != OK;
		bad += !observation_equal(&o, &back);
		bad += o.flagged != back.flagged;
	}
	CHECK_INT(bad, 0);
}

static void
equal_means_the_same_content(void)
{
	struct observation a, b;
	struct err err;
	const char *body = "{\"temp\":1,\"interval\":60,\"extra\":{\"pm10\":1,"
			   "\"pm2_5\":2}}";

	CHECK_INT(parse(body, &a, &err), OK);
	CHECK_INT(parse("{\"extra\":{\"pm2_5\":2.0,\"pm10\":1},\"interval\":60"
			",\"temp\":1.0}",
			  &b, &err),
		OK);
	b.source = SOURCE_IMPORT;
	b.received_at = 0;
	b.values[FIELD_SOLAR] = 5;
	CHECK(observation_equal(&a, &b));
	b.values[FIELD_TEMP]++;
	CHECK(!observation_equal(&a, &b));
	b = a;
	b.observed_at++;
	CHECK(!observation_equal(&a, &b));
	b = a;
	b.interval_s = -1;
	CHECK(!observation_equal(&a, &b));
	b = a;
	b.present |= 1u << FIELD_SOLAR;
	CHECK(!observation_equal(&a, &b));
	b = a;
	b.extra = STR_LIT("{}");
	CHECK(!observation_equal(&a, &b));
}

static void
fields_and_sources_are_found_by_name(void)
{
	enum observation_source source;

	for (int i = 0; i < FIELD_COUNT; i++)
		CHECK_INT(observation_field_find(
				  str_from(observation_fields[i].name)),
			i);
	CHECK_INT(observation_field_find(STR_LIT("pressure")),
		FIELD_PRESSURE_MSL);
	CHECK_INT(observation_field_find(STR_LIT("Temp")), FIELD_COUNT);
	CHECK_INT(observation_field_find(STR_LIT("")), FIELD_COUNT);
	for (int i = SOURCE_API; i <= SOURCE_DEMO; i++) {
		const char *name =
			observation_source_name((enum observation_source)i);

		CHECK(observation_source_from(str_from(name), &source));
		CHECK_INT(source, i);
	}
	CHECK(!observation_source_from(STR_LIT("none"), &source));
	CHECK(!observation_source_from(STR_LIT(""), &source));
}

static void
more_bad_members_than_fit_are_counted(void)
{
	char body[2000] = "{\"temp\":1";
	struct observation o;
	struct err err;
	size_t len = strlen(body);

	for (int i = 0; i < 40; i++)
		len += (size_t)snprintf(
			body + len, sizeof(body) - len, ",\"unknown_%d\":1", i);
	snprintf(body + len, sizeof(body) - len, "}");
	CHECK_INT(parse(body, &o, &err), ERR_INVALID);
	CHECK_INT(err.field_count, 40);
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
	RUN(hard_limits_refuse_just_outside_and_accept_just_inside);
	RUN(a_wet_sensor_counts_as_full);
	RUN(limits_are_told_in_the_units_of_the_caller);
	RUN(each_bad_member_has_pointer_and_code);
	RUN(the_edges_of_times_and_rain_are_accepted);
	RUN(a_fraction_of_a_second_is_rounded_down);
	RUN(unknown_members_get_a_suggestion);
	RUN(what_is_no_object_is_malformed);
	RUN(soft_limits_flag_and_keep);
	RUN(calm_has_no_direction);
	RUN(an_observation_prints_what_was_measured);
	RUN(what_is_printed_reads_back_as_it_was);
	RUN(equal_means_the_same_content);
	RUN(fields_and_sources_are_found_by_name);
	RUN(more_bad_members_than_fit_are_counted);
	arena_free(arena);
	DONE();
}
