/* Under which key a signature is remembered, and which ones never are. */
#include "unit/token_memo.h"

/* covers: E11 J1 */
static void
a_key_that_a_refresh_removed_counts_no_more(void)
{
	struct world world;
	struct outcome out;
	EVP_PKEY *key = sign_read_key("rsa-other");
	json_t *set =
		json_pack("{s:[o]}", "keys", sign_jwk(key, "another", NULL));
	char *text = json_dumps(set, 0);
	struct key_set_row row;

	world_new(&world);
	row = (struct key_set_row){
		.source = str_from(world.worker.issuers.sources[0].id),
		.fetched_at = NOW,
		.fresh_until = NOW + 3600,
		.body = str_from(text)};
	import(&world, &row);
	CHECK_STR(both_say(&world, NULL).reason, "keys/unknown-kid-throttled");
	CHECK_INT(count_rows(&world), 1);
	/* back again, it is the key it was */
	publish(&world, 0, "rsa", NULL);
	out = both_say(&world, NULL);
	CHECK(out.kind == OK && out.remembered);
	free(text);
	json_decref(set);
	EVP_PKEY_free(key);
	world_free(&world);
}

static void
another_key_of_the_same_kid_is_asked_itself(void)
{
	struct world world;
	struct outcome out;

	world_new(&world);
	publish(&world, 0, "rsa-other", NULL);
	out = both_say(&world, NULL);
	CHECK_STR(out.reason, "signature/bad");
	CHECK_INT(out.computed, 1);
	CHECK(!memo_has_unsaved(world.worker.memo));
	world_free(&world);
}

static void
without_keys_nothing_is_accepted(void)
{
	struct world world;

	world_new(&world);
	world.ms += (KEYS_STALE_S)*INT64_C(1000);
	free(world.token);
	world.token = signed_by("rsa", ALG_RS256, header,
		"{\"iss\":\"https://club.example\",\"aud\":\"weather\","
		"\"sub\":\"u\",\"exp\":1760000000}");
	publish(&world, 0, "rsa", NULL);
	CHECK_STR(ask(&world.worker, world.token).reason, "");
	worker_save(&world.worker);
	CHECK(ask(&world.worker, world.token).remembered);
	world.ms += (KEYS_STALE_S)*INT64_C(1000);
	CHECK_STR(both_say(&world, NULL).reason, "keys/too-old");
	CHECK_INT(stranger_run(&world.state, "keys.db",
			  "DELETE FROM key_set; UPDATE generation SET "
			  "value = value + 1"),
		SQLITE_OK);
	CHECK_STR(both_say(&world, NULL).reason, "keys/none");
	world_free(&world);
}

/* covers: E6 J1; sections change names: now guild has the issuer, and a key
 * named k. */
static void
another_issuer_with_the_same_kid_is_asked_itself(void)
{
	static const struct {
		const char *file, *reason;
	} cases[] = {{"rsa", ""}, {"rsa-other", "signature/bad"}};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct world world;
		struct worker changed;
		struct outcome out;
		const char *id;

		world_new(&world);
		changed = worker_of(&world);
		changed.sections[0].name = "guild";
		changed.sections[1].name = "club";
		worker_start(&changed, &world);
		id = world.worker.issuers.sources[0].id;
		world.worker.issuers.sources[0].id =
			changed.issuers.sources[0].id;
		publish(&world, 0, cases[i].file, NULL);
		world.worker.issuers.sources[0].id = id;
		CHECK_INT(count_rows(&world), 1);
		out = ask(&changed, world.token);
		CHECK_STR(out.reason, cases[i].reason);
		CHECK_INT(out.computed, 1);
		worker_stop(&changed);
		world_free(&world);
	}
}

/* covers: B6 J2; in every other spelling too: only the same bytes are
 * remembered. */
