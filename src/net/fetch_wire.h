#ifndef NET_FETCH_WIRE_H
#define NET_FETCH_WIRE_H

#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"
#include "net/fetch.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * The conversation with the program weather-fetch: lines `name value`.
 *
 *	request on descriptor 3, then end of file:
 *		url …, timeout_ms …, and where wanted
 *		etag …, ca_file …, proxy …, insecure_loopback 1,
 *		caller BODY_BYTES
 *	answer on descriptor 1:
 *		weather-fetch 1, status …, etag …, max_age …, retry_after …,
 *		date …, body LENGTH, that many bytes, end
 *	or instead of all that:
 *		error SENTENCE, or timeout SENTENCE
 *
 * The length and the last line tell a whole answer from one that was cut.
 */
enum { FETCH_REQUEST_MAX = 8192, FETCH_ANSWER_MAX = FETCH_BODY_MAX + 4096 };

/* False when a value cannot be a line of its own. */
bool fetch_request_print(
	struct buf *out, const struct fetch_request *request) MUST_USE;

/* False for anything malformed.  The strings of *request point into text,
 * which is changed and must end in NUL. */
bool fetch_request_parse(char *text, struct fetch_request *request) MUST_USE;

void fetch_answer_print(struct buf *out, const struct fetch_answer *answer);
/* Makes one line of any text. */
void fetch_error_print(struct buf *out, bool timed_out, const char *sentence);

/*
 * ERR_FETCH: fetch/failed with the sentence of the program, fetch/garbled
 * for anything but a whole answer.  ERR_TIMEOUT: fetch/timeout, with its
 * sentence too.  *answer points into bytes, which is
 * changed.
 */
enum err_kind fetch_answer_parse(char *bytes, size_t len,
	struct fetch_answer *answer, struct err *err) MUST_USE;

#endif
