#define OPENSSL_SUPPRESS_DEPRECATED 1
#include "base/digest.h"

#include "base/b64url.h"

#include <assert.h>
#include <openssl/sha.h>
#include <string.h>

void
digest_sha256(const struct str *parts, size_t count, unsigned char out[32])
{
	SHA256_CTX ctx;

	SHA256_Init(&ctx);
	for (size_t i = 0; i < count; i++)
		SHA256_Update(&ctx, parts[i].at, parts[i].len);
	SHA256_Final(out, &ctx);
}

void
digest_sha2(struct str text, size_t len, unsigned char out[DIGEST_LONGEST])
{
	SHA512_CTX ctx;

	switch (len) {
	case SHA256_DIGEST_LENGTH:
		digest_sha256(&text, 1, out);
		return;
	case SHA384_DIGEST_LENGTH:
		SHA384_Init(&ctx);
		break;
	default:
		assert(len == SHA512_DIGEST_LENGTH);
		SHA512_Init(&ctx);
	}
	/* SHA-384 is SHA-512 begun otherwise, and cut (FIPS 180-4 6.5) */
	SHA512_Update(&ctx, text.at, text.len);
	SHA512_Final(out, &ctx);
}

void
digest_short(
	const struct str *parts, size_t count, char out[DIGEST_SHORT_LEN + 1])
{
	unsigned char digest[32];
	char whole[64];

	digest_sha256(parts, count, digest);
	b64url_encode(digest, sizeof(digest), whole);
	memcpy(out, whole, DIGEST_SHORT_LEN);
	out[DIGEST_SHORT_LEN] = '\0';
}
