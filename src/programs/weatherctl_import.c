/* weatherctl import: CSV files of observations and reports. */

#include "base/clock.h"
#include "base/uuid.h"
#include "cli/files.h"
#include "cli/show.h"
#include "programs/weatherctl.h"
#include "store/fold.h"
#include "store/observations.h"
#include "store/principals.h"
#include "store/reports.h"
#include "weather/rows.h"

#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LOCAL_ISSUER "urn:weather:local"

enum {
	FILE_MAX = 256 * 1024 * 1024,
	ROW_ARENA = 1024 * 1024,
	ERRORS_SHOWN = 50,
	OBSERVERS_KEPT = 16,
};

enum {
	OBSERVATIONS_OWNER = 0,
	OBSERVATIONS_SOURCE,
	OBSERVATIONS_UNITS,
	OBSERVATIONS_REPLACE,
	OBSERVATIONS_DRY_RUN,
};

const struct option_rule import_observations_options[] = {
	{"owner", "NAME",
		"who measured, where no column observer says it (import)",
		false},
	{"source", "WORD", "import (default) or demo", false},
	{"units", "WORD", "metric (default), imperial or standard", false},
	{"replace", NULL, "replace what is stored otherwise for a time", false},
	{"dry-run", NULL, "check everything, store nothing", false},
	{0},
};

enum { REPORTS_OWNER = 0, REPORTS_DRY_RUN };

const struct option_rule import_reports_options[] = {
	{"owner", "NAME", "who wrote the reports (import)", false},
	{"dry-run", NULL, "check everything, store nothing", false},
	{0},
};

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
	struct known_observer known[OBSERVERS_KEPT];
	size_t next_known;
	size_t bad, shown;
	size_t added, unchanged, replaced, flagged;
};

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
		fprintf(stderr, "%s:%zu: %s: ", import->file, import->csv->line,
			err->fields[i].name);
		show_text(stderr, str_from(err->fields[i].detail));
		putc('\n', stderr);
	}
}

static enum err_kind
owner_id(struct import *import, struct str identity, int64_t *id,
	struct err *err)
{
	struct principal_key key = {
		.issuer = STR_LIT(LOCAL_ISSUER),
		.identity = identity,
	};

	return principals_ensure(
		import->store, &key, import->now_ms / 1000, id, err);
}

static enum err_kind
observer_id(struct import *import, struct str owner,
	const struct location *location, struct str city_key, int64_t *id,
	struct err *err)
{
	struct known_observer wanted = {0}, *known;
	enum err_kind kind;
	int64_t principal;

	snprintf(wanted.owner, sizeof(wanted.owner), "%.*s", STR_ARG(owner));
	snprintf(wanted.city, sizeof(wanted.city), "%.*s", STR_ARG(city_key));
	snprintf(wanted.place, sizeof(wanted.place), "%.*s/%.*s",
		STR_ARG(location->country), STR_ARG(location->state));
	for (size_t i = 0; i < OBSERVERS_KEPT; i++) {
		known = &import->known[i];
		if (known->id && !strcmp(known->owner, wanted.owner) &&
			!strcmp(known->city, wanted.city) &&
			!strcmp(known->place, wanted.place)) {
			*id = known->id;
			return OK;
		}
	}
	if ((kind = owner_id(import, owner, &principal, err)) != OK ||
		(kind = observers_ensure(import->store, principal, location,
			 city_key, import->now_ms / 1000, id, err)) != OK)
		return kind;
	/* a name that was cut could be mistaken for another one */
	if (owner.len >= sizeof(wanted.owner) ||
		city_key.len >= sizeof(wanted.city))
		return OK;
	wanted.id = *id;
	import->known[import->next_known++ % OBSERVERS_KEPT] = wanted;
	return OK;
}

static enum err_kind
take_observation(struct import *import, const struct rows_columns *columns,
	struct err *err)
{
	enum observation_outcome outcome = OUTCOME_NONE;
	struct observation_row row;
	enum err_kind kind;
	struct str key;
	int64_t observer;

	kind = rows_observation(columns, import->csv, import->units,
		import->now_ms / 1000, import->arena, &row, err);
	if (kind == OK)
		kind = fold_name(import->store, row.location.city, "city",
			import->arena, &key, err);
	if (kind != OK || !import->storing)
		return kind;
	row.observation.source = import->source;
	if ((kind = observer_id(import,
		     row.observer.len ? row.observer : str_from(import->owner),
		     &row.location, key, &observer, err)) != OK ||
		(kind = observations_put(import->store, observer,
			 &row.observation, import->conflict, &outcome, err)) !=
			OK)
		return kind;
	import->added += outcome == OUTCOME_NEW;
	import->unchanged += outcome == OUTCOME_SAME;
	import->replaced += outcome == OUTCOME_REPLACED;
	import->flagged += row.observation.flagged != 0;
	return OK;
}

