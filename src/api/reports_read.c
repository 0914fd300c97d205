#include "api/reports_read.h"

#include "api/report_query.h"
#include "api/report_tag.h"
#include "api/reports_export.h"
#include "http/query.h"
#include "store/reports.h"

#include <inttypes.h>

/*
 * Of everything that decides about the list.  The revision is read before
 * the page: a change in between makes the tag too old, never too new.
 */
static enum err_kind
set_tag(struct call *call, const struct report_query *query, bool *finished,
	struct err *err)
{
	const struct reports_filter *filter = &query->filter;
	const char *revision;
	char *text;
	enum err_kind kind =
		reports_revision(call->store, call->arena, &revision, err);

	if (kind != OK)
		return kind;
	text = arena_printf(call->arena,
		"reports %s %s %" PRId64 " %" PRId64 " %" PRId64 " %d %" PRId64
		" %d %zu %d %d",
		revision, query->filters, filter->owner, filter->from_ms,
		filter->to_ms, query->has_cursor, query->after.row,
		(int)query->view, query->limit, (int)query->format,
		query->everything);
	if (!text)
		return fail_memory(err);
	return call_etag(call, str_from(text), finished, err);
}

enum err_kind
reports_list(struct call *call, struct err *err)
{
	struct report_query query;
	struct report_page page = {0};
	bool finished = false;
	struct str body;
	enum err_kind kind;

	if ((kind = report_query(call, &query, err)) != OK)
		return kind;
	call_keep(call, query.is_mine ? KEEP_FOR_CALLER : KEEP_FOR_ALL,
		INT64_MAX);
	if ((kind = set_tag(call, &query, &finished, err)) != OK || finished)
		return kind;
	if (query.format != FORMAT_JSON)
		return reports_export(call, &query, err);
	if (!query.nobody &&
		(kind = reports_page(call->store, &query.filter,
			 query.has_cursor ? &query.after : NULL, query.limit,
			 call->arena, &page, err)) != OK)
		return kind;
	if ((kind = reports_to_json(page.at, page.count, query.view,
		     call->arena, &body, err)) != OK ||
		(page.more && (kind = report_query_next(call, &query,
				       &page.at[page.count - 1], err)) != OK))
		return kind;
	response_json(call->res, 200, body);
	return OK;
}

enum err_kind
report_show(struct call *call, struct err *err)
{
	struct report report;
	bool finished;
	struct str tag, body;
	enum err_kind kind;

	call_keep(call, KEEP_FOR_ALL, INT64_MAX);
	if ((kind = reports_get(call->store, call->path[0], call->arena,
		     &report, err)) != OK ||
		(kind = report_tag(call, &report, &tag, err)) != OK ||
		(kind = call_etag(call, tag, &finished, err)) != OK || finished)
		return kind;
	kind = report_to_json(&report, REPORT_FULL, call->arena, &body, err);
	if (kind == OK)
		response_json(call->res, 200, body);
	return kind;
}
