#include "store/verified.h"

#include "store/connection.h"
#include "store/database.h"
#include "unit/store_keys.h"

#include <string.h>
#include <time.h>

enum { T = 1000000 };

static struct verified
fact(unsigned number, int64_t expires)
{
	struct verified fact = {.expires = expires};

	memcpy(fact.digest, &number, sizeof(number));
	fact.digest[31] = 0xff;
	return fact;
}

static bool
finds(struct store *store, unsigned number)
{
	struct verified wanted = fact(number, 0);
	struct err err = {0};
	bool found = true;

	CHECK_INT(verified_find(store, &wanted, &found, &err), OK);
	return found;
}

static enum err_kind
save(struct store *store, unsigned number, int64_t expires, int64_t now)
{
	struct verified one = fact(number, expires);
	struct err err = {0};

	return verified_save(store, &one, 1, now, &err);
}

static int64_t
ask(const struct state *state, const char *sql)
{
	sqlite3 *db = state_stranger(state, "keys.db");
	sqlite3_stmt *stmt = NULL;
	int64_t value = -1;

	sqlite3_prepare_v2(db, sql, -1, &stmt, NULL);
	if (sqlite3_step(stmt) == SQLITE_ROW)
		value = sqlite3_column_int64(stmt, 0);
	sqlite3_finalize(stmt);
	sqlite3_close(db);
	return value;
}

static void
what_was_saved_is_found_and_nothing_else(void)
{
	struct state state;
	struct store *store, *other;
	struct verified near = fact(1, 0);
	struct err err = {0};

	state_init(&state);
	store = state_open(&state, STORE_KEYS);
	other = state_open(&state, STORE_KEYS);
	CHECK(!finds(store, 1));
	CHECK_INT(save(store, 1, T + 10, T), OK);
	CHECK_INT(save(store, 1, T + 20, T), OK);
	CHECK(finds(store, 1) && finds(other, 1));
	CHECK(!finds(store, 2));
	for (size_t bit = 0; bit < 8 * sizeof(near.digest); bit++) {
		bool found = true;

		near.digest[bit / 8] ^= (unsigned char)(1u << bit % 8);
		CHECK_INT(verified_find(store, &near, &found, &err), OK);
		CHECK(!found);
		near.digest[bit / 8] ^= (unsigned char)(1u << bit % 8);
	}
	store_close(other);
	store_close(store);
	CHECK_INT(ask(&state, "SELECT count(*) FROM verified"), 1);
	CHECK_INT(ask(&state, "SELECT count(*) FROM "
			      "pragma_table_info('verified')"),
		2);
	state_free(&state);
}

static void
what_has_expired_goes_with_the_next_that_comes(void)
{
	struct state state;
	struct store *store;

	state_init(&state);
	store = state_open(&state, STORE_KEYS);
	CHECK_INT(save(store, 1, T + 10, T), OK);
	CHECK_INT(save(store, 2, T + 100, T), OK);
	CHECK_INT(save(store, 3, T + 100, T + 9), OK);
	CHECK(finds(store, 1));
	CHECK_INT(save(store, 4, T + 100, T + 10), OK);
	CHECK(!finds(store, 1) && finds(store, 2) && finds(store, 3));
	/* a clock that was wrong must not fill the table for ever */
	stranger_run(&state, "keys.db",
		"UPDATE verified SET expires = 9223372036854775807");
	CHECK_INT(save(store, 5, T + 11 + VERIFIED_KEEP_S, T + 11), OK);
	CHECK(!finds(store, 4) && finds(store, 5));
	store_close(store);
	state_free(&state);
}

