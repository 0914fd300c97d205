#ifndef TESTS_VERIFY_H
#define TESTS_VERIFY_H

/*
 * token_verify() for one [issuer] section, with a key set for each source of
 * keys in the place of the keyring.
 */
#include "auth/token.h"
#include "store/denylist.h"
#include "unit/auth.h"
#include "unit/sign.h"
#include "unit/tap.h"

enum { VERIFY_SOURCES = 16 };

static struct {
	struct issuer_set issuers;
	struct key_set *keys[VERIFY_SOURCES];
	struct arena *arena;
	int asked; /* times the keyring was, since the last token */
	struct principal who;
} verify;

enum err_kind
keyring_find(struct keyring *keyring, size_t source, struct str kid,
	enum algorithm alg, const struct key **key, bool *old, struct err *err)
{
	enum err_kind kind;

	(void)keyring;
	verify.asked++;
	*old = false;
	CHECK(source < verify.issuers.source_count);
	kind = key_set_find(verify.keys[source], kid, alg, key, err);
	if (kind == ERR_NOT_FOUND)
		return fail(err, ERR_BAD_TOKEN, "keys/unknown-kid", "stand-in");
	return kind;
}

enum err_kind
denylist_find(struct store *store, const struct denied_token *token,
	bool *denied, struct err *err)
{
	(void)store;
	(void)token;
	*denied = false;
	return err->kind;
}

static inline struct config
verify_config(struct issuer_config *section)
{
	return (struct config){
		.path = "weather.conf",
		.state_dir = "/state",
		.public_url = "https://weather.example",
		.issuers = section,
		.issuer_count = 1,
	};
}

/* Before the first token of a section. */
static inline void
verify_begin(struct issuer_config *section)
{
	struct config config = verify_config(section);
	struct err err = {0};

	CHECK_INT(issuer_set_new(&verify.issuers, &config, &err), OK);
	if (err.kind != OK)
		printf("# %s\n", err.detail);
	CHECK(verify.issuers.source_count <= VERIFY_SOURCES);
	verify.arena = arena_new(16 * 1024 * 1024);
}

static inline void
verify_end(void)
{
	for (size_t i = 0; i < VERIFY_SOURCES; i++)
		key_set_free(verify.keys[i]);
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
	char *text = json_dumps(jwks, JSON_COMPACT);
	struct err err = {0};

	CHECK_INT(
		jwks_parse(str_from(text), &rules, &verify.keys[source], &err),
		OK);
	free(text);
	json_decref(jwks);
}

/* A set of the one key of a file of tests/keys. */
static inline json_t *
verify_jwks(const char *file, const char *kid)
{
	EVP_PKEY *key = sign_read_key(file);
	json_t *set = json_pack("{s:[o]}", "keys", sign_jwk(key, kid, NULL));

	EVP_PKEY_free(key);
	return set;
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
	verify.asked = 0;
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
