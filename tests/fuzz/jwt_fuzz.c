/*
 * A token that is accepted as one is written in exactly one way: its decoded
 * parts encode to its own bytes again.
 */
#include "auth/jwt.h"
#include "base/b64url.h"
#include "fuzz/fuzz.h"
#include "unit/checks.h"

#include <string.h>

static void
check_encoding(struct str bytes, struct str text)
{
	char *again = malloc(b64url_length(bytes.len) + 1);

	PROMISE(again);
	b64url_encode(bytes.at, bytes.len, again);
	PROMISE(str_is(text, again));
	free(again);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str token = {(const char *)data, size}, rest, head, payload;
	struct arena *arena = arena_new(4 * size + 4096);
	struct err err = {0};
	struct jwt jwt;

	PROMISE(arena);
	if (jwt_parse(token, arena, &jwt, &err) == OK) {
		PROMISE(size <= TOKEN_MAX);
		PROMISE(jwt.alg > ALG_NONE && jwt.alg < ALG_COUNT);
		PROMISE(!jwt.kid.at || (jwt.kid.len && jwt.kid.len <= 256));
		PROMISE(jwt.payload.len && jwt.signature.len);
		PROMISE(jwt.signing_input.at == token.at);
		rest = token;
		PROMISE(str_cut(&rest, '.', &head));
		PROMISE(str_cut(&rest, '.', &payload));
		check_encoding(jwt.payload, payload);
		check_encoding(jwt.signature, rest);
		PROMISE(jwt.signing_input.len == head.len + 1 + payload.len);
	} else {
		PROMISE(err.kind == ERR_BAD_TOKEN && err.reason);
	}
	arena_free(arena);
	return 0;
}
