#ifndef STORE_PRINCIPALS_H
#define STORE_PRINCIPALS_H

#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"
#include "store/db.h"

#include <stdint.h>

/* Who owns rows: issuer, tenant (may be empty) and identity claim. */
struct principal_key {
	struct str issuer, tenant, identity;
};

/*
 * The id that strangers see, the same in every answer and log line: "u_" and
 * 22 characters of the SHA-256 over issuer, tenant and identity.
 */
enum { PUBLIC_ID_LEN = 24 };
void principals_public_id(
	const struct principal_key *key, char out[PUBLIC_ID_LEN + 1]);

/* The row's number; makes the row when it is new (STORE_WRITE, within a
 * transaction). */
enum err_kind
principals_ensure(struct store *store, const struct principal_key *key,
	int64_t now, int64_t *id, struct err *err) MUST_USE;

/* 0 when there is none. */
enum err_kind principals_find_public(struct store *store, struct str public_id,
	int64_t *id, struct err *err) MUST_USE;
enum err_kind principals_find(struct store *store,
	const struct principal_key *key, int64_t *id, struct err *err) MUST_USE;

#endif
