/* Keys in keys.db: what a row counts for, and a store that fails. */
#include "auth/keyring.h"

#include "unit/idp.h"

static void
an_import_counts_at_once(void)
{
	struct idp idp;
	char *jwks = idp_jwks("b");
	struct key_set_row row;
	struct err err = {0};

	idp_new(&idp);
	CHECK_STR(idp_find(&idp, "a"), "");
	row = idp_row(&idp);
	row.body = str_from(jwks);
	CHECK_INT(keys_import(idp.store, &row, &err), OK);
	CHECK_STR(idp_find(&idp, "b"), "");
	idp_fails(&idp, "keys");
	CHECK_STR(idp_find(&idp, "a"), "keys/unknown-kid-throttled");
	free(jwks);
	idp_free(&idp);
}

/* No row of ours is fresh for longer than a day, or in the future. */
static void
a_row_cannot_promise_to_be_fresh_for_ever(void)
{
	static const struct {
		int64_t fetched_at, fresh_until;
		const char *want;
	} cases[] = {
		{IDP_START, IDP_START + KEYS_FRESH_MAX_S, ""},
		{IDP_START, IDP_START + KEYS_FRESH_MAX_S + 1, "old"},
		{IDP_START, INT64_MAX, "old"},
		{IDP_START + 1, IDP_START + KEYS_FRESH_S, "old"},
		{IDP_START - KEYS_STALE_S, IDP_START + 1, "keys/too-old"},
		{IDP_START + KEYS_STALE_S, INT64_MAX, "keys/too-old"},
		{INT64_MAX, INT64_MAX, "keys/too-old"},
		{INT64_MIN, INT64_MAX, "keys/none"},
		{IDP_START, INT64_MIN, "keys/none"},
		{0, INT64_MAX, "keys/too-old"},
	};
	char *jwks = idp_jwks("b");

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct key_set_row row = {.body = str_from(jwks),
			.jwks_uri = STR_LIT("https://id.example/keys"),
			.fetched_at = cases[i].fetched_at,
			.fresh_until = cases[i].fresh_until};
		struct idp idp;
		struct err err = {0};

		idp_new(&idp);
		idp_fails(&idp, "metadata");
		row.source = str_from(idp.source.id);
		CHECK_INT(keys_import(idp.store, &row, &err), OK);
		CHECK_STR(idp_find(&idp, "b"), cases[i].want);
		idp_free(&idp);
	}
	free(jwks);
}

/* What another program than ours writes is seen after so long. */
enum { FOREIGN_S = 1 };

static void
a_row_that_is_gone_takes_the_keys_with_it(void)
{
	struct idp idp;

	idp_new(&idp);
	CHECK_STR(idp_find(&idp, "a"), "");
	idp_fails(&idp, "metadata");
	CHECK_INT(stranger_run(&idp.state, "keys.db",
			  "DELETE FROM key_set; UPDATE generation SET "
			  "value = value + 1"),
		SQLITE_OK);
	idp_pass_time(&idp, FOREIGN_S);
	CHECK_STR(idp_find(&idp, "a"), "keys/none");
	idp_free(&idp);
}

/* covers: E12 */
static void
a_damaged_row_is_no_cache(void)
{
	struct idp idp;

	idp_new(&idp);
	CHECK_STR(idp_find(&idp, "a"), "");
	CHECK_INT(idp_count(&idp, "keys"), 1);
	CHECK_INT(stranger_run(&idp.state, "keys.db",
			  "UPDATE key_set SET body = CAST(replace(CAST("
			  "body AS TEXT), '\"a\"', '\"b\"') AS BLOB); "
			  "UPDATE generation SET value = value + 1"),
		SQLITE_OK);
	idp_pass_time(&idp, FOREIGN_S);
	/* What this process has seen whole keeps working, and is renewed. */
	CHECK_STR(idp_find(&idp, "a"), "old");
	CHECK_INT(idp_logged(&idp, "event=keys-stored-damaged"), 1);
	/* A new process believes none of it: no planted key, no 304. */
	idp_restart(&idp);
	idp_pass_time(&idp, COOLDOWN_S);
	CHECK_STR(idp_find(&idp, "b"), "keys/unknown-kid");
	CHECK_INT(idp_count(&idp, "keys"), 1);
	CHECK_INT(idp_count(&idp, "metadata"), 2);
	CHECK_STR(idp_find(&idp, "a"), "");
	idp_free(&idp);
}

