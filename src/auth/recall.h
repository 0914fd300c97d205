#ifndef AUTH_RECALL_H
#define AUTH_RECALL_H

#include "auth/claims.h"
#include "auth/jwk.h"
#include "auth/jwt.h"
#include "base/attr.h"
#include "base/str.h"
#include "store/principals.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * What this process read in tokens whose signature verified: what follows from
 * their bytes alone, under a configuration that a process never changes.  It
 * says nothing about whether a token is good now: times, audience, key,
 * deny-list and permission are looked at on every request.  A token is known by
 * all of its bytes.  They are kept in pages that no core file gets, so many
 * that RECALL_BYTES are not exceeded; the oldest make room.
 */
struct recall;

/* Some 160 tokens of 1.5 kB; of more, memo.h has what takes longest.  Twice
 * as many would not leave a worker within 4 MiB: docs/performance.md. */
enum { RECALL_BYTES = 320 * 1024 };

struct recalled {
	enum algorithm alg;
	struct str kid; /* at NULL: none */
	struct claims claims;
	/* of the key under which the signature verified */
	unsigned char thumbprint[THUMBPRINT_LEN];
	char public_id[PUBLIC_ID_LEN + 1]; /* of these claims; empty: not yet */
};

/* NULL when memory or randomness is gone. */
struct recall *recall_new(void) MUST_USE;
void recall_free(struct recall *recall);

/* NULL when the token was not seen, or was and had to make room.  A loan until
 * recall_add().  recall may be NULL. */
struct recalled *recall_find(struct recall *recall, struct str token) MUST_USE;

/* For a token whose signature just verified under key, and which
 * recall_find() does not know.  recall may be NULL. */
void recall_add(struct recall *recall, struct str token, const struct jwt *jwt,
	const struct claims *claims, const struct key *key);

/*
 * What was read in a header of the same bytes, which most tokens of a key
 * share: sets alg and kid, a loan until recall_add().  False when none was seen
 * whose signature verified.  recall may be NULL.
 */
bool recall_header(const struct recall *recall, struct jwt *jwt) MUST_USE;

/* Whether the signature verified under this key, whose algorithm was compared
 * with the token's; and what to do after it did anew. */
bool recall_is_of(const struct recalled *seen, const struct key *key);
void recall_verified(struct recalled *seen, const struct key *key);

#endif
