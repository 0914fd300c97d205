#ifndef WEATHER_CSV_CELL_H
#define WEATHER_CSV_CELL_H

#include "base/buf.h"
#include "base/str.h"

/*
 * Values of a CSV file (RFC 4180) that people wrote.  Spreadsheets take a
 * cell that begins with = + - @ TAB or CR for a formula and run it; such a
 * text gets an apostrophe in front, which they show as plain text.  A text
 * that has apostrophes before such a character already gets one more, so
 * that reading gives back every text as it was.
 */

/* Appends text, in quotes where it needs them; no comma, no line end. */
void csv_cell_write(struct buf *out, struct str text);

/* A loan of cell without the apostrophe that csv_cell_write() adds. */
struct str csv_cell_read(struct str cell);

#endif
