/* What the sieve lets through without a look-up, it lets through rightly, and
 * only as long as the list is the same. */
#include "store/connection.h"
#include "store/denylist.h"
#include "unit/store.h"

static const struct str issuer = STR_INIT("https://a/");

enum { CLOCK_MS = 1000 };

static bool
is_denied_once(struct store *store, struct str jti, int64_t now_ms)
{
	const struct denied_token token = {.issuer = issuer,
		.jti = jti,
		.uti = STR_LIT("unique"),
		.subject = STR_LIT("somebody"),
		.azp = STR_LIT("app"),
		.appid = STR_LIT("its id"),
		.client_id = STR_LIT("its name"),
		.now_ms = now_ms};
	struct err err = {0};
	bool denied = true;

	CHECK_INT(denylist_find(store, &token, &denied, &err), OK);
	return denied;
}

/* By a look-up first, then by what was learned of the list. */
static bool
is_denied(struct store *store, struct str jti, int64_t now_ms)
{
	bool denied = is_denied_once(store, jti, now_ms);

	CHECK(is_denied_once(store, jti, now_ms) == denied);
	return denied;
}

static void
deny(struct store *store, enum denied_kind kind, struct str value)
{
	struct err err = {0};

	CHECK_INT(denylist_add(store, kind, issuer, value, INT64_MAX, 1, &err),
		OK);
}

static void
what_another_process_revokes_counts_at_once(void)
{
	static const struct str clients[] = {
		STR_INIT("app"), STR_INIT("its id"), STR_INIT("its name")};
	struct state state;
	struct store *worker, *admin;
	struct err err = {0};
	bool removed;

	state_init(&state);
	worker = state_open(&state, STORE_KEYS);
	admin = state_open(&state, STORE_KEYS_ADMIN);
	CHECK(!is_denied(worker, STR_LIT("t"), CLOCK_MS));
	deny(admin, DENIED_TOKEN, STR_LIT("t"));
	CHECK(is_denied(worker, STR_LIT("t"), CLOCK_MS));
	CHECK(!is_denied(worker, STR_LIT("u"), CLOCK_MS));
	CHECK_INT(denylist_remove(admin, DENIED_TOKEN, issuer, STR_LIT("t"),
			  &removed, &err),
		OK);
	CHECK(!is_denied(worker, STR_LIT("t"), CLOCK_MS));
	/* the other members of a token are looked at as well */
	deny(admin, DENIED_SUBJECT, STR_LIT("somebody"));
	CHECK(is_denied(worker, STR_LIT("t"), CLOCK_MS));
	CHECK_INT(denylist_remove(admin, DENIED_SUBJECT, issuer,
			  STR_LIT("somebody"), &removed, &err),
		OK);
	CHECK(!is_denied(worker, STR_LIT("t"), CLOCK_MS));
	deny(admin, DENIED_TOKEN, STR_LIT("unique"));
	CHECK(is_denied(worker, STR_LIT("t"), CLOCK_MS));
	CHECK_INT(denylist_remove(admin, DENIED_TOKEN, issuer,
			  STR_LIT("unique"), &removed, &err),
		OK);
	CHECK(!is_denied(worker, STR_LIT("t"), CLOCK_MS));
	for (size_t i = 0; i < COUNT(clients); i++) {
		deny(admin, DENIED_CLIENT, clients[i]);
		CHECK(is_denied(worker, STR_LIT("t"), CLOCK_MS));
		CHECK_INT(denylist_remove(admin, DENIED_CLIENT, issuer,
				  clients[i], &removed, &err),
			OK);
		CHECK(!is_denied(worker, STR_LIT("t"), CLOCK_MS));
	}
	store_close(worker);
	store_close(admin);
	state_free(&state);
}

static void
who_asks_once_reads_no_list(void)
{
	struct state state;
	struct store *store;

	state_init(&state);
	store = state_open(&state, STORE_KEYS);
	CHECK(!is_denied_once(store, STR_LIT("t"), CLOCK_MS));
	CHECK(!store->statements[SQL_DENYLIST_VALUES]);
	CHECK(!is_denied_once(store, STR_LIT("t"), CLOCK_MS));
	CHECK(store->statements[SQL_DENYLIST_VALUES] != NULL);
	store_close(store);
	state_free(&state);
}

