#ifndef AUTH_CLAIMS_H
#define AUTH_CLAIMS_H

#include "auth/issuer.h"
#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { CLAIM_MAX = 256 }; /* bytes of a claim that is a single text */

struct str_list {
	struct str *at;
	size_t count;
};

/*
 * The payload of a token, typed.  Empty strs were absent (at == NULL).  Lists
 * hold no empty words.  version is read only where the issuer asks for it.
 */
struct claims {
	const struct issuer *issuer;
	struct str_list audiences;
	double expires, not_before, issued_at; /* NumericDate, RFC 7519 2 */
	bool has_expires, has_not_before, has_issued_at;
	struct str subject, identity, tenant, client; /* client: azp, appid or
							 client_id */
	struct str azp, appid, client_id, object_id;  /* object_id: oid */
	struct str name, version, idtyp, jti, uti;
	bool has_scopes; /* the scope claim is there */
	struct str_list scopes, roles;
	bool is_id_token; /* nonce, at_hash, c_hash or typ ID; a nonce marks
			     none in B2C's access tokens */
	bool is_bound;    /* cnf is there */
};

/*
 * Reads payload and finds its issuer.  ERR_BAD_TOKEN: no object, an unknown
 * issuer (token/issuer) or policy of one (token/policy), a member of the
 * wrong type (token/claim-type), which
 * is never taken for an absent one, or a text over CLAIM_MAX
 * (token/claim-size).
 */
enum err_kind claims_read(struct str payload, const struct issuer_set *set,
	struct arena *arena, struct claims *claims, struct err *err) MUST_USE;

/* A NumericDate in whole seconds, rounded down and within an int64_t. */
int64_t claims_seconds(double date);

#endif
