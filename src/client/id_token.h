#ifndef CLIENT_ID_TOKEN_H
#define CLIENT_ID_TOKEN_H

#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"
#include "client/discovery.h"

#include <stdint.h>

/*
 * The provider's statement about who signed in.  It is shown by whoami and
 * decides nothing.  Its signature is not looked at: it comes straight from
 * the token endpoint over TLS, where OpenID Connect Core 3.1.3.7 (6) lets the
 * connection stand for it; everything else of that section is checked.
 */
struct identity {
	struct str subject; /* empty: nobody is known */
	struct str issuer, name, user_name, email, tenant;
};

struct id_rules {
	const struct provider *provider;
	struct str client_id;
	struct str nonce;   /* at NULL: none was sent */
	struct str subject; /* of the sign-in that is renewed; at NULL: any */
	int64_t now;
};

/* Into arena.  ERR_FETCH id/refused. */
enum err_kind id_token_read(struct str token, const struct id_rules *rules,
	struct arena *arena, struct identity *identity,
	struct err *err) MUST_USE;

/*
 * The claims of a compact JWT without any check, for people: its payload as
 * text.  False when token is no JWT.
 */
bool id_token_payload(
	struct str token, struct arena *arena, struct str *payload) MUST_USE;

#endif
