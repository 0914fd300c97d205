#include "base/keyed_hash.h"

#include "unit/tap.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>

/* 00 01 02 ... */
static const struct hash_key key = {{0x0706050403020100u, 0x0f0e0d0c0b0a0908u}};

/* The least significant byte first. */
static uint64_t
siphash_of_openssl(EVP_MAC *siphash, struct str text)
{
	unsigned rounds = 1, last_rounds = 3, size = 8;
	OSSL_PARAM params[] = {
		OSSL_PARAM_construct_uint(OSSL_MAC_PARAM_C_ROUNDS, &rounds),
		OSSL_PARAM_construct_uint(
			OSSL_MAC_PARAM_D_ROUNDS, &last_rounds),
		OSSL_PARAM_construct_uint(OSSL_MAC_PARAM_SIZE, &size),
		OSSL_PARAM_construct_end(),
	};
	EVP_MAC_CTX *ctx = EVP_MAC_CTX_new(siphash);
	unsigned char bytes[16], out[8];
	uint64_t hash = 0;
	size_t len;

	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (unsigned char)i;
	CHECK(EVP_MAC_init(ctx, bytes, sizeof(bytes), params) == 1 &&
		EVP_MAC_update(ctx, (const unsigned char *)text.at, text.len) ==
			1 &&
		EVP_MAC_final(ctx, out, &len, sizeof(out)) == 1 && len == 8);
	EVP_MAC_CTX_free(ctx);
	for (size_t i = sizeof(out); i-- > 0;)
		hash = hash << 8 | out[i];
	return hash;
}

static void
it_is_siphash_1_3(void)
{
	EVP_MAC *siphash = EVP_MAC_fetch(NULL, "SIPHASH", NULL);
	char text[300];

	for (size_t i = 0; i < sizeof(text); i++)
		text[i] = (char)(i * 37);
	for (size_t len = 0; len <= sizeof(text); len++) {
		struct str some = {text, len};

		CHECK(keyed_hash(&key, some) ==
			siphash_of_openssl(siphash, some));
	}
	EVP_MAC_free(siphash);
}

static void
another_key_or_text_gives_another_number(void)
{
	struct hash_key other = key;
	struct str text = STR_LIT("the same text");

	other.at[1] ^= 1;
	CHECK(keyed_hash(&key, text) == keyed_hash(&key, text));
	CHECK(keyed_hash(&key, text) != keyed_hash(&other, text));
	CHECK(keyed_hash(&key, text) !=
		keyed_hash(&key, STR_LIT("the same texu")));
	/* a zero at the end is not what was not there */
	CHECK(keyed_hash(&key, (struct str){"a\0", 2}) !=
		keyed_hash(&key, (struct str){"a\0", 1}));
	CHECK(keyed_hash(&key, (struct str){NULL, 0}) ==
		keyed_hash(&key, (struct str){"", 0}));
}

int
main(void)
{
	RUN(it_is_siphash_1_3);
	RUN(another_key_or_text_gives_another_number);
	DONE();
}
