#define OPENSSL_SUPPRESS_DEPRECATED 1
#include "base/digest.h"

#include <openssl/sha.h>

void
digest_sha256(const struct str *parts, size_t count, unsigned char out[32])
{
	SHA256_CTX ctx;

	SHA256_Init(&ctx);
	for (size_t i = 0; i < count; i++)
		SHA256_Update(&ctx, parts[i].at, parts[i].len);
	SHA256_Final(out, &ctx);
}
