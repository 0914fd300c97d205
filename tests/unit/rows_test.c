#include "unit/tap.h"

#include "weather/rows.h"

#include <stdlib.h>

static struct csv csv; /* too big for a stack that is kept small */
static struct rows_columns columns;
static struct arena *arena;
static const int64_t now = 1795310100; /* 2026-11-22T01:15:00Z */
static const struct rows_rules metric = {UNITS_METRIC, 1795310100000};
static const struct rows_rules imperial = {UNITS_IMPERIAL, 1795310100000};

static enum err_kind
header(enum rows_kind kind, const char *text, struct err *err)
{
	bool end;

	*err = (struct err){0};
	csv_from_text(&csv, str_from(text));
	CHECK_INT(csv_next(&csv, &end, err), OK);
	CHECK(!end);
	return rows_columns(&columns, kind, &csv, err);
}

static enum err_kind
observation(struct observation_row *row, struct err *err)
{
	bool end;

	*err = (struct err){0};
	CHECK_INT(csv_next(&csv, &end, err), OK);
	CHECK(!end);
	return rows_observation(&columns, &csv, &metric, arena, row, err);
}

static enum err_kind
report(struct report_row *row, struct err *err)
{
	bool end;

	*err = (struct err){0};
	CHECK_INT(csv_next(&csv, &end, err), OK);
	CHECK(!end);
	return rows_report(&columns, &csv, &metric, arena, row, err);
}

/* The only bad field must be this one. */
static void
check_field(const struct err *err, const char *name, const char *code, int line)
{
	CHECK_INT(err->field_count, 1);
	CHECK_STR(err->fields[0].name, name);
	CHECK_STR(err->fields[0].code, code);
	CHECK_INT(csv.line, line);
}

static void
rows_become_observations(void)
{
	struct observation_row a, b;
	struct err err;

	CHECK_INT(header(ROWS_OBSERVATIONS,
			  "observed_at,city,state,country,observer,interval,"
			  "temp,pressure, humidity\r\n"
			  "2026-11-22T02:10:00+01:00, Seattle ,wa,us,roof,300,"
			  "11.84,1017.2,101\r\n"
			  "2026-11-21 00:00:00Z,Rome,,it,, NA ,+1e1,-9999,--"
			  "\r\n",
			  &err),
		OK);
	CHECK_INT(observation(&a, &err), OK);
	CHECK_INT(observation(&b, &err), OK);
	CHECK_INT(a.observation.observed_at, now - 300);
	CHECK_INT(a.observation.received_at, now);
	CHECK_INT(a.observation.source, SOURCE_IMPORT);
	CHECK_INT(a.observation.interval_s, 300);
	CHECK_INT(a.observation.values[FIELD_TEMP], 1184);
	CHECK_INT(a.observation.values[FIELD_PRESSURE_MSL], 101720);
	CHECK_INT(a.observation.values[FIELD_HUMIDITY], 1000);
	CHECK(str_is(a.location.city, "Seattle"));
	CHECK(str_is(a.location.state, "WA"));
	CHECK(str_is(a.location.country, "US"));
	CHECK(str_is(a.observer, "roof"));
	CHECK_INT(b.observation.interval_s, -1);
	CHECK_INT(b.observation.present, 1u << FIELD_TEMP);
	CHECK_INT(b.observation.values[FIELD_TEMP], 1000);
	CHECK(str_is(b.location.city, "Rome"));
	CHECK(str_is(b.location.country, "IT"));
	CHECK_INT(b.observer.len, 0);
}

static void
units_are_the_callers(void)
{
	struct observation_row row;
	struct err err;
	bool end;

	CHECK_INT(header(ROWS_OBSERVATIONS,
			  "observed_at,city,temp\n2026-11-22T00:00:00Z,x,50\n",
			  &err),
		OK);
	CHECK_INT(csv_next(&csv, &end, &err), OK);
	CHECK_INT(
		rows_observation(&columns, &csv, &imperial, arena, &row, &err),
		OK);
	CHECK_INT(row.observation.values[FIELD_TEMP], 1000);
}

