#include "store/reports.h"
#include "store/statement.h"

#include <assert.h>

enum err_kind
reports_insert(struct store *store, const struct report *report,
	struct str city_key, struct err *err)
{
	struct statement insert;
	enum err_kind kind =
		statement_open(&insert, store, SQL_REPORTS_INSERT, err);

	if (kind != OK)
		return kind;
	statement_str(&insert, report->id);
	statement_int(&insert, report->owner);
	statement_int(&insert, report->created_ms);
	statement_str(&insert, report->description);
	statement_str(&insert, report->location.city);
	statement_str(&insert, city_key);
	statement_str(&insert, report->location.state);
	statement_str(&insert, report->location.country);
	return statement_run(&insert, NULL, err);
}

static bool
read_report(const struct statement *from, struct arena *arena,
	struct report *report)
{
	struct str *texts[] = {&report->description, &report->location.city,
		&report->location.state, &report->location.country};

	if (!arena_str(arena, statement_column_str(from, 0), &report->id))
		return false;
	report->owner = statement_column_int(from, 1);
	report->created_ms = statement_column_int(from, 2);
	report->version = statement_column_int(from, 3);
	for (size_t i = 0; i < COUNT(texts); i++) {
		if (!arena_str(arena, statement_column_str(from, 4 + (int)i),
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
	bool row;
	enum err_kind kind;

	*report = (struct report){0};
	kind = statement_open(&get, store, SQL_REPORTS_GET, err);
	if (kind != OK)
		return kind;
	statement_str(&get, id);
	kind = statement_step(&get, &row, err);
	if (kind == OK && !row)
		kind = fail(err, ERR_NOT_FOUND, "report/not-found",
			"no report has this id");
	else if (kind == OK && !read_report(&get, arena, report))
		kind = fail_memory(err);
	statement_close(&get);
	return kind;
}

enum err_kind
reports_delete(struct store *store, struct str id, struct err *err)
{
	struct statement delete;
	int64_t deleted;
	enum err_kind kind =
		statement_open(&delete, store, SQL_REPORTS_DELETE, err);

	if (kind != OK)
		return kind;
	statement_str(&delete, id);
	kind = statement_run(&delete, &deleted, err);
	if (kind == OK && !deleted)
		kind = fail(err, ERR_NOT_FOUND, "report/not-found",
			"no report has this id");
	return kind;
}

enum err_kind
reports_delete_before(struct store *store, int64_t before_ms, int64_t *deleted,
	struct err *err)
{
	struct statement delete;
	enum err_kind kind;

	*deleted = 0;
	kind = statement_open(&delete, store, SQL_REPORTS_DELETE_BEFORE, err);
	if (kind != OK)
		return kind;
	statement_int(&delete, before_ms);
	return statement_run(&delete, deleted, err);
}

static enum err_kind
read_page(struct statement *from, size_t limit, struct arena *arena,
	struct report_page *page, struct err *err)
{
	bool row;
	enum err_kind kind;

	while ((kind = statement_step(from, &row, err)) == OK && row) {
		if (page->count == limit) {
			page->more = true;
			break;
		}
		if (!read_report(from, arena, &page->at[page->count]))
			return fail_memory(err);
		page->count++;
	}
	return kind;
}

enum err_kind
reports_page(struct store *store, const struct report *after, size_t limit,
	struct arena *arena, struct report_page *page, struct err *err)
{
	struct statement select;
	enum err_kind kind;

	assert(limit > 0);
	*page = (struct report_page){0};
	page->at = arena_array(arena, limit, sizeof(*page->at));
	if (!page->at)
		return fail_memory(err);
	kind = statement_open(&select, store,
		after ? SQL_REPORTS_NEXT_PAGE : SQL_REPORTS_FIRST_PAGE, err);
	if (kind != OK)
		return kind;
	statement_int(&select, (int64_t)limit + 1);
	if (after) {
		statement_int(&select, after->created_ms);
		statement_str(&select, after->id);
	}
	kind = read_page(&select, limit, arena, page, err);
	statement_close(&select);
	return kind;
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
reports_revision(struct store *store, int64_t *revision, struct err *err)
{
	struct statement select;
	bool found;
	enum err_kind kind;

	*revision = 0;
	kind = statement_open(&select, store, SQL_REPORTS_REVISION, err);
	if (kind != OK)
		return kind;
	return statement_get_int(&select, revision, &found, err);
}
