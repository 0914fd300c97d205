#ifndef CLIENT_ACQUIRE_H
#define CLIENT_ACQUIRE_H

#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"
#include "client/cache.h"
#include "client/session.h"

#include <stdbool.h>

/*
 * A token for the profile: from the cache, else by refresh, else from the
 * provider.  Processes that need the same one at the same time ask once.
 */

/*
 * rejected, unless empty, is the token that the service has just refused: it
 * is not taken again.  Without a person to ask, where one is needed,
 * ERR_NO_TOKEN login/needed, or what the provider said.
 */
enum err_kind acquire_token(struct session *session, struct str rejected,
	struct cache_entry *entry, struct err *err) MUST_USE;

/* Signs a person in whatever is cached, or gets an application's new token. */
enum err_kind acquire_anew(struct session *session, enum grant grant,
	struct cache_entry *entry, struct err *err) MUST_USE;

/* What is cached, usable or not. */
enum err_kind acquire_cached(struct session *session, struct cache_entry *entry,
	struct err *err) MUST_USE;

/* True for a token that lasts for a request that begins now: five minutes,
 * or a tenth of its lifetime where that is less. */
bool acquire_is_fresh(const struct cache_entry *entry, int64_t now);

#endif
