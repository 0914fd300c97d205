#include "http/request.h"

#include "base/uuid.h"
#include "unit/tap.h"

#include <stdlib.h>

static const int64_t now_ms = 1795310100000;

/* One request after another, each in an arena of its own. */
struct fixture {
	struct arena *arena;
	struct request req;
	struct err err;
	enum err_kind kind;
};

static void
fixture_free(struct fixture *f)
{
	arena_free(f->arena);
}

static struct fixture
read_request(const char *const *envp, const char *base_path)
{
	struct fixture f = {.arena = arena_new(1 << 20)};

	if (!f.arena)
		abort();
	f.kind = request_from_cgi(
		&f.req, f.arena, envp, base_path, now_ms, &f.err);
	return f;
}

static struct fixture
read_uri(const char *uri, const char *base_path)
{
	char variable[20000];
	const char *envp[] = {"REQUEST_METHOD=GET", variable, NULL};

	snprintf(variable, sizeof(variable), "REQUEST_URI=%s", uri);
	return read_request(envp, base_path);
}

/* The segments joined by '|'; for a refusal its reason. */
static const char *
route_of(const char *uri, const char *base_path)
{
	static char joined[8192];
	struct fixture f = read_uri(uri, base_path);
	size_t len = 0;

	snprintf(joined, sizeof(joined), "%s", f.kind ? f.err.reason : "");
	for (size_t i = 0; !f.kind && i < f.req.segment_count; i++)
		len += (size_t)snprintf(joined + len, sizeof(joined) - len,
			"%s%.*s", i ? "|" : "", STR_ARG(f.req.segments[i]));
	fixture_free(&f);
	return joined;
}

static void
a_path_is_split_and_each_segment_decoded_once(void)
{
	static const struct {
		const char *uri, *route;
	} cases[] = {
		{"/", ""},
		{"/health", "health"},
		{"/api/weather/Seattle", "api|weather|Seattle"},
		{"//api///weather/", "api|weather"},
		{"/api?x=/y/../z", "api"},
		{"/api#frag/x", "api"},
		{"/a%2Fb/c", "a/b|c"},
		{"/a%252Fb", "a%2Fb"},
		{"/S%C3%A3o%20Paulo", "S\xC3\xA3o Paulo"},
		{"/S\xC3\xA3o", "S\xC3\xA3o"},
		{"/a+b", "a+b"},
		{"/a/./b/../c", "a|c"},
		{"/a/%2e%2E/b", "b"},
		{"/../../etc", "etc"},
		{"/..%2f..", "../.."},
		{"/...", "..."},
		{"http://h.example/api/x?y", "api|x"},
		{"HTTPS://h.example:8443/api", "api"},
		{"http://h.example", ""},
		{"http://h.example?x=/y", ""},
		{"http://h.example#/y", ""},
	};

	for (size_t i = 0; i < COUNT(cases); i++)
		CHECK_STR(route_of(cases[i].uri, ""), cases[i].route);
}

static void
a_path_that_cannot_be_read_is_malformed(void)
{
	static const char *const uris[] = {"/%", "/%4", "/%zz", "/a%2", "/%00",
		"/%0d%0a", "/a%7f", "/\x7f", "/a\tb", "/%ff", "/%c3",
		"/%ED%A0%80", "/%C0%AF", "/ok/../%", "/%2"};

	for (size_t i = 0; i < COUNT(uris); i++)
		CHECK_STR(route_of(uris[i], ""), "request/path");
	CHECK_STR(route_of("*", ""), "request/target");
	CHECK_STR(route_of("api", ""), "request/target");
	CHECK_STR(route_of("ftp://h/api", ""), "request/target");
}

static void
the_base_path_is_removed_once_and_by_segments(void)
{
	CHECK_STR(route_of("/w/api", "/w"), "api");
	CHECK_STR(route_of("/w/x/api", "/w/x"), "api");
	CHECK_STR(route_of("/w/w/api", "/w"), "w|api");
	CHECK_STR(route_of("/%77/api", "/w"), "api");
	CHECK_STR(route_of("/other/../w/api", "/w"), "api");
	CHECK_STR(route_of("/w", "/w"), "");
	CHECK_STR(route_of("/ww/api", "/w"), "request/outside-base");
	CHECK_STR(route_of("/api", "/w"), "request/outside-base");
	CHECK_STR(route_of("/w/../api", "/w"), "request/outside-base");
	CHECK_STR(route_of("/w%2Fx/api", "/w/x"), "request/outside-base");
	CHECK_STR(route_of("/", "/w"), "request/outside-base");
}

