#include "store/connection.h"
#include "unit/store_rows.h"

#include <signal.h>

/* Commits one row, writes another and dies in the middle. */
static int
die_while_writing(const struct state *state, int number)
{
	struct store *store = state_open(state, STORE_WRITE);
	struct err err = {0};

	(void)number;
	if (store_begin(store, &err) != OK)
		return 1;
	insert_report(store, owner_of(store, "me"), 1, &err);
	if (store_commit(store, &err) != OK || store_begin(store, &err) != OK)
		return 1;
	insert_report(store, 1, 2, &err);
	raise(SIGKILL);
	return 2;
}

static void
a_killed_writer_loses_nothing_committed(void)
{
	struct state state;
	struct store *store;
	struct report_page page;
	struct err err = {0};

	state_init(&state);
	CHECK_INT(in_processes(1, die_while_writing, &state), -1);
	store = state_open(&state, STORE_WRITE);
	CHECK_INT(reports_page(store, &REPORTS_ALL, NULL, 10, state.arena,
			  &page, &err),
		OK);
	CHECK_INT(page.count, 1);
	CHECK_INT(page.count ? page.at[0].created_ms : 0, 1);
	CHECK_INT(store_begin(store, &err), OK);
	insert_report(store, 1, 2, &err);
	CHECK_INT(store_commit(store, &err), OK);
	CHECK_INT(store_check(store, &err), OK);
	store_close(store);
	state_free(&state);
}

/* Dies with half of its transaction in the file, the rest not. */
static int
die_in_the_middle_of_a_commit(const struct state *state, int number)
{
	struct store *store = state_open(state, STORE_WRITE);
	struct err err = {0};

	(void)number;
	sqlite3_set_authorizer(store->db, NULL, NULL);
	if (sqlite3_exec(store->db, "PRAGMA cache_size = 2", NULL, NULL,
		    NULL) != SQLITE_OK ||
		store_begin(store, &err) != OK)
		return 1;
	for (int i = 0; i < 2000; i++)
		insert_report(store, 1, 1000 + i, &err);
	raise(SIGKILL);
	return 2;
}

static void
readers_see_through_a_killed_writer_in_both_journals(void)
{
	for (int storage = STORAGE_LOCAL; storage <= STORAGE_NETWORK;
		storage++) {
		struct state state;
		struct store *store, *reader;
		struct migrate_result result;
		struct err err = {0};
		int64_t count;

		state_init(&state);
		CHECK_INT(migrate(state.dir, "weather.db",
				  (enum storage)storage, &result, &err),
			OK);
		store = state_open(&state, STORE_WRITE);
		CHECK_INT(store_begin(store, &err), OK);
		insert_report(store, owner_of(store, "me"), 1, &err);
		CHECK_INT(store_commit(store, &err), OK);
		store_close(store);

		CHECK_INT(
			in_processes(1, die_in_the_middle_of_a_commit, &state),
			-1);
		reader = state_open(&state, STORE_READ);
		CHECK_INT(reports_count(reader, 1, &count, &err), OK);
		CHECK_INT(count, 1);
		store_close(reader);

		state_free(&state);
	}
}

/* A reader that stays open while a writer of another process dies. */
static int
read_while_writers_die(const struct state *state, int number)
{
	struct store *reader = state_open(state, STORE_READ);
	struct err err = {0};
	int64_t count = 0;
	int status;
	pid_t child;

	(void)number;
	if (reports_count(reader, 1, &count, &err) != OK || count != 1)
		return 1;
	child = fork();
	if (child == 0)
		_exit(die_in_the_middle_of_a_commit(state, 0));
	if (waitpid(child, &status, 0) != child || !WIFSIGNALED(status))
		return 2;
	if (reports_count(reader, 1, &count, &err) != OK || count != 1)
		return 3;
	store_close(reader);
	return 0;
}

static void
a_reader_that_was_open_sees_through_it_too(void)
{
	for (int storage = STORAGE_LOCAL; storage <= STORAGE_NETWORK;
		storage++) {
		struct state state;
		struct store *store;
		struct migrate_result result;
		struct err err = {0};

		state_init(&state);
		CHECK_INT(migrate(state.dir, "weather.db",
				  (enum storage)storage, &result, &err),
			OK);
		store = state_open(&state, STORE_WRITE);
		CHECK_INT(store_begin(store, &err), OK);
		insert_report(store, owner_of(store, "me"), 1, &err);
		CHECK_INT(store_commit(store, &err), OK);
		store_close(store);
		CHECK_INT(in_processes(1, read_while_writers_die, &state), 0);
		state_free(&state);
	}
}

int
main(void)
{
	RUN(a_killed_writer_loses_nothing_committed);
	RUN(readers_see_through_a_killed_writer_in_both_journals);
	RUN(a_reader_that_was_open_sees_through_it_too);
	DONE();
}
