/* What becomes of a keys.db that an older or a newer version made. */
#include "store/connection.h"

#include "unit/store_keys.h"

/* keys.db as the first version made it, with keys in it. */
static void
make_first_keys_db(const struct state *state)
{
	struct migrate_result result;
	struct store *store;
	struct err err = {0};

	CHECK_INT(migrate(state->dir, "keys.db", STORAGE_LOCAL, &result, &err),
		OK);
	store = state_open(state, STORE_KEYS_ADMIN);
	CHECK(claims(store, BUDGET_SCHEDULED, "me", start));
	CHECK(stores(store, "me", start, "{\"keys\":[1]}"));
	CHECK_INT(generation(store), 2);
	store_close(store);
	CHECK_INT(stranger_run(state, "keys.db",
			  "DROP TRIGGER key_set_changed;"
			  "DROP TRIGGER key_set_deleted;"
			  "DROP TABLE verified;"
			  "PRAGMA user_version = 1"),
		SQLITE_OK);
}

/* What the schema is made of, as one text. */
static void
read_schema(const struct state *state, const char *name, char text[8192])
{
	sqlite3 *db = state_stranger(state, name);
	sqlite3_stmt *stmt = NULL;
	size_t len = 0;

	CHECK_INT(sqlite3_prepare_v2(db,
			  "SELECT sql FROM sqlite_schema ORDER BY name", -1,
			  &stmt, NULL),
		SQLITE_OK);
	text[0] = '\0';
	while (sqlite3_step(stmt) == SQLITE_ROW && len < 8191)
		len += (size_t)snprintf(text + len, 8192 - len, "%s;\n",
			(const char *)sqlite3_column_text(stmt, 0));
	CHECK(len > 0 && len < 8191);
	sqlite3_finalize(stmt);
	sqlite3_close(db);
}

static void
an_upgrade_makes_the_schema_of_a_new_file(void)
{
	struct state first, state, fresh;
	struct migrate_result result;
	struct err err = {0};
	char first_text[8192], text[8192], upgraded[8192];

	state_new(&first);
	CHECK_INT(stranger_run(&first, "keys.db", sql_keys_migrations[0]),
		SQLITE_OK);
	read_schema(&first, "keys.db", first_text);
	state_new(&state);
	make_first_keys_db(&state);
	read_schema(&state, "keys.db", text);
	CHECK_STR(text, first_text);

	CHECK_INT(migrate(first.dir, "keys.db", STORAGE_LOCAL, &result, &err),
		OK);
	CHECK_INT(result.from, 1);
	CHECK_INT(result.to, newest("keys.db"));
	state_init(&fresh);
	read_schema(&first, "keys.db", upgraded);
	read_schema(&fresh, "keys.db", text);
	CHECK_STR(upgraded, text);
	state_free(&fresh);
	state_free(&state);
	state_free(&first);
}

static void
an_upgrade_keeps_keys_and_who_may_fetch_them(void)
{
	struct state state;
	struct migrate_result result;
	struct store *store;
	struct err err = {0};

	state_new(&state);
	make_first_keys_db(&state);
	CHECK_INT(
		store_open(&store, state.dir, STORE_KEYS, &err), ERR_DATABASE);
	CHECK_STR(err.reason, "store/older");
	CHECK(strstr(err.detail, "run `weatherctl init`") != NULL);

	CHECK_INT(migrate(state.dir, "keys.db", STORAGE_LOCAL, &result, &err),
		OK);
	CHECK_INT(result.from, 1);
	CHECK_INT(result.to, newest("keys.db"));
	store = state_open(&state, STORE_KEYS);
	CHECK_INT(generation(store), 2);
	CHECK(str_is(stored_body(store, state.arena), "{\"keys\":[1]}"));
	CHECK_INT(refresh(store, state.arena).last_attempt, start);
	CHECK(!claims(store, BUDGET_SCHEDULED, "me", start + 1));
	store_close(store);
	state_free(&state);
}

/* An upgrade that fails leaves the file as it was. */
static void
an_upgrade_happens_whole_or_not_at_all(void)
{
	struct state state;
	struct migrate_result result;
	struct err err = {0};
	char before[8192], after[8192];

	state_new(&state);
	make_first_keys_db(&state);
	CHECK_INT(stranger_run(&state, "keys.db",
			  "CREATE TRIGGER key_set_deleted AFTER DELETE ON "
			  "key_set BEGIN SELECT 1; END"),
		SQLITE_OK);
	read_schema(&state, "keys.db", before);
	CHECK(migrate(state.dir, "keys.db", STORAGE_LOCAL, &result, &err) !=
		OK);
	read_schema(&state, "keys.db", after);
	CHECK_STR(after, before);
	CHECK_INT(
		stranger_run(&state, "keys.db", "DROP TRIGGER key_set_deleted"),
		SQLITE_OK);
	CHECK_INT(migrate(state.dir, "keys.db", STORAGE_LOCAL, &result, &err),
		OK);
	CHECK_INT(result.from, 1);
	state_free(&state);
}

static void
a_newer_schema_is_refused(void)
{
	struct state state;
	struct migrate_result result;
	struct err err = {0};

	state_init(&state);
	stranger_run(&state, "keys.db", "PRAGMA user_version = 7");
	CHECK_INT(migrate(state.dir, "keys.db", STORAGE_LOCAL, &result, &err),
		ERR_DATABASE);
	CHECK_STR(err.reason, "store/newer");
	CHECK(strstr(err.detail, "schema 7, this program knows 2") != NULL);
	state_free(&state);
}

int
main(void)
{
	RUN(an_upgrade_makes_the_schema_of_a_new_file);
	RUN(an_upgrade_keeps_keys_and_who_may_fetch_them);
	RUN(an_upgrade_happens_whole_or_not_at_all);
	RUN(a_newer_schema_is_refused);
	DONE();
}
