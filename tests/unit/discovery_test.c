#include "client/discovery.h"

#include "unit/tap.h"

#define GUID "11111111-2222-3333-4444-555555555555"
#define OTHER "99999999-2222-3333-4444-555555555555"
#define MS "https://login.microsoftonline.com/"

static struct arena *arena;
static struct provider provider;
static struct err err;

static enum err_kind
read_as(const char *authority, const char *expected, const char *issuer,
	const char *more)
{
	struct profile profile = {.authority = authority, .issuer = expected};
	char text[1024];

	snprintf(text, sizeof(text),
		"{\"issuer\":\"%s\",\"token_endpoint\":\"https://a/t\"%s}",
		issuer, more);
	err = (struct err){0};
	return discovery_parse(
		str_from(text), &profile, arena, &provider, &err);
}

static void
documents_are_looked_for_where_they_are(void)
{
	static const struct {
		const char *authority, *first, *second;
	} cases[] = {
		{"https://a", "https://a/.well-known/openid-configuration",
			"https://a/.well-known/oauth-authorization-server"},
		{"https://a/b/", "https://a/b/.well-known/openid-configuration",
			"https://a/.well-known/oauth-authorization-server/b"},
		{MS "contoso.onmicrosoft.com",
			MS "contoso.onmicrosoft.com/v2.0/.well-known/"
			   "openid-configuration",
			NULL},
		{MS GUID "/", MS GUID "/v2.0/.well-known/openid-configuration",
			NULL},
		{MS GUID "/v2.0",
			MS GUID "/v2.0/.well-known/openid-configuration", NULL},
		{"http://127.0.0.1:8/" GUID,
			"http://127.0.0.1:8/" GUID
			"/v2.0/.well-known/openid-configuration",
			NULL},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *places[DISCOVERY_PLACES];

		CHECK(discovery_places(cases[i].authority, arena, places));
		CHECK_STR(places[0], cases[i].first);
		CHECK(!cases[i].second == !places[1]);
		if (cases[i].second)
			CHECK_STR(places[1], cases[i].second);
	}
}

static void
a_provider_names_itself(void)
{
	CHECK_INT(read_as("https://a/b", NULL, "https://a/b", ""), OK);
	CHECK_INT(read_as("https://a", NULL, "https://a/", ""), OK);
	CHECK_STR(provider.issuer, "https://a/");
	CHECK_INT(read_as(MS GUID, NULL, MS GUID "/v2.0", ""), OK);
	CHECK_INT(read_as(MS "contoso", NULL, MS GUID "/v2.0", ""), OK);
	CHECK_INT(read_as(MS "common", NULL, MS "{tenantid}/v2.0", ""), OK);
	CHECK_INT(read_as("https://t.b2clogin.com/t/p/v2.0",
			  "https://t.b2clogin.com/" GUID "/v2.0/",
			  "https://t.b2clogin.com/" GUID "/v2.0/", ""),
		OK);
}

static void
a_provider_that_names_another_is_refused(void)
{
	static const struct {
		const char *authority, *expected, *issuer;
	} cases[] = {
		{"https://a", NULL, "https://b"},
		{"https://a/b", NULL, "https://a"},
		{"https://a", NULL, "https://a//"},
		{"https://a", NULL, "HTTPS://a"},
		{"https://a", "https://c", "https://a"},
		{MS GUID, NULL, MS OTHER "/v2.0"},
		{MS GUID, NULL, MS "{tenantid}/v2.0"},
		{MS "contoso", NULL, "https://evil.example/" GUID "/v2.0"},
		{MS "contoso", NULL, MS GUID "/v2.0/x"},
		{MS "common", NULL, "https://sts.windows.net/" GUID "/"},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		CHECK_INT(read_as(cases[i].authority, cases[i].expected,
				  cases[i].issuer, ""),
			ERR_CONFIG);
		CHECK_STR(err.reason, "discovery/issuer");
	}
}

static void
endpoints_must_be_safe(void)
{
	CHECK_INT(read_as("https://a", NULL, "https://a",
			  ",\"authorization_endpoint\":\"https://b/auth\""),
		OK);
	CHECK_STR(provider.authorization, "https://b/auth");
	CHECK(!provider.device);
	CHECK_INT(read_as("https://a", NULL, "https://a",
			  ",\"authorization_endpoint\":\"http://b/auth\""),
		ERR_CONFIG);
	CHECK_STR(err.reason, "discovery/unsafe");
	CHECK_INT(read_as("https://a", NULL, "https://a",
			  ",\"device_authorization_endpoint\":\"file:///x\""),
		ERR_CONFIG);
}

static void
habits_are_taken_over(void)
{
	CHECK_INT(read_as("https://a", NULL, "https://a",
			  ",\"token_endpoint_auth_methods_supported\":"
			  "[\"client_secret_post\",\"client_secret_basic\"],"
			  "\"scopes_supported\":[\"openid\"],"
			  "\"authorization_response_iss_parameter_supported\":"
			  "true,"
			  "\"token_endpoint_auth_signing_alg_values_supported\""
			  ":[\"PS256\"]"),
		OK);
	CHECK_INT(provider.prefers, CLIENT_AUTH_POST);
	CHECK_INT(provider.signs, ASSERTION_PS256);
	CHECK(provider.lists_scopes && provider.has_openid);
	CHECK(!provider.has_offline_access && provider.sends_iss);
	/* RFC 8414 2: basic where nothing is said */
	CHECK_INT(read_as("https://a", NULL, "https://a", ""), OK);
	CHECK_INT(provider.prefers, CLIENT_AUTH_BASIC);
	CHECK_INT(provider.signs, ASSERTION_RS256);
	CHECK(!provider.sends_iss && !provider.lists_scopes);
}

static void
what_is_no_document_is_refused(void)
{
	static const char *const texts[] = {"", "<html>", "{}", "[]",
		"{\"issuer\":\"https://a\"}",
		"{\"issuer\":\"https://a\",\"token_endpoint\":7}",
		("{\"issuer\":[\"https://a\"],"
		 "\"token_endpoint\":\"https://a/t\"}")};
	struct profile profile = {.authority = "https://a"};

	for (size_t i = 0; i < COUNT(texts); i++) {
		err = (struct err){0};
		CHECK_INT(discovery_parse(str_from(texts[i]), &profile, arena,
				  &provider, &err),
			ERR_CONFIG);
	}
}

static void
tenants_fit_the_template_only(void)
{
	struct provider common = {.issuer = MS "{tenantid}/v2.0"};
	struct provider one = {.issuer = MS GUID "/v2.0"};

	CHECK(discovery_is_issuer(&common, STR_LIT(MS GUID "/v2.0")));
	CHECK(!discovery_is_issuer(&common, STR_LIT(MS "x/v2.0")));
	CHECK(!discovery_is_issuer(&common, STR_LIT(MS GUID "/v2.0/")));
	CHECK(!discovery_is_issuer(
		&common, STR_LIT("https://evil.example/" GUID "/v2.0")));
	CHECK(discovery_is_issuer(&one, STR_LIT(MS GUID "/v2.0")));
	CHECK(!discovery_is_issuer(&one, STR_LIT(MS OTHER "/v2.0")));
}

int
main(void)
{
	arena = arena_new(1 << 20);
	RUN(documents_are_looked_for_where_they_are);
	RUN(a_provider_names_itself);
	RUN(a_provider_that_names_another_is_refused);
	RUN(endpoints_must_be_safe);
	RUN(habits_are_taken_over);
	RUN(what_is_no_document_is_refused);
	RUN(tenants_fit_the_template_only);
	arena_free(arena);
	DONE();
}
