#include "unit/tap.h"

#include "base/attr.h"
#include "weather/derived.h"

#include <math.h>

static bool
near(double a, double b)
{
	return fabs(a - b) < 0.02;
}

static void
wind_chill_agrees_with_the_nws_chart(void)
{
	/* Chart: 0 degF at 15 mph feels like -19 degF. */
	CHECK(near(derived_feels_like(-17.78, false, 0, true, 6.71), -28.58));
	CHECK(derived_feels_like(-17.78, true, 90, true, 6.71) ==
		derived_feels_like(-17.78, false, 0, true, 6.71));
}

static void
heat_index_agrees_with_the_nws_chart(void)
{
	static const struct {
		double temp_f, humidity, index_f;
	} chart[] = {
		{80, 40, 80},
		{90, 70, 106},
		{100, 50, 118},
		{86, 90, 105},
		{110, 40, 136},
	};

	CHECK(near(derived_feels_like(32.22, true, 70, false, 0), 41.07));
	for (size_t i = 0; i < COUNT(chart); i++) {
		double c = derived_feels_like(
			(chart[i].temp_f - 32) * 5 / 9 + 0.04, true,
			chart[i].humidity, false, 0);

		CHECK(fabs(c * 9 / 5 + 32 - chart[i].index_f) < 1);
	}
}

static void
dry_air_lowers_and_wet_air_raises_the_heat_index(void)
{
	/* 95 degF at 10 %: regression 90.20 degF, adjustment -0.75. */
	double dry = derived_feels_like(35, true, 10, false, 0);
	/* 82.4 degF at 95 %: regression 94.38 degF, adjustment 0.92. */
	double wet = derived_feels_like(28, true, 95, false, 0);

	CHECK(near(dry, 31.92));
	CHECK(near(wet, 35.16));
}

static void
between_the_two_it_feels_as_it_is(void)
{
	CHECK(derived_feels_like(10.01, true, 50, true, 20) == 10.01);
	CHECK(derived_feels_like(26.69, true, 90, true, 2) == 26.69);
	CHECK(derived_feels_like(5, true, 50, true, 1.33) == 5);
}

static void
the_limits_themselves_count(void)
{
	CHECK(derived_feels_like(10, false, 0, true, 1.34) != 10);
	CHECK(derived_feels_like(26.7, true, 90, false, 0) != 26.7);
}

static void
what_was_not_measured_changes_nothing(void)
{
	CHECK(derived_feels_like(-10, true, 90, false, 30) == -10);
	CHECK(derived_feels_like(35, false, 90, true, 3) == 35);
}

static void
dew_point_agrees_with_the_magnus_table(void)
{
	CHECK(near(derived_dew_point(20, 50), 9.26));
	CHECK(near(derived_dew_point(20, 100), 20));
	CHECK(near(derived_dew_point(-10, 100), -10));
	CHECK(isfinite(derived_dew_point(20, 0)));
}

static void
each_index_applies_where_its_formula_does(void)
{
	double value = 0;

	CHECK(derived_wind_chill(-17.78, 6.71, &value) && near(value, -28.58));
	CHECK(!derived_wind_chill(10.01, 6.71, &value));
	CHECK(!derived_wind_chill(5, 1.33, &value));
	CHECK(derived_heat_index(32.22, 70, &value) && near(value, 41.07));
	CHECK(!derived_heat_index(26.69, 70, &value));
}

static void
wet_bulb_agrees_with_its_paper(void)
{
	double value = 0;

	/* Stull 2011: 20 degC at 50 % give 13.7 degC. */
	CHECK(derived_wet_bulb(20, 50, &value) && fabs(value - 13.7) < 0.05);
	CHECK(!derived_wet_bulb(20, 4.9, &value));
	CHECK(!derived_wet_bulb(20, 99.1, &value));
	CHECK(!derived_wet_bulb(-20.1, 50, &value));
	CHECK(!derived_wet_bulb(50.1, 50, &value));
}

static void
pressure_is_reduced_to_sea_level(void)
{
	CHECK(near(derived_pressure_msl(950, 540, 10), 1013.55));
	CHECK(derived_pressure_msl(1000, 0, 15) == 1000);
	CHECK(derived_pressure_msl(1000, -100, 15) < 1000);
}

/* Within four minutes of when it is known to rise and set. */
static void
the_sun_rises_and_sets_as_in_the_almanac(void)
{
	static const struct {
		double latitude, longitude;
		int64_t time;
		bool rises;
	} cases[] = {
		/* Greenwich, 2024-06-20: 03:43 and 20:21 UTC */
		{51.48, 0, 1718854980, true},
		{51.48, 0, 1718914860, false},
		/* Quito, 2024-03-20: 11:20 and 23:26 UTC */
		{-0.18, -78.47, 1710933600, true},
		{-0.18, -78.47, 1710977160, false},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		bool before = derived_is_day(cases[i].latitude,
			cases[i].longitude, cases[i].time - 240);
		bool after = derived_is_day(cases[i].latitude,
			cases[i].longitude, cases[i].time + 240);

		CHECK_INT(before, !cases[i].rises);
		CHECK_INT(after, cases[i].rises);
	}
	/* Tromso: no night in June, no day in December */
	for (int hour = 0; hour < 24; hour++) {
		CHECK(derived_is_day(69.65, 18.96, 1718841600 + 3600 * hour));
		CHECK(!derived_is_day(69.65, 18.96, 1734652800 + 3600 * hour));
	}
}

int
main(void)
{
	RUN(wind_chill_agrees_with_the_nws_chart);
	RUN(heat_index_agrees_with_the_nws_chart);
	RUN(dry_air_lowers_and_wet_air_raises_the_heat_index);
	RUN(between_the_two_it_feels_as_it_is);
	RUN(the_limits_themselves_count);
	RUN(what_was_not_measured_changes_nothing);
	RUN(dew_point_agrees_with_the_magnus_table);
	RUN(each_index_applies_where_its_formula_does);
	RUN(wet_bulb_agrees_with_its_paper);
	RUN(pressure_is_reduced_to_sea_level);
	RUN(the_sun_rises_and_sets_as_in_the_almanac);
	DONE();
}
