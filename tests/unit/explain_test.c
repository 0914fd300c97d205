/*
 * Every diagnosis, each beside a token that it must not be said of; with a
 * keyring and a deny-list that are stand-ins, as in token_test.c.
 */
#include "cli/explain.h"

#include "base/attr.h"
#include "store/denylist.h"
#include "unit/auth.h"
#include "unit/sign.h"
#include "unit/tap.h"

#include <stdlib.h>

#define V2_ALONE "22222222-2222-3333-4444-555555555555"
#define V1_ALONE "33333333-2222-3333-4444-555555555555"
#define STRANGER "99999999-2222-3333-4444-555555555555"
#define B2C_HOST "https://contoso.b2clogin.com/"

static const char *v2_issuers[] = {
	"https://login.microsoftonline.com/" V2_ALONE "/v2.0"};
static const char *v1_issuers[] = {"https://sts.windows.net/" V1_ALONE "/"};
static const char *policies[] = {"B2C_1_signin", "B2C_1_edit"};

static struct issuer_config sections[] = {
	{
		.name = "school",
		.preset = PRESET_ENTRA,
		.tenant_id = TENANT,
		.client_id = CLIENT,
	},
	{
		.name = "other",
		.preset = PRESET_OIDC,
		.issuers = {auth_oidc_issuers, 1},
		.audiences = {auth_oidc_audiences, 2},
		.algorithms = {auth_oidc_algorithms, 4},
	},
	{
		.name = "second",
		.preset = PRESET_OIDC,
		.issuers = {v2_issuers, 1},
		.audiences = {auth_oidc_audiences, 2},
	},
	{
		.name = "first",
		.preset = PRESET_OIDC,
		.issuers = {v1_issuers, 1},
		.audiences = {auth_oidc_audiences, 2},
	},
	{
		.name = "club",
		.preset = PRESET_ENTRA_B2C,
		.tenant_id = TENANT,
		.client_id = CLIENT,
		.b2c_domain = "contoso",
		.b2c_policies = {policies, 2},
	},
};

static const struct config config = {
	.path = "weather.conf",
	.state_dir = "/var/lib/weather",
	.public_url = "http://127.0.0.1:8080",
	.issuers = sections,
	.issuer_count = COUNT(sections),
};

static const char b2c_claims[] =
	"{\"iss\":\"" B2C_HOST TENANT "/v2.0/\",\"aud\":\"" CLIENT "\","
	"\"ver\":\"1.0\",\"tfp\":\"B2C_1_signin\",\"azp\":\"app\","
	"\"sub\":\"user\",\"scp\":\"weather.read\",\"exp\":1750003600}";
static const char app_claims[] =
	"{\"iss\":\"" V2_ISSUER "\",\"aud\":\"" CLIENT "\",\"ver\":\"2.0\","
	"\"tid\":\"" TENANT "\",\"azp\":\"app\",\"oid\":\"robot\","
	"\"sub\":\"robot\",\"idtyp\":\"app\",\"roles\":[\"app.read\"],"
	"\"exp\":1750003600}";

static const char *scopes_read[] = {"weather.read"};
static const char *scopes_write[] = {"weather.write"};
static const char *app_read[] = {"app.read", "app.all"};
static const char *admin[] = {"Admin"};
static const struct permission_config permissions[CONFIG_PERMISSIONS] = {
	[CONFIG_READ] = {.scopes = {scopes_read, 1},
		.app_roles = {app_read, 2}},
	[CONFIG_WRITE] = {.scopes = {scopes_write, 1}},
	[CONFIG_ADMIN] = {.user_roles = {admin, 1}, .app_roles = {admin, 1}},
};

static struct issuer_set issuers;
static struct key_set *keys;
static struct arena *arena;

/* What the stand-ins answer. */
static const char *keyring_fault;
static bool denied, keys_are_old;
static enum err_kind denylist_fault;

enum err_kind
keyring_find(struct keyring *keyring, size_t source, struct str kid,
	enum algorithm alg, const struct key **key, bool *old, struct err *err)
{
	enum err_kind kind;

