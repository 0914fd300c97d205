/* How long a request waits for keys, and what goes on meanwhile. */
#include "auth/keyring.h"

#include "auth/keyring_parts.h"
#include "unit/idp.h"

enum { LARGE = 200000 };

/* The caller that needs a key which the refresh under way may bring waits
 * for that refresh, not for somebody else. */
static void
an_unknown_kid_joins_the_refresh_of_its_own_process(void)
{
	struct idp idp;

	idp_new(&idp);
	CHECK_STR(idp_find(&idp, "a"), "");
	idp_pass_time(&idp, KEYS_FRESH_S);
	CHECK_STR(idp_find(&idp, "a"), "old");
	idp_has_keys(&idp, "ab");
	CHECK(keyring_refresh_begin(idp.keys));
	CHECK_STR(idp_find(&idp, "b"), "");
	CHECK_INT(keyring_descriptor(idp.keys), -1);
	CHECK_INT(idp_count(&idp, "keys"), 2);
	idp_free(&idp);
}

/* What this process fetches for one request and what it fetches ahead both
 * go on: here each needs the other. */
static void
a_refresh_ahead_goes_on_while_a_request_waits_for_another_source(void)
{
	struct key_source sources[2];
	char *jwks = idp_jwks("c"), *large = malloc(LARGE + 1);
	const struct key *key;
	struct err err = {0};
	struct idp idp;
	bool old;

	idp_new(&idp);
	sources[0] = sources[1] = idp.source;
	sources[1].id = "other https://id.example/keys2";
	sources[1].metadata_url = NULL;
	sources[1].jwks_uri = "https://id.example/keys2";
	idp.issuers =
		(struct issuer_set){.sources = sources, .source_count = 2};
	idp_restart(&idp);
	idp_says_body(&idp, "keys2", 200, jwks);
	CHECK_STR(idp_find(&idp, "a"), "");
	CHECK_INT(keyring_find(idp.keys, 1, STR_LIT("c"), ALG_EDDSA, &key, &old,
			  &err),
		OK);
	idp_pass_time(&idp, KEYS_FRESH_S);
	CHECK_INT(keyring_find(idp.keys, 1, STR_LIT("c"), ALG_EDDSA, &key, &old,
			  &err),
		OK);
	CHECK(old);
	/* More than a pipe takes in. */
	memset(large, ' ', LARGE);
	memcpy(large, jwks, strlen(jwks));
	large[LARGE] = '\0';
	idp_says_body(&idp, "keys2", 200, large);
	idp_has_keys(&idp, "ab");
	idp_write(&idp, "hold-until-keys2", STR_LIT(""));
	CHECK(keyring_refresh_begin(idp.keys));
	CHECK_STR(idp_find(&idp, "b"), "");
	CHECK_INT(keyring_find(idp.keys, 1, STR_LIT("c"), ALG_EDDSA, &key, &old,
			  &err),
		OK);
	CHECK(!old);
	CHECK_INT(idp_count(&idp, "keys2"), 2);
	free(large);
	free(jwks);
	idp_free(&idp);
}

/* Another process holds the lease until this process's clock has moved on by
 * LEASE_S; how long a request for a key that is not there takes then. */
static int64_t
waited_for_another_ms(struct idp *idp)
{
	int64_t now = idp->ms / 1000, start_ms;
	int retry_after_s;
	char sql[400];

	snprintf(sql, sizeof(sql),
		"INSERT OR REPLACE INTO key_refresh (source, lease_owner, "
		"lease_until, refresh_next) VALUES ('%s', 'another', %lld, "
		"%lld)",
		idp->source.id, (long long)now + LEASE_S,
		(long long)now + COOLDOWN_S);
	CHECK_INT(stranger_run(&idp->state, "keys.db", sql), 0);
	start_ms = fetch_now_ms();
	CHECK_STR(
		idp_find_alg(idp, "a", ALG_EDDSA, &retry_after_s), "keys/none");
	CHECK(retry_after_s > 0 && retry_after_s <= LEASE_S);
	return fetch_now_ms() - start_ms;
}

static void
a_process_waits_two_seconds_in_any_minute_and_no_longer(void)
{
	struct idp idp;
	int64_t waited_ms;

	idp_new(&idp);
	idp_fails(&idp, "metadata");
	CHECK_STR(idp_find(&idp, "a"), "keys/none");
	/* Spent budgets cost no time, and do not begin a minute. */
	CHECK_STR(idp_find(&idp, "a"), "keys/none");
	idp_pass_time(&idp, KEYS_WAIT_WINDOW_S - 1);
	waited_ms = waited_for_another_ms(&idp);
	CHECK(waited_ms >= KEYS_WAIT_MS);
	CHECK(waited_ms < KEYS_WAIT_MS + 4000);
	/* Its time is used up: until a minute later it answers at once. */
	for (int i = 0; i < 50; i++)
		CHECK(waited_for_another_ms(&idp) < KEYS_WAIT_MS);
	for (int i = 0; i < 3; i++) {
		idp_pass_time(&idp, KEYS_WAIT_WINDOW_S / 3);
		CHECK(waited_for_another_ms(&idp) < KEYS_WAIT_MS);
	}
	idp_pass_time(&idp, WAIT_SLICE_S);
	CHECK(waited_for_another_ms(&idp) >= KEYS_WAIT_MS);
	/* A clock that went back gives nothing and takes nothing for ever. */
	idp_pass_time(&idp, -24 * 3600);
	CHECK(waited_for_another_ms(&idp) >= KEYS_WAIT_MS);
	CHECK_INT(idp_count(&idp, "metadata"), 1);
	idp_free(&idp);
}

int
main(void)
{
	RUN(an_unknown_kid_joins_the_refresh_of_its_own_process);
	RUN(a_refresh_ahead_goes_on_while_a_request_waits_for_another_source);
	RUN(a_process_waits_two_seconds_in_any_minute_and_no_longer);
	DONE();
}
