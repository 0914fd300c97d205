/* The right to ask a provider: store/upstream_claim.c. */
#include "unit/upstream_rows.h"

static void
no_process_asks_beyond_the_limits(void)
{
	const struct upstream_limits few = {3, 5};
	const struct upstream_place place = place_of("x");
	struct state state;
	struct store *store;
	struct err err = {0};
	int64_t minute = NOW - NOW % 86400 + 86400;
	bool granted;
	int count = 0;

	state_init(&state);
	store = state_open(&state, STORE_CACHE);
	for (int i = 0; i < 10; i++) {
		char city[16];

		snprintf(city, sizeof(city), "c%d", i);
		CHECK_INT(
			upstream_claim(store,
				&(struct upstream_place){place.provider,
					place.country, str_from(city), {0}},
				STR_LIT("a"), 1, &few, minute, &granted, &err),
			OK);
		count += granted;
	}
	CHECK_INT(count, 3);
	CHECK_INT(right_of(&state, store).minute_count, 3);
	/* what was not granted left no row */
	CHECK_INT(row_of(&state, store, "c3").lease_until, 0);
	/* the next minute, until the day is spent; all or nothing */
	CHECK_INT(upstream_claim(store, &place, STR_LIT("a"), 3, &few,
			  minute + 60, &granted, &err),
		OK);
	CHECK(!granted);
	CHECK_INT(upstream_claim(store, &place, STR_LIT("a"), 2, &few,
			  minute + 60, &granted, &err),
		OK);
	CHECK(granted);
	CHECK_INT(upstream_claim(store, &place, STR_LIT("a"), 1, &few,
			  minute + 86399, &granted, &err),
		OK);
	CHECK(!granted);
	CHECK_INT(upstream_claim(store, &place, STR_LIT("a"), 4, &few,
			  minute + 86400, &granted, &err),
		OK);
	CHECK(!granted);
	CHECK_INT(upstream_claim(store, &place, STR_LIT("a"), 1, &few,
			  minute + 86400, &granted, &err),
		OK);
	CHECK(granted);
	CHECK_INT(right_of(&state, store).day_count, 1);
	store_close(store);
	state_free(&state);
}

static void
a_failing_provider_is_asked_less_and_less_often(void)
{
	static const int64_t waits[] = {60, 120, 240, 480, 600, 600};
	struct state state;
	struct store *store;
	int64_t now = NOW;

	state_init(&state);
	store = state_open(&state, STORE_CACHE);
	for (size_t i = 0; i < COUNT(waits); i++) {
		CHECK(claims(store, "x", "a", now));
		/* one question at a time opens the way again */
		CHECK_INT(claims(store, "y", "b", now), i == 0);
		fails(store, "x", "a", PROBLEM_TIMEOUT, 0, now);
		CHECK(!claims(store, "x", "a", now + waits[i] - 1));
		CHECK(!claims(store, "z", "a", now + waits[i] - 1));
		CHECK_INT(right_of(&state, store).failures, i + 1);
		CHECK_INT(right_of(&state, store).problem, PROBLEM_TIMEOUT);
		CHECK(str_is(right_of(&state, store).last_error, "it failed"));
		now += waits[i];
	}
	CHECK(claims(store, "x", "a", now));
	CHECK(stores(store, "x", "a", 1, now));
	CHECK_INT(right_of(&state, store).failures, 0);
	CHECK_INT(right_of(&state, store).last_error.len, 0);
	CHECK(claims(store, "y", "a", now));
	CHECK(claims(store, "z", "a", now));
	store_close(store);
	state_free(&state);
}

static void
a_provider_may_ask_for_more_time(void)
{
	struct state state;
	struct store *store;

	state_init(&state);
	store = state_open(&state, STORE_CACHE);
	CHECK(claims(store, "x", "a", NOW));
	fails(store, "x", "a", PROBLEM_QUOTA, NOW + 1000, NOW);
	CHECK(!claims(store, "x", "a", NOW + 999));
	CHECK(claims(store, "x", "a", NOW + 1000));
	fails(store, "x", "a", PROBLEM_QUOTA, NOW + 100000, NOW + 1000);
	CHECK(!claims(store, "x", "a", NOW + 1000 + UPSTREAM_RETRY_MAX_S - 1));
	CHECK(claims(store, "x", "a", NOW + 1000 + UPSTREAM_RETRY_MAX_S));
	store_close(store);
	state_free(&state);
}

static void
questions_that_fail_together_count_once(void)
{
	struct state state;
	struct store *store;

	state_init(&state);
	store = state_open(&state, STORE_CACHE);
	for (int i = 0; i < 8; i++)
		CHECK(claims(store, (const char[2]){(char)('a' + i), '\0'}, "o",
			NOW));
	for (int i = 0; i < 8; i++) {
		const char city[2] = {(char)('a' + i), '\0'};
		const struct upstream_place place = place_of(city);
		const struct upstream_failure failure = {
			PROBLEM_FAILED, NOW, 0, STR_LIT("down")};
		struct err err = {0};

		CHECK_INT(upstream_fail(store, &place, STR_LIT("o"), &failure,
				  NOW + 5 + i, &err),
			OK);
	}
	CHECK_INT(right_of(&state, store).failures, 1);
	CHECK_INT(right_of(&state, store).not_before, NOW + 5 + 60);
	store_close(store);
	state_free(&state);
}

static void
times_of_a_clock_that_was_wrong_count_as_past(void)
{
	struct state state;
	struct store *store;

	state_init(&state);
	store = state_open(&state, STORE_CACHE);
	CHECK(claims(store, "x", "a", NOW + 1000000));
	CHECK(claims(store, "x", "a", NOW));
	fails(store, "x", "a", PROBLEM_UNKNOWN, 0, NOW + 1000000);
	CHECK(claims(store, "x", "a", NOW));
	fails(store, "x", "a", PROBLEM_FAILED, 0, NOW + 1000000);
	CHECK(claims(store, "x", "a", NOW));
	store_close(store);
	state_free(&state);
}

static int
claim_once(const struct state *state, int number)
{
	struct store *store = state_open(state, STORE_CACHE);
	bool granted;

	(void)number;
	granted = claims(store, "x", "a", NOW);
	store_close(store);
	return granted;
}

static void
of_eight_processes_one_may_ask(void)
{
	struct state state;

	state_init(&state);
	CHECK_INT(in_processes(8, claim_once, &state), 1);
	state_free(&state);
}

int
main(void)
{
	RUN(no_process_asks_beyond_the_limits);
	RUN(a_failing_provider_is_asked_less_and_less_often);
	RUN(a_provider_may_ask_for_more_time);
	RUN(questions_that_fail_together_count_once);
	RUN(times_of_a_clock_that_was_wrong_count_as_past);
	RUN(of_eight_processes_one_may_ask);
	DONE();
}
