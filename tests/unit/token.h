#ifndef TESTS_TOKEN_H
#define TESTS_TOKEN_H

/* The whole check for the issuers of auth.h, with stand-ins for the keyring
 * and the deny-list. */
#include "unit/auth.h"
#include "unit/stand_in.h"

static struct issuer_set issuers;
static struct arena *arena;

static const char *scopes_read[] = {"weather.read"};
static const char *scopes_write[] = {"weather.write"};
static const struct permission_config permissions[CONFIG_PERMISSIONS] = {
	[CONFIG_READ] = {.scopes = {scopes_read, 1}},
	[CONFIG_WRITE] = {.scopes = {scopes_write, 1}},
};

struct outcome {
	enum err_kind kind;
	const char *reason;
	struct principal who;
	struct token_trace trace;
	int fetches, look_ups;
};

static inline struct outcome
verify(const char *token)
{
	char store; /* only its address counts */
	const struct token_rules rules = {
		.issuers = &issuers,
		.permissions = permissions,
		.store = (struct store *)&store,
	};
	static struct err err;
	struct outcome out = {.reason = ""};

	err = (struct err){0};
	stand_in.keyring_asked = stand_in.denylist_asked = 0;
	memset(&out.who, 0xff, sizeof(out.who));
	out.kind = token_verify(str_from(token), &rules, NOW, arena, &out.who,
		&out.trace, &err);
	if (out.kind != OK) {
		out.reason = err.reason;
		CHECK_INT(out.who.permissions, PERMIT_NEVER);
		CHECK(!out.who.issuer.at && !out.who.tenant.at);
		CHECK(!out.who.subject.at && !out.who.client.at);
		CHECK(!out.who.name.at && !out.who.issuer_name);
		CHECK(!out.who.app_only && !out.who.expires);
	}
	out.fetches = stand_in.keyring_asked;
	out.look_ups = stand_in.denylist_asked;
	return out;
}

static inline struct outcome
verify_signed(const char *file, enum algorithm alg, const char *header,
	const char *claims)
{
	EVP_PKEY *key = sign_read_key(file);
	char *token = sign_token(key, alg, header, claims);
	struct outcome out = verify(token);

	free(token);
	EVP_PKEY_free(key);
	return out;
}

static const char rs256_header[] =
	"{\"typ\":\"JWT\",\"alg\":\"RS256\",\"kid\":\"rsa\"}";

/* base with a change, signed well; the reason, "" for a good token. */
static inline const char *
reason_of(const char *base, const char *change)
{
	char *claims = auth_claims(base, change);
	struct outcome out =
		verify_signed("rsa", ALG_RS256, rs256_header, claims);

	free(claims);
	return out.reason;
}

static inline void
token_begin(void)
{
	struct err err = {0};

	arena = arena_new(64 * 1024 * 1024);
	if (issuer_set_new(&issuers, &auth_config, &err) != OK)
		fprintf(stderr, "# %s\n", err.detail);
	stand_in_begin(&issuers);
	for (size_t i = 0; i < issuers.source_count; i++)
		stand_in_has_keys(i,
			json_pack("{s:[oooo]}", "keys",
				jwks_key("rsa", "rsa", NULL),
				jwks_key("rsa", "pss", "PS256"),
				jwks_key("p256", "p256", NULL),
				jwks_key("ed25519", "ed25519", NULL)),
			&jwks_all);
}

static inline void
token_end(void)
{
	stand_in_end();
	issuer_set_free(&issuers);
	arena_free(arena);
}

#endif
