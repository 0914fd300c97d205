#include "api/sign_in.h"

#include "base/json.h"

#include <string.h>

static const char well_known[] = "/.well-known/openid-configuration";

bool
scopes_has(const json_t *list, struct str word)
{
	const json_t *item;
	size_t i;

	json_array_foreach(
		list, i, item) if (str_eq(json_str(item), word)) return true;
	return false;
}

bool
scopes_append(json_t *list, const struct config *config,
	const struct issuer *issuer, unsigned need, struct arena *arena)
{
	const char *prefix = issuer->scope_prefix;

	for (size_t p = 0; p < CONFIG_PERMISSIONS; p++) {
		const struct words *words = &config->permissions[p].scopes;

		if (!(need & policy_permissions[p].bit))
			continue;
		for (size_t w = 0; w < words->count; w++) {
			char *scope = arena_printf(arena, "%s%s",
				prefix ? prefix : "", words->at[w]);

			if (!scope)
				return false;
			if (!scopes_has(list, str_from(scope)) &&
				json_array_append_new(list, json_string(scope)))
				return false;
		}
	}
	return true;
}

/* Entra's page signs in at version 2, whose scopes it asks for. */
static bool
is_version_1(const struct issuer *issuer)
{
	return issuer->preset == PRESET_ENTRA && issuer->version &&
	       !strcmp(issuer->version, "1.0");
}

const struct issuer *
sign_in_issuer(const struct issuer_set *set, const char *name)
{
	for (size_t i = 0; i < set->issuer_count; i++)
		if (str_is(str_from(name), set->issuers[i].name) &&
			str_starts(set->issuers[i].advertised, "http") &&
			!is_version_1(&set->issuers[i]))
			return &set->issuers[i];
	return NULL;
}

const char *
sign_in_metadata_url(const struct issuer_set *set, const struct issuer *issuer,
	struct arena *arena)
{
	const char *url = set->sources[issuer->source].metadata_url;
	struct str stem = issuer->advertised;

	if (url)
		return url;
	if (str_ends(stem, "/"))
		stem.len--;
	return arena_printf(arena, "%.*s%s", STR_ARG(stem), well_known);
}

static enum err_kind
fail_page(struct err *err, const char *reason, const char *sentence)
{
	fail_field(err, ERR_NOT_FOUND, reason, "", "no-page", "%s", sentence);
	return ERR_NOT_FOUND;
}

enum err_kind
sign_in_find(const struct config *config, const struct issuer_set *set,
	struct arena *arena, struct sign_in *sign_in, struct err *err)
{
	if (!config->page_issuer)
		return fail_page(err, "page/none",
			"This service has no sign-in for people: its "
			"configuration has no [page] section.");
	sign_in->issuer = sign_in_issuer(set, config->page_issuer);
	if (!sign_in->issuer)
		return fail_page(err, "page/issuer",
			"This service has no sign-in for people: the issuer "
			"of its [page] section has no address.");
	sign_in->metadata_url =
		sign_in_metadata_url(set, sign_in->issuer, arena);
	return sign_in->metadata_url ? OK : fail_memory(err);
}

/*
 * openid makes it a sign-in; Entra lets a page renew a token in silence only
 * with offline_access.
 */
static json_t *
page_scopes(const struct call *call, const struct issuer *issuer)
{
	const struct words *written = &call->config->page_scopes;
	const bool is_microsoft = issuer->preset == PRESET_ENTRA ||
				  issuer->preset == PRESET_ENTRA_B2C;
	json_t *list = json_array();
	bool good = list != NULL;

	for (size_t i = 0; good && i < written->count; i++)
		good = !json_array_append_new(
			list, json_string(written->at[i]));
	if (good && !written->count)
		good = !json_array_append_new(list, json_string("openid")) &&
		       (!is_microsoft ||
			       !json_array_append_new(
				       list, json_string("offline_access"))) &&
		       scopes_append(list, call->config, issuer,
			       PERMIT_READ | PERMIT_WRITE | PERMIT_ADMIN,
			       call->arena);
	if (good)
		return list;
	json_decref(list);
	return NULL;
}

enum err_kind
page_config(struct call *call, struct err *err)
{
	const struct config *config = call->config;
	struct sign_in sign_in;
	struct str body;
	json_t *object;
	enum err_kind kind;

	if ((kind = sign_in_find(
		     config, call->issuers, call->arena, &sign_in, err)) != OK)
		return kind;
	object = json_object();
	if (!object ||
		json_object_set_new(object, "issuer",
			json_from_str(sign_in.issuer->advertised)) ||
		json_object_set_new(object, "metadata_url",
			json_string(sign_in.metadata_url)) ||
		json_object_set_new(object, "client_id",
			json_string(config->page_client_id)) ||
		json_object_set_new(
			object, "scopes", page_scopes(call, sign_in.issuer)) ||
		json_object_set_new(object, "public_url",
			json_string(config->public_url)) ||
		json_object_set_new(
			object, "base_path", json_string(config->base_path)))
		kind = fail_memory(err);
	if (kind == OK)
		kind = json_print(object, call->arena, &body, err);
	json_decref(object);
	if (kind != OK)
		return kind;
	response_json(call->res, 200, body);
	response_header(call->res, "Cache-Control", "public, max-age=300");
	return OK;
}
