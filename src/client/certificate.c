#include "client/certificate_parts.h"

#include "base/b64url.h"
#include "cli/files.h"
#include "client/secret.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { PEM_MAX = 64 * 1024, BITS_MIN = 2048, BITS_MAX = 8192 };

struct certificate {
	X509 *x509;
	EVP_PKEY *key;
	struct thumbprints thumbprints;
};

static void
print_hex(const unsigned char *bytes, size_t len, char *out)
{
	static const char hex[] = "0123456789ABCDEF";

	for (size_t i = 0; i < len; i++) {
		*out++ = hex[bytes[i] >> 4];
		*out++ = hex[bytes[i] & 15];
	}
	*out = '\0';
}

bool
certificate_measure(const X509 *x509, struct thumbprints *thumbprints)
{
	unsigned char sha1[20], sha256[32];

	if (X509_digest(x509, EVP_sha1(), sha1, NULL) != 1 ||
		X509_digest(x509, EVP_sha256(), sha256, NULL) != 1)
		return false;
	print_hex(sha1, sizeof(sha1), thumbprints->sha1);
	print_hex(sha256, sizeof(sha256), thumbprints->sha256);
	b64url_encode(sha1, sizeof(sha1), thumbprints->x5t);
	b64url_encode(sha256, sizeof(sha256), thumbprints->x5t_s256);
	return true;
}

/* Never asks a terminal for a passphrase. */
static int
no_passphrase(char *out, int size, int writing, void *ctx)
{
	(void)out, (void)size, (void)writing, (void)ctx;
	return -1;
}

static enum err_kind
read_certificate(X509 **out, const char *path, struct err *err)
{
	struct buf text;
	BIO *bio = NULL;
	enum err_kind kind = files_read(path, PEM_MAX, &text, err);

	if (kind != OK) {
		kind = fail(err, ERR_CONFIG, "certificate/unreadable", "%s",
			err->detail);
		goto done;
	}
	bio = BIO_new_mem_buf(text.at, (int)text.len);
	*out = bio ? PEM_read_bio_X509(bio, NULL, no_passphrase, NULL) : NULL;
	if (!*out)
		kind = fail(err, ERR_CONFIG, "certificate/unreadable",
			"%.150s holds no certificate (PEM)", path);
done:
	BIO_free(bio);
	buf_free(&text);
	return kind;
}

static enum err_kind
read_key(EVP_PKEY **out, const char *path, struct err *err)
{
	struct buf text;
	BIO *bio = NULL;
	enum err_kind kind = secret_read(path, PEM_MAX, &text, err);

	if (kind != OK)
		goto done;
	bio = BIO_new_mem_buf(text.at, (int)text.len);
	*out = bio ? PEM_read_bio_PrivateKey(bio, NULL, no_passphrase, NULL)
		   : NULL;
	if (!*out || !EVP_PKEY_is_a(*out, "RSA") ||
		EVP_PKEY_get_bits(*out) < BITS_MIN ||
		EVP_PKEY_get_bits(*out) > BITS_MAX)
		kind = fail(err, ERR_CONFIG, "certificate/unreadable",
			"%.110s holds no RSA key of %d bits or more without "
			"passphrase",
			path, BITS_MIN);
done:
	BIO_free(bio);
	secret_free(&text);
	return kind;
}

enum err_kind
certificate_open(struct certificate **out, const char *certificate_file,
	const char *key_file, int64_t now, struct err *err)
{
	struct certificate *c = calloc(1, sizeof(*c));
	time_t moment = (time_t)now;
	enum err_kind kind;

	*out = c;
	if (!c)
		return fail_memory(err);
	if ((kind = read_certificate(&c->x509, certificate_file, err)) != OK ||
		(kind = read_key(&c->key, key_file, err)) != OK)
		return kind;
	if (X509_check_private_key(c->x509, c->key) != 1)
		return fail(err, ERR_CONFIG, "certificate/pair",
			"%.80s does not belong to %.80s", key_file,
			certificate_file);
	if (X509_cmp_time(X509_get0_notAfter(c->x509), &moment) < 0)
		return fail(err, ERR_CONFIG, "certificate/expired",
			"%.150s has expired", certificate_file);
	if (!certificate_measure(c->x509, &c->thumbprints))
		return fail_memory(err);
	return OK;
}

void
certificate_close(struct certificate *certificate)
{
	if (!certificate)
		return;
	X509_free(certificate->x509);
	EVP_PKEY_free(certificate->key);
	free(certificate);
}

const struct thumbprints *
certificate_thumbprints(const struct certificate *certificate)
{
	return &certificate->thumbprints;
}

enum err_kind
certificate_sign(const struct certificate *certificate,
	enum assertion_algorithm algorithm, struct str input,
	unsigned char signature[CERTIFICATE_SIGNATURE_MAX], size_t *len,
	struct err *err)
{
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	EVP_PKEY_CTX *options = NULL; /* the context's */
	bool good;

	*len = CERTIFICATE_SIGNATURE_MAX;
	good = context && EVP_DigestSignInit(context, &options, EVP_sha256(),
				  NULL, certificate->key) == 1;
	if (good && algorithm == ASSERTION_PS256)
		good = EVP_PKEY_CTX_set_rsa_padding(
			       options, RSA_PKCS1_PSS_PADDING) == 1 &&
		       EVP_PKEY_CTX_set_rsa_pss_saltlen(
			       options, RSA_PSS_SALTLEN_DIGEST) == 1;
	good = good && EVP_DigestSign(context, signature, len,
			       (const unsigned char *)input.at, input.len) == 1;
	EVP_MD_CTX_free(context);
	if (!good)
		return fail(err, ERR_INTERNAL, "certificate/sign",
			"OpenSSL cannot sign with the key");
	return OK;
}
