#include "auth/issuer.h"

#include "auth/jwk.h"
#include "auth/preset.h"
#include "base/json.h"
#include "base/url.h"

#include <string.h>

enum { SET_MEMORY_MAX = 4 * 1024 * 1024 };

/* One iss may serve several policies, since a token names one of them. */
static bool
overlap(const struct issuer *a, const struct issuer *b)
{
	return str_eq(a->iss, b->iss) &&
	       (!a->policy || !b->policy ||
		       str_is_nocase(str_from(a->policy), b->policy));
}

/* Two sections with one iss would leave open whose rules a token meets. */
static enum err_kind
check_distinct(const struct issuer_set *set, const struct config *config,
	struct err *err)
{
	for (size_t i = 0; i < set->issuer_count; i++)
		for (size_t k = 0; k < i; k++)
			if (overlap(&set->issuers[i], &set->issuers[k]))
				return fail(err, ERR_CONFIG, "config/issuer",
					"%s: [issuer %s] and [issuer %s] have "
					"the same issuer \"%.*s\"; keep one",
					config->path, set->issuers[k].name,
					set->issuers[i].name,
					STR_ARG(set->issuers[i].iss));
	return OK;
}

static enum err_kind
build(struct issuer_set *set, const struct config *config, struct err *err)
{
	size_t room = 0;

	for (size_t i = 0; i < config->issuer_count; i++)
		room += preset_room(&config->issuers[i]);
	set->memory = arena_new(SET_MEMORY_MAX);
	if (!set->memory)
		return fail_memory(err);
	set->issuers = arena_array(set->memory, room, sizeof(*set->issuers));
	set->sources = arena_array(set->memory, room, sizeof(*set->sources));
	if (!set->issuers || !set->sources)
		return fail_memory(err);
	for (size_t i = 0; i < config->issuer_count; i++) {
		enum err_kind kind =
			preset_apply(set, config, &config->issuers[i], err);

		if (kind != OK)
			return kind;
	}
	return check_distinct(set, config, err);
}

enum err_kind
issuer_set_new(
	struct issuer_set *set, const struct config *config, struct err *err)
{
	enum err_kind kind;

	memset(set, 0, sizeof(*set));
	if (!config->issuer_count)
		return fail(err, ERR_CONFIG, "config/issuer",
			"%s: no [issuer NAME] section; nobody could sign in",
			config->path);
	kind = build(set, config, err);
	if (kind != OK)
		issuer_set_free(set);
	return kind;
}

void
issuer_set_free(struct issuer_set *set)
{
	arena_free(set->memory);
	memset(set, 0, sizeof(*set));
}

const struct issuer *
issuer_find(const struct issuer_set *set, struct str iss)
{
	for (size_t i = 0; i < set->issuer_count; i++)
		if (str_eq(set->issuers[i].iss, iss))
			return &set->issuers[i];
	return NULL;
}

const struct issuer *
issuer_of_policy(
	const struct issuer_set *set, struct str iss, struct str policy)
{
	for (size_t i = 0; i < set->issuer_count; i++)
		if (set->issuers[i].policy &&
			str_eq(set->issuers[i].iss, iss) &&
			str_is_nocase(policy, set->issuers[i].policy))
			return &set->issuers[i];
	return NULL;
}

bool
issuer_url_is_safe(struct str url, bool allow_insecure_loopback)
{
	struct url parts;

	if (!url_parse(url, &parts) || parts.has_userinfo || parts.has_fragment)
		return false;
	if (str_is(parts.scheme, "https"))
		return true;
	return allow_insecure_loopback && str_is(parts.scheme, "http") &&
	       url_is_loopback(&parts);
}

static enum err_kind
take_jwks_uri(const json_t *metadata, const struct key_source *source,
	struct arena *arena, struct str *jwks_uri, struct err *err)
{
	struct str issuer, uri;

	/* OpenID Connect Discovery 4.3, RFC 8414 3.3: identical. */
	if (!json_get_str(metadata, "issuer", &issuer) ||
		(!str_is(issuer, source->metadata_issuer) &&
			(!source->other_metadata_issuer ||
				!str_is(issuer,
					source->other_metadata_issuer))))
		return fail(err, ERR_FETCH, "metadata/issuer",
			"its issuer \"%.*s\" is not \"%s\"", STR_ARG(issuer),
			source->metadata_issuer);
	if (!json_get_str(metadata, "jwks_uri", &uri) ||
		!issuer_url_is_safe(uri, source->allow_insecure_loopback))
		return fail(err, ERR_FETCH, "metadata/jwks-uri",
			"its jwks_uri \"%.*s\" is no plain https URL",
			STR_ARG(uri));
	return arena_str(arena, uri, jwks_uri) ? OK : fail_memory(err);
}

enum err_kind
issuer_read_metadata(const struct key_source *source, struct str body,
	struct arena *arena, struct str *jwks_uri, struct err *err)
{
	char why[80] = "";
	json_t *metadata = NULL;
	enum err_kind kind;

	*jwks_uri = (struct str){NULL, 0};
	if (!source->metadata_issuer)
		return fail(err, ERR_INTERNAL, "metadata/unasked",
			"%s has no metadata", source->name);
	switch (json_parse_object(
		body, JWKS_DEPTH, &metadata, why, sizeof(why))) {
	case JSON_GOOD:
		break;
	case JSON_NO_MEMORY:
		return fail_memory(err);
	case JSON_MALFORMED:
		return fail(err, ERR_FETCH, "metadata/malformed",
			"the metadata: %s", why);
	}
	kind = take_jwks_uri(metadata, source, arena, jwks_uri, err);
	json_decref(metadata);
	return kind;
}
