#ifndef TESTS_VERIFY_H
#define TESTS_VERIFY_H

/*
 * token_verify() for one [issuer] section, with a key set for each source of
 * keys in the place of the keyring.
 */
#include "unit/auth.h"
#include "unit/stand_in.h"

static struct {
	struct issuer_set issuers;
	struct arena *arena;
	struct principal who;
} verify;

/* Before the first token of a section. */
static inline void
verify_begin(struct issuer_config *section)
{
	struct config config = auth_config_of(section, 1);
	struct err err = {0};

	CHECK_INT(issuer_set_new(&verify.issuers, &config, &err), OK);
	if (err.kind != OK)
		fprintf(stderr, "# %s\n", err.detail);
	stand_in_begin(&verify.issuers);
	verify.arena = arena_new(16 * 1024 * 1024);
}

static inline void
verify_end(void)
{
	stand_in_end();
	issuer_set_free(&verify.issuers);
	arena_free(verify.arena);
	memset(&verify, 0, sizeof(verify));
}

/* jwks is that of source; it is freed. */
static inline void
verify_has_keys(size_t source, json_t *jwks)
{
	const struct key_source *from = &verify.issuers.sources[source];
	const struct jwk_rules rules = {from->algorithms, from->rsa_default};

	stand_in_has_keys(source, jwks, &rules);
}

/* A set of the one key of a file of tests/keys. */
static inline json_t *
verify_jwks(const char *file, const char *kid)
{
	return json_pack("{s:[o]}", "keys", jwks_key(file, kid, NULL));
}

/* The reason for which base with a change, signed with an RSA key of
 * tests/keys and sent under kid, is refused; "" for a good token. */
static inline const char *
verify_reason(
	const char *file, const char *kid, const char *base, const char *change)
{
	static const char *read_scope[] = {"weather.read"};
	static const char *read_role[] = {"app.weather.read"};
	static const struct permission_config permissions[CONFIG_PERMISSIONS] =
		{[CONFIG_READ] = {.scopes = {read_scope, 1},
			 .app_roles = {read_role, 1}}};
	static char store; /* only its address counts */
	const struct token_rules rules = {.issuers = &verify.issuers,
		.permissions = permissions,
		.store = (struct store *)&store};
	static struct err err;
	struct token_trace trace;
	char *claims = auth_claims(base, change), *token, header[200];
	EVP_PKEY *key = sign_read_key(file);
	enum err_kind kind;

	err = (struct err){0};
	stand_in.keyring_asked = 0;
	snprintf(header, sizeof(header),
		"{\"typ\":\"JWT\",\"alg\":\"RS256\",\"kid\":\"%s\"}", kid);
	token = sign_token(key, ALG_RS256, header, claims);
	kind = token_verify(str_from(token), &rules, NOW, verify.arena,
		&verify.who, &trace, &err);
	CHECK_INT(kind, err.kind);
	CHECK(kind == OK || kind == ERR_BAD_TOKEN);
	free(token);
	free(claims);
	EVP_PKEY_free(key);
	return kind == OK ? "" : err.reason;
}

#endif
