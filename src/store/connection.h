#ifndef STORE_CONNECTION_H
#define STORE_CONNECTION_H

#include "base/attr.h"
#include "base/err.h"
#include "store/changes.h"
#include "store/db.h"
#include "store/report_index.h"
#include "store/turn.h"

#include "sql.h"

#include <limits.h>
#include <sqlite3.h>
#include <stdbool.h>

/* The inside of struct store; for src/store only. */
struct store {
	sqlite3 *db;
	enum store_role role;
	bool read_only;
	char path[PATH_MAX]; /* for messages */
	struct changes changes;
	struct turn turn;
	int wait_ms; /* for others who write */
	/* for store_version(): its last answer, and what it went by */
	struct store_versions versions;
	struct changes_seen seen_changes;
	int64_t seen_data, asked_ms;
	struct report_index reports_seen; /* by report_index_look() */
	uint16_t read;            /* tables, since store_tables_read() */
	struct sieve *sieve;      /* of denylist_sieve.h; NULL: none yet */
	struct newest_kept *kept; /* of newest.h; NULL: none yet */
	/* prepared at first use, kept until the connection is closed */
	sqlite3_stmt *statements[SQL_COUNT];
	/* which tables they read and write, as SQLite says while it prepares
	 * them; touching: of the one at work */
	struct touched {
		uint16_t read, written;
	} touched[SQL_COUNT], *touching;
	/* of FTS5, on weather.db only; see fold.h */
	fts5_tokenizer tokenizer;
	Fts5Tokenizer *folder;
};

/*
 * Turns a result code of SQLite into an error that names the file and the
 * remedy: ERR_BUSY (retry after 1 s), ERR_FULL, ERR_READ_ONLY, ERR_INTERNAL
 * for our own mistakes, else ERR_DATABASE.  writing tells whether what
 * failed would have changed the file.  Where SQLite does not know the reason,
 * errno is it.
 */
enum err_kind connection_fail(
	sqlite3 *db, const char *path, int rc, bool writing, struct err *err);

/* Says that tables have changed, to whoever asks store_version(). */
void connection_changed(struct store *store, uint16_t tables);

/* How long whatever is done next waits for others. */
void connection_wait(struct store *store, int wait_ms);

/* Gets the tokenizer; before the role applies. */
enum err_kind fold_open(struct store *store, struct err *err) MUST_USE;
void fold_close(struct store *store);

/* Gives migrations the function fold(name): the key of a name as fold_name()
 * makes it, '' without a letter.  A result code of SQLite. */
int fold_function(sqlite3 *db) MUST_USE;

#endif
