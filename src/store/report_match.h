#ifndef STORE_REPORT_MATCH_H
#define STORE_REPORT_MATCH_H

#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"
#include "store/reports.h"

/*
 * What report_fts is asked for filter: an FTS5 expression in which words and
 * marks are quoted, so that nothing of them is syntax.  Empty where filter
 * has neither: then the table itself is asked.
 */
enum err_kind report_match(const struct reports_filter *filter,
	struct arena *arena, struct str *match, struct err *err) MUST_USE;

#endif
