/* What a token is asked, in which order, and which caller a good one makes. */
#include "unit/token.h"

#include <stdint.h>

static void
a_good_token_makes_a_principal(void)
{
	struct outcome out =
		verify_signed("rsa", ALG_RS256, rs256_header, auth_v2_claims);

	CHECK_INT(out.kind, OK);
	CHECK(str_is(out.who.issuer, V2_ISSUER));
	CHECK(str_is(out.who.tenant, TENANT));
	CHECK(str_is(out.who.subject, "user"));
	CHECK(str_is(out.who.client, "app") && str_is(out.who.name, "Ada"));
	CHECK_STR(out.who.issuer_name, "school");
	CHECK_STR(out.who.scope_prefix, "api://" CLIENT "/");
	CHECK_INT(out.who.permissions, PERMIT_TOKEN | PERMIT_READ);
	CHECK_INT(out.who.expires, 1750003600);
	CHECK(!out.who.app_only);
	CHECK_INT(out.fetches, 1);
	CHECK_INT(out.look_ups, 1);
	CHECK(str_is(out.trace.kid, "rsa") && str_is(out.trace.client, "app"));
	CHECK(str_is(out.trace.subject, "user"));
	CHECK_STR(out.trace.issuer_name, "school");
}

static void
both_versions_of_entra_are_one_owner(void)
{
	struct outcome v1 =
		verify_signed("rsa", ALG_RS256, rs256_header, auth_v1_claims);
	struct outcome v2 =
		verify_signed("rsa", ALG_RS256, rs256_header, auth_v2_claims);

	CHECK_INT(v1.kind, OK);
	CHECK_INT(v2.kind, OK);
	CHECK(str_eq(v1.who.issuer, v2.who.issuer));
	CHECK(str_eq(v1.who.tenant, v2.who.tenant));
	CHECK(str_eq(v1.who.subject, v2.who.subject));
}

static void
every_algorithm_of_the_issuer_is_accepted(void)
{
	CHECK_INT(
		verify_signed("rsa", ALG_RS256, rs256_header, auth_oidc_claims)
			.kind,
		OK);
	CHECK_INT(
		verify_signed("rsa", ALG_PS256,
			"{\"alg\":\"PS256\",\"kid\":\"pss\"}", auth_oidc_claims)
			.kind,
		OK);
	CHECK_INT(verify_signed("p256", ALG_ES256,
			  "{\"alg\":\"ES256\",\"kid\":\"p256\"}",
			  auth_oidc_claims)
			  .kind,
		OK);
	CHECK_INT(verify_signed("ed25519", ALG_EDDSA,
			  "{\"alg\":\"EdDSA\",\"kid\":\"ed25519\"}",
			  auth_oidc_claims)
			  .kind,
		OK);
	CHECK_INT(verify_signed("ed25519", ALG_EDDSA, "{\"alg\":\"Ed25519\"}",
			  auth_oidc_claims)
			  .kind,
		OK);
}

/* covers: I4; each of these has an unknown kid too, which would ask for a fetch
 */
static void
a_token_that_is_wrong_offline_never_reaches_the_keyring(void)
{
	static const struct {
		const char *base, *change, *reason;
	} cases[] = {
		{auth_v2_claims, "{\"iss\":\"https://evil.example\"}",
			"token/issuer"},
		{auth_v2_claims, "{\"aud\":\"x\"}", "token/audience"},
		{auth_v2_claims, "{\"exp\":1749999000}", "token/expired"},
		{auth_v2_claims, "{\"exp\":\"-\"}", "token/no-expiry"},
		{auth_v2_claims, "{\"nbf\":1750001000}", "token/not-yet"},
		{auth_v2_claims, "{\"iat\":1750001000}",
			"token/issued-in-future"},
		{auth_v2_claims, "{\"ver\":\"1.0\"}", "token/version"},
		{auth_v2_claims, "{\"tid\":\"x\"}", "token/tenant"},
		{auth_v2_claims, "{\"nonce\":\"x\"}", "token/id-token"},
		{auth_v2_claims, "{\"azp\":\"-\"}", "token/client"},
		{auth_v2_claims, "{\"oid\":\"-\"}", "token/identity"},
		{auth_v2_claims, "{\"scp\":7}", "token/claim-type"},
		{auth_oidc_claims, "{\"aud\":[\"" CLIENT "\"]}",
			"token/audience"},
	};
	static const char header[] = "{\"alg\":\"RS256\",\"kid\":\"unknown\"}";
	struct outcome out;

	for (size_t i = 0; i < COUNT(cases); i++) {
		char *claims = auth_claims(cases[i].base, cases[i].change);

		out = verify_signed("rsa", ALG_RS256, header, claims);
		CHECK_INT(out.kind, ERR_BAD_TOKEN);
		CHECK_STR(out.reason, cases[i].reason);
		CHECK_INT(out.fetches, 0);
		free(claims);
	}
	out = verify_signed("rsa", ALG_RS256, header, auth_v2_claims);
	CHECK_STR(out.reason, "keys/unknown-kid");
	CHECK_INT(out.fetches, 1);
}

