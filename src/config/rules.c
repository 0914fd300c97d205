#include "config/rules.h"

#include "base/url.h"

/* False for a URL over which a stranger on the way could hand us keys. */
static bool
is_safe(const char *text, bool allow_insecure_loopback)
{
	struct url url;

	if (!url_parse(str_from(text), &url) || url.has_userinfo ||
		url.has_fragment)
		return false;
	return str_is(url.scheme, "https") ||
	       (allow_insecure_loopback && str_is(url.scheme, "http") &&
		       url_is_loopback(&url));
}

static enum err_kind
check_fetched(const struct loader *loader, const struct issuer_config *issuer,
	const char *name, const char *url, struct err *err)
{
	if (!url || is_safe(url, issuer->allow_insecure_loopback))
		return OK;
	return source_fail(&loader->source, loader_line(loader, name), err,
		"config/insecure-url",
		"%s must begin with https:// (http:// only to 127.0.0.1, "
		"[::1], localhost with allow_insecure_loopback = on)",
		name);
}

/* Discovery starts at the issuer itself where nothing else is written. */
static enum err_kind
check_discovery(const struct loader *loader, const struct issuer_config *issuer,
	struct err *err)
{
	if (issuer->metadata_url && issuer->jwks_uri)
		return source_fail(&loader->source,
			loader_line(loader, "jwks_uri"), err,
			"config/two-sources",
			"jwks_uri skips discovery, so metadata_url is not "
			"used; remove one");
	if (issuer->preset != PRESET_OIDC || issuer->metadata_url ||
		issuer->jwks_uri)
		return OK;
	for (size_t i = 0; i < issuer->issuers.count; i++)
		if (!is_safe(issuer->issuers.at[i],
			    issuer->allow_insecure_loopback))
			return source_fail(&loader->source,
				loader_line(loader, "issuer"), err,
				"config/insecure-url",
				"issuer is no https:// address to discover "
				"keys at; write metadata_url or jwks_uri");
	return OK;
}

static enum err_kind
check_not_empty(const struct loader *loader, const char *name,
	const struct words *words, struct err *err)
{
	int line = loader_line(loader, name);

	if (!line || words->count)
		return OK;
	return source_fail(&loader->source, line, err, "config/value",
		"%s is empty; write a value or remove it", name);
}

static enum err_kind
check_list(const struct loader *loader, const char *name,
	const struct words *words, size_t most, struct err *err)
{
	int line = loader_line(loader, name);

	if (words->count > most)
		return source_fail(&loader->source, line, err, "config/value",
			"%s has %zu words, at most %zu", name, words->count,
			most);
	for (size_t i = 0; i < words->count; i++)
		for (size_t k = 0; k < i; k++)
			if (str_is_nocase(str_from(words->at[i]), words->at[k]))
				return source_fail(&loader->source, line, err,
					"config/value",
					"%s has \"%.64s\" twice; remove one",
					name, words->at[i]);
	return check_not_empty(loader, name, words, err);
}

/* Which organizations: anybody can have a tenant. */
static enum err_kind
check_tenants(const struct loader *loader, const struct issuer_config *issuer,
	struct err *err)
{
	bool several = issuer->tenant_id &&
		       str_is(str_from(issuer->tenant_id), "organizations");

	if (several && issuer->preset == PRESET_ENTRA_B2C)
		return source_fail(&loader->source,
			loader_line(loader, "tenant_id"), err, "config/value",
			"tenant_id is \"organizations\"; write the GUID of "
			"the B2C tenant");
	if (several && !issuer->allowed_tenants.count)
		return source_fail(&loader->source,
			loader_line(loader, "tenant_id"), err,
			"config/missing-key",
			"tenant_id is \"organizations\", which anybody can "
			"be; write allowed_tenants = GUID ... too");
	if (!several && issuer->allowed_tenants.count)
		return source_fail(&loader->source,
			loader_line(loader, "allowed_tenants"), err,
			"config/unused-key",
			"allowed_tenants goes with tenant_id = organizations; "
			"write that, or remove the list");
	return OK;
}

/* Addresses and names are given away, changed, and not even checked by every
 * issuer: who gets yours would own your rows. */
static enum err_kind
check_identity(const struct loader *loader, const struct issuer_config *issuer,
	struct err *err)
{
	static const char *const reused[] = {"email", "emails", "name",
		"nickname", "phone_number", "preferred_username", "unique_name",
		"upn", "username"};

	for (size_t i = 0; issuer->identity_claim && i < COUNT(reused); i++)
		if (str_is_nocase(str_from(issuer->identity_claim), reused[i]))
			return source_fail(&loader->source,
				loader_line(loader, "identity_claim"), err,
				"config/value",
				"identity_claim is \"%s\", which can become "
				"somebody else's; write one that never does, "
				"such as sub or oid",
				issuer->identity_claim);
	return OK;
}

enum err_kind
rules_check_issuer(const struct loader *loader, struct issuer_config *issuer,
	struct err *err)
{
	enum err_kind kind;

	if ((kind = check_not_empty(loader, "issuer", &issuer->issuers, err)) !=
			OK ||
		(kind = check_not_empty(
			 loader, "audience", &issuer->audiences, err)) != OK ||
		(kind = check_list(loader, "allowed_tenants",
			 &issuer->allowed_tenants, ALLOWED_TENANTS_MAX, err)) !=
			OK ||
		(kind = check_list(loader, "b2c_policies",
			 &issuer->b2c_policies, B2C_POLICIES_MAX, err)) != OK ||
		(kind = check_tenants(loader, issuer, err)) != OK ||
		(kind = check_identity(loader, issuer, err)) != OK ||
		(kind = check_fetched(loader, issuer, "authority",
			 issuer->authority, err)) != OK ||
		(kind = check_fetched(loader, issuer, "metadata_url",
			 issuer->metadata_url, err)) != OK ||
		(kind = check_fetched(loader, issuer, "jwks_uri",
			 issuer->jwks_uri, err)) != OK)
		return kind;
	return check_discovery(loader, issuer, err);
}

static const struct issuer_config *
find_issuer(const struct config *config, const char *name)
{
	for (size_t i = 0; i < config->issuer_count; i++)
		if (str_is(str_from(name), config->issuers[i].name))
			return &config->issuers[i];
	return NULL;
}

/* Whoever mints tokens of the dev issuer must be on this machine. */
static enum err_kind
check_dev(const struct loader *loader, struct err *err)
{
	const struct config *config = loader->config;
	struct url url;

	if (!url_parse(str_from(config->public_url), &url))
		return fail(err, ERR_INTERNAL, "config/url", "read before");
	for (size_t i = 0; i < config->issuer_count; i++)
		if (config->issuers[i].preset == PRESET_DEV &&
			!url_is_loopback(&url))
			return source_fail(&loader->source,
				config->issuers[i].line, err, "config/dev",
				"preset dev is for one machine alone: "
				"public_url must be at 127.0.0.1, [::1] or "
				"localhost");
	return OK;
}

enum err_kind
rules_check_all(const struct loader *loader, struct err *err)
{
	const struct config *config = loader->config;
	enum err_kind kind;

	if ((kind = check_dev(loader, err)) != OK)
		return kind;
	if (loader->has_page && !find_issuer(config, config->page_issuer))
		return source_fail(&loader->source, loader->page_line, err,
			"config/page-issuer",
			"issuer is \"%.60s\"; write the name of an [issuer "
			"NAME] section",
			config->page_issuer);
	return OK;
}
