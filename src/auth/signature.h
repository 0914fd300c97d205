#ifndef AUTH_SIGNATURE_H
#define AUTH_SIGNATURE_H

#include "auth/jwk.h"
#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"

#include <stdbool.h>

/*
 * OK only when signature (raw bytes, R||S of fixed width for EC, RFC 7518
 * 3.4) verifies over input with key and the algorithm bound to it; PSS salts
 * are as long as the hash.  Else ERR_BAD_TOKEN, signature/…, or ERR_INTERNAL
 * when OpenSSL itself failed.
 */
enum err_kind signature_verify(const struct key *key, struct str input,
	struct str signature, struct err *err) MUST_USE;

/*
 * Verifying with key takes less than telling other processes that a signature
 * verified: RSA, for which this process has OpenSSL and the key ready.
 */
bool signature_is_quick(const struct key *key) MUST_USE;

#endif
