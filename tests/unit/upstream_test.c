#include "unit/upstream_rows.h"

static void
a_reading_comes_back_as_it_was(void)
{
	struct state state;
	struct store *store;
	struct upstream_place place = place_of("zocca");
	struct reading reading = {
		.has_feels_like = true,
		.has_spread = true,
		.feels_like = -120,
		.temp_min = -2000,
		.temp_max = 3000,
		.city = STR_LIT("Zocca"),
		.country = STR_LIT("IT"),
		.has_position = true,
		.position = {4434000, -1099000},
	};
	struct upstream_row row;
	struct err err = {0};
	bool flag;

	state_init(&state);
	store = state_open(&state, STORE_CACHE);
	observation_init(&reading.observation, NOW - 300);
	reading.observation.interval_s = 3600;
	reading.observation.present = (1u << FIELD_COUNT) - 1;
	for (int i = 0; i < FIELD_COUNT; i++)
		reading.observation.values[i] =
			observation_fields[i].hard_max - i;
	CHECK_INT(upstream_find(store, &place, state.arena, &row, &flag, &err),
		OK);
	CHECK(!flag);
	CHECK(claims(store, "zocca", "a", NOW));
	CHECK_INT(upstream_find(store, &place, state.arena, &row, &flag, &err),
		OK);
	CHECK(flag);
	CHECK_INT(row.fetched_at, 0);
	CHECK_INT(row.lease_until, NOW + UPSTREAM_LEASE_S);
	CHECK_INT(upstream_store(store, &place, STR_LIT("a"), &reading, NOW + 1,
			  &flag, &err),
		OK);
	CHECK(flag);
	row = row_of(&state, store, "zocca");
	CHECK_INT(row.fetched_at, NOW + 1);
	CHECK_INT(row.lease_until, 0);
	CHECK_INT(row.not_before, 0);
	CHECK(observation_equal(
		&row.reading.observation, &reading.observation));
	CHECK(str_is(row.reading.city, "Zocca"));
	CHECK(str_is(row.reading.country, "IT"));
	CHECK(row.reading.has_feels_like && row.reading.has_spread &&
		row.reading.has_position);
	CHECK_INT(row.reading.feels_like, -120);
	CHECK_INT(row.reading.temp_min, -2000);
	CHECK_INT(row.reading.temp_max, 3000);
	CHECK_INT(row.reading.position.lat, 4434000);
	CHECK_INT(row.reading.position.lon, -1099000);

	/* what is not there stays so, whatever the row held before */
	CHECK(claims(store, "zocca", "b", NOW + 1 + UPSTREAM_FRESH_S));
	CHECK(stores(store, "zocca", "b", 1250, NOW + 3605));
	row = row_of(&state, store, "zocca");
	CHECK_INT(row.reading.observation.present, 1u << FIELD_TEMP);
	CHECK_INT(row.reading.observation.interval_s, -1);
	CHECK(!row.reading.has_feels_like && !row.reading.has_spread &&
		!row.reading.has_position);
	CHECK_INT(row.reading.temp_min, 1250);
	CHECK_INT(row.reading.temp_max, 1250);
	store_close(store);
	state_free(&state);
}

static void
one_lease_at_a_time_and_only_its_owner_ends_it(void)
{
	struct state state;
	struct store *store;
	int64_t now;

	state_init(&state);
	store = state_open(&state, STORE_CACHE);
	CHECK(claims(store, "x", "a", NOW));
	CHECK(!claims(store, "x", "b", NOW));
	CHECK(!claims(store, "x", "b", NOW + UPSTREAM_LEASE_S - 1));
	CHECK(claims(store, "y", "c", NOW));
	CHECK(!stores(store, "x", "b", 1, NOW));
	fails(store, "x", "b", PROBLEM_UNKNOWN, 0, NOW);
	CHECK_INT(row_of(&state, store, "x").problem, PROBLEM_NONE);
	/* a process that died is replaced, and comes too late if it did not */
	CHECK(claims(store, "x", "b", NOW + UPSTREAM_LEASE_S));
	CHECK(!stores(store, "x", "a", 1, NOW + UPSTREAM_LEASE_S));
	CHECK(stores(store, "x", "b", 2, NOW + UPSTREAM_LEASE_S + 1));
	CHECK_INT(row_of(&state, store, "x").reading.observation.values[0], 2);
	/* nor is anybody asked about what is fresh */
	now = NOW + UPSTREAM_LEASE_S + 1 + UPSTREAM_FRESH_S;
	CHECK(!claims(store, "x", "d", now - 1));
	CHECK(claims(store, "x", "d", now));
	CHECK(!stores(store, "x", "d", 3, now + UPSTREAM_LEASE_S));
	store_close(store);
	state_free(&state);
}

