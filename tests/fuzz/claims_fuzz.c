/*
 * Claims that pass are those of a known issuer for one of its audiences, of
 * its tenant and policy, not expired, with an identity; and what is granted to
 * them needs a word for it.
 */
#include "auth/claims.h"
#include "auth/policy.h"
#include "fuzz/fuzz.h"
#include "unit/auth.h"
#include "unit/checks.h"

static const char *words[] = {"weather.read"};
static const struct permission_config rules[CONFIG_PERMISSIONS] = {
	[CONFIG_READ] = {{words, 1}, {words, 1}, {NULL, 0}},
	[CONFIG_ADMIN] = {{NULL, 0}, {words, 1}, {words, 1}},
};

static const char *tenants[] = {"22222222-2222-3333-4444-555555555555",
	"9188040d-6c67-4c5b-b112-36a304b66dad"};
static const char *policies[] = {"B2C_1_a", "B2C_1_b"};
static const struct issuer_config shapes[] = {
	{
		.name = "partners",
		.preset = PRESET_ENTRA,
		.tenant_id = "organizations",
		.allowed_tenants = {tenants, 2},
		.client_id = CLIENT,
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

/* The sections that all tests of claims have, and the other shapes. */
static enum err_kind
make_issuers(struct issuer_set *set, struct err *err)
{
	struct issuer_config sections[COUNT(auth_sections) + COUNT(shapes)];
	struct config config = auth_config;

	memcpy(sections, auth_sections, sizeof(auth_sections));
	memcpy(sections + COUNT(auth_sections), shapes, sizeof(shapes));
	config.issuers = sections;
	config.issuer_count = COUNT(sections);
	return issuer_set_new(set, &config, err);
}

static void
check_claims(const struct claims *claims)
{
	unsigned granted = policy_grant(claims, rules);
	bool known = false;

	PROMISE(claims->issuer && claims->identity.len);
	PROMISE(claims->identity.len <= CLAIM_MAX);
	PROMISE(claims->client.len <= CLAIM_MAX);
	PROMISE(claims->has_expires && claims->expires > NOW - LEEWAY_S);
	for (size_t i = 0; i < claims->audiences.count; i++)
		for (size_t k = 0; k < claims->issuer->audiences.count; k++)
			known = known ||
				str_is(claims->audiences.at[i],
					claims->issuer->audiences.at[k]);
	PROMISE(known && !claims->is_id_token);
	PROMISE(!claims->issuer->tenant_id ||
		str_is(claims->tenant, claims->issuer->tenant_id));
	PROMISE(!claims->issuer->policy || !claims->tenant.len);
	PROMISE(!granted || claims->scopes.count || claims->roles.count);
	PROMISE(!(granted & PERMIT_WRITE));
	PROMISE(!(granted & (PERMIT_READ | PERMIT_ADMIN)) ||
		(granted & PERMIT_TOKEN));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str payload = {(const char *)data, size};
	struct arena *arena = arena_new(64 * size + 4096);
	struct issuer_set issuers;
	struct err err = {0};
	struct claims claims;

	PROMISE(arena);
	PROMISE(make_issuers(&issuers, &err) == OK);
	if (claims_read(payload, &issuers, arena, &claims, &err) == OK &&
		claims_check(&claims, NOW, &err) == OK)
		check_claims(&claims);
	else
		PROMISE(err.kind == ERR_BAD_TOKEN && err.reason);
	issuer_set_free(&issuers);
	arena_free(arena);
	return 0;
}
