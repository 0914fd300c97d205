/* Keys of a set, one by one: which are used, and for which algorithm. */
#include "auth/jwk.h"

#include "unit/jwks.h"

static const struct {
	const char *file;
	enum algorithm alg; /* by default */
} files[] = {
	{"rsa", ALG_RS256},
	{"p256", ALG_ES256},
	{"p384", ALG_ES384},
	{"p521", ALG_ES512},
	{"ed25519", ALG_EDDSA},
};

static void
a_key_of_each_type_is_loaded_and_bound_to_its_algorithm(void)
{
	for (size_t i = 0; i < COUNT(files); i++) {
		EVP_PKEY *private_key = sign_read_key(files[i].file);
		char *text = jwks_set(jwks_key(files[i].file, "k", NULL), NULL);
		struct key_set *set = jwks_load(text, &jwks_all);

		CHECK(set && set->count == 1 && !set->skipped);
		if (set && set->count) {
			CHECK_INT(set->keys[0].alg, files[i].alg);
			CHECK(str_is(set->keys[0].kid, "k"));
			CHECK(!set->keys[0].issuer.at);
			CHECK(EVP_PKEY_eq(
				      public_key_build(set->keys[0].public_key),
				      private_key) == 1);
		}
		key_set_free(set);
		free(text);
		EVP_PKEY_free(private_key);
	}
}

/* covers: C5; the algorithm is the key's, from the set or from the issuer's
 * rules */
static void
alg_of_the_set_decides_where_it_is_written(void)
{
	static const struct jwk_rules ps384 = {
		1u << ALG_PS384 | 1u << ALG_ES256, ALG_PS384};
	char *text = jwks_set(jwks_key("rsa", "a", "PS512"),
		jwks_key("ed25519", "b", "Ed25519"));
	struct key_set *set = jwks_load(text, &jwks_all);

	CHECK(set && set->count == 2);
	if (set && set->count == 2) {
		CHECK_INT(set->keys[0].alg, ALG_PS512);
		CHECK_INT(set->keys[1].alg, ALG_EDDSA);
	}
	key_set_free(set);
	free(text);
	text = jwks_set(jwks_key("rsa", "a", NULL), NULL);
	set = jwks_load(text, &ps384);
	CHECK(set && set->count == 1 && set->keys[0].alg == ALG_PS384);
	key_set_free(set);
	free(text);
}

/* covers: C6; alg, kty and crv belong together, and the issuer allows the alg
 */
static void
a_key_with_an_unfit_or_forbidden_alg_is_skipped(void)
{
	static const char fit[] = "keys[1]: alg does not go with kty and crv";
	static const char none[] =
		"keys[1]: alg or crv names no algorithm that exists here";

	CHECK_STR(jwks_fate(jwks_key("p256", "x", "ES256"), &jwks_all), "");
	CHECK_STR(jwks_fate(jwks_key("p256", "x", "ES384"), &jwks_all), fit);
	CHECK_STR(jwks_fate(jwks_key("p384", "x", "ES256"), &jwks_all), fit);
	CHECK_STR(jwks_fate(jwks_key("p256", "x", "RS256"), &jwks_all), fit);
	CHECK_STR(jwks_fate(jwks_key("rsa", "x", "ES256"), &jwks_all), fit);
	CHECK_STR(jwks_fate(jwks_key("p256", "x", "EdDSA"), &jwks_all), fit);
	CHECK_STR(jwks_fate(jwks_key("rsa", "x", "HS256"), &jwks_all), none);
	CHECK_STR(jwks_fate(jwks_key("rsa", "x", "none"), &jwks_all), none);
	CHECK_STR(jwks_fate(jwks_key("rsa", "x", "RSA-OAEP"), &jwks_all), none);
	CHECK_STR(jwks_fate(jwks_key("rsa", "x", ""), &jwks_all), none);
	CHECK_STR(jwks_fate(jwks_with(jwks_key("rsa", "x", NULL), "alg",
				    json_null()),
			  &jwks_all),
		none);
	CHECK_STR(jwks_fate(jwks_key("rsa", "x", "RS384"), &jwks_rs256),
		"keys[1]: RS384 is not among the issuer's algorithms");
	CHECK_STR(jwks_fate(jwks_key("p256", "x", NULL), &jwks_rs256),
		"keys[1]: ES256 is not among the issuer's algorithms");
}

