/* weatherctl import: CSV files of observations and reports. */

#include "programs/weatherctl_import.h"
#include "base/clock.h"
#include "cli/files.h"
#include "cli/show.h"
#include "programs/weatherctl.h"

#include <stdio.h>
#include <stdlib.h>

enum {
	FILE_MAX = 256 * 1024 * 1024,
	ROW_ARENA = 1024 * 1024,
	ERRORS_SHOWN = 50,
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

/* A bad line is shown and counted, and the next one is read; anything else
 * ends the import. */
static enum err_kind
take_row(struct import *import, const struct rows_columns *columns,
	struct err *err)
{
	struct err row = {0};
	enum err_kind kind;

	if (import->rows == ROWS_OBSERVATIONS)
		kind = import_observation(import, columns, &row);
	else
		kind = import_report(import, columns, &row);
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
