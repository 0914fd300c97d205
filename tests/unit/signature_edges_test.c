/* Signatures whose length, numbers, salt or mask are not those of RFC 7518. */
#include "unit/signature.h"

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

int
main(void)
{
	RUN(a_signature_has_exactly_one_length);
	RUN(a_huge_signature_is_only_a_wrong_length);
	RUN(a_der_signature_is_no_jws_signature);
	RUN(r_and_s_outside_1_to_n_are_refused);
	RUN(a_pss_salt_is_as_long_as_the_hash);
	RUN(a_pss_mask_of_another_hash_is_refused);
	RUN(an_ed25519_s_beyond_the_order_is_refused);
	DONE();
}
