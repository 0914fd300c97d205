#ifndef CLI_MINT_H
#define CLI_MINT_H

#include "auth/issuer.h"
#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"
#include "cli/dev_key.h"

#include <stdbool.h>
#include <stdint.h>

/* Access tokens of the dev issuer, for trying things out on one machine. */

enum {
	MINT_LIFETIME_S = 3600,
	MINT_LIFETIME_MAX_S = 30 * 86400,
};

/* Empty strs: the token does not say. */
struct mint_request {
	struct str subject; /* required */
	struct str client, name;
	bool has_scopes; /* also with no word in it */
	struct str scopes;
	struct words roles;
	bool app_only; /* a token of client on its own behalf; no scopes */
	int64_t now, lifetime_s;
};

/* The token for issuer, signed.  ERR_INVALID when a text is no UTF-8. */
enum err_kind mint_token(const struct mint_request *request,
	const struct issuer *issuer, const struct dev_key *key,
	struct arena *arena, struct str *token, struct err *err) MUST_USE;

#endif
