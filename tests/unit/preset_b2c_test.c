/*
 * The entra-b2c preset: what two policies of one tenant come to, and which
 * tokens are then believed.
 */
#include "unit/verify.h"

#define AT "https://contoso.b2clogin.com/"
#define PLAIN AT TENANT "/v2.0/"
#define TFP_OF(policy) AT "tfp/" TENANT "/" policy "/v2.0/"
#define SIGN_IN "B2C_1_signUpSignIn1"
#define EDIT "b2c_1a_edit"

enum { SIGN_IN_KEYS = 0, EDIT_KEYS };

static const char *policies[] = {SIGN_IN, EDIT};

static struct issuer_config
contoso(void)
{
	return (struct issuer_config){
		.name = "club",
		.line = 3,
		.preset = PRESET_ENTRA_B2C,
		.tenant_id = TENANT,
		.client_id = CLIENT,
		.b2c_domain = "contoso",
		.b2c_policies = {policies, 2},
	};
}

/* The claims of Microsoft's own example of an access token, among them the
 * nonce of the sign-in. */
static const char b2c_claims[] =
	"{\"iss\":\"" PLAIN "\",\"aud\":\"" CLIENT "\",\"ver\":\"1.0\","
	"\"sub\":\"ada\",\"oid\":\"ada\",\"name\":\"Ada\",\"emails\":[\"a@b\"],"
	"\"tfp\":\"" SIGN_IN "\",\"azp\":\"app\",\"scp\":\"weather.read\","
	"\"nonce\":\"anyRandomValue\",\"iat\":1750000000,\"nbf\":1750000000,"
	"\"exp\":1750003600}";

/* Each policy has a key of its own, both with the same kid. */
static void
begin(void)
{
	struct issuer_config section = contoso();

	verify_begin(&section);
	verify_has_keys(SIGN_IN_KEYS, verify_jwks("rsa", "k"));
	verify_has_keys(EDIT_KEYS, verify_jwks("rsa-other", "k"));
}

static const char *
reason_of(const char *change)
{
	return verify_reason("rsa", "k", b2c_claims, change);
}

static void
each_policy_has_documents_and_both_forms_of_the_issuer(void)
{
	struct issuer_config section = contoso();
	const struct issuer_set *set = &verify.issuers;

	verify_begin(&section);
	CHECK_INT(set->source_count, 2);
	CHECK_INT(set->issuer_count, 4);
	CHECK_STR(set->sources[SIGN_IN_KEYS].metadata_url,
		AT "contoso.onmicrosoft.com/" SIGN_IN
		   "/v2.0/.well-known/openid-configuration");
	CHECK_STR(set->sources[EDIT_KEYS].metadata_url,
		AT "contoso.onmicrosoft.com/" EDIT
		   "/v2.0/.well-known/openid-configuration");
	CHECK_STR(set->sources[EDIT_KEYS].metadata_issuer, PLAIN);
	CHECK_STR(set->sources[EDIT_KEYS].other_metadata_issuer, TFP_OF(EDIT));
	for (size_t i = 0; i < set->issuer_count; i++) {
		const struct issuer *issuer = &set->issuers[i];

		CHECK_STR(issuer->policy,
			i < 2 ? "b2c_1_signupsignin1" : "b2c_1a_edit");
		CHECK_INT(issuer->source, i / 2);
		CHECK(str_is(
			issuer->iss, i % 2 == 0 ? PLAIN
				     : i < 2    ? TFP_OF("b2c_1_signupsignin1")
						: TFP_OF("b2c_1a_edit")));
		CHECK(str_is(issuer->canonical, PLAIN));
		CHECK_STR(issuer->version, "1.0");
		CHECK_STR(issuer->identity_claim, "sub");
		CHECK_STR(issuer->scope_prefix,
			"https://contoso.onmicrosoft.com/" CLIENT "/");
		CHECK_INT(issuer->audiences.count, 1);
		CHECK_STR(issuer->audiences.at[0], CLIENT);
		CHECK(issuer->requires_client && !issuer->tenant_id);
	}
	CHECK(str_is(set->issuers[2].advertised, TFP_OF("b2c_1a_edit")));
	CHECK(issuer_of_policy(set, STR_LIT(PLAIN), STR_LIT(EDIT)) ==
		&set->issuers[2]);
	CHECK(!issuer_of_policy(set, STR_LIT(PLAIN), STR_LIT("")));
	CHECK(!issuer_of_policy(set, STR_LIT(PLAIN), (struct str){NULL, 0}));
	verify_end();
}

