#ifndef TESTS_JWKS_H
#define TESTS_JWKS_H

/* Key sets for tests, and what becomes of one bad key beside a good one. */
#include "auth/jwk.h"
#include "unit/sign.h"
#include "unit/tap.h"

static const struct jwk_rules jwks_all = {ALG_ALL, ALG_RS256};
static const struct jwk_rules jwks_rs256 = {1u << ALG_RS256, ALG_RS256};

/* The public JWK of a file of tests/keys; kid and alg may be NULL. */
static inline json_t *
jwks_key(const char *file, const char *kid, const char *alg)
{
	EVP_PKEY *key = sign_read_key(file);
	json_t *jwk = sign_jwk(key, kid, alg);

	EVP_PKEY_free(key);
	return jwk;
}

/* The set of one or two JWKs, which are freed; second may be NULL. */
static inline char *
jwks_set(json_t *first, json_t *second)
{
	json_t *set = json_pack("{s:[]}", "keys");
	json_t *keys = json_object_get(set, "keys");
	char *text;

	json_array_append_new(keys, first);
	if (second)
		json_array_append_new(keys, second);
	text = json_dumps(set, JSON_COMPACT);
	json_decref(set);
	return text;
}

static inline struct key_set *
jwks_load(const char *text, const struct jwk_rules *rules)
{
	struct err err = {0};
	struct key_set *set = NULL;

	if (jwks_parse(str_from(text), rules, &set, &err) != OK)
		fprintf(stderr, "# %s: %s\n", err.reason, err.detail);
	return set;
}

/* What is made of one JWK (freed) beside a good key: "" when it is usable,
 * else why it was skipped.  The good key must always be there. */
static inline const char *
jwks_fate(json_t *jwk, const struct jwk_rules *rules)
{
	static char why[120];
	char *text = jwks_set(jwks_key("rsa", "good", NULL), jwk);
	struct key_set *set = jwks_load(text, rules);
	const struct key *key = NULL;
	struct err err = {0};

	why[0] = '\0';
	CHECK(set != NULL);
	if (set) {
		CHECK_INT(set->count + set->skipped, 2);
		CHECK_INT(key_set_find(set, STR_LIT("good"), rules->rsa_default,
				  &key, &err),
			OK);
		snprintf(why, sizeof(why), "%s", set->first_skip);
	}
	key_set_free(set);
	free(text);
	return why;
}

/* jwk with one member replaced; value NULL takes it away. */
static inline json_t *
jwks_with(json_t *jwk, const char *name, json_t *value)
{
	if (value)
		json_object_set_new(jwk, name, value);
	else
		json_object_del(jwk, name);
	return jwk;
}

/* A document of Microsoft's as it was, by its name in tests/data/entra; the
 * caller frees it. */
static inline char *
entra_text(const char *name)
{
	char path[100], *text = calloc(1, 65536);
	FILE *in;

	snprintf(path, sizeof(path), "tests/data/entra/common-%s.json", name);
	in = fopen(path, "r");
	CHECK(in && text && fread(text, 1, 65535, in) > 0);
	if (in)
		fclose(in);
	return text;
}

#endif
