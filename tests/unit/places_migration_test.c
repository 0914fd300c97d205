/* What becomes of observers that were there before places were. */
#include "store/connection.h"
#include "unit/store.h"

/* A weather.db as the migrations before the places left it. */
static void
make_old(struct state *state, const char *rows)
{
	sqlite3 *db;

	state_new(state);
	db = state_stranger(state, "weather.db");
	for (size_t i = 0; i < 2; i++)
		CHECK_INT(sqlite3_exec(db, sql_weather_migrations[i], NULL,
				  NULL, NULL),
			SQLITE_OK);
	CHECK_INT(sqlite3_exec(db, rows, NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
}

static void
upgrade(const struct state *state)
{
	struct migrate_result result;
	struct err err = {0};

	CHECK_INT(
		migrate(state->dir, "weather.db", STORAGE_LOCAL, &result, &err),
		OK);
	CHECK_INT(result.from, 2);
}

static char *
ask(sqlite3 *db, const char *sql)
{
	static char answer[512];
	sqlite3_stmt *stmt = NULL;

	answer[0] = '\0';
	CHECK_INT(sqlite3_prepare_v2(db, sql, -1, &stmt, NULL), SQLITE_OK);
	if (sqlite3_step(stmt) == SQLITE_ROW && sqlite3_column_text(stmt, 0))
		snprintf(answer, sizeof(answer), "%s",
			(const char *)sqlite3_column_text(stmt, 0));
	sqlite3_finalize(stmt);
	return answer;
}

static void
observers_keep_their_rows_and_get_a_place(void)
{
	struct state state;
	sqlite3 *db;

	make_old(&state,
		"INSERT INTO principal VALUES (1, 'i', '', 'a', 1);"
		"INSERT INTO principal VALUES (2, 'i', '', 'b', 1);"
		"INSERT INTO observer VALUES"
		" (1, 1, 'Salem', 'salem', 'OR', 'US', 1),"
		" (2, 2, 'SALEM', 'salem', 'OR', 'US', 1),"
		" (3, 1, 'Salem', 'salem', '', 'US', 1),"
		" (4, 1, 'Troms\xc3\xb8', 'troms\xc3\xb8', '', 'NO', 1),"
		" (5, 1, 'Tromso', 'tromso', '', 'NO', 1);"
		"INSERT INTO observation (observer_id, observed_at,"
		" received_at, source, temp)"
		" VALUES (2, 5, 5, 1, 100), (4, 6, 6, 1, 200);"
		"INSERT INTO report (uuid, owner_id, created_ms, description,"
		" city, city_key, country) VALUES"
		" ('00000000-0000-7000-8000-000000000000', 1, 1, 'x',"
		" 'Troms\xc3\xb8', 'troms\xc3\xb8', 'NO')");
	upgrade(&state);
	db = state_stranger(&state, "weather.db");
	CHECK_STR(ask(db, "SELECT group_concat(id || ':' || place_id, ' ')"
			  " FROM (SELECT * FROM observer ORDER BY id)"),
		"1:-1 2:-1 3:-2 4:-3 5:-3");
	CHECK_STR(ask(db, "SELECT group_concat(id || name || state || country"
			  " || '/' || name_key, ' ')"
			  " FROM (SELECT * FROM place ORDER BY id DESC)"),
		"-1SalemORUS/salem -2SalemUS/salem "
		"-3Troms\xc3\xb8NO/tromso");
	CHECK_STR(ask(db, "SELECT group_concat(name_key || place_id, ' ')"
			  " FROM (SELECT * FROM place_name"
			  " ORDER BY name_key, place_id DESC)"),
		"salem-1 salem-2 tromso-3");
	CHECK_STR(ask(db, "SELECT group_concat(observer_id || temp, ' ')"
			  " FROM observation"),
		"2100 4200");
	CHECK_STR(ask(db, "SELECT city_key FROM report"), "tromso");
	CHECK_STR(
		ask(db, "SELECT count(*) FROM pragma_foreign_key_check"), "0");
	sqlite3_close(db);
	state_free(&state);
}

static void
an_empty_database_gets_no_place(void)
{
	struct state state;
	sqlite3 *db;

	make_old(&state, "");
	upgrade(&state);
	db = state_stranger(&state, "weather.db");
	CHECK_STR(ask(db, "SELECT count(*) FROM place"), "0");
	sqlite3_close(db);
	state_free(&state);
}

static void
fold_in_a_migration_is_fold_name(void)
{
	struct state state;
	sqlite3 *db;

	state_new(&state);
	db = state_stranger(&state, "weather.db");
	CHECK_INT(fold_function(db), SQLITE_OK);
	CHECK_STR(ask(db, "SELECT fold('S\xc3\xa3o  PAULO')"), "sao paulo");
	CHECK_STR(ask(db, "SELECT fold('...')"), "");
	CHECK_STR(ask(db, "SELECT fold(NULL)"), "");
	/* in no schema, where a stranger's file could call it */
	CHECK(sqlite3_exec(db,
		      "CREATE TABLE a (b); CREATE VIEW v AS SELECT fold(b) "
		      "FROM a; SELECT * FROM v",
		      NULL, NULL, NULL) != SQLITE_OK);
	sqlite3_close(db);
	state_free(&state);
}

int
main(void)
{
	RUN(observers_keep_their_rows_and_get_a_place);
	RUN(an_empty_database_gets_no_place);
	RUN(fold_in_a_migration_is_fold_name);
	DONE();
}
