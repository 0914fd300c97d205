/* Who issued a token, for whom it is, and whom it is about. */
#include "unit/claims.h"

/* covers: G1 */
static void
iss_is_exactly_one_configured_issuer(void)
{
	static const struct claim_case cases[] = {
		{"{\"iss\":\"-\"}", "token/issuer"},
		{"{\"iss\":\"\"}", "token/issuer"},
		{"{\"iss\":\"https://idp.example/\"}", "token/issuer"},
		{"{\"iss\":\"https://idp.exampl\"}", "token/issuer"},
		{"{\"iss\":\"https://idp.example.evil\"}", "token/issuer"},
		{"{\"iss\":\"https://IDP.example\"}", "token/issuer"},
		{"{\"iss\":\"http://idp.example\"}", "token/issuer"},
		{"{\"iss\":\" https://idp.example\"}", "token/issuer"},
		{"{\"iss\":\"https://\xd1\x96"
		 "dp.example\"}",
			"token/issuer"},
		{"{\"iss\":null}", "token/claim-type"},
		{"{\"iss\":7}", "token/claim-type"},
		{"{\"iss\":[\"https://idp.example\"]}", "token/claim-type"},
	};

	check_changes(auth_oidc_claims, cases, COUNT(cases));
}

/* covers: G2 G3 G4 G5 G9 */
static void
aud_has_exactly_one_audience_of_the_issuer(void)
{
	static const struct claim_case cases[] = {
		{"{\"aud\":\"weather-2\"}", ""},
		{"{\"aud\":[\"weather\"]}", ""},
		{"{\"aud\":[\"x\",\"weather\",\"y\"]}", ""},
		{"{\"aud\":\"-\"}", "token/audience"},
		{"{\"aud\":\"\"}", "token/audience"},
		{"{\"aud\":[]}", "token/audience"},
		{"{\"aud\":[\"\"]}", "token/audience"},
		{"{\"aud\":\"Weather\"}", "token/audience"},
		{"{\"aud\":\"weather/\"}", "token/audience"},
		{"{\"aud\":\"weathe\"}", "token/audience"},
		{"{\"aud\":\"weather weather-2\"}", "token/audience"},
		{"{\"aud\":\"" CLIENT "\"}", "token/audience"},
		{"{\"aud\":\"00000003-0000-0000-c000-000000000000\"}",
			"token/audience"},
		{"{\"aud\":null}", "token/claim-type"},
		{"{\"aud\":7}", "token/claim-type"},
		{"{\"aud\":{\"weather\":1}}", "token/claim-type"},
		{"{\"aud\":[[\"weather\"]]}", "token/claim-type"},
		{"{\"aud\":[\"weather\",7]}", "token/claim-type"},
		{"{\"aud\":[\"weather\",null]}", "token/claim-type"},
	};

	check_changes(auth_oidc_claims, cases, COUNT(cases));
}

static void
both_forms_of_the_audience_fit_both_versions_of_entra(void)
{
	static const struct claim_case cases[] = {
		{"{\"aud\":\"" CLIENT "\"}", ""},
		{"{\"aud\":\"api://" CLIENT "\"}", ""},
		{"{\"aud\":\"api://" CLIENT "/\"}", "token/audience"},
		{"{\"aud\":\"weather\"}", "token/audience"},
	};

	check_changes(auth_v1_claims, cases, COUNT(cases));
	check_changes(auth_v2_claims, cases, COUNT(cases));
}

/* covers: G6 G7 */
static void
entra_tokens_are_of_the_version_and_tenant_of_their_issuer(void)
{
	static const struct claim_case v2[] = {
		{"{\"ver\":\"1.0\"}", "token/version"},
		{"{\"ver\":\"2\"}", "token/version"},
		{"{\"ver\":\"-\"}", "token/version"},
		{"{\"ver\":2.0}", "token/claim-type"},
		{"{\"iss\":\"" V1_ISSUER "\"}", "token/version"},
		{"{\"tid\":\"-\"}", "token/tenant"},
		{"{\"tid\":\"\"}", "token/tenant"},
		{"{\"tid\":\"9188040d-6c67-4c5b-b112-36a304b66dad\"}",
			"token/tenant"},
		{"{\"tid\":\"{tenantid}\"}", "token/tenant"},
		{"{\"tid\":7}", "token/claim-type"},
		{"{\"tid\":\"-\",\"TID\":\"" TENANT "\"}", "token/tenant"},
	};
	static const struct claim_case v1[] = {
		{"{\"ver\":\"2.0\"}", "token/version"},
		{"{\"iss\":\"" V2_ISSUER "\"}", "token/version"},
		{"{\"iss\":\"https://sts.windows.net/" TENANT "\"}",
			"token/issuer"},
	};
	/* elsewhere the claim may be anything: Okta's is a number */
	static const struct claim_case oidc[] = {{"{\"ver\":1}", ""}};

	check_changes(auth_v2_claims, v2, COUNT(v2));
	check_changes(auth_v1_claims, v1, COUNT(v1));
	check_changes(auth_oidc_claims, oidc, COUNT(oidc));
}

