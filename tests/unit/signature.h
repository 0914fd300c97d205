#ifndef TESTS_SIGNATURE_H
#define TESTS_SIGNATURE_H

/* Signatures of each algorithm over one message, and the verdict on them. */
#include "auth/signature.h"
#include "unit/jwks.h"

static const char message[] = "header.payload";

static const struct {
	enum algorithm alg;
	const char *key, *other; /* other: of a forger, same type */
} signers[] = {
	{ALG_RS256, "rsa", "rsa-other"},
	{ALG_RS384, "rsa", "rsa-other"},
	{ALG_RS512, "rsa", "rsa-other"},
	{ALG_PS256, "rsa", "rsa-other"},
	{ALG_PS384, "rsa", "rsa-other"},
	{ALG_PS512, "rsa", "rsa-other"},
	{ALG_ES256, "p256", "p256-other"},
	{ALG_ES384, "p384", NULL},
	{ALG_ES512, "p521", NULL},
	{ALG_EDDSA, "ed25519", "ed25519-other"},
};

/* The verdict over a message and signature under a key read from a file, with
 * the algorithm bound to it. */
static inline enum err_kind
verdict(const char *name, enum algorithm alg, struct str input,
	const void *signature, size_t len, const char **reason)
{
	struct public_key public_key = {.built = sign_read_key(name)};
	struct key key = {.alg = alg, .public_key = &public_key};
	struct err err = {0};
	enum err_kind kind = signature_verify(
		&key, input, (struct str){signature, len}, &err);

	if (reason)
		*reason = kind == OK ? "" : err.reason;
	public_key_free(&public_key);
	return kind;
}

static inline const char *
reason_of(
	const char *name, enum algorithm alg, const void *signature, size_t len)
{
	const char *reason;

	verdict(name, alg, str_from(message), signature, len, &reason);
	return reason;
}

static inline size_t
sign_with(const char *name, enum algorithm alg, unsigned char out[SIGN_MAX])
{
	EVP_PKEY *key = sign_read_key(name);
	size_t len = sign_bytes(key, alg, message, strlen(message), out);

	EVP_PKEY_free(key);
	return len;
}

#endif
