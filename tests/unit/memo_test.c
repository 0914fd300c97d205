#include "auth/memo.h"

#include "unit/store.h"

#include <stdint.h>
#include <string.h>

enum { T = 1000000 };

static const char token[] = "aGVhZA.Ym9keQ.c2lnbg";
static const struct key rs256 = {.alg = ALG_RS256, .thumbprint = {1, 2, 3}};

static struct verified
fact_of(const char *text)
{
	return memo_fact("school", &rs256, str_from(text), T + 100, T);
}

static struct memo *
new_memo(void)
{
	struct memo *memo = memo_new();

	if (!memo) {
		puts("Bail out! no memory");
		exit(1);
	}
	return memo;
}

static bool
is_same(struct verified a, struct verified b)
{
	return !memcmp(a.digest, b.digest, sizeof(a.digest));
}

static void
a_fact_is_about_issuer_key_algorithm_and_token(void)
{
	struct key other_key = rs256, other_alg = rs256, other_kid = rs256;
	struct verified fact = fact_of(token);
	char changed[sizeof(token)];

	other_key.thumbprint[31] ^= 1;
	other_alg.alg = ALG_PS256;
	other_kid.kid = STR_LIT("another name of the same key");
	CHECK(is_same(fact, fact_of(token)));
	CHECK(is_same(fact, memo_fact("school", &other_kid, str_from(token),
				    T + 50, T + 10)));
	CHECK(!is_same(fact,
		memo_fact("school", &other_key, str_from(token), T + 100, T)));
	CHECK(!is_same(fact,
		memo_fact("school", &other_alg, str_from(token), T + 100, T)));
	CHECK(!is_same(
		fact, memo_fact("club", &rs256, str_from(token), T + 100, T)));
	CHECK(!is_same(
		fact, memo_fact("", &rs256, str_from(token), T + 100, T)));
	for (size_t bit = 0; bit < 8 * (sizeof(token) - 1); bit++) {
		memcpy(changed, token, sizeof(token));
		changed[bit / 8] = (char)(changed[bit / 8] ^ 1 << bit % 8);
		CHECK(!is_same(
			fact, memo_fact("school", &rs256,
				      (struct str){changed, sizeof(token) - 1},
				      T + 100, T)));
	}
}

/* Where one part ends and the next begins cannot be moved. */
static void
parts_do_not_flow_into_each_other(void)
{
	struct key key = rs256;

	memset(key.thumbprint, 'a', sizeof(key.thumbprint));
	CHECK(!is_same(memo_fact("x", &key, STR_LIT("t"), T, T),
		memo_fact("xa", &key, STR_LIT("t"), T, T)));
	CHECK(!is_same(memo_fact("x", &key, STR_LIT("RS256"), T, T),
		memo_fact("x", &key, STR_LIT(""), T, T)));
}

static void
a_fact_lasts_as_long_as_its_token_but_a_day_at_most(void)
{
	static const struct {
		int64_t expires, want;
	} cases[] = {
		{T + 1, T + 1},
		{T + VERIFIED_KEEP_S, T + VERIFIED_KEEP_S},
		{T + VERIFIED_KEEP_S + 1, T + VERIFIED_KEEP_S},
		{INT64_MAX, T + VERIFIED_KEEP_S},
	};

	for (size_t i = 0; i < COUNT(cases); i++)
		CHECK_INT(memo_fact("a", &rs256, STR_LIT("t"), cases[i].expires,
				  T)
				  .expires,
			cases[i].want);
}

static void
a_process_remembers_what_it_verified(void)
{
	struct memo *memo = new_memo();
	struct verified fact = fact_of(token), other = fact_of("other");

	CHECK(!memo_has(memo, NULL, &fact));
	CHECK(!memo_has_unsaved(memo));
	memo_add(memo, &fact, true);
	CHECK(memo_has(memo, NULL, &fact));
	CHECK(!memo_has(memo, NULL, &other));
	CHECK(memo_has_unsaved(memo));
	memo_save(memo, NULL, T);
	CHECK(!memo_has_unsaved(memo));
	CHECK(memo_has(memo, NULL, &fact));
	memo_free(memo);
	memo_free(NULL);
}

static void
another_process_finds_it_in_keys_db(void)
{
	struct state state;
	struct store *store;
	struct memo *memo = new_memo(), *other = new_memo();
	struct verified fact = fact_of(token), stranger = fact_of("other");

	state_init(&state);
	store = state_open(&state, STORE_KEYS);
	CHECK(!memo_has(memo, store, &fact));
	memo_add(memo, &fact, true);
	CHECK(!memo_has(other, store, &fact));
	memo_save(memo, store, T);
	CHECK(!memo_has_unsaved(memo));
	CHECK(memo_has(other, store, &fact));
	CHECK(!memo_has_unsaved(other));
	CHECK(!memo_has(other, store, &stranger));
	/* and from then on without keys.db */
	CHECK(memo_has(other, NULL, &fact));
	store_close(store);
	state_free(&state);
	memo_free(other);
	memo_free(memo);
}

