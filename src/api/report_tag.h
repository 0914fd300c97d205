#ifndef API_REPORT_TAG_H
#define API_REPORT_TAG_H

#include "api/call.h"
#include "base/attr.h"
#include "weather/report.h"

/* What the entity tag of a single report is made of: its id, its version, the
 * time of that, since a restored backup counts versions again, and what it
 * says, which an import or a hand may replace under them all. */
enum err_kind report_tag(struct call *call, const struct report *report,
	struct str *text, struct err *err) MUST_USE;

#endif
