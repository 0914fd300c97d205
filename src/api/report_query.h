#ifndef API_REPORT_QUERY_H
#define API_REPORT_QUERY_H

#include "api/call.h"
#include "base/attr.h"
#include "store/reports.h"
#include "weather/report.h"
#include "weather/rows_write.h"

#include <stdbool.h>
#include <stddef.h>

/* Which reports GET /api/reports is asked for. */
struct report_query {
	struct reports_filter filter;
	bool is_mine; /* the author is who asks */
	bool nobody;  /* the author has written nothing here: no report fits */
	size_t limit; /* 1 to 1000 */
	enum format format;
	bool everything; /* a file, without a limit */
	enum report_view view;
	struct report after; /* where the page before ended; see has_cursor */
	bool has_cursor;
	const char *filters; /* "author=me&q=hail&", as sent, in one order */
};

/*
 * From author, city, state, country, from, to, q, limit, cursor, view, format;
 * ERR_PARAMETER for a bad one, and for a cursor that came with other filters.
 * Strs live as long as the request.
 */
enum err_kind report_query(struct call *call, struct report_query *query,
	struct err *err) MUST_USE;

/* The Link to the page after last, with the filters of this one. */
enum err_kind
report_query_next(struct call *call, const struct report_query *query,
	const struct report *last, struct err *err) MUST_USE;

#endif