static void
a_new_fact_takes_the_place_of_what_expires_first(void)
{
	struct memo *memo = new_memo();
	struct verified facts[5] = {{{0}, 0}};

	for (unsigned char i = 0; i < 5; i++) {
		facts[i].digest[1] = (unsigned char)(i + 1);
		facts[i].expires = T + 100 - i;
		memo_add(memo, &facts[i], true);
	}
	CHECK(memo_has(memo, NULL, &facts[0]));
	CHECK(memo_has(memo, NULL, &facts[1]));
	CHECK(memo_has(memo, NULL, &facts[2]));
	CHECK(!memo_has(memo, NULL, &facts[3]));
	CHECK(memo_has(memo, NULL, &facts[4]));
	memo_free(memo);
}

static void
however_many_come_the_newest_is_known_and_most_fit(void)
{
	struct memo *memo = new_memo();
	char text[32];
	int known = 0;

	for (int i = 0; i < 20 * MEMO_ENTRIES; i++) {
		struct verified fact;

		snprintf(text, sizeof(text), "token %d", i);
		fact = fact_of(text);
		memo_add(memo, &fact, true);
		CHECK(memo_has(memo, NULL, &fact));
	}
	for (int i = 0; i < 20 * MEMO_ENTRIES; i++) {
		struct verified fact;

		snprintf(text, sizeof(text), "token %d", i);
		fact = fact_of(text);
		known += memo_has(memo, NULL, &fact);
	}
	CHECK(known > MEMO_ENTRIES / 2 && known <= MEMO_ENTRIES);
	memo_free(memo);
}

static int64_t
count_rows(const struct state *state)
{
	sqlite3 *db = state_stranger(state, "keys.db");
	sqlite3_stmt *stmt = NULL;
	int64_t count = -1;

	sqlite3_prepare_v2(
		db, "SELECT count(*) FROM verified", -1, &stmt, NULL);
	if (sqlite3_step(stmt) == SQLITE_ROW)
		count = sqlite3_column_int64(stmt, 0);
	sqlite3_finalize(stmt);
	sqlite3_close(db);
	return count;
}

static void
what_waits_to_be_saved_is_bounded(void)
{
	struct state state;
	struct store *store;
	struct memo *memo = new_memo();
	char text[32];

	state_init(&state);
	store = state_open(&state, STORE_KEYS);
	for (int i = 0; i < 3 * MEMO_UNSAVED; i++) {
		struct verified fact;

		snprintf(text, sizeof(text), "token %d", i);
		fact = fact_of(text);
		memo_add(memo, &fact, true);
	}
	memo_save(memo, store, T);
	memo_save(memo, store, T);
	store_close(store);
	CHECK_INT(count_rows(&state), MEMO_UNSAVED);
	memo_free(memo);
	state_free(&state);
}

/* keys.db may be locked or gone: the memory of the process serves. */
static void
a_store_that_fails_changes_nothing(void)
{
	static const char *const faults[] = {
		"BEGIN IMMEDIATE", "DROP TABLE verified"};

	for (size_t i = 0; i < COUNT(faults); i++) {
		struct state state;
		struct store *store;
		struct memo *memo = new_memo();
		struct verified fact = fact_of(token), other = fact_of("b");
		sqlite3 *stranger;

		state_init(&state);
		store = state_open(&state, STORE_KEYS);
		stranger = state_stranger(&state, "keys.db");
		CHECK_INT(sqlite3_exec(stranger, faults[i], NULL, NULL, NULL),
			SQLITE_OK);
		CHECK(!memo_has(memo, store, &fact));
		memo_add(memo, &fact, true);
		memo_save(memo, store, T);
		CHECK(!memo_has_unsaved(memo));
		CHECK(memo_has(memo, store, &fact));
		CHECK(!memo_has(memo, store, &other));
		sqlite3_close(stranger);
		store_close(store);
		memo_free(memo);
		state_free(&state);
	}
}

static int
use_read_only(const struct state *state)
{
	struct store *store = state_open(state, STORE_KEYS);
	struct memo *memo = new_memo();
	struct verified known = fact_of("known"), fact = fact_of(token);
	bool good = store_is_read_only(store) &&
		    memo_has(memo, store, &known) &&
		    !memo_has(memo, store, &fact);

	memo_add(memo, &fact, true);
	memo_save(memo, store, T);
	good = good && memo_has(memo, store, &fact) && !memo_has_unsaved(memo);
	store_close(store);
	memo_free(memo);
	return good;
}

static void
a_store_that_can_only_be_read_is_read(void)
{
	struct state state;
	struct store *store;
	struct memo *memo = new_memo();
	struct verified known = fact_of("known");

	state_init(&state);
	store = state_open(&state, STORE_KEYS);
	memo_add(memo, &known, true);
	memo_save(memo, store, T);
	store_close(store);
	chmod(state.dir, 0777);
	chmod(state_path(&state, "keys.db"), 0444);
	CHECK_INT(as_nobody(use_read_only, &state), 1);
	CHECK_INT(count_rows(&state), 1);
	memo_free(memo);
	state_free(&state);
}

int
main(void)
{
	RUN(a_fact_is_about_issuer_key_algorithm_and_token);
	RUN(parts_do_not_flow_into_each_other);
	RUN(a_fact_lasts_as_long_as_its_token_but_a_day_at_most);
	RUN(a_process_remembers_what_it_verified);
	RUN(another_process_finds_it_in_keys_db);
	RUN(a_new_fact_takes_the_place_of_what_expires_first);
	RUN(however_many_come_the_newest_is_known_and_most_fit);
	RUN(what_waits_to_be_saved_is_bounded);
	RUN(a_store_that_fails_changes_nothing);
	RUN(a_store_that_can_only_be_read_is_read);
	DONE();
}
