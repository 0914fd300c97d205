#include "store/upstream.h"
#include "store/upstream_parts.h"

#include <assert.h>

enum { MINUTE_S = 60, DAY_S = 86400 };

void
upstream_bind_place(
	struct statement *statement, const struct upstream_place *place)
{
	statement_str(statement, place->provider);
	statement_str(statement, place->country);
	statement_str(statement, place->city_key);
	statement_str(statement, place->state);
}

enum err_kind
upstream_right(struct store *store, struct str provider, struct arena *arena,
	struct upstream_right *right, struct err *err)
{
	struct statement find;
	bool found;
	enum err_kind kind =
		statement_open(&find, store, SQL_UPSTREAM_RIGHT, err);

	*right = (struct upstream_right){0};
	if (kind != OK)
		return kind;
	statement_str(&find, provider);
	kind = statement_step(&find, &found, err);
	if (kind == OK && found) {
		right->minute = statement_column_int(&find, 0);
		right->minute_count = statement_column_int(&find, 1);
		right->day = statement_column_int(&find, 2);
		right->day_count = statement_column_int(&find, 3);
		right->not_before = statement_column_int(&find, 4);
		right->failures = (int)statement_column_int(&find, 5);
		right->problem =
			(enum upstream_problem)statement_column_int(&find, 6);
		if (!arena_str(arena, statement_column_str(&find, 7),
			    &right->last_error))
			kind = fail_memory(err);
	}
	statement_close(&find);
	return kind;
}

enum err_kind
upstream_note_answered(
	struct store *store, struct str provider, struct err *err)
{
	struct statement note;
	enum err_kind kind =
		statement_open(&note, store, SQL_UPSTREAM_ANSWERED, err);

	if (kind != OK)
		return kind;
	statement_str(&note, provider);
	return statement_run(&note, NULL, err);
}

static enum err_kind
spend(struct store *store, struct str provider, int requests,
	const struct upstream_limits *limits, int64_t now, bool *granted,
	struct err *err)
{
	struct statement spend;
	int64_t changes = 0;
	enum err_kind kind;

	*granted = false;
	if (requests > limits->per_minute || requests > limits->per_day)
		return OK;
	kind = statement_open(&spend, store, SQL_UPSTREAM_SPEND, err);
	if (kind != OK)
		return kind;
	statement_str(&spend, provider);
	statement_int(&spend, now);
	statement_int(&spend, requests);
	statement_int(&spend, now / MINUTE_S);
	statement_int(&spend, limits->per_minute);
	statement_int(&spend, now / DAY_S);
	statement_int(&spend, limits->per_day);
	statement_int(&spend, UPSTREAM_COOLDOWN_S);
	statement_int(&spend, UPSTREAM_COOLDOWN_MAX_S);
	statement_int(&spend, now + UPSTREAM_HORIZON_S);
	kind = statement_run(&spend, &changes, err);
	*granted = kind == OK && changes == 1;
	return kind;
}

static enum err_kind
claim(struct store *store, const struct upstream_place *place, struct str owner,
	int64_t now, bool *granted, struct err *err)
{
	struct statement claim;
	int64_t changes = 0;
	enum err_kind kind =
		statement_open(&claim, store, SQL_UPSTREAM_CLAIM, err);

	*granted = false;
	if (kind != OK)
		return kind;
	upstream_bind_place(&claim, place);
	statement_str(&claim, owner);
	statement_int(&claim, now);
	statement_int(&claim, now + UPSTREAM_LEASE_S);
	statement_int(&claim, now + UPSTREAM_HORIZON_S);
	statement_int(&claim, now - UPSTREAM_FRESH_S);
	kind = statement_run(&claim, &changes, err);
	*granted = kind == OK && changes == 1;
	return kind;
}

static enum err_kind
prune(struct store *store, int64_t now, struct err *err)
{
	struct statement prune, bound;
	enum err_kind kind =
		statement_open(&prune, store, SQL_UPSTREAM_PRUNE, err);

	if (kind != OK)
		return kind;
	statement_int(&prune, now - UPSTREAM_KEEP_S);
	statement_int(&prune, now + UPSTREAM_HORIZON_S);
	if ((kind = statement_run(&prune, NULL, err)) != OK ||
		(kind = statement_open(
			 &bound, store, SQL_UPSTREAM_BOUND, err)) != OK)
		return kind;
	statement_int(&bound, UPSTREAM_ROWS_MAX);
	return statement_run(&bound, NULL, err);
}

enum err_kind
upstream_claim(struct store *store, const struct upstream_place *place,
	struct str owner, int requests, const struct upstream_limits *limits,
	int64_t now, bool *granted, struct err *err)
{
	enum err_kind kind;

	assert(owner.len && requests > 0);
	*granted = false;
	if (store_is_read_only(store))
		return OK;
	kind = store_begin(store, err);
	if (kind == OK)
		kind = spend(store, place->provider, requests, limits, now,
			granted, err);
	if (kind == OK && *granted)
		kind = claim(store, place, owner, now, granted, err);
	if (kind == OK && *granted)
		kind = prune(store, now, err);
	if (kind == OK && *granted)
		kind = store_commit(store, err);
	else
		store_rollback(store);
	*granted = *granted && kind == OK;
	/* what cannot be spent on disk is not there */
	if (kind == ERR_BUSY || kind == ERR_READ_ONLY || kind == ERR_FULL) {
		*err = (struct err){0};
		kind = OK;
	}
	return kind;
}

static enum err_kind
end_question(struct store *store, const struct upstream_place *place,
	struct str owner, enum upstream_problem problem, int64_t not_before,
	struct err *err)
{
	struct statement end;
	enum err_kind kind = statement_open(&end, store, SQL_UPSTREAM_END, err);

	if (kind != OK)
		return kind;
	upstream_bind_place(&end, place);
	statement_str(&end, owner);
	statement_int(&end, problem);
	statement_int(&end, not_before);
	return statement_run(&end, NULL, err);
}

static enum err_kind
note_failed(struct store *store, struct str provider,
	const struct upstream_failure *failure, int64_t now, struct err *err)
{
	struct statement note;
	int64_t latest = now + UPSTREAM_RETRY_MAX_S;
	enum err_kind kind =
		statement_open(&note, store, SQL_UPSTREAM_FAILED, err);

	if (kind != OK)
		return kind;
	statement_str(&note, provider);
	statement_int(&note, now);
	statement_int(&note, failure->began);
	statement_int(&note,
		failure->not_before < latest ? failure->not_before : latest);
	statement_int(&note, failure->problem);
	statement_str(&note, failure->error);
	statement_int(&note, UPSTREAM_COOLDOWN_S);
	statement_int(&note, UPSTREAM_COOLDOWN_MAX_S);
	return statement_run(&note, NULL, err);
}

enum err_kind
upstream_fail(struct store *store, const struct upstream_place *place,
	struct str owner, const struct upstream_failure *failure, int64_t now,
	struct err *err)
{
	bool of_place = failure->problem == PROBLEM_UNKNOWN ||
			failure->problem == PROBLEM_OTHER_PLACE;
	enum err_kind kind = store_begin(store, err);

	if (kind != OK)
		return kind;
	kind = end_question(store, place, owner, failure->problem,
		of_place ? now + UPSTREAM_PLACE_S : 0, err);
	if (kind == OK && of_place)
		kind = upstream_note_answered(store, place->provider, err);
	else if (kind == OK)
		kind = note_failed(store, place->provider, failure, now, err);
	if (kind == OK)
		return store_commit(store, err);
	store_rollback(store);
	return kind;
}
