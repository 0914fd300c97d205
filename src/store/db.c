#include "store/db.h"
#include "store/connection.h"
#include "store/database.h"
#include "store/denylist_sieve.h"
#include "store/newest.h"
#include "store/role.h"
#include "store/statement.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void
store_without_threads(void)
{
	/* refused, and not needed, once something is open */
	sqlite3_config(SQLITE_CONFIG_SINGLETHREAD);
	sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
	/* else 20 pages are taken, and touched, before the first is read */
	sqlite3_config(SQLITE_CONFIG_PAGECACHE, NULL, 0, 0);
}

static enum err_kind
check_schema(
	struct store *store, const struct database *database, struct err *err)
{
	int version;
	enum err_kind kind = database_identify(
		store->db, database, store->path, &version, err);

	if (kind != OK || version == database->version)
		return kind;
	return fail(err, ERR_DATABASE, "store/older",
		"%.90s: schema %d, this program needs %d: run "
		"`weatherctl init`",
		store->path, version, database->version);
}

/* Only WAL is remembered by the file; the default without it would create
 * and delete a journal for every transaction. */
static enum err_kind
choose_journal(struct store *store, struct err *err)
{
	char mode[16];
	bool wal;
	int rc = database_ask_text(store->db,
		sql_statements[SQL_OPENING_JOURNAL_MODE].text, mode,
		sizeof(mode));

	wal = strcmp(mode, "wal") == 0;
	changes_open(&store->changes, store->path, wal);
	if (rc == SQLITE_OK && !wal && !store->read_only)
		rc = database_ask_text(store->db,
			sql_statements[SQL_OPENING_JOURNAL_TRUNCATE].text, mode,
			sizeof(mode));
	if (rc == SQLITE_OK)
		return OK;
	return database_explain(store->db, store->path, false, rc, err);
}

static enum err_kind
prepare_connection(
	struct store *store, const struct role *role, struct err *err)
{
	const struct database *database = database_find(role->file);
	enum err_kind kind;
	int rc;

	if ((kind = database_open(
		     &store->db, store->path, role->writes, err)) != OK ||
		(kind = check_schema(store, database, err)) != OK)
		return kind;
	store->read_only = sqlite3_db_readonly(store->db, "main") != 0;
	if (store->role == STORE_WRITE && store->read_only)
		return database_explain(
			store->db, store->path, true, SQLITE_READONLY, err);
	if ((kind = choose_journal(store, err)) != OK)
		return kind;
	changes_watch(&store->changes, store->db);
	if (strcmp(database->name, "weather.db") == 0 &&
		(kind = fold_open(store, err)) != OK)
		return kind;
	rc = sqlite3_set_authorizer(store->db, role_authorizer, store);
	if (rc != SQLITE_OK)
		return connection_fail(store->db, store->path, rc, false, err);
	return OK;
}

enum err_kind
store_open(struct store **out, const char *state_dir, enum store_role role,
	struct err *err)
{
	const struct role *row;
	struct store *store = NULL;
	enum err_kind kind;

	*out = NULL;
	assert(role > STORE_NONE && role <= STORE_KEYS_ADMIN);
	row = role_find(role);
	store = calloc(1, sizeof(*store));
	if (!store)
		return fail_memory(err);
	store->role = role;
	store->wait_ms = DATABASE_BUSY_WAIT_MS;
	turn_open(&store->turn, store->path);
	if ((kind = database_path(state_dir, row->file, store->path, err)) !=
			OK ||
		(kind = prepare_connection(store, row, err)) != OK) {
		store_close(store);
		return kind;
	}
	*out = store;
	return OK;
}

void
store_close(struct store *store)
{
	if (!store)
		return;
	for (size_t i = 0; i < SQL_COUNT; i++)
		sqlite3_finalize(store->statements[i]);
	fold_close(store);
	sieve_free(store->sieve);
	newest_free(store->kept);
	sqlite3_close(store->db);
	turn_close(&store->turn);
	changes_close(&store->changes);
	free(store);
}

bool
store_may_be_left(const struct store *store)
{
	return !store->turn.set && !changes_wait_in_journal(&store->changes);
}

bool
store_is_read_only(const struct store *store)
{
	return store->read_only;
}

bool
store_may_write(const struct store *store)
{
	return access(store->path, W_OK) == 0;
}

bool
store_has_moved(struct store *store)
{
	int moved = 0;

	sqlite3_file_control(store->db, "main", SQLITE_FCNTL_HAS_MOVED, &moved);
	return moved;
}