static void
the_table_is_bounded_and_keeps_what_lasts_longest(void)
{
	enum { BATCH = 64, BATCHES = VERIFIED_MAX / BATCH + 2 };
	struct state state;
	struct store *store;
	struct err err = {0};

	state_init(&state);
	store = state_open(&state, STORE_KEYS);
	for (unsigned b = 0; b < BATCHES; b++) {
		struct verified facts[BATCH];

		for (unsigned i = 0; i < BATCH; i++)
			facts[i] = fact(b * BATCH + i, T + b * BATCH + i + 1);
		CHECK_INT(verified_save(store, facts, BATCH, T, &err), OK);
	}
	CHECK_INT(ask(&state, "SELECT count(*) FROM verified"), VERIFIED_MAX);
	CHECK(!finds(store, 0) && !finds(store, 2 * BATCH - 1));
	CHECK(finds(store, 2 * BATCH) && finds(store, BATCHES * BATCH - 1));
	store_close(store);
	state_free(&state);
}

static double
seconds_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void
saving_waits_for_nobody_and_the_rest_waits_as_before(void)
{
	struct state state;
	struct store *store;
	sqlite3 *other;
	struct verified one = fact(1, T + 10);
	struct err err = {0};
	sqlite3_stmt *stmt = NULL;
	double begun;

	state_init(&state);
	store = state_open(&state, STORE_KEYS);
	other = state_stranger(&state, "keys.db");
	CHECK_INT(sqlite3_exec(other, "BEGIN IMMEDIATE", NULL, NULL, NULL),
		SQLITE_OK);
	begun = seconds_now();
	CHECK_INT(verified_save(store, &one, 1, T, &err), ERR_BUSY);
	CHECK(seconds_now() - begun < DATABASE_BUSY_WAIT_MS / 1000.0);
	CHECK(!finds(store, 1));
	sqlite3_close(other);
	CHECK_INT(save(store, 1, T + 10, T), OK);
	CHECK(finds(store, 1));

	sqlite3_set_authorizer(store->db, NULL, NULL);
	sqlite3_prepare_v2(store->db, "PRAGMA busy_timeout", -1, &stmt, NULL);
	CHECK_INT(sqlite3_step(stmt), SQLITE_ROW);
	CHECK_INT(sqlite3_column_int(stmt, 0), DATABASE_BUSY_WAIT_MS);
	sqlite3_finalize(stmt);
	store_close(store);
	state_free(&state);
}

static int
save_as_nobody(const struct state *state)
{
	struct store *store = state_open(state, STORE_KEYS);
	bool good = store_is_read_only(store) && !finds(store, 1) &&
		    save(store, 1, T + 10, T) == ERR_READ_ONLY &&
		    !finds(store, 1);

	store_close(store);
	return good;
}

static void
a_store_that_cannot_be_written_says_so(void)
{
	struct state state;

	state_init(&state);
	chmod(state.dir, 0777);
	chmod(state_path(&state, "keys.db"), 0444);
	CHECK_INT(as_nobody(save_as_nobody, &state), 1);
	state_free(&state);
}

static void
a_replaced_file_is_not_written(void)
{
	struct state state;
	struct store *store;
	char from[PATH_MAX];

	state_init(&state);
	store = state_open(&state, STORE_KEYS);
	snprintf(from, sizeof(from), "%s", state_path(&state, "keys.db"));
	CHECK_INT(rename(from, state_path(&state, "weather.db")), 0);
	CHECK_INT(save(store, 1, T + 10, T), ERR_DATABASE);
	store_close(store);
	state_free(&state);
}

/* A key that was removed is not asked for again, and neither is this. */
static void
facts_go_when_a_key_set_changes_or_goes(void)
{
	struct state state;
	struct store *store;

	state_init(&state);
	store = state_open(&state, STORE_KEYS);
	CHECK(claims(store, BUDGET_SCHEDULED, "me", start));
	CHECK(stores(store, "me", start, "{\"keys\":[1]}"));
	CHECK_INT(save(store, 1, start + 100, start), OK);

	CHECK(claims(store, BUDGET_SCHEDULED, "me", start + 100));
	CHECK(stores(store, "me", start + 100, "{\"keys\":[1]}"));
	CHECK(finds(store, 1));

	CHECK(claims(store, BUDGET_SCHEDULED, "me", start + 200));
	CHECK(stores(store, "me", start + 200, "{\"keys\":[2]}"));
	CHECK(!finds(store, 1));

	CHECK_INT(save(store, 1, start + 300, start), OK);
	CHECK(finds(store, 1));
	CHECK_INT(stranger_run(&state, "keys.db", "DELETE FROM key_set"),
		SQLITE_OK);
	CHECK(!finds(store, 1));
	store_close(store);
	state_free(&state);
}

