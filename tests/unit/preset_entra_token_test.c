/* Which tokens of several tenants are believed, over Microsoft's own keys. */
#include "unit/preset_entra.h"

/* of Microsoft's key sets: for all organizations, and for consumers */
#define ORGANIZATIONS_KID "MGLqj98VNLoXaFfpJCBpgB4JaKs"
#define CONSUMERS_KID "yBm7yTZhZ3SWV3-9inQcQk1X51U"

/* Microsoft's key set with our numbers in its keys. */
static json_t *
real_keys(const char *name)
{
	char *text = entra_text(name);
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
	RUN(iss_and_tid_must_be_one_allowed_tenant);
	RUN(the_owner_of_a_row_includes_the_tenant);
	RUN(a_key_for_personal_accounts_signs_for_no_organization);
	RUN(keys_of_version_2_serve_version_1_of_the_same_tenant);
	RUN(versions_are_not_mixed);
	DONE();
}
