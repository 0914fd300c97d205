/*
 * random_requests COUNT SEED http PORT | fcgi SOCKET: so many requests made at
 * random, one after the other, of pieces that mean something here and of bytes
 * that mean nothing.  Tokens come from standard input, a line NAME TOKEN each;
 * "writer" and "reader" are good and come first, all others are not.
 *
 * It ends with 1 and says what was sent when an answer must not be: none within
 * 20 seconds, one without a status, a 5xx that says of a fault of the program
 * (500), or any 2xx on a path below /api for a request without a good token, or
 * for one that would write without the writer's.  At the end it prints how many
 * answers there were of each status, and how many reports were acknowledged.
 */
#include "unit/fcgi_client.h"
#include "unit/random_text.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <netinet/in.h>

enum { TOKENS_MAX = 32, TOKEN_SIZE = 20000 };
enum { STATUSES = 1000, PATIENCE_S = 20, PARAMS_MAX = 256 * 1024 };

struct random_request {
	struct text method, target, authorization, type, body, other;
	bool has_authorization, good_reader, good_writer, good;
};

static char names[TOKENS_MAX][32], tokens[TOKENS_MAX][TOKEN_SIZE];
static size_t token_count;

/* What no line of HTTP can hold. */
static void
make_line(struct text *text, bool blanks)
{
	for (size_t i = 0; i < text->len; i++) {
		char *c = &text->at[i];

		if (*c == '\r' || *c == '\n' || !*c || (!blanks && *c == ' '))
			*c = '_';
	}
}

static void
make_target(struct text *target)
{
	ADD_ONE_OF(target, "/api/reports", "/api/reports", "/api/reports/",
		"/api/weather/", "/api/weather/Bend", "/api/places", "/api/me",
		"/health", "/metrics", "/problems/", "/openapi.json", "/docs",
		"/.well-known/oauth-protected-resource", "/api/config", "/api");
	if (!prop_below(4))
		ADD_ONE_OF(target, "/observations", "/", "//", "/..", "%2F",
			"%00", "%zz", "/%2e%2e/", "\xc3\xa3",
			"01a203ab-22a1-7563-8000-000000000000", "Bend");
	if (!prop_below(8))
		add_noise(target, 60);
	for (size_t n = prop_below(2) * prop_below(4); n; n--) {
		add(target, strchr(target->at, '?') ? "&" : "?");
		ADD_ONE_OF(target, "limit", "cursor", "from", "to", "q",
			"format", "view", "state", "country", "units", "city",
			"author", "before", "confirm", "on_conflict", "x");
		add(target, "=");
		if (prop_below(3))
			ADD_ONE_OF(target, "1", "-24h", "csv", "ndjson", "json",
				"full", "OR", "US", "me",
				"2026-01-01T00:00:00Z", "imperial", "all",
				"replace", "99999999999999", "", "a*", "\"",
				"%22", "%ff");
		else
			add_noise(target, 30);
	}
	if (!prop_below(200))
		while (target->len < 12000)
			add(target, "a=b&");
	make_line(target, false);
}

static void
make_body(struct text *body, const struct text *method)
{
	if (method->at[0] == 'G' && prop_below(20))
		return;
	switch (prop_below(8)) {
	case 0:
		return;
	case 1:
		add_noise(body, 500);
		return;
	case 2:
		add(body, "{\"temp\":");
		ADD_ONE_OF(body, "1", "-999", "1e400", "null", "\"1\"", "1.25");
		add(body, ",\"observed_at\":\"");
		ADD_ONE_OF(body, "2026-01-01T00:00:00Z", "now", "", "0");
		add(body, "\"}");
		return;
	default:
		add(body, "{\"description\":\"random ");
		if (!prop_below(3))
			add_noise(body, 40);
		if (!prop_below(20))
			while (body->len < 66000)
				add(body, "wide ");
		add(body, "\",\"location\":{\"city\":\"");
		ADD_ONE_OF(body, "Bend", "", "\\u0000", "S\xc3\xa3o Paulo",
			"\\ud800", "a\xff");
		add(body, "\"}");
		ADD_ONE_OF(body, "}", "}", "}", "", ",\"x\":1}", "}}");
		return;
	}
}

