#include "base/err.h"

#include "base/str.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const struct {
	int status;
	const char *name, *type, *sentence;
} kinds[] = {
#define ERR_ROW(kind, status, type, sentence) {status, #kind, type, sentence},
	ERR_KINDS(ERR_ROW)
#undef ERR_ROW
};

int
err_status(enum err_kind kind)
{
	return kinds[kind].status;
}

const char *
err_type(enum err_kind kind)
{
	return kinds[kind].type;
}

const char *
err_sentence(enum err_kind kind)
{
	return kinds[kind].sentence;
}

const char *
err_name(enum err_kind kind)
{
	return kinds[kind].name;
}

/* A cut may fall into a UTF-8 sequence: JSON must never see half of one. */
static void
end_on_character(char *text)
{
	size_t len = strlen(text);

	while (len && !str_is_utf8((struct str){text, len}) &&
		((unsigned char)text[len - 1] & 0x80))
		text[--len] = '\0';
}

enum err_kind
fail(struct err *err, enum err_kind kind, const char *reason, const char *fmt,
	...)
{
	va_list args;

	err->kind = kind;
	err->reason = reason;
	va_start(args, fmt);
	vsnprintf(err->detail, sizeof(err->detail), fmt, args);
	va_end(args);
	return kind;
}

enum err_kind
fail_memory(struct err *err)
{
	return fail(err, ERR_INTERNAL, "memory", "no memory");
}

static void
add_field(struct err *err, const char *name, const char *code, const char *fmt,
	va_list args)
{
	struct err_field *field;

	if (err->field_count++ >= ERR_FIELDS_MAX)
		return;
	field = &err->fields[err->field_count - 1];
	snprintf(field->name, sizeof(field->name), "%s", name);
	end_on_character(field->name);
	field->code = code;
	vsnprintf(field->detail, sizeof(field->detail), fmt, args);
	end_on_character(field->detail);
}

void
err_field(struct err *err, const char *name, const char *code, const char *fmt,
	...)
{
	va_list args;

	va_start(args, fmt);
	add_field(err, name, code, fmt, args);
	va_end(args);
}

enum err_kind
err_settle(struct err *err, enum err_kind kind, const char *reason)
{
	if (!err->field_count)
		return OK;
	return fail(err, kind, reason, "%s: %s", err->fields[0].name,
		err->fields[0].detail);
}

enum err_kind
fail_field(struct err *err, enum err_kind kind, const char *reason,
	const char *name, const char *code, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	add_field(err, name, code, fmt, args);
	va_end(args);
	return err_settle(err, kind, reason);
}
