#include "auth/claims_rules.h"

bool
claims_is_graph(struct str audience)
{
	return str_is(audience, "00000003-0000-0000-c000-000000000000") ||
	       str_is(audience, "https://graph.microsoft.com");
}

static enum err_kind
check_audience(const struct claims *claims, int64_t now, struct err *err)
{
	const struct words *accepted = &claims->issuer->audiences;
	bool is_graphs = false;

	(void)now;
	for (size_t i = 0; i < claims->audiences.count; i++) {
		for (size_t k = 0; k < accepted->count; k++)
			if (str_is(claims->audiences.at[i], accepted->at[k]))
				return OK;
		is_graphs =
			is_graphs || claims_is_graph(claims->audiences.at[i]);
	}
	return fail(err, ERR_BAD_TOKEN, "token/audience", "%s",
		is_graphs ? "the token was made for Microsoft Graph"
			  : "aud names no audience of the issuer");
}

/*
 * In doubles, since NumericDate is one: now and the leeway are exact in it,
 * and no sum of them can overflow.  "On or after" exp is too late (RFC 7519
 * 4.1.4).
 */
static enum err_kind
check_times(const struct claims *claims, int64_t now, struct err *err)
{
	double clock = (double)now;

	if (!claims->has_expires)
		return fail(err, ERR_BAD_TOKEN, "token/no-expiry", "no exp");
	if (!(clock < claims->expires + LEEWAY_S))
		return fail(err, ERR_BAD_TOKEN, "token/expired",
			"exp %.0f, now %.0f", claims->expires, clock);
	if (claims->has_not_before && !(claims->not_before <= clock + LEEWAY_S))
		return fail(err, ERR_BAD_TOKEN, "token/not-yet",
			"nbf %.0f, now %.0f", claims->not_before, clock);
	if (claims->has_issued_at && !(claims->issued_at <= clock + LEEWAY_S))
		return fail(err, ERR_BAD_TOKEN, "token/issued-in-future",
			"iat %.0f, now %.0f", claims->issued_at, clock);
	return OK;
}

static enum err_kind
check_version(const struct claims *claims, int64_t now, struct err *err)
{
	const char *version = claims->issuer->version;

	(void)now;
	if (!version || str_is(claims->version, version))
		return OK;
	return fail(
		err, ERR_BAD_TOKEN, "token/version", "ver is not %s", version);
}

static enum err_kind
check_tenant(const struct claims *claims, int64_t now, struct err *err)
{
	const char *tenant = claims->issuer->tenant_id;

	(void)now;
	if (!tenant || str_is(claims->tenant, tenant))
		return OK;
	return fail(err, ERR_BAD_TOKEN, "token/tenant",
		"tid is not the issuer's tenant");
}

static enum err_kind
check_kind(const struct claims *claims, int64_t now, struct err *err)
{
	(void)now;
	if (!claims->is_id_token)
		return OK;
	return fail(err, ERR_BAD_TOKEN, "token/id-token",
		"an ID token; send the access token");
}

static enum err_kind
check_client(const struct claims *claims, int64_t now, struct err *err)
{
	(void)now;
	if (!claims->issuer->requires_client || claims->azp.len ||
		claims->appid.len)
		return OK;
	return fail(
		err, ERR_BAD_TOKEN, "token/client", "neither azp nor appid");
}

static enum err_kind
check_identity(const struct claims *claims, int64_t now, struct err *err)
{
	(void)now;
	if (!claims->identity.len)
		return fail(err, ERR_BAD_TOKEN, "token/identity",
			"no %s to know the caller by",
			claims->issuer->identity_claim);
	/* What B2C writes into everybody's sub when it is told to leave sub
	 * out: all would own the rows of all. */
	if (claims->issuer->policy &&
		str_starts(claims->identity, "Not supported currently"))
		return fail(err, ERR_BAD_TOKEN, "token/identity",
			"%s is the same for everybody; let the policy write "
			"the object id there",
			claims->issuer->identity_claim);
	return OK;
}

const struct claims_rule claims_rules[CLAIMS_RULES] = {
	{"audience", "aud names this service", check_audience},
	{"times", "exp, nbf and iat fit the clock", check_times},
	{"version", "ver is the issuer's", check_version},
	{"tenant", "tid is the issuer's", check_tenant},
	{"kind", "an access token, no ID token", check_kind},
	{"client", "azp or appid, where the issuer always writes one",
		check_client},
	{"identity", "says who the caller is", check_identity},
};