	(void)keyring;
	(void)source;
	*old = keys_are_old;
	if (keyring_fault)
		return fail(err, ERR_KEYS, keyring_fault, "the stand-in");
	kind = key_set_find(keys, kid, alg, key, err);
	if (kind == ERR_NOT_FOUND)
		return fail(err, ERR_BAD_TOKEN, "keys/unknown-kid", "none");
	return kind;
}

enum err_kind
denylist_find(struct store *store, const struct denied_token *token,
	bool *is_denied, struct err *err)
{
	(void)store;
	(void)token;
	if (denylist_fault != OK)
		return fail(err, denylist_fault, "store/broken", "broken");
	*is_denied = denied;
	return OK;
}

/* What was printed, and the verdict. */
static char *printed;
static bool accepted;

/* No piece of the token, and no byte that moves a terminal's cursor. */
static void
check_harmless(const char *token)
{
	size_t leaks = 0, controls = 0;
	char piece[11];

	for (size_t i = 0; i + 10 <= strlen(token); i++) {
		snprintf(piece, sizeof(piece), "%.10s", token + i);
		leaks += strstr(printed, piece) != NULL;
	}
	for (const char *c = printed; *c; c++)
		controls += (unsigned char)*c < ' ' && *c != '\n';
	CHECK_INT(leaks, 0);
	CHECK_INT(controls, 0);
}

static size_t
count_lines(const char *verdict)
{
	size_t count = 0;

	for (const char *at = printed; (at = strstr(at, verdict)); at++)
		count++;
	return count;
}

/* Some that passed, at most one that refused, the others after it. */
static void
check_verdicts(void)
{
	size_t checks = 1, ok = count_lines("\n  ok  ");
	size_t refused = count_lines("\n  refused  ");
	size_t missed = count_lines("\n  not reached  ");
	const char *last_ok = NULL, *first_missed;
	struct exam_check check;

	while (exam_check_at(checks - 1, &check))
		checks++;
	CHECK_INT(ok + refused + missed, checks);
	CHECK_INT(refused, ok < checks);
	for (const char *at = printed; (at = strstr(at, "\n  ok  ")); at++)
		last_ok = at;
	first_missed = strstr(printed, "\n  not reached  ");
	CHECK(!last_ok || !first_missed || last_ok < first_missed);
	CHECK(!accepted || ok == checks);
}

static void
explain_text(const char *text)
{
	char store; /* only its address counts */
	const struct token_rules rules = {
		.issuers = &issuers,
		.permissions = permissions,
		.store = (struct store *)&store,
	};
	struct err err = {0};
	struct look look;
	size_t len;
	FILE *out;

	free(printed);
	printed = NULL;
	out = open_memstream(&printed, &len);
	sign_require(out != NULL, "open a stream");
	explain_look(&look, str_from(text), &rules, NOW, arena);
	CHECK_INT(explain_print(&look, out, &accepted, &err), OK);
	fclose(out);
	check_verdicts();
	arena_reset(arena);
}

static void
explain_token(const char *token)
{
	explain_text(token);
	check_harmless(token);
}

static void
explain_signed(const char *header, const char *base, const char *change)
{
	EVP_PKEY *key = sign_read_key("rsa");
	char *claims = auth_claims(base, change);
	char *token = sign_token(key, ALG_RS256, header, claims);

	explain_token(token);
	free(token);
	free(claims);
	EVP_PKEY_free(key);
}

static const char good_header[] =
	"{\"typ\":\"JWT\",\"alg\":\"RS256\",\"kid\":\"rsa\"}";

static bool
is_said(const char *text)
{
	if (strstr(printed, text))
		return true;
	printf("# not said: %s\n", text);
	return false;
}

static bool
is_not_said(const char *text)
{
	if (!strstr(printed, text))
		return true;
	printf("# said: %s\n", text);
	return false;
}

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

struct diagnosis_case {
	const char *base, *change;
	const char *reason;
	const char *said[2];
};

