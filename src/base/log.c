#include "base/log.h"

#include "base/sixteen.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { VALUE_MAX = 256, LINE_MAX_BYTES = 65536, LINE_LIKELY = 500 };

static const char *const level_names[] = {"error", "warn", "info", "debug"};

static void
write_stderr(void *ctx, const char *line, size_t len)
{
	(void)ctx;
	while (len) {
		ssize_t written = write(STDERR_FILENO, line, len);

		if (written < 0 && errno == EINTR)
			continue;
		/* Nobody is left who could be told of a failed log. */
		if (written <= 0)
			return;
		line += written;
		len -= (size_t)written;
	}
}

struct log
log_stderr(enum log_level level)
{
	return (struct log){level, write_stderr, NULL};
}

bool
log_level_from(struct str word, enum log_level *level)
{
	for (size_t i = 0; i < COUNT(level_names); i++) {
		if (str_is(word, level_names[i])) {
			*level = (enum log_level)i;
			return true;
		}
	}
	return false;
}

void
log_begin(struct log_line *line, const struct log *log, enum log_level level)
{
	*line = (struct log_line){.log = log};
	buf_init(&line->text, LINE_MAX_BYTES);
	line->wanted = log && log->write && level <= log->level;
	if (!line->wanted)
		return;
	buf_reserve(&line->text, LINE_LIKELY);
	buf_z(&line->text, "level=");
	buf_z(&line->text, level_names[level]);
}

/*
 * Well-formed UTF-8 that a terminal or a viewer of logs would obey instead of
 * show: C1 controls, line separators, invisible and direction marks.
 */
static bool
is_treacherous(const unsigned char *p, size_t len)
{
	if (len == 2)
		return p[0] == 0xC2 && p[1] < 0xA0;
	if (len != 3)
		return false;
	if (p[0] == 0xE2 && p[1] == 0x80)
		return (p[2] >= 0x8B && p[2] <= 0x8F) ||
		       (p[2] >= 0xA8 && p[2] <= 0xAE);
	if (p[0] == 0xE2 && p[1] == 0x81)
		return p[2] >= 0xA0 && p[2] <= 0xAF;
	return p[0] == 0xEF && p[1] == 0xBB && p[2] == 0xBF;
}

static inline struct sixteen
is_odd(struct sixteen bytes)
{
	bytes.at = (bytes.at < '!') | (bytes.at == 0x7f) | (bytes.at == '"') |
		   (bytes.at == '\\') | (bytes.at == '=');
	return bytes;
}

/* Visible, and nothing that has a meaning of its own in a line. */
static bool
is_bare(struct str value)
{
	return value.len && sixteen_all(value, 'x', is_odd);
}

static void
add_escaped(struct buf *text, struct str value)
{
	size_t len;

	for (; value.len; value.at += len, value.len -= len) {
		unsigned char c = (unsigned char)value.at[0];

		len = str_utf8_next(value);
		if (c == '"' || c == '\\') {
			buf_printf(text, "\\%c", c);
		} else if (c == '\n') {
			buf_z(text, "\\n");
		} else if (len == 0 || c < ' ' || c == 0x7F ||
			   is_treacherous(
				   (const unsigned char *)value.at, len)) {
			buf_printf(text, "\\x%02x", c);
			len = 1;
		} else {
			buf_add(text, value.at, len);
		}
	}
}

/* The longest head of at most VALUE_MAX bytes that ends no character early. */
static struct str
cut(struct str value)
{
	size_t len = 0;

	if (value.len <= VALUE_MAX)
		return value;
	for (;;) {
		size_t next = str_utf8_next(
			(struct str){value.at + len, value.len - len});

		if (next == 0)
			next = 1;
		if (len + next > VALUE_MAX)
			return (struct str){value.at, len};
		len += next;
	}
}

/* Most values are bare. */
static void
add_bare(struct buf *text, struct str key, struct str value)
{
	char *at = buf_take(text, key.len + value.len + 2);

	if (!at)
		return;
	*at++ = ' ';
	memcpy(at, key.at, key.len);
	at += key.len;
	*at++ = '=';
	memcpy(at, value.at, value.len);
}

void
log_add(struct log_line *line, struct str key, struct str value)
{
	struct buf *text = &line->text;
	struct str shown;

	if (value.len <= VALUE_MAX && is_bare(value)) {
		add_bare(text, key, value);
		return;
	}
	shown = cut(value);
	buf_add(text, " ", 1);
	buf_str(text, key);
	buf_add(text, "=\"", 2);
	add_escaped(text, shown);
	buf_z(text, shown.len < value.len ? "...\"" : "\"");
}

void
log_int(struct log_line *line, const char *key, int64_t value)
{
	if (!line->wanted)
		return;
	buf_add(&line->text, " ", 1);
	buf_z(&line->text, key);
	buf_add(&line->text, "=", 1);
	buf_int(&line->text, value);
}

void
log_end(struct log_line *line)
{
	static const char lost[] =
		"level=error event=log/lost detail=\"no room for a line\"\n";

	if (line->wanted) {
		buf_z(&line->text, "\n");
		if (line->text.failed)
			line->log->write(line->log->ctx, lost, strlen(lost));
		else
			line->log->write(
				line->log->ctx, line->text.at, line->text.len);
	}
	buf_free(&line->text);
	line->wanted = false;
}

void
log_event(const struct log *log, enum log_level level, const char *event,
	const char *fmt, ...)
{
	struct log_line line;

	log_begin(&line, log, level);
	if (line.wanted) {
		/* longer than what is kept of a value: log_str() cuts it */
		char detail[2 * VALUE_MAX];
		va_list args;

		va_start(args, fmt);
		vsnprintf(detail, sizeof(detail), fmt, args);
		va_end(args);
		log_z(&line, "event", event);
		log_z(&line, "detail", detail);
	}
	log_end(&line);
}

void
log_err(const struct log *log, enum log_level level, const char *event,
	const struct err *err)
{
	struct log_line line;

	log_begin(&line, log, level);
	log_z(&line, "event", event);
	log_z(&line, "reason", err->reason);
	log_z(&line, "kind", err_name(err->kind));
	log_z(&line, "detail", err->detail);
	log_end(&line);
}