static void
what_another_program_writes_counts_within_a_second(void)
{
	struct state state;
	struct store *worker;

	state_init(&state);
	worker = state_open(&state, STORE_KEYS);
	CHECK(!is_denied(worker, STR_LIT("t"), CLOCK_MS));
	CHECK_INT(stranger_run(&state, "keys.db",
			  "INSERT INTO denied VALUES ('https://a/', 1, 't', "
			  "9223372036854775807, 1)"),
		SQLITE_OK);
	CHECK(is_denied(worker, STR_LIT("t"), CLOCK_MS + 1000));
	/* and at once where nobody says what time it is */
	CHECK_INT(stranger_run(&state, "keys.db", "DELETE FROM denied"),
		SQLITE_OK);
	CHECK(!is_denied(worker, STR_LIT("t"), 0));
	store_close(worker);
	state_free(&state);
}

/* Each of the first so many is denied, each of the next is not: with few rows,
 * and with more than the sieve takes. */
static void
a_list_of_any_length_is_the_list(void)
{
	static const int lengths[] = {1, 100, 4096, 4097, 6000};
	struct state state;
	struct store *worker;
	char insert[300], value[20];

	state_init(&state);
	worker = state_open(&state, STORE_KEYS);
	for (size_t i = 0; i < COUNT(lengths); i++) {
		snprintf(insert, sizeof(insert),
			"WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i "
			"+ 1 FROM n WHERE i < %d) INSERT OR IGNORE INTO denied "
			"SELECT 'https://a/', 1, 'id-' || i, "
			"9223372036854775807, 1 FROM n",
			lengths[i]);
		CHECK_INT(stranger_run(&state, "keys.db", insert), SQLITE_OK);
		for (int k = 1; k <= 2 * lengths[i]; k += 1 + lengths[i] / 50) {
			snprintf(value, sizeof(value), "id-%d", k);
			CHECK_INT(is_denied(worker, str_from(value),
					  CLOCK_MS + 2000 * (int64_t)(i + 1)),
				k <= lengths[i]);
		}
	}
	store_close(worker);
	state_free(&state);
}

static int
stop(void *left)
{
	int *steps = left;

	return --*steps <= 0;
}

/* However much of the list was read when SQLite gave up, the rest of it is
 * not taken for empty. */
static void
a_list_that_was_read_in_part_clears_nobody(void)
{
	const struct denied_token token = {
		.issuer = issuer, .jti = STR_LIT("t"), .now_ms = CLOCK_MS};
	int refused = 0, steps = 0, left;
	struct state state;
	struct store *store;

	state_init(&state);
	store = state_open(&state, STORE_KEYS_ADMIN);
	deny(store, DENIED_TOKEN, STR_LIT("first"));
	deny(store, DENIED_TOKEN, STR_LIT("second"));
	deny(store, DENIED_TOKEN, token.jti);
	store_close(store);
	do {
		struct err err = {0};
		bool denied;

		store = state_open(&state, STORE_KEYS);
		CHECK_INT(denylist_find(store, &token, &denied, &err), OK);
		CHECK(denied);
		left = ++steps;
		sqlite3_progress_handler(store->db, 1, stop, &left);
		if (denylist_find(store, &token, &denied, &err) != OK)
			refused++;
		CHECK(denied);
		sqlite3_progress_handler(store->db, 0, NULL, NULL);
		CHECK(is_denied(store, token.jti, CLOCK_MS));
		CHECK(!is_denied(store, STR_LIT("u"), CLOCK_MS));
		store_close(store);
	} while (left <= 0 && steps < 1000);
	state_free(&state);
	CHECK(refused > 9 && steps < 1000);
}

int
main(void)
{
	RUN(what_another_process_revokes_counts_at_once);
	RUN(who_asks_once_reads_no_list);
	RUN(what_another_program_writes_counts_within_a_second);
	RUN(a_list_of_any_length_is_the_list);
	RUN(a_list_that_was_read_in_part_clears_nobody);
	DONE();
}
