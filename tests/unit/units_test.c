#include "unit/tap.h"

#include "weather/observation.h"
#include "weather/units.h"

#include <math.h>

static bool
near(double a, double b)
{
	return fabs(a - b) < 1e-9;
}

static void
three_words_name_the_systems(void)
{
	enum units units = UNITS_METRIC;

	CHECK(units_from(STR_LIT("imperial"), &units));
	CHECK_INT(units, UNITS_IMPERIAL);
	CHECK(units_from(STR_LIT("standard"), &units));
	CHECK_INT(units, UNITS_STANDARD);
	CHECK(units_from(STR_LIT("metric"), &units));
	CHECK_INT(units, UNITS_METRIC);
}

static void
case_and_blanks_around_do_not_matter(void)
{
	enum units units = UNITS_METRIC;

	CHECK(units_from(STR_LIT("Imperial"), &units));
	CHECK_INT(units, UNITS_IMPERIAL);
	CHECK(units_from(STR_LIT(" METRIC\t"), &units));
	CHECK_INT(units, UNITS_METRIC);
}

static void
other_words_name_none(void)
{
	static const char *const words[] = {
		"", " ", "met ric", "kelvin", "us", "metricx", "metri"};
	enum units units = UNITS_IMPERIAL;

	for (size_t i = 0; i < COUNT(words); i++)
		CHECK(!units_from(str_from(words[i]), &units));
	CHECK_INT(units, UNITS_IMPERIAL);
}

static void
known_temperatures_and_speeds_convert(void)
{
	static const struct {
		enum quantity quantity;
		enum units units;
		double base, shown;
	} cases[] = {
		{QUANTITY_TEMPERATURE, UNITS_METRIC, 12.5, 12.5},
		{QUANTITY_TEMPERATURE, UNITS_IMPERIAL, 100, 212},
		{QUANTITY_TEMPERATURE, UNITS_IMPERIAL, -40, -40},
		{QUANTITY_TEMPERATURE, UNITS_STANDARD, 0, 273.15},
		{QUANTITY_SPEED, UNITS_IMPERIAL, 44.704, 100},
		{QUANTITY_SPEED, UNITS_STANDARD, 44.704, 44.704},
		{QUANTITY_SPEED, UNITS_METRIC, 3, 3},
		{QUANTITY_PLAIN, UNITS_IMPERIAL, 1013.25, 1013.25},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		CHECK(near(units_from_base(cases[i].base, cases[i].quantity,
				   cases[i].units),
			cases[i].shown));
		CHECK(near(units_to_base(cases[i].shown, cases[i].quantity,
				   cases[i].units),
			cases[i].base));
	}
}

static void
scaling_is_exact_for_decimals(void)
{
	static const struct {
		double value;
		int decimals;
		long long scaled;
	} cases[] = {
		{11.84, 2, 1184},
		{0.285, 2, 29},
		{-0.285, 2, -29},
		{1.005, 2, 101},
		{0.005, 2, 1},
		{-0.005, 2, -1},
		{0.00499, 2, 0},
		{2.5, 0, 3},
		{-2.5, 0, -3},
		{2.4999, 0, 2},
		{65.0, 2, 6500},
		{1013.245, 2, 101325},
		{1013.2449, 2, 101324},
		{99.95, 1, 1000},
		{99.9499, 1, 999},
		{-95.005, 2, -9501},
		{0, 2, 0},
	};

	for (size_t i = 0; i < COUNT(cases); i++)
		CHECK_INT(units_scale(cases[i].value, cases[i].decimals),
			cases[i].scaled);
}

static void
every_decimal_of_every_field_scales_back_to_itself(void)
{
	for (int i = 0; i < FIELD_COUNT; i++) {
		const struct observation_field_rule *rule =
			&observation_fields[i];
		int bad = 0;

		for (int32_t v = rule->hard_min; v <= rule->hard_max; v++)
			bad += units_scale(units_unscale(v, rule->decimals),
				       rule->decimals) != v;
		CHECK_INT(bad, 0);
	}
}

static void
every_stored_value_survives_the_other_systems_within_one_step(void)
{
	static const enum units systems[] = {UNITS_IMPERIAL, UNITS_STANDARD};

	for (int i = 0; i < FIELD_COUNT; i++) {
		const struct observation_field_rule *rule =
			&observation_fields[i];

		for (size_t u = 0; u < COUNT(systems); u++) {
			int bad = 0;

			for (int32_t v = rule->hard_min; v <= rule->hard_max;
				v++) {
				int64_t there = units_convert(v, rule->decimals,
					rule->quantity, systems[u]);
				double back = units_scale(
					units_to_base(units_unscale(there,
							      rule->decimals),
						rule->quantity, systems[u]),
					rule->decimals);

				bad += fabs(back - v) > 1;
			}
			CHECK_INT(bad, 0);
		}
	}
}

static void
units_have_names_where_systems_differ(void)
{
	CHECK_STR(
		units_name("degC", QUANTITY_TEMPERATURE, UNITS_METRIC), "degC");
	CHECK_STR(units_name("degC", QUANTITY_TEMPERATURE, UNITS_IMPERIAL),
		"degF");
	CHECK_STR(
		units_name("degC", QUANTITY_TEMPERATURE, UNITS_STANDARD), "K");
	CHECK_STR(units_name("m/s", QUANTITY_SPEED, UNITS_IMPERIAL), "mph");
	CHECK_STR(units_name("m/s", QUANTITY_SPEED, UNITS_STANDARD), "m/s");
	CHECK_STR(units_name("hPa", QUANTITY_PLAIN, UNITS_IMPERIAL), "hPa");
}

int
main(void)
{
	RUN(three_words_name_the_systems);
	RUN(case_and_blanks_around_do_not_matter);
	RUN(other_words_name_none);
	RUN(known_temperatures_and_speeds_convert);
	RUN(scaling_is_exact_for_decimals);
	RUN(every_decimal_of_every_field_scales_back_to_itself);
	RUN(every_stored_value_survives_the_other_systems_within_one_step);
	RUN(units_have_names_where_systems_differ);
	DONE();
}
