/* How long keys serve, and what a refresh of them changes. */
#include "auth/keyring.h"

#include "unit/idp.h"

static void
a_refresh_ahead_makes_nobody_wait_and_replaces_the_set(void)
{
	struct idp idp;
	struct err err = {0};

	idp_new(&idp);
	idp_has_keys(&idp, "ab");
	CHECK_STR(idp_find(&idp, "a"), "");
	CHECK(!keyring_refresh_is_due(idp.keys));
	CHECK(!idp_refresh(&idp));
	idp_pass_time(&idp, KEYS_FRESH_S);
	/* Nobody asked since: nothing is due. */
	idp_restart(&idp);
	CHECK(!keyring_refresh_is_due(idp.keys));
	CHECK(!idp_refresh(&idp));
	CHECK_STR(idp_find(&idp, "a"), "old");
	idp_has_keys(&idp, "bc");
	idp_hold(&idp);
	CHECK(keyring_refresh_is_due(idp.keys));
	CHECK(keyring_refresh_begin(idp.keys));
	CHECK(!keyring_refresh_begin(idp.keys));
	CHECK(!keyring_refresh_is_due(idp.keys));
	CHECK(keyring_time_left_ms(idp.keys) > 0);
	keyring_refresh_step(idp.keys);
	CHECK_STR(idp_find(&idp, "a"), "old");
	CHECK_STR(idp_find(&idp, "b"), "old");
	CHECK_INT(keyring_refresh_now(idp.keys, 0, &err), ERR_BUSY);
	CHECK_STR(err.reason, "keys/leased");
	idp_let_go(&idp);
	keyring_refresh_wait(idp.keys);
	CHECK_STR(idp_find(&idp, "b"), "");
	CHECK_STR(idp_find(&idp, "c"), "");
	CHECK_STR(idp_find(&idp, "a"), "keys/unknown-kid");
	CHECK_INT(idp_count(&idp, "metadata"), 1);
	CHECK_INT(idp_count(&idp, "keys"), 3);
	idp_free(&idp);
}

/* covers: I12 */
static void
a_304_renews_what_is_stored(void)
{
	struct idp idp;
	char *jwks = idp_jwks("a");

	idp_new(&idp);
	idp_says(&idp, "keys",
		&(struct fetch_answer){.status = 200,
			.etag = "\"v1\"",
			.body = str_from(jwks),
			.max_age_s = -1,
			.retry_after_s = -1});
	CHECK_STR(idp_find(&idp, "a"), "");
	CHECK(str_is(idp_row(&idp).etag, "\"v1\""));
	idp_says(&idp, "keys",
		&(struct fetch_answer){
			.status = 304, .max_age_s = 7200, .retry_after_s = -1});
	idp_pass_time(&idp, KEYS_FRESH_S);
	CHECK_STR(idp_find(&idp, "a"), "old");
	CHECK(idp_refresh(&idp));
	CHECK_STR(idp_find(&idp, "a"), "");
	CHECK_INT(idp_row(&idp).fetched_at, IDP_START + KEYS_FRESH_S);
	CHECK(idp_row(&idp).fresh_until > IDP_START + KEYS_FRESH_S + 6400);
	CHECK(str_is(idp_row(&idp).etag, "\"v1\""));
	CHECK(str_is(idp_row(&idp).body, jwks));
	CHECK_INT(idp_count(&idp, "keys \"v1\""), 1);
	free(jwks);
	idp_free(&idp);
}

