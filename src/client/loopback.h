#ifndef CLIENT_LOOPBACK_H
#define CLIENT_LOOPBACK_H

#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>

/*
 * Where the browser comes back to after a sign-in (RFC 8252 7.3): a listener
 * on 127.0.0.1 that answers until the one request has come that carries our
 * state.
 */
struct loopback;

/* port 0: any that is free.  ERR_CONFIG login/port. */
enum err_kind
loopback_open(struct loopback **out, int port, struct err *err) MUST_USE;
void loopback_close(struct loopback *loopback);
int loopback_port(const struct loopback *loopback);

/* What came back; strings in the arena, at NULL: not there. */
struct loopback_answer {
	struct str code, iss, error, error_description;
};

/* The verdict over one request. */
enum loopback_verdict {
	LOOPBACK_OTHER = 0, /* 404: a favicon, a stranger's guess */
	LOOPBACK_MALFORMED, /* 400 */
	LOOPBACK_ANSWER,    /* ours */
};

/*
 * Reads a request's head.  It is ours when it is a GET of path whose state is
 * exactly ours, and holds a code or an error and not both, each once.
 */
enum loopback_verdict loopback_read(struct str head, const char *path,
	struct str state, struct arena *arena, struct loopback_answer *answer);

/*
 * Serves until our answer has come: ERR_NO_TOKEN login/time after so many
 * milliseconds.  The browser is told in words how it ended; nothing that a
 * request said is repeated there.
 */
enum err_kind loopback_wait(struct loopback *loopback, const char *path,
	struct str state, int64_t timeout_ms, struct arena *arena,
	struct loopback_answer *answer, struct err *err) MUST_USE;

#endif
