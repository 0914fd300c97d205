#include "auth/preset.h"

#include "auth/preset_parts.h"
#include "base/url.h"

/* A setting without a meaning here would be read as if it protected. */
static enum err_kind
check_settings(const struct builder *b)
{
	enum {
		ENTRA = 1 << PRESET_ENTRA,
		B2C = 1 << PRESET_ENTRA_B2C,
		MICROSOFT = ENTRA | B2C,
		OIDC = 1 << PRESET_OIDC,
		STATIC = 1 << PRESET_STATIC,
		NOT_DEV = MICROSOFT | OIDC | STATIC,
	};
	const struct issuer_config *s = b->section;
	const struct {
		const char *key;
		bool written;
		unsigned presets;
	} settings[] = {
		{"authority", builder_is_written(s->authority), MICROSOFT},
		{"authority_v1", builder_is_written(s->authority_v1), ENTRA},
		{"tenant_id", builder_is_written(s->tenant_id), MICROSOFT},
		{"client_id", builder_is_written(s->client_id), MICROSOFT},
		{"allowed_tenants", s->allowed_tenants.count, ENTRA},
		{"b2c_domain", builder_is_written(s->b2c_domain), B2C},
		{"b2c_policies", s->b2c_policies.count, B2C},
		{"issuer", s->issuers.count, OIDC | STATIC},
		{"metadata_url", builder_is_written(s->metadata_url), OIDC},
		{"jwks_uri", builder_is_written(s->jwks_uri), OIDC},
		{"jwks_file", builder_is_written(s->jwks_file), STATIC},
		{"audience", s->audiences.count, NOT_DEV},
		{"scope_claim", builder_is_written(s->scope_claim), NOT_DEV},
		{"role_claim", builder_is_written(s->role_claim), NOT_DEV},
		{"identity_claim", builder_is_written(s->identity_claim),
			NOT_DEV},
	};

	for (size_t i = 0; i < COUNT(settings); i++)
		if (settings[i].written &&
			!(settings[i].presets & 1u << s->preset))
			return builder_fail(b,
				arena_printf(b->set->memory,
					"%s has no meaning with this preset; "
					"remove it",
					settings[i].key));
	return OK;
}

static enum err_kind
add_each(const struct builder *b, algorithm_set algorithms)
{
	const struct words *issuers = &b->section->issuers;

	for (size_t i = 0; i < issuers->count; i++) {
		const char *iss = issuers->at[i];
		struct origin origin = {
			.metadata_url = b->section->metadata_url,
			.metadata_issuer = iss,
		};
		enum err_kind kind;

		if (!builder_is_written(origin.metadata_url))
			origin.metadata_url = arena_printf(b->set->memory,
				"%.*s" WELL_KNOWN, STR_ARG(builder_stem(iss)));
		if ((kind = builder_add_source(b, &origin, algorithms)) != OK)
			return kind;
		builder_add_issuer(b, iss, algorithms);
	}
	return OK;
}

/* All issuers of the section share one key set. */
static enum err_kind
add_shared(const struct builder *b, const struct origin *origin,
	algorithm_set algorithms)
{
	enum err_kind kind = builder_add_source(b, origin, algorithms);

	for (size_t i = 0; kind == OK && i < b->section->issuers.count; i++)
		builder_add_issuer(b, b->section->issuers.at[i], algorithms);
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

	if ((kind = builder_check_words(b, &section->issuers, "issuer")) !=
			OK ||
		(kind = builder_check_words(
			 b, &section->audiences, "audience")) != OK ||
		(kind = builder_algorithms(b, ALG_RS256, &algorithms)) != OK)
		return kind;
	if (is_static) {
		origin = (struct origin){.jwks_file = section->jwks_file};
		if (!builder_is_written(origin.jwks_file))
			return builder_fail(b,
				"jwks_file is missing; write the file with "
				"the public keys");
		return add_shared(b, &origin, algorithms);
	}
	if (builder_is_written(section->metadata_url) &&
		(builder_is_written(origin.jwks_uri) ||
			section->issuers.count > 1))
		return builder_fail(b,
			"metadata_url serves one issuer and names its own "
			"jwks_uri; write a section for each issuer");
	if (builder_is_written(origin.jwks_uri))
		return add_shared(b, &origin, algorithms);
	return add_each(b, algorithms);
}

/* Anyone who can write state_dir can mint dev tokens: never for strangers. */
static bool
is_on_loopback(const char *public_url)
{
	struct url url;

	return public_url && url_parse(str_from(public_url), &url) &&
	       url_is_loopback(&url);
}

static enum err_kind
build_dev(const struct builder *b)
{
	static const char *audience[] = {"weather-dev"};
	struct issuer *issuer;
	struct origin origin = {0};
	algorithm_set algorithms;
	enum err_kind kind;

	if ((kind = builder_algorithms(b, ALG_ES256, &algorithms)) != OK)
		return kind;
	if (algorithms != 1u << ALG_ES256)
		return builder_fail(
			b, "preset dev signs with ES256; remove algorithms");
	if (!is_on_loopback(b->config->public_url))
		return builder_fail(b,
			"preset dev is for one machine; server.public_url "
			"must be at 127.0.0.1, [::1] or localhost");
	origin.jwks_file = arena_printf(
		b->set->memory, "%s/dev.jwks.json", b->config->state_dir);
	if ((kind = builder_add_source(b, &origin, algorithms)) != OK)
		return kind;
	issuer = builder_add_issuer(b, "urn:weather:dev", algorithms);
	issuer->audiences = (struct words){audience, 1};
	issuer->scope_claim = "scope";
	return OK;
}

enum err_kind
preset_apply(struct issuer_set *set, const struct config *config,
	const struct issuer_config *section, struct err *err)
{
	const struct builder builder = {set, config, section, err};
	enum err_kind kind;

	if (section->preset != PRESET_NONE &&
		(kind = check_settings(&builder)) != OK)
		return kind;
	switch (section->preset) {
	case PRESET_ENTRA:
		return preset_entra(&builder);
	case PRESET_ENTRA_B2C:
		return preset_b2c(&builder);
	case PRESET_OIDC:
	case PRESET_STATIC:
		return build_plain(&builder);
	case PRESET_DEV:
		return build_dev(&builder);
	case PRESET_NONE:
		break;
	}
	return builder_fail(&builder,
		"preset is missing; write entra, entra-b2c, oidc, static or "
		"dev");
}

/* Two issuers are the most that one written word comes to. */
size_t
preset_room(const struct issuer_config *section)
{
	return 2 + section->issuers.count + 2 * section->allowed_tenants.count +
	       2 * section->b2c_policies.count;
}
