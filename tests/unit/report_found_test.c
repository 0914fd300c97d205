/* A report is found by its id, whatever time that names. */
#include "store/connection.h"

#include "base/uuid.h"
#include "unit/prop.h"
#include "unit/store_rows.h"

enum { IN_ONE_MS = 130, LOOKED_AT = 64 };

static const int64_t some_ms = 1700000000123;

static int
strays_in(const struct state *state)
{
	sqlite3 *db = state_stranger(state, "weather.db");
	sqlite3_stmt *stmt = NULL;
	int count = -1;

	CHECK_INT(sqlite3_prepare_v2(db,
			  "SELECT count(*) FROM report WHERE stray = 1", -1,
			  &stmt, NULL),
		SQLITE_OK);
	if (sqlite3_step(stmt) == SQLITE_ROW)
		count = sqlite3_column_int(stmt, 0);
	sqlite3_finalize(stmt);
	sqlite3_close(db);
	return count;
}

/* The id of a report made at ms, as an other one of that time. */
static void
print_id(int64_t ms, int other, char id[UUID_LEN + 1])
{
	unsigned char random[10] = {0};

	random[8] = (unsigned char)(other >> 8);
	random[9] = (unsigned char)other;
	uuid7_print(ms, random, id);
}

static enum err_kind
insert(struct store *store, const char *id, int64_t ms, struct err *err)
{
	struct report report = {.id = str_from(id),
		.owner = owner_of(store, "me"),
		.created_ms = ms,
		.description = STR_LIT("Hail"),
		.location = {STR_LIT("Salem"), STR_LIT("OR"), STR_LIT("US")}};

	return reports_insert(store, &report, STR_LIT("salem"), err);
}

static enum err_kind
get(struct store *store, const char *id, struct report *report)
{
	static char kept[UUID_LEN + 1];
	struct arena *arena = arena_new(4096);
	struct err err = {0};
	enum err_kind kind =
		reports_get(store, str_from(id), arena, report, &err);

	if (kind == OK) {
		snprintf(kept, sizeof(kept), "%.*s", STR_ARG(report->id));
		CHECK_STR(kept, id);
	}
	arena_free(arena);
	return kind;
}

static void
those_of_one_time_are_told_apart(void)
{
	struct state state;
	struct store *store;
	struct report report;
	struct err err = {0};
	char id[UUID_LEN + 1];

	state_init(&state);
	store = state_open(&state, STORE_WRITE);
	CHECK_INT(store_begin(store, &err), OK);
	for (int i = 0; i < IN_ONE_MS; i++) {
		print_id(some_ms, i, id);
		CHECK_INT(insert(store, id, some_ms, &err), OK);
	}
	for (int i = 0; i < IN_ONE_MS; i++) {
		print_id(some_ms, i, id);
		CHECK_INT(get(store, id, &report), OK);
		CHECK_INT(report.row, reports_first_row(some_ms) + i);
	}
	print_id(some_ms, IN_ONE_MS, id);
	CHECK_INT(get(store, id, &report), ERR_NOT_FOUND);
	print_id(some_ms + 1, 0, id);
	CHECK_INT(get(store, id, &report), ERR_NOT_FOUND);
	CHECK_INT(store_commit(store, &err), OK);
	CHECK_INT(strays_in(&state), IN_ONE_MS - LOOKED_AT);
	store_close(store);
	state_free(&state);
}

/* Imports bring ids that others made. */
static void
an_id_of_another_time_is_found_as_well(void)
{
	static const struct {
		const char *id;
		int64_t ms;
		int is_stray;
	} cases[] = {
		{"018bcfe5-687b-7000-8000-000000000001", 1700000000123, 0},
		{"018bcfe5-687a-7000-8000-000000000001", 1700000000123, 1},
		{"018bcfe5-687b-7000-8000-000000000002", 1700000000124, 1},
		{"f81d4fae-7dec-41d0-a765-00a0c91e6bf6", 1600000000000, 1},
		{"ffffffff-ffff-ffff-ffff-ffffffffffff", 1600000000001, 1},
		{"00000000-0000-0000-0000-000000000000", 1600000000002, 1},
		{"00000000-0000-7000-8000-000000000001", 0, 0},
		{"00000000-0000-7000-8000-000000000002", -1, 1},
		{"ffffffff-ffff-7000-8000-000000000003", -1, 1},
		{"e677d21f-dbff-7000-8000-000000000001", 253402300799999, 0},
		{"e677d21f-dc00-7000-8000-000000000001", 253402300799999, 1},
	};
	struct state state;
	struct store *store;
	struct report report;
	struct err err = {0};
	int strays = 0;

	state_init(&state);
	store = state_open(&state, STORE_WRITE);
	for (size_t i = 0; i < COUNT(cases); i++) {
		CHECK_INT(get(store, cases[i].id, &report), ERR_NOT_FOUND);
		CHECK_INT(store_begin(store, &err), OK);
		CHECK_INT(insert(store, cases[i].id, cases[i].ms, &err), OK);
		CHECK_INT(store_commit(store, &err), OK);
		strays += cases[i].is_stray;
		CHECK_INT(strays_in(&state), strays);
	}
	for (size_t i = 0; i < COUNT(cases); i++) {
		CHECK_INT(get(store, cases[i].id, &report), OK);
		CHECK_INT(report.created_ms, cases[i].ms);
		CHECK_INT(store_begin(store, &err), OK);
		CHECK_INT(reports_delete(store, report.row, &err), OK);
		CHECK_INT(store_commit(store, &err), OK);
		CHECK_INT(get(store, cases[i].id, &report), ERR_NOT_FOUND);
	}
	CHECK_INT(strays_in(&state), 0);
	store_close(store);
	state_free(&state);
}

