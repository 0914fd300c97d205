/* Forgeries against header, form and key of a token, on the whole check. */
#include "base/json.h"
#include "unit/attacks.h"

#include <openssl/hmac.h>
#include <time.h>

/* The bytes of a public key in every form that somebody may have lying about.
 */
struct secret {
	const char *form;
	unsigned char bytes[4096];
	size_t len;
};

static void
secret_from_bio(struct secret *secret, const char *form, BIO *bio)
{
	int len = BIO_read(bio, secret->bytes, sizeof(secret->bytes));

	sign_require(len > 0, form);
	secret->form = form;
	secret->len = (size_t)len;
	BIO_free(bio);
}

static void
secret_from_text(struct secret *secret, const char *form, const char *before,
	struct str text, const char *after)
{
	secret->form = form;
	secret->len =
		(size_t)snprintf((char *)secret->bytes, sizeof(secret->bytes),
			"%s%.*s%s", before, STR_ARG(text), after);
}

enum { SECRETS = 11 };

static void
make_secrets(struct secret secrets[SECRETS])
{
	EVP_PKEY *key = sign_read_key("rsa");
	json_t *jwk = sign_jwk(key, "rsa", NULL);
	char *text = json_dumps(jwk, JSON_COMPACT);
	struct str n = json_str(json_object_get(jwk, "n")), pem;
	BIGNUM *number = NULL;
	BIO *bio;

	bio = BIO_new(BIO_s_mem());
	PEM_write_bio_PUBKEY(bio, key);
	secret_from_bio(&secrets[0], "PEM", bio);
	pem = (struct str){(char *)secrets[0].bytes, secrets[0].len};
	secret_from_text(&secrets[1], "PEM after blanks", "  \n", pem, "");
	secret_from_text(&secrets[2], "PEM before a blank line", "", pem, "\n");
	secret_from_text(&secrets[3], "PEM, cut", "",
		(struct str){pem.at, pem.len - 1}, "");
	bio = BIO_new(BIO_s_mem());
	i2d_PUBKEY_bio(bio, key);
	secret_from_bio(&secrets[4], "DER", bio);
	secret_from_text(&secrets[5], "the PEM's first line of base64", "",
		(struct str){pem.at + 27, 64}, "");
	secret_from_text(&secrets[6], "JWK", "", str_from(text), "");
	secret_from_text(&secrets[7], "n in base64url", "", n, "");
	sign_require(EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_RSA_N, &number),
		"read n");
	secrets[8].form = "n";
	secrets[8].len = (size_t)BN_bn2bin(number, secrets[8].bytes);
	secret_from_text(&secrets[9], "the kid", "", STR_LIT("rsa"), "");
	secret_from_text(&secrets[10], "nothing", "", STR_LIT(""), "");
	BN_free(number);
	free(text);
	json_decref(jwk);
	EVP_PKEY_free(key);
}

static char *
hmac_token(
	const EVP_MD *digest, const char *header, const struct secret *secret)
{
	char *input = sign_input(header, target_claims);
	unsigned char mac[EVP_MAX_MD_SIZE];
	unsigned len = 0;

	sign_require(HMAC(digest, secret->bytes, (int)secret->len,
			     (unsigned char *)input, strlen(input), mac,
			     &len) != NULL,
		"HMAC");
	return sign_join(input, mac, len);
}

/* covers: C3 C4; also under the name of an algorithm that is allowed */
static void
no_public_key_is_a_secret(void)
{
	static const struct {
		const char *header, *reason;
	} headers[] = {
		{"{\"alg\":\"HS256\",\"kid\":\"rsa\"}", "token/alg"},
		{"{\"alg\":\"HS256\"}", "token/alg"},
		{"{\"alg\":\"hs256\",\"kid\":\"rsa\"}", "token/alg"},
		{"{\"alg\":\"RS256\",\"kid\":\"rsa\"}", "signature/length"},
	};
	struct secret secrets[SECRETS] = {0};
	struct target target;

	target_new(&target);
	target_accepts(&target);
	idp_count(&target.idp, "keys");
	make_secrets(secrets);
	for (size_t i = 0; i < SECRETS; i++)
		for (size_t k = 0; k < COUNT(headers); k++) {
			char *token = hmac_token(
				EVP_sha256(), headers[k].header, &secrets[i]);
			const char *reason =
				target_verify(&target, str_from(token));

			CHECK_STR(reason, headers[k].reason);
			if (strcmp(reason, headers[k].reason) != 0)
				printf("# %s: %s\n", secrets[i].form,
					headers[k].header);
			free(token);
		}
	CHECK_INT(idp_count(&target.idp, "keys"), 0);
	target_accepts(&target);
	target_free(&target);
}

