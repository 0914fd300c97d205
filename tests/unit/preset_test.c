#include "auth/preset.h"

#include "unit/auth.h"
#include "unit/tap.h"

static const char *one_issuer[] = {"https://a.example/x/"};
static const char *two_issuers[] = {"https://a.example", "https://b.example"};
static const char *one_audience[] = {"weather"};
static const char *empty_word[] = {""};
static const char *hs256[] = {"RS256", "HS256"};
static const char *ps256[] = {"PS256", "ES256"};
static const char *es256[] = {"ES256"};

/* The message for which one section is refused; "" when it is not. */
static const char *
refusal(struct issuer_config section)
{
	static struct err err;
	struct issuer_set set;
	struct config config = auth_config_of(&section, 1);

	err = (struct err){0};
	section.name = "x";
	section.line = 7;
	if (issuer_set_new(&set, &config, &err) == OK) {
		issuer_set_free(&set);
		return "";
	}
	CHECK_INT(err.kind, ERR_CONFIG);
	CHECK(!strncmp(err.detail, "weather.conf:7: [issuer x]: ", 28));
	return err.detail + 28;
}

static void
entra_needs_two_values_and_derives_both_versions(void)
{
	struct issuer_config section = {.name = "school",
		.preset = PRESET_ENTRA,
		.tenant_id = "11111111-2222-3333-4444-55555555ABCD",
		.client_id = "AAAAAAAA-bbbb-cccc-dddd-eeeeeeeeeeee"};
	struct config config = auth_config_of(&section, 1);
	struct issuer_set set;
	struct err err = {0};
	const struct issuer *v1, *v2;

	CHECK_INT(issuer_set_new(&set, &config, &err), OK);
	CHECK_INT(set.issuer_count, 2);
	CHECK_INT(set.source_count, 2);
	v1 = issuer_find(
		&set, STR_LIT("https://sts.windows.net/"
			      "11111111-2222-3333-4444-55555555abcd/"));
	v2 = issuer_find(
		&set, STR_LIT("https://login.microsoftonline.com/"
			      "11111111-2222-3333-4444-55555555abcd/v2.0"));
	CHECK(v1 && v2);
	if (!v1 || !v2)
		return;
	CHECK_STR(v1->version, "1.0");
	CHECK_STR(v2->version, "2.0");
	CHECK(str_eq(v1->canonical, v2->iss) && str_eq(v2->canonical, v2->iss));
	CHECK(v1->source != v2->source);
	CHECK_STR(set.sources[v1->source].metadata_url,
		"https://login.microsoftonline.com/"
		"11111111-2222-3333-4444-55555555abcd/"
		".well-known/openid-configuration");
	CHECK_STR(set.sources[v2->source].metadata_url,
		"https://login.microsoftonline.com/"
		"11111111-2222-3333-4444-55555555abcd/v2.0/"
		".well-known/openid-configuration");
	CHECK_STR(set.sources[v1->source].metadata_issuer, v1->iss.at);
	CHECK_STR(set.sources[v2->source].metadata_issuer, v2->iss.at);
	CHECK_STR(set.sources[v2->source].id,
		"school https://login.microsoftonline.com/"
		"11111111-2222-3333-4444-55555555abcd/v2.0/"
		".well-known/openid-configuration");
	for (size_t i = 0; i < set.issuer_count; i++) {
		const struct issuer *issuer = &set.issuers[i];

		CHECK_INT(issuer->audiences.count, 2);
		CHECK_STR(issuer->audiences.at[0],
			"aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee");
		CHECK_STR(issuer->audiences.at[1],
			"api://aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee");
		CHECK_STR(issuer->scope_prefix,
			"api://aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee/");
		CHECK_STR(issuer->tenant_id,
			"11111111-2222-3333-4444-55555555abcd");
		CHECK_STR(issuer->identity_claim, "oid");
		CHECK_STR(issuer->role_claim, "roles");
		CHECK(!issuer->scope_claim && issuer->requires_client);
		CHECK_INT(issuer->algorithms, 1u << ALG_RS256);
	}
	issuer_set_free(&set);
}

static void
a_national_cloud_is_two_authorities(void)
{
	struct issuer_config section = {.name = "school",
		.preset = PRESET_ENTRA,
		.tenant_id = TENANT,
		.client_id = CLIENT,
		.authority = "https://login.microsoftonline.us/",
		.authority_v1 = "https://sts.example"};
	struct config config = auth_config_of(&section, 1);
	struct issuer_set set;
	struct err err = {0};

	CHECK_INT(issuer_set_new(&set, &config, &err), OK);
	CHECK(issuer_find(&set, STR_LIT("https://sts.example/" TENANT "/")));
	CHECK(issuer_find(&set,
		STR_LIT("https://login.microsoftonline.us/" TENANT "/v2.0")));
	CHECK_STR(set.sources[0].metadata_url,
		"https://login.microsoftonline.us/" TENANT
		"/.well-known/openid-configuration");
	issuer_set_free(&set);
}

