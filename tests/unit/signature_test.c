#include "auth/signature.h"

#include "unit/jwks.h"
#include "unit/sign.h"
#include "unit/tap.h"

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <stdlib.h>

static const char message[] = "header.payload";

static const struct {
	enum algorithm alg;
	const char *key, *other; /* other: of a forger, same type */
} signers[] = {
	{ALG_RS256, "rsa", "rsa-other"},
	{ALG_RS384, "rsa", "rsa-other"},
	{ALG_RS512, "rsa", "rsa-other"},
	{ALG_PS256, "rsa", "rsa-other"},
	{ALG_PS384, "rsa", "rsa-other"},
	{ALG_PS512, "rsa", "rsa-other"},
	{ALG_ES256, "p256", "p256-other"},
	{ALG_ES384, "p384", NULL},
	{ALG_ES512, "p521", NULL},
	{ALG_EDDSA, "ed25519", "ed25519-other"},
};

/* The verdict over a message and signature under a key read from a file, with
 * the algorithm bound to it. */
static enum err_kind
verdict(const char *name, enum algorithm alg, struct str input,
	const void *signature, size_t len, const char **reason)
{
	struct public_key public_key = {.built = sign_read_key(name)};
	struct key key = {.alg = alg, .public_key = &public_key};
	struct err err = {0};
	enum err_kind kind = signature_verify(
		&key, input, (struct str){signature, len}, &err);

	if (reason)
		*reason = kind == OK ? "" : err.reason;
	public_key_free(&public_key);
	return kind;
}

static const char *
reason_of(
	const char *name, enum algorithm alg, const void *signature, size_t len)
{
	const char *reason;

	verdict(name, alg, str_from(message), signature, len, &reason);
	return reason;
}

static size_t
sign_with(const char *name, enum algorithm alg, unsigned char out[SIGN_MAX])
{
	EVP_PKEY *key = sign_read_key(name);
	size_t len = sign_bytes(key, alg, message, strlen(message), out);

	EVP_PKEY_free(key);
	return len;
}

static void
every_algorithm_accepts_its_own_signature(void)
{
	unsigned char bytes[SIGN_MAX];

	for (size_t i = 0; i < COUNT(signers); i++) {
		size_t len = sign_with(signers[i].key, signers[i].alg, bytes);

		CHECK_STR(reason_of(signers[i].key, signers[i].alg, bytes, len),
			"");
	}
}

static void
every_algorithm_refuses_another_message(void)
{
	unsigned char bytes[SIGN_MAX];

	for (size_t i = 0; i < COUNT(signers); i++) {
		size_t len = sign_with(signers[i].key, signers[i].alg, bytes);
		const char *reason;

		CHECK_INT(
			verdict(signers[i].key, signers[i].alg,
				STR_LIT("header.payloae"), bytes, len, &reason),
			ERR_BAD_TOKEN);
		CHECK_STR(reason, "signature/bad");
		CHECK_INT(verdict(signers[i].key, signers[i].alg, STR_LIT(""),
				  bytes, len, &reason),
			ERR_BAD_TOKEN);
	}
}

static void
every_algorithm_refuses_another_key(void)
{
	unsigned char bytes[SIGN_MAX];

	for (size_t i = 0; i < COUNT(signers); i++) {
		size_t len;

		if (!signers[i].other)
			continue;
		len = sign_with(signers[i].other, signers[i].alg, bytes);
		CHECK_STR(reason_of(signers[i].key, signers[i].alg, bytes, len),
			"signature/bad");
		CHECK_STR(
			reason_of(signers[i].other, signers[i].alg, bytes, len),
			"");
	}
}

/* covers: C5 D10; the digest and the padding are those of the bound algorithm
 */
static void
an_rsa_key_verifies_only_with_its_bound_algorithm(void)
{
	unsigned char bytes[SIGN_MAX];

	for (int made = ALG_RS256; made <= ALG_PS512; made++)
		for (int bound = ALG_RS256; bound <= ALG_PS512; bound++) {
			size_t len =
				sign_with("rsa", (enum algorithm)made, bytes);

			CHECK_STR(reason_of("rsa", (enum algorithm)bound, bytes,
					  len),
				made == bound ? "" : "signature/bad");
		}
}

