#ifndef AUTH_POLICY_H
#define AUTH_POLICY_H

#include "auth/claims.h"
#include "base/attr.h"
#include "base/str.h"
#include "config/config.h"
#include "store/principals.h"

#include <stdbool.h>
#include <stdint.h>

/*
 * Who may do what.  A permission is one bit; a route asks for one or more of
 * them.  The zero value denies everybody.
 */
enum permission {
	PERMIT_NEVER = 0,
	PERMIT_PUBLIC = 1, /* no token is looked at */
	PERMIT_TOKEN = 2,  /* any token that grants anything */
	PERMIT_READ = 4,
	PERMIT_WRITE = 8,
	PERMIT_ADMIN = 16,
};

/* What a configuration grants, by its place there. */
struct policy_permission {
	const char *name;
	enum permission bit;
};
extern const struct policy_permission policy_permissions[CONFIG_PERMISSIONS];

/* A verified caller; only token_verify() fills one, so holding one proves
 * the whole check.  Strings live as long as the request. */
struct principal {
	struct str issuer;  /* canonical: with tenant and subject, the owner */
	struct str tenant;  /* empty: none */
	struct str subject; /* value of the identity claim */
	struct str client;  /* empty: not said */
	struct str name;    /* to show; never an identity */
	/* of issuer, tenant and subject */
	char public_id[PUBLIC_ID_LEN + 1];
	const char *issuer_name, *scope_prefix;
	unsigned permissions;
	bool app_only;
	int64_t expires;
};

/* True for a token of an application on its own behalf: `idtyp` app, else
 * entra without scopes and sub == oid, else without scopes and sub == client.
 */
bool policy_is_app_only(const struct claims *claims);

/*
 * The permissions that claims grant: scopes by the scope claim, app_roles
 * for app-only callers, user_roles beside a scope claim.  PERMIT_TOKEN is in
 * it when the token has any scope or role at all.  Exact words.
 */
unsigned policy_grant(const struct claims *claims,
	const struct permission_config rules[CONFIG_PERMISSIONS]);

/* ALLOW only when need is not PERMIT_NEVER and who has every bit of it. */
enum verdict { DENY = 0, ALLOW };
enum verdict policy_check(const struct principal *who, unsigned need);

#endif
