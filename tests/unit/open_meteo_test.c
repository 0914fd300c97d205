#include "weather/open_meteo.h"

#include "unit/upstream_data.h"
#include "weather/us_state.h"

enum { DT = 1661870700, NOW = DT + 300 };

static struct arena *arena;

static void
check_text(struct buf *url, const char *want)
{
	char text[1024];

	snprintf(text, sizeof(text), "%.*s", STR_ARG(buf_as_str(url)));
	CHECK_STR(text, want);
	buf_free(url);
}

static void
questions_carry_names_positions_and_the_key_if_there_is_one(void)
{
	const struct location place = {
		STR_LIT("Z\xc3\xbcrich, a&b"), {0}, STR_LIT("CH")};
	struct buf url;

	buf_init(&url, 4096);
	open_meteo_search_url(&url, "https://g.example/v1", &place, "");
	check_text(&url,
		"https://g.example/v1/search?name=Z%C3%BCrich%20%20a%26b"
		"&count=20&language=en&format=json&countryCode=CH");
	buf_init(&url, 4096);
	open_meteo_search_url(&url, "https://g.example/v1",
		&(struct location){STR_LIT("x"), {0}, STR_LIT("CH")}, "a&b");
	check_text(&url,
		"https://g.example/v1/search?name=x&count=20&language=en"
		"&format=json&countryCode=CH&apikey=a%26b");
	buf_init(&url, 4096);
	open_meteo_url(&url, "https://m.example/v1",
		(struct position){-50, 17999999}, "k");
	check_text(&url,
		"https://m.example/v1/forecast?latitude=-0.00050"
		"&longitude=179.99999&current=apparent_temperature,"
		"temperature_2m,relative_humidity_2m,precipitation,"
		"weather_code,cloud_cover,pressure_msl,surface_pressure,"
		"wind_speed_10m,wind_direction_10m,wind_gusts_10m"
		"&wind_speed_unit=ms&timeformat=unixtime&apikey=k");
}

static bool
finds(const char *state, const char *country, struct reading *reading)
{
	struct location place = {
		STR_LIT("Portland"), str_from(state), str_from(country)};
	struct err err = {0};
	bool found;

	CHECK_INT(open_meteo_search_read(
			  upstream_data(arena, "open-meteo-search.json"),
			  &place, arena, reading, &found, &err),
		OK);
	return found;
}

static void
the_place_is_of_the_country_and_state_that_were_asked_for(void)
{
	struct reading reading;

	CHECK(finds("", "US", &reading));
	CHECK_INT(reading.position.lat, 4552345);
	CHECK_INT(reading.position.lon, -12267621);
	CHECK(reading.has_position && str_is(reading.city, "Portland"));
	CHECK(str_is(reading.country, "US"));
	CHECK(finds("ME", "US", &reading));
	CHECK_INT(reading.position.lat, 4365737);
	CHECK(!finds("TX", "US", &reading));
	/* a town before an airport that stands above it */
	CHECK(finds("", "GB", &reading));
	CHECK_INT(reading.position.lat, 5054490);
	/* what is no town is better than nothing; others' states say nothing */
	CHECK(finds("XX", "JM", &reading));
	CHECK_INT(reading.position.lat, 1813780);
	CHECK(!finds("", "DE", &reading));
}

static enum err_kind
search(struct str body, bool *found)
{
	const struct location place = {STR_LIT("Portland"), {0}, STR_LIT("US")};
	struct reading reading;
	struct err err = {0};

	return open_meteo_search_read(
		body, &place, arena, &reading, found, &err);
}

static void
nothing_found_is_another_thing_than_nonsense(void)
{
	struct str good = upstream_data(arena, "open-meteo-search.json");
	bool found;

	CHECK_INT(search(upstream_data(arena, "open-meteo-search-none.json"),
			  &found),
		OK);
	CHECK(!found);
	CHECK_INT(search(STR_LIT("{\"results\":[],\"generationtime_ms\":1}"),
			  &found),
		OK);
	CHECK(!found);
	CHECK_INT(search(upstream_data(arena, "open-meteo-error.json"), &found),
		ERR_FETCH);
	CHECK_INT(search(STR_LIT("{}"), &found), ERR_FETCH);
	CHECK_INT(search(STR_LIT("{\"results\":1}"), &found), ERR_FETCH);
	CHECK_INT(search(STR_LIT("<html>"), &found), ERR_FETCH);
	CHECK_INT(search(spoilt(arena, good, "45.52345", "\"45.5\""), &found),
		OK);
	CHECK(found);
}

static const char *
read_body(struct str body, struct position asked, struct reading *reading)
{
	struct err err = {0};

	*reading = (struct reading){.has_position = true, .position = asked};
	if (open_meteo_read(body, NOW, reading, &err) == OK)
		return "";
	return err.reason;
}

