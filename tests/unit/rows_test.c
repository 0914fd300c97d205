/* Rows that become observations and reports, and bad values in them. */
#include "unit/rows.h"

#include <stdlib.h>

static enum err_kind
report(struct report_row *row, struct err *err)
{
	bool end;

	*err = (struct err){0};
	CHECK_INT(csv_next(&csv, &end, err), OK);
	CHECK(!end);
	return rows_report(&columns, &csv, &metric, arena, row, err);
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

/* The largest number was taken, and the next change of the report had none. */
static void
a_version_has_numbers_behind_it(void)
{
	struct report_row row;
	struct err err;

	CHECK_INT(header(ROWS_REPORTS,
			  "description,city,version\n"
			  "Fog,Bend,9007199254740991\n"
			  "Fog,Bend,9007199254740992\n"
			  "Fog,Bend,9223372036854775807\n",
			  &err),
		OK);
	CHECK_INT(report(&row, &err), OK);
	CHECK_INT(row.report.version, INT64_C(9007199254740991));
	CHECK_INT(report(&row, &err), ERR_INVALID);
	CHECK_STR(err.fields[0].name, "version");
	CHECK_INT(report(&row, &err), ERR_INVALID);
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
	RUN(rows_become_reports);
	RUN(each_bad_value_of_a_report_is_named);
	RUN(a_version_has_numbers_behind_it);
	arena_free(arena);
	DONE();
}
