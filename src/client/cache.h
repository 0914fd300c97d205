#ifndef CLIENT_CACHE_H
#define CLIENT_CACHE_H

#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"
#include "client/id_token.h"
#include "client/session.h"

#include <stdbool.h>
#include <stdint.h>

/*
 * Tokens between two commands: one file for each profile and everything that
 * it asks for, below $XDG_STATE_HOME/weather-client (0700, the user's own),
 * 0600, replaced as a whole.  A profile that changes its service, provider,
 * client or scope has another file, and never sees the old one.
 */
struct cache;

struct cache_entry {
	struct str access_token; /* empty: none */
	struct str refresh_token, scope;
	int64_t obtained_at, expires_at;
	struct identity who;
};

/* Makes the folders.  ERR_CONFIG: cache/place, cache/owner; ERR_INTERNAL. */
enum err_kind cache_open(struct cache **out, const struct session *session,
	struct err *err) MUST_USE;
void cache_close(struct cache *cache); /* and unlocks */

/*
 * From here on no other process asks for the same token; waits for one that
 * does, a minute at most: ERR_BUSY cache/busy.
 */
enum err_kind cache_lock(struct cache *cache, const struct session *session,
	struct err *err) MUST_USE;
void cache_unlock(struct cache *cache);

/* Into arena; empty when there is nothing, or nothing that can be read as
 * tokens of this profile.  ERR_INTERNAL: cache/read, cache/owner. */
enum err_kind cache_load(struct cache *cache, struct arena *arena,
	struct cache_entry *entry, struct err *err) MUST_USE;

enum err_kind cache_save(struct cache *cache, const struct cache_entry *entry,
	struct err *err) MUST_USE;

/*
 * Removes what is kept for any scope of the profile.  Before each removal
 * visit gets the entry if it is of the same provider and client.
 */
typedef void cache_visitor(void *ctx, const struct cache_entry *entry);
enum err_kind
cache_clear(struct cache *cache, struct arena *arena, cache_visitor *visit,
	void *ctx, size_t *removed, struct err *err) MUST_USE;

#endif
