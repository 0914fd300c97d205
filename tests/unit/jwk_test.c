#include "auth/jwk.h"

#include "unit/sign.h"
#include "unit/tap.h"

enum { ALL = (1u << ALG_COUNT) - 2 };

static const struct jwk_rules all = {ALL, ALG_RS256};
static const struct jwk_rules rs256 = {1u << ALG_RS256, ALG_RS256};

static json_t *
jwk_of(const char *file, const char *kid, const char *alg)
{
	EVP_PKEY *key = sign_read_key(file);
	json_t *jwk = sign_jwk(key, kid, alg);

	EVP_PKEY_free(key);
	return jwk;
}

/* The set of the JWKs, which are freed; last is NULL. */
static char *
set_of(json_t *first, json_t *second)
{
	json_t *set = json_pack("{s:[]}", "keys");
	json_t *keys = json_object_get(set, "keys");
	char *text;

	json_array_append_new(keys, first);
	if (second)
		json_array_append_new(keys, second);
	text = json_dumps(set, JSON_COMPACT);
	json_decref(set);
	return text;
}

static struct key_set *
load(const char *text, const struct jwk_rules *rules)
{
	struct err err = {0};
	struct key_set *set = NULL;

	if (jwks_parse(str_from(text), rules, &set, &err) != OK)
		printf("# %s: %s\n", err.reason, err.detail);
	return set;
}

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

/* What is made of one JWK (freed) beside a good key: "" when it is usable,
 * else why it was skipped.  The good key must always be there. */
static const char *
fate(json_t *jwk, const struct jwk_rules *rules)
{
	static char why[120];
	char *text = set_of(jwk_of("rsa", "good", NULL), jwk);
	struct key_set *set = load(text, rules);
	const struct key *key = NULL;
	struct err err = {0};

	why[0] = '\0';
	CHECK(set != NULL);
	if (set) {
		CHECK_INT(set->count + set->skipped, 2);
		CHECK_INT(key_set_find(set, STR_LIT("good"), rules->rsa_default,
				  &key, &err),
			OK);
		snprintf(why, sizeof(why), "%s", set->first_skip);
	}
	key_set_free(set);
	free(text);
	return why;
}

/* jwk with one member replaced; value NULL takes it away. */
static json_t *
with(json_t *jwk, const char *name, json_t *value)
{
	if (value)
		json_object_set_new(jwk, name, value);
	else
		json_object_del(jwk, name);
	return jwk;
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
		char *text = set_of(jwk_of(files[i].file, "k", NULL), NULL);
		struct key_set *set = load(text, &all);

		CHECK(set && set->count == 1 && !set->skipped);
		if (set && set->count) {
			CHECK_INT(set->keys[0].alg, files[i].alg);
			CHECK(str_is(set->keys[0].kid, "k"));
			CHECK(!set->keys[0].issuer.at);
			CHECK(EVP_PKEY_eq(set->keys[0].public_key,
				      private_key) == 1);
		}
		key_set_free(set);
		free(text);
		EVP_PKEY_free(private_key);
	}
}

/* C5: the algorithm is the key's, from the set or from the issuer's rules */
static void
alg_of_the_set_decides_where_it_is_written(void)
{
	static const struct jwk_rules ps384 = {
		1u << ALG_PS384 | 1u << ALG_ES256, ALG_PS384};
	char *text = set_of(
		jwk_of("rsa", "a", "PS512"), jwk_of("ed25519", "b", "Ed25519"));
	struct key_set *set = load(text, &all);

	CHECK(set && set->count == 2);
	if (set && set->count == 2) {
		CHECK_INT(set->keys[0].alg, ALG_PS512);
		CHECK_INT(set->keys[1].alg, ALG_EDDSA);
	}
	key_set_free(set);
	free(text);
	text = set_of(jwk_of("rsa", "a", NULL), NULL);
	set = load(text, &ps384);
	CHECK(set && set->count == 1 && set->keys[0].alg == ALG_PS384);
	key_set_free(set);
	free(text);
}

