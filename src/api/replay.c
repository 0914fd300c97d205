#include "api/replay.h"

#include "base/buf.h"
#include "base/digest.h"
#include "store/idempotency.h"

#include <string.h>

enum { KEY_MAX = 255 };

/* The headers that belong to a stored answer; the others are made anew. */
static const char *const kept[] = {"Location", "ETag"};

static enum err_kind
fail_key(struct err *err, const char *sentence)
{
	return fail_field(err, ERR_REQUEST, "request/idempotency-key",
		"Idempotency-Key", "malformed", "%s", sentence);
}

/* A quoted string (RFC 9651 3.3.3) or a bare token; at NULL: no key. */
static enum err_kind
read_key(const struct call *call, struct str *key, struct err *err)
{
	struct str text = str_trim(call->req->idempotency_key);
	bool quoted = text.len >= 2 && text.at[0] == '"' &&
		      text.at[text.len - 1] == '"';

	*key = (struct str){NULL, 0};
	if (!text.len)
		return OK;
	if (quoted)
		text = (struct str){text.at + 1, text.len - 2};
	for (size_t i = 0; i < text.len; i++)
		if (text.at[i] < 0x21 || text.at[i] > 0x7e ||
			text.at[i] == '"' || text.at[i] == '\\')
			return fail_key(err,
				"An Idempotency-Key has printable ASCII "
				"characters only, and one value.");
	if (!text.len || text.len > KEY_MAX)
		return fail_key(
			err, "An Idempotency-Key has 1 to 255 characters.");
	*key = text;
	return OK;
}

static void
fingerprint(const struct call *call, unsigned char out[32])
{
	const struct str newline = {"\n", 1};
	const struct str parts[] = {call->req->method_name, newline,
		call->req->raw_path, newline, call->req->raw_query, newline,
		call->req->body};

	digest_sha256(parts, COUNT(parts), out);
}

/* "Name: value" lines into headers of the answer. */
static enum err_kind
restore_headers(struct call *call, struct str lines, struct err *err)
{
	struct str line, name;

	while (str_cut(&lines, '\n', &line)) {
		if (!str_cut(&line, ':', &name))
			continue;
		for (size_t i = 0; i < COUNT(kept); i++) {
			char *value;

			if (!str_is(name, kept[i]))
				continue;
			value = arena_copy(call->arena, str_trim(line));
			if (!value)
				return fail_memory(err);
			response_header(call->res, kept[i], value);
		}
	}
	return OK;
}

enum err_kind
replay_find(struct call *call, bool *done, struct err *err)
{
	struct idempotency_answer answer;
	unsigned char ours[32];
	int64_t owner;
	struct str key;
	char *type;
	enum err_kind kind;

	*done = false;
	if ((kind = read_key(call, &key, err)) != OK || !key.at)
		return kind;
	if ((kind = call_owner(call, &owner, err)) != OK ||
		(kind = idempotency_find(call->store, owner, key, call->now,
			 call->arena, done, &answer, err)) != OK ||
		!*done)
		return kind;
	fingerprint(call, ours);
	if (memcmp(ours, answer.fingerprint, sizeof(ours)) != 0)
		return fail(err, ERR_KEY_REUSED, "request/key-reused",
			"the key belongs to another request");
	if (answer.status == IDEMPOTENCY_GONE)
		return fail(err, ERR_GONE, "request/gone",
			"the report of the first answer was deleted");
	if ((kind = restore_headers(call, answer.headers, err)) != OK)
		return kind;
	type = arena_copy(call->arena, answer.content_type);
	if (!type)
		return fail_memory(err);
	call->res->status = answer.status;
	call->res->content_type = type;
	call->res->body = answer.body;
	response_header(call->res, "Idempotency-Replayed", "true");
	return OK;
}

enum err_kind
replay_save(struct call *call, struct err *err)
{
	struct idempotency_answer answer = {.status = call->res->status,
		.content_type = str_from(call->res->content_type),
		.body = call->res->body,
		.report = call->made};
	struct buf lines;
	int64_t owner;
	struct str key;
	enum err_kind kind;

	if ((kind = read_key(call, &key, err)) != OK || !key.at)
		return kind;
	fingerprint(call, answer.fingerprint);
	buf_init(&lines, 4096);
	for (size_t i = 0; i < COUNT(kept); i++) {
		const char *value = response_get(call->res, kept[i]);

		if (value)
			buf_printf(&lines, "%s: %s\n", kept[i], value);
	}
	answer.headers = buf_as_str(&lines);
	if (lines.failed)
		kind = fail_memory(err);
	else if ((kind = call_owner(call, &owner, err)) == OK)
		kind = idempotency_save(
			call->store, owner, key, call->now, &answer, err);
	buf_free(&lines);
	return kind;
}
