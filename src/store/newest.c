#include "store/newest.h"
#include "store/observation_columns.h"
#include "store/observations.h"
#include "store/statement.h"

#include <stdlib.h>

/* The columns of observations_recent. */
enum { COLUMN_OBSERVER, COLUMN_REVISION, COLUMN_BOUNDS };

/* Of more observers, and of those with more rows, the rows are read anew. */
enum { KEPT_OBSERVERS = 64, KEPT_ROWS = 2 };

/*
 * What was visited of an observer.  Its revision names one state of its
 * observations: triggers give it a new random number with every change.
 * Whoever writes by hand may go around them, so that since is compared as well,
 * which is another one in the next second.
 */
struct kept {
	int64_t observer, revision, since, last;
	size_t count; /* 0: nothing is kept here */
	struct observation rows[KEPT_ROWS];
};

struct newest_kept {
	struct kept of[KEPT_OBSERVERS];
};

void
newest_free(struct newest_kept *kept)
{
	free(kept);
}

/* Where those of an observer belong; NULL when memory is gone. */
static struct kept *
get_kept(struct store *store, int64_t observer)
{
	if (!store->kept)
		store->kept = calloc(1, sizeof(*store->kept));
	return store->kept
		       ? &store->kept->of[(uint64_t)observer % KEPT_OBSERVERS]
		       : NULL;
}

/*
 * Where the newest plausible values of an observer may be.  Triggers keep for
 * each field a time that none is newer than: the value is there unless what
 * was there was replaced or deleted.
 */
struct newest {
	int64_t observer, since, last;
	int64_t bounds[FIELD_COUNT];
	uint32_t missing; /* bit 1u << field: not found yet */
	size_t count;
	int64_t times[FIELD_COUNT]; /* the different bounds, newest first */
	struct kept *kept;          /* is filled; NULL: there is no memory */
	size_t visited;
};

static void
add_time(struct newest *newest, int64_t time)
{
	size_t i = 0;

	while (i < newest->count && newest->times[i] > time)
		i++;
	if (i < newest->count && newest->times[i] == time)
		return;
	for (size_t j = newest->count++; j > i; j--)
		newest->times[j] = newest->times[j - 1];
	newest->times[i] = time;
}

static void
read_newest(const struct statement *from, struct newest *newest)
{
	for (int i = 0; i < FIELD_COUNT; i++) {
		int64_t time = statement_column_int(from, COLUMN_BOUNDS + i);

		/* what is NULL is read as 0 */
		if (time < newest->since ||
			(!time && statement_column_is_null(
					  from, COLUMN_BOUNDS + i)))
			continue;
		newest->bounds[i] = time;
		newest->missing |= 1u << i;
		add_time(newest, time);
	}
}

static void
visit(struct newest *newest, const struct observation *observation,
	observation_visitor *each, void *ctx)
{
	if (newest->kept && newest->visited < KEPT_ROWS)
		newest->kept->rows[newest->visited] = *observation;
	newest->visited++;
	each(ctx, newest->observer, observation);
}

/* Of the rows from newer to older ones those that hold what is missing. */
static void
visit_row(struct newest *newest, const struct statement *row,
	observation_visitor *each, void *ctx)
{
	struct observation observation;
	uint32_t missing = newest->missing;

	observation_columns_read(row, &observation);
	observation.extra = (struct str){NULL, 0};
	newest->missing &= ~(observation.present & ~observation.flagged);
	if (newest->missing != missing)
		visit(newest, &observation, each, ctx);
}

static bool
lacks_value_at(const struct newest *newest, int64_t time)
{
	for (int i = 0; i < FIELD_COUNT; i++)
		if (newest->missing & 1u << i && newest->bounds[i] == time)
			return true;
	return false;
}

/* One row after the other, until nothing is missing. */
static enum err_kind
visit_older(struct store *store, struct newest *newest, int64_t before,
	observation_visitor *each, void *ctx, struct err *err)
{
	struct statement rows;
	bool row;
	enum err_kind kind =
		statement_open(&rows, store, SQL_HISTORY_ROWS, err);

	if (kind != OK)
		return kind;
	statement_int(&rows, newest->observer);
	statement_int(&rows, newest->since);
	statement_int(&rows, before - 1);
	while (newest->missing &&
		(kind = statement_step(&rows, &row, err)) == OK && row)
		visit_row(newest, &rows, each, ctx);
	statement_close(&rows);
	return kind;
}

