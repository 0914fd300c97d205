#include "auth/preset.h"

#include "auth/url.h"
#include "base/uuid.h"

#define WELL_KNOWN "/.well-known/openid-configuration"

struct builder {
	struct issuer_set *set;
	const struct config *config;
	const struct issuer_config *section;
	struct err *err;
};

static enum err_kind
fail_section(const struct builder *b, const char *what)
{
	if (!what)
		return fail_memory(b->err);
	return fail(b->err, ERR_CONFIG, "config/issuer",
		"%s:%d: [issuer %s]: %s", b->config->path, b->section->line,
		b->section->name, what);
}

static bool
is_written(const char *value)
{
	return value && value[0];
}

static const char *
written_or(const char *value, const char *otherwise)
{
	return is_written(value) ? value : otherwise;
}

static struct str
without_slashes(const char *text)
{
	struct str s = str_from(text);

	while (str_ends(s, "/"))
		s.len--;
	return s;
}

/* A setting without a meaning here would be read as if it protected. */
static enum err_kind
check_settings(const struct builder *b)
{
	enum {
		ENTRA = 1 << PRESET_ENTRA,
		OIDC = 1 << PRESET_OIDC,
		STATIC = 1 << PRESET_STATIC,
		NOT_DEV = ENTRA | OIDC | STATIC,
	};
	const struct issuer_config *s = b->section;
	const struct {
		const char *key;
		bool written;
		unsigned presets;
	} settings[] = {
		{"authority", is_written(s->authority), ENTRA},
		{"authority_v1", is_written(s->authority_v1), ENTRA},
		{"tenant_id", is_written(s->tenant_id), ENTRA},
		{"client_id", is_written(s->client_id), ENTRA},
		{"issuer", s->issuers.count, OIDC | STATIC},
		{"metadata_url", is_written(s->metadata_url), OIDC},
		{"jwks_uri", is_written(s->jwks_uri), OIDC},
		{"jwks_file", is_written(s->jwks_file), STATIC},
		{"audience", s->audiences.count, NOT_DEV},
		{"scope_claim", is_written(s->scope_claim), NOT_DEV},
		{"role_claim", is_written(s->role_claim), NOT_DEV},
		{"identity_claim", is_written(s->identity_claim), NOT_DEV},
	};

	for (size_t i = 0; i < COUNT(settings); i++)
		if (settings[i].written &&
			!(settings[i].presets & 1u << s->preset))
			return fail_section(b,
				arena_printf(b->set->memory,
					"%s has no meaning with this preset; "
					"remove it",
					settings[i].key));
	return OK;
}

static enum err_kind
check_words(const struct builder *b, const struct words *words, const char *key)
{
	bool empty = words->count == 0;

	for (size_t i = 0; i < words->count; i++)
		empty = empty || !is_written(words->at[i]);
	if (!empty)
		return OK;
	return fail_section(
		b, arena_printf(b->set->memory,
			   "%s is missing; write its exact value in the tokens",
			   key));
}

static enum err_kind
read_algorithms(
	const struct builder *b, enum algorithm standard, algorithm_set *out)
{
	const struct words *words = &b->section->algorithms;

	*out = words->count ? 0 : 1u << standard;
	for (size_t i = 0; i < words->count; i++) {
		enum algorithm alg = algorithm_find(str_from(words->at[i]));

		if (alg == ALG_NONE)
			return fail_section(b,
				arena_printf(b->set->memory,
					"algorithms has \"%s\"; write some of "
					"RS256 RS384 RS512 PS256 PS384 PS512 "
					"ES256 ES384 ES512 EdDSA",
					words->at[i]));
		*out |= 1u << alg;
	}
	return OK;
}

/* Of RSA keys that name no algorithm: RS256, or the only one allowed. */
static enum algorithm
rsa_default(algorithm_set allowed)
{
	enum algorithm only = ALG_RS256;
	int count = 0;

	for (int alg = ALG_NONE + 1; alg < ALG_COUNT; alg++)
		if ((allowed & 1u << alg) &&
			algorithm_rule((enum algorithm)alg)->type == KEY_RSA) {
			only = (enum algorithm)alg;
			count++;
		}
	return count == 1 ? only : ALG_RS256;
}

/* One of the three is where the keys come from, the others are NULL. */
struct origin {
	const char *metadata_url, *jwks_uri, *jwks_file;
	const char *metadata_issuer;
};

