#include "auth/signature.h"

#include "base/digest.h"
#include "base/memory.h"

#include <openssl/ecdsa.h>
#include <openssl/err.h>
#include <openssl/rsa.h>

enum {
	ED25519_SIGNATURE = 64,
	/* OpenSSL answers want of memory within a verification with "bad", or
	 * with a key of other numbers.  This is more than its first use takes
	 * in all, the building of the key included. */
	OPENSSL_NEEDS = 2 * 1024 * 1024,
};

static enum err_kind
fail_openssl(struct err *err)
{
	return fail(err, ERR_INTERNAL, "signature/openssl",
		"OpenSSL failed: error %lx", ERR_peek_last_error());
}

static bool
is_zero(const unsigned char *bytes, size_t len)
{
	unsigned char any = 0;

	for (size_t i = 0; i < len; i++)
		any |= bytes[i];
	return !any;
}

/*
 * R||S to the DER that OpenSSL takes.  r and s of zero are refused here as
 * well as in OpenSSL (CVE-2022-21449); the range below n is OpenSSL's.
 */
static enum err_kind
der_from_raw(struct str raw, size_t width, unsigned char **der, size_t *der_len,
	struct err *err)
{
	const unsigned char *bytes = (const unsigned char *)raw.at;
	enum err_kind kind = OK;
	ECDSA_SIG *sig = NULL;
	BIGNUM *r = NULL, *s = NULL;
	int len;

	if (is_zero(bytes, width) || is_zero(bytes + width, width))
		return fail(
			err, ERR_BAD_TOKEN, "signature/zero", "r or s is zero");
	sig = ECDSA_SIG_new();
	r = BN_bin2bn(bytes, (int)width, NULL);
	s = BN_bin2bn(bytes + width, (int)width, NULL);
	if (!sig || !r || !s || ECDSA_SIG_set0(sig, r, s) != 1) {
		BN_free(r);
		BN_free(s);
		kind = fail_openssl(err);
		goto done;
	}
	*der = NULL;
	len = i2d_ECDSA_SIG(sig, der);
	if (len <= 0)
		kind = fail_openssl(err);
	else
		*der_len = (size_t)len;
done:
	ECDSA_SIG_free(sig);
	return kind;
}

/* The only length a signature of this key can have (RFC 7518 3.3, 3.4, RFC
 * 8032 5.1.6): another one is a second spelling, or a trap for a decoder. */
static size_t
exact_length(const EVP_PKEY *public_key, const struct algorithm_rule *rule)
{
	switch (rule->type) {
	case KEY_RSA:
		return (size_t)EVP_PKEY_get_size(public_key);
	case KEY_EC:
		return 2 * rule->coordinate;
	case KEY_OKP:
		return ED25519_SIGNATURE;
	case KEY_NONE:
		break;
	}
	return 0;
}

/* PSS with MGF1 over the same hash and a salt as long as it (RFC 7518 3.5). */
static bool
set_padding(EVP_PKEY_CTX *ctx, const struct algorithm_rule *rule)
{
	if (rule->type != KEY_RSA)
		return true;
	if (!rule->pss)
		return EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_PKCS1_PADDING) ==
		       1;
	return EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_PKCS1_PSS_PADDING) == 1 &&
	       EVP_PKEY_CTX_set_rsa_mgf1_md_name(ctx, rule->hash, NULL) == 1 &&
	       EVP_PKEY_CTX_set_rsa_pss_saltlen(ctx, RSA_PSS_SALTLEN_DIGEST) ==
		       1;
}

static bool
set_hash(EVP_PKEY_CTX *ctx, const struct algorithm_rule *rule)
{
	EVP_MD *hash = EVP_MD_fetch(NULL, rule->hash, NULL);
	bool set = hash && EVP_PKEY_CTX_set_signature_md(ctx, hash) == 1;

	EVP_MD_free(hash);
	return set;
}

/*
 * A context that is ready for the next signature of this key.  To find the
 * hash and its implementation by their names takes longer than to verify with
 * some keys; so it is done once for each.
 */
