#ifndef AUTH_ISSUER_H
#define AUTH_ISSUER_H

#include "auth/algorithm.h"
#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"
#include "config/config.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * What the configuration trusts, worked out: one struct issuer per accepted
 * value of `iss` (and policy), one struct key_source per place that keys come
 * from.  An [issuer] section makes one or more of each (entra: version 1 and 2
 * of each tenant).
 * Strings live as long as the set; config must outlive it.  GUIDs of Entra
 * are lower case, as they are in its tokens, so every comparison is exact.
 */
struct key_source {
	const char *name;         /* of the section */
	const char *id;           /* "NAME URL", the row of keys.db */
	const char *metadata_url; /* NULL: jwks_uri or jwks_file is given */
	const char *jwks_uri, *jwks_file;
	const char *ca_file, *proxy;
	bool allow_insecure_loopback;
	/* the metadata's `issuer` must be this, byte for byte, {tenantid}
	 * included; NULL without metadata */
	const char *metadata_issuer;
	const char *other_metadata_issuer; /* or this one; NULL: none */
	algorithm_set algorithms;          /* keys of others are skipped */
	enum algorithm rsa_default;        /* of RSA keys without alg */
};

struct issuer {
	struct str iss;   /* exact value of the claim */
	const char *name; /* of the section, for the log */
	/* who the issuer is as an owner of rows: v1 and v2 tokens of one
	 * Entra tenant name the same person */
	struct str canonical;
	/* where a client without a token is sent; the one of organizations
	 * does not tell strangers who the tenants are */
	struct str advertised;
	enum issuer_preset preset;
	struct words audiences;
	algorithm_set algorithms;
	const char *version;   /* required `ver`; NULL: not looked at */
	const char *tenant_id; /* required `tid`; NULL: not looked at */
	const char *policy;    /* required `tfp`, else `acr`; NULL: not looked
				  at */
	bool requires_client;  /* azp or appid must be there (entra) */
	/* claim names; scope_claim NULL: scp, else scope */
	const char *scope_claim, *role_claim, *identity_claim;
	const char *scope_prefix; /* "" or "api://GUID/" */
	size_t source;            /* index into sources */
};

struct issuer_set {
	struct issuer *issuers;
	size_t issuer_count;
	struct key_source *sources;
	size_t source_count;
	struct arena *memory; /* holds all of it */
};

enum { LEEWAY_S = 60 };

/* ERR_CONFIG, `file:line: [issuer NAME]: …`, names both sections where two
 * have one issuer.  Nothing is kept on failure. */
enum err_kind issuer_set_new(struct issuer_set *set,
	const struct config *config, struct err *err) MUST_USE;
void issuer_set_free(struct issuer_set *set);

/* One whose iss is exactly this; NULL.  If it has a policy, there may be more
 * of them, and the token's is that of issuer_of_policy(). */
const struct issuer *issuer_find(const struct issuer_set *set, struct str iss);

/* The one whose iss is exactly this and whose policy is this in any case, as
 * B2C itself takes the names of policies; NULL. */
const struct issuer *issuer_of_policy(
	const struct issuer_set *set, struct str iss, struct str policy);

/*
 * The metadata document of source: checks its `issuer` and takes `jwks_uri`,
 * which must be an https URL without userinfo or fragment (http to loopback
 * where the source allows it).  ERR_FETCH.
 */
enum err_kind
issuer_read_metadata(const struct key_source *source, struct str body,
	struct arena *arena, struct str *jwks_uri, struct err *err) MUST_USE;

/* True for a URL that keys may be fetched from. */
bool issuer_url_is_safe(struct str url, bool allow_insecure_loopback);

#endif
