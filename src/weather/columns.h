#ifndef WEATHER_COLUMNS_H
#define WEATHER_COLUMNS_H

#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"
#include "weather/csv.h"
#include "weather/observation.h"
#include "weather/units.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * The names of columns in files of observations and of reports, and of the
 * members of NDJSON.  A measured field may say its unit ("temp_degF"), which
 * then counts for that column.
 */
enum rows_kind { ROWS_OBSERVATIONS = 0, ROWS_REPORTS };

/* What a column holds: a field of observation_fields, or one of these. */
enum column_meaning {
	COLUMN_OBSERVED_AT = FIELD_COUNT,
	COLUMN_INTERVAL,
	COLUMN_EXTRA,
	COLUMN_FLAGGED,
	COLUMN_SOURCE,
	COLUMN_RECEIVED_AT,
	COLUMN_OBSERVER, /* of reports: author */
	COLUMN_ISSUER,
	COLUMN_TENANT,
	COLUMN_CITY,
	COLUMN_STATE,
	COLUMN_COUNTRY,
	COLUMN_DESCRIPTION,
	COLUMN_CREATED_DATE,
	COLUMN_UPDATED_DATE,
	COLUMN_VERSION,
	COLUMN_ID,
	COLUMN_UNKNOWN,
};

enum { COLUMN_NAME_MAX = 40 };

struct column {
	char name[COLUMN_NAME_MAX];
	enum column_meaning meaning;
	bool needed;
	bool has_units; /* units say what the name says */
	enum units units;
};

/* The i-th column of a kind; false behind the last one. */
bool column_at(enum rows_kind kind, size_t i, struct column *column);

/* The column of this name; its meaning is COLUMN_UNKNOWN for none. */
struct column column_find(enum rows_kind kind, struct str name);

/* "temp_degC": how a field is called that says its unit. */
void column_with_unit(const struct observation_field_rule *rule,
	enum units units, char out[COLUMN_NAME_MAX]);

struct rows_columns {
	enum rows_kind kind;
	size_t count;
	unsigned char meaning[CSV_FIELDS_MAX]; /* internal, as the others */
	unsigned char units[CSV_FIELDS_MAX];
	bool has_units[CSV_FIELDS_MAX];
	bool extra_has_units; /* as the temperatures beside it */
	enum units extra_units;
};

/*
 * Reads a header.  ERR_INVALID "rows/header" when a column is unknown (code
 * "unknown-column", with the nearest known name), doubled
 * ("duplicate-column") or a needed one is missing ("missing-column").
 */
enum err_kind rows_columns(struct rows_columns *columns, enum rows_kind kind,
	const struct csv *header, struct err *err) MUST_USE;

#endif
