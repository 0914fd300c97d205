/*
 * Who writes next: real processes, real semaphores, a real database.
 */
#include "store/connection.h"
#include "unit/store_rows.h"

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/sem.h>
#include <time.h>

enum { WRITERS = 4, EACH = 60 };

/* What processes tell each other. */
struct board {
	_Atomic int turns, arrivals, passed[WRITERS], most_passed;
	_Atomic int arrived_at[WRITERS]; /* 0: does not wait */
	_Atomic int order[WRITERS];
	_Atomic int called; /* how many of them may begin */
};
static struct board *board;
static int self = -1; /* which of the writers this is */

/* the linker's names for the two sides of --wrap */
int __real_semtimedop(int id, struct sembuf *steps, size_t count,
	const struct timespec *time);
int __wrap_semtimedop(int id, struct sembuf *steps, size_t count,
	const struct timespec *time);

/* As late before the queue, and as early behind it, as a process can tell. */
int
__wrap_semtimedop(
	int id, struct sembuf *steps, size_t count, const struct timespec *time)
{
	int mine, got;

	if (self < 0)
		return __real_semtimedop(id, steps, count, time);
	mine = ++board->arrivals;
	board->passed[self] = 0;
	board->arrived_at[self] = mine;
	got = __real_semtimedop(id, steps, count, time);
	board->arrived_at[self] = 0;
	if (got != 0)
		return got;
	if (board->passed[self] > board->most_passed)
		board->most_passed = board->passed[self];
	for (int i = 0; i < WRITERS; i++)
		if (board->arrived_at[i] && board->arrived_at[i] < mine)
			board->passed[i]++;
	return got;
}

static void
board_new(void)
{
	board = mmap(NULL, sizeof(*board), PROT_READ | PROT_WRITE,
		MAP_SHARED | MAP_ANONYMOUS, -1, 0);
}

/* The set of the only state_dir at hand. */
static int
set_of(const struct store *store)
{
	return store->turn.set - 1;
}

static int64_t
now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * INT64_C(1000) + now.tv_nsec / 1000000;
}

static int
write_in_turn(const struct state *state, int number)
{
	struct store *store = state_open(state, STORE_WRITE);
	struct err err = {0};

	self = number;
	for (int i = 0; i < EACH; i++) {
		if (store_begin(store, &err) != OK)
			return 1;
		insert_report(
			store, owner_of(store, "me"), ++board->turns, &err);
		if (store_commit(store, &err) != OK)
			return 2;
	}
	self = -1;
	store_close(store);
	return tap_failed_facts != 0;
}

static void
nobody_is_passed_more_than_twice_by_each(void)
{
	struct state state;
	struct store *store;
	struct err err = {0};
	int64_t count;

	state_init(&state);
	board_new();
	CHECK_INT(in_processes(WRITERS, write_in_turn, &state), 0);
	printf("# at most %d times\n", board->most_passed);
	CHECK(board->most_passed <= 2 * WRITERS);
	store = state_open(&state, STORE_READ);
	CHECK_INT(reports_count(store, 1, &count, &err), OK);
	CHECK_INT(count, WRITERS * EACH);
	store_close(store);
	state_free(&state);
}

/* Waits until it is called, then for its turn, and says when it had it.  Before
 * any connection is open: SQLite's must not cross a fork. */
static pid_t
start_waiting(const struct state *state, int number)
{
	struct err err = {0};
	struct store *store;
	pid_t child;

	fflush(stdout);
	child = fork();
	if (child != 0)
		return child;
	while (board->called <= number)
		sched_yield();
	store = state_open(state, STORE_WRITE);
	connection_wait(store, 60000);
	if (store_begin(store, &err) != OK)
		_exit(1);
	board->order[number] = ++board->turns;
	store_rollback(store);
	store_close(store);
	_exit(0);
}

static void
whoever_comes_first_is_served_first(void)
{
	struct state state;
	struct store *store;
	struct err err = {0};

	state_init(&state);
	board_new();
	for (int i = 0; i < WRITERS; i++) {
		pid_t child[WRITERS];
		int status, id;

		board->called = 0;
		for (int w = 0; w < WRITERS; w++)
			child[w] = start_waiting(&state, w);
		store = state_open(&state, STORE_WRITE);
		CHECK_INT(store_begin(store, &err), OK);
		id = set_of(store);
		for (int w = 0; w < WRITERS; w++) {
			board->called++;
			/* it waits for zero */
			while (semctl(id, 0, GETZCNT) <= w)
				sched_yield();
		}
		board->turns = 0;
		store_rollback(store);
		for (int w = 0; w < WRITERS; w++) {
			CHECK(waitpid(child[w], &status, 0) == child[w]);
			CHECK_INT(status, 0);
			CHECK_INT(board->order[w], w + 1);
		}
		store_close(store);
	}
	state_free(&state);
}

