#include "store/verified.h"
#include "store/database.h"
#include "store/statement.h"

enum err_kind
verified_find(struct store *store, const struct verified *fact, bool *found,
	struct err *err)
{
	struct statement find;
	int64_t one;
	enum err_kind kind;

	*found = false;
	kind = statement_open(&find, store, SQL_VERIFIED_FIND, err);
	if (kind != OK)
		return kind;
	statement_blob(&find, fact->digest, sizeof(fact->digest));
	kind = statement_get_int(&find, &one, found, err);
	*found = *found && kind == OK;
	return kind;
}

static enum err_kind
add(struct store *store, const struct verified *fact, struct err *err)
{
	struct statement add;
	enum err_kind kind = statement_open(&add, store, SQL_VERIFIED_ADD, err);

	if (kind != OK)
		return kind;
	statement_blob(&add, fact->digest, sizeof(fact->digest));
	statement_int(&add, fact->expires);
	return statement_run(&add, NULL, err);
}

static enum err_kind
prune(struct store *store, int64_t now, struct err *err)
{
	struct statement prune, bound;
	enum err_kind kind =
		statement_open(&prune, store, SQL_VERIFIED_PRUNE, err);

	if (kind != OK)
		return kind;
	statement_int(&prune, now);
	statement_int(&prune, now + VERIFIED_KEEP_S);
	if ((kind = statement_run(&prune, NULL, err)) != OK ||
		(kind = statement_open(
			 &bound, store, SQL_VERIFIED_BOUND, err)) != OK)
		return kind;
	statement_int(&bound, VERIFIED_MAX);
	return statement_run(&bound, NULL, err);
}

static enum err_kind
save(struct store *store, const struct verified *facts, size_t count,
	int64_t now, struct err *err)
{
	enum err_kind kind = store_begin(store, err);

	if (kind != OK)
		return kind;
	for (size_t i = 0; i < count && kind == OK; i++)
		kind = add(store, &facts[i], err);
	if (kind == OK)
		kind = prune(store, now, err);
	if (kind == OK)
		return store_commit(store, err);
	store_rollback(store);
	return kind;
}

enum err_kind
verified_save(struct store *store, const struct verified *facts, size_t count,
	int64_t now, struct err *err)
{
	enum err_kind kind;

	/* what is only remembered is not worth anybody's time */
	connection_wait(store, 0);
	kind = save(store, facts, count, now, err);
	connection_wait(store, DATABASE_BUSY_WAIT_MS);
	return kind;
}
