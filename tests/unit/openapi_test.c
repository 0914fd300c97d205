#include "api/openapi.h"

#include "api/openapi_parts.h"
#include "api/parameters.h"
#include "api/route.h"
#include "api/sign_in.h"
#include "base/json.h"
#include "weather/observation.h"

#include "unit/tap.h"

#include <stdlib.h>

/* The document of a service with one issuer, or NULL; free it. */
static json_t *
document_of(struct issuer_config *issuer)
{
	const char *scopes[] = {"weather.read", "weather.write"};
	struct config config = {.public_url = "https://weather.example.org/x",
		.base_path = "/x",
		.issuers = issuer,
		.issuer_count = 1};
	struct issuer_set set = {0};
	struct response res = {0};
	char *held = NULL;
	struct call call = {.config = &config,
		.issuers = &set,
		.arena = arena_new(16 << 20),
		.openapi = &held,
		.res = &res};
	struct err err = {0};
	json_t *document = NULL;

	config.permissions[CONFIG_READ].scopes = (struct words){scopes, 1};
	config.permissions[CONFIG_WRITE].scopes = (struct words){scopes + 1, 1};
	CHECK_INT(issuer_set_new(&set, &config, &err), OK);
	CHECK_INT(openapi_document(&call, &err), OK);
	CHECK_STR(err.detail, "");
	if (held)
		document = json_loads(held, JSON_REJECT_DUPLICATES, NULL);
	CHECK(document);
	free(held);
	issuer_set_free(&set);
	arena_free(call.arena);
	return document;
}

static json_t *
document_of_oidc(void)
{
	const char *issuers[] = {"https://id.example.org"};
	const char *audiences[] = {"weather"};
	struct issuer_config issuer = {.name = "club",
		.preset = PRESET_OIDC,
		.issuers = {issuers, 1},
		.audiences = {audiences, 1}};

	return document_of(&issuer);
}

static json_t *
document_of_entra(void)
{
	struct issuer_config issuer = {.name = "school",
		.preset = PRESET_ENTRA,
		.tenant_id = "11111111-2222-3333-4444-555555555555",
		.client_id = "66666666-7777-8888-9999-aaaaaaaaaaaa"};

	return document_of(&issuer);
}

/* What is at a path of members, "a b c". */
static json_t *
at(const json_t *from, const char *path)
{
	struct str rest = str_from(path), name;
	char member[128];

	while (from && str_cut(&rest, ' ', &name)) {
		snprintf(member, sizeof(member), "%.*s", STR_ARG(name));
		from = json_object_get(from, member);
	}
	return (json_t *)(uintptr_t)from;
}

static json_t *
operation_of(const json_t *document, const struct route *route)
{
	char method[16];
	size_t i;
	const char *name = route_method_name(route->method);

	for (i = 0; name[i]; i++)
		method[i] = (char)(name[i] | 0x20);
	method[i] = '\0';
	return at(json_object_get(at(document, "paths"), route->path), method);
}

static void
every_route_is_an_operation_and_nothing_else_is(void)
{
	json_t *document = document_of_oidc(), *item;
	json_t *files = openapi_folder("operations");
	const char *path;
	size_t count = 0;

	for (size_t i = 0; i < route_count; i++) {
		json_t *operation = operation_of(document, &routes[i]);

		CHECK_STR(json_string_value(at(operation, "operationId")),
			routes[i].id);
		CHECK(json_string_value(at(operation, "summary")));
		CHECK(json_array_size(at(operation, "tags")) == 1);
		CHECK(json_object_del(files, routes[i].id) == 0);
	}
	/* words without a route */
	CHECK_INT(json_object_size(files), 0);
	json_object_foreach(at(document, "paths"), path, item) count +=
		json_object_size(item);
	CHECK_INT(count, route_count);
	json_decref(files);
	json_decref(document);
}

static void
an_operation_asks_for_the_scopes_of_its_permission(void)
{
	json_t *document = document_of_oidc();

	for (size_t i = 0; i < route_count; i++) {
		json_t *security =
			at(operation_of(document, &routes[i]), "security");
		json_t *scopes = at(json_array_get(security, 0), "bearer");

		CHECK_INT(json_array_size(security) == 0,
			routes[i].need == PERMIT_PUBLIC);
		CHECK_INT(scopes_has(scopes, str_from("weather.read")),
			(routes[i].need & PERMIT_READ) != 0);
		CHECK_INT(scopes_has(scopes, str_from("weather.write")),
			(routes[i].need & PERMIT_WRITE) != 0);
		CHECK_INT(at(operation_of(document, &routes[i]),
				  "responses 401") != NULL,
			routes[i].need != PERMIT_PUBLIC);
	}
	json_decref(document);
}

