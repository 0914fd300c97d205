/* What is read of the address of a request: path and query. */
#include "unit/request.h"

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
	DONE();
}
