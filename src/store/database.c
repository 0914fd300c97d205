#include "store/database.h"
#include "store/connection.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct database databases[] = {
	{"weather.db", 0x57454154, COUNT(sql_weather_migrations),
		sql_weather_migrations},
	{"keys.db", 0x574b4559, COUNT(sql_keys_migrations),
		sql_keys_migrations},
};

const struct database *
database_find(const char *name)
{
	for (size_t i = 0; i < COUNT(databases); i++) {
		if (strcmp(databases[i].name, name) == 0)
			return &databases[i];
	}
	return NULL;
}

enum err_kind
database_path(const char *state_dir, const char *name, char path[PATH_MAX],
	struct err *err)
{
	int len = snprintf(path, PATH_MAX, "%s/%s", state_dir, name);

	if (len < 0 || len >= PATH_MAX)
		return fail(err, ERR_DATABASE, "store/path",
			"the path of state_dir is too long: %.100s", state_dir);
	return OK;
}

static bool
may(const char *path, int mode)
{
	return faccessat(AT_FDCWD, path, mode, AT_EACCESS) == 0;
}

static enum err_kind
explain_directory(const char *dir, struct err *err)
{
	struct stat st;
	unsigned user = (unsigned)geteuid();

	if (stat(dir, &st) != 0 && errno == ENOENT)
		return fail(err, ERR_DATABASE, "store/no-directory",
			"%.110s does not exist: correct state_dir or run "
			"`weatherctl init`",
			dir);
	if (!may(dir, X_OK))
		return fail(err, ERR_DATABASE, "store/directory",
			"%.110s: user %u may not enter it (%s): "
			"correct its owner or state_dir",
			dir, user, strerror(errno));
	return OK;
}

static enum err_kind
explain_file(const char *path, const char *dir, bool writes, struct err *err)
{
	struct stat st;
	unsigned user = (unsigned)geteuid();

	if (stat(path, &st) != 0 && errno == ENOENT)
		return fail(err, ERR_DATABASE, "store/missing",
			"%.110s is missing: run `weatherctl init`", path);
	if (!S_ISREG(st.st_mode))
		return fail(err, ERR_DATABASE, "store/foreign",
			"%.110s is not a file: correct state_dir", path);
	if (!may(path, R_OK))
		return fail(err, ERR_DATABASE, "store/unreadable",
			"%.110s: user %u may not read it: correct its owner",
			path, user);
	if (writes && !may(path, W_OK))
		return fail(err, errno == EROFS ? ERR_READ_ONLY : ERR_DATABASE,
			"store/unwritable",
			"%.110s: user %u may not write it (%s): correct its "
			"owner or its file system",
			path, user, strerror(errno));
	if (!may(dir, W_OK))
		return fail(err, ERR_DATABASE, "store/directory",
			"%.90s: user %u may not write its directory (%s), "
			"where SQLite keeps -wal and -shm: correct its owner",
			path, user, strerror(errno));
	return OK;
}

enum err_kind
database_explain(
	sqlite3 *db, const char *path, bool writes, int rc, struct err *err)
{
	char dir[PATH_MAX];
	int code = rc & 0xff;

	snprintf(dir, sizeof(dir), "%s", path);
	*strrchr(dir, '/') = '\0';
	if (code == SQLITE_CANTOPEN || code == SQLITE_READONLY ||
		code == SQLITE_PERM || code == SQLITE_IOERR) {
		enum err_kind kind = explain_directory(dir[0] ? dir : "/", err);

		if (kind == OK)
			kind = explain_file(
				path, dir[0] ? dir : "/", writes, err);
		if (kind != OK)
			return kind;
	}
	return connection_fail(db, path, rc, false, err);
}

