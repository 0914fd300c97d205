/* How SQLite means to run every named statement: no table that grows is read
 * from end to end, and no growing set of rows is sorted. */
#include "store/connection.h"
#include "unit/store.h"

/* Tables whose rows do not become more with use: one per topic, per key set
 * of the configuration, per provider. */
static const char *const fixed[] = {
	"revision", "key_set", "key_refresh", "generation", "upstream_right"};

/* Steps that read from one end or sort, and are right nevertheless.  A row
 * that no plan needs any more fails as well. */
static const struct {
	const char *statement, *step, *reason;
} accepted[] = {
	{"denylist_values", "SCAN denied",
		"at most 4097, once after each change"},
	{"denylist_each", "SCAN denied", "an operator asks for the whole list"},
	{"prune_denied", "SCAN denied", "an operator prunes the list"},
	{"prune_observations_count", "SCAN observer",
		"an operator asks for all"},
	{"prune_denied_count", "SCAN denied", "an operator prunes the list"},
	{"statistics_reports", "SCAN report", "an operator asks for all"},
	{"statistics_observations", "SCAN observation",
		"an operator asks for all"},
	{"statistics_observers", "SCAN observer", "an operator asks for all"},
	{"statistics_callers", "SCAN principal", "an operator asks for all"},
	{"statistics_oldest_observation", "SCAN observer",
		"an operator asks for all"},
	{"statistics_newest_observation", "SCAN observer",
		"an operator asks for all"},
	{"places_search", "SCAN named", "at most 20000 names"},
	{"places_search", "SCAN best", "at most 100 places"},
	{"places_search", "USE TEMP B-TREE FOR GROUP BY",
		"at most 20000 names"},
	{"places_search", "USE TEMP B-TREE FOR ORDER BY",
		"at most 20000 names"},
	{"verified_bound", "SCAN verified USING COVERING INDEX",
		"the table is kept at a bounded number of rows"},
	{"upstream_bound", "SCAN upstream USING COVERING INDEX",
		"the table is kept at a bounded number of rows"},
	{"upstream_each", "SCAN upstream USING INDEX upstream_asked",
		"an operator asks for the whole list"},
};

static bool accepted_used[COUNT(accepted)];

static bool
is_fixed(const char *table)
{
	size_t len = strcspn(table, " ");

	for (size_t i = 0; i < COUNT(fixed); i++) {
		if (strlen(fixed[i]) == len &&
			strncmp(fixed[i], table, len) == 0)
			return true;
	}
	return false;
}

static bool
starts(const char *text, const char *with)
{
	return strncmp(text, with, strlen(with)) == 0;
}

static bool
ends(const char *text, const char *with)
{
	size_t len = strlen(text), tail = strlen(with);

	return len >= tail && strcmp(text + len - tail, with) == 0;
}

/*
 * A virtual table tells its plan in one word: empty for a scan; "=" and the
 * like for a rowid, "M" with the column for a MATCH.
 */
static bool
is_slow(const char *step)
{
	const char *virtual = strstr(step, " VIRTUAL TABLE INDEX ");

	if (virtual)
		return ends(virtual, ":");
	if (starts(step, "SCAN "))
		return !starts(step, "SCAN CONSTANT ROW") &&
		       !is_fixed(step + 5);
	/* most rows are of one country: as good as a scan */
	if (starts(step, "SEARCH ") && ends(step, "(country=?)"))
		return true;
	return strstr(step, "TEMP B-TREE") || strstr(step, "AUTOMATIC");
}

static bool
is_accepted(const char *statement, const char *step)
{
	for (size_t i = 0; i < COUNT(accepted); i++) {
		if (strcmp(accepted[i].statement, statement) == 0 &&
			starts(step, accepted[i].step)) {
			accepted_used[i] = true;
			return true;
		}
	}
	return false;
}

/* Calls each with every step of the plan of text. */
static int
count_steps(sqlite3 *db, const char *text, const char *name,
	bool (*counts)(const char *name, const char *step))
{
	sqlite3_stmt *stmt = NULL;
	char *explain = sqlite3_mprintf("EXPLAIN QUERY PLAN %s", text);
	int count = 0;

	CHECK_INT(sqlite3_prepare_v2(db, explain, -1, &stmt, NULL), SQLITE_OK);
	while (sqlite3_step(stmt) == SQLITE_ROW)
		if (counts(name, (const char *)sqlite3_column_text(stmt, 3)))
			count++;
	sqlite3_finalize(stmt);
	sqlite3_free(explain);
	return count;
}