static void
a_token_that_differs_in_one_bit_is_not_remembered(void)
{
	struct world world;
	size_t len, signature;

	world_new(&world);
	len = strlen(world.token);
	signature = (size_t)(strrchr(world.token, '.') + 1 - world.token);
	for (size_t bit = 0; bit < 8 * len; bit++) {
		char *at = world.token + bit / 8;
		struct outcome out;

		*at = (char)(*at ^ 1 << bit % 8);
		out = ask(&world.worker, world.token);
		CHECK_INT(out.kind, ERR_BAD_TOKEN);
		CHECK(!out.remembered);
		if (bit / 8 >= signature && bit / 8 < len - 1)
			CHECK(out.computed == 1 ||
				!strcmp(out.reason, "token/base64url") ||
				!strcmp(out.reason, "token/segments"));
		*at = (char)(*at ^ 1 << bit % 8);
	}
	CHECK(!memo_has_unsaved(world.worker.memo));
	CHECK_INT(count_rows(&world), 1);
	CHECK(ask(&world.worker, world.token).remembered);
	world_free(&world);
}

static void
a_forged_token_is_never_written_down(void)
{
	struct world world;
	char *forged = signed_by("rsa-other", ALG_RS256, header, payload);

	world_new(&world);
	for (int i = 0; i < 3; i++) {
		struct outcome out = ask(&world.worker, forged);

		CHECK_STR(out.reason, "signature/bad");
		CHECK_INT(out.computed, 1);
		CHECK(!memo_has_unsaved(world.worker.memo));
	}
	worker_save(&world.worker);
	CHECK_INT(count_rows(&world), 1);
	free(forged);
	world_free(&world);
}

/* covers: C5; the same key, the same kid and the same token, bound to PS256
 * now. */
static void
another_algorithm_of_the_same_key_is_not_the_one_remembered(void)
{
	struct world world;
	struct outcome out;

	world_new(&world);
	publish(&world, 0, "rsa", "PS256");
	out = both_say(&world, NULL);
	CHECK_STR(out.reason, "keys/alg-mismatch");
	CHECK_INT(out.computed, 0);
	free(world.token);
	world.token = signed_by(
		"rsa", ALG_PS256, "{\"alg\":\"PS256\",\"kid\":\"k\"}", payload);
	out = ask(&world.worker, world.token);
	CHECK_STR(out.reason, "");
	CHECK_INT(out.computed, 1);
	world_free(&world);
}

static void
ask_new(struct world *world, const char *file, enum algorithm alg,
	const char *head, const char *jti)
{
	char claims[300];
	struct outcome out;
	char *token;

	snprintf(claims, sizeof(claims),
		"{\"iss\":\"https://club.example\",\"aud\":\"weather\","
		"\"sub\":\"u\",\"azp\":\"app\",\"scope\":\"weather.read\","
		"\"jti\":\"%s\",\"exp\":1750003600}",
		jti);
	token = signed_by(file, alg, head, claims);
	out = ask(&world->worker, token);
	CHECK_STR(out.reason, "");
	CHECK_INT(out.computed, 1);
	out = ask(&world->worker, token);
	CHECK_STR(out.reason, "");
	CHECK(out.remembered);
	free(token);
}

/* An RSA signature of a key that is ready is computed in less time than others
 * are told of it; one on a curve is not. */
static void
others_are_told_of_what_takes_long(void)
{
	static const char es256[] = "{\"alg\":\"ES256\",\"kid\":\"k\"}";
	struct world world;

	world_new(&world);
	ask_new(&world, "rsa", ALG_RS256, header, "second");
	CHECK(!memo_has_unsaved(world.worker.memo));
	publish(&world, 0, "p256", NULL);
	for (int i = 0; i < 2; i++) {
		ask_new(&world, "p256", ALG_ES256, es256, i ? "2" : "1");
		CHECK(memo_has_unsaved(world.worker.memo));
		worker_save(&world.worker);
	}
	CHECK_INT(count_rows(&world), 3);
	world_free(&world);
}

int
main(void)
{
	RUN(a_key_that_a_refresh_removed_counts_no_more);
	RUN(another_key_of_the_same_kid_is_asked_itself);
	RUN(without_keys_nothing_is_accepted);
	RUN(another_issuer_with_the_same_kid_is_asked_itself);
	RUN(a_token_that_differs_in_one_bit_is_not_remembered);
	RUN(a_forged_token_is_never_written_down);
	RUN(another_algorithm_of_the_same_key_is_not_the_one_remembered);
	RUN(others_are_told_of_what_takes_long);
	DONE();
}
