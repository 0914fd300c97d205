#include "auth/claims.h"

#include "unit/auth.h"
#include "unit/checks.h"
#include "unit/tap.h"

#include <stdint.h>

static struct issuer_set issuers;
static struct arena *arena;

/* The reason for which a payload is refused at now; "" when it is not. */
static const char *
reason_at(const char *payload, int64_t now)
{
	static struct err err;
	struct claims claims;

	err = (struct err){0};
	if (claims_read(str_from(payload), &issuers, arena, &claims, &err) ==
			OK &&
		claims_check(&claims, now, &err) == OK)
		return "";
	CHECK_INT(err.kind, ERR_BAD_TOKEN);
	return err.reason;
}

struct claim_case {
	const char *change, *reason;
};

static void
check_changes(const char *base, const struct claim_case *cases, size_t count)
{
	CHECK_STR(reason_at(base, NOW), "");
	for (size_t i = 0; i < count; i++) {
		char *payload = auth_claims(base, cases[i].change);
		const char *reason = reason_at(payload, NOW);

		if (strcmp(reason, cases[i].reason) != 0)
			printf("# %s\n", cases[i].change);
		CHECK_STR(reason, cases[i].reason);
		free(payload);
	}
}

static struct claims
claims_of(const char *base, const char *change)
{
	char *payload = auth_claims(base, change);
	struct claims claims;
	struct err err = {0};

	CHECK_INT(
		claims_read(str_from(payload), &issuers, arena, &claims, &err),
		OK);
	free(payload);
	return claims;
}

static void
claims_of_all_three_kinds_are_read(void)
{
	struct claims v2 = claims_of(auth_v2_claims, "{}");
	struct claims v1 = claims_of(auth_v1_claims, "{}");
	struct claims oidc = claims_of(auth_oidc_claims, "{}");

	CHECK(str_is(v2.issuer->iss, V2_ISSUER));
	CHECK(str_is(v2.identity, "user") && str_is(v2.subject, "pairwise"));
	CHECK(str_is(v2.client, "app") && str_is(v2.uti, "u-1"));
	CHECK(str_is(v2.tenant, TENANT) && str_is(v2.name, "Ada"));
	CHECK(v2.has_scopes && v2.scopes.count == 1 && !v2.roles.count);
	CHECK(v2.has_expires && v2.has_not_before && v2.has_issued_at);
	CHECK(str_is(v1.issuer->iss, V1_ISSUER));
	CHECK(str_is(v1.client, "app") && str_is(v1.identity, "user"));
	CHECK(str_eq(v1.issuer->canonical, v2.issuer->canonical));
	CHECK(str_is(oidc.issuer->iss, OIDC_ISSUER));
	CHECK(str_is(oidc.identity, "user") && str_is(oidc.client, "app"));
	CHECK(str_is(oidc.jti, "j-1") && oidc.scopes.count == 2);
	CHECK(!oidc.has_issued_at && !oidc.tenant.at && !oidc.is_bound);
	CHECK_STR(reason_at(auth_v2_claims, NOW), "");
	CHECK_STR(reason_at(auth_v1_claims, NOW), "");
	CHECK_STR(reason_at(auth_oidc_claims, NOW), "");
}

/* covers: B10 B14 B16 B17 B18 */
static void
the_payload_is_one_strict_json_object(void)
{
	static const char *const payloads[] = {"", "[]", "\"x\"", "123", "null",
		"{", "{} x", "{\"aud\":\"a\",\"aud\":\"b\"}",
		"{\"exp\":1,\"e\\u0078p\":9999999999}",
		"{\"exp\":99999999999999999999999999}", "{\"exp\":1e400}",
		"{\"iss\":\"https://idp.example\\u0000\"}",
		"{\"x\":[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]"
		"]"
		"]]]]]]]]}"};

	for (size_t i = 0; i < COUNT(payloads); i++)
		CHECK_STR(reason_at(payloads[i], NOW), "token/payload");
}

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