/* C6: alg, kty and crv belong together, and the issuer allows the alg */
static void
a_key_with_an_unfit_or_forbidden_alg_is_skipped(void)
{
	static const char fit[] = "keys[1]: alg does not go with kty and crv";
	static const char none[] =
		"keys[1]: alg or crv names no algorithm that exists here";

	CHECK_STR(fate(jwk_of("p256", "x", "ES256"), &all), "");
	CHECK_STR(fate(jwk_of("p256", "x", "ES384"), &all), fit);
	CHECK_STR(fate(jwk_of("p384", "x", "ES256"), &all), fit);
	CHECK_STR(fate(jwk_of("p256", "x", "RS256"), &all), fit);
	CHECK_STR(fate(jwk_of("rsa", "x", "ES256"), &all), fit);
	CHECK_STR(fate(jwk_of("p256", "x", "EdDSA"), &all), fit);
	CHECK_STR(fate(jwk_of("rsa", "x", "HS256"), &all), none);
	CHECK_STR(fate(jwk_of("rsa", "x", "none"), &all), none);
	CHECK_STR(fate(jwk_of("rsa", "x", "RSA-OAEP"), &all), none);
	CHECK_STR(fate(jwk_of("rsa", "x", ""), &all), none);
	CHECK_STR(
		fate(with(jwk_of("rsa", "x", NULL), "alg", json_null()), &all),
		none);
	CHECK_STR(fate(jwk_of("rsa", "x", "RS384"), &rs256),
		"keys[1]: RS384 is not among the issuer's algorithms");
	CHECK_STR(fate(jwk_of("p256", "x", NULL), &rs256),
		"keys[1]: ES256 is not among the issuer's algorithms");
}

/* E1, E4: each bad key is skipped and counted, the good one works */
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

		CHECK(fate(jwk, &all)[0] != '\0');
	}
}

/* E1 */
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
		CHECK_STR(fate(with(jwk_of("p256", "x", NULL), cases[i].name,
				       cases[i].value),
				  &all),
			cases[i].why);
}

/* D6 */
static void
a_key_with_its_secret_part_is_skipped(void)
{
	static const char *const names[] = {
		"d", "p", "q", "dp", "dq", "qi", "oth", "k"};

	for (size_t i = 0; i < COUNT(names); i++)
		CHECK_STR(fate(with(jwk_of("rsa", "x", NULL), names[i],
				       json_string("AQAB")),
				  &all),
			"keys[1]: the secret part of the key is published: "
			"replace it");
}

/* C8 */
static void
a_kid_is_a_string_of_1_to_256_bytes(void)
{
	static const char why[] =
		"keys[1]: kid is not a string of 1 to 256 bytes";
	char kid[258];

	snprintf(kid, sizeof(kid), "%0256d", 1);
	CHECK_STR(fate(jwk_of("p256", kid, NULL), &all), "");
	snprintf(kid, sizeof(kid), "%0257d", 1);
	CHECK_STR(fate(jwk_of("p256", kid, NULL), &all), why);
	CHECK_STR(fate(jwk_of("p256", "", NULL), &all), why);
	CHECK_STR(fate(with(jwk_of("p256", NULL, NULL), "kid", json_integer(1)),
			  &all),
		why);
	CHECK_STR(fate(with(jwk_of("p256", NULL, NULL), "kid", json_null()),
			  &all),
		why);
	CHECK_STR(fate(with(jwk_of("p256", "x", NULL), "issuer", json_true()),
			  &all),
		"keys[1]: issuer is not a string");
}

/* A JWK with a modulus of so many bits, which need not be a product. */
static json_t *
rsa_of_bits(size_t bits, const unsigned char *e, size_t e_len)
{
	unsigned char n[2049];
	size_t len = (bits + 7) / 8;

	memset(n, 0xa5, sizeof(n));
	n[0] = (unsigned char)(1u << (bits + 7) % 8);
	n[len - 1] |= 1;
	return json_pack("{s:s,s:s,s:o,s:o}", "kty", "RSA", "kid", "x", "n",
		sign_b64(n, len), "e", sign_b64(e, e_len));
}

