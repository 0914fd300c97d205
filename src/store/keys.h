#ifndef STORE_KEYS_H
#define STORE_KEYS_H

#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"
#include "store/db.h"

#include <stdbool.h>
#include <stdint.h>

/*
 * Rows of keys.db: one key set per source (the URL where a fetch starts) and
 * issuer section, and the right to fetch it.  Times in seconds since 1970.
 */
struct key_set_row {
	struct str source;   /* "NAME URL": section and first URL */
	int64_t generation;  /* unique over all sets; grows */
	struct str jwks_uri; /* from the metadata, or configured */
	int64_t metadata_at; /* when the metadata was fetched; 0: never */
	int64_t fetched_at;  /* last success, 304 included; 0: never */
	int64_t fresh_until;
	struct str etag, body; /* body: the JWKS as it came */
};

/* One number that changes with every change of any key set. */
enum err_kind keys_generation(
	struct store *store, int64_t *generation, struct err *err) MUST_USE;

/* *found false when there is none or its SHA-256 does not fit the body (then
 * *damaged): such a row counts as no cache. */
enum err_kind keys_load(struct store *store, struct str source,
	struct arena *arena, bool *found, bool *damaged,
	struct key_set_row *row, struct err *err) MUST_USE;

/* Visits every row in the order of source; for weatherctl keys list.  A
 * damaged row has an empty body. */
typedef void key_set_visitor(void *ctx, const struct key_set_row *row);
enum err_kind keys_each(struct store *store, struct arena *arena,
	key_set_visitor *each, void *ctx, struct err *err) MUST_USE;

/* Writes without a lease, as an operator's import does; a fetch under way
 * loses its own. */
enum err_kind keys_import(struct store *store, const struct key_set_row *row,
	struct err *err) MUST_USE;

/* The state of the right to fetch. */
struct key_refresh {
	int64_t lease_until;   /* 0: nobody fetches */
	int64_t refresh_next;  /* scheduled budget: not before */
	int64_t unknown_next;  /* unknown-kid budget: not before */
	int failures;          /* in a row */
	struct str last_error; /* empty: none */
	int64_t last_attempt;
};
enum err_kind
keys_refresh_state(struct store *store, struct str source, struct arena *arena,
	struct key_refresh *state, struct err *err) MUST_USE;

/* An operator's attempt spends none: the lease alone counts. */
enum fetch_budget {
	BUDGET_SCHEDULED = 0,
	BUDGET_UNKNOWN_KID,
	BUDGET_OPERATOR,
};
enum {
	LEASE_S = 15,
	COOLDOWN_S = 60,
	COOLDOWN_MAX_S = 600,
	NOT_BEFORE_MAX_S = 3600, /* what a provider may ask for */
	/* No time above reaches further ahead: one that does was written by
	 * a clock that was wrong, and counts as past. */
	CLAIM_HORIZON_S = 7200,
};

/*
 * One conditional UPDATE: *granted to one process of all when nobody holds
 * the lease and the budget allows it; stamps the budget before the attempt,
 * so that failures spend it too (COOLDOWN_S, doubled per failure in a row up
 * to COOLDOWN_MAX_S).  owner: a random text of this attempt, not empty.  A
 * store that is read-only, busy or full grants nothing, with OK except for an
 * operator, who has to know.
 */
enum err_kind
keys_claim(struct store *store, struct str source, enum fetch_budget budget,
	struct str owner, int64_t now, bool *granted, struct err *err) MUST_USE;

/*
 * Both end the lease of owner, in a transaction of their own.  keys_store
 * stores row with a new generation, and failures are 0 again; *stored false
 * when the lease has ended, was taken over or an import came between (then
 * nothing is written).  keys_fail notes the error, and not_before if the
 * provider named a time (0: none; at most NOT_BEFORE_MAX_S ahead); it does
 * nothing when another has taken the lease over.
 */
enum err_kind keys_store(struct store *store, const struct key_set_row *row,
	struct str owner, int64_t now, bool *stored, struct err *err) MUST_USE;
enum err_kind
keys_fail(struct store *store, struct str source, struct str owner, int64_t now,
	int64_t not_before, struct str error, struct err *err) MUST_USE;

#endif
