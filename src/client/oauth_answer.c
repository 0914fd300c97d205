#include "client/oauth_answer.h"

#include "base/json.h"
#include "base/url.h"
#include "client/outcome.h"

#include <stdio.h>
#include <string.h>

enum {
	JSON_DEPTH = 16,
	LIFETIME_MAX_S = 366 * 86400,
	INTERVAL_DEFAULT_S = 5,
	INTERVAL_MAX_S = 300,
	USER_CODE_MAX = 64,
};

/* RFC 6750 2.1 b64token; "~" and the like are in Entra's opaque ones. */
bool
oauth_is_token(struct str text)
{
	for (size_t i = 0; i < text.len; i++)
		if (text.at[i] <= ' ' || text.at[i] > '~' ||
			strchr("\"\\,;", text.at[i]))
			return false;
	return text.len > 0 && text.len <= OAUTH_TOKEN_MAX;
}

/* The first sentence is for people, the rest for Microsoft's support. */
static struct str
first_line(struct str description)
{
	struct str rest = description, line;

	if (!str_cut(&rest, '\n', &line))
		return description;
	return str_trim(line);
}

/* "AADSTS50076: ..." gives 50076; 0: none. */
static long long
entra_number(struct str description)
{
	struct str rest = description, head;
	long long number;

	if (!str_starts(description, "AADSTS") || !str_cut(&rest, ':', &head) ||
		!str_to_int64((struct str){head.at + 6, head.len - 6}, 1,
			99999999, &number))
		return 0;
	return number;
}

static const struct outcome *
row_of(const char *prefix, struct str word)
{
	char reason[80];

	snprintf(reason, sizeof(reason), "%s/%.*s", prefix, STR_ARG(word));
	return outcome_find(reason);
}

enum err_kind
oauth_refused(struct str error, struct str description, struct err *err)
{
	const struct outcome *row = NULL;
	long long number = entra_number(description);
	char digits[24];

	description = first_line(description);
	snprintf(digits, sizeof(digits), "%lld", number);
	if (number)
		row = row_of("aadsts", str_from(digits));
	if (!row)
		row = row_of("oauth", error);
	if (!row)
		row = outcome_find("oauth/other");
	return fail(err, outcome_kind(row->code), row->reason,
		"the identity provider refuses: %.*s%s%.*s",
		error.len > 40 ? 40 : (int)error.len, error.at,
		description.len ? ": " : "", STR_ARG(description));
}

static bool
is_json(const struct oauth_raw *raw)
{
	struct str rest = raw->type, head;

	if (!str_cut(&rest, ';', &head))
		return false;
	head = str_trim(head);
	return str_is_nocase(head, "application/json") ||
	       str_is_nocase(head, "text/json") || str_ends(head, "+json");
}

static enum err_kind
no_object(const struct oauth_raw *raw, const char *why, struct err *err)
{
	struct str rest = raw->type, head = {NULL, 0};

	(void)str_cut(&rest, ';', &head);
	if (is_json(raw))
		return fail(err, ERR_FETCH, "token/nonsense",
			"%.*s answers %d, and its JSON %s",
			STR_ARG(raw->origin), raw->status, why);
	/* Glewlwyd, for one, refuses without a word */
	if (!raw->body.len && raw->status >= 400 && raw->status < 404)
		return fail(err, ERR_CONFIG, "token/silent",
			"%.*s refuses with %d, and does not say why",
			STR_ARG(raw->origin), raw->status);
	return fail(err, ERR_FETCH, "token/page",
		"%.*s answers %d with %.*s instead of JSON",
		STR_ARG(raw->origin), raw->status, head.len ? (int)head.len : 7,
		head.len ? head.at : "nothing");
}

/* The object of a success; refusals and nonsense are errors. */
static enum err_kind
open_object(const struct oauth_raw *raw, json_t **object,
	struct oauth_polling *polling, struct err *err)
{
	struct str error, description;
	char why[64] = "is no object";

	if (raw->body.len && json_parse_object(raw->body, JSON_DEPTH, object,
				     why, sizeof(why)) == JSON_NO_MEMORY)
		return fail_memory(err);
	if (*object && json_get_str(*object, "error", &error)) {
		description =
			json_str(json_object_get(*object, "error_description"));
		polling->slower = str_is(error, "slow_down");
		polling->pending = polling->slower ||
				   str_is(error, "authorization_pending");
		return oauth_refused(error, description, err);
	}
	if (raw->status == 503 || raw->status == 429)
		return oauth_refused(
			STR_LIT("temporarily_unavailable"), STR_LIT(""), err);
	if (!*object || raw->status != 200)
		return no_object(raw,
			*object ? "tells neither success nor error" : why, err);
	return OK;
}

/* A number, or one in a string as Entra's version 1 writes it; at most a
 * year.  0: not there, or nonsense. */
static int64_t
seconds(const json_t *object, const char *name, int64_t max)
{
	const json_t *value = json_object_get(object, name);
	long long number = 0;

	if (json_is_integer(value))
		number = json_integer_value(value);
	else if (json_is_real(value) && json_real_value(value) > 0 &&
		 json_real_value(value) < 1e9)
		number = (long long)json_real_value(value);
	else if (json_is_string(value) &&
		 !str_to_int64(json_str(value), 0, INT64_MAX, &number))
		number = 0;
	if (number < 0)
		return 0;
	return number < max ? number : max;
}

