#ifndef AUTH_HELD_KEYS_H
#define AUTH_HELD_KEYS_H

#include "auth/issuer.h"
#include "auth/jwk.h"
#include "base/attr.h"
#include "base/err.h"
#include "base/log.h"
#include "store/db.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/stat.h>

/* The keys of one source as this process holds them: a part of keyring.c. */
struct held_keys {
	const struct key_source *source;
	struct key_set *set; /* NULL: none */
	int64_t generation;  /* of the row they came from */
	int64_t fetched_at, fresh_until;
	bool file_was_read;
	struct stat file; /* of jwks_file then; zeroed: there was none */
};

enum keys_age {
	KEYS_AGE_NONE = 0,
	KEYS_AGE_TOO_OLD, /* past KEYS_STALE_S: not to be used */
	KEYS_AGE_OLD,     /* to be used, and refreshed ahead */
	KEYS_AGE_FRESH,
};

/* Keys fetched in the future count as old: the clock went back. */
enum keys_age held_keys_age(const struct held_keys *held, int64_t now);

/*
 * Looks at the row of keys.db and takes over what changed, fully validated
 * again.  A row that is gone takes the keys with it.  A damaged row counts as
 * no cache: keys in memory keep working and are due for a refresh.  An error
 * means that keys.db cannot be read; nothing has changed then.
 */
enum err_kind held_keys_from_store(struct held_keys *held, struct store *store,
	const struct log *log, struct err *err) MUST_USE;

/*
 * Reads jwks_file again if it changed: one stat() otherwise.  A file that
 * cannot be read or used leaves the keys as they are and is reported once,
 * ERR_KEYS, until it changes again.
 */
enum err_kind
held_keys_from_file(struct held_keys *held, struct err *err) MUST_USE;

void held_keys_free(struct held_keys *held);

/* What of a key set of source may be used. */
struct jwk_rules held_keys_rules(const struct key_source *source);

#endif
