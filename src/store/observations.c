#include "store/observations.h"
#include "store/places.h"
#include "store/statement.h"

/* Columns of observations_get and observations_recent. */
enum {
	COLUMN_OBSERVED_AT,
	COLUMN_RECEIVED_AT,
	COLUMN_SOURCE,
	COLUMN_FLAGGED,
	COLUMN_INTERVAL_S,
	COLUMN_EXTRA,
	COLUMN_FIRST_FIELD,
	COLUMN_OBSERVER = COLUMN_FIRST_FIELD + FIELD_COUNT,
};

static enum err_kind
find_observer(struct store *store, int64_t owner, int64_t place, int64_t *id,
	struct err *err)
{
	struct statement find;
	bool found;
	enum err_kind kind =
		statement_open(&find, store, SQL_OBSERVERS_FIND, err);

	if (kind != OK)
		return kind;
	statement_int(&find, owner);
	statement_int(&find, place);
	return statement_get_int(&find, id, &found, err);
}

static enum err_kind
insert_observer(struct store *store, int64_t owner, int64_t place,
	const struct location *location, struct str city_key, int64_t now,
	int64_t *id, struct err *err)
{
	struct statement insert;
	enum err_kind kind =
		statement_open(&insert, store, SQL_OBSERVERS_INSERT, err);

	if (kind != OK)
		return kind;
	statement_int(&insert, owner);
	statement_int(&insert, place);
	statement_str(&insert, location->country);
	statement_str(&insert, city_key);
	statement_str(&insert, location->state);
	statement_str(&insert, location->city);
	statement_int(&insert, now);
	kind = statement_run(&insert, NULL, err);
	if (kind == OK)
		*id = sqlite3_last_insert_rowid(store->db);
	return kind;
}

enum err_kind
observers_ensure(struct store *store, int64_t owner,
	const struct location *location, struct str city_key, int64_t now,
	struct arena *arena, int64_t *id, struct err *err)
{
	int64_t place;
	enum err_kind kind;

	*id = 0;
	if ((kind = places_file(
		     store, location, city_key, arena, &place, err)) != OK ||
		(kind = find_observer(store, owner, place, id, err)) != OK ||
		*id)
		return kind;
	return insert_observer(
		store, owner, place, location, city_key, now, id, err);
}

static void
read_observation(const struct statement *from, struct observation *observation)
{
	*observation = (struct observation){
		.observed_at = statement_column_int(from, COLUMN_OBSERVED_AT),
		.received_at = statement_column_int(from, COLUMN_RECEIVED_AT),
		.source = (enum observation_source)statement_column_int(
			from, COLUMN_SOURCE),
		.flagged = (uint32_t)statement_column_int(from, COLUMN_FLAGGED),
		.interval_s = -1,
		.extra = statement_column_str(from, COLUMN_EXTRA),
	};
	if (!statement_column_is_null(from, COLUMN_INTERVAL_S))
		observation->interval_s =
			(int32_t)statement_column_int(from, COLUMN_INTERVAL_S);
	for (int i = 0; i < FIELD_COUNT; i++) {
		if (statement_column_is_null(from, COLUMN_FIRST_FIELD + i))
			continue;
		observation->present |= 1u << i;
		observation->values[i] = (int32_t)statement_column_int(
			from, COLUMN_FIRST_FIELD + i);
	}
}

static enum err_kind
write_observation(struct store *store, enum sql_id id, int64_t observer,
	const struct observation *observation, struct err *err)
{
	struct statement write;
	enum err_kind kind = statement_open(&write, store, id, err);

	if (kind != OK)
		return kind;
	statement_int(&write, observer);
	statement_int(&write, observation->observed_at);
	statement_int(&write, observation->received_at);
	statement_int(&write, observation->source);
	statement_int(&write, observation->flagged);
	if (observation->interval_s < 0)
		statement_null(&write);
	else
		statement_int(&write, observation->interval_s);
	if (!observation->extra.len)
		statement_null(&write);
	else
		statement_str(&write, observation->extra);
	for (int i = 0; i < FIELD_COUNT; i++) {
		if (observation->present & 1u << i)
			statement_int(&write, observation->values[i]);
		else
			statement_null(&write);
	}
	return statement_run(&write, NULL, err);
}

/* What is stored for the time of observation, in *outcome: nothing (NEW), the
 * same content, or another (REPLACED). */
static enum err_kind
compare(struct store *store, int64_t observer,
	const struct observation *observation,
	enum observation_outcome *outcome, struct err *err)
{
	struct statement get;
	struct observation stored;
	bool row;
	enum err_kind kind =
		statement_open(&get, store, SQL_OBSERVATIONS_GET, err);

	if (kind != OK)
		return kind;
	statement_int(&get, observer);
	statement_int(&get, observation->observed_at);
	kind = statement_step(&get, &row, err);
	*outcome = OUTCOME_NEW;
	if (kind == OK && row) {
		read_observation(&get, &stored);
		*outcome = observation_equal(&stored, observation)
				   ? OUTCOME_SAME
				   : OUTCOME_REPLACED;
	}
	statement_close(&get);
	return kind;
}

enum err_kind
observations_put(struct store *store, int64_t observer,
	const struct observation *observation,
	enum observation_conflict conflict, enum observation_outcome *outcome,
	struct err *err)
{
	enum err_kind kind;

	*outcome = OUTCOME_NONE;
	kind = compare(store, observer, observation, outcome, err);
	if (kind == OK && *outcome == OUTCOME_REPLACED &&
		conflict != CONFLICT_REPLACE)
		kind = fail(err, ERR_EXISTS, "observation/exists",
			"observer %lld has another observation at %lld",
			(long long)observer,
			(long long)observation->observed_at);
	else if (kind == OK && *outcome != OUTCOME_SAME)
		kind = write_observation(store,
			*outcome == OUTCOME_NEW ? SQL_OBSERVATIONS_INSERT
						: SQL_OBSERVATIONS_REPLACE,
			observer, observation, err);
	if (kind != OK)
		*outcome = OUTCOME_NONE;
	return kind;
}

enum err_kind
observations_recent(struct store *store, int64_t place, int64_t since,
	observation_visitor *each, void *ctx, struct err *err)
{
	struct statement recent;
	struct observation observation;
	bool row;
	enum err_kind kind =
		statement_open(&recent, store, SQL_OBSERVATIONS_RECENT, err);

	if (kind != OK)
		return kind;
	statement_int(&recent, place);
	statement_int(&recent, since);
	while ((kind = statement_step(&recent, &row, err)) == OK && row) {
		read_observation(&recent, &observation);
		each(ctx, statement_column_int(&recent, COLUMN_OBSERVER),
			&observation);
	}
	statement_close(&recent);
	return kind;
}
