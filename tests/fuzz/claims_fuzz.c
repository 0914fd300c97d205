/*
 * Claims that pass are those of a known issuer for one of its audiences, not
 * expired, with an identity; and what is granted to them needs a word for it.
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
	PROMISE(issuer_set_new(&issuers, &auth_config, &err) == OK);
	if (claims_read(payload, &issuers, arena, &claims, &err) == OK &&
		claims_check(&claims, NOW, &err) == OK)
		check_claims(&claims);
	else
		PROMISE(err.kind == ERR_BAD_TOKEN && err.reason);
	issuer_set_free(&issuers);
	arena_free(arena);
	return 0;
}