/* D4, D5 */
static void
an_rsa_key_has_2048_to_8192_bits(void)
{
	static const unsigned char e[] = {1, 0, 1};
	static const struct {
		size_t bits;
		bool usable;
	} cases[] = {{512, false}, {1024, false}, {2047, false}, {2048, true},
		{2049, true}, {3072, true}, {8192, true}, {8193, false},
		{16384, false}};

	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *why = fate(rsa_of_bits(cases[i].bits, e, 3), &all);

		CHECK_INT(why[0] == '\0', cases[i].usable);
	}
}

/* D5 */
static void
an_rsa_exponent_is_odd_and_small(void)
{
	static const struct {
		unsigned char e[6];
		size_t len;
		bool usable;
	} cases[] = {
		{{3}, 1, true},
		{{1, 0, 1}, 3, true},
		{{0, 1, 0, 1}, 4, true},
		{{1, 0xff, 0xff, 0xff, 0xff}, 5, true},
		{{0}, 1, false},
		{{1}, 1, false},
		{{2}, 1, false},
		{{1, 0, 0}, 3, false},
		{{2, 0, 0, 0, 1}, 5, false},
		{{1, 0, 0, 0, 0, 1}, 6, false},
		{{0}, 0, false},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *why =
			fate(rsa_of_bits(2048, cases[i].e, cases[i].len), &all);

		CHECK_INT(why[0] == '\0', cases[i].usable);
	}
}

static void
an_even_modulus_is_skipped(void)
{
	unsigned char n[256];

	memset(n, 0xfe, sizeof(n));
	CHECK_STR(fate(json_pack("{s:s,s:o,s:s}", "kty", "RSA", "n",
			       sign_b64(n, sizeof(n)), "e", "AQAB"),
			  &all),
		"keys[1]: an even RSA modulus");
}

/* D6: RFC 7518 2 forbids leading zeros; some encoders write them */
static void
leading_zeros_of_a_modulus_change_nothing(void)
{
	EVP_PKEY *key = sign_read_key("rsa");
	json_t *padded = sign_jwk(key, "padded", NULL);
	char *text;
	struct key_set *set;

	json_object_set_new(
		padded, "n", sign_number(key, OSSL_PKEY_PARAM_RSA_N, 258));
	text = set_of(sign_jwk(key, "plain", NULL), padded);
	set = load(text, &all);
	CHECK(set && set->count == 2);
	if (set && set->count == 2) {
		CHECK(EVP_PKEY_eq(set->keys[0].public_key,
			      set->keys[1].public_key) == 1);
		CHECK(!memcmp(
			set->keys[0].thumbprint, set->keys[1].thumbprint, 32));
	}
	key_set_free(set);
	free(text);
	EVP_PKEY_free(key);
}

/* D7 */
static void
an_ec_point_has_full_width_and_is_on_its_curve(void)
{
	static const char off[] = "keys[1]: OpenSSL refuses the EC key";
	EVP_PKEY *key = sign_read_key("p256");
	unsigned char zeros[32] = {0};
	json_t *swapped = sign_jwk(key, "x", NULL);
	json_t *x = json_incref(json_object_get(swapped, "x"));

	CHECK_STR(fate(with(with(swapped, "x",
				    json_incref(json_object_get(swapped, "y"))),
			       "y", x),
			  &all),
		off);
	CHECK_STR(fate(with(with(sign_jwk(key, "x", NULL), "x",
				    sign_b64(zeros, 32)),
			       "y", sign_b64(zeros, 32)),
			  &all),
		off);
	CHECK_STR(fate(with(sign_jwk(key, "x", NULL), "x",
			       sign_number(key, OSSL_PKEY_PARAM_EC_PUB_X, 33)),
			  &all),
		"keys[1]: coordinates of 33 and 32 bytes, P-256 has 32");
	CHECK_STR(fate(with(sign_jwk(key, "x", NULL), "y", sign_b64(zeros, 31)),
			  &all),
		"keys[1]: coordinates of 32 and 31 bytes, P-256 has 32");
	CHECK_STR(fate(with(sign_jwk(key, "x", NULL), "crv",
			       json_string("P-384")),
			  &all),
		"keys[1]: coordinates of 32 and 32 bytes, P-384 has 48");
	CHECK_STR(fate(sign_jwk(key, "x", NULL), &all), "");
	EVP_PKEY_free(key);
}