static enum err_kind
add_source(const struct builder *b, const struct origin *origin,
	algorithm_set algorithms)
{
	const struct issuer_config *section = b->section;
	struct key_source *source = &b->set->sources[b->set->source_count];
	const char *url = origin->metadata_url ? origin->metadata_url
			  : origin->jwks_uri   ? origin->jwks_uri
					       : origin->jwks_file;

	if (!url)
		return fail_memory(b->err);
	if (!origin->jwks_file && !issuer_url_is_safe(str_from(url),
					  section->allow_insecure_loopback))
		return fail_section(b,
			arena_printf(b->set->memory,
				"keys cannot be fetched from \"%s\"; write an "
				"https URL without userinfo or fragment",
				url));
	*source = (struct key_source){
		.name = section->name,
		.id = arena_printf(b->set->memory, "%s %s", section->name, url),
		.metadata_url = origin->metadata_url,
		.jwks_uri = origin->jwks_uri,
		.jwks_file = origin->jwks_file,
		.ca_file = written_or(section->ca_file, NULL),
		.proxy = written_or(section->proxy, NULL),
		.allow_insecure_loopback = section->allow_insecure_loopback,
		.metadata_issuer =
			origin->metadata_url ? origin->metadata_issuer : NULL,
		.algorithms = algorithms,
		.rsa_default = rsa_default(algorithms),
	};
	if (!source->id)
		return fail_memory(b->err);
	b->set->source_count++;
	return OK;
}

/* One that takes its keys from the source that was added last. */
static struct issuer *
add_issuer(const struct builder *b, const char *iss, algorithm_set algorithms)
{
	const struct issuer_config *section = b->section;
	struct issuer *issuer = &b->set->issuers[b->set->issuer_count++];

	*issuer = (struct issuer){
		.iss = str_from(iss),
		.name = section->name,
		.canonical = str_from(iss),
		.preset = section->preset,
		.audiences = section->audiences,
		.algorithms = algorithms,
		.scope_claim = written_or(section->scope_claim, NULL),
		.role_claim = written_or(section->role_claim, "roles"),
		.identity_claim = written_or(section->identity_claim, "sub"),
		.scope_prefix = written_or(section->scope_prefix, ""),
		.source = b->set->source_count - 1,
	};
	return issuer;
}

/* In lower case, as Entra writes GUIDs into tokens; all comparisons with a
 * token are then exact. */
static enum err_kind
read_guid(const struct builder *b, const char *key, const char *text,
	const char **out)
{
	char *guid = arena_copy(b->set->memory, str_from(text));

	if (!guid)
		return fail_memory(b->err);
	for (char *c = guid; *c; c++)
		if (*c >= 'A' && *c <= 'F')
			*c = (char)(*c - 'A' + 'a');
	*out = guid;
	if (uuid_is_valid(str_from(guid)))
		return OK;
	return fail_section(
		b, arena_printf(b->set->memory,
			   "%s is \"%s\"; write the GUID that the portal shows",
			   key, guid));
}

/* One version of Entra's tokens: its issuer, its documents, its keys. */
static enum err_kind
add_entra(const struct builder *b, const char *iss, const char *metadata_url,
	const char *version, const char *tenant, const char *client,
	algorithm_set algorithms)
{
	const struct origin origin = {
		.metadata_url = metadata_url, .metadata_issuer = iss};
	struct arena *memory = b->set->memory;
	const char **audiences = arena_array(memory, 2, sizeof(*audiences));
	const char *prefix = arena_printf(memory, "api://%s/", client);
	struct issuer *issuer;
	enum err_kind kind;

	if (!iss || !metadata_url || !audiences || !prefix)
		return fail_memory(b->err);
	kind = add_source(b, &origin, algorithms);
	if (kind != OK)
		return kind;
	issuer = add_issuer(b, iss, algorithms);
	issuer->version = version;
	issuer->tenant_id = tenant;
	issuer->requires_client = true;
	issuer->identity_claim = written_or(b->section->identity_claim, "oid");
	issuer->scope_prefix = written_or(b->section->scope_prefix, prefix);
	if (b->section->audiences.count)
		return OK;
	audiences[0] = client;
	audiences[1] = arena_printf(memory, "api://%s", client);
	issuer->audiences = (struct words){audiences, 2};
	return audiences[1] ? OK : fail_memory(b->err);
}

static enum err_kind
build_entra(const struct builder *b)
{
	struct str authority = without_slashes(written_or(
		b->section->authority, "https://login.microsoftonline.com"));
	struct str authority_v1 = without_slashes(written_or(
		b->section->authority_v1, "https://sts.windows.net/"));
	struct arena *memory = b->set->memory;
	struct issuer *both = &b->set->issuers[b->set->issuer_count];
	const char *tenant, *client;
	algorithm_set algorithms;
	enum err_kind kind;

	if ((kind = read_guid(
		     b, "tenant_id", b->section->tenant_id, &tenant)) != OK ||
		(kind = read_guid(b, "client_id", b->section->client_id,
			 &client)) != OK ||
		(kind = read_algorithms(b, ALG_RS256, &algorithms)) != OK ||
		(b->section->audiences.count &&
			(kind = check_words(
				 b, &b->section->audiences, "audience")) != OK))
		return kind;
	kind = add_entra(b,
		arena_printf(memory, "%.*s/%s/", STR_ARG(authority_v1), tenant),
		arena_printf(memory, "%.*s/%s" WELL_KNOWN, STR_ARG(authority),
			tenant),
		"1.0", tenant, client, algorithms);
	if (kind != OK)
		return kind;
	kind = add_entra(b,
		arena_printf(
			memory, "%.*s/%s/v2.0", STR_ARG(authority), tenant),
		arena_printf(memory, "%.*s/%s/v2.0" WELL_KNOWN,
			STR_ARG(authority), tenant),
		"2.0", tenant, client, algorithms);
	if (kind == OK)
		both[0].canonical = both[1].iss;
	return kind;
}

