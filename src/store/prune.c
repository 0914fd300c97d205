#include "store/prune.h"
#include "store/report_index.h"
#include "store/reports.h"
#include "store/statement.h"
#include "store/upstream.h"
#include "store/verified.h"

#include <assert.h>

/* Within a transaction; bounds are the topic's. */
typedef enum err_kind batch(struct prune *prune, const int64_t *bounds,
	int64_t *changes, struct err *err);

static batch prune_reports, prune_observations, prune_answers, prune_rest;

/* Rows go whose time is before the first bound, or behind the second one,
 * where a clock that was wrong put it. */
static const struct topic {
	enum store_role role;
	int64_t keep_s, horizon_s; /* from time to the bounds; 0: no second */
	enum sql_id count;
	batch *batch;
	enum sql_id rest; /* what prune_rest() runs */
} topics[] = {
	[PRUNE_REPORTS] = {STORE_WRITE, 0, 0, SQL_PRUNE_REPORTS_COUNT,
		prune_reports, SQL_COUNT},
	[PRUNE_OBSERVATIONS] = {STORE_WRITE, 0, 0, SQL_PRUNE_OBSERVATIONS_COUNT,
		prune_observations, SQL_COUNT},
	[PRUNE_ANSWERS] = {STORE_WRITE, 0, 0, SQL_PRUNE_ANSWERS_COUNT,
		prune_answers, SQL_COUNT},
	[PRUNE_UPSTREAM] = {STORE_CACHE, UPSTREAM_KEEP_S, UPSTREAM_HORIZON_S,
		SQL_PRUNE_UPSTREAM_COUNT, prune_rest, SQL_UPSTREAM_PRUNE},
	[PRUNE_VERIFIED] = {STORE_KEYS, 0, VERIFIED_KEEP_S,
		SQL_PRUNE_VERIFIED_COUNT, prune_rest, SQL_VERIFIED_PRUNE},
	[PRUNE_DENIED] = {STORE_KEYS_ADMIN, 0, 0, SQL_PRUNE_DENIED_COUNT,
		prune_rest, SQL_PRUNE_DENIED},
};

_Static_assert(COUNT(topics) == PRUNE_TOPICS, "a row for each topic");

static enum err_kind
open_bound(struct statement *statement, struct store *store, enum sql_id id,
	const int64_t *bounds, size_t count, struct err *err)
{
	enum err_kind kind = statement_open(statement, store, id, err);

	for (size_t i = 0; i < count && kind == OK; i++)
		statement_int(statement, bounds[i]);
	return kind;
}

/* *value is fallback without a row. */
static enum err_kind
ask(struct store *store, enum sql_id id, const int64_t *bounds, size_t count,
	int64_t fallback, int64_t *value, struct err *err)
{
	struct statement select;
	bool found;
	enum err_kind kind = open_bound(&select, store, id, bounds, count, err);

	*value = fallback;
	if (kind != OK)
		return kind;
	kind = statement_get_int(&select, value, &found, err);
	if (kind == OK && !found)
		*value = fallback;
	return kind;
}

static enum err_kind
change(struct store *store, enum sql_id id, const int64_t *bounds, size_t count,
	int64_t *changes, struct err *err)
{
	struct statement statement;
	enum err_kind kind =
		open_bound(&statement, store, id, bounds, count, err);

	return kind == OK ? statement_run(&statement, changes, err) : kind;
}

static enum err_kind
prune_reports(struct prune *prune, const int64_t *bounds, int64_t *changes,
	struct err *err)
{
	int64_t asked[] = {bounds[0], PRUNE_BATCH}, end;
	enum err_kind kind = ask(prune->store, SQL_PRUNE_REPORTS_END, asked,
		COUNT(asked), bounds[0], &end, err);

	prune->done = end == bounds[0];
	if (kind != OK ||
		(kind = report_index_drop_before(prune->store, end, err)) != OK)
		return kind;
	return change(
		prune->store, SQL_REPORTS_DELETE_BEFORE, &end, 1, changes, err);
}

/* What has no observation left is nobody's observer; a place that was made for
 * it alone goes as well. */
