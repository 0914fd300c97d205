#include "api/reports_write.h"

#include "api/report_tag.h"
#include "base/uuid.h"
#include "http/query.h"
#include "store/fold.h"
#include "store/principals.h"
#include "store/reports.h"

/* Id, time and owner of a new report, and its row. */
static enum err_kind
store_report(struct call *call, struct report *report, struct err *err)
{
	char id[UUID_LEN + 1];
	struct str city_key;
	enum err_kind kind;

	if ((kind = uuid7_from(call->ids, call->now_ms, id, err)) != OK)
		return kind;
	if (!arena_str(call->arena, str_from(id), &report->id))
		return fail_memory(err);
	report->created_ms = call->now_ms;
	if ((kind = call_owner(call, &report->owner, err)) != OK ||
		(kind = fold_name(call->store, report->location.city,
			 "/location/city", call->arena, &city_key, err)) != OK)
		return kind;
	call->made = report->id;
	return reports_insert(call->store, report, city_key, err);
}

enum err_kind
report_create(struct call *call, struct err *err)
{
	struct report report;
	struct str tag, body;
	bool finished;
	enum err_kind kind;

	if ((kind = report_from_json(
		     call->req->body, call->arena, &report, err)) != OK ||
		(kind = store_report(call, &report, err)) != OK ||
		(kind = report_tag(call, &report, &tag, err)) != OK ||
		(kind = call_etag(call, tag, &finished, err)) != OK ||
		(kind = call_header(call, "Location", err,
			 "%s/api/reports/%.*s", call->config->base_path,
			 STR_ARG(report.id))) != OK ||
		(kind = report_to_json(
			 &report, REPORT_MAIN, call->arena, &body, err)) != OK)
		return kind;
	response_json(call->res, 201, body);
	return OK;
}

/* The owner, or an administrator who may write. */
static enum err_kind
check_owner(struct call *call, const struct report *report, struct err *err)
{
	struct principal_key key = {
		call->who->issuer, call->who->tenant, call->who->subject};
	int64_t caller;
	enum err_kind kind;

	if (policy_check(call->who, PERMIT_WRITE | PERMIT_ADMIN) == ALLOW)
		return OK;
	if ((kind = principals_find(call->store, &key, &caller, err)) != OK)
		return kind;
	if (caller && caller == report->owner)
		return OK;
	return fail(err, ERR_NOT_OWNER, "report/owner",
		"the report belongs to somebody else");
}

/* The report of the path, if the caller may change it as he last saw it. */
static enum err_kind
find_own(struct call *call, struct report *report, struct err *err)
{
	struct str tag;
	const char *etag;
	enum err_kind kind;

	if ((kind = reports_get(call->store, call->path[0], call->arena, report,
		     err)) != OK ||
		(kind = check_owner(call, report, err)) != OK ||
		(kind = report_tag(call, report, &tag, err)) != OK ||
		(kind = call_make_etag(call, tag, &etag, err)) != OK)
		return kind;
	return call_preconditions(call, etag, err);
}

/* What changes nothing is no change: the tag stays, and a repeated request
 * finds its own work. */
static enum err_kind
store_change(struct call *call, struct report *report, struct err *err)
{
	struct report before = *report;
	struct str city_key;
	enum err_kind kind;

	if ((kind = report_merge(call->req->body, call->arena, report, err)) !=
			OK ||
		report_same(report, &before))
		return kind;
	if ((kind = fold_name(call->store, report->location.city,
		     "/location/city", call->arena, &city_key, err)) != OK)
		return kind;
	report->version++;
	if (report->updated_ms < call->now_ms)
		report->updated_ms = call->now_ms;
	return reports_update(call->store, report, city_key, err);
}

enum err_kind
report_edit(struct call *call, struct err *err)
{
	struct report report;
	struct str tag, body;
	bool finished;
	enum err_kind kind;

	if ((kind = find_own(call, &report, err)) != OK ||
		(kind = store_change(call, &report, err)) != OK ||
		(kind = report_tag(call, &report, &tag, err)) != OK ||
		(kind = call_etag(call, tag, &finished, err)) != OK ||
		(kind = report_to_json(
			 &report, REPORT_FULL, call->arena, &body, err)) != OK)
		return kind;
	response_json(call->res, 200, body);
	return OK;
}

enum err_kind
report_delete(struct call *call, struct err *err)
{
	struct report report;
	enum err_kind kind;

	if ((kind = find_own(call, &report, err)) != OK ||
		(kind = reports_delete(call->store, report.row, err)) != OK)
		return kind;
	call->res->status = 204;
	return OK;
}

enum err_kind
reports_clear(struct call *call, struct err *err)
{
	int64_t before, deleted;
	struct str confirm;
	enum err_kind kind;

	if ((kind = query_str(call->req, "confirm", &confirm, err)) != OK ||
		(kind = query_time_ms(call->req, "before", call->now_ms,
			 INT64_MAX, &before, err)) != OK)
		return kind;
	if (confirm.at ? !str_is(confirm, "all") : before == INT64_MAX)
		return fail_field(err, ERR_PARAMETER, "report/confirm",
			"confirm", "missing",
			"deleting every report needs confirm=all, or before= "
			"to name the time up to which they go");
	if ((kind = reports_delete_before(
		     call->store, before, &deleted, err)) != OK)
		return kind;
	call->res->status = 204;
	return OK;
}
