/*
 * lying_server [FOLDER [PORT [BACKLOG]]]: an HTTP server that misbehaves in a
 * different way at each path, for tests of weather-fetch.  It listens on
 * 127.0.0.1, prints the port that the kernel chose, and ends with everything it
 * started at the end of its input.
 *
 * With a FOLDER every path is first written to its file "count", one line each,
 * and where it has a file "requests" every request with its body to that one.
 * Then PATH.lie there may name one of the lies below, and so change the answer
 * while the server runs; else the first of PATH.1 to PATH.9, which is used up,
 * or the file PATH is the answer, whole where it starts with "HTTP/1.1 ",
 * otherwise as the content of a 200.  A query is not part of PATH.
 */
#include "base/attr.h"
#include "base/clock.h"
#include "base/rfc3339.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { REQUEST_MAX = 16384, LIMIT = 512 * 1024 };

static void
say_bytes(int fd, const char *bytes, size_t left)
{
	while (left) {
		ssize_t sent = send(fd, bytes, left, MSG_NOSIGNAL);

		if (sent <= 0)
			_exit(0);
		bytes += sent;
		left -= (size_t)sent;
	}
}

static void
say(int fd, const char *text)
{
	say_bytes(fd, text, strlen(text));
}

static void
say_zeros(int fd, size_t count)
{
	char zeros[1025];

	memset(zeros, '0', sizeof(zeros));
	for (; count; count -= count < 1024 ? count : 1024) {
		zeros[count < 1024 ? count : 1024] = '\0';
		say(fd, zeros);
	}
}

static void
hang(void)
{
	for (;;)
		pause();
}

static void
echo(int fd, const char *request)
{
	char head[128];

	snprintf(head, sizeof(head),
		"HTTP/1.1 200 OK\r\nContent-Length: %zu\r\n\r\n",
		strlen(request));
	say(fd, head);
	say(fd, request);
}

static void
tagged(int fd, const char *request)
{
	if (strstr(request, "\r\nIf-None-Match: \"v1\"\r\n"))
		say(fd, "HTTP/1.1 304 Not Modified\r\nETag: \"v1\"\r\n\r\n");
	else
		say(fd, "HTTP/1.1 200 OK\r\nETag: \"v1\"\r\n"
			"Content-Length: 2\r\n\r\n{}");
}

static void
exact(int fd, const char *request)
{
	(void)request;
	say(fd, "HTTP/1.1 200 OK\r\n\r\n");
	say_zeros(fd, LIMIT);
}

static void
large(int fd, const char *request)
{
	(void)request;
	say(fd, "HTTP/1.1 200 OK\r\n\r\n");
	say_zeros(fd, LIMIT + 1);
	hang();
}

static void
large_announced(int fd, const char *request)
{
	(void)request;
	say(fd, "HTTP/1.1 200 OK\r\nContent-Length: 524289\r\n\r\n");
	hang();
}

