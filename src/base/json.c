#include "base/json.h"

#include "base/memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * Any decimal of up to 15 significant digits survives the way into a double
 * and back with this precision; with Jansson's 17 11.84 has noise behind it.
 */
enum { REAL_DIGITS = 15 };

static enum json_verdict
refuse(char *why, size_t why_size, const char *sentence)
{
	if (why)
		snprintf(why, why_size, "%s", sentence);
	return JSON_MALFORMED;
}

/*
 * Jansson recurses per level of nesting, so depth is counted before.  Quotes
 * and brackets that are out of order are its business, not this loop's.  Most
 * texts have fewer openings than they may have levels, and then nobody needs to
 * know which of them are within strings.
 */
static bool
is_too_deep(struct str text, int depth)
{
	bool in_string = false;
	int level = 0;

	if (str_count(text, '{') + str_count(text, '[') <= (size_t)depth)
		return false;
	for (size_t i = 0; i < text.len; i++) {
		char c = text.at[i];

		if (in_string) {
			if (c == '\\')
				i++;
			else if (c == '"')
				in_string = false;
		} else if (c == '"') {
			in_string = true;
		} else if (c == '{' || c == '[') {
			if (++level > depth)
				return true;
		} else if (c == '}' || c == ']') {
			level--;
		}
	}
	return false;
}

/*
 * Jansson 2.14 does not look whether its lexer's buffer could grow: with a
 * closing quote lost it would run past the end of a string.  So it only starts
 * when there is more memory than it can need: 82 bytes for each byte of
 * "[{},{},...]", the most that was measured.
 */
static bool
is_memory_left(size_t len)
{
	return len <= SIZE_MAX / 100 && memory_is_left(len * 96 + 4096);
}

/*
 * Jansson's own sentences may quote the text, which may be a secret.  NULL for
 * what its grammar refuses: then only the place tells what is wrong.
 */
static const char *
sentence_of(enum json_error_code code)
{
	switch (code) {
	case json_error_premature_end_of_input:
		return "ends too early";
	case json_error_end_of_input_expected:
		return "goes on after its end";
	case json_error_invalid_utf8:
		return "is not UTF-8";
	case json_error_null_character:
	case json_error_null_byte_in_key:
		return "has a string with NUL";
	case json_error_duplicate_key:
		return "has a duplicate member";
	case json_error_numeric_overflow:
		return "has a number out of range";
	default:
		return NULL;
	}
}

static enum json_verdict
parse(struct str text, int depth, json_t **out, char *why, size_t why_size)
{
	struct str start = str_trim(text);
	const char *sentence;
	json_error_t error;

	/* Jansson loses a NUL after a number: {"a":1<NUL>} would pass. */
	if (memchr(start.at, '\0', start.len))
		return refuse(why, why_size, "holds a NUL byte");
	if (is_too_deep(start, depth))
		return refuse(why, why_size, "is nested too deep");
	if (!is_memory_left(start.len))
		return JSON_NO_MEMORY;
	*out = json_loadb(start.at, start.len, JSON_REJECT_DUPLICATES, &error);
	if (*out)
		return JSON_GOOD;
	/* Where Jansson fails without a word, it had no memory. */
	if (!error.text[0] ||
		json_error_code(&error) == json_error_out_of_memory)
		return JSON_NO_MEMORY;
	sentence = sentence_of(json_error_code(&error));
	if (sentence)
		return refuse(why, why_size, sentence);
	if (why)
		snprintf(why, why_size, "is not JSON near byte %d",
			(int)(start.at - text.at) + error.position);
	return JSON_MALFORMED;
}

enum json_verdict
json_parse_object(
	struct str text, int depth, json_t **out, char *why, size_t why_size)
{
	struct str start = str_trim(text);

	*out = NULL;
	if (!str_starts(start, "{"))
		return refuse(why, why_size, "does not start with {");
	return parse(text, depth, out, why, why_size);
}

enum json_verdict
json_parse_array(
	struct str text, int depth, json_t **out, char *why, size_t why_size)
{
	struct str start = str_trim(text);

	*out = NULL;
	if (!str_starts(start, "["))
		return refuse(why, why_size, "does not start with [");
	return parse(text, depth, out, why, why_size);
}

struct str
json_str(const json_t *value)
{
	if (!json_is_string(value))
		return (struct str){NULL, 0};
	return (struct str){
		json_string_value(value), json_string_length(value)};
}

bool
json_get_str(const json_t *object, const char *name, struct str *out)
{
	const json_t *value = json_object_get(object, name);

	*out = json_str(value);
	return json_is_string(value);
}

enum err_kind
json_print(const json_t *value, struct arena *arena, struct str *out,
	struct err *err)
{
	const size_t flags = JSON_COMPACT | JSON_ENCODE_ANY |
			     JSON_REAL_PRECISION(REAL_DIGITS);
	size_t len = json_dumpb(value, NULL, 0, flags);
	char *text;

	*out = (struct str){NULL, 0};
	if (!len)
		return fail(err, ERR_INTERNAL, "json/print",
			"no memory, or not a JSON value");
	text = arena_alloc(arena, len + 1);
	if (!text)
		return fail_memory(err);
	if (json_dumpb(value, text, len, flags) != len)
		return fail(err, ERR_INTERNAL, "json/print", "no memory");
	*out = (struct str){text, len};
	return OK;
}

json_t *
json_from_str(struct str s)
{
	return json_stringn(s.len ? s.at : "", s.len);
}

json_t *
json_from_scaled(int64_t value, int decimals)
{
	double scale = 1;

	if (decimals <= 0)
		return json_integer(value);
	/* Powers of ten are exact doubles up to 10^22. */
	while (decimals--)
		scale *= 10;
	return json_real((double)value / scale);
}
