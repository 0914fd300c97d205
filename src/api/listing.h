#ifndef API_LISTING_H
#define API_LISTING_H

#include "api/call.h"
#include "base/attr.h"
#include "base/buf.h"
#include "weather/rows_write.h"

/* Lists that ?format= gives as pages of JSON, or as CSV or NDJSON. */

/* FORMAT_JSON without the parameter; ERR_PARAMETER for another word. */
enum err_kind listing_format(
	const struct call *call, enum format *format, struct err *err) MUST_USE;

/* Content-Type and, for what is saved, Content-Disposition: name is
 * "observations" for observations.csv. */
enum err_kind listing_headers(struct call *call, enum format format,
	const char *name, struct err *err) MUST_USE;

/* In place of a piece that could not be made: what no reader of the format
 * takes for the end of a list. */
void listing_cut(struct buf *piece, enum format format);

#endif
