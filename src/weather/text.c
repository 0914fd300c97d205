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
