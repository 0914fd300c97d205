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
#include "unit/fcgi_client.h"

#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>

enum { WARM = 20, RUNS = 301, MAX_PARAMS = 8192 };

/* A rare word and a common mark are looked up one in the other: twenty times
 * in a list of a hundred thousand, in place of one of a hundred. */
static const char rare_and_common[] =
	"/api/reports?limit=20&q=graupel&city=Portland";
static const double allowed = 1.15, allowed_there = 2.5;

struct side {
	const char *folder;
	char socket[100], token[4096];
	pid_t pid;
	clockid_t clock; /* of the responder's processor time */
	double ms[RUNS];
	size_t bytes;
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

static _Noreturn void
stop(const char *what, const char *name)
{
	fprintf(stderr, "growth: %s: %s\n", what, name);
	exit(2);
}

static void
read_token(struct side *side)
{
	char path[512];
	FILE *file;

	snprintf(path, sizeof(path), "%s/token", side->folder);
	file = fopen(path, "r");
	if (!file || !fgets(side->token, sizeof(side->token), file))
		stop("cannot be read", path);
	fclose(file);
	side->token[strcspn(side->token, "\n")] = '\0';
}

/* Both responders share one processor, and who asks has another: else each
 * would have its own share of what else the machine does. */
static void
pin(bool first)
{
	cpu_set_t may, one;
	size_t chosen = CPU_SETSIZE;

	if (sched_getaffinity(0, sizeof(may), &may) != 0)
		return;
	for (size_t i = 0; i < CPU_SETSIZE; i++)
		if (CPU_ISSET(i, &may) && (chosen == CPU_SETSIZE || !first))
			chosen = i;
	if (chosen == CPU_SETSIZE)
		return;
	CPU_ZERO(&one);
	CPU_SET(chosen, &one);
	sched_setaffinity(0, sizeof(one), &one);
}

static void
start(struct side *side, const char *responder)
{
	struct timespec moment = {.tv_nsec = 10000000};
	char config[512];
	struct stat st;

	snprintf(config, sizeof(config), "%s/weather.conf", side->folder);
	snprintf(side->socket, sizeof(side->socket), "%s/socket", side->folder);
	unlink(side->socket);
	read_token(side);
	side->pid = fork();
	if (side->pid == 0) {
		int log = open("/dev/null", O_WRONLY | O_CLOEXEC);

		dup2(log, 2);
		pin(false);
		execl(responder, responder, "--config", config, "--listen",
			side->socket, (char *)NULL);
		_exit(127);
	}
	for (int i = 0; i < 500 && stat(side->socket, &st) != 0; i++)
		nanosleep(&moment, NULL);
	if (clock_getcpuclockid(side->pid, &side->clock) != 0)
		stop("no clock", side->folder);
}

static void
add_length(unsigned char *params, size_t *len, size_t value)
{
	if (value < 128) {
		params[(*len)++] = (unsigned char)value;
		return;
	}
	params[(*len)++] = (unsigned char)(value >> 24 | 0x80);
	params[(*len)++] = (unsigned char)(value >> 16);
	params[(*len)++] = (unsigned char)(value >> 8);
	params[(*len)++] = (unsigned char)value;
}

static void
add_param(
	unsigned char *params, size_t *len, const char *name, const char *value)
{
	if (*len + strlen(name) + strlen(value) + 8 > MAX_PARAMS)
		stop("too long", name);
	add_length(params, len, strlen(name));
	add_length(params, len, strlen(value));
	memcpy(params + *len, name, strlen(name));
	*len += strlen(name);
	memcpy(params + *len, value, strlen(value));
	*len += strlen(value);
}

static struct client_answer
ask(struct side *side, const char *uri)
{
	static const unsigned char begin[8] = {0, 1, 0};
	static unsigned char params[MAX_PARAMS];
	char bearer[5000];
	size_t len = 0;
	struct client_answer answer = {0};
	int fd = client_connect(side->socket);

	if (fd < 0)
		stop("no responder", side->socket);
	snprintf(bearer, sizeof(bearer), "Bearer %s", side->token);
	add_param(params, &len, "REQUEST_METHOD", "GET");
	add_param(params, &len, "REQUEST_URI", uri);
	add_param(params, &len, "SERVER_PROTOCOL", "HTTP/1.1");
	add_param(params, &len, "REMOTE_ADDR", "127.0.0.1");
	add_param(params, &len, "HTTP_AUTHORIZATION", bearer);
	if (!client_record(fd, CLIENT_BEGIN, begin, sizeof(begin)) ||
		!client_record(fd, CLIENT_PARAMS, params, len) ||
		!client_record(fd, CLIENT_PARAMS, "", 0) ||
		!client_body_end(fd))
		stop("lost", uri);
	answer = client_read_answer(fd);
	close(fd);
	return answer;
}

/* uri with the cursor of its first page in the place of CURSOR; false when
 * there is no second page. */
static bool
follow(struct side *side, const char *uri, char *out, size_t size)
{
	const char *mark = strstr(uri, "CURSOR"), *at;
	struct client_answer answer;
	char first[512];
	size_t len;

	snprintf(out, size, "%s", uri);
	if (!mark)
		return true;
	snprintf(first, sizeof(first), "%.*s",
		(int)(mark - uri - (int)strlen("&cursor=")), uri);
	answer = ask(side, first);
	at = strstr(answer.out, "cursor=");
	if (at) {
		at += strlen("cursor=");
		len = strcspn(at, ">&\r\n");
		snprintf(out, size, "%.*s%.*s", (int)(mark - uri), uri,
			(int)len, at);
	}
	client_free(&answer);
	return at != NULL;
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

static double
used_ms(const struct side *side)
{
	struct timespec used = {0};

	clock_gettime(side->clock, &used);
	return (double)used.tv_sec * 1e3 + (double)used.tv_nsec / 1e6;
}

/* False when the answer is no 200.  A request is answered before the process is
 * done with it: whatever comes after counts for the next one of the same side,
 * which is the same. */
static bool
measure(struct side *side, const char *uri, unsigned number, double *ms)
{
	char spelled[2048];
	double before = used_ms(side);
	struct client_answer answer;
	bool good;

	spell(uri, number, spelled, sizeof(spelled));
	answer = ask(side, spelled);
	good = strncmp(answer.out, "Status: 200", 11) == 0;

	*ms = used_ms(side) - before;
	side->bytes = answer.out_len;
	client_free(&answer);
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
compare_sides(struct side sides[2], const char *request)
{
	char uri[2][1024];
	double ignored, small, large;
	double most = request == rare_and_common ? allowed_there : allowed;

	for (int i = 0; i < 2; i++) {
		if (!follow(&sides[i], request, uri[i], sizeof(uri[i])) ||
			!measure(&sides[i], uri[i], 0, &ignored)) {
			printf("%-64s no answer\n", request);
			return false;
		}
	}
	for (unsigned run = 0; run < WARM; run++)
		for (int i = 0; i < 2; i++)
			measure(&sides[i], uri[i], run, &ignored);
	for (unsigned run = 0; run < RUNS; run++)
		for (int i = 0; i < 2; i++)
			measure(&sides[i], uri[i], WARM + run,
				&sides[i].ms[run]);
	small = quartile(sides[0].ms);
	large = quartile(sides[1].ms);
	printf("%-64s %8.3f %8.3f %6.2f%s %8zu %8zu\n", request, small, large,
		large / small, large / small > most ? " !" : "  ",
		sides[0].bytes, sides[1].bytes);
	fflush(stdout);
	return large / small <= most;
}

int
main(int argc, char **argv)
{
	static struct side sides[2];
	int failed = 0, count = 0;

	if (argc != 4 && argc != 5)
		stop("usage", "growth RESPONDER SMALL LARGE [WORD]");
	for (int i = 0; i < 2; i++) {
		sides[i].folder = argv[2 + i];
		start(&sides[i], argv[1]);
	}
	pin(true);
	printf("%-64s %8s %8s %6s   %8s %8s\n", "ms of processor time, warm",
		"small", "large", "ratio", "bytes", "bytes");
	for (size_t i = 0; i < sizeof(requests) / sizeof(requests[0]); i++) {
		if (argc == 5 && !strstr(requests[i], argv[4]))
			continue;
		failed += !compare_sides(sides, requests[i]);
		count++;
	}
	for (int i = 0; i < 2; i++) {
		kill(sides[i].pid, SIGTERM);
		waitpid(sides[i].pid, NULL, 0);
	}
	printf("%d of %d cost too much more\n", failed, count);
	return failed != 0;
}
