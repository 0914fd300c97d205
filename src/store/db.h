#ifndef STORE_DB_H
#define STORE_DB_H

#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"
#include "store/tables.h"

#include <stdbool.h>
#include <stdint.h>

/*
 * A connection to one of the two databases of state_dir, limited to what its
 * role may touch: read roles open the file read-only, and an authorizer
 * refuses every statement outside the role's tables.  A slip in a handler
 * cannot plant a signing key.
 */
enum store_role {
	STORE_NONE = 0,
	STORE_READ,       /* weather.db, nothing written */
	STORE_WRITE,      /* weather.db, rows only */
	STORE_CACHE,      /* weather.db, of all rows the upstream ones */
	STORE_KEYS,       /* keys.db: key sets, their refresh, what verified */
	STORE_KEYS_ADMIN, /* keys.db: the deny-list as well; weatherctl only */
};

struct store;

/*
 * For a program without threads, before it opens anything: SQLite locks
 * nothing in its own memory and keeps no account of it, which is a sixth of
 * all that a plain CGI process does.
 */
void store_without_threads(void);

/*
 * ERR_DATABASE names the file and the remedy: missing (run `weatherctl
 * init`), damaged, not ours, schema older or newer than this program,
 * directory not accessible.  STORE_KEYS and STORE_CACHE fall back to reading
 * alone where the file cannot be written; store_is_read_only() tells.
 */
enum err_kind store_open(struct store **out, const char *state_dir,
	enum store_role role, struct err *err) MUST_USE;
void store_close(struct store *store);

/* Whether the end of the process does all that store_close() would: nobody
 * began to write here, and nothing waits in -wal to be moved into the file. */
bool store_may_be_left(const struct store *store);
bool store_is_read_only(const struct store *store);
/* Whether the file is one that this process may write now. */
bool store_may_write(const struct store *store);

/* The file was moved, deleted or replaced, as a restored backup does it: what
 * is open is no longer what others see.  Close the store and open it anew. */
bool store_has_moved(struct store *store);

/*
 * A number that stays the same for this connection only while its database
 * does: asked before something is read, and the same later, it says that what
 * was read still holds.  A commit of ours is seen when whoever made it is told
 * of it; one by another program (sqlite3), or a file that was replaced by
 * hand, within a second.  now_ms is the caller's clock.  0: it cannot be told.
 */
uint64_t store_version(struct store *store, int64_t now_ms);

/*
 * The same for each table of weather.db (a bit of store/tables.h): what was
 * read of some tables at now holds as long as none of them has a greater
 * number; a commit changes those alone that it may have written.  NULL: it
 * cannot be told.  A loan that every call changes.
 */
struct store_versions {
	uint64_t now, all; /* all: when every table changed */
	uint64_t tables[TABLES_BITS];
};
const struct store_versions *
store_versions(struct store *store, int64_t now_ms);

/* Whether what was read of these tables at version still holds. */
bool store_versions_hold(const struct store_versions *versions,
	uint64_t version, uint16_t tables);

/* The tables that were read here since this was asked last; NULL: none. */
uint16_t store_tables_read(struct store *store);
/* As if they were: what was read of them before is used again. */
void store_use_tables(struct store *store, uint16_t tables);

/*
 * Begins to write, first come, first served among our processes: waits 2 s,
 * then ERR_BUSY.  Only between them is anything
 * written, and commit returns OK only when it is on disk (synchronous=FULL);
 * a commit that fails has rolled back.  rollback takes a store without a
 * transaction as well.  ERR_DATABASE store/moved: the file was replaced, and
 * the connection must be opened anew.
 */
enum err_kind store_begin(struct store *store, struct err *err) MUST_USE;
enum err_kind store_commit(struct store *store, struct err *err) MUST_USE;
void store_rollback(struct store *store);

/* Why writers do not wait in turn but as SQLite does it, which passes some over
 * for long; NULL: they do, as far as this connection has tried. */
const char *store_queue_refused(const struct store *store);

/* Reads something from the file, and sees that it is still the one in
 * state_dir: what GET /health asks. */
enum err_kind store_ping(struct store *store, struct err *err) MUST_USE;

/* Reads all of the file and checks its structure and its references; for
 * `weatherctl check`.  ERR_DATABASE names the first fault. */
enum err_kind store_check(struct store *store, struct err *err) MUST_USE;

#endif
