#include "store/backup.h"
#include "store/connection.h"
#include "store/database.h"
#include "store/denylist.h"
#include "store/migrate.h"
#include "store/statement.h"

#include <string.h>

enum { ARENA_MAX = 256 * 1024 * 1024, RESTORE_WAIT_MS = 10000 };

static const char weather[] = "weather.db";

static const char *
text_of(enum sql_id id)
{
	return sql_statements[id].text;
}

static enum err_kind
run(sqlite3 *db, const char *path, enum sql_id id, struct err *err)
{
	int rc = sqlite3_exec(db, text_of(id), NULL, NULL, NULL);

	return rc == SQLITE_OK ? OK : connection_fail(db, path, rc, true, err);
}

/* Every page of one database into another, in one transaction; changes, of the
 * target, or NULL. */
static int
copy_pages(sqlite3 *from, sqlite3 *to, struct changes *changes)
{
	sqlite3_backup *backup;
	int rc;

	/* a target may not be one that defends itself */
	rc = sqlite3_db_config(to, SQLITE_DBCONFIG_DEFENSIVE, 0, NULL);
	if (rc != SQLITE_OK)
		return rc;
	backup = sqlite3_backup_init(to, "main", from, "main");
	/* none: it takes the lock */
	rc = backup ? sqlite3_backup_step(backup, 0) : sqlite3_errcode(to);
	if (changes && rc == SQLITE_OK)
		changes_begin(changes);
	if (rc == SQLITE_OK)
		rc = sqlite3_backup_step(backup, -1);
	sqlite3_backup_finish(backup);
	if (changes)
		changes_end(changes);
	return rc == SQLITE_DONE ? SQLITE_OK : rc;
}

/* A read transaction: nobody who writes waits for it.  The copy has no log
 * beside it. */
static enum err_kind
copy_into(const char *from, const char *to, struct err *err)
{
	sqlite3 *source = NULL, *target = NULL;
	enum err_kind kind;
	int rc;

	if ((kind = database_create(to, err)) != OK ||
		(kind = database_open(&source, from, false, err)) != OK ||
		(kind = database_open(&target, to, true, err)) != OK)
		goto done;
	rc = copy_pages(source, target, NULL);
	if (rc == SQLITE_OK)
		rc = sqlite3_exec(target, text_of(SQL_OPENING_JOURNAL_TRUNCATE),
			NULL, NULL, NULL);
	if (rc != SQLITE_OK)
		kind = connection_fail(target, to, rc, true, err);
done:
	sqlite3_close(target);
	sqlite3_close(source);
	return kind;
}

/* The deny-list on its way into a backup. */
struct carrying {
	sqlite3_stmt *add;
	int rc;
};

static void
carry(void *ctx, const struct denied_entry *entry)
{
	struct carrying *carrying = ctx;
	sqlite3_stmt *add = carrying->add;

	if (carrying->rc != SQLITE_OK)
		return;
	if (sqlite3_bind_text64(add, 1, entry->issuer.at, entry->issuer.len,
		    SQLITE_STATIC, SQLITE_UTF8) != SQLITE_OK ||
		sqlite3_bind_int64(add, 2, entry->kind) != SQLITE_OK ||
		sqlite3_bind_text64(add, 3, entry->value.at, entry->value.len,
			SQLITE_STATIC, SQLITE_UTF8) != SQLITE_OK ||
		sqlite3_bind_int64(add, 4, entry->before) != SQLITE_OK ||
		sqlite3_bind_int64(add, 5, entry->created_at) != SQLITE_OK)
		carrying->rc = SQLITE_NOMEM;
	else
		sqlite3_step(add);
	if (carrying->rc == SQLITE_OK)
		carrying->rc = sqlite3_reset(add);
}

static enum err_kind
carry_denied(
	sqlite3 *db, const char *path, const char *state_dir, struct err *err)
{
	struct arena *arena = arena_new(ARENA_MAX);
	struct carrying carrying = {NULL, SQLITE_OK};
	struct store *keys = NULL;
	enum err_kind kind = arena ? OK : fail_memory(err);

	if (kind != OK ||
		(kind = store_open(&keys, state_dir, STORE_KEYS_ADMIN, err)) !=
			OK ||
		(kind = run(db, path, SQL_BACKUP_DENIED_CREATE, err)) != OK)
		goto done;
	carrying.rc = sqlite3_prepare_v2(
		db, text_of(SQL_BACKUP_DENIED_ADD), -1, &carrying.add, NULL);
	kind = denylist_each(keys, arena, carry, &carrying, err);
	if (kind == OK && carrying.rc != SQLITE_OK)
		kind = connection_fail(db, path, carrying.rc, true, err);
done:
	sqlite3_finalize(carrying.add);
	store_close(keys);
	arena_free(arena);
	return kind;
}

