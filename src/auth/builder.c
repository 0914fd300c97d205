#include "auth/builder.h"

#include "base/uuid.h"

enum err_kind
builder_fail(const struct builder *b, const char *what)
{
	if (!what)
		return fail_memory(b->err);
	return fail(b->err, ERR_CONFIG, "config/issuer",
		"%s:%d: [issuer %s]: %s", b->config->path, b->section->line,
		b->section->name, what);
}

struct str
builder_stem(const char *url)
{
	struct str stem = str_from(url);

	while (str_ends(stem, "/"))
		stem.len--;
	return stem;
}

bool
builder_is_written(const char *value)
{
	return value && value[0];
}

const char *
builder_written_or(const char *value, const char *otherwise)
{
	return builder_is_written(value) ? value : otherwise;
}

enum err_kind
builder_check_words(
	const struct builder *b, const struct words *words, const char *key)
{
	bool empty = words->count == 0;

	for (size_t i = 0; i < words->count; i++)
		empty = empty || !builder_is_written(words->at[i]);
	if (!empty)
		return OK;
	return builder_fail(
		b, arena_printf(b->set->memory,
			   "%s is missing; write its exact value in the tokens",
			   key));
}

enum err_kind
builder_algorithms(
	const struct builder *b, enum algorithm standard, algorithm_set *out)
{
	const struct words *words = &b->section->algorithms;

	*out = words->count ? 0 : 1u << standard;
	for (size_t i = 0; i < words->count; i++) {
		enum algorithm alg = algorithm_find(str_from(words->at[i]));

		if (alg == ALG_NONE)
			return builder_fail(b,
				arena_printf(b->set->memory,
					"algorithms has \"%s\"; write some of "
					"RS256 RS384 RS512 PS256 PS384 PS512 "
					"ES256 ES384 ES512 EdDSA",
					words->at[i]));
		*out |= 1u << alg;
	}
	return OK;
}

enum err_kind
builder_add_source(const struct builder *b, const struct origin *origin,
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
		return builder_fail(b,
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
		.ca_file = builder_written_or(section->ca_file, NULL),
		.proxy = builder_written_or(section->proxy, NULL),
		.allow_insecure_loopback = section->allow_insecure_loopback,
		.metadata_issuer =
			origin->metadata_url ? origin->metadata_issuer : NULL,
		.other_metadata_issuer = origin->other_metadata_issuer,
		.algorithms = algorithms,
		.rsa_default = algorithm_of_rsa(algorithms),
	};
	if (!source->id)
		return fail_memory(b->err);
	b->set->source_count++;
	return OK;
}

struct issuer *
builder_add_issuer(
	const struct builder *b, const char *iss, algorithm_set algorithms)
{
	const struct issuer_config *section = b->section;
	struct issuer *issuer = &b->set->issuers[b->set->issuer_count++];

	*issuer = (struct issuer){
		.iss = str_from(iss),
		.name = section->name,
		.canonical = str_from(iss),
		.advertised = str_from(iss),
		.preset = section->preset,
		.audiences = section->audiences,
		.algorithms = algorithms,
		.scope_claim = builder_written_or(section->scope_claim, NULL),
		.role_claim = builder_written_or(section->role_claim, "roles"),
		.identity_claim =
			builder_written_or(section->identity_claim, "sub"),
		.scope_prefix = builder_written_or(section->scope_prefix, ""),
		.source = b->set->source_count - 1,
	};
	return issuer;
}

const char *
builder_lower(const struct builder *b, const char *text)
{
	char *lower = arena_copy(b->set->memory, str_from(text));

	for (char *c = lower; c && *c; c++)
		if (*c >= 'A' && *c <= 'Z')
			*c = (char)(*c - 'A' + 'a');
	return lower;
}

enum err_kind
builder_guid(const struct builder *b, const char *key, const char *text,
	const char **out)
{
	const char *guid = builder_lower(b, text);

	if (!guid)
		return fail_memory(b->err);
	*out = guid;
	if (uuid_is_valid(str_from(guid)))
		return OK;
	return builder_fail(
		b, arena_printf(b->set->memory,
			   "%s is \"%s\"; write the GUID that the portal shows",
			   key, guid));
}
