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

/* SHA-256, SHA-384 or SHA-512 of text: the one of so many bytes. */
enum { DIGEST_LONGEST = 64 };
void
digest_sha2(struct str text, size_t len, unsigned char out[DIGEST_LONGEST]);

/* The first 132 bits of SHA-256 in base64url: enough to name what it was made
 * of. */
enum { DIGEST_SHORT_LEN = 22 };
void digest_short(
	const struct str *parts, size_t count, char out[DIGEST_SHORT_LEN + 1]);

#endif
