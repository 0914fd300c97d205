#ifndef STORE_STATEMENT_H
#define STORE_STATEMENT_H

#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"
#include "store/connection.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * One use of a named statement: open, bind its parameters in order, step,
 * close.  What is bound and what columns give are loans until close.  A
 * failed bind is remembered and comes out of the next step, so that nothing
 * is ever asked with a parameter missing.
 */
struct statement {
	struct store *store;
	sqlite3_stmt *stmt;
	struct touched *touched; /* its tables */
	int bound;
	int failed; /* result code of the first bind that failed */
};

/*
 * Prepares it at the first use on this connection.  On weather.db, what
 * changes rows is refused outside a transaction (ERR_INTERNAL).
 */
enum err_kind statement_open(struct statement *statement, struct store *store,
	enum sql_id id, struct err *err) MUST_USE;
/* Takes a zeroed statement as well. */
void statement_close(struct statement *statement);

void statement_int(struct statement *statement, int64_t value);
void statement_null(struct statement *statement);
/* An empty str is an empty text, never NULL. */
void statement_str(struct statement *statement, struct str value);
void statement_blob(struct statement *statement, const void *bytes, size_t len);

/* *row false at the end. */
enum err_kind statement_step(
	struct statement *statement, bool *row, struct err *err) MUST_USE;
/* Steps to the end, for statements without rows; closes in any case.
 * changes: how many rows it changed, or NULL. */
enum err_kind statement_run(struct statement *statement, int64_t *changes,
	struct err *err) MUST_USE;

int64_t statement_column_int(const struct statement *statement, int column);
bool statement_column_is_null(const struct statement *statement, int column);
/* Text or blob. */
struct str statement_column_str(const struct statement *statement, int column);

/* The integer in the first column of the first row; *found false without a
 * row.  Closes in any case. */
enum err_kind statement_get_int(struct statement *statement, int64_t *value,
	bool *found, struct err *err) MUST_USE;

#endif
