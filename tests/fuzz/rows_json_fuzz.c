/*
 * What is taken from a line of NDJSON is written again as a line that is
 * taken as the same row, and as CSV that is.  The first byte chooses what.
 */
#include "base/buf.h"
#include "fuzz/fuzz.h"
#include "weather/rows.h"
#include "weather/rows_write.h"

static const struct rows_rules rules = {UNITS_METRIC, 1795310100000};
static struct csv csv;

static void
check_errors(enum err_kind kind, const struct err *err)
{
	PROMISE(kind == OK || kind == ERR_INVALID);
	PROMISE((kind == ERR_INVALID) == (err->field_count > 0));
	for (size_t i = 0; i < err->field_count && i < ERR_FIELDS_MAX; i++) {
		PROMISE(err->fields[i].name[0]);
		PROMISE(str_is_utf8(str_from(err->fields[i].detail)));
	}
}

static void
read_columns(
	struct buf *text, enum rows_kind kind, struct rows_columns *columns)
{
	struct err err = {0};
	bool end;

	csv_from_text(&csv, buf_as_str(text));
	PROMISE(csv_next(&csv, &end, &err) == OK);
	PROMISE(rows_columns(columns, kind, &csv, &err) == OK);
	PROMISE(csv_next(&csv, &end, &err) == OK && !end);
}

static void
check_observation(struct str line, struct arena *arena)
{
	struct observation_row row, again;
	struct rows_columns columns;
	struct err err = {0};
	enum err_kind kind =
		rows_observation_json(line, &rules, arena, &row, &err);

	check_errors(kind, &err);
	if (kind != OK)
		return;
	for (int csv_too = 0; csv_too < 2; csv_too++) {
		enum format format = csv_too ? FORMAT_CSV : FORMAT_NDJSON;
		struct buf text;

		buf_init(&text, 1 << 20);
		rows_write_observations_header(
			&text, format, UNITS_METRIC, true);
		PROMISE(rows_write_observation(&text, format, UNITS_METRIC,
				true, &row, arena, &err) == OK);
		if (csv_too) {
			read_columns(&text, ROWS_OBSERVATIONS, &columns);
			kind = rows_observation(
				&columns, &csv, &rules, arena, &again, &err);
		} else {
			kind = rows_observation_json(
				buf_as_str(&text), &rules, arena, &again, &err);
		}
		PROMISE(kind == OK);
		PROMISE(observation_equal(
			&row.observation, &again.observation));
		PROMISE(row.observation.flagged == again.observation.flagged);
		PROMISE(str_eq(row.location.city, again.location.city));
		PROMISE(str_eq(row.observer, again.observer));
		PROMISE(str_eq(row.issuer, again.issuer));
		buf_free(&text);
	}
}

static void
check_report(struct str line, struct arena *arena)
{
	struct report_row row, again;
	struct rows_columns columns;
	struct err err = {0};
	enum err_kind kind = rows_report_json(line, &rules, arena, &row, &err);
	struct buf text;

	check_errors(kind, &err);
	if (kind != OK || !row.report.version)
		return;
	buf_init(&text, 1 << 20);
	rows_write_reports_header(&text, FORMAT_CSV, true);
	PROMISE(rows_write_report(&text, FORMAT_CSV, true, &row, arena, &err) ==
		OK);
	read_columns(&text, ROWS_REPORTS, &columns);
	PROMISE(rows_report(&columns, &csv, &rules, arena, &again, &err) == OK);
	PROMISE(report_same(&row.report, &again.report));
	PROMISE(str_eq(row.report.author, again.report.author));
	PROMISE(row.report.created_ms == again.report.created_ms);
	buf_free(&text);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new(256 * size + (4 << 20));

	PROMISE(arena);
	if (size && size <= 20000) {
		struct str line = {(const char *)data + 1, size - 1};

		if (data[0] % 2)
			check_report(line, arena);
		else
			check_observation(line, arena);
	}
	arena_free(arena);
	return 0;
}
