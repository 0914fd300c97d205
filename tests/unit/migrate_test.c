#include "store/connection.h"
#include "store/database.h"
#include "unit/store_keys.h"

#include <fcntl.h>

static const char *const names[] = {"weather.db", "keys.db"};

static int
newest(const char *name)
{
	return database_find(name)->version;
}

static void
network_file_systems_are_known(void)
{
	static const struct {
		unsigned type;
		enum storage storage;
	} cases[] = {
		{0x6969, STORAGE_NETWORK},
		{0x517b, STORAGE_NETWORK},
		{0xff534d42, STORAGE_NETWORK},
		{0xfe534d42, STORAGE_NETWORK},
		{0x564c, STORAGE_NETWORK},
		{0x5346414f, STORAGE_NETWORK},
		{0x73757245, STORAGE_NETWORK},
		{0x01021997, STORAGE_NETWORK},
		{0x65735546, STORAGE_NETWORK},
		{0xef53, STORAGE_LOCAL},
		{0x9123683e, STORAGE_LOCAL},
		{0x58465342, STORAGE_LOCAL},
		{0x01021994, STORAGE_LOCAL},
		{0x794c7630, STORAGE_LOCAL},
		{0, STORAGE_LOCAL},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		CHECK_INT(storage_from_type((long)cases[i].type),
			cases[i].storage);
		CHECK_INT(storage_from_type((long)(int)cases[i].type),
			cases[i].storage);
	}
}

static void
storage_of_a_missing_directory_is_an_error(void)
{
	enum storage storage = STORAGE_LOCAL;
	struct err err = {0};

	CHECK_INT(storage_detect("/nonexistent/weather", &storage, &err),
		ERR_DATABASE);
	CHECK_INT(storage, STORAGE_NETWORK);
	CHECK_INT(storage_detect("/", &storage, &err), OK);
}

static void
a_new_file_is_private_and_in_wal_mode(void)
{
	struct state state;
	struct stat st;
	mode_t before = umask(0);

	state_new(&state);
	for (size_t i = 0; i < COUNT(names); i++) {
		struct migrate_result result;
		struct err err = {0};

		CHECK_INT(migrate(state.dir, names[i], STORAGE_LOCAL, &result,
				  &err),
			OK);
		CHECK_INT(result.from, 0);
		CHECK_INT(result.to, newest(names[i]));
		CHECK(result.wal);
		CHECK_INT(stat(state_path(&state, names[i]), &st), 0);
		CHECK_INT(st.st_mode & 07777, 0600);
	}
	umask(before);
	state_free(&state);
}

static void
migrating_again_changes_nothing(void)
{
	struct state state;
	struct migrate_result result;
	struct err err = {0};

	state_init(&state);
	for (size_t i = 0; i < COUNT(names); i++) {
		CHECK_INT(migrate(state.dir, names[i], STORAGE_LOCAL, &result,
				  &err),
			OK);
		CHECK_INT(result.from, newest(names[i]));
		CHECK_INT(result.to, newest(names[i]));
	}
	state_free(&state);
}

static void
network_storage_gets_no_wal_also_later(void)
{
	struct state state;
	struct migrate_result result;
	struct store *store;
	struct err err = {0};

	state_init(&state);
	CHECK_INT(migrate(state.dir, "weather.db", STORAGE_NETWORK, &result,
			  &err),
		OK);
	CHECK(!result.wal);
	store = state_open(&state, STORE_WRITE);
	CHECK_INT(store_begin(store, &err), OK);
	CHECK(access(state_path(&state, "weather.db-wal"), F_OK) != 0);
	CHECK(access(state_path(&state, "weather.db-shm"), F_OK) != 0);
	CHECK_INT(store_commit(store, &err), OK);
	store_close(store);

	CHECK_INT(
		migrate(state.dir, "weather.db", STORAGE_LOCAL, &result, &err),
		OK);
	CHECK(result.wal);
	state_free(&state);
}

