#include "config/setting.h"

#include "base/closest.h"

#include <string.h>

#define IN_MICROSOFT (IN_ENTRA | IN_B2C)
#define IN_REMOTE (IN_MICROSOFT | IN_OIDC)
#define IN_TRUSTED (IN_REMOTE | IN_STATIC)

#define SERVER(field) offsetof(struct config, field)
#define ISSUER(field) offsetof(struct issuer_config, field)
#define UPSTREAM(field) offsetof(struct upstream_config, field)
#define PERMISSION(field) offsetof(struct permission_config, field)

/* clang-format off */
const struct setting settings[] = {
	{SECTION_SERVER, "state_dir", SETTING_PATH, SERVER(state_dir),
	 IN_EVERY, IN_EVERY, "required",
	 "folder of weather.db and keys.db, private to the service"},
	{SECTION_SERVER, "public_url", SETTING_PUBLIC_URL, SERVER(public_url),
	 IN_EVERY, IN_EVERY, "required",
	 "address of the service as its users see it"},
	{SECTION_SERVER, "log_level", SETTING_LEVEL, SERVER(log_level),
	 IN_EVERY, 0, "info",
	 "error, warn, info or debug"},
	{SECTION_SERVER, "cors_origins", SETTING_ORIGINS, SERVER(cors_origins),
	 IN_EVERY, 0, "",
	 "web pages of other hosts that may call the service"},
	{SECTION_SERVER, "max_body", SETTING_SIZE, SERVER(max_body_bytes),
	 IN_EVERY, 0, "65536",
	 "largest request body in bytes, at most 1048576"},
	{SECTION_SERVER, "metrics", SETTING_METRICS, SERVER(metrics),
	 IN_EVERY, 0, "off",
	 "who may GET /metrics: off, local or public"},
	{SECTION_SERVER, "fetch_program", SETTING_PATH,
	 SERVER(fetch_program), IN_EVERY, 0,
	 WEATHER_PREFIX "/libexec/weather/weather-fetch",
	 "program that fetches keys"},

	{SECTION_ISSUER, "preset", SETTING_PRESET, ISSUER(preset),
	 IN_EVERY, IN_EVERY, "required",
	 "entra, entra-b2c, oidc, static or dev"},
	{SECTION_ISSUER, "tenant_id", SETTING_TENANT, ISSUER(tenant_id),
	 IN_MICROSOFT, IN_MICROSOFT, "required for entra and entra-b2c",
	 "GUID of the tenant; for entra also organizations"},
	{SECTION_ISSUER, "allowed_tenants", SETTING_GUIDS,
	 ISSUER(allowed_tenants), IN_ENTRA, 0,
	 "none; required for tenant_id = organizations",
	 "GUIDs of the tenants that organizations stands for, at most 64"},
	{SECTION_ISSUER, "client_id", SETTING_GUID, ISSUER(client_id),
	 IN_MICROSOFT, IN_MICROSOFT, "required for entra and entra-b2c",
	 "application id of this service at Entra"},
	{SECTION_ISSUER, "b2c_domain", SETTING_LABEL, ISSUER(b2c_domain),
	 IN_B2C, IN_B2C, "required for entra-b2c",
	 "name of the B2C tenant before .onmicrosoft.com"},
	{SECTION_ISSUER, "b2c_policies", SETTING_POLICIES,
	 ISSUER(b2c_policies), IN_B2C, IN_B2C, "required for entra-b2c",
	 "user flows and custom policies that are accepted, at most 16"},
	{SECTION_ISSUER, "authority", SETTING_URL, ISSUER(authority),
	 IN_MICROSOFT, 0, "https://login.microsoftonline.com; "
	 "https://B2C_DOMAIN.b2clogin.com for entra-b2c",
	 "where the documents are, beginning of the issuers"},
	{SECTION_ISSUER, "authority_v1", SETTING_URL, ISSUER(authority_v1),
	 IN_ENTRA, 0, "https://sts.windows.net/",
	 "Entra cloud: beginning of version 1 issuers"},
	{SECTION_ISSUER, "issuer", SETTING_WORDS, ISSUER(issuers),
	 IN_OIDC | IN_STATIC, IN_OIDC | IN_STATIC,
	 "required for oidc and static, derived for the others",
	 "exact iss of the tokens, byte for byte"},
	{SECTION_ISSUER, "metadata_url", SETTING_URL, ISSUER(metadata_url),
	 IN_OIDC, 0, "issuer + /.well-known/openid-configuration",
	 "discovery document; its issuer must be the same"},
	{SECTION_ISSUER, "jwks_uri", SETTING_URL, ISSUER(jwks_uri),
	 IN_OIDC, 0, "from the discovery document",
	 "key set; skips discovery"},
	{SECTION_ISSUER, "jwks_file", SETTING_PATH, ISSUER(jwks_file),
	 IN_STATIC, IN_STATIC, "required for static",
	 "key set in a file; nothing is fetched"},
	{SECTION_ISSUER, "audience", SETTING_WORDS, ISSUER(audiences),
	 IN_TRUSTED, IN_OIDC | IN_STATIC,
	 "required for oidc and static, derived for the others",
	 "exact values of aud that are accepted"},
	{SECTION_ISSUER, "algorithms", SETTING_ALGORITHMS, ISSUER(algorithms),
	 IN_TRUSTED, 0, "RS256",
	 "signature algorithms that are accepted"},
	{SECTION_ISSUER, "scope_claim", SETTING_WORD, ISSUER(scope_claim),
	 IN_TRUSTED, 0, "scp, else scope",
	 "claim with the scopes"},
	{SECTION_ISSUER, "role_claim", SETTING_WORD, ISSUER(role_claim),
	 IN_TRUSTED, 0, "roles",
	 "claim with the roles"},
	{SECTION_ISSUER, "identity_claim", SETTING_WORD,
	 ISSUER(identity_claim), IN_TRUSTED, 0, "oid for entra, else sub",
	 "claim that names the owner of a row"},
	{SECTION_ISSUER, "scope_prefix", SETTING_PREFIX, ISSUER(scope_prefix),
	 IN_TRUSTED, 0, "api://CLIENT_ID/ for entra, "
	 "https://B2C_DOMAIN.onmicrosoft.com/CLIENT_ID/ for entra-b2c, else "
	 "empty",
	 "what a client puts before a scope to ask for it"},
	{SECTION_ISSUER, "ca_file", SETTING_PATH, ISSUER(ca_file),
	 IN_REMOTE, 0, "certificates of the system",
	 "certificates that may vouch for the issuer's host"},
	{SECTION_ISSUER, "proxy", SETTING_PROXY, ISSUER(proxy),
	 IN_REMOTE, 0, "none",
	 "proxy for the fetch"},
	{SECTION_ISSUER, "allow_insecure_loopback", SETTING_SWITCH,
	 ISSUER(allow_insecure_loopback), IN_REMOTE, 0, "off",
	 "on allows http to 127.0.0.1, [::1] and localhost, for tests"},

	{SECTION_PERMISSION, "scopes", SETTING_SCOPES, PERMISSION(scopes),
	 IN_EVERY, 0, "weather.read, weather.write; none for admin",
	 "words of the scope claim that grant it"},
	{SECTION_PERMISSION, "app_roles", SETTING_WORDS, PERMISSION(app_roles),
	 IN_EVERY, 0, "weather.read app.weather.read, "
	 "weather.write app.weather.write, Admin",
	 "roles that grant it to applications on their own behalf"},
	{SECTION_PERMISSION, "user_roles", SETTING_WORDS,
	 PERMISSION(user_roles), IN_EVERY, 0, "none, none, Admin",
	 "roles that grant it to signed-in users"},

	{SECTION_PAGE, "issuer", SETTING_WORD, SERVER(page_issuer),
	 IN_EVERY, IN_EVERY, "required",
	 "name of the issuer section that signs people in"},
	{SECTION_PAGE, "client_id", SETTING_WORD, SERVER(page_client_id),
	 IN_EVERY, IN_EVERY, "required",
	 "application id of the page at that issuer"},
	{SECTION_PAGE, "scopes", SETTING_SCOPES, SERVER(page_scopes),
	 IN_EVERY, 0, "openid, for entra and entra-b2c offline_access, and "
	 "the scopes of every permission with the issuer's scope_prefix",
	 "what the page asks the issuer for"},
	{SECTION_PAGE, "connect_origins", SETTING_ORIGINS,
	 SERVER(connect_origins), IN_EVERY, 0, "",
	 "other hosts of the issuer that /docs may ask"},

	{SECTION_UPSTREAM, "provider", SETTING_PROVIDER, UPSTREAM(provider),
	 IN_EVERY, IN_EVERY, "required",
	 "openweathermap or open-meteo"},
	{SECTION_UPSTREAM, "api_key_file", SETTING_PATH,
	 UPSTREAM(api_key_file), IN_EVERY, 0,
	 "none; required for openweathermap",
	 "file that holds the key for the provider, readable by the service "
	 "alone"},
	{SECTION_UPSTREAM, "base_url", SETTING_URL, UPSTREAM(base_url),
	 IN_EVERY, 0, "https://api.openweathermap.org/data/2.5, "
	 "https://api.open-meteo.com/v1",
	 "where the provider answers"},
	{SECTION_UPSTREAM, "geocoding_url", SETTING_URL,
	 UPSTREAM(geocoding_url), IN_EVERY, 0,
	 "https://geocoding-api.open-meteo.com/v1 for open-meteo",
	 "where open-meteo finds places by their names"},
	{SECTION_UPSTREAM, "attribution", SETTING_TEXT, UPSTREAM(attribution),
	 IN_EVERY, 0, "what the provider asks for",
	 "whom the answers name as the source"},
	{SECTION_UPSTREAM, "per_minute", SETTING_COUNT, UPSTREAM(per_minute),
	 IN_EVERY, 0, "20",
	 "requests to the provider in a minute, at most"},
	{SECTION_UPSTREAM, "per_day", SETTING_COUNT, UPSTREAM(per_day),
	 IN_EVERY, 0, "5000",
	 "requests to the provider in a day, at most"},
	{SECTION_UPSTREAM, "ca_file", SETTING_PATH, UPSTREAM(ca_file),
	 IN_EVERY, 0, "certificates of the system",
	 "certificates that may vouch for the provider's host"},
	{SECTION_UPSTREAM, "proxy", SETTING_PROXY, UPSTREAM(proxy),
	 IN_EVERY, 0, "none",
	 "proxy for the fetch"},
	{SECTION_UPSTREAM, "allow_insecure_loopback", SETTING_SWITCH,
	 UPSTREAM(allow_insecure_loopback), IN_EVERY, 0, "off",
	 "on allows http to 127.0.0.1, [::1] and localhost, for tests"},
};
/* clang-format on */

