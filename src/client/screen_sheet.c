#include "client/screen.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

void
sheet_init(struct sheet *sheet, const char *const *heads, size_t columns)
{
	*sheet = (struct sheet){.heads = heads, .columns = columns};
}

bool
sheet_add(struct sheet *sheet, const struct str *cells)
{
	if (sheet->count == sheet->room) {
		size_t room = sheet->room ? sheet->room * 2 : 64;
		struct str *more;

		if (room > SIZE_MAX / sizeof(*more) / sheet->columns)
			return false;
		more = realloc(
			sheet->cells, room * sheet->columns * sizeof(*more));
		if (!more)
			return false;
		sheet->cells = more;
		sheet->room = room;
	}
	memcpy(sheet->cells + sheet->count * sheet->columns, cells,
		sheet->columns * sizeof(*cells));
	sheet->count++;
	return true;
}

void
sheet_free(struct sheet *sheet)
{
	free(sheet->cells);
	*sheet = (struct sheet){0};
}

/* Columns on the screen, as screen_text() prints it. */
static int
width_of(struct str text)
{
	int width = 0;
	size_t len;

	for (; text.len; text.at += len, text.len -= len) {
		unsigned char lead = (unsigned char)text.at[0];

		len = str_utf8_next(text);
		if (!len) {
			len = 1;
			width += 4;
		} else if (len == 1) {
			width += lead < ' ' && lead != '\n' && lead != '\t' ? 4
									    : 1;
		} else {
			unsigned c = lead & (0x3Fu >> (len - 1));

			for (size_t i = 1; i < len; i++)
				c = c << 6 |
				    ((unsigned char)text.at[i] & 0x3Fu);
			width += screen_width(c);
		}
	}
	return width;
}

static void
print_row(const struct sheet *sheet, const struct screen *screen,
	const struct str *row, enum screen_style style, const int *widths)
{
	for (size_t i = 0; i < sheet->columns; i++) {
		screen_styled(screen, style, row[i]);
		if (i + 1 < sheet->columns)
			fprintf(screen->out, "%*s",
				widths[i] - width_of(row[i]) + 2, "");
	}
	putc('\n', screen->out);
}

static void
print_table(const struct sheet *sheet, const struct screen *screen)
{
	struct str heads[SHEET_COLUMNS_MAX];
	int widths[SHEET_COLUMNS_MAX] = {0};

	for (size_t i = 0; i < sheet->columns; i++) {
		heads[i] = str_from(sheet->heads[i]);
		widths[i] = width_of(heads[i]);
	}
	for (size_t i = 0; i < sheet->count * sheet->columns; i++) {
		int width = width_of(sheet->cells[i]);

		if (width > widths[i % sheet->columns])
			widths[i % sheet->columns] = width;
	}
	print_row(sheet, screen, heads, STYLE_HEAD, widths);
	for (size_t i = 0; i < sheet->count; i++)
		print_row(sheet, screen, sheet->cells + i * sheet->columns,
			STYLE_PLAIN, widths);
}

void
sheet_print(const struct sheet *sheet, const struct screen *screen)
{
	if (screen->format != SCREEN_CSV) {
		print_table(sheet, screen);
		return;
	}
	for (size_t i = 0; i < sheet->columns; i++)
		screen_csv(screen, i == 0, str_from(sheet->heads[i]));
	putc('\n', screen->out);
	for (size_t i = 0; i < sheet->count * sheet->columns; i++) {
		screen_csv(screen, i % sheet->columns == 0, sheet->cells[i]);
		if (i % sheet->columns == sheet->columns - 1)
			putc('\n', screen->out);
	}
}
