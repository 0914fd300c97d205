#ifndef CONFIG_CONFIG_H
#define CONFIG_CONFIG_H

#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"
#include "base/log.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * The settings of weather.conf, read once at start and never changed.  Zero
 * or NULL means: not written, and the comment says what that comes to.  All
 * strings live until config_free().
 */

/* Words of a list, in their order. */
struct words {
	const char **at;
	size_t count;
};

enum issuer_preset {
	PRESET_NONE = 0,
	PRESET_ENTRA,
	PRESET_ENTRA_B2C,
	PRESET_OIDC,
	PRESET_STATIC,
	PRESET_DEV,
};

enum { ALLOWED_TENANTS_MAX = 64, B2C_POLICIES_MAX = 16 };

/* Who may see GET /metrics. */
enum metrics_access { METRICS_OFF = 0, METRICS_LOCAL, METRICS_PUBLIC };

/* One [issuer NAME] section; docs: the issuer table of the README. */
struct issuer_config {
	const char *name;
	int line; /* of the section, for messages */
	enum issuer_preset preset;
	const char *authority, *authority_v1, *tenant_id, *client_id;
	struct words allowed_tenants; /* for tenant_id organizations */
	const char *b2c_domain;
	struct words b2c_policies;
	struct words issuers, audiences, algorithms;
	const char *metadata_url, *jwks_uri, *jwks_file;
	const char *scope_claim, *role_claim, *identity_claim, *scope_prefix;
	const char *ca_file, *proxy;
	bool allow_insecure_loopback;
};

/* One [permission NAME] section, defaults filled in. */
struct permission_config {
	struct words scopes, app_roles, user_roles;
};

enum { CONFIG_READ = 0, CONFIG_WRITE, CONFIG_ADMIN, CONFIG_PERMISSIONS };

enum upstream_provider {
	PROVIDER_NONE = 0, /* no [upstream] section: nobody is asked */
	PROVIDER_OPENWEATHERMAP,
	PROVIDER_OPEN_METEO,
};

/* [upstream], the provider's defaults filled in. */
struct upstream_config {
	enum upstream_provider provider;
	const char *name;          /* of the provider, as it is written */
	const char *base_url;      /* without a final slash, as the next */
	const char *geocoding_url; /* NULL where the provider needs none */
	const char *api_key_file;  /* NULL: without a key */
	const char *attribution;   /* who must be named beside the values */
	const char *ca_file, *proxy;
	bool allow_insecure_loopback;
	size_t per_minute, per_day; /* requests, all processes together */
};

struct config {
	const char *path; /* as it was opened */
	const char *state_dir;
	const char *public_url; /* without a final slash */
	const char *base_path;  /* path of public_url: "" or "/x/y" */
	enum log_level log_level;
	struct words cors_origins;
	size_t max_body_bytes;
	enum metrics_access metrics;
	const char *fetch_program;
	struct issuer_config *issuers;
	size_t issuer_count;
	struct permission_config permissions[CONFIG_PERMISSIONS];
	const char *page_issuer, *page_client_id; /* [page]; NULL without */
	struct words page_scopes;                 /* empty: derived */
	struct words connect_origins;
	struct upstream_config upstream;
	struct arena *arena; /* all of it */
};

/*
 * Where the file is: asked (--config) or NULL, else $WEATHER_CONFIG, else
 * weather.conf beside the binary's real path or one folder up, else
 * /etc/weather/weather.conf.  found has room for size bytes.  ERR_CONFIG
 * names all places that were looked at.
 */
enum err_kind config_find(
	const char *asked, char *found, size_t size, struct err *err) MUST_USE;

/*
 * Reads and checks the whole file.  ERR_CONFIG with `file:line: what is
 * wrong; what to write instead` in err->detail.  Nothing is kept on failure.
 */
enum err_kind
config_load(const char *path, struct config *config, struct err *err) MUST_USE;
void config_free(struct config *config);

/*
 * ERR_CONFIG when the configuration or its state_dir lies inside root, a
 * folder whose files a web server gives to strangers.  NULL or "" passes.
 */
enum err_kind config_check_root(const struct config *config, const char *root,
	struct err *err) MUST_USE;

/*
 * The files that the settings name (programs too, not state_dir), and the
 * settings' own.  Loans as the settings; at most max of them are written to
 * files, and how many there are is returned.
 */
size_t
config_files(const struct config *config, const char **files, size_t max);

/* One row of the table of keys, for documents and their tests. */
struct config_key {
	const char *section;  /* "[issuer NAME]" */
	const char *name;     /* "tenant_id" */
	const char *fallback; /* what counts when it is not written */
	const char *meaning;
	bool is_required; /* always, or by some preset */
};

/* The i-th row; false behind the last one. */
bool config_key(size_t i, struct config_key *key);

#endif
