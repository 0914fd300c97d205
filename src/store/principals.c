#include "store/principals.h"
#include "base/digest.h"
#include "store/statement.h"

#include <string.h>

void
principals_public_id(
	const struct principal_key *key, char out[PUBLIC_ID_LEN + 1])
{
	const struct str zero = {"", 1};
	const struct str parts[] = {
		key->issuer, zero, key->tenant, zero, key->identity};

	memcpy(out, "u_", 2);
	digest_short(parts, COUNT(parts), out + 2);
}

enum err_kind
principals_find(struct store *store, const struct principal_key *key,
	int64_t *id, struct err *err)
{
	struct statement find;
	bool found;
	enum err_kind kind;

	*id = 0;
	kind = statement_open(&find, store, SQL_PRINCIPALS_FIND, err);
	if (kind != OK)
		return kind;
	statement_str(&find, key->issuer);
	statement_str(&find, key->tenant);
	statement_str(&find, key->identity);
	return statement_get_int(&find, id, &found, err);
}

enum err_kind
principals_find_public(
	struct store *store, struct str public_id, int64_t *id, struct err *err)
{
	struct statement find;
	bool found;
	enum err_kind kind;

	*id = 0;
	kind = statement_open(&find, store, SQL_PRINCIPALS_FIND_PUBLIC, err);
	if (kind != OK)
		return kind;
	statement_str(&find, public_id);
	return statement_get_int(&find, id, &found, err);
}

static enum err_kind
insert(struct store *store, const struct principal_key *key, int64_t now,
	int64_t *id, struct err *err)
{
	char public_id[PUBLIC_ID_LEN + 1];
	struct statement insert;
	enum err_kind kind =
		statement_open(&insert, store, SQL_PRINCIPALS_INSERT, err);

	if (kind != OK)
		return kind;
	statement_str(&insert, key->issuer);
	statement_str(&insert, key->tenant);
	statement_str(&insert, key->identity);
	statement_int(&insert, now);
	principals_public_id(key, public_id);
	statement_str(&insert, str_from(public_id));
	kind = statement_run(&insert, NULL, err);
	if (kind == OK)
		*id = sqlite3_last_insert_rowid(store->db);
	return kind;
}

enum err_kind
principals_ensure(struct store *store, const struct principal_key *key,
	int64_t now, int64_t *id, struct err *err)
{
	enum err_kind kind = principals_find(store, key, id, err);

	if (kind != OK || *id)
		return kind;
	return insert(store, key, now, id, err);
}
