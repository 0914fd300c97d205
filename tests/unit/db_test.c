#include "store/connection.h"
#include "store/principals.h"
#include "store/reports.h"
#include "unit/store.h"

#include <signal.h>
#include <sys/resource.h>

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
		CHECK(!"the detail has the words");
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
	FILE *file;

	state_new(&state);
	file = fopen(state_path(&state, "weather.db"), "w");
	CHECK_INT(file ? fclose(file) : -1, 0);
	check_refused(&state, STORE_READ, "store/older",
		"schema 0, this program needs 1: run `weatherctl init`");
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

	state_init(&state);
	stranger_run(&state, "weather.db", "PRAGMA user_version = 7");
	check_refused(&state, STORE_READ, "store/newer",
		"weather.db: schema 7, this program knows 1: install the newer "
		"program or restore a backup");
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

static enum err_kind
add_report(struct store *store, int64_t owner, int number, struct err *err)
{
	char id[37];
	struct report report = {.owner = owner,
		.created_ms = number,
		.description = STR_LIT("Hail"),
		.location = {STR_LIT("Salem"), STR_LIT("OR"), STR_LIT("US")}};

	snprintf(id, sizeof(id), "%08d-0000-7000-8000-000000000000", number);
	report.id = str_from(id);
	return reports_insert(store, &report, STR_LIT("salem"), err);
}

static void
insert_report(struct store *store, int64_t owner, int number, struct err *err)
{
	CHECK_INT(add_report(store, owner, number, err), OK);
}

