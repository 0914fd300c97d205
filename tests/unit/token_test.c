/*
 * The whole check, with a keyring and a deny-list that are stand-ins: they
 * count how often they are asked, since a token that is wrong offline must
 * never reach the keyring, which may fetch.
 */
#include "auth/token.h"

#include "store/denylist.h"
#include "unit/auth.h"
#include "unit/sign.h"
#include "unit/tap.h"

#include <stdint.h>

static struct issuer_set issuers;
static struct arena *arena;
static struct key_set *keys;

static int keyring_asked, denylist_asked;
static enum err_kind keyring_fault, denylist_fault;
static bool denied;
static struct denied_token denied_with;

enum err_kind
keyring_find(struct keyring *keyring, size_t source, struct str kid,
	enum algorithm alg, const struct key **key, bool *old, struct err *err)
{
	enum err_kind kind;

	(void)keyring;
	keyring_asked++;
	CHECK(source < issuers.source_count);
	*old = false;
	if (keyring_fault != OK)
		return fail(err, keyring_fault, "keys/none", "stand-in");
	kind = key_set_find(keys, kid, alg, key, err);
	if (kind == ERR_NOT_FOUND)
		return fail(err, ERR_BAD_TOKEN, "keys/unknown-kid", "stand-in");
	return kind;
}

enum err_kind
denylist_find(struct store *store, const struct denied_token *token,
	bool *is_denied, struct err *err)
{
	(void)store;
	denylist_asked++;
	denied_with = *token;
	if (denylist_fault != OK)
		return fail(err, denylist_fault, "store/broken", "stand-in");
	*is_denied = denied;
	return OK;
}

static const char *scopes_read[] = {"weather.read"};
static const char *scopes_write[] = {"weather.write"};
static const struct permission_config permissions[CONFIG_PERMISSIONS] = {
	[CONFIG_READ] = {.scopes = {scopes_read, 1}},
	[CONFIG_WRITE] = {.scopes = {scopes_write, 1}},
};

struct outcome {
	enum err_kind kind;
	const char *reason;
	struct principal who;
	struct token_trace trace;
	int fetches, look_ups;
};

static struct outcome
verify(const char *token)
{
	char store; /* only its address counts */
	const struct token_rules rules = {
		.issuers = &issuers,
		.permissions = permissions,
		.store = (struct store *)&store,
	};
	static struct err err;
	struct outcome out = {.reason = ""};

	err = (struct err){0};
	keyring_asked = denylist_asked = 0;
	memset(&out.who, 0xff, sizeof(out.who));
	out.kind = token_verify(str_from(token), &rules, NOW, arena, &out.who,
		&out.trace, &err);
	if (out.kind != OK) {
		out.reason = err.reason;
		CHECK_INT(out.who.permissions, PERMIT_NEVER);
		CHECK(!out.who.issuer.at && !out.who.tenant.at);
		CHECK(!out.who.subject.at && !out.who.client.at);
		CHECK(!out.who.name.at && !out.who.issuer_name);
		CHECK(!out.who.app_only && !out.who.expires);
	}
	out.fetches = keyring_asked;
	out.look_ups = denylist_asked;
	return out;
}

static struct outcome
verify_signed(const char *file, enum algorithm alg, const char *header,
	const char *claims)
{
	EVP_PKEY *key = sign_read_key(file);
	char *token = sign_token(key, alg, header, claims);
	struct outcome out = verify(token);

	free(token);
	EVP_PKEY_free(key);
	return out;
}

static const char rs256_header[] =
	"{\"typ\":\"JWT\",\"alg\":\"RS256\",\"kid\":\"rsa\"}";

/* base with a change, signed well; the reason, "" for a good token. */
static const char *
reason_of(const char *base, const char *change)
{
	char *claims = auth_claims(base, change);
	struct outcome out =
		verify_signed("rsa", ALG_RS256, rs256_header, claims);

	free(claims);
	return out.reason;
}

static void
a_good_token_makes_a_principal(void)
{
	struct outcome out =
		verify_signed("rsa", ALG_RS256, rs256_header, auth_v2_claims);

	CHECK_INT(out.kind, OK);
	CHECK(str_is(out.who.issuer, V2_ISSUER));
	CHECK(str_is(out.who.tenant, TENANT));
	CHECK(str_is(out.who.subject, "user"));
	CHECK(str_is(out.who.client, "app") && str_is(out.who.name, "Ada"));
	CHECK_STR(out.who.issuer_name, "school");
	CHECK_STR(out.who.scope_prefix, "api://" CLIENT "/");
	CHECK_INT(out.who.permissions, PERMIT_TOKEN | PERMIT_READ);
	CHECK_INT(out.who.expires, 1750003600);
	CHECK(!out.who.app_only);
	CHECK_INT(out.fetches, 1);
	CHECK_INT(out.look_ups, 1);
	CHECK(str_is(out.trace.kid, "rsa") && str_is(out.trace.client, "app"));
	CHECK(str_is(out.trace.subject, "user"));
	CHECK_STR(out.trace.issuer_name, "school");
}

