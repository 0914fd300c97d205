#include "http/response.h"

#include "base/json.h"
#include "unit/tap.h"

static const char id[] = "0199e1d2-0000-7000-8000-000000000000";

/* What res is on the wire; the caller frees *out. */
static const char *
written(const struct response *res, bool head_only, struct buf *out)
{
	buf_init(out, 100000);
	buf_str(out, response_write(res, head_only, out));
	return out->at;
}

static bool
is_fixed_500(const struct response *res)
{
	struct buf out;
	const char *text = written(res, false, &out);
	bool is = !strncmp(text, "Status: 500 Internal Server Error\n", 34) &&
		  strstr(text, "\"title\":\"Internal\"");

	buf_free(&out);
	return is;
}

static void
an_answer_is_one_header_block_and_its_body(void)
{
	struct response res = {0};
	struct buf out;

	response_header(&res, "X-Request-Id", id);
	response_json(&res, 201, STR_LIT("{\"a\":1}"));
	CHECK_STR(written(&res, false, &out),
		"Status: 201 Created\n"
		"X-Request-Id: 0199e1d2-0000-7000-8000-000000000000\n"
		"Content-Type: application/json\n"
		"Content-Length: 7\n"
		"\n"
		"{\"a\":1}");
	buf_free(&out);
}

static void
head_keeps_the_length_and_leaves_the_body_out(void)
{
	struct response res = {0};
	struct buf out;

	response_json(&res, 200, STR_LIT("\"OK\""));
	CHECK_STR(written(&res, true, &out), "Status: 200 OK\n"
					     "Content-Type: application/json\n"
					     "Content-Length: 4\n\n");
	buf_free(&out);
}

static void
no_content_has_neither_body_nor_type(void)
{
	static const int statuses[] = {204, 304};

	for (size_t i = 0; i < COUNT(statuses); i++) {
		struct response res = {0};
		struct buf out;
		const char *text;

		response_json(&res, statuses[i], STR_LIT("{}"));
		response_header(&res, "ETag", "\"v1\"");
		text = written(&res, false, &out);
		CHECK(!strstr(text, "Content-"));
		CHECK(strstr(text, "\nETag: \"v1\"\n\n"));
		CHECK_INT(strcmp(text + strlen(text) - 2, "\n\n"), 0);
		buf_free(&out);
	}
}

static void
an_answer_nobody_set_is_a_500(void)
{
	struct response res = {0};

	CHECK(is_fixed_500(&res));
	res.status = 199;
	CHECK(is_fixed_500(&res));
	res.status = 600;
	CHECK(is_fixed_500(&res));
	res.status = 200;
	CHECK(!is_fixed_500(&res));
}

static void
a_response_cannot_be_split(void)
{
	static const struct response_header bad[] = {
		{"Link", "a\nX: y"},
		{"Link", "a\r\n\r\nbody"},
		{"Link", "a\x01"},
		{"Link", "\x7f"},
		{"Link", "a\tb"},
		{"Link", NULL},
		{"Link:", "a"},
		{"Li nk", "a"},
		{"", "a"},
		{"L\n", "a"},
		{"L\xC3\xA3", "a"},
		{"Status", "200 OK"},
		{"content-length", "0"},
		{"Content-Type", "text/html"},
		{"Transfer-Encoding", "chunked"},
	};

	for (size_t i = 0; i < COUNT(bad); i++) {
		struct response res = {.status = 200};

		response_header(&res, bad[i].name, bad[i].value);
		CHECK(is_fixed_500(&res));
	}
	{
		struct response res = {
			.status = 200, .content_type = "text/html\nX: y"};

		CHECK(is_fixed_500(&res));
	}
	{
		struct response res = {.status = 200};

		response_header(&res, "Link", "<a>; rel=\"next\", \xC3\xA3");
		CHECK(!is_fixed_500(&res));
	}
}

