#ifndef STORE_FOLD_H
#define STORE_FOLD_H

#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"
#include "store/db.h"

#include <stdint.h>

/*
 * The key under which a place name is found: case and accents folded, words
 * joined by one blank ("São  Paulo" and "sao-paulo" give "sao paulo").  Words
 * are runs of letters, digits and their marks; all else only separates them.
 * Cut and folded by SQLite's own FTS5 unicode61 tokenizer, so that no Unicode
 * table is ours; characters that its Unicode 6.1 does not know count as
 * letters.  What it leaves is in fold_letter().
 * ERR_INVALID with field name when no letter or digit is left.
 */
enum err_kind fold_name(struct store *store, struct str text, const char *field,
	struct arena *arena, struct str *key, struct err *err) MUST_USE;

/* What a lower-case letter or a mark becomes in a key, "" when it vanishes;
 * NULL: itself. */
const char *fold_letter(uint32_t c);

/*
 * The words of text as the index of words knows them, folded alike; *count is
 * 0 when there is none.  At most max; ERR_PARAMETER with field name beyond.
 */
enum err_kind fold_words(struct store *store, struct str text,
	const char *field, struct arena *arena, size_t max, struct str words[],
	size_t *count, struct err *err) MUST_USE;

/*
 * The same words of text with a blank in front of each and behind the last:
 * where the index finds a phrase in a text, this finds that of the one in that
 * of the other.
 */
enum err_kind fold_phrase(struct store *store, struct str text,
	struct arena *arena, struct str *phrase, struct err *err) MUST_USE;

#endif
