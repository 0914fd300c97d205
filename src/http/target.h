#ifndef HTTP_TARGET_H
#define HTTP_TARGET_H

#include "base/arena.h"
#include "base/attr.h"
#include "base/str.h"
#include "http/request.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * The request target (RFC 9112 3.2), taken apart and decoded.  A segment or
 * parameter that comes out of here is UTF-8 without control bytes.
 */

/*
 * *path without scheme, authority, query and fragment, "/" at least; *query
 * without '?'.  False for a target that is neither a path nor an http URL.
 */
bool target_split(struct str target, struct str *path, struct str *query);

enum target_verdict {
	TARGET_MALFORMED = 0,
	TARGET_NO_MEMORY,
	TARGET_TOO_DEEP,
	TARGET_GOOD,
};

/*
 * The segments of path: each decoded once when escaped is true, empty ones
 * dropped, "." and ".." resolved after decoding and never above the root.
 * They point into one copy in arena.  *count is at most max.
 */
enum target_verdict
target_segments(struct str path, bool escaped, struct arena *arena,
	struct str *segments, size_t max, size_t *count) MUST_USE;

/*
 * The parameters of query, of which there may be PARAMETERS_MAX, in their
 * order; '+' is a blank.  On TARGET_MALFORMED *bad is the part of query that
 * cannot be read, empty when there are too many.
 */
enum target_verdict target_parameters(struct str query, struct arena *arena,
	struct parameter *parameters, size_t *count, struct str *bad) MUST_USE;

#endif
