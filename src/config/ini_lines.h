#ifndef CONFIG_INI_LINES_H
#define CONFIG_INI_LINES_H

#include "base/attr.h"
#include "base/err.h"
#include "config/source.h"

#include <stdio.h>

/*
 * The lines of an INI file by libinih, with what libinih would cut, join or
 * drop in silence refused: a comment behind a value, an indented line, a line
 * over 190 bytes, a section name over 40, anything behind "]", bytes that are
 * no text.  A byte order mark at the start and CR LF are taken.
 */

/* One line that says something; its strings are loans until it returns. */
struct ini_line {
	int number;
	const char *section;      /* trimmed */
	const char *name, *value; /* NULL: the section begins here */
};

typedef enum err_kind
ini_visitor(void *ctx, const struct ini_line *line, struct err *err);

/* ERR_CONFIG; what visit answers ends the reading unless it is OK. */
enum err_kind ini_lines_read(FILE *file, const struct source *source,
	ini_visitor *visit, void *ctx, struct err *err) MUST_USE;

#endif
