#include "store/report_match.h"

#include "base/buf.h"

#include <inttypes.h>

/* 20 words of at most 800 bytes, and the bytes of a city's key twice. */
enum { MATCH_MAX = 32768 };

/* Before each part of a list but the first. */
static void
go_on(struct buf *match, bool *begun, const char *columns)
{
	if (*begun)
		buf_z(match, " AND ");
	else
		buf_printf(match, "%s : (", columns);
	*begun = true;
}

/* A quotation mark cannot come from the tokenizer; were it there, it would be
 * doubled (FTS5 3.1). */
static void
add_quoted(struct buf *match, struct str word)
{
	buf_z(match, "\"");
	for (size_t i = 0; i < word.len; i++) {
		buf_add(match, &word.at[i], 1);
		if (word.at[i] == '"')
			buf_z(match, "\"");
	}
	buf_z(match, "\"");
}

static void
add_marks(struct buf *match, const struct reports_filter *filter)
{
	static const char columns[] = "marks";
	bool begun = false;

	if (filter->owner) {
		go_on(match, &begun, columns);
		buf_printf(match, "\"o%" PRId64 "\"", filter->owner);
	}
	if (filter->city_key.len) {
		go_on(match, &begun, columns);
		buf_z(match, "\"c");
		for (size_t i = 0; i < filter->city_key.len; i++)
			buf_printf(match, "%02x",
				(unsigned char)filter->city_key.at[i]);
		buf_z(match, "\"");
	}
	if (filter->state.len) {
		go_on(match, &begun, columns);
		buf_printf(match, "\"s%.*s\"", STR_ARG(filter->state));
	}
	if (filter->country.len) {
		go_on(match, &begun, columns);
		buf_printf(match, "\"n%.*s\"", STR_ARG(filter->country));
	}
	if (begun)
		buf_z(match, ")");
}

static void
add_words(struct buf *match, const struct reports_filter *filter)
{
	bool begun = false;

	if (match->len && filter->word_count)
		buf_z(match, " AND ");
	for (size_t i = 0; i < filter->word_count; i++) {
		go_on(match, &begun, "{description city}");
		add_quoted(match, filter->words[i]);
	}
	if (begun)
		buf_z(match, ")");
}

enum err_kind
report_match(const struct reports_filter *filter, struct arena *arena,
	struct str *match, struct err *err)
{
	struct buf text;
	enum err_kind kind = OK;

	*match = (struct str){NULL, 0};
	buf_init(&text, MATCH_MAX);
	add_marks(&text, filter);
	add_words(&text, filter);
	if (text.failed ||
		(text.len && !arena_str(arena, buf_as_str(&text), match)))
		kind = fail_memory(err);
	buf_free(&text);
	return kind;
}
