#include "api/report_query.h"

#include "api/cursor.h"
#include "api/listing.h"
#include "base/buf.h"
#include "base/url.h"
#include "http/query.h"
#include "store/fold.h"
#include "weather/location.h"
#include "weather/text.h"

#include <inttypes.h>
#include <string.h>

enum {
	PAGE_DEFAULT = 500,
	PAGE_MAX = 1000,
	WORDS_CHARACTERS_MAX = 200,
	FILTERS_MAX = 6144, /* the Link must pass web servers */
};

/* What a cursor belongs to; the order is that of the Link. */
static const char *const filter_names[] = {
	"author", "city", "country", "from", "q", "state", "to"};

static enum err_kind
fail_query(struct err *err, const char *name, const char *code,
	const char *sentence)
{
	return fail_field(
		err, ERR_PARAMETER, "report/query", name, code, "%s", sentence);
}

/* A filter that is there must say something; at NULL when it is not. */
static enum err_kind
get(const struct call *call, const char *name, struct str *value,
	struct err *err)
{
	enum err_kind kind = query_str(call->req, name, value, err);

	if (kind != OK || !value->at)
		return kind;
	*value = text_trim(*value);
	if (value->len)
		return OK;
	return fail_field(err, ERR_PARAMETER, "report/query", name, "empty",
		"%s is empty.", name);
}

static bool
is_public_id(struct str id)
{
	static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				       "abcdefghijklmnopqrstuvwxyz"
				       "0123456789-_";

	if (id.len != PUBLIC_ID_LEN || !str_starts(id, "u_"))
		return false;
	for (size_t i = 2; i < id.len; i++)
		if (!id.at[i] || !strchr(alphabet, id.at[i]))
			return false;
	return true;
}

static enum err_kind
read_author(struct call *call, struct report_query *query, struct err *err)
{
	struct principal_key me = {
		call->who->issuer, call->who->tenant, call->who->subject};
	struct str author;
	enum err_kind kind = get(call, "author", &author, err);

	if (kind != OK || !author.at)
		return kind;
	query->is_mine = str_is(author, "me");
	if (query->is_mine)
		kind = principals_find(
			call->store, &me, &query->filter.owner, err);
	else if (is_public_id(author))
		kind = principals_find_public(
			call->store, author, &query->filter.owner, err);
	else
		return fail_query(err, "author", "malformed",
			"author is me, or the id of somebody as /api/me and "
			"single reports show it.");
	query->nobody = !query->filter.owner;
	return kind;
}

static enum err_kind
read_code(
	struct call *call, const char *name, struct str *code, struct err *err)
{
	enum err_kind kind = get(call, name, code, err);

	if (kind != OK || !code->at)
		return kind;
	if (!location_code(code, name, call->arena, err))
		return fail_memory(err);
	return err_settle(err, ERR_PARAMETER, "report/query");
}

static enum err_kind
read_place(struct call *call, struct reports_filter *filter, struct err *err)
{
	struct str city;
	enum err_kind kind;

	if ((kind = read_code(call, "state", &filter->state, err)) != OK ||
		(kind = read_code(call, "country", &filter->country, err)) !=
			OK ||
		(kind = get(call, "city", &city, err)) != OK || !city.at)
		return kind;
	location_city(&city, "city", err);
	if ((kind = err_settle(err, ERR_PARAMETER, "report/query")) != OK)
		return kind;
	kind = fold_name(
		call->store, city, "city", call->arena, &filter->city_key, err);
	/* a name without a letter is a bad parameter here, not a bad field */
	return kind == ERR_INVALID
		       ? err_settle(err, ERR_PARAMETER, "report/query")
		       : kind;
}

static enum err_kind
read_times(struct call *call, struct reports_filter *filter, struct err *err)
{
	enum err_kind kind;

	if ((kind = query_time_ms(call->req, "from", call->now_ms, INT64_MIN,
		     &filter->from_ms, err)) != OK ||
		(kind = query_time_ms(call->req, "to", call->now_ms, INT64_MAX,
			 &filter->to_ms, err)) != OK)
		return kind;
	if (filter->from_ms <= filter->to_ms)
		return OK;
	return fail_query(err, "from", "after-to", "from is after to.");
}

