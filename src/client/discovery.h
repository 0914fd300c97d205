#ifndef CLIENT_DISCOVERY_H
#define CLIENT_DISCOVERY_H

#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"
#include "client/profile.h"
#include "client/wire.h"

#include <stdbool.h>

/*
 * What a provider says of itself: OpenID Connect Discovery 1.0, RFC 8414, and
 * Entra ID's version 2 document for an authority as Entra's users write it,
 * https://login.microsoftonline.com/TENANT.
 */
struct provider {
	const char *issuer; /* as the document says; may hold {tenantid} */
	/* NULL: it has none */
	const char *token, *authorization, *device, *revocation, *end_session;
	enum client_auth prefers; /* of the two ways to send a secret */
	enum assertion_algorithm signs;
	bool lists_scopes, has_openid, has_profile, has_offline_access;
	bool sends_iss; /* RFC 9207 */
};

/* The addresses at which the document of authority may stand, in the order of
 * trying; a NULL ends them.  false: no memory. */
enum { DISCOVERY_PLACES = 3 };
bool discovery_places(const char *authority, struct arena *arena,
	const char *places[DISCOVERY_PLACES]) MUST_USE;

/*
 * Reads a document.  issuer must be the authority (a final slash aside), or
 * profile->issuer; for Entra's tenants by name, common and organizations, one
 * of the same host.  ERR_CONFIG: discovery/json, issuer, unsafe.
 */
enum err_kind discovery_parse(struct str text, const struct profile *profile,
	struct arena *arena, struct provider *provider,
	struct err *err) MUST_USE;

/* True when iss, of a token or an answer, is this provider: byte for byte, or
 * with a tenant's GUID (Entra) in the place of {tenantid}. */
bool discovery_is_issuer(const struct provider *provider, struct str iss);

/* All of it over the network. */
enum err_kind discovery_find(const struct profile *profile, struct wire *wire,
	struct arena *arena, struct provider *provider,
	struct err *err) MUST_USE;

#endif
