#include "client/problem.h"

#include "base/attr.h"
#include "base/json.h"
#include "client/outcome.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { JSON_DEPTH = 16 };

static const struct {
	const char *type; /* the last part of the problem's type */
	const char *reason;
} by_type[] = {
	{"insufficient-scope", "api/scope"},
	{"not-owner", "api/owner"},
	{"no-data", "api/no-data"},
};

static const struct {
	int status;
	const char *reason;
} by_status[] = {
	{400, "api/400"},
	{401, "api/401"},
	{403, "api/403"},
	{404, "api/404"},
	{405, "api/405"},
	{409, "api/409"},
	{412, "api/412"},
	{413, "api/413"},
	{415, "api/400"},
	{422, "api/422"},
	{429, "api/429"},
	{502, "api/500"},
	{503, "api/503"},
	{504, "api/503"},
};

bool
problem_challenge(struct str challenge, const char *name, struct str *value)
{
	size_t len = strlen(name);

	for (size_t i = 0; i + len + 1 < challenge.len; i++) {
		struct str rest = {challenge.at + i, challenge.len - i};
		const char *end;

		/* inside a quoted string nothing is a name */
		if (challenge.at[i] == '"') {
			end = memchr(rest.at + 1, '"', rest.len - 1);
			if (!end)
				return false;
			i += (size_t)(end - rest.at);
			continue;
		}
		if ((i && challenge.at[i - 1] != ' ' &&
			    challenge.at[i - 1] != ',') ||
			strncasecmp(rest.at, name, len) != 0 ||
			rest.at[len] != '=')
			continue;
		rest.at += len + 1;
		rest.len -= len + 1;
		if (!str_starts(rest, "\""))
			return str_cut(&rest, ',', value);
		rest.at++;
		rest.len--;
		end = memchr(rest.at, '"', rest.len);
		if (!end)
			return false;
		*value = (struct str){rest.at, (size_t)(end - rest.at)};
		return true;
	}
	return false;
}

static const char *
reason_of(int status, const json_t *problem)
{
	struct str type = json_str(json_object_get(problem, "type"));

	for (size_t i = 0; i < COUNT(by_type); i++)
		if (str_ends(type, by_type[i].type))
			return by_type[i].reason;
	for (size_t i = 0; i < COUNT(by_status); i++)
		if (by_status[i].status == status)
			return by_status[i].reason;
	return status >= 500 ? "api/500" : "api/400";
}

static void
take_fields(const json_t *problem, struct err *err)
{
	const json_t *list = json_object_get(problem, "errors");

	for (size_t i = 0; i < json_array_size(list); i++) {
		const json_t *one = json_array_get(list, i);
		struct str name = json_str(json_object_get(one, "pointer"));
		struct str detail = json_str(json_object_get(one, "detail"));
		char text[64];

		if (!name.len)
			name = json_str(json_object_get(one, "parameter"));
		if (!name.len)
			name = json_str(json_object_get(one, "name"));
		/* "/location/city" reads as location.city */
		if (str_starts(name, "/")) {
			name.at++;
			name.len--;
		}
		snprintf(text, sizeof(text), "%.*s", STR_ARG(name));
		for (char *c = text; (c = strchr(c, '/'));)
			*c = '.';
		err_field(err, text, "service", "%.*s", STR_ARG(detail));
	}
}

static enum err_kind
tell(const struct wire_answer *answer, const json_t *problem, struct str who,
	struct err *err)
{
	const char *reason = reason_of(answer->status, problem);
	const struct outcome *row = outcome_find(reason);
	struct str detail = json_str(json_object_get(problem, "detail"));
	struct str id = wire_header(answer, "X-Request-Id", 0);
	struct str challenge = wire_header(answer, "WWW-Authenticate", 0);
	enum err_kind kind = outcome_kind(row ? row->code : EX_UNAVAILABLE);
	struct str scope;

	if (!detail.len)
		detail = json_str(json_object_get(problem, "title"));
	if (!strcmp(reason, "api/scope") &&
		problem_challenge(challenge, "scope", &scope))
		return fail(err, kind, reason,
			"this needs the permission \"%.*s\", which the token "
			"does not have",
			STR_ARG(scope));
	if (answer->status >= 500)
		return fail(err, kind, reason, "%.*s answers %d: %.*s%s%.*s%s",
			STR_ARG(who), answer->status, STR_ARG(detail),
			id.len ? " (request " : "", STR_ARG(id),
			id.len ? ")" : "");
	return fail(err, kind, reason, "the service refuses (%d)%s%.*s",
		answer->status, detail.len ? ": " : "", STR_ARG(detail));
}

enum err_kind
problem_explain(
	const struct wire_answer *answer, struct str who, struct err *err)
{
	json_t *problem = NULL;
	enum err_kind kind;

	*err = (struct err){0};
	if (wire_is_type(answer, "application/problem+json") &&
		json_parse_object(buf_as_str(&answer->body), JSON_DEPTH,
			&problem, NULL, 0) == JSON_GOOD) {
		take_fields(problem, err);
		kind = tell(answer, problem, who, err);
	} else if (answer->status == 401 || answer->status == 429 ||
		   answer->status == 503) {
		/* of a server in front of the service */
		kind = tell(answer, NULL, who, err);
	} else {
		kind = fail(err, ERR_FETCH, "api/page",
			"%.*s answers %d without a reason that this program "
			"understands",
			STR_ARG(who), answer->status);
	}
	json_decref(problem);
	return kind;
}
