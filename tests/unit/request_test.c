/* What is read of a request besides its address: method, headers and body. */
#include "unit/request.h"

static void
methods_are_exact(void)
{
	static const struct {
		const char *variable;
		enum http_method method;
	} cases[] = {
		{"REQUEST_METHOD=GET", HTTP_GET},
		{"REQUEST_METHOD=HEAD", HTTP_HEAD},
		{"REQUEST_METHOD=POST", HTTP_POST},
		{"REQUEST_METHOD=PUT", HTTP_PUT},
		{"REQUEST_METHOD=PATCH", HTTP_PATCH},
		{"REQUEST_METHOD=DELETE", HTTP_DELETE},
		{"REQUEST_METHOD=OPTIONS", HTTP_OPTIONS},
		{"REQUEST_METHOD=get", HTTP_OTHER},
		{"REQUEST_METHOD=GETS", HTTP_OTHER},
		{"REQUEST_METHOD=GE", HTTP_OTHER},
		{"REQUEST_METHOD=", HTTP_OTHER},
		{"REQUEST_METHOD2=GET", HTTP_OTHER},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *envp[] = {cases[i].variable, "REQUEST_URI=/", NULL};
		struct fixture f = read_request(envp, "");

		CHECK_INT(f.req.method, cases[i].method);
		fixture_free(&f);
	}
}

static void
the_credential_comes_from_either_variable(void)
{
	static const struct {
		const char *plain, *carried;
		bool two;
		const char *authorization;
	} cases[] = {
		{"X=", "X=", false, ""},
		{"HTTP_AUTHORIZATION=Bearer a", "X=", false, "Bearer a"},
		{"X=", "REDIRECT_HTTP_AUTHORIZATION=Bearer b", false,
			"Bearer b"},
		{"HTTP_AUTHORIZATION=", "REDIRECT_HTTP_AUTHORIZATION=Bearer b",
			false, "Bearer b"},
		{"HTTP_AUTHORIZATION=Bearer a",
			"REDIRECT_HTTP_AUTHORIZATION=", false, "Bearer a"},
		{"HTTP_AUTHORIZATION=Bearer a",
			"REDIRECT_HTTP_AUTHORIZATION=Bearer a", false,
			"Bearer a"},
		{"HTTP_AUTHORIZATION=Bearer a",
			"REDIRECT_HTTP_AUTHORIZATION=Bearer b", true, ""},
		{"HTTP_X_AUTHORIZATION=Bearer a",
			"REDIRECT_REDIRECT_HTTP_AUTHORIZATION=Bearer a", false,
			""},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *envp[] = {"REQUEST_METHOD=GET", "REQUEST_URI=/",
			cases[i].plain, cases[i].carried, NULL};
		struct fixture f = read_request(envp, "");

		CHECK_INT(f.kind, OK);
		CHECK_INT(f.req.two_credentials, cases[i].two);
		CHECK(str_is(f.req.authorization, cases[i].authorization));
		fixture_free(&f);
	}
}

static void
the_first_of_two_variables_counts(void)
{
	static const char *const envp[] = {"REQUEST_METHOD=GET",
		"REQUEST_URI=/one", "REQUEST_URI=/two",
		"HTTP_IF_NONE_MATCH=\"a\"", "HTTP_IF_NONE_MATCH=\"b\"", NULL};
	struct fixture f = read_request(envp, "");

	CHECK(str_is(f.req.segments[0], "one"));
	CHECK(str_is(f.req.if_none_match, "\"a\""));
	fixture_free(&f);
}

static void
the_other_headers_are_taken_over(void)
{
	static const char *const envp[] = {"REQUEST_METHOD=PATCH",
		"REQUEST_URI=/",
		"CONTENT_TYPE=Application/JSON ; charset=utf-8",
		"REMOTE_ADDR=::1", "HTTP_IF_MATCH=\"m\"",
		"HTTP_ORIGIN=https://a.example",
		"HTTP_ACCESS_CONTROL_REQUEST_METHOD=POST",
		"HTTP_IDEMPOTENCY_KEY=k", "HTTP_CONTENT_TYPE=text/plain",
		"HTTP_PROXY=http://evil.example", NULL};
	struct fixture f = read_request(envp, "");

	CHECK(request_is_media_type(&f.req, "application/json"));
	CHECK(!request_is_media_type(&f.req, "application/jso"));
	CHECK(!request_is_media_type(&f.req, "text/plain"));
	CHECK(str_is(f.req.remote_addr, "::1"));
	CHECK(str_is(f.req.if_match, "\"m\""));
	CHECK(str_is(f.req.origin, "https://a.example"));
	CHECK(str_is(f.req.request_method_wanted, "POST"));
	CHECK(str_is(f.req.idempotency_key, "k"));
	fixture_free(&f);
}

static void
without_content_type_no_media_type_matches(void)
{
	struct request req = {0};

	CHECK(!request_is_media_type(&req, "application/json"));
	CHECK(!request_is_media_type(&req, ""));
}

