#ifndef TESTS_SIGN_H
#define TESTS_SIGN_H

/*
 * Makes keys, key sets and signatures for tests: the other side of what the
 * service checks.  A failure ends the program.
 */
#include "auth/algorithm.h"
#include "base/b64url.h"

#include <jansson.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SIGN_MAX = 2048 }; /* bytes of the longest signature */

static inline void
sign_require(bool fact, const char *what)
{
	if (fact)
		return;
	fprintf(stderr, "sign: cannot %s\n", what);
	exit(1);
}

/* OpenSSL's name of a JWK crv. */
static inline const char *
sign_curve(const char *crv)
{
	if (!strcmp(crv, "P-256"))
		return "prime256v1";
	return !strcmp(crv, "P-384") ? "secp384r1" : "secp521r1";
}

static inline EVP_PKEY *
sign_new_key(enum algorithm alg, unsigned rsa_bits)
{
	const struct algorithm_rule *rule = algorithm_rule(alg);
	EVP_PKEY *key = NULL;

	if (rule->type == KEY_RSA)
		key = EVP_RSA_gen(rsa_bits);
	else if (rule->type == KEY_EC)
		key = EVP_EC_gen(sign_curve(rule->curve));
	else if (rule->type == KEY_OKP)
		key = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
	sign_require(key != NULL, "make a key");
	return key;
}

/* A key of tests/keys, which tests start beside. */
static inline EVP_PKEY *
sign_read_key(const char *name)
{
	char path[200];
	FILE *in;
	EVP_PKEY *key = NULL;

	snprintf(path, sizeof(path), "tests/keys/%s.pem", name);
	in = fopen(path, "r");
	if (in) {
		key = PEM_read_PrivateKey(in, NULL, NULL, NULL);
		fclose(in);
	}
	sign_require(key != NULL, path);
	return key;
}

/* The algorithm that goes with key when nobody names one. */
static inline enum algorithm
sign_default_alg(EVP_PKEY *key)
{
	if (EVP_PKEY_is_a(key, "RSA"))
		return ALG_RS256;
	if (EVP_PKEY_is_a(key, "ED25519"))
		return ALG_EDDSA;
	switch (EVP_PKEY_get_bits(key)) {
	case 256:
		return ALG_ES256;
	case 384:
		return ALG_ES384;
	default:
		return ALG_ES512;
	}
}

static inline json_t *
sign_b64(const void *bytes, size_t len)
{
	char *text = malloc(b64url_length(len) + 1);
	json_t *value;

	sign_require(text != NULL, "get memory");
	b64url_encode(bytes, len, text);
	value = json_string(text);
	free(text);
	return value;
}

/* A number of key in width bytes, 0: as few as it needs. */
static inline json_t *
sign_number(EVP_PKEY *key, const char *param, size_t width)
{
	unsigned char bytes[SIGN_MAX];
	BIGNUM *number = NULL;
	json_t *value;

	sign_require(EVP_PKEY_get_bn_param(key, param, &number) == 1,
		"read the key");
	if (!width)
		width = (size_t)BN_num_bytes(number);
	sign_require(BN_bn2binpad(number, bytes, (int)width) > 0,
		"print the number");
	value = sign_b64(bytes, width);
	BN_free(number);
	return value;
}

/* The public JWK; kid and alg may be NULL. */
static inline json_t *
sign_jwk(EVP_PKEY *key, const char *kid, const char *alg)
{
	const struct algorithm_rule *rule =
		algorithm_rule(sign_default_alg(key));
	json_t *jwk = json_object();
	unsigned char x[32];
	size_t len = sizeof(x);

	if (rule->type == KEY_RSA) {
		json_object_set_new(jwk, "kty", json_string("RSA"));
		json_object_set_new(
			jwk, "n", sign_number(key, OSSL_PKEY_PARAM_RSA_N, 0));
		json_object_set_new(
			jwk, "e", sign_number(key, OSSL_PKEY_PARAM_RSA_E, 0));
	} else if (rule->type == KEY_EC) {
		json_object_set_new(jwk, "kty", json_string("EC"));
		json_object_set_new(jwk, "crv", json_string(rule->curve));
		json_object_set_new(jwk, "x",
			sign_number(key, OSSL_PKEY_PARAM_EC_PUB_X,
				rule->coordinate));
		json_object_set_new(jwk, "y",
			sign_number(key, OSSL_PKEY_PARAM_EC_PUB_Y,
				rule->coordinate));
	} else {
		sign_require(EVP_PKEY_get_raw_public_key(key, x, &len) == 1,
			"read the key");
		json_object_set_new(jwk, "kty", json_string("OKP"));
		json_object_set_new(jwk, "crv", json_string("Ed25519"));
		json_object_set_new(jwk, "x", sign_b64(x, len));
	}
	json_object_set_new(jwk, "use", json_string("sig"));
	if (kid)
		json_object_set_new(jwk, "kid", json_string(kid));
	if (alg)
		json_object_set_new(jwk, "alg", json_string(alg));
	return jwk;
}

