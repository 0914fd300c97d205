#include "config/ini_lines.h"

#include "base/str.h"

#include <errno.h>
#include <ini.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum {
	LINE_BYTES_MAX = 190,
	SECTION_BYTES_MAX = 40,
	FILE_LINES_MAX = 10000,
};

struct reading {
	FILE *file;
	const struct source *source;
	ini_visitor *visit;
	void *ctx;
	struct err *err;
	enum err_kind kind;
	int number;
	char *text; /* getline's */
	size_t room;
	char raw_section[SECTION_BYTES_MAX + 1]; /* as libinih tells it */
	char section[SECTION_BYTES_MAX + 1];
};

static bool
refuse(struct reading *r, const char *reason, const char *text)
{
	r->kind = source_fail(r->source, r->number, r->err, reason, "%s", text);
	return false;
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static bool
check_bytes(struct reading *r, struct str line)
{
	if (line.len > LINE_BYTES_MAX)
		return refuse(r, "config/line-length",
			"a line over 190 bytes; write a list as its key "
			"repeated");
	for (size_t i = 0; i < line.len; i++)
		if (((unsigned char)line.at[i] < 0x20 && line.at[i] != '\t') ||
			line.at[i] == 0x7F)
			return refuse(r, "config/control-byte",
				"a control character; write plain text");
	if (!str_is_utf8(line))
		return refuse(r, "config/utf-8",
			"bytes that are not UTF-8; save the file as UTF-8");
	return true;
}

/* libinih would cut the value at " ;" and keep " #" as part of it. */
static bool
check_inline_comment(struct reading *r, struct str line)
{
	for (size_t i = 1; i < line.len; i++)
		if ((line.at[i] == '#' || line.at[i] == ';') &&
			is_blank(line.at[i - 1]))
			return refuse(r, "config/inline-comment",
				"a comment behind a value; give it a line of "
				"its own");
	return true;
}

static bool
begin_section(struct reading *r, struct str line)
{
	struct str rest = {line.at + 1, line.len - 1}, name;

	if (!rest.len || !memchr(rest.at, ']', rest.len))
		return refuse(r, "config/section-header",
			"a section without its \"]\"; write [NAME]");
	str_cut(&rest, ']', &name);
	if (str_trim(rest).len)
		return refuse(r, "config/section-header",
			"something behind \"]\"; give it a line of its own");
	if (name.len > SECTION_BYTES_MAX)
		return refuse(r, "config/section-length",
			"a section name over 40 bytes; write a shorter one");
	memcpy(r->raw_section, name.at, name.len);
	r->raw_section[name.len] = '\0';
	name = str_trim(name);
	memcpy(r->section, name.at, name.len);
	r->section[name.len] = '\0';
	r->kind = r->visit(r->ctx,
		&(struct ini_line){.number = r->number, .section = r->section},
		r->err);
	return r->kind == OK;
}

static bool
check_setting(struct reading *r, struct str line)
{
	struct str rest = line, name;

	str_cut(&rest, '=', &name);
	if (!rest.at || memchr(name.at, ':', name.len))
		return refuse(r, "config/no-setting",
			"neither section, setting nor comment; write name = "
			"value");
	if (!str_trim(name).len)
		return refuse(r, "config/no-setting",
			"a value without a name; write name = value");
	if (!r->section[0])
		return refuse(r, "config/no-section",
			"a setting before the first section; write [SECTION] "
			"above it");
	return true;
}

static bool
check_line(struct reading *r, struct str line)
{
	struct str trimmed = str_trim(line);

	if (!check_bytes(r, line))
		return false;
	if (!trimmed.len || trimmed.at[0] == '#' || trimmed.at[0] == ';')
		return true;
	if (is_blank(line.at[0]))
		return refuse(r, "config/indented",
			"an indented line; begin it in the first column");
	if (!check_inline_comment(r, line))
		return false;
	if (line.at[0] == '[')
		return begin_section(r, line);
	return check_setting(r, line);
}

/* Without line end and, on the first line, byte order mark. */
static struct str
bare_line(const struct reading *r, struct str line)
{
	if (line.len && line.at[line.len - 1] == '\n')
		line.len--;
	if (line.len && line.at[line.len - 1] == '\r')
		line.len--;
	if (r->number == 1 && str_starts(line, "\xEF\xBB\xBF")) {
		line.at += 3;
		line.len -= 3;
	}
	return line;
}

/* An ini_reader, which is fgets with a different name. */
static char *
next_line(char *dst, int size, void *ctx)
{
	struct reading *r = ctx;
	struct str line;
	ssize_t len;

	if (r->kind != OK)
		return NULL;
	errno = 0;
	len = getline(&r->text, &r->room, r->file);
	if (len < 0) {
		if (ferror(r->file) || !feof(r->file))
			r->kind =
				source_fail(r->source, 0, r->err, "config/read",
					"cannot be read: %s", strerror(errno));
		return NULL;
	}
	if (++r->number > FILE_LINES_MAX) {
		refuse(r, "config/file-length", "more than 10000 lines");
		return NULL;
	}
	line = bare_line(r, (struct str){r->text, (size_t)len});
	if (!check_line(r, line))
		return NULL;
	if (line.len >= (size_t)size) {
		refuse(r, "config/line-length", "too long for this libinih");
		return NULL;
	}
	memcpy(dst, line.at, line.len);
	dst[line.len] = '\0';
	return dst;
}

/* An ini_handler: 1 is success. */
static int
take_setting(
	void *ctx, const char *section, const char *name, const char *value)
{
	struct reading *r = ctx;
	struct ini_line line = {r->number, r->section, name, value};

	if (r->kind != OK)
		return 0;
	if (strcmp(section, r->raw_section) != 0)
		refuse(r, "config/section-header",
			"a section that libinih reads in another way");
	else
		r->kind = r->visit(r->ctx, &line, r->err);
	return r->kind == OK;
}

enum err_kind
ini_lines_read(FILE *file, const struct source *source, ini_visitor *visit,
	void *ctx, struct err *err)
{
	struct reading r = {
		.file = file,
		.source = source,
		.visit = visit,
		.ctx = ctx,
		.err = err,
	};
	int bad_line = ini_parse_stream(next_line, &r, take_setting, &r);

	if (r.kind == OK && bad_line)
		r.kind = source_fail(source, bad_line > 0 ? bad_line : 0, err,
			"config/unreadable", "libinih cannot read this line");
	free(r.text);
	return r.kind;
}
