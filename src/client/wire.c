#include "client/wire.h"

#include "base/url.h"
#include "client/profile.h"
#include "client/secret.h"
#include "net/http_values.h"

#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { HEAD_MAX = 64 * 1024, CONNECT_MS = 10000, STALL_S = 30 };

struct wire {
	CURL *curl;
	struct wire_options options;
	char trouble[CURL_ERROR_SIZE];
	/* the exchange that runs */
	struct wire_answer *answer;
	struct timespec begun;
	FILE *sink;
	bool too_large, shows_progress;
};

bool
wire_start(const struct wire_memory *memory)
{
	if (!memory)
		return curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
	return curl_global_init_mem(CURL_GLOBAL_DEFAULT, memory->take,
		       memory->free, memory->resize, memory->copy,
		       memory->take_zeroed) == CURLE_OK;
}

enum err_kind
wire_open(
	struct wire **out, const struct wire_options *options, struct err *err)
{
	struct wire *wire = calloc(1, sizeof(*wire));

	*out = wire;
	if (!wire)
		return fail_memory(err);
	wire->options = *options;
	wire->curl = curl_easy_init();
	return wire->curl ? OK : fail_memory(err);
}

void
wire_close(struct wire *wire)
{
	if (!wire)
		return;
	curl_easy_cleanup(wire->curl);
	free(wire);
}

/* A new status line begins a new response: of 100 Continue, say. */
static size_t
take_head(char *bytes, size_t size, size_t count, void *ctx)
{
	struct wire *wire = ctx;
	struct str line = {bytes, size * count};

	if (str_starts(line, "HTTP/"))
		buf_clear(&wire->answer->head);
	buf_str(&wire->answer->head, line);
	if (!wire->answer->head.failed)
		return line.len;
	wire->too_large = true;
	return 0;
}

static size_t
take_body(char *bytes, size_t size, size_t count, void *ctx)
{
	struct wire *wire = ctx;
	long status = 0;

	if (wire->sink &&
		!curl_easy_getinfo(
			wire->curl, CURLINFO_RESPONSE_CODE, &status) &&
		status == 200)
		return fwrite(bytes, size, count, wire->sink) * size;
	buf_add(&wire->answer->body, bytes, size * count);
	if (!wire->answer->body.failed)
		return size * count;
	wire->too_large = true;
	return 0;
}

static double
elapsed_s(const struct wire *wire)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)(now.tv_sec - wire->begun.tv_sec) +
	       (double)(now.tv_nsec - wire->begun.tv_nsec) / 1e9;
}

/* Only what takes longer than a second is worth a line. */
static int
show_progress(void *ctx, curl_off_t total, curl_off_t now, curl_off_t up_total,
	curl_off_t up)
{
	struct wire *wire = ctx;
	const double mb = 1e6;

	(void)up_total, (void)up;
	if (!now || elapsed_s(wire) < 1)
		return 0;
	wire->shows_progress = true;
	fprintf(wire->options.progress, "\r%.1f MB", (double)now / mb);
	if (total > 0)
		fprintf(wire->options.progress, " of %.1f MB (%d %%)",
			(double)total / mb, (int)(now * 100 / total));
	fprintf(wire->options.progress, ", %.0f s   ", elapsed_s(wire));
	fflush(wire->options.progress);
	return 0;
}

static struct curl_slist *
add_line(struct curl_slist *list, bool *bad, const char *name, struct str value)
{
	struct curl_slist *longer;
	struct buf line;

	buf_init(&line, 64 * 1024);
	buf_printf(&line, "%s%.*s", name, STR_ARG(value));
	longer = line.failed ? NULL : curl_slist_append(list, line.at);
	secret_free(&line);
	if (longer)
		return longer;
	*bad = true;
	return list;
}

