#include "api/call.h"

#include "base/digest.h"
#include "http/etag.h"

#include <stdarg.h>
#include <stdio.h>

enum err_kind
call_make_etag(
	struct call *call, struct str text, const char **etag, struct err *err)
{
	char hash[DIGEST_SHORT_LEN + 1];

	digest_short(&text, 1, hash);
	*etag = arena_printf(call->arena, "\"%s\"", hash);
	return *etag ? OK : fail_memory(err);
}

enum err_kind
call_etag(struct call *call, struct str text, bool *finished, struct err *err)
{
	const struct request *req = call->req;
	const char *etag;
	enum err_kind kind;

	*finished = false;
	if ((kind = call_make_etag(call, text, &etag, err)) != OK)
		return kind;
	response_header(call->res, "ETag", etag);
	call->keep.etag = etag;
	call->keep.tagged_count = call->res->header_count;
	if ((req->method == HTTP_GET || req->method == HTTP_HEAD) &&
		etag_matches(req->if_none_match, str_from(etag))) {
		call->res->status = 304;
		call->res->body = (struct str){NULL, 0};
		*finished = true;
	}
	return OK;
}

void
call_keep(struct call *call, enum keep_for keep_for, int64_t until_ms)
{
	call->keep.keep_for = keep_for;
	call->keep.until_ms = until_ms;
}

enum err_kind
call_header(struct call *call, const char *name, struct err *err,
	const char *fmt, ...)
{
	char text[2048], *value;
	va_list args;
	int len;

	va_start(args, fmt);
	len = vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	if (len < 0 || (size_t)len >= sizeof(text))
		return fail(err, ERR_INTERNAL, "response/header-length",
			"%s has %d bytes", name, len);
	value = arena_copy(call->arena, str_from(text));
	if (!value)
		return fail_memory(err);
	response_header(call->res, name, value);
	return OK;
}

enum err_kind
call_owner(struct call *call, int64_t *owner, struct err *err)
{
	struct principal_key key = {
		call->who->issuer, call->who->tenant, call->who->subject};

	return principals_ensure(call->store, &key, call->now, owner, err);
}

enum err_kind
call_preconditions(const struct call *call, const char *etag, struct err *err)
{
	const struct request *req = call->req;

	if (req->if_match.len && !etag_matches(req->if_match, str_from(etag)))
		return fail(err, ERR_STALE, "request/if-match",
			"the row is at %s", etag);
	if (req->if_none_match.len &&
		etag_matches(req->if_none_match, str_from(etag)))
		return fail(err, ERR_STALE, "request/if-none-match",
			"the row is at %s", etag);
	return OK;
}
