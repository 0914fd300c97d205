#ifndef WEATHER_CSV_H
#define WEATHER_CSV_H

#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/*
 * Records of comma-separated values (RFC 4180), one at a time: quoted fields
 * with doubled quotes and line breaks inside, CRLF or LF behind a record, a
 * UTF-8 byte order mark skipped, empty lines skipped, no line end needed
 * behind the last record.  The first record is a record like any other;
 * weather/rows.h reads it as the header.
 */
enum { CSV_FIELDS_MAX = 64, CSV_FIELD_MAX = 16384, CSV_RECORD_MAX = 65536 };

/* Holds one record without any heap: 65 KiB, so one per program suffices. */
struct csv {
	size_t line; /* where the last record began, from 1 */
	size_t count;
	struct str fields[CSV_FIELDS_MAX]; /* until the next csv_next() */

	FILE *file; /* from here on internal */
	struct str text;
	int ahead;
	size_t breaks, used;
	bool started;
	char bytes[CSV_RECORD_MAX];
};

/* The caller keeps file and closes it after the last csv_next(). */
void csv_from_file(struct csv *csv, FILE *file);
/* text must outlive csv. */
void csv_from_text(struct csv *csv, struct str text);

/*
 * The next record, or *end when there is none.  A malformed one is ERR_INVALID
 * "csv/malformed" with one bad field named "record"; csv->line tells where it
 * began.  Its last line is skipped then, so reading may go on to find further
 * errors.  ERR_INTERNAL "csv/read" when the file cannot be read.
 */
enum err_kind csv_next(struct csv *csv, bool *end, struct err *err) MUST_USE;

#endif