static int
save_many(const struct state *state, int number)
{
	struct store *store = state_open(state, STORE_KEYS);
	int good = 0;

	for (unsigned i = 0; i < 20; i++) {
		enum err_kind kind =
			save(store, (unsigned)number * 100 + i, T + 100, T);

		good += kind == OK || kind == ERR_BUSY;
	}
	store_close(store);
	return good;
}

static void
several_processes_save_at_once(void)
{
	struct state state;

	state_init(&state);
	CHECK_INT(in_processes(4, save_many, &state), 80);
	CHECK(ask(&state, "SELECT count(*) FROM verified") > 0);
	CHECK_INT(ask(&state, "SELECT count(*) FROM verified WHERE "
			      "expires <> 1000100"),
		0);
	state_free(&state);
}

static int allocations_left; /* 0: all succeed */
static bool allocation_failed;
static sqlite3_mem_methods plain;

static bool
allocation_fails(void)
{
	if (!allocations_left || --allocations_left)
		return false;
	allocation_failed = true;
	return true;
}

static void *
failing_malloc(int size)
{
	return allocation_fails() ? NULL : plain.xMalloc(size);
}

static void *
failing_realloc(void *old, int size)
{
	return allocation_fails() ? NULL : plain.xRealloc(old, size);
}

/* Whichever allocation of SQLite fails: nothing is found that is not there,
 * and afterwards all is as before. */
static void
memory_that_runs_out_finds_nothing(void)
{
	struct state state;
	int n = 0;

	state_init(&state);
	do {
		struct store *store = state_open(&state, STORE_KEYS);
		struct verified absent = fact(7, 0), one = fact(1, T + 10);
		struct err err = {0};
		bool found = true;

		allocation_failed = false;
		allocations_left = ++n;
		if (verified_find(store, &absent, &found, &err) != OK)
			CHECK(allocation_failed);
		CHECK(!found);
		if (verified_save(store, &one, 1, T, &err) != OK)
			CHECK(allocation_failed);
		allocations_left = 0;
		CHECK(!finds(store, 7));
		CHECK_INT(save(store, 2, T + 10, T), OK);
		CHECK(finds(store, 2));
		store_close(store);
	} while (allocation_failed && n < 10000);
	CHECK(n > 1 && n < 10000);
	state_free(&state);
}

int
main(void)
{
	sqlite3_mem_methods failing;

	/* before SQLite's first allocation, or it refuses */
	if (sqlite3_config(SQLITE_CONFIG_GETMALLOC, &plain) != SQLITE_OK)
		return 1;
	failing = plain;
	failing.xMalloc = failing_malloc;
	failing.xRealloc = failing_realloc;
	if (sqlite3_config(SQLITE_CONFIG_MALLOC, &failing) != SQLITE_OK)
		return 1;
	RUN(what_was_saved_is_found_and_nothing_else);
	RUN(what_has_expired_goes_with_the_next_that_comes);
	RUN(the_table_is_bounded_and_keeps_what_lasts_longest);
	RUN(saving_waits_for_nobody_and_the_rest_waits_as_before);
	RUN(a_store_that_cannot_be_written_says_so);
	RUN(a_replaced_file_is_not_written);
	RUN(facts_go_when_a_key_set_changes_or_goes);
	RUN(several_processes_save_at_once);
	RUN(memory_that_runs_out_finds_nothing);
	DONE();
}