const size_t setting_count = COUNT(settings);
_Static_assert(COUNT(settings) <= SETTINGS_MAX, "more settings than noted");

static const char *const presets[] = {
	[PRESET_NONE] = "",
	[PRESET_ENTRA] = "entra",
	[PRESET_ENTRA_B2C] = "entra-b2c",
	[PRESET_OIDC] = "oidc",
	[PRESET_STATIC] = "static",
	[PRESET_DEV] = "dev",
};

const struct setting *
setting_find(enum section_kind section, struct str name)
{
	for (size_t i = 0; i < COUNT(settings); i++)
		if (settings[i].section == section &&
			str_is(name, settings[i].name))
			return &settings[i];
	return NULL;
}

const char *
setting_closest(enum section_kind section, struct str name)
{
	struct closest closest = {.word = name};

	for (size_t i = 0; i < COUNT(settings); i++)
		if (settings[i].section == section)
			closest_offer(&closest, settings[i].name);
	return closest.name;
}

const char *
section_title(enum section_kind section)
{
	static const char *const titles[] = {
		[SECTION_NONE] = "",
		[SECTION_SERVER] = "[server]",
		[SECTION_ISSUER] = "[issuer NAME]",
		[SECTION_PERMISSION] = "[permission NAME]",
		[SECTION_PAGE] = "[page]",
		[SECTION_UPSTREAM] = "[upstream]",
	};

	return titles[section];
}