static void
an_id_of_another_time_is_given_once(void)
{
	const char *id = "f81d4fae-7dec-41d0-a765-00a0c91e6bf6";
	struct state state;
	struct store *store;
	struct err err = {0};

	state_init(&state);
	store = state_open(&state, STORE_WRITE);
	CHECK_INT(store_begin(store, &err), OK);
	CHECK_INT(insert(store, id, some_ms, &err), OK);
	CHECK_INT(insert(store, id, some_ms + 1, &err), ERR_INTERNAL);
	CHECK_STR(err.reason, "store/refused");
	store_rollback(store);
	store_close(store);
	state_free(&state);
}

/* There is nobody yet whose id it would make. */
static void
make_no_public_id(sqlite3_context *ctx, int count, sqlite3_value **values)
{
	(void)count;
	(void)values;
	sqlite3_result_null(ctx);
}

/* A weather.db as it was while it had an index of all ids. */
static void
make_old(const struct state *state)
{
	sqlite3 *db = state_stranger(state, "weather.db");

	CHECK_INT(fold_function(db), SQLITE_OK);
	CHECK_INT(sqlite3_create_function(db, "principal_public_id", 3,
			  SQLITE_UTF8, NULL, make_no_public_id, NULL, NULL),
		SQLITE_OK);
	for (int i = 0; i < 10; i++)
		CHECK_INT(sqlite3_exec(db, sql_weather_migrations[i], NULL,
				  NULL, NULL),
			SQLITE_OK);
	CHECK_INT(sqlite3_exec(db,
			  "INSERT INTO principal (id, issuer, tenant, identity,"
			  " created_at) VALUES (7, 'i', '', 'me', 1);"
			  "INSERT INTO report (id, uuid, owner_id, updated_ms,"
			  " description, city, city_key, state, country,"
			  " version) VALUES"
			  "(1700000000123 * 32768,"
			  " '018bcfe5-687b-7000-8000-000000000001', 7, 5,"
			  " 'Hail', 'Salem', 'salem', 'OR', 'US', 3),"
			  "(1700000000123 * 32768 + 1,"
			  " 'f81d4fae-7dec-41d0-a765-00a0c91e6bf6', 7, 6,"
			  " 'Snow', 'Salem', 'salem', '', 'US', 1);",
			  NULL, NULL, NULL),
		SQLITE_OK);
	sqlite3_close(db);
}

static void
an_older_database_keeps_its_reports(void)
{
	struct state state;
	struct migrate_result result;
	struct store *store;
	struct report report;
	struct err err = {0};

	state_new(&state);
	make_old(&state);
	CHECK_INT(
		migrate(state.dir, "weather.db", STORAGE_LOCAL, &result, &err),
		OK);
	CHECK_INT(result.from, 10);
	CHECK_INT(strays_in(&state), 1);
	store = state_open(&state, STORE_WRITE);
	CHECK_INT(get(store, "018bcfe5-687b-7000-8000-000000000001", &report),
		OK);
	CHECK_INT(report.version, 3);
	CHECK_INT(report.updated_ms, 5);
	CHECK_INT(report.owner, 7);
	CHECK_INT(get(store, "f81d4fae-7dec-41d0-a765-00a0c91e6bf6", &report),
		OK);
	CHECK_INT(report.row, reports_first_row(some_ms) + 1);
	store_close(store);
	state_free(&state);
}

int
main(void)
{
	RUN(those_of_one_time_are_told_apart);
	RUN(an_id_of_another_time_is_found_as_well);
	RUN(an_id_of_another_time_is_given_once);
	RUN(an_older_database_keeps_its_reports);
	DONE();
}