/* covers: D2 D3 B7; RFC 7518 3.4 and the size of the modulus */
static void
a_signature_has_exactly_one_length(void)
{
	unsigned char bytes[SIGN_MAX + 2] = {0};

	for (size_t i = 0; i < COUNT(signers); i++) {
		size_t len =
			sign_with(signers[i].key, signers[i].alg, bytes + 1);
		const char *key = signers[i].key;
		enum algorithm alg = signers[i].alg;

		CHECK_STR(reason_of(key, alg, bytes + 1, len), "");
		CHECK_STR(reason_of(key, alg, bytes + 1, len - 1),
			"signature/length");
		CHECK_STR(reason_of(key, alg, bytes, len + 1),
			"signature/length");
		bytes[len + 1] = 0;
		CHECK_STR(reason_of(key, alg, bytes + 1, len + 1),
			"signature/length");
		CHECK_STR(reason_of(key, alg, bytes, 0), "signature/length");
	}
}

/* covers: B8; what overran HAProxy's buffer */
static void
a_huge_signature_is_only_a_wrong_length(void)
{
	static const char bytes[65536] = {1};

	CHECK_STR(
		reason_of("p256", ALG_ES256, bytes, 16372), "signature/length");
	CHECK_STR(reason_of("p256", ALG_ES256, bytes, sizeof(bytes)),
		"signature/length");
}

/* covers: D2 */
static void
a_der_signature_is_no_jws_signature(void)
{
	unsigned char der[SIGN_MAX];
	size_t len = sizeof(der);
	EVP_PKEY *key = sign_read_key("p256");
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();

	CHECK_INT(EVP_DigestSignInit_ex(
			  ctx, NULL, "SHA256", NULL, NULL, key, NULL),
		1);
	CHECK_INT(EVP_DigestSign(ctx, der, &len, (const unsigned char *)message,
			  strlen(message)),
		1);
	CHECK_STR(reason_of("p256", ALG_ES256, der, len), "signature/length");
	/* its first 64 bytes have the right length and are no r and s */
	CHECK_STR(reason_of("p256", ALG_ES256, der, 64), "signature/bad");
	EVP_MD_CTX_free(ctx);
	EVP_PKEY_free(key);
}

/* n of P-256 (SEC 2 2.4.2) */
static const char order[] =
	"\xff\xff\xff\xff\x00\x00\x00\x00\xff\xff\xff\xff\xff\xff\xff\xff"
	"\xbc\xe6\xfa\xad\xa7\x17\x9e\x84\xf3\xb9\xca\xc2\xfc\x63\x25\x51";

/* covers: D1; CVE-2022-21449 and its relatives */
static void
r_and_s_outside_1_to_n_are_refused(void)
{
	enum { ZERO, ONE, BELOW, ORDER, MAX, GOOD, VALUES };
	unsigned char good[SIGN_MAX], values[VALUES][32] = {{0}};
	size_t len = sign_with("p256", ALG_ES256, good);

	values[ONE][31] = 1;
	memcpy(values[BELOW], order, 32);
	values[BELOW][31]--;
	memcpy(values[ORDER], order, 32);
	memset(values[MAX], 0xff, 32);
	for (size_t r = 0; r < VALUES; r++)
		for (size_t s = 0; s < VALUES; s++) {
			unsigned char bytes[64];
			const char *reason;

			memcpy(bytes, r == GOOD ? good : values[r], 32);
			memcpy(bytes + 32, s == GOOD ? good + 32 : values[s],
				32);
			reason = reason_of("p256", ALG_ES256, bytes, len);
			CHECK_STR(reason, r == GOOD && s == GOOD ? ""
					  : r == ZERO || s == ZERO
						  ? "signature/zero"
						  : "signature/bad");
		}
}

/* covers: D9 */
static void
a_pss_salt_is_as_long_as_the_hash(void)
{
	static const int salts[] = {0, 31, 32, 33, RSA_PSS_SALTLEN_MAX};
	unsigned char bytes[SIGN_MAX];
	EVP_PKEY *key = sign_read_key("rsa");

	for (size_t i = 0; i < COUNT(salts); i++) {
		size_t len = sign_bytes_salted(key, ALG_PS256, salts[i],
			message, strlen(message), bytes);

		CHECK_STR(reason_of("rsa", ALG_PS256, bytes, len),
			salts[i] == 32 ? "" : "signature/bad");
	}
	EVP_PKEY_free(key);
}