/* RFC 9728 3.1: between host and path. */
static void
a_well_known_address_has_the_base_path_behind_its_name(void)
{
	CHECK_STR(route_of("/.well-known/x/w", "/w"), ".well-known|x");
	CHECK_STR(route_of("/.well-known/x/w/v", "/w/v"), ".well-known|x");
	CHECK_STR(route_of("/w/.well-known/x", "/w"), ".well-known|x");
	CHECK_STR(route_of("/w/.well-known/x/w", "/w"), ".well-known|x|w");
	CHECK_STR(route_of("/.well-known/x", "/w"), "request/outside-base");
	CHECK_STR(route_of("/.well-known/w", "/w"), "request/outside-base");
	CHECK_STR(route_of("/.well-known/x/w/v", "/w"), "request/outside-base");
	CHECK_STR(route_of("/.well-known/x/w", "/w/v"), "request/outside-base");
	CHECK_STR(route_of("/well-known/x/w", "/w"), "request/outside-base");
	CHECK_STR(route_of("/.well-known/x/w", ""), ".well-known|x|w");
	CHECK_STR(route_of("/.well-known/x", ""), ".well-known|x");
}

static void
outside_the_base_path_nothing_is_found(void)
{
	struct fixture f = read_uri("/api", "/w");

	CHECK_INT(f.kind, ERR_NOT_FOUND);
	CHECK_INT(f.req.method, HTTP_GET);
	CHECK(str_is(f.req.raw_path, "/api"));
	fixture_free(&f);
}

static void
sixteen_segments_are_found_and_seventeen_are_not(void)
{
	CHECK_STR(route_of("/1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16", ""),
		"1|2|3|4|5|6|7|8|9|10|11|12|13|14|15|16");
	CHECK_STR(route_of("/b/1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16", "/b"),
		"1|2|3|4|5|6|7|8|9|10|11|12|13|14|15|16");
	CHECK_STR(route_of("/1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16/17", ""),
		"request/path-depth");
	CHECK_STR(route_of("/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a"
			   "/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a",
			  ""),
		"request/path-depth");
}

static void
long_addresses_are_refused_at_their_limits(void)
{
	static char uri[20000];
	struct fixture f;

	memset(uri, 'a', 4097);
	uri[0] = '/';
	uri[4096] = '\0';
	f = read_uri(uri, "");
	CHECK_INT(f.kind, OK);
	fixture_free(&f);
	uri[4096] = 'a';
	uri[4097] = '\0';
	f = read_uri(uri, "");
	CHECK_INT(f.kind, ERR_REQUEST);
	CHECK_STR(f.err.reason, "request/path-length");
	CHECK_INT(f.req.raw_path.len, 4096);
	fixture_free(&f);
	memset(uri, 'q', 8194);
	memcpy(uri, "/?", 2);
	uri[8194] = '\0';
	f = read_uri(uri, "");
	CHECK_INT(f.kind, OK);
	CHECK_INT(f.req.raw_query.len, 8192);
	fixture_free(&f);
	uri[8194] = 'q';
	uri[8195] = '\0';
	f = read_uri(uri, "");
	CHECK_STR(f.err.reason, "request/query-length");
	fixture_free(&f);
}

static void
without_request_uri_the_decoded_parts_are_joined(void)
{
	static const char *const envp[] = {"REQUEST_METHOD=GET",
		"SCRIPT_NAME=/api", "PATH_INFO=/weather/100%25 sure",
		"QUERY_STRING=units=metric", NULL};
	static const char *const nothing[] = {"REQUEST_METHOD=GET", NULL};
	struct fixture f = read_request(envp, "");

	CHECK_INT(f.kind, OK);
	CHECK_INT(f.req.segment_count, 3);
	CHECK(str_is(f.req.segments[2], "100%25 sure"));
	CHECK_INT(f.req.parameter_count, 1);
	fixture_free(&f);
	f = read_request(nothing, "");
	CHECK_INT(f.kind, ERR_REQUEST);
	fixture_free(&f);
}