enum issuer_preset
preset_from(struct str word)
{
	for (size_t i = PRESET_NONE + 1; i < COUNT(presets); i++)
		if (str_is(word, presets[i]))
			return (enum issuer_preset)i;
	return PRESET_NONE;
}

const char *
preset_name(enum issuer_preset preset)
{
	return presets[preset];
}

static const char *const providers[] = {
	[PROVIDER_NONE] = "",
	[PROVIDER_OPENWEATHERMAP] = "openweathermap",
	[PROVIDER_OPEN_METEO] = "open-meteo",
};

enum upstream_provider
provider_from(struct str word)
{
	for (size_t i = PROVIDER_NONE + 1; i < COUNT(providers); i++)
		if (str_is(word, providers[i]))
			return (enum upstream_provider)i;
	return PROVIDER_NONE;
}

const char *
provider_name(enum upstream_provider provider)
{
	return providers[provider];
}

bool
config_key(size_t i, struct config_key *key)
{
	if (i >= COUNT(settings))
		return false;
	*key = (struct config_key){
		.section = section_title(settings[i].section),
		.name = settings[i].name,
		.fallback = settings[i].fallback,
		.meaning = settings[i].meaning,
		.is_required = settings[i].required != 0,
	};
	return true;
}

/* A value that is a path, in the struct of its section; else NULL. */
static const char *
path_in(const struct setting *setting, const void *section)
{
	const char *path;

	if (setting->type != SETTING_PATH ||
		(setting->section == SECTION_SERVER &&
			setting->offset == SERVER(state_dir)))
		return NULL;
	memcpy(&path, (const char *)section + setting->offset, sizeof(path));
	return path;
}

size_t
config_files(const struct config *config, const char **files, size_t max)
{
	size_t count = 0;

	if (count < max)
		files[count] = config->path;
	count++;
	for (size_t i = 0; i < COUNT(settings); i++) {
		bool per_issuer = settings[i].section == SECTION_ISSUER;
		size_t sections = per_issuer ? config->issuer_count : 1;
		const void *section = config;

		if (settings[i].section == SECTION_PERMISSION)
			continue;
		if (settings[i].section == SECTION_UPSTREAM)
			section = &config->upstream;
		for (size_t j = 0; j < sections; j++) {
			const char *path = path_in(&settings[i],
				per_issuer ? (const void *)&config->issuers[j]
					   : section);

			if (path && count++ < max)
				files[count - 1] = path;
		}
	}
	return count;
}