/* covers: E4 */
static void
a_symmetric_key_in_the_set_signs_nothing(void)
{
	struct secret secret = {"oct", "0123456789abcdef0123456789abcdef", 32};
	struct target target;
	char *token;

	target_new(&target);
	target_has_keys(&target,
		json_pack("{s:s,s:s,s:s,s:o}", "kty", "oct", "kid", "oct",
			"alg", "HS256", "k", sign_b64(secret.bytes, 32)));
	target_accepts(&target);
	token = hmac_token(
		EVP_sha256(), "{\"alg\":\"HS256\",\"kid\":\"oct\"}", &secret);
	CHECK_STR(target_verify(&target, str_from(token)), "token/alg");
	free(token);
	token = hmac_token(
		EVP_sha256(), "{\"alg\":\"ES256\",\"kid\":\"oct\"}", &secret);
	CHECK(target_verify(&target, str_from(token))[0]);
	free(token);
	target_accepts(&target);
	target_free(&target);
}

/* covers: C1; none, with the good signature of another token or without one */
static void
no_spelling_of_none_needs_no_signature(void)
{
	static const char *const names[] = {"none", "None", "NONE", "nOnE",
		"none ", " none", "\\u006eone", "none\\u0000", "", "null"};
	struct target target;
	char header[80], *token;

	target_new(&target);
	for (size_t i = 0; i < COUNT(names); i++) {
		snprintf(header, sizeof(header),
			"{\"alg\":\"%s\",\"kid\":\"rsa\"}", names[i]);
		CHECK(target_verify_signed(
			&target, "rsa", ALG_RS256, header, target_claims)[0]);
		token = sign_join(sign_input(header, target_claims), "", 0);
		CHECK_STR(target_verify(&target, str_from(token)),
			"token/segments");
		free(token);
	}
	CHECK_INT(idp_count(&target.idp, "keys"), 0);
	target_accepts(&target);
	target_free(&target);
}

/* covers: C2; huge names, and every type that is no text */
static void
alg_is_a_short_text(void)
{
	static const char *const values[] = {"null", "1", "true", "[\"RS256\"]",
		"{\"RS256\":\"RS256\"}", "\"\"", "\"RS256 \"", "\"RS25\""};
	struct target target;
	char header[10300];

	target_new(&target);
	for (size_t i = 0; i < COUNT(values); i++) {
		snprintf(header, sizeof(header), "{\"alg\":%s,\"kid\":\"rsa\"}",
			values[i]);
		CHECK_STR(target_verify_signed(&target, "rsa", ALG_RS256,
				  header, target_claims),
			"token/alg");
	}
	snprintf(header, sizeof(header),
		"{\"kid\":\"rsa\",\"alg\":\"%010240d\"}", 0);
	CHECK_STR(target_verify_signed(
			  &target, "rsa", ALG_RS256, header, target_claims),
		"token/alg");
	CHECK_STR(target_verify_signed(&target, "rsa", ALG_RS256,
			  "{\"kid\":\"rsa\"}", target_claims),
		"token/alg");
	target_accepts(&target);
	target_free(&target);
}

/* covers: C5 C6; each key signs what its type can, each header says each name
 */
