#include "store/idempotency.h"
#include "store/statement.h"

#include <string.h>

static enum err_kind
read_answer(const struct statement *from, struct arena *arena,
	struct idempotency_answer *answer, struct err *err)
{
	struct str fingerprint = statement_column_str(from, 0);

	if (fingerprint.len != sizeof(answer->fingerprint))
		return fail(err, ERR_DATABASE, "store/damaged",
			"a fingerprint of %zu bytes", fingerprint.len);
	memcpy(answer->fingerprint, fingerprint.at, fingerprint.len);
	answer->status = (int)statement_column_int(from, 1);
	if (!arena_str(
		    arena, statement_column_str(from, 2), &answer->headers) ||
		!arena_str(arena, statement_column_str(from, 3),
			&answer->content_type) ||
		!arena_str(arena, statement_column_str(from, 4), &answer->body))
		return fail_memory(err);
	return OK;
}

enum err_kind
idempotency_find(struct store *store, int64_t principal, struct str key,
	int64_t now, struct arena *arena, bool *found,
	struct idempotency_answer *answer, struct err *err)
{
	struct statement find;
	enum err_kind kind;

	*found = false;
	*answer = (struct idempotency_answer){0};
	kind = statement_open(&find, store, SQL_IDEMPOTENCY_FIND, err);
	if (kind != OK)
		return kind;
	statement_int(&find, principal);
	statement_str(&find, key);
	statement_int(&find, now);
	kind = statement_step(&find, found, err);
	if (kind == OK && *found)
		kind = read_answer(&find, arena, answer, err);
	statement_close(&find);
	if (kind != OK)
		*found = false;
	return kind;
}

static enum err_kind
expire(struct store *store, int64_t now, struct err *err)
{
	struct statement delete;
	enum err_kind kind =
		statement_open(&delete, store, SQL_IDEMPOTENCY_EXPIRE, err);

	if (kind != OK)
		return kind;
	statement_int(&delete, now);
	return statement_run(&delete, NULL, err);
}

enum err_kind
idempotency_save(struct store *store, int64_t principal, struct str key,
	int64_t now, const struct idempotency_answer *answer, struct err *err)
{
	struct statement insert;
	int64_t inserted;
	enum err_kind kind;

	if ((kind = expire(store, now, err)) != OK ||
		(kind = statement_open(
			 &insert, store, SQL_IDEMPOTENCY_INSERT, err)) != OK)
		return kind;
	statement_int(&insert, principal);
	statement_str(&insert, key);
	statement_blob(
		&insert, answer->fingerprint, sizeof(answer->fingerprint));
	statement_int(&insert, answer->status);
	statement_str(&insert, answer->headers);
	statement_str(&insert, answer->content_type);
	statement_blob(&insert, answer->body.at, answer->body.len);
	statement_int(&insert, now + IDEMPOTENCY_KEEP_S);
	if (answer->report.len)
		statement_str(&insert, answer->report);
	else
		statement_null(&insert);
	kind = statement_run(&insert, &inserted, err);
	if (kind != OK || inserted)
		return kind;
	err->retry_after_s = 1;
	return fail(err, ERR_BUSY, "idempotency/raced",
		"another request with this key was answered meanwhile");
}