static void
hash_str(struct buf *buf, struct str s)
{
	buf_printf(buf, "%zu:", s.len);
	buf_str(buf, s);
}

/*
 * The same line always gets the same id, so that repeating an import finds
 * its reports again.  A report without a date gets time 0 in its id, for the
 * time of the import is not part of the line.
 */
static enum err_kind
name_report(const struct import *import, const struct report *report, char *id,
	struct err *err)
{
	bool dated = report->created_ms != import->now_ms;
	int64_t ms = dated ? report->created_ms : 0;
	unsigned char digest[EVP_MAX_MD_SIZE];
	struct buf text;
	bool good;

	buf_init(&text, ROW_ARENA);
	hash_str(&text, str_from(import->owner));
	hash_str(&text, report->location.city);
	hash_str(&text, report->location.state);
	hash_str(&text, report->location.country);
	hash_str(&text, report->description);
	buf_printf(&text, "%d %lld", dated, (long long)ms);
	good = !text.failed && EVP_Digest(text.at, text.len, digest, NULL,
				       EVP_sha256(), NULL) == 1;
	buf_free(&text);
	if (!good)
		return fail_memory(err);
	uuid7_print(ms < 0 ? 0 : ms, digest, id);
	return OK;
}

static enum err_kind
take_report(struct import *import, const struct rows_columns *columns,
	struct err *err)
{
	struct report report, stored;
	struct err missing = {0};
	char id[UUID_LEN + 1];
	enum err_kind kind;
	struct str key;

	kind = rows_report(columns, import->csv, import->now_ms, import->arena,
		&report, err);
	if (kind == OK)
		kind = fold_name(import->store, report.location.city, "city",
			import->arena, &key, err);
	if (kind != OK || !import->storing)
		return kind;
	kind = name_report(import, &report, id, err);
	if (kind != OK)
		return kind;
	report.id = str_from(id);
	kind = reports_get(
		import->store, report.id, import->arena, &stored, &missing);
	if (kind == OK) {
		import->unchanged++;
		return OK;
	}
	if (kind != ERR_NOT_FOUND) {
		*err = missing;
		return kind;
	}
	report.version = 1;
	if ((kind = owner_id(import, str_from(import->owner), &report.owner,
		     err)) != OK ||
		(kind = reports_insert(import->store, &report, key, err)) != OK)
		return kind;
	import->added++;
	return OK;
}

/* A bad line is shown and counted, and the next one is read; anything else
 * ends the import. */
static enum err_kind
take_row(struct import *import, const struct rows_columns *columns,
	struct err *err)
{
	struct err row = {0};
	enum err_kind kind;

	if (import->rows == ROWS_OBSERVATIONS)
		kind = take_observation(import, columns, &row);
	else
		kind = take_report(import, columns, &row);
	arena_reset(import->arena);
	if (kind == ERR_EXISTS)
		err_field(&row, "observed_at", "exists",
			"something else is stored for this observer and time; "
			"--replace would replace it");
	if (kind == OK)
		return OK;
	if (row.field_count) {
		show_errors(import, &row);
		return OK;
	}
	*err = row;
	return kind;
}

/* The next record; malformed ones are shown and skipped. */
static enum err_kind
next_record(struct import *import, bool *end, struct err *err)
{
	struct err record = {0};
	enum err_kind kind;

	while ((kind = csv_next(import->csv, end, &record)) == ERR_INVALID) {
		show_errors(import, &record);
		record = (struct err){0};
	}
	if (kind != OK)
		*err = record;
	return kind;
}

/* Goes through the whole file once. */
static enum err_kind
pass(struct import *import, struct err *err)
{
	struct rows_columns columns;
	struct err header = {0};
	enum err_kind kind;
	bool end = false;

	csv_from_text(import->csv, import->text);
	kind = csv_next(import->csv, &end, &header);
	if (kind == OK && end)
		return fail(err, ERR_INVALID, "import/empty",
			"%s is empty; its first line must name the columns",
			import->file);
	if (kind == OK)
		kind = rows_columns(
			&columns, import->rows, import->csv, &header);
	if (kind != OK && header.field_count) {
		show_errors(import, &header);
		return OK;
	}
	if (kind != OK) {
		*err = header;
		return kind;
	}
	while ((kind = next_record(import, &end, err)) == OK && !end)
		if ((kind = take_row(import, &columns, err)) != OK)
			break;
	return kind;
}

static enum err_kind
refuse(const struct import *import, struct err *err)
{
	if (import->shown > ERRORS_SHOWN)
		fprintf(stderr, "%s: ... and %zu more errors\n", import->file,
			import->shown - ERRORS_SHOWN);
	return fail(err, ERR_INVALID, "import/lines",
		"%s: %zu bad line%s; nothing was stored", import->file,
		import->bad, import->bad == 1 ? "" : "s");
}

