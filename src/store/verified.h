#ifndef STORE_VERIFIED_H
#define STORE_VERIFIED_H

#include "base/attr.h"
#include "base/err.h"
#include "store/db.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Signatures that verified: rows of keys.db that hold a digest and a time,
 * and nothing of a token.  Triggers of the schema empty the table when a key
 * set changes or goes.
 */
enum {
	VERIFIED_MAX = 4096,     /* rows; those that last longest stay */
	VERIFIED_KEEP_S = 86400, /* no row lasts longer */
};

struct verified {
	unsigned char digest[32]; /* what memo_fact() makes */
	int64_t expires;          /* at most VERIFIED_KEEP_S ahead */
};

/* One look-up. */
enum err_kind verified_find(struct store *store, const struct verified *fact,
	bool *found, struct err *err) MUST_USE;

/*
 * Adds facts and drops what has expired and what is too much, in one
 * transaction.  It waits for nobody: ERR_BUSY at once when another writes.
 */
enum err_kind verified_save(struct store *store, const struct verified *facts,
	size_t count, int64_t now, struct err *err) MUST_USE;

#endif