static void
words_for_nothing_mean_not_measured(void)
{
	static const char *const words[] = {
		"", " ", "NA", "-", "--", "-9999", "-9999.0", "-9999.00"};

	for (size_t i = 0; i < COUNT(words); i++) {
		struct observation_row row;
		struct err err;
		char text[200];

		snprintf(text, sizeof(text),
			"observed_at,city,humidity,temp\n"
			"2026-11-22T00:00:00Z,x,50,%s\n",
			words[i]);
		CHECK_INT(header(ROWS_OBSERVATIONS, text, &err), OK);
		CHECK_INT(observation(&row, &err), OK);
		CHECK_INT(row.observation.present, 1u << FIELD_HUMIDITY);
	}
}

static void
namibia_is_a_country(void)
{
	struct observation_row row;
	struct err err;

	CHECK_INT(header(ROWS_OBSERVATIONS,
			  "observed_at,city,country,temp\n"
			  "2026-11-22T00:00:00Z,Windhoek,NA,30\n",
			  &err),
		OK);
	CHECK_INT(observation(&row, &err), OK);
	CHECK(str_is(row.location.country, "NA"));
}

static void
each_bad_value_is_named_by_column_and_line(void)
{
	static const struct {
		const char *line, *name, *code;
	} cases[] = {
		{"2026-11-22T00:00:00Z,x,1,2,3", "record", "column-count"},
		{"2026-11-22T00:00:00Z,x,1", "record", "column-count"},
		{",x,1,", "observed_at", "missing"},
		{"yesterday,x,1,", "observed_at", "malformed-time"},
		{"2026-11-22T00:00:00,x,1,", "observed_at",
			"time-zone-missing"},
		{"2036-11-22T00:00:00Z,x,1,", "observed_at", "in-the-future"},
		{"1836-11-22T00:00:00Z,x,1,", "observed_at", "too-old"},
		{"2026-11-22T00:00:00Z,,1,", "city", "empty"},
		{"2026-11-22T00:00:00Z,\"a\nb\",1,", "city",
			"control-character"},
		{"2026-11-22T00:00:00Z,\xFF,1,", "city", "not-utf8"},
		{"2026-11-22T00:00:00Z,x,812,", "temp", "out-of-range"},
		{"2026-11-22T00:00:00Z,x,warm,", "temp", "not-a-number"},
		{"2026-11-22T00:00:00Z,x,\"12,5\",", "temp", "not-a-number"},
		{"2026-11-22T00:00:00Z,x,0x10,", "temp", "not-a-number"},
		{"2026-11-22T00:00:00Z,x,nan,", "temp", "not-a-number"},
		{"2026-11-22T00:00:00Z,x,inf,", "temp", "not-a-number"},
		{"2026-11-22T00:00:00Z,x,1e999,", "temp", "not-a-number"},
		{"2026-11-22T00:00:00Z,x,.,", "temp", "not-a-number"},
		{"2026-11-22T00:00:00Z,x,1e,", "temp", "not-a-number"},
		{"2026-11-22T00:00:00Z,x,1 2,", "temp", "not-a-number"},
		{"2026-11-22T00:00:00Z,x,\xFF,", "temp", "not-a-number"},
		{"2026-11-22T00:00:00Z,x,1,-1", "interval", "out-of-range"},
		{"2026-11-22T00:00:00Z,x,1,five", "interval", "not-a-number"},
		{"2026-11-22T00:00:00Z,x,NA,60", "record", "missing"},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct observation_row row;
		struct err err;
		char text[200];

		snprintf(text, sizeof(text),
			"observed_at,city,temp,interval\n\n%s\n"
			"2026-11-22T00:00:00Z,x,1,\n",
			cases[i].line);
		CHECK_INT(header(ROWS_OBSERVATIONS, text, &err), OK);
		CHECK_INT(observation(&row, &err), ERR_INVALID);
		check_field(&err, cases[i].name, cases[i].code, 3);
		CHECK_STR(err.reason, "rows/observation");
		CHECK_INT(observation(&row, &err), OK);
	}
}

