/* Verdicts on tokens, what is granted, and what form, header and keys tell. */
#include "unit/explain.h"

static void
good_tokens_are_accepted_and_nothing_is_wrong(void)
{
	static const char *const good[] = {auth_v1_claims, auth_v2_claims,
		auth_oidc_claims, b2c_claims, app_claims};

	for (size_t i = 0; i < COUNT(good); i++) {
		explain_signed(good_header, good[i], "{}");
		CHECK(accepted);
		CHECK(is_said("\nAccepted.\n"));
		CHECK(is_not_said("  - "));
		CHECK(is_not_said("not reached"));
	}
}

static void
what_is_no_access_token_is_told_apart(void)
{
	static const struct {
		const char *text, *reason, *said;
	} cases[] = {
		{"abc def", "authorization/malformed", "the token alone"},
		{"eyJhbGciOiJSUzI1NiJ9\n.e30.AA", "authorization/malformed",
			"in one line"},
		{"5f2b0d9c1b7e4f7aa6", "token/segments", "an opaque token"},
		{"a.b.c.d.e", "token/segments", "an encrypted token (JWE)"},
		{"eyJhbGciOiJSUzI1NiJ9.e30", "token/segments",
			"copied to its end?"},
		{"eyJhbGciOiJub25lIn0.e30.", "token/segments",
			"copied to its end?"},
		{"eyJhbGciOiJSUzI1NiJ9.e31.AA", "token/base64url",
			"damaged: segment 2"},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		explain_text(cases[i].text);
		CHECK(is_refused_for(cases[i].reason));
		CHECK(is_said(cases[i].said));
	}
}

static void
what_the_header_tells_is_explained(void)
{
	static const struct {
		const char *header, *reason, *said;
	} cases[] = {
		{"{\"alg\":\"HS256\"}", "token/alg",
			"signed with a shared secret (alg HS256)"},
		{"{\"alg\":\"none\"}", "token/alg", "not signed at all"},
		{"{\"alg\":\"XS1\"}", "token/alg",
			"alg \"XS1\" is none that exists here"},
		{"{\"alg\":\"ES512\"}", "token/alg-not-allowed",
			"signed with ES512: if the identity provider means it, "
			"add it to algorithms of [issuer other]"},
		{"{\"alg\":\"RS256\",\"typ\":\"logout+jwt\"}", "token/typ",
			"typ \"logout+jwt\" is another kind"},
		{"{\"alg\":\"RS256\",\"crit\":[]}", "token/crit",
			"the header has crit"},
		{"{\"alg\":\"RS256\",\"kid\":\"gone\"}", "keys/unknown-kid",
			"no key \"gone\" of [issuer other] is stored here"},
		{"{\"alg\":\"RS256\",\"kid\":\"p256\"}", "keys/alg-mismatch",
			"signed with RS256, but the key is bound to ES256"},
		{"{\"alg\":\"RS256\",\"kid\":\"rsa-other\"}", "signature/bad",
			"the signature is not the issuer's"},
		{"{\"alg\":\"RS256\",\"kid\":\"rsa\",\"nonce\":\"x\"}",
			"token/graph", "  - a token for Microsoft Graph"},
	};

	explain_signed(good_header, auth_oidc_claims, "{}");
	for (size_t i = 0; i < COUNT(cases); i++)
		CHECK(is_not_said(cases[i].said));
	for (size_t i = 0; i < COUNT(cases); i++) {
		explain_signed(cases[i].header, auth_oidc_claims, "{}");
		CHECK(is_refused_for(cases[i].reason));
		CHECK(is_said(cases[i].said));
	}
}

static void
what_comes_after_the_signature_is_explained(void)
{
	static const struct diagnosis_case bound[] = {
		{auth_oidc_claims, "{\"cnf\":{\"jkt\":\"x\"}}", "token/bound",
			{"bound to a key that its holder must prove (cnf)"}},
	};

	check_cases(bound, COUNT(bound));
	stand_in.denied = true;
	explain_signed(good_header, auth_oidc_claims, "{}");
	CHECK(!accepted);
	CHECK(is_said("reason token/denied:\n  - revoked here"));
	stand_in.denied = false;
	stand_in.denylist_fault = ERR_DATABASE;
	explain_signed(good_header, auth_oidc_claims, "{}");
	CHECK(!accepted);
	CHECK(is_said("Refused with 503, reason store/broken:\n"));
	stand_in.denylist_fault = OK;
	explain_signed(good_header, auth_oidc_claims, "{}");
	CHECK(accepted);
}

static void
missing_and_old_keys_are_explained(void)
{
	static const char *const faults[] = {"keys/none", "keys/too-old"};

	for (size_t i = 0; i < COUNT(faults); i++) {
		stand_in.keyring_fault = faults[i];
		explain_signed(good_header, auth_oidc_claims, "{}");
		CHECK(!accepted);
		CHECK(is_said("Refused with 503, reason keys/"));
		CHECK(is_said("\"weatherctl keys refresh other\" gets them"));
	}
	stand_in.keyring_fault = NULL;
	stand_in.keys_are_old = true;
	explain_signed(good_header, auth_oidc_claims, "{}");
	CHECK(accepted);
	CHECK(is_said("Accepted, by keys that are due for a refresh.\n"));
	stand_in.keys_are_old = false;
}

