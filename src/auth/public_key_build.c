#include "auth/public_key.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/param_build.h>

static bool
push_rsa(OSSL_PARAM_BLD *build, const BIGNUM *n, const BIGNUM *e)
{
	return n && e &&
	       OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_RSA_N, n) == 1 &&
	       OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_RSA_E, e) == 1;
}

static bool
push_point(OSSL_PARAM_BLD *build, const struct public_key *key)
{
	if (key->curve &&
		OSSL_PARAM_BLD_push_utf8_string(
			build, OSSL_PKEY_PARAM_GROUP_NAME, key->curve, 0) != 1)
		return false;
	return OSSL_PARAM_BLD_push_octet_string(build, OSSL_PKEY_PARAM_PUB_KEY,
		       key->point.at, key->point.len) == 1;
}

static BIGNUM *
number_from(struct str octets)
{
	return BN_bin2bn(
		(const unsigned char *)octets.at, (int)octets.len, NULL);
}

/* The parameters refer to n and e, which must outlive them. */
static OSSL_PARAM *
params_of(const struct public_key *key, const BIGNUM *n, const BIGNUM *e)
{
	OSSL_PARAM_BLD *build = OSSL_PARAM_BLD_new();
	OSSL_PARAM *params = NULL;

	if (build && (key->type == KEY_RSA ? push_rsa(build, n, e)
					   : push_point(build, key)))
		params = OSSL_PARAM_BLD_to_param(build);
	OSSL_PARAM_BLD_free(build);
	return params;
}

static EVP_PKEY *
key_from(const char *type, OSSL_PARAM *params)
{
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, type, NULL);
	EVP_PKEY *key = NULL;

	if (params && ctx && EVP_PKEY_fromdata_init(ctx) == 1 &&
		EVP_PKEY_fromdata(ctx, &key, EVP_PKEY_PUBLIC_KEY, params) != 1)
		key = NULL;
	EVP_PKEY_CTX_free(ctx);
	return key;
}

EVP_PKEY *
public_key_build(struct public_key *key)
{
	static const char *const types[] = {
		[KEY_RSA] = "RSA", [KEY_EC] = "EC", [KEY_OKP] = "ED25519"};
	BIGNUM *n, *e;
	OSSL_PARAM *params;

	if (key->built || key->type == KEY_NONE)
		return key->built;
	n = number_from(key->n);
	e = number_from(key->e);
	params = params_of(key, n, e);
	key->built = key_from(types[key->type], params);
	OSSL_PARAM_free(params);
	BN_free(e);
	BN_free(n);
	return key->built;
}

void
public_key_quick_start(void)
{
	OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CRYPTO_STRINGS |
				    OPENSSL_INIT_NO_ADD_ALL_CIPHERS |
				    OPENSSL_INIT_NO_ADD_ALL_DIGESTS,
		NULL);
}

void
public_key_free(struct public_key *key)
{
	if (!key)
		return;
	EVP_PKEY_CTX_free(key->verifier);
	EVP_PKEY_free(key->built);
	key->verifier = NULL;
	key->built = NULL;
}