/* The sum fits, the content does not: an import of another program, or
 * algorithms that the configuration no longer allows. */
static void
a_row_without_usable_keys_is_no_cache(void)
{
	struct idp idp;
	struct key_set_row row;
	struct err err = {0};

	idp_new(&idp);
	CHECK_STR(idp_find(&idp, "a"), "");
	row = idp_row(&idp);
	row.body = STR_LIT("{\"keys\":[]}");
	row.etag = STR_LIT("\"v1\"");
	CHECK_INT(keys_import(idp.store, &row, &err), OK);
	CHECK_STR(idp_find(&idp, "a"), "old");
	CHECK_INT(idp_logged(&idp, "event=keys-stored-unusable"), 1);
	idp_restart(&idp);
	idp_pass_time(&idp, COOLDOWN_S);
	CHECK_STR(idp_find(&idp, "a"), "");
	CHECK_INT(idp_count(&idp, "keys \"v1\""), 0);
	idp_free(&idp);
}

/* covers: I15 */
static void
an_unreadable_store_leaves_the_keys_in_memory(void)
{
	struct idp idp;

	idp_new(&idp);
	CHECK_STR(idp_find(&idp, "a"), "");
	CHECK_INT(idp_count(&idp, "keys"), 1);
	CHECK_INT(stranger_run(&idp.state, "keys.db",
			  "ALTER TABLE generation RENAME TO away"),
		SQLITE_OK);
	idp_pass_time(&idp, FOREIGN_S);
	CHECK_STR(idp_find(&idp, "a"), "");
	CHECK_STR(idp_find(&idp, "b"), "keys/unknown-kid-throttled");
	CHECK_INT(idp_logged(&idp, "event=keys-unreadable"), 1);
	idp_pass_time(&idp, KEYS_FRESH_S);
	CHECK_STR(idp_find(&idp, "a"), "old");
	CHECK(!idp_refresh(&idp));
	idp_pass_time(&idp, KEYS_STALE_S);
	CHECK_STR(idp_find(&idp, "a"), "keys/too-old");
	CHECK_INT(idp_count(&idp, "keys"), 0);
	CHECK_INT(stranger_run(&idp.state, "keys.db",
			  "ALTER TABLE away RENAME TO generation"),
		SQLITE_OK);
	CHECK_STR(idp_find(&idp, "a"), "");
	CHECK_INT(idp_count(&idp, "keys"), 1);
	idp_free(&idp);
}

static bool
has_key(struct idp *idp, size_t index, const char *kid)
{
	const struct key *key;
	struct err err = {0};
	bool old;

	return keyring_find(idp->keys, index, str_from(kid), ALG_EDDSA, &key,
		       &old, &err) == OK;
}

/* The one that is asked for first does not speak for the others: a key that
 * was taken out of each of two sets is gone from both. */