static void
a_domain_of_ones_own_is_an_authority(void)
{
	static const char *audience[] = {"https://contoso.example/api"};
	struct issuer_config section = contoso();

	section.authority = "https://login.contoso.example/";
	section.identity_claim = "oid";
	section.scope_prefix = "weather:";
	section.audiences = (struct words){audience, 1};
	verify_begin(&section);
	CHECK(issuer_find(&verify.issuers,
		STR_LIT("https://login.contoso.example/" TENANT "/v2.0/")));
	CHECK_STR(verify.issuers.sources[0].metadata_url,
		"https://login.contoso.example/contoso.onmicrosoft.com/" SIGN_IN
		"/v2.0/.well-known/openid-configuration");
	CHECK_STR(verify.issuers.issuers[0].identity_claim, "oid");
	CHECK_STR(verify.issuers.issuers[0].scope_prefix, "weather:");
	CHECK_STR(verify.issuers.issuers[0].audiences.at[0], audience[0]);
	verify_end();
}

static void
a_section_that_lacks_or_mixes_settings_is_refused(void)
{
	static const char *twice[] = {SIGN_IN, "B2C_1_SIGNUPSIGNIN1"};
	static const char *issuer[] = {PLAIN};
	struct issuer_config sections[] = {contoso(), contoso(), contoso(),
		contoso(), contoso(), contoso(), contoso(), contoso(),
		contoso()};
	static const char *const why[] = {"b2c_domain is missing",
		"b2c_policies is missing", "tenant_id is \"\"",
		"tenant_id is \"organizations\"", "client_id is \"\"",
		"issuer has no meaning", "allowed_tenants has no meaning",
		"keys cannot be fetched from \"http://a.example/",
		"[issuer club] and [issuer club] have the same issuer"};

	sections[0].b2c_domain = NULL;
	sections[1].b2c_policies = (struct words){NULL, 0};
	sections[2].tenant_id = "";
	sections[3].tenant_id = "organizations";
	sections[4].client_id = "";
	sections[5].issuers = (struct words){issuer, 1};
	sections[6].allowed_tenants = (struct words){issuer, 1};
	sections[7].authority = "http://a.example";
	sections[8].b2c_policies = (struct words){twice, 2};
	for (size_t i = 0; i < COUNT(sections); i++) {
		struct config config = auth_config_of(&sections[i], 1);
		struct issuer_set set;
		struct err err = {0};

		CHECK_INT(issuer_set_new(&set, &config, &err), ERR_CONFIG);
		if (!strstr(err.detail, why[i]))
			printf("# %s\n", err.detail);
		CHECK(strstr(err.detail, why[i]) != NULL);
	}
}

/* The first policy for one section, and one policy for another. */
static enum err_kind
split(const char **other, struct issuer_set *set)
{
	struct issuer_config sections[] = {contoso(), contoso()};
	struct config config;
	struct err err = {0};

	sections[0].b2c_policies.count = 1;
	sections[1].b2c_policies = (struct words){other, 1};
	sections[1].name = "other";
	config = auth_config_of(sections, 1);
	config.issuer_count = 2;
	return issuer_set_new(set, &config, &err);
}

static void
two_sections_share_a_tenant_but_no_policy(void)
{
	struct issuer_set set;

	CHECK_INT(split(policies, &set), ERR_CONFIG);
	CHECK_INT(split(policies + 1, &set), OK);
	CHECK_STR(issuer_of_policy(&set, STR_LIT(PLAIN), STR_LIT(EDIT))->name,
		"other");
	CHECK_STR(
		issuer_of_policy(&set, STR_LIT(PLAIN), STR_LIT(SIGN_IN))->name,
		"club");
	issuer_set_free(&set);
}