static void
a_header_is_set_once_and_found_in_any_case(void)
{
	struct response res = {.status = 200};

	CHECK(!response_get(&res, "Vary"));
	response_header(&res, "Vary", "Origin");
	response_header(&res, "vary", "Authorization, Origin");
	CHECK_INT(res.header_count, 1);
	CHECK_STR(response_get(&res, "VARY"), "Authorization, Origin");
}

static void
one_header_too_many_is_a_500(void)
{
	static char names[RESPONSE_HEADERS_MAX + 1][8];
	struct response res = {.status = 200};

	for (size_t i = 0; i < RESPONSE_HEADERS_MAX; i++) {
		snprintf(names[i], sizeof(names[i]), "X-%zu", i);
		response_header(&res, names[i], "a");
	}
	CHECK(!is_fixed_500(&res));
	response_header(&res, "X-One-More", "a");
	CHECK(is_fixed_500(&res));
}

static void
every_kind_of_error_has_a_reason_phrase_and_a_title(void)
{
	struct arena *arena = arena_new(1 << 20);

	for (int kind = OK + 1; kind <= (int)ERR_FULL; kind++) {
		struct err err = {.kind = (enum err_kind)kind};
		struct response res = {0};

		CHECK(strcmp(response_reason(err_status(err.kind)), "Status"));
		response_problem(&res, arena, &err, id);
		CHECK_INT(res.status, err_status(err.kind));
		CHECK_STR(res.content_type, "application/problem+json");
		CHECK_STR(response_get(&res, "cache-control"), "no-store");
		CHECK(!str_is(res.body, ""));
	}
	arena_free(arena);
}

static void
a_problem_without_fields_shows_only_its_kind(void)
{
	struct arena *arena = arena_new(1 << 20);
	struct response res = {0};
	struct err err = {0};

	fail(&err, ERR_BAD_TOKEN, "token/expired", "secret detail");
	response_problem(&res, arena, &err, id);
	CHECK(str_is(res.body,
		"{\"type\":\"/problems/invalid-token\","
		"\"title\":\"Invalid token\",\"status\":401,"
		"\"detail\":\"The access token is not acceptable here.\","
		"\"instance\":\"urn:uuid:0199e1d2-0000-7000-8000-"
		"000000000000\"}"));
	CHECK(!response_get(&res, "Retry-After"));
	arena_free(arena);
}

static void
bad_fields_are_listed_by_pointer_or_parameter(void)
{
	struct arena *arena = arena_new(1 << 20);
	struct response res = {0};
	struct err err = {0};

	fail_field(&err, ERR_PARAMETER, "query/number", "limit", "bad-number",
		"limit is \"x\".");
	response_problem(&res, arena, &err, id);
	CHECK(str_is(res.body,
		"{\"type\":\"/problems/bad-parameter\","
		"\"title\":\"Bad parameter\",\"status\":400,"
		"\"detail\":\"limit is \\\"x\\\".\","
		"\"instance\":\"urn:uuid:0199e1d2-0000-7000-8000-"
		"000000000000\",\"errors\":[{\"parameter\":\"limit\","
		"\"code\":\"bad-number\",\"detail\":\"limit is \\\"x\\\".\""
		"}]}"));
	err = (struct err){0};
	err_field(&err, "/temp", "out-of-range", "Too hot.");
	err_field(&err, "/wind", "wrong-type", "No number.");
	CHECK_INT(err_settle(&err, ERR_INVALID, "observation/fields"),
		ERR_INVALID);
	response_problem(&res, arena, &err, id);
	CHECK(str_is(res.body,
		"{\"type\":\"/problems/validation\","
		"\"title\":\"Validation\",\"status\":422,"
		"\"detail\":\"2 fields were rejected.\","
		"\"instance\":\"urn:uuid:0199e1d2-0000-7000-8000-"
		"000000000000\",\"errors\":[{\"pointer\":\"/temp\","
		"\"code\":\"out-of-range\",\"detail\":\"Too hot.\"},"
		"{\"pointer\":\"/wind\",\"code\":\"wrong-type\","
		"\"detail\":\"No number.\"}]}"));
	arena_free(arena);
}

