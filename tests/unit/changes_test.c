/* store_version() says that an answer made earlier still holds, or not. */
#include "store/connection.h"
#include "store/denylist.h"
#include "unit/changes.h"

#include <signal.h>
#include <stdatomic.h>
#include <sys/mman.h>

static void
it_stays_while_nothing_changes_and_changes_with_every_commit(void)
{
	struct state state;
	struct store *reader, *writer;
	uint64_t before;
	struct err err = {0};

	state_init(&state);
	reader = state_open(&state, STORE_READ);
	writer = state_open(&state, STORE_WRITE);
	before = store_version(reader, start_ms);
	CHECK(before != 0);
	for (int i = 0; i < 5; i++)
		CHECK(store_version(reader, start_ms + i) == before);
	for (int i = 0; i < 5; i++) {
		commit_report(writer);
		CHECK(store_version(reader, start_ms) != before);
		before = store_version(reader, start_ms);
		CHECK(store_version(reader, start_ms) == before);
	}
	/* what is rolled back has changed nothing */
	CHECK_INT(store_begin(writer, &err), OK);
	add_one(writer);
	store_rollback(writer);
	CHECK(store_version(reader, start_ms) == before);
	store_close(reader);
	store_close(writer);
	state_free(&state);
}

static void
each_database_has_its_own(void)
{
	struct state state;
	struct store *weather, *keys, *admin, *writer;
	uint64_t of_weather, of_keys;
	struct err err = {0};

	state_init(&state);
	weather = state_open(&state, STORE_READ);
	keys = state_open(&state, STORE_KEYS);
	admin = state_open(&state, STORE_KEYS_ADMIN);
	writer = state_open(&state, STORE_WRITE);
	of_weather = store_version(weather, start_ms);
	of_keys = store_version(keys, start_ms);
	commit_report(writer);
	CHECK(store_version(weather, start_ms) != of_weather);
	CHECK(store_version(keys, start_ms) == of_keys);
	of_weather = store_version(weather, start_ms);
	/* a statement without a transaction is one by itself */
	CHECK_INT(denylist_add(admin, DENIED_CLIENT, str_from("i"),
			  str_from("c"), 0, 1, &err),
		OK);
	CHECK(store_version(keys, start_ms) != of_keys);
	CHECK(store_version(weather, start_ms) == of_weather);
	store_close(weather);
	store_close(keys);
	store_close(admin);
	store_close(writer);
	state_free(&state);
}

static void
a_stranger_is_seen_within_a_second(void)
{
	struct state state;
	struct store *reader;
	uint64_t before;

	state_init(&state);
	reader = state_open(&state, STORE_READ);
	before = store_version(reader, start_ms);
	CHECK_INT(stranger_run(&state, "weather.db",
			  "UPDATE revision SET value = value + 1"),
		SQLITE_OK);
	CHECK(store_version(reader, start_ms + 999) == before);
	CHECK(store_version(reader, start_ms + 1000) != before);
	/* a clock that is set back asks at once */
	before = store_version(reader, start_ms + 1000);
	CHECK_INT(stranger_run(&state, "weather.db",
			  "UPDATE revision SET value = value + 1"),
		SQLITE_OK);
	CHECK(store_version(reader, start_ms - 3600000) != before);
	store_close(reader);
	state_free(&state);
}

/* Takes a ticket and is killed: before its commit, or behind it. */
static int
die_in_the_middle(const struct state *state, int behind)
{
	struct store *store = state_open(state, STORE_WRITE);
	struct err err = {0};

	if (store_begin(store, &err) != OK)
		_exit(1);
	add_one(store);
	if (behind)
		sqlite3_exec(store->db, "COMMIT", NULL, NULL, NULL);
	else
		changes_begin(&store->changes);
	raise(SIGKILL);
	return 0;
}

static void
die(const struct state *state, int behind)
{
	int status;
	pid_t child;

	fflush(stdout);
	child = fork();
	if (child == 0)
		_exit(die_in_the_middle(state, behind));
	CHECK(waitpid(child, &status, 0) == child && WIFSIGNALED(status));
}