static int64_t
owner_of(struct store *store, const char *identity)
{
	struct principal_key key = {
		STR_LIT("https://issuer.test/"), {NULL, 0}, str_from(identity)};
	struct err err = {0};
	int64_t id = 0;

	CHECK_INT(principals_ensure(store, &key, 1, &id, &err), OK);
	return id;
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

	scribble(&state, "weather.db", 4096 * 20L, 4096);
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
		K = 1 << STORE_KEYS,
		A = 1 << STORE_KEYS_ADMIN
	};
	static const struct {
		const char *sql;
		int allowed; /* by these roles */
	} cases[] = {
		{"SELECT id FROM report", R | W},
		{"SELECT count(*) FROM report", R | W},
		{"SELECT max(observed_at) FROM observation", R | W},
		{"SELECT source FROM key_set", K | A},
		{"SELECT value FROM denied", K | A},
		{"DELETE FROM report", W},
		{"UPDATE report SET city = 'x'", W},
		{"UPDATE revision SET value = 1", W},
		{"INSERT INTO principal VALUES (1, 'a', '', 'b', 1)", W},
		{"UPDATE key_set SET body = x''", K | A},
		{"UPDATE key_refresh SET failures = 0", K | A},
		{"UPDATE generation SET value = 1", K | A},
		{"DELETE FROM denied", A},
		{"UPDATE denied SET before = 0", A},
		{"INSERT INTO denied VALUES ('a', 1, 'b', 1, 1)", A},
		{"BEGIN IMMEDIATE", W | K | A},
		{"COMMIT", W | K | A},
		{"SELECT name FROM sqlite_schema", 0},
		{"SELECT name FROM sqlite_temp_schema", 0},
		{"SELECT name FROM stranger", 0},
		{"INSERT INTO stranger VALUES ('x')", 0},
		{"DELETE FROM sqlite_schema", 0},
		{"DROP TABLE report", 0},
		{"DROP TABLE key_set", 0},
		{"DROP TABLE stranger", 0},
		{"DROP INDEX report_newest", 0},
		{"DROP TRIGGER report_inserted", 0},
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
		{"PRAGMA data_version", R | W | K | A},
		{"PRAGMA data_version = 1", 0},
		{"SELECT load_extension('x')", 0},
		{"SELECT fts5(?)", 0},
		{"SELECT random()", 0},
		{"SELECT length('x')", R | W | K | A},
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

			if (got != want) {
				CHECK(!"a role is held to its tables");
				printf("# %s; role %d: %s\n",
					sqlite3_errmsg(store->db), (int)role,
					cases[i].sql);
			}
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
		"DELETE FROM report", "PRAGMA user_version = 9",
		"CREATE TABLE x (y)", "SELECT name FROM stranger",
		"INSERT INTO stranger VALUES ('x')", "SELECT random()",
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

static void
rows_change_only_within_a_transaction(void)
{
	struct state state;
	struct store *store;
	struct err err = {0};
	int64_t deleted;

	state_init(&state);
	store = state_open(&state, STORE_WRITE);
	CHECK_INT(
		reports_delete_before(store, 1, &deleted, &err), ERR_INTERNAL);
	CHECK_STR(err.reason, "store/no-transaction");
	CHECK_INT(store_begin(store, &err), OK);
	CHECK_INT(reports_delete_before(store, 1, &deleted, &err), OK);
	CHECK_INT(store_commit(store, &err), OK);
	store_close(store);
	state_free(&state);
}

static void
rollback_takes_everything_back(void)
{
	struct state state;
	struct store *store;
	struct err err = {0};
	int64_t count;

	state_init(&state);
	store = state_open(&state, STORE_WRITE);
	store_rollback(store);
	CHECK_INT(store_begin(store, &err), OK);
	insert_report(store, owner_of(store, "me"), 1, &err);
	store_rollback(store);
	CHECK_INT(reports_count(store, 1, &count, &err), OK);
	CHECK_INT(count, 0);
	CHECK_INT(store_begin(store, &err), OK);
	insert_report(store, owner_of(store, "me"), 1, &err);
	CHECK_INT(store_commit(store, &err), OK);
	CHECK_INT(reports_count(store, 1, &count, &err), OK);
	CHECK_INT(count, 1);
	store_rollback(store);
	store_close(store);
	state_free(&state);
}

static void
a_statement_that_failed_can_be_used_again(void)
{
	struct state state;
	struct store *store;
	struct err err = {0};
	struct report report = {.owner = 99,
		.id = STR_LIT("00000001-0000-7000-8000-000000000000"),
		.description = STR_LIT("Hail"),
		.location = {STR_LIT("Salem"), {NULL, 0}, STR_LIT("US")}};

	state_init(&state);
	store = state_open(&state, STORE_WRITE);
	CHECK_INT(store_begin(store, &err), OK);
	CHECK_INT(reports_insert(store, &report, STR_LIT("salem"), &err),
		ERR_INTERNAL);
	CHECK_STR(err.reason, "store/refused");
	report.owner = owner_of(store, "me");
	CHECK_INT(reports_insert(store, &report, STR_LIT("salem"), &err), OK);
	CHECK_INT(reports_insert(store, &report, STR_LIT("salem"), &err),
		ERR_INTERNAL);
	CHECK_INT(store_commit(store, &err), OK);
	store_close(store);
	state_free(&state);
}

static void
a_locked_database_is_busy_and_says_when_to_retry(void)
{
	struct state state;
	struct store *one, *two;
	struct err err = {0};

	state_init(&state);
	one = state_open(&state, STORE_WRITE);
	two = state_open(&state, STORE_WRITE);
	sqlite3_busy_timeout(two->db, 1);
	CHECK_INT(store_begin(one, &err), OK);
	CHECK_INT(store_begin(two, &err), ERR_BUSY);
	CHECK_STR(err.reason, "store/busy");
	CHECK_INT(err.retry_after_s, 1);
	CHECK_INT(store_ping(two, &err), OK);
	CHECK_INT(store_commit(one, &err), OK);
	CHECK_INT(store_begin(two, &err), OK);
	store_rollback(two);
	store_close(one);
	store_close(two);
	state_free(&state);
}

/* A file size limit stands for a full disk: write(2) fails the same way. */
static int
fill_the_disk(const struct state *state, int number)
{
	struct rlimit limit = {64 * 1024, 64 * 1024};
	struct store *store;
	struct err err = {0};
	enum err_kind kind = OK;
	int64_t owner, count;

	(void)number;
	signal(SIGXFSZ, SIG_IGN);
	store = state_open(state, STORE_WRITE);
	if (store_begin(store, &err) != OK)
		return 1;
	owner = owner_of(store, "me");
	if (store_commit(store, &err) != OK ||
		setrlimit(RLIMIT_FSIZE, &limit) != 0 ||
		store_begin(store, &err) != OK)
		return 2;
	for (int i = 0; i < 2000 && kind == OK; i++)
		kind = add_report(store, owner, i, &err);
	if (kind == OK)
		kind = store_commit(store, &err);
	if (kind != ERR_FULL || err_status(kind) != 507)
		return 3;
	/* SQLite may have ended the transaction; nothing is written after. */
	if (add_report(store, owner, 3000, &(struct err){0}) == OK &&
		store_commit(store, &(struct err){0}) == OK)
		return 6;
	store_rollback(store);
	if (!strstr(err.detail, "weather.db"))
		return 4;
	/* What was there before is there, and reading goes on. */
	if (reports_count(store, owner, &count, &err) != OK || count != 0)
		return 5;
	store_close(store);
	return 0;
}

static void
a_full_disk_is_507_and_loses_nothing(void)
{
	struct state state;

	state_init(&state);
	CHECK_INT(in_processes(1, fill_the_disk, &state), 0);
	state_free(&state);
}

static int
write_fifty(const struct state *state, int number)
{
	struct store *store = state_open(state, STORE_WRITE);
	char name[16];

	/* The default of 2 s is for people who wait; sanitizers are slow. */
	sqlite3_busy_timeout(store->db, 60000);
	snprintf(name, sizeof(name), "writer %d", number);
	for (int i = 0; i < 50; i++) {
		struct err err = {0};

		if (store_begin(store, &err) != OK)
			return 1;
		insert_report(
			store, owner_of(store, name), number * 50 + i, &err);
		if (store_commit(store, &err) != OK)
			return 1;
	}
	store_close(store);
	return 0;
}

static void
four_processes_may_write_at_once(void)
{
	struct state state;
	struct store *store;
	struct report_page page;
	struct err err = {0};
	int64_t revision, count;

	state_init(&state);
	CHECK_INT(in_processes(4, write_fifty, &state), 0);
	store = state_open(&state, STORE_READ);
	CHECK_INT(
		reports_page(store, NULL, 1000, state.arena, &page, &err), OK);
	CHECK_INT(page.count, 200);
	for (size_t i = 0; i < page.count; i++)
		CHECK_INT(page.at[i].created_ms, 199 - (int)i);
	CHECK_INT(reports_revision(store, &revision, &err), OK);
	CHECK_INT(revision, 201);
	for (int64_t owner = 1; owner <= 4; owner++) {
		CHECK_INT(reports_count(store, owner, &count, &err), OK);
		CHECK_INT(count, 50);
	}
	store_close(store);
	state_free(&state);
}

/* Commits one row, writes another and dies in the middle. */
static int
die_while_writing(const struct state *state, int number)
{
	struct store *store = state_open(state, STORE_WRITE);
	struct err err = {0};

	(void)number;
	if (store_begin(store, &err) != OK)
		return 1;
	insert_report(store, owner_of(store, "me"), 1, &err);
	if (store_commit(store, &err) != OK || store_begin(store, &err) != OK)
		return 1;
	insert_report(store, 1, 2, &err);
	raise(SIGKILL);
	return 2;
}

static void
a_killed_writer_loses_nothing_committed(void)
{
	struct state state;
	struct store *store;
	struct report_page page;
	struct err err = {0};

	state_init(&state);
	CHECK_INT(in_processes(1, die_while_writing, &state), -1);
	store = state_open(&state, STORE_WRITE);
	CHECK_INT(reports_page(store, NULL, 10, state.arena, &page, &err), OK);
	CHECK_INT(page.count, 1);
	CHECK_INT(page.count ? page.at[0].created_ms : 0, 1);
	CHECK_INT(store_begin(store, &err), OK);
	insert_report(store, 1, 2, &err);
	CHECK_INT(store_commit(store, &err), OK);
	CHECK_INT(store_check(store, &err), OK);
	store_close(store);
	state_free(&state);
}

static void
a_file_that_was_replaced_takes_no_writes(void)
{
	struct state state;
	struct store *store;
	struct err err = {0};
	struct migrate_result result;

	state_init(&state);
	store = state_open(&state, STORE_WRITE);
	CHECK_INT(store_ping(store, &err), OK);
	CHECK_INT(unlink(state_path(&state, "weather.db")), 0);
	CHECK_INT(store_ping(store, &err), ERR_DATABASE);
	CHECK_STR(err.reason, "store/moved");
	CHECK_INT(store_begin(store, &err), ERR_DATABASE);
	CHECK_STR(err.reason, "store/moved");
	store_close(store);
	unlink(state_path(&state, "weather.db-wal"));
	unlink(state_path(&state, "weather.db-shm"));
	CHECK_INT(
		migrate(state.dir, "weather.db", STORAGE_LOCAL, &result, &err),
		OK);
	store = state_open(&state, STORE_WRITE);
	CHECK_INT(store_ping(store, &err), OK);
	CHECK_INT(store_begin(store, &err), OK);
	store_rollback(store);
	store_close(store);
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
	RUN(settings_are_as_promised);
	RUN(each_role_is_held_to_its_tables);
	RUN(without_a_role_all_that_is_possible);
	RUN(a_reader_cannot_write_even_without_its_role);
	RUN(rows_change_only_within_a_transaction);
	RUN(rollback_takes_everything_back);
	RUN(a_statement_that_failed_can_be_used_again);
	RUN(a_locked_database_is_busy_and_says_when_to_retry);
	RUN(a_full_disk_is_507_and_loses_nothing);
	RUN(four_processes_may_write_at_once);
	RUN(a_killed_writer_loses_nothing_committed);
	RUN(a_file_that_was_replaced_takes_no_writes);
	RUN(closing_takes_nothing_too);
	DONE();
}
