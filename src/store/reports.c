#include "store/reports.h"
#include "base/uuid.h"
#include "store/report_index.h"
#include "store/report_parts.h"
#include "store/statement.h"

#include <inttypes.h>

/* Of one millisecond; report.id is made of both.  Among the first of them a
 * report is looked for by the time that its uuid names. */
enum { ROWS_PER_MS = 32768, ROWS_LOOKED_AT = 64 };

static const int64_t first_ms = -62167219200000; /* of year 0 */
static const int64_t last_ms = 253402300799999;  /* of year 9999 */

int64_t
reports_first_row(int64_t ms)
{
	if (ms < first_ms)
		return INT64_MIN;
	return ms <= last_ms ? ms * ROWS_PER_MS : INT64_MAX;
}

/* 0 while the millisecond has no row. */
static enum err_kind
last_row(struct store *store, const struct report_index *index, int64_t ms,
	bool *found, int64_t *row, struct err *err)
{
	struct statement select;
	enum err_kind kind;

	*found = index->has_newest && index->newest >= reports_first_row(ms);
	*row = *found ? index->newest : 0;
	if (!*found || *row < reports_first_row(ms) + ROWS_PER_MS)
		return OK;
	kind = statement_open(&select, store, SQL_REPORTS_LAST_ROW, err);
	if (kind != OK)
		return kind;
	statement_int(&select, reports_first_row(ms));
	statement_int(&select, reports_first_row(ms) + ROWS_PER_MS - 1);
	kind = statement_step(&select, found, err);
	*found = *found && !statement_column_is_null(&select, 0);
	*row = *found ? statement_column_int(&select, 0) : 0;
	statement_close(&select);
	return kind;
}

static enum err_kind
choose_row(struct store *store, struct report *report,
	const struct report_index *index, struct err *err)
{
	enum err_kind kind;
	int64_t last;
	bool found;

	for (int64_t ms = report->created_ms; ms >= first_ms && ms <= last_ms;
		ms++) {
		kind = last_row(store, index, ms, &found, &last, err);
		if (kind != OK)
			return kind;
		report->created_ms = report->updated_ms = ms;
		report->row = found ? last + 1 : reports_first_row(ms);
		if (report->row < reports_first_row(ms) + ROWS_PER_MS)
			return OK;
	}
	return fail(err, ERR_INTERNAL, "store/refused",
		"a report outside the years 0 to 9999");
}

/* The rows that the time in an id leads to: none where it names no time. */
static void
rows_of(struct str id, int64_t *first, int64_t *last)
{
	int64_t ms;

	*first = 1;
	*last = 0;
	if (!uuid_time(id, &ms) || ms > last_ms)
		return;
	*first = reports_first_row(ms);
	*last = *first + ROWS_LOOKED_AT - 1;
}

static bool
is_stray(const struct report *report)
{
	int64_t first, last;

	rows_of(report->id, &first, &last);
	return report->row < first || report->row > last;
}

/* The list has another content, and its newest report is the same. */
static enum err_kind
rename_content(struct store *store, struct err *err)
{
	struct statement update;
	enum err_kind kind =
		statement_open(&update, store, SQL_REPORTS_INSERTED, err);

	return kind == OK ? statement_run(&update, NULL, err) : kind;
}

enum err_kind
reports_insert(struct store *store, struct report *report, struct str city_key,
	struct err *err)
{
	struct report_index index;
	struct statement insert;
	enum err_kind kind;

	if ((kind = report_index_look(store, &index, err)) != OK ||
		(kind = choose_row(store, report, &index, err)) != OK ||
		(kind = statement_open(
			 &insert, store, SQL_REPORTS_INSERT, err)) != OK)
		return kind;
	report->version = 1;
	statement_int(&insert, report->row);
	statement_str(&insert, report->id);
	statement_int(&insert, report->owner);
	statement_int(&insert, report->updated_ms);
	statement_str(&insert, report->description);
	statement_str(&insert, report->location.city);
	statement_str(&insert, city_key);
	statement_str(&insert, report->location.state);
	statement_str(&insert, report->location.country);
	statement_int(&insert, is_stray(report));
	if ((kind = statement_run(&insert, NULL, err)) != OK ||
		(index.has_newest && report->row < index.newest &&
			(kind = rename_content(store, err)) != OK))
		return kind;
	return report_index_insert(store, &index, report->row, err);
}

enum err_kind
reports_restore(struct store *store, struct report *report, struct str city_key,
	struct err *err)
{
	struct report restored = *report;
	enum err_kind kind = reports_insert(store, report, city_key, err);

	if (kind != OK)
		return kind;
	/* its id, which somebody chose, may have named another content */
	if (restored.version == 1 && restored.updated_ms == restored.created_ms)
		return rename_content(store, err);
	restored.row = report->row;
	return reports_update(store, &restored, city_key, err);
}

