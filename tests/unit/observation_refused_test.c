/* What no body of an observation may say, and what is said of it then. */
#include "unit/observation_body.h"

#include <stdlib.h>

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

/* The pointer of RFC 6901 5; the text said "", and no more. */
static void
a_member_without_a_name_is_called_so(void)
{
	struct observation o;
	struct err err;

	CHECK_INT(parse("{\"temp\":1,\"\":1}", &o, &err), ERR_INVALID);
	CHECK_STR(err.fields[0].name, "/");
	CHECK_STR(err.fields[0].detail,
		"a member without a name is not known here");
	CHECK_INT(parse("{\"temp\":1}", &o, &err), OK);
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
	RUN(hard_limits_refuse_just_outside_and_accept_just_inside);
	RUN(limits_are_told_in_the_units_of_the_caller);
	RUN(each_bad_member_has_pointer_and_code);
	RUN(unknown_members_get_a_suggestion);
	RUN(a_member_without_a_name_is_called_so);
	RUN(what_is_no_object_is_malformed);
	RUN(more_bad_members_than_fit_are_counted);
	arena_free(arena);
	DONE();
}