static void
the_etag_of_another_url_is_not_sent(void)
{
	struct idp idp;
	char *jwks = idp_jwks("a");
	struct fetch_answer answer = {.status = 200,
		.etag = "\"v1\"",
		.body = str_from(jwks),
		.max_age_s = -1,
		.retry_after_s = -1};

	idp_new(&idp);
	idp_says(&idp, "keys", &answer);
	CHECK_STR(idp_find(&idp, "a"), "");
	idp_says_body(&idp, "metadata", 200,
		"{\"issuer\":\"https://id.example/\","
		"\"jwks_uri\":\"https://id.example/keys2\"}");
	idp_says(&idp, "keys2", &answer);
	idp_pass_time(&idp, KEYS_METADATA_S - 1);
	CHECK_STR(idp_find(&idp, "a"), "old");
	CHECK(idp_refresh(&idp));
	CHECK_INT(idp_count(&idp, "keys \"v1\""), 1);
	idp_pass_time(&idp, KEYS_FRESH_S);
	CHECK_STR(idp_find(&idp, "a"), "old");
	CHECK(idp_refresh(&idp));
	CHECK_INT(idp_count(&idp, "keys2 \"v1\""), 0);
	CHECK_INT(idp_count(&idp, "keys2"), 1);
	CHECK(str_is(idp_row(&idp).jwks_uri, "https://id.example/keys2"));
	free(jwks);
	idp_free(&idp);
}

/* covers: E2 E3 I5 */
static void
a_bad_answer_changes_nothing(void)
{
	static const struct {
		int status;
		const char *body;
	} cases[] = {
		{200, ""},
		{200, "{}"},
		{200, "[]"},
		{200, "{\"keys\":[]}"},
		{200, "{\"keys\":[{\"kty\":\"oct\",\"k\":\"AAAA\"}]}"},
		{200, "<html>sign in</html>"},
		{204, ""},
		{206, NULL},
		{301, NULL},
		{302, NULL},
		{304, ""},
		{404, NULL},
		{500, NULL},
		{503, NULL},
	};
	char *good = idp_jwks("b"), *large;
	char many[102];
	struct idp idp;

	memset(many, 'x', 101);
	many[101] = '\0';
	large = idp_jwks(many);
	idp_new(&idp);
	CHECK_STR(idp_find(&idp, "a"), "");
	for (size_t i = 0; i <= COUNT(cases) + 1; i++) {
		int64_t fetched_at = idp_row(&idp).fetched_at;

		if (i < COUNT(cases))
			idp_says_body(&idp, "keys", cases[i].status,
				cases[i].body ? cases[i].body : good);
		else if (i == COUNT(cases))
			idp_says_body(&idp, "keys", 200, large);
		else
			idp_write(&idp, "keys", STR_LIT("weather-fetch 1\n"));
		idp_pass_time(&idp, COOLDOWN_MAX_S);
		CHECK_STR(idp_find(&idp, "b"), "keys/unknown-kid-throttled");
		CHECK(idp_logged(&idp, "keys-fetch-failed"));
		CHECK(idp_find(&idp, "a")[0] == '\0' ||
			strcmp(idp_find(&idp, "a"), "old") == 0);
		CHECK_INT(idp_row(&idp).fetched_at, fetched_at);
		CHECK_INT(idp_count(&idp, "keys"), i ? 1 : 2);
	}
	idp_pass_time(&idp, COOLDOWN_MAX_S);
	idp_says_body(&idp, "keys", 200, good);
	CHECK_STR(idp_find(&idp, "b"), "");
	free(large);
	free(good);
	idp_free(&idp);
}

/* covers: I8 */
static void
old_keys_serve_for_a_day_and_not_longer(void)
{
	struct idp idp;
	int retry_after_s;

	idp_new(&idp);
	CHECK_STR(idp_find(&idp, "a"), "");
	idp_fails(&idp, "keys");
	idp_fails(&idp, "metadata");
	idp_pass_time(&idp, KEYS_FRESH_S);
	CHECK_STR(idp_find(&idp, "a"), "old");
	CHECK(idp_refresh(&idp));
	idp_pass_time(&idp, KEYS_STALE_S - KEYS_FRESH_S - 1);
	CHECK_STR(idp_find(&idp, "a"), "old");
	CHECK_STR(idp_find(&idp, "a"), "old");
	CHECK_INT(idp_logged(&idp, "event=keys-old"), 1);
	CHECK(idp_refresh(&idp));
	idp_pass_time(&idp, 1);
	CHECK_STR(idp_find_alg(&idp, "a", ALG_EDDSA, &retry_after_s),
		"keys/too-old");
	CHECK(retry_after_s > 0 && retry_after_s <= COOLDOWN_MAX_S);
	idp_has_keys(&idp, "a");
	idp_says_body(&idp, "metadata", 200,
		"{\"issuer\":\"https://id.example/\","
		"\"jwks_uri\":\"https://id.example/keys\"}");
	idp_pass_time(&idp, retry_after_s);
	CHECK_STR(idp_find(&idp, "a"), "");
	idp_free(&idp);
}