static void
a_written_audience_replaces_the_derived_ones(void)
{
	struct issuer_config section = {.name = "school",
		.preset = PRESET_ENTRA,
		.tenant_id = TENANT,
		.client_id = CLIENT,
		.audiences = {one_audience, 1}};
	struct config config = auth_config_of(&section, 1);
	struct issuer_set set;
	struct err err = {0};

	CHECK_INT(issuer_set_new(&set, &config, &err), OK);
	for (size_t i = 0; i < set.issuer_count; i++) {
		CHECK_INT(set.issuers[i].audiences.count, 1);
		CHECK_STR(set.issuers[i].audiences.at[0], "weather");
	}
	issuer_set_free(&set);
}

static void
oidc_finds_its_metadata_below_the_issuer(void)
{
	struct issuer_config section = {.name = "idp",
		.preset = PRESET_OIDC,
		.issuers = {one_issuer, 1},
		.audiences = {one_audience, 1},
		.algorithms = {ps256, 2}};
	struct config config = auth_config_of(&section, 1);
	struct issuer_set set;
	struct err err = {0};

	CHECK_INT(issuer_set_new(&set, &config, &err), OK);
	CHECK_INT(set.issuer_count, 1);
	CHECK_STR(set.sources[0].metadata_url,
		"https://a.example/x/.well-known/openid-configuration");
	CHECK_STR(set.sources[0].metadata_issuer, "https://a.example/x/");
	CHECK_INT(set.sources[0].rsa_default, ALG_PS256);
	CHECK_STR(set.issuers[0].identity_claim, "sub");
	CHECK_STR(set.issuers[0].scope_prefix, "");
	CHECK(!set.issuers[0].version && !set.issuers[0].tenant_id);
	CHECK(!set.issuers[0].requires_client);
	issuer_set_free(&set);

	section.issuers = (struct words){two_issuers, 2};
	CHECK_INT(issuer_set_new(&set, &config, &err), OK);
	CHECK_INT(set.source_count, 2);
	CHECK_STR(set.sources[1].metadata_issuer, "https://b.example");
	CHECK_INT(set.issuers[1].source, 1);
	issuer_set_free(&set);

	section.jwks_uri = "https://a.example/keys";
	CHECK_INT(issuer_set_new(&set, &config, &err), OK);
	CHECK_INT(set.source_count, 1);
	CHECK_INT(set.issuer_count, 2);
	CHECK(!set.sources[0].metadata_url && !set.sources[0].metadata_issuer);
	CHECK_STR(set.sources[0].id, "idp https://a.example/keys");
	issuer_set_free(&set);
}

static void
static_reads_a_file_and_dev_its_own(void)
{
	struct issuer_config sections[] = {
		{.name = "file",
			.preset = PRESET_STATIC,
			.issuers = {two_issuers, 2},
			.audiences = {one_audience, 1},
			.jwks_file = "/etc/keys.json"},
		{.name = "dev", .preset = PRESET_DEV},
	};
	struct config config = auth_config_of(sections, 2);
	struct issuer_set set;
	struct err err = {0};
	const struct issuer *dev;

	config.public_url = "http://[::1]:8080/weather";
	CHECK_INT(issuer_set_new(&set, &config, &err), OK);
	CHECK_INT(set.source_count, 2);
	CHECK_STR(set.sources[0].jwks_file, "/etc/keys.json");
	CHECK_STR(set.sources[1].jwks_file, "/state/dev.jwks.json");
	dev = issuer_find(&set, STR_LIT("urn:weather:dev"));
	CHECK(dev && dev->algorithms == 1u << ALG_ES256);
	if (dev) {
		CHECK_INT(dev->source, 1);
		CHECK_STR(dev->audiences.at[0], "weather-dev");
		CHECK_STR(dev->scope_claim, "scope");
		CHECK_STR(dev->identity_claim, "sub");
	}
	issuer_set_free(&set);
}

static void
dev_is_for_a_loopback_address_only(void)
{
	static const struct {
		const char *public_url;
		bool allowed;
	} cases[] = {
		{"http://127.0.0.1:8080", true},
		{"http://localhost", true},
		{"https://localhost/weather", true},
		{"http://[::1]", true},
		{NULL, false},
		{"", false},
		{"http://weather.example", false},
		{"http://localhost.example", false},
		{"http://127.0.0.2", false},
		{"http://localhost@weather.example", false},
		{"http://weather.example@localhost", false},
		{"http://0.0.0.0", false},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct issuer_config section = {
			.name = "dev", .preset = PRESET_DEV};
		struct config config = auth_config_of(&section, 1);
		struct issuer_set set;
		struct err err = {0};
		enum err_kind kind;

		config.public_url = cases[i].public_url;
		kind = issuer_set_new(&set, &config, &err);
		CHECK_INT(kind, cases[i].allowed ? OK : ERR_CONFIG);
		if (kind == OK)
			issuer_set_free(&set);
	}
}

