#include "api/call.h"

#include "base/b64url.h"
#include "base/digest.h"
#include "http/etag.h"
#include "store/principals.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { SHORT_HASH_LEN = 22 };

/* The first 132 bits of a SHA-256 in base64url. */
static void
short_hash(const unsigned char digest[32], char out[SHORT_HASH_LEN + 1])
{
	char whole[64];

	b64url_encode(digest, 32, whole);
	memcpy(out, whole, SHORT_HASH_LEN);
	out[SHORT_HASH_LEN] = '\0';
}

enum err_kind
call_make_etag(
	struct call *call, struct str text, const char **etag, struct err *err)
{
	unsigned char digest[32];
	char hash[SHORT_HASH_LEN + 1];

	digest_sha256(&text, 1, digest);
	short_hash(digest, hash);
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
	if ((req->method == HTTP_GET || req->method == HTTP_HEAD) &&
		etag_matches(req->if_none_match, str_from(etag))) {
		call->res->status = 304;
		call->res->body = (struct str){NULL, 0};
		*finished = true;
	}
	return OK;
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
call_if_match(const struct call *call, const char *etag, struct err *err)
{
	if (!call->req->if_match.len ||
		etag_matches(call->req->if_match, str_from(etag)))
		return OK;
	return fail(
		err, ERR_STALE, "request/if-match", "the row is at %s", etag);
}

void
call_public_id(const struct principal *who, char out[PUBLIC_ID_LEN + 1])
{
	const struct str zero = {"", 1};
	const struct str parts[] = {
		who->issuer, zero, who->tenant, zero, who->subject};
	unsigned char digest[32];

	digest_sha256(parts, COUNT(parts), digest);
	memcpy(out, "u_", 2);
	short_hash(digest, out + 2);
}
