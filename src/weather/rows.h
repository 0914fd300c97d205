#ifndef WEATHER_ROWS_H
#define WEATHER_ROWS_H

#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"
#include "weather/columns.h"
#include "weather/csv.h"
#include "weather/report.h"
#include "weather/row.h"
#include "weather/units.h"

#include <stdint.h>

/*
 * What the records of a CSV file and the lines of an NDJSON file mean: each is
 * an observation or a report.  Of a CSV file the first record names the
 * columns, in any order; an object of NDJSON has members of the same names,
 * and location as reports of the API have it.
 *
 * Observations: observed_at and city, one or more of observation_fields (by
 * name or alias), and if wanted state, country, interval, extra, observer,
 * issuer and tenant (whose identity observer is; without issuer it is a name
 * of this service's own), source, received_at, flagged (else worked out).
 * Reports: description and city, and if wanted state, country, created_date,
 * updated_date, version, id, author, issuer, tenant.
 *
 * Bad fields in err are named by column, with code and a sentence that quotes
 * the value; the line is the caller's to know.  Nothing here stops at the
 * first bad field, so that one run shows them all.
 */

/* What holds for all rows of a file. */
struct rows_rules {
	enum units units; /* of values that do not say theirs */
	int64_t now_ms;
};

/*
 * One record as an observation: source import, received now, unless the file
 * says it; location checked and normalised.  In measured fields and interval
 * a blank, NA, -, -- and -9999 mean not measured.  ERR_INVALID
 * "rows/observation" with every bad field.  Texts are in arena: they outlive
 * the record.
 */
enum err_kind
rows_observation(const struct rows_columns *columns, const struct csv *record,
	const struct rows_rules *rules, struct arena *arena,
	struct observation_row *row, struct err *err) MUST_USE;
enum err_kind rows_observation_json(struct str line,
	const struct rows_rules *rules, struct arena *arena,
	struct observation_row *row, struct err *err) MUST_USE;

/*
 * One record as a report; created_ms is now when created_date is blank, id is
 * empty, version 0 and updated_ms created_ms when the file does not say them;
 * author is who it names.  CRLF inside a description becomes LF, since line
 * ends are the file's matter.  ERR_INVALID "rows/report" with every bad field.
 */
enum err_kind rows_report(const struct rows_columns *columns,
	const struct csv *record, const struct rows_rules *rules,
	struct arena *arena, struct report_row *row, struct err *err) MUST_USE;
enum err_kind rows_report_json(struct str line, const struct rows_rules *rules,
	struct arena *arena, struct report_row *row, struct err *err) MUST_USE;

#endif
