/* The file that store_version() reads: lost, unusable, made anew, restored. */
#include "store/backup.h"
#include "store/changes.h"
#include "unit/changes.h"

#include <time.h>

static void
without_the_file_sqlite_is_asked_each_time(void)
{
	struct state state;
	struct store *reader;
	uint64_t before;

	state_init(&state);
	CHECK_INT(unlink(state_path(&state, "changes.1")), 0);
	CHECK_INT(mkdir(state_path(&state, "changes.1"), 0700), 0);
	reader = state_open(&state, STORE_READ);
	before = store_version(reader, start_ms);
	CHECK(store_version(reader, start_ms) == before);
	CHECK_INT(stranger_run(&state, "weather.db",
			  "UPDATE revision SET value = value + 1"),
		SQLITE_OK);
	CHECK(store_version(reader, start_ms) != before);
	store_close(reader);
	CHECK_INT(rmdir(state_path(&state, "changes.1")), 0);
	state_free(&state);
}

static void
with_another_journal_the_file_is_not_used(void)
{
	static const char *const names[] = {"weather.db", "keys.db"};
	struct migrate_result result;
	struct state state;
	struct store *reader, *writer;
	uint64_t before;
	struct err err = {0};

	state_new(&state);
	for (size_t i = 0; i < COUNT(names); i++)
		CHECK_INT(migrate(state.dir, names[i], STORAGE_NETWORK, &result,
				  &err),
			OK);
	reader = state_open(&state, STORE_READ);
	writer = state_open(&state, STORE_WRITE);
	before = store_version(reader, start_ms);
	CHECK(store_version(reader, start_ms) == before);
	commit_report(writer);
	CHECK(store_version(reader, start_ms) != before);
	CHECK(access(state_path(&state, "changes.1"), F_OK) != 0);
	store_close(reader);
	store_close(writer);
	state_free(&state);
}

static int64_t
milliseconds_since(const struct timespec *begun)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (now.tv_sec - begun->tv_sec) * INT64_C(1000) +
	       (now.tv_nsec - begun->tv_nsec) / 1000000;
}

static void
a_file_that_was_removed_is_made_anew_and_found_within_a_second(void)
{
	struct timespec begun;
	struct state state;
	struct store *reader, *writer;
	uint64_t before;

	state_init(&state);
	reader = state_open(&state, STORE_READ);
	writer = state_open(&state, STORE_WRITE);
	store_version(reader, start_ms);
	commit_report(writer);
	CHECK_INT(unlink(state_path(&state, "changes.1")), 0);
	clock_gettime(CLOCK_MONOTONIC, &begun);
	commit_report(writer);
	/* who has the old one mapped has asked SQLite meanwhile */
	CHECK(milliseconds_since(&begun) >= CHANGES_FOREIGN_MS);
	CHECK(access(state_path(&state, "changes.1"), F_OK) == 0);
	clock_gettime(CLOCK_MONOTONIC, &begun);
	commit_report(writer);
	CHECK(milliseconds_since(&begun) < CHANGES_FOREIGN_MS);
	before = store_version(reader, start_ms + 1000);
	CHECK_INT(count_reports(reader), 3);
	commit_report(writer);
	CHECK(store_version(reader, start_ms + 1000) != before);
	store_close(reader);
	store_close(writer);
	state_free(&state);
}

static void
it_belongs_to_whom_the_database_belongs(void)
{
	struct state state;
	struct stat st;

	state_init(&state);
	CHECK_INT(chmod(state_path(&state, "weather.db"), 0660), 0);
	CHECK_INT(unlink(state_path(&state, "changes.1")), 0);
	store_close(state_open(&state, STORE_READ));
	CHECK(access(state_path(&state, "changes.1"), F_OK) != 0);
	{
		struct store *reader = state_open(&state, STORE_READ);

		CHECK(store_version(reader, start_ms) != 0);
		store_close(reader);
	}
	CHECK(stat(state_path(&state, "changes.1"), &st) == 0);
	CHECK_INT(st.st_mode & 0777, 0660);
	state_free(&state);
}

static void
what_is_restored_is_seen_at_once(void)
{
	struct state state, copy;
	struct store *reader, *writer;
	uint64_t before;
	struct err err = {0};

	state_init(&state);
	state_new(&copy);
	CHECK_INT(backup_write(state.dir, copy.dir, &err), OK);
	reader = state_open(&state, STORE_READ);
	writer = state_open(&state, STORE_WRITE);
	commit_report(writer);
	before = store_version(reader, start_ms);
	CHECK_INT(count_reports(reader), 1);
	CHECK_INT(backup_restore(state.dir, copy.dir, &err), OK);
	CHECK(store_version(reader, start_ms) != before);
	CHECK_INT(count_reports(reader), 0);
	store_close(reader);
	store_close(writer);
	state_free(&state);
	state_free(&copy);
}

/* A backup that was put in the place of weather.db has no WAL; it gets one by
 * weatherctl init, and whoever had opened it before goes on with that. */
static void
whoever_opened_a_journal_before_it_became_wal_told_nobody(void)
{
	struct migrate_result result;
	struct state state;
	struct store *reader, *writer;
	uint64_t before;
	struct err err = {0};

	state_new(&state);
	CHECK_INT(migrate(state.dir, "weather.db", STORAGE_NETWORK, &result,
			  &err),
		OK);
	writer = state_open(&state, STORE_WRITE);
	commit_report(writer);
	CHECK_INT(
		migrate(state.dir, "weather.db", STORAGE_LOCAL, &result, &err),
		OK);
	CHECK(result.wal);
	reader = state_open(&state, STORE_READ);
	before = store_version(reader, start_ms);
	CHECK_INT(count_reports(reader), 1);
	commit_report(writer);
	CHECK(store_version(reader, start_ms) != before);
	CHECK_INT(count_reports(reader), 2);
	store_close(reader);
	store_close(writer);
	state_free(&state);
}

int
main(void)
{
	RUN(whoever_opened_a_journal_before_it_became_wal_told_nobody);
	RUN(without_the_file_sqlite_is_asked_each_time);
	RUN(with_another_journal_the_file_is_not_used);
	RUN(a_file_that_was_removed_is_made_anew_and_found_within_a_second);
	RUN(it_belongs_to_whom_the_database_belongs);
	RUN(what_is_restored_is_seen_at_once);
	DONE();
}
