#ifndef NET_FETCH_H
#define NET_FETCH_H

#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/*
 * One bounded HTTPS exchange, done by the program weather-fetch so that this
 * process opens no connection.  Never blocks except in fetch_wait().
 */
enum {
	FETCH_BODY_MAX = 512 * 1024,
	FETCH_SENT_MAX = 1024 * 1024,
	FETCH_CONNECT_MS = 2000,
	FETCH_TOTAL_MS = 5000,
	/* for `weatherctl check`: mod_fcgid lets a request sleep for 7 s before
	 * it says that the program does not start */
	FETCH_PATIENT_MS = 15000,
};

struct fetch_request {
	const char *url;
	const char *etag;             /* sent as If-None-Match; NULL: none */
	const char *ca_file;          /* NULL: the system's */
	const char *proxy;            /* NULL: none */
	bool allow_insecure_loopback; /* http to 127.0.0.1, [::1], localhost */
	/* what `weatherctl check` asks of the service itself: with a token
	 * that is worth nothing, and by POST with so many zeros as its body
	 * where that is not 0 (at most FETCH_SENT_MAX) */
	bool as_caller;
	size_t body_bytes;
	int timeout_ms; /* at most FETCH_PATIENT_MS */
};

struct fetch_answer {
	int status;
	const char *etag; /* NULL: none; both loans until fetch_close */
	struct str body;
	int64_t max_age_s;     /* Cache-Control max-age; -1: not said */
	int64_t retry_after_s; /* -1: not said */
	int64_t date;          /* the server's clock; 0: not said */
};

struct fetch;

/*
 * Starts program with an empty environment and no descriptor of ours; *out
 * must be closed.  ERR_FETCH when it cannot be started.
 */
enum err_kind fetch_start(struct fetch **out, const char *program,
	const struct fetch_request *request, struct err *err) MUST_USE;

/* The descriptor to poll for reading. */
int fetch_descriptor(const struct fetch *fetch);
/* Milliseconds until it is killed; 0: now. */
int fetch_time_left_ms(const struct fetch *fetch);

/*
 * Reads what is there.  *done tells that the exchange is over: then OK with
 * *answer filled (any status), or ERR_FETCH or, fetch/timeout, ERR_TIMEOUT
 * saying what went wrong.  To be called when the descriptor is ready or time is
 * up; not again once done.
 */
enum err_kind fetch_step(struct fetch *fetch, bool *done,
	struct fetch_answer *answer, struct err *err) MUST_USE;

/* fetch_step() to the end; blocks for at most timeout_ms. */
enum err_kind fetch_wait(struct fetch *fetch, struct fetch_answer *answer,
	struct err *err) MUST_USE;

/* Kills the program if it still runs; takes NULL. */
void fetch_close(struct fetch *fetch);

/* Milliseconds of CLOCK_MONOTONIC, which all deadlines here are made of. */
int64_t fetch_now_ms(void);

#endif
