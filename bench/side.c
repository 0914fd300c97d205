#include "side.h"

#include "unit/fcgi_client.h"

#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>

_Noreturn void
side_stop(const char *what, const char *which)
{
	fprintf(stderr, "bench: %s: %s\n", what, which);
	exit(2);
}

static bool unpinned;

void
side_stay_unpinned(void)
{
	unpinned = true;
}

/* What this process may use, before it keeps to one of them: whatever is
 * started later would inherit that, and then the first of two responders alone
 * would have to wake another processor for each answer. */
static cpu_set_t may;

/* With one processor for each the two do not compete, and no block is
 * measured on another one than its reference. */
static void
pin(bool first)
{
	cpu_set_t one;
	size_t chosen = CPU_SETSIZE;

	if (unpinned)
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

static bool
is_ready(const struct side *side)
{
	int fd = client_connect(side->socket);

	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

void
side_spawn(
	struct side *side, const char *const argv[SIDE_ARGS], const char *log)
{
	if (CPU_COUNT(&may) == 0)
		sched_getaffinity(0, sizeof(may), &may);
	unlink(side->socket);
	side->pid = fork();
	if (side->pid == 0) {
		int fd = open(
			log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);

		dup2(fd, STDERR_FILENO);
		/* nobody else would end it after side_stop() */
		prctl(PR_SET_PDEATHSIG, SIGTERM);
		pin(false);
		execl(argv[0], argv[0], argv[1], argv[2], argv[3], argv[4],
			argv[5], argv[6], argv[7], (char *)NULL);
		_exit(127);
	}
}

void
side_start(
	struct side *side, const char *const argv[SIDE_ARGS], const char *log)
{
	static bool pinned;

	side_spawn(side, argv, log);
	for (int i = 0; i < 4000 && !is_ready(side); i++)
		nanosleep(&(struct timespec){.tv_nsec = 5000000}, NULL);
	if (!is_ready(side))
		side_stop("does not start", argv[0]);
	if (clock_getcpuclockid(side->pid, &side->clock) != 0)
		side_stop("no clock", argv[0]);
	if (!pinned)
		pin(true);
	pinned = true;
}

void
side_end(struct side *side)
{
	int ms = 0;

	/* libfcgi does not see one that comes right before accept() */
	do {
		if (ms++ % 1000 == 0)
			kill(side->pid, SIGTERM);
		nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
	} while (waitpid(side->pid, NULL, WNOHANG) == 0);
	unlink(side->socket);
}

double
side_cpu_us(const struct side *side)
{
	struct timespec used = {0};

	clock_gettime(side->clock, &used);
	return (double)used.tv_sec * 1e6 + (double)used.tv_nsec / 1e3;
}

double
side_now_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

long
side_pss_kib(const struct side *side)
{
	char path[64], line[200];
	long kib = -1;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/smaps_rollup", (int)side->pid);
	file = fopen(path, "r");
	while (file && kib < 0 && fgets(line, sizeof(line), file))
		if (strncmp(line, "Pss:", 4) == 0)
			kib = strtol(line + 4, NULL, 10);
	if (file)
		fclose(file);
	if (kib < 0)
		side_stop("cannot be read", path);
	return kib;
}

static void
add(struct side_request *request, const void *bytes, size_t len)
{
	if (len > sizeof(request->bytes) - request->len)
		side_stop("too long", "a request");
	if (len)
		memcpy(request->bytes + request->len, bytes, len);
	request->len += len;
}

static void
add_record(
	struct side_request *request, int type, const void *bytes, size_t len)
{
	const unsigned char head[8] = {1, (unsigned char)type, 0, 1,
		(unsigned char)(len >> 8), (unsigned char)len, 0, 0};

	add(request, head, sizeof(head));
	add(request, bytes, len);
}

static void
add_length(struct side_request *params, size_t value)
{
	const unsigned char four[] = {(unsigned char)(value >> 24 | 0x80),
		(unsigned char)(value >> 16), (unsigned char)(value >> 8),
		(unsigned char)value};

	if (value < 128)
		add(params, four + 3, 1);
	else
		add(params, four, 4);
}

static void
add_param(struct side_request *params, const char *name, const char *value)
{
	if (!value)
		return;
	add_length(params, strlen(name));
	add_length(params, strlen(value));
	add(params, name, strlen(name));
	add(params, value, strlen(value));
}

/* The variables and their order are those that lighttpd sends. */
void
side_make_request(
	struct side_request *request, const struct side_question *question)
{
	static const unsigned char begin[8] = {0, 1, 0};
	static struct side_request params;
	const char *mark = strchr(question->uri, '?');
	char bearer[20000], length[20], path[1000];
	size_t body_len = question->body ? strlen(question->body) : 0;

	params.len = request->len = 0;
	snprintf(bearer, sizeof(bearer), "Bearer %s",
		question->token ? question->token : "");
	snprintf(length, sizeof(length), "%zu", body_len);
	snprintf(path, sizeof(path), "%.*s", (int)strcspn(question->uri, "?"),
		question->uri);
	add_param(&params, "CONTENT_LENGTH", length);
	add_param(&params, "SCRIPT_NAME", path);
	add_param(&params, "PATH_INFO", "");
	add_param(&params, "SCRIPT_FILENAME", "/nonexistent/empty");
	add_param(&params, "DOCUMENT_ROOT", "/nonexistent");
	add_param(&params, "REQUEST_URI", question->uri);
	add_param(&params, "QUERY_STRING", mark ? mark + 1 : "");
	add_param(&params, "REQUEST_METHOD", question->method);
	add_param(&params, "SERVER_PROTOCOL", "HTTP/1.1");
	add_param(&params, "SERVER_SOFTWARE", "lighttpd/1.4.69");
	add_param(&params, "GATEWAY_INTERFACE", "CGI/1.1");
	add_param(&params, "REQUEST_SCHEME", "http");
	add_param(&params, "SERVER_PORT", "8080");
	add_param(&params, "SERVER_ADDR", "127.0.0.1");
	add_param(&params, "SERVER_NAME", "127.0.0.1");
	add_param(&params, "REMOTE_ADDR", "127.0.0.1");
	add_param(&params, "REMOTE_PORT", "40000");
	add_param(&params, "HTTP_HOST", "127.0.0.1:8080");
	add_param(&params, "HTTP_USER_AGENT", "bench");
	add_param(&params, "HTTP_ACCEPT", "*/*");
	if (question->token)
		add_param(&params, "HTTP_AUTHORIZATION", bearer);
	add_param(&params, "HTTP_IF_NONE_MATCH", question->if_none_match);
	if (question->body)
		add_param(&params, "CONTENT_TYPE", "application/json");
	add_record(request, CLIENT_BEGIN, begin, sizeof(begin));
	add_record(request, CLIENT_PARAMS, params.bytes, params.len);
	add_record(request, CLIENT_PARAMS, NULL, 0);
	if (body_len)
		add_record(request, CLIENT_STDIN, question->body, body_len);
	add_record(request, CLIENT_STDIN, NULL, 0);
}

/* Moves *at behind the records that are whole; true behind the last one. */
static bool
skip_records(const unsigned char *bytes, size_t have, size_t *at)
{
	bool last = false;

	while (!last && *at + 8 <= have) {
		const unsigned char *head = bytes + *at;
		size_t len = (size_t)(head[4] << 8 | head[5]) + head[6];

		if (*at + 8 + len > have)
			break;
		last = head[1] == CLIENT_END;
		*at += 8 + len;
	}
	return last;
}

/*
 * The answer, until its end or that of the connection.  As web servers do, this
 * waits by poll() and leaves when the answer has ended: who waits in read() is
 * also woken when his request is taken, and who stays when the other side
 * closes, both in vain, and the responder pays for it.
 */
static size_t
read_all(int fd, unsigned char *bytes, size_t room)
{
	struct pollfd ready = {.fd = fd, .events = POLLIN};
	size_t have = 0, at = 0;

	for (;;) {
		ssize_t got;

		poll(&ready, 1, -1);
		got = read(fd, bytes + have, room - have);
		if (got <= 0)
			return have;
		have += (size_t)got;
		if (skip_records(bytes, have, &at))
			return have;
	}
}

bool
side_try(const struct side *side, const struct side_request *request,
	struct side_answer *answer)
{
	static unsigned char raw[SIDE_ANSWER_MAX + 65536];
	int fd = client_connect(side->socket);
	size_t have, at = 0;

	answer->len = 0;
	answer->status = 0;
	if (fd < 0)
		return false;
	if (!client_write(fd, request->bytes, request->len))
		side_stop("lost", side->socket);
	have = read_all(fd, raw, sizeof(raw));
	close(fd);
	while (at + 8 <= have) {
		size_t len = (size_t)(raw[at + 4] << 8 | raw[at + 5]);

		if (at + 8 + len > have ||
			len > sizeof(answer->bytes) - 1 - answer->len)
			side_stop("a broken answer", side->socket);
		if (raw[at + 1] == CLIENT_STDOUT && len)
			memcpy(answer->bytes + answer->len, raw + at + 8, len);
		if (raw[at + 1] == CLIENT_STDOUT)
			answer->len += len;
		at += 8 + len + raw[at + 6];
	}
	answer->bytes[answer->len] = '\0';
	if (strncmp(answer->bytes, "Status: ", 8) == 0)
		answer->status = (int)strtol(answer->bytes + 8, NULL, 10);
	return true;
}

void
side_ask(const struct side *side, const struct side_request *request,
	int status, struct side_answer *answer)
{
	if (!side_try(side, request, answer))
		side_stop("nobody listens", side->socket);
	if (answer->status != status)
		side_stop("another answer than expected", answer->bytes);
}

void
side_header(const struct side_answer *answer, const char *name, char *value,
	size_t size)
{
	char wanted[100];
	const char *at;

	snprintf(wanted, sizeof(wanted), "\n%s: ", name);
	at = strstr(answer->bytes, wanted);
	if (!at)
		side_stop("no such header", name);
	at += strlen(wanted);
	snprintf(value, size, "%.*s", (int)strcspn(at, "\r\n"), at);
}

void
side_read_file(const char *path, char *text, size_t size)
{
	FILE *file = fopen(path, "r");
	size_t len;

	if (!file)
		side_stop("cannot be read", path);
	len = fread(text, 1, size - 1, file);
	fclose(file);
	text[len] = '\0';
	text[strcspn(text, "\n")] = '\0';
}

void
side_write_file(const char *path, const void *bytes, size_t len)
{
	FILE *file = fopen(path, "w");

	if (!file || fwrite(bytes, 1, len, file) != len || fclose(file) != 0)
		side_stop("cannot be written", path);
}

void
side_sample(const char *row, double ours, double reference)
{
	printf("%s\t%.4f\t%.4f\n", row, ours, reference);
	fflush(stdout);
}
