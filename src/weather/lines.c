#include "weather/lines.h"

#include <errno.h>
#include <string.h>

/* The bytes of one line, without its end; false at the end of the file. */
static bool
read_line(struct lines *lines, size_t *len)
{
	int c = getc_unlocked(lines->file);

	*len = 0;
	if (c == EOF)
		return false;
	lines->line++;
	for (; c != EOF && c != '\n'; c = getc_unlocked(lines->file)) {
		if (*len < sizeof(lines->bytes))
			lines->bytes[*len] = (char)c;
		++*len;
	}
	return true;
}

enum err_kind
lines_next(struct lines *lines, struct str *line, bool *end, struct err *err)
{
	size_t len;

	*line = (struct str){NULL, 0};
	do {
		*end = !read_line(lines, &len);
		if (ferror(lines->file))
			return fail(err, ERR_INTERNAL, "lines/read",
				"line %zu: %s", lines->line, strerror(errno));
		if (len > sizeof(lines->bytes))
			return fail_field(err, ERR_INVALID, "lines/length",
				"record", "too-long",
				"the line is longer than %d bytes",
				(int)LINE_MAX_LEN);
		*line = str_trim((struct str){lines->bytes, len});
	} while (!*end && !line->len);
	return OK;
}
