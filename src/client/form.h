#ifndef CLIENT_FORM_H
#define CLIENT_FORM_H

#include "base/arena.h"
#include "base/attr.h"
#include "base/buf.h"
#include "base/str.h"

#include <stdbool.h>

/* application/x-www-form-urlencoded (RFC 6749 appendix B) and the percent
 * encoding of URLs (RFC 3986 2.1). */

/* Appends value: unreserved characters as they are, a blank as "+", the rest
 * as %XX. */
void form_encode(struct buf *out, struct str value);

/* The same for a path segment or a query: a blank is %20. */
void form_encode_url(struct buf *out, struct str value);

/* Appends [&]name=value; does nothing for an empty value. */
void form_add(struct buf *out, const char *name, struct str value);

/*
 * The value of name in a query, decoded into arena.  False when it is not
 * there, is there twice, or is badly encoded (a NUL counts as that).
 */
bool form_find(struct str query, const char *name, struct arena *arena,
	struct str *value) MUST_USE;

#endif
