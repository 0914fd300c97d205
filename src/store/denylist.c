#include "store/denylist.h"
#include "store/denylist_sieve.h"
#include "store/statement.h"

enum err_kind
denylist_find(struct store *store, const struct denied_token *token,
	bool *denied, struct err *err)
{
	struct statement find;
	int64_t fits;
	bool found;
	enum err_kind kind;

	*denied = true;
	/* 40 thousand instructions less than the look-up */
	if (sieve_clears(store, token)) {
		*denied = false;
		return OK;
	}
	kind = statement_open(&find, store, SQL_DENYLIST_FIND, err);
	if (kind != OK)
		return kind;
	statement_str(&find, token->issuer);
	statement_str(&find, token->jti);
	statement_str(&find, token->uti);
	statement_str(&find, token->subject);
	statement_str(&find, token->azp);
	statement_str(&find, token->appid);
	statement_str(&find, token->client_id);
	if (token->has_issued_at)
		statement_int(&find, token->issued_at);
	else
		statement_null(&find);
	kind = statement_get_int(&find, &fits, &found, err);
	if (kind == OK)
		*denied = !found || fits;
	return kind;
}

enum err_kind
denylist_add(struct store *store, enum denied_kind kind, struct str issuer,
	struct str value, int64_t before, int64_t now, struct err *err)
{
	struct statement add;
	enum err_kind failed;

	if (!value.len)
		return fail_field(err, ERR_INVALID, "denylist/empty", "value",
			"required", "must not be empty");
	failed = statement_open(&add, store, SQL_DENYLIST_ADD, err);
	if (failed != OK)
		return failed;
	statement_str(&add, issuer);
	statement_int(&add, kind);
	statement_str(&add, value);
	statement_int(&add, kind == DENIED_SUBJECT ? before : INT64_MAX);
	statement_int(&add, now);
	return statement_run(&add, NULL, err);
}

enum err_kind
denylist_remove(struct store *store, enum denied_kind kind, struct str issuer,
	struct str value, bool *removed, struct err *err)
{
	struct statement remove;
	int64_t changes = 0;
	enum err_kind failed;

	*removed = false;
	failed = statement_open(&remove, store, SQL_DENYLIST_REMOVE, err);
	if (failed != OK)
		return failed;
	statement_str(&remove, issuer);
	statement_int(&remove, kind);
	statement_str(&remove, value);
	failed = statement_run(&remove, &changes, err);
	*removed = failed == OK && changes > 0;
	return failed;
}

enum err_kind
denylist_each(struct store *store, struct arena *arena, denied_visitor *each,
	void *ctx, struct err *err)
{
	struct statement select;
	struct denied_entry entry;
	enum err_kind kind;
	bool row;

	kind = statement_open(&select, store, SQL_DENYLIST_EACH, err);
	if (kind != OK)
		return kind;
	while ((kind = statement_step(&select, &row, err)) == OK && row) {
		entry = (struct denied_entry){
			.kind = (enum denied_kind)statement_column_int(
				&select, 1),
			.before = statement_column_int(&select, 3),
			.created_at = statement_column_int(&select, 4),
		};
		if (!arena_str(arena, statement_column_str(&select, 0),
			    &entry.issuer) ||
			!arena_str(arena, statement_column_str(&select, 2),
				&entry.value)) {
			kind = fail_memory(err);
			break;
		}
		each(ctx, &entry);
	}
	statement_close(&select);
	return kind;
}
