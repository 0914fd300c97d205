#ifndef AUTH_FETCH_RIGHT_H
#define AUTH_FETCH_RIGHT_H

#include "base/attr.h"
#include "base/err.h"
#include "store/db.h"
#include "store/keys.h"

#include <stdbool.h>
#include <stdint.h>

/* The right to fetch a source's keys, which all processes share: a part of
 * keyring.c. */
enum fetch_right {
	FETCH_RIGHT_UNKNOWN = 0, /* keys.db cannot be asked: no */
	FETCH_RIGHT_FREE,
	FETCH_RIGHT_LEASED, /* somebody is fetching */
	FETCH_RIGHT_SPENT,
};

enum {
	FETCH_OWNER_LEN = 32,
	KEYS_RETRY_AFTER_MAX_S = 60 * 60, /* a longer one counts as this */
};

/*
 * A look that changes nothing and takes no write lock, which a flood must not
 * take again and again.  *until: when the lease or the spent time ends.  store
 * may be NULL.  A process that died while it held the lease has spent its
 * budget for nothing: *budget becomes the other one then, so that the next
 * attempt need not wait for longer than the lease.  err tells why keys.db could
 * not be asked, if it is there at all.
 */
enum fetch_right fetch_right_look(struct store *store, const char *source,
	enum fetch_budget *budget, int64_t now, int64_t *until,
	struct err *err);

/* keys_claim() with an owner of its own making, which names the attempt. */
enum err_kind fetch_right_claim(struct store *store, const char *source,
	enum fetch_budget budget, int64_t now, char owner[FETCH_OWNER_LEN + 1],
	bool *granted, struct err *err) MUST_USE;

#endif
