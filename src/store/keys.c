#include "store/keys.h"
#include "base/digest.h"
#include "store/statement.h"

#include <assert.h>
#include <string.h>

enum { SHA256_LEN = 32 };

enum err_kind
keys_generation(struct store *store, int64_t *generation, struct err *err)
{
	struct statement select;
	bool found;
	enum err_kind kind;

	*generation = 0;
	kind = statement_open(&select, store, SQL_KEYS_GENERATION, err);
	if (kind != OK)
		return kind;
	return statement_get_int(&select, generation, &found, err);
}

static bool
body_fits(struct str body, struct str stored)
{
	unsigned char sha256[SHA256_LEN];

	digest_sha256(&body, 1, sha256);
	return stored.len == sizeof(sha256) &&
	       memcmp(stored.at, sha256, sizeof(sha256)) == 0;
}

static enum err_kind
read_row(const struct statement *from, struct arena *arena, bool *damaged,
	struct key_set_row *row, struct err *err)
{
	struct str body = statement_column_str(from, 7);

	*row = (struct key_set_row){
		.generation = statement_column_int(from, 1),
		.metadata_at = statement_column_int(from, 3),
		.fetched_at = statement_column_int(from, 4),
		.fresh_until = statement_column_int(from, 5),
	};
	*damaged = !body_fits(body, statement_column_str(from, 8));
	if (*damaged)
		body = (struct str){0};
	if (!arena_str(arena, statement_column_str(from, 0), &row->source) ||
		!arena_str(
			arena, statement_column_str(from, 2), &row->jwks_uri) ||
		!arena_str(arena, statement_column_str(from, 6), &row->etag) ||
		!arena_str(arena, body, &row->body))
		return fail_memory(err);
	return OK;
}

enum err_kind
keys_load(struct store *store, struct str source, struct arena *arena,
	bool *found, bool *damaged, struct key_set_row *row, struct err *err)
{
	struct statement load;
	bool any;
	enum err_kind kind;

	*found = *damaged = false;
	*row = (struct key_set_row){0};
	kind = statement_open(&load, store, SQL_KEYS_LOAD, err);
	if (kind != OK)
		return kind;
	statement_str(&load, source);
	kind = statement_step(&load, &any, err);
	if (kind == OK && any)
		kind = read_row(&load, arena, damaged, row, err);
	if (kind == OK && any && !*damaged)
		*found = true;
	if (!*found)
		*row = (struct key_set_row){0};
	statement_close(&load);
	return kind;
}

enum err_kind
keys_each(struct store *store, struct arena *arena, key_set_visitor *each,
	void *ctx, struct err *err)
{
	struct statement select;
	struct key_set_row row;
	bool any, damaged;
	enum err_kind kind = statement_open(&select, store, SQL_KEYS_EACH, err);

	if (kind != OK)
		return kind;
	while ((kind = statement_step(&select, &any, err)) == OK && any) {
		kind = read_row(&select, arena, &damaged, &row, err);
		if (kind != OK)
			break;
		each(ctx, &row);
	}
	statement_close(&select);
	return kind;
}

static enum err_kind
next_generation(struct store *store, struct err *err)
{
	struct statement update;
	enum err_kind kind =
		statement_open(&update, store, SQL_KEYS_GENERATION_NEXT, err);

	return kind == OK ? statement_run(&update, NULL, err) : kind;
}

static enum err_kind
save(struct store *store, const struct key_set_row *row, struct err *err)
{
	unsigned char sha256[SHA256_LEN];
	struct statement save;
	enum err_kind kind;

	if ((kind = next_generation(store, err)) != OK ||
		(kind = statement_open(&save, store, SQL_KEYS_SAVE, err)) != OK)
		return kind;
	digest_sha256(&row->body, 1, sha256);
	statement_str(&save, row->source);
	statement_str(&save, row->jwks_uri);
	statement_int(&save, row->metadata_at);
	statement_int(&save, row->fetched_at);
	statement_int(&save, row->fresh_until);
	statement_str(&save, row->etag);
	statement_blob(&save, row->body.at, row->body.len);
	statement_blob(&save, sha256, sizeof(sha256));
	return statement_run(&save, NULL, err);
}

static enum err_kind
break_lease(struct store *store, struct str source, struct err *err)
{
	struct statement release;
	enum err_kind kind =
		statement_open(&release, store, SQL_KEYS_RELEASE_IMPORT, err);

	if (kind != OK)
		return kind;
	statement_str(&release, source);
	return statement_run(&release, NULL, err);
}

enum err_kind
keys_import(struct store *store, const struct key_set_row *row, struct err *err)
{
	enum err_kind kind = store_begin(store, err);

	if (kind != OK)
		return kind;
	if ((kind = break_lease(store, row->source, err)) != OK ||
		(kind = save(store, row, err)) != OK) {
		store_rollback(store);
		return kind;
	}
	return store_commit(store, err);
}