static void
the_metadata_of_a_policy_may_name_either_issuer(void)
{
	static const struct {
		const char *issuer;
		enum err_kind kind;
	} cases[] = {
		{PLAIN, OK},
		{TFP_OF("b2c_1_signupsignin1"), OK},
		{TFP_OF(SIGN_IN), ERR_FETCH},
		{TFP_OF("b2c_1a_edit"), ERR_FETCH},
		{AT TENANT "/v2.0", ERR_FETCH},
		{AT "{tenantid}/v2.0/", ERR_FETCH},
		{"", ERR_FETCH},
	};
	struct issuer_config section = contoso();
	char text[300];

	verify_begin(&section);
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct err err = {0};
		struct str uri;

		snprintf(text, sizeof(text),
			"{\"issuer\":\"%s\",\"jwks_uri\":\"" AT
			"contoso.onmicrosoft.com/b2c_1_signupsignin1/"
			"discovery/v2.0/keys\"}",
			cases[i].issuer);
		CHECK_INT(issuer_read_metadata(&verify.issuers.sources[0],
				  str_from(text), verify.arena, &uri, &err),
			cases[i].kind);
	}
	verify_end();
}

/* covers: G8; with its positive controls */
static void
the_policy_must_be_one_of_the_section(void)
{
	static const struct {
		const char *change, *reason;
	} cases[] = {
		{"{}", ""},
		{"{\"tfp\":\"b2c_1_signupsignin1\"}", ""},
		{"{\"tfp\":\"-\",\"acr\":\"b2c_1_signupsignin1\"}", ""},
		{"{\"acr\":\"urn:mace:silver\"}", ""},
		{"{\"iss\":\"" TFP_OF("b2c_1_signupsignin1") "\"}", ""},
		{"{\"iss\":\"" TFP_OF(
			 "b2c_1_signupsignin1") "\",\"tfp\":\"-\",\"acr\":"
						"\"b2c_1_signupsignin1\"}",
			""},
		{"{\"tfp\":\"-\"}", "token/policy"},
		{"{\"tfp\":\"\"}", "token/policy"},
		{"{\"tfp\":\"B2C_1_other\"}", "token/policy"},
		{"{\"tfp\":\"B2C_1_signUpSignIn\"}", "token/policy"},
		{"{\"tfp\":\"B2C_1_signUpSignIn1 \"}", "token/policy"},
		{"{\"tfp\":\"B2C_1_other\",\"acr\":\"" SIGN_IN "\"}",
			"token/policy"},
		{"{\"tfp\":\"-\",\"acr\":\"B2C_1_other\"}", "token/policy"},
		{"{\"tfp\":[\"" SIGN_IN "\"]}", "token/claim-type"},
		{"{\"tfp\":null,\"acr\":\"" SIGN_IN "\"}", "token/claim-type"},
		{"{\"tfp\":\"-\",\"acr\":1}", "token/claim-type"},
		{"{\"iss\":\"" TFP_OF(
			 "b2c_1_signupsignin1") "\",\"tfp\":\"-\"}",
			"token/policy"},
		{"{\"iss\":\"" TFP_OF(
			 "b2c_1_signupsignin1") "\",\"tfp\":\"" EDIT "\"}",
			"token/policy"},
		{"{\"iss\":\"" TFP_OF("b2c_1a_edit") "\"}", "token/policy"},
		{"{\"iss\":\"" TFP_OF(SIGN_IN) "\"}", "token/issuer"},
		{"{\"iss\":\"" TFP_OF(
			 "b2c_1_other") "\",\"tfp\":\"b2c_1_other\"}",
			"token/issuer"},
		{"{\"iss\":\"" AT TENANT "/v2.0\"}", "token/issuer"},
		{"{\"iss\":\"" AT "tfp/" TENANT "/v2.0/\"}", "token/issuer"},
		{"{\"iss\":\"" AT CLIENT "/v2.0/\"}", "token/issuer"},
		{"{\"iss\":\"https://evil.b2clogin.com/" TENANT "/v2.0/\"}",
			"token/issuer"},
	};

	begin();
	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *reason = reason_of(cases[i].change);

		if (strcmp(reason, cases[i].reason) != 0)
			printf("# %s\n", cases[i].change);
		CHECK_STR(reason, cases[i].reason);
		CHECK_INT(stand_in.keyring_asked, cases[i].reason[0] ? 0 : 1);
	}
	verify_end();
}

/* covers: E6 G8; the same kid in both, but each policy believes its own key
 * alone */
