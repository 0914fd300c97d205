#ifndef TESTS_EXPLAIN_H
#define TESTS_EXPLAIN_H

/* What is said of a token under issuers of every kind, and facts about it. */
#include "cli/explain.h"
#include "unit/auth.h"
#include "unit/stand_in.h"

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
static struct arena *arena;

/* What was printed, and the verdict. */
static char *printed;
static bool accepted;

/* No piece of the token, and no byte that moves a terminal's cursor. */
static inline void
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

static inline size_t
count_lines(const char *verdict)
{
	size_t count = 0;

	for (const char *at = printed; (at = strstr(at, verdict)); at++)
		count++;
	return count;
}

/* Some that passed, at most one that refused, the others after it. */
static inline void
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

static inline void
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

static inline void
explain_token(const char *token)
{
	explain_text(token);
	check_harmless(token);
}

static inline void
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

static inline bool
is_said(const char *text)
{
	if (strstr(printed, text))
		return true;
	fprintf(stderr, "# not said: %s\n", text);
	return false;
}

static inline bool
is_not_said(const char *text)
{
	if (!strstr(printed, text))
		return true;
	fprintf(stderr, "# said: %s\n", text);
	return false;
}

static inline bool
is_refused_for(const char *reason)
{
	char result[80];

	snprintf(result, sizeof(result), ", reason %s:\n", reason);
	return !accepted && is_said(result);
}

struct diagnosis_case {
	const char *base, *change;
	const char *reason;
	const char *said[2];
};

static inline void
check_cases(const struct diagnosis_case *cases, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		explain_signed(good_header, cases[i].base, cases[i].change);
		CHECK(is_refused_for(cases[i].reason));
		for (size_t k = 0; k < 2 && cases[i].said[k]; k++)
			CHECK(is_said(cases[i].said[k]));
		/* the twin */
		explain_signed(good_header, cases[i].base, "{}");
		CHECK(accepted);
		for (size_t k = 0; k < 2 && cases[i].said[k]; k++)
			CHECK(is_not_said(cases[i].said[k]));
	}
}

static inline void
explain_begin(void)
{
	struct err err = {0};

	arena = arena_new(16 * 1024 * 1024);
	if (issuer_set_new(&issuers, &config, &err) != OK)
		fprintf(stderr, "# %s\n", err.detail);
	stand_in_begin(&issuers);
	for (size_t i = 0; i < issuers.source_count; i++)
		stand_in_has_keys(i,
			json_pack("{s:[ooo]}", "keys",
				jwks_key("rsa", "rsa", NULL),
				jwks_key("rsa-other", "rsa-other", NULL),
				jwks_key("p256", "p256", NULL)),
			&jwks_all);
}

static inline void
explain_end(void)
{
	free(printed);
	stand_in_end();
	issuer_set_free(&issuers);
	arena_free(arena);
}

#endif