static void
a_length_is_digits_or_nothing(void)
{
	static const struct {
		const char *variable;
		enum err_kind kind;
		long long length;
	} cases[] = {
		{"X=", OK, -1},
		{"CONTENT_LENGTH=", OK, -1},
		{"CONTENT_LENGTH=0", OK, 0},
		{"CONTENT_LENGTH=007", OK, 7},
		{"CONTENT_LENGTH=-1", ERR_REQUEST, -1},
		{"CONTENT_LENGTH=-0", ERR_REQUEST, -1},
		{"CONTENT_LENGTH=+3", ERR_REQUEST, -1},
		{"CONTENT_LENGTH= 3", ERR_REQUEST, -1},
		{"CONTENT_LENGTH=3 ", ERR_REQUEST, -1},
		{"CONTENT_LENGTH=3,3", ERR_REQUEST, -1},
		{"CONTENT_LENGTH=0x3", ERR_REQUEST, -1},
		{"CONTENT_LENGTH=99999999999999999999", ERR_REQUEST, -1},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *envp[] = {"REQUEST_METHOD=POST", "REQUEST_URI=/",
			cases[i].variable, NULL};
		struct fixture f = read_request(envp, "");

		CHECK_INT(f.kind, cases[i].kind);
		CHECK_INT(f.req.content_length, cases[i].length);
		fixture_free(&f);
	}
}

/* A body that comes in pieces, and is cut after them when cut is true. */
struct source {
	const char *bytes;
	size_t len, piece;
	bool cut;
	size_t reads;
};

static size_t
read_source(void *ctx, char *dst, size_t want)
{
	struct source *source = ctx;
	size_t n = source->len < want ? source->len : want;

	source->reads++;
	if (n > source->piece)
		n = source->piece;
	if (!n && source->cut)
		return (size_t)-1;
	if (n)
		memcpy(dst, source->bytes, n);
	source->bytes += n;
	source->len -= n;
	return n;
}

static void
a_body_is_read_as_announced_or_refused(void)
{
	static const struct {
		long long announced;
		const char *bytes;
		bool cut;
		enum err_kind kind;
		const char *reason;
	} cases[] = {
		{5, "12345", false, OK, NULL},
		{0, "", false, OK, NULL},
		{-1, "", false, OK, NULL},
		{-1, "12345", false, OK, NULL},
		{-1, "12345678", false, OK, NULL},
		{8, "12345678", false, OK, NULL},
		{9, "123456789", false, ERR_TOO_LARGE, "request/body-length"},
		{-1, "123456789", false, ERR_TOO_LARGE, "request/body-length"},
		{5, "1234", false, ERR_REQUEST, "request/body-cut"},
		{5, "", false, ERR_REQUEST, "request/body-cut"},
		{5, "1234", true, ERR_REQUEST, "request/body-cut"},
		{-1, "1234", true, ERR_REQUEST, "request/body-cut"},
		{5, "123456", false, ERR_REQUEST, "request/body-longer"},
		{0, "1", false, ERR_REQUEST, "request/body-longer"},
	};

	for (size_t i = 0; i < COUNT(cases); i++)
		for (size_t piece = 1; piece < 12; piece += 5) {
			struct source source = {cases[i].bytes,
				strlen(cases[i].bytes), piece, cases[i].cut, 0};
			struct carrier carrier = {
				.read_body = read_source, .ctx = &source};
			struct request req = {
				.content_length = cases[i].announced};
			struct arena *arena = arena_new(1000);
			struct err err = {0};

			CHECK_INT(request_read_body(
					  &req, arena, &carrier, 8, &err),
				cases[i].kind);
			if (cases[i].reason)
				CHECK_STR(err.reason, cases[i].reason);
			CHECK(str_is(
				req.body, cases[i].kind ? "" : cases[i].bytes));
			arena_free(arena);
		}
}

static void
a_body_announced_too_large_is_not_even_read(void)
{
	struct source source = {"123456789", 9, 9, false, 0};
	struct carrier carrier = {.read_body = read_source, .ctx = &source};
	struct request req = {.content_length = 9};
	struct arena *arena = arena_new(1000);
	struct err err = {0};

	CHECK_INT(request_read_body(&req, arena, &carrier, 8, &err),
		ERR_TOO_LARGE);
	CHECK_INT(source.reads, 0);
	CHECK_STR(err.fields[0].detail, "The body may have at most 8 bytes.");
	request_drain_body(&carrier);
	CHECK_INT(source.len, 0);
	arena_free(arena);
}

static void
a_full_arena_is_an_internal_error(void)
{
	static const char *const envp[] = {"REQUEST_METHOD=POST",
		"REQUEST_URI=/api/x?y=z", "HTTP_AUTHORIZATION=Bearer a", NULL};
	enum err_kind last = OK;

	for (size_t limit = 0; limit < 600; limit += 3) {
		struct arena *arena = arena_new(limit);
		struct request req;
		struct err err = {0};
		enum err_kind kind =
			request_from_cgi(&req, arena, envp, "", &err);

		CHECK(kind == OK || kind == ERR_INTERNAL);
		CHECK(limit || kind == ERR_INTERNAL);
		last = kind;
		arena_free(arena);
	}
	CHECK_INT(last, OK);
}

int
main(void)
{
	RUN(methods_are_exact);
	RUN(the_credential_comes_from_either_variable);
	RUN(the_first_of_two_variables_counts);
	RUN(the_other_headers_are_taken_over);
	RUN(without_content_type_no_media_type_matches);
	RUN(a_length_is_digits_or_nothing);
	RUN(a_body_is_read_as_announced_or_refused);
	RUN(a_body_announced_too_large_is_not_even_read);
	RUN(a_full_arena_is_an_internal_error);
	DONE();
}
