/* What is written as CSV or NDJSON reads back as it was. */
#include "unit/prop.h"
#include "weather/csv_cell.h"
#include "weather/rows.h"
#include "weather/rows_write.h"

#include <stdlib.h>

static struct csv csv; /* too big for a stack that is kept small */
static struct arena *arena;
static const int64_t now = 1795310100; /* 2026-11-22T01:15:00Z */

#define tokyo "\xe6\x9d\xb1\xe4\xba\xac"

/* Odd texts that names and words may be. */
static const char *const odd[] = {"Z\xc3\xbcrich", "a,b", "say \"x\"", "=1+1",
	"'=quoted", "''", "+49", "-x-", "@home", "tab\there", "'tis", tokyo,
	"a\nb", " lead", "trail ", "\t=x", "semi;colon"};

static struct str
odd_text(void)
{
	return str_from(odd[prop_below(COUNT(odd))]);
}

/* A city as it is stored: no line breaks, trimmed. */
static struct str
odd_city(void)
{
	struct str city;

	do
		city = str_trim(odd_text());
	while (memchr(city.at, '\n', city.len) ||
		memchr(city.at, '\t', city.len));
	return city;
}

static struct observation_row
random_row(char *extra, size_t extra_size)
{
	struct observation_row row = {
		.location = {odd_city(),
			prop_below(2) ? STR_LIT("OR") : (struct str){NULL, 0},
			STR_LIT("US")},
		.observer = odd_text(),
		.issuer = STR_LIT("https://login.example/"),
		.tenant = prop_below(2) ? odd_text() : (struct str){NULL, 0},
	};
	struct observation *o = &row.observation;
	struct err err = {0};

	observation_init(o, now - prop_between(0, 100000000));
	o->received_at = now - prop_between(0, 1000);
	o->source =
		(enum observation_source)prop_between(SOURCE_API, SOURCE_DEMO);
	o->present = (uint32_t)prop_below(1u << FIELD_COUNT) | 1;
	for (int i = 0; i < FIELD_COUNT; i++)
		o->values[i] =
			(int32_t)prop_between(observation_fields[i].hard_min,
				observation_fields[i].hard_max);
	if (prop_below(2)) {
		o->interval_s = (int32_t)prop_between(0, 86400);
		o->present &= ~(1u << FIELD_PRECIP);
	}
	if (prop_below(2)) {
		snprintf(extra, extra_size,
			"{\"indoor_temp\":%d.5,\"pm10\":0.125,\"soil_temp_3\":"
			"-12.345}",
			(int)prop_below(60));
		o->extra = str_from(extra);
	}
	observation_check(o, now, &err);
	CHECK_INT(err.field_count, 0);
	return row;
}

static void
check_same(
	const struct observation_row *want, const struct observation_row *got)
{
	CHECK(observation_equal(&want->observation, &got->observation));
	CHECK_INT(got->observation.flagged, want->observation.flagged);
	CHECK_INT(got->observation.source, want->observation.source);
	CHECK_INT(got->observation.received_at, want->observation.received_at);
	CHECK(str_eq(want->location.city, got->location.city));
	CHECK(str_eq(want->location.state, got->location.state));
	CHECK(str_eq(want->location.country, got->location.country));
	CHECK(str_eq(want->observer, got->observer));
	CHECK(str_eq(want->issuer, got->issuer));
	CHECK(str_eq(want->tenant, got->tenant));
}

static enum err_kind
read_csv(struct buf *text, const struct rows_rules *rules,
	struct observation_row *row, struct err *err)
{
	struct rows_columns columns;
	bool end;

	csv_from_text(&csv, buf_as_str(text));
	CHECK_INT(csv_next(&csv, &end, err), OK);
	CHECK_INT(rows_columns(&columns, ROWS_OBSERVATIONS, &csv, err), OK);
	CHECK_INT(csv_next(&csv, &end, err), OK);
	return rows_observation(&columns, &csv, rules, arena, row, err);
}

static void
observations_come_back_as_they_were_in_any_format_and_unit(void)
{
	FOR_ALL(3000)
	{
		char extra[128];
		struct observation_row want = random_row(extra, sizeof(extra));
		enum format format = prop_below(2) ? FORMAT_CSV : FORMAT_NDJSON;
		enum units units = (enum units)prop_below(3);
		const struct rows_rules rules = {
			format == FORMAT_CSV ? (enum units)prop_below(3)
					     : units,
			now * INT64_C(1000)};
		struct observation_row got;
		struct err err = {0};
		struct buf text;

		buf_init(&text, 1 << 16);
		rows_write_observations_header(&text, format, units, true);
		CHECK_INT(rows_write_observation(&text, format, units, true,
				  &want, arena, &err),
			OK);
		CHECK_INT(format == FORMAT_CSV
				  ? read_csv(&text, &rules, &got, &err)
				  : rows_observation_json(buf_as_str(&text),
					    &rules, arena, &got, &err),
			OK);
		if (err.field_count)
			printf("# %s: %s\n", err.fields[0].name,
				err.fields[0].detail);
		check_same(&want, &got);
		buf_free(&text);
		arena_reset(arena);
	}
}

