#include "store/connection.h"
#include "unit/store_rows.h"

#include <signal.h>
#include <sys/resource.h>

static void
rows_change_only_within_a_transaction(void)
{
	struct state state;
	struct store *store;
	struct err err = {0};
	int64_t deleted;

	state_init(&state);
	store = state_open(&state, STORE_WRITE);
	CHECK_INT(
		reports_delete_before(store, 1, &deleted, &err), ERR_INTERNAL);
	CHECK_STR(err.reason, "store/no-transaction");
	CHECK_INT(store_begin(store, &err), OK);
	CHECK_INT(reports_delete_before(store, 1, &deleted, &err), OK);
	CHECK_INT(store_commit(store, &err), OK);
	store_close(store);
	state_free(&state);
}

static void
rollback_takes_everything_back(void)
{
	struct state state;
	struct store *store;
	struct err err = {0};
	int64_t count;

	state_init(&state);
	store = state_open(&state, STORE_WRITE);
	store_rollback(store);
	CHECK_INT(store_begin(store, &err), OK);
	insert_report(store, owner_of(store, "me"), 1, &err);
	store_rollback(store);
	CHECK_INT(reports_count(store, 1, &count, &err), OK);
	CHECK_INT(count, 0);
	CHECK_INT(store_begin(store, &err), OK);
	insert_report(store, owner_of(store, "me"), 1, &err);
	CHECK_INT(store_commit(store, &err), OK);
	CHECK_INT(reports_count(store, 1, &count, &err), OK);
	CHECK_INT(count, 1);
	store_rollback(store);
	store_close(store);
	state_free(&state);
}

static void
a_statement_that_failed_can_be_used_again(void)
{
	struct state state;
	struct store *store;
	struct err err = {0};
	struct report report = {.owner = 99,
		.id = STR_LIT("00000001-0000-7000-8000-000000000000"),
		.description = STR_LIT("Hail"),
		.location = {STR_LIT("Salem"), {NULL, 0}, STR_LIT("US")}};

	state_init(&state);
	store = state_open(&state, STORE_WRITE);
	CHECK_INT(store_begin(store, &err), OK);
	CHECK_INT(reports_insert(store, &report, STR_LIT("salem"), &err),
		ERR_INTERNAL);
	CHECK_STR(err.reason, "store/refused");
	report.owner = owner_of(store, "me");
	CHECK_INT(reports_insert(store, &report, STR_LIT("salem"), &err), OK);
	CHECK_INT(reports_insert(store, &report, STR_LIT("salem"), &err),
		ERR_INTERNAL);
	CHECK_INT(store_commit(store, &err), OK);
	store_close(store);
	state_free(&state);
}

static void
a_locked_database_is_busy_and_says_when_to_retry(void)
{
	struct state state;
	struct store *one, *two;
	struct err err = {0};

	state_init(&state);
	one = state_open(&state, STORE_WRITE);
	two = state_open(&state, STORE_WRITE);
	sqlite3_busy_timeout(two->db, 1);
	CHECK_INT(store_begin(one, &err), OK);
	CHECK_INT(store_begin(two, &err), ERR_BUSY);
	CHECK_STR(err.reason, "store/busy");
	CHECK_INT(err.retry_after_s, 1);
	CHECK_INT(store_ping(two, &err), OK);
	CHECK_INT(store_commit(one, &err), OK);
	CHECK_INT(store_begin(two, &err), OK);
	store_rollback(two);
	store_close(one);
	store_close(two);
	state_free(&state);
}

/* A file size limit stands for a full disk: write(2) fails the same way. */
static int
fill_the_disk(const struct state *state, int number)
{
	struct rlimit limit = {65536, 65536};
	struct store *store;
	struct err err = {0};
	enum err_kind kind = OK;
	int64_t owner, count;

	(void)number;
	signal(SIGXFSZ, SIG_IGN);
	store = state_open(state, STORE_WRITE);
	if (store_begin(store, &err) != OK)
		return 1;
	owner = owner_of(store, "me");
	if (store_commit(store, &err) != OK ||
		setrlimit(RLIMIT_FSIZE, &limit) != 0 ||
		store_begin(store, &err) != OK)
		return 2;
	for (int i = 0; i < 2000 && kind == OK; i++)
		kind = add_report(store, owner, i, &err);
	if (kind == OK)
		kind = store_commit(store, &err);
	if (kind != ERR_FULL || err_status(kind) != 507)
		return 3;
	/* SQLite may have ended the transaction; nothing is written after. */
	if (add_report(store, owner, 3000, &(struct err){0}) == OK &&
		store_commit(store, &(struct err){0}) == OK)
		return 6;
	store_rollback(store);
	if (!strstr(err.detail, "weather.db"))
		return 4;
	/* What was there before is there, and reading goes on. */
	if (reports_count(store, owner, &count, &err) != OK || count != 0)
		return 5;
	store_close(store);
	return 0;
}

