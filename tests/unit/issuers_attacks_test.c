/* Two issuers at one service: neither speaks for the other. */
#include "store/denylist.h"
#include "unit/attacks.h"

/* Nothing is revoked here. */
enum err_kind
denylist_find(struct store *store, const struct denied_token *token,
	bool *denied, struct err *err)
{
	(void)store;
	(void)token;
	(void)err;
	*denied = false;
	return OK;
}

static const char *names[] = {"https://a.example", "https://b.example"};
static const char *audiences[] = {"for-a", "for-b"};

struct pair {
	char dir[64], paths[2][80];
	struct issuer_config sections[2];
	struct config config;
	struct issuer_set issuers;
	struct keyring *keys;
	struct log log;
	int64_t ms;
	struct arena *arena;
};

static void
drop_line(void *ctx, const char *line, size_t len)
{
	(void)ctx;
	(void)line;
	(void)len;
}

/* Each issuer's keys are a file with one key, and both call it "k". */
static void
pair_new(struct pair *pair)
{
	static const char *const files[] = {"rsa", "rsa-other"};
	const char *tmp = getenv("TMPDIR");
	struct keyring_setup setup;
	struct err err = {0};

	*pair = (struct pair){.ms = NOW * INT64_C(1000)};
	snprintf(pair->dir, sizeof(pair->dir), "%s/pair-XXXXXX",
		tmp && tmp[0] ? tmp : "/tmp");
	sign_require(mkdtemp(pair->dir) != NULL, "make a directory");
	for (size_t i = 0; i < 2; i++) {
		EVP_PKEY *key = sign_read_key(files[i]);
		json_t *set =
			json_pack("{s:[o]}", "keys", sign_jwk(key, "k", NULL));

		snprintf(pair->paths[i], sizeof(pair->paths[i]), "%s/%zu",
			pair->dir, i);
		sign_require(json_dump_file(set, pair->paths[i], 0) == 0,
			"write a key set");
		json_decref(set);
		EVP_PKEY_free(key);
		pair->sections[i] = (struct issuer_config){
			.name = i ? "b" : "a",
			.preset = PRESET_STATIC,
			.issuers = {&names[i], 1},
			.audiences = {&audiences[i], 1},
			.jwks_file = pair->paths[i],
		};
	}
	pair->config = (struct config){.path = "weather.conf",
		.public_url = "http://127.0.0.1",
		.issuers = pair->sections,
		.issuer_count = 2};
	pair->log = (struct log){LOG_ERROR, drop_line, NULL};
	pair->arena = arena_new(1 << 20);
	sign_require(issuer_set_new(&pair->issuers, &pair->config, &err) == OK,
		err.detail);
	setup = (struct keyring_setup){.issuers = &pair->issuers,
		.fetch_program = "/nonexistent",
		.clock = clock_fixed(&pair->ms),
		.log = &pair->log};
	sign_require(keyring_open(&pair->keys, &setup, &err) == OK, err.detail);
}

static void
pair_free(struct pair *pair)
{
	keyring_close(pair->keys);
	issuer_set_free(&pair->issuers);
	arena_free(pair->arena);
	for (size_t i = 0; i < 2; i++)
		unlink(pair->paths[i]);
	CHECK_INT(rmdir(pair->dir), 0);
}

static const char *
reason_of(struct pair *pair, const char *file, const char *iss, const char *aud)
{
	static char store; /* only its address counts */
	const struct token_rules rules = {.issuers = &pair->issuers,
		.permissions = target_permissions,
		.keys = pair->keys,
		.store = (struct store *)&store};
	static struct err err;
	EVP_PKEY *key = sign_read_key(file);
	struct token_trace trace;
	struct principal who;
	char claims[300], *token;
	enum err_kind kind;

	snprintf(claims, sizeof(claims),
		"{\"iss\":\"%s\",\"aud\":\"%s\",\"sub\":\"u\","
		"\"exp\":1750003600}",
		iss, aud);
	token = sign_token(
		key, ALG_RS256, "{\"alg\":\"RS256\",\"kid\":\"k\"}", claims);
	err = (struct err){0};
	kind = token_verify(
		str_from(token), &rules, NOW, pair->arena, &who, &trace, &err);
	CHECK(kind == OK ? str_is(who.issuer, iss) : !who.issuer.len);
	arena_reset(pair->arena);
	free(token);
	EVP_PKEY_free(key);
	return kind == OK ? "" : err.reason;
}

/* covers: E6 */
static void
a_kid_means_a_key_of_its_own_issuer_only(void)
{
	struct pair pair;

	pair_new(&pair);
	for (int round = 0; round < 2; round++) {
		CHECK_STR(reason_of(&pair, "rsa", names[0], audiences[0]), "");
		CHECK_STR(reason_of(&pair, "rsa-other", names[1], audiences[1]),
			"");
		CHECK_STR(reason_of(&pair, "rsa-other", names[0], audiences[0]),
			"signature/bad");
		CHECK_STR(reason_of(&pair, "rsa", names[1], audiences[1]),
			"signature/bad");
	}
	pair_free(&pair);
}

/* covers: G5 */
static void
an_audience_is_that_of_its_own_issuer_only(void)
{
	struct pair pair;

	pair_new(&pair);
	CHECK_STR(reason_of(&pair, "rsa", names[0], audiences[0]), "");
	CHECK_STR(reason_of(&pair, "rsa", names[0], audiences[1]),
		"token/audience");
	CHECK_STR(reason_of(&pair, "rsa-other", names[1], audiences[0]),
		"token/audience");
	CHECK_STR(reason_of(&pair, "rsa-other", names[1], audiences[1]), "");
	pair_free(&pair);
}

int
main(void)
{
	RUN(a_kid_means_a_key_of_its_own_issuer_only);
	RUN(an_audience_is_that_of_its_own_issuer_only);
	DONE();
}