static int
configure(sqlite3 *db)
{
	static const struct {
		int option, value;
	} options[] = {
		{SQLITE_DBCONFIG_DEFENSIVE, 1},
		{SQLITE_DBCONFIG_ENABLE_FKEY, 1},
		{SQLITE_DBCONFIG_ENABLE_TRIGGER, 1},
		{SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0},
		{SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
		{SQLITE_DBCONFIG_DQS_DML, 0},
		{SQLITE_DBCONFIG_DQS_DDL, 0},
	};
	static const enum sql_id pragmas[] = {SQL_OPENING_SYNCHRONOUS,
		SQL_OPENING_CELL_SIZE_CHECK, SQL_OPENING_MMAP,
		SQL_OPENING_TEMP_STORE};
	int rc = sqlite3_busy_timeout(db, DATABASE_BUSY_WAIT_MS);

	sqlite3_limit(db, SQLITE_LIMIT_ATTACHED, 0);
	for (size_t i = 0; rc == SQLITE_OK && i < COUNT(options); i++)
		rc = sqlite3_db_config(
			db, options[i].option, options[i].value, NULL);
	for (size_t i = 0; rc == SQLITE_OK && i < COUNT(pragmas); i++)
		rc = sqlite3_exec(
			db, sql_statements[pragmas[i]].text, NULL, NULL, NULL);
	return rc;
}

int
database_recover(const char *path)
{
	sqlite3 *db = NULL;
	int rc = sqlite3_open_v2(
		path, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_EXRESCODE, NULL);

	if (rc == SQLITE_OK)
		rc = sqlite3_busy_timeout(db, DATABASE_BUSY_WAIT_MS);
	if (rc == SQLITE_OK)
		rc = sqlite3_exec(db,
			sql_statements[SQL_OPENING_TABLE_COUNT].text, NULL,
			NULL, NULL);
	sqlite3_close(db);
	return rc;
}

enum err_kind
database_create(const char *path, struct err *err)
{
	int fd = open(path, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0600);

	if (fd >= 0) {
		close(fd);
		return OK;
	}
	if (errno == EEXIST)
		return OK;
	return fail(err, ERR_DATABASE, "store/create",
		"%.90s cannot be created by user %u (%s): correct state_dir "
		"or its owner",
		path, (unsigned)geteuid(), strerror(errno));
}

enum err_kind
database_open(sqlite3 **db, const char *path, bool writes, struct err *err)
{
	int flags = writes ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY;
	int rc = sqlite3_open_v2(path, db, flags | SQLITE_OPEN_EXRESCODE, NULL);

	if (rc == SQLITE_OK)
		rc = configure(*db);
	if (rc == SQLITE_READONLY_ROLLBACK &&
		database_recover(path) == SQLITE_OK)
		rc = configure(*db);
	if (rc == SQLITE_OK)
		return OK;
	return database_explain(*db, path, writes, rc, err);
}

int
database_ask_text(sqlite3 *db, const char *sql, char *text, size_t size)
{
	sqlite3_stmt *stmt = NULL;
	int rc = sqlite3_prepare_v2(db, sql, -1, &stmt, NULL);

	text[0] = '\0';
	if (rc == SQLITE_OK && (rc = sqlite3_step(stmt)) == SQLITE_ROW) {
		const unsigned char *got = sqlite3_column_text(stmt, 0);

		snprintf(text, size, "%s", got ? (const char *)got : "");
		rc = SQLITE_OK;
	}
	sqlite3_finalize(stmt);
	return rc == SQLITE_DONE ? SQLITE_OK : rc;
}

int
database_ask_int(sqlite3 *db, const char *sql, int *value)
{
	sqlite3_stmt *stmt = NULL;
	int rc = sqlite3_prepare_v2(db, sql, -1, &stmt, NULL);

	*value = 0;
	if (rc == SQLITE_OK && (rc = sqlite3_step(stmt)) == SQLITE_ROW) {
		*value = sqlite3_column_int(stmt, 0);
		rc = SQLITE_OK;
	}
	sqlite3_finalize(stmt);
	return rc == SQLITE_DONE ? SQLITE_OK : rc;
}

enum err_kind
database_identify(sqlite3 *db, const struct database *database,
	const char *path, int *version, struct err *err)
{
	static const enum sql_id questions[] = {SQL_OPENING_APPLICATION_ID,
		SQL_OPENING_USER_VERSION, SQL_OPENING_TABLE_COUNT};
	int answers[COUNT(questions)];

	for (size_t i = 0; i < COUNT(questions); i++) {
		int rc = database_ask_int(
			db, sql_statements[questions[i]].text, &answers[i]);

		if (rc != SQLITE_OK)
			return database_explain(db, path, false, rc, err);
	}
	*version = answers[1];
	if (answers[0] != database->application_id &&
		(answers[0] || answers[1] || answers[2]))
		return fail(err, ERR_DATABASE, "store/foreign",
			"%.110s is not a database of this program (%s): move "
			"it away and run `weatherctl init`",
			path, database->name);
	if (answers[1] > database->version)
		return fail(err, ERR_DATABASE, "store/newer",
			"%.90s: schema %d, this program knows %d: install the "
			"newer program or restore a backup",
			path, answers[1], database->version);
	return OK;
}