static void
a_section_that_lacks_or_mixes_settings_is_refused(void)
{
	const struct words issuer = {one_issuer, 1}, issuers = {two_issuers, 2};
	const struct words audience = {one_audience, 1};
	const struct {
		struct issuer_config section;
		const char *why; /* its beginning */
	} cases[] = {
		{{0}, "preset is missing"},
		{{.preset = PRESET_ENTRA, .client_id = CLIENT}, "tenant_id is"},
		{{.preset = PRESET_ENTRA, .tenant_id = TENANT}, "client_id is"},
		{{.preset = PRESET_ENTRA,
			 .tenant_id = "organizations",
			 .client_id = CLIENT},
			"allowed_tenants is missing"},
		{{.preset = PRESET_OIDC,
			 .issuers = issuer,
			 .audiences = audience,
			 .b2c_domain = "contoso"},
			"b2c_domain has no meaning"},
		{{.preset = PRESET_ENTRA,
			 .tenant_id = TENANT,
			 .client_id = CLIENT,
			 .b2c_policies = issuer},
			"b2c_policies has no meaning"},
		{{.preset = PRESET_ENTRA,
			 .tenant_id = TENANT "/x",
			 .client_id = CLIENT},
			"tenant_id is"},
		{{.preset = PRESET_ENTRA,
			 .tenant_id = TENANT,
			 .client_id = CLIENT,
			 .issuers = issuer},
			"issuer has no meaning"},
		{{.preset = PRESET_ENTRA,
			 .tenant_id = TENANT,
			 .client_id = CLIENT,
			 .authority = "http://a.example"},
			"keys cannot be fetched from \"http://a.example/"},
		{{.preset = PRESET_OIDC, .audiences = audience},
			"issuer is missing"},
		{{.preset = PRESET_OIDC, .issuers = issuer},
			"audience is missing"},
		{{.preset = PRESET_OIDC,
			 .issuers = issuer,
			 .audiences = {empty_word, 1}},
			"audience is missing"},
		{{.preset = PRESET_OIDC,
			 .issuers = {empty_word, 1},
			 .audiences = audience},
			"issuer is missing"},
		{{.preset = PRESET_OIDC,
			 .issuers = issuer,
			 .audiences = audience,
			 .algorithms = {hs256, 2}},
			"algorithms has \"HS256\""},
		{{.preset = PRESET_DEV, .algorithms = {ps256, 2}},
			"preset dev signs with ES256"},
		{{.preset = PRESET_OIDC,
			 .issuers = issuer,
			 .audiences = audience,
			 .tenant_id = TENANT},
			"tenant_id has no meaning"},
		{{.preset = PRESET_OIDC,
			 .issuers = issuer,
			 .audiences = audience,
			 .jwks_file = "/k"},
			"jwks_file has no meaning"},
		{{.preset = PRESET_OIDC,
			 .issuers = issuer,
			 .audiences = audience,
			 .jwks_uri = "http://a/k"},
			"keys cannot be fetched"},
		{{.preset = PRESET_OIDC,
			 .issuers = issuers,
			 .audiences = audience,
			 .metadata_url = "https://a/m"},
			"metadata_url serves one issuer"},
		{{.preset = PRESET_OIDC,
			 .issuers = issuer,
			 .audiences = audience,
			 .metadata_url = "https://a/m",
			 .jwks_uri = "https://a/k"},
			"metadata_url serves one issuer"},
		{{.preset = PRESET_STATIC,
			 .issuers = issuer,
			 .audiences = audience},
			"jwks_file is missing"},
		{{.preset = PRESET_STATIC,
			 .issuers = issuer,
			 .audiences = audience,
			 .jwks_uri = "https://a/k"},
			"jwks_uri has no meaning"},
		{{.preset = PRESET_DEV, .audiences = audience},
			"audience has no meaning"},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *why = refusal(cases[i].section);

		if (strncmp(why, cases[i].why, strlen(cases[i].why)) != 0)
			printf("# %s\n", why);
		CHECK(!strncmp(why, cases[i].why, strlen(cases[i].why)));
	}
	CHECK_STR(refusal((struct issuer_config){.preset = PRESET_STATIC,
			  .issuers = issuer,
			  .audiences = audience,
			  .jwks_file = "/k",
			  .algorithms = {es256, 1}}),
		"");
}

int
main(void)
{
	RUN(entra_needs_two_values_and_derives_both_versions);
	RUN(a_national_cloud_is_two_authorities);
	RUN(a_written_audience_replaces_the_derived_ones);
	RUN(oidc_finds_its_metadata_below_the_issuer);
	RUN(static_reads_a_file_and_dev_its_own);
	RUN(dev_is_for_a_loopback_address_only);
	RUN(a_section_that_lacks_or_mixes_settings_is_refused);
	DONE();
}
