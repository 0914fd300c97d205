/* Tokens that the issuer did not sign so, or not with a key of its own. */
#include "unit/token.h"

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

static void
rsa_keys_are_of(struct str issuer)
{
	size_t found = 0;

	for (size_t i = 0; i < stand_in.source_count; i++)
		for (size_t k = 0; k < stand_in.keys[i]->count; k++) {
			struct key *key = &stand_in.keys[i]->keys[k];

			if (!str_is(key->kid, "rsa"))
				continue;
			key->issuer = issuer;
			found++;
		}
	CHECK_INT(found, stand_in.source_count);
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

	for (size_t i = 0; i < COUNT(cases); i++) {
		rsa_keys_are_of(str_from(cases[i].issuer));
		CHECK_STR(reason_of(auth_v2_claims, "{}"), cases[i].reason);
	}
	/* a template needs a tid to fill it in */
	rsa_keys_are_of(STR_LIT("https://idp.example{tenantid}"));
	CHECK_STR(reason_of(auth_oidc_claims, "{}"), "keys/issuer");
	CHECK_STR(reason_of(auth_oidc_claims, "{\"tid\":\"\"}"), "keys/issuer");
	rsa_keys_are_of((struct str){NULL, 0});
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

int
main(void)
{
	token_begin();
	RUN(alg_must_be_the_issuers_and_the_keys);
	RUN(unsigned_and_hmac_tokens_are_refused_before_any_key);
	RUN(a_token_brings_no_key);
	RUN(a_forged_signature_is_refused);
	RUN(a_key_of_another_issuer_is_refused);
	RUN(no_bit_of_a_token_can_be_flipped);
	RUN(no_part_of_a_token_can_be_left_out_or_doubled);
	token_end();
	DONE();
}