static void
an_unknown_place_is_remembered_and_others_are_asked_for(void)
{
	struct state state;
	struct store *store;

	state_init(&state);
	store = state_open(&state, STORE_CACHE);
	CHECK(claims(store, "x", "a", NOW));
	fails(store, "x", "a", PROBLEM_UNKNOWN, 0, NOW);
	CHECK_INT(row_of(&state, store, "x").problem, PROBLEM_UNKNOWN);
	CHECK_INT(
		row_of(&state, store, "x").not_before, NOW + UPSTREAM_PLACE_S);
	CHECK(!claims(store, "x", "a", NOW + UPSTREAM_PLACE_S - 1));
	CHECK_INT(right_of(&state, store).minute_count, 1);
	CHECK_INT(right_of(&state, store).failures, 0);
	CHECK(claims(store, "y", "a", NOW));
	CHECK(claims(store, "x", "a", NOW + UPSTREAM_PLACE_S));
	CHECK(stores(store, "x", "a", 1, NOW + UPSTREAM_PLACE_S));
	CHECK_INT(row_of(&state, store, "x").problem, PROBLEM_NONE);
	store_close(store);
	state_free(&state);
}

static int64_t
count_rows(const struct state *state)
{
	sqlite3 *db = state_stranger(state, "weather.db");
	sqlite3_stmt *stmt = NULL;
	int64_t count = -1;

	sqlite3_prepare_v2(
		db, "SELECT count(*) FROM upstream", -1, &stmt, NULL);
	if (sqlite3_step(stmt) == SQLITE_ROW)
		count = sqlite3_column_int64(stmt, 0);
	sqlite3_finalize(stmt);
	sqlite3_close(db);
	return count;
}

static void
rows_are_bounded_and_the_oldest_go_first(void)
{
	char sql[400];
	struct state state;
	struct store *store;

	state_init(&state);
	snprintf(sql, sizeof(sql),
		"WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 "
		"FROM n WHERE i < %d) INSERT INTO upstream (provider, country, "
		"city_key, asked_at, fetched_at) SELECT 'openweathermap', "
		"'US', 'city ' || i, %d - i, 1 FROM n",
		UPSTREAM_ROWS_MAX + 50, NOW);
	CHECK_INT(stranger_run(&state, "weather.db", sql), SQLITE_OK);
	store = state_open(&state, STORE_CACHE);
	CHECK(claims(store, "new", "a", NOW));
	CHECK_INT(count_rows(&state), UPSTREAM_ROWS_MAX);
	CHECK_INT(row_of(&state, store, "city 1").fetched_at, 1);
	CHECK_INT(row_of(&state, store, "city 4140").fetched_at, 0);
	CHECK(claims(
		store, "new", "a", NOW + UPSTREAM_KEEP_S + UPSTREAM_LEASE_S));
	CHECK_INT(count_rows(&state), 1);
	store_close(store);
	state_free(&state);
}

static void
count_entry(void *ctx, const struct upstream_entry *entry)
{
	int *count = ctx;

	CHECK(str_is(entry->place.provider, "openweathermap"));
	CHECK_INT(entry->asked_at, NOW + 1 - *count);
	++*count;
}

static void
clearing_forgets_answers_and_not_what_was_spent(void)
{
	struct state state;
	struct store *store;
	struct err err = {0};
	int count = 0;
	int64_t cleared;

	state_init(&state);
	store = state_open(&state, STORE_CACHE);
	CHECK(claims(store, "x", "a", NOW));
	CHECK(stores(store, "x", "a", 1, NOW));
	CHECK(claims(store, "y", "a", NOW + 1));
	fails(store, "y", "a", PROBLEM_CREDENTIALS, 0, NOW + 1);
	CHECK_INT(upstream_each(store, count_entry, &count, &err), OK);
	CHECK_INT(count, 2);
	CHECK_INT(upstream_clear(store, &cleared, &err), OK);
	CHECK_INT(cleared, 2);
	CHECK_INT(count_rows(&state), 0);
	CHECK_INT(right_of(&state, store).failures, 0);
	CHECK_INT(right_of(&state, store).minute_count, 2);
	CHECK(claims(store, "x", "a", NOW + 1));
	store_close(store);
	state_free(&state);
}

int
main(void)
{
	RUN(a_reading_comes_back_as_it_was);
	RUN(one_lease_at_a_time_and_only_its_owner_ends_it);
	RUN(an_unknown_place_is_remembered_and_others_are_asked_for);
	RUN(rows_are_bounded_and_the_oldest_go_first);
	RUN(clearing_forgets_answers_and_not_what_was_spent);
	DONE();
}
