#ifndef BASE_BUF_H
#define BASE_BUF_H

#include "base/attr.h"
#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/*
 * Bytes that grow up to a named maximum.  A failed append (memory gone or
 * maximum reached) is remembered: every later one does nothing, so callers
 * append freely and look at failed once, at the end.
 */
struct buf {
	char *at;
	size_t len, room, max;
	bool failed;
	bool starved; /* failed since memory is gone */
};

/* Owns memory from the first append until buf_free(). */
void buf_init(struct buf *buf, size_t max);
void buf_free(struct buf *buf);
/* Empty again, memory and maximum kept. */
void buf_clear(struct buf *buf);

/* What buf_add() does where there is no room: takes it and adds, or fails. */
void buf_add_more(struct buf *buf, const void *bytes, size_t len);

/* Most of what is added is short and fits: an answer and its log line are sixty
 * pieces, so this costs no call. */
static inline void
buf_add(struct buf *buf, const void *bytes, size_t len)
{
	if (buf->failed || len >= buf->room - buf->len ||
		len > buf->max - buf->len) {
		buf_add_more(buf, bytes, len);
		return;
	}
	if (len)
		memcpy(buf->at + buf->len, bytes, len);
	buf->len += len;
	buf->at[buf->len] = '\0';
}

/* Adds len bytes for the caller to write, 1 or more; NULL when buf failed. */
char *buf_take(struct buf *buf, size_t len) MUST_USE;

static inline void
buf_str(struct buf *buf, struct str s)
{
	buf_add(buf, s.at, s.len);
}

static inline void
buf_z(struct buf *buf, const char *z)
{
	buf_add(buf, z, strlen(z));
}

/* In decimal. */
void buf_int(struct buf *buf, int64_t value);
void buf_printf(struct buf *buf, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* Makes room for len more bytes at once, for those who write there. */
void buf_reserve(struct buf *buf, size_t len);

/* Loan until the next change of buf. */
struct str buf_as_str(const struct buf *buf);

#endif