static void
every_row_of_the_parameters_is_a_parameter(void)
{
	json_t *document = document_of_oidc();

	for (size_t i = 0; i < route_count; i++) {
		json_t *list =
			at(operation_of(document, &routes[i]), "parameters");
		json_t *parameter;
		size_t rows = 0, queries = 0, k;

		for (k = 0; k < parameter_rule_count; k++)
			rows += parameter_rules[k].kind != PARAMETER_ANY &&
				parameter_is_of(
					&parameter_rules[k], &routes[i]);
		json_array_foreach(list, k, parameter) queries +=
			at(parameter, "in") != NULL;
		CHECK_INT(queries, rows);
	}
	json_decref(document);
}

static void
observations_have_the_fields_of_the_table(void)
{
	json_t *document = document_of_oidc();
	json_t *schemas = at(document, "components schemas");
	json_t *in = at(schemas, "ObservationInput properties");
	json_t *out = at(schemas, "Observation properties");
	size_t aliases = 0;

	for (size_t i = 0; i < FIELD_COUNT; i++) {
		const char *alias = observation_fields[i].alias;

		CHECK(at(in, observation_fields[i].name));
		CHECK(at(out, observation_fields[i].name));
		if (alias)
			CHECK(at(in, alias) && !at(out, alias));
		aliases += alias != NULL;
	}
	/* observed_at, interval, extra; flagged, the place and the origin */
	CHECK_INT(json_object_size(in), FIELD_COUNT + aliases + 3);
	CHECK_INT(json_object_size(out), FIELD_COUNT + 3 + 4 + 3);
	CHECK(json_number_value(at(in, "wind_dir maximum")) == 360);
	CHECK(json_number_value(at(in, "temp minimum")) == -139);
	CHECK(json_number_value(at(in, "humidity maximum")) == 104);
	CHECK(json_number_value(at(out, "humidity maximum")) == 100);
	json_decref(document);
}

/* Some cannot happen at an operation: 405 is about a method that is none. */
static void
every_kind_of_error_is_documented(void)
{
#define PROBLEM_KIND(kind, status, type, sentence) kind,
	static const enum err_kind kinds[] = {ERR_KINDS(PROBLEM_KIND)};
#undef PROBLEM_KIND
	json_t *document = document_of_oidc();
	char *text = json_dumps(at(document, "components responses"), 0);
	json_t *all =
		at(document, "components schemas Problem properties type enum");
	char type[80];

	for (size_t i = 0; i < COUNT(kinds); i++) {
		if (kinds[i] == OK)
			continue;
		snprintf(type, sizeof(type), "\"/problems/%s\"",
			err_type(kinds[i]));
		if (kinds[i] != ERR_METHOD)
			CHECK_STR(text && strstr(text, type) ? type : "", type);
		type[strlen(type) - 1] = '\0';
		CHECK(scopes_has(all, str_from(type + 1)));
	}
	free(text);
	json_decref(document);
}

static void
each_issuer_with_metadata_is_a_way_to_sign_in(void)
{
	json_t *document = document_of_oidc();
	json_t *schemes = at(document, "components securitySchemes");

	CHECK_INT(json_object_size(schemes), 2);
	CHECK_STR(
		json_string_value(at(schemes, "openid_club openIdConnectUrl")),
		"https://id.example.org/.well-known/openid-configuration");
	json_decref(document);
	document = document_of_entra();
	schemes = at(document, "components securitySchemes");
	CHECK_INT(json_object_size(schemes), 3);
	CHECK_STR(json_string_value(at(schemes,
			  "oauth2_school flows authorizationCode tokenUrl")),
		"https://login.microsoftonline.com/"
		"11111111-2222-3333-4444-555555555555/oauth2/v2.0/token");
	CHECK(at(schemes, "oauth2_school flows authorizationCode scopes "
			  "api://66666666-7777-8888-9999-aaaaaaaaaaaa/"
			  "weather.read"));
	json_decref(document);
}

static void
an_issuer_that_signs_nobody_in_is_plain_bearer(void)
{
	const char *issuers[] = {"urn:example"};
	const char *audiences[] = {"weather"};
	struct issuer_config issuer = {.name = "file",
		.preset = PRESET_STATIC,
		.issuers = {issuers, 1},
		.audiences = {audiences, 1},
		.jwks_file = "keys.json"};
	json_t *document = document_of(&issuer);

	CHECK_INT(json_object_size(at(document, "components securitySchemes")),
		1);
	CHECK_STR(json_string_value(at(
			  json_array_get(at(document, "servers"), 0), "url")),
		"https://weather.example.org/x");
	json_decref(document);
}

int
main(void)
{
	RUN(every_route_is_an_operation_and_nothing_else_is);
	RUN(an_operation_asks_for_the_scopes_of_its_permission);
	RUN(every_row_of_the_parameters_is_a_parameter);
	RUN(observations_have_the_fields_of_the_table);
	RUN(every_kind_of_error_is_documented);
	RUN(each_issuer_with_metadata_is_a_way_to_sign_in);
	RUN(an_issuer_that_signs_nobody_in_is_plain_bearer);
	DONE();
}