static void
both_versions_of_entra_are_one_owner(void)
{
	struct outcome v1 =
		verify_signed("rsa", ALG_RS256, rs256_header, auth_v1_claims);
	struct outcome v2 =
		verify_signed("rsa", ALG_RS256, rs256_header, auth_v2_claims);

	CHECK_INT(v1.kind, OK);
	CHECK_INT(v2.kind, OK);
	CHECK(str_eq(v1.who.issuer, v2.who.issuer));
	CHECK(str_eq(v1.who.tenant, v2.who.tenant));
	CHECK(str_eq(v1.who.subject, v2.who.subject));
}

static void
every_algorithm_of_the_issuer_is_accepted(void)
{
	CHECK_INT(
		verify_signed("rsa", ALG_RS256, rs256_header, auth_oidc_claims)
			.kind,
		OK);
	CHECK_INT(
		verify_signed("rsa", ALG_PS256,
			"{\"alg\":\"PS256\",\"kid\":\"pss\"}", auth_oidc_claims)
			.kind,
		OK);
	CHECK_INT(verify_signed("p256", ALG_ES256,
			  "{\"alg\":\"ES256\",\"kid\":\"p256\"}",
			  auth_oidc_claims)
			  .kind,
		OK);
	CHECK_INT(verify_signed("ed25519", ALG_EDDSA,
			  "{\"alg\":\"EdDSA\",\"kid\":\"ed25519\"}",
			  auth_oidc_claims)
			  .kind,
		OK);
	CHECK_INT(verify_signed("ed25519", ALG_EDDSA, "{\"alg\":\"Ed25519\"}",
			  auth_oidc_claims)
			  .kind,
		OK);
}

/* covers: C5 C6; an allowed alg that is not the key's, and one not allowed at
 * all */
static void
alg_must_be_the_issuers_and_the_keys(void)
{
	struct outcome out = verify_signed("rsa", ALG_PS256,
		"{\"alg\":\"PS256\",\"kid\":\"rsa\"}", auth_oidc_claims);

	CHECK_STR(out.reason, "keys/alg-mismatch");
	out = verify_signed("rsa", ALG_RS384,
		"{\"alg\":\"RS384\",\"kid\":\"rsa\"}", auth_oidc_claims);
	CHECK_STR(out.reason, "token/alg-not-allowed");
	CHECK_INT(out.fetches, 0);
	out = verify_signed("p256", ALG_ES256,
		"{\"alg\":\"ES256\",\"kid\":\"p256\"}", auth_v2_claims);
	CHECK_STR(out.reason, "token/alg-not-allowed");
	CHECK_INT(out.fetches, 0);
	out = verify_signed("p256", ALG_ES256, rs256_header, auth_oidc_claims);
	CHECK_STR(out.reason, "signature/length");
}

/* covers: C1 C3 C4; none and HMAC with the public key, or an empty one, as
 * secret */
static void
unsigned_and_hmac_tokens_are_refused_before_any_key(void)
{
	static const char *const headers[] = {"{\"alg\":\"none\"}",
		"{\"alg\":\"None\",\"kid\":\"rsa\"}",
		"{\"alg\":\"HS256\",\"kid\":\"rsa\"}",
		"{\"alg\":\"HS256\",\"kid\":\"p256\"}"};

	for (size_t i = 0; i < COUNT(headers); i++) {
		char *token =
			sign_join(sign_input(headers[i], auth_oidc_claims),
				"0123456789abcdef0123456789abcdef", 32);
		struct outcome out = verify(token);

		CHECK_STR(out.reason, "token/alg");
		CHECK_INT(out.fetches, 0);
		free(token);
	}
}

