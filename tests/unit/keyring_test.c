/* Who makes the provider be asked for keys, and how often he may. */
#include "auth/keyring.h"

#include "unit/idp.h"

static void
a_cold_start_fetches_each_document_once(void)
{
	struct idp idp;

	idp_new(&idp);
	CHECK_STR(idp_find(&idp, "a"), "");
	CHECK(idp_logged(&idp, "event=keys-fetched issuer=test"));
	CHECK_STR(idp_find(&idp, "a"), "");
	CHECK_INT(idp_count(&idp, "metadata"), 1);
	CHECK_INT(idp_count(&idp, "keys"), 1);
	idp_restart(&idp);
	idp_fails(&idp, "metadata");
	idp_fails(&idp, "keys");
	CHECK_STR(idp_find(&idp, "a"), "");
	CHECK_INT(idp_count(&idp, "keys"), 0);
	idp_free(&idp);
}

/* A bad signature is found later than this; nothing it brings can fetch. */
/* covers: I3 */
static void
a_known_kid_never_fetches(void)
{
	struct idp idp;

	idp_new(&idp);
	CHECK_STR(idp_find(&idp, "a"), "");
	CHECK_INT(idp_count(&idp, "keys"), 1);
	CHECK_STR(
		idp_find_alg(&idp, "a", ALG_ES256, NULL), "keys/alg-mismatch");
	CHECK_INT(idp_count(&idp, "keys"), 0);
	CHECK_STR(idp_find(&idp, "b"), "keys/unknown-kid");
	CHECK_INT(idp_count(&idp, "keys"), 1);
	CHECK_INT(idp_count(&idp, "metadata"), 1);
	idp_free(&idp);
}

/* covers: I1 I2 */
static void
an_unknown_kid_fetches_once_per_cooldown(void)
{
	struct idp idp;

	idp_new(&idp);
	CHECK_STR(idp_find(&idp, "a"), "");
	CHECK_STR(idp_find(&idp, "b"), "keys/unknown-kid");
	for (int i = 0; i < 20; i++)
		CHECK_STR(idp_find(&idp, "b"), "keys/unknown-kid-throttled");
	CHECK_INT(idp_count(&idp, "keys"), 2);
	/* A kid that is published meanwhile is found a cooldown later. */
	idp_has_keys(&idp, "ab");
	idp_pass_time(&idp, COOLDOWN_S - 1);
	CHECK_STR(idp_find(&idp, "b"), "keys/unknown-kid-throttled");
	idp_pass_time(&idp, 1);
	CHECK_STR(idp_find(&idp, "b"), "");
	CHECK_STR(idp_find(&idp, "a"), "");
	CHECK_INT(idp_count(&idp, "keys"), 1);
	CHECK_INT(idp_count(&idp, "metadata"), 1);
	idp_free(&idp);
}

static void
failures_spend_the_budget_and_double_the_cooldown(void)
{
	static const int cooldowns[] = {60, 120, 240, 480, 600, 600};
	struct idp idp;

	idp_new(&idp);
	CHECK_STR(idp_find(&idp, "a"), "");
	CHECK_INT(idp_count(&idp, "keys"), 1);
	idp_fails(&idp, "keys");
	for (size_t i = 0; i < COUNT(cooldowns); i++) {
		CHECK_STR(idp_find(&idp, "b"), "keys/unknown-kid-throttled");
		CHECK_INT(idp_count(&idp, "keys"), 1);
		CHECK(idp_logged(&idp, "event=keys-fetch-failed issuer=test"));
		idp_pass_time(&idp, cooldowns[i] - 1);
		CHECK_STR(idp_find(&idp, "b"), "keys/unknown-kid-throttled");
		CHECK_INT(idp_count(&idp, "keys"), 0);
		idp_pass_time(&idp, 1);
	}
	idp_has_keys(&idp, "ab");
	CHECK_STR(idp_find(&idp, "b"), "");
	CHECK_STR(idp_find(&idp, "c"), "keys/unknown-kid-throttled");
	idp_pass_time(&idp, 600);
	CHECK_STR(idp_find(&idp, "c"), "keys/unknown-kid");
	idp_pass_time(&idp, COOLDOWN_S);
	CHECK_STR(idp_find(&idp, "c"), "keys/unknown-kid");
	idp_free(&idp);
}

