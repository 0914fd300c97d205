#ifndef WEATHER_ROWS_PARTS_H
#define WEATHER_ROWS_PARTS_H

#include "weather/rows.h"

/* What reading CSV and reading NDJSON have in common. */

enum { IDENTITY_MAX = 256 };

/* One cell or member that is no measured field. */
void rows_take_text(struct observation_row *row, enum column_meaning meaning,
	struct str value, struct err *err);
void rows_take_report_text(struct report_row *row, int64_t now_ms,
	enum column_meaning meaning, struct str value, struct err *err);

/* A row of which nothing was read yet. */
void rows_begin_observation(struct observation_row *row, int64_t now_ms);
void rows_begin_report(struct report_row *row, int64_t now_ms);

/* The checks of the whole row; what passed is copied to arena.  flagged tells
 * whether the row said its flags, which then count. */
enum err_kind rows_end_observation(struct observation_row *row, bool flagged,
	int64_t now_ms, struct arena *arena, struct err *err) MUST_USE;
enum err_kind rows_end_report(
	struct report_row *row, struct arena *arena, struct err *err) MUST_USE;

#endif
