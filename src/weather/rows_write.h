#ifndef WEATHER_ROWS_WRITE_H
#define WEATHER_ROWS_WRITE_H

#include "base/arena.h"
#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"
#include "weather/row.h"
#include "weather/units.h"

#include <stdbool.h>

/*
 * Lists as files.  CSV (RFC 4180) has a header whose names say the unit
 * ("temp_degC"), CRLF, and empty cells for what was not measured; NDJSON has
 * an object a line, null for what was not measured.  weather/rows.h reads both
 * and gets exactly what was written, whatever the units.
 */
enum format { FORMAT_JSON = 0, FORMAT_CSV, FORMAT_NDJSON };

/* "json", "csv", "ndjson"; false for any other word. */
bool format_from(struct str word, enum format *format);
const char *format_media_type(enum format format);

/* What stands before the rows; owners adds the columns issuer and tenant. */
void rows_write_observations_header(
	struct buf *out, enum format format, enum units units, bool owners);

/* One row.  For FORMAT_JSON the object without a line end. */
enum err_kind rows_write_observation(struct buf *out, enum format format,
	enum units units, bool owners, const struct observation_row *row,
	struct arena *arena, struct err *err) MUST_USE;

/* {"temp":"\u00b0C",...}: the units of the values of every observation. */
enum err_kind rows_write_units(struct buf *out, enum units units,
	struct arena *arena, struct err *err) MUST_USE;

/* The same for reports; owners: author is an identity, with issuer and
 * tenant. */
void
rows_write_reports_header(struct buf *out, enum format format, bool owners);
enum err_kind rows_write_report(struct buf *out, enum format format,
	bool owners, const struct report_row *row, struct arena *arena,
	struct err *err) MUST_USE;

#endif
