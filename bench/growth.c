/*
 * Does a request take as long in a large database as in a small one?
 *
 *   growth RESPONDER SMALL LARGE [WORD]
 *
 * SMALL and LARGE are folders that bench/growth.sh prepared: weather.conf, a
 * database, and a token in the file token.  Starts one responder for each,
 * asks both the same things in turn over FastCGI, warm, and prints how much
 * time of the processor the responder took: what else the machine does adds
 * to the clock's time, not to that.  First quartiles, in ms.  Leaves with 1
 * when an answer is no 200, or costs more than 1.15 times as much in the large
 * one (one request excepted, see below).  No address is spelt the same twice,
 * or remembered answers would be compared.  With WORD, only requests that
 * contain it.
 */
#include "side.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WARM = 20, RUNS = 301 };

/* A rare word and a common mark are looked up one in the other: twenty times
 * in a list of a hundred thousand, in place of one of a hundred. */
static const char rare_and_common[] =
	"/api/reports?limit=20&q=graupel&city=Portland";
static const double allowed = 1.15, allowed_there = 2.5;

/* Both responders share one processor, and who asks has another: else each
 * would have its own share of what else the machine does. */
struct database {
	struct side side;
	char token[4096];
	double ms[RUNS];
	size_t bytes; /* of the last answer */
};

/* CURSOR stands for the one of the Link of the same request without it. */
static const char *const requests[] = {
	"/health",
	"/api/me",
	"/api/weather/Portland?state=OR",
	"/api/weather/Portland",
	"/api/weather/portland?view=full",
	"/api/weather/Portland/observations?limit=100",
	"/api/weather/Portland/observations?limit=100&cursor=CURSOR",
	"/api/weather/Portland/observations?from=-24h&format=csv",
	"/api/weather/Portland/observations?from=-24h&format=ndjson",
	"/api/places?q=portl",
	"/api/places?q=p",
	"/api/places?q=new%20yo&country=US",
	"/api/reports?limit=20",
	"/api/reports?limit=20&cursor=CURSOR",
	"/api/reports?limit=20&city=Portland&country=US",
	"/api/reports?limit=20&city=Portland&country=US&cursor=CURSOR",
	"/api/reports?limit=20&city=Portland&state=OR&country=US",
	"/api/reports?limit=20&state=OR",
	"/api/reports?limit=20&country=US",
	"/api/reports?limit=20&author=me",
	"/api/reports?limit=20&author=me&cursor=CURSOR",
	"/api/reports?limit=20&author=me&city=Portland",
	"/api/reports?limit=20&from=-365d",
	"/api/reports?limit=20&from=-700d&to=-600d",
	"/api/reports?limit=20&q=graupel",
	"/api/reports?limit=20&q=rain",
	"/api/reports?limit=20&q=rain&cursor=CURSOR",
	"/api/reports?limit=20&q=rain%20snow",
	"/api/reports?limit=20&q=rain&city=Portland",
	rare_and_common,
	"/api/reports?limit=10&q=rain&author=me",
	"/api/reports?limit=20&q=nothing",
};

static struct side_answer answer;

static void
start(struct database *database, const char *folder, const char *responder)
{
	char config[512], token[512];
	const char *const argv[SIDE_ARGS] = {responder, "--config", config,
		"--listen", database->side.socket, NULL};

	snprintf(config, sizeof(config), "%s/weather.conf", folder);
	snprintf(token, sizeof(token), "%s/token", folder);
	snprintf(database->side.socket, sizeof(database->side.socket),
		"%s/socket", folder);
	side_read_file(token, database->token, sizeof(database->token));
	side_start(&database->side, argv, "/dev/null");
}

/* Into answer; false when its status is not 200. */
static bool
ask(struct database *database, const char *uri)
{
	static struct side_request request;

	side_make_request(&request,
		&(struct side_question){
			.method = "GET", .uri = uri, .token = database->token});
	if (!side_try(&database->side, &request, &answer))
		side_stop("no responder", database->side.socket);
	return answer.status == 200;
}

/* uri with the cursor of its first page in the place of CURSOR; false when
 * there is no second page. */
