#include "auth/algorithm.h"

#include "unit/tap.h"

static void
every_algorithm_is_found_by_its_name(void)
{
	for (int alg = ALG_NONE + 1; alg < ALG_COUNT; alg++) {
		const struct algorithm_rule *rule =
			algorithm_rule((enum algorithm)alg);

		CHECK_INT(algorithm_find(str_from(rule->name)), alg);
		CHECK(rule->type != KEY_NONE);
	}
	CHECK_INT(algorithm_find(STR_LIT("Ed25519")), ALG_EDDSA);
}

/* covers: C1 C2 C3; none in any spelling, HMAC, other cases, blanks */
static void
no_other_name_is_an_algorithm(void)
{
	static const char *const names[] = {"", "none", "None", "NONE", "nOnE",
		"none ", "HS256", "HS384", "HS512", "rs256", "RS256 ", " RS256",
		"RS1", "RS", "ES256K", "Ed448", "eddsa", "RSA1_5", "dir"};

	for (size_t i = 0; i < COUNT(names); i++)
		CHECK_INT(algorithm_find(str_from(names[i])), ALG_NONE);
	CHECK_INT(algorithm_find(STR_LIT("RS256\0")), ALG_NONE);
	CHECK_INT(algorithm_find((struct str){NULL, 0}), ALG_NONE);
}

static void
no_algorithm_has_no_rule(void)
{
	CHECK(algorithm_rule(ALG_NONE)->name == NULL);
	CHECK(algorithm_rule(ALG_COUNT)->name == NULL);
	CHECK_INT(algorithm_rule(ALG_NONE)->type, KEY_NONE);
}

static void
rsa_keys_without_alg_get_the_only_one_or_rs256(void)
{
	CHECK_INT(algorithm_of_rsa(1u << ALG_PS384), ALG_PS384);
	CHECK_INT(
		algorithm_of_rsa(1u << ALG_PS384 | 1u << ALG_ES256), ALG_PS384);
	CHECK_INT(
		algorithm_of_rsa(1u << ALG_PS384 | 1u << ALG_PS512), ALG_RS256);
	CHECK_INT(algorithm_of_rsa(1u << ALG_ES256), ALG_RS256);
	CHECK_INT(algorithm_of_rsa(ALG_ALL), ALG_RS256);
}

int
main(void)
{
	RUN(every_algorithm_is_found_by_its_name);
	RUN(no_other_name_is_an_algorithm);
	RUN(no_algorithm_has_no_rule);
	RUN(rsa_keys_without_alg_get_the_only_one_or_rs256);
	DONE();
}
