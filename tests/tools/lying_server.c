/*
 * lying_server [FOLDER [PORT [BACKLOG]]]: an HTTP server that misbehaves in a
 * different way at each path, for tests of weather-fetch.  It listens on
 * 127.0.0.1, prints the port that the kernel chose, and ends with everything it
 * started at the end of its input.
 *
 * With a FOLDER every path is first written to its file "count", one line each,
 * and where it has a file "requests" every request with its body to that one.
 * Then PATH.lie there may name one of the lies of lies.h, and so change the
 * answer while the server runs; else the first of PATH.1 to PATH.9, which is
 * used up, or the file PATH is the answer: whole where it starts with HTTP/1.1
 * and a blank, otherwise as the content of a 200.  A query is not part of PATH.
 */
#include "tools/lies.h"

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

enum { REQUEST_MAX = 16384 };

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
