#include "store/observations.h"
#include "store/observation_columns.h"
#include "store/places.h"
#include "store/statement.h"

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

enum err_kind
observers_owner(struct store *store, int64_t observer, struct arena *arena,
	struct str *public_id, struct err *err)
{
	struct statement owner;
	bool row;
	enum err_kind kind;

	*public_id = (struct str){NULL, 0};
	kind = statement_open(&owner, store, SQL_OBSERVERS_OWNER, err);
	if (kind != OK)
		return kind;
	statement_int(&owner, observer);
	kind = statement_step(&owner, &row, err);
	if (kind == OK && row &&
		!arena_str(arena, statement_column_str(&owner, 0), public_id))
		kind = fail_memory(err);
	statement_close(&owner);
	return kind;
}

static enum err_kind
write_observation(struct store *store, enum sql_id id, int64_t observer,
	const struct observation *observation, struct err *err)
{
	struct statement write;
	enum err_kind kind = statement_open(&write, store, id, err);

	if (kind != OK)
		return kind;
	observation_columns_bind(&write, observer, observation);
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
		observation_columns_read(&get, &stored);
		*outcome = observation_equal(&stored, observation)
				   ? OUTCOME_SAME
				   : OUTCOME_REPLACED;
	}
	statement_close(&get);
	return kind;
}

/* The first second from observed_at on at which nothing or the same is. */
static enum err_kind
find_free(struct store *store, int64_t observer,
	struct observation *observation, enum observation_outcome *outcome,
	struct err *err)
{
	int64_t last = observation->observed_at + CONFLICT_LATER_S;
	enum err_kind kind;

	while ((kind = compare(store, observer, observation, outcome, err)) ==
			OK &&
		*outcome == OUTCOME_REPLACED && observation->observed_at < last)
		observation->observed_at++;
	return kind;
}

enum err_kind
observations_put(struct store *store, int64_t observer,
	struct observation *observation, enum observation_conflict conflict,
	enum observation_outcome *outcome, struct err *err)
{
	enum err_kind kind;

	*outcome = OUTCOME_NONE;
	kind = conflict == CONFLICT_LATER
		       ? find_free(store, observer, observation, outcome, err)
		       : compare(store, observer, observation, outcome, err);
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
