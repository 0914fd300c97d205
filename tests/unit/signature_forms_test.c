/*
 * RSA signatures whose inside is wrong: made with the private key, so that
 * only what stands in the block (RFC 8017 9.2) can tell them from good ones.
 */
#include "auth/signature.h"

#include "unit/jwks.h"

#include <openssl/sha.h>

static const char message[] = "header.payload";

/* DigestInfo in front of a hash: SHA-256, with NULL, without, ... */
static const unsigned char with_null[] = {0x30, 0x31, 0x30, 0x0d, 0x06, 0x09,
	0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00, 0x04,
	0x20};
static const unsigned char without_null[] = {0x30, 0x2f, 0x30, 0x0b, 0x06, 0x09,
	0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x04, 0x20};
static const unsigned char as_sha512[] = {0x30, 0x31, 0x30, 0x0d, 0x06, 0x09,
	0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x03, 0x05, 0x00, 0x04,
	0x20};
static const unsigned char long_length[] = {0x30, 0x81, 0x31, 0x30, 0x0d, 0x06,
	0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00,
	0x04, 0x20};
static const unsigned char sha1[] = {0x30, 0x21, 0x30, 0x09, 0x06, 0x05, 0x2b,
	0x0e, 0x03, 0x02, 0x1a, 0x05, 0x00, 0x04, 0x14};

enum { BLOCK = 256 };

struct form {
	const char *what;
	const unsigned char *prefix;
	size_t prefix_len;
	unsigned char first, type, padding, separator;
	size_t garbage; /* bytes behind the hash */
	bool good;
};

/* 00 01 ff ... ff 00 DigestInfo hash garbage */
static void
build(const struct form *form, unsigned char block[BLOCK])
{
	unsigned char hash[SHA256_DIGEST_LENGTH];
	size_t hash_len =
		form->prefix == sha1 ? SHA_DIGEST_LENGTH : SHA256_DIGEST_LENGTH;
	size_t tail = form->prefix_len + hash_len + form->garbage;
	unsigned char *at = block + BLOCK - tail;

	if (form->prefix == sha1)
		SHA1((const unsigned char *)message, strlen(message), hash);
	else
		SHA256((const unsigned char *)message, strlen(message), hash);
	memset(block, 0xff, BLOCK);
	block[0] = form->first;
	block[1] = form->type;
	block[7] = form->padding;
	at[-1] = form->separator;
	if (form->prefix_len)
		memcpy(at, form->prefix, form->prefix_len);
	memcpy(at + form->prefix_len, hash, hash_len);
}

static void
sign_block(const unsigned char block[BLOCK], unsigned char out[BLOCK])
{
	EVP_PKEY *key = sign_read_key("rsa");
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new(key, NULL);
	size_t len = BLOCK;

	sign_require(ctx && EVP_PKEY_sign_init(ctx) == 1 &&
			     EVP_PKEY_CTX_set_rsa_padding(
				     ctx, RSA_NO_PADDING) == 1 &&
			     EVP_PKEY_sign(ctx, out, &len, block, BLOCK) == 1 &&
			     len == BLOCK,
		"sign a block");
	EVP_PKEY_CTX_free(ctx);
	EVP_PKEY_free(key);
}

static const char *
reason_of(const unsigned char *signature)
{
	char *text = jwks_set(jwks_key("rsa", "k", NULL), NULL);
	struct key_set *set = jwks_load(text, &jwks_all);
	static struct err err;
	enum err_kind kind;

	err = (struct err){0};
	kind = signature_verify(&set->keys[0], str_from(message),
		(struct str){(const char *)signature, BLOCK}, &err);
	key_set_free(set);
	free(text);
	CHECK(kind == OK || kind == ERR_BAD_TOKEN);
	return kind == OK ? "" : err.reason;
}

/* covers: D10; the first form is the control */
static void
a_pkcs1_block_has_one_form(void)
{
	static const struct form forms[] = {
		{"as it should be", with_null, sizeof(with_null), 0, 1, 0xff, 0,
			0, true},
		{"without NULL", without_null, sizeof(without_null), 0, 1, 0xff,
			0, 0, false},
		{"named SHA-512", as_sha512, sizeof(as_sha512), 0, 1, 0xff, 0,
			0, false},
		{"SHA-1", sha1, sizeof(sha1), 0, 1, 0xff, 0, 0, false},
		{"a length in BER", long_length, sizeof(long_length), 0, 1,
			0xff, 0, 0, false},
		{"no DigestInfo", NULL, 0, 0, 1, 0xff, 0, 0, false},
		{"a byte behind the hash", with_null, sizeof(with_null), 0, 1,
			0xff, 0, 1, false},
		{"short padding, then garbage", with_null, sizeof(with_null), 0,
			1, 0xff, 0, 192, false},
		{"type 2", with_null, sizeof(with_null), 0, 2, 0xff, 0, 0,
			false},
		{"type 0", with_null, sizeof(with_null), 0, 0, 0xff, 0, 0,
			false},
		{"another byte in the padding", with_null, sizeof(with_null), 0,
			1, 0xfe, 0, 0, false},
		{"an early end of the padding", with_null, sizeof(with_null), 0,
			1, 0, 0, 0, false},
		{"no end of the padding", with_null, sizeof(with_null), 0, 1,
			0xff, 0xff, 0, false},
		{"another first byte", with_null, sizeof(with_null), 1, 1, 0xff,
			0, 0, false},
	};
	unsigned char block[BLOCK], signature[BLOCK];

	for (size_t i = 0; i < COUNT(forms); i++) {
		const char *want = forms[i].good ? "" : "signature/bad";

		build(&forms[i], block);
		sign_block(block, signature);
		if (strcmp(reason_of(signature), want) != 0)
			printf("# %s\n", forms[i].what);
		CHECK_STR(reason_of(signature), want);
	}
}

/* covers: D3; s + n is another number for the same remainder */
static void
a_signature_is_below_the_modulus(void)
{
	static const struct form good = {
		"good", with_null, sizeof(with_null), 0, 1, 0xff, 0, 0, true};
	unsigned char block[BLOCK], signature[BLOCK];
	EVP_PKEY *key = sign_read_key("rsa");
	BIGNUM *n = NULL, *s = NULL;

	build(&good, block);
	sign_block(block, signature);
	CHECK_STR(reason_of(signature), "");
	sign_require(
		EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_RSA_N, &n) == 1 &&
			(s = BN_bin2bn(signature, BLOCK, NULL)) != NULL &&
			BN_add(s, s, n) == 1,
		"add the modulus");
	/* where the sum fits at all, it is refused */
	if (BN_num_bytes(s) == BLOCK) {
		BN_bn2binpad(s, signature, BLOCK);
		CHECK_STR(reason_of(signature), "signature/bad");
	}
	BN_bn2binpad(n, signature, BLOCK);
	CHECK_STR(reason_of(signature), "signature/bad");
	memset(signature, 0, BLOCK);
	CHECK_STR(reason_of(signature), "signature/bad");
	signature[BLOCK - 1] = 1;
	CHECK_STR(reason_of(signature), "signature/bad");
	memset(signature, 0xff, BLOCK);
	CHECK_STR(reason_of(signature), "signature/bad");
	BN_free(s);
	BN_free(n);
	EVP_PKEY_free(key);
}

int
main(void)
{
	RUN(a_pkcs1_block_has_one_form);
	RUN(a_signature_is_below_the_modulus);
	DONE();
}
