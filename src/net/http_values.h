#ifndef NET_HTTP_VALUES_H
#define NET_HTTP_VALUES_H

#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>

/* What header values of a stranger's answer say; nonsense says nothing. */

enum { HTTP_ETAG_MAX = 256 };

/* An entity tag (RFC 9110 8.8.3) of ASCII that is short enough to be kept
 * and sent back. */
bool http_etag_is_good(struct str etag);

/* delta-seconds (RFC 9111 1.2.2), at most INT32_MAX; -1 for anything else. */
int64_t http_seconds(struct str text);

/*
 * Reads one Cache-Control line into *max_age_s, which starts at -1: not said.
 * The first max-age counts.  False when the line says no-store.
 */
bool http_cache_control(struct str line, int64_t *max_age_s);

#endif
