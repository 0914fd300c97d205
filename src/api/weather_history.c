#include "api/weather_history.h"

#include "api/cursor.h"
#include "api/link.h"
#include "api/listing.h"
#include "api/place.h"
#include "http/query.h"
#include "store/history.h"
#include "store/places.h"

#include <inttypes.h>
#include <stdio.h>

enum {
	PAGE_DEFAULT = 100,
	PAGE_MAX = 1000,
	BODY_MAX = 32 * 1024 * 1024,
	PIECE_ROWS = 500,
	FILTERS_MAX = 1024,
};

/* What was asked for. */
struct asked {
	struct place_query query;
	struct place place; /* id 0: nobody ever measured there */
	enum format format;
	int64_t limit; /* 0: everything */
	int64_t from, to;
	struct str filters; /* all that decides which rows there are */
	struct history_position after;
	bool has_cursor;
};

/* What rows are written with, one after the other. */
struct writing {
	enum format format;
	enum units units;
	struct arena *arena;
	struct buf *out;
	bool begun; /* a row stands there already */
};

/* An answer in pieces, between two of them. */
struct stream {
	struct store *store;
	struct history history;
	enum format format;
	enum units units;
	bool begun;
};

static enum err_kind
read_limit(const struct call *call, struct asked *asked, struct err *err)
{
	int64_t fallback = asked->format == FORMAT_JSON ? PAGE_DEFAULT : 0;

	return query_int(
		call->req, "limit", 1, PAGE_MAX, fallback, &asked->limit, err);
}

static enum err_kind
read_range(const struct call *call, struct asked *asked, struct err *err)
{
	enum err_kind kind;

	if ((kind = query_time(call->req, "from", call->now, INT64_MIN,
		     &asked->from, err)) != OK ||
		(kind = query_time(call->req, "to", call->now, INT64_MAX,
			 &asked->to, err)) != OK)
		return kind;
	if (asked->from > asked->to)
		return fail_field(err, ERR_PARAMETER, "history/range", "from",
			"out-of-range", "from must not be later than to");
	return OK;
}

/*
 * The times as they were written: "-24h" stays the same filter as time goes
 * by, for it only takes from the far end of a list that is read newest first.
 * Own places of one name are one list, whichever of them was measured last.
 */
static enum err_kind
read_filters(struct call *call, struct asked *asked, struct err *err)
{
	const struct location *location = &asked->query.location;
	const int64_t place = asked->place.id > 0 ? asked->place.id : 0;
	struct str from, to;
	struct buf buf;
	enum err_kind kind;

	if ((kind = query_str(call->req, "from", &from, err)) != OK ||
		(kind = query_str(call->req, "to", &to, err)) != OK)
		return kind;
	buf_init(&buf, FILTERS_MAX);
	buf_printf(&buf,
		"observations\n%" PRId64 "\n%.*s\n%.*s\n%.*s\n%.*s\n%.*s",
		place, STR_ARG(location->country),
		STR_ARG(asked->query.city_key), STR_ARG(location->state),
		STR_ARG(from), STR_ARG(to));
	if (buf.failed ||
		!arena_str(call->arena, buf_as_str(&buf), &asked->filters))
		kind = fail_memory(err);
	buf_free(&buf);
	return kind;
}

/* The key in a cursor is "TIME OBSERVER". */
static enum err_kind
read_cursor(struct call *call, struct asked *asked, struct err *err)
{
	struct str key, time;
	long long observed_at, observer;
	enum err_kind kind = cursor_read(call, asked->filters, &key, err);

	if (kind != OK || !key.at)
		return kind;
	if (!str_cut(&key, ' ', &time) ||
		!str_to_int64(time, INT64_MIN, INT64_MAX - 1, &observed_at) ||
		!str_to_int64(key, 0, INT64_MAX, &observer))
		return cursor_malformed(err);
	asked->after = (struct history_position){observed_at, observer};
	asked->has_cursor = true;
	return OK;
}

static enum err_kind
find_place(struct call *call, struct asked *asked, struct err *err)
{
	const struct location *location = &asked->query.location;
	bool found, only;

	return places_observed(call->store, asked->query.city_key,
		location->state, location->country, INT64_MIN, call->arena,
		&asked->place, &found, &only, err);
}

static enum err_kind
read_asked(struct call *call, struct asked *asked, struct err *err)
{
	enum err_kind kind;

	*asked = (struct asked){0};
	if ((kind = place_from_query(call, &asked->query, err)) != OK ||
		(kind = find_place(call, asked, err)) != OK ||
		(kind = listing_format(call, &asked->format, err)) != OK ||
		(kind = read_limit(call, asked, err)) != OK ||
		(kind = read_range(call, asked, err)) != OK ||
		(kind = read_filters(call, asked, err)) != OK)
		return kind;
	return read_cursor(call, asked, err);
}

/* Made of the observers' revisions alone: no row is read for a 304. */
static enum err_kind
set_etag(struct call *call, const struct asked *asked,
	const struct history *history, bool *finished, struct err *err)
{
	const struct history_observer *observer = history->observers;
	struct buf buf;
	enum err_kind kind;

	buf_init(&buf, FILTERS_MAX + 128 * (history->observer_count + 1));
	buf_str(&buf, asked->filters);
	buf_printf(&buf, "\n%d %d %" PRId64 " %d %" PRId64 " %" PRId64,
		(int)asked->format, (int)asked->query.units, asked->limit,
		asked->has_cursor, asked->after.observed_at,
		asked->after.observer);
	for (size_t i = 0; i < history->observer_count; i++, observer++)
		buf_printf(&buf,
			"\n%" PRId64 " %" PRId64 " %" PRId64 " %" PRId64,
			observer->id, observer->revision, observer->newest,
			observer->oldest);
	kind = buf.failed ? fail_memory(err)
			  : call_etag(call, buf_as_str(&buf), finished, err);
	buf_free(&buf);
	return kind;
}

