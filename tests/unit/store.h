#ifndef TESTS_STORE_H
#define TESTS_STORE_H

/* A state directory of its own for tests of src/store. */
#include "base/arena.h"
#include "base/err.h"
#include "store/db.h"
#include "store/migrate.h"
#include "unit/tap.h"

#include <limits.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

struct state {
	char dir[256];
	struct arena *arena;
};

static const char *
state_path(const struct state *state, const char *name)
{
	static char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s/%s", state->dir, name);
	return path;
}

/* An empty directory. */
static void
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

static void
state_free(struct state *state)
{
	static const char *const names[] = {"weather.db", "keys.db"};
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
static void
state_init(struct state *state)
{
	struct migrate_result result;
	struct err err = {0};

	state_new(state);
	CHECK_INT(migrate(state->dir, "weather.db", STORAGE_LOCAL, &result,
			  &err),
		OK);
	CHECK_INT(migrate(state->dir, "keys.db", STORAGE_LOCAL, &result, &err),
		OK);
}

/* Must succeed: a test without its store cannot go on. */
static struct store *
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

#endif
