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
	bool weather = role == STORE_READ || role == STORE_WRITE;

	return database == (weather ? SQL_FOR_WEATHER : SQL_FOR_KEYS) ||
	       (database == SQL_FOR_ANY && role != STORE_READ);
}

/* The tables that only some roles may write. */
static bool
is_denied(const struct sql_statement *sql, enum store_role role, bool writes)
{
	if (role == STORE_READ)
		return writes;
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
			&state, role <= STORE_WRITE ? "weather.db" : "keys.db");
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

/*
 * Steps of a plan that read a whole table or sort without an index, and are
 * right nevertheless: the page stops at its limit; a configuration names few
 * key sets; a place has few observers; an operator's list of denied tokens is
 * shown whole; rows of verified are few, and counted after an answer.
 */
static const struct {
	const char *statement, *step;
} accepted[] = {
	{"reports_first_page", "SCAN report USING INDEX report_newest"},
	{"keys_each", "SCAN key_set USING INDEX"},
	{"denylist_each", "SCAN denied"},
	{"observations_place", "USE TEMP B-TREE FOR ORDER BY"},
	{"verified_bound", "SCAN verified USING COVERING INDEX"},
};

static bool
is_accepted(const char *statement, const char *step)
{
	for (size_t i = 0; i < COUNT(accepted); i++) {
		if (strcmp(accepted[i].statement, statement) == 0 &&
			strncmp(accepted[i].step, step,
				strlen(accepted[i].step)) == 0)
			return true;
	}
	return false;
}

/* How many steps of the plan scan a table or sort rows. */
static int
count_slow_steps(sqlite3 *db, const char *name, const char *text, bool accept)
{
	sqlite3_stmt *stmt = NULL;
	char *explain = sqlite3_mprintf("EXPLAIN QUERY PLAN %s", text);
	int slow = 0;

	CHECK_INT(sqlite3_prepare_v2(db, explain, -1, &stmt, NULL), SQLITE_OK);
	while (sqlite3_step(stmt) == SQLITE_ROW) {
		const char *step = (const char *)sqlite3_column_text(stmt, 3);

		if (strncmp(step, "SCAN CONSTANT ROW", 17) == 0 ||
			(strncmp(step, "SCAN ", 5) != 0 &&
				!strstr(step, "TEMP B-TREE") &&
				!strstr(step, "AUTOMATIC")))
			continue;
		if (accept && is_accepted(name, step))
			continue;
		if (accept)
			printf("# %s: %s\n", name, step);
		slow++;
	}
	sqlite3_finalize(stmt);
	sqlite3_free(explain);
	return slow;
}

static void
no_statement_reads_a_whole_table(void)
{
	struct state state;
	sqlite3 *weather, *keys;

	state_init(&state);
	weather = state_stranger(&state, "weather.db");
	keys = state_stranger(&state, "keys.db");
	for (size_t i = 0; i < SQL_COUNT; i++) {
		const struct sql_statement *sql = &sql_statements[i];

		if (sql->database == SQL_FOR_WEATHER)
			CHECK_INT(count_slow_steps(
					  weather, sql->name, sql->text, true),
				0);
		if (sql->database == SQL_FOR_KEYS)
			CHECK_INT(count_slow_steps(
					  keys, sql->name, sql->text, true),
				0);
	}
	CHECK_INT(count_slow_steps(weather, "x",
			  "SELECT * FROM report WHERE description = 'x'", true),
		1);
	CHECK_INT(count_slow_steps(weather, "x",
			  "SELECT * FROM report WHERE owner_id = 1 "
			  "ORDER BY description",
			  true),
		1);
	CHECK_INT(count_slow_steps(weather, "reports_first_page",
			  sql_statements[SQL_REPORTS_FIRST_PAGE].text, false),
		1);
	sqlite3_close(weather);
	sqlite3_close(keys);
	state_free(&state);
}

/* Growing tables are found by an index of the wanted order. */
static void
pages_come_from_an_index_in_their_order(void)
{
	static const struct {
		enum sql_id id;
		const char *step;
	} cases[] = {
		{SQL_REPORTS_NEXT_PAGE, "SEARCH report USING INDEX "
					"report_newest"},
		{SQL_REPORTS_COUNT, "SEARCH report USING COVERING INDEX "
				    "report_owner"},
		{SQL_OBSERVATIONS_RECENT, "SEARCH observer USING COVERING "
					  "INDEX observer_place"},
		{SQL_OBSERVATIONS_GET, "SEARCH observation USING PRIMARY KEY"},
	};
	struct state state;
	sqlite3 *db;

	state_init(&state);
	db = state_stranger(&state, "weather.db");
	for (size_t i = 0; i < COUNT(cases); i++) {
		sqlite3_stmt *stmt = NULL;
		char *explain = sqlite3_mprintf("EXPLAIN QUERY PLAN %s",
			sql_statements[cases[i].id].text);
		const char *step = "";

		sqlite3_prepare_v2(db, explain, -1, &stmt, NULL);
		if (sqlite3_step(stmt) == SQLITE_ROW)
			step = (const char *)sqlite3_column_text(stmt, 3);
		if (strncmp(step, cases[i].step, strlen(cases[i].step)) != 0)
			CHECK_STR(step, cases[i].step);
		sqlite3_finalize(stmt);
		sqlite3_free(explain);
	}
	sqlite3_close(db);
	state_free(&state);
}

/* What every request with a token costs: the primary key, thrice at most. */
static void
the_denylist_is_asked_by_its_primary_key_alone(void)
{
	static const char by_key[] =
		"SEARCH denied USING PRIMARY KEY (issuer=? AND kind=? AND "
		"value=?)";
	struct state state;
	sqlite3 *db;
	sqlite3_stmt *stmt = NULL;
	char *explain = sqlite3_mprintf("EXPLAIN QUERY PLAN %s",
		sql_statements[SQL_DENYLIST_FIND].text);
	int searches = 0;

	state_init(&state);
	db = state_stranger(&state, "keys.db");
	CHECK_INT(sqlite3_prepare_v2(db, explain, -1, &stmt, NULL), SQLITE_OK);
	while (sqlite3_step(stmt) == SQLITE_ROW) {
		const char *step = (const char *)sqlite3_column_text(stmt, 3);

		if (strstr(step, "denied")) {
			CHECK_STR(step, by_key);
			searches++;
		}
	}
	CHECK_INT(searches, 3);
	sqlite3_finalize(stmt);
	sqlite3_free(explain);
	sqlite3_close(db);
	state_free(&state);
}

int
main(void)
{
	RUN(every_statement_prepares_under_its_roles);
	RUN(statements_of_one_database_do_not_prepare_on_the_other);
	RUN(opening_statements_prepare_without_a_role_and_with_none);
	RUN(no_statement_reads_a_whole_table);
	RUN(pages_come_from_an_index_in_their_order);
	RUN(the_denylist_is_asked_by_its_primary_key_alone);
	DONE();
}
