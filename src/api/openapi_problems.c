#include "api/openapi_parts.h"

#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/json.h"

#include <string.h>

enum { NAME_MAX_BYTES = 256, WORDS_MAX_BYTES = 2048 };

#define KIND(kind, status, type, sentence) kind,
static const enum err_kind kinds[] = {ERR_KINDS(KIND)};
#undef KIND

/* Where a problem can happen; BY_WORDS: where the operation's file says so. */
enum where {
	BY_WORDS = 0,
	EVERYWHERE,
	WITH_TOKEN,
	WITH_BODY,
	WITH_POST,
	WITH_DATABASE,
	WITH_WRITING,
};

static enum where
where_of(enum err_kind kind)
{
	switch (kind) {
	case ERR_INTERNAL:
	case ERR_CONFIG:
	case ERR_REQUEST:
	case ERR_PARAMETER:
		return EVERYWHERE;
	case ERR_NO_TOKEN:
	case ERR_BAD_TOKEN:
	case ERR_SCOPE:
	case ERR_KEYS:
		return WITH_TOKEN;
	case ERR_JSON:
	case ERR_TOO_LARGE:
	case ERR_MEDIA_TYPE:
	case ERR_INVALID:
		return WITH_BODY;
	case ERR_KEY_REUSED:
		return WITH_POST;
	case ERR_BUSY:
	case ERR_DATABASE:
		return WITH_DATABASE;
	case ERR_READ_ONLY:
	case ERR_FULL:
		return WITH_WRITING;
	default:
		return BY_WORDS;
	}
}

static bool
is_listed(const json_t *words, enum err_kind kind)
{
	const json_t *word;
	size_t i;

	json_array_foreach(words, i,
		word) if (str_is(json_str(word), err_type(kind))) return true;
	return false;
}

static bool
can_happen(enum err_kind kind, const struct route *route, const json_t *words)
{
	const bool has_token = route->need != PERMIT_PUBLIC;
	const bool has_body = route->method == HTTP_POST ||
			      route->method == HTTP_PUT ||
			      route->method == HTTP_PATCH;

	switch (where_of(kind)) {
	case EVERYWHERE:
		return true;
	case WITH_TOKEN:
		return has_token;
	case WITH_BODY:
		return has_body;
	case WITH_POST:
		return route->method == HTTP_POST;
	case WITH_DATABASE:
		return has_token || route->store != STORE_NONE;
	case WITH_WRITING:
		return route->store == STORE_WRITE;
	case BY_WORDS:
		break;
	}
	return is_listed(words, kind);
}

/* The problems of one status at a route. */
struct group {
	int status;
	json_t *types;
	struct buf name, words;
};

/* What a 415 says should have come (RFC 9110 15.5.16, RFC 5789 2.2). */
static const char *
accepts(const struct route *route)
{
	return route->method == HTTP_PATCH ? "Accept-Patch" : "Accept";
}

static json_t *
group_headers(const struct group *group, const struct route *route)
{
	json_t *headers = json_pack("{s:o, s:o}", "X-Request-Id",
		openapi_ref("headers", "X-Request-Id"), "Cache-Control",
		openapi_ref("headers", "Cache-Control"));
	int failed = !headers;

	if (group->status == 400 || group->status == 401 ||
		group->status == 403)
		failed |= json_object_set_new(headers, "WWW-Authenticate",
			openapi_ref("headers", "WWW-Authenticate"));
	if (group->status >= 502 && group->status <= 504)
		failed |= json_object_set_new(headers, "Retry-After",
			openapi_ref("headers", "Retry-After"));
	if (group->status == 415)
		failed |= json_object_set_new(headers, accepts(route),
			openapi_ref("headers", accepts(route)));
	if (!failed)
		return headers;
	json_decref(headers);
	return NULL;
}

static json_t *
group_response(const struct group *group, const struct route *route)
{
	return json_pack("{s:s, s:o, s:{s:{s:{s:[o, {s:{s:{s:i}, "
			 "s:{s:O}}}]}}}}",
		"description", group->words.at, "headers",
		group_headers(group, route), "content",
		"application/problem+json", "schema", "allOf",
		openapi_ref("schemas", "Problem"), "properties", "status",
		"const", group->status, "type", "enum", group->types);
}

static bool
group_add(struct group *group, enum err_kind kind)
{
	buf_printf(&group->name, "%s%s", group->name.len ? "." : "",
		err_type(kind));
	buf_printf(&group->words, "%s`%s`: %s", group->words.len ? "\n\n" : "",
		err_type(kind), err_sentence(kind));
	return !json_array_append_new(
		group->types, json_sprintf("/problems/%s", err_type(kind)));
}

static bool
add_group(json_t *responses, json_t *shared, const struct route *route,
	const json_t *words, int status)
{
	struct group group = {.status = status, .types = json_array()};
	bool good = group.types != NULL;
	char key[16];

	buf_init(&group.name, NAME_MAX_BYTES);
	buf_init(&group.words, WORDS_MAX_BYTES);
	for (size_t i = 0; good && i < COUNT(kinds); i++)
		if (err_status(kinds[i]) == status &&
			can_happen(kinds[i], route, words))
			good = group_add(&group, kinds[i]);
	/* its header differs */
	if (status == 415 && route->method == HTTP_PATCH && group.name.len)
		buf_z(&group.name, ".patch");
	good = good && !group.name.failed && !group.words.failed;
	if (good && group.name.len && !json_object_get(shared, group.name.at))
		good = !json_object_set_new(
			shared, group.name.at, group_response(&group, route));
	if (good && group.name.len) {
		snprintf(key, sizeof(key), "%d", status);
		good = !json_object_set_new(responses, key,
			openapi_ref("responses", group.name.at));
	}
	buf_free(&group.words);
	buf_free(&group.name);
	json_decref(group.types);
	return good;
}

bool
openapi_add_problems(json_t *responses, json_t *shared,
	const struct route *route, const json_t *words)
{
	for (int status = 400; status < 600; status++)
		if (!add_group(responses, shared, route, words, status))
			return false;
	return true;
}

json_t *
openapi_problem_types(void)
{
	json_t *types = json_array();

	for (size_t i = 0; types && i < COUNT(kinds); i++) {
		if (kinds[i] == OK)
			continue;
		if (json_array_append_new(types,
			    json_sprintf("/problems/%s", err_type(kinds[i])))) {
			json_decref(types);
			return NULL;
		}
	}
	return types;
}
