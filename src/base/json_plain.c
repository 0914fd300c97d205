#include "base/json_plain.h"

#include <stdbool.h>

struct reader {
	struct str rest;
	struct json_text *texts;
	size_t count, max;
	unsigned char bits; /* of all bytes in strings */
};

static void
skip_blanks(struct reader *reader)
{
	struct str *rest = &reader->rest;

	while (rest->len &&
		(rest->at[0] == ' ' || rest->at[0] == '\n' ||
			rest->at[0] == '\t' || rest->at[0] == '\r')) {
		rest->at++;
		rest->len--;
	}
}

static bool
is_next(struct reader *reader, char c)
{
	skip_blanks(reader);
	return reader->rest.len && reader->rest.at[0] == c;
}

static bool
take(struct reader *reader, char c)
{
	if (!is_next(reader, c))
		return false;
	reader->rest.at++;
	reader->rest.len--;
	return true;
}

/* Up to its closing quote, without control characters and backslashes. */
static bool
take_string(struct reader *reader, struct str *out)
{
	const char *at;
	size_t len;

	if (!take(reader, '"'))
		return false;
	at = reader->rest.at;
	for (len = 0; len < reader->rest.len; len++) {
		unsigned char c = (unsigned char)at[len];

		if (c < 0x20 || c == '"' || c == '\\')
			break;
		reader->bits |= c;
	}
	*out = (struct str){at, len};
	/* at once: a line feed that ends it is a blank elsewhere */
	if (len == reader->rest.len || at[len] != '"')
		return false;
	reader->rest.at += len + 1;
	reader->rest.len -= len + 1;
	return true;
}

/* A member of the whole or of object; names are given once. */
static bool
is_new(const struct reader *reader, struct str object, struct str name)
{
	for (size_t i = 0; i < reader->count; i++) {
		const struct json_text *text = &reader->texts[i];
		bool is_beside = str_eq(text->object, object);

		if ((is_beside && str_eq(text->name, name)) ||
			(!object.len && str_eq(text->object, name)))
			return false;
	}
	return name.len > 0;
}

static bool take_members(struct reader *reader, struct str object);

static bool
take_member(struct reader *reader, struct str object)
{
	struct json_text text = {.object = object};

	if (!take_string(reader, &text.name) ||
		!is_new(reader, object, text.name) || !take(reader, ':'))
		return false;
	if (!object.len && is_next(reader, '{'))
		return take_members(reader, text.name);
	if (reader->count == reader->max || !take_string(reader, &text.value))
		return false;
	reader->texts[reader->count++] = text;
	return true;
}

/* One at least. */
static bool
take_members(struct reader *reader, struct str object)
{
	if (!take(reader, '{'))
		return false;
	do {
		if (!take_member(reader, object))
			return false;
	} while (take(reader, ','));
	return take(reader, '}');
}

size_t
json_plain(struct str text, struct json_text texts[], size_t max)
{
	struct reader reader = {.rest = text, .texts = texts, .max = max};

	if (!take_members(&reader, (struct str){NULL, 0}))
		return 0;
	skip_blanks(&reader);
	if (reader.rest.len || (reader.bits >= 0x80 && !str_is_utf8(text)))
		return 0;
	return reader.count;
}
