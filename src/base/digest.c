#define OPENSSL_SUPPRESS_DEPRECATED 1
#include "base/digest.h"

#include "base/b64url.h"

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
