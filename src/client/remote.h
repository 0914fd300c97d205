#ifndef CLIENT_REMOTE_H
#define CLIENT_REMOTE_H

#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"
#include "client/session.h"
#include "client/wire.h"

#include <stdbool.h>

/*
 * Calls of the weather service with a token: a 401 leads to one new token, a
 * 429 or 503 is waited for as it says (twice at most), and what may have been
 * lost on the way is sent again under the same Idempotency-Key.
 */
struct remote_call {
	const char *method;
	const char *path;   /* "/api/reports?..." */
	struct str body;    /* JSON; empty: none */
	const char *accept; /* NULL: application/json */
	struct str etag;    /* If-Match; empty: none */
	FILE *sink;         /* for the body of a 200, sent as it comes */
};

/* What an answer may hold at most. */
enum { REMOTE_ANSWER_MAX = 32 * 1024 * 1024 };

/* OK for 2xx only; wire_answer_free() in any case.  Otherwise the errors of
 * problem.h, wire.h and acquire.h. */
enum err_kind
remote_call(struct session *session, const struct remote_call *call,
	struct wire_answer *answer, struct err *err) MUST_USE;

/*
 * The address of the next page (RFC 8288 Link, rel="next"), as the path of a
 * call; at NULL: there is none.  Only below the service's own address: a
 * token never follows a link to elsewhere.
 */
struct str
remote_next(const struct session *session, const struct wire_answer *answer);

/* The target of the first link whose rel has the word next. */
struct str remote_link_next(struct str links);

#endif
