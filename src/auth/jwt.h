#ifndef AUTH_JWT_H
#define AUTH_JWT_H

#include "auth/algorithm.h"
#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"

#include <stdbool.h>

/*
 * The form of a token: compact JWS (RFC 7515 7.1) of three canonical
 * base64url segments, and the rules for its header.  Nothing is trusted yet.
 */
enum { TOKEN_MAX = 16384, JWT_HEADER_DEPTH = 16, JWT_PAYLOAD_DEPTH = 32 };

struct jwt {
	struct str signing_input; /* "header.payload", part of the token */
	struct str payload;       /* decoded */
	struct str signature;     /* decoded */
	enum algorithm alg;
	struct str kid; /* at NULL: none */
};

/* Steps 2 to 4 of the order of checks (README): ERR_BAD_TOKEN with reason
 * token/size, token/segments, token/base64url, token/header, token/alg,
 * token/crit, token/typ, token/kid, …; all strs live in arena or token. */
enum err_kind jwt_parse(struct str token, struct arena *arena, struct jwt *jwt,
	struct err *err) MUST_USE;

#endif
