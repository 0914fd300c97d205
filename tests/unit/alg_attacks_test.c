/* Forgeries that say another alg: none, HMAC with a public key, no text. */
#include "base/json.h"
#include "unit/attacks.h"

#include <openssl/hmac.h>

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

int
main(void)
{
	RUN(no_public_key_is_a_secret);
	RUN(a_symmetric_key_in_the_set_signs_nothing);
	RUN(no_spelling_of_none_needs_no_signature);
	RUN(alg_is_a_short_text);
	DONE();
}
