#ifndef API_LINK_H
#define API_LINK_H

#include "api/call.h"
#include "base/attr.h"
#include "base/err.h"

/* Addresses of this service as answers name them: below the base path. */

/*
 * The request's own address with another cursor, its other parameters in the
 * order in which they came; and the header Link with rel="next" (RFC 8288).
 */
enum err_kind link_next(struct call *call, const char *cursor, const char **url,
	struct err *err) MUST_USE;

#endif
