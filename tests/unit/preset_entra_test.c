/*
 * The entra preset for several tenants: what organizations comes to, and
 * which tokens are then believed, over Microsoft's documents as they are.
 */
#include "unit/verify.h"

#define ALLOWED "22222222-2222-3333-4444-5555555555ab"
#define STRANGE "33333333-2222-3333-4444-555555555555"
#define CONSUMERS "9188040d-6c67-4c5b-b112-36a304b66dad"
#define AT "https://login.microsoftonline.com/"
#define STS "https://sts.windows.net/"
#define WELL_KNOWN "/.well-known/openid-configuration"

/* of Microsoft's key sets: for all organizations, and for consumers */
#define ORGANIZATIONS_KID "MGLqj98VNLoXaFfpJCBpgB4JaKs"
#define CONSUMERS_KID "yBm7yTZhZ3SWV3-9inQcQk1X51U"

enum { V1 = 0, V2 };

static const char *tenants[] = {
	TENANT, "22222222-2222-3333-4444-5555555555AB", CONSUMERS};

/* The section with the first count of tenants. */
static struct issuer_config
organizations(size_t count)
{
	return (struct issuer_config){
		.name = "school",
		.line = 3,
		.preset = PRESET_ENTRA,
		.tenant_id = "organizations",
		.allowed_tenants = {tenants, count},
		.client_id = CLIENT,
	};
}

static char *
read_text(const char *name)
{
	char path[100], *text = calloc(1, 32768);
	FILE *in;

	snprintf(path, sizeof(path), "tests/data/entra/common-%s.json", name);
	in = fopen(path, "r");
	CHECK(in && text && fread(text, 1, 32767, in) > 0);
	if (in)
		fclose(in);
	return text;
}

/* Microsoft's key set with our numbers in its keys. */
static json_t *
real_keys(const char *name)
{
	char *text = read_text(name);
	EVP_PKEY *key = sign_read_key("rsa");
	json_t *ours = sign_jwk(key, NULL, NULL), *jwk;
	json_t *set = json_loads(text, 0, NULL);
	size_t i;

	json_array_foreach(json_object_get(set, "keys"), i, jwk)
	{
		json_object_set(jwk, "n", json_object_get(ours, "n"));
		json_object_set(jwk, "e", json_object_get(ours, "e"));
	}
	json_decref(ours);
	EVP_PKEY_free(key);
	free(text);
	return set;
}

static void
begin(struct issuer_config section)
{
	verify_begin(&section);
	verify_has_keys(V1, real_keys("v1-jwks"));
	verify_has_keys(V2, real_keys("v2-jwks"));
}

/* A token of kid; whose iss and tid are of tenants. */
static const char *
reason_with(
	const char *kid, int version, const char *iss_tenant, const char *tid)
{
	char change[300];

	snprintf(change, sizeof(change), "{\"iss\":\"%s%s%s\",\"tid\":\"%s\"}",
		version == V1 ? STS : AT, iss_tenant,
		version == V1 ? "/" : "/v2.0", tid);
	return verify_reason("rsa", kid,
		version == V1 ? auth_v1_claims : auth_v2_claims, change);
}

static const char *
reason_of(int version, const char *iss_tenant, const char *tid)
{
	return reason_with(ORGANIZATIONS_KID, version, iss_tenant, tid);
}

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
	struct config config = verify_config(&section);
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
		metadata = read_text(name);
		snprintf(name, sizeof(name), "%s-discovery", names[1 - i]);
		other = read_text(name);
		snprintf(name, sizeof(name), "%s-jwks", names[i]);
		keys = read_text(name);
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

/* covers: G6 */
static void
iss_and_tid_must_be_one_allowed_tenant(void)
{
	begin(organizations(2));
	for (int version = V1; version <= V2; version++) {
		CHECK_STR(reason_of(version, TENANT, TENANT), "");
		CHECK(str_is(verify.who.issuer, AT TENANT "/v2.0"));
		CHECK(str_is(verify.who.tenant, TENANT));
		CHECK_STR(reason_of(version, ALLOWED, ALLOWED), "");
		CHECK(str_is(verify.who.issuer, AT ALLOWED "/v2.0"));
		CHECK(str_is(verify.who.tenant, ALLOWED));

		CHECK_STR(reason_of(version, TENANT, ALLOWED), "token/tenant");
		CHECK_STR(reason_of(version, TENANT, STRANGE), "token/tenant");
		CHECK_STR(reason_of(version, TENANT, ""), "token/tenant");
		CHECK_STR(reason_of(version, TENANT, "-"), "token/tenant");
		CHECK_STR(reason_of(version, TENANT, "{tenantid}"),
			"token/tenant");
		CHECK_STR(reason_of(version, ALLOWED,
				  "22222222-2222-3333-4444-5555555555AB"),
			"token/tenant");
		CHECK_INT(stand_in.keyring_asked, 0);
		CHECK_STR(reason_of(version, STRANGE, STRANGE), "token/issuer");
		CHECK_STR(reason_of(version, STRANGE, TENANT), "token/issuer");
		CHECK_STR(reason_of(version, CONSUMERS, CONSUMERS),
			"token/issuer");
		CHECK_STR(reason_of(version, "{tenantid}", "{tenantid}"),
			"token/issuer");
		CHECK_STR(reason_of(version, "{tenantid}", TENANT),
			"token/issuer");
		CHECK_STR(reason_of(version, "organizations", TENANT),
			"token/issuer");
		CHECK_STR(reason_of(version, "organizations", "organizations"),
			"token/issuer");
		CHECK_STR(reason_of(version,
				  "22222222-2222-3333-4444-5555555555AB",
				  ALLOWED),
			"token/issuer");
		CHECK_STR(reason_of(version, "common", TENANT), "token/issuer");
		CHECK_STR(reason_of(version, "", ""), "token/issuer");
		CHECK_INT(stand_in.keyring_asked, 0);
	}
	CHECK_STR(verify_reason("rsa", ORGANIZATIONS_KID, auth_v2_claims,
			  "{\"tid\":7}"),
		"token/claim-type");
	CHECK_STR(verify_reason("rsa", ORGANIZATIONS_KID, auth_v2_claims,
			  "{\"TID\":\"" ALLOWED "\"}"),
		"token/tenant");
	CHECK_STR(verify_reason("rsa", ORGANIZATIONS_KID, auth_v2_claims,
			  "{\"tid\":\"-\",\"Tid\":\"" TENANT "\"}"),
		"token/tenant");
	CHECK_STR(verify_reason("rsa", ORGANIZATIONS_KID, auth_v2_claims,
			  "{\"tids\":\"x\"}"),
		"");
	verify_end();
}

