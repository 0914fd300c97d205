#ifndef WEATHER_ROWS_H
#define WEATHER_ROWS_H

#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"
#include "weather/csv.h"
#include "weather/location.h"
#include "weather/observation.h"
#include "weather/report.h"
#include "weather/row.h"
#include "weather/units.h"

#include <stddef.h>
#include <stdint.h>

/*
 * What the records of a CSV file mean.  The first record names the columns,
 * in any order; every later one is an observation or a report.
 *
 * Observations: observed_at and city, one or more of observation_fields (by
 * name or alias), and if wanted state, country, interval, observer.
 * Reports: description and city, and if wanted state, country, created_date.
 *
 * Bad fields in err are named by column, with code and a sentence that quotes
 * the value; the line is csv->line.  Nothing here stops at the first bad
 * field, so that one run shows them all:
 *
 *	csv_from_file(csv, file);
 *	csv_next(csv, &end, err);                    the header
 *	rows_columns(&columns, ROWS_OBSERVATIONS, csv, err);
 *	while (csv_next(csv, &end, err) == OK && !end)
 *		rows_observation(&columns, csv, units, now, arena, &row, err);
 */
enum rows_kind { ROWS_OBSERVATIONS = 0, ROWS_REPORTS };

struct rows_columns {
	enum rows_kind kind;
	size_t count;
	unsigned char meaning[CSV_FIELDS_MAX]; /* internal */
};

/*
 * Reads a header.  ERR_INVALID "rows/header" when a column is unknown (code
 * "unknown-column", with the nearest known name), doubled
 * ("duplicate-column") or a needed one is missing ("missing-column").
 */
enum err_kind rows_columns(struct rows_columns *columns, enum rows_kind kind,
	const struct csv *header, struct err *err) MUST_USE;

/* The names of known columns, for help and messages: i from 0 until NULL. */
const char *rows_column_name(enum rows_kind kind, size_t i);

/*
 * One record as an observation (source import, received now, location checked
 * and normalised).  In measured fields and interval a blank, NA,
 * -, -- and -9999 mean not measured.  ERR_INVALID "rows/observation" with
 * every bad field.  Texts are copied to arena: they outlive the record.
 */
enum err_kind
rows_observation(const struct rows_columns *columns, const struct csv *record,
	enum units units, int64_t now, struct arena *arena,
	struct observation_row *row, struct err *err) MUST_USE;

/*
 * One record as a report: description, location and created_ms, which is
 * now_ms when created_date is blank; id, version and owner stay zero.  CRLF
 * inside a description becomes LF, since line ends are the file's matter.
 * ERR_INVALID "rows/report" with every bad field.
 */
enum err_kind rows_report(const struct rows_columns *columns,
	const struct csv *record, int64_t now_ms, struct arena *arena,
	struct report *report, struct err *err) MUST_USE;

#endif
