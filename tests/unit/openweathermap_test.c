#include "weather/openweathermap.h"

#include "unit/upstream_data.h"

enum { DT = 1661870592, NOW = DT + 300 };

static const struct location zocca = {
	STR_INIT("Zocca"), {NULL, 0}, STR_INIT("IT")};

static struct arena *arena;

static enum err_kind
read_spoilt(const char *from, const char *to, struct reading *reading)
{
	struct str body = upstream_data(arena, "openweathermap-zocca.json");
	struct err err = {0};

	if (from)
		body = spoilt(arena, body, from, to);
	return openweathermap_read(body, &zocca, NOW, arena, reading, &err);
}

static const char *
reason_of(struct str body, int64_t now)
{
	struct reading reading;
	struct err err = {0};

	if (openweathermap_read(body, &zocca, now, arena, &reading, &err) == OK)
		return "";
	return err.reason;
}

static void
check_url(struct location place, const char *key, const char *want)
{
	char text[512];
	struct buf url;

	buf_init(&url, 4096);
	openweathermap_url(&url, "https://a.example/data/2.5", &place, key);
	snprintf(text, sizeof(text), "%.*s", STR_ARG(buf_as_str(&url)));
	CHECK_STR(text, want);
	buf_free(&url);
}

static void
the_question_is_the_one_of_the_course(void)
{
	check_url((struct location){STR_LIT("Portland"), STR_LIT("OR"),
			  STR_LIT("US")},
		"k3y",
		"https://a.example/data/2.5/weather?q=Portland,OR,US"
		"&units=standard&appid=k3y");
	check_url((struct location){STR_LIT("S\xc3\xa3o Paulo"), {0},
			  STR_LIT("BR")},
		"k3y",
		"https://a.example/data/2.5/weather?q=S%C3%A3o%20Paulo,BR"
		"&units=standard&appid=k3y");
}

static void
a_name_cannot_become_another_parameter_or_place(void)
{
	check_url((struct location){STR_LIT("x&appid=1#?/../y,GB"), {0},
			  STR_LIT("US")},
		"a+b&c",
		"https://a.example/data/2.5/weather?q=x%26appid%3D1%23%3F%2F"
		"..%2Fy%20GB,US&units=standard&appid=a%2Bb%26c");
}

static void
every_member_becomes_a_stored_value(void)
{
	static const struct {
		enum observation_field field;
		int32_t value;
	} want[] = {
		{FIELD_TEMP, 2533},
		{FIELD_HUMIDITY, 640},
		{FIELD_PRESSURE_MSL, 101500},
		{FIELD_PRESSURE_STATION, 93300},
		{FIELD_WIND_SPEED, 62},
		{FIELD_WIND_DIR, 349},
		{FIELD_WIND_GUST, 118},
		{FIELD_PRECIP, 316},
		{FIELD_VISIBILITY, 10000},
		{FIELD_CLOUD_COVER, 100},
		{FIELD_WEATHER_CODE, 63},
	};
	struct reading reading;
	uint32_t present = 0;

	CHECK_INT(read_spoilt(NULL, NULL, &reading), OK);
	for (size_t i = 0; i < COUNT(want); i++) {
		CHECK_INT(reading.observation.values[want[i].field],
			want[i].value);
		present |= 1u << want[i].field;
	}
	CHECK_INT(reading.observation.present, present);
	CHECK_INT(reading.observation.flagged, 0);
	CHECK_INT(reading.observation.observed_at, DT);
	CHECK_INT(reading.observation.interval_s, 3600);
	CHECK(reading.has_feels_like && reading.has_spread);
	CHECK_INT(reading.feels_like, 2559);
	CHECK_INT(reading.temp_min, 2441);
	CHECK_INT(reading.temp_max, 2690);
	CHECK(str_is(reading.city, "Zocca") && str_is(reading.country, "IT"));
	CHECK(reading.has_position);
	CHECK_INT(reading.position.lat, 4434000);
	CHECK_INT(reading.position.lon, 1099000);
}