static void
check_ed25519_x(const unsigned char *x, size_t len, const char *why)
{
	CHECK_STR(fate(json_pack("{s:s,s:s,s:s,s:o}", "kty", "OKP", "crv",
			       "Ed25519", "kid", "x", "x", sign_b64(x, len)),
			  &all),
		why);
}

/* D8: the points of order 1, 2, 4 and 8, and y from p on */
static void
an_ed25519_point_of_small_order_is_skipped(void)
{
	static const char why[] = "keys[1]: a point of small order or a second "
				  "spelling of one";
	static const unsigned char order_8[32] = {0x26, 0xe8, 0x95, 0x8f, 0xc2,
		0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4, 0x89, 0xf2, 0xef, 0x98,
		0xf0, 0xd5, 0xdf, 0xac, 0x05, 0xd3, 0xc6, 0x33, 0x39, 0xb1,
		0x38, 0x02, 0x88, 0x6d, 0x53, 0xfc, 0x05};
	unsigned char x[33];

	memcpy(x, order_8, 32);
	check_ed25519_x(x, 32, why);
	x[31] |= 0x80;
	check_ed25519_x(x, 32, why);
	for (unsigned low = 0; low <= 1; low++) {
		memset(x, 0, sizeof(x));
		x[0] = (unsigned char)low;
		check_ed25519_x(x, 32, why);
		x[31] = 0x80;
		check_ed25519_x(x, 32, why);
	}
	for (unsigned low = 0xec; low <= 0xff; low++) {
		memset(x, 0xff, sizeof(x));
		x[0] = (unsigned char)low;
		check_ed25519_x(x, 32, why);
		x[31] = 0x7f;
		check_ed25519_x(x, 32, why);
	}
	memset(x, 0xff, sizeof(x));
	x[0] = 0xeb;
	x[31] = 0x7f;
	check_ed25519_x(x, 32, "");
	check_ed25519_x(x, 31, "keys[1]: x of 31 bytes, Ed25519 has 32");
	check_ed25519_x(x, 33, "keys[1]: x of 33 bytes, Ed25519 has 32");
}

/* E5: which one a token means is open, so none is used */
static void
keys_that_share_a_kid_are_all_skipped(void)
{
	char *text = set_of(
		jwk_of("rsa", "same", NULL), jwk_of("rsa-other", "same", NULL));

	CHECK_STR(refusal(str_from(text), &all), "keys/unusable");
	free(text);
	text = set_of(
		jwk_of("rsa", "same", NULL), jwk_of("p256", "same", NULL));
	CHECK_STR(refusal(str_from(text), &all), "keys/unusable");
	free(text);
	/* the secret of this kid is out, under whatever other member */
	text = set_of(jwk_of("rsa", "same", NULL),
		with(jwk_of("rsa", "same", NULL), "d", json_string("AQAB")));
	CHECK_STR(refusal(str_from(text), &all), "keys/unusable");
	free(text);
	/* one that could never sign leaves nothing open */
	text = set_of(jwk_of("rsa", "same", NULL),
		with(jwk_of("rsa-other", "same", NULL), "use",
			json_string("enc")));
	CHECK_STR(refusal(str_from(text), &all), "");
	free(text);
	text = set_of(
		jwk_of("rsa", "one", NULL), jwk_of("rsa-other", "two", NULL));
	CHECK_STR(refusal(str_from(text), &all), "");
	free(text);
}

/* B14, E2, E3, E10 */
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
		CHECK_STR(refusal(str_from(cases[i].text), &all),
			cases[i].reason);
	memset(big, ' ', JWKS_MAX + 1);
	CHECK_STR(refusal((struct str){big, JWKS_MAX + 1}, &all), "keys/size");
	snprintf(deep, 4096, "{\"keys\":%0*d}", 40, 0);
	memset(strchr(deep, '0'), '[', 20);
	memset(strrchr(deep, '0') - 19, ']', 20);
	CHECK_STR(refusal(str_from(deep), &all), "keys/unusable");
	snprintf(deep, 4096, "{\"keys\":%0*d}", 2000, 0);
	memset(strchr(deep, '0'), '[', 1000);
	memset(strrchr(deep, '0') - 999, ']', 1000);
	CHECK_STR(refusal(str_from(deep), &all), "keys/malformed");
	free(deep);
	free(big);
}