static void
a_change_is_seen_in_every_source(void)
{
	struct idp idp;
	struct key_source both[2];
	char *jwks[] = {idp_jwks("a"), idp_jwks("b")};
	struct key_set_row row;
	struct err err = {0};

	idp_new(&idp);
	CHECK_STR(idp_find(&idp, "a"), "");
	idp_fails(&idp, "keys");
	idp_fails(&idp, "metadata");
	row = idp_row(&idp);
	both[0] = both[1] = idp.source;
	both[1].id = "other https://id.example/metadata";
	idp.issuers = (struct issuer_set){.sources = both, .source_count = 2};
	keyring_close(idp.keys);
	idp_open_keyring(&idp);
	for (size_t set = 0; set < 2; set++) {
		for (size_t i = 0; i < 2; i++) {
			row.source = str_from(both[i].id);
			row.body = str_from(jwks[set]);
			CHECK_INT(keys_import(idp.store, &row, &err), OK);
		}
		for (size_t i = 0; i < 2; i++) {
			CHECK(has_key(&idp, i, "a") == (set == 0));
			CHECK(has_key(&idp, i, "b") == (set == 1));
		}
	}
	free(jwks[0]);
	free(jwks[1]);
	idp_free(&idp);
}

/* What could not be read when it changed is read when it can be. */
static void
a_change_that_could_not_be_read_is_not_forgotten(void)
{
	struct idp idp;

	idp_new(&idp);
	CHECK_STR(idp_find(&idp, "a"), "");
	idp_fails(&idp, "metadata");
	CHECK_INT(stranger_run(&idp.state, "keys.db",
			  "DELETE FROM key_set; UPDATE generation SET "
			  "value = value + 1; "
			  "ALTER TABLE key_set RENAME TO away"),
		SQLITE_OK);
	idp_pass_time(&idp, FOREIGN_S);
	CHECK_STR(idp_find(&idp, "a"), "");
	CHECK_INT(idp_logged(&idp, "event=keys-unreadable"), 1);
	CHECK_INT(stranger_run(&idp.state, "keys.db",
			  "ALTER TABLE away RENAME TO key_set"),
		SQLITE_OK);
	idp_pass_time(&idp, FOREIGN_S);
	CHECK_STR(idp_find(&idp, "a"), "keys/none");
	idp_free(&idp);
}

/* keys.db was restored from elsewhere while the service ran. */
static void
another_store_brings_its_own_keys(void)
{
	struct idp idp;
	struct state other;
	struct store *store;
	struct key_set_row row;
	struct err err = {0};
	char *jwks = idp_jwks("b");

	idp_new(&idp);
	CHECK_STR(idp_find(&idp, "a"), "");
	row = idp_row(&idp);
	row.body = str_from(jwks);
	state_init(&other);
	store = state_open(&other, STORE_KEYS);
	CHECK_INT(keys_import(store, &row, &err), OK);
	keyring_set_store(idp.keys, NULL);
	keyring_set_store(idp.keys, store);
	idp_fails(&idp, "keys");
	CHECK_STR(idp_find(&idp, "b"), "");
	CHECK_STR(idp_find(&idp, "a"), "keys/unknown-kid-throttled");
	keyring_set_store(idp.keys, idp.store);
	CHECK_STR(idp_find(&idp, "a"), "");
	store_close(store);
	state_free(&other);
	free(jwks);
	idp_free(&idp);
}

/* The write lock is taken: reading goes on, and nothing is fetched. */
/* covers: I15 */
static void
a_locked_store_delays_no_known_key(void)
{
	struct idp idp;
	sqlite3 *other;

	idp_new(&idp);
	CHECK_STR(idp_find(&idp, "a"), "");
	other = state_stranger(&idp.state, "keys.db");
	CHECK_INT(sqlite3_exec(other, "BEGIN IMMEDIATE", NULL, NULL, NULL),
		SQLITE_OK);
	CHECK_STR(idp_find(&idp, "a"), "");
	CHECK_STR(idp_find(&idp, "b"), "keys/unknown-kid-throttled");
	CHECK_INT(idp_count(&idp, "keys"), 1);
	sqlite3_close(other);
	CHECK_STR(idp_find(&idp, "b"), "keys/unknown-kid");
	idp_free(&idp);
}

