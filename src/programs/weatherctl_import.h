#ifndef PROGRAMS_WEATHERCTL_IMPORT_H
#define PROGRAMS_WEATHERCTL_IMPORT_H

#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"
#include "store/db.h"
#include "store/observations.h"
#include "weather/rows.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* One import: a CSV file, read twice, once to check and once to store. */

enum { IMPORT_OBSERVERS = 16 };

/* An observer already looked up in this transaction: files come sorted. */
struct known_observer {
	char owner[128], city[404], place[8];
	int64_t id;
};

struct import {
	const char *file;
	struct str text;
	enum rows_kind rows;
	const char *owner;
	enum units units;
	enum observation_source source;
	enum observation_conflict conflict;
	bool dry_run;
	int64_t now_ms;

	struct store *store;
	struct arena *arena; /* of one row */
	struct csv *csv;
	bool storing; /* false: the first pass, which only checks */
	struct known_observer known[IMPORT_OBSERVERS];
	size_t next_known;
	size_t bad, shown;
	size_t added, unchanged, replaced, flagged;
};

/*
 * The current record of import->csv: checks it and, in the second pass,
 * stores it and counts the outcome.  ERR_INVALID with bad fields, ERR_EXISTS
 * when something else is stored for its observer and time.
 */
enum err_kind import_observation(struct import *import,
	const struct rows_columns *columns, struct err *err) MUST_USE;

/*
 * A report's id is made of owner, place, date and description: the same line
 * always gets the same id, so that repeating an import finds its reports.  A
 * report without a date gets time 0 in its id, for the time of the import is
 * not part of the line.
 */
enum err_kind import_report(struct import *import,
	const struct rows_columns *columns, struct err *err) MUST_USE;

#endif