static enum err_kind
add_denied(const char *path, const char *state_dir, struct err *err)
{
	sqlite3 *db = NULL;
	enum err_kind kind;

	if ((kind = database_open(&db, path, true, err)) == OK &&
		(kind = run(db, path, SQL_STORE_BEGIN, err)) == OK &&
		(kind = carry_denied(db, path, state_dir, err)) == OK)
		kind = run(db, path, SQL_STORE_COMMIT, err);
	sqlite3_close(db);
	return kind;
}

enum err_kind
backup_write(const char *state_dir, const char *folder, struct err *err)
{
	char from[PATH_MAX], to[PATH_MAX];
	enum err_kind kind;

	if ((kind = database_path(state_dir, weather, from, err)) != OK ||
		(kind = database_path(folder, weather, to, err)) != OK ||
		(kind = copy_into(from, to, err)) != OK)
		return kind;
	return add_denied(to, state_dir, err);
}

static enum err_kind
check_structure(sqlite3 *db, const char *path, struct err *err)
{
	static const enum sql_id questions[] = {
		SQL_OPENING_QUICK_CHECK, SQL_OPENING_FOREIGN_KEY_CHECK};
	char found[64];

	for (size_t i = 0; i < COUNT(questions); i++) {
		int rc = database_ask_text(
			db, text_of(questions[i]), found, sizeof(found));

		if (rc != SQLITE_OK)
			return connection_fail(db, path, rc, false, err);
		if (found[0] && strcmp(found, "ok") != 0)
			return fail(err, ERR_DATABASE, "backup/damaged",
				"the backup is damaged (%s): take another one",
				found);
	}
	return OK;
}

static enum err_kind
count(sqlite3 *db, const char *path, enum sql_id id, int64_t *value,
	struct err *err)
{
	sqlite3_stmt *stmt = NULL;
	int rc = sqlite3_prepare_v2(db, text_of(id), -1, &stmt, NULL);

	if (rc == SQLITE_OK)
		rc = sqlite3_step(stmt);
	*value = rc == SQLITE_ROW ? sqlite3_column_int64(stmt, 0) : 0;
	sqlite3_finalize(stmt);
	return rc == SQLITE_ROW ? OK
				: connection_fail(db, path, rc, false, err);
}

static enum err_kind
look_at(sqlite3 *db, const char *path, struct backup_content *content,
	struct err *err)
{
	int64_t has_denied = 0;
	enum err_kind kind;

	if ((kind = database_identify(db, database_find(weather), path,
		     &content->from, err)) != OK ||
		(kind = check_structure(db, path, err)) != OK ||
		(kind = count(db, path, SQL_BACKUP_REPORTS_COUNT,
			 &content->reports, err)) != OK ||
		(kind = count(db, path, SQL_BACKUP_OBSERVATIONS_COUNT,
			 &content->observations, err)) != OK ||
		(kind = count(db, path, SQL_BACKUP_DENIED_EXISTS, &has_denied,
			 err)) != OK)
		return kind;
	/* a copy of weather.db that somebody made by hand has none */
	return has_denied ? count(db, path, SQL_BACKUP_DENIED_COUNT,
				    &content->denied, err)
			  : OK;
}

enum err_kind
backup_verify(
	const char *folder, struct backup_content *content, struct err *err)
{
	struct migrate_result result;
	char path[PATH_MAX];
	sqlite3 *db = NULL;
	enum err_kind kind;

	*content = (struct backup_content){0};
	if ((kind = database_path(folder, weather, path, err)) == OK &&
		(kind = database_open(&db, path, true, err)) == OK)
		kind = look_at(db, path, content, err);
	sqlite3_close(db);
	if (kind == OK && content->from)
		/* without a log beside it, whatever the disk */
		return migrate(folder, weather, STORAGE_NETWORK, &result, err);
	/* what to do about the others is not what SQLite's own file needs */
	if (kind != OK && strcmp(err->reason, "store/newer") == 0)
		return kind;
	return fail(err, ERR_DATABASE, "backup/unusable",
		"it is damaged or no backup (%.60s): name another file that "
		"`weatherctl backup` made",
		kind == OK ? "it is empty" : err->reason);
}

