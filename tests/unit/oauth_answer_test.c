#include "client/oauth_answer.h"

#include "client/outcome.h"
#include "unit/tap.h"

static struct arena *arena;
static struct oauth_tokens tokens;
static struct oauth_device device;
static struct oauth_polling polling;
static struct err err;

static struct oauth_raw
raw(int status, const char *type, const char *body)
{
	return (struct oauth_raw){status, str_from(type), str_from(body),
		STR_LIT("https://login.example")};
}

static enum err_kind
read_tokens(int status, const char *type, const char *body)
{
	struct oauth_raw answer = raw(status, type, body);

	err = (struct err){0};
	return oauth_tokens_parse(&answer, arena, &tokens, &polling, &err);
}

static enum err_kind
read_json(const char *body)
{
	return read_tokens(200, "application/json; charset=utf-8", body);
}

static void
tokens_are_read(void)
{
	CHECK_INT(
		read_json("{\"token_type\":\"Bearer\",\"access_token\":\"a.b\","
			  "\"expires_in\":3599,\"ext_expires_in\":1,"
			  "\"refresh_token\":\"0.r~\",\"id_token\":\"i\","
			  "\"scope\":\"x y\"}"),
		OK);
	CHECK(str_is(tokens.access_token, "a.b"));
	CHECK(str_is(tokens.refresh_token, "0.r~"));
	CHECK(str_is(tokens.id_token, "i"));
	CHECK(str_is(tokens.scope, "x y"));
	CHECK_INT(tokens.expires_in_s, 3599);
	/* Glewlwyd writes bearer, Entra's version 1 numbers as strings */
	CHECK_INT(read_json("{\"token_type\":\"bearer\",\"access_token\":\"a\","
			    "\"expires_in\":\"60\"}"),
		OK);
	CHECK_INT(tokens.expires_in_s, 60);
	CHECK(!tokens.refresh_token.at && !tokens.id_token.at);
}

static void
a_lifetime_that_makes_no_sense_is_none(void)
{
	static const struct {
		const char *value;
		long long seconds;
	} cases[] = {
		{"-5", 0},
		{"\"soon\"", 0},
		{"null", 0},
		{"1e300", 0},
		{"12.7", 12},
		{"9223372036854775807", 366 * 86400},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		char body[128];

		snprintf(body, sizeof(body),
			"{\"token_type\":\"Bearer\",\"access_token\":\"a\","
			"\"expires_in\":%s}",
			cases[i].value);
		CHECK_INT(read_json(body), OK);
		CHECK_INT(tokens.expires_in_s, cases[i].seconds);
	}
}

static void
what_is_no_token_is_refused(void)
{
	static const struct {
		const char *body, *reason;
	} cases[] = {
		{"{\"access_token\":\"a\"}", "token/type"},
		{"{\"token_type\":\"DPoP\",\"access_token\":\"a\"}",
			"token/type"},
		{"{\"token_type\":7,\"access_token\":\"a\"}", "token/type"},
		{"{\"token_type\":\"Bearer\"}", "token/nonsense"},
		{"{\"token_type\":\"Bearer\",\"access_token\":\"\"}",
			"token/nonsense"},
		{"{\"token_type\":\"Bearer\",\"access_token\":\"a b\"}",
			"token/nonsense"},
		{"{\"token_type\":\"Bearer\",\"access_token\":\"a\\r\\nX: y\"}",
			"token/nonsense"},
		{"{\"token_type\":\"Bearer\",\"access_token\":\"a\","
		 "\"refresh_token\":\"\\u001b\"}",
			"token/nonsense"},
		{"{\"token_type\":\"Bearer\",\"access_token\":\"a\","
		 "\"access_token\":\"b\"}",
			"token/nonsense"},
		{"[]", "token/nonsense"},
		{"{", "token/nonsense"},
		{"", "token/nonsense"},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		CHECK_INT(read_json(cases[i].body), ERR_FETCH);
		CHECK_STR(err.reason, cases[i].reason);
		CHECK(!tokens.access_token.at);
	}
}

static void
pages_and_silence_are_told_apart(void)
{
	CHECK_INT(read_tokens(200, "text/html", "<html>"), ERR_FETCH);
	CHECK_STR(err.reason, "token/page");
	CHECK_INT(read_tokens(502, "text/html", "<html>"), ERR_FETCH);
	CHECK_STR(err.reason, "token/page");
	CHECK_INT(read_tokens(403, NULL, ""), ERR_CONFIG);
	CHECK_STR(err.reason, "token/silent");
	CHECK_INT(read_tokens(503, "text/html", "<html>"), ERR_BUSY);
	CHECK_STR(err.reason, "oauth/temporarily_unavailable");
	CHECK_INT(read_tokens(404, NULL, ""), ERR_FETCH);
	CHECK_STR(err.reason, "token/page");
	/* a token that comes with a refusal's status is none */
	CHECK_INT(read_tokens(400, "application/json",
			  "{\"token_type\":\"Bearer\",\"access_token\":\"a\"}"),
		ERR_FETCH);
}

