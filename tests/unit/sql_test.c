#include "store/connection.h"
#include "unit/store.h"

#include <ctype.h>

/* What it means for a statement to be fit for its database. */
static void
check_prepares(sqlite3 *db, const struct sql_statement *sql, int want)
{
	sqlite3_stmt *stmt = NULL;
	const char *tail = NULL;
	int rc = sqlite3_prepare_v2(db, sql->text, -1, &stmt, &tail);

	CHECK_INT(rc != SQLITE_OK, want != SQLITE_OK);
	if ((rc != SQLITE_OK) != (want != SQLITE_OK))
		printf("# %s: %s\n", sql->name, sqlite3_errmsg(db));
	while (tail && isspace((unsigned char)*tail))
		tail++;
	if (rc == SQLITE_OK && tail && *tail) {
		CHECK_STR(tail, "");
		printf("# %s: %s\n", sql->name, tail);
	}
	sqlite3_finalize(stmt);
}

static bool
is_for(enum sql_database database, enum store_role role)
{
	bool weather = role == STORE_READ || role == STORE_WRITE ||
		       role == STORE_CACHE;

	return database == (weather ? SQL_FOR_WEATHER : SQL_FOR_KEYS) ||
	       (database == SQL_FOR_ANY && role != STORE_READ);
}

/* The tables that only some roles may write. */
static bool
is_denied(const struct sql_statement *sql, enum store_role role, bool writes)
{
	bool upstream = strncmp(sql->name, "upstream", 8) == 0;

	if (role == STORE_READ)
		return writes;
	/* of the others', BEGIN and its like write nothing */
	if (role == STORE_CACHE)
		return writes && !upstream && sql->database == SQL_FOR_WEATHER;
	if (role == STORE_WRITE)
		return writes && upstream;
	return role == STORE_KEYS && writes && strstr(sql->text, "denied");
}

static void
every_statement_prepares_under_its_roles(void)
{
	struct state state;
	sqlite3 *strangers[STORE_KEYS_ADMIN + 1] = {NULL};
	size_t prepared = 0;

	state_init(&state);
	for (enum store_role role = STORE_READ; role <= STORE_KEYS_ADMIN;
		role++) {
		struct store *store = state_open(&state, role);

		strangers[role] = state_stranger(
			&state, role <= STORE_CACHE ? "weather.db" : "keys.db");
		for (size_t i = 0; i < SQL_COUNT; i++) {
			const struct sql_statement *sql = &sql_statements[i];
			sqlite3_stmt *stmt = NULL;
			bool writes;

			if (!is_for(sql->database, role))
				continue;
			CHECK_INT(sqlite3_prepare_v2(strangers[role], sql->text,
					  -1, &stmt, NULL),
				SQLITE_OK);
			writes = !sqlite3_stmt_readonly(stmt);
			sqlite3_finalize(stmt);
			check_prepares(store->db, sql,
				is_denied(sql, role, writes) ? SQLITE_AUTH
							     : SQLITE_OK);
			prepared++;
		}
		sqlite3_close(strangers[role]);
		store_close(store);
	}
	CHECK(prepared > SQL_COUNT);
	state_free(&state);
}

static void
statements_of_one_database_do_not_prepare_on_the_other(void)
{
	struct state state;
	struct store *weather, *keys;

	state_init(&state);
	weather = state_open(&state, STORE_WRITE);
	keys = state_open(&state, STORE_KEYS_ADMIN);
	for (size_t i = 0; i < SQL_COUNT; i++) {
		if (sql_statements[i].database == SQL_FOR_WEATHER)
			check_prepares(
				keys->db, &sql_statements[i], SQLITE_ERROR);
		if (sql_statements[i].database == SQL_FOR_KEYS)
			check_prepares(
				weather->db, &sql_statements[i], SQLITE_ERROR);
	}
	store_close(weather);
	store_close(keys);
	state_free(&state);
}

static void
opening_statements_prepare_without_a_role_and_with_none(void)
{
	struct state state;
	struct store *store;
	sqlite3 *stranger;

	state_init(&state);
	store = state_open(&state, STORE_WRITE);
	stranger = state_stranger(&state, "weather.db");
	for (size_t i = 0; i < SQL_COUNT; i++) {
		if (sql_statements[i].database != SQL_FOR_OPENING)
			continue;
		check_prepares(stranger, &sql_statements[i], SQLITE_OK);
		check_prepares(store->db, &sql_statements[i], SQLITE_AUTH);
	}
	sqlite3_close(stranger);
	store_close(store);
	state_free(&state);
}

int
main(void)
{
	RUN(every_statement_prepares_under_its_roles);
	RUN(statements_of_one_database_do_not_prepare_on_the_other);
	RUN(opening_statements_prepare_without_a_role_and_with_none);
	DONE();
}
