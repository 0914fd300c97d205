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

#endif
