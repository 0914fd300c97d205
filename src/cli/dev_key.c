#include "cli/dev_key.h"

#include "base/b64url.h"
#include "cli/files.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { COORDINATE = 32, COORDINATE_TEXT = 43, KEY_SET_TEXT = 512 };

struct dev_key {
	EVP_PKEY *pair;
	char x[COORDINATE_TEXT + 1], y[COORDINATE_TEXT + 1];
	char kid[COORDINATE_TEXT + 1];
};

static bool
coordinate(const EVP_PKEY *pair, const char *name, char *text)
{
	unsigned char bytes[COORDINATE];
	BIGNUM *number = NULL;
	bool good;

	good = EVP_PKEY_get_bn_param(pair, name, &number) == 1 &&
	       BN_bn2binpad(number, bytes, sizeof(bytes)) == COORDINATE;
	if (good)
		b64url_encode(bytes, sizeof(bytes), text);
	BN_free(number);
	return good;
}

/* RFC 7638 3.2: the required members in lexicographic order. */
static bool
name_key(struct dev_key *key)
{
	unsigned char digest[COORDINATE];
	char text[256];
	int len;

	len = snprintf(text, sizeof(text),
		"{\"crv\":\"P-256\",\"kty\":\"EC\",\"x\":\"%s\",\"y\":\"%s\"}",
		key->x, key->y);
	if (EVP_Digest(text, (size_t)len, digest, NULL, EVP_sha256(), NULL) !=
		1)
		return false;
	b64url_encode(digest, sizeof(digest), key->kid);
	return true;
}

/* Takes over pair. */
static enum err_kind
dev_key_new(
	struct dev_key **out, EVP_PKEY *pair, const char *file, struct err *err)
{
	struct dev_key *key = calloc(1, sizeof(*key));
	char curve[32] = "";

	if (!key) {
		EVP_PKEY_free(pair);
		return fail_memory(err);
	}
	key->pair = pair;
	if (EVP_PKEY_is_a(pair, "EC") &&
		EVP_PKEY_get_group_name(pair, curve, sizeof(curve), NULL) ==
			1 &&
		!strcmp(curve, "prime256v1") &&
		coordinate(pair, OSSL_PKEY_PARAM_EC_PUB_X, key->x) &&
		coordinate(pair, OSSL_PKEY_PARAM_EC_PUB_Y, key->y) &&
		name_key(key)) {
		*out = key;
		return OK;
	}
	dev_key_close(key);
	return fail(err, ERR_KEYS, "dev/key",
		"%s holds no EC P-256 private key; remove it and run "
		"`weatherctl init` to make a new one",
		file);
}

void
dev_key_close(struct dev_key *key)
{
	if (!key)
		return;
	EVP_PKEY_free(key->pair);
	free(key);
}

const char *
dev_key_id(const struct dev_key *key)
{
	return key->kid;
}

/* Never asks a terminal for a passphrase. */
static int
no_passphrase(char *out, int size, int writing, void *ctx)
{
	(void)out;
	(void)size;
	(void)writing;
	(void)ctx;
	return -1;
}

static enum err_kind
open_private(const char *path, FILE **file, struct err *err)
{
	struct stat st;
	int fd;

	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	if (fd < 0 && errno == ENOENT)
		return fail(err, ERR_KEYS, "dev/missing",
			"%s does not exist; run `weatherctl init`, which makes "
			"it when a dev issuer is configured",
			path);
	if (fd < 0)
		return fail(err, ERR_KEYS,
			errno == EACCES ? "permission" : "file/read", "%s: %s",
			path, strerror(errno));
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) &&
		!(st.st_mode & (S_IRWXG | S_IRWXO))) {
		*file = fdopen(fd, "r");
		if (*file)
			return OK;
		close(fd);
		return fail_memory(err);
	}
	close(fd);
	return fail(err, ERR_KEYS, "permission",
		"%s must be a file that only its owner can read; chmod 600 it",
		path);
}

enum err_kind
dev_key_open(struct dev_key **out, const char *state_dir, struct err *err)
{
	char path[PATH_MAX];
	FILE *file = NULL;
	EVP_PKEY *pair;
	enum err_kind kind;

	if (snprintf(path, sizeof(path), "%s/" DEV_KEY_FILE, state_dir) >=
		(int)sizeof(path))
		return fail(err, ERR_CONFIG, "file/name",
			"state_dir: the name is too long");
	kind = open_private(path, &file, err);
	if (kind != OK)
		return kind;
	pair = PEM_read_PrivateKey(file, NULL, no_passphrase, NULL);
	fclose(file);
	if (!pair)
		return fail(err, ERR_KEYS, "dev/key",
			"%s is damaged; remove it and run `weatherctl init` to "
			"make a new one",
			path);
	return dev_key_new(out, pair, path, err);
}

