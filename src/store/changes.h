#ifndef STORE_CHANGES_H
#define STORE_CHANGES_H

#include "base/attr.h"
#include "base/shared.h"

#include <limits.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>

/*
 * What tells all processes on this machine that a database has changed,
 * without a system call for whoever asks: two numbers for each database in the
 * file changes.1 of state_dir.  A commit of ours takes the next ticket while
 * it holds SQLite's lock for writing (begun), and shows it again once it is
 * done (ended).  So begun equals ended where nobody is in the middle, and both
 * together are another pair after every commit; a commit that was killed in
 * the middle leaves them unequal until the next one is done, and until then
 * SQLite is asked.  Only with WAL, which lives on one machine as well.
 *
 * Beside them stands of the last CHANGES_KEPT commits which tables each may
 * have changed, so that what was made of others still holds.
 *
 * For src/store only; others ask store_version().
 */
struct changes {
	const char *path; /* of the database */
	struct shared shared;
	struct change_record *record; /* in it; NULL: not mapped */
	bool is_local;                /* the journal is WAL */
	uint64_t ticket;              /* of the commit under way; 0: none */
	uint16_t tables; /* what is to be committed may change; 0: not said */
	bool is_untold;  /* not everybody can see that */
};

/* path is borrowed. */
void changes_open(struct changes *changes, const char *path, bool is_local);
void changes_close(struct changes *changes);

/* Whether there is a WAL with something in it. */
bool changes_wait_in_journal(const struct changes *changes);

/* Every commit of db takes a ticket; changes_end() follows. */
void changes_watch(struct changes *changes, sqlite3 *db);

/*
 * The same by hand, for what is no statement: begin between taking the lock
 * and the commit, end behind it, before anybody is told that it is done.  Where
 * nobody could be told end waits until all have asked SQLite by themselves.
 * True when there was a commit.
 */
void changes_begin(struct changes *changes);
bool changes_end(struct changes *changes);

/* Both numbers, which only grow.  False where they do not tell everything:
 * somebody is in the middle, or there is no file. */
struct changes_seen {
	uint64_t begun, ended;
};
bool changes_look(struct changes *changes, struct changes_seen *seen) MUST_USE;

/* Of all commits that came to be seen between two looks, which tables
 * (store/tables.h) they may have changed: all, unless each of them says. */
enum { CHANGES_KEPT = 6 };
uint16_t changes_tables(struct changes *changes,
	const struct changes_seen *before, const struct changes_seen *now);

/* Whether the file is still the one in its folder, or none can be had; lets go
 * of it else. */
bool changes_are_current(struct changes *changes);

/* How old what is read may be after a commit that was none of ours. */
enum { CHANGES_FOREIGN_MS = 1000 };

#endif