static void
make_authorization(struct random_request *request)
{
	size_t which = prop_below(token_count + 3);
	struct text *to = &request->authorization;

	/* the first two are good */
	if (prop_below(2))
		which = prop_below(2);

	request->has_authorization = which < token_count + 2;
	if (!request->has_authorization)
		return;
	if (which >= token_count) {
		ADD_ONE_OF(to, "Bearer", "Bearer ", "Basic YTpi",
			"bearer x.y.z", "Bearer a b",
			"Bearer eyJhbGciOiJub25lIn0.e30.");
		add_noise(to, 60);
		make_line(to, true);
		return;
	}
	add(to, "Bearer ");
	add(to, tokens[which]);
	request->good_writer = !strcmp(names[which], "writer");
	request->good_reader = !strcmp(names[which], "reader");
	request->good = request->good_writer || request->good_reader ||
			!strncmp(names[which], "other-scope", 11);
	/* any change but one of the white space around it ends a token */
	if (!prop_below(4)) {
		size_t at = 7 + prop_below(to->len - 7);
		char old = to->at[at];

		to->at[at] = (char)prop_between(33, 126);
		if (to->at[at] != old)
			request->good_writer = request->good_reader =
				request->good = false;
	}
}

static void
make_request(struct random_request *request)
{
	request->method.len = request->target.len = request->type.len = 0;
	request->authorization.len = request->body.len = request->other.len = 0;
	request->body.at[0] = request->other.at[0] = '\0';
	request->good_reader = request->good_writer = request->good = false;
	if (prop_below(3)) {
		ADD_ONE_OF(&request->method, "GET", "GET", "GET", "POST",
			"PATCH", "DELETE", "PUT", "HEAD", "OPTIONS");
		make_target(&request->target);
	} else {
		add(&request->method, "POST");
		ADD_ONE_OF(
			&request->target, "/api/reports", "/api/weather/Bend");
	}
	make_authorization(request);
	ADD_ONE_OF(&request->type, "application/json", "application/json",
		"application/merge-patch+json", "text/plain", "");
	make_body(&request->body, &request->method);
	switch (prop_below(6)) {
	case 0:
		add(&request->other, "\"");
		add_noise(&request->other, 300);
		add(&request->other, "\"");
		break;
	case 1:
		add_noise(&request->other, 400);
		break;
	default:
		break;
	}
	make_line(&request->other, true);
}

/* --- sending ------------------------------------------------------------- */

static int
ask_fcgi(const char *path, const struct random_request *request)
{
	static char params[PARAMS_MAX];
	unsigned char begin[8] = {0, 1, 0};
	char length[24];
	struct client_answer answer;
	size_t len = 0;
	int status = 0, fd = client_connect(path);

	if (fd < 0)
		return 0;
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO,
		&(struct timeval){.tv_sec = PATIENCE_S},
		sizeof(struct timeval));
	snprintf(length, sizeof(length), "%zu", request->body.len);
	client_param(params, sizeof(params), &len, "REQUEST_METHOD",
		request->method.at, request->method.len);
	client_param(params, sizeof(params), &len, "REQUEST_URI",
		request->target.at, request->target.len);
	client_param(params, sizeof(params), &len, "CONTENT_TYPE",
		request->type.at, request->type.len);
	client_param(params, sizeof(params), &len, "CONTENT_LENGTH", length,
		strlen(length));
	client_param(
		params, sizeof(params), &len, "REMOTE_ADDR", "127.0.0.1", 9);
	if (request->has_authorization)
		client_param(params, sizeof(params), &len, "HTTP_AUTHORIZATION",
			request->authorization.at, request->authorization.len);
	if (request->other.len)
		client_param(params, sizeof(params), &len,
			prop_below(2) ? "HTTP_IDEMPOTENCY_KEY"
				      : "HTTP_IF_NONE_MATCH",
			request->other.at, request->other.len);
	(void)(client_record(fd, CLIENT_BEGIN, begin, sizeof(begin)) &&
		client_stream(fd, CLIENT_PARAMS, params, len) &&
		client_stream(
			fd, CLIENT_STDIN, request->body.at, request->body.len));
	answer = client_read_answer(fd);
	close(fd);
	if (sscanf(answer.out, "Status: %d", &status) != 1)
		status = 0;
	client_free(&answer);
	return status;
}

