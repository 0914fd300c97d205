/* The two passes of an import over its file. */

#include "cli/show.h"
#include "programs/weatherctl_import.h"

#include <stdio.h>
#include <string.h>

enum { ERRORS_SHOWN = 50 };

/* The line that was read last. */
static size_t
line_of(const struct import *import)
{
	return import->is_json ? import->lines->line : import->csv->line;
}

/* Prints the fields of err as errors of the current line. */
static void
show_errors(struct import *import, const struct err *err)
{
	size_t count = err->field_count;

	import->bad++;
	if (count > ERR_FIELDS_MAX)
		count = ERR_FIELDS_MAX;
	for (size_t i = 0; i < count; i++) {
		if (import->shown++ >= ERRORS_SHOWN)
			return;
		fprintf(stderr, "%s:%zu: %s: ", import->file, line_of(import),
			err->fields[i].name);
		show_text(stderr, str_from(err->fields[i].detail));
		putc('\n', stderr);
	}
}

static enum err_kind
read_observation(struct import *import, struct str line, struct err *err)
{
	struct observation_row row;
	enum err_kind kind =
		import->is_json
			? rows_observation_json(line, &import->rules,
				  import->arena, &row, err)
			: rows_observation(&import->columns, import->csv,
				  &import->rules, import->arena, &row, err);

	return kind == OK ? import_observation(import, &row, err) : kind;
}

static enum err_kind
read_report(struct import *import, struct str line, struct err *err)
{
	struct report_row row;
	enum err_kind kind =
		import->is_json
			? rows_report_json(line, &import->rules, import->arena,
				  &row, err)
			: rows_report(&import->columns, import->csv,
				  &import->rules, import->arena, &row, err);

	return kind == OK ? import_report(import, &row, err) : kind;
}

/* A bad row is shown and counted, and the next one is read; anything else
 * ends the import. */
static enum err_kind
take_row(struct import *import, struct str line, struct err *err)
{
	struct err row = {0};
	enum err_kind kind;

	kind = import->kind == ROWS_OBSERVATIONS
		       ? read_observation(import, line, &row)
		       : read_report(import, line, &row);
	arena_reset(import->arena);
	if (kind == ERR_EXISTS)
		err_field(&row,
			import->kind == ROWS_OBSERVATIONS ? "observed_at"
							  : "id",
			"exists",
			"something else is stored in its place; --replace "
			"would replace it");
	if (kind == OK)
		return OK;
	if (row.field_count) {
		show_errors(import, &row);
		return OK;
	}
	*err = row;
	return kind;
}

/* The next record or line; malformed ones are shown and skipped. */
static enum err_kind
next_record(struct import *import, struct str *line, bool *end, struct err *err)
{
	struct err record = {0};
	enum err_kind kind;

	for (;;) {
		kind = import->is_json
			       ? lines_next(import->lines, line, end, &record)
			       : csv_next(import->csv, end, &record);
		if (kind != ERR_INVALID)
			break;
		show_errors(import, &record);
		record = (struct err){0};
	}
	if (kind != OK)
		*err = record;
	return kind;
}

/* The columns of a CSV file; *good false where they were refused, line by
 * line. */
static enum err_kind
read_header(struct import *import, bool *good, struct err *err)
{
	struct err header = {0};
	enum err_kind kind;
	bool end = false;

	*good = true;
	csv_from_file(import->csv, import->in);
	kind = csv_next(import->csv, &end, &header);
	if (kind == OK && end)
		return fail(err, ERR_INVALID, "import/empty",
			"%s is empty; its first line must name the columns",
			import->file);
	if (kind == OK)
		kind = rows_columns(
			&import->columns, import->kind, import->csv, &header);
	if (kind != OK && header.field_count) {
		*good = false;
		show_errors(import, &header);
		return OK;
	}
	if (kind != OK)
		*err = header;
	return kind;
}

/* To the beginning, with what tells the two kinds of files apart. */
static enum err_kind
begin_pass(struct import *import, bool *good, struct err *err)
{
	int c;

	rewind(import->in);
	do
		c = getc(import->in);
	while (c == ' ' || c == '\t' || c == '\r' || c == '\n');
	rewind(import->in);
	/* an export of nothing is an empty file of NDJSON; CSV has a header */
	import->is_json =
		c == '{' ||
		(c == EOF && !str_ends(str_from(import->file), ".csv"));
	import->lines->file = import->in;
	import->lines->line = 0;
	*good = true;
	return import->is_json ? OK : read_header(import, good, err);
}

static enum err_kind
refuse(const struct import *import, struct err *err)
{
	if (import->shown > ERRORS_SHOWN)
		fprintf(stderr, "%s: ... and %zu more errors\n", import->file,
			import->shown - ERRORS_SHOWN);
	if (!import->stored)
		return fail(err, ERR_INVALID, "import/lines",
			"%s: %zu bad line%s; nothing was stored", import->file,
			import->bad, import->bad == 1 ? "" : "s");
	return fail(err, ERR_INVALID, "import/lines",
		"%s: %zu bad line%s; what stands before was stored (%zu "
		"lines), and repeating the import will skip it",
		import->file, import->bad, import->bad == 1 ? "" : "s",
		import->stored);
}

/* All of a batch is stored, or nothing. */
static enum err_kind
end_batch(struct import *import, struct err *err)
{
	enum err_kind kind = OK;

	if (!import->in_batch)
		return OK;
	if (import->bad)
		kind = refuse(import, err);
	else if (!import->dry_run)
		kind = store_commit(import->store, err);
	if (kind != OK || import->dry_run) {
		store_rollback(import->store);
		/* they are gone with it */
		memset(import->known, 0, sizeof(import->known));
	} else {
		import->stored += import->in_batch;
	}
	import->in_batch = 0;
	return kind;
}

/* Goes through the whole file once. */
static enum err_kind
pass(struct import *import, struct err *err)
{
	struct str line = {NULL, 0};
	enum err_kind kind;
	bool end = false, good;

	kind = begin_pass(import, &good, err);
	if (kind != OK || !good)
		return kind;
	while ((kind = next_record(import, &line, &end, err)) == OK && !end) {
		if (import->storing && !import->in_batch &&
			(kind = store_begin(import->store, err)) != OK)
			return kind;
		import->in_batch++;
		if ((kind = take_row(import, line, err)) != OK)
			break;
		if (import->storing && import->in_batch == IMPORT_BATCH &&
			(kind = end_batch(import, err)) != OK)
			return kind;
	}
	if (!import->storing) {
		import->in_batch = 0;
		return kind;
	}
	if (kind != OK) {
		store_rollback(import->store);
		return kind;
	}
	return end_batch(import, err);
}

enum err_kind
import_passes(struct import *import, struct err *err)
{
	enum err_kind kind = pass(import, err);

	if (kind == OK && import->bad)
		kind = refuse(import, err);
	if (kind != OK)
		return kind;
	import->storing = true;
	return pass(import, err);
}
