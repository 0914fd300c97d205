#include "auth/preset_parts.h"

/* What all policies of one section share. */
struct b2c {
	const struct builder *b;
	struct str authority;
	const char *domain, *tenant, *client;
	const char *plain_issuer, *scope_prefix;
	struct words audiences;
	algorithm_set algorithms;
};

static void
add_issuer(const struct b2c *c, const char *iss, const char *policy,
	const char *advertised)
{
	struct issuer *issuer = builder_add_issuer(c->b, iss, c->algorithms);

	issuer->policy = policy;
	issuer->canonical = str_from(c->plain_issuer);
	issuer->advertised = str_from(advertised);
	issuer->version = "1.0";
	issuer->requires_client = true;
	issuer->audiences = c->audiences;
	issuer->scope_prefix = c->scope_prefix;
}

/*
 * Each policy has documents and keys of its own, and its owner chooses which
 * of the two issuers its tokens and its metadata name.  One of them names no
 * policy: there the token's tfp or acr says whose keys must have signed it.
 */
static enum err_kind
add_policy(const struct b2c *c, const char *written)
{
	struct arena *memory = c->b->set->memory;
	const char *policy = builder_lower(c->b, written);
	const char *tfp_issuer = arena_printf(memory, "%.*s/tfp/%s/%s/v2.0/",
		STR_ARG(c->authority), c->tenant, policy ? policy : "");
	const struct origin origin = {
		.metadata_url = arena_printf(memory,
			"%.*s/%s.onmicrosoft.com/%s/v2.0" WELL_KNOWN,
			STR_ARG(c->authority), c->domain, written),
		.metadata_issuer = c->plain_issuer,
		.other_metadata_issuer = tfp_issuer,
	};
	enum err_kind kind;

	if (!policy || !tfp_issuer || !origin.metadata_url)
		return fail_memory(c->b->err);
	kind = builder_add_source(c->b, &origin, c->algorithms);
	if (kind != OK)
		return kind;
	add_issuer(c, c->plain_issuer, policy, tfp_issuer);
	add_issuer(c, tfp_issuer, policy, tfp_issuer);
	return OK;
}

static enum err_kind
take_names(struct b2c *c)
{
	const struct builder *b = c->b;
	struct arena *memory = b->set->memory;
	const char *host;

	c->domain = builder_lower(b, b->section->b2c_domain);
	if (!c->domain)
		return fail_memory(b->err);
	host = arena_printf(memory, "https://%s.b2clogin.com", c->domain);
	if (!host)
		return fail_memory(b->err);
	c->authority =
		builder_stem(builder_written_or(b->section->authority, host));
	c->plain_issuer = arena_printf(
		memory, "%.*s/%s/v2.0/", STR_ARG(c->authority), c->tenant);
	c->scope_prefix = arena_printf(
		memory, "https://%s.onmicrosoft.com/%s/", c->domain, c->client);
	if (!c->plain_issuer || !c->scope_prefix)
		return fail_memory(b->err);
	c->scope_prefix =
		builder_written_or(b->section->scope_prefix, c->scope_prefix);
	return OK;
}

static enum err_kind
take_audiences(struct b2c *c)
{
	const struct builder *b = c->b;
	const char **derived = arena_array(b->set->memory, 1, sizeof(*derived));

	c->audiences = b->section->audiences;
	if (!derived)
		return fail_memory(b->err);
	if (c->audiences.count)
		return builder_check_words(b, &c->audiences, "audience");
	derived[0] = c->client;
	c->audiences = (struct words){derived, 1};
	return OK;
}

enum err_kind
preset_b2c(const struct builder *b)
{
	const struct words *policies = &b->section->b2c_policies;
	struct b2c c = {.b = b};
	enum err_kind kind;

	if (!builder_is_written(b->section->b2c_domain))
		return builder_fail(b,
			"b2c_domain is missing; write the name before "
			".onmicrosoft.com");
	if (!policies->count)
		return builder_fail(b,
			"b2c_policies is missing; write the names of the user "
			"flows whose tokens are accepted");
	if ((kind = builder_guid(
		     b, "tenant_id", b->section->tenant_id, &c.tenant)) != OK ||
		(kind = builder_guid(b, "client_id", b->section->client_id,
			 &c.client)) != OK ||
		(kind = builder_algorithms(b, ALG_RS256, &c.algorithms)) !=
			OK ||
		(kind = take_names(&c)) != OK ||
		(kind = take_audiences(&c)) != OK)
		return kind;
	for (size_t i = 0; kind == OK && i < policies->count; i++)
		kind = add_policy(&c, policies->at[i]);
	return kind;
}