static void
every_refusal_has_advice(void)
{
	static const struct {
		const char *error, *description, *reason;
		enum err_kind kind;
	} cases[] = {
		{"invalid_request", "", "oauth/invalid_request", ERR_CONFIG},
		{"invalid_grant", "", "oauth/invalid_grant", ERR_NO_TOKEN},
		{"unauthorized_client", "", "oauth/unauthorized_client",
			ERR_CONFIG},
		{"invalid_client", "", "oauth/invalid_client", ERR_CONFIG},
		{"unsupported_grant_type", "", "oauth/unsupported_grant_type",
			ERR_CONFIG},
		{"invalid_scope", "", "oauth/invalid_scope", ERR_CONFIG},
		{"interaction_required", "", "oauth/interaction_required",
			ERR_NO_TOKEN},
		{"temporarily_unavailable", "", "oauth/temporarily_unavailable",
			ERR_BUSY},
		{"invalid_client",
			"AADSTS7000215: Invalid client secret provided.\\r\\n"
			"Trace ID: 1",
			"aadsts/7000215", ERR_CONFIG},
		{"invalid_grant", "AADSTS50076: Due to a change ...",
			"aadsts/50076", ERR_NO_TOKEN},
		{"interaction_required", "AADSTS999999999: too long",
			"oauth/interaction_required", ERR_NO_TOKEN},
		{"interaction_required", "AADSTS12345: not documented",
			"oauth/interaction_required", ERR_NO_TOKEN},
		{"made_up", "", "oauth/other", ERR_FETCH},
		{"../../etc", "", "oauth/other", ERR_FETCH},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct outcome *row;
		char body[256];

		snprintf(body, sizeof(body),
			"{\"error\":\"%s\",\"error_description\":\"%s\"}",
			cases[i].error, cases[i].description);
		CHECK_INT(read_tokens(400, "application/json", body),
			cases[i].kind);
		CHECK_STR(err.reason, cases[i].reason);
		row = outcome_find(err.reason);
		CHECK(row && row->advice);
		CHECK(strstr(err.detail, cases[i].error));
		CHECK(!strstr(err.detail, "Trace ID"));
		CHECK(!polling.pending);
	}
}

static void
a_device_is_told_to_go_on(void)
{
	CHECK_INT(read_tokens(400, "application/json",
			  "{\"error\":\"authorization_pending\"}"),
		ERR_NO_TOKEN);
	CHECK(polling.pending && !polling.slower);
	CHECK_INT(read_tokens(
			  400, "application/json", "{\"error\":\"slow_down\"}"),
		ERR_BUSY);
	CHECK(polling.pending && polling.slower);
	CHECK_INT(read_tokens(400, "application/json",
			  "{\"error\":\"expired_token\"}"),
		ERR_NO_TOKEN);
	CHECK(!polling.pending);
}

static enum err_kind
read_device(const char *body)
{
	struct oauth_raw answer = raw(200, "application/json", body);

	err = (struct err){0};
	return oauth_device_parse(&answer, arena, &device, &err);
}

static void
a_device_code_is_read(void)
{
	CHECK_INT(read_device("{\"device_code\":\"d\",\"user_code\":\"AB-12\","
			      "\"verification_uri\":\"https://a/device\","
			      "\"verification_uri_complete\":\"https://a/d?x\","
			      "\"expires_in\":900,\"interval\":7}"),
		OK);
	CHECK(str_is(device.user_code, "AB-12"));
	CHECK(str_is(device.complete_uri, "https://a/d?x"));
	CHECK_INT(device.interval_s, 7);
	CHECK_INT(device.expires_in_s, 900);
	CHECK_INT(read_device("{\"device_code\":\"d\",\"user_code\":\"A\","
			      "\"verification_url\":\"https://a\"}"),
		OK);
	CHECK_INT(device.interval_s, 5);
	CHECK_INT(read_device("{\"device_code\":\"d\",\"user_code\":\"A\","
			      "\"verification_uri\":\"https://a\","
			      "\"interval\":0}"),
		OK);
	CHECK_INT(device.interval_s, 1);
}

static void
a_device_code_without_its_parts_is_refused(void)
{
	static const char *const bodies[] = {
		"{\"user_code\":\"A\",\"verification_uri\":\"https://a\"}",
		"{\"device_code\":\"d\",\"verification_uri\":\"https://a\"}",
		"{\"device_code\":\"d\",\"user_code\":\"A\"}",
		"{\"device_code\":\"d\",\"user_code\":\"A\","
		"\"verification_uri\":\"javascript:alert(1)\"}",
		"{\"device_code\":\"d\",\"user_code\":\"A\","
		"\"verification_uri\":\"https://bank.example@evil.example\"}",
		"{\"device_code\":\"d\",\"user_code\":\"A\","
		"\"verification_uri\":\"file:///etc/passwd\"}",
	};

	for (size_t i = 0; i < COUNT(bodies); i++) {
		CHECK_INT(read_device(bodies[i]), ERR_FETCH);
		CHECK_STR(err.reason, "token/nonsense");
		CHECK(!device.device_code.at);
	}
}

int
main(void)
{
	arena = arena_new(1 << 20);
	RUN(tokens_are_read);
	RUN(a_lifetime_that_makes_no_sense_is_none);
	RUN(what_is_no_token_is_refused);
	RUN(pages_and_silence_are_told_apart);
	RUN(every_refusal_has_advice);
	RUN(a_device_is_told_to_go_on);
	RUN(a_device_code_is_read);
	RUN(a_device_code_without_its_parts_is_refused);
	arena_free(arena);
	DONE();
}