/* covers: C7; the key that comes along is never used */
static void
a_token_brings_no_key(void)
{
	EVP_PKEY *forger = sign_read_key("rsa-other");
	json_t *header = json_pack("{s:s,s:s,s:o,s:s,s:s}", "alg", "RS256",
		"kid", "rsa", "jwk", sign_jwk(forger, "rsa", NULL), "jku",
		"https://evil.example/keys", "x5u", "https://evil.example/x5u");
	char *text = json_dumps(header, 0);

	CHECK_STR(verify_signed("rsa-other", ALG_RS256, text, auth_v2_claims)
			  .reason,
		"signature/bad");
	CHECK_STR(verify_signed("rsa", ALG_RS256, text, auth_v2_claims).reason,
		"");
	free(text);
	json_decref(header);
	EVP_PKEY_free(forger);
}

static void
a_forged_signature_is_refused(void)
{
	CHECK_STR(verify_signed(
			  "rsa-other", ALG_RS256, rs256_header, auth_v2_claims)
			  .reason,
		"signature/bad");
	CHECK_STR(verify_signed("ed25519-other", ALG_EDDSA,
			  "{\"alg\":\"EdDSA\",\"kid\":\"ed25519\"}",
			  auth_oidc_claims)
			  .reason,
		"signature/bad");
}

/* covers: I4; each of these has an unknown kid too, which would ask for a fetch
 */
static void
a_token_that_is_wrong_offline_never_reaches_the_keyring(void)
{
	static const struct {
		const char *base, *change, *reason;
	} cases[] = {
		{auth_v2_claims, "{\"iss\":\"https://evil.example\"}",
			"token/issuer"},
		{auth_v2_claims, "{\"aud\":\"x\"}", "token/audience"},
		{auth_v2_claims, "{\"exp\":1749999000}", "token/expired"},
		{auth_v2_claims, "{\"exp\":\"-\"}", "token/no-expiry"},
		{auth_v2_claims, "{\"nbf\":1750001000}", "token/not-yet"},
		{auth_v2_claims, "{\"iat\":1750001000}",
			"token/issued-in-future"},
		{auth_v2_claims, "{\"ver\":\"1.0\"}", "token/version"},
		{auth_v2_claims, "{\"tid\":\"x\"}", "token/tenant"},
		{auth_v2_claims, "{\"nonce\":\"x\"}", "token/id-token"},
		{auth_v2_claims, "{\"azp\":\"-\"}", "token/client"},
		{auth_v2_claims, "{\"oid\":\"-\"}", "token/identity"},
		{auth_v2_claims, "{\"scp\":7}", "token/claim-type"},
		{auth_oidc_claims, "{\"aud\":[\"" CLIENT "\"]}",
			"token/audience"},
	};
	static const char header[] = "{\"alg\":\"RS256\",\"kid\":\"unknown\"}";
	struct outcome out;

	for (size_t i = 0; i < COUNT(cases); i++) {
		char *claims = auth_claims(cases[i].base, cases[i].change);

		out = verify_signed("rsa", ALG_RS256, header, claims);
		CHECK_INT(out.kind, ERR_BAD_TOKEN);
		CHECK_STR(out.reason, cases[i].reason);
		CHECK_INT(out.fetches, 0);
		free(claims);
	}
	out = verify_signed("rsa", ALG_RS256, header, auth_v2_claims);
	CHECK_STR(out.reason, "keys/unknown-kid");
	CHECK_INT(out.fetches, 1);
}

/* covers: G18; good in all else, and the deny-list is not asked any more */
static void
a_bound_token_as_plain_bearer_is_refused(void)
{
	CHECK_STR(reason_of(auth_oidc_claims, "{\"cnf\":{\"jkt\":\"x\"}}"),
		"token/bound");
	CHECK_STR(reason_of(auth_oidc_claims, "{\"cnf\":null}"), "token/bound");
	CHECK_INT(denylist_asked, 0);
	CHECK_STR(reason_of(auth_oidc_claims, "{}"), "");
}

static void
without_keys_the_answer_is_about_keys(void)
{
	struct outcome out;

	keyring_fault = ERR_KEYS;
	out = verify_signed("rsa", ALG_RS256, rs256_header, auth_v2_claims);
	keyring_fault = OK;
	CHECK_INT(out.kind, ERR_KEYS);
	CHECK_INT(out.look_ups, 0);
}