static void
a_key_serves_the_one_algorithm_it_is_bound_to(void)
{
	static const struct {
		const char *file;
		enum algorithm bound;
	} keys[] = {
		{"rsa", ALG_RS256},
		{"p256", ALG_ES256},
		{"p384", ALG_ES384},
		{"p521", ALG_ES512},
		{"ed25519", ALG_EDDSA},
	};
	struct target target;
	size_t accepted = 0;

	target_new(&target);
	for (size_t i = 0; i < COUNT(keys); i++)
		for (int said = ALG_NONE + 1; said < ALG_COUNT; said++) {
			const struct algorithm_rule *rule =
				algorithm_rule((enum algorithm)said);
			bool rsa = keys[i].bound == ALG_RS256 &&
				   rule->type == KEY_RSA;
			char header[80];
			const char *reason;

			snprintf(header, sizeof(header),
				"{\"alg\":\"%s\",\"kid\":\"%s\"}", rule->name,
				keys[i].file);
			reason = target_verify_signed(&target, keys[i].file,
				rsa ? (enum algorithm)said : keys[i].bound,
				header, target_claims);
			CHECK_STR(reason, (int)keys[i].bound == said
						  ? ""
						  : "keys/alg-mismatch");
			accepted += !reason[0];
		}
	CHECK_INT(accepted, COUNT(keys));
	target_free(&target);
}

/* covers: C7 E9; neither the token nor a certificate beside a key is believed
 */
static void
only_n_and_e_of_the_set_are_the_key(void)
{
	EVP_PKEY *forger = sign_read_key("rsa-other");
	EVP_PKEY *good = sign_read_key("rsa");
	json_t *chained = sign_jwk(good, "chained", NULL);
	json_t *header = json_pack("{s:s,s:s,s:o,s:s,s:s,s:[s],s:s}", "alg",
		"RS256", "kid", "chained", "jwk",
		sign_jwk(forger, "chained", NULL), "jku",
		"https://evil.example/keys", "x5u", "https://evil.example/x5u",
		"x5c", "MIIB", "x5t", "AAAA");
	char *text = json_dumps(header, 0);
	struct target target;

	target_new(&target);
	json_object_set_new(chained, "x5c", json_pack("[s]", "bm90IG91cnM="));
	json_object_set_new(chained, "x5t", json_string("AAAA"));
	json_object_set_new(
		chained, "x5u", json_string("https://evil.example/x5u"));
	target_has_keys(&target, chained);
	CHECK_STR(target_verify_signed(
			  &target, "rsa", ALG_RS256, text, target_claims),
		"");
	CHECK_STR(target_verify_signed(
			  &target, "rsa-other", ALG_RS256, text, target_claims),
		"signature/bad");
	/* one fetch of the one configured address */
	CHECK_INT(idp_count(&target.idp, "keys"), 1);
	CHECK_INT(idp_count(&target.idp, "x5u"), 0);
	free(text);
	json_decref(header);
	EVP_PKEY_free(good);
	EVP_PKEY_free(forger);
	target_free(&target);
}

/* covers: C8; a kid is compared and logged, and is part of no path, address
 * or statement */
static void
a_kid_is_only_compared(void)
{
	static const char *const kids[] = {"../../../../dev/null",
		"/proc/self/environ", "file:///etc/passwd",
		"http://127.0.0.1:1/keys", "' OR 1=1--", "x' UNION SELECT 'a",
		"'; DROP TABLE key_set; --", "rsa\\u0027", "rsa%00", "rsa;id",
		"$(id)", "`id`", "rsa\\n", "RSA", "rsa ", "r", "\\u00e4",
		"\xf0\x9f\x94\x91", "..", "keys[0]", "*", "%"};
	struct target target;
	char header[300];

	target_new(&target);
	target_accepts(&target);
	idp_count(&target.idp, "keys");
	for (size_t i = 0; i < COUNT(kids); i++) {
		snprintf(header, sizeof(header),
			"{\"alg\":\"RS256\",\"kid\":\"%s\"}", kids[i]);
		CHECK_STR(target_verify_signed(&target, "rsa", ALG_RS256,
				  header, target_claims),
			i ? "keys/unknown-kid-throttled" : "keys/unknown-kid");
	}
	CHECK_INT(idp_count(&target.idp, "keys"), 1);
	CHECK_INT(idp_row(&target.idp).fetched_at, IDP_START);
	target_accepts(&target);
	target_free(&target);
}

