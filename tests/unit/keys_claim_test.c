#include "store/connection.h"
#include "unit/store_keys.h"

#include <signal.h>

static void
of_two_connections_one_is_granted(void)
{
	struct state state;
	struct store *one, *two;

	state_init(&state);
	one = state_open(&state, STORE_KEYS);
	two = state_open(&state, STORE_KEYS);
	for (enum fetch_budget budget = BUDGET_SCHEDULED;
		budget <= BUDGET_UNKNOWN_KID; budget++) {
		int64_t now = start + (int64_t)budget * 1000;

		CHECK(claims(one, budget, "a", now));
		CHECK(!claims(two, budget, "b", now));
		CHECK(!claims(one, budget, "a", now));
		CHECK(!claims(two, budget, "b", now + LEASE_S));
		CHECK(!claims(two, budget, "b", now + COOLDOWN_S - 1));
		CHECK(claims(two, budget, "b", now + COOLDOWN_S));
	}
	store_close(one);
	store_close(two);
	state_free(&state);
}

static int
claim_once(const struct state *state, int number)
{
	struct store *store = state_open(state, STORE_KEYS);
	struct err err = {0};
	char owner[16];
	bool granted;

	sqlite3_busy_timeout(store->db, 60000);
	snprintf(owner, sizeof(owner), "owner %d", number);
	if (keys_claim(store, source, BUDGET_UNKNOWN_KID, str_from(owner),
		    start, &granted, &err) != OK)
		return 50;
	store_close(store);
	return granted;
}

static void
of_eight_processes_one_is_granted(void)
{
	struct state state;

	state_init(&state);
	CHECK_INT(in_processes(8, claim_once, &state), 1);
	state_free(&state);
}

static void
budgets_are_apart_but_the_lease_is_one(void)
{
	struct state state;
	struct store *store;

	state_init(&state);
	store = state_open(&state, STORE_KEYS);
	CHECK(claims(store, BUDGET_SCHEDULED, "a", start));
	CHECK(!claims(store, BUDGET_UNKNOWN_KID, "b", start + 1));
	CHECK(stores(store, "a", start + 2, "{}"));
	CHECK(!claims(store, BUDGET_SCHEDULED, "b", start + 3));
	CHECK(claims(store, BUDGET_UNKNOWN_KID, "b", start + 3));
	store_close(store);
	state_free(&state);
}

static void
other_sources_have_their_own_right(void)
{
	struct state state;
	struct store *store;
	struct err err = {0};
	bool granted;

	state_init(&state);
	store = state_open(&state, STORE_KEYS);
	CHECK(claims(store, BUDGET_SCHEDULED, "a", start));
	CHECK_INT(
		keys_claim(store, STR_LIT("other https://x/"), BUDGET_SCHEDULED,
			STR_LIT("a"), start, &granted, &err),
		OK);
	CHECK(granted);
	store_close(store);
	state_free(&state);
}

static void
failures_spend_the_budget_and_double_it(void)
{
	static const int cooldowns[] = {60, 120, 240, 480, 600, 600, 600};
	struct state state;
	struct store *store;
	int64_t now = start;

	state_init(&state);
	store = state_open(&state, STORE_KEYS);
	for (size_t i = 0; i < COUNT(cooldowns); i++) {
		CHECK(claims(store, BUDGET_UNKNOWN_KID, "a", now));
		fails(store, "a", now + 1, 0);
		CHECK_INT(refresh(store, state.arena).failures, (int)i + 1);
		CHECK(!claims(store, BUDGET_UNKNOWN_KID, "a",
			now + cooldowns[i] - 1));
		now += cooldowns[i];
	}
	CHECK(claims(store, BUDGET_UNKNOWN_KID, "a", now));
	CHECK(stores(store, "a", now + 1, "{}"));
	CHECK_INT(refresh(store, state.arena).failures, 0);
	now += 600;
	CHECK(claims(store, BUDGET_UNKNOWN_KID, "a", now));
	CHECK(!claims(store, BUDGET_UNKNOWN_KID, "a", now + 59));
	CHECK(claims(store, BUDGET_UNKNOWN_KID, "a", now + 60));
	store_close(store);
	state_free(&state);
}

