/* Makes keys, key sets and tokens for tests, good and bad ones. */
#include "auth/algorithm.h"
#include "unit/sign.h"

#include <openssl/hmac.h>
#include <openssl/pem.h>
#include <time.h>

static const char usage[] =
	"usage: mint keygen ALG [KID]\n"
	"       mint jwks [--no-alg] [--issuer X] KEY.pem[:KID[:ALG]]...\n"
	"       mint sign KEY.pem [OPTION]...\n"
	"\n"
	"keygen  prints a new private key in PEM, ALG and KID above it.\n"
	"jwks    prints the public key set.  KID and ALG default to what\n"
	"        keygen wrote; an empty KID (KEY.pem::) leaves it out.\n"
	"  --no-alg          no alg members, as Entra's sets\n"
	"  --issuer X        an issuer member in every key, as Entra's sets\n"
	"sign    prints a compact JWS.\n"
	"  --alg ALG         sign with it (default: what keygen wrote)\n"
	"  --kid KID         kid of the header (default: what keygen wrote;\n"
	"                    empty: none)\n"
	"  --header JSON     merged over {\"alg\",\"typ\":\"JWT\",\"kid\"}; "
	"an\n"
	"                    alg written here is a lie about the signature\n"
	"  --claims JSON     merged over iat, nbf, exp; - reads stdin\n"
	"  --drop NAME       leave a claim out (may be repeated)\n"
	"  --drop-header NAME  leave a header member out (may be repeated)\n"
	"  --now SECONDS     iat and nbf (default: the clock)\n"
	"  --ttl SECONDS     exp is so much later (default: 3600)\n"
	"  --raw-header TEXT  the exact header, for what JSON cannot say\n"
	"  --raw-claims TEXT  the exact payload\n"
	"  --none            alg none and an empty signature\n"
	"  --hmac            HS256, the bytes of the key file as secret\n"
	"ALG is one of RS256 RS384 RS512 PS256 PS384 PS512 ES256 ES384 ES512\n"
	"EdDSA.  Exit status: 0 done, 1 failed, 2 misuse.\n";

_Noreturn static void
misuse(const char *what, const char *which)
{
	fprintf(stderr, "mint: %s %s\n%s", what, which, usage);
	exit(2);
}

static void
require(bool fact, const char *what, const char *which)
{
	if (fact)
		return;
	fprintf(stderr, "mint: cannot %s %s\n", what, which);
	exit(1);
}

static enum algorithm
alg_from(const char *name)
{
	enum algorithm alg = algorithm_find(str_from(name));

	if (alg == ALG_NONE)
		misuse("no algorithm:", name);
	return alg;
}

/* A private key and the lines that keygen writes above it. */
struct key_file {
	EVP_PKEY *key;
	char kid[300];
	char alg[16];
};

static void
take_line(const char *line, const char *name, char *out, size_t size)
{
	size_t len = strlen(name);

	if (strncmp(line, name, len) == 0)
		snprintf(out, size, "%.*s", (int)strcspn(line + len, "\n"),
			line + len);
}

static struct key_file
key_file_open(const char *path)
{
	struct key_file file = {0};
	char line[400];
	FILE *in = fopen(path, "r");

	require(in != NULL, "open", path);
	while (fgets(line, sizeof(line), in)) {
		take_line(line, "kid: ", file.kid, sizeof(file.kid));
		take_line(line, "alg: ", file.alg, sizeof(file.alg));
	}
	rewind(in);
	file.key = PEM_read_PrivateKey(in, NULL, NULL, NULL);
	require(file.key != NULL, "read a private key from", path);
	fclose(in);
	return file;
}

