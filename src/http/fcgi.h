#ifndef HTTP_FCGI_H
#define HTTP_FCGI_H

#include "base/attr.h"
#include "base/err.h"
#include "http/request.h"

#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>

/*
 * All of libfcgi that we use.  The accept loop is the caller's shape:
 *
 *	while (!fcgi_stopping(fcgi)) {
 *		fcgi_wait(fcgi, extra, n, timeout) -> FCGI_REQUEST
 *		fcgi_accept(fcgi, &carrier) ... fcgi_finish(fcgi)
 *	}
 *
 * Signals TERM, INT, USR1 and HUP are blocked except inside fcgi_wait(), so
 * that none of them cuts a request; HUP asks for a re-execution in place.
 */
struct fcgi;

/* Where the listening socket comes from (servers: spawned, systemd, hand). */
enum fcgi_source { FCGI_NONE = 0, FCGI_STDIN, FCGI_SYSTEMD, FCGI_PATH };

/*
 * Tells the source without side effects: listen_path not NULL, else
 * LISTEN_FDS for this process, else descriptor 0 if it is listening.
 */
enum fcgi_source fcgi_find(const char *listen_path);

/*
 * Takes over the listening socket (creates it for FCGI_PATH, mode 0660,
 * replacing a socket nobody listens on) and the signals.
 */
enum err_kind fcgi_open(struct fcgi **out, enum fcgi_source source,
	const char *listen_path, struct err *err) MUST_USE;
void fcgi_close(struct fcgi *fcgi);

/* TERM, INT or USR1 came; HUP came. */
bool fcgi_stopping(const struct fcgi *fcgi);
bool fcgi_reloading(const struct fcgi *fcgi);

enum fcgi_event { FCGI_NOTHING = 0, FCGI_REQUEST, FCGI_EXTRA };
/*
 * Sleeps until a request is there, one of the extra descriptors is ready
 * (their revents are set), a signal came or timeout_ms is over (-1: never).
 * FCGI_REQUEST wins when both are there.
 */
enum fcgi_event fcgi_wait(struct fcgi *fcgi, struct pollfd *extra,
	size_t extra_count, int timeout_ms);

/* False when another process was faster or the peer is gone. */
bool fcgi_accept(struct fcgi *fcgi, struct carrier *carrier);
void fcgi_finish(struct fcgi *fcgi);

/* One log line on the FastCGI error stream of the current request; false
 * when there is none. */
bool fcgi_log(struct fcgi *fcgi, const char *line, size_t len);

/* Puts back the signal mask of the start; before an exec. */
void fcgi_restore_signals(struct fcgi *fcgi);

#endif
