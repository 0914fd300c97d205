#ifndef TESTS_FCGI_CLIENT_H
#define TESTS_FCGI_CLIENT_H

/*
 * The web server's side of FastCGI 1.0, as much as a test needs: every piece
 * of a request can be sent alone, so that a test decides what comes when.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum { CLIENT_BEGIN = 1, CLIENT_END = 3, CLIENT_PARAMS = 4, CLIENT_STDIN = 5 };
enum { CLIENT_STDOUT = 6, CLIENT_STDERR = 7 };

struct client_answer {
	char *out, *err; /* the caller frees them */
	size_t out_len, err_len;
	bool ended; /* END_REQUEST came */
};

static inline bool
client_write(int fd, const void *bytes, size_t len)
{
	const char *at = bytes;

	while (len) {
		ssize_t n = send(fd, at, len, MSG_NOSIGNAL);
		if (n <= 0)
			return false;
		at += n;
		len -= (size_t)n;
	}
	return true;
}

static inline bool
client_read(int fd, void *bytes, size_t len)
{
	char *at = bytes;

	while (len) {
		ssize_t n = read(fd, at, len);
		if (n <= 0)
			return false;
		at += n;
		len -= (size_t)n;
	}
	return true;
}

static inline bool
client_record(int fd, int type, const void *bytes, size_t len)
{
	unsigned char head[8] = {1, (unsigned char)type, 0, 1,
		(unsigned char)(len >> 8), (unsigned char)len, 0, 0};

	return client_write(fd, head, sizeof(head)) &&
	       client_write(fd, bytes, len);
}

/* A connection to path, or -1. */
static inline int
client_connect(const char *path)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	snprintf(address.sun_path, sizeof(address.sun_path), "%s", path);
	if (connect(fd, (struct sockaddr *)&address, sizeof(address)) == 0)
		return fd;
	close(fd);
	return -1;
}

/* Begins a responder's request for uri; the body is still to come. */
static inline bool
client_begin(int fd, const char *uri, bool keep)
{
	unsigned char begin[8] = {0, 1, keep};
	char params[256];
	size_t len = strlen(uri);

	params[0] = 11;
	params[1] = (char)len;
	memcpy(params + 2, "REQUEST_URI", 11);
	memcpy(params + 13, uri, len);
	return client_record(fd, CLIENT_BEGIN, begin, sizeof(begin)) &&
	       client_record(fd, CLIENT_PARAMS, params, 13 + len) &&
	       client_record(fd, CLIENT_PARAMS, "", 0);
}

/* Adds a name-value pair to a buffer of size, which drops what is too much. */
static inline void
client_param(char *to, size_t size, size_t *len, const char *name,
	const char *value, size_t value_len)
{
	const size_t sizes[] = {strlen(name), value_len};

	if (*len + sizes[0] + sizes[1] + 8 > size)
		return;
	for (size_t i = 0; i < 2; i++) {
		size_t n = sizes[i];

		if (n >= 128) {
			to[(*len)++] = (char)(128 | n >> 24);
			to[(*len)++] = (char)(n >> 16);
			to[(*len)++] = (char)(n >> 8);
		}
		to[(*len)++] = (char)n;
	}
	memcpy(to + *len, name, sizes[0]);
	memcpy(to + *len + sizes[0], value, value_len);
	*len += sizes[0] + sizes[1];
}

/* All of a stream, in as many records as it needs, and its end. */
static inline bool
client_stream(int fd, int type, const char *bytes, size_t len)
{
	while (len) {
		size_t n = len < 60000 ? len : 60000;

		if (!client_record(fd, type, bytes, n))
			return false;
		bytes += n;
		len -= n;
	}
	return client_record(fd, type, "", 0);
}

static inline bool
client_body(int fd, const char *bytes, size_t len)
{
	return client_record(fd, CLIENT_STDIN, bytes, len);
}

static inline bool
client_body_end(int fd)
{
	return client_record(fd, CLIENT_STDIN, "", 0);
}

static inline void
client_append(char **text, size_t *len, const char *bytes, size_t add)
{
	*text = realloc(*text, *len + add + 1);
	if (!*text)
		abort();
	memcpy(*text + *len, bytes, add);
	*len += add;
	(*text)[*len] = '\0';
}

/* Reads to the end of the request or of the connection. */
static inline struct client_answer
client_read_answer(int fd)
{
	static char content[65536 + 256];
	struct client_answer answer = {0};
	unsigned char head[8];

	client_append(&answer.out, &answer.out_len, "", 0);
	client_append(&answer.err, &answer.err_len, "", 0);
	while (!answer.ended && client_read(fd, head, sizeof(head))) {
		size_t len = (size_t)(head[4] << 8 | head[5]);
		if (!client_read(fd, content, len + head[6]))
			break;
		if (head[1] == CLIENT_STDOUT)
			client_append(
				&answer.out, &answer.out_len, content, len);
		else if (head[1] == CLIENT_STDERR)
			client_append(
				&answer.err, &answer.err_len, content, len);
		answer.ended = head[1] == CLIENT_END;
	}
	return answer;
}

static inline void
client_free(struct client_answer *answer)
{
	free(answer->out);
	free(answer->err);
}

#endif