static int
keygen(int argc, char **argv)
{
	EVP_PKEY *key;

	if (argc < 1 || argc > 2)
		misuse("keygen takes ALG and perhaps KID", "");
	key = sign_new_key(alg_from(argv[0]), 2048);
	printf("alg: %s\n", argv[0]);
	if (argc > 1)
		printf("kid: %s\n", argv[1]);
	require(PEM_write_PrivateKey(stdout, key, NULL, NULL, 0, NULL, NULL) ==
			1,
		"write", "the key");
	EVP_PKEY_free(key);
	return 0;
}

static json_t *
public_jwk(char *spec, bool no_alg, const char *issuer)
{
	char *path = spec, *kid = NULL, *alg = NULL;
	struct key_file file;
	json_t *jwk;

	strsep(&spec, ":");
	kid = strsep(&spec, ":");
	alg = spec;
	file = key_file_open(path);
	if (!kid)
		kid = file.kid;
	if (!alg || !alg[0])
		alg = file.alg;
	if (alg[0])
		alg_from(alg);
	jwk = sign_jwk(
		file.key, kid[0] ? kid : NULL, alg[0] && !no_alg ? alg : NULL);
	if (issuer)
		json_object_set_new(jwk, "issuer", json_string(issuer));
	EVP_PKEY_free(file.key);
	return jwk;
}

static int
jwks(int argc, char **argv)
{
	json_t *set = json_object(), *keys = json_array();
	const char *issuer = NULL;
	bool no_alg = false;

	json_object_set_new(set, "keys", keys);
	for (int i = 0; i < argc; i++) {
		if (!strcmp(argv[i], "--no-alg"))
			no_alg = true;
		else if (!strcmp(argv[i], "--issuer") && i + 1 < argc)
			issuer = argv[++i];
		else if (argv[i][0] == '-')
			misuse("jwks does not know", argv[i]);
	}
	for (int i = 0; i < argc; i++) {
		if (!strcmp(argv[i], "--issuer"))
			i++;
		else if (argv[i][0] != '-')
			json_array_append_new(
				keys, public_jwk(argv[i], no_alg, issuer));
	}
	json_dumpf(set, stdout, JSON_INDENT(1));
	putchar('\n');
	json_decref(set);
	return 0;
}

struct sign_options {
	const char *alg, *kid, *header, *claims, *raw_header, *raw_claims;
	const char *drop[16], *drop_header[16];
	size_t drops, header_drops;
	long long now, ttl;
	bool none, hmac;
};

static long long
number_from(const char *text)
{
	long long value;

	if (!str_to_int64(str_from(text), INT64_MIN, INT64_MAX, &value))
		misuse("no number:", text);
	return value;
}

static void
note_drop(const char **names, size_t *count, const char *name)
{
	if (*count == 16)
		misuse("too many to drop:", name);
	names[(*count)++] = name;
}

static struct sign_options
read_options(int argc, char **argv)
{
	struct sign_options o = {.now = (long long)time(NULL), .ttl = 3600};
	const struct {
		const char *name, **value;
	} texts[] = {
		{"--alg", &o.alg},
		{"--kid", &o.kid},
		{"--header", &o.header},
		{"--claims", &o.claims},
		{"--raw-header", &o.raw_header},
		{"--raw-claims", &o.raw_claims},
	};

	for (int i = 0; i < argc; i++) {
		const char *name = argv[i], *value;
		bool known = false;

		if (!strcmp(name, "--none") || !strcmp(name, "--hmac")) {
			*(name[2] == 'n' ? &o.none : &o.hmac) = true;
			continue;
		}
		if (i + 1 == argc)
			misuse("unknown option or no value:", name);
		value = argv[++i];
		for (size_t k = 0; k < COUNT(texts); k++)
			if (!strcmp(name, texts[k].name)) {
				*texts[k].value = value;
				known = true;
			}
		if (known)
			continue;
		if (!strcmp(name, "--now"))
			o.now = number_from(value);
		else if (!strcmp(name, "--ttl"))
			o.ttl = number_from(value);
		else if (!strcmp(name, "--drop"))
			note_drop(o.drop, &o.drops, value);
		else if (!strcmp(name, "--drop-header"))
			note_drop(o.drop_header, &o.header_drops, value);
		else
			misuse("sign does not know", name);
	}
	return o;
}

