#include "client/problem.h"

#include "client/outcome.h"
#include "unit/tap.h"

static struct err err;

static enum err_kind
explain(int status, const char *head, const char *body)
{
	struct wire_answer answer = {.status = status};
	enum err_kind kind;

	err = (struct err){0};
	buf_init(&answer.head, 4096);
	buf_init(&answer.body, 4096);
	buf_z(&answer.head, head);
	buf_z(&answer.body, body);
	kind = problem_explain(&answer, STR_LIT("https://a"), &err);
	wire_answer_free(&answer);
	return kind;
}

#define PROBLEM "Content-Type: application/problem+json\r\n"

static void
the_missing_scope_is_named(void)
{
	CHECK_INT(explain(403,
			  PROBLEM "WWW-Authenticate: Bearer realm=\"scope=x\", "
				  "error=\"insufficient_scope\", "
				  "scope=\"api://1/weather.write\"\r\n",
			  "{\"type\":\"/problems/insufficient-scope\"}"),
		ERR_SCOPE);
	CHECK_STR(err.reason, "api/scope");
	CHECK(strstr(err.detail, "\"api://1/weather.write\""));
	CHECK_INT(outcome_find(err.reason)->code, EX_NOPERM);
	CHECK_INT(explain(403, PROBLEM,
			  "{\"type\":\"/problems/not-owner\","
			  "\"detail\":\"Not yours.\"}"),
		ERR_SCOPE);
	CHECK_STR(err.reason, "api/owner");
	CHECK(strstr(err.detail, "Not yours."));
}

static void
every_bad_field_is_told(void)
{
	CHECK_INT(explain(422, PROBLEM,
			  "{\"detail\":\"Bad.\",\"errors\":["
			  "{\"pointer\":\"/location/city\",\"detail\":\"A.\"},"
			  "{\"parameter\":\"units\",\"detail\":\"B.\"}]}"),
		ERR_INVALID);
	CHECK_INT(err.field_count, 2);
	CHECK_STR(err.fields[0].name, "location.city");
	CHECK_STR(err.fields[0].detail, "A.");
	CHECK_STR(err.fields[1].name, "units");
}

static void
each_status_has_its_code(void)
{
	static const struct {
		int status, code;
	} cases[] = {
		{400, EX_DATAERR},
		{401, OUTCOME_SIGN_IN},
		{403, EX_NOPERM},
		{404, EX_NOINPUT},
		{405, EX_UNAVAILABLE},
		{409, EX_DATAERR},
		{412, EX_DATAERR},
		{413, EX_DATAERR},
		{415, EX_DATAERR},
		{418, EX_DATAERR},
		{422, EX_DATAERR},
		{429, EX_TEMPFAIL},
		{500, EX_UNAVAILABLE},
		{503, EX_TEMPFAIL},
		{507, EX_UNAVAILABLE},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		CHECK(explain(cases[i].status, PROBLEM, "{}") != OK);
		CHECK_INT(outcome_find(err.reason)->code, cases[i].code);
	}
	/* pages of something that is no weather service */
	CHECK_INT(explain(404, "Content-Type: text/html\r\n", "<html>"),
		ERR_FETCH);
	CHECK_STR(err.reason, "api/page");
	CHECK(explain(503, "", "") != OK);
	CHECK_STR(err.reason, "api/503");
	CHECK(explain(401, "", "") != OK);
	CHECK_STR(err.reason, "api/401");
}

static void
the_request_can_be_told_to_who_has_the_log(void)
{
	CHECK(explain(500, PROBLEM "X-Request-Id: 0197-abc\r\n",
		      "{\"detail\":\"A fault.\"}") != OK);
	CHECK(strstr(err.detail, "A fault."));
	CHECK(strstr(err.detail, "0197-abc"));
}

static void
a_challenge_is_read_by_its_names(void)
{
	struct str value;

	CHECK(problem_challenge(
		STR_LIT("Bearer scope=\"a b\""), "scope", &value));
	CHECK(str_is(value, "a b"));
	CHECK(problem_challenge(
		STR_LIT("Bearer a=\"1\",Scope=x"), "scope", &value));
	CHECK(str_is(value, "x"));
	CHECK(!problem_challenge(
		STR_LIT("Bearer xscope=\"a\""), "scope", &value));
	CHECK(!problem_challenge(
		STR_LIT("Bearer a=\"scope=b\""), "scope", &value));
	CHECK(!problem_challenge(
		STR_LIT("Bearer scope=\"open"), "scope", &value));
	CHECK(!problem_challenge(STR_LIT(""), "scope", &value));
}

int
main(void)
{
	RUN(the_missing_scope_is_named);
	RUN(every_bad_field_is_told);
	RUN(each_status_has_its_code);
	RUN(the_request_can_be_told_to_who_has_the_log);
	RUN(a_challenge_is_read_by_its_names);
	DONE();
}
