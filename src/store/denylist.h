#ifndef STORE_DENYLIST_H
#define STORE_DENYLIST_H

#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"
#include "store/db.h"

#include <stdbool.h>
#include <stdint.h>

/* Tokens that are refused although they verify: rows of keys.db. */

enum denied_kind { DENIED_TOKEN = 1, DENIED_SUBJECT, DENIED_CLIENT };

/* What of a token can be denied; empty strs match nothing. */
struct denied_token {
	struct str issuer;   /* canonical, as in struct principal */
	struct str jti, uti; /* an entry for a token hits either */
	struct str subject;
	struct str azp, appid, client_id; /* a client's hits any of them */
	bool has_issued_at;
	int64_t issued_at; /* seconds; a subject's entry hits older ones */
	/* the caller's clock, for store_version(); 0: SQLite is asked in any
	 * case */
	int64_t now_ms;
};

/* One look-up, or none where nothing of the token is on the list: as soon as
 * store_version() tells of a change.  *denied true on any entry that fits, and
 * for a subject's entry also when the token does not say when it was issued. */
enum err_kind
denylist_find(struct store *store, const struct denied_token *token,
	bool *denied, struct err *err) MUST_USE;

/* before: for DENIED_SUBJECT, tokens issued before it; INT64_MAX: all. */
enum err_kind denylist_add(struct store *store, enum denied_kind kind,
	struct str issuer, struct str value, int64_t before, int64_t now,
	struct err *err) MUST_USE;

/* *removed false when there is no such entry. */
enum err_kind
denylist_remove(struct store *store, enum denied_kind kind, struct str issuer,
	struct str value, bool *removed, struct err *err) MUST_USE;

struct denied_entry {
	struct str issuer, value;
	enum denied_kind kind;
	int64_t before; /* INT64_MAX: tokens of any time */
	int64_t created_at;
};

/* Visits every entry in the order of issuer, kind and value; its strings
 * live until the arena is reset. */
typedef void denied_visitor(void *ctx, const struct denied_entry *entry);
enum err_kind denylist_each(struct store *store, struct arena *arena,
	denied_visitor *each, void *ctx, struct err *err) MUST_USE;

#endif
