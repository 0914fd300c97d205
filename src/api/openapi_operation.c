#include "api/openapi_parts.h"

#include "api/parameters.h"
#include "base/json.h"

#include <string.h>

/* What text_trim() takes off and a query can hold, in ECMA 262. */
#define WHITE                                                                \
	"[ \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f" \
	"\\u3000]*"

static json_t *
words_of(const char *words)
{
	struct str rest = str_from(words), word;
	json_t *list = json_array();

	while (list && str_cut(&rest, ' ', &word))
		if (json_array_append_new(list, json_from_str(word))) {
			json_decref(list);
			return NULL;
		}
	return list;
}

static json_t *
text_schema(const struct parameter_rule *rule)
{
	json_t *schema = json_pack("{s:s, s:I, s:I}", "type", "string",
		"minLength", (json_int_t)rule->min, "maxLength",
		(json_int_t)rule->max);

	if (schema && rule->words &&
		json_object_set_new(
			schema, "pattern", json_string(rule->words))) {
		json_decref(schema);
		return NULL;
	}
	return schema;
}

/* The three spellings of query_time(). */
static json_t *
time_schema(void)
{
	return json_pack("{s:[{s:s, s:s}, {s:s, s:I, s:I}, {s:s, s:s}], "
			 "s:[s, i, s]}",
		"anyOf", "type", "string", "format", "date-time", "type",
		"integer", "minimum", (json_int_t)-62167219200, "maximum",
		(json_int_t)253402300799, "type", "string", "pattern",
		"^-[0-9]{1,6}[hd]$", "examples", "2026-11-22T01:15:00Z",
		1795310100, "-24h");
}

static json_t *
schema_of(const struct parameter_rule *rule)
{
	switch (rule->kind) {
	case PARAMETER_TEXT:
	case PARAMETER_NEEDED:
		return text_schema(rule);
	case PARAMETER_WORD:
		return json_pack("{s:s, s:o}", "type", "string", "enum",
			words_of(rule->words));
	case PARAMETER_INTEGER:
		return json_pack("{s:s, s:I, s:I}", "type", "integer",
			"minimum", (json_int_t)rule->min, "maximum",
			(json_int_t)rule->max);
	case PARAMETER_TIME:
		return time_schema();
	case PARAMETER_CODE:
		return json_pack("{s:s, s:s}", "type", "string", "pattern",
			rule->min ? "^" WHITE "[A-Za-z]{2}" WHITE "$"
				  : "^" WHITE "(?:[A-Za-z]{2})?" WHITE "$");
	case PARAMETER_ANY:
	case PARAMETER_NONE:
		break;
	}
	return NULL;
}

static json_t *
default_of(const struct parameter_rule *rule)
{
	long long number;

	if (rule->kind == PARAMETER_INTEGER &&
		str_to_int64(str_from(rule->fallback), rule->min, rule->max,
			&number))
		return json_integer(number);
	return json_string(rule->fallback);
}

static json_t *
query_parameter(const struct parameter_rule *rule)
{
	json_t *schema = schema_of(rule);

	if (!schema)
		return NULL;
	if (rule->fallback &&
		json_object_set_new(schema, "default", default_of(rule))) {
		json_decref(schema);
		return NULL;
	}
	return json_pack("{s:s, s:s, s:s, s:b, s:o}", "name", rule->name, "in",
		"query", "description", rule->meaning, "required",
		rule->kind == PARAMETER_NEEDED, "schema", schema);
}

/* What stands at {...} in the path. */
static int
add_path_parameters(json_t *list, const char *path)
{
	struct str rest = str_from(path), segment;
	char name[32];
	int failed = 0;

	while (str_cut(&rest, '/', &segment)) {
		if (!str_starts(segment, "{") ||
			segment.len - 2 >= sizeof(name))
			continue;
		memcpy(name, segment.at + 1, segment.len - 2);
		name[segment.len - 2] = '\0';
		failed |= json_array_append_new(
			list, openapi_ref("parameters", name));
	}
	return failed;
}

