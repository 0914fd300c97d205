#include "client/loopback.h"

#include "unit/tap.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static struct arena *arena;
static struct loopback_answer answer;

static enum loopback_verdict
read_line(const char *line)
{
	char head[512];

	snprintf(head, sizeof(head), "%s\r\nHost: 127.0.0.1\r\n\r\n", line);
	return loopback_read(
		str_from(head), "/callback", STR_LIT("sTaTe"), arena, &answer);
}

static void
our_answer_is_taken(void)
{
	CHECK_INT(read_line("GET /callback?code=a%2Bb&state=sTaTe&"
			    "iss=https%3A%2F%2Fa HTTP/1.1"),
		LOOPBACK_ANSWER);
	CHECK(str_is(answer.code, "a+b"));
	CHECK(str_is(answer.iss, "https://a"));
	CHECK(!answer.error.at);
	CHECK_INT(read_line("GET /callback?error=access_denied&"
			    "error_description=no+thanks&state=sTaTe "
			    "HTTP/1.0"),
		LOOPBACK_ANSWER);
	CHECK(str_is(answer.error, "access_denied"));
	CHECK(str_is(answer.error_description, "no thanks"));
}

static void
everything_else_is_not(void)
{
	static const char *const bad[] = {
		"GET /callback?code=a HTTP/1.1",
		"GET /callback?code=a&state= HTTP/1.1",
		"GET /callback?code=a&state=state HTTP/1.1",
		"GET /callback?code=a&state=sTaTe1 HTTP/1.1",
		"GET /callback?code=a&state=sTaT HTTP/1.1",
		"GET /callback?code=a&state=sTaTe&state=x HTTP/1.1",
		"GET /callback?code=a&code=b&state=sTaTe HTTP/1.1",
		"GET /callback?code=a&error=b&state=sTaTe HTTP/1.1",
		"GET /callback?state=sTaTe HTTP/1.1",
		"GET /callback?code=&state=sTaTe HTTP/1.1",
		"GET /callback?code=%&state=sTaTe HTTP/1.1",
		"GET /callback?code=a&state=sTaTe&iss=a&iss=b HTTP/1.1",
		"GET /callback#code=a&state=sTaTe HTTP/1.1",
		"POST /callback?code=a&state=sTaTe HTTP/1.1",
		"GET /Callback?code=a&state=sTaTe HTTP/1.1",
		"GET /callback/?code=a&state=sTaTe HTTP/1.1",
		"GET http://127.0.0.1/callback?code=a&state=sTaTe HTTP/1.1",
		"GET /callback?code=a&state=sTaTe",
		"GET /callback?code=a&state=sTaTe SPDY/3",
		"",
	};

	for (size_t i = 0; i < COUNT(bad); i++) {
		CHECK(read_line(bad[i]) != LOOPBACK_ANSWER);
		CHECK(!answer.code.at && !answer.error.at);
	}
	CHECK_INT(read_line("GET /favicon.ico HTTP/1.1"), LOOPBACK_OTHER);
}

/* One visitor says text in two pieces and reads; its answer's status line
 * goes into got. */
static void
visit(int port, const char *text, char *got, size_t size)
{
	struct sockaddr_in address = {.sin_family = AF_INET};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	size_t half = strlen(text) / 2;
	ssize_t len;

	address.sin_port = htons((in_port_t)port);
	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (connect(fd, (struct sockaddr *)&address, sizeof(address)) != 0)
		_exit(1);
	(void)!send(fd, text, half, MSG_NOSIGNAL);
	(void)!send(fd, text + half, strlen(text) - half, MSG_NOSIGNAL);
	len = recv(fd, got, size - 1, MSG_WAITALL);
	got[len > 0 ? len : 0] = '\0';
	close(fd);
}

static void
visitors_who_say_nothing_keep_nobody_waiting(void)
{
	struct loopback *loopback;
	struct err err = {0};
	char got[4096];
	int status = 1;
	pid_t child;

	CHECK_INT(loopback_open(&loopback, 0, &err), OK);
	child = fork();
	if (child == 0) {
		struct sockaddr_in address = {.sin_family = AF_INET};
		int port = loopback_port(loopback);

		address.sin_port = htons((in_port_t)port);
		address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
		/* more than there are places */
		for (int i = 0; i < 20; i++)
			(void)!connect(socket(AF_INET, SOCK_STREAM, 0),
				(struct sockaddr *)&address, sizeof(address));
		visit(port, "GET /callback?code=x&state=wrong HTTP/1.1\r\n\r\n",
			got, sizeof(got));
		if (!strstr(got, " 400 "))
			_exit(2);
		visit(port, "GET /callback?code=x&state=sTaTe HTTP/1.1\r\n\r\n",
			got, sizeof(got));
		_exit(strstr(got, " 200 ") && strstr(got, "no-store") &&
					!strstr(got, "code=x")
				? 0
				: 3);
	}
	CHECK_INT(loopback_wait(loopback, "/callback", STR_LIT("sTaTe"), 20000,
			  arena, &answer, &err),
		OK);
	CHECK(str_is(answer.code, "x"));
	waitpid(child, &status, 0);
	CHECK_INT(WEXITSTATUS(status), 0);
	loopback_close(loopback);
}

static void
waiting_has_an_end(void)
{
	struct loopback *loopback, *second;
	struct err err = {0};

	CHECK_INT(loopback_open(&loopback, 0, &err), OK);
	CHECK_INT(loopback_wait(loopback, "/", STR_LIT("s"), 10, arena, &answer,
			  &err),
		ERR_NO_TOKEN);
	CHECK_STR(err.reason, "login/time");
	CHECK_INT(loopback_open(&second, loopback_port(loopback), &err),
		ERR_CONFIG);
	CHECK_STR(err.reason, "login/port");
	loopback_close(second);
	loopback_close(loopback);
}

int
main(void)
{
	arena = arena_new(1 << 20);
	RUN(our_answer_is_taken);
	RUN(everything_else_is_not);
	RUN(visitors_who_say_nothing_keep_nobody_waiting);
	RUN(waiting_has_an_end);
	arena_free(arena);
	DONE();
}
