#ifndef PROGRAMS_WEATHERCTL_IMPORT_H
#define PROGRAMS_WEATHERCTL_IMPORT_H

#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"
#include "store/db.h"
#include "store/observations.h"
#include "weather/lines.h"
#include "weather/rows.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/*
 * One import: a file that is read twice, once to check every line and once to
 * store them, in batches: others wait for the lock of one batch at most.
 */

enum { IMPORT_OBSERVERS = 16, IMPORT_BATCH = 5000 };

/* An observer already looked up in this transaction: files come sorted. */
struct known_observer {
	char owner[600], city[404], place[8];
	int64_t id;
};

struct import {
	const char *file;
	FILE *in;
	bool is_json; /* NDJSON, not CSV */
	enum rows_kind kind;
	const char *owner; /* where a row names none */
	struct rows_rules rules;
	enum observation_source source; /* in place of import */
	enum observation_conflict conflict;
	bool dry_run;

	struct store *store;
	struct arena *arena; /* of one row */
	struct csv *csv;
	struct lines *lines;
	struct rows_columns columns;
	bool storing; /* false: the first pass, which only checks */
	size_t in_batch, stored;
	struct known_observer known[IMPORT_OBSERVERS];
	size_t next_known;
	size_t bad, shown;
	size_t added, unchanged, replaced, flagged;
};

/*
 * Checks everything before it takes the lock that others wait for; prints
 * bad fields with their lines.  ERR_INVALID "import/lines" when there are
 * any: then nothing is stored, or, where only a later batch met something
 * stored already, the batches before it.
 */
enum err_kind import_passes(struct import *import, struct err *err) MUST_USE;

/*
 * A row: checks what only the database can tell and, in the second pass,
 * stores it and counts the outcome.  ERR_INVALID with bad fields, ERR_EXISTS
 * when something else is stored in its place.
 */
enum err_kind import_observation(struct import *import,
	struct observation_row *row, struct err *err) MUST_USE;

/*
 * A report without an id gets one that is made of owner, place, date and
 * description: the same line always gets the same id, so that repeating an
 * import finds its reports.  A report without a date gets time 0 in its id,
 * for the time of the import is not part of the line.
 */
enum err_kind import_report(struct import *import, struct report_row *row,
	struct err *err) MUST_USE;

#endif