enum err_kind
keys_refresh_state(struct store *store, struct str source, struct arena *arena,
	struct key_refresh *state, struct err *err)
{
	struct statement select;
	bool row;
	enum err_kind kind;

	*state = (struct key_refresh){0};
	kind = statement_open(&select, store, SQL_KEYS_REFRESH_STATE, err);
	if (kind != OK)
		return kind;
	statement_str(&select, source);
	kind = statement_step(&select, &row, err);
	if (kind == OK && row) {
		state->lease_until = statement_column_int(&select, 0);
		state->refresh_next = statement_column_int(&select, 1);
		state->unknown_next = statement_column_int(&select, 2);
		state->failures = (int)statement_column_int(&select, 3);
		state->last_attempt = statement_column_int(&select, 5);
		if (!arena_str(arena, statement_column_str(&select, 4),
			    &state->last_error))
			kind = fail_memory(err);
	}
	statement_close(&select);
	return kind;
}

static enum err_kind
claim(struct store *store, struct str source, enum fetch_budget budget,
	struct str owner, int64_t now, bool *granted, struct err *err)
{
	static const enum sql_id claims[] = {
		[BUDGET_SCHEDULED] = SQL_KEYS_CLAIM_SCHEDULED,
		[BUDGET_UNKNOWN_KID] = SQL_KEYS_CLAIM_UNKNOWN,
		[BUDGET_OPERATOR] = SQL_KEYS_CLAIM_OPERATOR,
	};
	struct statement claim;
	int64_t changes = 0;
	enum err_kind kind = statement_open(&claim, store, claims[budget], err);

	if (kind != OK)
		return kind;
	statement_str(&claim, source);
	statement_str(&claim, owner);
	statement_int(&claim, now);
	statement_int(&claim, now + LEASE_S);
	statement_int(&claim, now + CLAIM_HORIZON_S);
	if (budget != BUDGET_OPERATOR) {
		statement_int(&claim, COOLDOWN_S);
		statement_int(&claim, COOLDOWN_MAX_S);
	}
	kind = statement_run(&claim, &changes, err);
	*granted = kind == OK && changes == 1;
	return kind;
}

enum err_kind
keys_claim(struct store *store, struct str source, enum fetch_budget budget,
	struct str owner, int64_t now, bool *granted, struct err *err)
{
	enum err_kind kind;

	assert(owner.len);
	*granted = false;
	if (budget == BUDGET_OPERATOR)
		return claim(store, source, budget, owner, now, granted, err);
	if (store_is_read_only(store))
		return OK;
	kind = claim(store, source, budget, owner, now, granted, err);
	/* A budget that cannot be spent on disk is not there; keys that are
	 * in memory must go on serving. */
	if (kind == ERR_BUSY || kind == ERR_READ_ONLY || kind == ERR_FULL) {
		*err = (struct err){0};
		kind = OK;
	}
	return kind;
}

static enum err_kind
end_lease(struct store *store, struct str source, struct str owner, int64_t now,
	bool *released, struct err *err)
{
	struct statement release;
	int64_t changes = 0;
	enum err_kind kind =
		statement_open(&release, store, SQL_KEYS_RELEASE, err);

	if (kind != OK)
		return kind;
	statement_str(&release, source);
	statement_str(&release, owner);
	statement_int(&release, now);
	kind = statement_run(&release, &changes, err);
	*released = kind == OK && changes == 1;
	return kind;
}

enum err_kind
keys_store(struct store *store, const struct key_set_row *row, struct str owner,
	int64_t now, bool *stored, struct err *err)
{
	bool released = false;
	enum err_kind kind;

	assert(owner.len);
	*stored = false;
	kind = store_begin(store, err);
	if (kind != OK)
		return kind;
	kind = end_lease(store, row->source, owner, now, &released, err);
	if (kind == OK && released)
		kind = save(store, row, err);
	if (kind != OK || !released) {
		store_rollback(store);
		return kind;
	}
	kind = store_commit(store, err);
	*stored = kind == OK;
	return kind;
}

enum err_kind
keys_fail(struct store *store, struct str source, struct str owner, int64_t now,
	int64_t not_before, struct str error, struct err *err)
{
	struct statement update;
	int64_t latest = now + NOT_BEFORE_MAX_S;
	enum err_kind kind;

	assert(owner.len);
	kind = statement_open(&update, store, SQL_KEYS_FAIL, err);
	if (kind != OK)
		return kind;
	statement_str(&update, source);
	statement_str(&update, owner);
	statement_str(&update, error);
	statement_int(&update, not_before < latest ? not_before : latest);
	return statement_run(&update, NULL, err);
}
