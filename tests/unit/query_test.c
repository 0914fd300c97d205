#include "http/query.h"

#include "unit/tap.h"

#include <stdlib.h>
#include <string.h>

static const int64_t now = 1795310100; /* 2026-11-22T01:15:00Z */

/* A request whose query is query, in arena. */
static struct request
ask(struct arena *arena, const char *query)
{
	struct request req;
	struct err err = {0};
	char variable[2000];
	const char *envp[] = {"REQUEST_METHOD=GET", variable, NULL};

	snprintf(variable, sizeof(variable), "REQUEST_URI=/?%s", query);
	if (request_from_cgi(&req, arena, envp, "", &err) != OK)
		abort();
	return req;
}

static void
known_parameters_pass_and_unknown_ones_are_named(void)
{
	static const char *const names[] = {"from", "to", NULL};
	struct arena *arena = arena_new(100000);
	struct request req = ask(arena, "to=1&from=2");
	struct err err = {0};

	CHECK_INT(query_only(&req, names, &err), OK);
	req = ask(arena, "from=1&form=2");
	CHECK_INT(query_only(&req, names, &err), ERR_PARAMETER);
	CHECK_STR(err.fields[0].name, "form");
	CHECK_STR(err.fields[0].detail,
		"\"form\" is no parameter; known here: from, to.");
	err = (struct err){0};
	req = ask(arena, "x");
	CHECK_INT(query_only(&req, &names[2], &err), ERR_PARAMETER);
	CHECK_STR(err.fields[0].detail,
		"\"x\" is no parameter; none is known here.");
	arena_free(arena);
}

static void
a_value_is_found_once(void)
{
	struct arena *arena = arena_new(100000);
	struct request req = ask(arena, "city=S%C3%A3o+Paulo&empty=");
	struct err err = {0};
	struct str value;

	CHECK_INT(query_str(&req, "city", &value, &err), OK);
	CHECK(str_is(value, "S\xC3\xA3o Paulo"));
	CHECK_INT(query_str(&req, "empty", &value, &err), OK);
	CHECK(value.at && !value.len);
	CHECK_INT(query_str(&req, "absent", &value, &err), OK);
	CHECK(!value.at);
	req = ask(arena, "city=a&city=a");
	CHECK_INT(query_str(&req, "city", &value, &err), ERR_PARAMETER);
	CHECK_STR(err.fields[0].detail, "city is there more than once.");
	arena_free(arena);
}

static void
a_malformed_query_is_refused_by_whoever_looks(void)
{
	static const char *const none[] = {NULL};
	static const char *const queries[] = {"a=1&b=%zz", "b=%ff", "b=%00"};
	struct arena *arena = arena_new(1000000);

	for (size_t i = 0; i < COUNT(queries); i++) {
		struct request req = ask(arena, queries[i]);
		struct err err = {0};
		struct str value;

		CHECK_INT(query_only(&req, none, &err), ERR_PARAMETER);
		CHECK_STR(err.reason, "query/malformed");
		CHECK_STR(err.fields[0].name, "b");
		err = (struct err){0};
		CHECK_INT(query_str(&req, "a", &value, &err), ERR_PARAMETER);
	}
	arena_free(arena);
}

static void
raw_bytes_are_quoted_so_that_json_can_hold_them(void)
{
	struct arena *arena = arena_new(1000000);
	struct request req = ask(arena, "b\xff\x01=%ff\xc3(");
	struct err err = {0};
	struct str value;

	CHECK_INT(query_str(&req, "a", &value, &err), ERR_PARAMETER);
	CHECK_STR(err.fields[0].name, "b??");
	CHECK(str_is_utf8(str_from(err.fields[0].detail)));
	req = ask(arena, "n=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
			 "\xC3\xA3\xC3\xA3\xC3\xA3\xC3\xA3");
	err = (struct err){0};
	CHECK_INT(query_int(&req, "n", 1, 2, 0, &(int64_t){0}, &err),
		ERR_PARAMETER);
	CHECK_STR(err.fields[0].detail,
		"n is \"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa...\"; "
		"write a whole number from 1 to 2.");
	arena_free(arena);
}

static void
too_many_parameters_are_said_to_be_too_many(void)
{
	char query[100];
	struct arena *arena = arena_new(1000000);
	struct request req;
	struct err err = {0};
	struct str value;

	memset(query, '&', sizeof(query));
	for (size_t i = 0; i < 33; i++)
		query[2 * i] = 'a';
	query[66] = '\0';
	req = ask(arena, query);
	CHECK_INT(query_str(&req, "b", &value, &err), ERR_PARAMETER);
	CHECK_STR(err.reason, "query/too-many");
	arena_free(arena);
}

