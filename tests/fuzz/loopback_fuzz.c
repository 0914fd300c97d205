/*
 * Whatever knocks at the port that waits for the browser: it is ours only
 * with our state, once, and with either a code or an error.
 */
#include "client/loopback.h"
#include "fuzz/fuzz.h"

#include <string.h>

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str head = {(const char *)data, size};
	struct arena *arena = arena_new(1 << 22);
	struct loopback_answer answer;

	if (loopback_read(head, "/callback", STR_LIT("s3cr3t"), arena,
		    &answer) == LOOPBACK_ANSWER) {
		PROMISE(size > 30 && !memcmp(data, "GET /callback?", 14));
		PROMISE(memmem(data, size, "state=", 6));
		PROMISE(!answer.code.len != !answer.error.len);
		PROMISE(!memchr(data, '\n', 14));
	} else {
		PROMISE(!answer.code.at && !answer.error.at);
	}
	arena_free(arena);
	return 0;
}
