/*
 * load FOLDER PORT WRITERS SEED: many callers of the service on 127.0.0.1 at
 * once, until TERM; each then ends what it has begun.  What was asked and
 * answered goes to FOLDER/journal.N, a line each:
 *
 *	KIND STATUS WHAT LOCATION
 *
 * STATUS is 0 when the connection ended without an answer, 999 when none came
 * within 20 seconds; another SEED, other texts.  KIND is `keyed`: a report with
 * an Idempotency-Key, sent until it is answered 201; `plain`: a report, sent
 * once; `observed`: an observation, sent until it is answered 200 or 201;
 *`read`; or the name of a token that must not write.  WHAT is the report's text
 * or the observation's time; what a bad token wrote starts with "evil".
 *
 * FOLDER/tokens has a line NAME TOKEN for each token.  The caller N writes with
 * "writer-N" or else with "writer", reads with "reader", and sends any other
 * one instead of a good one now and then, and forged ones that it makes of a
 * good one.
 */
#include "base/rfc3339.h"
#include "unit/random.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { TOKENS_MAX = 32, TOKEN_SIZE = 4096, CALLERS_MAX = 64 };
enum { STATUS_CUT = 0, STATUS_HUNG = 999, PATIENCE_S = 20, TRIES = 2000 };
enum { PAUSE_US = 10000, FIRST_TIME = 1577836800 };

struct token {
	char name[32], text[TOKEN_SIZE];
};

struct caller {
	int number, of, port, journal;
	uint64_t seed;
	struct token tokens[TOKENS_MAX];
	size_t token_count;
	const struct token *writer, *reader;
};

struct question {
	const char *method, *target, *token, *key, *body;
};

struct answer {
	int status;
	char location[128];
};

static volatile sig_atomic_t stopping;

static void
stop(int signal)
{
	(void)signal;
	stopping = 1;
}

_Noreturn static void
give_up(const char *what)
{
	perror(what);
	exit(1);
}

static const struct token *
token_named(const struct caller *caller, const char *name)
{
	for (size_t i = 0; i < caller->token_count; i++)
		if (!strcmp(caller->tokens[i].name, name))
			return &caller->tokens[i];
	return NULL;
}

static void
read_tokens(struct caller *caller, const char *folder)
{
	char path[4096], own[32];
	FILE *file;

	snprintf(path, sizeof(path), "%s/tokens", folder);
	file = fopen(path, "r");
	if (!file)
		give_up(path);
	while (caller->token_count < TOKENS_MAX) {
		struct token *token = &caller->tokens[caller->token_count];

		if (fscanf(file, "%31s %4095s", token->name, token->text) != 2)
			break;
		caller->token_count++;
	}
	fclose(file);
	snprintf(own, sizeof(own), "writer-%d", caller->number);
	caller->writer = token_named(caller, own);
	if (!caller->writer)
		caller->writer = token_named(caller, "writer");
	caller->reader = token_named(caller, "reader");
	if (!caller->writer || !caller->reader) {
		fprintf(stderr, "load: no token for writer or reader\n");
		exit(1);
	}
}

