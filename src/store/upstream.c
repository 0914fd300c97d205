#include "store/upstream.h"
#include "store/statement.h"
#include "store/upstream_parts.h"

enum {
	/* columns of upstream_find */
	COLUMN_LAT = 6,
	COLUMN_LON,
	COLUMN_FEELS_LIKE,
	COLUMN_TEMP_MIN,
	COLUMN_TEMP_MAX,
	COLUMN_OBSERVED_AT,
	COLUMN_INTERVAL_S,
	COLUMN_FIRST_FIELD,
};

static int32_t
column(const struct statement *from, int index)
{
	return (int32_t)statement_column_int(from, index);
}

static void
read_observation(const struct statement *from, struct observation *observation)
{
	observation_init(
		observation, statement_column_int(from, COLUMN_OBSERVED_AT));
	if (!statement_column_is_null(from, COLUMN_INTERVAL_S))
		observation->interval_s = column(from, COLUMN_INTERVAL_S);
	for (int i = 0; i < FIELD_COUNT; i++) {
		if (statement_column_is_null(from, COLUMN_FIRST_FIELD + i))
			continue;
		observation->present |= 1u << i;
		observation->values[i] = column(from, COLUMN_FIRST_FIELD + i);
	}
}

static enum err_kind
read_row(const struct statement *from, struct arena *arena,
	struct upstream_row *row, struct err *err)
{
	struct reading *reading = &row->reading;

	row->lease_until = statement_column_int(from, 0);
	row->not_before = statement_column_int(from, 1);
	row->problem = (enum upstream_problem)statement_column_int(from, 2);
	row->fetched_at = statement_column_int(from, 3);
	if (!arena_str(arena, statement_column_str(from, 4), &reading->city) ||
		!arena_str(arena, statement_column_str(from, 5),
			&reading->country))
		return fail_memory(err);
	reading->has_position = !statement_column_is_null(from, COLUMN_LAT) &&
				!statement_column_is_null(from, COLUMN_LON);
	reading->position.lat = column(from, COLUMN_LAT);
	reading->position.lon = column(from, COLUMN_LON);
	reading->has_feels_like =
		!statement_column_is_null(from, COLUMN_FEELS_LIKE);
	reading->feels_like = column(from, COLUMN_FEELS_LIKE);
	reading->has_spread = !statement_column_is_null(from, COLUMN_TEMP_MIN);
	read_observation(from, &reading->observation);
	reading->temp_min = reading->temp_max =
		reading->observation.values[FIELD_TEMP];
	if (reading->has_spread) {
		reading->temp_min = column(from, COLUMN_TEMP_MIN);
		reading->temp_max = column(from, COLUMN_TEMP_MAX);
	}
	reading->observation.received_at = row->fetched_at;
	return OK;
}

enum err_kind
upstream_find(struct store *store, const struct upstream_place *place,
	struct arena *arena, struct upstream_row *row, bool *found,
	struct err *err)
{
	struct statement find;
	enum err_kind kind;

	*found = false;
	*row = (struct upstream_row){0};
	kind = statement_open(&find, store, SQL_UPSTREAM_FIND, err);
	if (kind != OK)
		return kind;
	upstream_bind_place(&find, place);
	kind = statement_step(&find, found, err);
	if (kind == OK && *found)
		kind = read_row(&find, arena, row, err);
	statement_close(&find);
	return kind;
}

static void
bind_optional(struct statement *statement, bool is_there, int64_t value)
{
	if (is_there)
		statement_int(statement, value);
	else
		statement_null(statement);
}

static void
bind_reading(struct statement *to, const struct reading *reading, int64_t now)
{
	const struct observation *observation = &reading->observation;

	statement_int(to, now);
	statement_str(to, reading->city);
	statement_str(to, reading->country);
	bind_optional(to, reading->has_position, reading->position.lat);
	bind_optional(to, reading->has_position, reading->position.lon);
	bind_optional(to, reading->has_feels_like, reading->feels_like);
	bind_optional(to, reading->has_spread, reading->temp_min);
	bind_optional(to, reading->has_spread, reading->temp_max);
	statement_int(to, observation->observed_at);
	bind_optional(
		to, observation->interval_s >= 0, observation->interval_s);
	for (int i = 0; i < FIELD_COUNT; i++)
		bind_optional(to, observation->present & 1u << i,
			observation->values[i]);
}

static enum err_kind
save(struct store *store, const struct upstream_place *place, struct str owner,
	const struct reading *reading, int64_t now, bool *stored,
	struct err *err)
{
	struct statement save;
	int64_t changes = 0;
	enum err_kind kind =
		statement_open(&save, store, SQL_UPSTREAM_STORE, err);

	*stored = false;
	if (kind != OK)
		return kind;
	upstream_bind_place(&save, place);
	statement_str(&save, owner);
	statement_int(&save, now);
	bind_reading(&save, reading, now);
	kind = statement_run(&save, &changes, err);
	*stored = kind == OK && changes == 1;
	return kind;
}

enum err_kind
upstream_store(struct store *store, const struct upstream_place *place,
	struct str owner, const struct reading *reading, int64_t now,
	bool *stored, struct err *err)
{
	enum err_kind kind = store_begin(store, err);

	*stored = false;
	if (kind != OK)
		return kind;
	kind = save(store, place, owner, reading, now, stored, err);
	if (kind == OK)
		kind = upstream_note_answered(store, place->provider, err);
	if (kind == OK)
		return store_commit(store, err);
	store_rollback(store);
	*stored = false;
	return kind;
}

enum err_kind
upstream_each(
	struct store *store, upstream_visitor *each, void *ctx, struct err *err)
{
	struct statement select;
	bool any;
	enum err_kind kind =
		statement_open(&select, store, SQL_UPSTREAM_EACH, err);

	if (kind != OK)
		return kind;
	while ((kind = statement_step(&select, &any, err)) == OK && any) {
		const struct upstream_entry entry = {
			.place = {statement_column_str(&select, 0),
				statement_column_str(&select, 1),
				statement_column_str(&select, 2),
				statement_column_str(&select, 3)},
			.asked_at = statement_column_int(&select, 4),
			.fetched_at = statement_column_int(&select, 5),
			.observed_at = statement_column_int(&select, 6),
			.problem = (enum upstream_problem)statement_column_int(
				&select, 7),
		};

		each(ctx, &entry);
	}
	statement_close(&select);
	return kind;
}

static enum err_kind
run(struct store *store, enum sql_id id, int64_t *changes, struct err *err)
{
	struct statement statement;
	enum err_kind kind = statement_open(&statement, store, id, err);

	return kind == OK ? statement_run(&statement, changes, err) : kind;
}

enum err_kind
upstream_clear(struct store *store, int64_t *count, struct err *err)
{
	enum err_kind kind = store_begin(store, err);

	*count = 0;
	if (kind != OK)
		return kind;
	kind = run(store, SQL_UPSTREAM_CLEAR, count, err);
	if (kind == OK)
		kind = run(store, SQL_UPSTREAM_CLEAR_RIGHT, NULL, err);
	if (kind == OK)
		return store_commit(store, err);
	store_rollback(store);
	return kind;
}