static void
many_failures_do_not_overflow_the_cooldown(void)
{
	struct state state;
	struct store *store;

	state_init(&state);
	store = state_open(&state, STORE_KEYS);
	CHECK(claims(store, BUDGET_SCHEDULED, "a", start));
	CHECK_INT(stranger_run(&state, "keys.db",
			  "UPDATE key_refresh SET failures = 1000000"),
		SQLITE_OK);
	CHECK(claims(store, BUDGET_SCHEDULED, "a", start + 100));
	CHECK_INT(refresh(store, state.arena).refresh_next, start + 700);
	store_close(store);
	state_free(&state);
}

static void
a_failure_is_noted_and_the_provider_is_heard(void)
{
	struct state state;
	struct store *store;
	struct key_refresh seen;

	state_init(&state);
	store = state_open(&state, STORE_KEYS);
	seen = refresh(store, state.arena);
	CHECK_INT(seen.last_attempt, 0);
	CHECK(claims(store, BUDGET_SCHEDULED, "a", start));
	seen = refresh(store, state.arena);
	CHECK_INT(seen.lease_until, start + LEASE_S);
	CHECK_INT(seen.refresh_next, start + COOLDOWN_S);
	CHECK_INT(seen.unknown_next, 0);
	CHECK_INT(seen.last_attempt, start);
	fails(store, "a", start + 1, start + 300);
	seen = refresh(store, state.arena);
	CHECK_INT(seen.lease_until, 0);
	CHECK_INT(seen.refresh_next, start + 300);
	CHECK_INT(seen.unknown_next, start + 300);
	CHECK_INT(seen.failures, 1);
	CHECK(str_is(seen.last_error, "HTTP 500"));

	CHECK(claims(store, BUDGET_SCHEDULED, "a", start + 300));
	fails(store, "a", start + 301, INT64_MAX);
	seen = refresh(store, state.arena);
	CHECK_INT(seen.refresh_next, start + 301 + NOT_BEFORE_MAX_S);
	CHECK(!claims(store, BUDGET_UNKNOWN_KID, "a", start + 1000));
	CHECK(claims(store, BUDGET_UNKNOWN_KID, "a", start + 4000));
	CHECK(stores(store, "a", start + 4001, "{}"));
	CHECK_INT(refresh(store, state.arena).last_error.len, 0);
	store_close(store);
	state_free(&state);
}

static void
a_lost_lease_stores_nothing(void)
{
	struct state state;
	struct store *one, *two;

	state_init(&state);
	one = state_open(&state, STORE_KEYS);
	two = state_open(&state, STORE_KEYS);
	CHECK(claims(one, BUDGET_SCHEDULED, "a", start));
	CHECK(claims(two, BUDGET_SCHEDULED, "b", start + COOLDOWN_S));
	CHECK(!stores(one, "a", start + COOLDOWN_S + 1, "{\"old\":1}"));
	CHECK_INT(stored_body(one, state.arena).len, 0);
	/* Nor does its failure count. */
	fails(one, "a", start + COOLDOWN_S + 1, 0);
	CHECK_INT(refresh(one, state.arena).failures, 0);
	CHECK(stores(two, "b", start + COOLDOWN_S + 2, "{\"new\":1}"));
	CHECK(str_is(stored_body(one, state.arena), "{\"new\":1}"));
	/* A lease ends with its store. */
	CHECK(!stores(two, "b", start + COOLDOWN_S + 3, "{\"again\":1}"));
	CHECK(str_is(stored_body(one, state.arena), "{\"new\":1}"));
	store_close(one);
	store_close(two);
	state_free(&state);
}