/* covers: G10 */
static void
an_id_token_is_no_access_token(void)
{
	static const struct claim_case cases[] = {
		{"{\"nonce\":\"x\"}", "token/id-token"},
		{"{\"nonce\":null}", "token/id-token"},
		{"{\"at_hash\":\"x\"}", "token/id-token"},
		{"{\"c_hash\":\"x\"}", "token/id-token"},
		{"{\"typ\":\"ID\"}", "token/id-token"},
		{"{\"typ\":\"id\"}", "token/id-token"},
		{"{\"typ\":\"Bearer\"}", ""},
		{"{\"typ\":[\"ID\"]}", "token/claim-type"},
	};

	check_changes(auth_oidc_claims, cases, COUNT(cases));
	check_changes(auth_v2_claims, cases, COUNT(cases));
}

static void
entra_tokens_name_their_client(void)
{
	static const struct claim_case entra[] = {
		{"{\"azp\":\"-\"}", "token/client"},
		{"{\"azp\":\"\"}", "token/client"},
		{"{\"azp\":\"-\",\"client_id\":\"app\"}", "token/client"},
		{"{\"azp\":\"-\",\"appid\":\"app\"}", ""},
		{"{\"azp\":7}", "token/claim-type"},
	};
	static const struct claim_case oidc[] = {{"{\"client_id\":\"-\"}", ""}};

	check_changes(auth_v2_claims, entra, COUNT(entra));
	check_changes(auth_oidc_claims, oidc, COUNT(oidc));
}

/* Else who was revoked by client_id would come in beside an empty azp. */
static void
an_empty_claim_hides_no_client(void)
{
	static const struct {
		const char *change, *client;
	} cases[] = {
		{"{\"azp\":\"a\",\"appid\":\"b\"}", "a"},
		{"{\"azp\":\"\",\"appid\":\"b\"}", "b"},
		{"{\"appid\":\"b\"}", "b"},
		{"{\"azp\":\"\"}", "app"},
		{"{\"azp\":\"\",\"appid\":\"\"}", "app"},
		{"{\"azp\":\"\",\"client_id\":\"-\"}", ""},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct claims claims =
			claims_of(auth_oidc_claims, cases[i].change);

		CHECK(str_is(claims.client, cases[i].client));
	}
}

/* covers: G19 */
static void
a_caller_has_an_identity(void)
{
	static const struct claim_case entra[] = {
		{"{\"oid\":\"-\"}", "token/identity"},
		{"{\"oid\":\"\"}", "token/identity"},
		{"{\"oid\":7}", "token/claim-type"},
		{"{\"sub\":\"-\"}", ""},
		{"{\"oid\":\"-\",\"email\":\"a@b\",\"upn\":\"a@b\"}",
			"token/identity"},
	};
	static const struct claim_case oidc[] = {
		{"{\"sub\":\"-\"}", "token/identity"},
		{"{\"sub\":\"\"}", "token/identity"},
		{"{\"sub\":null}", "token/claim-type"},
		{"{\"sub\":\"-\",\"oid\":\"user\"}", "token/identity"},
	};

	check_changes(auth_v2_claims, entra, COUNT(entra));
	check_changes(auth_oidc_claims, oidc, COUNT(oidc));
}

int
main(void)
{
	claims_begin();
	RUN(iss_is_exactly_one_configured_issuer);
	RUN(aud_has_exactly_one_audience_of_the_issuer);
	RUN(both_forms_of_the_audience_fit_both_versions_of_entra);
	RUN(entra_tokens_are_of_the_version_and_tenant_of_their_issuer);
	RUN(an_id_token_is_no_access_token);
	RUN(entra_tokens_name_their_client);
	RUN(an_empty_claim_hides_no_client);
	RUN(a_caller_has_an_identity);
	claims_end();
	DONE();
}
