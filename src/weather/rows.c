#include "weather/rows_parts.h"

#include "base/json.h"
#include "weather/csv_cell.h"
#include "weather/extra.h"
#include "weather/text.h"

static enum err_kind
check_count(const struct rows_columns *columns, const struct csv *record,
	const char *reason, struct err *err)
{
	if (record->count == columns->count)
		return OK;
	return fail_field(err, ERR_INVALID, reason, "record", "column-count",
		"the record has %zu values but the header %zu columns",
		record->count, columns->count);
}

static bool
is_unmeasured(struct str value)
{
	return !value.len || str_is(value, "NA") || str_is(value, "-") ||
	       str_is(value, "--");
}

static void
take_number(struct observation *observation, enum column_meaning meaning,
	struct str value, enum units units, struct err *err)
{
	bool is_field = meaning < COLUMN_OBSERVED_AT;
	const char *name =
		is_field ? observation_fields[meaning].name : "interval";
	struct str said = text_cut(value, 40);
	double number;

	if (is_unmeasured(value))
		return;
	if (!text_number(value, &number)) {
		if (text_check(value, TEXT_ONE_LINE))
			said = (struct str){NULL, 0};
		err_field(err, name, "not-a-number",
			"%s \"%.*s\" is not a number such as 12.5", name,
			STR_ARG(said));
	} else if (number == -9999) {
		return;
	} else if (is_field) {
		observation_set(observation, (enum observation_field)meaning,
			number, units, name, err);
	} else {
		observation_set_interval(observation, number, name, err);
	}
}

/* A cell with a JSON object; false when memory is gone. */
static bool
take_extra(struct observation *observation, struct str value, enum units units,
	struct arena *arena, struct err *err)
{
	json_t *object = NULL;
	bool good;

	if (!str_trim(value).len)
		return true;
	switch (json_parse_object(value, 1, &object, NULL, 0)) {
	case JSON_GOOD:
		break;
	case JSON_NO_MEMORY:
		return false;
	case JSON_MALFORMED:
	default:
		err_field(err, "extra", "malformed",
			"extra must be a JSON object of numbers");
		return true;
	}
	good = extra_from_json(object, units, arena, &observation->extra, err);
	json_decref(object);
	return good;
}

enum err_kind
rows_observation(const struct rows_columns *columns, const struct csv *record,
	const struct rows_rules *rules, struct arena *arena,
	struct observation_row *row, struct err *err)
{
	struct observation *observation = &row->observation;
	enum err_kind kind =
		check_count(columns, record, "rows/observation", err);
	bool flagged = false;

	if (kind != OK)
		return kind;
	rows_begin_observation(row, rules->now_ms);
	for (size_t i = 0; i < columns->count; i++) {
		enum column_meaning meaning =
			(enum column_meaning)columns->meaning[i];
		struct str value = record->fields[i];
		enum units units = columns->has_units[i]
					   ? (enum units)columns->units[i]
					   : rules->units;

		flagged |= meaning == COLUMN_FLAGGED;
		if (meaning <= COLUMN_INTERVAL && meaning != COLUMN_OBSERVED_AT)
			take_number(observation, meaning, str_trim(value),
				units, err);
		else if (meaning != COLUMN_EXTRA)
			rows_take_text(row, meaning, csv_cell_read(value), err);
		else if (!take_extra(observation, value,
				 columns->extra_has_units ? columns->extra_units
							  : rules->units,
				 arena, err))
			return fail_memory(err);
	}
	return rows_end_observation(row, flagged, rules->now_ms, arena, err);
}

/* A copy of text with LF for every CRLF. */
static bool
copy_lines(struct str text, struct arena *arena, struct str *out)
{
	char *copy = arena_alloc(arena, text.len + 1);
	size_t len = 0;

	if (!copy)
		return false;
	for (size_t i = 0; i < text.len; i++)
		if (text.at[i] != '\r' || i + 1 == text.len ||
			text.at[i + 1] != '\n')
			copy[len++] = text.at[i];
	*out = (struct str){copy, len};
	return true;
}

enum err_kind
rows_report(const struct rows_columns *columns, const struct csv *record,
	const struct rows_rules *rules, struct arena *arena,
	struct report_row *row, struct err *err)
{
	enum err_kind kind = check_count(columns, record, "rows/report", err);

	if (kind != OK)
		return kind;
	rows_begin_report(row, rules->now_ms);
	for (size_t i = 0; i < columns->count; i++) {
		enum column_meaning meaning =
			(enum column_meaning)columns->meaning[i];
		struct str value = csv_cell_read(record->fields[i]);

		if (meaning == COLUMN_DESCRIPTION &&
			!copy_lines(value, arena, &value))
			return fail_memory(err);
		rows_take_report_text(row, rules->now_ms, meaning, value, err);
	}
	return rows_end_report(row, arena, err);
}
