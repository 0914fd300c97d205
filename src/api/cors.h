#ifndef API_CORS_H
#define API_CORS_H

#include "api/call.h"

#include <stdbool.h>

/*
 * Cross-origin rules (Fetch standard, CORS protocol): off unless the
 * configuration lists the exact origin.  Credentials mode is never allowed;
 * tokens travel in Authorization.
 */

/* True when the request's Origin is listed. */
bool cors_is_allowed(const struct call *call);

/* For a preflight of an allowed origin: the whole 204; allow lists the
 * path's methods. */
bool cors_is_preflight(const struct call *call);
void cors_preflight(struct call *call, const char *allow);

/* The headers of every other answer to an allowed origin. */
void cors_headers(struct call *call);

#endif
