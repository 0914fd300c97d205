#include "api/public.h"

#include "api/sign_in.h"
#include "base/json.h"

#include <string.h>

enum err_kind
health(struct call *call, struct err *err)
{
	enum err_kind kind = store_ping(call->store, err);

	if (kind != OK)
		return kind;
	response_header(call->res, "Cache-Control", "no-store");
	response_json(call->res, 200, str_from("\"OK\""));
	return OK;
}

enum err_kind
problem_page(struct call *call, struct err *err)
{
#define PROBLEM_KIND(kind, status, type, sentence) kind,
	static const enum err_kind kinds[] = {ERR_KINDS(PROBLEM_KIND)};
#undef PROBLEM_KIND
	char *page;

	for (size_t i = 0; i < COUNT(kinds); i++) {
		if (kinds[i] == OK ||
			!str_is(call->path[0], err_type(kinds[i])))
			continue;
		page = arena_printf(call->arena, "%s (status %d)\n\n%s\n",
			err_type(kinds[i]), err_status(kinds[i]),
			err_sentence(kinds[i]));
		if (!page)
			return fail_memory(err);
		call->res->status = 200;
		call->res->content_type = "text/plain; charset=utf-8";
		call->res->body = str_from(page);
		response_header(
			call->res, "Cache-Control", "public, max-age=86400");
		return OK;
	}
	return fail(err, ERR_NOT_FOUND, "problem/unknown", "no such type");
}

/* Issuers that a client can find by their URL; a urn has no metadata. */
static int
add_servers(json_t *servers, const struct issuer_set *set)
{
	int failed = 0;

	for (size_t i = 0; i < set->issuer_count; i++) {
		struct str address = set->issuers[i].advertised;

		if (str_starts(address, "http") &&
			!scopes_has(servers, address))
			failed |= json_array_append_new(
				servers, json_from_str(address));
	}
	return failed;
}

/* Scopes as a client asks for them: with the prefix of each issuer. */
static int
add_scopes(json_t *scopes, const struct call *call)
{
	const struct issuer_set *set = call->issuers;

	for (size_t i = 0; i < set->issuer_count; i++)
		if (!scopes_append(scopes, call->config, &set->issuers[i],
			    PERMIT_READ | PERMIT_WRITE | PERMIT_ADMIN,
			    call->arena))
			return -1;
	return 0;
}

enum err_kind
resource_metadata(struct call *call, struct err *err)
{
	json_t *object = json_object(), *servers = json_array();
	json_t *scopes = json_array();
	struct str body;
	enum err_kind kind = OK;

	if (!object || !servers || !scopes ||
		add_servers(servers, call->issuers) ||
		add_scopes(scopes, call) ||
		json_object_set_new(object, "resource",
			json_from_str(str_from(call->config->public_url))) ||
		json_object_set(object, "authorization_servers", servers) ||
		json_object_set(object, "scopes_supported", scopes) ||
		json_object_set_new(object, "bearer_methods_supported",
			json_pack("[s]", "header")))
		kind = fail_memory(err);
	if (kind == OK)
		kind = json_print(object, call->arena, &body, err);
	json_decref(scopes);
	json_decref(servers);
	json_decref(object);
	if (kind != OK)
		return kind;
	response_json(call->res, 200, body);
	response_header(call->res, "Cache-Control", "public, max-age=3600");
	return OK;
}
