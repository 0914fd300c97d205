#include "store/migrate.h"
#include "store/connection.h"
#include "store/database.h"
#include "store/principals.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <sys/file.h>
#include <sys/vfs.h>
#include <unistd.h>

/*
 * f_type of statfs(2).  FUSE counts as network: sshfs, virtiofs and the like
 * are FUSE, and a local one loses nothing but speed.
 */
static const uint32_t network_types[] = {
	0x00006969, /* NFS */
	0x0000517b, /* SMB */
	0xff534d42, /* CIFS */
	0xfe534d42, /* SMB 2 and 3 */
	0x0000564c, /* NCP */
	0x5346414f, /* AFS of OpenAFS */
	0x6b414653, /* AFS of the kernel */
	0x73757245, /* Coda */
	0x01021997, /* 9P */
	0x65735546, /* FUSE */
	0x00c36400, /* Ceph */
	0x0bd00bd0, /* Lustre */
	0x01161970, /* GFS2 */
	0x7461636f, /* OCFS2 */
	0x47504653, /* GPFS */
	0x786f4256, /* VirtualBox shared folder */
};

enum storage
storage_from_type(long f_type)
{
	for (size_t i = 0; i < COUNT(network_types); i++) {
		/* long may have 32 bits, and then these are negative. */
		if ((uint32_t)f_type == network_types[i])
			return STORAGE_NETWORK;
	}
	return STORAGE_LOCAL;
}

enum err_kind
storage_detect(const char *dir, enum storage *storage, struct err *err)
{
	struct statfs fs;

	/* The one that is safe everywhere, should a caller go on. */
	*storage = STORAGE_NETWORK;
	if (statfs(dir, &fs) != 0)
		return fail(err, ERR_DATABASE, "store/directory",
			"%.110s: %s: correct state_dir", dir, strerror(errno));
	*storage = storage_from_type((long)fs.f_type);
	return OK;
}

static int
choose_journal(sqlite3 *db, enum storage storage, bool *wal)
{
	char mode[16] = "";
	int rc = SQLITE_OK;

	if (storage == STORAGE_LOCAL)
		rc = database_ask_text(db,
			sql_statements[SQL_OPENING_JOURNAL_WAL].text, mode,
			sizeof(mode));
	*wal = strcmp(mode, "wal") == 0;
	if (rc == SQLITE_OK && !*wal)
		rc = database_ask_text(db,
			sql_statements[SQL_OPENING_JOURNAL_TRUNCATE].text, mode,
			sizeof(mode));
	return rc;
}

/* principal_public_id(issuer, tenant, identity), for migrations alone. */
static void
public_id(sqlite3_context *ctx, int count, sqlite3_value **values)
{
	struct str parts[3];
	char id[PUBLIC_ID_LEN + 1];

	for (int i = 0; i < count; i++)
		parts[i] = (struct str){sqlite3_value_blob(values[i]),
			(size_t)sqlite3_value_bytes(values[i])};
	principals_public_id(
		&(struct principal_key){parts[0], parts[1], parts[2]}, id);
	sqlite3_result_text(ctx, id, PUBLIC_ID_LEN, SQLITE_TRANSIENT);
}

/* Within a transaction: of two that migrate at once, the second finds the
 * work done. */
static enum err_kind
apply(sqlite3 *db, const struct database *database, const char *path,
	struct migrate_result *result, struct err *err)
{
	enum err_kind kind =
		database_identify(db, database, path, &result->from, err);
	if (kind != OK)
		return kind;
	for (int i = result->from; i < database->version; i++) {
		int rc = sqlite3_exec(
			db, database->migrations[i], NULL, NULL, NULL);

		if (rc != SQLITE_OK)
			return connection_fail(db, path, rc, true, err);
	}
	kind = database_identify(db, database, path, &result->to, err);
	assert(kind != OK || result->to == database->version);
	return kind;
}

static enum err_kind
apply_in_transaction(sqlite3 *db, const struct database *database,
	const char *path, struct migrate_result *result, struct err *err)
{
	struct turn turn;
	enum err_kind kind;
	int rc, left_ms;

	turn_open(&turn, path);
	kind = turn_take(&turn, DATABASE_BUSY_WAIT_MS, &left_ms, err);
	if (kind != OK)
		return kind;
	rc = sqlite3_exec(
		db, sql_statements[SQL_STORE_BEGIN].text, NULL, NULL, NULL);
	if (rc != SQLITE_OK) {
		turn_close(&turn);
		return connection_fail(db, path, rc, true, err);
	}
	kind = apply(db, database, path, result, err);
	if (kind == OK) {
		rc = sqlite3_exec(db, sql_statements[SQL_STORE_COMMIT].text,
			NULL, NULL, NULL);
		if (rc != SQLITE_OK)
			kind = connection_fail(db, path, rc, true, err);
	}
	/* Closing the connection rolls back what was not committed. */
	turn_close(&turn);
	return kind;
}

static enum err_kind
migrate_open(sqlite3 *db, const struct database *database, const char *path,
	enum storage storage, struct migrate_result *result, struct err *err)
{
	enum err_kind kind =
		database_identify(db, database, path, &result->from, err);
	struct changes changes;
	int rc;

	/* A stranger's file is left as it is: nothing is written before. */
	if (kind != OK)
		return kind;
	/* Of use only before the first table. */
	rc = sqlite3_exec(db, sql_statements[SQL_OPENING_AUTO_VACUUM].text,
		NULL, NULL, NULL);
	if (rc == SQLITE_OK)
		rc = fold_function(db);
	if (rc == SQLITE_OK)
		rc = sqlite3_create_function(db, "principal_public_id", 3,
			SQLITE_UTF8 | SQLITE_DIRECTONLY, NULL, public_id, NULL,
			NULL);
	if (rc == SQLITE_OK)
		rc = choose_journal(db, storage, &result->wal);
	if (rc != SQLITE_OK)
		return database_explain(db, path, true, rc, err);
	changes_open(&changes, path, result->wal);
	changes_watch(&changes, db);
	kind = apply_in_transaction(db, database, path, result, err);
	changes_close(&changes);
	sqlite3_commit_hook(db, NULL, NULL);
	return kind;
}

static enum err_kind
migrate_file(const struct database *database, const char *path,
	enum storage storage, struct migrate_result *result, struct err *err)
{
	sqlite3 *db = NULL;
	enum err_kind kind = database_create(path, err);

	if (kind == OK)
		kind = database_open(&db, path, true, err);
	if (kind == OK)
		kind = migrate_open(db, database, path, storage, result, err);
	sqlite3_close(db);
	return kind;
}

enum err_kind
migrate(const char *state_dir, const char *name, enum storage storage,
	struct migrate_result *result, struct err *err)
{
	const struct database *database = database_find(name);
	char path[PATH_MAX];
	enum err_kind kind;
	int lock;

	assert(database);
	*result = (struct migrate_result){0};
	if ((kind = database_path(state_dir, name, path, err)) != OK)
		return kind;
	/* SQLite changes to WAL without waiting for others who do the same:
	 * they would see "locked" at once, so one migrates after the other.
	 * Without the lock (some network storage) that is all that is lost. */
	lock = open(state_dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (lock >= 0 && flock(lock, LOCK_EX) != 0) {
		close(lock);
		lock = -1;
	}
	kind = migrate_file(database, path, storage, result, err);
	if (lock >= 0)
		close(lock);
	return kind;
}
