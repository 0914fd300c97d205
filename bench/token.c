/*
 * How much time of the processor does the check of a token take that was never
 * seen before, good or forged?
 *
 *	token FOLDER
 *
 * FOLDER has weather.conf, keys.db with the key set, and the private keys in
 * RS256.pem, ES256.pem, EdDSA.pem.  The reference is OpenSSL's verification of
 * the same signatures with one prepared context for all of them; it leaves out
 * everything else: base64url, JSON, claims, the choice of the key, the encoding
 * of an ES256 signature, revocation.
 */
#include "side.h"

#include "api/service.h"
#include "auth/token.h"
#include "unit/sign.h"

enum { BLOCKS = 30, PER_BLOCK = 20, WARM_BLOCKS = 3, PAYLOAD_MAX = 2000 };

struct sample {
	char *token;
	/* for the reference */
	size_t input_len, signature_len;
	unsigned char signature[SIGN_MAX];
};

struct bench {
	const char *alg;
	EVP_PKEY *key;
	EVP_MD_CTX *ctx;
	bool forged;
	struct service service;
	struct config config;
	struct log log;
	struct sample samples[PER_BLOCK];
};

static double
used_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

static void
make_payload(char payload[PAYLOAD_MAX])
{
	static int number;
	long long now = (long long)time(NULL);

	snprintf(payload, PAYLOAD_MAX,
		"{\"iss\":\"https://id.example\",\"aud\":\"weather\","
		"\"sub\":\"reader\",\"azp\":\"aaaaaaaa-bbbb-cccc-dddd\","
		"\"scope\":\"weather.read\",\"jti\":\"number-%d\","
		"\"iat\":%lld,\"nbf\":%lld,\"exp\":%lld,\"rh\":\"%0600d\"}",
		++number, now, now, now + 3600, 0);
}

/* Another byte within R of an ECDSA or EdDSA signature, of the number of RSA:
 * as much is computed as for a good one. */
static void
forge(unsigned char *signature)
{
	signature[5] ^= 1;
}

static void
make_sample(struct bench *bench, struct sample *sample)
{
	enum algorithm alg = algorithm_find(str_from(bench->alg));
	unsigned char raw[SIGN_MAX];
	char header[100], payload[PAYLOAD_MAX];
	char *input;
	size_t len;

	snprintf(header, sizeof(header), "{\"alg\":\"%s\",\"kid\":\"%s\"}",
		bench->alg, bench->alg);
	make_payload(payload);
	input = sign_input(header, payload);
	sample->input_len = strlen(input);
	len = sign_bytes(bench->key, alg, input, sample->input_len, raw);
	if (bench->forged)
		forge(raw);
	memcpy(sample->signature, raw, len);
	sample->signature_len = len;
	if (algorithm_rule(alg)->type == KEY_EC) {
		ECDSA_SIG *sig = ECDSA_SIG_new();
		unsigned char *der = sample->signature;
		int half = (int)len / 2;

		ECDSA_SIG_set0(sig, BN_bin2bn(raw, half, NULL),
			BN_bin2bn(raw + half, half, NULL));
		sample->signature_len = (size_t)i2d_ECDSA_SIG(sig, &der);
		ECDSA_SIG_free(sig);
	}
	sample->token = sign_join(input, raw, len);
}

static void
check_ours(struct bench *bench, const struct sample *sample)
{
	struct token_rules rules;
	struct token_trace trace;
	struct principal who;
	struct err err = {0};
	enum err_kind kind = service_rules(&bench->service, &rules, &err);

	if (kind == OK)
		kind = token_verify(str_from(sample->token), &rules,
			clock_now(bench->service.clock), bench->service.arena,
			&who, &trace, &err);
	if (bench->forged ? kind != ERR_BAD_TOKEN ||
				    strcmp(err.reason, "signature/bad") != 0
			  : kind != OK)
		side_stop(err.reason, err.detail);
	arena_reset(bench->service.arena);
}

static void
check_reference(struct bench *bench, const struct sample *sample)
{
	if (EVP_DigestVerifyInit(bench->ctx, NULL, NULL, NULL, NULL) != 1)
		side_stop("cannot begin", bench->alg);
	if ((EVP_DigestVerify(bench->ctx, sample->signature,
		     sample->signature_len,
		     (const unsigned char *)sample->token,
		     sample->input_len) == 1) == bench->forged)
		side_stop("judged wrongly", bench->alg);
}

static void
measure(struct bench *bench)
{
	char row[100];

	snprintf(row, sizeof(row), "token/%s-%s",
		bench->forged ? "forged" : "first", bench->alg);
	for (int block = -WARM_BLOCKS; block < BLOCKS; block++) {
		double start, between, end;

		for (int i = 0; i < PER_BLOCK; i++)
			make_sample(bench, &bench->samples[i]);
		start = used_us();
		for (int i = 0; i < PER_BLOCK; i++)
			check_ours(bench, &bench->samples[i]);
		between = used_us();
		for (int i = 0; i < PER_BLOCK; i++)
			check_reference(bench, &bench->samples[i]);
		end = used_us();
		for (int i = 0; i < PER_BLOCK; i++)
			free(bench->samples[i].token);
		if (block >= 0)
			side_sample(row, (between - start) / PER_BLOCK,
				(end - between) / PER_BLOCK);
	}
}

static void
open_key(struct bench *bench, const char *folder, const char *alg)
{
	const char *digest = strcmp(alg, "EdDSA") ? "SHA256" : NULL;
	char path[600];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s.pem", folder, alg);
	file = fopen(path, "r");
	bench->alg = alg;
	bench->key = file ? PEM_read_PrivateKey(file, NULL, NULL, NULL) : NULL;
	bench->ctx = EVP_MD_CTX_new();
	if (file)
		fclose(file);
	if (!bench->key || EVP_DigestVerifyInit_ex(bench->ctx, NULL, digest,
				   NULL, NULL, bench->key, NULL) != 1)
		side_stop("no key in", path);
}

int
main(int argc, char **argv)
{
	static const char *const algs[] = {"RS256", "ES256", "EdDSA"};
	static struct bench bench;
	struct err err = {0};
	char path[600];

	if (argc != 2)
		side_stop("usage", "token FOLDER");
	snprintf(path, sizeof(path), "%s/weather.conf", argv[1]);
	bench.log = log_stderr(LOG_INFO);
	if (config_load(path, &bench.config, &err) != OK ||
		service_open(&bench.service, &bench.config, clock_system(),
			&bench.log, &err) != OK)
		side_stop(err.reason, err.detail);
	for (int i = 0; i < 6; i++) {
		open_key(&bench, argv[1], algs[i % 3]);
		bench.forged = i >= 3;
		measure(&bench);
		EVP_MD_CTX_free(bench.ctx);
		EVP_PKEY_free(bench.key);
	}
	service_close(&bench.service);
	config_free(&bench.config);
	return 0;
}
