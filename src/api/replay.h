#ifndef API_REPLAY_H
#define API_REPLAY_H

#include "api/call.h"
#include "base/attr.h"
#include "base/err.h"

#include <stdbool.h>

/*
 * Idempotency-Key for every POST (draft-ietf-httpapi-idempotency-key-header):
 * a repeat within 24 h gets the stored answer.  Both functions run inside the
 * transaction of the write, so an answer is stored exactly when its write is,
 * and two requests with one key cannot overlap.
 */

/*
 * *done when the request repeats an earlier one: call->res is then the stored
 * answer.  ERR_KEY_REUSED when the key came with another request;
 * ERR_GONE when what it made was deleted; ERR_REQUEST for a malformed key.
 * Without a key it does nothing.
 */
enum err_kind
replay_find(struct call *call, bool *done, struct err *err) MUST_USE;

/* Stores call->res under the request's key, if it has one. */
enum err_kind replay_save(struct call *call, struct err *err) MUST_USE;

#endif
