#ifndef BASE_LOG_H
#define BASE_LOG_H

#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>

/*
 * Structured lines, `level=warn id=… reason=token/expired detail="…"`: words
 * of key=value, values quoted where they are empty, not ASCII, or hold
 * blanks, '=', quotes, backslashes or control bytes, which are escaped, as is
 * everything that is not UTF-8 or would change how a line looks.  A value is
 * cut at 256 bytes and then ends in "...".  Never log a token.
 */
enum log_level { LOG_ERROR = 0, LOG_WARN, LOG_INFO, LOG_DEBUG };

struct log {
	enum log_level level; /* lines above it are dropped */
	/* gets one whole line with its newline; may be called at any time */
	void (*write)(void *ctx, const char *line, size_t len);
	void *ctx;
};

/* Writes to descriptor 2 with one write() a line. */
struct log log_stderr(enum log_level level);
/* False for a word that is no level. */
bool log_level_from(struct str word, enum log_level *level);

/* A line in the making; fields go in the order of the calls. */
struct log_line {
	const struct log *log;
	bool wanted;
	struct buf text;
};
void
log_begin(struct log_line *line, const struct log *log, enum log_level level);
/* What log_str() does with a line that is wanted. */
void log_add(struct log_line *line, struct str key, struct str value);

/* A key's length is known where it is written: each request has fifteen. */
static inline void
log_str(struct log_line *line, const char *key, struct str value)
{
	if (line->wanted)
		log_add(line, str_from(key), value);
}

static inline void
log_z(struct log_line *line, const char *key, const char *value)
{
	log_str(line, key, str_from(value));
}

void log_int(struct log_line *line, const char *key, int64_t value);
/* Writes the line and frees it; one that is lost leaves a line that says so. */
void log_end(struct log_line *line);

/* One line in one call: event=EVENT detail="…". */
void log_event(const struct log *log, enum log_level level, const char *event,
	const char *fmt, ...) PRINTF_LIKE(4, 5);
/* The same for an error: reason, kind and detail. */
void log_err(const struct log *log, enum log_level level, const char *event,
	const struct err *err);

#endif