static void
fields_beyond_the_last_are_counted_only(void)
{
	struct arena *arena = arena_new(1 << 20);
	struct response res = {0};
	struct err err = {0};
	json_t *problem = NULL;

	for (int i = 0; i < ERR_FIELDS_MAX + 6; i++)
		err_field(&err, "/x", "unknown-field", "No.");
	CHECK_INT(err_settle(&err, ERR_INVALID, "x"), ERR_INVALID);
	response_problem(&res, arena, &err, id);
	CHECK_INT(json_parse_object(res.body, 8, &problem, NULL, 0), JSON_GOOD);
	CHECK_INT(json_array_size(json_object_get(problem, "errors")),
		ERR_FIELDS_MAX);
	CHECK_STR(json_string_value(json_object_get(problem, "detail")),
		"30 fields were rejected.");
	json_decref(problem);
	arena_free(arena);
}

/* covers: K3 */
static void
a_5xx_never_shows_what_a_field_says(void)
{
	struct arena *arena = arena_new(1 << 20);
	struct response res = {0};
	struct err err = {0};

	fail_field(&err, ERR_DATABASE, "db", "x", "y", "/var/lib/secret");
	response_problem(&res, arena, &err, id);
	CHECK(str_starts(res.body, "{\"type\":\"/problems/database-"));
	CHECK(!memmem(res.body.at, res.body.len, "secret", 6));
	arena_free(arena);
}

static void
a_problem_takes_the_place_of_the_content_only(void)
{
	struct arena *arena = arena_new(1 << 20);
	struct response res = {0};
	struct err err = {.retry_after_s = 30};

	response_json(&res, 200, STR_LIT("[]"));
	response_header(&res, "ETag", "\"v1\"");
	response_header(&res, "Content-Language", "en");
	response_header(&res, "Location", "/x");
	response_header(&res, "Cache-Control", "private, max-age=60");
	response_header(&res, "WWW-Authenticate", "Bearer");
	fail(&err, ERR_KEYS, "jwks/none", "none");
	response_problem(&res, arena, &err, id);
	CHECK(!response_get(&res, "ETag"));
	CHECK(!response_get(&res, "Content-Language"));
	CHECK(!response_get(&res, "Location"));
	CHECK_STR(response_get(&res, "Cache-Control"), "no-store");
	CHECK_STR(response_get(&res, "WWW-Authenticate"), "Bearer");
	CHECK_STR(response_get(&res, "Retry-After"), "30");
	arena_free(arena);
}

static void
without_memory_the_fixed_problem_is_left(void)
{
	struct arena *arena = arena_new(10);
	struct response res = {0};
	struct err err = {0};
	json_t *problem = NULL;

	fail(&err, ERR_BAD_TOKEN, "token/expired", "x");
	response_problem(&res, arena, &err, id);
	CHECK_INT(res.status, 500);
	CHECK(is_fixed_500(&res));
	CHECK_INT(json_parse_object(res.body, 8, &problem, NULL, 0), JSON_GOOD);
	CHECK_STR(json_string_value(json_object_get(problem, "detail")),
		err_sentence(ERR_INTERNAL));
	json_decref(problem);
	arena_free(arena);
}

int
main(void)
{
	RUN(an_answer_is_one_header_block_and_its_body);
	RUN(head_keeps_the_length_and_leaves_the_body_out);
	RUN(no_content_has_neither_body_nor_type);
	RUN(an_answer_nobody_set_is_a_500);
	RUN(a_response_cannot_be_split);
	RUN(a_header_is_set_once_and_found_in_any_case);
	RUN(one_header_too_many_is_a_500);
	RUN(every_kind_of_error_has_a_reason_phrase_and_a_title);
	RUN(a_problem_without_fields_shows_only_its_kind);
	RUN(bad_fields_are_listed_by_pointer_or_parameter);
	RUN(fields_beyond_the_last_are_counted_only);
	RUN(a_5xx_never_shows_what_a_field_says);
	RUN(a_problem_takes_the_place_of_the_content_only);
	RUN(without_memory_the_fixed_problem_is_left);
	DONE();
}
