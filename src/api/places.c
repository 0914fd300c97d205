#include "api/places.h"

#include "http/query.h"
#include "store/fold.h"
#include "store/places.h"
#include "weather/text.h"

#include <inttypes.h>

enum { LIMIT_DEFAULT = 10, LIMIT_MAX = 100, Q_MAX = 100 };

struct places_query {
	struct str prefix, country;
	int64_t limit;
};

static enum err_kind
read_prefix(struct call *call, struct str *prefix, struct err *err)
{
	const char *code;
	struct str q;
	enum err_kind kind = query_str(call->req, "q", &q, err);

	if (kind != OK)
		return kind;
	q = str_trim(q);
	if (!q.len)
		return fail_field(err, ERR_PARAMETER, "places/q", "q",
			"missing", "q is needed: what a name begins with");
	code = text_check(q, TEXT_ONE_LINE);
	if (code)
		return fail_field(err, ERR_PARAMETER, "places/q", "q", code,
			"q %s", text_demand(code));
	if (str_utf8_length(q) > Q_MAX)
		return fail_field(err, ERR_PARAMETER, "places/q", "q",
			"too-long", "q has more than %d characters",
			(int)Q_MAX);
	kind = fold_name(call->store, q, "q", call->arena, prefix, err);
	return kind == ERR_INVALID ? err_settle(err, ERR_PARAMETER, "places/q")
				   : kind;
}

static enum err_kind
read_query(struct call *call, struct places_query *query, struct err *err)
{
	struct location location = {.city = STR_LIT("x")};
	struct str country;
	enum err_kind kind;

	*query = (struct places_query){0};
	if ((kind = query_str(call->req, "country", &country, err)) != OK ||
		(kind = query_int(call->req, "limit", 1, LIMIT_MAX,
			 LIMIT_DEFAULT, &query->limit, err)) != OK ||
		(kind = read_prefix(call, &query->prefix, err)) != OK)
		return kind;
	location.country = str_trim(country);
	if (!location.country.len)
		return OK;
	if (!location_check(&location, call->arena, "", err))
		return fail_memory(err);
	query->country = location.country;
	return err_settle(err, ERR_PARAMETER, "places/country");
}

static enum err_kind
set_etag(struct call *call, const struct places_query *query, int64_t revision,
	bool *finished, struct err *err)
{
	const char *tag = arena_printf(call->arena,
		"places %" PRId64 " %" PRId64 " %.*s %.*s", revision,
		query->limit, STR_ARG(query->country), STR_ARG(query->prefix));

	if (!tag)
		return fail_memory(err);
	return call_etag(call, str_from(tag), finished, err);
}

enum err_kind
places_list(struct call *call, struct err *err)
{
	struct places_query query;
	struct place_page page;
	int64_t revision, gazetteer;
	struct str body;
	bool finished = false;
	enum err_kind kind;

	call_keep(call, KEEP_FOR_ALL, INT64_MAX);
	/* the revision is read before the places: a change in between makes
	 * the tag too old, never too new */
	if ((kind = read_query(call, &query, err)) != OK ||
		(kind = places_revision(
			 call->store, &revision, &gazetteer, err)) != OK ||
		(kind = set_etag(call, &query, revision, &finished, err)) !=
			OK ||
		finished)
		return kind;
	if ((kind = places_search(call->store, query.prefix, query.country,
		     (size_t)query.limit, call->arena, &page, err)) != OK ||
		(kind = places_to_json(page.at, page.count, gazetteer > 0,
			 call->arena, &body, err)) != OK)
		return kind;
	response_json(call->res, 200, body);
	return OK;
}