static void
a_lease_that_ran_out_stores_nothing(void)
{
	struct state state;
	struct store *store;
	int64_t before;

	state_init(&state);
	store = state_open(&state, STORE_KEYS);
	CHECK(claims(store, BUDGET_SCHEDULED, "a", start));
	before = generation(store);
	CHECK(!stores(store, "a", start + LEASE_S, "{}"));
	CHECK_INT(generation(store), before);
	CHECK(claims(store, BUDGET_UNKNOWN_KID, "b", start + LEASE_S));
	CHECK(stores(store, "b", start + LEASE_S + LEASE_S - 1, "{}"));
	store_close(store);
	state_free(&state);
}

static int
claim_and_die(const struct state *state, int number)
{
	struct store *store = state_open(state, STORE_KEYS);

	(void)number;
	if (!claims(store, BUDGET_SCHEDULED, "dead", start))
		return 1;
	raise(SIGKILL);
	return 2;
}

static void
a_killed_fetcher_is_replaced_after_its_lease(void)
{
	struct state state;
	struct store *store;

	state_init(&state);
	CHECK_INT(in_processes(1, claim_and_die, &state), -1);
	store = state_open(&state, STORE_KEYS);
	CHECK(!claims(store, BUDGET_UNKNOWN_KID, "b", start + LEASE_S - 1));
	CHECK(claims(store, BUDGET_UNKNOWN_KID, "b", start + LEASE_S));
	store_close(store);
	state_free(&state);
}

static void
a_clock_that_was_wrong_does_not_block_for_ever(void)
{
	struct state state;
	struct store *store;
	int64_t wrong = start + INT64_C(50) * 365 * 86400;

	state_init(&state);
	store = state_open(&state, STORE_KEYS);
	CHECK(claims(store, BUDGET_SCHEDULED, "a", wrong));
	CHECK(claims(store, BUDGET_SCHEDULED, "b", start));
	CHECK(!claims(store, BUDGET_SCHEDULED, "c", start));
	/* A little behind is a slow request, not a wrong clock. */
	CHECK(!claims(store, BUDGET_SCHEDULED, "c", start - 30));
	store_close(store);
	state_free(&state);
}

/* covers: I15 */
static void
a_busy_store_grants_nothing_and_is_no_error(void)
{
	struct state state;
	struct store *one, *two;
	struct key_set_row row = row_at(start, "{}");
	struct err err = {0};
	bool stored;

	state_init(&state);
	one = state_open(&state, STORE_KEYS);
	two = state_open(&state, STORE_KEYS);
	sqlite3_busy_timeout(two->db, 1);
	CHECK_INT(store_begin(one, &err), OK);
	CHECK(!claims(two, BUDGET_SCHEDULED, "b", start));
	CHECK_INT(keys_store(two, &row, STR_LIT("b"), start, &stored, &err),
		ERR_BUSY);
	CHECK(!stored);
	store_rollback(one);
	CHECK(claims(two, BUDGET_SCHEDULED, "b", start));
	store_close(one);
	store_close(two);
	state_free(&state);
}

int
main(void)
{
	RUN(of_two_connections_one_is_granted);
	RUN(of_eight_processes_one_is_granted);
	RUN(budgets_are_apart_but_the_lease_is_one);
	RUN(other_sources_have_their_own_right);
	RUN(failures_spend_the_budget_and_double_it);
	RUN(many_failures_do_not_overflow_the_cooldown);
	RUN(a_failure_is_noted_and_the_provider_is_heard);
	RUN(a_lost_lease_stores_nothing);
	RUN(a_lease_that_ran_out_stores_nothing);
	RUN(a_killed_fetcher_is_replaced_after_its_lease);
	RUN(a_clock_that_was_wrong_does_not_block_for_ever);
	RUN(a_busy_store_grants_nothing_and_is_no_error);
	DONE();
}
