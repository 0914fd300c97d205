#include "auth/jwk.h"

#include "auth/public_key.h"
#include "base/json.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static enum err_kind
skip(struct err *err, const char *reason, const char *why)
{
	return fail(err, ERR_KEYS, reason, "%s", why);
}

static bool
has_private_members(const json_t *jwk)
{
	static const char *const names[] = {
		"d", "p", "q", "dp", "dq", "qi", "oth", "k"};

	for (size_t i = 0; i < COUNT(names); i++)
		if (json_object_get(jwk, names[i]))
			return true;
	return false;
}

/* RFC 7517 4.3 */
static bool
ops_allow_verify(const json_t *ops)
{
	bool found = false;

	if (!json_is_array(ops))
		return false;
	for (size_t i = 0; i < json_array_size(ops); i++) {
		const json_t *op = json_array_get(ops, i);

		if (!json_is_string(op))
			return false;
		found = found || str_is(json_str(op), "verify");
	}
	return found;
}

static enum err_kind
check_use(const json_t *jwk, struct err *err)
{
	const json_t *use = json_object_get(jwk, "use");
	const json_t *ops = json_object_get(jwk, "key_ops");

	if (use && !str_is(json_str(use), "sig"))
		return skip(err, "key/use", "use is not sig");
	if (ops && !ops_allow_verify(ops))
		return skip(err, "key/ops", "key_ops does not name verify");
	if (has_private_members(jwk))
		return skip(err, "key/private",
			"the secret part of the key is published: replace it");
	return OK;
}

/* kid and issuer as texts of set's own, since the document goes away. */
static enum err_kind
read_names(const json_t *jwk, struct arena *arena, struct key *key,
	struct err *err)
{
	const json_t *kid = json_object_get(jwk, "kid");
	const json_t *issuer = json_object_get(jwk, "issuer");

	if (kid &&
		(!json_string_length(kid) || json_string_length(kid) > KID_MAX))
		return skip(err, "key/kid",
			"kid is not a string of 1 to 256 bytes");
	if (issuer && !json_string_length(issuer))
		return skip(err, "key/issuer", "issuer is not a string");
	if ((kid && !arena_str(arena, json_str(kid), &key->kid)) ||
		(issuer && !arena_str(arena, json_str(issuer), &key->issuer)))
		return fail_memory(err);
	return OK;
}

static enum key_type
type_of(const json_t *jwk)
{
	struct str kty = json_str(json_object_get(jwk, "kty"));

	if (str_is(kty, "RSA"))
		return KEY_RSA;
	if (str_is(kty, "EC"))
		return KEY_EC;
	return str_is(kty, "OKP") ? KEY_OKP : KEY_NONE;
}

static enum algorithm
default_algorithm(
	enum key_type type, struct str crv, const struct jwk_rules *rules)
{
	if (type == KEY_RSA)
		return rules->rsa_default;
	for (int alg = ALG_NONE + 1; alg < ALG_COUNT; alg++) {
		const struct algorithm_rule *rule =
			algorithm_rule((enum algorithm)alg);

		if (rule->type == type && str_is(crv, rule->curve))
			return (enum algorithm)alg;
	}
	return ALG_NONE;
}

/*
 * One key, one algorithm, decided here and never by a token (RFC 8725 3.1):
 * Entra's keys carry no alg, and a library that then believes the token's
 * own has no rule left (CVE-2026-44699).
 */
static enum err_kind
bind_algorithm(const json_t *jwk, const struct jwk_rules *rules,
	struct key *key, struct err *err)
{
	enum key_type type = type_of(jwk);
	struct str crv = json_str(json_object_get(jwk, "crv"));
	const json_t *named = json_object_get(jwk, "alg");
	const struct algorithm_rule *rule;

	if (type == KEY_NONE)
		return skip(err, "key/type", "kty is not RSA, EC or OKP");
	key->alg = named ? algorithm_find(json_str(named))
			 : default_algorithm(type, crv, rules);
	rule = algorithm_rule(key->alg);
	if (key->alg == ALG_NONE)
		return skip(err, "key/alg",
			"alg or crv names no algorithm that exists here");
	if (rule->type != type || (rule->curve && !str_is(crv, rule->curve)))
		return skip(err, "key/alg-type",
			"alg does not go with kty and crv");
	if (!(rules->allowed & 1u << key->alg))
		return fail(err, ERR_KEYS, "key/alg-not-allowed",
			"%s is not among the issuer's algorithms", rule->name);
	return OK;
}

static enum err_kind
build_key(const json_t *jwk, struct arena *arena, struct key *key,
	struct err *err)
{
	const struct algorithm_rule *rule = algorithm_rule(key->alg);
	struct str x = json_str(json_object_get(jwk, "x"));

	if (rule->type == KEY_RSA)
		return public_key_rsa(json_str(json_object_get(jwk, "n")),
			json_str(json_object_get(jwk, "e")), arena,
			&key->public_key, key->thumbprint, err);
	if (rule->type == KEY_EC)
		return public_key_ec(rule, x,
			json_str(json_object_get(jwk, "y")), arena,
			&key->public_key, key->thumbprint, err);
	return public_key_ed25519(
		x, arena, &key->public_key, key->thumbprint, err);
}

static enum err_kind
read_key(const json_t *jwk, const struct jwk_rules *rules, struct arena *arena,
	struct key *key, struct err *err)
{
	enum err_kind kind;

	if (!json_is_object(jwk))
		return skip(err, "key/object", "not an object");
	if ((kind = read_names(jwk, arena, key, err)) != OK ||
		(kind = check_use(jwk, err)) != OK ||
		(kind = bind_algorithm(jwk, rules, key, err)) != OK)
		return kind;
	return build_key(jwk, arena, key, err);
}

