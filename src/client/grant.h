#ifndef CLIENT_GRANT_H
#define CLIENT_GRANT_H

#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"
#include "client/oauth_answer.h"
#include "client/session.h"

/*
 * Requests to the provider's endpoints, each with the client's proof of who
 * it is: secret (RFC 6749 2.3.1), signed assertion (RFC 7523 2.2) or none.  A
 * provider that is busy is waited for as it says.  Tokens are in the
 * session's arena; errors are those of oauth_answer.h, wire.h and
 * discovery.h, and those of secret and certificate.
 */

/* Client credentials, RFC 6749 4.4. */
enum err_kind grant_application(struct session *session,
	struct oauth_tokens *tokens, struct err *err) MUST_USE;

/* RFC 6749 6. */
enum err_kind grant_refresh(struct session *session, struct str refresh_token,
	struct oauth_tokens *tokens, struct err *err) MUST_USE;

/* RFC 6749 4.1.3 with the verifier of RFC 7636. */
enum err_kind grant_code(struct session *session, struct str code,
	struct str verifier, struct str redirect_uri,
	struct oauth_tokens *tokens, struct err *err) MUST_USE;

/* RFC 8628 3.1 and 3.4. */
enum err_kind grant_device_begin(struct session *session,
	struct oauth_device *device, struct err *err) MUST_USE;
enum err_kind grant_device_poll(struct session *session, struct str code,
	struct oauth_tokens *tokens, struct oauth_polling *polling,
	struct err *err) MUST_USE;

/* RFC 7009; hint is "refresh_token" or "access_token".  OK where the provider
 * has no such endpoint. */
enum err_kind grant_revoke(struct session *session, struct str token,
	const char *hint, struct err *err) MUST_USE;

/*
 * What a person's sign-in asks for: the profile's scope; unless it names
 * openid itself, openid, profile and offline_access are added, as far as the
 * provider lists them.  Into the session's arena; at NULL: no memory.
 */
struct str grant_scope(struct session *session);

#endif