static void
a_strangers_file_is_refused_and_left_alone(void)
{
	static const char *const strangers[] = {
		"CREATE TABLE recipe (name TEXT)",
		"PRAGMA application_id = 77",
		"PRAGMA user_version = 1",
	};
	for (size_t i = 0; i < COUNT(strangers); i++) {
		struct state state;
		struct migrate_result result;
		struct err err = {0};
		struct stat st;

		state_new(&state);
		CHECK_INT(stranger_run(&state, "weather.db", strangers[i]),
			SQLITE_OK);
		CHECK_INT(migrate(state.dir, "weather.db", STORAGE_LOCAL,
				  &result, &err),
			ERR_DATABASE);
		CHECK_STR(err.reason, "store/foreign");
		CHECK(strstr(err.detail, "weather.db") != NULL);
		CHECK(stat(state_path(&state, "weather.db-wal"), &st) != 0);
		CHECK_INT(stranger_run(
				  &state, "weather.db", "SELECT 1 FROM report"),
			SQLITE_ERROR);
		state_free(&state);
	}
}

static void
one_database_is_not_taken_for_the_other(void)
{
	struct state state;
	struct migrate_result result;
	struct err err = {0};
	char from[PATH_MAX];

	state_init(&state);
	snprintf(from, sizeof(from), "%s", state_path(&state, "keys.db"));
	CHECK_INT(rename(from, state_path(&state, "weather.db")), 0);
	CHECK_INT(
		migrate(state.dir, "weather.db", STORAGE_LOCAL, &result, &err),
		ERR_DATABASE);
	CHECK_STR(err.reason, "store/foreign");
	state_free(&state);
}

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

static void
a_file_that_is_no_database_is_refused(void)
{
	struct state state;
	struct migrate_result result;
	struct err err = {0};
	FILE *file;

	state_new(&state);
	file = fopen(state_path(&state, "keys.db"), "w");
	CHECK(file && fputs("This is a text, not a database.\n", file) >= 0);
	CHECK_INT(file ? fclose(file) : -1, 0);
	CHECK_INT(migrate(state.dir, "keys.db", STORAGE_LOCAL, &result, &err),
		ERR_DATABASE);
	CHECK_STR(err.reason, "store/damaged");
	state_free(&state);
}

static int
migrate_as_nobody(const struct state *state)
{
	struct migrate_result result;
	struct err err = {0};

	return migrate(state->dir, "keys.db", STORAGE_LOCAL, &result, &err) ==
		       ERR_DATABASE &&
	       strcmp(err.reason, "store/create") == 0 &&
	       strstr(err.detail, "keys.db");
}

static void
a_directory_that_cannot_be_written_is_named(void)
{
	struct state state;
	struct migrate_result result;
	struct err err = {0};

	state_new(&state);
	CHECK_INT(chmod(state.dir, 0555), 0);
	CHECK_INT(as_nobody(migrate_as_nobody, &state), 1);
	state_free(&state);
	CHECK_INT(migrate("/nonexistent/weather", "keys.db", STORAGE_LOCAL,
			  &result, &err),
		ERR_DATABASE);
	CHECK_STR(err.reason, "store/create");
}

static int
migrate_both(const struct state *state, int number)
{
	int good = 0;

	(void)number;
	for (size_t i = 0; i < COUNT(names); i++) {
		struct migrate_result result;
		struct err err = {0};

		if (migrate(state->dir, names[i], STORAGE_LOCAL, &result,
			    &err) == OK &&
			result.to == newest(names[i]))
			good++;
		else
			printf("# %s %s\n", err.reason, err.detail);
	}
	fflush(stdout);
	return good;
}

static void
several_may_migrate_at_once(void)
{
	for (int i = 0; i < 5; i++) {
		struct state state;

		state_new(&state);
		CHECK_INT(in_processes(4, migrate_both, &state), 8);
		store_close(state_open(&state, STORE_WRITE));
		state_free(&state);
	}
}

int
main(void)
{
	RUN(network_file_systems_are_known);
	RUN(storage_of_a_missing_directory_is_an_error);
	RUN(a_new_file_is_private_and_in_wal_mode);
	RUN(migrating_again_changes_nothing);
	RUN(network_storage_gets_no_wal_also_later);
	RUN(a_strangers_file_is_refused_and_left_alone);
	RUN(one_database_is_not_taken_for_the_other);
	RUN(an_upgrade_makes_the_schema_of_a_new_file);
	RUN(an_upgrade_keeps_keys_and_who_may_fetch_them);
	RUN(an_upgrade_happens_whole_or_not_at_all);
	RUN(a_newer_schema_is_refused);
	RUN(a_file_that_is_no_database_is_refused);
	RUN(a_directory_that_cannot_be_written_is_named);
	RUN(several_may_migrate_at_once);
	DONE();
}
