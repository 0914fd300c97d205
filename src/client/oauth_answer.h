#ifndef CLIENT_OAUTH_ANSWER_H
#define CLIENT_OAUTH_ANSWER_H

#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>

/* What token, device and revocation endpoints answer. */

enum { OAUTH_ANSWER_MAX = 256 * 1024, OAUTH_TOKEN_MAX = 64 * 1024 };

struct oauth_tokens {
	struct str access_token;
	struct str refresh_token, id_token, scope; /* at NULL: not there */
	int64_t expires_in_s;                      /* 0: not said */
};

/* RFC 8628 3.2. */
struct oauth_device {
	struct str device_code, user_code, verification_uri;
	struct str complete_uri; /* at NULL: none */
	int64_t expires_in_s, interval_s;
};

/* An answer as it came. */
struct oauth_raw {
	int status;
	struct str type, body; /* type: the whole Content-Type */
	struct str origin;     /* whose answer it is, for messages */
};

/*
 * Into arena.  A refusal has the reason "aadsts/NUMBER" or "oauth/ERROR" of
 * outcome.h and a kind that fits it; *pending is then true for the two errors
 * that tell a device to go on asking, and *slower for slow_down.  Anything
 * that is neither tokens nor a refusal is ERR_FETCH: token/nonsense,
 * token/page, token/type.
 */
struct oauth_polling {
	bool pending, slower;
};
enum err_kind oauth_tokens_parse(const struct oauth_raw *raw,
	struct arena *arena, struct oauth_tokens *tokens,
	struct oauth_polling *polling, struct err *err) MUST_USE;

enum err_kind
oauth_device_parse(const struct oauth_raw *raw, struct arena *arena,
	struct oauth_device *device, struct err *err) MUST_USE;

/* For an answer whose body does not matter, of a revocation. */
enum err_kind
oauth_done_parse(const struct oauth_raw *raw, struct err *err) MUST_USE;

/* The same for an error that comes with a redirect; description may be
 * empty.  Never OK. */
enum err_kind
oauth_refused(struct str error, struct str description, struct err *err);

/* Letters that RFC 6750 2.1 allows in a token, and a sane length. */
bool oauth_is_token(struct str text);

#endif
