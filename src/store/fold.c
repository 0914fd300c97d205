#include "store/fold.h"
#include "base/buf.h"
#include "store/connection.h"

#include <limits.h>
#include <stdlib.h>

/* A letter may become several, and a report has 16 kB of them. */
enum { KEY_MAX = 4096, PHRASE_MAX = 1024 * 1024 };

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
		/* marks belong to words: Indic vowels are written with them */
		const char *options[] = {
			"remove_diacritics", "2", "categories", "L* N* M* Co"};

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

/* Of a well-formed character, as the tokenizer gives them. */
static uint32_t
code_point(const unsigned char *at, size_t len)
{
	uint32_t c = len == 1 ? at[0] : at[0] & (0xffu >> (len + 1));

	for (size_t i = 1; i < len; i++)
		c = c << 6 | (at[i] & 0x3fu);
	return c;
}

static int
add_word(void *ctx, int flags, const char *word, int word_len, int start,
	int end)
{
	struct buf *key = ctx;
	struct str rest = {word, (size_t)word_len};
	bool begun = false;

	(void)flags;
	(void)start;
	(void)end;
	while (rest.len) {
		size_t len = str_utf8_next(rest);
		const char *to = NULL;

		if (!len)
			len = 1;
		else
			to = fold_letter(code_point(
				(const unsigned char *)rest.at, len));
		if (!begun && key->len && (!to || *to))
			buf_z(key, " ");
		begun = begun || !to || *to;
		if (to)
			buf_z(key, to);
		else
			buf_add(key, rest.at, len);
		rest.at += len;
		rest.len -= len;
	}
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

/* What the function of fold_function() works with. */
struct folder {
	fts5_tokenizer tokenizer;
	Fts5Tokenizer *instance;
};

static void
free_folder(void *ctx)
{
	struct folder *folder = ctx;

	if (folder->instance)
		folder->tokenizer.xDelete(folder->instance);
	free(folder);
}

static void
run_fold(sqlite3_context *context, int count, sqlite3_value **values)
{
	struct folder *folder = sqlite3_user_data(context);
	const char *text = (const char *)sqlite3_value_text(values[0]);
	struct buf words;
	int rc;

	(void)count;
	buf_init(&words, KEY_MAX);
	rc = !text ? SQLITE_OK
		   : folder->tokenizer.xTokenize(folder->instance, &words,
			     FTS5_TOKENIZE_DOCUMENT, text,
			     sqlite3_value_bytes(values[0]), add_word);
	if (rc != SQLITE_OK)
		sqlite3_result_error_code(context, rc);
	else
		sqlite3_result_text(context, words.len ? words.at : "",
			(int)words.len, SQLITE_TRANSIENT);
	buf_free(&words);
}

int
fold_function(sqlite3 *db)
{
	struct folder *folder = calloc(1, sizeof(*folder));
	int rc;

	if (!folder)
		return SQLITE_NOMEM;
	rc = find_tokenizer(db, &folder->tokenizer, &folder->instance);
	if (rc != SQLITE_OK) {
		free_folder(folder);
		return rc;
	}
	/* frees folder also when it fails */
	return sqlite3_create_function_v2(db, "fold", 1,
		SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_DIRECTONLY, folder,
		run_fold, NULL, NULL, free_folder);
}

struct word_list {
	struct arena *arena;
	struct str *at;
	size_t count, max;
};

static int
list_word(void *ctx, int flags, const char *word, int len, int start, int end)
{
	struct word_list *list = ctx;

	(void)flags;
	(void)start;
	(void)end;
	if (list->count++ >= list->max)
		return SQLITE_DONE;
	return arena_str(list->arena, (struct str){word, (size_t)len},
		       &list->at[list->count - 1])
		       ? SQLITE_OK
		       : SQLITE_NOMEM;
}

enum err_kind
fold_words(struct store *store, struct str text, const char *field,
	struct arena *arena, size_t max, struct str words[], size_t *count,
	struct err *err)
{
	struct word_list list = {.arena = arena, .at = words, .max = max};
	int rc = SQLITE_OK;

	*count = 0;
	if (text.len > INT_MAX)
		rc = SQLITE_TOOBIG;
	else if (text.len)
		rc = store->tokenizer.xTokenize(store->folder, &list,
			FTS5_TOKENIZE_QUERY, text.at, (int)text.len, list_word);
	if (list.count > max)
		return fail_field(err, ERR_PARAMETER, "fold/words", field,
			"too-many", "%s has more than %zu words", field, max);
	if (rc != SQLITE_OK)
		return connection_fail(store->db, store->path, rc, false, err);
	*count = list.count;
	return OK;
}

static int
add_to_phrase(
	void *ctx, int flags, const char *word, int len, int start, int end)
{
	struct buf *phrase = ctx;

	(void)flags;
	(void)start;
	(void)end;
	buf_z(phrase, " ");
	buf_add(phrase, word, (size_t)len);
	return phrase->failed ? SQLITE_NOMEM : SQLITE_OK;
}

enum err_kind
fold_phrase(struct store *store, struct str text, struct arena *arena,
	struct str *phrase, struct err *err)
{
	struct buf words;
	enum err_kind kind = OK;
	int rc = SQLITE_OK;

	*phrase = (struct str){0};
	buf_init(&words, PHRASE_MAX);
	if (text.len > INT_MAX)
		rc = SQLITE_TOOBIG;
	else if (text.len)
		rc = store->tokenizer.xTokenize(store->folder, &words,
			FTS5_TOKENIZE_DOCUMENT, text.at, (int)text.len,
			add_to_phrase);
	buf_z(&words, " ");
	if (rc != SQLITE_OK)
		kind = connection_fail(store->db, store->path, rc, false, err);
	else if (words.failed || !arena_str(arena, buf_as_str(&words), phrase))
		kind = fail_memory(err);
	buf_free(&words);
	return kind;
}