static const struct position portland = {4552345, -12267621};

static void
every_member_becomes_a_stored_value(void)
{
	static const struct {
		enum observation_field field;
		int32_t value;
	} want[] = {
		{FIELD_TEMP, 1180},
		{FIELD_HUMIDITY, 810},
		{FIELD_PRECIP, 10},
		{FIELD_WEATHER_CODE, 61},
		{FIELD_CLOUD_COVER, 75},
		{FIELD_PRESSURE_MSL, 101720},
		{FIELD_PRESSURE_STATION, 101540},
		{FIELD_WIND_SPEED, 324},
		{FIELD_WIND_DIR, 250},
		{FIELD_WIND_GUST, 640},
	};
	struct reading reading;
	uint32_t present = 0;

	CHECK_STR(read_body(upstream_data(arena, "open-meteo-portland.json"),
			  portland, &reading),
		"");
	for (size_t i = 0; i < COUNT(want); i++) {
		CHECK_INT(reading.observation.values[want[i].field],
			want[i].value);
		present |= 1u << want[i].field;
	}
	CHECK_INT(reading.observation.present, present);
	CHECK_INT(reading.observation.observed_at, DT);
	CHECK_INT(reading.observation.interval_s, 900);
	CHECK(reading.has_feels_like && !reading.has_spread);
	CHECK_INT(reading.feels_like, 960);
	CHECK_INT(reading.temp_min, 1180);
}

static void
an_answer_that_cannot_be_right_is_none(void)
{
	static const struct {
		const char *from, *to, *reason;
	} cases[] = {
		{"\"temperature_2m\":11.8", "\"temperature_2m\":null",
			"upstream/temp"},
		{"\"temperature_2m\":11.8", "\"temperature_2m\":66",
			"upstream/temp"},
		{"\"temperature_2m\":\"\xc2\xb0"
		 "C\"",
			"\"temperature_2m\":\"\xc2\xb0"
			"F\"",
			"upstream/units"},
		{"\"wind_speed_10m\":\"m/s\"", "\"wind_speed_10m\":\"km/h\"",
			"upstream/units"},
		{"\"time\":1661870700", "\"time\":\"2022-08-30T14:45\"",
			"upstream/time"},
		{"\"time\":1661870700", "\"time\":1661770700", "upstream/time"},
		{"\"latitude\":45.52", "\"latitude\":44.52", "upstream/place"},
		{"\"longitude\":-122", "\"longitude\":122", "upstream/place"},
		{"\"latitude\":45.52", "\"latitude\":145.52",
			"upstream/malformed"},
		{"\"current\":{", "\"current\":[],\"x\":{",
			"upstream/malformed"},
		{"}}", "}", "upstream/malformed"},
	};
	struct str good = upstream_data(arena, "open-meteo-portland.json");
	struct reading reading;

	for (size_t i = 0; i < COUNT(cases); i++)
		CHECK_STR(read_body(spoilt(arena, good, cases[i].from,
					    cases[i].to),
				  portland, &reading),
			cases[i].reason);
	CHECK_STR(read_body(spoilt(arena, good, "\"relative_humidity_2m\":81",
				    "\"relative_humidity_2m\":null"),
			  portland, &reading),
		"");
	CHECK(!observation_has(&reading.observation, FIELD_HUMIDITY));
}

static void
the_date_line_is_no_distance(void)
{
	struct str good = upstream_data(arena, "open-meteo-portland.json");
	struct str west = spoilt(arena, good, "-122.677704", "-179.9");
	struct reading reading;

	CHECK_STR(
		read_body(west, (struct position){4552345, 17990000}, &reading),
		"");
	CHECK_STR(
		read_body(west, (struct position){4552345, 17900000}, &reading),
		"upstream/place");
}

static void
states_are_known_by_their_codes(void)
{
	CHECK_STR(us_state_name(STR_LIT("OR")), "Oregon");
	CHECK_STR(us_state_name(STR_LIT("WY")), "Wyoming");
	CHECK_STR(us_state_name(STR_LIT("AK")), "Alaska");
	CHECK(us_state_name(STR_LIT("XX")) == NULL);
	CHECK(us_state_name(STR_LIT("")) == NULL);
	CHECK(us_state_name(STR_LIT("or")) == NULL);
}

int
main(void)
{
	arena = arena_new(1 << 20);
	RUN(questions_carry_names_positions_and_the_key_if_there_is_one);
	RUN(the_place_is_of_the_country_and_state_that_were_asked_for);
	RUN(nothing_found_is_another_thing_than_nonsense);
	RUN(every_member_becomes_a_stored_value);
	RUN(an_answer_that_cannot_be_right_is_none);
	RUN(the_date_line_is_no_distance);
	RUN(states_are_known_by_their_codes);
	arena_free(arena);
	DONE();
}
