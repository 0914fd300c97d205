#include "api/listing.h"

#include "http/query.h"

enum err_kind
listing_format(const struct call *call, enum format *format, struct err *err)
{
	struct str word;
	enum err_kind kind = query_str(call->req, "format", &word, err);

	*format = FORMAT_JSON;
	if (kind != OK || !word.at || format_from(word, format))
		return kind;
	return fail_field(err, ERR_PARAMETER, "listing/format", "format",
		"not-allowed", "format must be json, csv or ndjson");
}

enum err_kind
listing_headers(struct call *call, enum format format, const char *name,
	struct err *err)
{
	call->res->content_type = format_media_type(format);
	if (format == FORMAT_JSON)
		return OK;
	return call_header(call, "Content-Disposition", err,
		"attachment; filename=\"%s.%s\"", name,
		format == FORMAT_CSV ? "csv" : "ndjson");
}

void
listing_cut(struct buf *piece, enum format format)
{
	buf_clear(piece);
	buf_z(piece, format == FORMAT_CSV ? "\"cut short" : "{\"cut short\":");
}
