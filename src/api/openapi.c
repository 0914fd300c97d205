#include "api/openapi.h"

#include "api/openapi_parts.h"
#include "base/json.h"

#include <string.h>

/* "get" for HTTP_GET. */
static void
method_key(enum http_method method, char out[16])
{
	const char *name = route_method_name(method);
	size_t i = 0;

	for (; i < 15 && name[i]; i++)
		out[i] = (char)(name[i] - 'A' + 'a');
	out[i] = '\0';
}

static json_t *
make_paths(const struct call *call, json_t *shared)
{
	json_t *paths = json_object();

	for (size_t i = 0; paths && i < route_count; i++) {
		json_t *item = json_object_get(paths, routes[i].path);
		char method[16];
		int failed = 0;

		if (!item) {
			item = json_object();
			failed = json_object_set_new(
				paths, routes[i].path, item);
		}
		method_key(routes[i].method, method);
		if (failed || json_object_set_new(item, method,
				      openapi_operation(&routes[i], shared,
					      call->config, call->issuers,
					      call->arena))) {
			json_decref(paths);
			return NULL;
		}
	}
	return paths;
}

static json_t *
make_schemas(void)
{
	json_t *schemas = openapi_folder("schemas");
	json_t *problem = json_object_get(schemas, "Problem");
	json_t *type =
		json_object_get(json_object_get(problem, "properties"), "type");

	if (openapi_add_fields(schemas) &&
		!json_object_set_new(type, "enum", openapi_problem_types()))
		return schemas;
	json_decref(schemas);
	return NULL;
}

static json_t *
make_components(const struct call *call, json_t *responses)
{
	json_t *components = json_object();

	if (components &&
		!json_object_set_new(components, "schemas", make_schemas()) &&
		!json_object_set(components, "responses", responses) &&
		!json_object_set_new(components, "parameters",
			openapi_folder("parameters")) &&
		!json_object_set_new(
			components, "headers", openapi_folder("headers")) &&
		!json_object_set_new(components, "securitySchemes",
			openapi_security_schemes(
				call->config, call->issuers, call->arena)))
		return components;
	json_decref(components);
	return NULL;
}

static json_t *
make_document(const struct call *call)
{
	json_t *document = openapi_piece("document");
	json_t *info = json_object_get(document, "info");
	json_t *shared = json_object();

	if (document && shared &&
		!json_object_set_new(
			info, "version", json_string(WEATHER_VERSION)) &&
		!json_object_set_new(document, "servers",
			json_pack(
				"[{s:s}]", "url", call->config->public_url)) &&
		!json_object_set_new(
			document, "paths", make_paths(call, shared)) &&
		!json_object_set_new(document, "components",
			make_components(call, shared))) {
		json_decref(shared);
		return document;
	}
	json_decref(shared);
	json_decref(document);
	return NULL;
}

/* It is the same for as long as the process runs. */
static enum err_kind
hold(struct call *call, struct err *err)
{
	json_t *document = make_document(call);
	struct str text;
	enum err_kind kind;

	if (!document)
		return fail(err, ERR_INTERNAL, "openapi/make",
			"no memory, or a piece of it is wrong");
	kind = json_print(document, call->arena, &text, err);
	json_decref(document);
	if (kind != OK)
		return kind;
	*call->openapi = strndup(text.at, text.len);
	return *call->openapi ? OK : fail_memory(err);
}

enum err_kind
openapi_document(struct call *call, struct err *err)
{
	enum err_kind kind;

	if (!*call->openapi && (kind = hold(call, err)) != OK)
		return kind;
	response_json(call->res, 200, str_from(*call->openapi));
	response_header(call->res, "Cache-Control", "public, max-age=300");
	return OK;
}