/* covers: F1 F2 F3 */
static void
exp_is_a_number_and_present(void)
{
	static const struct claim_case cases[] = {
		{"{\"exp\":1750003600.5}", ""},
		{"{\"exp\":1.75e9}", ""},
		{"{\"exp\":9223372036854775807}", ""},
		{"{\"exp\":1e300}", ""},
		{"{\"exp\":\"-\"}", "token/no-expiry"},
		{"{\"exp\":null}", "token/claim-type"},
		{"{\"exp\":\"1750003600\"}", "token/claim-type"},
		{"{\"exp\":true}", "token/claim-type"},
		{"{\"exp\":[]}", "token/claim-type"},
		{"{\"exp\":{}}", "token/claim-type"},
		{"{\"exp\":0}", "token/expired"},
		{"{\"exp\":-1}", "token/expired"},
		{"{\"exp\":-1e300}", "token/expired"},
		{"{\"exp\":-9223372036854775808}", "token/expired"},
	};

	check_changes(auth_oidc_claims, cases, COUNT(cases));
}

/* covers: F4 F8; "on or after" (RFC 7519 4.1.4), to the second */
static void
exp_ends_a_token_one_leeway_later(void)
{
	int64_t exp = 1750003600;
	char *half = auth_claims(auth_oidc_claims, "{\"exp\":1750003600.5}");

	CHECK_STR(reason_at(auth_oidc_claims, exp), "");
	CHECK_STR(reason_at(auth_oidc_claims, exp + LEEWAY_S - 1), "");
	CHECK_STR(reason_at(auth_oidc_claims, exp + LEEWAY_S), "token/expired");
	CHECK_STR(reason_at(auth_oidc_claims, INT64_MAX), "token/expired");
	CHECK_STR(reason_at(half, exp + LEEWAY_S), "");
	CHECK_STR(reason_at(half, exp + LEEWAY_S + 1), "token/expired");
	free(half);
}

