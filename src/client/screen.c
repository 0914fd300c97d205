#include "client/screen.h"

#include "client/secret.h"

#include <string.h>

enum { NAME_COLUMN = 16 };

static const char *const styles[] = {
	[STYLE_PLAIN] = "",
	[STYLE_HEAD] = "\x1b[1m",
	[STYLE_WARNING] = "\x1b[33m",
};

/* The character that s starts with; 0xFFFFFFFF: a byte that is no UTF-8. */
static unsigned
decode(struct str s, size_t *len)
{
	const unsigned char *p = (const unsigned char *)s.at;

	*len = str_utf8_next(s);
	switch (*len) {
	case 1:
		return p[0];
	case 2:
		return (p[0] & 0x1Fu) << 6 | (p[1] & 0x3Fu);
	case 3:
		return (p[0] & 0x0Fu) << 12 | (p[1] & 0x3Fu) << 6 |
		       (p[2] & 0x3Fu);
	case 4:
		return (p[0] & 0x07u) << 18 | (p[1] & 0x3Fu) << 12 |
		       (p[2] & 0x3Fu) << 6 | (p[3] & 0x3Fu);
	default:
		*len = 1;
		return 0xFFFFFFFFu;
	}
}

/* Ranges that change how other characters are shown: controls, marks of
 * direction, invisible separators, tags, no characters at all. */
static bool
is_treacherous(unsigned c)
{
	static const struct {
		unsigned first, last;
	} ranges[] = {
		{0x00, 0x1F},
		{0x7F, 0x9F},
		{0xAD, 0xAD},
		{0x61C, 0x61C},
		{0x200B, 0x200F},
		{0x2028, 0x202E},
		{0x2060, 0x206F},
		{0xFE00, 0xFE0E},
		{0xFEFF, 0xFEFF},
		{0xFFF9, 0xFFFB},
		{0xE0000, 0xFFFFFFFF},
	};

	for (size_t i = 0; i < COUNT(ranges); i++)
		if (c >= ranges[i].first && c <= ranges[i].last)
			return true;
	return false;
}

/* Wide in East Asia (Unicode UAX 11), or drawn upon the one before. */
int
screen_width(unsigned c)
{
	if (is_treacherous(c))
		return 0;
	if ((c >= 0x300 && c <= 0x36F) || (c >= 0x20D0 && c <= 0x20FF) ||
		c == 0xFE0F)
		return 0;
	if ((c >= 0x1100 && c <= 0x115F) || (c >= 0x2E80 && c <= 0xA4CF) ||
		(c >= 0xAC00 && c <= 0xD7A3) || (c >= 0xF900 && c <= 0xFAFF) ||
		(c >= 0xFF00 && c <= 0xFF60) ||
		(c >= 0x1F300 && c <= 0x1FAFF) ||
		(c >= 0x20000 && c <= 0x3FFFD))
		return 2;
	return 1;
}

void
screen_text(const struct screen *screen, struct str text)
{
	size_t len;

	for (; text.len; text.at += len, text.len -= len) {
		unsigned c = decode(text, &len);

		if (c == '\n' || c == '\t')
			putc(' ', screen->out);
		else if (c == 0xFFFFFFFFu || (c < 0x100 && is_treacherous(c)))
			fprintf(screen->out, "\\x%02x",
				c == 0xFFFFFFFFu ? (unsigned char)text.at[0]
						 : c);
		else if (is_treacherous(c))
			fprintf(screen->out, "\\u{%04X}", c);
		else
			fwrite(text.at, 1, len, screen->out);
	}
}

void
screen_styled(
	const struct screen *screen, enum screen_style style, struct str text)
{
	if (screen->has_color)
		fputs(styles[style], screen->out);
	screen_text(screen, text);
	if (screen->has_color && style)
		fputs("\x1b[0m", screen->out);
}

void
screen_pair(const struct screen *screen, const char *name, struct str value)
{
	fprintf(screen->out, "%-*s ", NAME_COLUMN, name);
	screen_text(screen, value);
	putc('\n', screen->out);
}

static bool
needs_quotes(struct str cell)
{
	for (size_t i = 0; i < cell.len; i++)
		if (strchr(",\"\r\n", cell.at[i]) || !cell.at[i])
			return true;
	return false;
}

void
screen_csv(const struct screen *screen, bool first, struct str cell)
{
	bool quotes = needs_quotes(cell);
	size_t len;

	if (!first)
		putc(',', screen->out);
	if (quotes)
		putc('"', screen->out);
	for (; cell.len; cell.at += len, cell.len -= len) {
		unsigned c = decode(cell, &len);

		if (c == '"')
			fputs("\"\"", screen->out);
		else if (screen->is_terminal && c != '\n' && is_treacherous(c))
			screen_text(screen, (struct str){cell.at, len});
		else
			fwrite(cell.at, 1, len, screen->out);
	}
	if (quotes)
		putc('"', screen->out);
}

/* Inside JSON every such character is in a string, so \u is its other
 * spelling. */
static void
write_json(const struct screen *screen, struct str text)
{
	size_t len;

	for (; text.len; text.at += len, text.len -= len) {
		unsigned c = decode(text, &len);

		if (c == '\n' || !is_treacherous(c))
			fwrite(text.at, 1, len, screen->out);
		else if (c > 0xFFFF)
			fprintf(screen->out, "\\u%04x\\u%04x",
				0xD800 + ((c - 0x10000) >> 10),
				0xDC00 + ((c - 0x10000) & 0x3FF));
		else
			fprintf(screen->out, "\\u%04x", c);
	}
}

enum err_kind
screen_json(const struct screen *screen, const json_t *value, struct err *err)
{
	size_t flags = JSON_ENCODE_ANY | JSON_REAL_PRECISION(15) |
		       (screen->is_terminal ? JSON_INDENT(2) : JSON_COMPACT);
	size_t len = json_dumpb(value, NULL, 0, flags);
	struct buf text;
	enum err_kind kind = OK;

	buf_init(&text, len);
	buf_reserve(&text, len);
	if (!len || text.failed ||
		json_dumpb(value, text.at, len, flags) != len) {
		kind = fail_memory(err);
	} else {
		write_json(screen, (struct str){text.at, len});
		putc('\n', screen->out);
	}
	buf_free(&text);
	return kind;
}
