#ifndef TESTS_STAND_IN_H
#define TESTS_STAND_IN_H

/*
 * In the place of the keyring and the deny-list two that answer what a test
 * wants.  They count how often they are asked: a token that is wrong offline
 * must never reach the keyring, which may fetch.
 */
#include "auth/token.h"
#include "store/denylist.h"
#include "unit/jwks.h"

enum { STAND_IN_SOURCES = 16 };

/* Zero: no keys are there, and nothing is denied. */
static struct {
	size_t source_count;                    /* how many may be asked for */
	struct key_set *keys[STAND_IN_SOURCES]; /* of each */
	const char *keyring_fault; /* reason of ERR_KEYS, or NULL */
	enum err_kind denylist_fault;
	bool keys_are_old, denied;
	int keyring_asked, denylist_asked;
	struct denied_token denied_with; /* whether that is denied was asked */
} stand_in;

enum err_kind
keyring_find(struct keyring *keyring, size_t source, struct str kid,
	enum algorithm alg, const struct key **key, bool *old, struct err *err)
{
	enum err_kind kind;

	(void)keyring;
	stand_in.keyring_asked++;
	CHECK(source < stand_in.source_count);
	*old = stand_in.keys_are_old;
	if (stand_in.keyring_fault)
		return fail(err, ERR_KEYS, stand_in.keyring_fault, "stand-in");
	kind = key_set_find(stand_in.keys[source], kid, alg, key, err);
	if (kind == ERR_NOT_FOUND)
		return fail(err, ERR_BAD_TOKEN, "keys/unknown-kid", "stand-in");
	return kind;
}

enum err_kind
denylist_find(struct store *store, const struct denied_token *token,
	bool *denied, struct err *err)
{
	(void)store;
	stand_in.denylist_asked++;
	stand_in.denied_with = *token;
	if (stand_in.denylist_fault != OK)
		return fail(err, stand_in.denylist_fault, "store/broken",
			"stand-in");
	*denied = stand_in.denied;
	return OK;
}

/* Before the first token. */
static inline void
stand_in_begin(const struct issuer_set *issuers)
{
	CHECK(issuers->source_count <= STAND_IN_SOURCES);
	stand_in.source_count = issuers->source_count;
}

/* jwks is that of source from now on; it is freed. */
static inline void
stand_in_has_keys(size_t source, json_t *jwks, const struct jwk_rules *rules)
{
	char *text = json_dumps(jwks, JSON_COMPACT);

	key_set_free(stand_in.keys[source]);
	stand_in.keys[source] = jwks_load(text, rules);
	CHECK(stand_in.keys[source] != NULL);
	free(text);
	json_decref(jwks);
}

static inline void
stand_in_end(void)
{
	for (size_t i = 0; i < STAND_IN_SOURCES; i++)
		key_set_free(stand_in.keys[i]);
	memset(&stand_in, 0, sizeof(stand_in));
}

#endif
