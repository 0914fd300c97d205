#ifndef WEATHER_TEXT_H
#define WEATHER_TEXT_H

#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What people write: words, numbers and times, and what is wrong with them. */

enum text_lines { TEXT_ONE_LINE = 0, TEXT_MANY_LINES };

/*
 * NULL when text is fine, else "not-utf8" or "control-character" (C0, DEL,
 * C1).  Many lines: newline and tab are allowed.
 */
const char *text_check(struct str text, enum text_lines lines);

/*
 * Without the white space of Unicode (blanks, line breaks, no-break and
 * ideographic spaces) at both ends; bytes that are no UTF-8 stay.
 */
struct str text_trim(struct str text);

/* True when something of text, which is UTF-8, would be seen: not only white
 * space, zero-width, format and filler characters. */
bool text_is_visible(struct str text);

/* At most max bytes of text, which is UTF-8, without half a character. */
struct str text_cut(struct str text, size_t max);

/* The sentence's end for such a code: "must not contain ...". */
const char *text_demand(const char *code);

/*
 * A finite decimal as spreadsheets write it, with sign and exponent if
 * wanted: no hexadecimal, no word, no comma, no blank.
 */
bool text_number(struct str text, double *number) MUST_USE;

/*
 * An RFC 3339 time in milliseconds since 1970 UTC.  False after adding
 * "malformed-time" or "time-zone-missing" to err's fields under name.
 */
bool text_time(struct str text, const char *name, int64_t *ms,
	struct err *err) MUST_USE;

#endif