/* covers: E1 E4; each bad key is skipped and counted, the good one works */
static void
one_bad_key_never_sinks_the_others(void)
{
	static const char *const bad[] = {
		"null",
		"1",
		"\"x\"",
		"[[]]",
		"{}",
		"{\"kty\":null}",
		"{\"kty\":\"XYZ\",\"kid\":\"x\"}",
		"{\"kty\":\"rsa\",\"kid\":\"x\"}",
		"{\"kty\":\"oct\",\"kid\":\"x\",\"k\":\"AAAA\"}",
		"{\"kty\":\"RSA\",\"kid\":\"x\"}",
		"{\"kty\":\"RSA\",\"kid\":\"x\",\"n\":1,\"e\":\"AQAB\"}",
		"{\"kty\":\"RSA\",\"kid\":\"x\",\"n\":\"====\",\"e\":\"AQAB\"}",
		"{\"kty\":\"EC\",\"kid\":\"x\",\"crv\":\"P-256\"}",
		"{\"kty\":\"EC\",\"kid\":\"x\",\"crv\":\"secp256k1\"}",
		"{\"kty\":\"EC\",\"kid\":\"x\"}",
		"{\"kty\":\"OKP\",\"kid\":\"x\",\"crv\":\"X25519\"}",
		"{\"kty\":\"OKP\",\"kid\":\"x\",\"crv\":\"Ed448\"}",
		"{\"kty\":\"OKP\",\"kid\":\"x\",\"crv\":\"Ed25519\"}",
	};

	for (size_t i = 0; i < COUNT(bad); i++) {
		json_t *jwk = json_loads(bad[i], JSON_DECODE_ANY, NULL);

		CHECK(jwks_fate(jwk, &jwks_all)[0] != '\0');
	}
}

/* covers: E1 */
static void
a_key_for_another_use_is_skipped(void)
{
	static const char ops[] = "keys[1]: key_ops does not name verify";
	static const char use[] = "keys[1]: use is not sig";
	const struct {
		const char *name;
		json_t *value;
		const char *why;
	} cases[] = {
		{"use", NULL, ""},
		{"use", json_string("enc"), use},
		{"use", json_string("SIG"), use},
		{"use", json_null(), use},
		{"use", json_pack("[s]", "sig"), use},
		{"key_ops", json_pack("[s]", "verify"), ""},
		{"key_ops", json_pack("[ss]", "sign", "verify"), ""},
		{"key_ops", json_pack("[s]", "sign"), ops},
		{"key_ops", json_pack("[s]", "encrypt"), ops},
		{"key_ops", json_array(), ops},
		{"key_ops", json_string("verify"), ops},
		{"key_ops", json_pack("[si]", "verify", 1), ops},
	};

	for (size_t i = 0; i < COUNT(cases); i++)
		CHECK_STR(jwks_fate(jwks_with(jwks_key("p256", "x", NULL),
					    cases[i].name, cases[i].value),
				  &jwks_all),
			cases[i].why);
}

/* covers: D6 */
static void
a_key_with_its_secret_part_is_skipped(void)
{
	static const char *const names[] = {
		"d", "p", "q", "dp", "dq", "qi", "oth", "k"};

	for (size_t i = 0; i < COUNT(names); i++)
		CHECK_STR(jwks_fate(jwks_with(jwks_key("rsa", "x", NULL),
					    names[i], json_string("AQAB")),
				  &jwks_all),
			"keys[1]: the secret part of the key is published: "
			"replace it");
}

/* covers: C8 */
static void
a_kid_is_a_string_of_1_to_256_bytes(void)
{
	static const char why[] =
		"keys[1]: kid is not a string of 1 to 256 bytes";
	char kid[258];

	snprintf(kid, sizeof(kid), "%0256d", 1);
	CHECK_STR(jwks_fate(jwks_key("p256", kid, NULL), &jwks_all), "");
	snprintf(kid, sizeof(kid), "%0257d", 1);
	CHECK_STR(jwks_fate(jwks_key("p256", kid, NULL), &jwks_all), why);
	CHECK_STR(jwks_fate(jwks_key("p256", "", NULL), &jwks_all), why);
	CHECK_STR(jwks_fate(jwks_with(jwks_key("p256", NULL, NULL), "kid",
				    json_integer(1)),
			  &jwks_all),
		why);
	CHECK_STR(jwks_fate(jwks_with(jwks_key("p256", NULL, NULL), "kid",
				    json_null()),
			  &jwks_all),
		why);
	CHECK_STR(jwks_fate(jwks_with(jwks_key("p256", "x", NULL), "issuer",
				    json_true()),
			  &jwks_all),
		"keys[1]: issuer is not a string");
}

int
main(void)
{
	RUN(a_key_of_each_type_is_loaded_and_bound_to_its_algorithm);
	RUN(alg_of_the_set_decides_where_it_is_written);
	RUN(a_key_with_an_unfit_or_forbidden_alg_is_skipped);
	RUN(one_bad_key_never_sinks_the_others);
	RUN(a_key_for_another_use_is_skipped);
	RUN(a_key_with_its_secret_part_is_skipped);
	RUN(a_kid_is_a_string_of_1_to_256_bytes);
	DONE();
}
