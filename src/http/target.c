#include "http/target.h"

#include "base/sixteen.h"

#include <string.h>

/* Drops prefix (ASCII letters in any case) from the front of s. */
static bool
drop_prefix(struct str *s, const char *prefix)
{
	size_t len = strlen(prefix);

	if (s->len < len || !str_is_nocase((struct str){s->at, len}, prefix))
		return false;
	s->at += len;
	s->len -= len;
	return true;
}

bool
target_split(struct str target, struct str *path, struct str *query)
{
	struct str rest = target, hash;

	*path = STR_LIT("/");
	*query = (struct str){NULL, 0};
	if (!target.len)
		return false;
	if (rest.at[0] != '/') {
		if (!drop_prefix(&rest, "http://") &&
			!drop_prefix(&rest, "https://"))
			return false;
		while (rest.len && !strchr("/?#", rest.at[0])) {
			rest.at++;
			rest.len--;
		}
	}
	if (!rest.len || !str_cut(&rest, '#', &hash))
		return true;
	rest = hash;
	if (str_cut(&rest, '?', &hash) && hash.len)
		*path = hash;
	if (rest.len)
		*query = rest;
	return true;
}

static int
hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

static inline struct sixteen
is_escaped(struct sixteen bytes)
{
	bytes.at = (bytes.at == '%') | (bytes.at == '+');
	return bytes;
}

/* Percent-decodes text[0..len) in place; false for a bad escape. */
static bool
decode(char *text, size_t len, bool plus_is_blank, size_t *decoded)
{
	size_t to = 0;

	if (sixteen_all((struct str){text, len}, 'x', is_escaped)) {
		*decoded = len;
		return true;
	}
	for (size_t from = 0; from < len; from++) {
		char c = text[from];

		if (c == '+' && plus_is_blank) {
			c = ' ';
		} else if (c == '%') {
			int high, low;

			if (len - from < 3)
				return false;
			high = hex_digit(text[from + 1]);
			low = hex_digit(text[from + 2]);
			if (high < 0 || low < 0)
				return false;
			c = (char)(high << 4 | low);
			from += 2;
		}
		text[to++] = c;
	}
	*decoded = to;
	return true;
}

static bool
is_text(struct str s)
{
	if (sixteen_all(s, 'x', sixteen_no_text))
		return true;
	for (size_t i = 0; i < s.len; i++)
		if ((unsigned char)s.at[i] < 0x20 || s.at[i] == 0x7F)
			return false;
	return str_is_utf8(s);
}

enum target_verdict
target_segments(struct str path, bool escaped, struct arena *arena,
	struct str *segments, size_t max, size_t *count)
{
	char *copy = arena_copy(arena, path);
	char *end, *at;

	*count = 0;
	if (!copy)
		return TARGET_NO_MEMORY;
	end = copy + path.len;
	for (at = copy; at < end; at++) {
		char *slash = memchr(at, '/', (size_t)(end - at));
		struct str segment = {at, 0};

		segment.len = (size_t)((slash ? slash : end) - at);
		if (escaped && !decode(at, segment.len, false, &segment.len))
			return TARGET_MALFORMED;
		if (!is_text(segment))
			return TARGET_MALFORMED;
		at = slash ? slash : end;
		if (!segment.len || str_is(segment, "."))
			continue;
		if (str_is(segment, "..")) {
			if (*count)
				--*count;
			continue;
		}
		if (*count == max)
			return TARGET_TOO_DEEP;
		segments[(*count)++] = segment;
	}
	return TARGET_GOOD;
}

/* Decodes piece, which is "name=value" or "name", into copy. */
static bool
read_parameter(struct str piece, char *copy, struct parameter *parameter)
{
	struct str name, value = piece;

	str_cut(&value, '=', &name);
	parameter->name.at = copy;
	if (!decode(copy, name.len, true, &parameter->name.len))
		return false;
	parameter->value.at = copy + name.len;
	parameter->value.len = 0;
	if (value.at) {
		copy += name.len + 1;
		parameter->value.at = copy;
		if (!decode(copy, value.len, true, &parameter->value.len))
			return false;
	}
	return is_text(parameter->name) && is_text(parameter->value);
}

enum target_verdict
target_parameters(struct str query, struct arena *arena,
	struct parameter *parameters, size_t *count, struct str *bad)
{
	struct str rest = query, piece;
	char *copy;

	*count = 0;
	*bad = (struct str){NULL, 0};
	if (!query.len)
		return TARGET_GOOD;
	copy = arena_copy(arena, query);
	if (!copy)
		return TARGET_NO_MEMORY;
	while (str_cut(&rest, '&', &piece)) {
		if (!piece.len)
			continue;
		if (*count == PARAMETERS_MAX)
			return TARGET_MALFORMED;
		if (!read_parameter(piece, copy + (piece.at - query.at),
			    &parameters[*count])) {
			*bad = piece;
			return TARGET_MALFORMED;
		}
		++*count;
	}
	return TARGET_GOOD;
}