/*
 * A clock that was wrong may have put values behind last, which hide none of
 * those before it.  The first of them is visited: it tells when it will count.
 */
static enum err_kind
visit_ahead(struct store *store, struct newest *newest,
	observation_visitor *each, void *ctx, struct err *err)
{
	struct observation observation;
	struct statement ahead;
	bool row;
	enum err_kind kind =
		statement_open(&ahead, store, SQL_OBSERVATIONS_AHEAD, err);

	if (kind != OK)
		return kind;
	statement_int(&ahead, newest->observer);
	statement_int(&ahead, newest->last);
	kind = statement_step(&ahead, &row, err);
	if (kind == OK && row) {
		observation_columns_read(&ahead, &observation);
		observation.extra = (struct str){NULL, 0};
		visit(newest, &observation, each, ctx);
	}
	statement_close(&ahead);
	if (kind != OK)
		return kind;
	return visit_older(store, newest, newest->last + 1, each, ctx, err);
}

static enum err_kind
visit_newest(struct store *store, struct newest *newest,
	observation_visitor *each, void *ctx, struct err *err)
{
	if (newest->count && newest->times[0] > newest->last)
		return visit_ahead(store, newest, each, ctx, err);
	for (size_t i = 0; i < newest->count; i++) {
		int64_t time = newest->times[i];
		struct statement get;
		bool row;
		enum err_kind kind =
			statement_open(&get, store, SQL_OBSERVATIONS_GET, err);

		if (kind != OK)
			return kind;
		statement_int(&get, newest->observer);
		statement_int(&get, time);
		kind = statement_step(&get, &row, err);
		if (kind == OK && row)
			visit_row(newest, &get, each, ctx);
		statement_close(&get);
		if (kind != OK)
			return kind;
		if (lacks_value_at(newest, time))
			return visit_older(store, newest, time, each, ctx, err);
	}
	return OK;
}

static bool
is_kept(const struct kept *kept, const struct newest *newest, int64_t revision)
{
	return kept && kept->count && kept->observer == newest->observer &&
	       kept->revision == revision && kept->since == newest->since &&
	       kept->last == newest->last;
}

static void
visit_kept(const struct kept *kept, observation_visitor *each, void *ctx)
{
	for (size_t i = 0; i < kept->count; i++)
		each(ctx, kept->observer, &kept->rows[i]);
}

/* Of the observer that from is at, which keeps what is read of it together. */
static enum err_kind
visit_observer(struct store *store, const struct statement *from, int64_t since,
	int64_t last, observation_visitor *each, void *ctx, struct err *err)
{
	const int64_t revision = statement_column_int(from, COLUMN_REVISION);
	struct newest newest = {
		.observer = statement_column_int(from, COLUMN_OBSERVER),
		.since = since,
		.last = last};
	struct kept *kept = get_kept(store, newest.observer);
	enum err_kind kind;

	if (is_kept(kept, &newest, revision)) {
		visit_kept(kept, each, ctx);
		return OK;
	}
	read_newest(from, &newest);
	newest.kept = kept;
	if (kept)
		kept->count = 0;
	kind = visit_newest(store, &newest, each, ctx, err);
	if (kind != OK || !kept || newest.visited > KEPT_ROWS)
		return kind;
	kept->observer = newest.observer;
	kept->revision = revision;
	kept->since = since;
	kept->last = last;
	kept->count = newest.visited;
	return OK;
}

enum err_kind
observations_recent(struct store *store, int64_t place, int64_t since,
	int64_t last, observation_visitor *each, void *ctx, struct err *err)
{
	struct statement recent;
	bool row;
	enum err_kind kind =
		statement_open(&recent, store, SQL_OBSERVATIONS_RECENT, err);

	if (kind != OK)
		return kind;
	statement_int(&recent, place);
	statement_int(&recent, since);
	statement_int(&recent, OBSERVERS_CONSIDERED);
	while ((kind = statement_step(&recent, &row, err)) == OK && row) {
		kind = visit_observer(
			store, &recent, since, last, each, ctx, err);
		if (kind != OK)
			break;
	}
	statement_close(&recent);
	return kind;
}
