#ifndef AUTH_ALGORITHM_H
#define AUTH_ALGORITHM_H

#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>

/* The signature algorithms of RFC 7518 3.1 and RFC 8037 that exist here.
 * HMAC and none have no row, so no configuration can allow them. */
enum algorithm {
	ALG_NONE = 0,
	ALG_RS256,
	ALG_RS384,
	ALG_RS512,
	ALG_PS256,
	ALG_PS384,
	ALG_PS512,
	ALG_ES256,
	ALG_ES384,
	ALG_ES512,
	ALG_EDDSA, /* "EdDSA" and "Ed25519" name one algorithm (RFC 9864) */
	ALG_COUNT,
};

enum key_type { KEY_NONE = 0, KEY_RSA, KEY_EC, KEY_OKP };

struct algorithm_rule {
	const char *name; /* exact, case-sensitive */
	enum key_type type;
	const char *hash;  /* of the signing input; NULL: the algorithm's own */
	size_t hash_len;   /* its bytes */
	const char *curve; /* JWK crv; NULL for RSA */
	size_t coordinate; /* bytes of an EC coordinate or OKP x; 0 for RSA */
	bool pss;
};

/* Row of alg; ALG_NONE has name NULL. */
const struct algorithm_rule *algorithm_rule(enum algorithm alg);
/* ALG_NONE for every other text. */
enum algorithm algorithm_find(struct str name);

/* A set of algorithms: bit 1u << alg. */
typedef unsigned algorithm_set;
enum { ALG_ALL = (1 << ALG_COUNT) - 2 };

/* What an RSA key that names no algorithm is bound to: the only one of RSA
 * that is allowed, else RS256. */
enum algorithm algorithm_of_rsa(algorithm_set allowed);

#endif
