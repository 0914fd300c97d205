#include "store/connection.h"
#include "store/keys.h"
#include "unit/store.h"

#include <signal.h>

static const struct str source = {"main https://login.test/", 24};
static const int64_t start = 1000000;

static bool
claims(struct store *store, enum fetch_budget budget, const char *owner,
	int64_t now)
{
	struct err err = {0};
	bool granted = true;

	CHECK_INT(keys_claim(store, source, budget, str_from(owner), now,
			  &granted, &err),
		OK);
	return granted;
}

static struct key_set_row
row_at(int64_t now, const char *body)
{
	return (struct key_set_row){.source = source,
		.jwks_uri = STR_LIT("https://login.test/keys"),
		.metadata_at = now - 1,
		.fetched_at = now,
		.fresh_until = now + 3600,
		.etag = STR_LIT("\"abc\""),
		.body = str_from(body)};
}

static bool
stores(struct store *store, const char *owner, int64_t now, const char *body)
{
	struct key_set_row row = row_at(now, body);
	struct err err = {0};
	bool stored = true;

	CHECK_INT(keys_store(store, &row, str_from(owner), now, &stored, &err),
		OK);
	return stored;
}

static void
fails(struct store *store, const char *owner, int64_t now, int64_t not_before)
{
	struct err err = {0};

	CHECK_INT(keys_fail(store, source, str_from(owner), now, not_before,
			  STR_LIT("HTTP 500"), &err),
		OK);
}

static int64_t
generation(struct store *store)
{
	struct err err = {0};
	int64_t value = -1;

	CHECK_INT(keys_generation(store, &value, &err), OK);
	return value;
}

static struct key_refresh
refresh(struct store *store, struct arena *arena)
{
	struct key_refresh refresh;
	struct err err = {0};

	CHECK_INT(keys_refresh_state(store, source, arena, &refresh, &err), OK);
	return refresh;
}

static struct str
stored_body(struct store *store, struct arena *arena)
{
	struct key_set_row row;
	struct err err = {0};
	bool found, damaged;

	CHECK_INT(keys_load(store, source, arena, &found, &damaged, &row, &err),
		OK);
	CHECK(!damaged);
	CHECK_INT(found, row.body.len > 0);
	return row.body;
}

static void
what_was_stored_is_loaded_by_another_connection(void)
{
	struct state state;
	struct store *one, *two;
	struct key_set_row row;
	struct err err = {0};
	bool found, damaged;
	int64_t before;

	state_init(&state);
	one = state_open(&state, STORE_KEYS);
	two = state_open(&state, STORE_KEYS);
	CHECK_INT(keys_load(two, source, state.arena, &found, &damaged, &row,
			  &err),
		OK);
	CHECK(!found && !damaged);
	before = generation(two);
	CHECK(claims(one, BUDGET_SCHEDULED, "a", start));
	CHECK_INT(generation(two), before);
	CHECK(stores(one, "a", start + 1, "{\"keys\":[]}"));
	CHECK_INT(generation(two), before + 1);
	CHECK_INT(keys_load(two, source, state.arena, &found, &damaged, &row,
			  &err),
		OK);
	CHECK(found && !damaged);
	CHECK_INT(row.generation, before + 1);
	CHECK(str_eq(row.source, source));
	CHECK(str_is(row.jwks_uri, "https://login.test/keys"));
	CHECK(str_is(row.etag, "\"abc\""));
	CHECK(str_is(row.body, "{\"keys\":[]}"));
	CHECK_INT(row.metadata_at, start);
	CHECK_INT(row.fetched_at, start + 1);
	CHECK_INT(row.fresh_until, start + 3601);
	store_close(one);
	store_close(two);
	state_free(&state);
}

static void
a_body_that_does_not_fit_its_hash_counts_as_none(void)
{
	static const char *const damages[] = {
		"UPDATE key_set SET body = x'7b7d'",
		"UPDATE key_set SET body = CAST('{\"keys\":[1]}' AS BLOB)",
		"UPDATE key_set SET sha256 = zeroblob(32)",
		"UPDATE key_set SET body = zeroblob(0)",
	};
	for (size_t i = 0; i < COUNT(damages); i++) {
		struct state state;
		struct store *store;
		struct key_set_row row;
		struct err err = {0};
		bool found, damaged;

		state_init(&state);
		store = state_open(&state, STORE_KEYS);
		CHECK(claims(store, BUDGET_SCHEDULED, "a", start));
		CHECK(stores(store, "a", start, "{\"keys\":[0]}"));
		CHECK_INT(stored_body(store, state.arena).len, 12);
		CHECK_INT(
			stranger_run(&state, "keys.db", damages[i]), SQLITE_OK);
		CHECK_INT(keys_load(store, source, state.arena, &found,
				  &damaged, &row, &err),
			OK);
		CHECK(!found && damaged);
		CHECK_INT(row.body.len, 0);
		store_close(store);
		state_free(&state);
	}
}

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
	CHECK(stores(store, "b", start + 2 * LEASE_S - 1, "{}"));
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
	int64_t wrong = start + 50 * 365 * 86400L;

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

