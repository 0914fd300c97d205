#include "weather/csv_cell.h"

#include <string.h>

/* Whether text, after any apostrophes, begins as a formula does. */
static bool
is_formula(struct str text)
{
	while (str_starts(text, "'")) {
		text.at++;
		text.len--;
	}
	return text.len && memchr("=+-@\t\r", text.at[0], 6);
}

static bool
needs_quotes(struct str text)
{
	for (size_t i = 0; i < text.len; i++)
		if (memchr(",\"\r\n", text.at[i], 4))
			return true;
	/* kept by those who trim what is not quoted */
	return text.len && (str_trim(text).len != text.len);
}

void
csv_cell_write(struct buf *out, struct str text)
{
	bool quoted = needs_quotes(text);
	struct str rest = text, part;

	if (quoted)
		buf_z(out, "\"");
	if (is_formula(text))
		buf_z(out, "'");
	while (str_cut(&rest, '"', &part)) {
		buf_str(out, part);
		if (rest.at)
			buf_z(out, "\"\"");
	}
	if (quoted)
		buf_z(out, "\"");
}

struct str
csv_cell_read(struct str cell)
{
	if (!str_starts(cell, "'") || !is_formula(cell))
		return cell;
	return (struct str){cell.at + 1, cell.len - 1};
}
