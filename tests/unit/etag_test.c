#include "http/etag.h"

#include "base/attr.h"
#include "unit/tap.h"

static bool
matches(const char *field)
{
	return etag_matches(str_from(field), STR_LIT("\"v1\""));
}

static void
the_tag_itself_matches(void)
{
	CHECK(matches("\"v1\""));
	CHECK(matches("  \"v1\"  "));
	CHECK(matches("W/\"v1\""));
	CHECK(matches("\"v0\", \"v1\""));
	CHECK(matches("\"v0\",W/\"v1\""));
	CHECK(matches(",, \"v1\""));
	CHECK(matches("*"));
}

static void
another_tag_does_not_match(void)
{
	CHECK(!matches(""));
	CHECK(!matches("\"v10\""));
	CHECK(!matches("\"V1\""));
	CHECK(!matches("\"v\""));
	CHECK(!matches("\"\""));
	CHECK(!matches("v1"));
	CHECK(!matches("\"v1"));
	CHECK(!matches("v1\""));
	CHECK(!matches("\"*\""));
	CHECK(!matches("w/\"v1\""));
	CHECK(!matches("**"));
}

static void
what_a_compressing_server_appended_is_stripped(void)
{
	CHECK(matches("\"v1-gzip\""));
	CHECK(matches("W/\"v1-br\""));
	CHECK(matches("\"v1-deflate\""));
	CHECK(matches("\"v1-zstd\""));
	CHECK(matches("\"v0\"-gzip, \"v1\"-gzip"));
	CHECK(!matches("\"v1-lzma\""));
	CHECK(!matches("\"v1-gzip-gzip\""));
	CHECK(!matches("\"-gzip\""));
}

static void
a_tag_that_ends_like_a_suffix_is_itself(void)
{
	CHECK(etag_matches(STR_LIT("\"a-gzip\""), STR_LIT("\"a-gzip\"")));
	CHECK(etag_matches(STR_LIT("\"a-gzip-gzip\""), STR_LIT("\"a-gzip\"")));
	CHECK(!etag_matches(STR_LIT("\"a\""), STR_LIT("\"a-gzip\"")));
}

static void
commas_inside_a_tag_belong_to_it(void)
{
	CHECK(etag_matches(STR_LIT("\"a,b\""), STR_LIT("\"a,b\"")));
	CHECK(!etag_matches(STR_LIT("\"x,\"v1\",y\""), STR_LIT("\"y\"")));
}

static void
an_empty_etag_is_matched_by_the_asterisk_only(void)
{
	CHECK(etag_matches(STR_LIT("*"), (struct str){NULL, 0}));
	CHECK(!etag_matches(STR_LIT("\"\""), (struct str){NULL, 0}));
}

int
main(void)
{
	RUN(the_tag_itself_matches);
	RUN(another_tag_does_not_match);
	RUN(what_a_compressing_server_appended_is_stripped);
	RUN(a_tag_that_ends_like_a_suffix_is_itself);
	RUN(commas_inside_a_tag_belong_to_it);
	RUN(an_empty_etag_is_matched_by_the_asterisk_only);
	DONE();
}
