#include "base/buf.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void
buf_init(struct buf *buf, size_t max)
{
	*buf = (struct buf){.max = max};
}

void
buf_free(struct buf *buf)
{
	free(buf->at);
	buf_init(buf, buf->max);
}

void
buf_clear(struct buf *buf)
{
	buf->len = 0;
	buf->failed = buf->starved = false;
}

/* Makes room for len more bytes and a NUL. */
static bool
grow(struct buf *buf, size_t len)
{
	size_t need, room;
	char *at;

	if (buf->failed || len > buf->max - buf->len ||
		buf->len + len == SIZE_MAX) {
		buf->failed = true;
		return false;
	}
	need = buf->len + len + 1;
	if (need <= buf->room)
		return true;
	room = buf->room ? buf->room : 256;
	while (room < need)
		room = room > SIZE_MAX / 2 ? need : room * 2;
	at = realloc(buf->at, room);
	if (!at) {
		buf->failed = buf->starved = true;
		return false;
	}
	buf->at = at;
	buf->room = room;
	return true;
}

/* Most of what is added fits. */
static inline bool
make_room(struct buf *buf, size_t len)
{
	if (!buf->failed && len < buf->room - buf->len &&
		len <= buf->max - buf->len)
		return true;
	return grow(buf, len);
}

void
buf_add_more(struct buf *buf, const void *bytes, size_t len)
{
	if (grow(buf, len))
		buf_add(buf, bytes, len);
}

char *
buf_take(struct buf *buf, size_t len)
{
	char *at;

	if (!make_room(buf, len))
		return NULL;
	at = buf->at + buf->len;
	buf->len += len;
	buf->at[buf->len] = '\0';
	return at;
}

void
buf_reserve(struct buf *buf, size_t len)
{
	(void)make_room(buf, len);
}

void
buf_printf(struct buf *buf, const char *fmt, ...)
{
	size_t room = buf->failed ? 0 : buf->room - buf->len;
	va_list args, again;
	int len;

	va_start(args, fmt);
	va_copy(again, args);
	/* most of what is printed fits into the room there is */
	len = vsnprintf(room ? buf->at + buf->len : NULL, room, fmt, args);
	if (len < 0) {
		buf->failed = true;
	} else if ((size_t)len < room && (size_t)len <= buf->max - buf->len) {
		buf->len += (size_t)len;
	} else if (make_room(buf, (size_t)len)) {
		vsnprintf(buf->at + buf->len, (size_t)len + 1, fmt, again);
		buf->len += (size_t)len;
	} else if (room) {
		buf->at[buf->len] = '\0';
	}
	va_end(again);
	va_end(args);
}

void
buf_int(struct buf *buf, int64_t value)
{
	uint64_t rest = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
	char digits[20], *at = digits + sizeof(digits);

	do
		*--at = (char)('0' + rest % 10);
	while (rest /= 10);
	if (value < 0)
		*--at = '-';
	buf_add(buf, at, (size_t)(digits + sizeof(digits) - at));
}

struct str
buf_as_str(const struct buf *buf)
{
	return (struct str){buf->at, buf->len};
}