/* written: those of the operation's file, or NULL. */
static json_t *
parameters_of(const struct route *route, json_t *written)
{
	json_t *list = json_array();
	int failed = !list || add_path_parameters(list, route->path);

	for (size_t i = 0; i < parameter_rule_count && !failed; i++)
		if (parameter_is_of(&parameter_rules[i], route) &&
			parameter_rules[i].kind != PARAMETER_ANY)
			failed |= json_array_append_new(
				list, query_parameter(&parameter_rules[i]));
	if (!failed && route->method == HTTP_GET)
		failed |= json_array_append_new(
			list, openapi_ref("parameters", "If-None-Match"));
	if (!failed && route->method == HTTP_POST)
		failed |= json_array_append_new(
			list, openapi_ref("parameters", "Idempotency-Key"));
	if (!failed && written)
		failed |= json_array_extend(list, written);
	if (!failed)
		return list;
	json_decref(list);
	return NULL;
}

static int
add_header(json_t *response, const char *name)
{
	json_t *headers = json_object_get(response, "headers");

	if (!headers) {
		headers = json_object();
		if (json_object_set_new(response, "headers", headers))
			return -1;
	}
	return json_object_set_new(headers, name, openapi_ref("headers", name));
}

/* A 304 has the headers of the 200 that it stands for. */
static int
add_not_modified(json_t *responses)
{
	json_t *headers =
		json_object_get(json_object_get(responses, "200"), "headers");

	return json_object_set_new(responses, "304",
		json_pack("{s:s, s:o}", "description",
			"What you have is still the answer.", "headers",
			headers ? json_deep_copy(headers) : json_object()));
}

static int
complete_successes(json_t *responses, const struct route *route)
{
	const char *status;
	json_t *response;
	int failed = 0;

	if (route->method == HTTP_GET)
		failed |= add_not_modified(responses);
	json_object_foreach(responses, status, response)
	{
		failed |= add_header(response, "X-Request-Id");
		failed |= add_header(response, "Cache-Control");
		if (route->method == HTTP_GET)
			failed |= add_header(response, "ETag");
		if (route->method == HTTP_POST)
			failed |= add_header(response, "Idempotency-Replayed");
	}
	return failed;
}

/* "Needs `write` and `admin`." in front of what the file says. */
static int
add_needs(json_t *operation, const struct route *route)
{
	const char *words =
		json_string_value(json_object_get(operation, "description"));
	const unsigned need = route->need;
	const char *needs = need == PERMIT_PUBLIC  ? "Public."
			    : need == PERMIT_TOKEN ? "Needs any token."
			    : need == PERMIT_READ  ? "Needs `read`."
			    : need == PERMIT_WRITE
				    ? "Needs `write`."
				    : "Needs `write` and `admin`.";

	return json_object_set_new(operation, "description",
		json_sprintf(
			"%s%s%s", needs, words ? " " : "", words ? words : ""));
}

json_t *
openapi_operation(const struct route *route, json_t *shared,
	const struct config *config, const struct issuer_set *set,
	struct arena *arena)
{
	const char *name = arena_printf(arena, "operations/%s", route->id);
	json_t *operation = name ? openapi_piece(name) : NULL;
	json_t *responses = json_object_get(operation, "responses");

	if (operation && !complete_successes(responses, route) &&
		openapi_add_problems(responses, shared, route,
			json_object_get(operation, "problems")) &&
		!add_needs(operation, route) &&
		!json_object_set_new(
			operation, "operationId", json_string(route->id)) &&
		!json_object_set_new(operation, "parameters",
			parameters_of(route,
				json_object_get(operation, "parameters"))) &&
		!json_object_set_new(operation, "security",
			openapi_security(route, config, set, arena))) {
		/* the list was for here */
		json_object_del(operation, "problems");
		return operation;
	}
	json_decref(operation);
	return NULL;
}
