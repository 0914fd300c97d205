#ifndef CLIENT_SCREEN_H
#define CLIENT_SCREEN_H

#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/*
 * What people and scripts see: tables with color on a terminal, JSON, CSV.
 * Nothing that a service sends can move a terminal's cursor, change its
 * colors or the direction of writing.
 */
enum screen_format { SCREEN_TABLE = 0, SCREEN_JSON, SCREEN_CSV };

struct screen {
	FILE *out;
	enum screen_format format;
	bool is_terminal, has_color;
	int64_t now; /* "5 min ago"; 0: times alone */
};

enum screen_style { STYLE_PLAIN = 0, STYLE_HEAD, STYLE_WARNING };

/* Text with everything but printable characters as \xNN or \u{NNNN}; a line
 * end becomes a blank. */
void screen_text(const struct screen *screen, struct str text);

/* The same, in a style where there is color. */
void screen_styled(
	const struct screen *screen, enum screen_style style, struct str text);

/* A line "name  value" of a list; the name padded to a column. */
void
screen_pair(const struct screen *screen, const char *name, struct str value);

/* Columns of a code point that is printed as it is; 0: it is not. */
int screen_width(unsigned code_point);

/* One cell of CSV (RFC 4180) with what separates it from the one before;
 * verbatim but for control characters on a terminal. */
void screen_csv(const struct screen *screen, bool first, struct str cell);

/* value as JSON: indented on a terminal, in one line elsewhere. */
enum err_kind screen_json(const struct screen *screen, const json_t *value,
	struct err *err) MUST_USE;

/*
 * Rows of cells as a table, or as CSV with the same columns.  The first row
 * is the head.  The last column may be longer than the terminal is wide.
 */
enum { SHEET_COLUMNS_MAX = 24 };
struct sheet {
	const char *const *heads;
	size_t columns, count, room;
	struct str *cells;
};
void sheet_init(struct sheet *sheet, const char *const *heads, size_t columns);
/* false: no memory */
bool sheet_add(struct sheet *sheet, const struct str *cells) MUST_USE;
void sheet_print(const struct sheet *sheet, const struct screen *screen);
void sheet_free(struct sheet *sheet);

#endif