static bool
slow_unless_accepted(const char *name, const char *step)
{
	if (!is_slow(step) || is_accepted(name, step))
		return false;
	printf("# %s: %s\n", name, step);
	return true;
}

static bool
slow(const char *name, const char *step)
{
	(void)name;
	return is_slow(step);
}

/* Scans, and ranges that are open at one end and so begin at that end. */
static bool
begins_at_an_end(const char *name, const char *step)
{
	(void)name;
	if (strstr(step, "VIRTUAL TABLE"))
		return false;
	return starts(step, "SCAN ") || strstr(step, "<?") ||
	       strstr(step, ">?");
}

static sqlite3 *
database_of(const struct sql_statement *sql, sqlite3 *weather, sqlite3 *keys)
{
	if (sql->database == SQL_FOR_WEATHER)
		return weather;
	return sql->database == SQL_FOR_KEYS ? keys : NULL;
}

static void
no_statement_reads_or_sorts_what_grows(void)
{
	struct state state;
	sqlite3 *weather, *keys;

	state_init(&state);
	weather = state_stranger(&state, "weather.db");
	keys = state_stranger(&state, "keys.db");
	for (size_t i = 0; i < SQL_COUNT; i++) {
		const struct sql_statement *sql = &sql_statements[i];
		sqlite3 *db = database_of(sql, weather, keys);

		if (db)
			CHECK_INT(count_steps(db, sql->text, sql->name,
					  slow_unless_accepted),
				0);
	}
	sqlite3_close(weather);
	sqlite3_close(keys);
	state_free(&state);
	for (size_t i = 0; i < COUNT(accepted); i++) {
		CHECK(accepted[i].reason[0]);
		CHECK(accepted_used[i]);
		if (!accepted_used[i])
			printf("# no plan of %s has the step \"%s\"\n",
				accepted[i].statement, accepted[i].step);
	}
}

static void
slow_steps_are_recognized(void)
{
	static const struct {
		const char *sql;
		int slow;
	} cases[] = {
		{"SELECT * FROM report WHERE description = 'x'", 1},
		{"SELECT uuid FROM report ORDER BY created_ms", 2},
		{"SELECT count(*) FROM report", 1},
		{"SELECT * FROM principal WHERE issuer > 'x' "
		 "ORDER BY created_at",
			1},
		{"SELECT * FROM report WHERE country = 'US'", 1},
		{"SELECT * FROM observer WHERE country = 'US' "
		 "ORDER BY created_at",
			2},
		{"DELETE FROM observation WHERE received_at < 1", 1},
		{"UPDATE report SET version = 2 WHERE state = 'OR'", 1},
		{"SELECT * FROM fts", 1},
		{"SELECT * FROM fts ORDER BY rowid DESC", 1},
		{"SELECT * FROM fts WHERE fts MATCH 'hail'", 0},
		{"SELECT * FROM fts WHERE rowid = 1", 0},
		{"SELECT * FROM report WHERE uuid = 'x'", 1},
		{"SELECT * FROM principal WHERE issuer = 'x'", 0},
		{"SELECT * FROM report WHERE id = 1", 0},
		{"SELECT * FROM revision", 0},
		{"SELECT * FROM observation WHERE observer_id = 1 "
		 "ORDER BY observed_at DESC",
			0},
		{"DELETE FROM idempotency WHERE expires_at < 1", 0},
	};
	struct state state;
	sqlite3 *db;

	state_init(&state);
	db = state_stranger(&state, "weather.db");
	CHECK_INT(sqlite3_exec(db, "CREATE VIRTUAL TABLE fts USING fts5 (a)",
			  NULL, NULL, NULL),
		SQLITE_OK);
	for (size_t i = 0; i < COUNT(cases); i++) {
		CHECK_INT(
			count_steps(db, cases[i].sql, "", slow), cases[i].slow);
		if (tap_failed_facts)
			printf("# %s\n", cases[i].sql);
	}
	CHECK(!is_accepted("reports_get", accepted[0].step));
	sqlite3_close(db);
	state_free(&state);
}

/*
 * Plans do not tell what triggers and foreign keys do beside a statement; its
 * program does.  How many real tables and indexes it reads from one end on.
 */
