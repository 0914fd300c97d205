/* weatherctl config and version: what was understood, and by what. */

#include "auth/policy.h"
#include "programs/weatherctl.h"

#include <stdio.h>
#include <string.h>

static void
print(const char *key, const char *value)
{
	if (value)
		printf("%s = %s\n", key, value);
}

static void
print_words(const char *key, const struct words *words)
{
	printf("%s =", key);
	for (size_t i = 0; i < words->count; i++)
		printf(" %s", words->at[i]);
	printf("\n");
}

static void
print_algorithms(algorithm_set set)
{
	printf("algorithms =");
	for (unsigned alg = ALG_NONE + 1; alg < ALG_COUNT; alg++)
		if (set & 1u << alg)
			printf(" %s", algorithm_rule(alg)->name);
	printf("\n");
}

static const char *
preset_name(enum issuer_preset preset)
{
	static const char *const names[] = {
		[PRESET_NONE] = "?",
		[PRESET_ENTRA] = "entra",
		[PRESET_ENTRA_B2C] = "entra-b2c",
		[PRESET_OIDC] = "oidc",
		[PRESET_STATIC] = "static",
		[PRESET_DEV] = "dev",
	};

	return names[preset];
}

static void
print_server(const struct config *config)
{
	static const char *const levels[] = {
		[LOG_ERROR] = "error",
		[LOG_WARN] = "warn",
		[LOG_INFO] = "info",
		[LOG_DEBUG] = "debug",
	};
	static const char *const accesses[] = {
		[METRICS_OFF] = "off",
		[METRICS_LOCAL] = "local",
		[METRICS_PUBLIC] = "public",
	};

	printf("# %s\n[server]\n", config->path);
	print("state_dir", config->state_dir);
	print("public_url", config->public_url);
	print("log_level", levels[config->log_level]);
	print_words("cors_origins", &config->cors_origins);
	printf("max_body = %zu\n", config->max_body_bytes);
	print("metrics", accesses[config->metrics]);
	print("fetch_program", config->fetch_program);
}

/* A proxy's URL may hold a password. */
static void
print_proxy(const char *proxy)
{
	const char *host = proxy ? strrchr(proxy, '@') : NULL;

	if (host)
		printf("proxy = (with a password) %s\n", host + 1);
	else
		print("proxy", proxy);
}

/* One entry per accepted issuer: what a preset came to is the point. */
static void
print_issuer(const struct issuer *issuer, const struct key_source *source)
{
	printf("\n[issuer %s]\n", issuer->name);
	print("preset", preset_name(issuer->preset));
	printf("issuer = %.*s\n", STR_ARG(issuer->iss));
	print_words("audience", &issuer->audiences);
	print("tenant_id", issuer->tenant_id);
	if (issuer->policy)
		printf("# tokens of policy %s\n", issuer->policy);
	if (issuer->version)
		printf("# tokens of version %s\n", issuer->version);
	print_algorithms(issuer->algorithms);
	print("metadata_url", source->metadata_url);
	print("jwks_uri", source->jwks_uri);
	print("jwks_file", source->jwks_file);
	print("scope_claim",
		issuer->scope_claim ? issuer->scope_claim : "scp, else scope");
	print("role_claim", issuer->role_claim);
	print("identity_claim", issuer->identity_claim);
	print("scope_prefix", issuer->scope_prefix);
	print("ca_file", source->ca_file);
	print_proxy(source->proxy);
	if (source->allow_insecure_loopback)
		print("allow_insecure_loopback", "yes");
}

/* The file of the key, and never what is in it. */
static void
print_upstream(const struct upstream_config *upstream)
{
	if (upstream->provider == PROVIDER_NONE)
		return;
	printf("\n[upstream]\n");
	print("provider", upstream->name);
	print("api_key_file", upstream->api_key_file);
	print("base_url", upstream->base_url);
	print("geocoding_url", upstream->geocoding_url);
	print("attribution", upstream->attribution);
	printf("per_minute = %zu\n", upstream->per_minute);
	printf("per_day = %zu\n", upstream->per_day);
	print("ca_file", upstream->ca_file);
	print_proxy(upstream->proxy);
	if (upstream->allow_insecure_loopback)
		print("allow_insecure_loopback", "yes");
}

int
command_config(const struct arguments *args)
{
	struct settings settings = {0};
	struct err err = {0};

	if (settings_open(&settings, args, &err) == OK) {
		const struct issuer_set *set = &settings.issuers;

		print_server(&settings.config);
		for (size_t i = 0; i < set->issuer_count; i++)
			print_issuer(&set->issuers[i],
				&set->sources[set->issuers[i].source]);
		for (size_t i = 0; i < CONFIG_PERMISSIONS; i++) {
			const struct permission_config *rule =
				&settings.config.permissions[i];

			printf("\n[permission %s]\n",
				policy_permissions[i].name);
			print_words("scopes", &rule->scopes);
			print_words("app_roles", &rule->app_roles);
			print_words("user_roles", &rule->user_roles);
		}
		print_upstream(&settings.config.upstream);
	}
	settings_close(&settings);
	return weatherctl_end(&err);
}

int
command_version(const struct arguments *args)
{
	struct err err = {0};

	(void)args;
	printf("weatherctl %s\n", WEATHER_VERSION);
	return weatherctl_end(&err);
}
