#ifndef CLIENT_DEVICE_H
#define CLIENT_DEVICE_H

#include "base/attr.h"
#include "base/err.h"
#include "client/oauth_answer.h"
#include "client/session.h"

#include <stdbool.h>
#include <stdint.h>

/* Signing in on another device (RFC 8628): shows an address and a code, and
 * asks until somebody has entered it. */

/* When to ask next; pure, so that its rules can be tested. */
struct device_pace {
	int64_t interval_s; /* to wait before the next attempt */
	int64_t ends_at;    /* no attempt from then on */
};

/* RFC 8628 3.5: slow_down adds five seconds for good, an answer that did not
 * come doubles the interval.  False when it is too late for another one. */
bool device_pace_next(struct device_pace *pace,
	const struct oauth_polling *polling, bool got_no_answer, int64_t now);

enum err_kind device_sign_in(struct session *session,
	struct oauth_tokens *tokens, struct err *err) MUST_USE;

#endif