static void
endless(int fd, const char *request)
{
	(void)request;
	say(fd, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
	for (;;) {
		say(fd, "400\r\n");
		say_zeros(fd, 1024);
		say(fd, "\r\n");
	}
}

static void
endless_headers(int fd, const char *request)
{
	(void)request;
	say(fd, "HTTP/1.1 200 OK\r\n");
	for (;;) {
		say(fd, "X-Filler: ");
		say_zeros(fd, 1000);
		say(fd, "\r\n");
	}
}

static void
endless_hints(int fd, const char *request)
{
	(void)request;
	for (;;)
		say(fd, "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n");
}

static void
mute(int fd, const char *request)
{
	(void)fd, (void)request;
	hang();
}

static void
silent(int fd, const char *request)
{
	(void)request;
	say(fd, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n");
	hang();
}

/* A byte a second, which no plain time-out of a read notices. */
static void
drip(int fd, const char *request)
{
	(void)request;
	say(fd, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
	for (;;) {
		say(fd, "0");
		poll(NULL, 0, 1000);
	}
}

static void
retry_date(int fd, const char *request)
{
	char date[RFC3339_MAX], answer[256];

	(void)request;
	rfc3339_print_http(clock_now(clock_system()) + 600, date);
	snprintf(answer, sizeof(answer),
		"HTTP/1.1 503 Service Unavailable\r\nRetry-After: %s\r\n"
		"Content-Length: 0\r\n\r\n",
		date);
	say(fd, answer);
}

/* Either text, whole, or a function. */
static const struct {
	const char *path, *text;
	void (*lie)(int fd, const char *request);
} lies[] = {
	{"/echo", NULL, echo},
	{"/tagged", NULL, tagged},
	{"/exact", NULL, exact},
	{"/large", NULL, large},
	{"/large-announced", NULL, large_announced},
	{"/endless", NULL, endless},
	{"/endless-headers", NULL, endless_headers},
	{"/endless-hints", NULL, endless_hints},
	{"/mute", NULL, mute},
	{"/silent", NULL, silent},
	{"/drip", NULL, drip},
	{"/retry-date", NULL, retry_date},
	{"/aged",
		"HTTP/1.1 200 OK\r\nCache-Control: public\r\n"
		"Cache-Control: max-age=3600\r\nAge: 600\r\n\r\n{}",
		NULL},
	{"/dated",
		"HTTP/1.1 200 OK\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\n\r\n"
		"{}",
		NULL},
	{"/older",
		"HTTP/1.1 200 OK\r\nCache-Control: max-age=3600\r\nAge: 9999"
		"\r\n\r\n{}",
		NULL},
	{"/no-store",
		"HTTP/1.1 200 OK\r\nCache-Control: max-age=3600\r\n"
		"Cache-Control: no-store\r\n\r\n{}",
		NULL},
	{"/bad-values",
		"HTTP/1.1 200 OK\r\nCache-Control: max-age=soon\r\nETag: v1\r\n"
		"Retry-After: never\r\n\r\n{}",
		NULL},
	{"/hints",
		"HTTP/1.1 103 Early Hints\r\nETag: \"early\"\r\n\r\n"
		"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}",
		NULL},
	{"/error",
		"HTTP/1.1 500 Internal Server Error\r\n"
		"Content-Length: 0\r\n\r\n",
		NULL},
	{"/retry",
		"HTTP/1.1 429 Too Many Requests\r\nRetry-After: 120\r\n"
		"Content-Length: 0\r\n\r\n",
		NULL},
	{"/redirect",
		"HTTP/1.1 302 Found\r\nLocation: /echo\r\n"
		"Content-Length: 0\r\n\r\n",
		NULL},
	{"/redirect-file",
		"HTTP/1.1 302 Found\r\nLocation: file:///etc/passwd\r\n"
		"Content-Length: 0\r\n\r\n",
		NULL},
	{"/gzip",
		"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n"
		"Content-Length: 9\r\n\r\nnot zipped",
		NULL},
	{"/cut", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"keys\":",
		NULL},
	{"/cut-chunk",
		"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
		"9\r\n{\"keys\":",
		NULL},
	{"/garbage", "{\"keys\":[]}\n", NULL},
	{"/nothing", "", NULL},
	{"CONNECT", "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n",
		NULL},
};

static bool
lie(int fd, const char *path, size_t len, const char *request)
{
	for (size_t i = 0; i < COUNT(lies); i++) {
		if (strlen(lies[i].path) != len ||
			strncmp(lies[i].path, path, len) != 0)
			continue;
		if (lies[i].lie)
			lies[i].lie(fd, request);
		else
			say(fd, lies[i].text);
		return true;
	}
	return false;
}

static void
count(const char *folder, const char *path, size_t len)
{
	char file[512], line[512];
	int fd;

	snprintf(file, sizeof(file), "%s/count", folder);
	snprintf(line, sizeof(line), "%.*s\n", (int)len, path);
	fd = open(file, O_WRONLY | O_CREAT | O_APPEND, 0644);
	if (write(fd, line, strlen(line)) < 0)
		perror(file);
	close(fd);
}

static void
keep(const char *folder, const char *request)
{
	char file[512];
	int fd;

	snprintf(file, sizeof(file), "%s/requests", folder);
	fd = open(file, O_WRONLY | O_APPEND);
	if (fd < 0)
		return;
	if (write(fd, request, strlen(request)) < 0 || write(fd, "\n\n", 2) < 0)
		perror(file);
	close(fd);
}

/* An answer that is good for one request, however many come at once. */
static FILE *
open_next(const char *folder, const char *path, size_t len)
{
	char file[512], used[544];

	for (int n = 1; n <= 9; n++) {
		snprintf(file, sizeof(file), "%s%.*s.%d", folder, (int)len,
			path, n);
		snprintf(used, sizeof(used), "%s.used", file);
		if (rename(file, used) == 0)
			return fopen(used, "re");
	}
	snprintf(file, sizeof(file), "%s%.*s", folder, (int)len, path);
	return fopen(file, "re");
}

static bool
answer_from(int fd, const char *folder, const char *path, size_t len,
	const char *request)
{
	static const char whole[] = "HTTP/1.1 ";
	char file[512], piece[16384];
	size_t got;
	FILE *in;

	count(folder, path, len);
	keep(folder, request);
	snprintf(file, sizeof(file), "%s%.*s.lie", folder, (int)len, path);
	in = fopen(file, "re");
	if (in) {
		got = fread(piece, 1, sizeof(piece), in);
		fclose(in);
		return lie(fd, piece, got, request);
	}
	in = open_next(folder, path, len);
	if (!in)
		return false;
	got = fread(piece, 1, sizeof(piece), in);
	if (got < strlen(whole) || memcmp(piece, whole, strlen(whole)) != 0)
		say(fd, "HTTP/1.1 200 OK\r\n\r\n");
	for (; got; got = fread(piece, 1, sizeof(piece), in))
		say_bytes(fd, piece, got);
	fclose(in);
	return true;
}

/* Of a request whose head is there, at most what fits. */
static size_t
whole_length(const char *request)
{
	const char *end = strstr(request, "\r\n\r\n");
	const char *field = strcasestr(request, "\r\nContent-Length:");
	size_t body = 0;

	if (field && field < end)
		body = strtoul(field + strlen("\r\nContent-Length:"), NULL, 10);
	body += (size_t)(end - request) + 4;
	return body < REQUEST_MAX ? body : REQUEST_MAX;
}

static void
answer(int fd, const char *folder)
{
	char request[REQUEST_MAX + 1], *path;
	size_t len = 0, path_len;

	do {
		ssize_t got = recv(fd, request + len, REQUEST_MAX - len, 0);

		if (got <= 0)
			return;
		len += (size_t)got;
		request[len] = '\0';
	} while (!strstr(request, "\r\n\r\n") || len < whole_length(request));
	path = strncmp(request, "CONNECT ", 8) == 0 ? request
						    : strchr(request, ' ') + 1;
	path_len = strcspn(path, folder ? " ?" : " ");
	if (folder ? answer_from(fd, folder, path, path_len, request)
		   : lie(fd, path, path_len, request))
		return;
	say(fd, "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
}

static int
listen_at(in_port_t port, int backlog)
{
	struct sockaddr_in address = {.sin_family = AF_INET};
	socklen_t len = sizeof(address);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), on = 1;

	address.sin_port = htons(port);
	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (fd < 0 ||
		setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) !=
			0 ||
		bind(fd, (struct sockaddr *)&address, sizeof(address)) != 0 ||
		listen(fd, backlog) != 0 ||
		getsockname(fd, (struct sockaddr *)&address, &len) != 0) {
		perror("lying_server");
		exit(1);
	}
	printf("%d\n", ntohs(address.sin_port));
	fflush(stdout);
	return fd;
}

int
main(int argc, char **argv)
{
	const char *folder = argc > 1 ? argv[1] : NULL;
	long port = argc > 2 ? strtol(argv[2], NULL, 10) : 0;
	long backlog = argc > 3 ? strtol(argv[3], NULL, 10) : 64;
	int listener;
	char byte;

	/* A group of its own, to be ended as one. */
	setpgid(0, 0);
	signal(SIGCHLD, SIG_IGN);
	listener = listen_at((in_port_t)port, (int)backlog);
	for (;;) {
		struct pollfd ready[] = {{.fd = listener, .events = POLLIN},
			{.fd = STDIN_FILENO, .events = POLLIN}};
		int fd;

		poll(ready, COUNT(ready), -1);
		if (ready[1].revents && read(STDIN_FILENO, &byte, 1) <= 0)
			break;
		if (!ready[0].revents)
			continue;
		fd = accept(listener, NULL, NULL);
		if (fd >= 0 && fork() == 0) {
			close(listener);
			close(STDOUT_FILENO);
			answer(fd, folder);
			_exit(0);
		}
		close(fd);
	}
	signal(SIGTERM, SIG_IGN);
	kill(0, SIGTERM);
	return 0;
}
