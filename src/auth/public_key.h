#ifndef AUTH_PUBLIC_KEY_H
#define AUTH_PUBLIC_KEY_H

#include "auth/algorithm.h"
#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"

#include <openssl/evp.h>

/*
 * The numbers of one JWK (RFC 7518 6, RFC 8037 2), checked when they are
 * read, and made into a key that OpenSSL verifies with when the first
 * signature asks for it: that needs OpenSSL's EVP layer, whose first use costs
 * over a millisecond, and plain CGI pays it with every request.
 */
struct public_key {
	enum key_type type;
	const char *curve; /* of EC: the JWK's crv; else NULL */
	struct str n, e;   /* of RSA: big-endian, no zeros in front */
	struct str point;  /* of EC: 4, x, y; of OKP: x */
	EVP_PKEY *built;   /* NULL before the first public_key_build() */
	/* of signature.c, ready for this key and an algorithm, which stays the
	 * one that the key is bound to; NULL before its first use */
	EVP_PKEY_CTX *verifier;
	const struct algorithm_rule *verifier_rule;
};

/*
 * What OpenSSL verifies with, a loan from key; NULL when OpenSSL fails, which
 * for numbers that were checked means want of memory.
 */
EVP_PKEY *public_key_build(struct public_key *key) MUST_USE;

/*
 * Before OpenSSL is first used, else it learns all sentences about its errors
 * and all names that its older interfaces have for ciphers and digests, which
 * nobody here asks for: a fifth of a worker's first answer.  What providers
 * offer is found by its names as before.  Does nothing the second time.
 */
void public_key_quick_start(void);

/* Frees what was built; the rest is the arena's.  Takes NULL as well. */
void public_key_free(struct public_key *key);

/*
 * Of the functions below: texts are the members as they stand in the JWK, in
 * base64url.  *out, in arena, is set with OK alone; thumbprint is that of RFC
 * 7638 with SHA-256.  ERR_KEYS tells why the key is not usable.
 */
enum {
	RSA_BITS_MIN = 2048, /* RFC 7518 3.3 */
	RSA_BITS_MAX = 8192, /* bounds the time of one verification */
	THUMBPRINT_LEN = 32,
};

/* e must be odd, at least 3 and below 2^33.  Leading zero bytes of n and e,
 * which RFC 7518 2 forbids, change nothing and are dropped. */
enum err_kind public_key_rsa(struct str n, struct str e, struct arena *arena,
	struct public_key **out, unsigned char thumbprint[THUMBPRINT_LEN],
	struct err *err) MUST_USE;

/* Coordinates of the exact width of rule's curve, a point on it. */
enum err_kind public_key_ec(const struct algorithm_rule *rule, struct str x,
	struct str y, struct arena *arena, struct public_key **out,
	unsigned char thumbprint[THUMBPRINT_LEN], struct err *err) MUST_USE;

/* Ed25519: 32 bytes, in the one spelling of RFC 8032 5.1.3, no point of small
 * order: under such a key one signature fits many messages. */
enum err_kind
public_key_ed25519(struct str x, struct arena *arena, struct public_key **out,
	unsigned char thumbprint[THUMBPRINT_LEN], struct err *err) MUST_USE;

#endif