/* covers: C13 C14 */
static void
unknown_members_and_thumbprints_of_the_header_change_nothing(void)
{
	struct target target;
	char header[8000];
	size_t used;

	target_new(&target);
	used = (size_t)snprintf(header, sizeof(header),
		"{\"alg\":\"RS256\",\"kid\":\"rsa\",\"x5t\":\"of p256\"");
	for (int i = 0; i < 200; i++)
		used += (size_t)snprintf(header + used, sizeof(header) - used,
			",\"unknown-%d\":[%d]", i, i);
	snprintf(header + used, sizeof(header) - used, "}");
	CHECK_STR(target_verify_signed(
			  &target, "rsa", ALG_RS256, header, target_claims),
		"");
	CHECK_STR(target_verify_signed(&target, "rsa-other", ALG_RS256, header,
			  target_claims),
		"signature/bad");
	CHECK_STR(target_verify_signed(
			  &target, "p256", ALG_ES256, header, target_claims),
		"signature/length");
	target_free(&target);
}

/* covers: C15 G9; Entra signs the hash of that nonce, so that only Graph can
 * verify; a client that sends such a token has asked for the wrong scope */
static void
a_token_for_microsoft_graph_is_refused_and_fetches_nothing(void)
{
	static const char header[] =
		"{\"alg\":\"RS256\",\"kid\":\"new\",\"nonce\":\"x\"}";
	struct target target;
	char *graph = auth_claims(target_claims,
		"{\"aud\":\"00000003-0000-0000-c000-000000000000\"}");

	target_new(&target);
	target_accepts(&target);
	idp_count(&target.idp, "keys");
	CHECK_STR(
		target_verify_signed(&target, "rsa", ALG_RS256, header, graph),
		"token/graph");
	CHECK_STR(target_verify_signed(
			  &target, "rsa", ALG_RS256, header, target_claims),
		"token/graph");
	CHECK_STR(target_verify_signed(
			  &target, "rsa", ALG_RS256, target_header, graph),
		"token/audience");
	CHECK_INT(idp_count(&target.idp, "keys"), 0);
	target_accepts(&target);
	free(graph);
	target_free(&target);
}

/* Mean of the processor's time in seconds. */
static double
cost_of(struct target *target, struct str token, const char *reason)
{
	enum { ROUNDS = 50 };
	clock_t begun = clock();

	for (int i = 0; i < ROUNDS; i++)
		CHECK_STR(target_verify(target, token), reason);
	return (double)(clock() - begun) / CLOCKS_PER_SEC / ROUNDS;
}

/* covers: K6; neither makes us work, so neither is worth sending many of */
static void
an_unknown_kid_and_a_bad_signature_are_both_cheap(void)
{
	EVP_PKEY *forger = sign_read_key("rsa-other");
	char *known =
		sign_token(forger, ALG_RS256, target_header, target_claims);
	char *unknown = sign_token(forger, ALG_RS256,
		"{\"alg\":\"RS256\",\"kid\":\"none\"}", target_claims);
	struct target target;

	target_new(&target);
	target_accepts(&target);
	CHECK_STR(
		target_verify(&target, str_from(unknown)), "keys/unknown-kid");
	CHECK(cost_of(&target, str_from(known), "signature/bad") < 0.05);
	CHECK(cost_of(&target, str_from(unknown),
		      "keys/unknown-kid-throttled") < 0.05);
	target_accepts(&target);
	free(unknown);
	free(known);
	EVP_PKEY_free(forger);
	target_free(&target);
}

int
main(void)
{
	RUN(no_public_key_is_a_secret);
	RUN(a_symmetric_key_in_the_set_signs_nothing);
	RUN(no_spelling_of_none_needs_no_signature);
	RUN(alg_is_a_short_text);
	RUN(a_key_serves_the_one_algorithm_it_is_bound_to);
	RUN(only_n_and_e_of_the_set_are_the_key);
	RUN(a_kid_is_only_compared);
	RUN(unknown_members_and_thumbprints_of_the_header_change_nothing);
	RUN(a_token_for_microsoft_graph_is_refused_and_fetches_nothing);
	RUN(an_unknown_kid_and_a_bad_signature_are_both_cheap);
	DONE();
}
