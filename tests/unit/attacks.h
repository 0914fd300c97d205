#ifndef TESTS_ATTACKS_H
#define TESTS_ATTACKS_H

/*
 * A whole check to attack: an issuer whose keys come from a provider that
 * counts, a real keyring, keys.db and deny-list.  Each attack is tried between
 * two good tokens.
 */
#include "auth/memo.h"
#include "auth/token.h"
#include "store/denylist.h"
#include "unit/auth.h"
#include "unit/idp.h"

struct target {
	struct idp idp;
	struct issuer issuer;
	struct arena *arena;
	struct memo *memo; /* as a service has: it must help nobody */
};

static const char *target_audiences[] = {"weather"};
static const char *target_scopes[] = {"weather.read"};
static const struct permission_config target_permissions[CONFIG_PERMISSIONS] = {
	[CONFIG_READ] = {.scopes = {target_scopes, 1}},
};

/* Accepted at IDP_START; auth_claims() changes it. */
static const char target_claims[] =
	"{\"iss\":\"https://id.example/\",\"aud\":\"weather\",\"sub\":\"u\","
	"\"azp\":\"app\",\"scope\":\"weather.read\",\"jti\":\"j\","
	"\"iat\":1800000000,\"nbf\":1800000000,\"exp\":1800003600}";
static const char target_header[] = "{\"alg\":\"RS256\",\"kid\":\"rsa\"}";

/* Each file of tests/keys under its own name as kid, without alg as Entra's;
 * more is another member of the set, freed here. */
static inline void
target_has_keys(const struct target *target, json_t *more)
{
	static const char *const files[] = {
		"rsa", "p256", "p384", "p521", "ed25519"};
	json_t *array = json_array(), *set = json_object();
	char *text;

	for (size_t i = 0; i < COUNT(files); i++) {
		EVP_PKEY *key = sign_read_key(files[i]);

		json_array_append_new(array, sign_jwk(key, files[i], NULL));
		EVP_PKEY_free(key);
	}
	if (more)
		json_array_append_new(array, more);
	json_object_set_new(set, "keys", array);
	text = json_dumps(set, JSON_COMPACT);
	idp_says_body(&target->idp, "keys", 200, text);
	free(text);
	json_decref(set);
}

static inline void
target_new(struct target *target)
{
	const algorithm_set all = ALG_ALL;

	idp_new(&target->idp);
	target->idp.source.algorithms = all;
	target->arena = arena_new(64 * 1024 * 1024);
	target->memo = memo_new();
	target->issuer = (struct issuer){
		.iss = STR_LIT("https://id.example/"),
		.name = "test",
		.canonical = STR_LIT("https://id.example/"),
		.preset = PRESET_OIDC,
		.audiences = {target_audiences, 1},
		.algorithms = all,
		.role_claim = "roles",
		.identity_claim = "sub",
		.scope_prefix = "",
	};
	target->idp.issuers.issuers = &target->issuer;
	target->idp.issuers.issuer_count = 1;
	target_has_keys(target, NULL);
}

static inline void
target_free(struct target *target)
{
	memo_free(target->memo);
	arena_free(target->arena);
	idp_free(&target->idp);
}

/* "" when the token is accepted, else the reason. */
static inline const char *
target_verify(struct target *target, struct str token)
{
	const struct token_rules rules = {
		.issuers = &target->idp.issuers,
		.permissions = target_permissions,
		.keys = target->idp.keys,
		.store = target->idp.store,
		.memo = target->memo,
	};
	static const struct principal nobody;
	static struct err err;
	struct token_trace trace;
	struct principal who;
	enum err_kind kind;

	err = (struct err){0};
	memset(&who, 0xff, sizeof(who));
	kind = token_verify(token, &rules, target->idp.ms / 1000, target->arena,
		&who, &trace, &err);
	memo_save(target->memo, target->idp.store, target->idp.ms / 1000);
	arena_reset(target->arena);
	if (kind == OK)
		return "";
	CHECK_INT(kind, ERR_BAD_TOKEN);
	CHECK(!memcmp(&who, &nobody, sizeof(who)));
	return err.reason;
}

/* The same for texts signed with a file of tests/keys. */
static inline const char *
target_verify_signed(struct target *target, const char *file,
	enum algorithm alg, const char *header, const char *claims)
{
	EVP_PKEY *key = sign_read_key(file);
	char *token = sign_token(key, alg, header, claims);
	const char *reason = target_verify(target, str_from(token));

	free(token);
	EVP_PKEY_free(key);
	return reason;
}

/* The positive control: a good token is accepted. */
static inline void
target_accepts(struct target *target)
{
	CHECK_STR(target_verify_signed(target, "rsa", ALG_RS256, target_header,
			  target_claims),
		"");
}

#endif
