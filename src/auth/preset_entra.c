#include "auth/preset_parts.h"

#define ORGANIZATIONS "organizations"

/* What all tenants and both versions of one section share. */
struct entra {
	const struct builder *b;
	struct str authority, authority_v1;
	const char *client, *scope_prefix;
	struct words audiences, tenants;
	algorithm_set algorithms;
	bool is_single;
};

enum version { V1 = 0, V2, VERSIONS };

/* tenant may be the {tenantid} of a document for all of them. */
static const char *
issuer_of(const struct entra *e, enum version version, const char *tenant)
{
	struct arena *memory = e->b->set->memory;

	return version == V1 ? arena_printf(memory, "%.*s/%s/",
				       STR_ARG(e->authority_v1), tenant)
			     : arena_printf(memory, "%.*s/%s/v2.0",
				       STR_ARG(e->authority), tenant);
}

/* Tenant of personal accounts, which organizations leaves out. */
static bool
is_consumers(const char *tenant)
{
	return str_is(str_from(tenant), "9188040d-6c67-4c5b-b112-36a304b66dad");
}

/* Whose documents serve: the tenant's own, or those for all tenants. */
static const char *
documents_of(const struct entra *e, enum version version)
{
	if (e->is_single)
		return e->tenants.at[0];
	for (size_t i = 0; version == V2 && i < e->tenants.count; i++)
		if (is_consumers(e->tenants.at[i]))
			return "common";
	return ORGANIZATIONS;
}

static enum err_kind
add_source(const struct entra *e, enum version version)
{
	const char *tenant = e->is_single ? e->tenants.at[0] : "{tenantid}";
	const struct origin origin = {
		.metadata_url = arena_printf(e->b->set->memory,
			"%.*s/%s%s" WELL_KNOWN, STR_ARG(e->authority),
			documents_of(e, version), version == V1 ? "" : "/v2.0"),
		.metadata_issuer = issuer_of(e, version, tenant),
	};

	if (!origin.metadata_url || !origin.metadata_issuer)
		return fail_memory(e->b->err);
	return builder_add_source(e->b, &origin, e->algorithms);
}

static enum err_kind
add_tenant(const struct entra *e, enum version version, const char *tenant)
{
	const char *iss = issuer_of(e, version, tenant);
	const char *canonical = issuer_of(e, V2, tenant);
	const char *advertised = issuer_of(e, V2, documents_of(e, V2));
	struct issuer *issuer;

	if (!iss || !canonical || !advertised)
		return fail_memory(e->b->err);
	issuer = builder_add_issuer(e->b, iss, e->algorithms);
	issuer->canonical = str_from(canonical);
	issuer->advertised = str_from(advertised);
	issuer->version = version == V1 ? "1.0" : "2.0";
	issuer->tenant_id = tenant;
	issuer->requires_client = true;
	issuer->audiences = e->audiences;
	issuer->scope_prefix = e->scope_prefix;
	issuer->identity_claim =
		builder_written_or(e->b->section->identity_claim, "oid");
	return OK;
}

static enum err_kind
add_version(const struct entra *e, enum version version)
{
	enum err_kind kind = add_source(e, version);

	for (size_t i = 0; kind == OK && i < e->tenants.count; i++) {
		/* An API for personal accounts gets version 2 alone. */
		if (version == V1 && !e->is_single &&
			is_consumers(e->tenants.at[i]))
			continue;
		kind = add_tenant(e, version, e->tenants.at[i]);
	}
	return kind;
}

static enum err_kind
take_tenants(struct entra *e)
{
	const struct builder *b = e->b;
	const struct words *allowed = &b->section->allowed_tenants;
	const char *tenant = b->section->tenant_id;
	struct words written = {&tenant, 1};
	enum err_kind kind = OK;

	e->is_single = !tenant || !str_is(str_from(tenant), ORGANIZATIONS);
	if (!e->is_single && !allowed->count)
		return builder_fail(b,
			"allowed_tenants is missing; write the GUIDs of the "
			"tenants whose people may come");
	if (e->is_single && allowed->count)
		return builder_fail(b,
			"allowed_tenants goes with tenant_id = organizations; "
			"write that, or remove the list");
	if (!e->is_single)
		written = *allowed;
	e->tenants.at = arena_array(
		b->set->memory, written.count, sizeof(*e->tenants.at));
	if (!e->tenants.at)
		return fail_memory(b->err);
	while (kind == OK && e->tenants.count < written.count) {
		kind = builder_guid(b,
			e->is_single ? "tenant_id" : "allowed_tenants",
			written.at[e->tenants.count],
			&e->tenants.at[e->tenants.count]);
		e->tenants.count++;
	}
	return kind;
}

/* Tokens of either version carry either form (access-token claims reference
 * of Microsoft), so both are accepted for both. */
static enum err_kind
take_audiences(struct entra *e)
{
	const struct builder *b = e->b;
	const char **derived = arena_array(b->set->memory, 2, sizeof(*derived));
	const char *prefix =
		arena_printf(b->set->memory, "api://%s/", e->client);

	e->audiences = b->section->audiences;
	if (!derived || !prefix)
		return fail_memory(b->err);
	e->scope_prefix = builder_written_or(b->section->scope_prefix, prefix);
	if (e->audiences.count)
		return builder_check_words(b, &e->audiences, "audience");
	derived[0] = e->client;
	derived[1] = arena_printf(b->set->memory, "api://%s", e->client);
	e->audiences = (struct words){derived, 2};
	return derived[1] ? OK : fail_memory(b->err);
}

enum err_kind
preset_entra(const struct builder *b)
{
	struct entra e = {
		.b = b,
		.authority =
			builder_stem(builder_written_or(b->section->authority,
				"https://login.microsoftonline.com")),
		.authority_v1 = builder_stem(builder_written_or(
			b->section->authority_v1, "https://sts.windows.net/")),
	};
	enum err_kind kind;

	if ((kind = take_tenants(&e)) != OK ||
		(kind = builder_guid(b, "client_id", b->section->client_id,
			 &e.client)) != OK ||
		(kind = builder_algorithms(b, ALG_RS256, &e.algorithms)) !=
			OK ||
		(kind = take_audiences(&e)) != OK)
		return kind;
	for (int version = V1; kind == OK && version < (int)VERSIONS; version++)
		kind = add_version(&e, (enum version)version);
	return kind;
}
