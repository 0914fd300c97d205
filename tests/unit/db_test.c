#include "store/connection.h"
#include "store/database.h"
#include "unit/store_rows.h"

/* store_open() must fail with this reason and name the file. */
static void
check_refused(const struct state *state, enum store_role role,
	const char *reason, const char *words)
{
	struct store *store = NULL;
	struct err err = {0};

	CHECK_INT(store_open(&store, state->dir, role, &err), ERR_DATABASE);
	CHECK_STR(err.reason, reason);
	if (!strstr(err.detail, words)) {
		CHECK(strstr(err.detail, words) != NULL);
		printf("# %s, not \"%s\"\n", err.detail, words);
	}
	CHECK(store == NULL);
}

static void
missing_files_say_what_to_run(void)
{
	struct state state;
	struct state nowhere = {.dir = "/nonexistent/weather"};

	state_new(&state);
	check_refused(&state, STORE_READ, "store/missing",
		"weather.db is missing: run `weatherctl init`");
	check_refused(&state, STORE_WRITE, "store/missing", "weather.db");
	check_refused(&state, STORE_KEYS, "store/missing", "keys.db");
	CHECK(access(state_path(&state, "weather.db"), F_OK) != 0);
	check_refused(&nowhere, STORE_READ, "store/no-directory", nowhere.dir);
	state_free(&state);
}

static void
a_file_is_no_directory_and_a_directory_no_file(void)
{
	struct state state;
	struct state wrong;

	state_init(&state);
	wrong = state;
	snprintf(wrong.dir, sizeof(wrong.dir), "%.255s",
		state_path(&state, "weather.db"));
	check_refused(&wrong, STORE_READ, "store/directory", "weather.db");
	CHECK_INT(unlink(state_path(&state, "weather.db")), 0);
	CHECK_INT(mkdir(state_path(&state, "weather.db"), 0700), 0);
	check_refused(&state, STORE_READ, "store/foreign", "is not a file");
	CHECK_INT(rmdir(state_path(&state, "weather.db")), 0);
	state_free(&state);
}

static void
an_older_schema_says_to_migrate(void)
{
	struct state state;
	char words[80];
	FILE *file;

	state_new(&state);
	file = fopen(state_path(&state, "weather.db"), "w");
	CHECK_INT(file ? fclose(file) : -1, 0);
	snprintf(words, sizeof(words),
		"schema 0, this program needs %d: run `weatherctl init`",
		database_find("weather.db")->version);
	check_refused(&state, STORE_READ, "store/older", words);
	state_free(&state);

	state_init(&state);
	stranger_run(&state, "weather.db", "PRAGMA user_version = 0");
	check_refused(&state, STORE_WRITE, "store/older", "weather.db");
	state_free(&state);
}

static void
a_newer_schema_says_to_install_or_restore(void)
{
	struct state state;
	char words[160];

	state_init(&state);
	stranger_run(&state, "weather.db", "PRAGMA user_version = 99");
	snprintf(words, sizeof(words),
		"weather.db: schema 99, this program knows %d: install the "
		"newer program or restore a backup",
		database_find("weather.db")->version);
	check_refused(&state, STORE_READ, "store/newer", words);
	store_close(state_open(&state, STORE_KEYS));
	state_free(&state);
}

static void
a_strangers_database_is_recognized(void)
{
	struct state state;

	state_init(&state);
	stranger_run(&state, "keys.db", "PRAGMA application_id = 7");
	check_refused(&state, STORE_KEYS, "store/foreign", "keys.db");
	state_free(&state);
}

/* Writes bytes over what is there. */
static void
scribble(const struct state *state, const char *name, long at, size_t count)
{
	FILE *file = fopen(state_path(state, name), "r+");

	CHECK(file != NULL);
	if (!file)
		return;
	CHECK_INT(fseek(file, at, SEEK_SET), 0);
	for (size_t i = 0; i < count; i++)
		fputc(0xa5, file);
	CHECK_INT(fclose(file), 0);
}

static void
a_damaged_file_says_to_restore_a_backup(void)
{
	struct state state;

	state_init(&state);
	scribble(&state, "weather.db", 0, 100);
	check_refused(&state, STORE_READ, "store/damaged", "restore a backup");
	state_free(&state);

	state_init(&state);
	scribble(&state, "weather.db", 100, 3000);
	check_refused(&state, STORE_WRITE, "store/damaged", "restore a backup");
	state_free(&state);
}

