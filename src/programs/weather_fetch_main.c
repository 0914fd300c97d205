/*
 * weather-fetch: one bounded HTTPS exchange, so that the process that reads
 * strangers' requests opens no connection.  The request comes on descriptor 3
 * and from nowhere else; net/fetch_wire.h has both sides of the conversation.
 */
#include "base/buf.h"
#include "base/str.h"
#include "net/fetch_wire.h"
#include "net/http_values.h"

#include <curl/curl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { REQUEST_FD = 3, HEADERS_MAX = 32 * 1024 };

/* Worth nothing: no issuer makes such a token. */
static const char caller_token[] = "Authorization: Bearer weather-check";

struct exchange {
	struct fetch_request request;
	CURL *curl;
	CURLU *url;
	struct curl_slist *headers, *addresses;
	struct buf body;
	char *sent; /* the body of a POST */
	size_t header_bytes;
	const char *refusal; /* why a callback stopped it */
	bool timed_out;
	char trouble[CURL_ERROR_SIZE];
};

static bool
read_request(struct buf *text, struct fetch_request *request)
{
	char piece[1024];
	ssize_t got;

	while ((got = read(REQUEST_FD, piece, sizeof(piece))) > 0)
		buf_add(text, piece, (size_t)got);
	return got == 0 && text->len && !text->failed &&
	       fetch_request_parse(text->at, request);
}

static size_t
count_header(char *bytes, size_t size, size_t count, void *ctx)
{
	struct exchange *x = ctx;

	(void)bytes;
	x->header_bytes += size * count;
	if (x->header_bytes <= HEADERS_MAX)
		return size * count;
	x->refusal = "the answer's headers are too large";
	return 0;
}

/* Counts what arrives: an announced length can lie. */
static size_t
take_body(char *bytes, size_t size, size_t count, void *ctx)
{
	struct exchange *x = ctx;

	buf_add(&x->body, bytes, size * count);
	if (!x->body.failed)
		return size * count;
	x->refusal = "the answer is larger than 512 KiB";
	return 0;
}

static bool
url_part_is(CURLU *url, CURLUPart part, const char *const *words)
{
	char *text = NULL;
	bool found = false;

	if (curl_url_get(url, part, &text, CURLU_DEFAULT_PORT) == CURLUE_OK)
		while (*words && !found)
			found = strcasecmp(text, *words++) == 0;
	curl_free(text);
	return found;
}

/*
 * Plain http never leaves this machine: only loopback names, no proxy, and
 * localhost means the loopback addresses whatever the resolver says.
 */
static bool
allow_plain_http(struct exchange *x)
{
	static const char *const loopback[] = {
		"127.0.0.1", "[::1]", "localhost", NULL};
	char *port = NULL, pin[64];

	if (!x->request.allow_insecure_loopback ||
		!url_part_is(x->url, CURLUPART_HOST, loopback))
		return false;
	if (curl_url_get(x->url, CURLUPART_PORT, &port, CURLU_DEFAULT_PORT) !=
		CURLUE_OK)
		return false;
	snprintf(pin, sizeof(pin), "localhost:%s:127.0.0.1,[::1]", port);
	curl_free(port);
	x->addresses = curl_slist_append(NULL, pin);
	x->request.proxy = NULL;
	return x->addresses &&
	       !curl_easy_setopt(x->curl, CURLOPT_RESOLVE, x->addresses) &&
	       !curl_easy_setopt(x->curl, CURLOPT_PROTOCOLS_STR, "http");
}

static bool
set_url(struct exchange *x)
{
	static const char *const http[] = {"http", NULL};
	static const char *const https[] = {"https", NULL};

	x->url = curl_url();
	if (!x->url || curl_url_set(x->url, CURLUPART_URL, x->request.url,
			       CURLU_DISALLOW_USER) != CURLUE_OK)
		return false;
	if (url_part_is(x->url, CURLUPART_SCHEME, http)) {
		if (!allow_plain_http(x))
			return false;
	} else if (!url_part_is(x->url, CURLUPART_SCHEME, https) ||
		   curl_easy_setopt(x->curl, CURLOPT_PROTOCOLS_STR, "https")) {
		return false;
	}
	return !curl_easy_setopt(x->curl, CURLOPT_CURLU, x->url);
}

