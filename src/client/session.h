#ifndef CLIENT_SESSION_H
#define CLIENT_SESSION_H

#include "base/arena.h"
#include "base/attr.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/err.h"
#include "client/discovery.h"
#include "client/profile.h"
#include "client/wire.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/* What the program was started with; all strings are loans, NULL: not set. */
struct surroundings {
	const char *home, *state_home; /* $HOME, $XDG_STATE_HOME */
	const char *browser;           /* $BROWSER */
	bool has_display;              /* a desktop, for xdg-open */
	struct str secret; /* value of client_secret_env; at NULL: not set */
};

/* Time that passes; tests have a clock that jumps. */
struct waiting {
	void (*pass)(void *ctx, int64_t ms);
	void *ctx;
};
struct waiting waiting_real(void);

/* What every step of one command shares. */
struct session {
	const struct profile *profile;
	struct surroundings around;
	struct arena *arena;
	struct wire *wire;
	struct clock clock;
	struct waiting waiting;
	FILE *messages; /* for people: where to sign in, why it takes long */
	bool may_ask;   /* somebody is there to sign in */
	bool has_provider;
	struct provider provider; /* session_provider() fills it */
};

/* The provider's document, fetched at most once. */
enum err_kind
session_provider(struct session *session, struct err *err) MUST_USE;

/*
 * Waits as a server told with Retry-After, for the attempt that was made
 * (from 0 on): true when another one is due.  At most twice, at most two
 * minutes each; nothing was said (-1): no.
 */
bool session_wait(const struct session *session, int attempt,
	int64_t retry_after_s, struct str who);

#endif