static enum err_kind
read_words(struct call *call, struct reports_filter *filter, struct err *err)
{
	struct str text;
	enum err_kind kind = get(call, "q", &text, err);

	if (kind != OK || !text.at)
		return kind;
	if (str_utf8_length(text) > WORDS_CHARACTERS_MAX)
		return fail_field(err, ERR_PARAMETER, "report/query", "q",
			"too-long", "q has more than %d characters.",
			(int)WORDS_CHARACTERS_MAX);
	kind = fold_words(call->store, text, "q", call->arena, REPORT_WORDS_MAX,
		filter->words, &filter->word_count, err);
	if (kind == OK && !filter->word_count)
		return fail_query(err, "q", "no-word",
			"q has no word; a word is of letters and digits.");
	return kind;
}

static enum err_kind
read_view(struct call *call, enum report_view *view, struct err *err)
{
	struct str word;
	enum err_kind kind = query_str(call->req, "view", &word, err);

	*view = str_is(word, "full") ? REPORT_FULL : REPORT_MAIN;
	if (kind != OK || !word.at || *view == REPORT_FULL ||
		str_is(word, "main"))
		return kind;
	return fail_query(err, "view", "not-allowed", "view is main or full.");
}

/* The filters as they were sent: a time such as -24h is no other one on the
 * next page. */
static enum err_kind
print_filters(struct call *call, const char **filters, struct err *err)
{
	enum err_kind kind = OK;
	struct buf text;

	buf_init(&text, FILTERS_MAX);
	for (size_t i = 0; kind == OK && i < COUNT(filter_names); i++) {
		struct str value;

		kind = query_str(call->req, filter_names[i], &value, err);
		if (kind != OK || !value.at)
			continue;
		buf_printf(&text, "%s=", filter_names[i]);
		url_add_escaped(&text, value);
		buf_z(&text, "&");
	}
	*filters = arena_copy(call->arena, buf_as_str(&text));
	if (kind == OK && (text.starved || !*filters))
		kind = fail_memory(err);
	else if (kind == OK && text.failed)
		kind = fail_query(err, "", "too-long",
			"The parameters are too long to be repeated in the "
			"address of the next page.");
	buf_free(&text);
	return kind;
}

/* The key in a cursor is the row. */
static enum err_kind
read_cursor(struct call *call, struct report_query *query, struct err *err)
{
	struct str key;
	long long row;
	enum err_kind kind =
		cursor_read(call, str_from(query->filters), &key, err);

	if (kind != OK || !key.at)
		return kind;
	if (!str_to_int64(key, INT64_MIN, INT64_MAX, &row))
		return cursor_malformed(err);
	query->after.row = row;
	query->has_cursor = true;
	return OK;
}

enum err_kind
report_query(struct call *call, struct report_query *query, struct err *err)
{
	int64_t limit;
	enum err_kind kind;

	*query = (struct report_query){.filter = REPORTS_ALL};
	if ((kind = query_int(
		     call->req, "limit", 1, PAGE_MAX, 0, &limit, err)) != OK ||
		(kind = listing_format(call, &query->format, err)) != OK ||
		(kind = read_view(call, &query->view, err)) != OK ||
		(kind = read_author(call, query, err)) != OK ||
		(kind = read_place(call, &query->filter, err)) != OK ||
		(kind = read_times(call, &query->filter, err)) != OK ||
		(kind = read_words(call, &query->filter, err)) != OK ||
		(kind = print_filters(call, &query->filters, err)) != OK)
		return kind;
	query->limit = limit ? (size_t)limit : PAGE_DEFAULT;
	query->everything = !limit && query->format != FORMAT_JSON;
	return read_cursor(call, query, err);
}

enum err_kind
report_query_next(struct call *call, const struct report_query *query,
	const struct report *last, struct err *err)
{
	const char *cursor, *link;
	const char *key = arena_printf(call->arena, "%" PRId64, last->row);
	enum err_kind kind;

	if (!key)
		return fail_memory(err);
	kind = cursor_make(
		call, str_from(key), str_from(query->filters), &cursor, err);
	if (kind != OK)
		return kind;
	link = arena_printf(call->arena,
		"<%s/api/reports?%s%s%slimit=%zu&cursor=%s>; rel=\"next\"",
		call->config->base_path, query->filters,
		query->format == FORMAT_CSV      ? "format=csv&"
		: query->format == FORMAT_NDJSON ? "format=ndjson&"
						 : "",
		query->view == REPORT_FULL ? "view=full&" : "", query->limit,
		cursor);
	if (!link)
		return fail_memory(err);
	response_header(call->res, "Link", link);
	return OK;
}
