#ifndef STORE_DATABASE_H
#define STORE_DATABASE_H

#include "base/attr.h"
#include "base/err.h"

#include <limits.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <stddef.h>

/*
 * The two files and what must hold of them before anything is asked of them;
 * common to store_open() and migrate().
 */
struct database {
	const char *name; /* file in state_dir */
	int application_id;
	int version; /* the newest known: how many migrations there are */
	const char *const *migrations;
};

enum { DATABASE_BUSY_WAIT_MS = 2000 }; /* for others' locks */

/* NULL when name is neither of them. */
const struct database *database_find(const char *name);

/* ERR_DATABASE when the path is too long. */
enum err_kind database_path(const char *state_dir, const char *name,
	char path[PATH_MAX], struct err *err) MUST_USE;

/* Made here and not by SQLite, which would let others read it; one that exists
 * stays as it is. */
enum err_kind database_create(const char *path, struct err *err) MUST_USE;

/*
 * Opens path, which must exist, with the settings that every connection has:
 * waits 2 s for locks, synchronous=FULL, foreign keys, no trust in schema,
 * no ATTACH.  Errors are explained.
 */
enum err_kind database_open(
	sqlite3 **db, const char *path, bool writes, struct err *err) MUST_USE;

/*
 * Where the journal is no WAL, a writer that was killed in the middle of its
 * commit leaves it to the next to roll back; who opened for reading alone
 * gets SQLITE_READONLY_ROLLBACK and calls this.  A result code of SQLite.
 */
int database_recover(const char *path) MUST_USE;

/* *version: user_version of a database of this kind, 0 for an empty file.
 * ERR_DATABASE for a stranger's file, a damaged one, or a newer schema. */
enum err_kind database_identify(sqlite3 *db, const struct database *database,
	const char *path, int *version, struct err *err) MUST_USE;

/* An ERR_DATABASE that names what is wrong with path or its directory, and
 * the remedy; rc is what SQLite said. */
enum err_kind database_explain(
	sqlite3 *db, const char *path, bool writes, int rc, struct err *err);

/* The first row of a statement of opening.sql, as an integer or a text. */
int database_ask_int(sqlite3 *db, const char *sql, int *value) MUST_USE;
int database_ask_text(
	sqlite3 *db, const char *sql, char *text, size_t size) MUST_USE;

#endif