static void
what_is_granted_and_what_is_missing_is_listed(void)
{
	explain_signed(good_header, auth_v2_claims, "{}");
	CHECK(is_said("It grants an application, on behalf of its user:\n"
		      "  read         granted\n"
		      "  write        missing; needs the scope "
		      "\"weather.write\"\n"
		      "  admin        missing; needs the role \"Admin\"\n"));
	explain_signed(good_header, auth_v2_claims,
		"{\"scp\":\"weather.write\",\"roles\":[\"Admin\"]}");
	CHECK(is_said("  read         missing; needs the scope "
		      "\"weather.read\"\n"
		      "  write        granted\n"
		      "  admin        granted\n"));
	explain_signed(good_header, app_claims, "{}");
	CHECK(is_said("It grants an application, on its own behalf:\n"
		      "  read         granted\n"
		      "  write        missing; nothing grants it to such a "
		      "caller\n"));
	explain_signed(good_header, app_claims, "{\"roles\":[\"Admin\"]}");
	CHECK(is_said("  read         missing; needs the role \"app.read\" or "
		      "\"app.all\"\n"));
	explain_signed(good_header, auth_v2_claims, "{\"scp\":\"mail.read\"}");
	CHECK(accepted);
	CHECK(is_said("Accepted, but only by GET /api/me.\n"));
	explain_signed(good_header, auth_v2_claims, "{\"scp\":\"-\"}");
	CHECK(!accepted);
	CHECK(is_said("Refused with 403 wherever it is sent:\n"));
	CHECK(is_said("neither scopes nor roles"));
	explain_signed(good_header, auth_v2_claims, "{\"exp\":1}");
	CHECK(is_said("It would grant an application"));
}

static void
what_strangers_wrote_cannot_fool_a_terminal(void)
{
	explain_signed(good_header, auth_v2_claims,
		"{\"iss\":\"x\\u001b[2Jy\\nAccepted.\",\"aud\":\"\\u009b1m\"}");
	CHECK(!accepted);
	CHECK(is_said("  iss          x?[2Jy?Accepted.\n"));
	CHECK(is_said("the issuer is \"x?[2Jy?Accepted.\""));
	CHECK(is_not_said("\nAccepted"));
	explain_signed("{\"alg\":\"RS256\",\"kid\":\"\\r\\u0007rsa\"}",
		auth_v2_claims, "{}");
	CHECK(is_said("no key \"??rsa\""));
}

static void
long_values_are_cut(void)
{
	char change[4096];

	snprintf(change, sizeof(change), "{\"aud\":\"%03000d\"}", 7);
	explain_signed(good_header, auth_v2_claims, change);
	CHECK(!accepted);
	CHECK(is_said("0... (3000 bytes)\n"));
}

static void
the_word_bearer_and_blanks_may_stand_before_it(void)
{
	EVP_PKEY *key = sign_read_key("rsa");
	char *token = sign_token(key, ALG_RS256, good_header, auth_oidc_claims);
	char *text = NULL;

	sign_require(asprintf(&text, "\n  bearer  %s \r\n", token) > 0,
		"get memory");
	explain_text(text);
	CHECK(accepted);
	free(text);
	free(token);
	EVP_PKEY_free(key);
}

static void
without_memory_nothing_is_accepted(void)
{
	struct arena *large = arena;
	size_t limit = 0;

	do {
		char store; /* only its address counts */
		struct token_rules rules = {.issuers = &issuers,
			.permissions = permissions,
			.store = (struct store *)&store};
		EVP_PKEY *key = sign_read_key("rsa");
		char *token = sign_token(
			key, ALG_RS256, good_header, auth_oidc_claims);
		struct err err = {0};
		struct look look;
		FILE *out = fopen("/dev/null", "w");
		enum err_kind kind;

		sign_require(out != NULL, "open /dev/null");
		arena = arena_new(limit);
		explain_look(&look, str_from(token), &rules, NOW, arena);
		kind = explain_print(&look, out, &accepted, &err);
		CHECK(accepted ? kind == OK : kind == ERR_INTERNAL);
		arena_free(arena);
		fclose(out);
		free(token);
		EVP_PKEY_free(key);
		limit += 512;
	} while (!accepted && limit < 1000000);
	CHECK(accepted);
	arena = large;
}

int
main(void)
{
	explain_begin();
	RUN(good_tokens_are_accepted_and_nothing_is_wrong);
	RUN(what_is_no_access_token_is_told_apart);
	RUN(what_the_header_tells_is_explained);
	RUN(what_comes_after_the_signature_is_explained);
	RUN(missing_and_old_keys_are_explained);
	RUN(what_is_granted_and_what_is_missing_is_listed);
	RUN(what_strangers_wrote_cannot_fool_a_terminal);
	RUN(long_values_are_cut);
	RUN(the_word_bearer_and_blanks_may_stand_before_it);
	RUN(without_memory_nothing_is_accepted);
	explain_end();
	DONE();
}
