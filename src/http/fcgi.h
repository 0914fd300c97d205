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
 *		fcgi_accept(fcgi, &carrier) ... carrier.end()
 *		if (fcgi_reloading(fcgi)) {
 *			fcgi_before_exec(fcgi); execv(...)
 *		}
 *	}
 *
 * Signals TERM, INT, USR1 and HUP are looked at in fcgi_wait() only, so that
 * none of them cuts a request.  They stay blocked for good: a program that is
 * started from here must unblock them for itself.
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
 * Takes over the listening socket and the signals.  For FCGI_PATH it creates
 * the socket, mode 0660, in place of one that nobody listens on; when
 * descriptor 0 already listens on that path (after a re-execution), that is
 * the one.  ERR_CONFIG when the socket cannot be had.  listen_path is
 * borrowed until fcgi_close(), which removes a socket made for FCGI_PATH.
 */
enum err_kind fcgi_open(struct fcgi **out, enum fcgi_source source,
	const char *listen_path, struct err *err) MUST_USE;
void fcgi_close(struct fcgi *fcgi);

/*
 * TERM, INT or USR1 came and no request is left that the web server had
 * handed over before (they are served for one more second at most).
 */
bool fcgi_stopping(const struct fcgi *fcgi);
/* HUP came, and nothing that asks for the end. */
bool fcgi_reloading(const struct fcgi *fcgi);

enum fcgi_event { FCGI_NOTHING = 0, FCGI_REQUEST, FCGI_EXTRA };
enum { FCGI_EXTRA_MAX = 16 };
/*
 * Sleeps until a request is there, one of the extra descriptors is ready
 * (their revents are set), a signal came or timeout_ms is over (-1: never).
 * FCGI_REQUEST wins when both are there; a signal wins over both, except
 * over the first request of all.
 */
enum fcgi_event fcgi_wait(struct fcgi *fcgi, struct pollfd *extra,
	size_t extra_count, int timeout_ms);

/* False when another process was faster or the peer is gone. */
bool fcgi_accept(struct fcgi *fcgi, struct carrier *carrier);

/* One log line on the FastCGI error stream of the current request; false
 * when there is none. */
bool fcgi_log(struct fcgi *fcgi, const char *line, size_t len);

/*
 * Prepares the re-execution of the same program with the same arguments: the
 * listening socket will be found again, and signals that come in between
 * wait for the new program instead of killing it.  Should the exec fail, the
 * loop can go on as before.
 */
void fcgi_before_exec(struct fcgi *fcgi);

#endif
