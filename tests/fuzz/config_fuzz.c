/*
 * A whole weather.conf.  What is refused is explained with the file's name;
 * what is taken names whom to trust and for what.
 */
#include "base/buf.h"
#include "config/config.h"
#include "fuzz/fuzz.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static void
check_words(const struct words *words)
{
	PROMISE(words->at || !words->count);
	for (size_t i = 0; i < words->count; i++)
		PROMISE(words->at[i] && words->at[i][0] &&
			!strpbrk(words->at[i], " \t\r\n"));
}

static void
check_issuer(const struct issuer_config *issuer, const char *public_url)
{
	PROMISE(issuer->name && issuer->name[0] && issuer->line > 0);
	check_words(&issuer->issuers);
	check_words(&issuer->audiences);
	check_words(&issuer->algorithms);
	check_words(&issuer->allowed_tenants);
	check_words(&issuer->b2c_policies);
	switch (issuer->preset) {
	case PRESET_ENTRA:
		PROMISE(issuer->allowed_tenants.count <= ALLOWED_TENANTS_MAX);
		if (issuer->allowed_tenants.count)
			PROMISE(!strcmp(issuer->tenant_id, "organizations"));
		else
			PROMISE(strlen(issuer->tenant_id) == 36);
		PROMISE(strlen(issuer->client_id) == 36);
		PROMISE(!issuer->issuers.count && !issuer->jwks_file);
		break;
	case PRESET_ENTRA_B2C:
		PROMISE(issuer->b2c_policies.count >= 1);
		PROMISE(issuer->b2c_policies.count <= B2C_POLICIES_MAX);
		PROMISE(issuer->b2c_domain[0]);
		PROMISE(!strpbrk(issuer->b2c_domain, "./:@"));
		PROMISE(strlen(issuer->tenant_id) == 36);
		PROMISE(strlen(issuer->client_id) == 36);
		PROMISE(!issuer->issuers.count && !issuer->jwks_file);
		break;
	case PRESET_OIDC:
		PROMISE(issuer->issuers.count && issuer->audiences.count);
		PROMISE(!issuer->jwks_file && !issuer->tenant_id);
		break;
	case PRESET_STATIC:
		PROMISE(issuer->issuers.count && issuer->audiences.count);
		PROMISE(issuer->jwks_file && !issuer->jwks_uri);
		break;
	case PRESET_DEV:
		PROMISE(!issuer->issuers.count && !issuer->audiences.count);
		PROMISE(strstr(public_url, "://127.0.0.1") ||
			strstr(public_url, "://[::1]") ||
			strstr(public_url, "://localhost"));
		break;
	case PRESET_NONE:
	default:
		PROMISE(issuer->preset != PRESET_NONE);
	}
	PROMISE(!issuer->jwks_uri || issuer->allow_insecure_loopback ||
		!strncmp(issuer->jwks_uri, "https://", 8));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	int file = memfd_create("weather.conf", MFD_CLOEXEC);
	char path[64];
	struct config config;
	struct err err = {0};

	PROMISE(file >= 0);
	PROMISE(!size || write(file, data, size) == (ssize_t)size);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", file);
	if (config_load(path, &config, &err) != OK) {
		PROMISE(err.kind == ERR_CONFIG);
		PROMISE(!strncmp(err.detail, path, strlen(path)));
		PROMISE(!config.arena);
	} else {
		PROMISE(config.issuer_count > 0);
		PROMISE(config.state_dir[0] && config.public_url[0]);
		PROMISE(!config.base_path[0] || config.base_path[0] == '/');
		PROMISE(config.max_body_bytes >= 1 &&
			config.max_body_bytes <= 1048576);
		PROMISE(config.fetch_program[0] == '/');
		check_words(&config.cors_origins);
		for (size_t i = 0; i < config.issuer_count; i++)
			check_issuer(&config.issuers[i], config.public_url);
		for (size_t i = 0; i < CONFIG_PERMISSIONS; i++) {
			PROMISE(config.permissions[i].scopes.at);
			check_words(&config.permissions[i].scopes);
			check_words(&config.permissions[i].app_roles);
			check_words(&config.permissions[i].user_roles);
		}
		config_free(&config);
	}
	close(file);
	return 0;
}