/* covers: D9; the mask must use the same hash as the message */
static void
a_pss_mask_of_another_hash_is_refused(void)
{
	static const char *const hashes[] = {"SHA256", "SHA1", "SHA512"};
	EVP_PKEY *key = sign_read_key("rsa");

	for (size_t i = 0; i < COUNT(hashes); i++) {
		unsigned char bytes[SIGN_MAX];
		size_t len = sizeof(bytes);
		EVP_MD_CTX *ctx = EVP_MD_CTX_new();
		EVP_PKEY_CTX *key_ctx = NULL;

		CHECK_INT(EVP_DigestSignInit_ex(ctx, &key_ctx, "SHA256", NULL,
				  NULL, key, NULL),
			1);
		CHECK(EVP_PKEY_CTX_set_rsa_padding(
			      key_ctx, RSA_PKCS1_PSS_PADDING) == 1);
		CHECK(EVP_PKEY_CTX_set_rsa_mgf1_md_name(
			      key_ctx, hashes[i], NULL) == 1);
		CHECK(EVP_PKEY_CTX_set_rsa_pss_saltlen(key_ctx, 32) == 1);
		CHECK_INT(EVP_DigestSign(ctx, bytes, &len,
				  (const unsigned char *)message,
				  strlen(message)),
			1);
		CHECK_STR(reason_of("rsa", ALG_PS256, bytes, len),
			i == 0 ? "" : "signature/bad");
		EVP_MD_CTX_free(ctx);
	}
	EVP_PKEY_free(key);
}

/* L of RFC 8032 5.1, little-endian */
static const unsigned char ed25519_order[32] = {0xed, 0xd3, 0xf5, 0x5c, 0x1a,
	0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14, 0, 0,
	0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10};

/* covers: D8; S + L would be a second spelling of a good signature */
static void
an_ed25519_s_beyond_the_order_is_refused(void)
{
	unsigned char bytes[SIGN_MAX];
	size_t len = sign_with("ed25519", ALG_EDDSA, bytes);
	unsigned carry = 0;

	CHECK_STR(reason_of("ed25519", ALG_EDDSA, bytes, len), "");
	for (size_t i = 0; i < 32; i++) {
		carry += bytes[32 + i] + (unsigned)ed25519_order[i];
		bytes[32 + i] = (unsigned char)carry;
		carry >>= 8;
	}
	CHECK_STR(reason_of("ed25519", ALG_EDDSA, bytes, len), "signature/bad");
}

static void
no_bit_of_a_signature_can_be_flipped(void)
{
	static const size_t with[] = {0, 3, 6, 7, 8, 9};

	for (size_t i = 0; i < COUNT(with); i++) {
		unsigned char bytes[SIGN_MAX];
		enum algorithm alg = signers[with[i]].alg;
		size_t len = sign_with(signers[with[i]].key, alg, bytes);
		struct public_key public_key = {
			.built = sign_read_key(signers[with[i]].key)};
		struct key key = {.alg = alg, .public_key = &public_key};
		size_t accepted = 0;

		for (size_t bit = 0; bit < 8 * len; bit++) {
			struct err err = {0};
			struct str flipped = {(char *)bytes, len};

			bytes[bit / 8] ^= (unsigned char)(1u << bit % 8);
			if (signature_verify(&key, str_from(message), flipped,
				    &err) != ERR_BAD_TOKEN)
				accepted++;
			bytes[bit / 8] ^= (unsigned char)(1u << bit % 8);
		}
		CHECK_INT(accepted, 0);
		public_key_free(&public_key);
	}
}

/* covers: D11; a key that cannot do what it is bound to is a fault, never a yes
 */
static void
a_key_of_another_type_never_verifies(void)
{
	unsigned char bytes[SIGN_MAX];
	size_t len = sign_with("ed25519", ALG_EDDSA, bytes);
	struct key none = {.alg = ALG_NONE};
	struct err err = {0};

	CHECK(verdict("ed25519", ALG_ES256, str_from(message), bytes, len,
		      NULL) != OK);
	CHECK(verdict("p256", ALG_EDDSA, str_from(message), bytes, len, NULL) !=
		OK);
	CHECK(verdict("rsa", ALG_EDDSA, str_from(message), bytes, len, NULL) !=
		OK);
	CHECK(verdict("p256", ALG_RS256, str_from(message), bytes, len, NULL) !=
		OK);
	CHECK(verdict("rsa", ALG_ES256, str_from(message), bytes, len, NULL) !=
		OK);
	CHECK_INT(signature_verify(&none, str_from(message),
			  (struct str){(char *)bytes, len}, &err),
		ERR_INTERNAL);
}

