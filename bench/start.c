/*
 * How long does it take from the start of a worker to its first answer, and how
 * much memory has it after many requests?
 *
 *	start first RESPONDER TRIVIAL FOLDER
 *	start memory RESPONDER FOLDER
 *
 * first: FOLDER has ten issuers with twenty keys each; the token is one that
 * the worker's predecessor saw, or that nobody saw.  memory: a thousand tokens
 * take turns.
 */
#include "kind.h"

#include "unit/sign.h"

#include <fcntl.h>
#include <unistd.h>

enum {
	PAIRS = 30,
	TOKENS = 1000,
	REQUESTS = 100000,
	REQUESTS_BEFORE = 10000,
	SIBLING_REQUESTS = 1000,
};

static struct side_answer answer;

static double
milliseconds_to_answer(const char *const argv[SIDE_ARGS], struct side *side,
	const struct side_request *request)
{
	double start = side_now_us(), end;

	side_spawn(side, argv, "/dev/null");
	while (!side_try(side, request, &answer))
		nanosleep(&(struct timespec){.tv_nsec = 50000}, NULL);
	end = side_now_us();
	if (answer.status != 200)
		side_stop("another answer than expected", answer.bytes);
	side_end(side);
	return (end - start) / 1000;
}

static EVP_PKEY *
read_key(const char *folder)
{
	char path[600];
	EVP_PKEY *key = NULL;
	FILE *file;

	snprintf(path, sizeof(path), "%s/key.pem", folder);
	file = fopen(path, "r");
	if (file)
		key = PEM_read_PrivateKey(file, NULL, NULL, NULL);
	if (!key)
		side_stop("no key in", path);
	fclose(file);
	return key;
}

static void
make_token(EVP_PKEY *key, int number, struct side_request *request)
{
	long long now = (long long)time(NULL);
	char payload[2000];
	char *token;

	snprintf(payload, sizeof(payload),
		"{\"iss\":\"https://id.example\",\"aud\":\"weather\","
		"\"sub\":\"reader-%d\",\"azp\":\"aaaaaaaa-bbbb-cccc-dddd\","
		"\"scope\":\"weather.read\",\"jti\":\"%d\",\"iat\":%lld,"
		"\"exp\":%lld,\"rh\":\"%0600d\"}",
		number, number, now, now + 3600, 0);
	token = sign_token(key, ALG_RS256,
		"{\"alg\":\"RS256\",\"kid\":\"bench-key\"}", payload);
	side_make_request(request,
		&(struct side_question){.method = "GET",
			.uri = number % 10 ? "/api/weather/Portland?state=OR"
					   : "/api/reports?limit=50",
			.token = token});
	free(token);
}

static void
measure_first(const char *responder, const char *trivial, const char *folder)
{
	static struct side_request fresh[1 + PAIRS];
	static struct side ours, other;
	const struct side_request *seen = &kinds[0].request;
	EVP_PKEY *key = read_key(folder);
	char config[600];
	const char *const ours_argv[SIDE_ARGS] = {
		responder, "--config", config, "--listen", ours.socket};
	const char *const other_argv[SIDE_ARGS] = {
		trivial, other.socket, kinds[0].answer};

	snprintf(config, sizeof(config), "%s/weather.conf", folder);
	kind_start_ours(&ours, NULL, responder, folder, "ours");
	kind_prepare(&kinds[0], &ours, folder);
	side_end(&ours);
	snprintf(other.socket, sizeof(other.socket), "%s/trivial", folder);
	/* each asks for the weather */
	for (int i = 0; i <= PAIRS; i++)
		make_token(key, i * 10 + 1, &fresh[i]);
	EVP_PKEY_free(key);
	/* the first three warm up */
	for (int i = 0; i <= PAIRS; i++) {
		double known = milliseconds_to_answer(ours_argv, &ours, seen);
		double unknown =
			milliseconds_to_answer(ours_argv, &ours, &fresh[i]);
		double trivial_ms =
			milliseconds_to_answer(other_argv, &other, seen);

		if (i == 0)
			continue;
		side_sample("start/seen", known, trivial_ms);
		side_sample("start/new", unknown, trivial_ms);
	}
}

static void
ask(const struct side *side, const struct side_request *requests, int count)
{
	for (int i = 0; i < count; i++)
		side_ask(side, &requests[i % TOKENS], 200, &answer);
}

/* Beside another worker, as the shipped configurations start two. */
static void
measure_memory(const char *responder, const char *folder)
{
	static struct side_request requests[TOKENS];
	static struct side ours, sibling;
	EVP_PKEY *key = read_key(folder);
	double before, after;

	for (int i = 0; i < TOKENS; i++)
		make_token(key, i, &requests[i]);
	EVP_PKEY_free(key);
	kind_start_ours(&ours, NULL, responder, folder, "ours");
	kind_start_ours(&sibling, NULL, responder, folder, "sibling");
	ask(&sibling, requests, SIBLING_REQUESTS);
	ask(&ours, requests, REQUESTS_BEFORE);
	before = (double)side_pss_kib(&ours);
	ask(&ours, requests, REQUESTS - REQUESTS_BEFORE);
	after = (double)side_pss_kib(&ours);
	side_sample("memory/growth", after, before);
	side_sample("memory/size", after, 4096);
	side_end(&sibling);
	side_end(&ours);
}

int
main(int argc, char **argv)
{
	if (argc == 5 && strcmp(argv[1], "first") == 0)
		measure_first(argv[2], argv[3], argv[4]);
	else if (argc == 4 && strcmp(argv[1], "memory") == 0)
		measure_memory(argv[2], argv[3]);
	else
		side_stop("usage", "start first|memory RESPONDER ...");
	return 0;
}