static void
check_cases(const struct diagnosis_case *cases, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		char result[80];

		snprintf(result, sizeof(result), ", reason %s:\n",
			cases[i].reason);
		explain_signed(good_header, cases[i].base, cases[i].change);
		CHECK(!accepted);
		CHECK(is_said(result));
		for (size_t k = 0; k < 2 && cases[i].said[k]; k++)
			CHECK(is_said(cases[i].said[k]));
		/* the twin */
		explain_signed(good_header, cases[i].base, "{}");
		CHECK(accepted);
		for (size_t k = 0; k < 2 && cases[i].said[k]; k++)
			CHECK(is_not_said(cases[i].said[k]));
	}
}

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
		char result[80];

		snprintf(result, sizeof(result), ", reason %s:\n",
			cases[i].reason);
		explain_text(cases[i].text);
		CHECK(!accepted);
		CHECK(is_said(result));
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
		char result[80];

		snprintf(result, sizeof(result), ", reason %s:\n",
			cases[i].reason);
		explain_signed(cases[i].header, auth_oidc_claims, "{}");
		CHECK(!accepted);
		CHECK(is_said(result));
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
	denied = true;
	explain_signed(good_header, auth_oidc_claims, "{}");
	CHECK(!accepted);
	CHECK(is_said("reason token/denied:\n  - revoked here"));
	denied = false;
	denylist_fault = ERR_DATABASE;
	explain_signed(good_header, auth_oidc_claims, "{}");
	CHECK(!accepted);
	CHECK(is_said("Refused with 503, reason store/broken:\n"));
	denylist_fault = OK;
	explain_signed(good_header, auth_oidc_claims, "{}");
	CHECK(accepted);
}

static void
missing_and_old_keys_are_explained(void)
{
	static const char *const faults[] = {"keys/none", "keys/too-old"};

	for (size_t i = 0; i < COUNT(faults); i++) {
		keyring_fault = faults[i];
		explain_signed(good_header, auth_oidc_claims, "{}");
		CHECK(!accepted);
		CHECK(is_said("Refused with 503, reason keys/"));
		CHECK(is_said("\"weatherctl keys refresh other\" gets them"));
	}
	keyring_fault = NULL;
	keys_are_old = true;
	explain_signed(good_header, auth_oidc_claims, "{}");
	CHECK(accepted);
	CHECK(is_said("Accepted, by keys that are due for a refresh.\n"));
	keys_are_old = false;
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

static void
load_keys(void)
{
	static const struct {
		const char *file, *kid;
	} names[] = {
		{"rsa", "rsa"}, {"rsa-other", "rsa-other"}, {"p256", "p256"}};
	const struct jwk_rules rules = {ALG_ALL, ALG_RS256};
	json_t *set = json_pack("{s:[]}", "keys");
	struct err err = {0};
	char *text;

	for (size_t i = 0; i < COUNT(names); i++) {
		EVP_PKEY *key = sign_read_key(names[i].file);

		json_array_append_new(json_object_get(set, "keys"),
			sign_jwk(key, names[i].kid, NULL));
		EVP_PKEY_free(key);
	}
	text = json_dumps(set, 0);
	sign_require(jwks_parse(str_from(text), &rules, &keys, &err) == OK,
		"read the keys");
	free(text);
	json_decref(set);
}

int
main(void)
{
	struct err err = {0};

	arena = arena_new(16 * 1024 * 1024);
	if (issuer_set_new(&issuers, &config, &err) != OK)
		printf("# %s\n", err.detail);
	load_keys();
	RUN(good_tokens_are_accepted_and_nothing_is_wrong);
	RUN(an_issuer_that_is_not_configured_is_told_apart);
	RUN(a_token_for_somebody_else_is_told_apart);
	RUN(a_token_of_another_time_says_by_how_much);
	RUN(what_is_no_access_token_is_told_apart);
	RUN(what_the_header_tells_is_explained);
	RUN(what_comes_after_the_signature_is_explained);
	RUN(missing_and_old_keys_are_explained);
	RUN(what_is_granted_and_what_is_missing_is_listed);
	RUN(what_strangers_wrote_cannot_fool_a_terminal);
	RUN(long_values_are_cut);
	RUN(the_word_bearer_and_blanks_may_stand_before_it);
	RUN(without_memory_nothing_is_accepted);
	free(printed);
	key_set_free(keys);
	issuer_set_free(&issuers);
	arena_free(arena);
	DONE();
}