static enum err_kind
write_row(void *ctx, const struct history_observer *observer,
	const struct observation *observation, struct err *err)
{
	struct writing *writing = ctx;
	struct observation_row row = {.observation = *observation,
		.location = observer->location,
		.observer = observer->owner};

	if (writing->format == FORMAT_JSON && writing->begun)
		buf_z(writing->out, ",");
	writing->begun = true;
	return rows_write_observation(writing->out, writing->format,
		writing->units, false, &row, writing->arena, err);
}

static enum err_kind
set_next(struct call *call, const struct asked *asked,
	const struct history_position *last, const char **url, struct err *err)
{
	const char *cursor;
	char key[48];
	enum err_kind kind;

	snprintf(key, sizeof(key), "%" PRId64 " %" PRId64, last->observed_at,
		last->observer);
	kind = cursor_make(call, str_from(key), asked->filters, &cursor, err);
	return kind == OK ? link_next(call, cursor, url, err) : kind;
}

/* {"items":[...],"next":...,"units":{...}}, or the rows as they are. */
static enum err_kind
write_page(struct call *call, const struct asked *asked,
	struct history *history, struct buf *body, struct err *err)
{
	struct writing writing = {.format = asked->format,
		.units = asked->query.units,
		.arena = call->arena,
		.out = body};
	bool is_json = asked->format == FORMAT_JSON, more;
	struct history_position last = {0};
	const char *next = NULL;
	enum err_kind kind;

	rows_write_observations_header(
		body, writing.format, writing.units, false);
	if (is_json)
		buf_z(body, "{\"items\":[");
	kind = history_read(history, call->store, (size_t)asked->limit,
		write_row, &writing, &last, &more, err);
	if (kind == OK && more)
		kind = set_next(call, asked, &last, &next, err);
	if (kind != OK || !is_json)
		return kind;
	/* escaped as an address is, it needs no escapes of JSON's */
	if (next)
		buf_printf(body, "],\"next\":\"%s\",\"units\":", next);
	else
		buf_z(body, "],\"next\":null,\"units\":");
	kind = rows_write_units(body, writing.units, call->arena, err);
	buf_z(body, "}");
	return kind;
}

static enum err_kind
answer_page(struct call *call, const struct asked *asked,
	struct history *history, struct err *err)
{
	struct str copy = {NULL, 0};
	struct buf body;
	enum err_kind kind;

	buf_init(&body, BODY_MAX);
	kind = write_page(call, asked, history, &body, err);
	if (kind == OK && (body.failed || !arena_str(call->arena,
						  buf_as_str(&body), &copy)))
		kind = fail_memory(err);
	buf_free(&body);
	if (kind == OK)
		response_json(call->res, 200, copy);
	return kind;
}

static enum err_kind
make_piece(void *ctx, struct arena *arena, struct buf *piece, bool *more,
	struct err *err)
{
	struct stream *stream = ctx;
	struct writing writing = {.format = stream->format,
		.units = stream->units,
		.arena = arena,
		.out = piece};
	enum err_kind kind;

	if (!stream->begun)
		rows_write_observations_header(
			piece, stream->format, stream->units, false);
	stream->begun = true;
	kind = history_read(&stream->history, stream->store, PIECE_ROWS,
		write_row, &writing, NULL, more, err);
	if (kind == OK && piece->failed)
		kind = fail_memory(err);
	if (kind != OK)
		listing_cut(piece, stream->format);
	return kind;
}

static enum err_kind
answer_in_pieces(struct call *call, const struct asked *asked,
	const struct history *history, struct err *err)
{
	struct stream *stream = arena_alloc(call->arena, sizeof(*stream));

	if (!stream)
		return fail_memory(err);
	*stream = (struct stream){.store = call->store,
		.history = *history,
		.format = asked->format,
		.units = asked->query.units};
	call->res->status = 200;
	call->res->produce = make_piece;
	call->res->produce_ctx = stream;
	return OK;
}

static enum err_kind
open_history(struct call *call, const struct asked *asked,
	struct history *history, struct err *err)
{
	struct history_filter filter = {.from = asked->from, .to = asked->to};
	const struct location *location = &asked->query.location;
	enum err_kind kind;

	if (asked->place.id &&
		((kind = places_alike(call->store, &asked->place,
			  asked->query.city_key, location->state,
			  location->country, call->arena, &filter.places,
			  &filter.place_count, err)) != OK ||
			(kind = place_to_header(call, &asked->place, err)) !=
				OK))
		return kind;
	return history_open(history, call->store, &filter,
		asked->has_cursor ? &asked->after : NULL, call->arena, err);
}

enum err_kind
weather_history(struct call *call, struct err *err)
{
	struct history history;
	struct asked asked;
	bool finished = false;
	enum err_kind kind;

	call_keep(call, KEEP_FOR_ALL, INT64_MAX);
	if ((kind = read_asked(call, &asked, err)) != OK ||
		(kind = open_history(call, &asked, &history, err)) != OK ||
		(kind = set_etag(call, &asked, &history, &finished, err)) !=
			OK ||
		finished)
		return kind;
	kind = asked.limit ? answer_page(call, &asked, &history, err)
			   : answer_in_pieces(call, &asked, &history, err);
	return kind == OK ? listing_headers(
				    call, asked.format, "observations", err)
			  : kind;
}
