#include "client/remote.h"

#include "base/url.h"
#include "base/uuid.h"
#include "client/acquire.h"
#include "client/problem.h"

#include <stdio.h>
#include <string.h>

enum { LOST_MAX = 2, LOST_PAUSE_MS = 500 };

struct attempt {
	char key[UUID_LEN + 32];
	const char *etag; /* NULL: none */
	struct str token;
	int waits, losses;
	bool renewed;
};

static enum err_kind
send_once(struct session *session, const struct remote_call *call,
	const struct attempt *attempt, struct wire_answer *answer,
	struct err *err)
{
	bool is_patch = !strcmp(call->method, "PATCH");
	struct wire_request request = {
		.method = call->method,
		.bearer = attempt->token,
		.accept = call->accept ? call->accept : "application/json",
		.body = call->body,
		.sink = call->sink,
		.answer_max = REMOTE_ANSWER_MAX,
	};
	size_t count = 0;

	request.url = arena_printf(
		session->arena, "%s%s", session->profile->api, call->path);
	if (!request.url)
		return fail_memory(err);
	if (call->body.len)
		request.content_type = is_patch ? "application/merge-patch+json"
						: "application/json";
	if (attempt->key[0])
		request.headers[count++] = attempt->key;
	if (attempt->etag)
		request.headers[count++] = attempt->etag;
	return wire_exchange(session->wire, &request, answer, err);
}

/* Whether the same request may be sent once more after a lost answer. */
static bool
may_repeat(const struct remote_call *call, struct attempt *attempt,
	const struct err *err)
{
	/* what was written to sink would be there twice */
	bool safe = (!strcmp(call->method, "GET") && !call->sink) ||
		    attempt->key[0];

	return safe && attempt->losses++ < LOST_MAX &&
	       (!strcmp(err->reason, "wire/lost") ||
		       !strcmp(err->reason, "wire/connect"));
}

/* *again: another attempt is due, and answer is free for it. */
static enum err_kind
judge(struct session *session, struct attempt *attempt,
	struct wire_answer *answer, bool *again, struct err *err)
{
	struct str who = wire_origin(session->profile->api);
	struct cache_entry entry;
	enum err_kind kind;

	*again = false;
	if (answer->status >= 200 && answer->status < 300)
		return OK;
	if (answer->status == 401 && !attempt->renewed) {
		attempt->renewed = *again = true;
		kind = acquire_token(session, attempt->token, &entry, err);
		attempt->token = entry.access_token;
		return kind;
	}
	if ((answer->status == 429 || answer->status == 503) &&
		session_wait(
			session, attempt->waits, answer->retry_after_s, who)) {
		attempt->waits++;
		*again = true;
		return OK;
	}
	return problem_explain(answer, who, err);
}

enum err_kind
remote_call(struct session *session, const struct remote_call *call,
	struct wire_answer *answer, struct err *err)
{
	static const struct str none = {NULL, 0};
	struct attempt attempt = {0};
	struct cache_entry entry;
	char key[UUID_LEN + 1];
	bool again = true;
	enum err_kind kind = acquire_token(session, none, &entry, err);

	if (kind != OK)
		return kind;
	attempt.token = entry.access_token;
	if (!strcmp(call->method, "POST")) {
		kind = uuid7_new(clock_now_ms(session->clock), key, err);
		snprintf(attempt.key, sizeof(attempt.key),
			"Idempotency-Key: %s", key);
	}
	/* without it, somebody else's change would be overwritten */
	if (kind == OK && call->etag.len) {
		attempt.etag = arena_printf(
			session->arena, "If-Match: %.*s", STR_ARG(call->etag));
		if (!attempt.etag)
			kind = fail_memory(err);
	}
	while (kind == OK && again) {
		wire_answer_free(answer);
		kind = send_once(session, call, &attempt, answer, err);
		if (kind == OK) {
			kind = judge(session, &attempt, answer, &again, err);
		} else if (may_repeat(call, &attempt, err)) {
			*err = (struct err){0};
			kind = OK;
			session->waiting.pass(
				session->waiting.ctx, LOST_PAUSE_MS);
		}
	}
	return kind;
}

static bool
is_next(struct str parameters)
{
	struct str one, name;

	while (str_cut(&parameters, ';', &one)) {
		one = str_trim(one);
		if (!str_cut(&one, '=', &name) || !str_is_nocase(name, "rel"))
			continue;
		if (str_starts(one, "\"") && str_ends(one, "\"") &&
			one.len >= 2)
			one = (struct str){one.at + 1, one.len - 2};
		while (str_cut(&one, ' ', &name))
			if (str_is_nocase(name, "next"))
				return true;
	}
	return false;
}

struct str
remote_link_next(struct str links)
{
	struct str target, parameters;

	while (links.len) {
		const char *open = memchr(links.at, '<', links.len);
		const char *close;
		size_t end;

		if (!open)
			break;
		links.len -= (size_t)(open + 1 - links.at);
		links.at = open + 1;
		close = memchr(links.at, '>', links.len);
		if (!close)
			break;
		target = (struct str){links.at, (size_t)(close - links.at)};
		links.len -= target.len + 1;
		links.at = close + 1;
		end = 0;
		while (end < links.len && links.at[end] != '<')
			end++;
		parameters = (struct str){links.at, end};
		while (parameters.len &&
			strchr(", ", parameters.at[parameters.len - 1]))
			parameters.len--;
		if (is_next(parameters))
			return target;
		links.at += end;
		links.len -= end;
	}
	return (struct str){NULL, 0};
}

struct str
remote_next(const struct session *session, const struct wire_answer *answer)
{
	static const struct str none = {NULL, 0};
	struct str target = remote_link_next(wire_header(answer, "Link", 0));
	struct str api = str_from(session->profile->api);
	struct url url;

	if (!target.len || !url_parse(api, &url))
		return none;
	/* absolute, or from the root of the host */
	if (str_starts(target, session->profile->api))
		target =
			(struct str){target.at + api.len, target.len - api.len};
	else if (target.len <= url.path.len ||
		 memcmp(target.at, url.path.at, url.path.len) != 0)
		return none;
	else
		target = (struct str){
			target.at + url.path.len, target.len - url.path.len};
	if (!str_starts(target, "/") || str_starts(target, "//"))
		return none;
	return target;
}
