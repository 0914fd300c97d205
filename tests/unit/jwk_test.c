#include "auth/jwk.h"

#include "unit/jwks.h"

static const struct jwk_rules rs256 = {1u << ALG_RS256, ALG_RS256};

static const char *
refusal(struct str text, const struct jwk_rules *rules)
{
	static struct err err;
	struct key_set *set = NULL;

	err = (struct err){0};
	if (jwks_parse(text, rules, &set, &err) == OK) {
		key_set_free(set);
		return "";
	}
	CHECK_INT(err.kind, ERR_KEYS);
	CHECK(set == NULL);
	return err.reason;
}

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
	CHECK_STR(jwks_fate(jwks_key("rsa", "x", "RS384"), &rs256),
		"keys[1]: RS384 is not among the issuer's algorithms");
	CHECK_STR(jwks_fate(jwks_key("p256", "x", NULL), &rs256),
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

/* covers: E5; which one a token means is open, so none is used */
static void
keys_that_share_a_kid_are_all_skipped(void)
{
	char *text = jwks_set(jwks_key("rsa", "same", NULL),
		jwks_key("rsa-other", "same", NULL));

	CHECK_STR(refusal(str_from(text), &jwks_all), "keys/unusable");
	free(text);
	text = jwks_set(
		jwks_key("rsa", "same", NULL), jwks_key("p256", "same", NULL));
	CHECK_STR(refusal(str_from(text), &jwks_all), "keys/unusable");
	free(text);
	/* the secret of this kid is out, under whatever other member */
	text = jwks_set(jwks_key("rsa", "same", NULL),
		jwks_with(jwks_key("rsa", "same", NULL), "d",
			json_string("AQAB")));
	CHECK_STR(refusal(str_from(text), &jwks_all), "keys/unusable");
	free(text);
	/* one that could never sign leaves nothing open */
	text = jwks_set(jwks_key("rsa", "same", NULL),
		jwks_with(jwks_key("rsa-other", "same", NULL), "use",
			json_string("enc")));
	CHECK_STR(refusal(str_from(text), &jwks_all), "");
	free(text);
	text = jwks_set(jwks_key("rsa", "one", NULL),
		jwks_key("rsa-other", "two", NULL));
	CHECK_STR(refusal(str_from(text), &jwks_all), "");
	free(text);
}

/* covers: B14 E2 E3 E10 */
static void
a_document_without_a_usable_key_is_no_key_set(void)
{
	static const struct {
		const char *text, *reason;
	} cases[] = {
		{"", "keys/malformed"},
		{"<html>", "keys/malformed"},
		{"[]", "keys/malformed"},
		{"{}", "keys/malformed"},
		{"{\"keys\":null}", "keys/malformed"},
		{"{\"keys\":{}}", "keys/malformed"},
		{"{\"keys\":\"x\"}", "keys/malformed"},
		{"{\"keys\":[],\"keys\":[]}", "keys/malformed"},
		{"{\"keys\":[]}", "keys/unusable"},
		{"{\"keys\":[null]}", "keys/unusable"},
		{"{\"keys\":[{\"kty\":\"oct\",\"k\":\"AA\"}]}",
			"keys/unusable"},
	};
	char *big = malloc(JWKS_MAX + 1), *deep = malloc(4096);

	for (size_t i = 0; i < COUNT(cases); i++)
		CHECK_STR(refusal(str_from(cases[i].text), &jwks_all),
			cases[i].reason);
	memset(big, ' ', JWKS_MAX + 1);
	CHECK_STR(refusal((struct str){big, JWKS_MAX + 1}, &jwks_all),
		"keys/size");
	snprintf(deep, 4096, "{\"keys\":%0*d}", 40, 0);
	memset(strchr(deep, '0'), '[', 20);
	memset(strrchr(deep, '0') - 19, ']', 20);
	CHECK_STR(refusal(str_from(deep), &jwks_all), "keys/unusable");
	snprintf(deep, 4096, "{\"keys\":%0*d}", 2000, 0);
	memset(strchr(deep, '0'), '[', 1000);
	memset(strrchr(deep, '0') - 999, ']', 1000);
	CHECK_STR(refusal(str_from(deep), &jwks_all), "keys/malformed");
	free(deep);
	free(big);
}

/* covers: E10 */
static void
a_set_has_at_most_100_keys(void)
{
	json_t *set = json_pack("{s:[]}", "keys");
	json_t *keys = json_object_get(set, "keys");
	json_t *jwk = jwks_key("p256", NULL, NULL);
	char *text;

	for (int i = 0; i < KEYS_MAX; i++)
		json_array_append(keys, jwk);
	text = json_dumps(set, JSON_COMPACT);
	CHECK_STR(refusal(str_from(text), &jwks_all), "");
	free(text);
	json_array_append(keys, jwk);
	text = json_dumps(set, JSON_COMPACT);
	CHECK_STR(refusal(str_from(text), &jwks_all), "keys/too-many");
	free(text);
	json_decref(jwk);
	json_decref(set);
}

static enum err_kind
find(const struct key_set *set, const char *kid, enum algorithm alg,
	const char **reason)
{
	const struct key *key = NULL;
	struct err err = {0};
	enum err_kind kind = key_set_find(set, str_from(kid), alg, &key, &err);

	CHECK((kind == OK) == (key != NULL));
	if (key)
		CHECK_INT(key->alg, alg);
	*reason = kind == OK ? "" : err.reason;
	return kind;
}

/* covers: C4 C5 */
static void
a_kid_finds_its_key_with_its_algorithm_only(void)
{
	char *text = jwks_set(
		jwks_key("rsa", "a", NULL), jwks_key("p256", "b", NULL));
	struct key_set *set = jwks_load(text, &jwks_all);
	const char *reason;

	CHECK_INT(find(set, "a", ALG_RS256, &reason), OK);
	CHECK_INT(find(set, "b", ALG_ES256, &reason), OK);
	CHECK_INT(find(set, "a", ALG_ES256, &reason), ERR_BAD_TOKEN);
	CHECK_STR(reason, "keys/alg-mismatch");
	CHECK_INT(find(set, "a", ALG_PS256, &reason), ERR_BAD_TOKEN);
	CHECK_INT(find(set, "a", ALG_RS384, &reason), ERR_BAD_TOKEN);
	CHECK_INT(find(set, "A", ALG_RS256, &reason), ERR_NOT_FOUND);
	CHECK_INT(find(set, "", ALG_RS256, &reason), ERR_NOT_FOUND);
	CHECK_INT(find(set, "a ", ALG_RS256, &reason), ERR_NOT_FOUND);
	key_set_free(set);
	free(text);
}

/* covers: E7 */
static void
a_token_without_kid_needs_exactly_one_key_of_its_algorithm(void)
{
	char *text = jwks_set(
		jwks_key("rsa", "a", NULL), jwks_key("p256", NULL, NULL));
	struct key_set *set = jwks_load(text, &jwks_all);
	const char *reason;

	CHECK_INT(find(set, NULL, ALG_RS256, &reason), OK);
	CHECK_INT(find(set, NULL, ALG_ES256, &reason), OK);
	CHECK_INT(find(set, NULL, ALG_ES384, &reason), ERR_NOT_FOUND);
	/* the key without kid serves no token with one */
	CHECK_INT(find(set, "b", ALG_ES256, &reason), ERR_NOT_FOUND);
	CHECK_INT(find(set, "", ALG_ES256, &reason), ERR_NOT_FOUND);
	key_set_free(set);
	free(text);
	text = jwks_set(
		jwks_key("rsa", "a", NULL), jwks_key("rsa-other", NULL, NULL));
	set = jwks_load(text, &jwks_all);
	CHECK_INT(find(set, NULL, ALG_RS256, &reason), ERR_BAD_TOKEN);
	CHECK_STR(reason, "keys/no-kid");
	key_set_free(set);
	free(text);
}

static char *
read_text(const char *path)
{
	FILE *in = fopen(path, "r");
	char *text = calloc(1, 65536);

	CHECK(in && text && fread(text, 1, 65535, in) > 0);
	if (in)
		fclose(in);
	return text;
}

/* Microsoft's own sets: no alg members, issuer members in version 2 */
static void
the_key_sets_of_entra_are_loaded(void)
{
	char *v1 = read_text("tests/data/entra/common-v1-jwks.json");
	char *v2 = read_text("tests/data/entra/common-v2-jwks.json");
	struct key_set *set = jwks_load(v1, &rs256);
	const struct key *key = NULL;
	struct err err = {0};

	CHECK(set && set->count == 7 && !set->skipped);
	key_set_free(set);
	set = jwks_load(v2, &rs256);
	CHECK(set && set->count == 10 && !set->skipped);
	if (set) {
		CHECK_INT(key_set_find(set,
				  STR_LIT("23ntaxfH9Gk-8D_USzoAJgwjyt8"),
				  ALG_RS256, &key, &err),
			OK);
		CHECK(key &&
			str_is(key->issuer, "https://login.microsoftonline.com/"
					    "{tenantid}/v2.0"));
	}
	key_set_free(set);
	free(v2);
	free(v1);
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
	RUN(keys_that_share_a_kid_are_all_skipped);
	RUN(a_document_without_a_usable_key_is_no_key_set);
	RUN(a_set_has_at_most_100_keys);
	RUN(a_kid_finds_its_key_with_its_algorithm_only);
	RUN(a_token_without_kid_needs_exactly_one_key_of_its_algorithm);
	RUN(the_key_sets_of_entra_are_loaded);
	DONE();
}