static void
rain_and_snow_add_up_and_what_is_missing_is_not_measured(void)
{
	const struct location portland = {
		STR_LIT("Portland"), STR_LIT("OR"), STR_LIT("US")};
	struct reading reading;
	struct err err = {0};

	CHECK_INT(openweathermap_read(
			  upstream_data(arena, "openweathermap-portland.json"),
			  &portland, NOW, arena, &reading, &err),
		OK);
	CHECK_INT(reading.observation.values[FIELD_TEMP], 100);
	CHECK_INT(reading.observation.values[FIELD_PRECIP], 75);
	CHECK_INT(reading.observation.values[FIELD_WEATHER_CODE], 69);
	CHECK(!observation_has(&reading.observation, FIELD_WIND_GUST));
	CHECK(!observation_has(&reading.observation, FIELD_VISIBILITY));
	CHECK(!observation_has(&reading.observation, FIELD_PRESSURE_STATION));
	CHECK_INT(reading.position.lon, -12267620);
}

static void
a_member_that_makes_no_sense_is_left_out(void)
{
	static const struct {
		const char *from, *to;
		enum observation_field field;
	} cases[] = {
		{"\"humidity\":64", "\"humidity\":null", FIELD_HUMIDITY},
		{"\"humidity\":64", "\"humidity\":\"64\"", FIELD_HUMIDITY},
		{"\"humidity\":64", "\"humidity\":640", FIELD_HUMIDITY},
		{"\"humidity\":64", "\"humidity\":-1", FIELD_HUMIDITY},
		{"\"humidity\":64", "\"humidity\":1e300", FIELD_HUMIDITY},
		{"\"humidity\":64", "\"humidity\":{}", FIELD_HUMIDITY},
		{"\"speed\":0.62", "\"speed\":131", FIELD_WIND_SPEED},
		{"\"speed\":0.62", "\"speed\":76", FIELD_WIND_SPEED},
		{"\"gust\":1.18", "\"gust\":0.1", FIELD_WIND_GUST},
		{"\"wind\":{", "\"wind\":[0],\"x\":{", FIELD_WIND_SPEED},
		{"{\"1h\":3.16}", "{\"1h\":900}", FIELD_PRECIP},
		{"{\"1h\":3.16}", "3.16", FIELD_PRECIP},
		{"\"id\":501", "\"id\":12345", FIELD_WEATHER_CODE},
		{"\"id\":501", "\"id\":501.5", FIELD_WEATHER_CODE},
		{"\"visibility\":10000", "\"visibility\":[]", FIELD_VISIBILITY},
	};
	struct reading reading;

	for (size_t i = 0; i < COUNT(cases); i++) {
		CHECK_INT(
			read_spoilt(cases[i].from, cases[i].to, &reading), OK);
		CHECK(!observation_has(&reading.observation, cases[i].field));
		CHECK_INT(reading.observation.values[cases[i].field], 0);
		CHECK(observation_has(&reading.observation, FIELD_TEMP));
	}
	CHECK_INT(read_spoilt(
			  "\"temp_min\":297.56", "\"temp_min\":299", &reading),
		OK);
	CHECK(!reading.has_spread);
	CHECK_INT(reading.temp_min, 2533);
	CHECK_INT(read_spoilt("\"name\":\"Zocca\"", "\"name\":\"Z\\u0007\"",
			  &reading),
		OK);
	CHECK_INT(reading.city.len, 0);
	CHECK_INT(read_spoilt("\"lat\":44.34", "\"lat\":91", &reading), OK);
	CHECK(!reading.has_position);
}

