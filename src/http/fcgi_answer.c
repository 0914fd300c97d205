#include "http/fcgi_answer.h"

#include <errno.h>
#include <fastcgi.h>
#include <limits.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

/* Content of one record; and of a log line, which is a record as well. */
enum { RECORD_MAX = 65528 };

void
fcgi_answer_init(struct fcgi_answer *answer)
{
	*answer = (struct fcgi_answer){0};
	buf_init(&answer->log, RECORD_MAX);
	buf_init(&answer->out, RECORD_MAX);
}

void
fcgi_answer_free(struct fcgi_answer *answer)
{
	buf_free(&answer->log);
	buf_free(&answer->out);
}

static bool
put(FCGX_Stream *stream, const char *bytes, size_t len)
{
	return len <= INT_MAX &&
	       (!len || FCGX_PutStr(bytes, (int)len, stream) == (int)len);
}

static void
clear(struct fcgi_answer *answer)
{
	buf_clear(&answer->log);
	buf_clear(&answer->out);
	answer->lent = (struct str){NULL, 0};
}

/* From here on everything goes through libfcgi. */
static bool
pass_on(struct fcgi_answer *answer, FCGX_Request *request)
{
	bool there = put(request->err, answer->log.at, answer->log.len) &&
		     put(request->out, answer->out.at, answer->out.len) &&
		     put(request->out, answer->lent.at, answer->lent.len);

	clear(answer);
	answer->passed_on = true;
	return there;
}

/* True when bytes are in buf, false when they have to be passed on. */
static bool
keep(struct fcgi_answer *answer, struct buf *buf, const char *bytes, size_t len)
{
	if (answer->passed_on || len > RECORD_MAX - buf->len)
		return false;
	buf_reserve(buf, len);
	if (buf->failed) {
		buf->failed = buf->starved = false;
		return false;
	}
	buf_add(buf, bytes, len);
	return true;
}

bool
fcgi_answer_write(struct fcgi_answer *answer, FCGX_Request *request,
	const char *bytes, size_t len)
{
	if (keep(answer, &answer->out, bytes, len))
		return true;
	if (!answer->passed_on && !pass_on(answer, request))
		return false;
	return put(request->out, bytes, len);
}

bool
fcgi_answer_lend(struct fcgi_answer *answer, FCGX_Request *request,
	const char *bytes, size_t len)
{
	if (answer->passed_on || len > RECORD_MAX - answer->out.len)
		return fcgi_answer_write(answer, request, bytes, len);
	answer->lent = (struct str){bytes, len};
	return true;
}

bool
fcgi_answer_log(struct fcgi_answer *answer, FCGX_Request *request,
	const char *line, size_t len)
{
	if (keep(answer, &answer->log, line, len))
		return true;
	if (!answer->passed_on && !pass_on(answer, request))
		return false;
	return put(request->err, line, len);
}

static FCGI_Header
header_of(const FCGX_Request *request, int type, size_t len)
{
	return (FCGI_Header){
		.version = FCGI_VERSION_1,
		.type = (unsigned char)type,
		.requestIdB1 = (unsigned char)(request->requestId >> 8),
		.requestIdB0 = (unsigned char)request->requestId,
		.contentLengthB1 = (unsigned char)(len >> 8),
		.contentLengthB0 = (unsigned char)len,
	};
}

/* iovec knows no const: its bytes may also be read into. */
static struct iovec
part(const void *bytes, size_t len)
{
	struct iovec made = {.iov_len = len};

	memcpy(&made.iov_base, &bytes, sizeof(bytes));
	return made;
}

/* Whoever reads it may be slow, or gone: then nobody can be told. */
static void
send_all(int fd, struct iovec *parts, int count)
{
	while (count) {
		ssize_t sent = writev(fd, parts, count);

		if (sent < 0 && errno == EINTR)
			continue;
		if (sent < 0)
			return;
		for (; count && (size_t)sent >= parts->iov_len; count--)
			sent -= (ssize_t)parts++->iov_len;
		if (count) {
			parts->iov_base = (char *)parts->iov_base + sent;
			parts->iov_len -= (size_t)sent;
		}
	}
}

static void
send_answer(const struct fcgi_answer *answer, const FCGX_Request *request,
	bool whole)
{
	FCGI_Header log = header_of(request, FCGI_STDERR, answer->log.len);
	FCGI_Header out = header_of(
		request, FCGI_STDOUT, answer->out.len + answer->lent.len);
	struct {
		FCGI_Header out_end;
		FCGI_EndRequestRecord request_end;
	} end = {
		.out_end = header_of(request, FCGI_STDOUT, 0),
		.request_end = {.header = header_of(request, FCGI_END_REQUEST,
					sizeof(end.request_end.body))},
	};
	struct iovec parts[6];
	int count = 0;

	if (answer->log.len) {
		parts[count++] = part(&log, sizeof(log));
		parts[count++] = part(answer->log.at, answer->log.len);
	}
	if (answer->out.len + answer->lent.len)
		parts[count++] = part(&out, sizeof(out));
	if (answer->out.len)
		parts[count++] = part(answer->out.at, answer->out.len);
	if (answer->lent.len)
		parts[count++] = part(answer->lent.at, answer->lent.len);
	if (whole)
		parts[count++] = part(&end, sizeof(end));
	send_all(request->ipcFd, parts, count);
}

void
fcgi_answer_end(struct fcgi_answer *answer, FCGX_Request *request, bool whole,
	bool was_read)
{
	if (was_read)
		FCGX_Detach(request);
	if (!answer->passed_on) {
		send_answer(answer, request, whole);
		FCGX_Free(request, 1);
	} else if (whole) {
		FCGX_Finish_r(request);
	} else {
		FCGX_FFlush(request->out);
		FCGX_FFlush(request->err);
		FCGX_Free(request, 1);
	}
	clear(answer);
	answer->passed_on = false;
}