static void
note_skip(struct key_set *set, size_t index, const char *why)
{
	if (!set->skipped++)
		snprintf(set->first_skip, sizeof(set->first_skip),
			"keys[%zu]: %.90s", index, why);
}

/*
 * Keys that share a kid leave open which one a token means (RFC 7517 4.5):
 * none of them is used.  A published secret counts as one of them, other
 * unusable keys do not.
 */
static void
drop_shared_kids(struct key_set *set)
{
	bool shared[KEYS_MAX] = {false};

	for (size_t i = 0; i < set->count; i++)
		for (size_t k = 0; k < i; k++)
			if (set->keys[i].kid.at &&
				str_eq(set->keys[i].kid, set->keys[k].kid))
				shared[i] = shared[k] = true;
	for (size_t i = 0; i < set->count; i++)
		if (shared[i] && set->keys[i].public_key) {
			note_skip(set, i, "another key has the same kid");
			set->keys[i].public_key = NULL;
		}
}

static void
close_ranks(struct key_set *set)
{
	size_t kept = 0;

	for (size_t i = 0; i < set->count; i++)
		if (set->keys[i].public_key)
			set->keys[kept++] = set->keys[i];
	set->count = kept;
}

static enum err_kind
read_keys(const json_t *array, const struct jwk_rules *rules,
	struct key_set *set, struct err *err)
{
	for (size_t i = 0; i < set->count; i++) {
		const json_t *jwk = json_array_get(array, i);
		struct key *key = &set->keys[i];
		enum err_kind kind =
			read_key(jwk, rules, set->memory, key, err);

		if (kind == OK)
			continue;
		if (kind != ERR_KEYS)
			return kind;
		note_skip(set, i, err->detail);
		if (!has_private_members(jwk))
			key->kid = (struct str){NULL, 0};
	}
	drop_shared_kids(set);
	close_ranks(set);
	if (!set->count)
		return fail(err, ERR_KEYS, "keys/unusable",
			"no usable key of %zu; %s", set->skipped,
			set->first_skip);
	return OK;
}

/* NULL when memory is gone; limit is that of the set's arena. */
static struct key_set *
new_set(size_t count, size_t limit)
{
	struct key_set *set = calloc(1, sizeof(*set));

	if (!set)
		return NULL;
	set->memory = arena_new(limit);
	if (set->memory)
		set->keys = arena_array(set->memory, count, sizeof(*set->keys));
	if (!set->keys) {
		key_set_free(set);
		return NULL;
	}
	set->count = count;
	return set;
}

enum err_kind
jwks_parse(struct str body, const struct jwk_rules *rules, struct key_set **out,
	struct err *err)
{
	char why[80] = "";
	json_t *root = NULL;
	const json_t *array;
	size_t count;
	enum err_kind kind;

	*out = NULL;
	if (body.len > JWKS_MAX)
		return fail(err, ERR_KEYS, "keys/size", "%zu bytes, at most %d",
			body.len, JWKS_MAX);
	switch (json_parse_object(body, JWKS_DEPTH, &root, why, sizeof(why))) {
	case JSON_GOOD:
		break;
	case JSON_NO_MEMORY:
		return fail_memory(err);
	case JSON_MALFORMED:
		return fail(err, ERR_KEYS, "keys/malformed", "the key set: %s",
			why);
	}
	array = json_object_get(root, "keys");
	count = json_array_size(array);
	if (!json_is_array(array))
		kind = fail(err, ERR_KEYS, "keys/malformed",
			"the key set has no array keys");
	else if (count > KEYS_MAX)
		kind = fail(err, ERR_KEYS, "keys/too-many",
			"%zu keys, at most %d", count, KEYS_MAX);
	else {
		*out = new_set(count, 4 * body.len + 65536);
		kind = *out ? read_keys(array, rules, *out, err)
			    : fail_memory(err);
	}
	json_decref(root);
	if (kind != OK) {
		key_set_free(*out);
		*out = NULL;
	}
	return kind;
}

void
key_set_free(struct key_set *set)
{
	if (!set)
		return;
	for (size_t i = 0; i < set->count; i++)
		public_key_free(set->keys[i].public_key);
	arena_free(set->memory);
	free(set);
}

/* RFC 7515 4.1.4 leaves kid optional; trying keys one after the other would
 * let a token choose, so there must be exactly one that it can mean. */
static enum err_kind
find_without_kid(const struct key_set *set, enum algorithm alg,
	const struct key **key, struct err *err)
{
	size_t found = 0;

	for (size_t i = 0; i < set->count; i++)
		if (set->keys[i].alg == alg) {
			*key = &set->keys[i];
			found++;
		}
	if (found == 1)
		return OK;
	*key = NULL;
	if (found)
		return fail(err, ERR_BAD_TOKEN, "keys/no-kid",
			"the token has no kid and %zu keys have its alg",
			found);
	return fail(err, ERR_NOT_FOUND, "keys/unknown-kid",
		"the token has no kid and no key has its alg");
}

enum err_kind
key_set_find(const struct key_set *set, struct str kid, enum algorithm alg,
	const struct key **key, struct err *err)
{
	*key = NULL;
	if (!kid.at)
		return find_without_kid(set, alg, key, err);
	for (size_t i = 0; i < set->count; i++) {
		if (!set->keys[i].kid.at || !str_eq(set->keys[i].kid, kid))
			continue;
		if (set->keys[i].alg != alg)
			return fail(err, ERR_BAD_TOKEN, "keys/alg-mismatch",
				"the key is bound to %s",
				algorithm_rule(set->keys[i].alg)->name);
		*key = &set->keys[i];
		return OK;
	}
	return fail(err, ERR_NOT_FOUND, "keys/unknown-kid", "no such kid");
}