/* DER to R||S of fixed width (RFC 7518 3.4). */
static inline size_t
sign_raw_from_der(unsigned char *bytes, size_t len, size_t width)
{
	const unsigned char *at = bytes;
	ECDSA_SIG *sig = d2i_ECDSA_SIG(NULL, &at, (long)len);

	sign_require(sig && BN_bn2binpad(ECDSA_SIG_get0_r(sig), bytes,
				    (int)width) > 0,
		"read r");
	sign_require(BN_bn2binpad(ECDSA_SIG_get0_s(sig), bytes + width,
			     (int)width) > 0,
		"read s");
	ECDSA_SIG_free(sig);
	return 2 * width;
}

/* salt is the length of a PSS salt, or RSA_PSS_SALTLEN_DIGEST. */
static inline size_t
sign_bytes_salted(EVP_PKEY *key, enum algorithm alg, int salt,
	const void *input, size_t input_len, unsigned char out[SIGN_MAX])
{
	const struct algorithm_rule *rule = algorithm_rule(alg);
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	EVP_PKEY_CTX *key_ctx = NULL;
	size_t len = SIGN_MAX;

	sign_require(ctx && EVP_DigestSignInit_ex(ctx, &key_ctx, rule->hash,
				    NULL, NULL, key, NULL) == 1,
		"start to sign");
	if (rule->pss)
		sign_require(EVP_PKEY_CTX_set_rsa_padding(
				     key_ctx, RSA_PKCS1_PSS_PADDING) == 1 &&
				     EVP_PKEY_CTX_set_rsa_pss_saltlen(
					     key_ctx, salt) == 1,
			"set the padding");
	sign_require(
		EVP_DigestSign(ctx, out, &len, input, input_len) == 1, "sign");
	EVP_MD_CTX_free(ctx);
	if (rule->type == KEY_EC)
		len = sign_raw_from_der(out, len, rule->coordinate);
	return len;
}

static inline size_t
sign_bytes(EVP_PKEY *key, enum algorithm alg, const void *input,
	size_t input_len, unsigned char out[SIGN_MAX])
{
	return sign_bytes_salted(
		key, alg, RSA_PSS_SALTLEN_DIGEST, input, input_len, out);
}

/* "header.payload" of two texts; the caller frees it. */
static inline char *
sign_input(const char *header, const char *payload)
{
	size_t head = b64url_length(strlen(header));
	size_t body = b64url_length(strlen(payload));
	char *text = malloc(head + body + 2);

	sign_require(text != NULL, "get memory");
	b64url_encode(header, strlen(header), text);
	text[head] = '.';
	b64url_encode(payload, strlen(payload), text + head + 1);
	return text;
}

/* input.signature; the caller frees it, input is freed here. */
static inline char *
sign_join(char *input, const void *signature, size_t len)
{
	size_t used = strlen(input);
	char *token = realloc(input, used + b64url_length(len) + 2);

	sign_require(token != NULL, "get memory");
	token[used] = '.';
	b64url_encode(signature, len, token + used + 1);
	return token;
}

/* A compact JWS; the caller frees it. */
static inline char *
sign_token(EVP_PKEY *key, enum algorithm alg, const char *header,
	const char *payload)
{
	unsigned char signature[SIGN_MAX];
	char *input = sign_input(header, payload);
	size_t len = sign_bytes(key, alg, input, strlen(input), signature);

	return sign_join(input, signature, len);
}

#endif