static enum err_kind
make_key(const char *state_dir, bool *made, struct err *err)
{
	EVP_PKEY *pair = EVP_EC_gen("P-256");
	BIO *text = BIO_new(BIO_s_secmem());
	enum err_kind kind;
	char *at = NULL;
	long len;

	if (!pair || !text ||
		PEM_write_bio_PKCS8PrivateKey(
			text, pair, NULL, NULL, 0, NULL, NULL) != 1) {
		kind = fail(err, ERR_INTERNAL, "dev/make",
			"OpenSSL cannot make a key");
		goto done;
	}
	len = BIO_get_mem_data(text, &at);
	kind = files_write(state_dir, DEV_KEY_FILE,
		(struct str){at, (size_t)len}, true, made, err);
done:
	BIO_free(text);
	EVP_PKEY_free(pair);
	return kind;
}

static void
print_set(const struct dev_key *key, char text[KEY_SET_TEXT])
{
	snprintf(text, KEY_SET_TEXT,
		"{\"keys\":[{\"kty\":\"EC\",\"use\":\"sig\",\"alg\":\"ES256\","
		"\"kid\":\"%s\",\"crv\":\"P-256\",\"x\":\"%s\",\"y\":\"%s\"}]}"
		"\n",
		key->kid, key->x, key->y);
}

bool
dev_key_set_fits(const struct dev_key *key, const char *state_dir)
{
	char path[PATH_MAX], wanted[KEY_SET_TEXT];
	struct err ignored = {0};
	struct buf content;
	bool same;

	print_set(key, wanted);
	if (snprintf(path, sizeof(path), "%s/" DEV_KEY_SET_FILE, state_dir) >=
		(int)sizeof(path))
		return false;
	same = files_read(path, KEY_SET_TEXT, &content, &ignored) == OK &&
	       str_is(buf_as_str(&content), wanted);
	buf_free(&content);
	return same;
}

enum err_kind
dev_key_ensure(
	const char *state_dir, struct dev_key_made *made, struct err *err)
{
	struct dev_key *key = NULL;
	enum err_kind kind;

	*made = (struct dev_key_made){false, false};
	kind = dev_key_open(&key, state_dir, err);
	if (kind != OK && !strcmp(err->reason, "dev/missing")) {
		*err = (struct err){0};
		kind = make_key(state_dir, &made->key, err);
		if (kind == OK)
			kind = dev_key_open(&key, state_dir, err);
	}
	if (kind == OK && !dev_key_set_fits(key, state_dir)) {
		char json[KEY_SET_TEXT];

		print_set(key, json);
		kind = files_write(state_dir, DEV_KEY_SET_FILE, str_from(json),
			false, &made->key_set, err);
	}
	dev_key_close(key);
	return kind;
}

enum err_kind
dev_key_sign(const struct dev_key *key, struct str input,
	unsigned char signature[DEV_SIGNATURE_LEN], struct err *err)
{
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	ECDSA_SIG *pair = NULL;
	unsigned char der[128];
	const unsigned char *at = der;
	size_t len = sizeof(der);
	bool good;

	good = context &&
	       EVP_DigestSignInit(
		       context, NULL, EVP_sha256(), NULL, key->pair) == 1 &&
	       EVP_DigestSign(context, der, &len,
		       (const unsigned char *)input.at, input.len) == 1;
	if (good)
		pair = d2i_ECDSA_SIG(NULL, &at, (long)len);
	good = pair &&
	       BN_bn2binpad(ECDSA_SIG_get0_r(pair), signature, COORDINATE) ==
		       COORDINATE &&
	       BN_bn2binpad(ECDSA_SIG_get0_s(pair), signature + COORDINATE,
		       COORDINATE) == COORDINATE;
	ECDSA_SIG_free(pair);
	EVP_MD_CTX_free(context);
	if (!good)
		return fail(err, ERR_INTERNAL, "dev/sign",
			"OpenSSL cannot sign with the dev key");
	return OK;
}
