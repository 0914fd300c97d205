#ifndef AUTH_JWT_H
#define AUTH_JWT_H

#include "auth/algorithm.h"
#include "auth/jwk.h"
#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"

#include <stdbool.h>

/*
 * The form of a token: compact JWS (RFC 7515 7.1) of three canonical
 * base64url segments, and the rules for its header.  Nothing is trusted before
 * jwt_verify().
 */
enum { TOKEN_MAX = 16384, JWT_HEADER_DEPTH = 16, JWT_PAYLOAD_DEPTH = 32 };

/* Any JWS may have every typ and cty, a nonce, and an empty payload. */
enum jwt_use { JWT_ACCESS_TOKEN = 0, JWT_ANY_JWS };

struct jwt {
	enum jwt_use use;
	struct str signing_input; /* "header.payload", part of the token */
	struct str header;        /* decoded */
	struct str payload;       /* decoded */
	struct str signature;     /* decoded */
	enum algorithm alg;
	struct str kid; /* at NULL: none */
};

/* ERR_BAD_TOKEN with reason token/size, token/segments or token/base64url.
 * Fills all of *jwt but alg and kid; strs live in arena or token. */
enum err_kind jwt_cut(struct str token, enum jwt_use use, struct arena *arena,
	struct jwt *jwt, struct err *err) MUST_USE;

/* alg and kid of a jwt that was cut.  ERR_BAD_TOKEN: token/header, token/alg,
 * token/crit, token/b64, token/zip, token/enc, token/graph, token/typ,
 * token/nested, token/kid. */
enum err_kind
jwt_read_header(struct jwt *jwt, struct arena *arena, struct err *err) MUST_USE;

/* ERR_BAD_TOKEN, token/alg-not-allowed, unless alg is in the set. */
enum err_kind jwt_check_algorithm(
	const struct jwt *jwt, algorithm_set allowed, struct err *err) MUST_USE;

/* OK only when key is bound to alg (else keys/alg-mismatch) and the signature
 * verifies with it: see signature.h. */
enum err_kind jwt_verify(
	const struct jwt *jwt, const struct key *key, struct err *err) MUST_USE;

#endif