static void
reports_come_back_as_they_were(void)
{
	FOR_ALL(2000)
	{
		enum format format = prop_below(2) ? FORMAT_CSV : FORMAT_NDJSON;
		const struct rows_rules rules = {
			UNITS_METRIC, now * INT64_C(1000)};
		struct report_row want = {
			.report = {.id = STR_LIT("01a20303-5f45-7e71-8dd8-"
						 "ec92fc12f2a1"),
				.description = str_trim(odd_text()),
				.location = {odd_city(), {NULL, 0},
					STR_LIT("BR")},
				.created_ms = now * 1000 - prop_between(9, 99),
				.updated_ms = now * 1000 - prop_between(0, 9),
				.version = prop_between(1, 1000),
				.author = odd_text()},
			.issuer = STR_LIT("https://login.example/")};
		struct rows_columns columns;
		struct report_row got = {0};
		struct err err = {0};
		struct buf text;
		bool end;

		buf_init(&text, 1 << 16);
		rows_write_reports_header(&text, format, true);
		CHECK_INT(rows_write_report(
				  &text, format, true, &want, arena, &err),
			OK);
		csv_from_text(&csv, buf_as_str(&text));
		if (format == FORMAT_CSV) {
			CHECK_INT(csv_next(&csv, &end, &err), OK);
			CHECK_INT(rows_columns(
					  &columns, ROWS_REPORTS, &csv, &err),
				OK);
			CHECK_INT(csv_next(&csv, &end, &err), OK);
			CHECK_INT(rows_report(&columns, &csv, &rules, arena,
					  &got, &err),
				OK);
		} else {
			CHECK_INT(rows_report_json(buf_as_str(&text), &rules,
					  arena, &got, &err),
				OK);
		}
		CHECK(report_same(&want.report, &got.report));
		CHECK(str_eq(want.report.id, got.report.id));
		CHECK(str_eq(want.report.author, got.report.author));
		CHECK(str_eq(want.issuer, got.issuer));
		CHECK_INT(got.report.created_ms, want.report.created_ms);
		CHECK_INT(got.report.updated_ms, want.report.updated_ms);
		CHECK_INT(got.report.version, want.report.version);
		buf_free(&text);
		arena_reset(arena);
	}
}

static void
no_cell_that_people_wrote_begins_a_formula(void)
{
	static const struct {
		const char *text, *cell;
	} cases[] = {{"=1+1", "'=1+1"}, {"+1", "'+1"}, {"-1", "'-1"},
		{"@x", "'@x"}, {"\t=1", "\"'\t=1\""}, {"\r=1", "\"'\r=1\""},
		{"'=1", "''=1"}, {"plain", "plain"}, {"'tis", "'tis"},
		{"=a,\"b\"", "\"'=a,\"\"b\"\"\""}, {"", ""}, {" x", "\" x\""},
		{"1-2", "1-2"}};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct buf cell;

		buf_init(&cell, 1024);
		csv_cell_write(&cell, str_from(cases[i].text));
		buf_add(&cell, "", 1);
		CHECK_STR(cell.at, cases[i].cell);
		buf_free(&cell);
	}
}

static void
any_text_survives_its_cell(void)
{
	FOR_ALL(3000)
	{
		char text[12];
		size_t len = prop_below(sizeof(text));
		struct err err = {0};
		struct buf cell;
		bool end;

		prop_text(text, len, "'=+-@\t\"a, \n");
		buf_init(&cell, 1024);
		/* a field before it: a record may not be empty */
		buf_z(&cell, "x,");
		csv_cell_write(&cell, str_from(text));
		csv_from_text(&csv, buf_as_str(&cell));
		CHECK_INT(csv_next(&csv, &end, &err), OK);
		CHECK_INT(csv.count, 2);
		CHECK(str_is(csv_cell_read(csv.fields[1]), text));
		buf_free(&cell);
	}
}

static void
bad_members_of_a_line_are_named(void)
{
	static const struct {
		const char *line, *name, *code;
	} cases[] = {
		{"{\"city\":\"x\",\"temp\":1}", "observed_at", "missing"},
		{"{\"observed_at\":\"2026-01-01T00:00:00Z\",\"temp\":1}",
			"city", "missing"},
		{"{\"observed_at\":\"2026-01-01T00:00:00Z\",\"city\":\"x\","
		 "\"tmep\":1}",
			"tmep", "unknown-field"},
		{"{\"observed_at\":\"2026-01-01T00:00:00Z\",\"city\":\"x\","
		 "\"temp\":\"1\"}",
			"temp", "wrong-type"},
		{"{\"observed_at\":\"2026-01-01T00:00:00Z\",\"city\":1,"
		 "\"temp\":1}",
			"city", "wrong-type"},
		{"{\"observed_at\":\"2026-01-01T00:00:00Z\",\"city\":\"x\","
		 "\"temp\":1,\"source\":\"magic\"}",
			"source", "not-allowed"},
		{"{\"observed_at\":\"2026-01-01T00:00:00Z\",\"city\":\"x\","
		 "\"temp\":1,\"flagged\":[\"magic\"]}",
			"flagged", "not-allowed"},
		{"{\"observed_at\":\"2026-01-01T00:00:00Z\",\"city\":\"x\","
		 "\"temp\":1,\"issuer\":\"https://x/\"}",
			"observer", "missing"},
		{"[1]", "record", "malformed-json"},
		{"{", "record", "malformed-json"},
	};
	const struct rows_rules rules = {UNITS_METRIC, now * INT64_C(1000)};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct observation_row row;
		struct err err = {0};

		CHECK_INT(rows_observation_json(str_from(cases[i].line), &rules,
				  arena, &row, &err),
			ERR_INVALID);
		CHECK(err.field_count >= 1);
		CHECK_STR(err.fields[0].name, cases[i].name);
		CHECK_STR(err.fields[0].code, cases[i].code);
	}
}

int
main(void)
{
	arena = arena_new(1 << 24);
	RUN(observations_come_back_as_they_were_in_any_format_and_unit);
	RUN(reports_come_back_as_they_were);
	RUN(no_cell_that_people_wrote_begins_a_formula);
	RUN(any_text_survives_its_cell);
	RUN(bad_members_of_a_line_are_named);
	arena_free(arena);
	DONE();
}