/* covers: J3 */
static void
the_deny_list_sees_all_that_can_be_denied(void)
{
	struct outcome out =
		verify_signed("rsa", ALG_RS256, rs256_header, auth_v1_claims);

	CHECK_INT(out.kind, OK);
	CHECK(str_is(denied_with.issuer, V2_ISSUER));
	CHECK(str_is(denied_with.subject, "user"));
	CHECK(str_is(denied_with.client, "app"));
	CHECK(denied_with.has_issued_at && denied_with.issued_at == NOW);
	verify_signed("rsa", ALG_RS256, rs256_header, auth_v2_claims);
	CHECK(str_is(denied_with.uti, "u-1") && !denied_with.jti.len);
	verify_signed("rsa", ALG_RS256, rs256_header, auth_oidc_claims);
	CHECK(str_is(denied_with.jti, "j-1") && !denied_with.uti.len);
	CHECK(!denied_with.has_issued_at);
	CHECK_STR(reason_of(auth_v2_claims, "{\"jti\":\"j-2\"}"), "");
	CHECK(str_is(denied_with.jti, "j-2") && str_is(denied_with.uti, "u-1"));
	denied = true;
	CHECK_STR(reason_of(auth_v2_claims, "{}"), "token/denied");
	denied = false;
	CHECK_STR(reason_of(auth_v2_claims, "{}"), "");
}

static void
a_deny_list_that_cannot_be_read_accepts_nobody(void)
{
	static const enum err_kind faults[] = {
		ERR_DATABASE, ERR_BUSY, ERR_INTERNAL};

	for (size_t i = 0; i < COUNT(faults); i++) {
		denylist_fault = faults[i];
		CHECK_INT(verify_signed("rsa", ALG_RS256, rs256_header,
				  auth_v2_claims)
				  .kind,
			faults[i]);
	}
	denylist_fault = OK;
}

static void
dates_beyond_an_integer_are_cut_to_one(void)
{
	char *claims =
		auth_claims(auth_oidc_claims, "{\"exp\":1e300,\"iat\":-1e300}");
	struct outcome out =
		verify_signed("rsa", ALG_RS256, rs256_header, claims);

	CHECK_INT(out.kind, OK);
	CHECK(out.who.expires == INT64_MAX);
	CHECK(denied_with.issued_at == INT64_MIN);
	free(claims);
	claims = auth_claims(auth_oidc_claims, "{\"iat\":-1.5}");
	verify_signed("rsa", ALG_RS256, rs256_header, claims);
	CHECK_INT(denied_with.issued_at, -2);
	free(claims);
}

/* covers: E8; the key's own issuer, with {tenantid} filled in from tid */
static void
a_key_of_another_issuer_is_refused(void)
{
	static const struct {
		const char *issuer, *reason;
	} cases[] = {
		{"https://login.microsoftonline.com/{tenantid}/v2.0", ""},
		{V2_ISSUER, ""},
		{"https://login.microsoftonline.com/"
		 "9188040d-6c67-4c5b-b112-36a304b66dad/v2.0",
			"keys/issuer"},
		{V1_ISSUER, "keys/issuer"},
		{V2_ISSUER "/", "keys/issuer"},
		{"https://login.microsoftonline.com/{tenantid}/v2.",
			"keys/issuer"},
		{"{tenantid}", "keys/issuer"},
		{"https://login.microsoftonline.com/{tenantid}{tenantid}/v2.0",
			"keys/issuer"},
	};
	struct key *key = NULL;

	for (size_t i = 0; i < keys->count; i++)
		if (str_is(keys->keys[i].kid, "rsa"))
			key = &keys->keys[i];
	CHECK(key != NULL);
	for (size_t i = 0; key && i < COUNT(cases); i++) {
		key->issuer = str_from(cases[i].issuer);
		CHECK_STR(reason_of(auth_v2_claims, "{}"), cases[i].reason);
	}
	if (key) {
		/* a template needs a tid to fill it in */
		key->issuer = str_from("https://idp.example{tenantid}");
		CHECK_STR(reason_of(auth_oidc_claims, "{}"), "keys/issuer");
		CHECK_STR(reason_of(auth_oidc_claims, "{\"tid\":\"\"}"),
			"keys/issuer");
		key->issuer = (struct str){NULL, 0};
	}
}

/* Base64url keeps most flips in its alphabet, and all of them must fail. */
static void
no_bit_of_a_token_can_be_flipped(void)
{
	EVP_PKEY *key = sign_read_key("ed25519");
	char *token = sign_token(key, ALG_EDDSA,
		"{\"alg\":\"EdDSA\",\"kid\":\"ed25519\"}", auth_oidc_claims);
	size_t len = strlen(token), accepted = 0;

	CHECK_INT(verify(token).kind, OK);
	for (size_t bit = 0; bit < 8 * len; bit++) {
		char *at = token + bit / 8;

		*at = (char)(*at ^ 1 << bit % 8);
		accepted += verify(token).kind != ERR_BAD_TOKEN;
		*at = (char)(*at ^ 1 << bit % 8);
		arena_reset(arena);
	}
	CHECK_INT(accepted, 0);
	CHECK_INT(verify(token).kind, OK);
	free(token);
	EVP_PKEY_free(key);
}

