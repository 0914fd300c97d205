#include "api/openapi_parts.h"

#include "api/sign_in.h"

#include <string.h>

#define VERSION_2 "/v2.0/.well-known/openid-configuration"

/* The first word that grants each permission: any one of them is enough. */
static json_t *
needed_scopes(const struct config *config, const struct issuer *issuer,
	unsigned need, struct arena *arena)
{
	json_t *list = json_array();

	for (size_t p = 0; list && p < CONFIG_PERMISSIONS; p++) {
		const struct words *words = &config->permissions[p].scopes;
		const char *prefix = issuer && issuer->scope_prefix
					     ? issuer->scope_prefix
					     : "";
		const char *scope;

		if (!(need & policy_permissions[p].bit) || !words->count)
			continue;
		scope = arena_printf(arena, "%s%s", prefix, words->at[0]);
		if (!scope || json_array_append_new(list, json_string(scope))) {
			json_decref(list);
			return NULL;
		}
	}
	return list;
}

/* Entra and B2C have their endpoints beside the document of version 2. */
static const char *
microsoft_stem(const struct issuer *issuer, const char *metadata_url,
	struct arena *arena)
{
	struct str stem = str_from(metadata_url);

	if ((issuer->preset != PRESET_ENTRA &&
		    issuer->preset != PRESET_ENTRA_B2C) ||
		!str_ends(stem, VERSION_2))
		return NULL;
	stem.len -= strlen(VERSION_2);
	return arena_copy(arena, stem);
}

/* Visits the issuer of each section that has one with metadata. */
static const struct issuer *
next_issuer(const struct config *config, const struct issuer_set *set,
	size_t *section, const char **name)
{
	while (*section < config->issuer_count) {
		const struct issuer_config *row = &config->issuers[*section];
		const struct issuer *issuer = sign_in_issuer(set, row->name);

		(*section)++;
		*name = row->name;
		if (issuer && row->preset != PRESET_STATIC && !row->jwks_uri)
			return issuer;
	}
	return NULL;
}

json_t *
openapi_security(const struct route *route, const struct config *config,
	const struct issuer_set *set, struct arena *arena)
{
	json_t *list = json_array();
	const struct issuer *issuer;
	size_t section = 0;
	const char *name;
	int failed = !list;

	if (failed || route->need == PERMIT_PUBLIC)
		return list;
	failed |= json_array_append_new(
		list, json_pack("{s:o}", "bearer",
			      needed_scopes(config, NULL, route->need, arena)));
	while (!failed &&
		(issuer = next_issuer(config, set, &section, &name))) {
		const char *url = sign_in_metadata_url(set, issuer, arena);
		const char *openid = arena_printf(arena, "openid_%s", name);
		const char *oauth2 = arena_printf(arena, "oauth2_%s", name);

		if (!url || !openid || !oauth2) {
			failed = 1;
			break;
		}
		failed |= json_array_append_new(
			list, json_pack("{s:o}", openid,
				      needed_scopes(config, issuer, route->need,
					      arena)));
		if (microsoft_stem(issuer, url, arena))
			failed |= json_array_append_new(
				list, json_pack("{s:o}", oauth2,
					      needed_scopes(config, issuer,
						      route->need, arena)));
	}
	if (!failed)
		return list;
	json_decref(list);
	return NULL;
}

/* Every scope of the configuration, and what it permits. */
static json_t *
flow_scopes(const struct config *config, const struct issuer *issuer,
	struct arena *arena)
{
	json_t *scopes = json_object();

	for (size_t p = 0; scopes && p < CONFIG_PERMISSIONS; p++) {
		json_t *list = json_array();
		json_t *scope;
		size_t i;
		int failed = !list || !scopes_append(list, config, issuer,
					      policy_permissions[p].bit, arena);

		json_array_foreach(list, i, scope) failed |=
			json_object_set_new(scopes, json_string_value(scope),
				json_sprintf("permits: %s",
					policy_permissions[p].name));
		json_decref(list);
		if (failed) {
			json_decref(scopes);
			return NULL;
		}
	}
	return scopes;
}

static int
add_schemes(json_t *schemes, const struct config *config,
	const struct issuer *issuer, const char *name, const char *url,
	struct arena *arena)
{
	const char *openid = arena_printf(arena, "openid_%s", name);
	const char *oauth2 = arena_printf(arena, "oauth2_%s", name);
	const char *stem = microsoft_stem(issuer, url, arena);

	if (!openid || !oauth2 ||
		json_object_set_new(schemes, openid,
			json_pack("{s:s, s:s, s:o}", "type", "openIdConnect",
				"openIdConnectUrl", url, "description",
				json_sprintf("An access token of %.*s.",
					STR_ARG(issuer->advertised)))))
		return -1;
	if (!stem)
		return 0;
	return json_object_set_new(schemes, oauth2,
		json_pack("{s:s, s:s, s:{s:{s:o, s:o, s:o}}}", "type", "oauth2",
			"description",
			"Sign-in of a person by authorization code with PKCE.",
			"flows", "authorizationCode", "authorizationUrl",
			json_sprintf("%s/oauth2/v2.0/authorize", stem),
			"tokenUrl", json_sprintf("%s/oauth2/v2.0/token", stem),
			"scopes", flow_scopes(config, issuer, arena)));
}

json_t *
openapi_security_schemes(const struct config *config,
	const struct issuer_set *set, struct arena *arena)
{
	json_t *schemes = json_pack("{s:{s:s, s:s, s:s, s:s}}", "bearer",
		"type", "http", "scheme", "bearer", "bearerFormat", "JWT",
		"description",
		"An access token of an issuer that this service trusts; "
		"`/.well-known/oauth-protected-resource` lists them.");
	const struct issuer *issuer;
	size_t section = 0;
	const char *name;

	while (schemes &&
		(issuer = next_issuer(config, set, &section, &name))) {
		const char *url = sign_in_metadata_url(set, issuer, arena);

		if (!url || add_schemes(schemes, config, issuer, name, url,
				    arena)) {
			json_decref(schemes);
			return NULL;
		}
	}
	return schemes;
}