static void
an_import_needs_no_lease_and_ends_one(void)
{
	struct state state;
	struct store *store;
	struct key_set_row row = row_at(start, "{\"imported\":1}");
	struct err err = {0};
	int64_t before;

	state_init(&state);
	store = state_open(&state, STORE_KEYS_ADMIN);
	before = generation(store);
	CHECK_INT(keys_import(store, &row, &err), OK);
	CHECK_INT(generation(store), before + 1);
	CHECK(str_is(stored_body(store, state.arena), "{\"imported\":1}"));
	CHECK(claims(store, BUDGET_SCHEDULED, "a", start));
	CHECK_INT(keys_import(store, &row, &err), OK);
	CHECK(!stores(store, "a", start + 1, "{\"fetched\":1}"));
	CHECK(str_is(stored_body(store, state.arena), "{\"imported\":1}"));
	store_close(store);
	state_free(&state);
}

struct visited {
	int count;
	bool ordered, with_body;
	char last[64];
};

static void
visit(void *ctx, const struct key_set_row *row)
{
	struct visited *visited = ctx;
	char name[64];

	snprintf(name, sizeof(name), "%.*s", STR_ARG(row->source));
	visited->ordered &= strcmp(visited->last, name) < 0;
	visited->with_body &= row->body.len > 0;
	snprintf(visited->last, sizeof(visited->last), "%s", name);
	visited->count++;
}

static void
every_row_is_visited_in_order(void)
{
	static const char *const sources[] = {"c x", "a x", "b x"};
	struct state state;
	struct store *store;
	struct visited visited = {.ordered = true, .with_body = true};
	struct err err = {0};
	int64_t before;

	state_init(&state);
	store = state_open(&state, STORE_KEYS);
	before = generation(store);
	for (size_t i = 0; i < COUNT(sources); i++) {
		struct key_set_row row = row_at(start, "{}");

		row.source = str_from(sources[i]);
		CHECK_INT(keys_import(store, &row, &err), OK);
	}
	CHECK_INT(generation(store), before + 3);
	CHECK_INT(keys_each(store, state.arena, visit, &visited, &err), OK);
	CHECK_INT(visited.count, 3);
	CHECK(visited.ordered && visited.with_body);
	store_close(store);
	state_free(&state);
}

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

static int
claim_as_nobody(const struct state *state)
{
	struct store *store;
	struct err err = {0};
	bool granted = true;

	return store_open(&store, state->dir, STORE_KEYS, &err) == OK &&
	       store_is_read_only(store) &&
	       keys_claim(store, source, BUDGET_SCHEDULED, STR_LIT("a"), start,
		       &granted, &err) == OK &&
	       !granted && str_is(stored_body(store, state->arena), "{}");
}

static void
a_read_only_store_grants_nothing_but_loads(void)
{
	struct state state;
	struct store *store;
	struct key_set_row row = row_at(start, "{}");
	struct err err = {0};

	state_init(&state);
	store = state_open(&state, STORE_KEYS);
	CHECK_INT(keys_import(store, &row, &err), OK);
	store_close(store);
	CHECK_INT(chmod(state.dir, 0777), 0);
	CHECK_INT(chmod(state_path(&state, "keys.db"), 0444), 0);
	CHECK_INT(as_nobody(claim_as_nobody, &state), 1);
	state_free(&state);
}

int
main(void)
{
	RUN(what_was_stored_is_loaded_by_another_connection);
	RUN(a_body_that_does_not_fit_its_hash_counts_as_none);
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
	RUN(an_import_needs_no_lease_and_ends_one);
	RUN(every_row_is_visited_in_order);
	RUN(a_busy_store_grants_nothing_and_is_no_error);
	RUN(a_read_only_store_grants_nothing_but_loads);
	DONE();
}
