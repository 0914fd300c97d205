#ifndef BASE_URL_H
#define BASE_URL_H

#include "base/attr.h"
#include "base/buf.h"
#include "base/str.h"

#include <stdbool.h>

/* A URL with an authority (RFC 3986 3), taken apart; a loan of its text. */
struct url {
	struct str scheme;
	struct str host; /* with its brackets */
	struct str port; /* empty: none */
	struct str path; /* empty, or from its '/' on */
	bool has_userinfo, has_query, has_fragment;
};

/*
 * Stricter than RFC 3986: false unless text is scheme://host[:port][/path]...
 * of visible ASCII without quotes, brackets of other kinds and backslashes,
 * the host a name, an IPv4 or a bracketed IPv6 address, the port 1 to 65535.
 */
bool url_parse(struct str text, struct url *url) MUST_USE;

/* http or https, exactly in lower case. */
bool url_is_http(const struct url *url);

/* The host is exactly 127.0.0.1, [::1] or localhost, without userinfo. */
bool url_is_loopback(const struct url *url);

/* text with all but the unreserved characters of RFC 3986 2.3 escaped. */
void url_add_escaped(struct buf *out, struct str text);

#endif