/* covers: I7 */
static void
without_keys_the_answer_is_503_until_the_provider_is_back(void)
{
	struct idp idp;
	int retry_after_s;

	idp_new(&idp);
	idp_fails(&idp, "metadata");
	CHECK_STR(idp_find_alg(&idp, "a", ALG_EDDSA, &retry_after_s),
		"keys/none");
	CHECK_INT(retry_after_s, COOLDOWN_S);
	idp_pass_time(&idp, 20);
	CHECK_STR(idp_find_alg(&idp, "a", ALG_EDDSA, &retry_after_s),
		"keys/none");
	CHECK_INT(retry_after_s, COOLDOWN_S - 20);
	CHECK_INT(idp_count(&idp, "metadata"), 1);
	CHECK_INT(idp_count(&idp, "keys"), 0);
	idp_says_body(&idp, "metadata", 200,
		"{\"issuer\":\"https://id.example/\","
		"\"jwks_uri\":\"https://id.example/keys\"}");
	idp_pass_time(&idp, retry_after_s);
	CHECK_STR(idp_find(&idp, "a"), "");
	idp_free(&idp);
}

static void
the_budgets_of_unknown_kids_and_of_the_schedule_are_separate(void)
{
	struct idp idp;

	idp_new(&idp);
	CHECK_STR(idp_find(&idp, "a"), "");
	idp_pass_time(&idp, KEYS_FRESH_S);
	CHECK_STR(idp_find(&idp, "b"), "keys/unknown-kid");
	CHECK_STR(idp_find(&idp, "b"), "keys/unknown-kid-throttled");
	/* A flood spent the one; the other still refreshes. */
	idp_pass_time(&idp, KEYS_FRESH_S);
	CHECK_STR(idp_find(&idp, "b"), "keys/unknown-kid");
	idp_fails(&idp, "keys");
	idp_pass_time(&idp, KEYS_FRESH_S);
	CHECK_STR(idp_find(&idp, "b"), "keys/unknown-kid-throttled");
	CHECK_INT(idp_count(&idp, "keys"), 4);
	CHECK(keyring_refresh_is_due(idp.keys) == false);
	CHECK_STR(idp_find(&idp, "a"), "old");
	CHECK(keyring_refresh_is_due(idp.keys));
	CHECK(idp_refresh(&idp));
	CHECK_INT(idp_count(&idp, "keys"), 1);
	/* And the other way round. */
	idp_has_keys(&idp, "ab");
	idp_pass_time(&idp, COOLDOWN_MAX_S - 1);
	CHECK_STR(idp_find(&idp, "a"), "old");
	CHECK(idp_refresh(&idp));
	CHECK_STR(idp_find(&idp, "c"), "keys/unknown-kid");
	idp_free(&idp);
}

static void
retry_after_is_honoured_but_not_for_ever(void)
{
	static const struct {
		int64_t said_s, kept_s;
	} cases[] = {{900, 900}, {315360000, 3600}, {1, 60}};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct idp idp;
		int retry_after_s;

		idp_new(&idp);
		idp_says(&idp, "metadata",
			&(struct fetch_answer){.status = 429,
				.max_age_s = -1,
				.retry_after_s = cases[i].said_s});
		CHECK_STR(idp_find_alg(&idp, "a", ALG_EDDSA, &retry_after_s),
			"keys/none");
		CHECK_INT(retry_after_s, cases[i].kept_s);
		idp_free(&idp);
	}
}

static void
a_token_without_kid_needs_the_only_key(void)
{
	struct idp idp;

	idp_new(&idp);
	CHECK_STR(idp_find(&idp, NULL), "");
	idp_has_keys(&idp, "ab");
	CHECK_STR(idp_find(&idp, "b"), "");
	CHECK_INT(idp_count(&idp, "keys"), 2);
	CHECK_STR(idp_find(&idp, NULL), "keys/no-kid");
	CHECK_INT(idp_count(&idp, "keys"), 0);
	idp_free(&idp);
}

int
main(void)
{
	RUN(a_cold_start_fetches_each_document_once);
	RUN(a_known_kid_never_fetches);
	RUN(an_unknown_kid_fetches_once_per_cooldown);
	RUN(failures_spend_the_budget_and_double_the_cooldown);
	RUN(without_keys_the_answer_is_503_until_the_provider_is_back);
	RUN(the_budgets_of_unknown_kids_and_of_the_schedule_are_separate);
	RUN(retry_after_is_honoured_but_not_for_ever);
	RUN(a_token_without_kid_needs_the_only_key);
	DONE();
}