static void
a_set_has_at_most_100_keys(void)
{
	json_t *set = json_pack("{s:[]}", "keys");
	json_t *keys = json_object_get(set, "keys");
	json_t *jwk = jwk_of("p256", NULL, NULL);
	char *text;

	for (int i = 0; i < KEYS_MAX; i++)
		json_array_append(keys, jwk);
	text = json_dumps(set, JSON_COMPACT);
	CHECK_STR(refusal(str_from(text), &all), "");
	free(text);
	json_array_append(keys, jwk);
	text = json_dumps(set, JSON_COMPACT);
	CHECK_STR(refusal(str_from(text), &all), "keys/too-many");
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

/* C4, C5 */
static void
a_kid_finds_its_key_with_its_algorithm_only(void)
{
	char *text =
		set_of(jwk_of("rsa", "a", NULL), jwk_of("p256", "b", NULL));
	struct key_set *set = load(text, &all);
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

/* E7 */
static void
a_token_without_kid_needs_exactly_one_key_of_its_algorithm(void)
{
	char *text =
		set_of(jwk_of("rsa", "a", NULL), jwk_of("p256", NULL, NULL));
	struct key_set *set = load(text, &all);
	const char *reason;

	CHECK_INT(find(set, NULL, ALG_RS256, &reason), OK);
	CHECK_INT(find(set, NULL, ALG_ES256, &reason), OK);
	CHECK_INT(find(set, NULL, ALG_ES384, &reason), ERR_NOT_FOUND);
	/* the key without kid serves no token with one */
	CHECK_INT(find(set, "b", ALG_ES256, &reason), ERR_NOT_FOUND);
	CHECK_INT(find(set, "", ALG_ES256, &reason), ERR_NOT_FOUND);
	key_set_free(set);
	free(text);
	text = set_of(
		jwk_of("rsa", "a", NULL), jwk_of("rsa-other", NULL, NULL));
	set = load(text, &all);
	CHECK_INT(find(set, NULL, ALG_RS256, &reason), ERR_BAD_TOKEN);
	CHECK_STR(reason, "keys/no-kid");
	key_set_free(set);
	free(text);
}

/* The example of RFC 7638 3.1 */
static void
the_thumbprint_is_that_of_rfc_7638(void)
{
	static const char text[] =
		"{\"keys\":[{\"kty\":\"RSA\",\"n\":\"0vx7agoebGcQSuuPiLJXZptN9"
		"nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc"
		"_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lq"
		"t7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9"
		"c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh"
		"6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8a"
		"wapJzKnqDKgw\",\"e\":\"AQAB\",\"alg\":\"RS256\",\"kid\":\"2011"
		"-04-29\"}]}";
	struct key_set *set = load(text, &all);
	char print[44] = "";

	CHECK(set && set->count == 1);
	if (set)
		b64url_encode(set->keys[0].thumbprint, 32, print);
	CHECK_STR(print, "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs");
	key_set_free(set);
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
	struct key_set *set = load(v1, &rs256);
	const struct key *key = NULL;
	struct err err = {0};

	CHECK(set && set->count == 7 && !set->skipped);
	key_set_free(set);
	set = load(v2, &rs256);
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
	RUN(an_rsa_key_has_2048_to_8192_bits);
	RUN(an_rsa_exponent_is_odd_and_small);
	RUN(an_even_modulus_is_skipped);
	RUN(leading_zeros_of_a_modulus_change_nothing);
	RUN(an_ec_point_has_full_width_and_is_on_its_curve);
	RUN(an_ed25519_point_of_small_order_is_skipped);
	RUN(keys_that_share_a_kid_are_all_skipped);
	RUN(a_document_without_a_usable_key_is_no_key_set);
	RUN(a_set_has_at_most_100_keys);
	RUN(a_kid_finds_its_key_with_its_algorithm_only);
	RUN(a_token_without_kid_needs_exactly_one_key_of_its_algorithm);
	RUN(the_thumbprint_is_that_of_rfc_7638);
	RUN(the_key_sets_of_entra_are_loaded);
	DONE();
}
