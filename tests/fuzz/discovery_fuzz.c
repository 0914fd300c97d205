/*
 * Whatever document a provider publishes: it is the one that was asked for,
 * and every endpoint taken from it is safe to send a secret to.  The first
 * byte chooses the profile.
 */
#include "client/discovery.h"
#include "fuzz/fuzz.h"

#include <string.h>

#define MS "https://login.microsoftonline.com/"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct profile profiles[] = {
		{.authority = "https://a"},
		{.authority = MS "common"},
		{.authority = MS "contoso"},
		{.authority = "https://a/b", .issuer = "https://c/"},
	};
	const struct profile *profile = &profiles[size ? data[0] % 4 : 0];
	struct str text = {(const char *)data + (size > 0), size - (size > 0)};
	struct arena *arena = arena_new(1 << 22);
	struct provider provider;
	struct err err = {0};

	if (discovery_parse(text, profile, arena, &provider, &err) == OK) {
		const char *const endpoints[] = {provider.token,
			provider.authorization, provider.device,
			provider.revocation, provider.end_session};

		PROMISE(provider.token);
		for (size_t i = 0; i < COUNT(endpoints); i++)
			PROMISE(!endpoints[i] ||
				profile_url_is_safe(str_from(endpoints[i])));
		PROMISE(!strncmp(provider.issuer,
			profile->issuer ? profile->issuer : "https://", 8));
		if (profile->issuer)
			PROMISE(!strcmp(provider.issuer, profile->issuer));
		else if (strstr(profile->authority, MS))
			PROMISE(!strncmp(provider.issuer, MS, strlen(MS)));
		else
			PROMISE(!strncmp(provider.issuer, profile->authority,
				strlen(profile->authority)));
	} else {
		PROMISE(err.kind == ERR_CONFIG);
	}
	arena_free(arena);
	return 0;
}
