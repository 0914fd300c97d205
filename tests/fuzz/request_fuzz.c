/*
 * CGI variables, one a line, and behind an empty line the body.  Whatever
 * they say, a segment is text and never a step, the body keeps its limit and
 * the refusal is one header block.
 */
#include "base/buf.h"
#include "base/uuid.h"
#include "fuzz/fuzz.h"
#include "http/etag.h"
#include "http/request.h"
#include "http/response.h"

#include <string.h>

enum { VARIABLES_MAX = 32, BODY_LIMIT = 64 };

static size_t
read_rest(void *ctx, char *dst, size_t want)
{
	struct str *rest = ctx;
	size_t n = rest->len < want ? rest->len : want;

	/* in pieces, as sockets do */
	if (n > 7)
		n = 7;
	if (!n)
		return 0;
	memcpy(dst, rest->at, n);
	rest->at += n;
	rest->len -= n;
	return n;
}

static bool
is_text(struct str s)
{
	for (size_t i = 0; i < s.len; i++)
		if ((unsigned char)s.at[i] < 0x20 || s.at[i] == 0x7F)
			return false;
	return str_is_utf8(s);
}

static void
check_request(const struct request *req)
{
	PROMISE(req->segment_count <= PATH_SEGMENTS_MAX);
	for (size_t i = 0; i < req->segment_count; i++) {
		PROMISE(req->segments[i].len > 0);
		PROMISE(is_text(req->segments[i]));
		PROMISE(!str_is(req->segments[i], "."));
		PROMISE(!str_is(req->segments[i], ".."));
	}
	PROMISE(req->parameter_count <= PARAMETERS_MAX);
	for (size_t i = 0; i < req->parameter_count; i++) {
		PROMISE(is_text(req->parameters[i].name));
		PROMISE(is_text(req->parameters[i].value));
	}
	PROMISE(req->content_length >= -1);
	/* a tag that is in no quotes matches nothing but the asterisk */
	PROMISE(!etag_matches(req->if_none_match, STR_LIT("\"\x01\"")) ||
		memchr(req->if_none_match.at, '*', req->if_none_match.len) ||
		memchr(req->if_none_match.at, '\x01', req->if_none_match.len));
}

static void
check_answer(
	const struct request *req, struct arena *arena, const struct err *err)
{
	struct response res = {0};
	struct str rest, line, length = {0};
	struct buf out;
	long long announced;

	buf_init(&out, 1 << 20);
	if (req->raw_path.at)
		response_header(&res, "X-Path", req->raw_path.at);
	if (req->origin.at)
		response_header(&res, "X-Origin", req->origin.at);
	response_problem(&res, arena, err, "some-id");
	buf_str(&out, response_write(&res, false, &out));
	PROMISE(!out.failed);
	rest = buf_as_str(&out);
	PROMISE(str_starts(rest, "Status: "));
	for (size_t n = 0; str_cut(&rest, '\n', &line) && line.len; n++) {
		PROMISE(n < 8 && is_text((struct str){line.at, 1}));
		PROMISE(n == 0 || !str_starts(line, "Status:"));
		if (str_starts(line, "Content-Length: ")) {
			PROMISE(!length.at);
			length = (struct str){line.at + 16, line.len - 16};
		}
	}
	PROMISE(str_to_int64(length, 1, 1 << 20, &announced));
	PROMISE((size_t)announced == rest.len);
	PROMISE(rest.at[0] == '{' && rest.at[rest.len - 1] == '}');
	buf_free(&out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new(1 << 20);
	struct str rest = {(const char *)data, size}, line;
	const char *envp[VARIABLES_MAX + 1] = {NULL};
	struct carrier carrier = {
		.envp = envp, .read_body = read_rest, .ctx = &rest};
	struct request req;
	struct err err = {0};
	size_t count = 0;
	enum err_kind kind;

	PROMISE(arena);
	while (str_cut(&rest, '\n', &line) && line.len)
		if (count < VARIABLES_MAX && memchr(line.at, '=', line.len))
			envp[count++] = arena_copy(arena, line);
	kind = request_from_cgi(&req, arena, envp, "/w", &err);
	PROMISE(kind == OK || kind == ERR_REQUEST || kind == ERR_NOT_FOUND);
	if (kind == OK) {
		check_request(&req);
		kind = request_read_body(
			&req, arena, &carrier, BODY_LIMIT, &err);
		PROMISE(kind == OK || kind == ERR_REQUEST ||
			kind == ERR_TOO_LARGE);
		PROMISE(kind != OK || req.body.len <= BODY_LIMIT);
		PROMISE(kind != OK || req.content_length < 0 ||
			req.body.len == (size_t)req.content_length);
	}
	check_answer(&req, arena, &err);
	arena_free(arena);
	return 0;
}
