#include "client/form.h"

#include <string.h>

static bool
is_unreserved(unsigned char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' ||
	       c == '~';
}

static void
encode(struct buf *out, struct str value, const char *blank)
{
	static const char hex[] = "0123456789ABCDEF";

	for (size_t i = 0; i < value.len; i++) {
		unsigned char c = (unsigned char)value.at[i];
		char escape[3] = {'%', hex[c >> 4], hex[c & 15]};

		if (is_unreserved(c))
			buf_add(out, &c, 1);
		else if (c == ' ')
			buf_z(out, blank);
		else
			buf_add(out, escape, sizeof(escape));
	}
}

void
form_encode(struct buf *out, struct str value)
{
	encode(out, value, "+");
}

void
form_encode_url(struct buf *out, struct str value)
{
	encode(out, value, "%20");
}

void
form_add(struct buf *out, const char *name, struct str value)
{
	if (!value.len)
		return;
	if (out->len && out->at[out->len - 1] != '?')
		buf_z(out, "&");
	buf_z(out, name);
	buf_z(out, "=");
	form_encode(out, value);
}

static int
digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

static bool
decode(struct str text, struct arena *arena, struct str *value)
{
	char *out = arena_alloc(arena, text.len + 1);
	size_t len = 0;

	if (!out)
		return false;
	for (size_t i = 0; i < text.len; i++) {
		int c = text.at[i] == '+' ? ' ' : (unsigned char)text.at[i];

		if (c == '%') {
			int high =
				i + 1 < text.len ? digit(text.at[i + 1]) : -1;
			int low = i + 2 < text.len ? digit(text.at[i + 2]) : -1;

			if (high < 0 || low < 0)
				return false;
			c = high << 4 | low;
			i += 2;
		}
		if (!c)
			return false;
		out[len++] = (char)c;
	}
	*value = (struct str){out, len};
	return true;
}

bool
form_find(struct str query, const char *name, struct arena *arena,
	struct str *value)
{
	struct str pair, key;
	bool found = false;

	*value = (struct str){NULL, 0};
	while (str_cut(&query, '&', &pair)) {
		if (!str_cut(&pair, '=', &key) || !decode(key, arena, &key) ||
			!str_is(key, name))
			continue;
		if (found || !pair.at || !decode(pair, arena, value))
			return false;
		found = true;
	}
	return found;
}
