#ifndef STORE_DENYLIST_SIEVE_H
#define STORE_DENYLIST_SIEVE_H

#include "base/attr.h"
#include "store/denylist.h"

#include <stdbool.h>

/*
 * A Bloom filter over the values of the deny-list: what it does not know is on
 * no row, for certain; for the rest SQLite is asked.  It follows the table by
 * store_version(), and holds no more than its 8 KiB however long the list is.
 * For src/store only; part of a connection.
 */
struct sieve;

void sieve_free(struct sieve *sieve);

/* True when nothing of token is on the list.  False also where that cannot be
 * told: for want of memory or of a version, and to whoever is the first to ask
 * since keys.db changed. */
bool
sieve_clears(struct store *store, const struct denied_token *token) MUST_USE;

#endif
