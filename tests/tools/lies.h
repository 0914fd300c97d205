#ifndef TESTS_TOOLS_LIES_H
#define TESTS_TOOLS_LIES_H

/* What lying_server answers at each path: a table of ways to misbehave. */
#include "base/attr.h"
#include "base/clock.h"
#include "base/rfc3339.h"

#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* of the content of an answer, for weather-fetch */
enum { LIES_LIMIT = 512 * 1024 };

static inline void
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

static inline void
say(int fd, const char *text)
{
	say_bytes(fd, text, strlen(text));
}

static inline void
say_zeros(int fd, size_t count)
{
	char zeros[1025];

	memset(zeros, '0', sizeof(zeros));
	for (; count; count -= count < 1024 ? count : 1024) {
		zeros[count < 1024 ? count : 1024] = '\0';
		say(fd, zeros);
	}
}

static inline void
hang(void)
{
	for (;;)
		pause();
}

static inline void
echo(int fd, const char *request)
{
	char head[128];

	snprintf(head, sizeof(head),
		"HTTP/1.1 200 OK\r\nContent-Length: %zu\r\n\r\n",
		strlen(request));
	say(fd, head);
	say(fd, request);
}

static inline void
tagged(int fd, const char *request)
{
	if (strstr(request, "\r\nIf-None-Match: \"v1\"\r\n"))
		say(fd, "HTTP/1.1 304 Not Modified\r\nETag: \"v1\"\r\n\r\n");
	else
		say(fd, "HTTP/1.1 200 OK\r\nETag: \"v1\"\r\n"
			"Content-Length: 2\r\n\r\n{}");
}

static inline void
exact(int fd, const char *request)
{
	(void)request;
	say(fd, "HTTP/1.1 200 OK\r\n\r\n");
	say_zeros(fd, LIES_LIMIT);
}

static inline void
large(int fd, const char *request)
{
	(void)request;
	say(fd, "HTTP/1.1 200 OK\r\n\r\n");
	say_zeros(fd, LIES_LIMIT + 1);
	hang();
}

static inline void
large_announced(int fd, const char *request)
{
	(void)request;
	say(fd, "HTTP/1.1 200 OK\r\nContent-Length: 524289\r\n\r\n");
	hang();
}

static inline void
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

static inline void
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

static inline void
endless_hints(int fd, const char *request)
{
	(void)request;
	for (;;)
		say(fd, "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n");
}

static inline void
mute(int fd, const char *request)
{
	(void)fd, (void)request;
	hang();
}

static inline void
silent(int fd, const char *request)
{
	(void)request;
	say(fd, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n");
	hang();
}

/* A byte a second, which no plain time-out of a read notices. */
static inline void
drip(int fd, const char *request)
{
	(void)request;
	say(fd, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
	for (;;) {
		say(fd, "0");
		poll(NULL, 0, 1000);
	}
}

static inline void
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

static inline bool
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

#endif
