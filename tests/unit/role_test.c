#include "store/connection.h"
#include "unit/store.h"

static void
settings_are_as_promised(void)
{
	static const struct {
		const char *pragma;
		int value;
	} cases[] = {
		{"PRAGMA synchronous", 2},
		{"PRAGMA foreign_keys", 1},
		{"PRAGMA trusted_schema", 0},
		{"PRAGMA cell_size_check", 1},
		{"PRAGMA mmap_size", 0},
		{"PRAGMA busy_timeout", 2000},
		{"PRAGMA writable_schema", 0},
	};
	struct state state;

	state_init(&state);
	for (enum store_role role = STORE_READ; role <= STORE_KEYS_ADMIN;
		role++) {
		struct store *store = state_open(&state, role);

		sqlite3_set_authorizer(store->db, NULL, NULL);
		for (size_t i = 0; i < COUNT(cases); i++) {
			sqlite3_stmt *stmt = NULL;
			int value = -1;

			CHECK_INT(sqlite3_prepare_v2(store->db, cases[i].pragma,
					  -1, &stmt, NULL),
				SQLITE_OK);
			if (sqlite3_step(stmt) == SQLITE_ROW)
				value = sqlite3_column_int(stmt, 0);
			sqlite3_finalize(stmt);
			/* Without any mapping there is no row. */
			if (value == -1 && strstr(cases[i].pragma, "mmap"))
				value = 0;
			CHECK_INT(value, cases[i].value);
		}
		store_close(store);
	}
	state_free(&state);
}

static int
prepares(struct store *store, const char *sql)
{
	sqlite3_stmt *stmt = NULL;
	int rc = sqlite3_prepare_v2(store->db, sql, -1, &stmt, NULL);

	sqlite3_finalize(stmt);
	return rc;
}

