#ifndef AUTH_TOKEN_H
#define AUTH_TOKEN_H

#include "auth/exam.h"
#include "auth/policy.h"
#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"

#include <stdint.h>

/* The whole check of a bearer token, in its one order. */

/*
 * The token in the value of an Authorization header (RFC 6750 2.1, RFC 9110
 * 11.4): "Bearer" in any case, one or more blanks, one token.  ERR_NO_TOKEN
 * for an empty value or another scheme; ERR_REQUEST for anything malformed.
 */
enum err_kind token_from_header(
	struct str authorization, struct str *token, struct err *err) MUST_USE;

/* What may be logged about a token, accepted or not; unverified text. */
struct token_trace {
	const char *issuer_name;
	struct str kid, client, subject;
	bool old_keys;
	bool remembered; /* the signature verified before */
};

/*
 * Fills *who only with OK.  ERR_BAD_TOKEN, ERR_KEYS, ERR_DATABASE or
 * ERR_INTERNAL otherwise; *trace is filled as far as it got.
 */
enum err_kind token_verify(struct str token, const struct token_rules *rules,
	int64_t now, struct arena *arena, struct principal *who,
	struct token_trace *trace, struct err *err) MUST_USE;

#endif