/* Every default that matters is written down. */
static bool
set_limits(struct exchange *x)
{
	const struct fetch_request *request = &x->request;
	const char *proxy = request->proxy;
	long total = request->timeout_ms;
	long connect = total < FETCH_CONNECT_MS ? total : FETCH_CONNECT_MS;
	CURL *c = x->curl;
	bool bad = false;

#define SET(option, value) bad |= curl_easy_setopt(c, option, value) != CURLE_OK
	SET(CURLOPT_NOSIGNAL, 1L);
	SET(CURLOPT_FOLLOWLOCATION, 0L);
	SET(CURLOPT_TIMEOUT_MS, total);
	SET(CURLOPT_CONNECTTIMEOUT_MS, connect);
	SET(CURLOPT_LOW_SPEED_LIMIT, 100L);
	SET(CURLOPT_LOW_SPEED_TIME, total > FETCH_TOTAL_MS ? total / 1000 : 3L);
	SET(CURLOPT_MAXFILESIZE, (long)FETCH_BODY_MAX);
	SET(CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	SET(CURLOPT_SSL_VERIFYPEER, 1L);
	SET(CURLOPT_SSL_VERIFYHOST, 2L);
	/* A named file replaces the system's authorities. */
	SET(CURLOPT_CAINFO, request->ca_file);
	SET(CURLOPT_CAPATH, request->ca_file ? NULL : "/etc/ssl/certs");
	/* "" and "*" also keep libcurl from asking the environment, where
	 * HTTP_PROXY would be a request's header (httpoxy). */
	SET(CURLOPT_PROXY, proxy ? proxy : "");
	SET(CURLOPT_NOPROXY, proxy ? "" : "*");
	SET(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
	SET(CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	SET(CURLOPT_HTTP_CONTENT_DECODING, 0L);
	SET(CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
	SET(CURLOPT_USERAGENT, "weather-fetch/" WEATHER_VERSION);
	SET(CURLOPT_HTTPHEADER, x->headers);
	SET(CURLOPT_HEADERFUNCTION, count_header);
	SET(CURLOPT_HEADERDATA, x);
	SET(CURLOPT_WRITEFUNCTION, take_body);
	SET(CURLOPT_WRITEDATA, x);
	SET(CURLOPT_ERRORBUFFER, x->trouble);
#undef SET
	return !bad;
}

static bool
add_header(struct exchange *x, const char *line)
{
	struct curl_slist *longer = curl_slist_append(x->headers, line);

	if (longer)
		x->headers = longer;
	return longer != NULL;
}

static bool
set_headers(struct exchange *x)
{
	char line[HTTP_ETAG_MAX + 32];

	if (!add_header(x, "Accept: application/json"))
		return false;
	if (x->request.as_caller && !add_header(x, caller_token))
		return false;
	if (!x->request.etag)
		return true;
	snprintf(line, sizeof(line), "If-None-Match: %s", x->request.etag);
	return add_header(x, line);
}

/* What the service has to refuse, so that nothing comes of it. */
static bool
set_body(struct exchange *x)
{
	size_t size = x->request.body_bytes;

	if (!size)
		return true;
	x->sent = malloc(size);
	if (!x->sent)
		return false;
	memset(x->sent, '0', size);
	/* an empty Expect keeps libcurl from waiting for a 100 */
	return add_header(x, "Content-Type: application/json") &&
	       add_header(x, "Expect:") &&
	       !curl_easy_setopt(x->curl, CURLOPT_POSTFIELDS, x->sent) &&
	       !curl_easy_setopt(x->curl, CURLOPT_POSTFIELDSIZE, (long)size);
}

static struct str
header(CURL *curl, const char *name, size_t index)
{
	struct curl_header *found;

	if (curl_easy_header(curl, name, index, CURLH_HEADER, -1, &found) !=
		CURLHE_OK)
		return (struct str){0};
	return str_trim(str_from(found->value));
}

/* How long the answer stays fresh (RFC 9111 4.2); -1: not said. */
static int64_t
max_age(CURL *curl)
{
	int64_t age = http_seconds(header(curl, "Age", 0)), max = -1;
	struct str line;

	for (size_t i = 0; (line = header(curl, "Cache-Control", i)).at; i++)
		if (!http_cache_control(line, &max))
			return -1;
	if (max < 0 || age < 0)
		return max;
	return age < max ? max - age : 0;
}

static void
print_answer(struct exchange *x, struct buf *out)
{
	struct str etag = header(x->curl, "ETag", 0);
	struct str date = header(x->curl, "Date", 0);
	struct fetch_answer answer = {.retry_after_s = -1};
	curl_off_t retry_after = 0;
	long status = 0;

	curl_easy_getinfo(x->curl, CURLINFO_RESPONSE_CODE, &status);
	curl_easy_getinfo(x->curl, CURLINFO_RETRY_AFTER, &retry_after);
	answer.status = (int)status;
	answer.etag = http_etag_is_good(etag) ? etag.at : NULL;
	answer.max_age_s = max_age(x->curl);
	if (retry_after > 0)
		answer.retry_after_s =
			retry_after < INT32_MAX ? retry_after : INT32_MAX;
	if (date.at)
		answer.date = curl_getdate(date.at, NULL);
	answer.body = buf_as_str(&x->body);
	fetch_answer_print(out, &answer);
}

/* NULL, or the sentence that says why there is no answer. */
static const char *
exchange(struct exchange *x)
{
	CURLcode code;

	x->curl = curl_easy_init();
	if (!x->curl)
		return "libcurl cannot start";
	if (!set_url(x))
		return "the URL is not allowed: https, without a user name "
		       "(plain http only to loopback where it is allowed)";
	if (!set_headers(x) || !set_body(x) || !set_limits(x))
		return "libcurl does not take its settings";
	code = curl_easy_perform(x->curl);
	if (x->refusal)
		return x->refusal;
	x->timed_out = code == CURLE_OPERATION_TIMEDOUT;
	if (code != CURLE_OK)
		return x->trouble[0] ? x->trouble : curl_easy_strerror(code);
	return NULL;
}

/* Closed afterwards: libcurl may wait for the resolver's thread when it is
 * cleaned up, and the answer must not. */
static void
send_and_close(const struct buf *out)
{
	size_t sent = 0;
	ssize_t count;

	while (sent < out->len &&
		(count = write(1, out->at + sent, out->len - sent)) > 0)
		sent += (size_t)count;
	close(1);
}

int
main(int argc, char **argv)
{
	struct exchange x = {0};
	struct buf request, out;
	const char *why;

	(void)argv;
	if (argc > 1 || getenv("GATEWAY_INTERFACE")) {
		fputs("weather-fetch is run by the weather service alone, "
		      "with its request on descriptor 3\n",
			stderr);
		return 64;
	}
	clearenv();
	buf_init(&request, FETCH_REQUEST_MAX);
	buf_init(&out, FETCH_ANSWER_MAX);
	buf_init(&x.body, FETCH_BODY_MAX);
	curl_global_init(CURL_GLOBAL_DEFAULT);
	if (read_request(&request, &x.request)) {
		/* The last word if nobody is left to end this process. */
		alarm(((unsigned)x.request.timeout_ms + 999) / 1000 + 1);
		why = exchange(&x);
	} else {
		why = "there is no proper request on descriptor 3";
	}
	if (why)
		fetch_error_print(&out, x.timed_out, why);
	else
		print_answer(&x, &out);
	send_and_close(&out);

	curl_easy_cleanup(x.curl);
	curl_slist_free_all(x.headers);
	curl_slist_free_all(x.addresses);
	curl_url_cleanup(x.url);
	curl_global_cleanup();
	free(x.sent);
	buf_free(&x.body);
	buf_free(&out);
	buf_free(&request);
	return why != NULL;
}