static void
each_role_is_held_to_its_tables(void)
{
	enum {
		R = 1 << STORE_READ,
		W = 1 << STORE_WRITE,
		C = 1 << STORE_CACHE,
		K = 1 << STORE_KEYS,
		A = 1 << STORE_KEYS_ADMIN
	};
	static const struct {
		const char *sql;
		int allowed; /* by these roles */
	} cases[] = {
		{"SELECT id FROM report", R | W | C},
		{"SELECT count(*) FROM report", R | W | C},
		{"SELECT max(observed_at) FROM observation", R | W | C},
		{"SELECT source FROM key_set", K | A},
		{"SELECT value FROM denied", K | A},
		{"SELECT fetched_at FROM upstream", R | W | C},
		{"UPDATE upstream SET fetched_at = 0", C},
		{"DELETE FROM upstream", C},
		{"UPDATE upstream_right SET failures = 0", C},
		{"DROP TABLE upstream", 0},
		{"DELETE FROM report", W},
		{"UPDATE report SET city = 'x'", W},
		{"UPDATE revision SET value = 1", W},
		{"INSERT INTO principal VALUES (1, 'a', '', 'b', 1, '', 0)", W},
		{"UPDATE key_set SET body = x''", K | A},
		{"UPDATE key_refresh SET failures = 0", K | A},
		{"UPDATE generation SET value = 1", K | A},
		{"SELECT digest FROM verified", K | A},
		{"INSERT INTO verified VALUES (x'', 1)", K | A},
		{"DELETE FROM verified", K | A},
		{"DROP TABLE verified", 0},
		{"DELETE FROM denied", A},
		{"UPDATE denied SET before = 0", A},
		{"INSERT INTO denied VALUES ('a', 1, 'b', 1, 1)", A},
		{"BEGIN IMMEDIATE", W | C | K | A},
		{"COMMIT", W | C | K | A},
		{"SELECT name FROM sqlite_schema", 0},
		{"SELECT name FROM sqlite_temp_schema", 0},
		{"SELECT name FROM stranger", 0},
		{"INSERT INTO stranger VALUES ('x')", 0},
		{"DELETE FROM sqlite_schema", 0},
		{"DROP TABLE report", 0},
		{"DROP TABLE key_set", 0},
		{"DROP TABLE stranger", 0},
		{"DROP INDEX principal_public", 0},
		{"DROP TRIGGER report_deleted", 0},
		{"CREATE TABLE x (y)", 0},
		{"CREATE TEMP TABLE x (y)", 0},
		{"CREATE INDEX x ON report (city)", 0},
		{"CREATE VIEW x AS SELECT 1", 0},
		{"CREATE TEMP TRIGGER x AFTER INSERT ON report BEGIN "
		 "SELECT 1; END",
			0},
		{"CREATE VIRTUAL TABLE x USING fts5(y)", 0},
		{"ALTER TABLE report ADD COLUMN x", 0},
		{"ALTER TABLE key_set ADD COLUMN x", 0},
		{"REINDEX", 0},
		{"ANALYZE", 0},
		{"ATTACH ':memory:' AS x", 0},
		{"DETACH main", 0},
		{"SAVEPOINT x", 0},
		{"PRAGMA user_version", 0},
		{"PRAGMA user_version = 9", 0},
		{"PRAGMA journal_mode = OFF", 0},
		{"PRAGMA synchronous = OFF", 0},
		{"PRAGMA writable_schema = ON", 0},
		{"PRAGMA data_version", R | W | C | K | A},
		{"PRAGMA data_version = 1", 0},
		{"SELECT load_extension('x')", 0},
		{"SELECT fts5(?)", 0},
		{"SELECT randomblob(1)", 0},
		{"SELECT length('x')", R | W | C | K | A},
		{"SELECT * FROM pragma_table_info('report')", 0},
		{"SELECT * FROM json_each('[]')", 0},
		{"WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i FROM n) "
		 "SELECT i FROM n",
			0},
	};
	struct state state;

	state_init(&state);
	stranger_run(&state, "weather.db", "CREATE TABLE stranger (name)");
	stranger_run(&state, "keys.db", "CREATE TABLE stranger (name)");
	for (enum store_role role = STORE_READ; role <= STORE_KEYS_ADMIN;
		role++) {
		struct store *store = state_open(&state, role);

		for (size_t i = 0; i < COUNT(cases); i++) {
			bool want = cases[i].allowed & 1 << role;
			bool got = prepares(store, cases[i].sql) == SQLITE_OK;

			CHECK_INT(got, want);
			if (got != want)
				printf("# role %d: %s\n", (int)role,
					cases[i].sql);
		}
		store_close(store);
	}
	state_free(&state);
}

/* The twin of the table above: without a role each of these prepares. */
static void
without_a_role_all_that_is_possible(void)
{
	static const char *const weather[] = {"DROP TABLE report",
		"DROP TRIGGER report_deleted", "DROP INDEX principal_public",
		"DELETE FROM report", "PRAGMA user_version = 9",
		"CREATE TABLE x (y)", "SELECT name FROM stranger",
		"INSERT INTO stranger VALUES ('x')", "SELECT randomblob(1)",
		"SELECT * FROM json_each('[]')", "ANALYZE"};
	struct state state;
	struct store *store;

	state_init(&state);
	stranger_run(&state, "weather.db", "CREATE TABLE stranger (name)");
	store = state_open(&state, STORE_WRITE);
	sqlite3_set_authorizer(store->db, NULL, NULL);
	for (size_t i = 0; i < COUNT(weather); i++)
		CHECK_INT(prepares(store, weather[i]), SQLITE_OK);
	store_close(store);
	state_free(&state);
}

static void
a_reader_cannot_write_even_without_its_role(void)
{
	struct state state;
	struct store *store;

	state_init(&state);
	store = state_open(&state, STORE_READ);
	CHECK(store_is_read_only(store));
	sqlite3_set_authorizer(store->db, NULL, NULL);
	CHECK_INT(sqlite3_exec(
			  store->db, "DELETE FROM report", NULL, NULL, NULL) &
			  0xff,
		SQLITE_READONLY);
	store_close(store);
	state_free(&state);
}

int
main(void)
{
	RUN(settings_are_as_promised);
	RUN(each_role_is_held_to_its_tables);
	RUN(without_a_role_all_that_is_possible);
	RUN(a_reader_cannot_write_even_without_its_role);
	DONE();
}