static int
connect_to(int port)
{
	struct sockaddr_in to = {.sin_family = AF_INET,
		.sin_port = htons((uint16_t)port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	struct timeval patience = {.tv_sec = PATIENCE_S};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0)
		give_up("socket");
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	if (connect(fd, (struct sockaddr *)&to, sizeof(to)) == 0)
		return fd;
	close(fd);
	return -1;
}

static bool
send_question(int fd, const struct question *question)
{
	char text[TOKEN_SIZE + 2048];
	size_t len = question->body ? strlen(question->body) : 0;
	int used = snprintf(text, sizeof(text),
		"%s %s HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
		"Authorization: Bearer %s\r\n%s%s%s",
		question->method, question->target, question->token,
		question->key ? "Idempotency-Key: \"" : "",
		question->key ? question->key : "",
		question->key ? "\"\r\n" : "");

	if (question->body)
		used += snprintf(text + used, sizeof(text) - (size_t)used,
			"Content-Type: application/json\r\n"
			"Content-Length: %zu\r\n",
			len);
	used += snprintf(text + used, sizeof(text) - (size_t)used, "\r\n%s",
		question->body ? question->body : "");
	return send(fd, text, (size_t)used, MSG_NOSIGNAL) == used;
}

/* Reads to the end, of which only the beginning is kept. */
static struct answer
read_answer(int fd)
{
	struct answer answer = {0};
	char head[8192], rest[16384];
	size_t len = 0;
	ssize_t n;
	char *at;

	while ((n = read(fd, len < sizeof(head) - 1 ? head + len : rest,
			len < sizeof(head) - 1 ? sizeof(head) - 1 - len
					       : sizeof(rest))) > 0 ||
		(n < 0 && errno == EINTR))
		if (n > 0 && len < sizeof(head) - 1)
			len += (size_t)n;
	head[len] = '\0';
	if (n < 0 && errno == EAGAIN) {
		answer.status = STATUS_HUNG;
		return answer;
	}
	if (sscanf(head, "HTTP/1.1 %d", &answer.status) != 1)
		answer.status = STATUS_CUT;
	at = strcasestr(head, "\nLocation:");
	if (at)
		sscanf(at + strlen("\nLocation:"), "%127s", answer.location);
	return answer;
}

static struct answer
ask(const struct caller *caller, const struct question *question)
{
	struct answer answer = {0};
	int fd = connect_to(caller->port);

	if (fd < 0)
		return answer;
	/* a server may answer before it has read everything */
	(void)send_question(fd, question);
	answer = read_answer(fd);
	close(fd);
	return answer;
}

static void
note(const struct caller *caller, const char *kind, const struct answer *answer,
	const char *what)
{
	char line[512];
	int len = snprintf(line, sizeof(line), "%s %d %s %s\n", kind,
		answer->status, what, answer->location);

	if (write(caller->journal, line, (size_t)len) != len)
		give_up("journal");
}

static void
report_body(char *body, size_t size, const char *text)
{
	snprintf(body, size,
		"{\"description\":\"%s\",\"location\":{\"city\":\"Bend\"}}",
		text);
}

static void
write_report(const struct caller *caller, int n, bool keyed)
{
	char text[64], body[256];
	struct question question = {"POST", "/api/reports",
		caller->writer->text, keyed ? text : NULL, body};
	struct answer answer;
	int tries = keyed ? TRIES : 1;

	snprintf(text, sizeof(text), "%s-%" PRIu64 "-%d-%d",
		keyed ? "keyed" : "plain", caller->seed, caller->number, n);
	report_body(body, sizeof(body), text);
	for (;;) {
		answer = ask(caller, &question);
		note(caller, keyed ? "keyed" : "plain", &answer, text);
		if (answer.status == 201 || --tries == 0)
			break;
		usleep(PAUSE_US);
	}
}

static void
write_observation(const struct caller *caller, int n)
{
	char time[RFC3339_MAX], body[256];
	struct question question = {
		"POST", "/api/weather/Bend", caller->writer->text, NULL, body};
	struct answer answer;

	rfc3339_print(
		FIRST_TIME + (int64_t)n * caller->of + caller->number, time);
	snprintf(body, sizeof(body), "{\"observed_at\":\"%s\",\"temp\":%d.5}",
		time, n % 30);
	for (int tries = TRIES; tries; tries--) {
		answer = ask(caller, &question);
		note(caller, "observed", &answer, time);
		if (answer.status == 200 || answer.status == 201)
			break;
		usleep(PAUSE_US);
	}
}

/* The reading token does not write; nor does any that is no good. */
static void
write_evil(const struct caller *caller, int n)
{
	const struct token *token =
		&caller->tokens[prop_below(caller->token_count)];
	const char *name = token->name;
	char forged[TOKEN_SIZE], text[64], body[256];
	struct question question = {
		"POST", "/api/reports", token->text, NULL, body};
	struct answer answer;

	if (!strncmp(name, "writer", 6)) {
		size_t last = (size_t)(strrchr(token->text, '.') - token->text);
		char *at = forged + 1 + prop_below(last + 20);

		snprintf(forged, sizeof(forged), "%s", token->text);
		*at = *at == '.' ? '_' : *at == 'A' ? 'B' : 'A';
		question.token = forged;
		name = "forged";
	}
	snprintf(text, sizeof(text), "evil-%d-%d", caller->number, n);
	report_body(body, sizeof(body), text);
	answer = ask(caller, &question);
	note(caller, name, &answer, text);
}

static void
read_reports(const struct caller *caller)
{
	struct question question = {"GET", "/api/reports?limit=5",
		caller->reader->text, NULL, NULL};
	struct answer answer = ask(caller, &question);

	note(caller, "read", &answer, "-");
}

_Noreturn static void
call(struct caller *caller, const char *folder)
{
	char path[4096];

	read_tokens(caller, folder);
	snprintf(path, sizeof(path), "%s/journal.%d", folder, caller->number);
	caller->journal =
		open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
	if (caller->journal < 0)
		give_up(path);
	for (int n = 0; !stopping; n++) {
		switch (prop_below(8)) {
		case 0:
		case 1:
		case 2:
			write_report(caller, n, true);
			break;
		case 3:
			write_report(caller, n, false);
			break;
		case 4:
			write_observation(caller, n);
			break;
		case 5:
			read_reports(caller);
			break;
		default:
			write_evil(caller, n);
			break;
		}
	}
	exit(0);
}

int
main(int argc, char **argv)
{
	static struct caller caller;
	pid_t pids[CALLERS_MAX];
	sigset_t term;
	int failed = 0, status;

	if (argc != 5 || strtol(argv[3], NULL, 10) > CALLERS_MAX) {
		fprintf(stderr, "usage: load FOLDER PORT WRITERS SEED\n");
		return 2;
	}
	caller.port = (int)strtol(argv[2], NULL, 10);
	caller.of = (int)strtol(argv[3], NULL, 10);
	caller.seed = strtoull(argv[4], NULL, 10);
	sigemptyset(&term);
	sigaddset(&term, SIGTERM);
	sigprocmask(SIG_BLOCK, &term, NULL);
	for (int i = 0; i < caller.of; i++) {
		pids[i] = fork();
		if (pids[i] < 0)
			give_up("fork");
		if (pids[i] == 0) {
			sigaction(SIGTERM,
				&(struct sigaction){.sa_handler = stop,
					.sa_flags = SA_RESTART},
				NULL);
			sigprocmask(SIG_UNBLOCK, &term, NULL);
			caller.number = i;
			prop_state = caller.seed * CALLERS_MAX + (uint64_t)i;
			call(&caller, argv[1]);
		}
	}
	sigwait(&term, &status);
	for (int i = 0; i < caller.of; i++)
		kill(pids[i], SIGTERM);
	for (int i = 0; i < caller.of; i++)
		failed |= waitpid(pids[i], &status, 0) < 0 || status;
	return failed ? 1 : 0;
}
