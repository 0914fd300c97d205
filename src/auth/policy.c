#include "auth/policy.h"

const struct policy_permission policy_permissions[CONFIG_PERMISSIONS] = {
	[CONFIG_READ] = {"read", PERMIT_READ},
	[CONFIG_WRITE] = {"write", PERMIT_WRITE},
	[CONFIG_ADMIN] = {"admin", PERMIT_ADMIN},
};

bool
policy_is_app_only(const struct claims *claims)
{
	if (claims->idtyp.at)
		return str_is(claims->idtyp, "app");
	if (claims->has_scopes || !claims->subject.len)
		return false;
	if (claims->issuer->preset == PRESET_ENTRA)
		return str_eq(claims->subject, claims->object_id);
	return str_eq(claims->subject, claims->azp) ||
	       str_eq(claims->subject, claims->client_id);
}

static bool
holds(const struct str_list *list, const struct words *words)
{
	for (size_t i = 0; i < list->count; i++)
		for (size_t k = 0; k < words->count; k++)
			if (list->at[i].len &&
				str_is(list->at[i], words->at[k]))
				return true;
	return false;
}

unsigned
policy_grant(const struct claims *claims,
	const struct permission_config rules[CONFIG_PERMISSIONS])
{
	bool app_only = policy_is_app_only(claims);
	unsigned granted = PERMIT_NEVER;

	/* Any application of a tenant can get a token without scope or role
	 * for any audience in it: such a token proves nothing. */
	if (!claims->scopes.count && !claims->roles.count)
		return PERMIT_NEVER;
	granted |= PERMIT_TOKEN;
	for (size_t i = 0; i < CONFIG_PERMISSIONS; i++) {
		const struct permission_config *rule = &rules[i];

		/* A user's role says what the user may do, not what this
		 * client was allowed: it counts only where the operator lists
		 * it, and only in a delegated token. */
		if (holds(&claims->scopes, &rule->scopes) ||
			(app_only && holds(&claims->roles, &rule->app_roles)) ||
			(!app_only && claims->scopes.count &&
				holds(&claims->roles, &rule->user_roles)))
			granted |= policy_permissions[i].bit;
	}
	return granted;
}

enum verdict
policy_check(const struct principal *who, unsigned need)
{
	const unsigned grantable =
		PERMIT_TOKEN | PERMIT_READ | PERMIT_WRITE | PERMIT_ADMIN;

	if (!who || !need || (need & ~grantable))
		return DENY;
	return (who->permissions & need) == need ? ALLOW : DENY;
}
