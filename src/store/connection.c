#include "store/connection.h"

#include "base/confine.h"

#include <errno.h>
#include <string.h>

/* The first row that fits counts; the last fits everything. */
static const struct failure {
	int code;
	bool writing_only;
	enum err_kind kind;
	const char *reason, *remedy;
} failures[] = {
	{SQLITE_BUSY, false, ERR_BUSY, "store/busy",
		"another process keeps it locked"},
	{SQLITE_LOCKED, false, ERR_BUSY, "store/busy",
		"another process keeps it locked"},
	{SQLITE_FULL, false, ERR_FULL, "store/full", "make room on its disk"},
	{SQLITE_READONLY, false, ERR_READ_ONLY, "store/read-only",
		"make the file and its directory writable"},
	{SQLITE_IOERR, true, ERR_READ_ONLY, "store/write",
		"look at its disk; the file or directory may be read-only"},
	{SQLITE_CANTOPEN, true, ERR_READ_ONLY, "store/read-only",
		"make its directory writable"},
	{SQLITE_CORRUPT, false, ERR_DATABASE, "store/damaged",
		"the file is damaged: restore a backup"},
	{SQLITE_NOTADB, false, ERR_DATABASE, "store/damaged",
		"not an SQLite database, or damaged: restore a backup"},
	{SQLITE_CONSTRAINT, false, ERR_INTERNAL, "store/refused",
		"the schema refuses what the program wrote"},
	{SQLITE_AUTH, false, ERR_INTERNAL, "store/denied",
		"the connection's role does not allow this"},
	{SQLITE_MISUSE, false, ERR_INTERNAL, "store/misused",
		"a fault of the program"},
	{SQLITE_RANGE, false, ERR_INTERNAL, "store/misused",
		"a fault of the program"},
	{SQLITE_MISMATCH, false, ERR_INTERNAL, "store/refused",
		"the schema refuses what the program wrote"},
	{SQLITE_TOOBIG, false, ERR_INTERNAL, "store/refused",
		"more than SQLite stores in one value"},
	{-1, false, ERR_DATABASE, "store/failed",
		"run `weatherctl check`; if it persists, restore a backup"},
};

static const struct failure *
find_failure(int code, bool writing)
{
	const struct failure *failure = failures;

	while (failure->code != -1 &&
		(failure->code != code || (failure->writing_only && !writing)))
		failure++;
	return failure;
}

enum err_kind
connection_fail(
	sqlite3 *db, const char *path, int rc, bool writing, struct err *err)
{
	int code = rc & 0xff;
	int error = errno, reason = 0;
	const struct failure *failure;

	if (code == SQLITE_NOMEM)
		return fail_memory(err);
	if (db && (code == SQLITE_IOERR || code == SQLITE_CANTOPEN))
		reason = sqlite3_system_errno(db);
	/* SQLite 3.40 does not note why a COMMIT failed */
	if (code == SQLITE_IOERR && !reason)
		reason = error;
	/* SQLite knows ENOSPC; a quota and a file size limit fill up too.
	 * Opening needs room for -wal and -shm even where one only reads. */
	if (reason == ENOSPC || reason == EDQUOT || reason == EFBIG)
		code = SQLITE_FULL;
	failure = find_failure(code, writing);
	if (failure->kind == ERR_BUSY)
		err->retry_after_s = 1;
	return fail(err, failure->kind, failure->reason,
		"%.90s: %.60s%s%.24s (%d)%s; %s", path,
		db ? sqlite3_errmsg(db) : sqlite3_errstr(rc),
		reason ? ", " : "", reason ? strerror(reason) : "", rc,
		confine_hint(reason), failure->remedy);
}
