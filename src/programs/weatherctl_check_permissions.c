/* weatherctl check: whether anybody can have each permission. */

#include "programs/weatherctl_check.h"

#include <string.h>

/*
 * What Entra calls api://ID/weather.read where it is asked for stands in the
 * token as weather.read, so that the long word matches nothing.
 */
static const char *
full_name(const struct config *config, const struct words *scopes)
{
	for (size_t i = 0; i < config->issuer_count; i++)
		if (config->issuers[i].preset != PRESET_ENTRA &&
			config->issuers[i].preset != PRESET_ENTRA_B2C)
			return NULL;
	for (size_t i = 0; i < scopes->count; i++)
		if (strstr(scopes->at[i], "://"))
			return scopes->at[i];
	return NULL;
}

void
check_permissions(struct check *check)
{
	static const char *const names[CONFIG_PERMISSIONS] = {
		[CONFIG_READ] = "read",
		[CONFIG_WRITE] = "write",
		[CONFIG_ADMIN] = "admin",
	};
	const struct config *config = check->config;

	for (size_t i = 0; i < CONFIG_PERMISSIONS; i++) {
		const struct permission_config *row = &config->permissions[i];
		const char *full = full_name(config, &row->scopes);

		if (full)
			find(check, FINDING_ERROR, "check/scope-prefix",
				"[permission %s] scopes has %s, but tokens "
				"carry only what follows the last slash; write "
				"%s",
				names[i], full, strrchr(full, '/') + 1);
		if (!row->scopes.count && !row->app_roles.count &&
			!row->user_roles.count)
			find(check, FINDING_WARNING, "check/nobody-may",
				"[permission %s] is granted by nothing, so "
				"that every caller gets 403 there; write the "
				"scopes or roles of your tokens",
				names[i]);
	}
}
