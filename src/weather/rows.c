#include "weather/rows.h"

#include "base/closest.h"
#include "weather/text.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

enum { OBSERVER_MAX = 100 };

/* What a column holds: a field of observation_fields, or one of these. */
enum meaning {
	COLUMN_OBSERVED_AT = FIELD_COUNT,
	COLUMN_INTERVAL,
	COLUMN_OBSERVER,
	COLUMN_CITY,
	COLUMN_STATE,
	COLUMN_COUNTRY,
	COLUMN_DESCRIPTION,
	COLUMN_CREATED_DATE,
};

struct column {
	const char *name;
	unsigned char meaning;
	bool needed;
};

static const struct column observation_columns[] = {
	{"observed_at", COLUMN_OBSERVED_AT, true},
	{"city", COLUMN_CITY, true},
	{"state", COLUMN_STATE, false},
	{"country", COLUMN_COUNTRY, false},
	{"interval", COLUMN_INTERVAL, false},
	{"observer", COLUMN_OBSERVER, false},
};

static const struct column report_columns[] = {
	{"description", COLUMN_DESCRIPTION, true},
	{"city", COLUMN_CITY, true},
	{"state", COLUMN_STATE, false},
	{"country", COLUMN_COUNTRY, false},
	{"created_date", COLUMN_CREATED_DATE, false},
};

/* The i-th column of a kind, its measured fields and their aliases last. */
static bool
column_at(enum rows_kind kind, size_t i, struct column *column)
{
	if (kind == ROWS_REPORTS) {
		if (i >= COUNT(report_columns))
			return false;
		*column = report_columns[i];
		return true;
	}
	if (i < COUNT(observation_columns)) {
		*column = observation_columns[i];
		return true;
	}
	i -= COUNT(observation_columns);
	for (int field = 0; field < FIELD_COUNT; field++) {
		const struct observation_field_rule *rule =
			&observation_fields[field];

		*column = (struct column){
			rule->name, (unsigned char)field, false};
		if (i-- == 0)
			return true;
		column->name = rule->alias;
		if (rule->alias && i-- == 0)
			return true;
	}
	return false;
}

const char *
rows_column_name(enum rows_kind kind, size_t i)
{
	struct column column;

	return column_at(kind, i, &column) ? column.name : NULL;
}

static void
refuse_name(enum rows_kind kind, struct str name, struct err *err)
{
	struct closest near = {.word = name};
	struct str said = text_cut(name, 60);
	char column[64];
	const char *known;

	if (text_check(name, TEXT_ONE_LINE)) {
		err_field(err, "header", "unknown-column",
			"a column name is no plain UTF-8 text");
		return;
	}
	for (size_t i = 0; (known = rows_column_name(kind, i)); i++)
		closest_offer(&near, known);
	snprintf(column, sizeof(column), "%.*s", STR_ARG(said));
	if (near.name)
		err_field(err, column, "unknown-column",
			"column \"%.*s\" is not known; did you mean %s?",
			STR_ARG(said), near.name);
	else if (memchr(name.at, ';', name.len) ||
		 memchr(name.at, '\t', name.len))
		err_field(err, column, "unknown-column",
			"column \"%.*s\" is not known; columns are separated "
			"by commas",
			STR_ARG(said));
	else
		err_field(err, column, "unknown-column",
			"column \"%.*s\" is not known", STR_ARG(said));
}

static bool
is_taken(const struct rows_columns *columns, unsigned char meaning)
{
	return columns->count &&
	       memchr(columns->meaning, meaning, columns->count) != NULL;
}

static void
read_name(struct rows_columns *columns, struct str name, struct err *err)
{
	struct column column;
	size_t i = 0;

	if (!name.len) {
		err_field(err, "header", "unknown-column",
			"column %zu has no name", columns->count + 1);
		return;
	}
	while (column_at(columns->kind, i, &column) &&
		!str_is(name, column.name))
		i++;
	if (!column_at(columns->kind, i, &column)) {
		refuse_name(columns->kind, name, err);
		return;
	}
	if (is_taken(columns, column.meaning))
		err_field(err, column.name, "duplicate-column",
			"column \"%s\" stands there twice", column.name);
	columns->meaning[columns->count] = column.meaning;
}

enum err_kind
rows_columns(struct rows_columns *columns, enum rows_kind kind,
	const struct csv *header, struct err *err)
{
	struct column column;
	bool measured = kind == ROWS_REPORTS;

	*columns = (struct rows_columns){.kind = kind};
	memset(columns->meaning, UCHAR_MAX, sizeof(columns->meaning));
	for (size_t i = 0; i < header->count; i++, columns->count++)
		read_name(columns, str_trim(header->fields[i]), err);
	for (size_t i = 0; column_at(kind, i, &column); i++) {
		bool there = is_taken(columns, column.meaning);

		measured |= there && column.meaning < FIELD_COUNT;
		if (column.needed && !there)
			err_field(err, column.name, "missing-column",
				"column \"%s\" is needed", column.name);
	}
	/* A name that was refused may be the one that is missed. */
	if (!measured && !err->field_count)
		err_field(err, "header", "missing-column",
			"a column with a measured field is needed, such as "
			"temp");
	return err_settle(err, ERR_INVALID, "rows/header");
}

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

