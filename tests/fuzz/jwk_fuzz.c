/*
 * Whatever a key set holds, the keys made of it are bound to an allowed
 * algorithm, are public, of an allowed size, such that OpenSSL takes them, and
 * no two share a kid.
 */
#include "auth/jwk.h"
#include "fuzz/fuzz.h"

static void
check_set(const struct key_set *set, const struct jwk_rules *rules)
{
	PROMISE(set->count && set->count <= KEYS_MAX);
	for (size_t i = 0; i < set->count; i++) {
		const struct key *key = &set->keys[i], *found;
		struct err err = {0};
		EVP_PKEY *built;

		PROMISE(rules->allowed & 1u << key->alg);
		PROMISE(key->public_key && !key->public_key->built);
		built = public_key_build(key->public_key);
		PROMISE(built && public_key_build(key->public_key) == built);
		PROMISE(!EVP_PKEY_is_a(built, "RSA") ||
			(EVP_PKEY_get_bits(built) >= 2048 &&
				EVP_PKEY_get_bits(built) <= 8192));
		for (size_t k = 0; k < i && key->kid.at; k++)
			PROMISE(!str_eq(key->kid, set->keys[k].kid));
		if (key->kid.at)
			PROMISE(key_set_find(set, key->kid, key->alg, &found,
					&err) == OK &&
				found == key);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct jwk_rules rules[] = {
		{ALG_ALL, ALG_RS256},
		{1u << ALG_RS256, ALG_RS256},
		{1u << ALG_PS384 | 1u << ALG_ES256, ALG_PS384},
	};
	struct str body = {(const char *)data, size};

	for (size_t i = 0; i < COUNT(rules); i++) {
		struct key_set *set;
		struct err err = {0};

		if (jwks_parse(body, &rules[i], &set, &err) == OK)
			check_set(set, &rules[i]);
		else
			PROMISE(err.kind == ERR_KEYS && !set);
		key_set_free(set);
	}
	return 0;
}