static void
all_bad_values_of_a_record_are_listed(void)
{
	struct observation_row row;
	struct err err;

	CHECK_INT(header(ROWS_OBSERVATIONS,
			  "observed_at,city,country,temp,humidity,observer\n"
			  "now,,USA,warm,200,\x01\n",
			  &err),
		OK);
	CHECK_INT(observation(&row, &err), ERR_INVALID);
	CHECK_INT(err.field_count, 6);
	CHECK_STR(err.fields[1].detail,
		"temp \"warm\" is not a number such as 12.5");
	CHECK_STR(err.fields[2].detail,
		"humidity must be between 0 and 100 %, not 200");
}

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

static void
rows_become_reports(void)
{
	struct report_row first, second;
	const struct report *a = &first.report, *b = &second.report;
	struct err err;

	CHECK_INT(header(ROWS_REPORTS,
			  "city,description,created_date,state,country\n"
			  "Portland,\" Misty, \"\"calm\"\"\r\nand\n\tcold \","
			  "2026-11-22T01:14:59.999Z,or,\n"
			  "Rome,Hail,,,it\n",
			  &err),
		OK);
	CHECK_INT(report(&first, &err), OK);
	CHECK_INT(report(&second, &err), OK);
	CHECK(str_is(a->description, "Misty, \"calm\"\nand\n\tcold"));
	CHECK(str_is(a->location.city, "Portland"));
	CHECK(str_is(a->location.state, "OR"));
	CHECK(str_is(a->location.country, "US"));
	CHECK_INT(a->created_ms, now * 1000 - 1);
	CHECK_INT(a->id.len, 0);
	CHECK(str_is(b->description, "Hail"));
	CHECK(str_is(b->location.country, "IT"));
	CHECK_INT(b->created_ms, now * 1000);
}

static void
each_bad_value_of_a_report_is_named(void)
{
	static const struct {
		const char *line, *name, *code;
	} cases[] = {
		{"x,y", "record", "column-count"},
		{",y,", "description", "empty"},
		{"x,,", "city", "empty"},
		{"a\x01,y,", "description", "control-character"},
		{"a\xC3,y,", "description", "not-utf8"},
		{"x,y,2026-11-22", "created_date", "malformed-time"},
		{"x,y,2026-11-22T00:00:00", "created_date",
			"time-zone-missing"},
		{"x,y,2026-11-22T01:15:00.001Z", "created_date",
			"in-the-future"},
		{"x,y,1800-11-22T01:15:00Z", "created_date", "too-old"},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct report_row row;
		struct err err;
		char text[200];

		snprintf(text, sizeof(text),
			"description,city,created_date\n%s\nx,y,\n",
			cases[i].line);
		CHECK_INT(header(ROWS_REPORTS, text, &err), OK);
		CHECK_INT(report(&row, &err), ERR_INVALID);
		check_field(&err, cases[i].name, cases[i].code, 2);
		CHECK_STR(err.reason, "rows/report");
		CHECK_INT(report(&row, &err), OK);
	}
}

int
main(void)
{
	arena = arena_new(1 << 20);
	if (!arena)
		return EXIT_FAILURE;
	RUN(rows_become_observations);
	RUN(units_are_the_callers);
	RUN(words_for_nothing_mean_not_measured);
	RUN(namibia_is_a_country);
	RUN(each_bad_value_is_named_by_column_and_line);
	RUN(all_bad_values_of_a_record_are_listed);
	RUN(headers_are_refused_with_a_suggestion);
	RUN(other_separators_are_told);
	RUN(known_columns_can_be_listed);
	RUN(a_column_may_say_its_unit);
	RUN(rows_become_reports);
	RUN(each_bad_value_of_a_report_is_named);
	arena_free(arena);
	DONE();
}