/* A file that was replaced would take writes that nobody ever sees again. */
static enum err_kind
check_not_moved(struct store *store, struct err *err)
{
	if (!store_has_moved(store))
		return OK;
	return fail(err, ERR_DATABASE, "store/moved",
		"%.110s was moved or replaced while it was open", store->path);
}

static enum err_kind
run(struct store *store, enum sql_id id, struct err *err)
{
	struct statement statement;
	enum err_kind kind = statement_open(&statement, store, id, err);

	return kind == OK ? statement_run(&statement, NULL, err) : kind;
}

/* When a transaction must be given up, there may be no memory for it. */
static enum err_kind
prepare_rollback(struct store *store, struct err *err)
{
	struct statement statement;
	enum err_kind kind =
		statement_open(&statement, store, SQL_STORE_ROLLBACK, err);

	statement_close(&statement);
	return kind;
}

void
connection_wait(struct store *store, int wait_ms)
{
	store->wait_ms = wait_ms;
	sqlite3_busy_timeout(store->db, wait_ms);
}

/* In turn among ours, then as SQLite waits for all others; both together do
 * not take longer than one. */
static enum err_kind
begin_in_turn(struct store *store, struct err *err)
{
	int left_ms;
	enum err_kind kind =
		turn_take(&store->turn, store->wait_ms, &left_ms, err);

	if (kind != OK)
		return kind;
	sqlite3_busy_timeout(store->db, left_ms);
	kind = run(store, SQL_STORE_BEGIN, err);
	sqlite3_busy_timeout(store->db, store->wait_ms);
	if (kind != OK)
		turn_give(&store->turn);
	return kind;
}

enum err_kind
store_begin(struct store *store, struct err *err)
{
	enum err_kind kind;

	/* SQLite would begin a transaction that only reads. */
	if (store->read_only)
		return fail(err, ERR_READ_ONLY, "store/read-only",
			"%.110s is open for reading alone", store->path);
	if ((kind = check_not_moved(store, err)) != OK ||
		(kind = prepare_rollback(store, err)) != OK)
		return kind;
	return begin_in_turn(store, err);
}

enum err_kind
store_commit(struct store *store, struct err *err)
{
	enum err_kind kind = run(store, SQL_STORE_COMMIT, err);

	if (kind == OK)
		turn_give(&store->turn);
	else
		store_rollback(store);
	return kind;
}

void
store_rollback(struct store *store)
{
	struct err ignored = {0};

	/* After some errors SQLite has rolled back by itself. */
	if (!sqlite3_get_autocommit(store->db) &&
		run(store, SQL_STORE_ROLLBACK, &ignored) != OK)
		assert(sqlite3_get_autocommit(store->db));
	store->reports_seen = (struct report_index){0};
	turn_give(&store->turn);
}

const char *
store_queue_refused(const struct store *store)
{
	return store->turn.refused ? strerror(store->turn.refused) : NULL;
}

enum err_kind
store_ping(struct store *store, struct err *err)
{
	struct statement statement;
	bool weather = strcmp(role_find(store->role)->file, "weather.db") == 0;
	enum sql_id id = weather ? SQL_REPORTS_REVISION : SQL_KEYS_GENERATION;
	int64_t value;
	bool found = false;
	enum err_kind kind;

	if ((kind = check_not_moved(store, err)) != OK ||
		(kind = statement_open(&statement, store, id, err)) != OK ||
		(kind = statement_get_int(&statement, &value, &found, err)) !=
			OK)
		return kind;
	if (!found)
		return fail(err, ERR_DATABASE, "store/damaged",
			"%.110s lacks a row it is made with: restore a backup",
			store->path);
	return OK;
}

enum err_kind
store_check(struct store *store, struct err *err)
{
	char found[64] = "";
	enum err_kind kind = OK;
	int rc;

	sqlite3_set_authorizer(store->db, NULL, NULL);
	rc = database_ask_text(store->db,
		sql_statements[SQL_OPENING_QUICK_CHECK].text, found,
		sizeof(found));
	if (rc == SQLITE_OK && strcmp(found, "ok") == 0)
		rc = database_ask_text(store->db,
			sql_statements[SQL_OPENING_FOREIGN_KEY_CHECK].text,
			found, sizeof(found));
	if (rc != SQLITE_OK)
		kind = connection_fail(store->db, store->path, rc, false, err);
	else if (found[0])
		kind = fail(err, ERR_DATABASE, "store/damaged",
			"%.90s is damaged (%s): restore a backup", store->path,
			found);
	sqlite3_set_authorizer(store->db, role_authorizer, store);
	return kind;
}
