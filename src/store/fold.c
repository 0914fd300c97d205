#include "store/fold.h"
#include "base/buf.h"
#include "store/connection.h"

#include <limits.h>

enum { KEY_MAX = 4096 };

static int
find_tokenizer(sqlite3 *db, fts5_tokenizer *tokenizer, Fts5Tokenizer **folder)
{
	fts5_api *api = NULL;
	sqlite3_stmt *stmt = NULL;
	void *context;
	int rc = sqlite3_prepare_v2(
		db, sql_statements[SQL_OPENING_FTS5].text, -1, &stmt, NULL);

	if (rc == SQLITE_OK)
		rc = sqlite3_bind_pointer(
			stmt, 1, (void *)&api, "fts5_api_ptr", NULL);
	if (rc == SQLITE_OK && sqlite3_step(stmt) != SQLITE_ROW)
		rc = sqlite3_errcode(db);
	sqlite3_finalize(stmt);
	if (rc == SQLITE_OK && !api)
		rc = SQLITE_NOTFOUND;
	if (rc == SQLITE_OK)
		rc = api->xFindTokenizer(api, "unicode61", &context, tokenizer);
	if (rc == SQLITE_OK) {
		const char *options[] = {"remove_diacritics", "2"};

		rc = tokenizer->xCreate(
			context, options, (int)COUNT(options), folder);
	}
	return rc;
}

enum err_kind
fold_open(struct store *store, struct err *err)
{
	int rc = find_tokenizer(store->db, &store->tokenizer, &store->folder);

	if (rc == SQLITE_OK)
		return OK;
	return connection_fail(store->db, store->path, rc, false, err);
}

void
fold_close(struct store *store)
{
	if (store->folder)
		store->tokenizer.xDelete(store->folder);
	store->folder = NULL;
}

static int
add_word(void *ctx, int flags, const char *word, int len, int start, int end)
{
	struct buf *key = ctx;

	(void)flags;
	(void)start;
	(void)end;
	if (key->len)
		buf_z(key, " ");
	buf_add(key, word, (size_t)len);
	return key->failed ? SQLITE_NOMEM : SQLITE_OK;
}

enum err_kind
fold_name(struct store *store, struct str text, const char *field,
	struct arena *arena, struct str *key, struct err *err)
{
	struct buf words;
	enum err_kind kind = OK;
	int rc = SQLITE_OK;

	*key = (struct str){0};
	buf_init(&words, KEY_MAX);
	if (text.len > INT_MAX)
		rc = SQLITE_TOOBIG;
	else if (text.len)
		rc = store->tokenizer.xTokenize(store->folder, &words,
			FTS5_TOKENIZE_DOCUMENT, text.at, (int)text.len,
			add_word);
	if (rc != SQLITE_OK)
		kind = connection_fail(store->db, store->path, rc, false, err);
	else if (!words.len)
		kind = fail_field(err, ERR_INVALID, "fold/empty", field,
			"invalid",
			"the name of a city must contain a letter or a digit");
	else if (!arena_str(arena, buf_as_str(&words), key))
		kind = fail_memory(err);
	buf_free(&words);
	return kind;
}
