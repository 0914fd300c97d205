/* What tenant_id = organizations comes to: issuers, addresses and documents. */
#include "unit/preset_entra.h"

static void
organizations_is_one_issuer_for_each_tenant_and_version(void)
{
	static const char *const issuers[] = {STS TENANT "/", STS ALLOWED "/",
		AT TENANT "/v2.0", AT ALLOWED "/v2.0"};
	struct issuer_config section = organizations(2);
	const struct issuer_set *set = &verify.issuers;

	verify_begin(&section);
	CHECK_INT(set->source_count, 2);
	CHECK_INT(set->issuer_count, 4);
	for (size_t i = 0; i < COUNT(issuers); i++) {
		const struct issuer *issuer =
			issuer_find(set, str_from(issuers[i]));

		CHECK(issuer != NULL);
		if (!issuer)
			continue;
		CHECK_STR(issuer->tenant_id, i % 2 ? ALLOWED : TENANT);
		CHECK_STR(issuer->version, i < 2 ? "1.0" : "2.0");
		CHECK_INT(issuer->source, i < 2 ? V1 : V2);
		CHECK(str_is(issuer->canonical, issuers[2 + i % 2]));
		CHECK(str_is(issuer->advertised, AT "organizations/v2.0"));
		CHECK_STR(issuer->identity_claim, "oid");
		CHECK_STR(issuer->audiences.at[0], CLIENT);
		CHECK_STR(issuer->audiences.at[1], "api://" CLIENT);
		CHECK(issuer->requires_client);
	}
	CHECK_STR(set->sources[V1].metadata_url, AT "organizations" WELL_KNOWN);
	CHECK_STR(set->sources[V2].metadata_url,
		AT "organizations/v2.0" WELL_KNOWN);
	CHECK_STR(set->sources[V1].metadata_issuer, STS "{tenantid}/");
	CHECK_STR(set->sources[V2].metadata_issuer, AT "{tenantid}/v2.0");
	CHECK_STR(set->sources[V2].id,
		"school " AT "organizations/v2.0" WELL_KNOWN);
	verify_end();
}

/* Their keys are in the documents for everybody, and an API for personal
 * accounts never gets version 1. */
static void
a_listed_consumer_tenant_is_of_version_2_alone(void)
{
	struct issuer_config section = organizations(3);

	verify_begin(&section);
	CHECK_INT(verify.issuers.issuer_count, 5);
	CHECK(issuer_find(&verify.issuers, STR_LIT(AT CONSUMERS "/v2.0")));
	CHECK(!issuer_find(&verify.issuers, STR_LIT(STS CONSUMERS "/")));
	CHECK_STR(verify.issuers.sources[V1].metadata_url,
		AT "organizations" WELL_KNOWN);
	CHECK_STR(verify.issuers.sources[V2].metadata_url,
		AT "common/v2.0" WELL_KNOWN);
	CHECK(str_is(verify.issuers.issuers[0].advertised, AT "common/v2.0"));
	verify_end();
}

static void
organizations_of_another_cloud_follow_its_authorities(void)
{
	struct issuer_config section = organizations(1);

	section.authority = "https://login.microsoftonline.us/";
	section.authority_v1 = "https://sts.example";
	verify_begin(&section);
	CHECK(issuer_find(&verify.issuers,
		STR_LIT("https://login.microsoftonline.us/" TENANT "/v2.0")));
	CHECK(issuer_find(
		&verify.issuers, STR_LIT("https://sts.example/" TENANT "/")));
	CHECK_STR(verify.issuers.sources[V2].metadata_issuer,
		"https://login.microsoftonline.us/{tenantid}/v2.0");
	verify_end();
}

/* Why the section is refused; "" when it is not. */
static const char *
refusal(struct issuer_config section)
{
	static struct err err;
	struct config config = auth_config_of(&section, 1);
	struct issuer_set set;

	err = (struct err){0};
	if (issuer_set_new(&set, &config, &err) == OK)
		issuer_set_free(&set);
	else
		CHECK_INT(err.kind, ERR_CONFIG);
	return err.detail;
}

static void
allowed_tenants_and_organizations_need_each_other(void)
{
	static const char *named[] = {TENANT, "contoso.onmicrosoft.com"};
	static const char *twice[] = {TENANT, TENANT};
	static const struct {
		const char *tenant;
		struct words allowed;
		const char *why; /* its beginning */
	} cases[] = {
		{"organizations", {tenants, 1}, ""},
		{"organizations", {tenants, 0},
			"weather.conf:3: [issuer school]: allowed_tenants is "
			"missing"},
		{TENANT, {tenants, 1},
			"weather.conf:3: [issuer school]: allowed_tenants "
			"goes with tenant_id = organizations"},
		{"organizations", {named, 2},
			"weather.conf:3: [issuer school]: allowed_tenants is "
			"\"contoso.onmicrosoft.com\""},
		{"organizations", {twice, 2},
			"weather.conf: [issuer school] and [issuer school] "
			"have the same issuer"},
		{"common", {tenants, 1},
			"weather.conf:3: [issuer school]: allowed_tenants "
			"goes with"},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct issuer_config section = organizations(0);
		const char *why;

		section.tenant_id = cases[i].tenant;
		section.allowed_tenants = cases[i].allowed;
		why = refusal(section);
		if (!str_starts(str_from(why), cases[i].why))
			printf("# %s\n", why);
		CHECK(str_starts(str_from(why), cases[i].why));
		CHECK_INT(!*why, !*cases[i].why);
	}
}

static void
the_documents_of_microsoft_load_as_they_are(void)
{
	struct issuer_config section = organizations(2);
	static const char *const names[] = {"v1", "v2"};

	verify_begin(&section);
	for (size_t i = 0; i < COUNT(names); i++) {
		const struct key_source *source = &verify.issuers.sources[i];
		const struct jwk_rules rules = {
			source->algorithms, source->rsa_default};
		char name[40], *metadata, *keys, *other;
		struct key_set *set = NULL;
		struct err err = {0};
		struct str uri;

		snprintf(name, sizeof(name), "%s-discovery", names[i]);
		metadata = entra_text(name);
		snprintf(name, sizeof(name), "%s-discovery", names[1 - i]);
		other = entra_text(name);
		snprintf(name, sizeof(name), "%s-jwks", names[i]);
		keys = entra_text(name);
		CHECK_INT(issuer_read_metadata(source, str_from(metadata),
				  verify.arena, &uri, &err),
			OK);
		CHECK(str_is(uri, i == V1 ? AT "common/discovery/keys"
					  : AT "common/discovery/v2.0/keys"));
		CHECK_INT(issuer_read_metadata(source, str_from(other),
				  verify.arena, &uri, &err),
			ERR_FETCH);
		CHECK_INT(jwks_parse(str_from(keys), &rules, &set, &err), OK);
		CHECK(set && set->count == (i == V1 ? 7 : 10));
		CHECK(set && set->skipped == 0);
		key_set_free(set);
		free(keys);
		free(other);
		free(metadata);
	}
	verify_end();
}

int
main(void)
{
	RUN(organizations_is_one_issuer_for_each_tenant_and_version);
	RUN(a_listed_consumer_tenant_is_of_version_2_alone);
	RUN(organizations_of_another_cloud_follow_its_authorities);
	RUN(allowed_tenants_and_organizations_need_each_other);
	RUN(the_documents_of_microsoft_load_as_they_are);
	DONE();
}
