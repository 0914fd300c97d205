#ifndef HTTP_RESPONSE_H
#define HTTP_RESPONSE_H

#include "base/arena.h"
#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

#include <stdbool.h>

/*
 * The answer in the making.  status 0 means that nobody set one: the writer
 * makes that a 500.  Names and values are loans until response_write().
 */
enum { RESPONSE_HEADERS_MAX = 24 };

struct response_header {
	const char *name, *value;
};

/*
 * Makes the next piece of a body that is too long to be made at once: appends
 * it to the empty piece; *more tells whether others follow.  arena is for this
 * piece alone.  When it fails the answer is cut, behind what is in piece: with
 * that it should show in a body whose end no server marks (plain CGI).
 */
typedef enum err_kind response_producer(void *ctx, struct arena *arena,
	struct buf *piece, bool *more, struct err *err);

struct response {
	int status;
	struct response_header headers[RESPONSE_HEADERS_MAX];
	size_t header_count;
	struct str lines; /* more headers, as response_lines() writes them */
	const char *content_type;
	struct str body;
	response_producer *produce; /* instead of body, unless it is NULL */
	void *produce_ctx;
	bool unsound; /* a header did not fit */
};

/* Sets name, replacing an earlier value.  A value with a control byte, one
 * header too many, or a name that the writer owns (Status, Content-Type,
 * Content-Length) makes the answer a 500: never split a response. */
void response_header(struct response *res, const char *name, const char *value);
/* NULL when it is not set. */
const char *response_get(const struct response *res, const char *name);

void response_json(struct response *res, int status, struct str body);

/*
 * Makes *res the problem document of *err (RFC 9457), drops its body and
 * content headers, keeps the others.  instance is the request's id.  Falls
 * back to a fixed 500 when memory is gone.  A single field's sentence becomes
 * the detail; ERR_PARAMETER, ERR_JSON and ERR_INVALID list all fields, by
 * pointer the last two, by parameter the first.  Nothing of *err but its
 * kind shows in a 5xx.
 */
void response_problem(struct response *res, struct arena *arena,
	const struct err *err, const char *instance);

/*
 * CGI form (RFC 3875 6): "Status: 404 Not Found", headers, blank line; the body
 * that is to follow is returned, a loan of res.  No body and no Content-Type
 * for 204 and 304; Content-Length otherwise, unless the body is made in pieces.
 * head_only leaves the body out but keeps its length.
 */
struct str
response_write(const struct response *res, bool head_only, struct buf *out);

/*
 * All headers as they are written, to be given as lines of a response later:
 * looking at every byte again costs more than sending them.  Those of the first
 * ones alone take *first_len bytes.  False, with nothing written, when they are
 * unsound.
 */
bool response_lines(const struct response *res, size_t first, struct buf *out,
	size_t *first_len) MUST_USE;

/* Whether pieces follow what response_write() wrote. */
bool response_has_pieces(const struct response *res, bool head_only);

/* "Not Found" for 404. */
const char *response_reason(int status);

#endif