static void
no_policy_believes_a_key_of_another(void)
{
	static const struct {
		const char *iss, *tfp;
		bool is_edit;
	} cases[] = {
		{PLAIN, SIGN_IN, false},
		{PLAIN, EDIT, true},
		{PLAIN, "B2C_1A_EDIT", true},
		{TFP_OF("b2c_1_signupsignin1"), SIGN_IN, false},
		{TFP_OF("b2c_1a_edit"), EDIT, true},
	};
	char change[300];

	begin();
	for (size_t i = 0; i < COUNT(cases); i++) {
		snprintf(change, sizeof(change),
			"{\"iss\":\"%s\",\"tfp\":\"%s\"}", cases[i].iss,
			cases[i].tfp);
		CHECK_STR(verify_reason("rsa", "k", b2c_claims, change),
			cases[i].is_edit ? "signature/bad" : "");
		CHECK_STR(verify_reason("rsa-other", "k", b2c_claims, change),
			cases[i].is_edit ? "" : "signature/bad");
	}
	verify_end();
}

static void
a_person_is_one_owner_under_every_policy(void)
{
	struct principal first;

	begin();
	CHECK_STR(reason_of("{}"), "");
	first = verify.who;
	CHECK(str_is(first.issuer, PLAIN));
	CHECK(str_is(first.subject, "ada"));
	CHECK(!first.tenant.len);
	CHECK_STR(verify_reason("rsa-other", "k", b2c_claims,
			  "{\"iss\":\"" TFP_OF(
				  "b2c_1a_edit") "\",\"tfp\":\"" EDIT
						 "\",\"tid\":\"" TENANT "\"}"),
		"");
	CHECK(str_eq(verify.who.issuer, first.issuer));
	CHECK(str_eq(verify.who.tenant, first.tenant));
	CHECK(str_eq(verify.who.subject, first.subject));
	CHECK_STR(reason_of("{\"sub\":\"Not supported currently. Use oid "
			    "claim.\"}"),
		"token/identity");
	CHECK_STR(reason_of("{\"sub\":\"-\"}"), "token/identity");
	verify_end();
}

/* G10: a nonce alone does not make an ID token here, but all else does */
static void
an_id_token_is_refused_although_access_tokens_have_its_nonce(void)
{
	begin();
	CHECK_STR(reason_of("{}"), "");
	CHECK_STR(reason_of("{\"nonce\":\"-\"}"), "");
	CHECK_STR(reason_of("{\"at_hash\":\"x\"}"), "token/id-token");
	CHECK_STR(reason_of("{\"c_hash\":\"x\"}"), "token/id-token");
	CHECK_STR(reason_of("{\"typ\":\"ID\"}"), "token/id-token");
	CHECK_STR(reason_of("{\"azp\":\"-\"}"), "token/id-token");
	CHECK_STR(reason_of("{\"scp\":\"-\"}"), "token/id-token");
	CHECK_STR(reason_of("{\"scp\":\"\"}"), "token/id-token");
	CHECK_STR(reason_of("{\"azp\":\"-\",\"nonce\":\"-\"}"), "token/client");
	verify_end();
}

/* G3, G4, G7, G16 */
static void
audience_version_and_scopes_count_as_elsewhere(void)
{
	begin();
	CHECK_STR(
		reason_of("{\"aud\":\"api://" CLIENT "\"}"), "token/audience");
	CHECK_STR(reason_of("{\"aud\":[\"x\",\"" CLIENT "\"]}"), "");
	CHECK_STR(reason_of("{\"ver\":\"2.0\"}"), "token/version");
	CHECK_STR(reason_of("{\"ver\":\"-\"}"), "token/version");
	CHECK_STR(reason_of("{\"exp\":1749999000}"), "token/expired");
	CHECK_STR(reason_of("{}"), "");
	CHECK_INT(verify.who.permissions, PERMIT_TOKEN | PERMIT_READ);
	CHECK_STR(reason_of("{\"scp\":\"-\",\"nonce\":\"-\"}"), "");
	CHECK_INT(verify.who.permissions, PERMIT_NEVER);
	verify_end();
}

int
main(void)
{
	RUN(each_policy_has_documents_and_both_forms_of_the_issuer);
	RUN(a_domain_of_ones_own_is_an_authority);
	RUN(a_section_that_lacks_or_mixes_settings_is_refused);
	RUN(two_sections_share_a_tenant_but_no_policy);
	RUN(the_metadata_of_a_policy_may_name_either_issuer);
	RUN(the_policy_must_be_one_of_the_section);
	RUN(no_policy_believes_a_key_of_another);
	RUN(a_person_is_one_owner_under_every_policy);
	RUN(an_id_token_is_refused_although_access_tokens_have_its_nonce);
	RUN(audience_version_and_scopes_count_as_elsewhere);
	DONE();
}