static void
the_turn_of_one_who_was_killed_goes_on_at_once(void)
{
	struct state state;
	struct store *store;
	struct err err = {0};
	int64_t begun;
	int status, pipes[2];
	pid_t child;
	char byte;

	state_init(&state);
	CHECK_INT(pipe(pipes), 0);
	fflush(stdout);
	child = fork();
	if (child == 0) {
		store = state_open(&state, STORE_WRITE);
		if (store_begin(store, &err) != OK ||
			write(pipes[1], "x", 1) != 1)
			_exit(1);
		for (;;)
			pause();
	}
	CHECK_INT(read(pipes[0], &byte, 1), 1);
	store = state_open(&state, STORE_WRITE);
	/* he does hold it */
	connection_wait(store, 50);
	CHECK_INT(store_begin(store, &err), ERR_BUSY);
	CHECK_STR(err.reason, "store/busy");
	CHECK_INT(err.retry_after_s, 1);
	connection_wait(store, 60000);
	kill(child, SIGKILL);
	begun = now_ms();
	CHECK_INT(store_begin(store, &err), OK);
	CHECK(now_ms() - begun < 2000);
	store_rollback(store);
	CHECK(waitpid(child, &status, 0) == child);
	store_close(store);
	close(pipes[0]);
	close(pipes[1]);
	state_free(&state);
}

static void
the_databases_do_not_wait_for_each_other(void)
{
	struct state state;
	struct store *weather, *keys;
	struct err err = {0};

	state_init(&state);
	weather = state_open(&state, STORE_WRITE);
	keys = state_open(&state, STORE_KEYS);
	CHECK_INT(store_begin(weather, &err), OK);
	CHECK_INT(store_begin(keys, &err), OK);
	CHECK_INT(store_commit(weather, &err), OK);
	CHECK_INT(store_commit(keys, &err), OK);
	store_close(weather);
	store_close(keys);
	state_free(&state);
}

static void
the_last_one_removes_the_set(void)
{
	struct state state;
	struct store *one, *two;
	struct semid_ds found;
	struct err err = {0};
	int id;

	state_init(&state);
	one = state_open(&state, STORE_WRITE);
	two = state_open(&state, STORE_WRITE);
	CHECK_INT(store_begin(one, &err), OK);
	CHECK_INT(store_commit(one, &err), OK);
	CHECK_INT(store_begin(two, &err), OK);
	CHECK_INT(store_commit(two, &err), OK);
	id = set_of(one);
	CHECK(id >= 0);
	CHECK_INT(set_of(two), id);
	store_close(one);
	CHECK_INT(semctl(id, 0, IPC_STAT, &found), 0);
	store_close(two);
	CHECK(semctl(id, 0, IPC_STAT, &found) != 0);
	state_free(&state);
}

static void
a_set_that_was_removed_is_made_anew(void)
{
	struct state state;
	struct store *one, *two;
	struct err err = {0};
	int id, status;
	pid_t child;

	state_init(&state);
	board_new();
	child = start_waiting(&state, 0);
	one = state_open(&state, STORE_WRITE);
	two = state_open(&state, STORE_WRITE);
	CHECK_INT(store_begin(one, &err), OK);
	CHECK_INT(store_commit(one, &err), OK);
	/* while nobody uses it */
	CHECK_INT(semctl(set_of(one), 0, IPC_RMID), 0);
	CHECK_INT(store_begin(one, &err), OK);
	id = set_of(one);
	/* while one has it and another one waits, who then waits as SQLite
	 * does it */
	board->called = 1;
	while (semctl(id, 0, GETZCNT) < 1)
		sched_yield();
	CHECK_INT(semctl(id, 0, IPC_RMID), 0);
	CHECK_INT(store_commit(one, &err), OK);
	CHECK(waitpid(child, &status, 0) == child);
	CHECK_INT(status, 0);
	CHECK_INT(store_begin(two, &err), OK);
	CHECK_INT(store_commit(two, &err), OK);
	CHECK_INT(store_begin(one, &err), OK);
	CHECK_INT(store_commit(one, &err), OK);
	CHECK(!store_queue_refused(one));
	store_close(one);
	store_close(two);
	state_free(&state);
}

/* With a set of somebody else. */
static int
write_without_a_set(const struct state *state)
{
	struct store *store = state_open(state, STORE_WRITE);
	struct err err = {0};
	int failed;

	failed = store_begin(store, &err) != OK ||
		 store_commit(store, &err) != OK || !store_queue_refused(store);
	store_close(store);
	return failed;
}

static void
without_a_right_to_the_set_writers_wait_as_sqlite_does(void)
{
	static const char *const names[] = {"weather.db", "changes.1"};
	struct state state;
	struct store *store;
	struct err err = {0};

	if (geteuid() != 0)
		return;
	state_init(&state);
	store = state_open(&state, STORE_WRITE);
	CHECK_INT(store_begin(store, &err), OK);
	CHECK_INT(store_commit(store, &err), OK);
	CHECK(!store_queue_refused(store));
	for (size_t i = 0; i < COUNT(names); i++)
		CHECK_INT(chown(state_path(&state, names[i]), 65534, 65534), 0);
	CHECK_INT(chown(state_path(&state, "weather.db-wal"), 65534, 65534), 0);
	CHECK_INT(chown(state_path(&state, "weather.db-shm"), 65534, 65534), 0);
	CHECK_INT(chown(state.dir, 65534, 65534), 0);
	CHECK_INT(as_nobody(write_without_a_set, &state), 0);
	store_close(store);
	state_free(&state);
}

int
main(void)
{
	RUN(nobody_is_passed_more_than_twice_by_each);
	RUN(whoever_comes_first_is_served_first);
	RUN(the_turn_of_one_who_was_killed_goes_on_at_once);
	RUN(the_databases_do_not_wait_for_each_other);
	RUN(the_last_one_removes_the_set);
	RUN(a_set_that_was_removed_is_made_anew);
	RUN(without_a_right_to_the_set_writers_wait_as_sqlite_does);
	DONE();
}
