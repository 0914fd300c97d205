#include "base/url.h"

#include "unit/tap.h"

static void
a_plain_url_is_split_into_its_parts(void)
{
	static const struct {
		const char *text, *scheme, *host, *port;
	} cases[] = {
		{"https://a.example/x?y=1", "https", "a.example", ""},
		{"http://127.0.0.1:8080", "http", "127.0.0.1", "8080"},
		{"http://[::1]:80/a:b@c", "http", "[::1]", "80"},
		{"https://localhost?x", "https", "localhost", ""},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct url url;

		CHECK(url_parse(str_from(cases[i].text), &url));
		CHECK(str_is(url.scheme, cases[i].scheme));
		CHECK(str_is(url.host, cases[i].host));
		CHECK(str_is(url.port, cases[i].port));
		CHECK(!url.has_userinfo && !url.has_fragment);
	}
}

static void
what_two_parsers_could_read_as_two_hosts_is_no_url(void)
{
	static const char *const texts[] = {"", "https", "https:", "https:/x",
		"https://", "https:///x", "://a", "//a", "https://a b/",
		"https://a\\@b/", "https://a\t/", "https://a\n", "https://a:/",
		"https://a:0/", "https://a:65536/", "https://a:-1/",
		"https://a:80:90/", "https://[::1", "https://[]/",
		"https://[::1]x/", "https://a%2eb/", "https://\xc3\xa4/",
		"https://a\"b/", "ht tp://a/", "https://a@b@c d/"};

	for (size_t i = 0; i < COUNT(texts); i++) {
		struct url url;

		CHECK(!url_parse(str_from(texts[i]), &url));
	}
}

static void
userinfo_and_fragment_are_noticed(void)
{
	struct url url;

	CHECK(url_parse(STR_LIT("https://a@b/"), &url));
	CHECK(url.has_userinfo && str_is(url.host, "b"));
	CHECK(url_parse(STR_LIT("https://a.example#@b/"), &url));
	CHECK(url.has_fragment && str_is(url.host, "a.example"));
	CHECK(url_parse(STR_LIT("https://localhost:80@evil/"), &url));
	CHECK(url.has_userinfo && str_is(url.host, "evil"));
}

static void
the_path_is_what_stands_before_query_and_fragment(void)
{
	struct url url;

	CHECK(url_parse(STR_LIT("https://a/b/c?d#e"), &url));
	CHECK(str_is(url.path, "/b/c") && url.has_query && url.has_fragment);
	CHECK(url_parse(STR_LIT("https://a"), &url));
	CHECK(!url.path.len && !url.has_query && !url.has_fragment);
}

static void
three_hosts_are_this_machine_and_no_other(void)
{
	static const struct {
		const char *text;
		bool loopback;
	} cases[] = {
		{"http://127.0.0.1/", true},
		{"http://[::1]:80", true},
		{"http://localhost?x", true},
		{"http://x@localhost/", false},
		{"http://127.0.0.2", false},
		{"http://127.1", false},
		{"http://0.0.0.0", false},
		{"http://[0:0:0:0:0:0:0:1]", false},
		{"http://LOCALHOST", false},
		{"http://localhost.", false},
		{"http://localhost.x", false},
		{"http://x.localhost", false},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct url url;

		CHECK(url_parse(str_from(cases[i].text), &url));
		CHECK_INT(url_is_loopback(&url), cases[i].loopback);
	}
}

int
main(void)
{
	RUN(a_plain_url_is_split_into_its_parts);
	RUN(what_two_parsers_could_read_as_two_hosts_is_no_url);
	RUN(userinfo_and_fragment_are_noticed);
	RUN(the_path_is_what_stands_before_query_and_fragment);
	RUN(three_hosts_are_this_machine_and_no_other);
	DONE();
}