static void
check_finds_damage_that_opening_does_not(void)
{
	struct state state;
	struct store *store;
	struct err err = {0};
	int64_t owner;

	state_init(&state);
	store = state_open(&state, STORE_WRITE);
	CHECK_INT(store_begin(store, &err), OK);
	owner = owner_of(store, "me");
	for (int i = 0; i < 500; i++)
		insert_report(store, owner, i, &err);
	CHECK_INT(store_commit(store, &err), OK);
	CHECK_INT(store_check(store, &err), OK);
	store_close(store);

	stranger_run(&state, "weather.db",
		"PRAGMA foreign_keys = OFF; DELETE FROM principal");
	store = state_open(&state, STORE_READ);
	CHECK_INT(store_check(store, &err), ERR_DATABASE);
	CHECK_STR(err.reason, "store/damaged");
	store_close(store);

	/* a page of reports, well behind those of the schema */
	scribble(&state, "weather.db", 4096 * 40L, 4096);
	store = state_open(&state, STORE_READ);
	CHECK_INT(store_check(store, &err), ERR_DATABASE);
	CHECK_STR(err.reason, "store/damaged");
	CHECK(strstr(err.detail, "restore a backup") != NULL);
	/* The role applies again after it. */
	CHECK_INT(
		sqlite3_exec(store->db, "PRAGMA quick_check", NULL, NULL, NULL),
		SQLITE_AUTH);
	store_close(store);
	state_free(&state);
}

static int
open_as_nobody(const struct state *state)
{
	struct store *store;
	struct err err = {0};

	for (enum store_role role = STORE_READ; role <= STORE_KEYS; role++) {
		if (store_open(&store, state->dir, role, &err) !=
				ERR_DATABASE ||
			!strstr(err.detail, "user 65534"))
			return 0;
	}
	return 1;
}

static void
files_of_another_user_are_explained(void)
{
	struct state state;

	state_init(&state);
	CHECK_INT(as_nobody(open_as_nobody, &state), 1);
	CHECK_INT(chmod(state.dir, 0755), 0);
	CHECK_INT(as_nobody(open_as_nobody, &state), 1);
	CHECK_INT(chmod(state_path(&state, "weather.db"), 0644), 0);
	CHECK_INT(chmod(state_path(&state, "keys.db"), 0644), 0);
	CHECK_INT(as_nobody(open_as_nobody, &state), 1);
	state_free(&state);
}

/* The files may be read, their directory written, the files not. */
static int
keys_of_another_user(const struct state *state)
{
	struct store *store;
	struct err err = {0};
	int good;

	if (store_open(&store, state->dir, STORE_WRITE, &err) != ERR_DATABASE ||
		strcmp(err.reason, "store/unwritable") != 0 ||
		store_open(&store, state->dir, STORE_KEYS, &err) != OK) {
		printf("# %s %s\n", err.reason, err.detail);
		fflush(stdout);
		return 0;
	}
	good = store_is_read_only(store) && store_ping(store, &err) == OK &&
	       store_begin(store, &err) == ERR_READ_ONLY;
	store_close(store);
	return good;
}

static void
keys_that_cannot_be_written_are_read(void)
{
	struct state state;
	struct store *store;

	state_init(&state);
	CHECK_INT(chmod(state.dir, 0777), 0);
	CHECK_INT(chmod(state_path(&state, "weather.db"), 0644), 0);
	CHECK_INT(chmod(state_path(&state, "keys.db"), 0644), 0);
	CHECK_INT(as_nobody(keys_of_another_user, &state), 1);
	store = state_open(&state, STORE_KEYS);
	CHECK(!store_is_read_only(store));
	store_close(store);
	state_free(&state);
}

static int
setting(struct store *store, const char *pragma)
{
	int value = -1;

	sqlite3_set_authorizer(store->db, NULL, NULL);
	CHECK_INT(database_ask_int(store->db, pragma, &value), SQLITE_OK);
	return value;
}

/* What no other test could see without pulling the plug: 2 is FULL. */
static void
every_connection_waits_for_others_and_for_the_disk(void)
{
	struct state state;

	state_init(&state);
	for (enum store_role role = STORE_READ; role <= STORE_KEYS_ADMIN;
		role++) {
		struct store *store = state_open(&state, role);

		CHECK_INT(setting(store, "PRAGMA synchronous"), 2);
		CHECK_INT(setting(store, "PRAGMA busy_timeout"), 2000);
		CHECK_INT(setting(store, "PRAGMA foreign_keys"), 1);
		store_close(store);
	}
	state_free(&state);
}

static void
closing_takes_nothing_too(void)
{
	store_close(NULL);
}

int
main(void)
{
	RUN(missing_files_say_what_to_run);
	RUN(a_file_is_no_directory_and_a_directory_no_file);
	RUN(an_older_schema_says_to_migrate);
	RUN(a_newer_schema_says_to_install_or_restore);
	RUN(a_strangers_database_is_recognized);
	RUN(a_damaged_file_says_to_restore_a_backup);
	RUN(check_finds_damage_that_opening_does_not);
	RUN(files_of_another_user_are_explained);
	RUN(keys_that_cannot_be_written_are_read);
	RUN(every_connection_waits_for_others_and_for_the_disk);
	RUN(closing_takes_nothing_too);
	DONE();
}
