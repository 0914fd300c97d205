/* Every diagnosis of a claim, beside a token that it must not be said of. */
#include "unit/explain.h"

static void
an_issuer_that_is_not_configured_is_told_apart(void)
{
	static const struct diagnosis_case cases[] = {
		{auth_oidc_claims, "{\"iss\":\"" OIDC_ISSUER "/\"}",
			"token/issuer",
			{"differs only by the slash at its end",
				"has \"" OIDC_ISSUER "/\", [issuer other] has "
				"\"" OIDC_ISSUER "\";"}},
		{auth_v1_claims,
			"{\"iss\":\"https://sts.windows.net/" V2_ALONE "/\"}",
			"token/issuer",
			{"a version 1 token at [issuer second], which is the "
			 "version 2 issuer"}},
		{auth_v2_claims,
			"{\"iss\":\"https://login.microsoftonline.com/" V1_ALONE
			"/v2.0\"}",
			"token/issuer",
			{"a version 2 token at [issuer first], which is the "
			 "version 1 issuer"}},
		{auth_v2_claims,
			"{\"iss\":\"https://login.microsoftonline.com/" STRANGER
			"/v2.0\"}",
			"token/issuer",
			{"the wrong tenant: the token is of " STRANGER,
				"[issuer school] is of " TENANT}},
		{b2c_claims,
			"{\"iss\":\"" B2C_HOST "tfp/" TENANT
			"/b2c_1_other/v2.0/\"}",
			"token/issuer",
			{"the wrong policy: the token was issued under "
			 "\"b2c_1_other\""}},
		{auth_oidc_claims, "{\"iss\":\"https://idp.example.org\"}",
			"token/issuer",
			{"\"https://idp.example.org\", which is none of",
				"[issuer other] is \"" OIDC_ISSUER "\""}},
		{auth_oidc_claims,
			"{\"iss\":\"https://x\",\"aud\":"
			"\"https://graph.microsoft.com\"}",
			"token/issuer",
			{"which is none of",
				"  - also: a token for Microsoft Graph"}},
		{auth_oidc_claims, "{\"iss\":\"-\"}", "token/issuer",
			{"the issuer is \"(none)\""}},
	};

	check_cases(cases, COUNT(cases));
}

static void
a_token_for_somebody_else_is_told_apart(void)
{
	static const struct diagnosis_case cases[] = {
		{b2c_claims, "{\"tfp\":\"B2C_1_other\"}", "token/policy",
			{"the wrong policy: the token was issued under "
			 "\"B2C_1_other\"",
				"[issuer club] has \"b2c_1_edit\""}},
		{auth_v2_claims,
			"{\"aud\":\"00000003-0000-0000-c000-000000000000\"}",
			"token/audience",
			{"a token for Microsoft Graph",
				"ask for the scope \"api://" CLIENT
				"/weather.read\""}},
		{auth_v1_claims, "{\"aud\":\"https://graph.microsoft.com\"}",
			"token/audience", {"a token for Microsoft Graph"}},
		{auth_oidc_claims, "{\"aud\":[\"them\",\"others\"]}",
			"token/audience",
			{"the audience (aud) is \"[\"them\",\"others\"]\"; "
			 "expected is \"weather\" or \"weather-2\"\n"}},
		{auth_v2_claims, "{\"aud\":\"-\"}", "token/audience",
			{"the audience (aud) is \"(none)\"; expected is "
			 "\"" CLIENT "\" or \"api://" CLIENT "\""}},
		{auth_v2_claims, "{\"tid\":\"" STRANGER "\"}", "token/tenant",
			{"the wrong tenant: tid is \"" STRANGER "\""}},
		{auth_v2_claims, "{\"ver\":\"1.0\"}", "token/version",
			{"a version 1.0 token (ver) of [issuer school], whose "
			 "tokens are of version 2.0"}},
		{auth_v2_claims, "{\"nonce\":\"n\"}", "token/id-token",
			{"an ID token"}},
		{auth_v2_claims, "{\"aud\":\"page\",\"nonce\":\"n\"}",
			"token/audience",
			{"the audience (aud) is \"page\"",
				"  - also: an ID token"}},
		{auth_v2_claims, "{\"azp\":\"-\"}", "token/client",
			{"neither azp nor appid"}},
	};

	check_cases(cases, COUNT(cases));
}

static void
a_token_of_another_time_says_by_how_much(void)
{
	static const struct diagnosis_case cases[] = {
		{auth_oidc_claims, "{\"exp\":1749999000}", "token/expired",
			{"expired 1000 s ago, of which 60 s"}},
		{auth_oidc_claims, "{\"exp\":1749999939.5}", "token/expired",
			{"expired 60 s ago"}},
		{auth_oidc_claims, "{\"nbf\":1750000100}", "token/not-yet",
			{"not valid before 100 s from now"}},
		{auth_oidc_claims, "{\"nbf\":1e300}", "token/not-yet",
			{"not valid before 9223372036854775807 s from now"}},
		{auth_oidc_claims, "{\"exp\":-1e300}", "token/expired",
			{"expired 9223372036854775807 s ago"}},
		{auth_oidc_claims, "{\"iat\":1750000100}",
			"token/issued-in-future",
			{"issued 100 s in the future"}},
		{auth_oidc_claims, "{\"exp\":\"-\"}", "token/no-expiry",
			{"no exp"}},
		{auth_oidc_claims, "{\"exp\":1749999000,\"aud\":\"x\"}",
			"token/audience", {"  - also: expired 1000 s ago"}},
	};

	check_cases(cases, COUNT(cases));
	explain_signed(good_header, auth_oidc_claims, "{\"exp\":1749999941}");
	CHECK(accepted);
}

int
main(void)
{
	explain_begin();
	RUN(an_issuer_that_is_not_configured_is_told_apart);
	RUN(a_token_for_somebody_else_is_told_apart);
	RUN(a_token_of_another_time_says_by_how_much);
	explain_end();
	DONE();
}
