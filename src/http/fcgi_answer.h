#ifndef HTTP_FCGI_ANSWER_H
#define HTTP_FCGI_ANSWER_H

#include "base/attr.h"
#include "base/buf.h"

#include <fcgiapp.h>
#include <stdbool.h>
#include <stddef.h>

/*
 * The answer to one FastCGI request and its log line, in one write where both
 * are small; libfcgi would make one of each stream.  What does not fit goes
 * through libfcgi's streams from then on.
 */
struct fcgi_answer {
	struct buf log, out; /* what waits; their memory serves the next one */
	struct str lent;     /* behind out, and not ours */
	bool passed_on;      /* to libfcgi */
};

void fcgi_answer_init(struct fcgi_answer *answer);
void fcgi_answer_free(struct fcgi_answer *answer);

/* False when the peer is gone, as far as that is known already. */
bool fcgi_answer_write(struct fcgi_answer *answer, FCGX_Request *request,
	const char *bytes, size_t len) MUST_USE;
/* The last part, which stays where it is until fcgi_answer_end(): rendered
 * answers are large, and copying one costs as much as the rest of it. */
bool fcgi_answer_lend(struct fcgi_answer *answer, FCGX_Request *request,
	const char *bytes, size_t len) MUST_USE;
bool fcgi_answer_log(struct fcgi_answer *answer, FCGX_Request *request,
	const char *line, size_t len) MUST_USE;

/*
 * Sends what is left, with the mark that nothing is missing if whole, and
 * closes the connection: at once where was_read says that all of the request
 * was, else when the peer has closed its side or a moment later, since bytes
 * that nobody read would cost the peer the answer.
 */
void fcgi_answer_end(struct fcgi_answer *answer, FCGX_Request *request,
	bool whole, bool was_read);

#endif