static void
the_query_comes_from_request_uri_alone(void)
{
	static const char *const envp[] = {"REQUEST_METHOD=GET",
		"REQUEST_URI=/api?a=%6d", "QUERY_STRING=a=other", NULL};
	struct fixture f = read_request(envp, "");

	CHECK(str_is(f.req.raw_query, "a=%6d"));
	CHECK(str_is(f.req.parameters[0].value, "m"));
	fixture_free(&f);
}

static void
parameters_are_decoded_with_plus_as_blank(void)
{
	struct fixture f =
		read_uri("/?a=1&b=x+y%2Bz&&c&d=&e=f=g&=h&%C3%A9=%26", "");
	static const char *const pairs[][2] = {{"a", "1"}, {"b", "x y+z"},
		{"c", ""}, {"d", ""}, {"e", "f=g"}, {"", "h"},
		{"\xC3\xA9", "&"}};

	CHECK_INT(f.kind, OK);
	CHECK(!f.req.bad_query);
	CHECK_INT(f.req.parameter_count, COUNT(pairs));
	for (size_t i = 0; i < COUNT(pairs); i++) {
		CHECK(str_is(f.req.parameters[i].name, pairs[i][0]));
		CHECK(str_is(f.req.parameters[i].value, pairs[i][1]));
		CHECK(f.req.parameters[i].value.at != NULL);
	}
	fixture_free(&f);
}

static void
a_bad_query_is_remembered_and_not_refused_here(void)
{
	static const char *const queries[] = {"/?a=%", "/?a=%zz", "/?%4=1",
		"/?a=%00", "/?a=%0a", "/?a=%ff", "/?x=1&y=%c3"};

	for (size_t i = 0; i < COUNT(queries); i++) {
		struct fixture f = read_uri(queries[i], "");

		CHECK_INT(f.kind, OK);
		CHECK(f.req.bad_query);
		fixture_free(&f);
	}
}

static void
thirty_two_parameters_fit(void)
{
	char uri[200] = "/?";
	struct fixture f;

	for (int i = 0; i < 32; i++)
		memcpy(uri + 2 + 2 * i, "a&", 3);
	f = read_uri(uri, "");
	CHECK(!f.req.bad_query);
	CHECK_INT(f.req.parameter_count, 32);
	fixture_free(&f);
	memcpy(uri + 2 + 64, "a", 2);
	f = read_uri(uri, "");
	CHECK(f.req.bad_query);
	fixture_free(&f);
}

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
every_request_has_its_own_id(void)
{
	struct fixture a = read_uri("/", ""), b = read_uri("/%", "");

	CHECK(uuid_is_valid(str_from(a.req.id)));
	CHECK(uuid_is_valid(str_from(b.req.id)));
	CHECK(strcmp(a.req.id, b.req.id) != 0);
	CHECK_INT(a.req.id[14], '7');
	fixture_free(&a);
	fixture_free(&b);
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
			request_from_cgi(&req, arena, envp, "", now_ms, &err);

		CHECK(kind == OK || kind == ERR_INTERNAL);
		CHECK(limit || kind == ERR_INTERNAL);
		last = kind;
		CHECK(uuid_is_valid(str_from(req.id)));
		arena_free(arena);
	}
	CHECK_INT(last, OK);
}

int
main(void)
{
	RUN(a_path_is_split_and_each_segment_decoded_once);
	RUN(a_path_that_cannot_be_read_is_malformed);
	RUN(the_base_path_is_removed_once_and_by_segments);
	RUN(a_well_known_address_has_the_base_path_behind_its_name);
	RUN(outside_the_base_path_nothing_is_found);
	RUN(sixteen_segments_are_found_and_seventeen_are_not);
	RUN(long_addresses_are_refused_at_their_limits);
	RUN(without_request_uri_the_decoded_parts_are_joined);
	RUN(the_query_comes_from_request_uri_alone);
	RUN(parameters_are_decoded_with_plus_as_blank);
	RUN(a_bad_query_is_remembered_and_not_refused_here);
	RUN(thirty_two_parameters_fit);
	RUN(methods_are_exact);
	RUN(the_credential_comes_from_either_variable);
	RUN(the_first_of_two_variables_counts);
	RUN(the_other_headers_are_taken_over);
	RUN(without_content_type_no_media_type_matches);
	RUN(every_request_has_its_own_id);
	RUN(a_length_is_digits_or_nothing);
	RUN(a_body_is_read_as_announced_or_refused);
	RUN(a_body_announced_too_large_is_not_even_read);
	RUN(a_full_arena_is_an_internal_error);
	DONE();
}
