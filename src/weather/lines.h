#ifndef WEATHER_LINES_H
#define WEATHER_LINES_H

#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* Lines of a text file, one at a time: LF or CRLF behind a line, empty ones
 * skipped, no line end needed behind the last one. */
enum { LINE_MAX_LEN = 65536 };

/* 64 KiB, so one per program suffices. */
struct lines {
	FILE *file;  /* the caller's */
	size_t line; /* the number of the last one, from 1 */
	char bytes[LINE_MAX_LEN];
};

/* The next line, or *end when there is none.  ERR_INVALID "lines/length" with
 * one bad field named "record" for one that is too long: it is skipped.
 * ERR_INTERNAL "lines/read". */
enum err_kind lines_next(struct lines *lines, struct str *line, bool *end,
	struct err *err) MUST_USE;

#endif
