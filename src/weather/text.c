#include "weather/text.h"

#include "base/rfc3339.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static bool
is_control(const unsigned char *p, size_t left, enum text_lines lines)
{
	if (p[0] == '\n' || p[0] == '\t')
		return lines == TEXT_ONE_LINE;
	if (p[0] < 0x20 || p[0] == 0x7F)
		return true;
	/* U+0080 to U+009F */
	return p[0] == 0xC2 && left > 1 && p[1] < 0xA0;
}

const char *
text_check(struct str text, enum text_lines lines)
{
	const unsigned char *p = (const unsigned char *)text.at;

	if (!str_is_utf8(text))
		return "not-utf8";
	for (size_t i = 0; i < text.len; i++)
		if (is_control(p + i, text.len - i, lines))
			return "control-character";
	return NULL;
}

struct range {
	uint32_t first, last;
};

/* White_Space of Unicode 15, PropList.txt. */
static const struct range white[] = {{0x09, 0x0D}, {0x20, 0x20}, {0x85, 0x85},
	{0xA0, 0xA0}, {0x1680, 0x1680}, {0x2000, 0x200A}, {0x2028, 0x2029},
	{0x202F, 0x202F}, {0x205F, 0x205F}, {0x3000, 0x3000}};

/* Besides: controls, Default_Ignorable_Code_Point of Unicode 15
 * (DerivedCoreProperties.txt), annotation marks, the blank of Braille. */
static const struct range unseen[] = {{0x00, 0x1F}, {0x7F, 0x9F}, {0xAD, 0xAD},
	{0x34F, 0x34F}, {0x61C, 0x61C}, {0x115F, 0x1160}, {0x17B4, 0x17B5},
	{0x180B, 0x180F}, {0x200B, 0x200F}, {0x202A, 0x202E}, {0x2060, 0x206F},
	{0x2800, 0x2800}, {0x3164, 0x3164}, {0xFE00, 0xFE0F}, {0xFEFF, 0xFEFF},
	{0xFFA0, 0xFFA0}, {0xFFF0, 0xFFFB}, {0x1BCA0, 0x1BCA3},
	{0x1D173, 0x1D17A}, {0xE0000, 0xE0FFF}};

static bool
is_among(uint32_t c, const struct range *ranges, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (c >= ranges[i].first && c <= ranges[i].last)
			return true;
	return false;
}

/* The character that text, which is no longer than it, consists of. */
static uint32_t
character(struct str text)
{
	static const unsigned char first_bits[] = {0, 0x7F, 0x1F, 0x0F, 0x07};
	const unsigned char *p = (const unsigned char *)text.at;
	uint32_t c = p[0] & first_bits[text.len];

	for (size_t i = 1; i < text.len; i++)
		c = c << 6 | (p[i] & 0x3F);
	return c;
}

/* Of a character of len bytes, 0 for none. */
static bool
is_white(const char *at, size_t len)
{
	return len &&
	       is_among(character((struct str){at, len}), white, COUNT(white));
}

struct str
text_trim(struct str text)
{
	size_t first = str_utf8_next(text);

	while (is_white(text.at, first)) {
		text.at += first;
		text.len -= first;
		first = str_utf8_next(text);
	}
	while (text.len) {
		struct str last = {text.at + text.len - 1, 1};

		while (last.len < 4 && last.len < text.len &&
			((unsigned char)*last.at & 0xC0) == 0x80) {
			last.at--;
			last.len++;
		}
		if (str_utf8_next(last) != last.len ||
			!is_white(last.at, last.len))
			break;
		text.len -= last.len;
	}
	return text;
}

bool
text_is_visible(struct str text)
{
	size_t len;

	while ((len = str_utf8_next(text)) > 0) {
		uint32_t c = character((struct str){text.at, len});

		if (!is_among(c, white, COUNT(white)) &&
			!is_among(c, unseen, COUNT(unseen)))
			return true;
		text.at += len;
		text.len -= len;
	}
	return false;
}

struct str
text_cut(struct str text, size_t max)
{
	if (text.len <= max)
		return text;
	while (max && ((unsigned char)text.at[max] & 0xC0) == 0x80)
		max--;
	return (struct str){text.at, max};
}

const char *
text_demand(const char *code)
{
	if (!strcmp(code, "not-utf8"))
		return "must be UTF-8 text";
	return "must not contain control characters";
}

static size_t
skip_digits(struct str s, size_t i)
{
	while (i < s.len && s.at[i] >= '0' && s.at[i] <= '9')
		i++;
	return i;
}

bool
text_number(struct str s, double *number)
{
	char text[64];
	size_t i = 0, digits;

	if (s.len >= sizeof(text))
		return false;
	if (i < s.len && (s.at[i] == '-' || s.at[i] == '+'))
		i++;
	digits = skip_digits(s, i) - i;
	i += digits;
	if (i < s.len && s.at[i] == '.') {
		size_t fraction = skip_digits(s, i + 1) - (i + 1);

		digits += fraction;
		i += 1 + fraction;
	}
	if (!digits)
		return false;
	if (i < s.len && (s.at[i] == 'e' || s.at[i] == 'E')) {
		size_t exponent = i + 1;

		if (exponent < s.len &&
			(s.at[exponent] == '-' || s.at[exponent] == '+'))
			exponent++;
		i = skip_digits(s, exponent);
		if (i == exponent)
			return false;
	}
	if (i != s.len)
		return false;
	memcpy(text, s.at, s.len);
	text[s.len] = '\0';
	*number = strtod(text, NULL);
	return isfinite(*number);
}

bool
text_time(struct str text, const char *name, int64_t *ms, struct err *err)
{
	const char *what = name[0] == '/' ? name + 1 : name;
	struct str said = text_cut(text, 40);

	switch (rfc3339_parse(text, ms)) {
	case RFC3339_GOOD:
		return true;
	case RFC3339_NO_OFFSET:
		err_field(err, name, "time-zone-missing",
			"%s \"%.*s\" lacks its offset from UTC: write Z or one "
			"such as +01:00",
			what, STR_ARG(said));
		return false;
	case RFC3339_MALFORMED:
		break;
	}
	if (text_check(text, TEXT_ONE_LINE))
		said = (struct str){NULL, 0};
	err_field(err, name, "malformed-time",
		"%s \"%.*s\" is not a time such as 2026-11-22T01:15:00Z", what,
		STR_ARG(said));
	return false;
}