static void
a_commit_that_was_killed_over_is_seen_at_once_and_hides_no_other(void)
{
	struct state state;
	struct store *reader, *writer;
	struct changes_seen seen;
	uint64_t before;

	state_init(&state);
	writer = state_open(&state, STORE_WRITE);
	commit_report(writer);
	store_close(writer);
	for (int behind = 0; behind < 2; behind++) {
		int64_t reports;

		reader = state_open(&state, STORE_READ);
		reports = count_reports(reader);
		store_close(reader);
		die(&state, behind);
		reader = state_open(&state, STORE_READ);
		before = store_version(reader, start_ms);
		CHECK_INT(count_reports(reader), reports + behind);
		/* not whole, and yet it says the same while that is so */
		CHECK(!changes_look(&reader->changes, &seen));
		CHECK(store_version(reader, start_ms) == before);
		/* asked each time: a stranger too is seen at once */
		CHECK_INT(stranger_run(&state, "weather.db",
				  "UPDATE revision SET value = value + 1"),
			SQLITE_OK);
		CHECK(store_version(reader, start_ms) != before);
		before = store_version(reader, start_ms);
		writer = state_open(&state, STORE_WRITE);
		commit_report(writer);
		store_close(writer);
		CHECK(store_version(reader, start_ms) != before);
		CHECK(changes_look(&reader->changes, &seen));
		store_close(reader);
	}
	state_free(&state);
}

static void
a_slow_teller_of_an_old_commit_hides_no_newer_one(void)
{
	struct state state;
	struct store *one, *two, *reader;
	struct changes_seen seen;
	uint64_t before;

	state_init(&state);
	one = state_open(&state, STORE_WRITE);
	two = state_open(&state, STORE_WRITE);
	reader = state_open(&state, STORE_READ);
	changes_begin(&one->changes);
	changes_begin(&two->changes);
	before = store_version(reader, start_ms);
	CHECK(!changes_look(&reader->changes, &seen));
	CHECK(changes_end(&one->changes));
	CHECK(!changes_look(&reader->changes, &seen));
	CHECK(store_version(reader, start_ms) != before);
	before = store_version(reader, start_ms);
	CHECK(changes_end(&two->changes));
	CHECK(!changes_end(&two->changes));
	CHECK(changes_look(&reader->changes, &seen));
	CHECK(store_version(reader, start_ms) != before);
	store_close(one);
	store_close(two);
	store_close(reader);
	state_free(&state);
}

/* Writers count up as fast as they can and say how far they are, once that is
 * on disk; a reader remembers what it read for as long as it may. */
struct shared_count {
	_Atomic int64_t said;
	_Atomic int stop;
};

static void
what_was_said_to_be_written_is_never_missed(void)
{
	enum { WRITERS = 2, EACH = 150 };
	struct shared_count *count = mmap(NULL, sizeof(*count),
		PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	struct state state;
	struct store *reader;
	uint64_t version = 0;
	int64_t remembered = 0, used = 0, missed = 0;

	state_init(&state);
	for (int w = 0; w < WRITERS; w++) {
		fflush(stdout);
		if (fork() == 0) {
			struct store *writer = state_open(&state, STORE_WRITE);

			for (int i = 0; i < EACH; i++) {
				commit_report(writer);
				count->said++;
			}
			count->stop++;
			store_close(writer);
			_exit(tap_failed_facts != 0);
		}
	}
	reader = state_open(&state, STORE_READ);
	while (count->stop < WRITERS) {
		int64_t said = count->said;
		uint64_t now = store_version(reader, start_ms);

		if (now == version) {
			used++;
		} else {
			remembered = count_reports(reader);
			version = now;
		}
		missed += remembered < said;
	}
	for (int w = 0; w < WRITERS; w++) {
		int status = 1;

		CHECK(wait(&status) > 0 && status == 0);
	}
	CHECK_INT(missed, 0);
	CHECK(used > 0);
	store_close(reader);
	state_free(&state);
	munmap(count, sizeof(*count));
}

int
main(void)
{
	RUN(it_stays_while_nothing_changes_and_changes_with_every_commit);
	RUN(each_database_has_its_own);
	RUN(a_stranger_is_seen_within_a_second);
	RUN(a_commit_that_was_killed_over_is_seen_at_once_and_hides_no_other);
	RUN(a_slow_teller_of_an_old_commit_hides_no_newer_one);
	RUN(what_was_said_to_be_written_is_never_missed);
	DONE();
}
