/* weatherctl export: everything as CSV or NDJSON on standard output. */

#include "base/rfc3339.h"
#include "programs/weatherctl.h"
#include "store/export.h"
#include "store/fold.h"
#include "weather/columns.h"
#include "weather/rows_write.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

enum {
	EXPORT_ROWS = 1000,
	EXPORT_ARENA = 16 * 1024 * 1024,
	EXPORT_PIECE = 64 * 1024 * 1024,
};

enum {
	EXPORT_FORMAT = 0,
	EXPORT_FROM,
	EXPORT_TO,
	EXPORT_CITY,
	EXPORT_STATE,
	EXPORT_COUNTRY
};

const struct option_rule export_options[] = {
	{"format", "WORD", "csv (default) or ndjson", false},
	{"from", "TIME", "only from this time on, RFC 3339", false},
	{"to", "TIME", "only before this time", false},
	{"city", "NAME", "only of cities of this name", false},
	{"state", "XX", "only of this state", false},
	{"country", "XX", "only of this country", false},
	{0},
};

struct export
{
	enum format format;
	struct export_walk walk;
	struct store *store;
	struct arena *names; /* of observers; and of one row */
	struct arena *arena;
	struct buf piece;
};

static enum err_kind
write_observation(void *ctx, const struct observation_row *row, struct err *err)
{
	struct export *export = ctx;
	enum err_kind kind = rows_write_observation(&export->piece,
		export->format, UNITS_METRIC, true, row, export->arena, err);

	arena_reset(export->arena);
	return kind;
}

static enum err_kind
write_report(void *ctx, const struct report_row *row, struct err *err)
{
	struct export *export = ctx;
	enum err_kind kind = rows_write_report(
		&export->piece, export->format, true, row, export->arena, err);

	arena_reset(export->arena);
	return kind;
}

/* The lock that others might wait for is not held meanwhile. */
static enum err_kind
put_piece(struct export *export, struct err *err)
{
	struct str text = buf_as_str(&export->piece);

	if (export->piece.failed)
		return fail_memory(err);
	if (text.len && fwrite(text.at, 1, text.len, stdout) != text.len)
		return fail(err, ERR_INTERNAL, "file/write",
			"standard output: %s", strerror(errno));
	buf_clear(&export->piece);
	return OK;
}

static enum err_kind
write_all(struct export *export, enum rows_kind kind_of, struct err *err)
{
	bool more = true, is_reports = kind_of == ROWS_REPORTS;
	enum err_kind kind = OK;

	if (is_reports)
		rows_write_reports_header(&export->piece, export->format, true);
	else
		rows_write_observations_header(
			&export->piece, export->format, UNITS_METRIC, true);
	while (kind == OK && more) {
		kind = is_reports ? export_reports(&export->walk, export->store,
					    EXPORT_ROWS, write_report, export,
					    &more, err)
				  : export_observations(&export->walk,
					    export->store, EXPORT_ROWS,
					    export->names, write_observation,
					    export, &more, err);
		if (kind == OK)
			kind = put_piece(export, err);
	}
	return kind;
}

static enum err_kind
read_time(const struct arguments *args, size_t option, int64_t fallback,
	int64_t *ms, struct err *err)
{
	const char *text = argument_value(args, &export_options[option]);

	*ms = fallback;
	if (!text || rfc3339_parse(str_from(text), ms) == RFC3339_GOOD)
		return OK;
	return fail(err, ERR_PARAMETER, "usage/time",
		"--%s %.40s: a time such as 2026-11-22T01:15:00Z is needed",
		export_options[option].name, text);
}

static enum err_kind
read_code(const struct arguments *args, size_t option, char code[3],
	struct str *out, struct err *err)
{
	const char *text = argument_value(args, &export_options[option]);

	*out = (struct str){NULL, 0};
	if (!text)
		return OK;
	for (size_t i = 0; i < 2; i++) {
		char c = text[i];

		if (c >= 'a' && c <= 'z')
			c = (char)(c - 'a' + 'A');
		if (c < 'A' || c > 'Z' || (i && text[2]))
			return fail(err, ERR_PARAMETER, "usage/code",
				"--%s %.40s: two letters are needed",
				export_options[option].name, text);
		code[i] = c;
	}
	*out = (struct str){code, 2};
	return OK;
}

/* The city is folded when the store is there. */
static enum err_kind
read_options(const struct arguments *args, struct export *export,
	char codes[2][3], struct err *err)
{
	const char *format =
		argument_value(args, &export_options[EXPORT_FORMAT]);
	struct export_filter *filter = &export->walk.filter;
	enum err_kind kind;

	export->format = FORMAT_CSV;
	if (format && (!format_from(str_from(format), &export->format) ||
			      export->format == FORMAT_JSON))
		return fail(err, ERR_PARAMETER, "usage/format",
			"--format %.40s: csv or ndjson is needed", format);
	if ((kind = read_time(args, EXPORT_FROM, INT64_MIN, &filter->from_ms,
		     err)) != OK ||
		(kind = read_time(args, EXPORT_TO, INT64_MAX, &filter->to_ms,
			 err)) != OK ||
		(kind = read_code(args, EXPORT_STATE, codes[0], &filter->state,
			 err)) != OK)
		return kind;
	return read_code(args, EXPORT_COUNTRY, codes[1], &filter->country, err);
}

static enum err_kind
run(struct export *export, enum rows_kind kind_of, const char *city,
	const struct settings *settings, struct err *err)
{
	struct arena *keys = arena_new(EXPORT_ARENA);
	enum err_kind kind = OK;

	buf_init(&export->piece, EXPORT_PIECE);
	export->names = arena_new(EXPORT_ARENA);
	export->arena = arena_new(EXPORT_ARENA);
	if (!keys || !export->names || !export->arena) {
		kind = fail_memory(err);
		goto done;
	}
	if ((kind = settings_enter_state_dir(settings, err)) != OK ||
		(kind = store_open(&export->store, settings->config.state_dir,
			 STORE_READ, err)) != OK)
		goto done;
	if (city && (kind = fold_name(export->store, str_from(city), "city",
			     keys, &export->walk.filter.city_key, err)) != OK)
		goto done;
	kind = write_all(export, kind_of, err);
done:
	store_close(export->store);
	buf_free(&export->piece);
	arena_free(export->arena);
	arena_free(export->names);
	arena_free(keys);
	return kind;
}

static int
export_all(const struct arguments *args, enum rows_kind kind)
{
	const char *city = argument_value(args, &export_options[EXPORT_CITY]);
	struct settings settings = {0};
	struct export export = {0};
	char codes[2][3] = {"", ""};
	struct err err = {0};

	if (read_options(args, &export, codes, &err) == OK &&
		settings_open(&settings, args, &err) == OK)
		err.kind = run(&export, kind, city, &settings, &err);
	settings_close(&settings);
	return weatherctl_end(&err);
}

int
command_export_observations(const struct arguments *args)
{
	return export_all(args, ROWS_OBSERVATIONS);
}

int
command_export_reports(const struct arguments *args)
{
	return export_all(args, ROWS_REPORTS);
}
