/*
 * Whatever a token endpoint answers: tokens can stand in a header, or there
 * are none and an error says why and what to do.  The first byte chooses the
 * status and the media type.
 */
#include "client/oauth_answer.h"
#include "client/outcome.h"
#include "fuzz/fuzz.h"

#include <string.h>

static void
check_token(struct str token)
{
	PROMISE(!token.at || oauth_is_token(token));
	PROMISE(!token.len || token.at);
	PROMISE(!token.at || (!memchr(token.at, '\n', token.len) &&
				     !memchr(token.at, ' ', token.len)));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const int statuses[] = {200, 400, 401, 403, 503};
	static const char *const types[] = {
		"application/json", "text/html", "", "application/x+json; a"};
	struct arena *arena = arena_new(1 << 22);
	struct oauth_polling polling;
	struct oauth_tokens tokens;
	struct oauth_raw raw = {.status = 200, .origin = STR_LIT("https://a")};
	struct err err = {0};

	if (size) {
		raw.status = statuses[data[0] % 5];
		raw.type = str_from(types[data[0] / 5 % 4]);
		raw.body = (struct str){(const char *)data + 1, size - 1};
	}
	if (oauth_tokens_parse(&raw, arena, &tokens, &polling, &err) == OK) {
		PROMISE(raw.status == 200 && tokens.access_token.len);
		PROMISE(!polling.pending && !polling.slower);
		check_token(tokens.access_token);
		check_token(tokens.refresh_token);
		check_token(tokens.id_token);
		PROMISE(tokens.expires_in_s >= 0 &&
			tokens.expires_in_s <= 366 * 86400);
	} else {
		PROMISE(!tokens.access_token.at && !tokens.refresh_token.at);
		PROMISE(err.reason && outcome_find(err.reason));
		PROMISE(outcome_find(err.reason)->advice);
		PROMISE(!polling.slower || polling.pending);
	}
	arena_free(arena);
	return 0;
}
