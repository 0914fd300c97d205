#ifndef API_SERVE_H
#define API_SERVE_H

#include "api/service.h"
#include "http/request.h"

/*
 * Answers one request, whatever happens: the one place that joins route,
 * token check, body, transaction, handler, answer and log line.  One response
 * is written, once, after everything else is done.
 */
void serve(struct service *service, const struct carrier *carrier);

/* The answer of a process that has no service because its configuration is
 * unusable (plain CGI): a 500 with err's public sentence. */
void serve_failure(const struct log *log, struct clock clock,
	const struct carrier *carrier, const struct err *err);

#endif
