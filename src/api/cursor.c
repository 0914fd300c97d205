#include "api/cursor.h"

#include "base/b64url.h"
#include "base/digest.h"
#include "http/query.h"

#include <string.h>

/* It guards against mistakes: a cursor opens nothing that a filter shuts. */
enum { HASH_LEN = 6 };

static void
hash(struct str filters, unsigned char out[32])
{
	digest_sha256(&filters, 1, out);
}

enum err_kind
cursor_make(struct call *call, struct str key, struct str filters,
	const char **cursor, struct err *err)
{
	size_t len = HASH_LEN + key.len;
	unsigned char digest[32];
	char *bytes = arena_alloc(call->arena, len);
	char *text = arena_alloc(call->arena, b64url_length(len) + 1);

	if (!bytes || !text)
		return fail_memory(err);
	hash(filters, digest);
	memcpy(bytes, digest, HASH_LEN);
	memcpy(bytes + HASH_LEN, key.at, key.len);
	b64url_encode(bytes, len, text);
	*cursor = text;
	return OK;
}

enum err_kind
cursor_malformed(struct err *err)
{
	return fail_field(err, ERR_PARAMETER, "cursor/malformed", "cursor",
		"malformed", "cursor is not one that this service gave out.");
}

enum err_kind
cursor_read(
	struct call *call, struct str filters, struct str *key, struct err *err)
{
	unsigned char digest[32];
	struct str text, bytes;
	enum err_kind kind = query_str(call->req, "cursor", &text, err);

	*key = (struct str){NULL, 0};
	if (kind != OK || !text.at)
		return kind;
	switch (b64url_decode(text, call->arena, &bytes)) {
	case B64URL_GOOD:
		break;
	case B64URL_NO_MEMORY:
		return fail_memory(err);
	case B64URL_MALFORMED:
	default:
		bytes.len = 0;
	}
	if (bytes.len <= HASH_LEN)
		return cursor_malformed(err);
	hash(filters, digest);
	if (memcmp(bytes.at, digest, HASH_LEN) != 0)
		return fail_field(err, ERR_PARAMETER, "cursor/mismatch",
			"cursor", "cursor-mismatch",
			"cursor belongs to a list with other filters.");
	*key = (struct str){bytes.at + HASH_LEN, bytes.len - HASH_LEN};
	return OK;
}
