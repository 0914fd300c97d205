/*
 * SQLite's bare insert loop, for the reference of POST /api/reports:
 *
 *	insert FILE COUNT START
 *
 * From the moment START (microseconds of the monotonic clock) on it inserts
 * COUNT rows with the columns of a report, each in a transaction of its own
 * that is on disk before the next begins (WAL, synchronous=FULL), and waits for
 * others by SQLite's busy handler.  It prints when it began, when it ended, and
 * how much time of the processor it took.  It leaves out: HTTP, tokens, JSON,
 * validation, the index of words, owners, foreign keys, revisions, remembered
 * answers for repeated requests, errors worth reading.
 */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static double
us_of(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

static void
must(sqlite3 *db, int rc)
{
	if (rc == SQLITE_OK || rc == SQLITE_DONE || rc == SQLITE_ROW)
		return;
	fprintf(stderr, "insert: %s\n", sqlite3_errmsg(db));
	exit(1);
}

static sqlite3_stmt *
prepare(sqlite3 *db, const char *sql)
{
	sqlite3_stmt *stmt = NULL;

	must(db, sqlite3_prepare_v2(db, sql, -1, &stmt, NULL));
	return stmt;
}

static void
run(sqlite3 *db, sqlite3_stmt *stmt)
{
	must(db, sqlite3_step(stmt));
	must(db, sqlite3_reset(stmt));
}

int
main(int argc, char **argv)
{
	sqlite3 *db = NULL;
	sqlite3_stmt *begin, *insert, *commit;
	double start, began, used;
	long count;

	if (argc != 4)
		return 2;
	count = strtol(argv[2], NULL, 10);
	start = strtod(argv[3], NULL);
	must(db, sqlite3_open(argv[1], &db));
	must(db, sqlite3_busy_timeout(db, 20000));
	must(db, sqlite3_exec(db,
			 "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
			 "CREATE TABLE IF NOT EXISTS report (row INTEGER "
			 "PRIMARY KEY, id TEXT UNIQUE, description TEXT, city "
			 "TEXT, state TEXT, country TEXT, owner INTEGER)",
			 NULL, NULL, NULL));
	begin = prepare(db, "BEGIN IMMEDIATE");
	insert = prepare(db,
		"INSERT INTO report (id, description, city, state, country, "
		"owner) VALUES (hex(randomblob(16)), 'rain over the river "
		"since dawn, and much water on the road', 'Portland', 'OR', "
		"'US', 1)");
	commit = prepare(db, "COMMIT");
	while (us_of(CLOCK_MONOTONIC) < start)
		nanosleep(&(struct timespec){.tv_nsec = 100000}, NULL);
	began = us_of(CLOCK_MONOTONIC);
	used = us_of(CLOCK_PROCESS_CPUTIME_ID);
	for (long i = 0; i < count; i++) {
		run(db, begin);
		run(db, insert);
		run(db, commit);
	}
	printf("%.1f %.1f %.1f\n", began, us_of(CLOCK_MONOTONIC),
		us_of(CLOCK_PROCESS_CPUTIME_ID) - used);
	sqlite3_finalize(begin);
	sqlite3_finalize(insert);
	sqlite3_finalize(commit);
	sqlite3_close(db);
	return 0;
}