static bool
follow(struct database *database, const char *uri, char *out, size_t size)
{
	const char *mark = strstr(uri, "CURSOR"), *at;
	char first[512];
	size_t len;

	snprintf(out, size, "%s", uri);
	if (!mark)
		return true;
	snprintf(first, sizeof(first), "%.*s",
		(int)(mark - uri - (int)strlen("&cursor=")), uri);
	at = ask(database, first) ? strstr(answer.bytes, "cursor=") : NULL;
	if (!at)
		return false;
	at += strlen("cursor=");
	len = strcspn(at, ">&\r\n");
	snprintf(out, size, "%.*s%.*s", (int)(mark - uri), uri, (int)len, at);
	return true;
}

/*
 * The same address in other letters for each number, so that no answer is one
 * that was made before: the letters of its bits are written as %61 to %7A.
 */
static void
spell(const char *uri, unsigned number, char *out, size_t size)
{
	size_t len = 0;

	for (; *uri && len + 4 < size; uri++) {
		bool letter = *uri >= 'a' && *uri <= 'z';

		if (letter && number % 2)
			len += (size_t)snprintf(out + len, size - len, "%%%02X",
				(unsigned)*uri);
		else
			out[len++] = *uri;
		if (letter)
			number /= 2;
	}
	out[len] = '\0';
}

/* False when the answer is no 200.  A request is answered before the process is
 * done with it: whatever comes after counts for the next one of the same side,
 * which is the same. */
static bool
measure(struct database *database, const char *uri, unsigned number, double *ms)
{
	char spelled[2048];
	double before = side_cpu_us(&database->side);
	bool good;

	spell(uri, number, spelled, sizeof(spelled));
	good = ask(database, spelled);
	*ms = (side_cpu_us(&database->side) - before) / 1000;
	database->bytes = answer.len;
	return good;
}

static int
compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

static double
quartile(double *ms)
{
	qsort(ms, RUNS, sizeof(ms[0]), compare);
	return ms[RUNS / 4];
}

/* Asks both in turn and prints a line; false when it does not hold. */
static bool
compare_both(struct database both[2], const char *request)
{
	char uri[2][1024];
	double ignored, small, large;
	double most = request == rare_and_common ? allowed_there : allowed;

	for (int i = 0; i < 2; i++) {
		if (!follow(&both[i], request, uri[i], sizeof(uri[i])) ||
			!measure(&both[i], uri[i], 0, &ignored)) {
			printf("%-64s no answer\n", request);
			return false;
		}
	}
	for (unsigned run = 0; run < WARM; run++)
		for (int i = 0; i < 2; i++)
			measure(&both[i], uri[i], run, &ignored);
	for (unsigned run = 0; run < RUNS; run++)
		for (int i = 0; i < 2; i++)
			measure(&both[i], uri[i], WARM + run, &both[i].ms[run]);
	small = quartile(both[0].ms);
	large = quartile(both[1].ms);
	printf("%-64s %8.3f %8.3f %6.2f%s %8zu %8zu\n", request, small, large,
		large / small, large / small > most ? " !" : "  ",
		both[0].bytes, both[1].bytes);
	fflush(stdout);
	return large / small <= most;
}

int
main(int argc, char **argv)
{
	static struct database both[2];
	int failed = 0, count = 0;

	if (argc != 4 && argc != 5)
		side_stop("usage", "growth RESPONDER SMALL LARGE [WORD]");
	for (int i = 0; i < 2; i++)
		start(&both[i], argv[2 + i], argv[1]);
	printf("%-64s %8s %8s %6s   %8s %8s\n", "ms of processor time, warm",
		"small", "large", "ratio", "bytes", "bytes");
	for (size_t i = 0; i < sizeof(requests) / sizeof(requests[0]); i++) {
		if (argc == 5 && !strstr(requests[i], argv[4]))
			continue;
		failed += !compare_both(both, requests[i]);
		count++;
	}
	for (int i = 0; i < 2; i++)
		side_end(&both[i].side);
	printf("%d of %d cost too much more\n", failed, count);
	return failed != 0;
}