static void
no_part_of_a_token_can_be_left_out_or_doubled(void)
{
	EVP_PKEY *key = sign_read_key("ed25519");
	char *token = sign_token(key, ALG_EDDSA,
		"{\"alg\":\"EdDSA\",\"kid\":\"ed25519\"}", auth_oidc_claims);
	size_t len = strlen(token);
	char *changed = malloc(len + 2);

	for (size_t i = 0; i < len; i++) {
		memcpy(changed, token, i);
		memcpy(changed + i, token + i + 1, len - i);
		CHECK_INT(verify(changed).kind, ERR_BAD_TOKEN);
		memcpy(changed + i, token + i, 1);
		memcpy(changed + i + 1, token + i, len - i + 1);
		CHECK_INT(verify(changed).kind, ERR_BAD_TOKEN);
		memcpy(changed, token, i);
		changed[i] = '\0';
		CHECK_INT(verify(changed).kind, ERR_BAD_TOKEN);
		arena_reset(arena);
	}
	free(changed);
	free(token);
	EVP_PKEY_free(key);
}

static void
a_request_without_memory_is_never_a_yes(void)
{
	struct arena *request = arena;
	size_t limit = 0;
	struct outcome out;

	do {
		arena = arena_new(limit);
		out = verify_signed(
			"rsa-other", ALG_RS256, rs256_header, auth_v2_claims);
		CHECK(out.kind != OK);
		arena_reset(arena);
		out = verify_signed(
			"rsa", ALG_RS256, rs256_header, auth_v2_claims);
		CHECK(out.kind == OK || out.kind == ERR_INTERNAL);
		arena_free(arena);
		limit += 32;
	} while (out.kind != OK && limit < 1000000);
	CHECK_INT(out.kind, OK);
	CHECK(limit > 32);
	arena = request;
}

static void
load_keys(void)
{
	static const struct {
		const char *file, *kid, *alg;
	} names[] = {{"rsa", "rsa", NULL}, {"rsa", "pss", "PS256"},
		{"p256", "p256", NULL}, {"ed25519", "ed25519", NULL}};
	const struct jwk_rules rules = {(1u << ALG_COUNT) - 2, ALG_RS256};
	json_t *set = json_pack("{s:[]}", "keys");
	struct err err = {0};
	char *text;

	for (size_t i = 0; i < COUNT(names); i++) {
		EVP_PKEY *key = sign_read_key(names[i].file);

		json_array_append_new(json_object_get(set, "keys"),
			sign_jwk(key, names[i].kid, names[i].alg));
		EVP_PKEY_free(key);
	}
	text = json_dumps(set, 0);
	if (jwks_parse(str_from(text), &rules, &keys, &err) != OK)
		printf("# %s\n", err.detail);
	free(text);
	json_decref(set);
}

int
main(void)
{
	struct err err = {0};

	arena = arena_new(64 * 1024 * 1024);
	if (issuer_set_new(&issuers, &auth_config, &err) != OK)
		printf("# %s\n", err.detail);
	load_keys();
	RUN(a_good_token_makes_a_principal);
	RUN(both_versions_of_entra_are_one_owner);
	RUN(every_algorithm_of_the_issuer_is_accepted);
	RUN(alg_must_be_the_issuers_and_the_keys);
	RUN(unsigned_and_hmac_tokens_are_refused_before_any_key);
	RUN(a_token_brings_no_key);
	RUN(a_forged_signature_is_refused);
	RUN(a_token_that_is_wrong_offline_never_reaches_the_keyring);
	RUN(a_bound_token_as_plain_bearer_is_refused);
	RUN(without_keys_the_answer_is_about_keys);
	RUN(the_deny_list_sees_all_that_can_be_denied);
	RUN(a_deny_list_that_cannot_be_read_accepts_nobody);
	RUN(dates_beyond_an_integer_are_cut_to_one);
	RUN(a_key_of_another_issuer_is_refused);
	RUN(no_bit_of_a_token_can_be_flipped);
	RUN(no_part_of_a_token_can_be_left_out_or_doubled);
	RUN(a_request_without_memory_is_never_a_yes);
	key_set_free(keys);
	issuer_set_free(&issuers);
	arena_free(arena);
	DONE();
}