static void
numbers_are_whole_and_in_range(void)
{
	static const struct {
		const char *query;
		enum err_kind kind;
		int64_t value;
	} cases[] = {
		{"", OK, 500},
		{"limit=1", OK, 1},
		{"limit=1000", OK, 1000},
		{"limit=0", ERR_PARAMETER, 500},
		{"limit=1001", ERR_PARAMETER, 500},
		{"limit=", ERR_PARAMETER, 500},
		{"limit=+5", ERR_PARAMETER, 500},
		{"limit=5.0", ERR_PARAMETER, 500},
		{"limit=0x5", ERR_PARAMETER, 500},
		{"limit=5&limit=5", ERR_PARAMETER, 500},
		{"limit=99999999999999999999999", ERR_PARAMETER, 500},
	};
	struct arena *arena = arena_new(1000000);

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct request req = ask(arena, cases[i].query);
		struct err err = {0};
		int64_t value = -1;

		CHECK_INT(query_int(&req, "limit", 1, 1000, 500, &value, &err),
			cases[i].kind);
		CHECK_INT(value, cases[i].value);
	}
	arena_free(arena);
}

static void
times_come_in_three_spellings(void)
{
	static const struct {
		const char *query;
		const char *code; /* NULL: accepted */
		int64_t value;
	} cases[] = {
		{"", NULL, 7},
		{"from=2026-11-22T01:15:00Z", NULL, 1795310100},
		{"from=2026-11-22T02:15:00%2B01:00", NULL, 1795310100},
		{"from=1969-12-31T23:59:59.5Z", NULL, -1},
		{"from=1795310100", NULL, 1795310100},
		{"from=0", NULL, 0},
		{"from=-5", NULL, -5},
		{"from=-24h", NULL, 1795310100 - 86400},
		{"from=-7d", NULL, 1795310100 - 604800},
		{"from=-0h", NULL, 1795310100},
		{"from=-999999d", NULL, -62167219200},
		{"from=-1000000d", "bad-time", 0},
		{"from=24h", "bad-time", 0},
		{"from=-h", "bad-time", 0},
		{"from=--1h", "bad-time", 0},
		{"from=-1w", "bad-time", 0},
		{"from=", "bad-time", 0},
		{"from=yesterday", "bad-time", 0},
		{"from=2026-11-22", "bad-time", 0},
		{"from=2026-11-22T02:15:00+01:00", "bad-time", 0},
		{"from=2026-11-22T01:15:00", "missing-offset", 0},
		{"from=253402300800", "bad-time", 0},
	};
	struct arena *arena = arena_new(1000000);

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct request req = ask(arena, cases[i].query);
		struct err err = {0};
		int64_t value = -1;
		enum err_kind kind =
			query_time(&req, "from", now, 7, &value, &err);

		CHECK_INT(kind, cases[i].code ? ERR_PARAMETER : OK);
		if (cases[i].code)
			CHECK_STR(err.fields[0].code, cases[i].code);
		else
			CHECK_INT(value, cases[i].value);
	}
	arena_free(arena);
}

/* It went into filters and links, which are of some length. */
static void
a_time_has_an_end(void)
{
	char query[200] = "from=2026-11-22T01:15:00.";
	struct arena *arena = arena_new(100000);
	struct request req = ask(arena, "from=2026-11-22T01:15:00.123456789Z");
	struct err err = {0};
	int64_t ms;

	CHECK_INT(query_time_ms(&req, "from", 0, 7, &ms, &err), OK);
	CHECK_INT(ms, now * 1000 + 123);
	for (size_t i = strlen(query); i < 100; i++)
		query[i] = '0';
	query[100] = 'Z';
	req = ask(arena, query);
	CHECK_INT(query_time_ms(&req, "from", 0, 7, &ms, &err), ERR_PARAMETER);
	CHECK_STR(err.fields[0].code, "bad-time");
	CHECK_INT(ms, 7);
	arena_free(arena);
}

int
main(void)
{
	RUN(known_parameters_pass_and_unknown_ones_are_named);
	RUN(a_value_is_found_once);
	RUN(a_malformed_query_is_refused_by_whoever_looks);
	RUN(raw_bytes_are_quoted_so_that_json_can_hold_them);
	RUN(too_many_parameters_are_said_to_be_too_many);
	RUN(numbers_are_whole_and_in_range);
	RUN(times_come_in_three_spellings);
	RUN(a_time_has_an_end);
	DONE();
}