static enum err_kind
add_each(const struct builder *b, algorithm_set algorithms)
{
	const struct words *issuers = &b->section->issuers;
	enum err_kind kind;

	for (size_t i = 0; i < issuers->count; i++) {
		const char *iss = issuers->at[i];
		struct origin origin = {
			.metadata_url = b->section->metadata_url,
			.metadata_issuer = iss,
		};

		if (!is_written(origin.metadata_url))
			origin.metadata_url =
				arena_printf(b->set->memory, "%.*s" WELL_KNOWN,
					STR_ARG(without_slashes(iss)));
		if ((kind = add_source(b, &origin, algorithms)) != OK)
			return kind;
		add_issuer(b, iss, algorithms);
	}
	return OK;
}

/* All issuers of the section share one key set. */
static enum err_kind
add_shared(const struct builder *b, const struct origin *origin,
	algorithm_set algorithms)
{
	enum err_kind kind = add_source(b, origin, algorithms);

	for (size_t i = 0; kind == OK && i < b->section->issuers.count; i++)
		add_issuer(b, b->section->issuers.at[i], algorithms);
	return kind;
}

static enum err_kind
build_plain(const struct builder *b)
{
	const struct issuer_config *section = b->section;
	const bool is_static = section->preset == PRESET_STATIC;
	struct origin origin = {.jwks_uri = section->jwks_uri};
	algorithm_set algorithms;
	enum err_kind kind;

	if ((kind = check_words(b, &section->issuers, "issuer")) != OK ||
		(kind = check_words(b, &section->audiences, "audience")) !=
			OK ||
		(kind = read_algorithms(b, ALG_RS256, &algorithms)) != OK)
		return kind;
	if (is_static) {
		origin = (struct origin){.jwks_file = section->jwks_file};
		if (!is_written(origin.jwks_file))
			return fail_section(b,
				"jwks_file is missing; write the file with "
				"the public keys");
		return add_shared(b, &origin, algorithms);
	}
	if (is_written(section->metadata_url) &&
		(is_written(origin.jwks_uri) || section->issuers.count > 1))
		return fail_section(b,
			"metadata_url serves one issuer and names its own "
			"jwks_uri; write a section for each issuer");
	if (is_written(origin.jwks_uri))
		return add_shared(b, &origin, algorithms);
	return add_each(b, algorithms);
}

/* Anyone who can write state_dir can mint dev tokens: never for strangers. */
static bool
is_on_loopback(const char *public_url)
{
	struct url url;

	return public_url && url_split(str_from(public_url), &url) &&
	       !url.has_userinfo && url_host_is_loopback(url.host);
}

static enum err_kind
build_dev(const struct builder *b)
{
	static const char *audience[] = {"weather-dev"};
	struct issuer *issuer;
	struct origin origin = {0};
	algorithm_set algorithms;
	enum err_kind kind;

	if ((kind = read_algorithms(b, ALG_ES256, &algorithms)) != OK)
		return kind;
	if (algorithms != 1u << ALG_ES256)
		return fail_section(
			b, "preset dev signs with ES256; remove algorithms");
	if (!is_on_loopback(b->config->public_url))
		return fail_section(b,
			"preset dev is for one machine; server.public_url "
			"must be at 127.0.0.1, [::1] or localhost");
	origin.jwks_file = arena_printf(
		b->set->memory, "%s/dev.jwks.json", b->config->state_dir);
	if ((kind = add_source(b, &origin, algorithms)) != OK)
		return kind;
	issuer = add_issuer(b, "urn:weather:dev", algorithms);
	issuer->audiences = (struct words){audience, 1};
	issuer->scope_claim = "scope";
	return OK;
}

enum err_kind
preset_apply(struct issuer_set *set, const struct config *config,
	const struct issuer_config *section, struct err *err)
{
	const struct builder builder = {set, config, section, err};
	enum err_kind kind = check_settings(&builder);

	if (kind != OK)
		return kind;
	switch (section->preset) {
	case PRESET_ENTRA:
		return build_entra(&builder);
	case PRESET_OIDC:
	case PRESET_STATIC:
		return build_plain(&builder);
	case PRESET_DEV:
		return build_dev(&builder);
	case PRESET_NONE:
		break;
	}
	return fail_section(&builder,
		"preset is missing; write entra, oidc, static or dev");
}