/* Checks everything before it takes the lock that others wait for. */
static enum err_kind
check_and_store(struct import *import, struct err *err)
{
	enum err_kind kind;

	kind = pass(import, err);
	if (kind == OK && import->bad)
		kind = refuse(import, err);
	if (kind == OK)
		kind = store_begin(import->store, err);
	if (kind != OK)
		return kind;
	import->storing = true;
	kind = pass(import, err);
	if (kind == OK && import->bad)
		kind = refuse(import, err);
	if (kind == OK && !import->dry_run)
		return store_commit(import->store, err);
	store_rollback(import->store);
	return kind;
}

static enum err_kind
run(struct import *import, const struct settings *settings, struct err *err)
{
	enum err_kind kind;

	import->arena = arena_new(ROW_ARENA);
	import->csv = malloc(sizeof(*import->csv));
	import->now_ms = clock_now_ms(clock_system());
	if (!import->arena || !import->csv) {
		kind = fail_memory(err);
		goto done;
	}
	if ((kind = settings_enter_state_dir(settings, err)) == OK &&
		(kind = store_open(&import->store, settings->config.state_dir,
			 STORE_WRITE, err)) == OK)
		kind = check_and_store(import, err);
	if (kind != OK)
		goto done;
	printf("%s: %zu inserted, %zu unchanged", import->file, import->added,
		import->unchanged);
	if (import->rows == ROWS_OBSERVATIONS)
		printf(", %zu replaced, %zu flagged", import->replaced,
			import->flagged);
	printf("%s\n", import->dry_run ? " (dry run: nothing stored)" : "");
done:
	store_close(import->store);
	free(import->csv);
	arena_free(import->arena);
	return kind;
}

static int
import_file(struct import *import, const struct arguments *args)
{
	struct settings settings = {0};
	struct err err = {0};
	struct buf text;

	import->file = args->operands[0];
	if (files_read(import->file, FILE_MAX, &text, &err) == OK &&
		settings_open(&settings, args, &err) == OK) {
		import->text = buf_as_str(&text);
		err.kind = run(import, &settings, &err);
	}
	settings_close(&settings);
	buf_free(&text);
	return weatherctl_end(&err);
}

static enum err_kind
check_owner(const char *owner, struct err *err)
{
	struct str name = str_from(owner);

	if (name.len && str_is_utf8(name) && str_utf8_length(name) <= 100)
		return OK;
	return fail(err, ERR_PARAMETER, "usage/owner",
		"--owner needs a name of 1 to 100 characters");
}

static enum err_kind
read_words(const struct arguments *args, struct import *import, struct err *err)
{
	const struct option_rule *rules = import_observations_options;
	const char *units = argument_value(args, &rules[OBSERVATIONS_UNITS]);
	const char *source = argument_value(args, &rules[OBSERVATIONS_SOURCE]);

	if (units && !units_from(str_from(units), &import->units))
		return fail(err, ERR_PARAMETER, "usage/units",
			"--units %.40s: metric, imperial or standard is needed",
			units);
	import->source = SOURCE_IMPORT;
	if (source &&
		(!observation_source_from(str_from(source), &import->source) ||
			import->source == SOURCE_API))
		return fail(err, ERR_PARAMETER, "usage/source",
			"--source %.40s: import or demo is needed", source);
	return OK;
}

int
command_import_observations(const struct arguments *args)
{
	const struct option_rule *rules = import_observations_options;
	const char *owner = argument_value(args, &rules[OBSERVATIONS_OWNER]);
	struct import import = {
		.rows = ROWS_OBSERVATIONS,
		.owner = owner ? owner : "import",
		.dry_run = argument_given(args, &rules[OBSERVATIONS_DRY_RUN]),
	};
	struct err err = {0};

	if (argument_given(args, &rules[OBSERVATIONS_REPLACE]))
		import.conflict = CONFLICT_REPLACE;
	if (read_words(args, &import, &err) != OK ||
		check_owner(import.owner, &err) != OK)
		return weatherctl_end(&err);
	return import_file(&import, args);
}

int
command_import_reports(const struct arguments *args)
{
	const struct option_rule *rules = import_reports_options;
	const char *owner = argument_value(args, &rules[REPORTS_OWNER]);
	struct import import = {
		.rows = ROWS_REPORTS,
		.owner = owner ? owner : "import",
		.dry_run = argument_given(args, &rules[REPORTS_DRY_RUN]),
	};
	struct err err = {0};

	if (check_owner(import.owner, &err) != OK)
		return weatherctl_end(&err);
	return import_file(&import, args);
}
