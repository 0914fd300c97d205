#include "unit/tap.h"

#include "base/attr.h"
#include "weather/condition.h"

static const int64_t now = 1795310100;

struct value {
	enum observation_field field;
	int32_t value;
};

/* The weather of one observation with so many of these. */
static struct current
weather(const struct value *values, size_t count, int32_t interval_s)
{
	struct observation observation;
	struct current current;

	observation_init(&observation, now);
	observation.interval_s = interval_s;
	for (size_t i = 0; i < count; i++) {
		observation.values[values[i].field] = values[i].value;
		observation.present |= 1u << values[i].field;
	}
	current_begin(&current, now);
	current_add(&current, 1, &observation);
	return current;
}

static int
id_of(const struct value *values, size_t count, int32_t interval_s)
{
	struct current current = weather(values, count, interval_s);
	const struct condition *condition = condition_of(&current);

	return condition ? condition->id : 0;
}

static void
a_code_says_what_it_is(void)
{
	static const struct {
		int32_t code;
		int id;
	} cases[] = {{0, 800}, {3, 804}, {10, 701}, {17, 211}, {45, 741},
		{49, 741}, {50, 300}, {53, 301}, {55, 302}, {61, 500},
		{63, 501}, {65, 502}, {66, 511}, {68, 615}, {71, 600},
		{75, 602}, {79, 611}, {80, 520}, {82, 522}, {85, 620},
		{90, 613}, {95, 201}, {97, 202}, {99, 202}};

	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct value value = {FIELD_WEATHER_CODE, cases[i].code};

		CHECK_INT(id_of(&value, 1, -1), cases[i].id);
	}
}

static void
every_code_has_a_condition_or_leaves_it_to_the_sky(void)
{
	for (int32_t code = 0; code <= 99; code++) {
		const struct value values[] = {
			{FIELD_WEATHER_CODE, code}, {FIELD_CLOUD_COVER, 100}};

		CHECK(id_of(values, 2, -1) >= 200);
	}
}

static void
what_fell_an_hour_ago_is_not_the_weather_now(void)
{
	const struct value values[] = {
		{FIELD_WEATHER_CODE, 21}, {FIELD_CLOUD_COVER, 40}};

	CHECK_INT(id_of(values, 2, -1), 802);
	CHECK_INT(id_of(values, 1, -1), 0);
}

static void
without_a_code_rain_counts_and_then_the_clouds(void)
{
	static const struct value wet[] = {{FIELD_PRECIP_RATE, 300},
		{FIELD_CLOUD_COVER, 100}, {FIELD_TEMP, 800}};
	static const struct value cold[] = {
		{FIELD_PRECIP_RATE, 100}, {FIELD_TEMP, -200}};
	static const struct value dry[] = {
		{FIELD_PRECIP_RATE, 0}, {FIELD_CLOUD_COVER, 5}};
	static const struct value fell[] = {{FIELD_PRECIP, 20}};
	static const struct value nothing[] = {{FIELD_TEMP, 800}};

	CHECK_INT(id_of(wet, 3, -1), 501);
	CHECK_INT(id_of(wet, 1, -1), 501);
	CHECK_INT(id_of(cold, 2, -1), 600);
	CHECK_INT(id_of(dry, 2, -1), 800);
	/* 0.2 mm within 5 minutes are 2.4 mm/h, of which time nobody knows */
	CHECK_INT(id_of(fell, 1, 300), 500);
	CHECK_INT(id_of(fell, 1, 240), 501);
	CHECK_INT(id_of(fell, 1, -1), 0);
	CHECK_INT(id_of(nothing, 1, -1), 0);
}

static void
only_a_clear_sky_has_a_word_of_the_night(void)
{
	static const struct value clear[] = {{FIELD_CLOUD_COVER, 0}};
	static const struct value rain[] = {{FIELD_WEATHER_CODE, 63}};
	struct current sky = weather(clear, 1, -1);
	struct current rains = weather(rain, 1, -1);

	CHECK_STR(condition_word(condition_of(&sky), true), "sunny");
	CHECK_STR(condition_word(condition_of(&sky), false), "clear-night");
	CHECK_STR(condition_word(condition_of(&rains), false), "rainy");
	CHECK(!condition_is_frozen(condition_of(&rains)));
}

int
main(void)
{
	RUN(a_code_says_what_it_is);
	RUN(every_code_has_a_condition_or_leaves_it_to_the_sky);
	RUN(what_fell_an_hour_ago_is_not_the_weather_now);
	RUN(without_a_code_rain_counts_and_then_the_clouds);
	RUN(only_a_clear_sky_has_a_word_of_the_night);
	DONE();
}
