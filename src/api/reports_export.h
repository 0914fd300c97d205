#ifndef API_REPORTS_EXPORT_H
#define API_REPORTS_EXPORT_H

#include "api/call.h"
#include "api/report_query.h"
#include "base/attr.h"

/*
 * GET /api/reports?format=csv or ndjson: all reports that query finds, in
 * pieces of a bounded size, or one page where a limit was asked for.  Always
 * with author, time of the last change and version.
 */
enum err_kind reports_export(struct call *call,
	const struct report_query *query, struct err *err) MUST_USE;

#endif
