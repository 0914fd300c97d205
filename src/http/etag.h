#ifndef HTTP_ETAG_H
#define HTTP_ETAG_H

#include "base/str.h"

#include <stdbool.h>

/*
 * True when field (If-None-Match or If-Match, RFC 9110 13.1) names etag, a
 * strong one with its quotes, or is "*".  Suffixes that servers add when they
 * compress (-gzip, -br, -deflate, -zstd) and W/ are stripped first.
 */
bool etag_matches(struct str field, struct str etag);

#endif
