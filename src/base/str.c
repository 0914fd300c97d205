#include "base/str.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

bool
str_starts(struct str s, const char *prefix)
{
	size_t len = strlen(prefix);

	return s.len >= len && (len == 0 || !memcmp(s.at, prefix, len));
}

bool
str_ends(struct str s, const char *suffix)
{
	size_t len = strlen(suffix);

	return s.len >= len &&
	       (len == 0 || !memcmp(s.at + s.len - len, suffix, len));
}

/* memchr() looks at many bytes at a time; most of what is counted is rare. */
size_t
str_count(struct str s, char c)
{
	struct str piece;
	size_t count = 0;

	while (str_cut(&s, c, &piece))
		count += s.at != NULL;
	return count;
}

uint64_t
str_hash(uint64_t sum, struct str s)
{
	for (size_t i = 0; i < s.len; i++)
		sum = (sum ^ (unsigned char)s.at[i]) * UINT64_C(1099511628211);
	return sum;
}

bool
str_cut(struct str *rest, char sep, struct str *head)
{
	const char *found;

	if (!rest->at)
		return false;
	found = memchr(rest->at, sep, rest->len);
	if (!found) {
		*head = *rest;
		*rest = (struct str){NULL, 0};
		return true;
	}
	*head = (struct str){rest->at, (size_t)(found - rest->at)};
	rest->len -= head->len + 1;
	rest->at = found + 1;
	return true;
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

struct str
str_trim(struct str s)
{
	while (s.len && is_blank(s.at[0])) {
		s.at++;
		s.len--;
	}
	while (s.len && is_blank(s.at[s.len - 1]))
		s.len--;
	return s;
}

bool
str_to_int64(struct str s, long long min, long long max, long long *out)
{
	char digits[24];
	char *end;
	long long value;
	size_t i = 0;

	if (s.len && s.at[0] == '-')
		i = 1;
	if (i == s.len || s.len >= sizeof(digits))
		return false;
	for (; i < s.len; i++)
		if (s.at[i] < '0' || s.at[i] > '9')
			return false;
	memcpy(digits, s.at, s.len);
	digits[s.len] = '\0';
	errno = 0;
	value = strtoll(digits, &end, 10);
	if (errno || *end || value < min || value > max)
		return false;
	*out = value;
	return true;
}

size_t
str_utf8_next(struct str s)
{
	const unsigned char *p = (const unsigned char *)s.at;
	unsigned char low = 0x80, high = 0xBF;
	size_t len;

	/* Unicode table 3-7 */
	if (!s.len)
		return 0;
	if (p[0] < 0x80)
		return 1;
	if (p[0] >= 0xC2 && p[0] <= 0xDF)
		len = 2;
	else if (p[0] >= 0xE0 && p[0] <= 0xEF)
		len = 3;
	else if (p[0] >= 0xF0 && p[0] <= 0xF4)
		len = 4;
	else
		return 0;
	if (s.len < len)
		return 0;
	if (p[0] == 0xE0)
		low = 0xA0;
	else if (p[0] == 0xED)
		high = 0x9F;
	else if (p[0] == 0xF0)
		low = 0x90;
	else if (p[0] == 0xF4)
		high = 0x8F;
	if (p[1] < low || p[1] > high)
		return 0;
	for (size_t i = 2; i < len; i++)
		if (p[i] < 0x80 || p[i] > 0xBF)
			return 0;
	return len;
}

bool
str_is_utf8(struct str s)
{
	size_t len;

	for (; s.len; s.at += len, s.len -= len) {
		len = str_utf8_next(s);
		if (!len)
			return false;
	}
	return true;
}

size_t
str_utf8_length(struct str s)
{
	size_t length = 0;

	for (size_t i = 0; i < s.len; i++)
		if (((unsigned char)s.at[i] & 0xC0) != 0x80)
			length++;
	return length;
}
