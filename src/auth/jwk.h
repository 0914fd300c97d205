#ifndef AUTH_JWK_H
#define AUTH_JWK_H

#include "auth/algorithm.h"
#include "auth/public_key.h"
#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * A key set (RFC 7517) ready for use.  Each key has one algorithm, bound when
 * it is loaded (RFC 8725 3.1), and keys that cannot be used are skipped and
 * counted: one bad key never sinks the others.
 */
enum {
	KID_MAX = 256,
	KEYS_MAX = 100,
	JWKS_DEPTH = 32,
	JWKS_MAX = 512 * 1024, /* bytes */
};

struct key {
	struct str kid;    /* empty at == NULL: the key has none */
	struct str issuer; /* the JWK's own `issuer` member; at NULL: none */
	enum algorithm alg;
	struct public_key *public_key;            /* part of the set's memory */
	unsigned char thumbprint[THUMBPRINT_LEN]; /* RFC 7638, SHA-256 */
};

struct key_set {
	struct key *keys;
	size_t count, skipped;
	char first_skip[120]; /* why the first skipped one was */
	struct arena *memory; /* holds keys and their texts */
};

struct jwk_rules {
	algorithm_set allowed;
	enum algorithm rsa_default; /* of RSA keys that name no alg */
};

/*
 * ERR_KEYS when body is no JWKS, is over JWKS_MAX, holds over KEYS_MAX keys or
 * no usable one; *out is for key_set_free(), NULL after a failure.  All usable
 * keys that share a kid are skipped, also with one whose secret is published.
 */
enum err_kind jwks_parse(struct str body, const struct jwk_rules *rules,
	struct key_set **out, struct err *err) MUST_USE;
void key_set_free(struct key_set *set);

/*
 * The key for a token: by kid, or, when kid.at is NULL, the only one without
 * or with a kid that has alg (tokens without kid).  ERR_BAD_TOKEN with
 * reason keys/alg-mismatch when the kid's key is bound to another algorithm, or
 * keys/no-kid when several could be meant; ERR_NOT_FOUND when there is none.
 */
enum err_kind key_set_find(const struct key_set *set, struct str kid,
	enum algorithm alg, const struct key **key, struct err *err) MUST_USE;

#endif
