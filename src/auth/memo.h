#ifndef AUTH_MEMO_H
#define AUTH_MEMO_H

#include "auth/jwk.h"
#include "base/attr.h"
#include "base/str.h"
#include "store/db.h"
#include "store/verified.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Remembers that a signature verified, in this process and in keys.db: the
 * pure fact that these bytes verify under this key, never a verdict on the
 * token.  Only digests are kept, no part of a token.
 */
struct memo;

enum {
	MEMO_ENTRIES = 1024, /* in memory */
	MEMO_UNSAVED = 64,   /* of them not yet in keys.db; more stay out */
};

/* NULL when memory is gone. */
struct memo *memo_new(void) MUST_USE;
void memo_free(struct memo *memo);

/*
 * The name of a fact: SHA-256 over the issuer's name, the key's thumbprint
 * (RFC 7638), its algorithm and the whole token, so that a fact is gone when
 * its key is; over the versions of this program and of OpenSSL as well, so
 * that a mistake of theirs is gone when they are corrected.  expires: of the
 * token.
 */
struct verified memo_fact(const char *issuer_name, const struct key *key,
	struct str token, int64_t expires, int64_t now) MUST_USE;

/* Looks in memory, then once in keys.db; store may be NULL.  False when keys.db
 * cannot be read. */
bool memo_has(struct memo *memo, struct store *store,
	const struct verified *fact) MUST_USE;

/* For what memo_has() did not know and was verified since; for_others:
 * memo_save() is to write it to keys.db. */
void memo_add(struct memo *memo, const struct verified *fact, bool for_others);

bool memo_has_unsaved(const struct memo *memo);

/*
 * Writes to keys.db what was added, once, after an answer.  It waits for
 * nobody and tells no errors: what cannot be written stays in memory alone.
 * store may be NULL or read-only.
 */
void memo_save(struct memo *memo, struct store *store, int64_t now);

#endif
