#ifndef STORE_REPORT_PARTS_H
#define STORE_REPORT_PARTS_H

/* Between the files of reports. */

#include "base/arena.h"
#include "store/statement.h"
#include "weather/report.h"

#include <stdbool.h>

/* The columns that the statements for reports begin with.  False without
 * memory. */
bool report_read(const struct statement *from, struct arena *arena,
	struct report *report) MUST_USE;

#endif