/* covers: D12 */
static void
a_stale_error_queue_changes_nothing(void)
{
	unsigned char bytes[SIGN_MAX];
	size_t len = sign_with("p256", ALG_ES256, bytes);

	ERR_raise(ERR_LIB_RSA, ERR_R_INTERNAL_ERROR);
	CHECK_STR(reason_of("p256", ALG_ES256, bytes, len), "");
	CHECK_INT(ERR_peek_error(), 0);
	bytes[0] ^= 1;
	CHECK_STR(reason_of("p256", ALG_ES256, bytes, len), "signature/bad");
	CHECK_INT(ERR_peek_error(), 0);
	bytes[0] ^= 1;
	CHECK_STR(reason_of("p256", ALG_ES256, bytes, len), "");
}

static int allocations_left; /* 0: all succeed */
static bool allocation_failed;

static bool
allocation_fails(void)
{
	if (!allocations_left || --allocations_left)
		return false;
	allocation_failed = true;
	return true;
}

static void *
failing_malloc(size_t size, const char *file, int line)
{
	(void)file;
	(void)line;
	return allocation_fails() ? NULL : malloc(size);
}

static void *
failing_realloc(void *old, size_t size, const char *file, int line)
{
	(void)file;
	(void)line;
	return allocation_fails() ? NULL : realloc(old, size);
}

static void
plain_free(void *old, const char *file, int line)
{
	(void)file;
	(void)line;
	free(old);
}

/* covers: D11; whichever allocation inside OpenSSL fails, in building the key
 * as well, a forged signature stays refused; afterwards all is as before. */
static void
memory_that_runs_out_is_never_a_yes(void)
{
	static const size_t with[] = {0, 3, 6, 9};

	for (size_t i = 0; i < COUNT(with); i++) {
		const char *name = signers[with[i]].key;
		enum algorithm alg = signers[with[i]].alg;
		unsigned char good[SIGN_MAX], forged[SIGN_MAX];
		size_t len = sign_with(name, alg, good);
		char *text = jwks_set(jwks_key(name, "k", NULL), NULL);
		struct key_set *set = jwks_load(text, &jwks_all);
		struct key key = {
			.alg = alg, .public_key = set->keys[0].public_key};
		int n = 0;

		sign_with(signers[with[i]].other, alg, forged);
		do {
			struct err err = {0};

			public_key_free(key.public_key);
			allocation_failed = false;
			allocations_left = ++n;
			CHECK(signature_verify(&key, str_from(message),
				      (struct str){(char *)forged, len},
				      &err) != OK);
			allocations_left = 0;
		} while (allocation_failed && n < 10000);
		CHECK(n > 1 && n < 10000);
		CHECK_STR(reason_of(name, alg, good, len), "");
		CHECK_STR(reason_of(name, alg, forged, len), "signature/bad");
		key_set_free(set);
		free(text);
	}
}

int
main(void)
{
	/* before OpenSSL's first allocation, or it refuses */
	CHECK_INT(CRYPTO_set_mem_functions(
			  failing_malloc, failing_realloc, plain_free),
		1);
	RUN(every_algorithm_accepts_its_own_signature);
	RUN(every_algorithm_refuses_another_message);
	RUN(every_algorithm_refuses_another_key);
	RUN(an_rsa_key_verifies_only_with_its_bound_algorithm);
	RUN(a_signature_has_exactly_one_length);
	RUN(a_huge_signature_is_only_a_wrong_length);
	RUN(a_der_signature_is_no_jws_signature);
	RUN(r_and_s_outside_1_to_n_are_refused);
	RUN(a_pss_salt_is_as_long_as_the_hash);
	RUN(a_pss_mask_of_another_hash_is_refused);
	RUN(an_ed25519_s_beyond_the_order_is_refused);
	RUN(no_bit_of_a_signature_can_be_flipped);
	RUN(a_key_of_another_type_never_verifies);
	RUN(a_stale_error_queue_changes_nothing);
	RUN(memory_that_runs_out_is_never_a_yes);
	DONE();
}