/* Both versions of a tenant are one owner, two tenants never are. */
static void
the_owner_of_a_row_includes_the_tenant(void)
{
	struct principal first;

	begin(organizations(2));
	CHECK_STR(reason_of(V1, TENANT, TENANT), "");
	first = verify.who;
	CHECK_STR(reason_of(V2, TENANT, TENANT), "");
	CHECK(str_eq(verify.who.issuer, first.issuer));
	CHECK(str_eq(verify.who.tenant, first.tenant));
	CHECK(str_eq(verify.who.subject, first.subject));
	CHECK_STR(reason_of(V2, ALLOWED, ALLOWED), "");
	CHECK(!str_eq(verify.who.issuer, first.issuer));
	CHECK(!str_eq(verify.who.tenant, first.tenant));
	CHECK(str_eq(verify.who.subject, first.subject));
	verify_end();
}

/* covers: E8; three keys of the set say that they are for personal accounts */
static void
a_key_for_personal_accounts_signs_for_no_organization(void)
{
	begin(organizations(2));
	CHECK_STR(
		reason_with(CONSUMERS_KID, V2, TENANT, TENANT), "keys/issuer");
	CHECK_STR(reason_with(CONSUMERS_KID, V2, ALLOWED, ALLOWED),
		"keys/issuer");
	CHECK_STR(reason_with(CONSUMERS_KID, V2, CONSUMERS, CONSUMERS),
		"token/issuer");
	CHECK_STR(reason_with(CONSUMERS_KID, V1, TENANT, TENANT),
		"keys/unknown-kid");
	CHECK_STR(reason_of(V2, TENANT, TENANT), "");
	verify_end();

	begin(organizations(3));
	CHECK_STR(reason_with(CONSUMERS_KID, V2, CONSUMERS, CONSUMERS), "");
	CHECK(str_is(verify.who.tenant, CONSUMERS));
	CHECK_STR(
		reason_with(CONSUMERS_KID, V2, TENANT, TENANT), "keys/issuer");
	CHECK_STR(reason_with(CONSUMERS_KID, V2, CONSUMERS, TENANT),
		"token/tenant");
	CHECK_STR(reason_of(V2, TENANT, TENANT), "");
	verify_end();
}

/* covers: E8; a version 1 token under keys that name the version 2 issuer, as
 * when one file of keys was imported for both */
static void
keys_of_version_2_serve_version_1_of_the_same_tenant(void)
{
	static const char *const issuers[] = {AT "{tenantid}/v2.0",
		AT TENANT "/v2.0", STS "{tenantid}/", STS TENANT "/"};

	verify_begin(&(struct issuer_config){
		.name = "school",
		.preset = PRESET_ENTRA,
		.tenant_id = TENANT,
		.client_id = CLIENT,
	});
	for (size_t i = 0; i < COUNT(issuers); i++)
		for (int version = V1; version <= V2; version++) {
			json_t *set = verify_jwks("rsa", "k");

			json_object_set_new(
				json_array_get(json_object_get(set, "keys"), 0),
				"issuer", json_string(issuers[i]));
			verify_has_keys((size_t)version, set);
			CHECK_STR(reason_with("k", version, TENANT, TENANT),
				version == V2 && i >= 2 ? "keys/issuer" : "");
		}
	verify_has_keys(V1, real_keys("v2-jwks"));
	CHECK_STR(reason_of(V1, TENANT, TENANT), "");
	CHECK_STR(
		reason_with(CONSUMERS_KID, V1, TENANT, TENANT), "keys/issuer");
	verify_end();
}

/* G7: each version has its own issuer, and each issuer its own keys */
static void
versions_are_not_mixed(void)
{
	begin(organizations(2));
	CHECK_STR(verify_reason("rsa", ORGANIZATIONS_KID, auth_v1_claims,
			  "{\"iss\":\"" V2_ISSUER "\"}"),
		"token/version");
	CHECK_STR(verify_reason("rsa", ORGANIZATIONS_KID, auth_v2_claims,
			  "{\"iss\":\"" V1_ISSUER "\"}"),
		"token/version");
	CHECK_STR(verify_reason("rsa", ORGANIZATIONS_KID, auth_v2_claims,
			  "{\"ver\":\"-\"}"),
		"token/version");
	CHECK_STR(verify_reason("rsa", ORGANIZATIONS_KID, auth_v2_claims, "{}"),
		"");
	CHECK_STR(verify_reason("rsa", ORGANIZATIONS_KID, auth_v1_claims, "{}"),
		"");
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
	RUN(iss_and_tid_must_be_one_allowed_tenant);
	RUN(the_owner_of_a_row_includes_the_tenant);
	RUN(a_key_for_personal_accounts_signs_for_no_organization);
	RUN(keys_of_version_2_serve_version_1_of_the_same_tenant);
	RUN(versions_are_not_mixed);
	DONE();
}
