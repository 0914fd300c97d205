#ifndef API_AUTHORIZE_H
#define API_AUTHORIZE_H

#include "api/call.h"
#include "auth/token.h"
#include "base/attr.h"
#include "base/err.h"

/*
 * Who calls, and whether that is enough, in two steps: what is no token at all
 * needs no database to be refused.  On refusal *challenge is the value of
 * WWW-Authenticate (RFC 6750 3), or NULL where there is none; it is made of
 * fixed text and the configuration, never of the token.
 */

/* The one token of the request's header. */
enum err_kind authorize_header(const struct call *call, struct str *token,
	const char **challenge, struct err *err) MUST_USE;

/*
 * The whole token check, and the permission that a route needs.  Fills *who
 * once the token is good, with ERR_SCOPE too, so that the log can name the
 * caller; else *who is zero.
 */
enum err_kind authorize(const struct call *call, struct str token,
	const struct token_rules *rules, unsigned need, struct principal *who,
	struct token_trace *trace, const char **challenge,
	struct err *err) MUST_USE;

#endif
