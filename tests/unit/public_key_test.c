#include "auth/public_key.h"

#include "unit/jwks.h"

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

/* covers: D4 D5 */
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
		const char *why =
			jwks_fate(rsa_of_bits(cases[i].bits, e, 3), &jwks_all);

		CHECK_INT(why[0] == '\0', cases[i].usable);
	}
}

/* covers: D5 */
static void
an_rsa_exponent_is_odd_and_small(void)
{
	static const struct {
		unsigned char e[11];
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
		/* 65537 in its last 64 bits */
		{{1, 0, 0, 0, 0, 0, 0, 1, 0, 1}, 10, false},
		{{1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 1}, 11, false},
		{{0}, 0, false},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *why = jwks_fate(
			rsa_of_bits(2048, cases[i].e, cases[i].len), &jwks_all);

		CHECK_INT(why[0] == '\0', cases[i].usable);
	}
}

static void
an_even_modulus_is_skipped(void)
{
	unsigned char n[256];

	memset(n, 0xfe, sizeof(n));
	CHECK_STR(jwks_fate(json_pack("{s:s,s:o,s:s}", "kty", "RSA", "n",
				    sign_b64(n, sizeof(n)), "e", "AQAB"),
			  &jwks_all),
		"keys[1]: an even RSA modulus");
}

/* covers: D13; CVE-2017-15361: 65537^128 has 2049 bits and the mark of those
 * keys */
static void
a_modulus_of_the_infineon_library_is_skipped(void)
{
	BIGNUM *n = BN_new(), *base = BN_new(), *power = BN_new();
	BN_CTX *ctx = BN_CTX_new();

	CHECK(BN_set_word(base, 65537) && BN_set_word(power, 128) &&
		BN_exp(n, base, power, ctx));
	for (int i = 0; i < 2; i++) {
		unsigned char bytes[257];

		CHECK_INT(BN_bn2binpad(n, bytes, sizeof(bytes)), 257);
		CHECK_STR(
			jwks_fate(json_pack("{s:s,s:o,s:s}", "kty", "RSA", "n",
					  sign_b64(bytes, 257), "e", "AQAB"),
				&jwks_all),
			i == 0 ? "keys[1]: an RSA modulus that can be "
				 "factored (ROCA)"
			       : "");
		CHECK(BN_add_word(n, 2));
	}
	BN_CTX_free(ctx);
	BN_free(power);
	BN_free(base);
	BN_free(n);
}

/* covers: D6; RFC 7518 2 forbids leading zeros; some encoders write them */
static void
leading_zeros_of_a_modulus_change_nothing(void)
{
	EVP_PKEY *key = sign_read_key("rsa");
	json_t *padded = sign_jwk(key, "padded", NULL);
	char *text;
	struct key_set *set;

	json_object_set_new(
		padded, "n", sign_number(key, OSSL_PKEY_PARAM_RSA_N, 258));
	text = jwks_set(sign_jwk(key, "plain", NULL), padded);
	set = jwks_load(text, &jwks_all);
	CHECK(set && set->count == 2);
	if (set && set->count == 2) {
		CHECK(EVP_PKEY_eq(public_key_build(set->keys[0].public_key),
			      public_key_build(set->keys[1].public_key)) == 1);
		CHECK(!memcmp(
			set->keys[0].thumbprint, set->keys[1].thumbprint, 32));
	}
	key_set_free(set);
	free(text);
	EVP_PKEY_free(key);
}

/* covers: D7 */
static void
an_ec_point_has_full_width_and_is_on_its_curve(void)
{
	static const char off[] = "keys[1]: a point that is not on its curve";
	EVP_PKEY *key = sign_read_key("p256");
	unsigned char zeros[32] = {0};
	json_t *swapped = sign_jwk(key, "x", NULL);
	json_t *x = json_incref(json_object_get(swapped, "x"));

	CHECK_STR(jwks_fate(jwks_with(jwks_with(swapped, "x",
					      json_incref(json_object_get(
						      swapped, "y"))),
				    "y", x),
			  &jwks_all),
		off);
	CHECK_STR(jwks_fate(jwks_with(jwks_with(sign_jwk(key, "x", NULL), "x",
					      sign_b64(zeros, 32)),
				    "y", sign_b64(zeros, 32)),
			  &jwks_all),
		off);
	CHECK_STR(jwks_fate(jwks_with(sign_jwk(key, "x", NULL), "x",
				    sign_number(
					    key, OSSL_PKEY_PARAM_EC_PUB_X, 33)),
			  &jwks_all),
		"keys[1]: coordinates of 33 and 32 bytes, P-256 has 32");
	CHECK_STR(jwks_fate(jwks_with(sign_jwk(key, "x", NULL), "y",
				    sign_b64(zeros, 31)),
			  &jwks_all),
		"keys[1]: coordinates of 32 and 31 bytes, P-256 has 32");
	CHECK_STR(jwks_fate(jwks_with(sign_jwk(key, "x", NULL), "crv",
				    json_string("P-384")),
			  &jwks_all),
		"keys[1]: coordinates of 32 and 32 bytes, P-384 has 48");
	CHECK_STR(jwks_fate(sign_jwk(key, "x", NULL), &jwks_all), "");
	EVP_PKEY_free(key);
}

