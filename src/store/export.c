#include "store/export.h"
#include "store/observation_columns.h"
#include "store/reports.h"

static int64_t
seconds_from(int64_t ms)
{
	/* the first whole second that is not before ms */
	return ms == INT64_MIN || ms == INT64_MAX ? ms
						  : ms / 1000 + (ms % 1000 > 0);
}

static bool
keep_observer(const struct statement *from, struct arena *arena,
	struct observation_row *row)
{
	struct str *texts[] = {&row->location.city, &row->location.state,
		&row->location.country, &row->issuer, &row->tenant,
		&row->observer};

	for (size_t i = 0; i < COUNT(texts); i++)
		if (!arena_str(arena, statement_column_str(from, 1 + (int)i),
			    texts[i]))
			return false;
	return true;
}

/* *found false behind the last observer. */
static enum err_kind
next_observer(struct export_walk *walk, struct store *store,
	struct arena *arena, bool *found, struct err *err)
{
	struct statement next;
	enum err_kind kind =
		statement_open(&next, store, SQL_EXPORT_OBSERVER, err);

	if (kind != OK)
		return kind;
	statement_int(&next, walk->observer);
	statement_str(&next, walk->filter.country);
	statement_str(&next, walk->filter.city_key);
	statement_str(&next, walk->filter.state);
	kind = statement_step(&next, found, err);
	if (kind == OK && *found) {
		arena_reset(arena);
		walk->observer = statement_column_int(&next, 0);
		walk->next_at = seconds_from(walk->filter.from_ms);
		if (!keep_observer(&next, arena, &walk->row))
			kind = fail_memory(err);
	}
	statement_close(&next);
	return kind;
}

/* Rows of the observer at hand; *count of them. */
static enum err_kind
read_run(struct export_walk *walk, struct store *store, size_t limit,
	export_observation_visitor *each, void *ctx, size_t *count,
	struct err *err)
{
	struct statement rows;
	bool row;
	enum err_kind kind =
		statement_open(&rows, store, SQL_EXPORT_OBSERVATIONS, err);

	*count = 0;
	if (kind != OK)
		return kind;
	statement_int(&rows, walk->observer);
	statement_int(&rows, walk->next_at);
	statement_int(&rows, seconds_from(walk->filter.to_ms));
	statement_int(&rows, (int64_t)limit);
	while ((kind = statement_step(&rows, &row, err)) == OK && row) {
		observation_columns_read(&rows, &walk->row.observation);
		walk->next_at = walk->row.observation.observed_at + 1;
		++*count;
		if ((kind = each(ctx, &walk->row, err)) != OK)
			break;
	}
	statement_close(&rows);
	return kind;
}

enum err_kind
export_observations(struct export_walk *walk, struct store *store, size_t limit,
	struct arena *arena, export_observation_visitor *each, void *ctx,
	bool *more, struct err *err)
{
	enum err_kind kind = OK;

	*more = true;
	if (!walk->begun)
		kind = next_observer(walk, store, arena, more, err);
	walk->begun = true;
	while (kind == OK && *more && limit) {
		size_t count;

		kind = read_run(walk, store, limit, each, ctx, &count, err);
		if (kind == OK && count < limit)
			kind = next_observer(walk, store, arena, more, err);
		limit -= count;
	}
	return kind;
}

static void
read_report(const struct statement *from, struct report_row *row)
{
	struct report *report = &row->report;
	struct str *texts[] = {&report->description, &report->location.city,
		&report->location.state, &report->location.country,
		&report->author, &row->issuer, &row->tenant};

	*row = (struct report_row){
		.report = {.row = statement_column_int(from, 0),
			.id = statement_column_str(from, 1),
			.created_ms = statement_column_int(from, 2),
			.updated_ms = statement_column_int(from, 3),
			.version = statement_column_int(from, 4)}};
	for (size_t i = 0; i < COUNT(texts); i++)
		*texts[i] = statement_column_str(from, 5 + (int)i);
}

enum err_kind
export_reports(struct export_walk *walk, struct store *store, size_t limit,
	export_report_visitor *each, void *ctx, bool *more, struct err *err)
{
	size_t count = 0;
	struct statement rows;
	struct report_row report;
	bool row;
	enum err_kind kind =
		statement_open(&rows, store, SQL_EXPORT_REPORTS, err);

	if (kind != OK)
		return kind;
	if (!walk->begun)
		walk->next_report = reports_first_row(walk->filter.from_ms);
	walk->begun = true;
	statement_int(&rows, walk->next_report);
	statement_int(&rows, reports_first_row(walk->filter.to_ms));
	statement_str(&rows, walk->filter.country);
	statement_str(&rows, walk->filter.city_key);
	statement_str(&rows, walk->filter.state);
	statement_int(&rows, (int64_t)limit);
	while ((kind = statement_step(&rows, &row, err)) == OK && row) {
		read_report(&rows, &report);
		walk->next_report = report.report.row + 1;
		count++;
		if ((kind = each(ctx, &report, err)) != OK)
			break;
	}
	statement_close(&rows);
	*more = count == limit;
	return kind;
}
