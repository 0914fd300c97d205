/* The form of claims, the times of a token, and what it may do. */
#include "unit/claims.h"

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
	claims_begin();
	RUN(claims_of_all_three_kinds_are_read);
	RUN(the_payload_is_one_strict_json_object);
	RUN(exp_is_a_number_and_present);
	RUN(exp_ends_a_token_one_leeway_later);
	RUN(nbf_and_iat_lie_at_most_one_leeway_ahead);
	RUN(texts_have_at_most_256_bytes);
	RUN(a_name_that_cannot_be_shown_is_no_reason_to_refuse);
	RUN(scopes_are_words_between_blanks_or_an_array);
	RUN(a_role_that_is_a_string_is_never_split);
	RUN(permission_claims_of_another_type_are_refused);
	RUN(any_cnf_marks_a_bound_token);
	claims_end();
	DONE();
}