static int
ask_http(int port, const struct random_request *request)
{
	static char text[4 * PIECE_MAX];
	struct sockaddr_in to = {.sin_family = AF_INET,
		.sin_port = htons((uint16_t)port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	char head[64] = "", rest[16384];
	size_t len = 0;
	ssize_t n;
	int status = 0, used, fd = socket(AF_INET, SOCK_STREAM, 0);

	if (fd < 0)
		return 0;
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO,
		&(struct timeval){.tv_sec = PATIENCE_S},
		sizeof(struct timeval));
	used = snprintf(text, sizeof(text),
		"%s %s HTTP/1.1\r\nHost: h\r\nConnection: close\r\n"
		"Content-Type: %s\r\nContent-Length: %zu\r\n%s%s%s%s%s%s\r\n",
		request->method.at, request->target.at, request->type.at,
		request->body.len,
		request->has_authorization ? "Authorization: " : "",
		request->has_authorization ? request->authorization.at : "",
		request->has_authorization ? "\r\n" : "",
		request->other.len ? prop_below(2) ? "Idempotency-Key: "
						   : "If-None-Match: "
				   : "",
		request->other.len ? request->other.at : "",
		request->other.len ? "\r\n" : "");
	memcpy(text + used, request->body.at, request->body.len);
	if (connect(fd, (struct sockaddr *)&to, sizeof(to)) == 0) {
		(void)client_write(fd, text, (size_t)used + request->body.len);
		while ((n = read(fd, rest, sizeof(rest))) > 0) {
			size_t keep = sizeof(head) - 1 - len;

			keep = (size_t)n < keep ? (size_t)n : keep;
			memcpy(head + len, rest, keep);
			len += keep;
		}
		head[len] = '\0';
	}
	close(fd);
	if (sscanf(head, "HTTP/1.1 %d", &status) != 1)
		status = 0;
	return status;
}

/* --- judging ------------------------------------------------------------- */

/* A server takes dots out of a path, which then is another one. */
static bool
is_of_api(const struct text *target, bool by_server)
{
	bool dots = strstr(target->at, "/..") || strcasestr(target->at, "%2e");

	return !strncmp(target->at, "/api/", 5) &&
	       strncmp(target->at, "/api/config", 11) != 0 &&
	       !(by_server && dots);
}

static const char *
fault_of(const struct random_request *request, bool by_server, int status)
{
	bool reads = !strcmp(request->method.at, "GET") ||
		     !strcmp(request->method.at, "HEAD") ||
		     !strcmp(request->method.at, "OPTIONS");
	bool me = !strncmp(request->target.at, "/api/me", 7);

	if (status < 100 || status >= STATUSES)
		return "no answer";
	/* lighttpd's own, for a path that it has no file for */
	if (status >= 500 && !(by_server && status == 501))
		return "an answer of a fault";
	if (status >= 300 || !is_of_api(&request->target, by_server))
		return NULL;
	if (!(me ? request->good
		 : request->good_reader || request->good_writer) &&
		strcmp(request->method.at, "OPTIONS") != 0)
		return "ACCEPTED without a good token";
	if (!reads && !request->good_writer)
		return "WRITTEN without the right to";
	return NULL;
}

static void
show(const char *what, const struct text *text)
{
	printf("#  %s: ", what);
	for (size_t i = 0; i < text->len && i < 400; i++)
		printf(isprint((unsigned char)text->at[i]) ? "%c" : "\\x%02x",
			(unsigned char)text->at[i]);
	printf("\n");
}

int
main(int argc, char **argv)
{
	static struct random_request request;
	static long statuses[STATUSES];
	long count, faults = 0;

	if (argc != 5) {
		fprintf(stderr, "usage: random_requests COUNT SEED http PORT | "
				"fcgi SOCKET\n");
		return 2;
	}
	count = strtol(argv[1], NULL, 10);
	prop_state = strtoull(argv[2], NULL, 10);
	while (token_count < TOKENS_MAX &&
		scanf("%31s %19999s", names[token_count],
			tokens[token_count]) == 2)
		token_count++;
	for (long n = 0; n < count; n++) {
		bool http = !strcmp(argv[3], "http");
		const char *fault;
		int status;

		make_request(&request);
		status = http ? ask_http((int)strtol(argv[4], NULL, 10),
					&request)
			      : ask_fcgi(argv[4], &request);
		fault = fault_of(&request, http, status);
		if (status >= 0 && status < STATUSES)
			statuses[status]++;
		if (fault && ++faults <= 5) {
			printf("# request %ld: %s: %d\n", n, fault, status);
			show("method", &request.method);
			show("target", &request.target);
			show("body", &request.body);
			show("other", &request.other);
		}
	}
	for (int i = 0; i < STATUSES; i++)
		if (statuses[i])
			printf("%d %ld\n", i, statuses[i]);
	return faults ? 1 : 0;
}