bool
report_read(const struct statement *from, struct arena *arena,
	struct report *report)
{
	struct str *texts[] = {&report->description, &report->location.city,
		&report->location.state, &report->location.country,
		&report->author};

	report->row = statement_column_int(from, 0);
	if (!arena_str(arena, statement_column_str(from, 1), &report->id))
		return false;
	report->owner = statement_column_int(from, 2);
	report->created_ms = statement_column_int(from, 3);
	report->updated_ms = statement_column_int(from, 4);
	report->version = statement_column_int(from, 5);
	for (size_t i = 0; i < COUNT(texts); i++) {
		if (!arena_str(arena, statement_column_str(from, 6 + (int)i),
			    texts[i]))
			return false;
	}
	return true;
}

enum err_kind
reports_get(struct store *store, struct str id, struct arena *arena,
	struct report *report, struct err *err)
{
	struct statement get;
	int64_t first, last;
	bool row;
	enum err_kind kind;

	*report = (struct report){0};
	kind = statement_open(&get, store, SQL_REPORTS_GET, err);
	if (kind != OK)
		return kind;
	rows_of(id, &first, &last);
	statement_str(&get, id);
	statement_int(&get, first);
	statement_int(&get, last);
	kind = statement_step(&get, &row, err);
	if (kind == OK && !row)
		kind = fail(err, ERR_NOT_FOUND, "report/not-found",
			"no report has this id");
	else if (kind == OK && !report_read(&get, arena, report))
		kind = fail_memory(err);
	statement_close(&get);
	return kind;
}

/* Of one report. */
static enum err_kind
change(struct statement *statement, struct err *err)
{
	int64_t changed;
	enum err_kind kind = statement_run(statement, &changed, err);

	if (kind == OK && !changed)
		kind = fail(err, ERR_NOT_FOUND, "report/not-found",
			"no report is in this row");
	return kind;
}

enum err_kind
reports_update(struct store *store, const struct report *report,
	struct str city_key, struct err *err)
{
	struct statement update;
	enum err_kind kind;

	if ((kind = report_index_drop(store, report->row, err)) != OK ||
		(kind = statement_open(
			 &update, store, SQL_REPORTS_UPDATE, err)) != OK)
		return kind;
	statement_int(&update, report->row);
	statement_str(&update, report->description);
	statement_str(&update, report->location.city);
	statement_str(&update, city_key);
	statement_str(&update, report->location.state);
	statement_str(&update, report->location.country);
	statement_int(&update, report->updated_ms);
	statement_int(&update, report->version);
	if ((kind = change(&update, err)) != OK)
		return kind;
	return report_index_add(store, report->row, err);
}

enum err_kind
reports_delete(struct store *store, int64_t row, struct err *err)
{
	struct statement delete;
	enum err_kind kind;

	if ((kind = report_index_drop(store, row, err)) != OK ||
		(kind = statement_open(
			 &delete, store, SQL_REPORTS_DELETE, err)) != OK)
		return kind;
	statement_int(&delete, row);
	return change(&delete, err);
}

enum err_kind
reports_delete_before(struct store *store, int64_t before_ms, int64_t *deleted,
	struct err *err)
{
	int64_t before = reports_first_row(before_ms);
	struct statement delete;
	enum err_kind kind;

	*deleted = 0;
	if ((kind = report_index_drop_before(store, before, err)) != OK ||
		(kind = statement_open(
			 &delete, store, SQL_REPORTS_DELETE_BEFORE, err)) != OK)
		return kind;
	statement_int(&delete, before);
	return statement_run(&delete, deleted, err);
}

enum err_kind
reports_count(
	struct store *store, int64_t owner, int64_t *count, struct err *err)
{
	struct statement select;
	bool found;
	enum err_kind kind;

	*count = 0;
	kind = statement_open(&select, store, SQL_REPORTS_COUNT, err);
	if (kind != OK)
		return kind;
	statement_int(&select, owner);
	return statement_get_int(&select, count, &found, err);
}

enum err_kind
reports_revision(struct store *store, struct arena *arena,
	const char **revision, struct err *err)
{
	struct statement select;
	bool found;
	enum err_kind kind;

	*revision = NULL;
	kind = statement_open(&select, store, SQL_REPORTS_REVISION, err);
	if (kind != OK)
		return kind;
	kind = statement_step(&select, &found, err);
	if (kind == OK) {
		*revision = arena_printf(arena, "%" PRId64 " %.*s",
			found ? statement_column_int(&select, 0) : 0,
			STR_ARG(statement_column_str(&select, 1)));
		kind = *revision ? OK : fail_memory(err);
	}
	statement_close(&select);
	return kind;
}
