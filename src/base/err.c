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

static bool
is_all_high(struct str s)
{
	for (size_t i = 0; i < s.len; i++)
		if (!((unsigned char)s.at[i] & 0x80))
			return false;
	return true;
}

/*
 * JSON must never see half a character: what a cut left of the last one is
 * dropped, and bytes that never were UTF-8 become question marks.
 */
static void
make_utf8(char *text)
{
	struct str rest = str_from(text);
	size_t len;

	for (; rest.len; rest.at += len, rest.len -= len) {
		len = str_utf8_next(rest);
		if (len)
			continue;
		if (rest.len < 4 && is_all_high(rest)) {
			text[rest.at - text] = '\0';
			return;
		}
		text[rest.at - text] = '?';
		len = 1;
	}
}

enum err_kind
fail(struct err *err, enum err_kind kind, const char *reason, const char *fmt,
	...)
{
	char detail[sizeof(err->detail)];
	va_list args;

	/* args may hold the old detail. */
	va_start(args, fmt);
	vsnprintf(detail, sizeof(detail), fmt, args);
	va_end(args);
	make_utf8(detail);
	memcpy(err->detail, detail, sizeof(detail));
	err->kind = kind;
	err->reason = reason;
	return kind;
}

enum err_kind
fail_memory(struct err *err)
{
	return fail(err, ERR_INTERNAL, "memory", "no memory");
}

static void PRINTF_LIKE(4, 0) add_field(struct err *err, const char *name,
	const char *code, const char *fmt, va_list args)
{
	struct err_field *field;

	if (err->field_count++ >= ERR_FIELDS_MAX)
		return;
	field = &err->fields[err->field_count - 1];
	snprintf(field->name, sizeof(field->name), "%s", name);
	make_utf8(field->name);
	field->code = code;
	vsnprintf(field->detail, sizeof(field->detail), fmt, args);
	make_utf8(field->detail);
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
	return fail(err, kind, reason, "%s%s%s", err->fields[0].name,
		err->fields[0].name[0] ? ": " : "", err->fields[0].detail);
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
