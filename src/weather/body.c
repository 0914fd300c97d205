#include "weather/body.h"

#include "weather/text.h"

#include <stdio.h>
#include <string.h>

enum err_kind
body_parse(struct str body, json_t **out, struct err *err)
{
	char why[120] = "";

	switch (json_parse_object(
		body, BODY_DEPTH_MAX, out, why, sizeof(why))) {
	case JSON_GOOD:
		return OK;
	case JSON_NO_MEMORY:
		return fail_memory(err);
	case JSON_MALFORMED:
		break;
	}
	/* the empty pointer is the whole document (RFC 6901 5) */
	return fail_field(err, ERR_JSON, "body/json", "", "malformed",
		"The body is no JSON object: it %s.", why);
}

void
body_pointer(char out[BODY_POINTER_MAX], const char *prefix, const char *member)
{
	size_t len = 0;

	/* made for every member, good ones too */
	while (*prefix && len + 2 < BODY_POINTER_MAX)
		out[len++] = *prefix++;
	out[len++] = '/';
	for (const char *p = member; *p && len + 2 < BODY_POINTER_MAX; p++) {
		if (*p == '~' || *p == '/') {
			out[len++] = '~';
			out[len++] = *p == '~' ? '0' : '1';
		} else {
			out[len++] = *p;
		}
	}
	out[len] = '\0';
}

static const char *
type_name(const json_t *value)
{
	switch (json_typeof(value)) {
	case JSON_OBJECT:
		return "an object";
	case JSON_ARRAY:
		return "an array";
	case JSON_STRING:
		return "a string";
	case JSON_INTEGER:
	case JSON_REAL:
		return "a number";
	case JSON_TRUE:
	case JSON_FALSE:
		return "a boolean";
	case JSON_NULL:
		break;
	}
	return "null";
}

void
body_wrong_type(struct err *err, const char *pointer, const char *wanted,
	const json_t *got)
{
	err_field(err, pointer, "wrong-type", "%s must be %s, not %s",
		pointer + 1, wanted, type_name(got));
}

void
body_unknown(struct err *err, const char *pointer, const char *member,
	const char *near)
{
	struct str name = text_cut(
		str_from(*member ? member : "a member without a name"), 60);

	if (near)
		err_field(err, pointer, "unknown-field",
			"%.*s is not known here; did you mean %s?",
			STR_ARG(name), near);
	else
		err_field(err, pointer, "unknown-field",
			"%.*s is not known here", STR_ARG(name));
}

void
body_text(const json_t *value, const char *pointer, struct str *out,
	struct err *err)
{
	*out = (struct str){NULL, 0};
	if (!value || json_is_null(value))
		return;
	if (json_is_string(value))
		*out = json_str(value);
	else
		body_wrong_type(err, pointer, "a string", value);
}

bool
body_is_bad(const struct err *err, const char *pointer)
{
	for (size_t i = 0; i < err->field_count && i < ERR_FIELDS_MAX; i++)
		if (!strcmp(err->fields[i].name, pointer))
			return true;
	return false;
}
