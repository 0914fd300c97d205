/* weatherctl import: CSV and NDJSON of observations and reports. */

#include "programs/weatherctl_import.h"
#include "base/clock.h"
#include "cli/files.h"
#include "programs/weatherctl.h"

#include <stdio.h>
#include <stdlib.h>

enum { ROW_ARENA = 1024 * 1024 };

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
	{"source", "WORD", "import or demo, whatever column source says",
		false},
	{"units", "WORD", "metric (default), imperial or standard", false},
	{"replace", NULL, "replace what is stored otherwise for a time", false},
	{"dry-run", NULL, "check everything, store nothing", false},
	{0},
};

enum { REPORTS_OWNER = 0, REPORTS_REPLACE, REPORTS_DRY_RUN };

const struct option_rule import_reports_options[] = {
	{"owner", "NAME", "who wrote, where no column author says it (import)",
		false},
	{"replace", NULL, "replace what is stored otherwise under an id",
		false},
	{"dry-run", NULL, "check everything, store nothing", false},
	{0},
};

static enum err_kind
run(struct import *import, const struct settings *settings, struct err *err)
{
	enum err_kind kind;

	import->arena = arena_new(ROW_ARENA);
	import->csv = malloc(sizeof(*import->csv));
	import->lines = malloc(sizeof(*import->lines));
	import->rules.now_ms = clock_now_ms(clock_system());
	if (!import->arena || !import->csv || !import->lines) {
		kind = fail_memory(err);
		goto done;
	}
	if ((kind = settings_enter_state_dir(settings, err)) == OK &&
		(kind = store_open(&import->store, settings->config.state_dir,
			 STORE_WRITE, err)) == OK)
		kind = import_passes(import, err);
	if (kind != OK)
		goto done;
	printf("%s: %zu inserted, %zu unchanged, %zu replaced", import->file,
		import->added, import->unchanged, import->replaced);
	if (import->kind == ROWS_OBSERVATIONS)
		printf(", %zu flagged", import->flagged);
	printf("%s\n", import->dry_run ? " (dry run: nothing stored)" : "");
done:
	store_close(import->store);
	free(import->lines);
	free(import->csv);
	arena_free(import->arena);
	return kind;
}

static int
import_file(struct import *import, const struct arguments *args)
{
	struct settings settings = {0};
	struct err err = {0};

	import->file = args->operands[0];
	if (files_open(import->file, &import->in, &err) == OK &&
		settings_open(&settings, args, &err) == OK)
		err.kind = run(import, &settings, &err);
	settings_close(&settings);
	if (import->in)
		fclose(import->in);
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

	if (units && !units_from(str_from(units), &import->rules.units))
		return fail(err, ERR_PARAMETER, "usage/units",
			"--units %.40s: metric, imperial or standard is needed",
			units);
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
		.kind = ROWS_OBSERVATIONS,
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
		.kind = ROWS_REPORTS,
		.owner = owner ? owner : "import",
		.dry_run = argument_given(args, &rules[REPORTS_DRY_RUN]),
	};
	struct err err = {0};

	if (argument_given(args, &rules[REPORTS_REPLACE]))
		import.conflict = CONFLICT_REPLACE;
	if (check_owner(import.owner, &err) != OK)
		return weatherctl_end(&err);
	return import_file(&import, args);
}
