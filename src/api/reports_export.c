#include "api/reports_export.h"

#include "api/listing.h"

enum {
	PIECE_ROWS = 500,
	BODY_MAX = 64 * 1024 * 1024,
};

/* An answer in pieces, between two of them. */
struct stream {
	struct store *store;
	const struct report_query *query;
	struct report after;
	bool begun;
};

static enum err_kind
write_page(struct buf *out, const struct report_query *query,
	const struct report_page *page, struct arena *arena, struct err *err)
{
	enum err_kind kind = OK;

	for (size_t i = 0; i < page->count && kind == OK; i++) {
		const struct report_row row = {.report = page->at[i]};

		kind = rows_write_report(
			out, query->format, false, &row, arena, err);
	}
	if (kind == OK && out->failed)
		kind = fail_memory(err);
	return kind;
}

static enum err_kind
make_piece(void *ctx, struct arena *arena, struct buf *piece, bool *more,
	struct err *err)
{
	struct stream *stream = ctx;
	const struct report_query *query = stream->query;
	struct report_page page = {0};
	enum err_kind kind = OK;

	if (!stream->begun)
		rows_write_reports_header(piece, query->format, false);
	if (!query->nobody)
		kind = reports_page(stream->store, &query->filter,
			stream->begun || query->has_cursor ? &stream->after
							   : NULL,
			PIECE_ROWS, arena, &page, err);
	stream->begun = true;
	if (kind == OK)
		kind = write_page(piece, query, &page, arena, err);
	if (kind != OK) {
		listing_cut(piece, query->format);
		return kind;
	}
	if (page.count)
		stream->after.row = page.at[page.count - 1].row;
	*more = page.more;
	return OK;
}

static enum err_kind
answer_in_pieces(
	struct call *call, const struct report_query *query, struct err *err)
{
	struct stream *stream = arena_alloc(call->arena, sizeof(*stream));
	struct report_query *copy = arena_alloc(call->arena, sizeof(*copy));

	if (!stream || !copy)
		return fail_memory(err);
	*copy = *query;
	*stream = (struct stream){
		.store = call->store, .query = copy, .after = query->after};
	call->res->status = 200;
	call->res->produce = make_piece;
	call->res->produce_ctx = stream;
	return OK;
}

static enum err_kind
answer_page(
	struct call *call, const struct report_query *query, struct err *err)
{
	struct report_page page = {0};
	enum err_kind kind = OK;
	struct str body;
	struct buf out;

	buf_init(&out, BODY_MAX);
	rows_write_reports_header(&out, query->format, false);
	if (!query->nobody)
		kind = reports_page(call->store, &query->filter,
			query->has_cursor ? &query->after : NULL, query->limit,
			call->arena, &page, err);
	if (kind == OK)
		kind = write_page(&out, query, &page, call->arena, err);
	if (kind == OK && page.more)
		kind = report_query_next(
			call, query, &page.at[page.count - 1], err);
	if (kind == OK && !arena_str(call->arena, buf_as_str(&out), &body))
		kind = fail_memory(err);
	buf_free(&out);
	if (kind == OK)
		response_json(call->res, 200, body);
	return kind;
}

enum err_kind
reports_export(
	struct call *call, const struct report_query *query, struct err *err)
{
	enum err_kind kind = query->everything
				     ? answer_in_pieces(call, query, err)
				     : answer_page(call, query, err);

	return kind == OK ? listing_headers(call, query->format, "reports", err)
			  : kind;
}
