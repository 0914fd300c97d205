#include "client/certificate_parts.h"

#include "base/uuid.h"
#include "cli/files.h"

#include <limits.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* A positive serial number of 127 random bits. */
static bool
set_serial(X509 *x509, struct err *err)
{
	unsigned char bytes[16];
	BIGNUM *number;
	bool good;

	if (random_bytes(bytes, sizeof(bytes), err) != OK)
		return false;
	bytes[0] &= 0x7F;
	number = BN_bin2bn(bytes, sizeof(bytes), NULL);
	good = number &&
	       BN_to_ASN1_INTEGER(number, X509_get_serialNumber(x509));
	BN_free(number);
	return good;
}

static bool
add_extension(X509 *x509, int nid, const char *value)
{
	X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, NULL, nid, value);
	bool good = extension && X509_add_ext(x509, extension, -1) == 1;

	X509_EXTENSION_free(extension);
	return good;
}

static bool
fill(X509 *x509, EVP_PKEY *key, const struct certificate_order *order,
	struct err *err)
{
	/* a clock that is a little behind must not refuse it */
	time_t begin = (time_t)order->now - 300;
	time_t end = (time_t)order->now + (time_t)order->days * 86400;
	X509_NAME *name = X509_get_subject_name(x509);

	return X509_set_version(x509, X509_VERSION_3) == 1 &&
	       set_serial(x509, err) &&
	       ASN1_TIME_set(X509_getm_notBefore(x509), begin) &&
	       ASN1_TIME_set(X509_getm_notAfter(x509), end) &&
	       X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8,
		       (const unsigned char *)order->subject, -1, -1, 0) == 1 &&
	       X509_set_issuer_name(x509, name) == 1 &&
	       X509_set_pubkey(x509, key) == 1 &&
	       add_extension(
		       x509, NID_basic_constraints, "critical,CA:FALSE") &&
	       add_extension(
		       x509, NID_key_usage, "critical,digitalSignature") &&
	       X509_sign(x509, key, EVP_sha256()) > 0;
}

static enum err_kind
write_file(const struct certificate_order *order, const char *suffix, BIO *text,
	struct err *err)
{
	char name[NAME_MAX + 1];
	enum err_kind kind;
	bool made;
	char *at = NULL;
	long len = BIO_get_mem_data(text, &at);

	if (snprintf(name, sizeof(name), "%s%s", order->name, suffix) >=
		(int)sizeof(name))
		return fail(err, ERR_PARAMETER, "file/name",
			"%.80s: the name is too long", order->name);
	kind = files_write(order->folder, name, (struct str){at, (size_t)len},
		true, &made, err);
	if (kind == OK && !made)
		kind = fail(err, ERR_EXISTS, "certificate/exists",
			"%.80s/%.80s exists and is not replaced", order->folder,
			name);
	return kind;
}

/* Neither file is written when the other one could not be. */
static enum err_kind
check_free(const struct certificate_order *order, struct err *err)
{
	static const char *const suffixes[] = {".key.pem", ".cert.pem"};
	char path[PATH_MAX];
	struct stat st;

	for (size_t i = 0; i < COUNT(suffixes); i++) {
		if (snprintf(path, sizeof(path), "%s/%s%s", order->folder,
			    order->name, suffixes[i]) >= (int)sizeof(path))
			return fail(err, ERR_PARAMETER, "file/name",
				"%.80s: the name is too long", order->name);
		if (lstat(path, &st) == 0)
			return fail(err, ERR_EXISTS, "certificate/exists",
				"%.150s exists and is not replaced", path);
	}
	return OK;
}

enum err_kind
certificate_new(const struct certificate_order *order,
	struct thumbprints *thumbprints, struct err *err)
{
	BIO *key_text = BIO_new(BIO_s_secmem());
	BIO *text = BIO_new(BIO_s_mem());
	X509 *x509 = X509_new();
	EVP_PKEY *key = NULL;
	enum err_kind kind;

	*err = (struct err){0};
	if ((kind = check_free(order, err)) != OK)
		goto done;
	key = EVP_RSA_gen((unsigned)order->bits);
	if (!key_text || !text || !x509 || !key ||
		!fill(x509, key, order, err) ||
		!certificate_measure(x509, thumbprints) ||
		PEM_write_bio_PKCS8PrivateKey(
			key_text, key, NULL, NULL, 0, NULL, NULL) != 1 ||
		PEM_write_bio_X509(text, x509) != 1) {
		kind = err->kind != OK
			       ? err->kind
			       : fail(err, ERR_INTERNAL, "certificate/make",
					 "OpenSSL cannot make a certificate "
					 "for \"%.60s\"",
					 order->subject);
		goto done;
	}
	if ((kind = write_file(order, ".key.pem", key_text, err)) == OK)
		kind = write_file(order, ".cert.pem", text, err);
done:
	EVP_PKEY_free(key);
	X509_free(x509);
	BIO_free(text);
	BIO_free(key_text);
	return kind;
}