/* SEC 1 3.2.2.1: x + p would be a second spelling of the same point */
static void
a_coordinate_is_below_p(void)
{
	EC_GROUP *group = EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1);
	EC_POINT *point = EC_POINT_new(group);
	BIGNUM *x = BN_new(), *y = BN_new(), *p = BN_new();

	CHECK(EC_GROUP_get_curve(group, p, NULL, NULL, NULL) == 1);
	while (BN_add_word(x, 1) && !BN_is_bit_set(x, 8) &&
		EC_POINT_set_compressed_coordinates(group, point, x, 0, NULL) !=
			1)
		continue;
	CHECK(EC_POINT_get_affine_coordinates(group, point, NULL, y, NULL) ==
		1);
	for (int i = 0; i < 2; i++) {
		unsigned char xs[32], ys[32];

		CHECK(BN_bn2binpad(x, xs, 32) == 32 &&
			BN_bn2binpad(y, ys, 32) == 32);
		CHECK_STR(
			jwks_fate(json_pack("{s:s,s:s,s:o,s:o}", "kty", "EC",
					  "crv", "P-256", "x", sign_b64(xs, 32),
					  "y", sign_b64(ys, 32)),
				&jwks_all),
			i == 0 ? ""
			       : "keys[1]: a point that is not on its curve");
		CHECK(BN_add(x, x, p));
	}
	BN_free(p);
	BN_free(y);
	BN_free(x);
	EC_POINT_free(point);
	EC_GROUP_free(group);
}

/* What is loaded costs nothing of EVP, and is built once. */
static void
a_key_is_built_when_it_is_first_asked_for(void)
{
	static const char *const files[] = {
		"rsa", "p256", "p384", "p521", "ed25519"};

	for (size_t i = 0; i < COUNT(files); i++) {
		EVP_PKEY *pair = sign_read_key(files[i]);
		char *text = jwks_set(sign_jwk(pair, "k", NULL), NULL);
		struct key_set *set = jwks_load(text, &jwks_all);
		struct public_key *key = set ? set->keys[0].public_key : NULL;
		EVP_PKEY *built;

		CHECK(key && !key->built);
		built = key ? public_key_build(key) : NULL;
		CHECK(built && EVP_PKEY_eq(built, pair) == 1);
		CHECK(key && public_key_build(key) == built);
		key_set_free(set);
		free(text);
		EVP_PKEY_free(pair);
	}
}

static void
check_ed25519_x(const unsigned char *x, size_t len, const char *why)
{
	CHECK_STR(
		jwks_fate(json_pack("{s:s,s:s,s:s,s:o}", "kty", "OKP", "crv",
				  "Ed25519", "kid", "x", "x", sign_b64(x, len)),
			&jwks_all),
		why);
}

/* covers: D8; the points of order 1, 2, 4 and 8, and y from p on */
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
	struct key_set *set = jwks_load(text, &jwks_all);
	char print[44] = "";

	CHECK(set && set->count == 1);
	if (set)
		b64url_encode(set->keys[0].thumbprint, 32, print);
	CHECK_STR(print, "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs");
	key_set_free(set);
}

int
main(void)
{
	RUN(an_rsa_key_has_2048_to_8192_bits);
	RUN(an_rsa_exponent_is_odd_and_small);
	RUN(an_even_modulus_is_skipped);
	RUN(a_modulus_of_the_infineon_library_is_skipped);
	RUN(leading_zeros_of_a_modulus_change_nothing);
	RUN(an_ec_point_has_full_width_and_is_on_its_curve);
	RUN(a_coordinate_is_below_p);
	RUN(a_key_is_built_when_it_is_first_asked_for);
	RUN(an_ed25519_point_of_small_order_is_skipped);
	RUN(the_thumbprint_is_that_of_rfc_7638);
	DONE();
}