/* covers: G18; good in all else, and the deny-list is not asked any more */
static void
a_bound_token_as_plain_bearer_is_refused(void)
{
	CHECK_STR(reason_of(auth_oidc_claims, "{\"cnf\":{\"jkt\":\"x\"}}"),
		"token/bound");
	CHECK_STR(reason_of(auth_oidc_claims, "{\"cnf\":null}"), "token/bound");
	CHECK_INT(stand_in.denylist_asked, 0);
	CHECK_STR(reason_of(auth_oidc_claims, "{}"), "");
}

static void
without_keys_the_answer_is_about_keys(void)
{
	struct outcome out;

	stand_in.keyring_fault = "keys/none";
	out = verify_signed("rsa", ALG_RS256, rs256_header, auth_v2_claims);
	stand_in.keyring_fault = NULL;
	CHECK_INT(out.kind, ERR_KEYS);
	CHECK_INT(out.look_ups, 0);
}

/* covers: J3 */
static void
the_deny_list_sees_all_that_can_be_denied(void)
{
	struct outcome out =
		verify_signed("rsa", ALG_RS256, rs256_header, auth_v1_claims);

	CHECK_INT(out.kind, OK);
	CHECK(str_is(stand_in.denied_with.issuer, V2_ISSUER));
	CHECK(str_is(stand_in.denied_with.subject, "user"));
	CHECK(str_is(stand_in.denied_with.appid, "app"));
	CHECK(stand_in.denied_with.has_issued_at &&
		stand_in.denied_with.issued_at == NOW);
	verify_signed("rsa", ALG_RS256, rs256_header, auth_v2_claims);
	CHECK(str_is(stand_in.denied_with.azp, "app"));
	CHECK(str_is(stand_in.denied_with.uti, "u-1") &&
		!stand_in.denied_with.jti.len);
	verify_signed("rsa", ALG_RS256, rs256_header, auth_oidc_claims);
	CHECK(str_is(stand_in.denied_with.jti, "j-1") &&
		!stand_in.denied_with.uti.len);
	CHECK(!stand_in.denied_with.has_issued_at);
	CHECK_STR(
		reason_of(auth_oidc_claims, "{\"azp\":\"a\",\"appid\":\"b\"}"),
		"");
	CHECK(str_is(stand_in.denied_with.azp, "a") &&
		str_is(stand_in.denied_with.appid, "b") &&
		str_is(stand_in.denied_with.client_id, "app"));
	CHECK_STR(reason_of(auth_v2_claims, "{\"jti\":\"j-2\"}"), "");
	CHECK(str_is(stand_in.denied_with.jti, "j-2") &&
		str_is(stand_in.denied_with.uti, "u-1"));
	stand_in.denied = true;
	CHECK_STR(reason_of(auth_v2_claims, "{}"), "token/denied");
	stand_in.denied = false;
	CHECK_STR(reason_of(auth_v2_claims, "{}"), "");
}

static void
a_deny_list_that_cannot_be_read_accepts_nobody(void)
{
	static const enum err_kind faults[] = {
		ERR_DATABASE, ERR_BUSY, ERR_INTERNAL};

	for (size_t i = 0; i < COUNT(faults); i++) {
		stand_in.denylist_fault = faults[i];
		CHECK_INT(verify_signed("rsa", ALG_RS256, rs256_header,
				  auth_v2_claims)
				  .kind,
			faults[i]);
	}
	stand_in.denylist_fault = OK;
}

static void
dates_beyond_an_integer_are_cut_to_one(void)
{
	char *claims =
		auth_claims(auth_oidc_claims, "{\"exp\":1e300,\"iat\":-1e300}");
	struct outcome out =
		verify_signed("rsa", ALG_RS256, rs256_header, claims);

	CHECK_INT(out.kind, OK);
	CHECK(out.who.expires == INT64_MAX);
	CHECK(stand_in.denied_with.issued_at == INT64_MIN);
	free(claims);
	claims = auth_claims(auth_oidc_claims, "{\"iat\":-1.5}");
	verify_signed("rsa", ALG_RS256, rs256_header, claims);
	CHECK_INT(stand_in.denied_with.issued_at, -2);
	free(claims);
}

static void
a_request_without_memory_is_never_a_yes(void)
{
	struct arena *request = arena;
	size_t limit = 0;
	struct outcome out;

	do {
		arena = arena_new(limit);
		out = verify_signed(
			"rsa-other", ALG_RS256, rs256_header, auth_v2_claims);
		CHECK(out.kind != OK);
		arena_reset(arena);
		out = verify_signed(
			"rsa", ALG_RS256, rs256_header, auth_v2_claims);
		CHECK(out.kind == OK || out.kind == ERR_INTERNAL);
		arena_free(arena);
		limit += 32;
	} while (out.kind != OK && limit < 1000000);
	CHECK_INT(out.kind, OK);
	CHECK(limit > 32);
	arena = request;
}

int
main(void)
{
	token_begin();
	RUN(a_good_token_makes_a_principal);
	RUN(both_versions_of_entra_are_one_owner);
	RUN(every_algorithm_of_the_issuer_is_accepted);
	RUN(a_token_that_is_wrong_offline_never_reaches_the_keyring);
	RUN(a_bound_token_as_plain_bearer_is_refused);
	RUN(without_keys_the_answer_is_about_keys);
	RUN(the_deny_list_sees_all_that_can_be_denied);
	RUN(a_deny_list_that_cannot_be_read_accepts_nobody);
	RUN(dates_beyond_an_integer_are_cut_to_one);
	RUN(a_request_without_memory_is_never_a_yes);
	token_end();
	DONE();
}
