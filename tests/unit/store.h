#ifndef TESTS_STORE_H
#define TESTS_STORE_H

/* A state directory of its own for tests of src/store. */
#include "base/arena.h"
#include "base/err.h"
#include "store/database.h"
#include "store/db.h"
#include "store/migrate.h"
#include "unit/tap.h"

#include <limits.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

struct state {
	char dir[256];
	struct arena *arena;
};

static inline const char *
state_path(const struct state *state, const char *name)
{
	static char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s/%s", state->dir, name);
	return path;
}

/* An empty directory. */
static inline void
state_new(struct state *state)
{
	const char *tmp = getenv("TMPDIR");

	snprintf(state->dir, sizeof(state->dir), "%s/store-XXXXXX",
		tmp && tmp[0] ? tmp : "/tmp");
	if (!mkdtemp(state->dir)) {
		perror(state->dir);
		exit(1);
	}
	state->arena = arena_new(64 * 1024 * 1024);
}

static inline void
state_free(struct state *state)
{
	static const char *const names[] = {
		"weather.db", "keys.db", "changes.1"};
	static const char *const ends[] = {"", "-wal", "-shm", "-journal"};
	char path[PATH_MAX];

	for (size_t i = 0; i < COUNT(names); i++) {
		for (size_t j = 0; j < COUNT(ends); j++) {
			snprintf(path, sizeof(path), "%s/%s%s", state->dir,
				names[i], ends[j]);
			unlink(path);
		}
	}
	CHECK_INT(rmdir(state->dir), 0);
	arena_free(state->arena);
}

/* Both databases, migrated. */
static inline void
state_init(struct state *state)
{
	struct migrate_result result;
	struct err err = {0};

	state_new(state);
	CHECK_INT(
		migrate(state->dir, "weather.db", STORAGE_LOCAL, &result, &err),
		OK);
	CHECK_INT(migrate(state->dir, "keys.db", STORAGE_LOCAL, &result, &err),
		OK);
}

/* The version that a migrated database has. */
static inline int
newest(const char *name)
{
	return database_find(name)->version;
}

/* Must succeed: a test without its store cannot go on. */
static inline struct store *
state_open(const struct state *state, enum store_role role)
{
	struct store *store;
	struct err err = {0};

	if (store_open(&store, state->dir, role, &err) != OK) {
		printf("Bail out! %s: %s\n", err.reason, err.detail);
		exit(1);
	}
	return store;
}

/* A connection without a role, as a stranger's program would open it. */
static inline sqlite3 *
state_stranger(const struct state *state, const char *name)
{
	sqlite3 *db;

	if (sqlite3_open(state_path(state, name), &db) != SQLITE_OK) {
		printf("Bail out! %s\n", sqlite3_errmsg(db));
		exit(1);
	}
	sqlite3_busy_timeout(db, 5000);
	return db;
}

static inline int
stranger_run(const struct state *state, const char *name, const char *sql)
{
	sqlite3 *db = state_stranger(state, name);
	int rc = sqlite3_exec(db, sql, NULL, NULL, NULL);

	sqlite3_close(db);
	return rc;
}

/*
 * Runs task in count processes at once, all let go at the same moment, and
 * adds up what they return (0 to 100 each); -1 when one of them crashed.  No
 * connection may be open: SQLite's must not cross a fork.
 */
static inline int
in_processes(int count, int (*task)(const struct state *, int),
	const struct state *state)
{
	int gate[2], sum = 0, status;
	char byte;

	fflush(stdout);
	if (pipe(gate) != 0)
		return -1;
	for (int i = 0; i < count; i++) {
		if (fork() != 0)
			continue;
		close(gate[1]);
		_exit(read(gate[0], &byte, 1) == 0 ? task(state, i) : 101);
	}
	close(gate[0]);
	close(gate[1]);
	for (int i = 0; i < count; i++) {
		if (wait(&status) < 0 || !WIFEXITED(status) ||
			WEXITSTATUS(status) > 100)
			sum = -1000;
		sum += WEXITSTATUS(status);
	}
	return sum < 0 ? -1 : sum;
}

/* Runs task in one process that is not root: root may do anything. */
static inline int
as_nobody(int (*task)(const struct state *), const struct state *state)
{
	int status;
	pid_t child;

	fflush(stdout);
	child = fork();
	if (child == 0) {
		if (geteuid() == 0 &&
			(setresgid(65534, 65534, 65534) != 0 ||
				setresuid(65534, 65534, 65534) != 0))
			_exit(101);
		_exit(task(state));
	}
	if (waitpid(child, &status, 0) != child || !WIFEXITED(status))
		return -1;
	return WEXITSTATUS(status);
}

#endif
