#include "store/report_index.h"
#include "store/statement.h"

static enum err_kind
fail_no_end(const struct store *store, struct err *err)
{
	return fail(err, ERR_DATABASE, "store/damaged",
		"%.90s does not say how far its index of words goes: restore "
		"a backup",
		store->path);
}

/* Those behind the end, from the newest on, down to what was seen before. */
static enum err_kind
count_waiting(struct statement *look, const struct report_index *seen,
	struct report_index *index, struct err *err)
{
	int64_t row = index->newest, known = index->end;
	bool found = index->has_newest;
	enum err_kind kind = OK;

	if (seen->has_newest && seen->end == index->end)
		index->waiting = seen->waiting;
	if (seen->has_newest && seen->newest > known)
		known = seen->newest;
	while (kind == OK && found && row > known) {
		index->waiting++;
		kind = statement_step(look, &found, err);
		row = kind == OK && found ? statement_column_int(look, 1) : 0;
	}
	return kind;
}

enum err_kind
report_index_look(
	struct store *store, struct report_index *index, struct err *err)
{
	struct statement look;
	bool found;
	enum err_kind kind =
		statement_open(&look, store, SQL_REPORT_INDEX_LOOK, err);

	*index = (struct report_index){0};
	if (kind != OK)
		return kind;
	kind = statement_step(&look, &found, err);
	if (kind == OK && !found) {
		kind = fail_no_end(store, err);
	} else if (kind == OK) {
		index->end = statement_column_int(&look, 0);
		index->newest = statement_column_int(&look, 1);
		index->has_newest = !statement_column_is_null(&look, 1);
		kind = count_waiting(&look, &store->reports_seen, index, err);
	}
	if (kind == OK)
		store->reports_seen = *index;
	statement_close(&look);
	return kind;
}

enum err_kind
report_index_end(struct store *store, int64_t *end, struct err *err)
{
	struct statement ask;
	bool found = false;
	enum err_kind kind;

	*end = 0;
	kind = statement_open(&ask, store, SQL_REPORT_INDEX_END, err);
	if (kind != OK ||
		(kind = statement_get_int(&ask, end, &found, err)) != OK)
		return kind;
	return found ? OK : fail_no_end(store, err);
}

static enum err_kind
run(struct store *store, enum sql_id id, const int64_t *values, size_t count,
	struct err *err)
{
	struct statement change;
	enum err_kind kind = statement_open(&change, store, id, err);

	if (kind != OK)
		return kind;
	for (size_t i = 0; i < count; i++)
		statement_int(&change, values[i]);
	return statement_run(&change, NULL, err);
}

/* The reports of the rows from first to last, which did so far. */
static enum err_kind
end_waiting(struct store *store, int64_t first, int64_t last, struct err *err)
{
	const int64_t rows[] = {first, last};
	enum err_kind kind =
		run(store, SQL_REPORT_INDEX_ADD, rows, COUNT(rows), err);

	if (kind != OK)
		return kind;
	return run(store, SQL_REPORT_INDEX_COUNT, rows, COUNT(rows), err);
}

enum err_kind
report_index_insert(struct store *store, const struct report_index *before,
	int64_t row, struct err *err)
{
	int64_t last = row;
	enum err_kind kind;

	/* an old one, as an import brings */
	if (row <= before->end)
		return end_waiting(store, row, row, err);
	if (before->waiting + 1 < REPORTS_WAITING_MAX) {
		if (before->has_newest && row < before->newest)
			store->reports_seen.waiting++;
		return OK;
	}
	if (before->has_newest && before->newest > last)
		last = before->newest;
	kind = end_waiting(store, before->end + 1, last, err);
	if (kind != OK)
		return kind;
	return run(store, SQL_REPORT_INDEX_MOVE, &last, 1, err);
}

enum err_kind
report_index_drop(struct store *store, int64_t row, struct err *err)
{
	return run(store, SQL_REPORT_INDEX_DROP, &row, 1, err);
}

enum err_kind
report_index_add(struct store *store, int64_t row, struct err *err)
{
	const int64_t rows[] = {row, row};
	int64_t end;
	enum err_kind kind = report_index_end(store, &end, err);

	if (kind != OK || row > end)
		return kind;
	return run(store, SQL_REPORT_INDEX_ADD, rows, COUNT(rows), err);
}

/* All at once takes no longer the more there is. */
enum err_kind
report_index_drop_before(struct store *store, int64_t row, struct err *err)
{
	if (row == INT64_MAX)
		return run(store, SQL_REPORT_INDEX_DROP_ALL, NULL, 0, err);
	return run(store, SQL_REPORT_INDEX_DROP_BEFORE, &row, 1, err);
}
