#ifndef API_CURSOR_H
#define API_CURSOR_H

#include "api/call.h"
#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"

/*
 * Where a list goes on: the key of the last row of a page, as an opaque text
 * that is good only with the filters of that page.
 */

/* filters: everything that decides which rows the list has. */
enum err_kind cursor_make(struct call *call, struct str key, struct str filters,
	const char **cursor, struct err *err) MUST_USE;

/*
 * The key in the parameter cursor; key->at is NULL when there is none.
 * ERR_PARAMETER with the code "malformed", or "cursor-mismatch" for one that
 * was made with other filters.
 */
enum err_kind cursor_read(struct call *call, struct str filters,
	struct str *key, struct err *err) MUST_USE;

/* For a key that the caller cannot read. */
enum err_kind cursor_malformed(struct err *err);

#endif