static void
a_lease_lost_meanwhile_changes_nothing(void)
{
	struct idp idp;
	char *jwks = idp_jwks("c");
	struct key_set_row row;
	struct err err = {0};

	idp_new(&idp);
	CHECK_STR(idp_find(&idp, "a"), "");
	idp_pass_time(&idp, KEYS_FRESH_S);
	CHECK_STR(idp_find(&idp, "a"), "old");
	row = idp_row(&idp);
	row.body = str_from(jwks);
	row.fetched_at = IDP_START + KEYS_FRESH_S;
	row.fresh_until = row.fetched_at + KEYS_FRESH_S;
	CHECK(keyring_refresh_begin(idp.keys));
	CHECK_INT(keys_import(idp.store, &row, &err), OK);
	keyring_refresh_wait(idp.keys);
	CHECK_INT(idp_logged(&idp, "reason=keys/lease-lost"), 1);
	CHECK_STR(idp_find(&idp, "c"), "");
	free(jwks);
	idp_free(&idp);
}

static void
a_refresh_that_is_broken_off_gives_its_lease_back(void)
{
	struct idp idp;

	idp_new(&idp);
	CHECK_STR(idp_find(&idp, "a"), "");
	idp_pass_time(&idp, KEYS_FRESH_S);
	CHECK_STR(idp_find(&idp, "a"), "old");
	idp_hold(&idp);
	CHECK(keyring_refresh_begin(idp.keys));
	idp_restart(&idp);
	idp_let_go(&idp);
	/* Not for 15 seconds of a lease that nobody holds. */
	idp_has_keys(&idp, "ab");
	CHECK_STR(idp_find(&idp, "b"), "");
	idp_free(&idp);
}

static void
an_operator_refreshes_whatever_the_budget(void)
{
	struct idp idp;
	struct key_refresh before;
	struct err err = {0};

	idp_new(&idp);
	idp_fails(&idp, "keys");
	CHECK_STR(idp_find(&idp, "a"), "keys/none");
	idp_pass_time(&idp, 1);
	before = idp_state(&idp);
	CHECK_INT(keyring_refresh_now(idp.keys, 0, &err), ERR_FETCH);
	CHECK(strstr(err.detail, "no route to host"));
	CHECK_INT(idp_state(&idp).failures, 2);
	CHECK_INT(idp_state(&idp).last_attempt, IDP_START + 1);
	CHECK(str_starts(idp_state(&idp).last_error, "fetch/"));
	idp_has_keys(&idp, "a");
	err = (struct err){0};
	CHECK_INT(keyring_refresh_now(idp.keys, 0, &err), OK);
	CHECK_INT(idp_state(&idp).failures, 0);
	CHECK(!idp_state(&idp).last_error.len);
	/* It spends no budget, and leaves no lease behind. */
	CHECK_INT(idp_state(&idp).refresh_next, before.refresh_next);
	CHECK_INT(idp_state(&idp).unknown_next, before.unknown_next);
	CHECK_INT(idp_state(&idp).lease_until, 0);
	CHECK_STR(idp_find(&idp, "a"), "");
	idp_has_keys(&idp, "b");
	CHECK_INT(keyring_refresh_now(idp.keys, 0, &err), OK);
	CHECK_STR(idp_find(&idp, "b"), "");
	idp_free(&idp);
}

int
main(void)
{
	RUN(an_import_counts_at_once);
	RUN(a_row_cannot_promise_to_be_fresh_for_ever);
	RUN(a_row_that_is_gone_takes_the_keys_with_it);
	RUN(a_damaged_row_is_no_cache);
	RUN(a_row_without_usable_keys_is_no_cache);
	RUN(an_unreadable_store_leaves_the_keys_in_memory);
	RUN(a_change_is_seen_in_every_source);
	RUN(a_change_that_could_not_be_read_is_not_forgotten);
	RUN(another_store_brings_its_own_keys);
	RUN(a_locked_store_delays_no_known_key);
	RUN(a_lease_lost_meanwhile_changes_nothing);
	RUN(a_refresh_that_is_broken_off_gives_its_lease_back);
	RUN(an_operator_refreshes_whatever_the_budget);
	DONE();
}