static EVP_PKEY_CTX *
verifier_of(struct public_key *key, const struct algorithm_rule *rule)
{
	EVP_PKEY_CTX *ctx = key->verifier;

	if (ctx && key->verifier_rule == rule)
		return ctx;
	EVP_PKEY_CTX_free(ctx);
	key->verifier = NULL;
	ctx = EVP_PKEY_CTX_new_from_pkey(NULL, key->built, NULL);
	if (ctx && EVP_PKEY_verify_init(ctx) == 1 && set_hash(ctx, rule) &&
		set_padding(ctx, rule)) {
		key->verifier = ctx;
		key->verifier_rule = rule;
		return ctx;
	}
	EVP_PKEY_CTX_free(ctx);
	return NULL;
}

/* The hash made here and not by EVP, which for each signature would begin
 * anew: a tenth of the time that RSA takes. */
static int
verify_hash(struct public_key *key, const struct algorithm_rule *rule,
	struct str input, const unsigned char *signature, size_t len)
{
	unsigned char hash[DIGEST_LONGEST];
	EVP_PKEY_CTX *ctx = verifier_of(key, rule);

	if (!ctx)
		return -1;
	digest_sha2(input, rule->hash_len, hash);
	return EVP_PKEY_verify(ctx, signature, len, hash, rule->hash_len);
}

/* Ed25519 hashes the input together with the signature (RFC 8032 5.1.7). */
static int
verify_whole(const struct public_key *key, struct str input,
	const unsigned char *signature, size_t len)
{
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	int verdict = -1;

	if (ctx && EVP_DigestVerifyInit_ex(
			   ctx, NULL, NULL, NULL, NULL, key->built, NULL) == 1)
		verdict = EVP_DigestVerify(ctx, signature, len,
			(const unsigned char *)input.at, input.len);
	EVP_MD_CTX_free(ctx);
	return verdict;
}

static enum err_kind
verify(struct public_key *key, const struct algorithm_rule *rule,
	struct str input, const unsigned char *signature, size_t len,
	struct err *err)
{
	int verdict = rule->hash ? verify_hash(key, rule, input, signature, len)
				 : verify_whole(key, input, signature, len);
	enum err_kind kind;

	/* 1 is the one good answer: 0, -1 and -2 have all been taken for it
	 * somewhere (CVE-2008-5077). */
	if (verdict == 1)
		return OK;
	if (verdict == 0)
		return fail(err, ERR_BAD_TOKEN, "signature/bad",
			"the signature does not verify");
	kind = fail_openssl(err);
	/* whatever state it is in now, nobody goes on with it */
	EVP_PKEY_CTX_free(key->verifier);
	key->verifier = NULL;
	return kind;
}

enum err_kind
signature_verify(const struct key *key, struct str input, struct str signature,
	struct err *err)
{
	const struct algorithm_rule *rule = algorithm_rule(key->alg);
	const unsigned char *bytes = (const unsigned char *)signature.at;
	unsigned char *der = NULL;
	size_t len = signature.len;
	enum err_kind kind = OK;
	EVP_PKEY *public_key;

	public_key_quick_start();
	/* What one request left in the queue must not speak in the next. */
	ERR_clear_error();
	if (!rule->name || !key->public_key)
		return fail(err, ERR_INTERNAL, "signature/no-key",
			"a key without an algorithm");
	if (!memory_is_left(OPENSSL_NEEDS))
		return fail_memory(err);
	public_key = public_key_build(key->public_key);
	if (!public_key)
		return fail_openssl(err);
	if (len != exact_length(public_key, rule))
		return fail(err, ERR_BAD_TOKEN, "signature/length",
			"%zu bytes, not %zu", len,
			exact_length(public_key, rule));
	if (rule->type == KEY_EC) {
		kind = der_from_raw(
			signature, rule->coordinate, &der, &len, err);
		bytes = der;
	}
	if (kind == OK)
		kind = verify(key->public_key, rule, input, bytes, len, err);
	OPENSSL_free(der);
	ERR_clear_error();
	return kind;
}

bool
signature_is_quick(const struct key *key)
{
	return key->public_key && key->public_key->type == KEY_RSA &&
	       key->public_key->built;
}