static void
an_answer_without_temperature_time_or_truth_is_none(void)
{
	static const struct {
		const char *from, *to, *reason;
	} cases[] = {
		{"\"temp\":298.48", "\"temp\":null", "upstream/temp"},
		{"\"temp\":298.48", "\"temp\":\"298\"", "upstream/temp"},
		/* degC where K was asked for */
		{"\"temp\":298.48", "\"temp\":25.33", "upstream/temp"},
		{"\"temp\":298.48", "\"temp\":330.15", "upstream/temp"},
		{"\"temp\":298.48", "\"temp\":1e999", "upstream/malformed"},
		{"\"temp\":298.48", "\"temp\":NaN", "upstream/malformed"},
		{"\"main\":{", "\"main\":1,\"x\":{", "upstream/temp"},
		{"\"dt\":1661870592", "\"dt\":1661870592.5", "upstream/time"},
		{"\"dt\":1661870592", "\"dt\":1661784000", "upstream/time"},
		{"\"dt\":1661870592", "\"dt\":1661872000", "upstream/time"},
		{"\"dt\":1661870592", "\"dt\":-9223372036854775808",
			"upstream/time"},
		{"\"dt\":1661870592", "\"x\":1", "upstream/time"},
		{"\"country\":\"IT\"", "\"country\":\"US\"", "upstream/place"},
		{"\"cod\":200", "\"cod\":404", "upstream/malformed"},
		{"\"cod\":200", "\"x\":200", "upstream/malformed"},
		{"\"cod\":200", "\"cod\":200,\"cod\":200",
			"upstream/malformed"},
		{"\"cod\":200}", "\"cod\":200", "upstream/malformed"},
	};
	struct str good = upstream_data(arena, "openweathermap-zocca.json");

	CHECK_STR(reason_of(good, NOW), "");
	for (size_t i = 0; i < COUNT(cases); i++)
		CHECK_STR(reason_of(spoilt(arena, good, cases[i].from,
					    cases[i].to),
				  NOW),
			cases[i].reason);
	CHECK_STR(reason_of(good, DT + 86400), "");
	CHECK_STR(reason_of(good, DT + 86401), "upstream/time");
	CHECK_STR(reason_of(good, DT - 600), "");
	CHECK_STR(reason_of(good, DT - 601), "upstream/time");
	CHECK_STR(reason_of(STR_LIT(""), NOW), "upstream/malformed");
	CHECK_STR(reason_of(STR_LIT("[]"), NOW), "upstream/malformed");
	CHECK_STR(reason_of(STR_LIT("<html>"), NOW), "upstream/malformed");
}

static void
only_its_own_words_say_that_a_city_is_unknown(void)
{
	struct str own = upstream_data(arena, "openweathermap-unknown.json");
	struct str key = upstream_data(arena, "openweathermap-key.json");
	struct str quota = upstream_data(arena, "openweathermap-quota.json");

	CHECK(openweathermap_is_unknown(404, own));
	CHECK(openweathermap_is_unknown(
		400, STR_LIT("{\"cod\":\"400\",\"message\":\"x\"}")));
	CHECK(!openweathermap_is_unknown(400, own));
	CHECK(!openweathermap_is_unknown(401, key));
	CHECK(!openweathermap_is_unknown(429, quota));
	CHECK(!openweathermap_is_unknown(404, key));
	CHECK(!openweathermap_is_unknown(404, STR_LIT("<html>404</html>")));
	CHECK(!openweathermap_is_unknown(404, STR_LIT("")));
}

static void
conditions_become_codes_of_the_field(void)
{
	int known = 0;

	for (long long id = -1; id < 1000; id++) {
		int wmo = openweathermap_wmo(id);

		CHECK(wmo >= -1 && wmo <= 99);
		known += wmo >= 0;
	}
	CHECK_INT(known, 55);
	CHECK_INT(openweathermap_wmo(800), 0);
	CHECK_INT(openweathermap_wmo(741), 45);
}

int
main(void)
{
	arena = arena_new(1 << 20);
	RUN(the_question_is_the_one_of_the_course);
	RUN(a_name_cannot_become_another_parameter_or_place);
	RUN(every_member_becomes_a_stored_value);
	RUN(rain_and_snow_add_up_and_what_is_missing_is_not_measured);
	RUN(a_member_that_makes_no_sense_is_left_out);
	RUN(an_answer_without_temperature_time_or_truth_is_none);
	RUN(only_its_own_words_say_that_a_city_is_unknown);
	RUN(conditions_become_codes_of_the_field);
	arena_free(arena);
	DONE();
}
