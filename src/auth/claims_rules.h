#ifndef AUTH_CLAIMS_RULES_H
#define AUTH_CLAIMS_RULES_H

#include "auth/claims.h"
#include "base/err.h"

#include <stdint.h>

/*
 * What claims must say, one row per check, in the order of the checks; pure.
 * ERR_BAD_TOKEN with reason token/audience, token/expired, token/no-expiry,
 * token/not-yet, token/issued-in-future (LEEWAY_S), token/version,
 * token/tenant, token/id-token, token/client, token/identity.
 */
struct claims_rule {
	const char *name, *promise; /* as in struct exam_check */
	enum err_kind (*check)(
		const struct claims *claims, int64_t now, struct err *err);
};
enum { CLAIMS_RULES = 7 };
extern const struct claims_rule claims_rules[CLAIMS_RULES];

/* An audience that is Microsoft Graph, whose tokens nobody else can check. */
bool claims_is_graph(struct str audience);

#endif