static void
a_full_disk_is_507_and_loses_nothing(void)
{
	struct state state;

	state_init(&state);
	CHECK_INT(in_processes(1, fill_the_disk, &state), 0);
	state_free(&state);
}

static int
write_fifty(const struct state *state, int number)
{
	struct store *store = state_open(state, STORE_WRITE);
	char name[16];

	/* The default of 2 s is for people who wait; sanitizers are slow. */
	sqlite3_busy_timeout(store->db, 60000);
	snprintf(name, sizeof(name), "writer %d", number);
	for (int i = 0; i < 50; i++) {
		struct err err = {0};

		if (store_begin(store, &err) != OK)
			return 1;
		insert_report(
			store, owner_of(store, name), number * 50 + i, &err);
		if (store_commit(store, &err) != OK)
			return 1;
	}
	store_close(store);
	return 0;
}

static void
four_processes_may_write_at_once(void)
{
	struct state state;
	struct store *store;
	struct report_page page;
	struct err err = {0};
	int64_t count;

	state_init(&state);
	CHECK_INT(in_processes(4, write_fifty, &state), 0);
	store = state_open(&state, STORE_READ);
	CHECK_INT(reports_page(store, &REPORTS_ALL, NULL, 1000, state.arena,
			  &page, &err),
		OK);
	CHECK_INT(page.count, 200);
	for (size_t i = 0; i < page.count; i++)
		CHECK_INT(page.at[i].created_ms, 199 - (int)i);
	for (int64_t owner = 1; owner <= 4; owner++) {
		CHECK_INT(reports_count(store, owner, &count, &err), OK);
		CHECK_INT(count, 50);
	}
	store_close(store);
	state_free(&state);
}

static int
write_where_no_journal_can_be(const struct state *state)
{
	struct store *store;
	struct err err = {0};
	enum err_kind kind;
	int64_t count;

	if (store_open(&store, state->dir, STORE_WRITE, &err) != OK)
		return 1;
	kind = store_begin(store, &err);
	if (kind == OK)
		kind = add_report(store, 1, 2, &err);
	store_rollback(store);
	if (kind != ERR_READ_ONLY || err_status(kind) != 503 ||
		!strstr(err.detail, "weather.db"))
		return 2;
	if (reports_count(store, 1, &count, &err) != OK || count != 1)
		return 3;
	store_close(store);
	return 0;
}

static void
a_directory_that_became_read_only_is_503_and_reads_go_on(void)
{
	struct state state;
	struct store *store;
	struct migrate_result result;
	struct err err = {0};

	state_init(&state);
	CHECK_INT(migrate(state.dir, "weather.db", STORAGE_NETWORK, &result,
			  &err),
		OK);
	store = state_open(&state, STORE_WRITE);
	CHECK_INT(store_begin(store, &err), OK);
	insert_report(store, owner_of(store, "me"), 1, &err);
	CHECK_INT(store_commit(store, &err), OK);
	store_close(store);
	CHECK_INT(unlink(state_path(&state, "weather.db-journal")), 0);
	CHECK_INT(chmod(state.dir, 0555), 0);
	CHECK_INT(chmod(state_path(&state, "weather.db"), 0666), 0);
	CHECK_INT(as_nobody(write_where_no_journal_can_be, &state), 0);
	CHECK_INT(chmod(state.dir, 0755), 0);
	state_free(&state);
}

static void
a_file_that_was_replaced_takes_no_writes(void)
{
	struct state state;
	struct store *store;
	struct err err = {0};
	struct migrate_result result;

	state_init(&state);
	store = state_open(&state, STORE_WRITE);
	CHECK_INT(store_ping(store, &err), OK);
	CHECK_INT(unlink(state_path(&state, "weather.db")), 0);
	CHECK_INT(store_ping(store, &err), ERR_DATABASE);
	CHECK_STR(err.reason, "store/moved");
	CHECK_INT(store_begin(store, &err), ERR_DATABASE);
	CHECK_STR(err.reason, "store/moved");
	store_close(store);
	unlink(state_path(&state, "weather.db-wal"));
	unlink(state_path(&state, "weather.db-shm"));
	CHECK_INT(
		migrate(state.dir, "weather.db", STORAGE_LOCAL, &result, &err),
		OK);
	store = state_open(&state, STORE_WRITE);
	CHECK_INT(store_ping(store, &err), OK);
	CHECK_INT(store_begin(store, &err), OK);
	store_rollback(store);
	store_close(store);
	state_free(&state);
}

int
main(void)
{
	RUN(rows_change_only_within_a_transaction);
	RUN(rollback_takes_everything_back);
	RUN(a_statement_that_failed_can_be_used_again);
	RUN(a_locked_database_is_busy_and_says_when_to_retry);
	RUN(a_full_disk_is_507_and_loses_nothing);
	RUN(four_processes_may_write_at_once);
	RUN(a_directory_that_became_read_only_is_503_and_reads_go_on);
	RUN(a_file_that_was_replaced_takes_no_writes);
	DONE();
}