/* Merges text over base and drops names; gives the compact text. */
static char *
merge(json_t *base, const char *text, const char *const *drop, size_t drops)
{
	json_error_t error;
	json_t *over = NULL;
	char *out;

	if (text) {
		over = strcmp(text, "-") ? json_loads(text, 0, &error)
					 : json_loadf(stdin, 0, &error);
		if (!json_is_object(over))
			misuse("no JSON object:", text);
		json_object_update(base, over);
	}
	for (size_t i = 0; i < drops; i++)
		json_object_del(base, drop[i]);
	out = json_dumps(base, JSON_COMPACT);
	require(out != NULL, "print", "JSON");
	json_decref(over);
	json_decref(base);
	return out;
}

static char *
header_text(const struct sign_options *o, const char *alg, const char *kid)
{
	json_t *header;

	if (o->raw_header)
		return strdup(o->raw_header);
	header = json_pack("{s:s,s:s}", "alg", alg, "typ", "JWT");
	if (kid[0])
		json_object_set_new(header, "kid", json_string(kid));
	return merge(header, o->header, o->drop_header, o->header_drops);
}

static char *
claims_text(const struct sign_options *o)
{
	if (o->raw_claims)
		return strdup(o->raw_claims);
	return merge(json_pack("{s:I,s:I,s:I}", "iat", (json_int_t)o->now,
			     "nbf", (json_int_t)o->now, "exp",
			     (json_int_t)(o->now + o->ttl)),
		o->claims, o->drop, o->drops);
}

static size_t
hmac_sign(const char *path, const char *input, unsigned char *out)
{
	unsigned char secret[16384];
	FILE *in = fopen(path, "r");
	unsigned len = 0;
	size_t got;

	require(in != NULL, "open", path);
	got = fread(secret, 1, sizeof(secret), in);
	fclose(in);
	require(HMAC(EVP_sha256(), secret, (int)got,
			(const unsigned char *)input, strlen(input), out,
			&len) != NULL,
		"sign with", path);
	return len;
}

static int
sign(int argc, char **argv)
{
	unsigned char signature[SIGN_MAX];
	struct key_file file = {0};
	struct sign_options o;
	char *header, *claims, *token;
	const char *alg;
	size_t len = 0;

	if (argc < 1 || argv[0][0] == '-')
		misuse("sign takes KEY.pem first", "");
	o = read_options(argc - 1, argv + 1);
	if (!o.hmac)
		file = key_file_open(argv[0]);
	alg = o.none        ? "none"
	      : o.hmac      ? "HS256"
	      : o.alg       ? o.alg
	      : file.alg[0] ? file.alg
			    : algorithm_rule(sign_default_alg(file.key))->name;
	header = header_text(&o, alg, o.kid ? o.kid : file.kid);
	claims = claims_text(&o);
	token = sign_input(header, claims);
	if (o.hmac)
		len = hmac_sign(argv[0], token, signature);
	else if (!o.none)
		len = sign_bytes(file.key, alg_from(alg), token, strlen(token),
			signature);
	token = sign_join(token, signature, len);
	puts(token);
	free(token);
	free(claims);
	free(header);
	EVP_PKEY_free(file.key);
	return 0;
}

int
main(int argc, char **argv)
{
	if (argc > 1 &&
		(!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h"))) {
		fputs(usage, stdout);
		return 0;
	}
	if (argc > 1 && !strcmp(argv[1], "keygen"))
		return keygen(argc - 2, argv + 2);
	if (argc > 1 && !strcmp(argv[1], "jwks"))
		return jwks(argc - 2, argv + 2);
	if (argc > 1 && !strcmp(argv[1], "sign"))
		return sign(argc - 2, argv + 2);
	misuse("no such command:", argc > 1 ? argv[1] : "(none)");
}
