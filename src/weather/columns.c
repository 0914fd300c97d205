#include "weather/columns.h"

#include "base/closest.h"
#include "weather/text.h"

#include <stdio.h>
#include <string.h>

struct rule {
	const char *name;
	enum column_meaning meaning;
	bool needed;
};

static const struct rule observation_rules[] = {
	{"observed_at", COLUMN_OBSERVED_AT, true},
	{"city", COLUMN_CITY, true},
	{"state", COLUMN_STATE, false},
	{"country", COLUMN_COUNTRY, false},
	{"observer", COLUMN_OBSERVER, false},
	{"issuer", COLUMN_ISSUER, false},
	{"tenant", COLUMN_TENANT, false},
	{"source", COLUMN_SOURCE, false},
	{"received_at", COLUMN_RECEIVED_AT, false},
	{"interval", COLUMN_INTERVAL, false},
	{"interval_s", COLUMN_INTERVAL, false},
	{"extra", COLUMN_EXTRA, false},
	{"flagged", COLUMN_FLAGGED, false},
};

static const struct rule report_rules[] = {
	{"description", COLUMN_DESCRIPTION, true},
	{"city", COLUMN_CITY, true},
	{"state", COLUMN_STATE, false},
	{"country", COLUMN_COUNTRY, false},
	{"created_date", COLUMN_CREATED_DATE, false},
	{"updated_date", COLUMN_UPDATED_DATE, false},
	{"version", COLUMN_VERSION, false},
	{"id", COLUMN_ID, false},
	{"author", COLUMN_OBSERVER, false},
	{"issuer", COLUMN_ISSUER, false},
	{"tenant", COLUMN_TENANT, false},
};

void
column_with_unit(const struct observation_field_rule *rule, enum units units,
	char out[COLUMN_NAME_MAX])
{
	const char *unit = units_name(rule->unit, rule->quantity, units);

	if (str_is(str_from(unit), "1"))
		unit = "";
	else if (str_is(str_from(unit), "%"))
		unit = "percent";
	snprintf(out, COLUMN_NAME_MAX, "%s%s%s", rule->name, *unit ? "_" : "",
		unit);
	for (char *c = out; *c; c++)
		if (*c == '/')
			*c = '_';
}

/* Each field has four or five names: its own, an alias, and with the units. */
static bool
field_column(size_t i, struct column *column)
{
	enum { NAMES = 2 + UNITS_STANDARD + 1 };
	const struct observation_field_rule *rule;
	size_t field = i / NAMES, which = i % NAMES;

	if (field >= FIELD_COUNT)
		return false;
	rule = &observation_fields[field];
	*column = (struct column){.meaning = (enum column_meaning)field};
	if (which < 2) {
		snprintf(column->name, sizeof(column->name), "%s",
			which && rule->alias ? rule->alias : rule->name);
		return true;
	}
	column->has_units = true;
	column->units = (enum units)(which - 2);
	column_with_unit(rule, column->units, column->name);
	return true;
}

bool
column_at(enum rows_kind kind, size_t i, struct column *column)
{
	const struct rule *rules =
		kind == ROWS_REPORTS ? report_rules : observation_rules;
	size_t count = kind == ROWS_REPORTS ? COUNT(report_rules)
					    : COUNT(observation_rules);

	if (i >= count)
		return kind == ROWS_OBSERVATIONS &&
		       field_column(i - count, column);
	*column = (struct column){
		.meaning = rules[i].meaning, .needed = rules[i].needed};
	snprintf(column->name, sizeof(column->name), "%s", rules[i].name);
	return true;
}

struct column
column_find(enum rows_kind kind, struct str name)
{
	struct column column;

	for (size_t i = 0; column_at(kind, i, &column); i++)
		if (str_is(name, column.name))
			return column;
	return (struct column){.meaning = COLUMN_UNKNOWN};
}

static void
refuse_name(enum rows_kind kind, struct str name, struct err *err)
{
	struct closest near = {.word = name};
	struct str said = text_cut(name, 60);
	char column[64], nearest[COLUMN_NAME_MAX] = "";
	struct column known;

	if (text_check(name, TEXT_ONE_LINE)) {
		err_field(err, "header", "unknown-column",
			"a column name is no plain UTF-8 text");
		return;
	}
	for (size_t i = 0; column_at(kind, i, &known); i++) {
		closest_offer(&near, known.name);
		/* known is gone with the next one */
		if (near.name == known.name) {
			snprintf(nearest, sizeof(nearest), "%s", known.name);
			near.name = nearest;
		}
	}
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
is_taken(const struct rows_columns *columns, enum column_meaning meaning)
{
	return columns->count &&
	       memchr(columns->meaning, (int)meaning, columns->count) != NULL;
}

static void
read_name(struct rows_columns *columns, struct str name, struct err *err)
{
	struct column column = column_find(columns->kind, name);
	size_t i = columns->count;

	if (!name.len) {
		err_field(err, "header", "unknown-column",
			"column %zu has no name", i + 1);
		return;
	}
	if (column.meaning == COLUMN_UNKNOWN) {
		refuse_name(columns->kind, name, err);
		return;
	}
	if (is_taken(columns, column.meaning))
		err_field(err, column.name, "duplicate-column",
			"column \"%s\" stands there twice", column.name);
	columns->meaning[i] = (unsigned char)column.meaning;
	columns->units[i] = (unsigned char)column.units;
	columns->has_units[i] = column.has_units;
	if (column.has_units && observation_fields[column.meaning].quantity ==
					QUANTITY_TEMPERATURE) {
		columns->extra_has_units = true;
		columns->extra_units = column.units;
	}
}

enum err_kind
rows_columns(struct rows_columns *columns, enum rows_kind kind,
	const struct csv *header, struct err *err)
{
	struct column column;
	bool measured = kind == ROWS_REPORTS;

	*columns = (struct rows_columns){.kind = kind};
	memset(columns->meaning, (int)COLUMN_UNKNOWN, sizeof(columns->meaning));
	for (size_t i = 0; i < header->count; i++, columns->count++)
		read_name(columns, str_trim(header->fields[i]), err);
	for (size_t i = 0; column_at(kind, i, &column); i++) {
		bool there = is_taken(columns, column.meaning);

		measured |= there && column.meaning < COLUMN_OBSERVED_AT;
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
