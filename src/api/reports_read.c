#include "api/reports_read.h"

#include "api/report_tag.h"
#include "base/b64url.h"
#include "base/uuid.h"
#include "http/query.h"
#include "store/reports.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { PAGE_DEFAULT = 500, PAGE_MAX = 1000 };

/* A cursor is the key of the last row of its page: "MILLISECONDS ID". */
static enum err_kind
cursor_read(
	struct call *call, struct report *after, bool *given, struct err *err)
{
	struct str text, rest, ms;
	long long created_ms;
	enum err_kind kind = query_str(call->req, "cursor", &text, err);

	*after = (struct report){0};
	*given = kind == OK && text.at;
	if (!*given)
		return kind;
	if (b64url_decode(text, call->arena, &rest) == B64URL_GOOD &&
		str_cut(&rest, ' ', &ms) &&
		str_to_int64(ms, 0, INT64_MAX, &created_ms) &&
		uuid_is_valid(rest)) {
		after->created_ms = created_ms;
		after->id = rest;
		return OK;
	}
	return fail_field(err, ERR_PARAMETER, "report/cursor", "cursor",
		"malformed", "cursor is not one that this service gave out");
}

static enum err_kind
set_next(struct call *call, const struct report *last, int64_t limit,
	struct err *err)
{
	char key[80], cursor[128];
	int len = snprintf(key, sizeof(key), "%" PRId64 " %.*s",
		last->created_ms, STR_ARG(last->id));

	b64url_encode(key, (size_t)len, cursor);
	return call_header(call, "Link", err,
		"<%s/api/reports?limit=%" PRId64 "&cursor=%s>; rel=\"next\"",
		call->config->base_path, limit, cursor);
}

enum err_kind
reports_list(struct call *call, struct err *err)
{
	struct report after;
	struct report_page page;
	int64_t limit, revision;
	bool has_cursor, finished;
	char tag[128];
	struct str body;
	enum err_kind kind;

	if ((kind = query_int(call->req, "limit", 1, PAGE_MAX, PAGE_DEFAULT,
		     &limit, err)) != OK ||
		(kind = cursor_read(call, &after, &has_cursor, err)) != OK ||
		(kind = reports_revision(call->store, &revision, err)) != OK)
		return kind;
	/* read before the page: a change in between makes the tag too old,
	 * never too new */
	snprintf(tag, sizeof(tag),
		"reports %" PRId64 " %" PRId64 " %" PRId64 " %.*s", revision,
		limit, after.created_ms, STR_ARG(after.id));
	if ((kind = call_etag(call, str_from(tag), &finished, err)) != OK ||
		finished)
		return kind;
	if ((kind = reports_page(call->store, has_cursor ? &after : NULL,
		     (size_t)limit, call->arena, &page, err)) != OK ||
		(kind = reports_to_json(
			 page.at, page.count, call->arena, &body, err)) != OK ||
		(page.more && (kind = set_next(call, &page.at[page.count - 1],
				       limit, err)) != OK))
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

	if ((kind = reports_get(call->store, call->path[0], call->arena,
		     &report, err)) != OK ||
		(kind = report_tag(call, &report, &tag, err)) != OK ||
		(kind = call_etag(call, tag, &finished, err)) != OK || finished)
		return kind;
	if ((kind = report_to_json(&report, call->arena, &body, err)) == OK)
		response_json(call->res, 200, body);
	return kind;
}