/* A token that is there must be one. */
static bool
take_token(const json_t *object, const char *name, struct arena *arena,
	struct str *out, bool *no_memory)
{
	struct str text;

	*out = (struct str){NULL, 0};
	if (!json_get_str(object, name, &text) || !text.len)
		return true;
	if (!oauth_is_token(text))
		return false;
	if (!arena_str(arena, text, out))
		*no_memory = true;
	return true;
}

static enum err_kind
take_tokens(const struct oauth_raw *raw, const json_t *object,
	struct arena *arena, struct oauth_tokens *tokens, struct err *err)
{
	struct str type = json_str(json_object_get(object, "token_type"));
	struct str scope = json_str(json_object_get(object, "scope"));
	bool no_memory = false;

	if (!str_is_nocase(type, "Bearer"))
		return fail(err, ERR_FETCH, "token/type",
			"%.*s answers with a token of %s%.*s%s, which cannot "
			"be used here",
			STR_ARG(raw->origin), type.len ? "the type \"" : "no ",
			type.len ? (int)(type.len < 20 ? type.len : 20) : 4,
			type.len ? type.at : "type", type.len ? "\"" : "");
	if (!take_token(object, "access_token", arena, &tokens->access_token,
		    &no_memory) ||
		!take_token(object, "refresh_token", arena,
			&tokens->refresh_token, &no_memory) ||
		!take_token(object, "id_token", arena, &tokens->id_token,
			&no_memory) ||
		(!tokens->access_token.len && !no_memory))
		return fail(err, ERR_FETCH, "token/nonsense",
			"%.*s answers without a proper access_token",
			STR_ARG(raw->origin));
	if (no_memory || (scope.at && !arena_str(arena, scope, &tokens->scope)))
		return fail_memory(err);
	tokens->expires_in_s = seconds(object, "expires_in", LIFETIME_MAX_S);
	return OK;
}

enum err_kind
oauth_tokens_parse(const struct oauth_raw *raw, struct arena *arena,
	struct oauth_tokens *tokens, struct oauth_polling *polling,
	struct err *err)
{
	json_t *object = NULL;
	enum err_kind kind;

	*tokens = (struct oauth_tokens){0};
	*polling = (struct oauth_polling){false, false};
	kind = open_object(raw, &object, polling, err);
	if (kind == OK)
		kind = take_tokens(raw, object, arena, tokens, err);
	json_decref(object);
	if (kind != OK)
		*tokens = (struct oauth_tokens){0};
	return kind;
}

/* It is printed for people to open: http or https and nothing else. */
static bool
take_address(const json_t *object, const char *name, struct arena *arena,
	struct str *out, bool *no_memory)
{
	struct str text;
	struct url url;

	*out = (struct str){NULL, 0};
	if (!json_get_str(object, name, &text))
		return false;
	if (!url_parse(text, &url) || !url_is_http(&url) || url.has_userinfo)
		return false;
	if (!arena_str(arena, text, out))
		*no_memory = true;
	return true;
}

static enum err_kind
take_device(const struct oauth_raw *raw, const json_t *object,
	struct arena *arena, struct oauth_device *device, struct err *err)
{
	struct str code = json_str(json_object_get(object, "user_code"));
	bool no_memory = false;

	/* Google says verification_url, as early drafts of the RFC did */
	if (!take_token(object, "device_code", arena, &device->device_code,
		    &no_memory) ||
		!(device->device_code.len || no_memory) || !code.len ||
		code.len > USER_CODE_MAX || !str_is_utf8(code) ||
		(!take_address(object, "verification_uri", arena,
			 &device->verification_uri, &no_memory) &&
			!take_address(object, "verification_url", arena,
				&device->verification_uri, &no_memory)))
		return fail(err, ERR_FETCH, "token/nonsense",
			"%.*s answers without device_code, user_code or "
			"verification_uri",
			STR_ARG(raw->origin));
	(void)take_address(object, "verification_uri_complete", arena,
		&device->complete_uri, &no_memory);
	if (no_memory || !arena_str(arena, code, &device->user_code))
		return fail_memory(err);
	device->expires_in_s = seconds(object, "expires_in", 86400);
	device->interval_s = seconds(object, "interval", INTERVAL_MAX_S);
	if (!device->expires_in_s)
		device->expires_in_s = 900;
	if (!json_object_get(object, "interval"))
		device->interval_s = INTERVAL_DEFAULT_S;
	if (device->interval_s < 1)
		device->interval_s = 1;
	return OK;
}

enum err_kind
oauth_device_parse(const struct oauth_raw *raw, struct arena *arena,
	struct oauth_device *device, struct err *err)
{
	struct oauth_polling polling = {false, false};
	json_t *object = NULL;
	enum err_kind kind;

	*device = (struct oauth_device){0};
	kind = open_object(raw, &object, &polling, err);
	if (kind == OK)
		kind = take_device(raw, object, arena, device, err);
	json_decref(object);
	if (kind != OK)
		*device = (struct oauth_device){0};
	return kind;
}

enum err_kind
oauth_done_parse(const struct oauth_raw *raw, struct err *err)
{
	struct oauth_polling polling = {false, false};
	json_t *object = NULL;
	enum err_kind kind;

	if (raw->status == 200 || raw->status == 204)
		return OK;
	kind = open_object(raw, &object, &polling, err);
	json_decref(object);
	return kind;
}
