#include "client/loopback.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

/* Browsers open connections that they may never use. */
enum { VISITORS_MAX = 16, HEAD_MAX = 16 * 1024 };

struct visitor {
	int fd; /* -1: free */
	size_t len;
	char head[HEAD_MAX + 1];
};

struct loopback {
	int fd, port;
	struct visitor visitors[VISITORS_MAX];
};

#define PAGE_HEAD(status)                                                   \
	"HTTP/1.1 " status "\r\n"                                           \
	"Content-Type: text/html; charset=utf-8\r\n"                        \
	"Content-Security-Policy: default-src 'none'; "                     \
	"frame-ancestors 'none'\r\n"                                        \
	"Referrer-Policy: no-referrer\r\nCache-Control: no-store\r\n"       \
	"Connection: close\r\n\r\n<!DOCTYPE html><html lang=\"en\"><title>" \
	"weather-client</title><p>"

static const char page_done[] =
	PAGE_HEAD("200 OK") "Signed in. You can close this page and go back to "
			    "the terminal.\n";
static const char page_refused[] = PAGE_HEAD(
	"200 OK") "The sign-in did not succeed; the terminal says why.\n";
static const char page_malformed[] =
	PAGE_HEAD("400 Bad Request") "This is not the sign-in that "
				     "weather-client began.\n";
static const char page_other[] =
	PAGE_HEAD("404 Not Found") "There is nothing here.\n";

enum err_kind
loopback_open(struct loopback **out, int port, struct err *err)
{
	struct sockaddr_in address = {.sin_family = AF_INET};
	struct loopback *loopback = calloc(1, sizeof(*loopback));
	socklen_t len = sizeof(address);
	int on = 1;

	*out = loopback;
	if (!loopback)
		return fail_memory(err);
	for (size_t i = 0; i < VISITORS_MAX; i++)
		loopback->visitors[i].fd = -1;
	address.sin_port = htons((in_port_t)port);
	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	loopback->fd =
		socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (loopback->fd < 0 ||
		setsockopt(loopback->fd, SOL_SOCKET, SO_REUSEADDR, &on,
			sizeof(on)) != 0 ||
		bind(loopback->fd, (struct sockaddr *)&address,
			sizeof(address)) != 0 ||
		listen(loopback->fd, VISITORS_MAX) != 0 ||
		getsockname(loopback->fd, (struct sockaddr *)&address, &len) !=
			0)
		return fail(err, ERR_CONFIG, "login/port",
			"cannot listen on 127.0.0.1 port %d: %s", port,
			strerror(errno));
	loopback->port = ntohs(address.sin_port);
	return OK;
}

static void
dismiss(struct visitor *visitor)
{
	if (visitor->fd >= 0)
		close(visitor->fd);
	visitor->fd = -1;
	visitor->len = 0;
}

void
loopback_close(struct loopback *loopback)
{
	if (!loopback)
		return;
	for (size_t i = 0; i < VISITORS_MAX; i++)
		dismiss(&loopback->visitors[i]);
	if (loopback->fd >= 0)
		close(loopback->fd);
	free(loopback);
}

int
loopback_port(const struct loopback *loopback)
{
	return loopback->port;
}

/* A page fits the socket's buffer; who does not read it goes without. */
static void
say(struct visitor *visitor, const char *page)
{
	(void)!send(
		visitor->fd, page, strlen(page), MSG_NOSIGNAL | MSG_DONTWAIT);
	shutdown(visitor->fd, SHUT_WR);
	dismiss(visitor);
}

/* When there is no place, whoever has the first one gives way. */
static void
admit(struct loopback *loopback)
{
	int fd =
		accept4(loopback->fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
	size_t place = 0;

	if (fd < 0)
		return;
	for (size_t i = 0; i < VISITORS_MAX; i++)
		if (loopback->visitors[i].fd < 0)
			place = i;
	dismiss(&loopback->visitors[place]);
	loopback->visitors[place].fd = fd;
}

/* True when its request's head is whole. */
static bool
listen_to(struct visitor *visitor)
{
	ssize_t got = recv(visitor->fd, visitor->head + visitor->len,
		HEAD_MAX - visitor->len, 0);

	if (got <= 0) {
		if (got == 0 || (errno != EAGAIN && errno != EINTR))
			dismiss(visitor);
		return false;
	}
	visitor->len += (size_t)got;
	visitor->head[visitor->len] = '\0';
	if (memmem(visitor->head, visitor->len, "\r\n\r\n", 4) ||
		memmem(visitor->head, visitor->len, "\n\n", 2))
		return true;
	if (visitor->len == HEAD_MAX)
		say(visitor, page_malformed);
	return false;
}

static int64_t
now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static bool
wait_for_bytes(struct loopback *loopback, int64_t ends_ms,
	struct pollfd ready[VISITORS_MAX + 1])
{
	int64_t left = ends_ms - now_ms();

	for (size_t i = 0; i < VISITORS_MAX; i++)
		ready[i] = (struct pollfd){
			.fd = loopback->visitors[i].fd, .events = POLLIN};
	ready[VISITORS_MAX] =
		(struct pollfd){.fd = loopback->fd, .events = POLLIN};
	if (left <= 0)
		return false;
	(void)poll(ready, VISITORS_MAX + 1, left > 60000 ? 60000 : (int)left);
	return true;
}

enum err_kind
loopback_wait(struct loopback *loopback, const char *path, struct str state,
	int64_t timeout_ms, struct arena *arena, struct loopback_answer *answer,
	struct err *err)
{
	struct pollfd ready[VISITORS_MAX + 1];
	int64_t ends_ms = now_ms() + timeout_ms;

	while (wait_for_bytes(loopback, ends_ms, ready)) {
		for (size_t i = 0; i < VISITORS_MAX; i++) {
			struct visitor *visitor = &loopback->visitors[i];
			struct str head;

			if (visitor->fd < 0 || !ready[i].revents ||
				!listen_to(visitor))
				continue;
			head = (struct str){visitor->head, visitor->len};
			switch (loopback_read(
				head, path, state, arena, answer)) {
			case LOOPBACK_ANSWER:
				say(visitor, answer->code.len ? page_done
							      : page_refused);
				return OK;
			case LOOPBACK_MALFORMED:
				say(visitor, page_malformed);
				break;
			default:
				say(visitor, page_other);
			}
		}
		if (ready[VISITORS_MAX].revents)
			admit(loopback);
	}
	return fail(err, ERR_NO_TOKEN, "login/time",
		"nobody finished the sign-in in the browser in time");
}
