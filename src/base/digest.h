#ifndef BASE_DIGEST_H
#define BASE_DIGEST_H

#include "base/str.h"

#include <stddef.h>

/*
 * SHA-256 (FIPS 180-4) over parts one after the other.  OpenSSL's low-level
 * functions: its EVP layer costs over a millisecond at its first use, which
 * plain CGI would pay with every request.
 */
void
digest_sha256(const struct str *parts, size_t count, unsigned char out[32]);

/* Its first 132 bits in base64url: enough to name what it was made of. */
enum { DIGEST_SHORT_LEN = 22 };
void digest_short(
	const struct str *parts, size_t count, char out[DIGEST_SHORT_LEN + 1]);

#endif
