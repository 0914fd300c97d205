#include "auth/algorithm.h"

static const struct algorithm_rule rules[ALG_COUNT] = {
	[ALG_RS256] = {"RS256", KEY_RSA, "SHA256", 32, NULL, 0, false},
	[ALG_RS384] = {"RS384", KEY_RSA, "SHA384", 48, NULL, 0, false},
	[ALG_RS512] = {"RS512", KEY_RSA, "SHA512", 64, NULL, 0, false},
	[ALG_PS256] = {"PS256", KEY_RSA, "SHA256", 32, NULL, 0, true},
	[ALG_PS384] = {"PS384", KEY_RSA, "SHA384", 48, NULL, 0, true},
	[ALG_PS512] = {"PS512", KEY_RSA, "SHA512", 64, NULL, 0, true},
	[ALG_ES256] = {"ES256", KEY_EC, "SHA256", 32, "P-256", 32, false},
	[ALG_ES384] = {"ES384", KEY_EC, "SHA384", 48, "P-384", 48, false},
	[ALG_ES512] = {"ES512", KEY_EC, "SHA512", 64, "P-521", 66, false},
	[ALG_EDDSA] = {"EdDSA", KEY_OKP, NULL, 0, "Ed25519", 32, false},
};

const struct algorithm_rule *
algorithm_rule(enum algorithm alg)
{
	return &rules[alg < ALG_COUNT ? alg : ALG_NONE];
}

enum algorithm
algorithm_find(struct str name)
{
	for (int alg = ALG_NONE + 1; alg < ALG_COUNT; alg++)
		if (str_is(name, rules[alg].name))
			return (enum algorithm)alg;
	return str_is(name, "Ed25519") ? ALG_EDDSA : ALG_NONE;
}

enum algorithm
algorithm_of_rsa(algorithm_set allowed)
{
	enum algorithm only = ALG_RS256;
	int count = 0;

	for (int alg = ALG_NONE + 1; alg < ALG_COUNT; alg++)
		if ((allowed & 1u << alg) && rules[alg].type == KEY_RSA) {
			only = (enum algorithm)alg;
			count++;
		}
	return count == 1 ? only : ALG_RS256;
}
