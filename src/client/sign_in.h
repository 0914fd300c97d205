#ifndef CLIENT_SIGN_IN_H
#define CLIENT_SIGN_IN_H

#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"
#include "client/oauth_answer.h"
#include "client/session.h"

/*
 * Signing in by browser: authorization code with PKCE (RFC 7636), state,
 * nonce, the issuer's name in the answer (RFC 9207) and a redirect to this
 * machine (RFC 8252).  *nonce, in the session's arena, is what the ID token
 * must repeat.
 */
enum err_kind
sign_in_by_browser(struct session *session, struct oauth_tokens *tokens,
	struct str *nonce, struct err *err) MUST_USE;

/* Words of one sign-in that nobody can guess. */
struct sign_in_words {
	char state[44], nonce[44], verifier[44], challenge[44];
};
enum err_kind
sign_in_words_new(struct sign_in_words *words, struct err *err) MUST_USE;

/* Where the browser goes; at NULL: no memory. */
struct str sign_in_address(struct session *session,
	const struct sign_in_words *words, struct str redirect_uri);

#endif