/* JSON pointers of the shared checks become names of columns. */
static void
name_columns(struct err *err)
{
	for (size_t i = 0; i < err->field_count && i < ERR_FIELDS_MAX; i++) {
		char *name = err->fields[i].name;
		const char *slash = strrchr(name, '/');

		if (slash)
			memmove(name, slash + 1, strlen(slash));
		else if (!*name)
			snprintf(name, sizeof(err->fields[i].name), "record");
	}
}

static bool
is_unmeasured(struct str value)
{
	return !value.len || str_is(value, "NA") || str_is(value, "-") ||
	       str_is(value, "--");
}

static void
take_number(struct observation *observation, unsigned char meaning,
	struct str value, enum units units, struct err *err)
{
	const char *name = meaning < FIELD_COUNT
				   ? observation_fields[meaning].name
				   : "interval";
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
	} else if (meaning < FIELD_COUNT) {
		observation_set(observation, (enum observation_field)meaning,
			number, units, name, err);
	} else {
		observation_set_interval(observation, number, name, err);
	}
}

static bool
take_place(struct location *location, unsigned char meaning, struct str value)
{
	switch (meaning) {
	case COLUMN_CITY:
		location->city = value;
		return true;
	case COLUMN_STATE:
		location->state = value;
		return true;
	case COLUMN_COUNTRY:
		location->country = value;
		return true;
	default:
		return false;
	}
}

static void
check_observer(struct str observer, struct err *err)
{
	const char *code = text_check(observer, TEXT_ONE_LINE);

	if (code)
		err_field(err, "observer", code, "observer %s",
			text_demand(code));
	else if (str_utf8_length(observer) > OBSERVER_MAX)
		err_field(err, "observer", "too-long",
			"observer has %zu characters; at most %d are allowed",
			str_utf8_length(observer), (int)OBSERVER_MAX);
}

enum err_kind
rows_observation(const struct rows_columns *columns, const struct csv *record,
	enum units units, int64_t now, struct arena *arena,
	struct observation_row *row, struct err *err)
{
	struct observation *observation = &row->observation;
	enum err_kind kind =
		check_count(columns, record, "rows/observation", err);

	if (kind != OK)
		return kind;
	*row = (struct observation_row){0};
	/* An unreadable time has been named: it must not be called old too. */
	observation_init(observation, now);
	observation->received_at = now;
	observation->source = SOURCE_IMPORT;
	for (size_t i = 0; i < columns->count; i++) {
		struct str value = str_trim(record->fields[i]);
		unsigned char meaning = columns->meaning[i];

		if (take_place(&row->location, meaning, value))
			continue;
		if (meaning == COLUMN_OBSERVER)
			row->observer = value;
		else if (meaning != COLUMN_OBSERVED_AT)
			take_number(observation, meaning, value, units, err);
		else if (!value.len)
			err_field(err, "observed_at", "missing",
				"observed_at is needed");
		else
			observation_set_time(
				observation, value, "observed_at", err);
	}
	check_observer(row->observer, err);
	if (!location_check(&row->location, arena, "", err))
		return fail_memory(err);
	observation_check(observation, now, err);
	name_columns(err);
	kind = err_settle(err, ERR_INVALID, "rows/observation");
	if (kind != OK)
		return kind;
	if (!arena_str(arena, row->location.city, &row->location.city) ||
		!arena_str(arena, row->observer, &row->observer))
		return fail_memory(err);
	return OK;
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

static void
take_created(struct report *report, struct str value, struct err *err)
{
	static const int64_t year_1900_ms = -2208988800000;
	int64_t now_ms = report->created_ms;

	if (!value.len ||
		!text_time(value, "created_date", &report->created_ms, err))
		return;
	if (report->created_ms > now_ms)
		err_field(err, "created_date", "in-the-future",
			"created_date \"%.*s\" is in the future",
			STR_ARG(value));
	else if (report->created_ms < year_1900_ms)
		err_field(err, "created_date", "too-old",
			"created_date must not be before 1900");
}

enum err_kind
rows_report(const struct rows_columns *columns, const struct csv *record,
	int64_t now_ms, struct arena *arena, struct report *report,
	struct err *err)
{
	enum err_kind kind = check_count(columns, record, "rows/report", err);

	if (kind != OK)
		return kind;
	*report = (struct report){.created_ms = now_ms};
	for (size_t i = 0; i < columns->count; i++) {
		struct str value = record->fields[i];
		unsigned char meaning = columns->meaning[i];

		if (take_place(&report->location, meaning, value))
			continue;
		if (meaning == COLUMN_CREATED_DATE)
			take_created(report, str_trim(value), err);
		else if (!copy_lines(value, arena, &report->description))
			return fail_memory(err);
	}
	kind = report_check(report, arena, err);
	name_columns(err);
	if (kind != OK)
		return kind == ERR_INVALID
			       ? err_settle(err, kind, "rows/report")
			       : kind;
	if (!arena_str(arena, report->location.city, &report->location.city))
		return fail_memory(err);
	return OK;
}