static enum err_kind
add_row(struct store *keys, sqlite3_stmt *each, struct err *err)
{
	struct str issuer = {(const char *)sqlite3_column_text(each, 0),
		(size_t)sqlite3_column_bytes(each, 0)};
	struct str value = {(const char *)sqlite3_column_text(each, 2),
		(size_t)sqlite3_column_bytes(each, 2)};

	return denylist_add(keys, (enum denied_kind)sqlite3_column_int(each, 1),
		issuer, value, sqlite3_column_int64(each, 3),
		sqlite3_column_int64(each, 4), err);
}

static enum err_kind
add_rows(struct store *keys, sqlite3 *db, const char *path, struct err *err)
{
	sqlite3_stmt *each = NULL;
	enum err_kind kind = store_begin(keys, err);
	int rc;

	if (kind != OK)
		return kind;
	rc = sqlite3_prepare_v2(
		db, text_of(SQL_BACKUP_DENIED_EACH), -1, &each, NULL);
	while (kind == OK && rc == SQLITE_OK &&
		(rc = sqlite3_step(each)) == SQLITE_ROW) {
		kind = add_row(keys, each, err);
		rc = SQLITE_OK;
	}
	if (kind == OK && rc != SQLITE_DONE)
		kind = connection_fail(db, path, rc, false, err);
	sqlite3_finalize(each);
	if (kind == OK)
		kind = store_commit(keys, err);
	if (kind != OK)
		store_rollback(keys);
	return kind;
}

/* The table is not part of weather.db, so it is taken out of the copy. */
static enum err_kind
take_denied(
	sqlite3 *db, const char *path, const char *state_dir, struct err *err)
{
	struct store *keys = NULL;
	int64_t has_denied;
	enum err_kind kind =
		count(db, path, SQL_BACKUP_DENIED_EXISTS, &has_denied, err);

	if (kind != OK || !has_denied)
		return kind;
	kind = store_open(&keys, state_dir, STORE_KEYS_ADMIN, err);
	if (kind == OK)
		kind = add_rows(keys, db, path, err);
	store_close(keys);
	return kind == OK ? run(db, path, SQL_BACKUP_DENIED_DROP, err) : kind;
}

/*
 * Page by page into the file that everybody has open: they see a change like
 * any other, and nothing has to be told.
 */
static enum err_kind
copy_over(sqlite3 *from, const char *state_dir, struct err *err)
{
	char path[PATH_MAX], mode[16] = "";
	struct turn turn = {0};
	struct changes changes;
	sqlite3 *to = NULL;
	enum err_kind kind;
	int rc, left_ms;

	if ((kind = database_path(state_dir, weather, path, err)) != OK)
		goto done;
	if ((kind = database_open(&to, path, true, err)) != OK) {
		if (strcmp(err->reason, "store/damaged") == 0)
			fail(err, kind, "backup/target",
				"%.110s is damaged: move it away, run "
				"`weatherctl init`, then restore again",
				path);
		goto done;
	}
	turn_open(&turn, path);
	kind = turn_take(&turn, RESTORE_WAIT_MS, &left_ms, err);
	if (kind != OK)
		goto done;
	rc = sqlite3_busy_timeout(to, left_ms);
	if (rc == SQLITE_OK)
		rc = database_ask_text(to, text_of(SQL_OPENING_JOURNAL_MODE),
			mode, sizeof(mode));
	changes_open(&changes, path, strcmp(mode, "wal") == 0);
	if (rc == SQLITE_OK)
		rc = copy_pages(from, to, &changes);
	changes_close(&changes);
	if (rc != SQLITE_OK)
		kind = connection_fail(to, path, rc, true, err);
	else
		/* else the log stays as large as the database */
		sqlite3_exec(
			to, text_of(SQL_BACKUP_CHECKPOINT), NULL, NULL, NULL);
done:
	sqlite3_close(to);
	turn_close(&turn);
	return kind;
}

enum err_kind
backup_restore(const char *state_dir, const char *folder, struct err *err)
{
	char path[PATH_MAX];
	sqlite3 *db = NULL;
	enum err_kind kind;

	if ((kind = database_path(folder, weather, path, err)) == OK &&
		(kind = database_open(&db, path, true, err)) == OK &&
		(kind = take_denied(db, path, state_dir, err)) == OK)
		kind = copy_over(db, state_dir, err);
	sqlite3_close(db);
	return kind;
}
