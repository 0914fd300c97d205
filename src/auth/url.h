#ifndef AUTH_URL_H
#define AUTH_URL_H

#include "base/attr.h"
#include "base/str.h"

#include <stdbool.h>

/* The parts of a URL that decide where a request goes.  Loans from text. */
struct url {
	struct str scheme; /* as written */
	struct str host;   /* an IPv6 address keeps its brackets */
	struct str port;   /* empty: not written */
	bool has_userinfo, has_fragment;
};

/*
 * Stricter than RFC 3986: printable ASCII alone, no blank, quote or backslash,
 * a name, an IPv4 or a bracketed IPv6 address as host, a port of 1 to 65535.
 * What two parsers could read as two hosts is no URL here.
 */
bool url_split(struct str text, struct url *url) MUST_USE;

/* Exactly 127.0.0.1, [::1] or localhost. */
bool url_host_is_loopback(struct str host);

#endif