/* covers: F5 F6 F7 */
static void
nbf_and_iat_lie_at_most_one_leeway_ahead(void)
{
	static const struct claim_case cases[] = {
		{"{\"nbf\":1750000060,\"iat\":1750000060}", ""},
		{"{\"nbf\":1750000061}", "token/not-yet"},
		{"{\"nbf\":1750000060.5}", "token/not-yet"},
		{"{\"nbf\":1e300}", "token/not-yet"},
		{"{\"nbf\":9223372036854775807}", "token/not-yet"},
		{"{\"nbf\":-1}", ""},
		{"{\"nbf\":\"1\"}", "token/claim-type"},
		{"{\"nbf\":null}", "token/claim-type"},
		{"{\"iat\":1750000061}", "token/issued-in-future"},
		{"{\"iat\":1750086400}", "token/issued-in-future"},
		{"{\"iat\":true}", "token/claim-type"},
		{"{\"exp\":1750000010,\"nbf\":1750000020}", ""},
	};

	check_changes(auth_oidc_claims, cases, COUNT(cases));
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

static void
texts_have_at_most_256_bytes(void)
{
	static const char *const names[] = {
		"sub", "azp", "appid", "client_id", "jti", "tid"};
	char change[400];

	for (size_t i = 0; i < COUNT(names); i++) {
		char *payload;

		snprintf(change, sizeof(change), "{\"%s\":\"%0256d\"}",
			names[i], 1);
		payload = auth_claims(auth_oidc_claims, change);
		CHECK_STR(reason_at(payload, NOW), "");
		free(payload);
		snprintf(change, sizeof(change), "{\"%s\":\"%0257d\"}",
			names[i], 1);
		payload = auth_claims(auth_oidc_claims, change);
		CHECK_STR(reason_at(payload, NOW), "token/claim-size");
		free(payload);
	}
}

static void
a_name_that_cannot_be_shown_is_no_reason_to_refuse(void)
{
	CHECK(!claims_of(auth_oidc_claims, "{\"name\":7}").name.at);
	CHECK(!claims_of(auth_oidc_claims, "{\"name\":\"\"}").name.at);
	CHECK(str_is(
		claims_of(auth_oidc_claims, "{\"name\":\"Ada\"}").name, "Ada"));
}

/* covers: G11 G13 */
static void
scopes_are_words_between_blanks_or_an_array(void)
{
	static const struct {
		const char *change;
		const char *words[3];
		bool has;
	} cases[] = {
		{"{\"scope\":\"a b\"}", {"a", "b"}, true},
		{"{\"scope\":\"  a  b \"}", {"a", "b"}, true},
		{"{\"scope\":\"a\\tb\\nc\"}", {"a\tb\nc"}, true},
		{"{\"scope\":\"\"}", {NULL}, true},
		{"{\"scope\":\"-\"}", {NULL}, false},
		{"{\"scope\":[]}", {NULL}, true},
		{"{\"scope\":[\"a\",\"\",\"b\"]}", {"a", "b"}, true},
		{"{\"scope\":[\"a b\"]}", {"a b"}, true},
		{"{\"scp\":\"c\"}", {"c"}, true},
		{"{\"scp\":[\"c\"],\"scope\":\"a\"}", {"c"}, true},
		{"{\"scp\":\"\",\"scope\":\"a\"}", {NULL}, true},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct claims claims =
			claims_of(auth_oidc_claims, cases[i].change);
		size_t count = 0;

		CHECK_INT(claims.has_scopes, cases[i].has);
		for (; count < 3 && cases[i].words[count]; count++)
			CHECK(count < claims.scopes.count &&
				str_is(claims.scopes.at[count],
					cases[i].words[count]));
		CHECK_INT(claims.scopes.count, count);
	}
}

/* covers: G12 */
static void
a_role_that_is_a_string_is_never_split(void)
{
	struct claims claims =
		claims_of(auth_oidc_claims, "{\"roles\":\"weather.read x\"}");

	CHECK_INT(claims.roles.count, 1);
	CHECK(str_is(claims.roles.at[0], "weather.read x"));
	claims = claims_of(auth_oidc_claims, "{\"roles\":[\"a\",\"b c\"]}");
	CHECK_INT(claims.roles.count, 2);
	CHECK(str_is(claims.roles.at[1], "b c"));
	claims = claims_of(auth_oidc_claims, "{\"roles\":\"\"}");
	CHECK_INT(claims.roles.count, 0);
}

static void
permission_claims_of_another_type_are_refused(void)
{
	static const struct claim_case cases[] = {
		{"{\"scope\":null}", "token/claim-type"},
		{"{\"scope\":7}", "token/claim-type"},
		{"{\"scope\":{\"weather.read\":true}}", "token/claim-type"},
		{"{\"scope\":[\"a\",7]}", "token/claim-type"},
		{"{\"scope\":[[\"a\"]]}", "token/claim-type"},
		{"{\"roles\":null}", "token/claim-type"},
		{"{\"roles\":true}", "token/claim-type"},
		{"{\"roles\":[null]}", "token/claim-type"},
		{"{\"idtyp\":7}", "token/claim-type"},
	};

	check_changes(auth_oidc_claims, cases, COUNT(cases));
}

/* covers: G18 J5 */
static void
any_cnf_marks_a_bound_token(void)
{
	static const char *const changes[] = {"{\"cnf\":{\"jkt\":\"x\"}}",
		"{\"cnf\":{\"x5t#S256\":\"x\"}}", "{\"cnf\":{}}",
		"{\"cnf\":null}", "{\"cnf\":\"x\"}"};

	for (size_t i = 0; i < COUNT(changes); i++)
		CHECK(claims_of(auth_oidc_claims, changes[i]).is_bound);
	CHECK(!claims_of(auth_oidc_claims, "{}").is_bound);
}

int
main(void)
{
	struct err err = {0};

	arena = arena_new(64 * 1024 * 1024);
	if (issuer_set_new(&issuers, &auth_config, &err) != OK)
		printf("# %s\n", err.detail);
	RUN(claims_of_all_three_kinds_are_read);
	RUN(the_payload_is_one_strict_json_object);
	RUN(iss_is_exactly_one_configured_issuer);
	RUN(aud_has_exactly_one_audience_of_the_issuer);
	RUN(both_forms_of_the_audience_fit_both_versions_of_entra);
	RUN(exp_is_a_number_and_present);
	RUN(exp_ends_a_token_one_leeway_later);
	RUN(nbf_and_iat_lie_at_most_one_leeway_ahead);
	RUN(entra_tokens_are_of_the_version_and_tenant_of_their_issuer);
	RUN(an_id_token_is_no_access_token);
	RUN(entra_tokens_name_their_client);
	RUN(a_caller_has_an_identity);
	RUN(texts_have_at_most_256_bytes);
	RUN(a_name_that_cannot_be_shown_is_no_reason_to_refuse);
	RUN(scopes_are_words_between_blanks_or_an_array);
	RUN(a_role_that_is_a_string_is_never_split);
	RUN(permission_claims_of_another_type_are_refused);
	RUN(any_cnf_marks_a_bound_token);
	issuer_set_free(&issuers);
	arena_free(arena);
	DONE();
}
