/* Observations as they are printed, read back, compared and named. */
#include "base/json.h"
#include "unit/observation_body.h"

#include <stdlib.h>

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

int
main(void)
{
	arena = arena_new(1 << 20);
	if (!arena)
		return EXIT_FAILURE;
	RUN(an_observation_prints_what_was_measured);
	RUN(what_is_printed_reads_back_as_it_was);
	RUN(equal_means_the_same_content);
	RUN(fields_and_sources_are_found_by_name);
	arena_free(arena);
	DONE();
}
