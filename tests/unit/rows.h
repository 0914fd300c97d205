#ifndef TESTS_ROWS_H
#define TESTS_ROWS_H

/* Rows of CSV for tests of what becomes of them. */
#include "unit/tap.h"
#include "weather/rows.h"

static struct csv csv; /* too big for a stack that is kept small */
static struct rows_columns columns;
static struct arena *arena;
static const int64_t now = 1795310100; /* 2026-11-22T01:15:00Z */
static const struct rows_rules metric = {UNITS_METRIC, 1795310100000};
static const struct rows_rules imperial = {UNITS_IMPERIAL, 1795310100000};

static inline enum err_kind
header(enum rows_kind kind, const char *text, struct err *err)
{
	bool end;

	*err = (struct err){0};
	csv_from_text(&csv, str_from(text));
	CHECK_INT(csv_next(&csv, &end, err), OK);
	CHECK(!end);
	return rows_columns(&columns, kind, &csv, err);
}

static inline enum err_kind
observation(struct observation_row *row, struct err *err)
{
	bool end;

	*err = (struct err){0};
	CHECK_INT(csv_next(&csv, &end, err), OK);
	CHECK(!end);
	return rows_observation(&columns, &csv, &metric, arena, row, err);
}

/* The only bad field must be this one. */
static inline void
check_field(const struct err *err, const char *name, const char *code, int line)
{
	CHECK_INT(err->field_count, 1);
	CHECK_STR(err->fields[0].name, name);
	CHECK_STR(err->fields[0].code, code);
	CHECK_INT(csv.line, line);
}

#endif