/* covers: E13 */
static void
a_clock_that_went_back_makes_keys_old(void)
{
	struct idp idp;

	idp_new(&idp);
	CHECK_STR(idp_find(&idp, "a"), "");
	idp_pass_time(&idp, -1);
	CHECK_STR(idp_find(&idp, "a"), "old");
	idp_pass_time(&idp, 1);
	CHECK_STR(idp_find(&idp, "a"), "");
	idp_fails(&idp, "metadata");
	idp_pass_time(&idp, -KEYS_STALE_S);
	CHECK_STR(idp_find(&idp, "a"), "keys/too-old");
	/* The spent budget lies in a future that never was. */
	CHECK_INT(idp_count(&idp, "metadata"), 2);
	idp_says_body(&idp, "metadata", 200,
		"{\"issuer\":\"https://id.example/\","
		"\"jwks_uri\":\"https://id.example/keys\"}");
	idp_pass_time(&idp, COOLDOWN_S);
	CHECK_STR(idp_find(&idp, "a"), "old");
	CHECK(idp_refresh(&idp));
	CHECK_STR(idp_find(&idp, "a"), "");
	idp_free(&idp);
}

/* covers: I12 */
static void
the_fresh_time_is_clamped_and_a_tenth_of_it_random(void)
{
	static const struct {
		int64_t max_age_s, fresh_s;
	} cases[] = {
		{-1, KEYS_FRESH_S},
		{0, KEYS_FRESH_MIN_S},
		{299, KEYS_FRESH_MIN_S},
		{7200, 7200},
		{86400, KEYS_FRESH_MAX_S},
		{315360000, KEYS_FRESH_MAX_S},
	};
	char *jwks = idp_jwks("a");

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct idp idp;
		int64_t fresh_s;

		idp_new(&idp);
		idp_says(&idp, "keys",
			&(struct fetch_answer){.status = 200,
				.body = str_from(jwks),
				.max_age_s = cases[i].max_age_s,
				.retry_after_s = -1});
		CHECK_STR(idp_find(&idp, "a"), "");
		fresh_s = idp_row(&idp).fresh_until - IDP_START;
		CHECK(fresh_s <= cases[i].fresh_s);
		CHECK(fresh_s >= cases[i].fresh_s - cases[i].fresh_s / 10);
		idp_pass_time(&idp, fresh_s - 1);
		CHECK_STR(idp_find(&idp, "a"), "");
		CHECK(!keyring_refresh_is_due(idp.keys));
		idp_pass_time(&idp, 1);
		/* Keys that were fresh for a day are fetched again at once. */
		CHECK_STR(idp_find(&idp, "a"),
			fresh_s >= KEYS_STALE_S ? "" : "old");
		idp_free(&idp);
	}
	free(jwks);
}

int
main(void)
{
	RUN(a_refresh_ahead_makes_nobody_wait_and_replaces_the_set);
	RUN(a_304_renews_what_is_stored);
	RUN(the_etag_of_another_url_is_not_sent);
	RUN(a_bad_answer_changes_nothing);
	RUN(old_keys_serve_for_a_day_and_not_longer);
	RUN(a_clock_that_went_back_makes_keys_old);
	RUN(the_fresh_time_is_clamped_and_a_tenth_of_it_random);
	DONE();
}
