/* Text that decodes is the one spelling of its bytes; any bytes come back. */
#include "base/b64url.h"
#include "fuzz/fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str input = {(const char *)data, size}, bytes;
	struct arena *arena = arena_new(4 * size + 4096);
	char *text = malloc(b64url_length(size) + 1);

	PROMISE(arena && text);
	if (b64url_decode(input, arena, &bytes) == B64URL_GOOD) {
		PROMISE(b64url_length(bytes.len) == size);
		b64url_encode(bytes.at, bytes.len, text);
		PROMISE(str_is(input, text));
	} else {
		PROMISE(bytes.len == 0);
	}
	b64url_encode(data, size, text);
	PROMISE(str_from(text).len == b64url_length(size));
	PROMISE(b64url_decode(str_from(text), arena, &bytes) == B64URL_GOOD);
	PROMISE(str_eq(bytes, input));
	free(text);
	arena_free(arena);
	return 0;
}
