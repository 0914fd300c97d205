#ifndef CLIENT_ASSERTION_H
#define CLIENT_ASSERTION_H

#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"
#include "client/certificate.h"
#include "client/profile.h"

#include <stdint.h>

/* A client's proof of who it is: a JWT signed with its key (RFC 7523 3,
 * OpenID Connect Core 9). */

enum { ASSERTION_LIFETIME_S = 300 };

struct assertion_request {
	const char *client_id;
	const char *audience; /* the token endpoint */
	const char *key_id;   /* NULL: the certificate's x5t */
	enum assertion_algorithm algorithm;
	int64_t now;
};

/* Each has another jti, for providers take one only once. */
enum err_kind assertion_make(const struct assertion_request *request,
	const struct certificate *certificate, struct arena *arena,
	struct str *assertion, struct err *err) MUST_USE;

#endif