static int
count_rewinds(sqlite3 *db, const char *text)
{
	sqlite3_stmt *stmt = NULL;
	char *explain = sqlite3_mprintf("EXPLAIN %s", text);
	bool real[256] = {false};
	int rewinds = 0;

	CHECK_INT(sqlite3_prepare_v2(db, explain, -1, &stmt, NULL), SQLITE_OK);
	while (sqlite3_step(stmt) == SQLITE_ROW) {
		const char *code = (const char *)sqlite3_column_text(stmt, 1);
		int cursor = sqlite3_column_int(stmt, 2);

		/* every program, of a trigger too, begins with an Init */
		if (strcmp(code, "Init") == 0)
			memset(real, 0, sizeof(real));
		if (cursor < 0 || cursor >= (int)COUNT(real))
			continue;
		if (strcmp(code, "OpenRead") == 0 ||
			strcmp(code, "OpenWrite") == 0)
			real[cursor] = true;
		else if (starts(code, "Open") ||
			 strcmp(code, "SorterOpen") == 0)
			real[cursor] = false;
		else if ((strcmp(code, "Rewind") == 0 ||
				 strcmp(code, "Last") == 0) &&
			 real[cursor])
			rewinds++;
	}
	sqlite3_finalize(stmt);
	sqlite3_free(explain);
	return rewinds;
}

static void
no_trigger_and_no_foreign_key_reads_a_whole_table(void)
{
	struct state state;
	sqlite3 *weather, *keys;

	state_init(&state);
	weather = state_stranger(&state, "weather.db");
	keys = state_stranger(&state, "keys.db");
	sqlite3_exec(weather, "PRAGMA foreign_keys = ON", NULL, NULL, NULL);
	for (size_t i = 0; i < SQL_COUNT; i++) {
		const struct sql_statement *sql = &sql_statements[i];
		sqlite3 *db = database_of(sql, weather, keys);
		int rewinds, steps;

		if (!db)
			continue;
		rewinds = count_rewinds(db, sql->text);
		steps = count_steps(db, sql->text, sql->name, begins_at_an_end);
		CHECK(rewinds <= steps);
		if (rewinds > steps)
			printf("# %s\n", sql->name);
	}
	/* not of principal: nobody deletes those */
	CHECK_INT(count_rewinds(weather, "DELETE FROM place WHERE id = 1"), 0);
	CHECK_INT(sqlite3_exec(weather,
			  "CREATE TABLE child (id INTEGER PRIMARY KEY,"
			  " place INTEGER REFERENCES place (id));"
			  "CREATE TRIGGER slow AFTER DELETE ON report BEGIN"
			  " DELETE FROM child WHERE place > old.id; END",
			  NULL, NULL, NULL),
		SQLITE_OK);
	CHECK(count_rewinds(weather, "DELETE FROM place WHERE id = 1") > 0);
	CHECK(count_rewinds(weather, "DELETE FROM report WHERE id = 1") > 0);
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
		{SQL_REPORTS_PAGE, "SEARCH r USING INTEGER PRIMARY KEY"},
		{SQL_REPORTS_MATCHING, "SCAN f VIRTUAL TABLE INDEX 192:M3><"},
		{SQL_REPORTS_COUNT,
			"SEARCH principal USING INTEGER PRIMARY KEY"},
		{SQL_OBSERVATIONS_RECENT, "SEARCH observer USING INDEX "
					  "observer_newest (place_id=? AND "
					  "newest_at>?)"},
		{SQL_HISTORY_ROWS, "SEARCH observation USING PRIMARY KEY"},
		{SQL_OBSERVATIONS_GET, "SEARCH observation USING PRIMARY KEY"},
		{SQL_OBSERVATIONS_AHEAD,
			"SEARCH observation USING PRIMARY KEY"},
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
		if (!starts(step, cases[i].step))
			CHECK_STR(step, cases[i].step);
		sqlite3_finalize(stmt);
		sqlite3_free(explain);
	}
	sqlite3_close(db);
	state_free(&state);
}

static bool
asks_denied_by_its_key(const char *name, const char *step)
{
	(void)name;
	if (!strstr(step, "denied"))
		return false;
	CHECK_STR(step, "SEARCH denied USING PRIMARY KEY (issuer=? AND kind=? "
			"AND value=?)");
	return true;
}

/* What every request with a token costs: the primary key, thrice at most. */
static void
the_denylist_is_asked_by_its_primary_key_alone(void)
{
	struct state state;
	sqlite3 *db;

	state_init(&state);
	db = state_stranger(&state, "keys.db");
	CHECK_INT(count_steps(db, sql_statements[SQL_DENYLIST_FIND].text, "",
			  asks_denied_by_its_key),
		3);
	sqlite3_close(db);
	state_free(&state);
}

int
main(void)
{
	RUN(no_statement_reads_or_sorts_what_grows);
	RUN(slow_steps_are_recognized);
	RUN(no_trigger_and_no_foreign_key_reads_a_whole_table);
	RUN(pages_come_from_an_index_in_their_order);
	RUN(the_denylist_is_asked_by_its_primary_key_alone);
	DONE();
}
