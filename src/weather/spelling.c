#include "weather/spelling.h"

#include "base/buf.h"

enum { NAME_MAX_BYTES = 1024 };

struct replacement {
	const char *from, *to;
};

static const struct replacement apostrophes[] = {
	{"'", ""}, {"`", ""}, {"\xc2\xb4", ""}, /* ´ */
	{"\xe2\x80\x98", ""},                   /* ‘ */
	{"\xe2\x80\x99", ""},                   /* ’ */
};

static const struct replacement umlauts[] = {
	{"\xc3\x84", "Ae"},
	{"\xc3\xa4", "ae"},
	{"\xc3\x85", "Aa"},
	{"\xc3\xa5", "aa"},
	{"\xc3\x96", "Oe"},
	{"\xc3\xb6", "oe"},
	{"\xc3\x98", "Oe"},
	{"\xc3\xb8", "oe"},
	{"\xc3\x9c", "Ue"},
	{"\xc3\xbc", "ue"},
};

/* The first of each pair is written for the others. */
static const struct replacement words[] = {
	{"saint", "st"},
	{"st", "saint"},
	{"sainte", "ste"},
	{"ste", "sainte"},
	{"sankt", "st"},
	{"fort", "ft"},
	{"ft", "fort"},
	{"mount", "mt"},
	{"mt", "mount"},
};

/* *out is empty when nothing was replaced. */
static bool
replace(struct str text, const struct replacement *table, size_t count,
	struct arena *arena, struct str *out)
{
	struct buf buf;
	bool replaced = false, good;

	*out = (struct str){0};
	/* such a name keeps its one spelling */
	if (text.len > NAME_MAX_BYTES)
		return true;
	buf_init(&buf, (size_t)NAME_MAX_BYTES * 2);
	while (text.len) {
		size_t len = str_utf8_next(text), i;

		if (!len)
			len = 1;
		for (i = 0; i < count; i++)
			if (str_is((struct str){text.at, len}, table[i].from))
				break;
		if (i < count)
			buf_z(&buf, table[i].to);
		else
			buf_add(&buf, text.at, len);
		replaced = replaced || i < count;
		text.at += len;
		text.len -= len;
	}
	good = !buf.failed &&
	       (!replaced || arena_str(arena, buf_as_str(&buf), out));
	buf_free(&buf);
	return good;
}

static struct str
before_addition(struct str name)
{
	for (size_t i = 0; i < name.len; i++)
		if (name.at[i] == ',' || name.at[i] == '(')
			return str_trim((struct str){name.at, i});
	return name;
}

static void
add(struct spellings *out, struct str spelling)
{
	if (spelling.len)
		out->at[out->count++] = spelling;
}

bool
spellings_of(struct str name, bool shorten, struct arena *arena,
	struct spellings *out)
{
	struct str forms[] = {name, before_addition(name)}, other;
	bool shorter = forms[1].len && forms[1].len < name.len;
	size_t count = shorten && shorter ? 2 : 1;

	*out = (struct spellings){0};
	for (size_t i = 0; i < count; i++) {
		if (i)
			add(out, forms[i]);
		if (!replace(forms[i], apostrophes, COUNT(apostrophes), arena,
			    &other))
			return false;
		add(out, other);
		if (!replace(forms[i], umlauts, COUNT(umlauts), arena, &other))
			return false;
		add(out, other);
	}
	return true;
}

bool
spelling_swap(struct str key, struct arena *arena, struct str *other)
{
	struct str rest = key, word;

	*other = (struct str){0};
	while (str_cut(&rest, ' ', &word)) {
		for (size_t i = 0; i < COUNT(words); i++) {
			struct str before = {
				key.at, (size_t)(word.at - key.at)};
			const char *made;

			if (!str_is(word, words[i].from))
				continue;
			made = arena_printf(arena, "%.*s%s%s%.*s",
				STR_ARG(before), words[i].to,
				rest.at ? " " : "", STR_ARG(rest));
			*other = str_from(made);
			return made != NULL;
		}
	}
	return true;
}
