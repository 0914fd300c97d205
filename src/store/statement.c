#include "store/statement.h"
#include "store/database.h"

#include <assert.h>
#include <errno.h>

static enum err_kind
prepare(struct store *store, enum sql_id id, struct err *err)
{
	const struct sql_statement *sql = &sql_statements[id];
	int rc;

	store->touching = &store->touched[id];
	rc = sqlite3_prepare_v3(store->db, sql->text, -1,
		SQLITE_PREPARE_PERSISTENT, &store->statements[id], NULL);
	store->touching = NULL;
	if (rc == SQLITE_OK)
		return OK;
	return connection_fail(store->db, store->path, rc, false, err);
}

enum err_kind
statement_open(struct statement *statement, struct store *store, enum sql_id id,
	struct err *err)
{
	enum err_kind kind;

	*statement = (struct statement){0};
	if (!store->statements[id] && (kind = prepare(store, id, err)) != OK)
		return kind;
	if ((store->role == STORE_WRITE || store->role == STORE_CACHE) &&
		sql_statements[id].database == SQL_FOR_WEATHER &&
		!sqlite3_stmt_readonly(store->statements[id]) &&
		sqlite3_get_autocommit(store->db))
		return fail(err, ERR_INTERNAL, "store/no-transaction",
			"%s outside a transaction", sql_statements[id].name);
	/* A visitor that asks the question being answered would reset it. */
	assert(!sqlite3_stmt_busy(store->statements[id]));
	statement->store = store;
	statement->stmt = store->statements[id];
	statement->touched = &store->touched[id];
	return OK;
}

/* What is committed is told before anybody hears that it is; a transaction
 * that failed to commit goes on until it is rolled back. */
static void
tell_changes(struct store *store)
{
	if (sqlite3_get_autocommit(store->db) && changes_end(&store->changes))
		connection_changed(store, TABLES_ALL);
}

void
statement_close(struct statement *statement)
{
	if (!statement->stmt)
		return;
	sqlite3_reset(statement->stmt);
	tell_changes(statement->store);
	sqlite3_clear_bindings(statement->stmt);
	*statement = (struct statement){0};
}

static void
note(struct statement *statement, int rc)
{
	if (rc != SQLITE_OK && !statement->failed)
		statement->failed = rc;
}

void
statement_int(struct statement *statement, int64_t value)
{
	note(statement,
		sqlite3_bind_int64(statement->stmt, ++statement->bound, value));
}

void
statement_null(struct statement *statement)
{
	note(statement, sqlite3_bind_null(statement->stmt, ++statement->bound));
}

void
statement_str(struct statement *statement, struct str value)
{
	note(statement, sqlite3_bind_text64(statement->stmt, ++statement->bound,
				value.len ? value.at : "", value.len,
				SQLITE_STATIC, SQLITE_UTF8));
}

void
statement_blob(struct statement *statement, const void *bytes, size_t len)
{
	note(statement, sqlite3_bind_blob64(statement->stmt, ++statement->bound,
				len ? bytes : "", len, SQLITE_STATIC));
}

/* SQLite prepares it anew when another process has changed the schema. */
static int
step_touching(const struct statement *statement)
{
	struct store *store = statement->store;
	int rc;

	store->read |= statement->touched->read;
	store->changes.tables |= statement->touched->written;
	store->touching = statement->touched;
	rc = sqlite3_step(statement->stmt);
	store->touching = NULL;
	return rc;
}

static int
step(struct statement *statement)
{
	int rc = statement->failed;

	errno = 0;
	if (rc == SQLITE_OK)
		rc = step_touching(statement);
	if (rc == SQLITE_READONLY_ROLLBACK &&
		database_recover(statement->store->path) == SQLITE_OK) {
		sqlite3_reset(statement->stmt);
		rc = step_touching(statement);
	}
	return rc;
}

enum err_kind
statement_step(struct statement *statement, bool *row, struct err *err)
{
	struct store *store = statement->store;
	/* asked before, since an error may end the transaction; an INSERT into
	 * a virtual table is readonly to SQLite */
	bool writing = !sqlite3_stmt_readonly(statement->stmt) ||
		       !sqlite3_get_autocommit(store->db);
	int rc;

	assert(statement->bound ==
		sqlite3_bind_parameter_count(statement->stmt));
	*row = false;
	rc = step(statement);
	tell_changes(store);
	if (rc == SQLITE_ROW)
		*row = true;
	if (rc == SQLITE_ROW || rc == SQLITE_DONE)
		return OK;
	return connection_fail(store->db, store->path, rc, writing, err);
}

enum err_kind
statement_run(struct statement *statement, int64_t *changes, struct err *err)
{
	bool row;
	enum err_kind kind = statement_step(statement, &row, err);

	assert(!row);
	if (changes)
		*changes = sqlite3_changes64(statement->store->db);
	statement_close(statement);
	return kind;
}

int64_t
statement_column_int(const struct statement *statement, int column)
{
	return sqlite3_column_int64(statement->stmt, column);
}

bool
statement_column_is_null(const struct statement *statement, int column)
{
	return sqlite3_column_type(statement->stmt, column) == SQLITE_NULL;
}

/* As a blob also where it is text: that needs no memory and cannot fail. */
struct str
statement_column_str(const struct statement *statement, int column)
{
	const char *at = sqlite3_column_blob(statement->stmt, column);

	return (struct str){at,
		at ? (size_t)sqlite3_column_bytes(statement->stmt, column) : 0};
}

enum err_kind
statement_get_int(struct statement *statement, int64_t *value, bool *found,
	struct err *err)
{
	enum err_kind kind = statement_step(statement, found, err);

	*value = *found ? statement_column_int(statement, 0) : 0;
	statement_close(statement);
	return kind;
}
