/*
 * Reading ends, stays within its bounds, and a record written with every
 * value quoted reads back as the same record.  Records are then taken as
 * observations and as reports.  The first byte chooses which.
 */
#include "base/buf.h"
#include "fuzz/fuzz.h"
#include "weather/rows.h"

static struct csv csv, again;

static void
check_again(void)
{
	struct err err = {0};
	struct buf text;
	bool end;

	buf_init(&text, 4 * CSV_RECORD_MAX);
	for (size_t i = 0; i < csv.count; i++) {
		buf_z(&text, i ? ",\"" : "\"");
		for (size_t k = 0; k < csv.fields[i].len; k++) {
			if (csv.fields[i].at[k] == '"')
				buf_z(&text, "\"");
			buf_add(&text, csv.fields[i].at + k, 1);
		}
		buf_z(&text, "\"");
	}
	PROMISE(!text.failed);
	csv_from_text(&again, buf_as_str(&text));
	PROMISE(csv_next(&again, &end, &err) == OK && !end);
	PROMISE(again.count == csv.count);
	for (size_t i = 0; i < csv.count; i++)
		PROMISE(str_eq(again.fields[i], csv.fields[i]));
	PROMISE(csv_next(&again, &end, &err) == OK && end);
	buf_free(&text);
}

static void
check_row(const struct rows_columns *columns, struct arena *arena)
{
	struct observation_row row;
	const struct rows_rules rules = {UNITS_METRIC, 1795310100000};
	struct report_row report;
	struct err err = {0};
	enum err_kind kind = columns->kind == ROWS_REPORTS
				     ? rows_report(columns, &csv, &rules, arena,
					       &report, &err)
				     : rows_observation(columns, &csv, &rules,
					       arena, &row, &err);

	PROMISE(kind == OK || kind == ERR_INVALID);
	PROMISE((kind == ERR_INVALID) == (err.field_count > 0));
	for (size_t i = 0; i < err.field_count && i < ERR_FIELDS_MAX; i++) {
		PROMISE(err.fields[i].name[0]);
		PROMISE(str_is_utf8(str_from(err.fields[i].detail)));
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new(4 << 20);
	struct rows_columns columns = {0};
	bool end = size == 0, has_header = false;
	size_t last = 0;

	PROMISE(arena);
	if (size)
		csv_from_text(
			&csv, (struct str){(const char *)data + 1, size - 1});
	while (!end) {
		struct err err = {0};
		enum err_kind kind = csv_next(&csv, &end, &err);

		PROMISE(kind == OK || kind == ERR_INVALID);
		PROMISE(csv.line > last || end);
		last = csv.line;
		PROMISE(csv.count <= CSV_FIELDS_MAX);
		if (kind != OK || end)
			continue;
		PROMISE(csv.count);
		check_again();
		if (has_header)
			check_row(&columns, arena);
		else
			has_header = rows_columns(&columns,
					     data[0] & 1 ? ROWS_REPORTS
							 : ROWS_OBSERVATIONS,
					     &csv, &err) == OK;
		arena_reset(arena);
	}
	arena_free(arena);
	return 0;
}
