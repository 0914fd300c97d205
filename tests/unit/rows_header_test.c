/* What the header of a file may call its columns. */
#include "unit/rows.h"

#include <stdlib.h>

static void
headers_are_refused_with_a_suggestion(void)
{
	static const struct {
		enum rows_kind kind;
		const char *text, *name, *code, *sentence;
	} cases[] = {
		{ROWS_OBSERVATIONS, "observed_at,city,tmep", "tmep",
			"unknown-column",
			"column \"tmep\" is not known; did you mean temp?"},
		{ROWS_OBSERVATIONS, "observed_at,city,temp,Humidity",
			"Humidity", "unknown-column",
			"column \"Humidity\" is not known; did you mean "
			"humidity?"},
		{ROWS_OBSERVATIONS, "observed_at,city,temp,snowiness",
			"snowiness", "unknown-column",
			"column \"snowiness\" is not known"},
		{ROWS_OBSERVATIONS, "observed_at,city,temp,temp", "temp",
			"duplicate-column",
			"column \"temp\" stands there twice"},
		{ROWS_OBSERVATIONS, "observed_at,city,pressure,pressure_msl",
			"pressure_msl", "duplicate-column",
			"column \"pressure_msl\" stands there twice"},
		{ROWS_OBSERVATIONS, "observed_at,temp", "city",
			"missing-column", "column \"city\" is needed"},
		{ROWS_OBSERVATIONS, "city,temp", "observed_at",
			"missing-column", "column \"observed_at\" is needed"},
		{ROWS_OBSERVATIONS, "observed_at,city", "header",
			"missing-column",
			"a column with a measured field is needed, such as "
			"temp"},
		{ROWS_OBSERVATIONS, "observed_at,city,temp,", "header",
			"unknown-column", "column 4 has no name"},
		{ROWS_OBSERVATIONS, "observed_at,city,temp,\xFF", "header",
			"unknown-column",
			"a column name is no plain UTF-8 text"},
		{ROWS_REPORTS, "description,city,temp", "temp",
			"unknown-column", "column \"temp\" is not known"},
		{ROWS_REPORTS, "description,city,ids", "ids", "unknown-column",
			"column \"ids\" is not known; did you mean id?"},
		{ROWS_OBSERVATIONS, "observed_at,city,temp_degC,temp_degF",
			"temp_degF", "duplicate-column",
			"column \"temp_degF\" stands there twice"},
		{ROWS_OBSERVATIONS, "observed_at,city,temp_degX", "temp_degX",
			"unknown-column",
			"column \"temp_degX\" is not known; did you mean "
			"temp_degC?"},
		{ROWS_REPORTS, "city", "description", "missing-column",
			"column \"description\" is needed"},
	};
	struct err err;

	for (size_t i = 0; i < COUNT(cases); i++) {
		CHECK_INT(header(cases[i].kind, cases[i].text, &err),
			ERR_INVALID);
		CHECK_STR(err.reason, "rows/header");
		check_field(&err, cases[i].name, cases[i].code, 1);
		CHECK_STR(err.fields[0].detail, cases[i].sentence);
	}
}

static void
other_separators_are_told(void)
{
	struct err err;

	CHECK_INT(header(ROWS_REPORTS, "description;city", &err), ERR_INVALID);
	CHECK_STR(err.fields[0].detail,
		"column \"description;city\" is not known; columns are "
		"separated by commas");
}

static void
known_columns_can_be_listed(void)
{
	struct column column;
	size_t count = 0;

	while (column_at(ROWS_OBSERVATIONS, count, &column))
		CHECK_INT(column_find(ROWS_OBSERVATIONS, str_from(column.name))
				  .meaning,
			(count++, column.meaning));
	CHECK(count > FIELD_COUNT);
	for (count = 0; column_at(ROWS_REPORTS, count, &column); count++)
		CHECK_INT(column_find(ROWS_REPORTS, str_from(column.name))
				  .meaning,
			column.meaning);
	CHECK_INT(count, 11);
	CHECK_INT(column_find(ROWS_REPORTS, STR_LIT("temp")).meaning,
		COLUMN_UNKNOWN);
}

static void
a_column_may_say_its_unit(void)
{
	struct observation_row row;
	struct err err;
	bool end;

	CHECK_INT(header(ROWS_OBSERVATIONS,
			  "observed_at,city,temp_degF,wind_speed_m_s,"
			  "dew_point,humidity_percent,interval_s,extra\n"
			  "2026-11-22T00:00:00Z,x,50,10,280.15,55,60,"
			  "\"{\"\"indoor_temp\"\":32,\"\"pm10\"\":7}\"\n",
			  &err),
		OK);
	CHECK_INT(csv_next(&csv, &end, &err), OK);
	CHECK_INT(rows_observation(&columns, &csv,
			  &(struct rows_rules){
				  UNITS_STANDARD, now * INT64_C(1000)},
			  arena, &row, &err),
		OK);
	CHECK_INT(row.observation.values[FIELD_TEMP], 1000);
	CHECK_INT(row.observation.values[FIELD_WIND_SPEED], 1000);
	/* the last column with a unit counts for extra, --units for the rest */
	CHECK_INT(row.observation.values[FIELD_DEW_POINT], 700);
	CHECK_INT(row.observation.values[FIELD_HUMIDITY], 550);
	CHECK_INT(row.observation.interval_s, 60);
	CHECK(strstr(row.observation.extra.at, "\"pm10\":7.0"));
}

int
main(void)
{
	arena = arena_new(1 << 20);
	if (!arena)
		return EXIT_FAILURE;
	RUN(headers_are_refused_with_a_suggestion);
	RUN(other_separators_are_told);
	RUN(known_columns_can_be_listed);
	RUN(a_column_may_say_its_unit);
	arena_free(arena);
	DONE();
}
