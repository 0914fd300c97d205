#ifndef API_AUTHORIZE_H
#define API_AUTHORIZE_H

#include "api/call.h"
#include "auth/token.h"
#include "base/attr.h"
#include "base/err.h"

/*
 * The caller's token against what a route needs: header, whole token check,
 * permission.  Fills *who once the token is good, with ERR_SCOPE too, so that
 * the log can name the caller; else *who is zero.  On refusal *challenge is the
 * value of WWW-Authenticate (RFC 6750 3), or NULL where there is none; it is
 * made of fixed text and the configuration, never of the token.
 */
enum err_kind
authorize(const struct call *call, const struct token_rules *rules,
	unsigned need, struct principal *who, struct token_trace *trace,
	const char **challenge, struct err *err) MUST_USE;

#endif