static enum err_kind
drop_observer(
	struct store *store, int64_t observer, int64_t place, struct err *err)
{
	int64_t gone;
	enum err_kind kind =
		change(store, SQL_PRUNE_OBSERVER, &observer, 1, &gone, err);

	if (kind != OK || !gone)
		return kind;
	return change(store, SQL_PRUNE_PLACE, &place, 1, NULL, err);
}

static enum err_kind
prune_observations(struct prune *prune, const int64_t *bounds, int64_t *changes,
	struct err *err)
{
	int64_t asked[] = {prune->observer, bounds[0], PRUNE_BATCH};
	int64_t range[] = {prune->observer, bounds[0]};
	enum err_kind kind = ask(prune->store, SQL_PRUNE_OBSERVATIONS_END,
		asked, COUNT(asked), bounds[0], &range[1], err);

	if (kind != OK || (kind = change(prune->store, SQL_PRUNE_OBSERVATIONS,
				   range, COUNT(range), changes, err)) != OK)
		return kind;
	return drop_observer(prune->store, prune->observer, prune->place, err);
}

static enum err_kind
prune_answers(struct prune *prune, const int64_t *bounds, int64_t *changes,
	struct err *err)
{
	int64_t asked[] = {bounds[0], PRUNE_BATCH};
	enum err_kind kind = change(prune->store, SQL_PRUNE_ANSWERS, asked,
		COUNT(asked), changes, err);

	prune->done = *changes < PRUNE_BATCH;
	return kind;
}

static size_t
bound_count(const struct topic *topic)
{
	return topic->horizon_s ? 2 : 1;
}

/* The other tables are kept small by the service itself, or by hand. */
static enum err_kind
prune_rest(struct prune *prune, const int64_t *bounds, int64_t *changes,
	struct err *err)
{
	const struct topic *topic = &topics[prune->topic];

	prune->done = true;
	return change(prune->store, topic->rest, bounds, bound_count(topic),
		changes, err);
}

static void
bounds_of(enum prune_topic which, int64_t time, int64_t bounds[2])
{
	const struct topic *topic = &topics[which];

	bounds[0] = time - topic->keep_s;
	bounds[1] = time + topic->horizon_s;
	if (which == PRUNE_REPORTS)
		bounds[0] = reports_first_row(time * 1000);
}

enum store_role
prune_role(enum prune_topic topic)
{
	assert(topic < PRUNE_TOPICS);
	return topics[topic].role;
}

enum err_kind
prune_count(struct store *store, enum prune_topic topic, int64_t time,
	int64_t *count, struct err *err)
{
	int64_t bounds[2];

	bounds_of(topic, time, bounds);
	return ask(store, topics[topic].count, bounds,
		bound_count(&topics[topic]), 0, count, err);
}

/* Before the transaction, since it may look at many that have nothing. */
static enum err_kind
find_observer(struct prune *prune, const int64_t *bounds, struct err *err)
{
	int64_t asked[] = {prune->observer, bounds[0]};
	struct statement find;
	bool row;
	enum err_kind kind = open_bound(&find, prune->store,
		SQL_PRUNE_OBSERVATIONS_NEXT, asked, COUNT(asked), err);

	if (kind != OK)
		return kind;
	kind = statement_step(&find, &row, err);
	prune->done = kind == OK && !row;
	if (kind == OK && row) {
		prune->observer = statement_column_int(&find, 0);
		prune->place = statement_column_int(&find, 1);
	}
	statement_close(&find);
	return kind;
}

enum err_kind
prune_batch(struct prune *prune, struct err *err)
{
	int64_t bounds[2], changes = 0;
	enum err_kind kind = OK;

	bounds_of(prune->topic, prune->time, bounds);
	if (prune->topic == PRUNE_OBSERVATIONS)
		kind = find_observer(prune, bounds, err);
	if (kind != OK || prune->done ||
		(kind = store_begin(prune->store, err)) != OK)
		return kind;
	kind = topics[prune->topic].batch(prune, bounds, &changes, err);
	if (kind == OK)
		kind = store_commit(prune->store, err);
	else
		store_rollback(prune->store);
	if (kind == OK)
		prune->pruned += changes;
	else
		prune->done = false;
	return kind;
}