static struct curl_slist *
request_headers(const struct wire_request *request, bool *bad)
{
	struct curl_slist *list = NULL;

	if (request->bearer.len)
		list = add_line(
			list, bad, "Authorization: Bearer ", request->bearer);
	if (request->basic.len)
		list = add_line(
			list, bad, "Authorization: Basic ", request->basic);
	list = add_line(list, bad, "Accept: ", str_from(request->accept));
	if (request->content_type)
		list = add_line(list, bad,
			"Content-Type: ", str_from(request->content_type));
	/* libcurl would wait a second for 100 Continue with a larger body */
	list = add_line(list, bad, "Expect:", STR_LIT(""));
	for (size_t i = 0; i < WIRE_HEADERS_MAX && request->headers[i]; i++)
		list = add_line(list, bad, request->headers[i], STR_LIT(""));
	return list;
}

/* Every default that matters is written down. */
static bool
set_options(struct wire *wire, const struct wire_request *request,
	struct curl_slist *headers, struct curl_slist *addresses)
{
	CURL *c = wire->curl;
	bool bad = false;

#define SET(option, value) bad |= curl_easy_setopt(c, option, value) != CURLE_OK
	SET(CURLOPT_URL, request->url);
	SET(CURLOPT_CUSTOMREQUEST, request->method);
	SET(CURLOPT_NOSIGNAL, 1L);
	SET(CURLOPT_FOLLOWLOCATION, 0L);
	SET(CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_MS);
	SET(CURLOPT_TIMEOUT_MS, 1000L * request->timeout_s);
	SET(CURLOPT_LOW_SPEED_LIMIT, 1L);
	SET(CURLOPT_LOW_SPEED_TIME, (long)STALL_S);
	SET(CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	SET(CURLOPT_SSL_VERIFYPEER, 1L);
	SET(CURLOPT_SSL_VERIFYHOST, 2L);
	if (wire->options.ca_file) {
		SET(CURLOPT_CAINFO, wire->options.ca_file);
		SET(CURLOPT_CAPATH, NULL);
	}
	SET(CURLOPT_PROTOCOLS_STR, addresses ? "http" : "https");
	if (addresses) {
		/* never to a proxy, whatever the environment says */
		SET(CURLOPT_RESOLVE, addresses);
		SET(CURLOPT_PROXY, "");
	}
	SET(CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	SET(CURLOPT_ACCEPT_ENCODING, "");
	SET(CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
	SET(CURLOPT_USERAGENT, "weather-client/" WEATHER_VERSION);
	SET(CURLOPT_HTTPHEADER, headers);
	if (request->body.len) {
		SET(CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->body.len);
		SET(CURLOPT_POSTFIELDS, request->body.at);
	}
	SET(CURLOPT_HEADERFUNCTION, take_head);
	SET(CURLOPT_HEADERDATA, wire);
	SET(CURLOPT_WRITEFUNCTION, take_body);
	SET(CURLOPT_WRITEDATA, wire);
	SET(CURLOPT_ERRORBUFFER, wire->trouble);
	if (wire->options.progress) {
		SET(CURLOPT_NOPROGRESS, 0L);
		SET(CURLOPT_XFERINFOFUNCTION, show_progress);
		SET(CURLOPT_XFERINFODATA, wire);
	}
#undef SET
	return !bad;
}

static enum err_kind
explain(struct wire *wire, const struct wire_request *request, CURLcode code,
	struct err *err)
{
	struct str at = wire_origin(request->url);
	const char *reason = "wire/lost";

	if (wire->too_large)
		return fail(err, ERR_FETCH, "wire/size",
			"%.*s answers with more than %zu KiB", STR_ARG(at),
			request->answer_max / 1024);
	switch (code) {
	case CURLE_COULDNT_RESOLVE_HOST:
	case CURLE_COULDNT_RESOLVE_PROXY:
		reason = "wire/name";
		break;
	case CURLE_COULDNT_CONNECT:
		reason = "wire/connect";
		break;
	case CURLE_WRITE_ERROR:
		reason = "output";
		break;
	case CURLE_OPERATION_TIMEDOUT:
		reason = "wire/time";
		break;
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_SSL_CONNECT_ERROR:
	case CURLE_SSL_CACERT_BADFILE:
	case CURLE_SSL_ISSUER_ERROR:
		reason = "wire/tls";
		break;
	default:
		break;
	}
	return fail(err, ERR_FETCH, reason, "%.*s: %s", STR_ARG(at),
		wire->trouble[0] ? wire->trouble : curl_easy_strerror(code));
}

static void
finish(struct wire *wire, const struct wire_request *request, CURLcode code)
{
	struct wire_answer *answer = wire->answer;
	struct str seconds = wire_header(answer, "Retry-After", 0), path;
	curl_off_t retry_after = 0;
	long status = 0;

	curl_easy_getinfo(wire->curl, CURLINFO_RESPONSE_CODE, &status);
	curl_easy_getinfo(wire->curl, CURLINFO_RETRY_AFTER, &retry_after);
	answer->status = (int)status;
	answer->retry_after_s = http_seconds(seconds);
	if (answer->retry_after_s < 0 && retry_after > 0)
		answer->retry_after_s =
			retry_after < INT32_MAX ? retry_after : INT32_MAX;
	if (wire->shows_progress)
		fprintf(wire->options.progress, "\r%40s\r", "");
	if (!wire->options.verbose)
		return;
	path = str_from(request->url);
	(void)str_cut(&path, '?', &path);
	fprintf(wire->options.verbose, "%s %.*s: ", request->method,
		(int)strcspn(request->url, "?"), request->url);
	if (code == CURLE_OK)
		fprintf(wire->options.verbose, "%ld", status);
	else
		fprintf(wire->options.verbose, "no answer");
	fprintf(wire->options.verbose, ", %zu bytes, %.0f ms\n",
		answer->body.len, elapsed_s(wire) * 1000);
}

/* Plain http means this machine, whatever a resolver says. */
static struct curl_slist *
pinned(const char *url)
{
	struct url parts;
	char pin[64];

	if (!url_parse(str_from(url), &parts) || !str_is(parts.scheme, "http"))
		return NULL;
	snprintf(pin, sizeof(pin), "localhost:%.*s:127.0.0.1,[::1]",
		parts.port.len ? (int)parts.port.len : 2,
		parts.port.len ? parts.port.at : "80");
	return curl_slist_append(NULL, pin);
}

enum err_kind
wire_exchange(struct wire *wire, const struct wire_request *request,
	struct wire_answer *answer, struct err *err)
{
	struct curl_slist *headers, *addresses;
	enum err_kind kind = OK;
	bool bad = false;
	CURLcode code;

	buf_init(&answer->head, HEAD_MAX);
	buf_init(&answer->body, request->answer_max);
	answer->retry_after_s = -1;
	if (!profile_url_is_safe(str_from(request->url)))
		return fail(err, ERR_CONFIG, "wire/url",
			"%.150s is no address to send anything to",
			request->url);
	curl_easy_reset(wire->curl);
	wire->answer = answer;
	wire->sink = request->sink;
	wire->too_large = wire->shows_progress = false;
	wire->trouble[0] = '\0';
	clock_gettime(CLOCK_MONOTONIC, &wire->begun);
	headers = request_headers(request, &bad);
	addresses = pinned(request->url);
	if (bad || !set_options(wire, request, headers, addresses)) {
		kind = fail_memory(err);
		goto done;
	}
	code = curl_easy_perform(wire->curl);
	finish(wire, request, code);
	if (code != CURLE_OK)
		kind = explain(wire, request, code, err);
	else if (answer->status >= 300 && answer->status < 400 &&
		 answer->status != 304)
		kind = fail(err, ERR_FETCH, "wire/redirect",
			"%.*s redirects to another address",
			STR_ARG(wire_origin(request->url)));
done:
	/* the handle must not keep what it was lent */
	curl_easy_reset(wire->curl);
	curl_slist_free_all(headers);
	curl_slist_free_all(addresses);
	wire->answer = NULL;
	return kind;
}
